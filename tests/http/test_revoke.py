"""Revoking one, several, all that match: who may, what the public sees and how soon, and what a crash leaves."""
import json, signal

import pytest

from support.client import Client
from support.wait import wait_for
from support.world import new_id, now, recipient_key
from support.world import clean_logs, instance, log_watch, world      # noqa: F401


@pytest.fixture(scope="module")
def club(world):
    o = world.organisation("Club", None)
    o.graphic = world.graphic(o)
    o.first, o.second = (world.issuer(o, f"Club {n}") for n in ("One", "Two"))
    for i in (o.first, o.second):
        i.badge = world.badge(o, i, f"{i.name} Medal", "published")
    world.account("boss", o, "organisation_administrator")
    world.account("owner", o, "issuer_owner", o.first)
    world.account("staff", o, "issuer_staff", o.first)
    return o


def many(world, club, n, issuer, **more):
    values = [(new_id(), club.id, issuer.badge.id, issuer.badge.version_id, issuer.version_id, recipient_key(f"m{k}@x.example"), f"m{k}@x.example", f"Member {k}",
               more.get("issued_on", "2026-05-01"), 0, 1, now()) for k in range(n)]
    with world.db._cursor() as cursor:
        cursor.executemany("INSERT INTO assertion (public_id, organisation_id, badge_class_id, badge_class_version_id, issuer_version_id, recipient_key, recipient_identity, recipient_name,"
                           " issued_on, source, created_by, created_at) VALUES (" + ",".join(["%s"] * 12) + ")", values)
    return [v[0] for v in values]


def revoke(client, public_id, reason="Made in error"):
    page = client.get(f"/admin/credentials/{public_id}/revoke")
    assert page.status == 200, page.words()
    return client.submit(page.form(button="Revoke the credential"), {"reason": reason}, button="Revoke the credential")


def test_one_is_revoked_and_the_public_sees_it(world, club):
    a = world.assertion(club, club.first, "one@x.example")
    public = Client(world.instance.base_url)
    for address in (f"/assertions/{a.public_id}", f"/assertions/{a.public_id}.json"):      # so that both lie in the cache
        assert public.get(address).status == 200
        assert public.get(address).status == 200
    page = revoke(world.client("boss"), a.public_id, "Line one\nand <two>")
    assert page.status == 200 and "Revoked" in page.words() and "Line one" in page.words()
    body = wait_for(lambda: (r := public.get(f"/assertions/{a.public_id}.json")).status == 410 and r)
    wait_for(lambda: public.get(f"/assertions/{a.public_id}").status == 410)
    assert body.json()["revoked"] is True and body.json()["revocationReason"] == "Line one\nand <two>"
    row = world.db.row("SELECT * FROM assertion WHERE id = %s", a.id)
    assert row["state"] == 1 and row["revoked_by"] == world.accounts["boss"].id and row["revoked_at"] and row["revision"] == 2
    audit = world.db.row("SELECT * FROM audit WHERE action = 'assertion.revoke' AND object_id = %s", a.id)
    assert json.loads(audit["after_json"]) == {"reason": "Line one\nand <two>"} and audit["account_id"] == world.accounts["boss"].id


def test_a_reason_is_needed_and_once_is_enough(world, club):
    a, client = world.assertion(club, club.first, "two@x.example"), world.client("boss")
    for reason in ("", "  ", "x" * 501):
        page = revoke(client, a.public_id, reason)
        assert page.status == 422 and page.doc.get_element_by_id("reason-error").text_content().strip()
    assert revoke(client, a.public_id).status == 200
    assert "revoked already" in client.get(f"/admin/credentials/{a.public_id}/revoke").words()
    page = client.post(f"/admin/credentials/{a.public_id}/revoke", {"_csrf": world.csrf("boss"), "reason": "Again"})
    assert "revoked already" in page.words() and world.db.value("SELECT revocation_reason FROM assertion WHERE id = %s", a.id) == "Made in error"


def test_who_may(world, club):
    mine, other = world.assertion(club, club.first, "three@x.example"), world.assertion(club, club.second, "four@x.example")
    assert world.client("staff").get(f"/admin/credentials/{mine.public_id}/revoke").status == 403
    assert world.client("owner").get(f"/admin/credentials/{other.public_id}/revoke").status == 404
    send = {"_csrf": world.csrf("owner"), "reason": "No", "chosen": "1", "expected": "2"}
    assert world.client("owner").post("/admin/credentials/revoke", [*send.items(), ("id", mine.public_id), ("id", other.public_id)]).status == 404
    assert world.db.value("SELECT COUNT(*) FROM assertion WHERE state = 1 AND id IN (%s, %s)", mine.id, other.id) == 0
    assert world.client("staff").post("/admin/credentials/revoke", {**send, "_csrf": world.csrf("staff"), "id": mine.public_id}).status == 403


def choose(client, ids, act, more=""):
    page = client.get(f"/admin/credentials{more}")
    form = page.form(button="Revoke…")
    return client.submit(form, {"id": ids} if ids else {}, button=act)


