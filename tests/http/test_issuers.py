"""Issuers: making, changing (each change is a version), finding, archiving; what is refused and why; two editors at once."""
import pytest

from support.rooms import SVG, differences, errors, fields_of, make_badge, make_graphic, make_issuer, problems
from support.world import new_id


@pytest.fixture
def issuer(admin):
    return make_issuer(admin, "Harbour School")


def profile(client, issuer, **fields):
    return client.submit(client.get(f"/admin/issuers/{issuer}/profile").form(action="/profile"), fields)


def row(db, issuer):
    return db.row("SELECT i.*, v.number, v.name, v.url, v.email, v.telephone, v.description, v.logo_graphic_id FROM issuer i JOIN issuer_version v ON v.id = i.version_id "
                  "WHERE i.public_id = %s", issuer)


def test_made_and_shown(admin, db):
    logo = make_graphic(admin, "Anchor")
    issuer = make_issuer(admin, "  Harbour \t School ", telephone="+44 (20) 7946-0018", description="By the sea.\nSince 1901.", logo=logo)
    now = row(db, issuer)
    assert (now["name"], now["telephone"], now["description"]) == ("Harbour School", "+442079460018", "By the sea.\nSince 1901.")
    assert now["logo_graphic_id"] == db.value("SELECT id FROM graphic WHERE public_id = %s", logo)
    page = admin.get(f"/admin/issuers/{issuer}")
    assert "Harbour School" in page.words() and "+442079460018" in page.words() and f"/issuers/{issuer}" in page.text
    assert db.value("SELECT COUNT(*) FROM audit WHERE action = 'issuer.create' AND object_id = %s", now["id"]) == 1


def test_public_page_shows_it(admin, client, issuer):
    assert client.get(f"/issuers/{issuer}").status == 200
    assert client.get(f"/issuers/{issuer}.json").json()["name"] == "Harbour School"


def test_each_change_is_a_version(admin, client, db, issuer):
    assert profile(admin, issuer, name="Harbour College").status == 200
    assert profile(admin, issuer, email="info@harbour.example").status == 200
    before = row(db, issuer)
    assert before["number"] == 3 and before["revision"] == 3
    assert profile(admin, issuer).status == 200, "saving what is there already changes nothing"
    assert row(db, issuer) == before
    versions = db.rows("SELECT number, name, email, created_by FROM issuer_version WHERE issuer_id = %s ORDER BY number", before["id"])
    assert [(v["number"], v["name"], v["email"]) for v in versions] == [(1, "Harbour School", "badges@northgate.example"), (2, "Harbour College", "badges@northgate.example"),
                                                                         (3, "Harbour College", "info@harbour.example")]
    page = admin.get(f"/admin/issuers/{issuer}")
    assert [tr[0].text_content().split()[0] for tr in page.doc.xpath("//table//tbody/tr")] == ["3", "2", "1"]
    assert "Robin Marlowe" in page.words()
    assert client.get(f"/issuers/{issuer}.json").json()["email"] == "info@harbour.example"


@pytest.mark.parametrize("field, value", [
    ("name", ""), ("name", " \t "), ("name", "x" * 201),
    ("url", ""), ("url", "www.northgate.example"), ("url", "javascript:alert(1)"), ("url", "https://a.example/" + "x" * 2000), ("url", "https://user:word@a.example"),
    ("email", ""), ("email", "badges"), ("email", "a@b@c.example"), ("email", "a@b.example\r\nBcc: c@d.example"), ("email", "x" * 250 + "@a.example"),
    ("telephone", "020 7946 0018"), ("telephone", "+44"), ("telephone", "+" + "1" * 16), ("telephone", "ring me"),
    ("description", "x" * 2001),
    ("logo", "nonsense"), ("logo", "0" * 26),
], ids=lambda v: v[:20])
def test_refused(admin, db, issuer, field, value):
    before = db.checksum("issuer", "issuer_version")
    page = admin.get(f"/admin/issuers/{issuer}/profile")
    sent = dict(page.form(action="/profile").values()) | {"name": "Other", field: value}
    answer = admin.post(f"/admin/issuers/{issuer}/profile", sent)
    assert answer.status == 422
    assert list(errors(answer)) == [field] and len(problems(answer)) == 1
    assert f'href="#{field}"' in answer.text and answer.doc.get_element_by_id(field) is not None
    if field != "logo" and value.strip():
        assert fields_of(answer, field)[field].split() == value.split(), "nothing typed is lost"
    if field != "name":
        assert fields_of(answer, "name") == {"name": "Other"}
    assert db.checksum("issuer", "issuer_version") == before


