"""Badges brought from elsewhere: verified, kept as they came, checked again; whose they are, and what a collection shows of them."""
import json, re

import pytest

from support.badges_abroad import HOLDER, Badges20, png_with
from support.foreign import Foreign
from support.recipient import prove
from support.world import clean_logs, instance, log_watch, world      # noqa: F401

ABROAD = Foreign()
SETTINGS = {"extra": [f'BadgesVerifyAllow "127.0.0.1:{ABROAD.port}"']}


@pytest.fixture(scope="module", autouse=True)
def over():
    yield
    ABROAD.close()


@pytest.fixture
def me(world):
    world.db.run("DELETE FROM throttle")
    if "mine" not in world.accounts:
        prove(world.db, world.account("mine", world.a, None).id, "first@people.example")
        prove(world.db, world.accounts["mine"].id, HOLDER)
        prove(world.db, world.account("stranger", world.a, None).id, "stranger@people.example")
    return world.client("mine")


def bring(client, data=None, name="badge.json", url=None):
    form = client.get("/me/imported/new").form(action="/me/imported/new")
    return client.submit(form, {"url": url} if url else {}, {"file": (name, data, "application/octet-stream")} if data is not None else {})


def id_of(page):
    assert page.status == 200, page.words()
    return re.search(r"/me/imported/(\w{26})$", page.url)[1]


def row(world, id_):
    return world.db.row("SELECT outcome, is_mine, name, issuer_name, source_url, file_name, data, png, issued_on FROM imported_badge WHERE public_id = %s", id_)


def test_by_address(me, world):
    b = Badges20(ABROAD, "/address").publish()
    page = bring(me, url=b.url)
    r = row(world, id_of(page))
    assert (r["outcome"], r["is_mine"], r["name"], r["issuer_name"], r["source_url"], str(r["issued_on"])) == ("valid", 1, "Boat builder", "Westbrook Academy", b.url, "2026-01-02")
    assert json.loads(r["data"]) == b.assertion
    assert "Verified" in page.words() and "names none of your addresses" not in page.words()
    again = bring(me, url=b.url)
    assert "You have brought this one before." in again.words() and again.url == page.url


def test_as_a_picture(me, world):
    b = Badges20(ABROAD, "/picture").publish()
    data = png_with(b.url, b"openbadges")
    page = bring(me, data, "My badge.png")
    r = row(world, id_of(page))
    assert (r["outcome"], r["file_name"], r["data"]) == ("valid", "My badge.png", data)
    if r["png"]:
        image = me.get(page.url.replace(me.base_url, "") + "/image")
        assert image.headers["Content-Type"] == "image/png" and image.body == r["png"] and b.url.encode() not in image.body
    assert me.get(page.url.replace(me.base_url, "") + "/file").body == data


def test_signed(me, world):
    b = Badges20(ABROAD, "/signed").sign().publish()
    text = b.jws()
    r = row(world, id_of(bring(me, text if isinstance(text, bytes) else text.encode(), "badge.jws")))
    assert r["outcome"] == "valid" and r["is_mine"] == 1


def test_of_somebody_else(me, world):
    b = Badges20(ABROAD, "/other").publish()
    stranger = world.client("stranger")
    page = bring(stranger, url=b.url)
    assert row(world, id_of(page))["is_mine"] == 0 and "It names none of your addresses." in page.words()


def test_what_does_not_hold_is_not_kept(me, world):
    before = world.db.value("SELECT COUNT(*) FROM imported_badge")
    b = Badges20(ABROAD, "/spoilt").publish()
    page = bring(me, json.dumps({**b.assertion, "issuedOn": "2020-01-01T00:00:00Z"}).encode())
    assert page.status == 422 and "This badge is not valid, so it was not kept." in page.words()
    assert world.db.value("SELECT COUNT(*) FROM imported_badge") == before


def test_checked_again(me, world):
    b = Badges20(ABROAD, "/again").publish()
    page = bring(me, url=b.url)
    id_ = id_of(page)
    ABROAD.put("/again/assertion", {"@context": "https://w3id.org/openbadges/v2", "type": "Assertion", "id": b.url, "revoked": True, "revocationReason": "Sunk"}, status=410)
    page = me.submit(page.form(action="/check"))
    assert row(world, id_)["outcome"] == "revoked" and "Revoked" in page.words(), page.words()
    ABROAD.put("/again/assertion", {}, status=503)
    page = me.submit(page.form(action="/check"))
    assert row(world, id_)["outcome"] != "valid" and "Boat" in page.words() + row(world, id_)["name"]
    b.publish()
    me.submit(page.form(action="/check"))
    assert row(world, id_)["outcome"] == "valid"


def test_not_too_many(me, world):
    world.db.run("DELETE FROM throttle")
    bring(me, b"{}")
    world.db.run("UPDATE throttle SET failures = 30")
    assert bring(me, b"{}").status == 429
    world.db.run("DELETE FROM throttle")
