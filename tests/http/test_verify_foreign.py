"""Verification of what others issued: good ones are valid, spoilt ones are not, and what cannot be looked at is never valid."""
import json, subprocess

import pytest

from support.badges_abroad import (HOLDER, KEYS, OTHER, Badges20, bits, claims, credential, in_base64, png_with, spoil, status_list, svg_with)
from support.client import Client
from support.db import Database
from support.foreign import Foreign, identity_hash, jws
from support.world import clean_logs, instance, log_watch      # noqa: F401

ABROAD, MALLORY = Foreign(), Foreign()
SETTINGS = {"extra": [f'BadgesVerifyAllow "127.0.0.1:{ABROAD.port} 127.0.0.1:{MALLORY.port}"']}


@pytest.fixture(scope="module", autouse=True)
def over():
    yield
    ABROAD.close()
    MALLORY.close()


@pytest.fixture(autouse=True)
def unhurried(instance):
    """60 checks in 10 minutes are for people."""
    with Database(instance) as db:
        db.run("DELETE FROM throttle")


@pytest.fixture
def verify(instance):
    """verify(credential=..., url=..., image=..., email=...) -> the verdict."""
    client = Client(instance.base_url)

    def ask(**question):
        answer = client.request("POST", "/api/v1/verify", json_body=question)
        assert answer.status == 200, answer.text
        verdict = answer.json()
        assert verdict["valid"] == (verdict["outcome"] == "valid")
        return verdict
    return ask


def results(verdict):
    return {c["check"]: c["result"] for c in verdict["checks"]}


def must(verdict, outcome, **checks):
    assert verdict["outcome"] == outcome, verdict
    for name, result in checks.items():
        assert results(verdict)[name] == result, verdict


# --- 2.0 hosted


@pytest.mark.parametrize("version", [1, 2])
def test_hosted(verify, version):
    b = Badges20(ABROAD, f"/hosted{version}", version).publish()
    for question in ({"url": b.url}, {"credential": b.assertion}, {"credential": json.dumps(b.assertion)}, {"image": in_base64(png_with(json.dumps(b.assertion), b"openbadges"))},
                     {"image": in_base64(png_with(b.url, b"openbadges"))}, {"credential": b.url}):
        verdict = verify(**question, email=HOLDER.upper())
        must(verdict, "valid", format="passed", schema="passed", proof="passed", issuer="passed", status="passed", expiry="passed", recipient="passed")
        assert verdict["name"] == "Boat builder" and verdict["issuer"] == "Westbrook Academy" and verdict["issued_on"] == "2026-01-02"
    must(verify(url=b.url, email="someone.else@people.example"), "invalid", recipient="failed", proof="passed")


def test_hosted_in_svg(verify):
    b = Badges20(ABROAD, "/svg").publish()
    for svg in (svg_with(json.dumps(b.assertion), "http://openbadges.org", "assertion"), svg_with(b.url, "http://openbadges.org", "assertion", attribute=True)):
        must(verify(image=in_base64(svg)), "valid")


@pytest.mark.parametrize("path, value", [("issuedOn", "2020-01-01T00:00:00Z"), ("recipient.identity", identity_hash("thief@people.example", "deadsea")), ("badge", "http://127.0.0.1:9/other"),
                                         ("expires", "2099-01-01T00:00:00Z"), ("evidence", "https://example.org/"), ("narrative", "More."), ("recipient.salt", None)])
def test_hosted_and_changed(verify, path, value):
    b = Badges20(ABROAD, "/changed").publish()
    verdict = verify(credential=spoil(b.assertion, path, value))
    must(verdict, "invalid", proof="failed")
    assert path.split(".")[0] in [c["detail"] for c in verdict["checks"] if c["check"] == "proof"][0]


def test_not_published(verify):
    b = Badges20(ABROAD, "/nowhere")
    must(verify(credential=b.assertion), "invalid", proof="failed")
    must(verify(url=b.url), "invalid", format="failed")
    b.publish()
    ABROAD.put("/nowhere/assertion", spoil(b.assertion, "id", ABROAD.url("/else")))
    must(verify(url=b.url), "invalid")
    ABROAD.put("/nowhere/assertion", "busy", 500, "text/html")
    must(verify(credential=b.assertion), "unknown", proof="unchecked")
    must(verify(url=b.url), "unknown", format="unchecked")
    ABROAD.put("/nowhere/assertion", "<html>hello</html>", 200, "text/html")
    must(verify(credential=b.assertion), "invalid", proof="failed")
    must(verify(credential=spoil(b.assertion, "id", "http://127.0.0.1:9/closed")), "unknown", proof="unchecked")


