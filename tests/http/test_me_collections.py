"""Collections, and badges brought from elsewhere: what their owner does with them, and what others see."""
import re

import pytest

from support.mail import Mailbox
from support.recipient import prove, sign_in
from support.wait import wait_for
from support.world import clean_logs, instance, log_watch, new_id, now, png, world      # noqa: F401

ADDRESS = "collector@people.example"


@pytest.fixture(scope="module")
def awards(world):
    return [world.assertion(o, i, ADDRESS) for o in (world.a, world.b) for i in (o.first, o.second)]


@pytest.fixture(scope="module")
def account(world, awards):
    made = world.account("collector", world.a, None)
    prove(world.db, made.id, ADDRESS)
    return made


@pytest.fixture
def me(world, account):
    world.db.run("DELETE FROM throttle")
    world.session("collector")
    return world.client("collector")


@pytest.fixture
def other(world):
    if "somebody" not in world.accounts:
        world.account("somebody", world.a, "organisation_administrator")
    return world.client("somebody")


def collection(me, name="For my application", audience="link", description=""):
    page = me.submit(me.get("/me/collections/new").form(action="/me/collections/new"), {"name": name, "description": description, "audience": audience})
    assert page.status == 200, page.words()
    return re.search(r"/me/collections/(\w{26})", page.url)[1]


def put(me, award, collection_id):
    page = me.get(f"/me/credentials/{award.public_id}")
    page = me.submit(page.form(action="/collect"), {"collection": collection_id})
    assert "It is in the collection." in page.words()
    return page


def order(page):
    return [v[1:] for v in page.doc.xpath("//input[@name='item']/@value")]


def brought(world, account, outcome="valid", is_mine=1, name="From elsewhere", **more):
    """A row, as if brought and verified."""
    id_ = new_id()
    world.insert("imported_badge", **{"public_id": id_, "account_id": account.id, "source_url": "https://harbour.example/b.json", "data": b'{"x":1}', "sha256": id_.encode() + b"x" * 6,
                                      "outcome": outcome, "is_mine": is_mine, "verdict_json": '{"checks":[]}', "checked_at": now(), "name": name, "issuer_name": "Harbour School", "png": png(),
                                      "created_at": now(), **more})
    return id_


def test_make_fill_order_and_show(me, client, awards, world, account):
    id_ = collection(me, description="Two lines\nof words.")
    for a in awards[:3]:
        put(me, a, id_)
    page = me.get(f"/me/collections/{id_}")
    assert order(page) == [a.public_id for a in awards[:3]]
    forms = [f for f in page.forms() if f.action.endswith("/items")]
    page = me.submit(forms[2], button="Move up") if "Move up" in forms[2].buttons() else act(me, id_, page, awards[2], "up")
    assert order(page) == [awards[i].public_id for i in (0, 2, 1)]
    page = act(me, id_, page, awards[0], "down")
    assert order(page) == [awards[i].public_id for i in (2, 0, 1)]
    page = act(me, id_, page, awards[0], "out")
    assert order(page) == [awards[i].public_id for i in (2, 1)]
    page = act(me, id_, page, awards[2], "up")       # at the edge: nothing
    assert order(page) == [awards[i].public_id for i in (2, 1)]
    shown = client.get(f"/collections/{id_}")
    assert shown.status == 200 and re.findall(r"/assertions/(\w{26})\"", shown.text) == [awards[2].public_id, awards[1].public_id]
    assert "Two lines" in shown.words() and 'og:title" content="For my application"' in shown.text and "Set-Cookie" not in shown.headers
    assert ADDRESS not in shown.text


def act(me, id_, page, award, what):
    csrf = page.doc.xpath("//input[@name='_csrf']/@value")[0]
    return me.post(f"/me/collections/{id_}/items", {"_csrf": csrf, "item": "a" + award.public_id, "act": what}, headers={"Origin": me.origin()})


@pytest.fixture
def client(instance):
    from support.client import Client
    return Client(instance.base_url)


