"""Who works for an issuer: owner, editor, staff; added, changed, removed."""
import json

import pytest

from support.world import clean_logs, instance, log_watch, new_id, now, world      # noqa: F401


@pytest.fixture(scope="module")
def people(world):
    world.account("admin", world.a, "organisation_administrator")
    world.account("owner", world.a, "issuer_owner", world.a.first)
    world.account("editor", world.a, "issuer_editor", world.a.first)
    world.account("other", world.b, "organisation_administrator")
    return world.accounts


def public_id(world, key):
    return world.db.value("SELECT public_id FROM account WHERE email = %s", f"{key}@people.example")


def post(world, who, issuer=None, **fields):
    return world.client(who).post(f"/admin/issuers/{(issuer or world.a.first).public_id}/staff", {"_csrf": world.csrf(who), "act": "set", "seen": "", **fields}, follow=False)


def role_of(world, account_id, issuer=None):
    found = world.db.rows("SELECT r.name FROM role_assignment ra JOIN role r ON r.id = ra.role_id WHERE ra.account_id = %s AND ra.issuer_id = %s", account_id, (issuer or world.a.first).id)
    return found[0]["name"] if found else None


def test_the_tab(world, people):
    page = world.client("owner").get(f"/admin/issuers/{world.a.first.public_id}/staff")
    assert page.status == 200 and "owner@people.example" in page.text and "editor@people.example" in page.text
    assert "Staff" in [a.text_content() for a in world.client("owner").get(f"/admin/issuers/{world.a.first.public_id}").doc.xpath("//nav[@class='bdg-tabs']/a")]
    assert "Staff" not in [a.text_content() for a in world.client("editor").get(f"/admin/issuers/{world.a.first.public_id}").doc.xpath("//nav[@class='bdg-tabs']/a")]
    assert world.client("editor").get(f"/admin/issuers/{world.a.first.public_id}/staff").status == 403
    assert world.client("owner").get(f"/admin/issuers/{world.a.second.public_id}/staff").status == 404


def test_finding(world, people):
    find = lambda who, q: world.client(who).get(f"/admin/issuers/{world.a.first.public_id}/staff?q={q}").text
    assert world.a.person.email in find("owner", world.a.person.email.upper().replace("@", "%40"))
    assert world.a.person.email in find("owner", "Rosa")
    assert "Invite them first" in find("owner", world.b.person.email.replace("@", "%40"))      # elsewhere is nowhere
    assert "Invite them first" in find("owner", "nobody%40nowhere.example")
    assert "Invite them first" in find("owner", "owner%40people.example")                     # works here already
    assert "Invite them first" in find("owner", "%25")


def test_adding_changing_removing(world, people):
    rosa = world.a.person
    assert post(world, "owner", person=rosa.public_id, role="issuer_staff").status == 303
    assert role_of(world, rosa.id) == "issuer_staff" and role_of(world, rosa.id, world.a.second) is None
    assert post(world, "owner", person=rosa.public_id, role="issuer_editor", seen="issuer_staff").status == 303
    late = post(world, "admin", person=rosa.public_id, role="issuer_owner", seen="issuer_staff")
    assert late.status == 409 and "Issuer editor" in late.text and role_of(world, rosa.id) == "issuer_editor"
    assert post(world, "owner", person=rosa.public_id, act="remove", seen="issuer_editor").status == 303
    assert role_of(world, rosa.id) is None
    log = world.db.rows("SELECT action, before_json, after_json FROM audit WHERE object_kind = 'issuer' AND object_id = %s ORDER BY id", world.a.first.id)
    assert [r["action"] for r in log] == ["staff.add", "staff.change", "staff.remove"]
    assert json.loads(log[1]["before_json"]) == {"account_id": rosa.id, "role": "Issuer staff"} and json.loads(log[1]["after_json"]) == {"account_id": rosa.id, "role": "Issuer editor"}


def test_what_cannot_be_asked(world, people):
    rosa, before = world.a.person, world.checksum(world.b)
    for fields in ({"person": rosa.public_id, "role": "organisation_administrator"}, {"person": rosa.public_id, "role": "user"}, {"person": rosa.public_id, "role": ""},
                   {"person": "x", "role": "issuer_staff"}, {"role": "issuer_staff"}, {"person": rosa.public_id, "role": "issuer_staff", "seen": "reporter"}):
        assert post(world, "owner", **fields).status == 422, fields
    for person in (world.b.person.public_id, new_id()):
        assert post(world, "owner", person=person, role="issuer_staff").status == 404
    assert post(world, "editor", person=rosa.public_id, role="issuer_staff").status == 403
    assert post(world, "owner", issuer=world.a.second, person=rosa.public_id, role="issuer_staff").status == 404
    assert post(world, "other", person=rosa.public_id, role="issuer_staff").status == 404
    assert role_of(world, rosa.id) is None and world.checksum(world.b) == before


def test_the_last_owner(world, people):
    """An organisation with an administrator owns its issuers by them; one without keeps the last owner."""
    i = world.b.first
    key = world.account("sole", world.b, "issuer_owner", i)
    sole = public_id(world, "sole")
    world.db.run("UPDATE account SET state = 'suspended' WHERE id = %s", people["other"].id)
    answer = post(world, "sole", issuer=i, person=sole, act="remove", seen="issuer_owner")
    assert answer.status == 409 and role_of(world, key.id, i) == "issuer_owner"
    assert post(world, "sole", issuer=i, person=sole, role="issuer_staff", seen="issuer_owner").status == 409
    world.account("second", world.b, "issuer_owner", i)
    assert post(world, "sole", issuer=i, person=sole, role="issuer_staff", seen="issuer_owner").status == 303
    world.db.run("UPDATE account SET state = 'verified' WHERE id = %s", people["other"].id)
    assert post(world, "other", issuer=i, person=public_id(world, "second"), act="remove", seen="issuer_owner").status == 303      # the administrator owns it now
