"""Issuing one credential by hand: what is stored, what is refused, and that it happens once."""
import concurrent.futures, json, types

import pytest

from support.client import Client
from support.world import new_id
from support.world import clean_logs, instance, log_watch, world      # noqa: F401

ATTRIBUTES = [{"key": "score", "name": "Score", "type": "number", "required": True}, {"key": "level", "name": "Level", "type": "choice", "required": False, "choices": ["Gold", "Silver"]},
              {"key": "seen", "name": "Seen on", "type": "date", "required": False}, {"key": "site", "name": "Site", "type": "address", "required": False},
              {"key": "note", "name": "Note", "type": "text", "required": False}]


@pytest.fixture(scope="module")
def shop(world):
    """One badge for each policy, and one with attributes."""
    o = world.organisation("Shop", None)
    o.graphic = world.graphic(o)
    o.issuer = world.issuer(o, "Shop School")
    o.by_policy = {}
    for policy in ("skip", "allow", "replace", "deny"):
        o.by_policy[policy] = world.badge(o, o.issuer, f"Badge {policy}", "published")
        world.db.run("UPDATE badge_class SET duplicate_policy = %s, award_count = 0 WHERE id = %s", policy, o.by_policy[policy].id)
    o.rich = world.badge(o, o.issuer, "Rich", "published")
    world.db.run("UPDATE badge_class_version SET attributes_json = %s WHERE id = %s", json.dumps(ATTRIBUTES), o.rich.version_id)
    world.db.run("UPDATE badge_class SET expiry_months = 12 WHERE id = %s", o.rich.id)
    o.draft = world.badge(o, o.issuer, "Not yet", "draft")
    world.account("shopkeeper", o, "organisation_administrator")
    return o


def form(client, badge):
    page = client.get(f"/admin/credentials/new?badge={badge.public_id}")
    assert page.status == 200, page.words()
    return page.form(action="/admin/credentials/new")


def stored(world, page):
    assert page.status == 200 and "/new" not in page.url, page.words()
    return world.db.row("SELECT * FROM assertion WHERE public_id = %s", page.url.rsplit("/", 1)[1])


def test_everything_typed_is_stored(world, shop):
    client = world.client("shopkeeper")
    page = client.submit(form(client, shop.rich), {
        "name": "  Ana   Castañeda ", "email": "Ana@Example.ORG", "issued_on": "2026-03-31", "narrative": "Swam.\nFar.", "external_id": "S-1", "a_score": "67,5", "a_level": "Gold",
        "a_seen": "2026-03-30", "a_site": "https://example.org/x", "evidence_url": "https://example.org/1", "evidence_name": "One",
        "evidence_url_2": "https://example.org/2", "evidence_narrative_5": "Five"}, button="Issue the credential")
    row = stored(world, page)
    assert (row["recipient_name"], row["recipient_identity"], str(row["issued_on"]), str(row["expires_on"]), row["external_id"], row["source"], row["batch_id"]) == (
        "Ana Castañeda", "ana@example.org", "2026-03-31", "2027-03-31", "S-1", 0, None)
    assert row["created_by"] == world.accounts["shopkeeper"].id and row["issuer_version_id"] == shop.issuer.version_id
    assert json.loads(row["details_json"]) == {
        "narrative": "Swam.\nFar.", "attributes": {"score": "67.5", "level": "Gold", "seen": "2026-03-30", "site": "https://example.org/x"},
        "evidence": [{"url": "https://example.org/1", "name": "One"}, {"url": "https://example.org/2"}, {"narrative": "Five"}]}
    assert world.db.value("SELECT used FROM badge_class_version WHERE id = %s", shop.rich.version_id) == 1
    assert world.db.value("SELECT COUNT(*) FROM audit WHERE action = 'assertion.award' AND object_id = %s AND organisation_id = %s", row["id"], shop.id) == 1
    for words in ("Ana Castañeda", "67.5", "Gold", "30 March 2026", "Five", "One by one", "Shopkeeper"):
        assert words in page.words(), words
    public = Client(world.instance.base_url).get(f"/assertions/{row['public_id']}")
    assert public.status == 200 and "Ana Castañeda" in public.words()