@pytest.mark.parametrize("how", ["410 with a body", "410 alone", "revoked: true"])
def test_hosted_and_revoked(verify, how):
    b = Badges20(ABROAD, "/revoked").publish()
    gone = {"@context": b.assertion["@context"], "type": "Assertion", "id": b.url, "revoked": True, "revocationReason": "Fell in"}
    if how == "410 alone":
        ABROAD.put("/revoked/assertion", b"", 410)
    else:
        ABROAD.put("/revoked/assertion", gone, 410 if "410" in how else 200)
    for question in ({"url": b.url}, {"credential": b.assertion}):
        verdict = verify(**question)
        must(verdict, "revoked", status="failed")
        assert how == "410 alone" or "Fell in" in json.dumps(verdict)


def test_expired_and_not_yet(verify):
    b = Badges20(ABROAD, "/late")
    b.assertion["expires"] = "2026-02-01T00:00:00Z"
    must(verify(url=b.publish().url), "expired", expiry="failed")
    b.assertion |= {"expires": "2099-02-01T00:00:00+02:00", "issuedOn": "2098-01-01T00:00:00Z"}
    must(verify(url=b.publish().url), "expired", expiry="failed")
    b.assertion["issuedOn"] = "2026-01-01T00:00:00Z"
    assert verify(url=b.publish().url)["expires_on"] == "2099-01-31"


@pytest.mark.parametrize("part, path, value, says", [
    ("assertion", "recipient", None, "recipient is missing"), ("assertion", "recipient.hashed", None, "recipient.hashed is missing"), ("assertion", "recipient.hashed", "true", "recipient.hashed"),
    ("assertion", "issuedOn", "2026-01-01", "issuedOn is not a date and time with a time zone"), ("assertion", "verification", None, "verification is missing"),
    ("assertion", "type", "Thing", "type is not Assertion"), ("badge", "name", None, "badge.name is missing"), ("badge", "criteria", None, "badge.criteria is missing"),
    ("badge", "type", "Badge", "badge.type is not BadgeClass"), ("badge", "image", 5, "badge.image is not an address"), ("issuer", "email", None, "issuer.email is missing"),
    ("issuer", "url", "westbrook", "issuer.url is not a web address"), ("issuer", "type", "Person", "issuer.type")])
def test_structure(verify, part, path, value, says):
    b = Badges20(ABROAD, "/structure")
    setattr(b, part, spoil(getattr(b, part), path, value))
    verdict = verify(url=b.publish().url)
    must(verdict, "invalid", schema="failed")
    assert says in [c["detail"] for c in verdict["checks"] if c["check"] == "schema"][0]


# --- whose address it is


def test_an_issuer_of_another_address(verify):
    good = Badges20(ABROAD, "/real").publish()
    forged = Badges20(MALLORY, "/forged")
    forged.badge["issuer"] = good.issuer["id"]
    must(verify(url=forged.publish().url), "invalid", issuer="failed")
    forged.badge["issuer"] = good.issuer               # written out: its own address is asked
    must(verify(url=forged.publish().url), "invalid", issuer="failed")
    forged.badge["issuer"] = spoil(good.issuer, "id", "urn:x:issuer")
    must(verify(url=forged.publish().url), "invalid", issuer="failed")
    forged.badge["issuer"] = MALLORY.put("/forged/poser", good.issuer)
    must(verify(url=forged.publish().url), "invalid", issuer="failed")