def test_all_that_is_wrong_is_said_at_once(admin):
    page = admin.get("/admin/issuers/new")
    answer = admin.submit(page.form(action="/new"), {"name": "", "url": "x", "email": "y", "telephone": "z"})
    assert answer.status == 422 and set(errors(answer)) == {"name", "url", "email", "telephone"}


def test_at_the_limits(admin, db):
    issuer = make_issuer(admin, "Ж" * 200, description="x" * 2000, url="https://a.example/" + "x" * 1980)
    assert row(db, issuer)["name"] == "Ж" * 200


def test_fields_that_are_not_the_forms(admin, db, issuer):
    """Mass assignment: what a form does not have is not taken."""
    before = row(db, issuer)
    extra = {"id": "1", "organisation_id": "99", "public_id": "0" * 26, "state": "archived", "version_id": "1", "created_at": "2000-01-01", "number": "99", "is_admin": "1"}
    page = admin.get(f"/admin/issuers/{issuer}/profile")
    answer = admin.post(f"/admin/issuers/{issuer}/profile", dict(page.form(action="/profile").values()) | extra | {"name": "Renamed"})
    assert answer.status == 200
    after = row(db, issuer)
    assert after["name"] == "Renamed" and after["number"] == 2
    assert {k: after[k] for k in ("id", "organisation_id", "public_id", "state", "created_at")} == {k: before[k] for k in ("id", "organisation_id", "public_id", "state", "created_at")}


def test_two_editors(admin, db, issuer):
    """The second one is told, sees both versions, loses nothing, and can save knowingly."""
    mine = admin.get(f"/admin/issuers/{issuer}/profile")
    assert profile(admin, issuer, name="Theirs", description="Theirs too").status == 200
    answer = admin.submit(mine.form(action="/profile"), {"name": "Mine <b>bold</b>", "telephone": "+442079460018"})
    assert answer.status == 409
    assert differences(answer) == {"Name": ("Theirs", "Mine <b>bold</b>"), "Description": ("Theirs too", "(empty)"), "Telephone": ("(empty)", "+442079460018")}
    assert "Robin Marlowe" in answer.words() and fields_of(answer, "name", "telephone") == {"name": "Mine <b>bold</b>", "telephone": "+442079460018"}
    assert row(db, issuer)["name"] == "Theirs"
    assert admin.submit(answer.form(action="/profile")).status == 200
    assert row(db, issuer)["name"] == "Mine <b>bold</b>"


def test_a_refused_form_stays_at_its_revision(admin, db, issuer):
    """A mistake in the form must not make it forget that somebody else saved meanwhile."""
    mine = admin.get(f"/admin/issuers/{issuer}/profile")
    assert profile(admin, issuer, name="Theirs").status == 200
    answer = admin.submit(mine.form(action="/profile"), {"name": "Mine", "email": "wrong"})
    assert answer.status == 422
    assert admin.submit(answer.form(action="/profile"), {"email": "right@harbour.example"}).status == 409
    assert row(db, issuer)["name"] == "Theirs"


@pytest.mark.parametrize("revision", ["", "0", "-1", "1e0", "99999999999999999999", "x"])
def test_a_revision_that_is_none(admin, issuer, revision):
    page = admin.get(f"/admin/issuers/{issuer}/profile")
    assert admin.post(f"/admin/issuers/{issuer}/profile", dict(page.form(action="/profile").values()) | {"revision": revision, "name": "Else"}).status == 409


def test_archived_and_back(admin, client, db, issuer):
    page = admin.get(f"/admin/issuers/{issuer}/archive")
    assert "stay valid" in page.words()
    assert admin.submit(page.form(action="/archive")).status == 200
    assert row(db, issuer)["state"] == "archived"
    assert issuer not in admin.get("/admin/issuers").text and issuer in admin.get("/admin/issuers?state=archived").text
    assert issuer not in admin.get("/admin/badges/new").text, "not offered for badges"
    assert client.get(f"/issuers/{issuer}").status == 200, "public addresses never die"
    assert admin.submit(admin.get(f"/admin/issuers/{issuer}").form(action="/restore")).status == 200
    assert row(db, issuer)["state"] == "active" and row(db, issuer)["number"] == 1


def test_not_archived_while_it_awards(admin, db, issuer):
    make_badge(admin, issuer=issuer)
    answer = admin.submit(admin.get(f"/admin/issuers/{issuer}/archive").form(action="/archive"))
    assert answer.status == 409 and "Withdraw it first" in answer.words()
    assert row(db, issuer)["state"] == "active"


