"""Versions of a badge's wording: who made them, what changed, how many awards each has; and copies of badges."""
import pytest

from support.rooms import errors, id_in, make_badge, make_draft, save_tab, tab_form


@pytest.fixture
def badge(admin):
    return make_badge(admin, description="Swims fifty metres in clothes.")


def award(db, badge, n=1):
    b = db.row("SELECT id, version_id FROM badge_class WHERE public_id = %s", badge)
    db.run("UPDATE badge_class SET award_count = award_count + %s WHERE id = %s", n, b["id"])
    db.run("UPDATE badge_class_version SET used = 1, award_count = award_count + %s WHERE id = %s", n, b["version_id"])


def changes(page):
    """{part: (how, gone, new)} of a version's page."""
    out = {}
    for dt in page.doc.xpath("//dl[@class='bdg-changes']/dt"):
        dd = dt.getnext()
        label, how = dt.text.strip(), dt.find("span").text
        out[label] = (how, [d.text for d in dd.findall("del")], [i.text for i in dd.findall("ins")])
    return out


def test_what_changed_is_said_in_words_and_marks(admin, db, badge):
    assert "Version before" not in admin.get(f"/admin/badges/{badge}/versions/1").words()
    award(db, badge, 1234)
    save_tab(admin, badge, "details", {"description": "Swims a hundred metres in clothes.", "tags": "sea", "code": "W-1"})
    page = admin.get(f"/admin/badges/{badge}/versions/2")
    found = changes(page)
    assert found["Description"] == ("changed", ["fifty "], ["a hundred "])
    assert found["Tags"][0] == "added" and found["Kind, credits, field of study, code"][0] == "added" and set(found) == {"Description", "Tags", "Kind, credits, field of study, code"}
    award(db, badge)
    save_tab(admin, badge, "details", {"tags": ""})
    assert changes(admin.get(f"/admin/badges/{badge}/versions/3")) == {"Tags": ("taken out", ["sea"], [])}
    rows = admin.get(f"/admin/badges/{badge}").doc.xpath("//table[.//caption='Versions of the wording']/tbody/tr")
    assert [[r[0].text_content().split()[0], r[4].text_content()] for r in rows] == [["3", "0"], ["2", "1"], ["1", "1,234"]]
    assert all(r[3].text_content().strip() for r in rows), "who made them"


def test_markup_in_what_changed_stays_text(admin, db, badge):
    award(db, badge)
    save_tab(admin, badge, "criteria", {"criteria": "<b>a</b> <script>alert(1)</script>\n\nline"})
    page = admin.get(f"/admin/badges/{badge}/versions/2")
    assert "<script>alert" not in page.text and "alert(1)" in changes(page)["Criteria"][2][0]


def test_long_texts_compare_quickly(admin, db, badge):
    save_tab(admin, badge, "criteria", {"criteria": " ".join(f"a{i}" for i in range(3000))})
    award(db, badge)
    save_tab(admin, badge, "criteria", {"criteria": " ".join(f"b{i}" for i in range(3000))})
    assert admin.get(f"/admin/badges/{badge}/versions/2").status == 200


def test_versions_of_others_do_not_exist(admin, badge):
    assert admin.get(f"/admin/badges/{badge}/versions/2").status == 404
    assert admin.get(f"/admin/badges/{badge}/versions/999999999").status == 404


# --- copies


def test_a_copy_is_a_draft_with_the_same_words(admin, client, db, badge):
    rows = {"rows": "1", "name_0": "Grade", "type_0": "text", "key_0": "", "help_0": "", "choices_0": ""}
    admin.post(f"/admin/badges/{badge}/attributes", dict(tab_form(admin, badge, "attributes").values()) | rows)
    award(db, badge)
    form = admin.get(f"/admin/badges/{badge}/copy").form(action="/copy")
    assert dict(form.values())["name"] == "Copy of Water Safety"
    answer = admin.submit(form, {"name": "Water Safety for children"})
    copy = id_in(answer.url, "badges")
    assert copy != badge and answer.url.endswith("/details")
    sql = ("SELECT b.state, b.award_count, b.issuer_id, b.graphic_id, b.published_at, v.number, v.used, v.name, v.description, v.criteria_text, v.attributes_json FROM badge_class b "
           "JOIN badge_class_version v ON v.id = b.version_id WHERE b.public_id = %s")
    old, new = db.row(sql, badge), db.row(sql, copy)
    assert (new["state"], new["award_count"], new["number"], new["used"], new["name"], new["published_at"]) == ("draft", 0, 1, 0, "Water Safety for children", None)
    for same in ("issuer_id", "graphic_id", "description", "criteria_text", "attributes_json"):
        assert new[same] == old[same], same
    assert client.get(f"/badges/{copy}").status == 404
    again = admin.submit(form, {"name": "Water Safety for children"})
    assert id_in(again.url, "badges") == copy, "the same form makes one copy"
    audit = db.row("SELECT action, after_json FROM audit WHERE object_kind = 'badge_class' ORDER BY id DESC LIMIT 1")
    assert audit["action"] == "badge_class.copy" and badge in audit["after_json"]
    answer = admin.submit(admin.get(f"/admin/badges/{badge}/copy").form(action="/copy"), {"name": " "})
    assert answer.status == 422 and "name" in errors(answer)


def test_a_copy_elsewhere_only_where_one_may(admin, db, badge):
    form = admin.get(f"/admin/badges/{badge}/copy").form(action="/copy")
    for elsewhere in ("0" * 26, "x"):
        answer = admin.post(f"/admin/badges/{badge}/copy", dict(form.values()) | {"organisation": elsewhere})
        assert answer.status == 422 and "Choose one of your organisations" in answer.words(), elsewhere
