"""One act on many people: asked first, done for each, what cannot be done is said for each, undone where it can be, in the background for many."""
import pytest

from support.client import Client
from support.people import accept, group, invite, person_id, role_id
from support.wait import wait_for


def submit_bulk(client, page, ids, act, to=None, everybody=False):
    form = page.form(action="/chosen")
    data = {"_csrf": dict(form.values())["_csrf"], "id": ids, "act": act, **({"to": to} if to else {}), **({"all": "1"} if everybody else {})}
    return client.post(form.action, data)


def members(db, gid):
    return {r["email"] for r in db.rows("SELECT a.email FROM role_assignment ra JOIN account a ON a.id = ra.account_id JOIN people_group g ON g.id = ra.group_id WHERE g.public_id = %s", gid)}


def fill(admin, db, name, count):
    gid = group(admin, name)
    tag = name.split()[0].lower()
    for i in range(count):
        invite(admin, db, f"{tag}{i}@bulk.example", f"Person{i}", tag.title(), place="group:" + gid)
    return gid, [person_id(db, f"{tag}{i}@bulk.example") for i in range(count)]


def test_moved_and_undone(admin, db):
    first, ids = fill(admin, db, "Mover group", 3)
    second = group(admin, "Mover target")
    page = submit_bulk(admin, admin.get(f"/admin/people?group={first}"), ids[:2], "move", second)
    assert page.status == 200 and "Move 2 people from Mover group to Mover target" in page.words() and page.words().count("Will be done") == 2
    assert len(members(db, first)) == 3, "asking changes nothing"
    page = admin.submit(page.form(action="/acts"), {})
    assert page.status == 200 and "2 people moved from Mover group to Mover target" in page.words()
    assert members(db, first) == {"mover2@bulk.example"} and members(db, second) == {"mover0@bulk.example", "mover1@bulk.example"}
    assert [db.value("SELECT member_count FROM people_group WHERE public_id = %s", g) for g in (first, second)] == [1, 2]
    back = admin.submit(page.form(action="/undo"), {})
    assert back.status == 200 and "Undone for 2 people" in back.words()
    assert len(members(db, first)) == 3 and members(db, second) == set()
    again = admin.get(page.url)
    assert "This was undone" in again.words()
    assert not [f for f in again.forms() if f.action.endswith("/undo")]


def test_added_once_and_taken_out(admin, db):
    first, ids = fill(admin, db, "Adder group", 3)
    second = group(admin, "Adder target")
    page = submit_bulk(admin, admin.get(f"/admin/people?group={first}"), ids, "add", second, everybody=True)
    page = admin.submit(page.form(action="/acts"), {})
    assert "3 people added to Adder target" in page.words() and len(members(db, first)) == 3 and len(members(db, second)) == 3
    page = submit_bulk(admin, admin.get(f"/admin/people?group={first}"), ids[:1], "add", second)
    assert "Nothing to do" in page.words()
    page = admin.submit(page.form(action="/acts"), {})
    assert "Nothing to do" in page.words() and len(members(db, second)) == 3
    page = admin.submit(submit_bulk(admin, admin.get(f"/admin/people?group={second}"), ids[:2], "take").form(action="/acts"), {})
    assert "2 people taken out of Adder target" in page.words() and len(members(db, second)) == 1


def test_taken_out_of_the_organisation_and_erased(admin, db, mailbox, instance):
    gid, ids = fill(admin, db, "Leaver group", 3)
    accept(Client(instance.base_url), mailbox, "leaver0@bulk.example")
    page = admin.submit(submit_bulk(admin, admin.get(f"/admin/people?group={gid}"), ids[:2], "remove").form(action="/acts"), {})
    assert page.status == 200 and members(db, gid) == {"leaver2@bulk.example"}
    assert db.value("SELECT COUNT(*) FROM account WHERE email = 'leaver0@bulk.example'") == 1, "an account stays its owner's"
    assert db.value("SELECT COUNT(*) FROM account WHERE email = 'leaver1@bulk.example'") == 0, "an invitation to nowhere goes"
    page = admin.submit(submit_bulk(admin, admin.get(f"/admin/people?group={gid}"), ids[2:], "erase").form(action="/acts"), {})
    assert "1 person erased" in page.words() and db.value("SELECT COUNT(*) FROM account WHERE email = 'leaver2@bulk.example'") == 0


