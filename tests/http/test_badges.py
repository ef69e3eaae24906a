"""Badge classes: from a draft to a published badge, its versions, its life, its attributes; what is refused; two editors; lists."""
import concurrent.futures

import pytest

from support.client import Client
from support.rooms import SVG, differences, errors, fields_of, make_badge, make_draft, make_graphic, make_issuer, png, problems, save_tab, tab_form
from support.world import new_id


@pytest.fixture
def draft(admin):
    return make_draft(admin, issuer="")


@pytest.fixture
def badge(admin):
    return make_badge(admin)


def row(db, badge):
    return db.row("SELECT b.*, v.number, v.used, v.name, v.description, v.language, v.criteria_text, v.criteria_url, v.tags_json, v.attributes_json FROM badge_class b "
                  "JOIN badge_class_version v ON v.id = b.version_id WHERE b.public_id = %s", badge)


def award(db, badge):
    """As an award leaves the badge class behind."""
    b = row(db, badge)
    db.run("UPDATE badge_class SET award_count = award_count + 1 WHERE id = %s", b["id"])
    db.run("UPDATE badge_class_version SET used = 1 WHERE id = %s", b["version_id"])


def act(client, badge, what):
    """withdraw, archive: through their own page; publish, restore: by the button of the overview."""
    page = client.get(f"/admin/badges/{badge}/{what}" if what in ("withdraw", "archive") else f"/admin/badges/{badge}")
    return client.submit(page.form(action=f"/{what}"))


# --- from nothing to published


def test_the_whole_way(admin, client, db):
    issuer = make_issuer(admin)
    draft = make_draft(admin, "  Water   Safety ", issuer=issuer, language="cy", tags="sea, Rescue,, sea ,  first aid")
    now = row(db, draft)
    assert (now["name"], now["language"], now["tags_json"], now["state"]) == ("Water Safety", "cy", '["sea","Rescue","first aid"]', "draft")
    assert client.get(f"/badges/{draft}").status == 404, "nobody sees a draft"
    answer = save_tab(admin, draft, "graphics", {"picture_name": "Wave"}, files={"picture": ("w.svg", SVG, "image/svg+xml")})
    assert answer.url.endswith("/criteria"), "leads on to what is missing"
    answer = save_tab(admin, draft, "criteria", {"criteria": "Swim **fifty** metres.", "criteria_url": "https://www.northgate.example/swim"})
    assert answer.url.endswith(draft) and "you can publish" in answer.words()
    answer = act(admin, draft, "publish")
    assert "It can be awarded now" in answer.words() and row(db, draft)["state"] == "published" and row(db, draft)["published_at"]
    page = client.get(f"/badges/{draft}")
    assert page.status == 200 and "fifty" in page.words()
    assert client.get(f"/badges/{draft}.json").json()["name"] == "Water Safety"
    assert db.value("SELECT name FROM graphic ORDER BY id DESC LIMIT 1") == "Wave"
    actions = [r["action"] for r in db.rows("SELECT action FROM audit WHERE object_kind = 'badge_class' AND object_id = %s ORDER BY id", now["id"])]
    assert actions == ["badge_class.create", "badge_class.graphic", "badge_class.criteria", "badge_class.publish"]


def test_what_is_missing_is_said_per_tab(admin, db, draft):
    page = admin.get(f"/admin/badges/{draft}")
    steps = page.words().split("What it needs before it can be published")[1]
    assert all(tab in steps for tab in ("Details", "Graphics", "Criteria"))
    assert not [f for f in page.forms() if f.action.endswith("/publish")], "no button that cannot work"
    answer = admin.post(f"/admin/badges/{draft}/publish", dict(admin.get(f"/admin/badges/{draft}/details").form(action="/details").values()))
    assert answer.status == 422
    assert [p.split(":")[0] for p in problems(answer)] == ["Details", "Graphics", "Criteria"]
    for tab in ("details", "graphics", "criteria"):
        assert answer.doc.get_element_by_id(tab) is not None
    assert row(db, draft)["state"] == "draft"


def test_a_form_sent_twice_makes_one_draft(admin, db):
    form = admin.get("/admin/badges/new").form(action="/admin/badges/new")
    fields = dict(form.values()) | {"name": f"Twice {new_id()}", "description": "Once."}
    with concurrent.futures.ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(lambda _: admin.post("/admin/badges/new", fields, follow=False), range(4)))
    assert [a.status for a in answers] == [303] * 4 and len({a.headers["Location"] for a in answers}) == 1
    count = lambda: db.value("SELECT COUNT(*) FROM badge_class b JOIN badge_class_version v ON v.id = b.version_id WHERE v.name LIKE %s", fields["name"] + "%")
    assert count() == 1
    admin.post("/admin/badges/new", fields | {"name": fields["name"] + " more"})
    assert count() == 2, "other words from the same page are another badge"