def test_allowed_origins_and_beginnings(verify):
    issuer, award = Badges20(ABROAD, "/allows"), Badges20(MALLORY, "/hosted-for")
    award.badge["issuer"] = issuer.issuer["id"]
    award.publish()
    for policy, outcome in (({"allowedOrigins": ["127.0.0.1"]}, "valid"), ({"allowedOrigins": f"127.0.0.1:{MALLORY.port}"}, "valid"), ({"allowedOrigins": "westbrook.example"}, "invalid"),
                            ({"allowedOrigins": ["127.0.0.1"], "startsWith": MALLORY.url("/hosted-for/")}, "valid"), ({"allowedOrigins": ["127.0.0.1"], "startsWith": MALLORY.url("/other/")}, "invalid"),
                            ({"allowedOrigins": ["127.0.0.1"], "startsWith": ["", "https://x.example/"]}, "invalid"), ({}, "invalid")):
        issuer.issuer["verification"] = policy
        issuer.publish()
        must(verify(url=award.url), outcome, issuer="passed" if outcome == "valid" else "failed")


def test_an_address_that_sends_on_to_anyone(verify):
    """https://issuer/away?to=anywhere is no proof of anything; a name that stands for issuer and awards alike (w3id.org) is."""
    issuer, forged = Badges20(ABROAD, "/open"), Badges20(MALLORY, "/lent")
    issuer.publish()
    away = ABROAD.redirect("/open/away?to=mallory", MALLORY.url("/lent/assertion"))
    forged.badge["issuer"] = issuer.issuer["id"]
    forged.publish()
    MALLORY.put("/lent/assertion", {**forged.assertion, "id": away})
    must(verify(url=away), "invalid", issuer="failed")
    for name in ("issuer", "badge", "assertion"):
        ABROAD.redirect(f"/name/{name}", MALLORY.url(f"/name/{name}"))
        doc = getattr(Badges20(ABROAD, "/name"), name)
        MALLORY.put(f"/name/{name}", doc)
    verdict = verify(url=ABROAD.url("/name/assertion"))
    must(verdict, "valid")
    assert f"sends on to 127.0.0.1:{MALLORY.port}" in json.dumps(verdict)


def test_documents_that_point_at_each_other(verify):
    b = Badges20(ABROAD, "/cycle")
    b.badge["issuer"] = b.badge["id"]
    b.assertion["badge"] = b.badge["id"]
    must(verify(url=b.publish().url), "invalid")
    b.assertion["badge"] = b.assertion["id"]
    must(verify(url=b.publish().url), "invalid")


def test_recipients_of_old(verify):
    b = Badges20(ABROAD, "/old")
    for identity, hashed in ((identity_hash(HOLDER, "deadsea", "md5"), True), (HOLDER, False), (identity_hash(HOLDER, "deadsea").upper().replace("SHA256", "sha256"), True)):
        b.assertion["recipient"] |= {"identity": identity, "hashed": hashed}
        must(verify(url=b.publish().url, email=HOLDER), "valid", recipient="passed")
        must(verify(url=b.url, email="x" + HOLDER), "invalid", recipient="failed")
    b.assertion["recipient"] |= {"identity": "sha999$00", "hashed": True}
    must(verify(url=b.publish().url, email=HOLDER), "unknown", recipient="unchecked")
    b.assertion["recipient"] |= {"type": "url", "identity": "https://people.example/h", "hashed": False}
    must(verify(url=b.publish().url, email=HOLDER), "unknown", recipient="unchecked")


# --- 2.0 signed


def test_signed(verify):
    b = Badges20(ABROAD, "/signed").sign().publish()
    for question in ({"credential": b.jws()}, {"url": ABROAD.put("/signed/jws", b.jws(), type="text/plain")}, {"image": in_base64(png_with(b.jws(), b"openbadges"))},
                     {"image": in_base64(svg_with(b.jws(), "http://openbadges.org", "assertion", attribute=True))}):
        verdict = verify(**question, email=HOLDER)
        must(verdict, "valid", proof="passed", controller="passed", issuer="passed", status="passed", recipient="passed")
    assert verdict["format"] == "Open Badges 2.0, signed in an SVG"
    must(verify(credential=b.assertion), "invalid", proof="failed")


def test_signed_without_creator(verify):
    b = Badges20(ABROAD, "/creatorless").sign()
    del b.assertion["verification"]["creator"]
    must(verify(credential=b.publish().jws()), "valid")


