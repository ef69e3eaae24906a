"""One instance for the whole run; each test gets a client of its own and has to leave the logs clean."""
import pytest

from support.client import Client
from support.db import Database
from support.instance import temporary
from support.logs import LogWatch
from support.mail import Mailbox

ADMIN = {"email": "admin@northgate.example", "name": "Robin Marlowe", "password": "correct horse battery staple"}


@pytest.fixture(scope="session")
def instance():
    with temporary() as made:
        made.ctl("create-admin", "--email", ADMIN["email"], "--name", ADMIN["name"], "--organisation", "Northgate College", "--password-stdin", input=ADMIN["password"] + "\n")
        yield made


@pytest.fixture(scope="session")
def log_watch(instance):
    watch = LogWatch(instance)
    yield watch
    instance.stop()
    left = watch.unexpected()
    assert not left, "while stopping:\n" + "\n".join(left)


@pytest.fixture(autouse=True)
def clean_logs(request, log_watch):
    """Fails the test that leaves a line in an error log, unless it said so: @pytest.mark.log_allows(r"pattern")."""
    yield
    allowed = [p for mark in request.node.iter_markers("log_allows") for p in mark.args]
    found = log_watch.unexpected(allowed)
    if found:
        pytest.fail("the logs say:\n" + "\n".join(found), pytrace=False)


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
