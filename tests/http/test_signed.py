"""Signed Open Badges 2.0: each form is signed rightly, points to its key and the key to its issuer, says what the hosted one says, and can be revoked."""
import json, re, time

import pytest

from support import jose
from support.client import Client
from support.wait import wait_for
from support.world import clean_logs, instance, log_watch, new_id, now, recipient_key, world      # noqa: F401


@pytest.fixture(scope="module")
def public(instance):
    return Client(instance.base_url)


def revoke(world, a, reason="Issued by mistake"):
    """As the pages do it: the row, and a word to the caches."""
    world.db.run("UPDATE assertion SET state = 1, revoked_at = UTC_TIMESTAMP(6), revoked_by = 1, revocation_reason = %s, revision = revision + 1 WHERE id = %s", reason, a.id)
    world.db.run("UPDATE public_change SET revision = revision + 1")


def test_signature_and_two_way_link(world, public):
    a = world.a.first.assertion
    answer = public.get(f"/assertions/{a.public_id}.jws")
    assert answer.status == 200 and answer.headers["Content-Type"] == "text/plain" and answer.headers["Access-Control-Allow-Origin"] == "*"
    header, payload, _, _ = jose.parts(answer.text)
    assert header == {"alg": "RS256"}
    key = public.get(payload["verification"]["creator"]).json()
    issuer_url = f"{public.base_url}/issuers/{world.a.first.public_id}"
    assert key == {"@context": "https://w3id.org/openbadges/v2", "type": "CryptographicKey", "id": payload["verification"]["creator"], "owner": issuer_url,
                   "publicKeyPem": key["publicKeyPem"]}
    assert jose.rs256_fits(key["publicKeyPem"], answer.text)
    changed = answer.text[:60] + ("A" if answer.text[60] != "A" else "B") + answer.text[61:]
    assert not jose.rs256_fits(key["publicKeyPem"], answer.text.split(".")[0] + "." + changed.split(".")[1] + "." + answer.text.split(".")[2])
    issuer = public.get(issuer_url, headers={"Accept": "application/ld+json"}).json()
    assert issuer["id"] == issuer_url and issuer["publicKey"] == key["id"] and issuer["revocationList"] == f"{issuer_url}/revocations.json"
    badge = public.get(payload["badge"], headers={"Accept": "application/ld+json"}).json()
    assert badge["issuer"] == issuer_url


def test_it_says_what_the_hosted_one_says(world, public):
    a = world.assertion(world.a, world.a.first, "hosted.and.signed@x.example", expires_on="2031-02-03",
                        details_json=json.dumps({"narrative": "Swam.", "evidence": [{"url": "https://e.example/1", "name": "Film", "narrative": "«Ü»\n\U0001f3ca"}, {"name": "Seen"}], "attributes": {"level": "3"}, "endorsements": [new_id()]}))
    hosted = public.get(f"/assertions/{a.public_id}.json").json()
    _, signed, _, _ = jose.parts(public.get(f"/assertions/{a.public_id}.jws").text)
    assert re.fullmatch(r"urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-[1-5][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}", signed["id"])
    assert signed["verification"]["type"] == "SignedBadge" and signed["image"].endswith(f"/assertions/{a.public_id}.signed.png")
    for own in ("id", "verification", "image"):
        hosted.pop(own), signed.pop(own)
    assert signed == hosted and signed["extensions:badgeAttributes"]["level"] == "3" and signed["evidence"][0]["narrative"] == "«Ü»\n\U0001f3ca"


def test_the_same_rows_give_the_same_bytes(world, public):
    a = world.a.first.assertion
    one = public.get(f"/assertions/{a.public_id}.jws")
    for accept in ("*/*", "text/html", "application/json"):
        again = public.get(f"/assertions/{a.public_id}.jws", headers={"Accept": accept})
        assert again.text == one.text and again.headers["ETag"] == one.headers["ETag"] and again.headers["Content-Type"] == "text/plain"
    assert public.get(f"/assertions/{a.public_id}.jws", headers={"If-None-Match": one.headers["ETag"]}).status == 304
    head = public.head(f"/assertions/{a.public_id}.jws")
    assert head.status == 200 and not head.text and head.headers["Content-Length"] == str(len(one.text))
    assert public.get(f"/assertions/{new_id()}.jws").status == 404