@pytest.mark.parametrize("what", ["payload", "signature", "another key", "key of another owner", "key not named", "none", "HS256", "crit", "no key document"])
def test_signed_and_spoilt(verify, what):
    b = Badges20(ABROAD, "/spoilt").sign().publish()
    text = b.jws()
    head, payload, signature = text.split(".")
    if what == "payload":
        text = ".".join((head, jws(KEYS["RS256"], spoil(b.assertion, "issuedOn", "2020-01-01T00:00:00Z")).split(".")[1], signature))
    elif what == "signature":
        text = ".".join((head, payload, ("B" if signature[0] == "A" else "A") + signature[1:]))
    elif what == "another key":
        text = b.jws(OTHER["RS256"])
    elif what == "key of another owner":
        b.key["owner"] = "https://mallory.example/"
        b.publish()
    elif what == "key not named":
        b.issuer["publicKey"] = ABROAD.url("/spoilt/other-key")
        b.publish()
    elif what == "none":
        text = b.jws(alg="none", signature=b"")
    elif what == "HS256":
        import hashlib, hmac
        signed = jws(KEYS["RS256"], b.assertion, alg="HS256").rsplit(".", 1)[0]
        from support.foreign import b64
        text = f"{signed}.{b64(hmac.new(KEYS['RS256'].pem.encode(), signed.encode(), hashlib.sha256).digest())}"
    elif what == "crit":
        text = b.jws(crit=["exp"], exp=1)
    else:
        ABROAD.put("/spoilt/key", {"nothing": 1})
    verdict = verify(credential=text)
    assert verdict["outcome"] == "invalid" and "failed" in (results(verdict).get("proof"), results(verdict).get("controller"), results(verdict).get("format")), verdict


def test_signed_and_revoked(verify):
    b = Badges20(ABROAD, "/struck").sign()
    for entry in (b.assertion["id"], {"id": b.assertion["id"], "revocationReason": "Sank"}):
        b.revoked["revokedAssertions"] = [{"id": "urn:x:1", "revocationReason": "Other"}, entry]
        must(verify(credential=b.publish().jws()), "revoked", status="failed", proof="passed")
    b.revoked["revokedAssertions"] = ["urn:x:1"]
    must(verify(credential=b.publish().jws()), "valid")
    b.revoked["issuer"] = "https://mallory.example/"
    must(verify(credential=b.publish().jws()), "unknown", status="unchecked")
    ABROAD.put("/struck/revoked", b"", 503)
    must(verify(credential=b.jws()), "unknown", status="unchecked")


# --- 3.0, VC-JWT


def issuer_with(alg, at, **profile):
    """An http(s) issuer with a key document that is one JWK below its own address. -> (issuer id, kid)"""
    me = ABROAD.url(at)
    ABROAD.put(at, {"@context": "https://www.w3.org/ns/credentials/v2", "id": me, "type": ["Profile"], "name": "Westbrook Academy", **profile})
    return me, ABROAD.put(at + "/key", KEYS[alg].jwk)


@pytest.mark.parametrize("alg", ["RS256", "ES256", "EdDSA"])
@pytest.mark.parametrize("version", [1, 2])
def test_jwt(verify, alg, version):
    me, kid = issuer_with(alg, f"/jwt-{alg}")
    vc = credential(me, version)
    text = jws(KEYS[alg], claims(vc), kid=kid, typ="JWT")
    for question in ({"credential": text}, {"image": in_base64(png_with(text))}, {"image": in_base64(svg_with(text, attribute=True))}, {"url": ABROAD.put("/jwt.jwt", text, type="text/plain")}):
        verdict = verify(**question, email=HOLDER)
        must(verdict, "valid", format="passed", schema="passed", proof="passed", controller="passed", status="passed", expiry="passed", recipient="passed")
    assert verdict["name"] == "Boat builder" and verdict["issuer"] == "Westbrook Academy"
    must(verify(credential=text, email="x" + HOLDER), "invalid", recipient="failed")
    if version == 1:      # below "vc", as the data model has it
        inner = {k: v for k, v in vc.items() if k not in ("id", "issuanceDate")} | {"issuer": me}
        inner["credentialSubject"] = {k: v for k, v in vc["credentialSubject"].items() if k != "id"}
        must(verify(credential=jws(KEYS[alg], {"vc": inner, "iss": me, "jti": vc["id"], "sub": vc["credentialSubject"]["id"], "nbf": 1767312000}, kid=kid)), "valid")