def test_who_may_see_it(me, client, world):
    private, link, listed = (collection(me, f"C {a}", a) for a in ("private", "link", "listed"))
    assert client.get(f"/collections/{private}").status == 404
    one, two = client.get(f"/collections/{link}"), client.get(f"/collections/{listed}")
    assert one.status == two.status == 200
    assert one.headers["X-Robots-Tag"] == "noindex" and 'name="robots"' in one.text
    assert two.headers["X-Robots-Tag"] is None and 'name="robots"' not in two.text
    assert one.headers["ETag"] and client.get(f"/collections/{link}", headers={"If-None-Match": one.headers["ETag"]}).status == 304


def test_only_what_is_in_order_is_shown(me, client, awards, world, account):
    id_ = collection(me, "In order")
    for a in awards:
        put(me, a, id_)
    world.db.run("UPDATE assertion SET state = 1, revoked_at = UTC_TIMESTAMP(6), revocation_reason = 'x' WHERE id = %s", awards[0].id)
    world.db.run("UPDATE assertion SET acceptance = 2, hidden = 1 WHERE id = %s", awards[1].id)
    world.db.run("UPDATE assertion SET expires_on = '2026-01-31' WHERE id = %s", awards[2].id)
    shown = client.get(f"/collections/{id_}")
    assert awards[0].public_id not in shown.text and awards[1].public_id not in shown.text and "Expired on 31 Jan 2026" in shown.words() and awards[3].public_id in shown.text
    mine = me.get(f"/me/collections/{id_}").words()
    assert "Revoked: others do not see it here." in mine and "Rejected: others do not see it here." in mine
    world.db.run("UPDATE assertion SET state = 0, acceptance = 0, hidden = 0, expires_on = NULL WHERE id IN (%s, %s, %s)", *(a.id for a in awards[:3]))
    # An address that is no longer theirs takes its awards along.
    world.db.run("UPDATE account_identity SET account_id = 0 WHERE identity = %s", ADDRESS)
    assert "nothing to see" in client.get(f"/collections/{id_}").words()
    world.db.run("UPDATE account_identity SET account_id = %s WHERE identity = %s", account.id, ADDRESS)


def test_a_form_that_is_wrong_or_late(me):
    assert me.submit(me.get("/me/collections/new").form(action="/new"), {"name": "  ", "audience": "link"}).status == 422
    id_ = collection(me, "Late")
    form = me.get(f"/me/collections/{id_}/edit").form(action="/edit")
    assert me.submit(form, {"name": "First"}).status == 200
    late = me.submit(form, {"name": "Second"})
    assert late.status == 409 and "saved a change" in late.words() and late.form(action="/edit").element.xpath(".//input[@name='name']/@value") == ["Second"]
    assert me.submit(late.form(action="/edit")).status == 200


def test_delete(me, client, awards, world):
    id_ = collection(me, "Short-lived")
    put(me, awards[0], id_)
    page = me.get(f"/me/collections/{id_}/delete")
    page = me.submit(page.form(action="/delete"))
    assert page.url.endswith("/me/collections") and client.get(f"/collections/{id_}").status == 404
    assert world.db.value("SELECT COUNT(*) FROM collection_item i LEFT JOIN collection c ON c.id = i.collection_id WHERE c.id IS NULL") == 0