def test_baked(world, public):
    a = world.a.first.assertion
    text = public.get(f"/assertions/{a.public_id}.jws").text
    for suffix, kind in (("signed.png", "image/png"), ("signed.svg", "image/svg+xml")):
        answer = public.get(f"/assertions/{a.public_id}.{suffix}")
        assert answer.status == 200 and answer.headers["Content-Type"] == kind
        assert jose.baked(answer.body) == text
        assert public.get(f"/assertions/{a.public_id}.{suffix}", headers={"If-None-Match": answer.headers["ETag"]}).status == 304


def test_revoked(world, public):
    i = world.a.second
    address = f"/issuers/{i.public_id}/revocations.json"
    a = world.assertion(world.a, i, "signed.then.revoked@x.example")
    _, payload, _, _ = jose.parts(public.get(f"/assertions/{a.public_id}.jws").text)
    before = public.get(address)
    entries = before.json()["revokedAssertions"]
    assert len(entries) == 1 and isinstance(entries, list) and payload["id"] not in str(entries)      # one was revoked when the world began: still a list
    assert before.json()["id"] == before.json()["issuer"] + "/revocations.json" and before.json()["type"] == "RevocationList"
    assert public.get(address, headers={"If-None-Match": before.headers["ETag"]}).status == 304
    revoke(world, a, 'Said "no", <twice>\n\\ and é')
    after = public.get(address, headers={"If-None-Match": before.headers["ETag"]})
    assert after.status == 200
    assert {"id": payload["id"], "revocationReason": 'Said "no", <twice>\n\\ and é'} in after.json()["revokedAssertions"] and len(after.json()["revokedAssertions"]) == 2
    for suffix in ("jws", "signed.png", "signed.svg"):
        gone = wait_for(lambda: (r := public.get(f"/assertions/{a.public_id}.{suffix}")).status == 410 and r)
        assert gone.json()["revoked"] is True
    other = public.get(f"/issuers/{world.b.first.public_id}/revocations.json").json()["revokedAssertions"]
    assert payload["id"] not in str(other)


def test_very_many_revoked(world, public):
    """More than one piece, over several badges, none twice and none missing."""
    i = world.issuer(world.b, "Many Revocations")
    ids, badges = set(), [world.badge(world.b, i, f"Badge {n}", "published") for n in range(3)] + [world.badge(world.b, i, "Never awarded", "published")]
    for n, b in enumerate(badges[:3]):
        count = (1100, 400, 37)[n]
        values = [(new_id(), world.b.id, b.id, b.version_id, i.version_id, recipient_key(f"r{n}.{k}@x.example"), f"r{n}.{k}@x.example", "R", f"2026-03-{k % 7 + 1:02}", 0, 1, now(), 1, now(), "x")
                  for k in range(count)]
        ids |= {v[0] for v in values}
        with world.db._cursor() as cursor:
            cursor.executemany("INSERT INTO assertion (public_id, organisation_id, badge_class_id, badge_class_version_id, issuer_version_id, recipient_key, recipient_identity, recipient_name, issued_on,"
                               " source, created_by, created_at, state, revoked_at, revocation_reason) VALUES (" + ",".join(["%s"] * 15) + ")", values)
    document = public.get(f"/issuers/{i.public_id}/revocations.json").json()
    listed = [e["id"] for e in document["revokedAssertions"]]
    assert len(listed) == len(set(listed)) == len(ids) == 1537
    head = public.head(f"/issuers/{i.public_id}/revocations.json")
    assert head.status == 200 and not head.text


def test_expired_can_still_be_had(world, public):
    _, payload, _, _ = jose.parts(public.get(f"/assertions/{world.a.first.expired.public_id}.jws").text)
    assert payload["expires"] == "2021-01-31T23:59:59Z"


@pytest.mark.log_allows(r"cannot be signed")
def test_what_is_wrong_is_not_signed(world, public):
    """A row that was spoilt behind our back (by hand, by another program) does not get a signature."""
    a = world.assertion(world.a, world.a.first, "spoilt@x.example", expires_on="2025-01-01", issued_on="2026-01-02")
    answer = public.get(f"/assertions/{a.public_id}.jws")
    assert answer.status == 500 and "cannot be signed" in answer.text and "ey" not in answer.text.split("{")[0]
    b = world.assertion(world.a, world.a.first, "spoilt.too@x.example", details_json=json.dumps({"evidence": [{"url": "javascript:alert(1)", "name": "x"}]}))
    assert public.get(f"/assertions/{b.public_id}.jws").status == 500