def test_jwt_with_a_key_set_and_controller_documents(verify):
    k = KEYS["RS256"]
    me = ABROAD.url("/set")
    ABROAD.put("/set", {"id": me, "type": "Profile"})
    jwks = ABROAD.put("/set/jwks", {"keys": [{**OTHER["RS256"].jwk, "kid": "one"}, {**k.jwk, "kid": "two"}]})
    must(verify(credential=jws(k, claims(credential(me)), kid=jwks + "#two")), "valid")
    must(verify(credential=jws(k, claims(credential(me)), kid=jwks + "#one")), "invalid", proof="failed")
    must(verify(credential=jws(k, claims(credential(me)), kid=jwks + "#three")), "invalid", proof="failed")
    # the issuer's own document has its keys
    own = ABROAD.url("/controller")
    method = {"id": own + "#key-1", "type": "JsonWebKey", "controller": own, "publicKeyJwk": k.jwk}
    ABROAD.put("/controller", {"id": own, "type": "Profile", "verificationMethod": [method], "assertionMethod": [own + "#key-1"]})
    must(verify(credential=jws(k, claims(credential(own)), kid=own + "#key-1")), "valid")
    must(verify(credential=jws(k, claims(credential(own)), kid="key-1")), "valid")
    must(verify(credential=jws(k, claims(credential(own)), jwk=k.jwk)), "valid")
    must(verify(credential=jws(OTHER["RS256"], claims(credential(own)), jwk=OTHER["RS256"].jwk)), "invalid", controller="failed", proof="passed")
    ABROAD.put("/controller", {"id": own, "type": "Profile", "verificationMethod": [method], "assertionMethod": []})
    must(verify(credential=jws(k, claims(credential(own)), kid=own + "#key-1")), "invalid", proof="failed")
    ABROAD.put("/controller", {"id": own, "verificationMethod": [{**method, "revoked": "2026-01-01T00:00:00Z"}], "assertionMethod": [own + "#key-1"]})
    must(verify(credential=jws(k, claims(credential(own)), kid=own + "#key-1")), "invalid", proof="failed")


def test_jwt_by_did_key(verify):
    for alg in ("EdDSA", "ES256"):
        k = KEYS[alg]
        good = claims(credential(k.did))
        must(verify(credential=jws(k, good, kid=f"{k.did}#{k.multikey}")), "valid", controller="passed")
        must(verify(credential=jws(k, good)), "valid")
        must(verify(credential=jws(k, good, jwk=k.jwk)), "valid")
        must(verify(credential=jws(OTHER[alg], good, kid=f"{OTHER[alg].did}#{OTHER[alg].multikey}")), "invalid", proof="passed", controller="failed")
        must(verify(credential=jws(OTHER[alg], good, kid=f"{k.did}#{k.multikey}")), "invalid", proof="failed")
        must(verify(credential=jws(OTHER[alg], good, jwk=OTHER[alg].jwk)), "invalid", controller="failed")


def test_keys_of_others(verify):
    """A good signature by a key that is not the issuer's proves nothing."""
    me, kid = issuer_with("RS256", "/mine")
    text = lambda kid, key="RS256": jws(KEYS[key], claims(credential(me)), kid=kid)
    must(verify(credential=text(MALLORY.put("/key", KEYS["RS256"].jwk))), "invalid", proof="passed", controller="failed")
    must(verify(credential=text(MALLORY.put("/claims", {"id": MALLORY.url("/claims"), "type": "Multikey", "controller": me, "publicKeyMultibase": KEYS["EdDSA"].multikey}), "EdDSA")), "invalid",
         proof="passed", controller="failed")
    must(verify(credential=text(KEYS["EdDSA"].did, "EdDSA")), "invalid", proof="passed", controller="failed")
    ABROAD.redirect("/mine/away", MALLORY.url("/key"))      # an address of theirs that sends on
    must(verify(credential=text(ABROAD.url("/mine/away"))), "invalid", controller="failed")
    must(verify(credential=text("https://127.0.0.1:9/key")), "unknown", proof="unchecked")
    must(verify(credential=text("did:ion:EiClkZMDxPKqC9c-umQfTkR8vvZ9JPhl_xLDI9Nfk38w5w#x")), "unknown", proof="unchecked")
    must(verify(credential=text("../../etc/passwd")), "invalid")
    must(verify(credential=text("file:///etc/passwd")), "invalid")