def test_search(admin):
    a, b = make_issuer(admin, "Schule für Schifffahrt 100%"), make_issuer(admin, "Zebra_Club")
    found = lambda q: {i for i in (a, b) if i in admin.get(f"/admin/issuers?q={q}").text}
    assert found("fur%20SCHIFF") == {a}, "case and accents do not matter"
    assert found("100%25") == {a} and found("a_c") == {b} and found("a%25c") == set(), "a percent sign is a percent sign"
    assert found("no+such+thing") == set() and "No issuer matches" in admin.get("/admin/issuers?q=no+such+thing").words()


def test_paging(admin, db):
    """Each row once, in either direction, newest first."""
    organisation = db.value("SELECT organisation_id FROM role_assignment LIMIT 1")
    ids = [new_id() for _ in range(60)]
    with db._cursor() as c:
        for i, public_id in enumerate(ids):
            c.execute("INSERT INTO issuer (public_id, organisation_id, created_at, updated_at) VALUES (%s, %s, NOW(6), NOW(6))", (public_id, organisation))
            key = c.lastrowid
            c.execute("INSERT INTO issuer_version (issuer_id, number, name, url, email, created_at, created_by) VALUES (%s, 1, %s, 'https://a.example', 'a@a.example', NOW(6), 1)", (key, f"Paged {i}"))
            c.execute("UPDATE issuer SET version_id = %s WHERE id = %s", (c.lastrowid, key))
    shown = lambda page: [a.get("href").rsplit("/", 1)[1] for a in page.doc.xpath("//a[contains(@class, 'bdg-row-link')]")]
    page, seen, pages = admin.get("/admin/issuers?q=Paged"), [], []
    while True:
        pages.append(shown(page))
        seen += pages[-1]
        older = page.doc.xpath("//a[@rel='next']/@href")
        if not older:
            break
        page = admin.get(admin.origin() + older[0])
    assert seen == ids[::-1] and "60 issuers" in page.words()
    page = admin.get(admin.origin() + page.doc.xpath("//a[@rel='prev']/@href")[0])
    assert shown(page) == pages[-2]
    assert shown(admin.get(admin.origin() + page.doc.xpath("//a[@rel='prev']/@href")[0])) == pages[0]
    assert admin.get("/admin/issuers?older=" + "0" * 26).status == 200 and admin.get("/admin/issuers?older=nonsense").status == 200


def test_a_version_beside_the_one_before(admin, db, issuer):
    profile(admin, issuer, name="Harbour College", telephone="+44 20 7946 0018")
    page = admin.get(f"/admin/issuers/{issuer}/versions/2")
    assert page.status == 200
    rows = {r[0].text_content().split()[0]: [" ".join(c.text_content().split()) for c in r] for r in page.doc.xpath("//table/tbody/tr")}
    assert rows["Name"] == ["Name changed", "Harbour School", "Harbour College"] and rows["Telephone"] == ["Telephone changed", "(empty)", "+442079460018"]
    assert rows["Email"][0] == "Email address", "what is the same is not marked"
    first = admin.get(f"/admin/issuers/{issuer}/versions/1")
    assert "Harbour School" in first.words() and "Harbour College" not in first.doc.xpath("string(//table)")
    assert admin.get(page.link("Version before")).url == first.url
    for n in ("0", "3", "999999999"):
        assert admin.get(f"/admin/issuers/{issuer}/versions/{n}").status == 404


def test_logo_uploaded_with_the_form(admin, db, issuer):
    form = admin.get(f"/admin/issuers/{issuer}/profile").form(action="/profile")
    answer = admin.submit(form, {"email": "none"}, files={"upload": ("crest.svg", SVG, "image/svg+xml")})
    assert answer.status == 422 and row(db, issuer)["logo_graphic_id"] is None
    made = db.row("SELECT id, public_id, name FROM graphic ORDER BY id DESC LIMIT 1")
    assert made["name"] == "Harbour School, logo" and fields_of(answer, "logo")["logo"] == made["public_id"], "it need not be sent twice"
    assert admin.submit(answer.form(action="/profile"), {"email": "badges@harbour.example"}).status == 200
    assert row(db, issuer)["logo_graphic_id"] == made["id"]
    answer = admin.submit(admin.get(f"/admin/issuers/{issuer}/profile").form(action="/profile"), {}, files={"upload": ("x.png", b"nonsense", "image/png")})
    assert answer.status == 422 and "upload" in errors(answer)
    new = make_issuer(admin, "With a crest")
    assert db.value("SELECT COUNT(*) FROM issuer WHERE public_id = %s", new) == 1