def test_what_is_not_permitted_is_refused_for_that_one(admin, db):
    me = db.value("SELECT public_id FROM account WHERE email = 'admin@northgate.example'")
    invite(admin, db, "other.one@bulk.example")
    page = submit_bulk(admin, admin.get("/admin/people"), [me, person_id(db, "other.one@bulk.example")], "erase")
    assert "1 of them cannot be done" in page.words() and "This is you" in page.words()
    page = admin.submit(page.form(action="/acts"), {})
    assert "1 person erased" in page.words() and "Refused" in page.words() and "This is you" in page.words()
    assert admin.get("/admin/people").status == 200


@pytest.mark.parametrize("act, to, words", [("", None, "Choose what to do"), ("add", None, "Choose the group"), ("move", "0" * 26, "Choose the group"), ("take", None, "Show one group first"), ("fly", None, "Choose what to do")])
def test_what_is_missing_is_said(admin, db, act, to, words):
    me = db.value("SELECT public_id FROM account WHERE email = 'admin@northgate.example'")
    assert words in submit_bulk(admin, admin.get("/admin/people"), [me], act, to).words()
    assert "Choose at least one person" in submit_bulk(admin, admin.get("/admin/people"), [], "erase").words()


def test_the_number_that_was_agreed_to(admin, db):
    gid, ids = fill(admin, db, "Counted group", 2)
    target = group(admin, "Counted target")
    page = submit_bulk(admin, admin.get(f"/admin/people?group={gid}"), [], "add", target, everybody=True)
    invite(admin, db, "late@bulk.example", place="group:" + gid)
    page = admin.submit(page.form(action="/acts"), {})
    assert "has changed meanwhile" in page.words() and members(db, target) == set()


def test_many_in_the_background(admin, db):
    gid, target = group(admin, "Crowd group"), group(admin, "Crowd target")
    org = db.value("SELECT id FROM organisation ORDER BY id LIMIT 1")
    group_id, user = db.value("SELECT id FROM people_group WHERE public_id = %s", gid), db.value("SELECT id FROM role WHERE organisation_id = 0 AND name = 'user'")
    db.run("INSERT INTO account (public_id, invitation, email, name, last_name, state, created_at) SELECT CONCAT('00000000000000000000', 100000 + seq), CONCAT('00000000000000000000', 100000 + seq), "
           "CONCAT('crowd', seq, '@bulk.example'), CONCAT('Crowd ', seq), CONCAT('Crowd', seq), 'invited', UTC_TIMESTAMP(6) FROM seq_1_to_1200")
    db.run("INSERT INTO role_assignment (account_id, organisation_id, group_id, role_id, created_at) SELECT id, %s, %s, %s, UTC_TIMESTAMP(6) FROM account WHERE email LIKE 'crowd%%@bulk.example'", org, group_id, user)
    db.run("INSERT INTO organisation_person SELECT %s, id, last_name, UTC_TIMESTAMP(6), 'invited' FROM account WHERE email LIKE 'crowd%%@bulk.example'", org)
    page = submit_bulk(admin, admin.get(f"/admin/people?group={gid}"), [], "move", target, everybody=True)
    assert "Move 1,200 people" in page.words() and "These are the first 25" in page.words()
    page = admin.submit(page.form(action="/acts"), {})
    wait_for(lambda: "1,200 people moved" in admin.get(page.url).words(), 120, "the move")
    assert db.value("SELECT member_count FROM people_group WHERE public_id = %s", target) == 1200 and len(members(db, gid)) == 0
    assert db.value("SELECT COUNT(*) FROM people_act_item i JOIN people_act t ON t.id = i.act_id WHERE t.public_id = %s AND i.outcome = 1", page.url.rsplit("/", 1)[1]) == 1200