def test_a_draft_can_be_saved_at_any_point(admin, db):
    draft = make_draft(admin, "Only a name", description="", issuer="")
    assert row(db, draft)["description"] == "" and row(db, draft)["issuer_id"] is None
    assert save_tab(admin, draft, "criteria", {"criteria": "", "criteria_url": ""}).status == 200


def test_published_stays_complete(admin, db, badge):
    for tab, fields, field in (("details", {"description": " "}, "description"), ("details", {"issuer": ""}, "issuer"), ("criteria", {"criteria": "", "criteria_url": ""}, "criteria")):
        before = row(db, badge)
        answer = save_tab(admin, badge, tab, fields)
        assert answer.status == 422 and list(errors(answer)) == [field], (tab, errors(answer))
        assert row(db, badge) == before


# --- versions


def test_wording_changes_in_place_until_it_is_awarded(admin, db, badge):
    save_tab(admin, badge, "details", {"name": "Better name"})
    save_tab(admin, badge, "criteria", {"criteria": "Other"})
    assert row(db, badge)["number"] == 1 and row(db, badge)["name"] == "Better name"


def test_wording_that_was_awarded_never_changes(admin, client, db, badge):
    award(db, badge)
    first = dict(row(db, badge))
    answer = save_tab(admin, badge, "details", {"name": "Second name"})
    assert "Awards to come have the new wording" in answer.words()
    save_tab(admin, badge, "criteria", {"criteria": "Second criteria"})
    second = row(db, badge)
    assert second["number"] == 2 and second["version_id"] != first["version_id"], "one new version takes all changes until it is awarded itself"
    old = db.row("SELECT * FROM badge_class_version WHERE id = %s", first["version_id"])
    assert {k: old[k] for k in ("name", "criteria_text", "tags_json", "attributes_json")} == {k: first[k] for k in ("name", "criteria_text", "tags_json", "attributes_json")}
    award(db, badge)
    save_tab(admin, badge, "details", {"tags": "new"})
    assert row(db, badge)["number"] == 3
    page = admin.get(f"/admin/badges/{badge}")
    assert [tr[0].text_content().split()[0] for tr in page.doc.xpath("//section[contains(., 'Versions of the wording')]//tbody/tr")] == ["3", "2", "1"]
    shown = admin.get(f"/admin/badges/{badge}/versions/1").words()
    assert "Water Safety" in shown and "fifty" in shown and "keep it" in shown
    assert admin.get(f"/admin/badges/{badge}/versions/9").status == 404
    assert client.get(f"/badges/{badge}/versions/1", headers={"Accept": "application/json"}).json()["name"] == "Water Safety"
    assert client.get(f"/badges/{badge}.json").json()["name"] == "Second name"


def test_what_is_not_wording_makes_no_version(admin, db, badge):
    award(db, badge)
    save_tab(admin, badge, "settings", {"duplicates": "deny", "expiry": "period", "expiry_count": "18", "expiry_unit": "months"})
    save_tab(admin, badge, "graphics", {"graphic": make_graphic(admin)})
    now = row(db, badge)
    assert now["number"] == 1 and now["duplicate_policy"] == "deny" and now["expiry_months"] == 18


def test_another_graphic_shows_at_once(admin, client, db, badge):
    old = client.get(f"/badges/{badge}/image").headers["ETag"]
    save_tab(admin, badge, "graphics", files={"picture": ("p.png", png(), "image/png")})
    new = client.get(f"/badges/{badge}/image")
    assert new.headers["ETag"] != old and new.headers["Content-Type"] == "image/png"


def test_the_issuer_of_an_awarded_badge_stays(admin, db, badge):
    award(db, badge)
    page = admin.get(f"/admin/badges/{badge}/details")
    assert "its issuer stays" in page.words()
    other = make_issuer(admin, "Another")
    answer = admin.post(f"/admin/badges/{badge}/details", dict(page.form(action="/details").values()) | {"issuer": other})
    assert answer.status == 422 and list(errors(answer)) == ["issuer"]


def test_saving_what_is_there_changes_nothing(admin, db, badge):
    award(db, badge)
    save_tab(admin, badge, "attributes", {})
    before = row(db, badge)
    for tab in ("details", "graphics", "criteria", "attributes", "settings"):
        assert save_tab(admin, badge, tab).status == 200
    assert row(db, badge) == before


