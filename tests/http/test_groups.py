"""Groups of people: made, changed, filled by pasted addresses, administered by somebody who sees nothing else, deleted."""
import pytest

from support.client import Client
from support.people import accept, group, invite, person_id, role_id
from support.rooms import differences, errors


def test_made_found_changed(admin, db):
    gid = group(admin, "  Year \t 7 ", description="Born 2015")
    row = db.row("SELECT * FROM people_group WHERE public_id = %s", gid)
    assert (row["name"], row["description"], row["member_count"]) == ("Year 7", "Born 2015", 0)
    assert "Year 7" in admin.get("/admin/groups?q=year").words() and "No group matches" in admin.get("/admin/groups?q=zzz").words()
    stale = admin.get(f"/admin/groups/{gid}/edit").form(action="/edit")
    assert admin.submit(admin.get(f"/admin/groups/{gid}/edit").form(action="/edit"), {"name": "Year 8"}).status == 200
    page = admin.submit(stale, {"name": "Year 9"})
    assert page.status == 409 and differences(page) == {"Name": ("Year 8", "Year 9")}
    assert admin.submit(page.form(action="/edit"), {}).status == 200
    assert [r["action"] for r in db.rows("SELECT action FROM audit WHERE object_kind = 'people_group' AND object_id = %s ORDER BY id", row["id"])] == \
        ["people_group.create", "people_group.change", "people_group.change"]


@pytest.mark.parametrize("field, value", [("name", ""), ("name", "x" * 101), ("description", "x" * 501)])
def test_what_cannot_be_used(admin, field, value):
    page = admin.submit(admin.get("/admin/groups/new").form(action="/new"), {"name": "Fine", field: value})
    assert page.status == 422 and field in errors(page)


def test_names_are_unique(admin):
    group(admin, "Unique one")
    page = admin.submit(admin.get("/admin/groups/new").form(action="/new"), {"name": "unique ONE"})
    assert page.status == 422 and "name" in errors(page)


def test_pasted_addresses(admin, db):
    gid = group(admin, "Pasted")
    for who in ("ann", "ben"):
        invite(admin, db, f"{who}@groups.example", who.title(), "Pasted")
    page = admin.submit(admin.get(f"/admin/groups/{gid}").form(action="/add"),
                        {"emails": "Ann Pasted <ANN@groups.example>; ben@groups.example\nnobody@groups.example wrong@@x"})
    assert page.status == 200 and "2 added. 1 not here yet (nobody@groups.example): invite them. 1 not an email address." in page.words()
    again = admin.submit(admin.get(f"/admin/groups/{gid}").form(action="/add"), {"emails": "ann@groups.example"})
    assert "0 added. 1 in the group already." in again.words()
    assert db.value("SELECT member_count FROM people_group WHERE public_id = %s", gid) == 2
    assert admin.submit(admin.get(f"/admin/groups/{gid}").form(action="/add"), {"emails": "no address"}).status == 422
    assert admin.submit(admin.get(f"/admin/groups/{gid}").form(action="/add"), {"emails": " ".join(f"a{i}@x.example" for i in range(501))}).status == 422
    first = [f for f in admin.get(f"/admin/groups/{gid}").forms() if f.action.endswith("/remove")][0]
    page = admin.submit(first, {})
    assert page.status == 200 and db.value("SELECT member_count FROM people_group WHERE public_id = %s", gid) == 1


def test_its_administrator_sees_its_people_only(admin, db, mailbox, instance):
    gid, other = group(admin, "Looked after"), group(admin, "Not theirs")
    invite(admin, db, "carer@groups.example", "Cara", "Carer", role="group_administrator", place="group:" + gid)
    invite(admin, db, "cared@groups.example", "Carl", "Cared", place="group:" + gid)
    invite(admin, db, "stranger@groups.example", "Stan", "Stranger")
    invite(admin, db, "far@groups.example", "Fay", "Far", place="group:" + other)
    carer = Client(instance.base_url)
    accept(carer, mailbox, "carer@groups.example")
    page = carer.get("/admin/people")
    assert page.status == 200 and "Cared, Carl" in page.words() and "Stranger" not in page.words() and "Far," not in page.words()
    assert "Far," not in carer.get(f"/admin/people?group={other}").words() and "Stranger" not in carer.get("/admin/people?q=stranger").words()
    assert carer.get(f"/admin/people/{person_id(db, 'cared@groups.example')}").status == 200
    for path in (f"/admin/people/{person_id(db, 'stranger@groups.example')}", f"/admin/people/{person_id(db, 'far@groups.example')}", f"/admin/groups/{other}"):
        assert carer.get(path).status == 404, path
    assert "Not theirs" not in carer.get("/admin/groups").words()
    for path in (f"/admin/groups/{gid}/edit", f"/admin/groups/{gid}/delete", f"/admin/people/{person_id(db, 'cared@groups.example')}/edit", "/admin/groups/new"):
        assert carer.get(path).status == 403, path
    form = carer.get("/admin/people/new").form(action="/new")
    page = carer.submit(form, {"email": "stranger@groups.example", "first_name": "Whoever", "role": role_id(db, "user")})
    assert page.status == 200 and "Stan" not in page.words(), "whom they do not know they invite as anybody"
    page = carer.submit(carer.get("/admin/people/new").form(action="/new"), {"email": "x@groups.example", "first_name": "X", "role": role_id(db, "reporter")})
    assert page.status == 422


def test_deleted_and_its_people_stay(admin, db):
    gid = group(admin, "To be deleted")
    invite(admin, db, "stays@groups.example", place="group:" + gid)
    group_id = db.value("SELECT id FROM people_group WHERE public_id = %s", gid)
    page = admin.submit(admin.get(f"/admin/groups/{gid}/delete").form(action="/delete"), {})
    assert page.status == 200 and page.url.endswith("/admin/groups")
    assert admin.get(f"/admin/groups/{gid}").status == 404
    assert db.value("SELECT COUNT(*) FROM role_assignment WHERE group_id = %s", group_id) == 0
    assert "stays@groups.example" in admin.get("/admin/people?q=stays").words()
