"""T14: a mail server that refuses, delays, forgets; and the page where an administrator sees it and deals with it."""
import types

import pytest

from support.wait import wait_for
from support.world import new_id, now
from support.world import clean_logs, instance, log_watch, world      # noqa: F401


@pytest.fixture(scope="module")
def depot(world):
    o = world.organisation("Depot", None)
    o.graphic = world.graphic(o)
    o.first, o.second = (world.issuer(o, f"Depot {n}") for n in ("One", "Two"))
    for i in (o.first, o.second):
        i.badge = world.badge(o, i, f"{i.name} Pin", "published")
        i.batch = world.batch(o, i, "issued")
    world.account("chief", o, "organisation_administrator")
    world.account("hand", o, "issuer_staff", o.first)
    world.account("reader", o, "reporter")
    return o


def put(world, depot, address, issuer=None, **more):
    issuer = issuer or depot.first
    a = world.assertion(depot, issuer, address)
    values = {"organisation_id": depot.id, "kind": "mail.award", "job_key": f"award:{a.public_id}", "assertion_id": a.id, "address": address, "due_at": now(), "created_at": now()}
    row = types.SimpleNamespace(id=world.insert("outbox", **{**values, **more}), key=values["job_key"], award=a, address=address)
    row.now = lambda: world.db.row("SELECT * FROM outbox WHERE id = %s", row.id)
    return row


def fresh(): return f"{new_id()}@example.org"


@pytest.mark.parametrize("rule, words", [({"rcpt": "550 5.1.1 no such person"}, "no such person"), ({"data": "554 5.7.1 not wanted here"}, "not wanted"),
                                         ({"rcpt": "550 5.1.1 Empf\xe4nger unbekannt"}, "unbekannt")])
def test_refused_for_good(world, depot, mailbox, rule, words):
    address = fresh()
    mailbox.misbehave({"to": address, **rule})
    row, other = put(world, depot, address), put(world, depot, fresh())
    failed = wait_for(lambda: (r := row.now())["state"] == "given_up" and r, 20)
    assert failed["attempts"] == 1 and words in failed["last_error"]
    mailbox.wait(other.address)
    page = world.client("chief").get("/admin/messages?state=failed")
    assert address in page.words() and words in page.words() and "Failed" in page.words()


@pytest.mark.parametrize("rule", [{"rcpt": "450 4.2.0 greylisted"}, {"data": "421 4.3.2 closing"}, {"data": "452 4.3.1 full"}])
def test_not_now_is_tried_again_with_a_growing_gap(world, depot, mailbox, rule):
    address = fresh()
    mailbox.misbehave({"to": address, "times": 2, **rule})
    row, other = put(world, depot, address), put(world, depot, fresh())
    waits = []
    for attempt in (1, 2):
        r = wait_for(lambda: (r := row.now())["state"] == "waiting" and r["attempts"] == attempt and r, 20)
        waits.append((r["due_at"] - now()).total_seconds())
        assert r["last_error"] and not mailbox.all(address)
        world.db.run("UPDATE outbox SET due_at = UTC_TIMESTAMP(6) WHERE id = %s", row.id)
    assert 30 < waits[0] < 80 and 90 < waits[1] < 155
    mailbox.wait(address)
    mailbox.wait(other.address)
    wait_for(lambda: row.now()["state"] == "done", 20)
    assert row.now()["last_error"] is None


def test_dropped_after_the_text_it_comes_twice_at_most_as_one(world, depot, mailbox):
    address = fresh()
    mailbox.misbehave({"to": address, "drop": True, "times": 1})
    row = put(world, depot, address)
    wait_for(lambda: row.now()["attempts"] == 1 and row.now()["state"] == "waiting", 20)
    world.db.run("UPDATE outbox SET due_at = UTC_TIMESTAMP(6) WHERE id = %s", row.id)
    wait_for(lambda: row.now()["state"] == "done", 20)
    mails = mailbox.all(address)
    assert len(mails) == 2 and len({m.message["Message-ID"] for m in mails}) == 1


