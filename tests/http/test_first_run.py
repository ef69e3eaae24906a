"""An empty server, and how it gets its first administrator."""
import concurrent.futures, re

import pytest

from support.client import Client
from support.db import Database
from support.instance import InstanceError, temporary
from support.logs import LogWatch
from support.wait import wait_for

FORM = {"organisation": "Nörth Gate & Söhne", "name": "Robin Marlowe", "email": "Robin@Northgate.example", "password": "correct horse battery staple"}


@pytest.fixture(scope="module")
def empty():
    with temporary() as made:
        watch = LogWatch(made)
        yield made
        assert not watch.unexpected()


@pytest.fixture
def clean_logs():
    """These tests have an instance of their own."""


@pytest.fixture
def edb(empty):
    with Database(empty) as db:
        for table in ("account", "one_time_link", "organisation", "organisation_ancestor", "role_assignment", "session", "throttle", "audit"):
            db.run(f"DELETE FROM {table}")
        yield db


def announced(instance):
    return re.findall(r"BDG0200: .*?(http\S+)", (instance.real / "logs/error_log").read_text())


def setup_link(instance):
    return instance.ctl("setup-link").strip()


def test_the_log_says_where_to_begin_once_a_start(empty, edb):
    seen = len(announced(empty))
    empty.restart_httpd()
    first = wait_for(lambda: announced(empty)[seen:], what="the address in the log")
    for _ in range(30):
        assert Client(empty.base_url).get("/healthz").status == 200
    empty.graceful()
    wait_for(lambda: len(announced(empty)) >= seen + 2, what="the address after a graceful restart")
    found = announced(empty)[seen:]
    assert found[0] == first[0] and len(found) == len(set(found)) == 2, "one line a start"
    assert Client(empty.base_url).get(found[-1]).status == 200
    assert Client(empty.base_url).get(found[0]).status == 200, "the one before still works: it is no less secret"


def test_home_says_how(empty, edb):
    page = Client(empty.base_url).get("/")
    assert page.status == 200 and "badgesctl setup-link" in page.words()
    assert "token" not in page.text, "the address itself is for those who run the server"


def test_first_administrator(empty, edb):
    link, spare, client = setup_link(empty), setup_link(empty), Client(empty.base_url)
    assert link != spare
    page = client.get(link)
    assert page.status == 200 and client.get(link).status == 200, "looking does not use it up"
    answer = client.submit(page.form(action="/setup"), FORM)
    assert answer.status == 200 and answer.url.endswith("/admin") and "Welcome" in answer.words()
    assert edb.row("SELECT name, slug FROM organisation") == {"name": "Nörth Gate & Söhne", "slug": "n-rth-gate-s-hne"}
    assert edb.row("SELECT email, name, state FROM account") == {"email": "robin@northgate.example", "name": "Robin Marlowe", "state": "verified"}
    assert {r["action"] for r in edb.rows("SELECT action FROM audit")} == {"organisation.create", "account.create"}
    for dead in (link, spare):
        other = Client(empty.base_url)
        assert other.get(dead).status == 410, "all such addresses are dead now"
    assert Client(empty.base_url).login(FORM["email"], FORM["password"]).url.endswith("/admin")
    assert "setup-link" not in Client(empty.base_url).get("/").words()
    with pytest.raises(InstanceError, match="has an account already"):
        setup_link(empty)


def test_wrong_fields_are_told_and_nothing_is_lost(empty, edb):
    client = Client(empty.base_url)
    page = client.get(setup_link(empty))
    answer = client.submit(page.form(action="/setup"), {"organisation": " ", "name": "\N{ZERO WIDTH SPACE}", "email": "nobody", "password": "password123"})
    assert answer.status == 422
    for words in ("Give the organisation a name", "Give a name", "Many people use this one"):
        assert words in answer.words()
    assert dict(answer.form(action="/setup").values())["email"] == "nobody"
    answer = client.submit(answer.form(action="/setup"), {**FORM, "password": "nörth gate & söhne"})
    assert answer.status == 422 and "made of your" in answer.words() and dict(answer.form(action="/setup").values())["organisation"] == FORM["organisation"]
    assert client.submit(answer.form(action="/setup"), FORM).url.endswith("/admin")


def test_two_at_once_make_one(empty, edb):
    links = [setup_link(empty) for _ in range(4)]
    clients = [Client(empty.base_url) for _ in links]
    forms = [c.get(link).form(action="/setup") for c, link in zip(clients, links)]
    with concurrent.futures.ThreadPoolExecutor(4) as pool:
        statuses = list(pool.map(lambda i: clients[i].submit(forms[i], {**FORM, "email": f"p{i}@northgate.example"}, follow=False).status, range(4)))
    assert sorted(statuses) == [303, 410, 410, 410]
    assert edb.value("SELECT COUNT(*) AS n FROM account") == 1 and edb.value("SELECT COUNT(*) AS n FROM organisation") == 1


def test_address_dies_after_a_day(empty, edb):
    link = setup_link(empty)
    edb.run("UPDATE one_time_link SET expires_at = expires_at - INTERVAL 1441 MINUTE")
    assert Client(empty.base_url).get(link).status == 410


@pytest.mark.parametrize("token", ["", "x", "A" * 43, "A" * 5000])
def test_guessed_addresses(empty, edb, token):
    setup_link(empty)
    assert Client(empty.base_url).get(f"/setup?token={token}").status == 410


def test_a_reset_link_makes_no_administrator(empty, edb):
    import hashlib
    edb.run("INSERT INTO one_time_link VALUES (%s, 'reset', 0, UTC_TIMESTAMP(6), UTC_TIMESTAMP(6) + INTERVAL 1 HOUR)", hashlib.sha256(b"tok").digest())
    assert Client(empty.base_url).get("/setup?token=tok").status == 410
    edb.run("UPDATE one_time_link SET purpose = 'first_run'")
    assert Client(empty.base_url).get("/reset?token=tok").status == 410