@pytest.mark.parametrize("fields, where", [
    ({"name": ""}, "name"), ({"email": "no-at.example.org"}, "email"), ({"email": ""}, "email"), ({"issued_on": "2026-02-31"}, "issued_on"), ({"issued_on": "2999-01-01"}, "issued_on"),
    ({"expires_on": "2020-01-01"}, "expires_on"), ({"a_score": ""}, "a_score"), ({"a_score": "many"}, "a_score"), ({"a_site": "javascript:alert(1)"}, "a_site"),
    ({"evidence_url": "ftp://x"}, "evidence_url"), ({"evidence_url_3": "nonsense"}, "evidence_url_3"), ({"external_id": "x" * 101}, "external_id"),
    ({"identity_type": "telephone", "email": "call me"}, "email")])
def test_what_is_wrong_stands_beside_its_field_and_nothing_is_lost(world, shop, fields, where):
    client = world.client("shopkeeper")
    good = {"name": "Bo Berg", "email": "bo@example.org", "a_score": "5", "narrative": "Kept <text> & all"}
    before = world.db.value("SELECT COUNT(*) FROM assertion")
    page = client.submit(form(client, shop.rich), {**good, **fields}, button="Issue the credential")
    assert page.status == 422, page.words()
    assert page.doc.get_element_by_id(f"{where}-error").text_content().strip()
    again = dict(page.form(action="/admin/credentials/new").values())
    for key, value in {**good, **fields}.items():
        assert again[key] == value
    assert world.db.value("SELECT COUNT(*) FROM assertion") == before
    mended = client.submit(page.form(action="/admin/credentials/new"), {**good, where: {"name": "Bo Berg", "a_score": "5"}.get(where, f"bo{new_id()}@example.org" if where == "email" else ""),
                           "identity_type": "email", "email": f"bo{new_id()}@example.org"}, button="Issue the credential")
    assert stored(world, mended)


def test_an_address_that_looks_mistyped_is_asked_about_once(world, shop):
    client = world.client("shopkeeper")
    fields = {"name": "Mia", "email": f"{new_id()}@gmial.com"}
    page = client.submit(form(client, shop.by_policy["skip"]), fields, button="Issue the credential")
    assert page.status == 422 and "gmail.com" in page.words()
    page = client.submit(page.form(action="/admin/credentials/new"), {}, button="Issue the credential")
    assert stored(world, page)["recipient_identity"] == fields["email"]


def test_preview_issues_nothing(world, shop):
    client = world.client("shopkeeper")
    before = world.db.value("SELECT COUNT(*) FROM assertion")
    page = client.submit(form(client, shop.rich), {"name": "Preview Person"}, button="Show the preview")
    assert page.status == 200 and "Preview Person" in page.doc.get_element_by_id("preview").text_content()
    assert world.db.value("SELECT COUNT(*) FROM assertion") == before


def test_drafts_and_withdrawn_badges_are_not_issued(world, shop):
    client = world.client("shopkeeper")
    send = {"_csrf": world.csrf("shopkeeper"), "badge": shop.draft.public_id, "name": "X", "email": "x@example.org", "form": new_id()}
    page = client.post("/admin/credentials/new", send)
    assert page.status == 409 and "draft" in page.words()
    assert shop.draft.name not in client.get("/admin/credentials/new").words()


# --- duplicates


def twice(world, client, badge, **second):
    address = f"{new_id()}@example.org"
    one = stored(world, client.submit(form(client, badge), {"name": "Noor", "email": address}, button="Issue the credential"))
    page = client.submit(form(client, badge), {"name": "Noor", "email": address.upper(), **second}, button="Issue the credential")
    return address, one, page


@pytest.mark.parametrize("policy", ["skip", "deny"])
def test_a_badge_that_is_held_once(world, shop, policy):
    client = world.client("shopkeeper")
    address, one, page = twice(world, client, shop.by_policy[policy])
    assert page.status == 422 and "Nothing was issued" in page.words() and "once" in page.words()
    send = dict(page.form(action="/admin/credentials/new").values()) | {"again": "1"}
    assert client.post("/admin/credentials/new", send).status == 422
    assert world.db.value("SELECT COUNT(*) FROM assertion WHERE recipient_identity = %s", address) == 1