@pytest.mark.parametrize("path, value, failing", [
    ("iss", "https://mallory.example/", "schema"), ("jti", "urn:x:1", "schema"), ("sub", "urn:x:2", "schema"), ("nbf", 1, "schema"), ("type", ["VerifiableCredential"], "schema"),
    ("credentialSubject.achievement", None, "schema"), ("credentialSubject.achievement.criteria", {}, "schema"), ("credentialSubject.achievement.name", None, "schema"),
    ("credentialSubject.type", "Person", "schema"), ("validFrom", None, "schema"), ("validFrom", "2026-01-02", "schema"), ("credentialSubject.identifier.0.hashed", "yes", "schema"),
    ("validUntil", "2026-01-03T00:00:00Z", "expiry"), ("exp", 1767312001, "expiry"), ("validUntil", "soon", "expiry")])
def test_jwt_content(verify, path, value, failing):
    me, kid = issuer_with("ES256", "/content")
    verdict = verify(credential=jws(KEYS["ES256"], spoil(claims(credential(me)), path, value), kid=kid))
    assert not verdict["valid"] and results(verdict)[failing] == "failed", verdict


@pytest.mark.parametrize("header", [{"alg": "none", "signature": b""}, {"alg": "HS256"}, {"alg": "ES256"}, {"crit": ["b64"], "b64": False}, {"typ": "at+jwt"}, {"zip": "DEF"}])
def test_jwt_confusion(verify, header):
    me, kid = issuer_with("RS256", "/confused")
    must(verify(credential=jws(KEYS["RS256"], claims(credential(me)), kid=kid, **header)), "invalid")


def test_jwt_that_brings_addresses_or_itself(verify):
    """jku, x5u and x5c are not looked at; a token within a token, or of a megabyte, is no credential."""
    me, kid = issuer_with("RS256", "/brings")
    lure = MALLORY.put("/lure", {"keys": [OTHER["RS256"].jwk]})
    asked = len(MALLORY.asked)
    for header in ({"jku": lure}, {"x5u": lure}, {"x5c": ["AAAA"]}, {"jku": lure, "jwk": OTHER["RS256"].jwk}):
        must(verify(credential=jws(OTHER["RS256"], claims(credential(me)), kid=kid, **header)), "invalid", proof="failed")
    assert len(MALLORY.asked) == asked
    good = jws(KEYS["RS256"], claims(credential(me)), kid=kid)
    must(verify(credential=good), "valid")
    must(verify(credential=jws(KEYS["RS256"], good.encode(), kid=kid)), "invalid", format="failed")
    must(verify(credential=jws(KEYS["RS256"], claims(credential(me, name="x" * (1 << 20))), kid=kid)), "invalid", format="failed")
    must(verify(credential=good + "." + good), "invalid", format="failed")
    must(verify(credential=good.replace(".", ".\n", 1)), "invalid", format="failed")


def test_jwt_signature_of_zeros(verify):
    me, kid = issuer_with("ES256", "/zeros")
    must(verify(credential=jws(KEYS["ES256"], claims(credential(me)), kid=kid, signature=bytes(64))), "invalid", proof="failed")


# --- status


def with_status(me, **entry):
    url = ABROAD.url("/status/list")
    return credential(me, credentialStatus={"id": url + "#94567", "type": "BitstringStatusListEntry", "statusPurpose": "revocation", "statusListIndex": "94567",
                                            "statusListCredential": url, **entry})


def publish_list(me, kid, encoded, key="RS256", **more):
    url = ABROAD.url("/status/list")
    vc = status_list(url, more.pop("issuer", me), encoded, **more)
    ABROAD.put("/status/list", jws(KEYS[key], {**vc, "iss": vc["issuer"]}, kid=kid), type="application/vc+jwt")