def test_others_can_neither_see_nor_change_it(me, other, awards, world, account):
    id_, imported = collection(me, "Mine alone", "private"), brought(world, account)
    put(me, awards[0], id_)
    csrf = other.get("/me/account").doc.xpath("//input[@name='_csrf']/@value")[0]
    before = world.db.checksum("collection", "collection_item", "imported_badge")
    for path in (f"/me/collections/{id_}", f"/me/collections/{id_}/edit", f"/me/collections/{id_}/delete", f"/me/imported/{imported}", f"/me/imported/{imported}/image",
                 f"/me/imported/{imported}/file", f"/me/imported/{imported}/delete", f"/collections/{id_}"):
        assert other.get(path).status == 404, path
    for path in (f"/me/collections/{id_}/items", f"/me/collections/{id_}/edit", f"/me/collections/{id_}/delete", f"/me/imported/{imported}/check", f"/me/imported/{imported}/collect",
                 f"/me/imported/{imported}/delete"):
        fields = {"_csrf": csrf, "name": "x", "audience": "link", "revision": "1", "act": "out", "item": "a" + awards[0].public_id}
        assert other.post(path, fields, headers={"Origin": other.origin()}).status == 404, path
    # Nor can they put what is not theirs into a collection of their own, or what is theirs into another's.
    own = collection(other, "Theirs")
    world.db.run("DELETE FROM collection WHERE public_id = %s", own)
    assert other.post(f"/me/credentials/{awards[0].public_id}/collect", {"_csrf": csrf, "collection": own}, headers={"Origin": other.origin()}).status == 404
    mine = world.assertion(world.a, world.a.first, "somebody.else@people.example")
    prove(world.db, world.accounts["somebody"].id, "somebody.else@people.example")
    answer = other.post(f"/me/credentials/{mine.public_id}/collect", {"_csrf": csrf, "collection": id_}, headers={"Origin": other.origin()})
    assert "Choose one of your collections" in answer.words()
    assert world.db.checksum("collection", "collection_item", "imported_badge") == before


# --- from elsewhere


def test_imported_ones_in_a_collection(me, client, world, account):
    id_ = collection(me, "With others")
    shown, unknown, others = brought(world, account, name="Good one"), brought(world, account, "unknown", name="Unknown one"), brought(world, account, is_mine=0, name="Of somebody")
    for b in (shown, unknown, others):
        page = me.get(f"/me/imported/{b}")
        assert "It is in the collection." in me.submit(page.form(action="/collect"), {"collection": id_}).words()
    page = client.get(f"/collections/{id_}")
    assert "Good one" in page.words() and "Unknown one" not in page.words() and "Of somebody" not in page.words() and "From elsewhere, checked here on" in page.words()
    assert client.get(f"/collections/{id_}/imported/{shown}").headers["Content-Type"] == "image/png"
    assert client.get(f"/collections/{id_}/imported/{unknown}").status == client.get(f"/collections/{id_}/imported/{others}").status == 404
    assert "It names none of your addresses." in me.get(f"/me/imported/{others}").words()
    file = me.get(f"/me/imported/{shown}/file")
    assert file.body == b'{"x":1}' and file.headers["Content-Disposition"].startswith("attachment") and file.headers["Content-Type"] == "application/octet-stream"
    page = me.get(f"/me/imported/{shown}/delete")
    assert me.submit(page.form(action="/delete")).url.endswith("/me/imported")
    assert "Good one" not in client.get(f"/collections/{id_}").words()
    assert world.db.value("SELECT COUNT(*) FROM collection_item WHERE imported_badge_id NOT IN (SELECT id FROM imported_badge) AND imported_badge_id > 0") == 0


def bring(me, data=None, name="badge.json", url=None):
    form = me.get("/me/imported/new").form(action="/me/imported/new")
    return me.submit(form, {"url": url} if url else {}, {"file": (name, data, "application/octet-stream")} if data is not None else {})


def test_what_is_no_badge_is_not_kept(me, world, awards):
    count = lambda: world.db.value("SELECT COUNT(*) FROM imported_badge")
    before = count()
    for data in (b"hello", b"{}", b'{"type":"Assertion"', png(), b"\x89PNG\r\n\x1a\n" + b"\0" * 100, b"<svg xmlns='http://www.w3.org/2000/svg'/>", b""):
        answer = bring(me, data)
        assert answer.status in (409, 422), (data[:20], answer.status)
    assert bring(me).status == 422
    assert count() == before


def test_addresses_that_are_refused(me, world):
    for url in ("javascript:alert(1)", "http://127.0.0.1/badge.json", "http://[::1]/", "http://169.254.169.254/latest", "ftp://example.org/x", "nonsense"):
        answer = bring(me, url=url)
        assert answer.status == 422, (url, answer.status)


def test_our_own_need_no_bringing(me, instance, awards):
    answer = bring(me, url=f"{instance.base_url}/assertions/{awards[0].public_id}")
    assert answer.status == 422 and "This was issued here" in answer.words()