def test_a_slow_one_does_not_hold_up_the_others(world, depot, mailbox):
    slow = fresh()
    mailbox.misbehave({"to": slow, "delay": 25, "times": 1})
    rows = [put(world, depot, a) for a in (slow, *(fresh() for _ in range(30)))]
    for row in rows[1:]:
        mailbox.wait(row.address, seconds=60)
    wait_for(lambda: all(r.now()["state"] == "done" for r in rows), 60)
    assert len(mailbox.all(slow)) <= 2 and len({m.message["Message-ID"] for m in mailbox.all(slow)}) == 1
    assert all(len(mailbox.all(r.address)) == 1 for r in rows[1:])


@pytest.mark.log_allows(r"BDG03\d\d")
def test_a_server_that_is_away(world, depot, mailbox):
    world.instance.kill("mail")
    row = put(world, depot, fresh())
    wait_for(lambda: row.now()["attempts"] == 1 and row.now()["state"] == "waiting", 30)
    page = world.client("chief").get("/admin/messages?state=waiting")
    assert row.address in page.words() and "Trying again" in page.words() and "Next try on" in page.words()
    world.instance.start()
    world.db.run("UPDATE outbox SET due_at = UTC_TIMESTAMP(6) WHERE id = %s", row.id)
    mailbox.wait(row.address)


def test_given_up_after_many_tries(world, depot, mailbox):
    address = fresh()
    mailbox.misbehave({"to": address, "rcpt": "450 4.2.0 later"})
    row = put(world, depot, address, attempts=15)
    wait_for(lambda: row.now()["state"] == "given_up", 20)


# --- the page


def failed(world, depot, address, issuer=None, **more):
    return put(world, depot, address, issuer, state="given_up", attempts=1, last_error="The mail server refused: 550 no", **more)


def waiting(world, depot, address, **more):
    return put(world, depot, address, due_at=now(days=1), **more)


def test_send_again_one_and_all(world, depot, mailbox):
    client = world.client("chief")
    rows = [failed(world, depot, fresh(), batch_id=depot.first.batch.id) for _ in range(3)] + [failed(world, depot, fresh())]
    page = client.get(f"/admin/messages?state=failed&q={rows[0].address}")
    page = client.submit(next(f for f in page.forms() if f.buttons() == ["Send again"]))
    assert "on its way" in page.words()
    mailbox.wait(rows[0].address)
    page = client.get(f"/admin/messages?state=failed&batch={depot.first.batch.public_id}")
    assert "Mails of the batch" in page.words() and rows[3].address not in page.words()
    page = client.submit(page.form(button="Send all of these again"))
    assert "2 mails are on their way." in page.words()
    for row in rows[1:3]:
        mailbox.wait(row.address)
    assert rows[3].now()["state"] == "given_up"
    assert world.db.value("SELECT COUNT(*) FROM audit WHERE action = 'message.again' AND object_id = %s", rows[0].id) == 1


def test_one_that_was_sent_is_sent_as_a_new_one(world, depot, mailbox):
    row = put(world, depot, fresh())
    mailbox.wait(row.address)
    wait_for(lambda: row.now()["state"] == "done", 20)
    page = world.client("chief").get(f"/admin/messages?q={row.address}")
    world.client("chief").submit(next(f for f in page.forms() if f.buttons() == ["Send again"]))
    assert len({m.message["Message-ID"] for m in mailbox.wait(row.address, 2)}) == 2
    assert row.now()["state"] == "done"