# --- what is refused


@pytest.mark.parametrize("tab, field, value", [
    ("details", "name", ""), ("details", "name", "x" * 201), ("details", "description", "x" * 2001), ("details", "language", "english"), ("details", "language", "x" * 36),
    ("details", "issuer", "0" * 26), ("details", "issuer", "nonsense"), ("details", "tags", ",".join(f"t{i}" for i in range(21))), ("details", "tags", "x" * 51),
    ("graphics", "graphic", ""), ("graphics", "graphic", "0" * 26), ("graphics", "graphic", "1 OR 1=1"),
    ("criteria", "criteria", "x" * 20001), ("criteria", "criteria_url", "ftp://example.org"), ("criteria", "criteria_url", "data:text/html,x"),
    ("settings", "duplicates", "sometimes"), ("settings", "expiry", "later"), ("settings", "expiry_count", "0"), ("settings", "expiry_count", "51"), ("settings", "expiry_count", "two"),
    ("settings", "expiry_count", "99999999999999999999"), ("settings", "expiry_count", ""), ("settings", "expiry_unit", "weeks"),
], ids=lambda v: v[:20])
def test_refused(admin, db, badge, tab, field, value):
    before = row(db, badge)
    sent = dict(tab_form(admin, badge, tab).values())
    if tab == "settings":
        sent |= {"expiry": "period", "expiry_count": "2", "expiry_unit": "years"}
    answer = admin.request("POST", f"/admin/badges/{badge}/{tab}", data=sent | {field: value}, files={} if tab == "graphics" else None)
    assert answer.status == 422 and list(errors(answer)) == [field], errors(answer)
    assert f'href="#{field}"' in answer.text and answer.doc.get_element_by_id(field) is not None
    assert row(db, badge) == before


def test_at_the_limits(admin, db):
    draft = make_draft(admin, "ẞ" * 200, description="é" * 2000, language="de-CH-1996", tags=",".join(f"t{i}" for i in range(20)))
    assert row(db, draft)["name"] == "ẞ" * 200 and row(db, draft)["language"] == "de-CH-1996"
    assert save_tab(admin, draft, "criteria", {"criteria": "ü" * 20000}).status == 200


def test_fields_that_are_not_the_forms(admin, db, badge):
    before = row(db, badge)
    extra = {"id": "1", "organisation_id": "99", "public_id": "0" * 26, "state": "archived", "version_id": "1", "award_count": "7", "used": "1", "number": "9", "created_by": "9",
             "published_at": "2000-01-01", "duplicate_policy": "deny", "graphic_id": "1"}
    page = admin.get(f"/admin/badges/{badge}/details")
    assert admin.post(f"/admin/badges/{badge}/details", dict(page.form(action="/details").values()) | extra | {"name": "Renamed"}).status == 200
    after = row(db, badge)
    assert after.pop("name") == "Renamed" and before.pop("name")
    for changed in ("revision", "updated_at"):
        after.pop(changed), before.pop(changed)
    assert after == before


def test_made_with_more_than_the_form_has(admin, db):
    page = admin.get("/admin/badges/new")
    answer = admin.post("/admin/badges/new", dict(page.form(action="/new").values()) | {"name": "Forged", "state": "published", "organisation_id": "99", "award_count": "5", "id": "3"})
    now = row(db, answer.url.split("/")[-2])
    assert now["state"] == "draft" and now["award_count"] == 0 and now["organisation_id"] == db.value("SELECT organisation_id FROM role_assignment LIMIT 1")


def test_upload_that_is_refused_keeps_the_choice(admin, badge):
    other = make_graphic(admin)
    answer = save_tab(admin, badge, "graphics", {"graphic": other, "picture_name": "Mine"}, files={"picture": ("x.png", b"no picture", "image/png")})
    assert answer.status == 422 and list(errors(answer)) == ["picture"]
    assert fields_of(answer, "graphic", "picture_name") == {"graphic": other, "picture_name": "Mine"}


# --- two editors