def test_bitstring_status(verify):
    me, kid = issuer_with("RS256", "/status")
    text = lambda **entry: jws(KEYS["RS256"], claims(with_status(me, **entry)), kid=kid)
    publish_list(me, kid, bits(1, 94566, 94568))
    must(verify(credential=text()), "valid", status="passed")
    publish_list(me, kid, bits(94567))
    must(verify(credential=text()), "revoked", status="failed", proof="passed")
    publish_list(me, kid, bits(94567), purpose="suspension")
    verdict = verify(credential=text(statusPurpose="suspension"))
    must(verdict, "revoked", status="failed")
    assert "suspended" in verdict["text"]
    must(verify(credential=text()), "unknown", status="unchecked")                                     # a list for something else
    publish_list(me, kid, bits(), purpose=["suspension", "revocation"])
    must(verify(credential=text()), "valid")
    for entry in ({"statusListIndex": "131072"}, {"statusListIndex": "-1"}, {"statusListIndex": "99999999999999999999"}, {"statusListIndex": None}, {"statusListCredential": "list"},
                  {"type": "SomeOtherStatus"}):
        must(verify(credential=text(**entry)), "unknown", status="unchecked")
    publish_list(me, kid, bits(), issuer="https://mallory.example/")
    must(verify(credential=text()), "unknown", status="unchecked")
    publish_list(me, kid, bits(), validUntil="2026-01-02T00:00:00Z")
    must(verify(credential=text()), "unknown", status="unchecked")
    publish_list(me, kid, bits(), key="EdDSA")                                                          # not its signature
    must(verify(credential=text()), "unknown", status="unchecked")
    # Shorter than the standard allows: it might have been made for this credential alone. That a bit is set in it says no more.
    for short in (bits(size=131064), bits(7, size=1024), bits(94567, size=131064)):
        publish_list(me, kid, short)
        must(verify(credential=text(statusListIndex="7")), "unknown", status="unchecked")
    # Entries of more than one bit: the list must be as many times as long.
    publish_list(me, kid, bits(4 * 7 + 3))
    must(verify(credential=text(statusListIndex="7", statusSize=4)), "unknown", status="unchecked")
    publish_list(me, kid, bits(4 * 7 + 3, size=4 * 131072))
    must(verify(credential=text(statusListIndex="7", statusSize=4)), "revoked", status="failed")
    must(verify(credential=text(statusListIndex="6", statusSize=4)), "valid", status="passed")
    for size in (0, -1, 9, "1", 1.5):
        must(verify(credential=text(statusListIndex="7", statusSize=size)), "unknown", status="unchecked")
    publish_list(me, kid, "uH4sIAAAAAAAAA")
    must(verify(credential=text()), "unknown", status="unchecked")
    ABROAD.put("/status/list", b"", 404)
    must(verify(credential=text()), "unknown", status="unchecked")


def test_status_of_2021_and_several(verify):
    me, kid = issuer_with("RS256", "/status")
    url = ABROAD.url("/status/list")
    both = lambda: jws(KEYS["RS256"], claims(credential(me, credentialStatus=[
        {"type": "StatusList2021Entry", "statusPurpose": p, "statusListIndex": "7", "statusListCredential": url} for p in ("revocation", "suspension")])), kid=kid)
    for ones, purpose, outcome in (((), ["revocation", "suspension"], "valid"), ((7,), ["revocation", "suspension"], "revoked"), ((), "revocation", "unknown"), ((7,), "suspension", "revoked")):
        vc = status_list(url, me, bits(*ones)[1:], purpose)
        vc["type"][1] = "StatusList2021Credential"
        vc["credentialSubject"]["type"] = "StatusList2021"
        ABROAD.put("/status/list", jws(KEYS["RS256"], vc, kid=kid), type="application/vc+jwt")
        must(verify(credential=both()), outcome)


def test_status_bomb(verify):
    """Many zeros in little space: only as much is unpacked as the index asks for, and never more than 16 MB."""
    import gzip
    from support.foreign import b64
    me, kid = issuer_with("RS256", "/status")
    publish_list(me, kid, "u" + b64(gzip.compress(bytes(200 << 20))))
    must(verify(credential=jws(KEYS["RS256"], claims(with_status(me, statusListIndex="134217727")), kid=kid)), "valid")
    must(verify(credential=jws(KEYS["RS256"], claims(with_status(me, statusListIndex="134217728")), kid=kid)), "unknown", status="unchecked")