def test_cancel(world, depot, mailbox):
    client = world.client("chief")
    one, two, three = waiting(world, depot, fresh()), waiting(world, depot, fresh(), batch_id=depot.second.batch.id), waiting(world, depot, fresh())
    page = client.get(f"/admin/messages?q={one.address}")
    page = client.submit(next(f for f in page.forms() if f.buttons() == ["Cancel"]))
    assert "will not be sent" in page.words() and one.now()["state"] == "cancelled"
    page = client.get(f"/admin/messages?state=waiting&batch={depot.second.batch.public_id}")
    page = client.submit(page.form(button="Cancel all of these"))
    assert "1 mail will not be sent." in page.words() and two.now()["state"] == "cancelled" and three.now()["state"] == "waiting"
    answer = client.post(f"/admin/messages/{one.key}/cancel", {"_csrf": world.csrf("chief")})
    assert "does not wait any more" in answer.words()
    client.post(f"/admin/messages/{one.key}/again", {"_csrf": world.csrf("chief")})
    mailbox.wait(one.address)


def test_a_revoked_one_is_not_sent_again(world, depot, mailbox):
    row = failed(world, depot, fresh())
    world.db.run("UPDATE assertion SET state = 1, revocation_reason = 'x', revoked_at = UTC_TIMESTAMP(6), revoked_by = 1 WHERE id = %s", row.award.id)
    answer = world.client("chief").post(f"/admin/messages/{row.key}/again", {"_csrf": world.csrf("chief")})
    assert "is revoked, so it is not sent" in answer.words() and row.now()["state"] == "given_up"


def addresses(page):
    return [" ".join(a.text_content().split()) for a in page.doc.xpath("//*[@id='list']//tbody//a[contains(@class,'bdg-row-link')]")]


def test_pages_both_ways(world, depot):
    client, marks = world.client("chief"), []
    for n in range(120):
        marks.append(waiting(world, depot, f"p{n:03}.{new_id()[:5]}@paging.example", state=("waiting", "given_up", "cancelled", "done")[n % 4]))
    for query, order in (("", [r.address for r in reversed(marks)]), ("state=failed", [r.address for r in reversed(marks[1::4])]), ("q=p", [r.address for r in marks])):
        pages, address = [], f"/admin/messages?{query}"
        while address:
            page = client.get(address)
            pages.append([a for a in addresses(page) if a.endswith("@paging.example")])
            last, address = page, (page.doc.xpath("//a[@rel='next']/@href") or [None])[0]
        assert [a for p in pages for a in p] == order
        back, address = [], last.url
        while address:
            page = client.get(address)
            back.insert(0, [a for a in addresses(page) if a.endswith("@paging.example")])
            address = (page.doc.xpath("//a[@rel='prev']/@href") or [None])[0]
        assert [a for p in back for a in p] == order
    world.db.run("DELETE FROM outbox WHERE address LIKE '%%@paging.example'")


def test_who_sees_which(world, depot):
    mine, other = failed(world, depot, fresh()), failed(world, depot, fresh(), depot.second)
    page = world.client("hand").get("/admin/messages?state=failed").words()
    assert mine.address in page and other.address not in page
    assert world.client("hand").post(f"/admin/messages/{other.key}/again", {"_csrf": world.csrf("hand")}).status == 404
    assert world.client("hand").get(f"/admin/messages?batch={depot.second.batch.public_id}").status == 404
    assert world.client("reader").get("/admin/messages").status == 403
    answer = world.client("hand").post("/admin/messages/again?state=failed", {"_csrf": world.csrf("hand")})
    assert answer.status == 200 and other.now()["state"] == "given_up" and mine.now()["state"] != "given_up"
    foreign = world.db.row("SELECT job_key FROM outbox WHERE organisation_id = %s LIMIT 1", world.a.id)
    before = world.checksum(world.a)
    for act in ("again", "cancel"):
        assert world.client("chief").post(f"/admin/messages/{foreign['job_key']}/{act}", {"_csrf": world.csrf("chief")}).status == 404
        assert world.client("chief").post(f"/admin/messages/{act}", {"_csrf": world.csrf("chief")}).status == 200
    assert world.checksum(world.a) == before