@pytest.mark.parametrize("tab, theirs, mine, label, shown", [
    ("details", {"name": "Theirs"}, {"name": "Mine"}, "Name", ("Theirs", "Mine")),
    ("criteria", {"criteria": "Theirs"}, {"criteria": "Mine <i>"}, "Criteria", ("Theirs", "Mine <i>")),
    ("settings", {"duplicates": "deny"}, {"duplicates": "allow"}, "Duplicates", ("Refuse them", "Allow them")),
])
def test_two_editors(admin, db, badge, tab, theirs, mine, label, shown):
    page = admin.get(f"/admin/badges/{badge}/{tab}")
    assert save_tab(admin, badge, tab, theirs).status == 200
    saved = row(db, badge)
    answer = admin.submit(page.form(action=f"/{tab}"), mine)
    assert answer.status == 409 and differences(answer)[label] == shown and "Robin Marlowe" in answer.words()
    assert fields_of(answer, *mine) == mine, "nothing typed is lost"
    assert row(db, badge) == saved
    again = admin.submit(answer.form(action=f"/{tab}"))
    assert again.status == 200 and row(db, badge)["revision"] == saved["revision"] + 1


def test_two_editors_of_attributes_and_graphics(admin, db, badge):
    first, second = tab_form(admin, badge, "attributes"), tab_form(admin, badge, "graphics")
    save_tab(admin, badge, "graphics", {"graphic": make_graphic(admin, "Theirs")})
    other = make_graphic(admin, "Mine")
    answer = admin.submit(second, {"graphic": other})
    assert answer.status == 409 and differences(answer)["Graphic"] == ("Theirs", "Mine")
    sent = dict(first.values()) | {"rows": "1", "name_0": "Grade", "type_0": "text"}
    answer = admin.post(f"/admin/badges/{badge}/attributes", sent)
    assert answer.status == 409 and differences(answer)["Attribute 1"] == ("(empty)", "Grade (Text)")
    assert admin.submit(answer.form(action="/attributes")).status == 200 and "grade" in row(db, badge)["attributes_json"]


def test_a_refused_form_stays_at_its_revision(admin, db, badge):
    page = admin.get(f"/admin/badges/{badge}/details")
    save_tab(admin, badge, "details", {"name": "Theirs"})
    answer = admin.submit(page.form(action="/details"), {"name": ""})
    assert answer.status == 422 and admin.submit(answer.form(action="/details"), {"name": "Mine"}).status == 409
    assert row(db, badge)["name"] == "Theirs"


def test_twenty_at_once(admin, instance, db, badge):
    """However many save from the same revision, one is first and the others are told."""
    import concurrent.futures
    page = admin.get(f"/admin/badges/{badge}/details")

    def save(i):
        c = Client(instance.base_url)
        c.cookies = dict(admin.cookies)
        return c.submit(page.form(action="/details"), {"name": f"Name {i}"}).status
    with concurrent.futures.ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(save, range(20)))
    assert sorted(answers) == [200] + [409] * 19
    assert row(db, badge)["revision"] == int(dict(page.form(action="/details").values())["revision"]) + 1


# --- its life


def test_withdrawn_and_published_again(admin, client, db, badge):
    award(db, badge)
    assert "1 credential stays valid" in admin.get(f"/admin/badges/{badge}/withdraw").words()
    act(admin, badge, "withdraw")
    assert row(db, badge)["state"] == "withdrawn" and client.get(f"/badges/{badge}").status == 200
    page = admin.get(f"/admin/badges/{badge}")
    assert "Batch issue" not in page.words() and "Publish again" in page.words()
    act(admin, badge, "publish")
    assert row(db, badge)["state"] == "published"


def test_archived_and_back(admin, client, db, badge):
    act(admin, badge, "archive")
    assert row(db, badge)["state"] == "archived" and client.get(f"/badges/{badge}").status == 200
    assert badge not in admin.get("/admin/badges").text and badge in admin.get("/admin/badges?state=archived").text
    act(admin, badge, "restore")
    assert row(db, badge)["state"] == "withdrawn", "whoever brings it back decides anew whether it is awarded"
    draft = make_draft(admin)
    act(admin, draft, "archive"), act(admin, draft, "restore")
    assert row(db, draft)["state"] == "draft"


@pytest.mark.parametrize("state, cannot", [("draft", ["withdraw", "restore"]), ("published", ["publish", "restore"]), ("withdrawn", ["withdraw", "restore"]),
                                           ("archived", ["publish", "withdraw", "archive"])])
def test_steps_that_do_not_exist(admin, db, badge, state, cannot):
    db.run("UPDATE badge_class SET state = %s WHERE public_id = %s", state, badge)
    sent = dict(admin.get(f"/admin/badges/{badge}/details").form(action="/details").values())
    for what in cannot:
        answer = admin.post(f"/admin/badges/{badge}/{what}", sent)
        assert answer.status == 409 and "cannot be" in answer.words(), (what, answer)
        assert row(db, badge)["state"] == state


