"""What somebody who works for a single issuer sees and may do with badges, issuers and graphics of an organisation that has two."""
import pytest

from support.rooms import SVG, errors, make_draft, save_tab, tab_form
from support.world import clean_logs, instance, log_watch, world      # noqa: F401


@pytest.fixture(scope="module")
def people(world):
    world.account("editor", world.a, "issuer_editor", world.a.first)
    world.account("staff", world.a, "issuer_staff", world.a.first)
    world.account("creator", world.a, "badge_creator")
    return world.accounts


@pytest.fixture
def editor(world, people):
    return world.client("editor")


def test_sees_only_ones_own_issuer(world, editor):
    a = world.a
    for path in ("/admin/badges", "/admin/issuers", "/admin/badges/new"):
        page = editor.get(path)
        assert page.status == 200 and a.first.name in page.text and a.second.name not in page.text, path
    assert a.first.badge.public_id in editor.get("/admin/badges").text and a.second.badge.public_id not in editor.get("/admin/badges").text
    assert "2 badges" in editor.get("/admin/badges").words(), "counts do not tell more than lists"
    assert editor.get(f"/admin/badges/{a.second.badge.public_id}").status == 404 and editor.get(f"/admin/issuers/{a.second.public_id}").status == 404
    assert a.second.badge.public_id not in editor.get(f"/admin/badges?issuer={a.second.public_id}").text


def test_makes_badges_for_that_issuer_alone(world, editor):
    page = editor.get("/admin/badges/new")
    for issuer in ("", world.a.second.public_id, world.b.first.public_id, "0" * 26):
        answer = editor.post("/admin/badges/new", dict(page.form(action="/new").values()) | {"name": "Mine", "issuer": issuer})
        assert answer.status == 422 and list(errors(answer)) == ["issuer"], issuer
    badge = make_draft(editor, "Mine", issuer=world.a.first.public_id)
    answer = editor.submit(tab_form(editor, badge, "details"), {"issuer": ""})
    assert answer.status == 422 and list(errors(answer)) == ["issuer"], "it would be out of sight"
    answer = editor.post(f"/admin/badges/{badge}/details", dict(tab_form(editor, badge, "details").values()) | {"issuer": world.a.second.public_id})
    assert answer.status == 422 and list(errors(answer)) == ["issuer"]
    assert world.db.value("SELECT issuer_id FROM badge_class WHERE public_id = %s", badge) == world.a.first.id


def test_may_look_into_the_library_and_give_a_badge_its_picture(world, editor):
    graphic = world.a.graphic.public_id
    assert editor.get("/admin/graphics").status == 200 and editor.get(f"/admin/graphics/{graphic}/image").status == 200
    page = editor.get(f"/admin/graphics/{graphic}")
    assert page.status == 200 and world.a.second.badge.name not in page.text, "where it is used is not theirs to know"
    assert editor.get("/admin/graphics/new").status == 403 and editor.get(f"/admin/graphics/{graphic}/edit").status == 403
    assert editor.get(f"/admin/graphics/{world.b.graphic.public_id}/image").status == 404
    badge = make_draft(editor, "With picture", issuer=world.a.first.public_id)
    assert save_tab(editor, badge, "graphics", {"graphic": graphic}).status == 200
    assert save_tab(editor, badge, "graphics", files={"picture": ("w.svg", SVG, "image/svg+xml")}).status == 200
    own = world.db.row("SELECT g.* FROM graphic g JOIN badge_class b ON b.graphic_id = g.id WHERE b.public_id = %s", badge)
    assert own["organisation_id"] == world.a.id and own["public_id"] != graphic
    answer = editor.post(f"/admin/badges/{badge}/graphics", dict(tab_form(editor, badge, "graphics").values()) | {"graphic": world.b.graphic.public_id})
    assert answer.status == 422 and list(errors(answer)) == ["graphic"]


def test_no_issuers_of_ones_own_making(world, editor):
    assert editor.get("/admin/issuers/new").status == 403
    assert "New issuer" not in editor.get("/admin/issuers").words()


def test_staff_look_and_do_not_touch(world, people):
    staff, badge = world.client("staff"), world.a.first.badge.public_id
    page = staff.get(f"/admin/badges/{badge}")
    assert page.status == 200 and "Batch issue" in page.words() and "Withdraw" not in page.words() and "Attributes" not in page.words()
    assert "New badge" not in staff.get("/admin/badges").words()
    for tab in ("details", "graphics", "criteria", "attributes", "settings", "withdraw", "archive"):
        assert staff.get(f"/admin/badges/{badge}/{tab}").status == 403


def test_badge_creator_makes_but_does_not_issue(world, people):
    creator = world.client("creator")
    badge = make_draft(creator, "Made", issuer=world.a.second.public_id)
    save_tab(creator, badge, "graphics", {"graphic": world.a.graphic.public_id})
    save_tab(creator, badge, "criteria", {"criteria": "Make it."})
    page = creator.submit(creator.get(f"/admin/badges/{badge}").form(action="/publish"))
    assert page.status == 200 and "Published" in page.words() and "Batch issue" not in page.words()
    assert creator.get("/admin/issuers/new").status == 403 and creator.get("/admin/graphics/new").status == 200