def test_revocation_list_of_1edtech(verify):
    me, kid = issuer_with("RS256", "/listed")
    url = ABROAD.url("/listed/revoked")
    vc = credential(me, credentialStatus={"id": url, "type": "1EdTechRevocationList"})
    text = jws(KEYS["RS256"], claims(vc), kid=kid)
    ABROAD.put("/listed/revoked", {"id": url, "issuer": me, "revokedCredential": [{"id": "urn:x:1", "revoked": True}]})
    must(verify(credential=text), "valid")
    ABROAD.put("/listed/revoked", {"id": url, "issuer": me, "revokedCredential": [{"id": vc["id"], "revoked": True, "revocationReason": "Sank"}]})
    must(verify(credential=text), "revoked")
    ABROAD.put("/listed/revoked", {"id": url, "issuer": "https://mallory.example/", "revokedCredential": []})
    must(verify(credential=text), "unknown", status="unchecked")


# --- what is no credential


@pytest.mark.parametrize("thing", ["", "  ", "%PDF-1.7", "{}", "[]", "{", '{"@context": "https://schema.org/"}', "eyJhbGciOiJub25lIn0.e30.", "<html></html>", '"text"', "null", '{"a":1,"a":2}',
                                   '{"uid":"1","badge":"http://x.example/","verify":{}}', "a.b.c", "{" * 5000, '{"@context":' + "[" * 3000])
def test_nothing_that_can_be_read(instance, thing):
    answer = Client(instance.base_url).request("POST", "/api/v1/verify", json_body={"credential": thing})
    assert answer.status == 422 if not thing else answer.status == 200 and answer.json()["outcome"] == "invalid", answer.text


def test_parts_are_no_awards(verify):
    b = Badges20(ABROAD, "/parts").publish()
    for part in (b.badge, b.issuer):
        must(verify(credential=part), "invalid", format="failed")


def test_api(instance):
    client = Client(instance.base_url)
    for body, status in (({}, 422), ({"url": "https://x.example/", "credential": "x"}, 422), ({"image": "no base64"}, 422), ({"credential": 5}, 422), ({"credential": []}, 422), ([], 422)):
        assert client.request("POST", "/api/v1/verify", json_body=body).status == status, body
    assert client.request("POST", "/api/v1/verify", data={"url": "x"}).status == 415
    assert client.request("POST", "/api/v1/verify", body=b"{", headers={"Content-Type": "application/json"}).status == 400
    assert client.request("GET", "/api/v1/verify").status == 405
    answer = client.request("POST", "/api/v1/verify", json_body={"credential": "{}"}, headers={"Origin": "https://elsewhere.example"})
    assert answer.headers["Access-Control-Allow-Origin"] == "*" and answer.headers["Cache-Control"] == "no-store" and "Set-Cookie" not in answer.headers
    preflight = client.request("OPTIONS", "/api/v1/verify", headers={"Origin": "https://elsewhere.example", "Access-Control-Request-Method": "POST"})
    assert preflight.status == 204 and preflight.headers["Access-Control-Allow-Methods"] == "POST" and "Content-Type" in preflight.headers["Access-Control-Allow-Headers"]


# --- badgesctl


def test_badgesctl(instance, tmp_path):
    me, kid = issuer_with("RS256", "/ctl")
    run = lambda *args: subprocess.run([str(instance.build / "badgesctl"), *args], env={k: v for k, v in instance.environment().items() if k != "VAR"}, cwd=tmp_path,
                                       stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    config = ["--config", str(instance.real / "conf/httpd.conf"), "verify"]
    for name, text, code in (("good", jws(KEYS["EdDSA"], claims(credential(KEYS["EdDSA"].did))), 0), ("bad", jws(OTHER["EdDSA"], claims(credential(KEYS["EdDSA"].did))), 1),
                             ("unsure", jws(KEYS["RS256"], claims(credential(me)), kid="http://127.0.0.1:9/key"), 2)):
        (tmp_path / name).write_text(text)
        for before in (config, ["verify"]):       # without a configuration, and so without a database
            done = run(*before, name, "--json")
            assert done.returncode == code, done
            assert json.loads(done.stdout)["outcome"] == {0: "valid", 1: "invalid", 2: "unknown"}[code]
    done = run(*config, "good")
    assert "This credential is valid." in done.stdout and "ok" in done.stdout
    assert run("verify").returncode == 2
