"""A badge's words in several languages: the form, the documents of each language, the public pages, and what an award's page shows to whom."""
import json, re

import pytest

from support.rooms import errors, make_badge, make_draft, save_tab, tab_form
from support.world import new_id

GERMAN = {"language": "de", "name": "Sicher im Wasser", "description": "Schwimmt und hilft anderen.", "criteria_text": "Schwimm **fünfzig** Meter.", "criteria_url": ""}
WELSH = {"language": "cy", "name": "Diogelwch dŵr", "description": "Yn nofio.", "criteria_text": "", "criteria_url": ""}


def post(client, badge, *rows, **more):
    fields = {f"{k}_{i}": v for i, row in enumerate(rows) for k, v in row.items()}
    return client.post(f"/admin/badges/{badge}/languages", dict(tab_form(client, badge, "languages").values()) | {"rows": str(len(rows))} | fields | more)


@pytest.fixture
def badge(admin):
    b = make_badge(admin)
    assert post(admin, b, GERMAN, WELSH).status == 200
    return b


def html(client, path, accept_language=None):
    return client.get(path, headers={"Accept": "text/html", **({"Accept-Language": accept_language} if accept_language else {})})


def document(client, path):
    answer = client.get(path, headers={"Accept": "application/json"})
    assert answer.status == 200, (path, answer.status)
    return answer.json()


def award(admin, client, db, badge):
    page = admin.get(f"/admin/credentials/new?badge={badge}")
    form = next(f for f in page.forms() if f.method == "POST" and "credentials/new" in f.action)
    names = set(form.names())
    answer = admin.submit(form, {n: v for n, v in {"recipient_name": "Ada", "name": "Ada", "recipient_email": "ada@example.org", "email": "ada@example.org"}.items() if n in names})
    for _ in range(3):
        follow = [f for f in answer.forms() if f.method == "POST" and "credentials/new" in f.action]
        if not follow:
            break
        answer = admin.submit(follow[0])
    return db.value("SELECT a.public_id FROM assertion a JOIN badge_class b ON b.id = a.badge_class_id WHERE b.public_id = %s ORDER BY a.id DESC LIMIT 1", badge)


# --- the form


def test_languages_are_kept_in_order(admin, db, badge):
    stored = json.loads(db.value("SELECT v.translations_json FROM badge_class b JOIN badge_class_version v ON v.id = b.version_id WHERE b.public_id = %s", badge))
    assert [t["language"] for t in stored] == ["de", "cy"] and stored[0]["criteria_text"] == "Schwimm **fünfzig** Meter." and "criteria_text" not in stored[1]
    assert db.value("SELECT action FROM audit WHERE object_kind = 'badge_class' ORDER BY id DESC LIMIT 1") == "badge_class.languages"
    assert post(admin, badge).status == 200
    assert db.value("SELECT v.translations_json FROM badge_class b JOIN badge_class_version v ON v.id = b.version_id WHERE b.public_id = %s", badge) is None


@pytest.mark.parametrize("rows, field", [
    ([GERMAN | {"name": " "}], "name_0"), ([GERMAN | {"description": ""}], "description_0"), ([GERMAN | {"language": ""}], "language_0"), ([GERMAN | {"language": "en"}], "language_0"),
    ([GERMAN, WELSH, GERMAN | {"name": "Noch einmal"}], "language_2"), ([GERMAN | {"criteria_url": "javascript:alert(1)"}], "criteria_url_0"), ([GERMAN | {"language": "x/../y"}], "language_0"),
    ([GERMAN | {"name": "x" * 201}], "name_0"), ([GERMAN | {"criteria_text": "x" * 20001}], "criteria_text_0"),
])
def test_what_is_refused(admin, rows, field):
    draft = make_draft(admin)
    answer = post(admin, draft, *rows)
    assert answer.status == 422 and field in errors(answer), errors(answer)


def test_the_own_language_cannot_become_one_of_the_others(admin, badge):
    answer = save_tab(admin, badge, "details", {"language": "de"})
    assert answer.status == 422 and "language" in errors(answer)


def test_two_editors_of_languages(admin, badge):
    mine = dict(tab_form(admin, badge, "languages").values())
    post(admin, badge, GERMAN | {"name": "Ihrs"}, WELSH)
    answer = admin.post(f"/admin/badges/{badge}/languages", mine | {"name_0": "Meins"})
    assert answer.status == 409 and "Ihrs" in answer.words() and "Meins" in answer.words()
    form = next(f for f in answer.forms() if f.action.endswith("/languages"))
    answer = admin.post(f"/admin/badges/{badge}/languages", dict(form.values()) | {"take": "rows.0"})
    assert dict(next(f for f in answer.forms() if f.action.endswith("/languages")).values())["name_0"] == "Ihrs"


# --- documents