def test_not_published_for_an_archived_issuer(admin, db, badge):
    act(admin, badge, "withdraw")
    db.run("UPDATE issuer SET state = 'archived' WHERE id = %s", row(db, badge)["issuer_id"])
    answer = act(admin, badge, "publish")
    assert answer.status == 422 and "Its issuer is archived" in answer.words()


# --- attributes


def add_row(client, page):
    return client.submit(page.form(action="/attributes"), button="Add an attribute")


def test_attributes(admin, db, badge):
    page = add_row(admin, add_row(admin, admin.get(f"/admin/badges/{badge}/attributes")))
    page = admin.submit(page.form(action="/attributes"), {"name_0": "Grade", "type_0": "choice", "choices_0": "Pass\r\n Merit \r\n\r\nPass", "required_0": "1", "help_0": "As examined",
                                                          "name_1": "Kursdatum", "type_1": "date"})
    assert page.status == 200
    import json
    saved = json.loads(row(db, badge)["attributes_json"])
    assert saved == [{"key": "grade", "name": "Grade", "type": "choice", "required": True, "choices": ["Pass", "Merit"], "help": "As examined"},
                     {"key": "kursdatum", "name": "Kursdatum", "type": "date", "required": False}]
    assert "Kursdatum" in admin.get(f"/admin/badges/{badge}").words()


def test_rows_move_and_keep_what_was_typed(admin, db, badge):
    page = admin.get(f"/admin/badges/{badge}/attributes")
    for _ in range(3):
        page = add_row(admin, page)
    before = row(db, badge)
    typed = {f"name_{i}": n for i, n in enumerate("ABC")} | {"help_1": "of B", "type_1": "number"}
    names = lambda p: [fields_of(p, f"name_{i}")[f"name_{i}"] for i in range(int(fields_of(p, "rows")["rows"]))]
    form = page.form(action="/attributes")
    post = lambda sent, **button: admin.post(f"/admin/badges/{badge}/attributes", sent | button)
    sent = dict(form.values()) | typed
    page = post(sent, up="1")
    assert names(page) == ["B", "A", "C"] and fields_of(page, "help_0", "type_0") == {"help_0": "of B", "type_0": "number"}
    assert names(post(sent, down="1")) == ["A", "C", "B"] and names(post(sent, take_out="0")) == ["B", "C"] and names(post(sent, add="1")) == ["A", "B", "C", ""]
    for nonsense in ("-1", "3", "99", "x", "", "1;2"):
        assert names(post(sent, up=nonsense)) == ["A", "B", "C"] and names(post(sent, take_out=nonsense)) == ["A", "B", "C"]
    assert names(post(sent, up="0")) == ["A", "B", "C"] and names(post(sent, down="2")) == ["A", "B", "C"]
    assert row(db, badge) == before, "nothing is saved by moving"


def test_keys_stay(admin, db, badge):
    import json
    keys = lambda: [(a["key"], a["name"]) for a in json.loads(row(db, badge)["attributes_json"])]
    page = add_row(admin, admin.get(f"/admin/badges/{badge}/attributes"))
    admin.submit(page.form(action="/attributes"), {"name_0": "Grade"})
    award(db, badge)
    page = admin.get(f"/admin/badges/{badge}/attributes")
    admin.submit(page.form(action="/attributes"), {"name_0": "Mark", "key_0": "grade"})
    assert keys() == [("grade", "Mark")]
    page = admin.get(f"/admin/badges/{badge}/attributes")
    sent = dict(page.form(action="/attributes").values()) | {"rows": "2", "name_1": "Grade", "type_1": "text", "key_1": "id; DROP"}
    assert admin.post(f"/admin/badges/{badge}/attributes", sent).status == 200
    assert keys() == [("grade", "Mark"), ("grade_2", "Grade")]


def test_attributes_refused(admin, db, badge):
    page = admin.get(f"/admin/badges/{badge}/attributes")
    sent = dict(page.form(action="/attributes").values()) | {"rows": "4", "name_0": "Issue date", "type_0": "text", "name_1": "A", "type_1": "colour", "name_2": "a", "type_2": "text",
                                                             "name_3": "L", "type_3": "choice", "choices_3": "one", "help_1": "x" * 301}
    answer = admin.post(f"/admin/badges/{badge}/attributes", sent)
    assert answer.status == 422 and set(errors(answer)) == {"name_0", "type_1", "help_1", "name_2", "choices_3"}
    for field in errors(answer):
        assert answer.doc.get_element_by_id(field) is not None
    many = dict(page.form(action="/attributes").values()) | {"rows": "31"} | {f"name_{i}": f"N{i}" for i in range(31)} | {f"type_{i}": "text" for i in range(31)}
    answer = admin.post(f"/admin/badges/{badge}/attributes", many)
    assert answer.status == 422 and "at most 30" in answer.words()
    assert admin.post(f"/admin/badges/{badge}/attributes", many | {"rows": "30"}).status == 200
    assert "at most 30" in admin.post(f"/admin/badges/{badge}/attributes", many | {"rows": "30", "add": "1"}).words()
    for rows in ("-5", "9999", "x", "", "1e3"):
        assert admin.post(f"/admin/badges/{badge}/attributes", many | {"rows": rows}).status in (200, 409, 422)


