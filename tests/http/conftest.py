"""One instance for the whole run; each test gets a client of its own and has to leave the logs clean."""
import pytest

from support.client import Client
from support.db import Database
from support.instance import temporary
from support.logs import watched
from support.mail import Mailbox
from support.world import clean_logs      # noqa: F401   fails the test that leaves a line in an error log, unless it said so

ADMIN = {"email": "admin@northgate.example", "name": "Robin Marlowe", "password": "correct horse battery staple"}


@pytest.fixture(scope="session")
def instance():
    with temporary() as made:
        made.ctl("create-admin", "--email", ADMIN["email"], "--name", ADMIN["name"], "--organisation", "Northgate College", "--password-stdin", input=ADMIN["password"] + "\n")
        yield made


@pytest.fixture(scope="session")
def log_watch(instance):
    yield from watched(instance)


@pytest.fixture
def client(instance):
    """Nobody: not signed in."""
    return Client(instance.base_url)


@pytest.fixture
def admin(instance):
    """The first administrator, signed in."""
    signed_in = Client(instance.base_url)
    answer = signed_in.login(ADMIN["email"], ADMIN["password"])
    assert answer.status == 200 and signed_in.cookies, answer.words()
    return signed_in


@pytest.fixture
def db(instance):
    with Database(instance) as database:
        yield database


@pytest.fixture
def mailbox(instance):
    box = Mailbox(instance)
    box.clear()
    yield box
    box.misbehave()