def test_several_that_were_chosen(world, club):
    client = world.client("boss")
    ids = many(world, club, 5, club.first)
    revoke(client, ids[0])
    page = choose(client, ids[:4], "Revoke…")
    assert page.status == 200 and "The recipients of 4 credentials lose them." in page.words()
    page = client.submit(page.form(button="Revoke 4 credentials"), {"reason": ""}, button="Revoke 4 credentials")
    assert page.status == 422
    page = client.submit(page.form(button="Revoke 4 credentials"), {"reason": "Withdrawn together"}, button="Revoke 4 credentials")
    assert "3 credentials revoked" in page.words() and "1 credential was revoked already" in page.words()
    states = {r["public_id"]: r for r in world.db.rows("SELECT public_id, state, revocation_reason FROM assertion WHERE public_id IN (%s, %s, %s, %s, %s)", *ids)}
    assert [states[i]["state"] for i in ids] == [1, 1, 1, 1, 0] and states[ids[0]]["revocation_reason"] == "Made in error"
    assert Client(world.instance.base_url).get(f"/assertions/{ids[2]}.json").status == 410
    assert "Choose at least one" in client.post("/admin/credentials/chosen", {"_csrf": world.csrf("boss"), "act": "revoke"}).words()
    assert world.client("owner").get(page.url).status == 404


def all_button(page):
    return next(b for b in page.form(button="Revoke…").buttons() if b.startswith("Revoke all"))


def test_all_that_match_in_the_background(world, club):
    client = world.client("boss")
    ids = many(world, club, 450, club.second, issued_on="2024-07-01")
    kept = many(world, club, 3, club.second, issued_on="2024-07-02")
    page = client.get("/admin/credentials?from=2024-07-01&to=2024-07-01")
    page = client.submit(page.form(button="Revoke…"), {}, button=all_button(page))
    assert "The recipients of 450 credentials lose them." in page.words()
    page = client.submit(page.form(button="Revoke 450 credentials"), {"reason": "The course was not held"}, button="Revoke 450 credentials")
    assert page.status == 200
    done = wait_for(lambda: (p := client.get(page.url)).words().count("450 credentials revoked") and p, 30)
    assert world.db.value("SELECT COUNT(*) FROM assertion WHERE state = 1 AND issued_on = '2024-07-01' AND organisation_id = %s", club.id) == 450
    assert world.db.value("SELECT COUNT(*) FROM assertion WHERE state = 1 AND public_id IN (%s, %s, %s)", *kept) == 0
    assert world.db.value("SELECT COUNT(*) FROM audit WHERE action = 'assertion.revoke' AND after_json LIKE %s", "%The course was not held%") == 450
    seen, address = [], done
    while address:
        seen += [a.rsplit("/", 1)[1] for a in address.doc.xpath("//tbody//a[contains(@class,'bdg-row-link')]/@href")]
        link = address.doc.xpath("//a[@rel='next']/@href")
        address = client.get(link[0]) if link else None
    assert sorted(seen) == sorted(ids)


def test_the_number_is_looked_at_again(world, club):
    client = world.client("boss")
    many(world, club, 3, club.second, issued_on="2023-07-01")
    page = client.post("/admin/credentials/chosen?from=2023-07-01&to=2023-07-01", {"_csrf": world.csrf("boss"), "act": "revoke_all"})
    many(world, club, 1, club.second, issued_on="2023-07-01")
    page = client.submit(page.form(button="Revoke 3 credentials"), {"reason": "Three"}, button="Revoke 3 credentials")
    assert page.status == 422 and "Revoke 4 credentials" in page.words()
    assert world.db.value("SELECT COUNT(*) FROM assertion WHERE state = 1 AND issued_on = '2023-07-01' AND organisation_id = %s", club.id) == 0


def test_all_of_one_issuers_owner_are_only_theirs(world, club):
    many(world, club, 2, club.first, issued_on="2022-07-01")
    many(world, club, 2, club.second, issued_on="2022-07-01")
    client = world.client("owner")
    page = client.post("/admin/credentials/chosen?from=2022-07-01&to=2022-07-01", {"_csrf": world.csrf("owner"), "act": "revoke_all"})
    page = client.submit(page.form(button="Revoke 2 credentials"), {"reason": "Mine"}, button="Revoke 2 credentials")
    assert "2 credentials revoked" in page.words()
    assert world.db.value("SELECT COUNT(*) FROM assertion WHERE state = 1 AND issued_on = '2022-07-01' AND badge_class_id = %s", club.second.badge.id) == 0


def test_it_goes_on_after_the_server_was_killed(world, club):
    many(world, club, 4000, club.second, issued_on="2021-07-01")
    client = world.client("boss")
    page = client.post("/admin/credentials/chosen?from=2021-07-01&to=2021-07-01", {"_csrf": world.csrf("boss"), "act": "revoke_all"})
    page = client.submit(page.form(button="Revoke 4,000 credentials"), {"reason": "Killed"}, button="Revoke 4,000 credentials")
    count = lambda: world.db.value("SELECT COUNT(*) FROM assertion WHERE state = 1 AND issued_on = '2021-07-01' AND organisation_id = %s", club.id)
    wait_for(lambda: count() > 200, 30)
    world.instance.kill("httpd", signal.SIGKILL)
    world.instance.start()
    world.db.run("UPDATE job SET due_at = UTC_TIMESTAMP(6) WHERE kind = 'revocation'")      # its lease is over, as it would be in a minute
    wait_for(lambda: count() == 4000, 60)
    wait_for(lambda: "4,000 credentials revoked" in client.get(page.url).words(), 30)
    rows = world.db.row("SELECT COUNT(*) n, COUNT(DISTINCT object_id) o FROM audit WHERE action = 'assertion.revoke' AND after_json LIKE %s", "%Killed%")
    assert rows == {"n": 4000, "o": 4000}