# --- criteria


def test_preview_saves_nothing_and_is_safe(admin, db, badge):
    before = row(db, badge)
    page = admin.get(f"/admin/badges/{badge}/criteria")
    answer = admin.submit(page.form(action="/criteria"), {"criteria": "# Hello\n\n**you** <script>alert(1)</script> [x](javascript:alert(2)) ![p](https://evil.example/p.png)"}, button="Preview")
    assert answer.status == 200
    shown = answer.doc.get_element_by_id("preview")
    assert "Hello" in shown.text_content() and shown.find(".//strong") is not None
    assert not shown.xpath(".//script|.//img|.//a[starts-with(@href, 'javascript')]")
    assert "<script>" in fields_of(answer, "criteria")["criteria"], "the text itself comes back as typed"
    assert row(db, badge) == before


# --- lists


def test_list(admin, db):
    a, b = make_issuer(admin, "List School"), make_issuer(admin, "List Club")
    one, two, three = make_badge(admin, "Lístening 1", issuer=a), make_draft(admin, "Listening 2", issuer=b), make_draft(admin, "Talking_3%", issuer=a)
    shown = lambda query: {x for x in (one, two, three) if x in admin.get(f"/admin/badges?{query}").text}
    assert shown("q=listen") == {one, two} and shown(f"issuer={a}") == {one, three} and shown(f"issuer={b}&q=listen") == {two}
    assert shown("state=draft&q=listen") == {two} and shown("state=published&q=LISTENING") == {one} and shown("q=_3%25") == {three} and shown("q=%25") == {three}
    assert shown(f"issuer={'0' * 26}") == set() and shown("state=nonsense&q=listen") == {one, two}
    assert "No badge matches" in admin.get("/admin/badges?q=zzzz").words()
    page = admin.get("/admin/badges?q=listening+1").words()
    assert "List School" in page and "Published" in page and "1 badge" in page


def test_paging_keeps_the_filter(admin, db):
    organisation = db.value("SELECT organisation_id FROM role_assignment LIMIT 1")
    ids = [new_id() for _ in range(55)]
    with db._cursor() as c:
        for i, public_id in enumerate(ids):
            c.execute("INSERT INTO badge_class (public_id, organisation_id, state, created_at, created_by, updated_at) VALUES (%s, %s, 'draft', NOW(6), 1, NOW(6))", (public_id, organisation))
            key = c.lastrowid
            c.execute("INSERT INTO badge_class_version (badge_class_id, number, name, description, language, tags_json, attributes_json, created_at, created_by) "
                      "VALUES (%s, 1, %s, '', 'en', '[]', '[]', NOW(6), 1)", (key, f"Paged & badge {i}"))
            c.execute("UPDATE badge_class SET version_id = %s WHERE id = %s", (c.lastrowid, key))
    shown = lambda page: [a.get("href").rsplit("/", 1)[1] for a in page.doc.xpath("//a[contains(@class, 'bdg-row-link')]")]
    page, seen = admin.get("/admin/badges?q=Paged+%26&state=draft"), []
    for _ in range(9):
        seen += shown(page)
        older = page.doc.xpath("//a[@rel='next']/@href")
        if not older:
            break
        assert "q=Paged%20%26" in older[0] and "state=draft" in older[0]
        page = admin.get(admin.origin() + older[0])
    assert seen == ids[::-1]


