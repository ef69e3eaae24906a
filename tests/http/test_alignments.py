"""Alignments and related badges: rows added, moved and removed by the form's own buttons, what is refused, versions, pages and documents."""
import json

import pytest

from support.client import Client
from support.rooms import differences, errors, make_badge, make_draft, make_issuer, problems, save_tab, tab_form
from support.world import new_id

ESCO = {"name": "rescue swimming", "url": "http://data.europa.eu/esco/skill/1", "framework": "ESCO", "code": "S1.2", "description": "Brings people ashore."}
EQF = {"name": "EQF level 3", "url": "https://europa.eu/europass/eqf/3", "framework": "EQF", "code": "", "description": ""}


@pytest.fixture
def badge(admin):
    return make_badge(admin)


def form_with(client, badge, rows, tab="alignments"):
    """The form with these rows typed, and its response."""
    page = client.get(f"/admin/badges/{badge}/{tab}")
    for n in range(len(page.doc.xpath("//fieldset[contains(@class, 'bdg-row-card')]")), len(rows)):
        page = client.submit(the_form(page, tab), button="Add an alignment" if tab == "alignments" else "Add a related badge")
        assert page.status == 200
    return the_form(page, tab), {f"{k}_{n}": v for n, row in enumerate(rows) for k, v in row.items()}


def the_form(page, tab="alignments"):
    return next(f for f in page.forms() if f.action.endswith(f"/{tab}"))


def save(client, badge, rows, tab="alignments"):
    form, fields = form_with(client, badge, rows, tab)
    return client.submit(form, fields, button="Save")


def stored(db, badge, column="alignments_json"):
    text = db.value(f"SELECT v.{column} FROM badge_class b JOIN badge_class_version v ON v.id = b.version_id WHERE b.public_id = %s", badge)
    return json.loads(text) if text else None


def test_from_the_form_to_the_documents(admin, client, db, badge):
    assert "alignment" not in client.get(f"/badges/{badge}.json").json() and stored(db, badge) is None
    answer = save(admin, badge, [ESCO, EQF])
    assert answer.status == 200 and "Saved." in answer.words()
    assert stored(db, badge) == [ESCO, {"name": "EQF level 3", "url": "https://europa.eu/europass/eqf/3", "framework": "EQF"}]
    assert client.get(f"/badges/{badge}.json").json()["alignment"] == [
        {"type": "AlignmentObject", "targetName": ESCO["name"], "targetUrl": ESCO["url"], "targetDescription": ESCO["description"], "targetFramework": "ESCO", "targetCode": "S1.2"},
        {"type": "AlignmentObject", "targetName": "EQF level 3", "targetUrl": "https://europa.eu/europass/eqf/3", "targetFramework": "EQF"}]
    page = client.get(f"/badges/{badge}")
    assert all(words in page.words() for words in ("Counts towards", "rescue swimming", "ESCO, S1.2", "Brings people ashore."))
    assert page.link("rescue swimming") == ESCO["url"]
    row = db.row("SELECT a.* FROM audit a JOIN badge_class b ON b.id = a.object_id AND a.object_kind = 'badge_class' WHERE b.public_id = %s ORDER BY a.id DESC LIMIT 1", badge)
    assert row["action"] == "badge_class.alignments" and json.loads(row["after_json"])["alignments"]


def test_rows_move_and_go_without_anything_saved(admin, db, badge):
    form, fields = form_with(admin, badge, [ESCO, EQF])
    page = admin.submit(form, fields | {"up": "1"})
    names = lambda p: [dict(the_form(p).values()).get(f"name_{n}") for n in range(3)]
    assert names(page) == ["EQF level 3", "rescue swimming", None]
    page = admin.submit(the_form(page), {"down": "0"})
    assert names(page) == ["rescue swimming", "EQF level 3", None]
    page = admin.submit(the_form(page), {"take_out": "0"})
    assert names(page) == ["EQF level 3", None, None] and stored(db, badge) is None
    assert "Saved." in admin.submit(the_form(page), button="Save").words()
    assert [a["name"] for a in stored(db, badge)] == ["EQF level 3"]


def test_what_is_refused_names_row_and_field(admin, db, badge):
    answer = save(admin, badge, [EQF, {"name": "", "url": "nowhere", "code": "c" * 101}, EQF])
    assert answer.status == 422 and set(errors(answer)) == {"name_1", "url_1", "code_1", "url_2"}
    assert all("Alignment 2, " in p or "Alignment 3, " in p for p in problems(answer)) and stored(db, badge) is None
    assert dict(the_form(answer).values())["url_1"] == "nowhere", "nothing that was typed is lost"
    assert "another" in errors(answer)["url_2"].lower()


def test_blank_rows_are_left_out_and_there_is_an_end(admin, db, badge):
    save(admin, badge, [EQF, {"name": "", "url": " "}])
    assert len(stored(db, badge)) == 1
    form, _ = form_with(admin, badge, [EQF])
    many = {"rows": "31"} | {f"{k}_{n}": v for n in range(31) for k, v in (("name", f"Skill {n}"), ("url", f"https://example.org/{n}"))}
    answer = admin.post(f"/admin/badges/{badge}/alignments", dict(form.values()) | many)
    assert answer.status == 422 and any("at most 30" in p for p in problems(answer))
    save(admin, badge, [{"name": "", "url": "", "framework": "", "code": "", "description": ""}])
    assert stored(db, badge) is None, "none is none"