def test_each_language_is_a_badge_class_that_knows_the_others(client, badge):
    own, german = document(client, f"/badges/{badge}.json"), document(client, f"/badges/{badge}/languages/de")
    base = own["id"]
    assert own["@language"] == "en" and own["related"] == [{"type": "BadgeClass", "id": f"{base}/languages/{t}", "@language": t, "version": "1"} for t in ("de", "cy")]
    assert (german["id"], german["@language"], german["name"], german["version"]) == (f"{base}/languages/de", "de", "Sicher im Wasser", "1")
    assert german["criteria"] == {"id": f"{base}/languages/de/criteria", "narrative": "Schwimm **fünfzig** Meter."}
    assert german["related"] == [{"type": "BadgeClass", "id": base, "@language": "en", "version": "1"}, {"type": "BadgeClass", "id": f"{base}/languages/cy", "@language": "cy", "version": "1"}]
    assert german["image"] == own["image"] and german["issuer"] == own["issuer"]
    assert document(client, f"/badges/{badge}/languages/cy")["criteria"]["narrative"] == "Swim **fifty** metres.", "those of the badge, where it has none of its own"
    versioned = document(client, f"/badges/{badge}/versions/1/languages/de")
    assert versioned["id"] == f"{base}/versions/1/languages/de" and versioned["related"][0]["id"] == f"{base}/versions/1"
    for one in (own, german, versioned):
        for r in one["related"]:
            assert document(client, r["id"].split("/badges/", 1)[0] and "/badges/" + r["id"].split("/badges/", 1)[1])["@language"] == r["@language"]


def test_addresses_that_are_none(client, badge):
    for path in (f"/badges/{badge}/languages/fr", f"/badges/{badge}/languages/en", f"/badges/{badge}/versions/2/languages/de", f"/badges/{new_id()}/languages/de", f"/badges/{badge}/languages/",
                 f"/badges/{badge}/languages/%00", f"/badges/{badge}/languages/de/x"):
        assert client.get(path).status in (400, 404), path


def test_pages_offer_the_other_languages(client, badge):
    page = html(client, f"/badges/{badge}")
    links = {a.get("hreflang"): (a.get("href"), a.get("aria-current")) for a in page.doc.xpath("//nav[@aria-label='Languages of this badge']//a")}
    assert set(links) == {"en", "de", "cy"} and links["en"][1] == "page" and links["de"][0].endswith(f"/badges/{badge}/languages/de")
    page = html(client, f"/badges/{badge}/languages/de")
    assert "Sicher im Wasser" in page.words() and "fünfzig" in page.words() and page.doc.xpath("//article[@lang='de']")
    assert page.doc.xpath("//link[@rel='canonical']/@href")[0].endswith("/languages/de")
    assert "fünfzig" in html(client, f"/badges/{badge}/languages/de/criteria").words()
    answer = client.get(f"/badges/{badge}/versions/1/languages/de", headers={"Accept": "text/html"}, follow=False)
    assert answer.status == 303 and answer.headers["Location"].endswith(f"/badges/{badge}/languages/de")
    plain = html(client, f"/badges/{badge}", "de")
    assert "Sicher im Wasser" not in plain.doc.xpath("//h1")[0].text_content(), "a badge's address shows the badge's own language"


# --- the award's page


def test_the_awards_page_speaks_the_visitors_language(admin, client, db, badge):
    a = award(admin, client, db, badge)
    assert a, "an award was made"
    h1 = lambda page: page.doc.xpath("//h1")[0].text_content()
    for language, name in ((None, "Water Safety"), ("de", "Sicher im Wasser"), ("de-AT,de;q=0.9,en;q=0.5", "Sicher im Wasser"), ("fr,cy;q=0.3", "Diogelwch dŵr"), ("fr", "Water Safety"),
                           ("en,de;q=0.9", "Water Safety"), ("de;q=0", "Water Safety"), ("*", "Water Safety"), (";;,q=,;q=x", "Water Safety"), ("x" * 5000, "Water Safety"), ("d", "Water Safety")):
        for _ in range(2):
            page = html(client, f"/assertions/{a}", language)
            assert page.status == 200 and h1(page) == name, language
            assert "Accept-Language" in page.headers["Vary"]
    assert h1(html(client, f"/assertions/{a}?language=cy", "de")) == "Diogelwch dŵr" and h1(html(client, f"/assertions/{a}?language=en", "de")) == "Water Safety"
    assert h1(html(client, f"/assertions/{a}?language=zz", "de")) == "Sicher im Wasser"
    tags = {html(client, f"/assertions/{a}", x).headers["ETag"] for x in ("de", "en", "cy")}
    assert len(tags) == 3
    for accept in ("application/json", "application/ld+json"):
        one, two = (client.get(f"/assertions/{a}", headers={"Accept": accept, "Accept-Language": x}) for x in ("de", "en"))
        assert one.body == two.body and "Accept-Language" not in one.headers["Vary"], "documents stay what they are"
    vc = client.get(f"/assertions/{a}.vc.json").json()["credentialSubject"]["achievement"]
    assert vc["inLanguage"] == "en" and [(r["inLanguage"], r["id"].rsplit("/", 1)[1]) for r in vc["related"]] == [("de", "de"), ("cy", "cy")]
    assert document(client, "/badges/" + vc["related"][0]["id"].split("/badges/")[1])["name"] == "Sicher im Wasser"


def test_a_badge_with_one_language_has_pages_for_everybody(admin, client, db):
    badge = make_badge(admin)
    a = award(admin, client, db, badge)
    page = html(client, f"/assertions/{a}", "de")
    assert not page.doc.xpath("//nav[@aria-label='Languages of this badge']//a")


def test_a_change_of_words_is_a_new_version(admin, client, db, badge):
    a = award(admin, client, db, badge)
    post(admin, badge, GERMAN | {"name": "Neu"}, WELSH)
    assert document(client, f"/badges/{badge}/languages/de")["version"] == "2" and document(client, f"/badges/{badge}/versions/1/languages/de")["name"] == "Sicher im Wasser"
    assert "Sicher im Wasser" in html(client, f"/assertions/{a}", "de").words()
    assert "Other languages" in admin.get(f"/admin/badges/{badge}/versions/2").words()