def test_nothing_yet_leads_on(admin, db):
    """Another organisation, brand new."""
    o = new_id()
    with db._cursor() as c:
        c.execute("INSERT INTO organisation (public_id, slug, name, created_at) VALUES (%s, %s, 'Brand new', NOW(6))", (o, o[:10]))
        key = c.lastrowid
        c.execute("INSERT INTO organisation_ancestor VALUES (%s, %s, 0)", (key, key))
        c.execute("INSERT INTO role_assignment (account_id, organisation_id, role_id, created_at) SELECT a.id, %s, r.id, NOW(6) FROM account a, role r "
                  "WHERE a.email = 'admin@northgate.example' AND r.name = 'organisation_administrator'", (key,))
        c.execute("UPDATE session SET organisation_id = %s", (key,))
    try:
        for path, words in (("/admin/badges", "Make the first badge"), ("/admin/issuers", "Add the first issuer"), ("/admin/graphics", "Create graphic")):
            links = admin.get(path).doc.xpath(f"//div[@id='list']//a[normalize-space() = '{words}']/@href")
            assert len(links) == 1 and admin.get(admin.origin() + links[0]).status == 200
        assert "You have no issuer yet" in admin.get("/admin/badges/new").words()
    finally:
        db.run("DELETE FROM role_assignment WHERE organisation_id = %s", key)


# --- drafts that are left and come back to; two editors who choose


def test_a_draft_is_saved_at_any_point(admin, db, draft):
    answer = save_tab(admin, draft, "details", {"description": "Half a"}, button="Save draft")
    assert answer.url.endswith("/details") and "The draft is saved" in answer.words()
    assert row(db, draft)["description"] == "Half a"
    page = admin.get("/admin/badges/new")
    answer = admin.submit(page.form(action="/admin/badges/new"), {"name": "Begun"}, button="Save draft")
    assert answer.url.endswith("/details") and "The draft is saved" in answer.words()


def auto(client, badge, tab, fields, **how):
    form = tab_form(client, badge, tab)
    return client.post(f"/admin/badges/{badge}/{tab}", dict(form.values()) | fields | {"auto": "1"}, **how)


def test_a_draft_saves_itself(admin, client, db, draft):
    page = admin.get(f"/admin/badges/{draft}/details")
    assert page.doc.xpath("//form[@data-autosave]") and page.doc.xpath("//*[@data-saved]")
    answer = auto(admin, draft, "details", {"description": "By itself"})
    assert answer.status == 200 and answer.json()["revision"] == row(db, draft)["revision"]
    assert row(db, draft)["description"] == "By itself" and "graphics" in answer.json()["missing"] and "details" in answer.json()["missing"], "no issuer yet"
    answer = auto(admin, draft, "details", {"name": " "})
    assert answer.status == 422 and "Name" in answer.json()["problem"] and row(db, draft)["name"] == "Water Safety"
    before = dict(tab_form(admin, draft, "criteria").values())
    save_tab(admin, draft, "criteria", {"criteria": "Theirs"}, button="Save draft")
    answer = admin.post(f"/admin/badges/{draft}/criteria", before | {"criteria": "Mine", "auto": "1"})
    assert answer.status == 409 and "Somebody else" in answer.json()["problem"] and row(db, draft)["criteria_text"] == "Theirs"


def test_what_is_published_does_not_save_itself(admin, badge):
    assert not admin.get(f"/admin/badges/{badge}/details").doc.xpath("//form[@data-autosave]")


def missing_tabs(page):
    return [a.get("data-tab") for a in page.doc.xpath("//nav[@class='bdg-tabs']/a[@data-missing]")]


def test_tabs_say_what_is_missing(admin, draft):
    assert missing_tabs(admin.get(f"/admin/badges/{draft}/attributes")) == ["details", "graphics", "criteria"]
    save_tab(admin, draft, "criteria", {"criteria": "Swim."})
    assert missing_tabs(admin.get(f"/admin/badges/{draft}")) == ["details", "graphics"]


def test_publish_saves_and_publishes(admin, db, draft):
    answer = save_tab(admin, draft, "criteria", {"criteria": "Swim."}, button="Publish")
    assert answer.status == 422 and [p.split(":")[0] for p in problems(answer)] == ["Details", "Graphics"]
    assert row(db, draft)["criteria_text"] == "Swim." and row(db, draft)["state"] == "draft"
    save_tab(admin, draft, "graphics", {"graphic": make_graphic(admin)})
    answer = save_tab(admin, draft, "details", {"issuer": make_issuer(admin)}, button="Publish")
    assert "It can be awarded now" in answer.words() and row(db, draft)["state"] == "published"