def test_an_award_keeps_those_it_was_made_under(admin, client, db, badge):
    save(admin, badge, [EQF])
    b = db.row("SELECT id, version_id, issuer_id FROM badge_class WHERE public_id = %s", badge)
    db.run("UPDATE badge_class SET award_count = 1 WHERE id = %s", b["id"])
    db.run("UPDATE badge_class_version SET used = 1 WHERE id = %s", b["version_id"])
    award = new_id()
    db.run("INSERT INTO assertion (public_id, organisation_id, badge_class_id, badge_class_version_id, issuer_version_id, recipient_key, recipient_identity, recipient_name, issued_on, "
           "source, created_by, created_at) SELECT %s, b.organisation_id, b.id, b.version_id, i.version_id, REPEAT('k', 16), 'a@b.example', 'Ann', '2026-01-01', 0, 1, NOW() "
           "FROM badge_class b JOIN issuer i ON i.id = b.issuer_id WHERE b.id = %s", award, b["id"])
    assert "EQF level 3" in client.get(f"/assertions/{award}").words()
    save(admin, badge, [ESCO])
    assert "EQF level 3" in client.get(f"/assertions/{award}").words() and "rescue swimming" not in client.get(f"/assertions/{award}").words()
    assert [a["targetName"] for a in client.get(f"/badges/{badge}/versions/1", headers={"Accept": "application/json"}).json()["alignment"]] == ["EQF level 3"]
    assert [a["targetName"] for a in client.get(f"/badges/{badge}.json").json()["alignment"]] == ["rescue swimming"]


def test_two_editors(admin, db, badge):
    form, fields = form_with(admin, badge, [EQF])
    save(admin, badge, [ESCO])
    answer = admin.submit(form, fields, button="Save")
    assert answer.status == 409 and "Alignment 1" in differences(answer)
    saved, typed = differences(answer)["Alignment 1"]
    assert "rescue swimming" in saved and "EQF level 3" in typed
    assert admin.submit(the_form(answer), button="Save").status == 200
    assert [a["name"] for a in stored(db, badge)] == ["EQF level 3"]


def test_hostile_text(admin, client, db, badge):
    save(admin, badge, [{"name": "<script>alert(1)</script>\"}", "url": "https://example.org/?a=1&b=2", "framework": "\u202eevil", "code": "{{x}}", "description": "]]>"}])
    page = client.get(f"/badges/{badge}")
    assert b"<script>alert" not in page.body and page.status == 200
    assert client.get(f"/badges/{badge}.json").json()["alignment"][0]["targetName"] == "<script>alert(1)</script>\"}"
    for url in ("javascript:alert(1)", "data:text/html,x", "ftp://example.org/", "https://user@example.org/"):
        assert save(admin, badge, [{"name": "X", "url": url}]).status == 422, url


# --- related badges


def test_related(admin, client, db, badge):
    rows = [{"url": "https://badges.example.org/badges/1", "language": "de", "version": ""}, {"url": "https://badges.example.org/badges/0", "language": "", "version": "2019"}]
    assert "Saved." in save(admin, badge, rows, "related").words()
    assert client.get(f"/badges/{badge}.json").json()["related"] == [
        {"type": "BadgeClass", "id": "https://badges.example.org/badges/1", "@language": "de"}, {"type": "BadgeClass", "id": "https://badges.example.org/badges/0", "version": "2019"}]
    assert all(words in client.get(f"/badges/{badge}").words() for words in ("Related badges", "German", "version 2019"))
    answer = save(admin, badge, rows + [rows[0], {"url": "x", "language": "not a tag", "version": "v" * 51}], "related")
    assert answer.status == 422 and set(errors(answer)) == {"url_2", "url_3", "language_3", "version_3"}
    page = admin.submit(the_form(answer, "related"), {"take_out": "0"})
    assert dict(the_form(page, "related").values())["url_0"].endswith("/0")


def test_a_draft_may_have_both(admin, db):
    draft = make_draft(admin, "Sea rescue", issuer="")
    assert save(admin, draft, [EQF]).status == 200 and save(admin, draft, [{"url": "https://example.org/1", "language": "", "version": ""}], "related").status == 200
    assert stored(db, draft)[0]["name"] == "EQF level 3" and stored(db, draft, "related_json") == [{"url": "https://example.org/1"}]


# --- the language of an issuer


def test_language_of_an_issuer(admin, client, db):
    issuer = make_issuer(admin, "Ysgol y Porth", language="cy")
    doc = client.get(f"/issuers/{issuer}.json").json()
    assert doc["@language"] == "cy" and doc["version"] == "1"
    form = admin.get(f"/admin/issuers/{issuer}/profile").form(action="/profile")
    assert dict(form.values())["language"] == "cy"
    assert admin.submit(form, {"language": "12"}).status == 422
    assert admin.submit(form, {"language": ""}).status == 200
    doc = client.get(f"/issuers/{issuer}.json").json()
    assert "@language" not in doc and doc["version"] == "2"