def test_a_badge_that_may_be_held_again(world, shop):
    client = world.client("shopkeeper")
    address, one, page = twice(world, client, shop.by_policy["allow"])
    assert page.status == 422
    two = stored(world, client.submit(page.form(action="/admin/credentials/new"), {}, button="Issue it once more"))
    assert two["public_id"] != one["public_id"] and world.db.value("SELECT COUNT(*) FROM assertion WHERE recipient_identity = %s AND state = 0", address) == 2


def test_a_badge_that_is_replaced(world, shop):
    client = world.client("shopkeeper")
    address, one, page = twice(world, client, shop.by_policy["replace"])
    assert page.status == 422
    two = stored(world, client.submit(page.form(action="/admin/credentials/new"), {}, button="Issue it and revoke the old one"))
    rows = {r["public_id"]: r for r in world.db.rows("SELECT * FROM assertion WHERE recipient_identity = %s", address)}
    assert rows[one["public_id"]]["state"] == 1 and "Replaced" in rows[one["public_id"]]["revocation_reason"] and rows[two["public_id"]]["state"] == 0
    assert Client(world.instance.base_url).get(f"/assertions/{one['public_id']}.json").status == 410


def test_one_that_has_expired_does_not_count(world, shop):
    client, badge, address = world.client("shopkeeper"), shop.by_policy["deny"], f"{new_id()}@example.org"
    issuer = types.SimpleNamespace(**{**vars(shop.issuer), "badge": badge})
    world.assertion(shop, issuer, address, issued_on="2020-01-01", expires_on="2021-01-01")
    assert stored(world, client.submit(form(client, badge), {"name": "Noor", "email": address}, button="Issue the credential"))


# --- T34: once, whatever is sent at once


def storm(world, sends):
    def one(send):
        return world.client("shopkeeper").post("/admin/credentials/new", send, follow=False)
    with concurrent.futures.ThreadPoolExecutor(25) as pool:
        return list(pool.map(one, sends))


@pytest.mark.log_allows(r"BDG0002")
def test_the_same_form_a_hundred_times_at_once(world, shop):
    address = f"{new_id()}@example.org"
    send = {"_csrf": world.csrf("shopkeeper"), "badge": shop.by_policy["allow"].public_id, "name": "Once", "email": address, "form": new_id(), "mail": "1", "again": "1"}
    answers = storm(world, [send] * 100)
    rows = world.db.rows("SELECT public_id, id FROM assertion WHERE recipient_identity = %s", address)
    assert len(rows) == 1
    good = [a for a in answers if a.status == 303]
    assert good and {a.headers["Location"] for a in good} == {f"/admin/credentials/{rows[0]['public_id']}"}
    assert {a.status for a in answers} <= {303, 503}
    assert world.db.value("SELECT COUNT(*) FROM outbox WHERE assertion_id = %s", rows[0]["id"]) == 1
    again = world.client("shopkeeper").post("/admin/credentials/new", send)
    assert "nothing was issued twice" in again.words()


@pytest.mark.log_allows(r"BDG0002")
def test_different_forms_for_one_recipient_at_once(world, shop):
    address = f"{new_id()}@example.org"
    for policy in ("deny", "skip"):
        badge = shop.by_policy[policy]
        counted = world.db.value("SELECT award_count FROM badge_class WHERE id = %s", badge.id)
        send = {"_csrf": world.csrf("shopkeeper"), "badge": badge.public_id, "name": "Once", "email": address}
        answers = storm(world, [{**send, "form": new_id()} for _ in range(100)])
        assert world.db.value("SELECT COUNT(*) FROM assertion WHERE recipient_identity = %s AND badge_class_id = %s", address, badge.id) == 1
        assert sum(a.status == 303 for a in answers) == 1 and {a.status for a in answers} <= {303, 422, 503}
        assert world.db.value("SELECT award_count FROM badge_class WHERE id = %s", badge.id) == counted + 1


def test_a_form_without_its_id_is_refused(world, shop):
    send = {"_csrf": world.csrf("shopkeeper"), "badge": shop.by_policy["allow"].public_id, "name": "X", "email": "x@example.org", "form": "short"}
    assert world.client("shopkeeper").post("/admin/credentials/new", send).status == 400