def test_either_value_can_be_taken(admin, db, badge):
    mine = dict(tab_form(admin, badge, "details").values())
    save_tab(admin, badge, "details", {"name": "Theirs", "description": "Their words", "code": "T-1"})
    answer = admin.post(f"/admin/badges/{badge}/details", mine | {"name": "Mine", "description": "My words", "credits": "3"})
    assert answer.status == 409
    assert differences(answer) == {"Name": ("Theirs", "Mine"), "Description": ("Their words", "My words"), "Credits": ("(empty)", "3"), "Code": ("T-1", "(empty)")}
    form = next(f for f in answer.forms() if f.action.endswith("/details"))
    answer = admin.post(f"/admin/badges/{badge}/details", dict(form.values()) | {"take": "name"})
    assert answer.status == 200 and differences(answer) == {"Description": ("Their words", "My words"), "Credits": ("(empty)", "3"), "Code": ("T-1", "(empty)")}
    assert row(db, badge)["name"] == "Theirs"
    form = next(f for f in answer.forms() if f.action.endswith("/details"))
    answer = admin.post(f"/admin/badges/{badge}/details", dict(form.values()) | {"take": "code"})
    form = next(f for f in answer.forms() if f.action.endswith("/details"))
    answer = admin.submit(form)
    now = row(db, badge)
    assert answer.status == 200 and (now["name"], now["description"]) == ("Theirs", "My words")
    assert db.value("SELECT achievement_json FROM badge_class_version WHERE id = %s", now["version_id"]) == '{"credits":"3","code":"T-1"}'


def test_rows_can_be_taken_too(admin, db, badge):
    one = {"rows": "1", "key_0": "", "name_0": "Grade", "type_0": "text", "help_0": "", "choices_0": ""}
    mine = dict(tab_form(admin, badge, "attributes").values())
    admin.post(f"/admin/badges/{badge}/attributes", dict(tab_form(admin, badge, "attributes").values()) | one)
    answer = admin.post(f"/admin/badges/{badge}/attributes", mine | one | {"name_0": "Mark"})
    assert answer.status == 409 and differences(answer) == {"Attribute 1": ("Grade (Text)", "Mark (Text)")}
    form = next(f for f in answer.forms() if f.action.endswith("/attributes"))
    answer = admin.post(f"/admin/badges/{badge}/attributes", dict(form.values()) | {"take": "rows.0"})
    assert answer.status == 200 and not differences(answer)
    assert admin.submit(next(f for f in answer.forms() if f.action.endswith("/attributes"))).status == 200
    assert '"name":"Grade"' in row(db, badge)["attributes_json"]
    for odd in ("rows.", "rows.999999999999", "rows.-1", "name", "", "rows.0,rows.0,x"):
        form = tab_form(admin, badge, "attributes")
        assert admin.post(f"/admin/badges/{badge}/attributes", dict(form.values()) | {"take": odd}).status == 200, odd


# --- more about the achievement


def test_kind_of_achievement_credits_and_code(admin, client, db, badge):
    fields = {"achievement_type": "MicroCredential", "credits": "2,50", "field": "Water sports", "specialization": "Rescue", "code": "WS-201"}
    assert save_tab(admin, badge, "details", fields).status == 200
    now = db.value("SELECT achievement_json FROM badge_class_version WHERE id = %s", row(db, badge)["version_id"])
    assert now == '{"type":"MicroCredential","credits":"2.5","field":"Water sports","specialization":"Rescue","code":"WS-201"}'
    words = client.get(f"/badges/{badge}").words()
    assert all(w in words for w in ("Micro-credential", "2.5", "Water sports", "Rescue", "WS-201"))
    assert save_tab(admin, badge, "details", {"achievement_type": "ext", "achievement_other": "AdultLearning"}).status == 200
    assert '"type":"ext:AdultLearning"' in db.value("SELECT achievement_json FROM badge_class_version WHERE id = %s", row(db, badge)["version_id"])
    for field, value in (("achievement_type", "Medal"), ("credits", "many"), ("credits", "1.234"), ("credits", "-1"), ("credits", "10000"), ("code", "x" * 201)):
        answer = save_tab(admin, badge, "details", {"achievement_type": "", "achievement_other": "", field: value})
        assert answer.status == 422 and field in errors(answer), (field, value)
    answer = save_tab(admin, badge, "details", {"achievement_type": "ext", "achievement_other": "two words"})
    assert answer.status == 422 and "achievement_other" in errors(answer)


def test_expiry_stands_under_details_too(admin, db, draft):
    save_tab(admin, draft, "details", {"expiry": "period", "expiry_count": "18", "expiry_unit": "months"})
    assert row(db, draft)["expiry_months"] == 18
    answer = save_tab(admin, draft, "details", {"expiry": "period", "expiry_count": "0"})
    assert answer.status == 422 and "expiry_count" in errors(answer)
    save_tab(admin, draft, "settings", {"expiry": "never"})
    assert not row(db, draft)["expiry_months"]
