"""Open Badges 3.0: every form of a credential has its address, says what it should, passes the official schema, and shows a revocation at once."""
import base64, gzip, json, os, signal, struct

import pytest

from support.client import Client
from support.instance import ROOT, temporary
from support.wait import wait_for
from support.world import clean_logs, instance, log_watch, new_id, now, world      # noqa: F401

SCHEMA = ROOT.parent / "shared/data/open-badges/schemas/ob_v3p0_achievementcredential_schema.json"
EVERYTHING = {"narrative": "Led the *team*.", "evidence": [{"url": "https://work.example/1|2", "name": "Film", "narrative": "«Ü»\n\U0001f3ca"}, {"name": "Seen"}, {"name": "Seen"}],
              "attributes": {"score": "55.5", "grade": "A+"}}
ATTRIBUTES = [{"key": "score", "name": "Score", "type": "number", "required": False, "choices": [], "help": "Of 100"},
              {"key": "grade", "name": "Grade", "type": "choice", "required": False, "choices": ["A", "A+", "A"], "help": ""}]
ALIGNMENTS = [{"name": "Swims", "url": "https://framework.example/1", "description": "Far", "framework": "Water", "code": "W.1"}] * 2


@pytest.fixture(scope="module")
def public(instance):
    return Client(instance.base_url)


@pytest.fixture(scope="module")
def rich(world):
    """An award of a badge that has everything, under a wording of its own."""
    i = world.a.first
    i.badge.version_id = world.insert("badge_class_version", badge_class_id=i.badge.id, number=2, name="Swimming \U0001f3ca", description='Says "far"', language="en-GB",
                                      criteria_text="Swim.", tags_json='["water","water"]', attributes_json=json.dumps(ATTRIBUTES), alignments_json=json.dumps(ALIGNMENTS),
                                      related_json='[{"url":"https://other.example/badges/1","language":"de","version":"3"}]',
                                      achievement_json=json.dumps({"type": "MicroCredential", "credits": "2.5", "field": "Sport", "specialization": "Open water", "code": "SW-2"}),
                                      translations_json=json.dumps([{"language": "de", "name": "Schwimmen", "description": "Sagt \"weit\"", "criteria_text": "Schwimmen."}]), used=1, created_at=now(), created_by=1)
    world.db.run("UPDATE badge_class SET version_id = %s WHERE id = %s", i.badge.version_id, i.badge.id)
    return world.assertion(world.a, i, "swimmer@x.example", expires_on="2031-02-03", details_json=json.dumps(EVERYTHING))


def revoke(world, a, reason="Issued by mistake"):
    world.db.run("UPDATE assertion SET state = 1, revoked_at = UTC_TIMESTAMP(6), revoked_by = 1, revocation_reason = %s, revision = revision + 1 WHERE id = %s", reason, a.id)
    world.db.run("UPDATE public_change SET revision = revision + 1")


def unpack(part):
    return json.loads(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)))


def token(text):
    header, payload, _ = text.split(".")
    return unpack(header), unpack(payload)


def baked(png):
    """The text of the one iTXt chunk."""
    at, found = 8, []
    while at < len(png):
        n, kind = struct.unpack(">I4s", png[at:at + 8])
        if kind == b"iTXt":
            found.append(png[at + 8:at + 8 + n])
        at += n + 12
    assert len(found) == 1 and found[0].startswith(b"openbadgecredential\0\0\0\0\0")
    return found[0][len(b"openbadgecredential\0\0\0\0\0"):].decode()


def walk(value, seen):
    """No null, no empty array, and an id is written out once."""
    assert value is not None and value != [] and value != {}
    if isinstance(value, dict):
        if "id" in value and set(value) - {"id", "type"}:
            assert value["id"] not in seen
            seen.add(value["id"])
        for v in value.values():
            walk(v, seen)
    elif isinstance(value, list):
        for v in value:
            walk(v, seen)


ACCEPTS = [("application/vc+ld+json", "application/vc+ld+json"), ("application/vc", "application/vc"), ("application/vc+jwt", "application/vc+jwt"),
           ("application/jwt", "application/jwt"), ("text/plain", "text/plain"), ("application/vc+ld+json;q=0.4, application/vc+jwt", "application/vc+jwt"),
           ("application/json, text/plain, */*", "application/json"), ("text/html, application/vc;q=0.9", "text/html; charset=utf-8"), ("*/*", "application/ld+json"),
           ("application/vc+ld+json, application/ld+json", "application/vc+ld+json")]


@pytest.mark.parametrize("accept,kind", ACCEPTS)
def test_accept(world, public, accept, kind):
    path = f"/assertions/{world.a.first.assertion.public_id}"
    answer = public.get(path, headers={"Accept": accept})
    assert answer.status == 200 and answer.headers["Content-Type"] == kind
    assert "Accept" in answer.headers["Vary"] and answer.headers["Access-Control-Allow-Origin"] == "*"
    head = public.head(path, headers={"Accept": accept})
    assert head.status == 200 and head.headers["Content-Type"] == kind and head.headers["ETag"] == answer.headers["ETag"]
    assert public.get(path, headers={"Accept": accept, "If-None-Match": answer.headers["ETag"]}).status == 304


def test_embedded(world, public, rich):
    answer = public.get(f"/assertions/{rich.public_id}.vc.json")
    assert answer.status == 200 and answer.headers["Content-Type"] == "application/vc+ld+json"
    c, base = answer.json(), public.base_url
    walk(c, set())
    assert c["id"] == f"{base}/assertions/{rich.public_id}" and c["issuer"]["id"] == f"{base}/issuers/{world.a.first.public_id}"
    assert [e.get("id") for e in c["evidence"]] == ["https://work.example/1%7C2", None, None]
    assert [r["value"] for r in c["credentialSubject"]["result"]] == ["55.5", "A+"]
    [proof] = c["proof"]
    assert proof["cryptosuite"] == "eddsa-rdfc-2022" and proof["proofPurpose"] == "assertionMethod" and proof["proofValue"].startswith("z")
    key = public.get(proof["verificationMethod"], headers={"Accept": "application/ld+json"}).json()
    assert key["id"] == proof["verificationMethod"] and key["controller"] == c["issuer"]["id"] and key["publicKeyMultibase"].startswith("z6Mk")
    assert public.get(f"/assertions/{rich.public_id}.vc.json").text == answer.text
    for address in (c["credentialSubject"]["achievement"]["id"], c["credentialSubject"]["achievement"]["image"]["id"], c["issuer"]["id"], c["image"]["id"],
                    c["credentialStatus"]["statusListCredential"], c["refreshService"]["id"]):
        assert public.get(address).status == 200, address


def test_jwt(public, rich):
    answer = public.get(f"/assertions/{rich.public_id}.jwt")
    assert answer.status == 200 and answer.headers["Content-Type"] == "text/plain"
    header, c = token(answer.text)
    assert set(header) == {"alg", "kid", "typ"} and header["alg"] == "RS256" and header["typ"] == "JWT"
    assert public.get(header["kid"]).json()["kty"] == "RSA"
    assert c["iss"] == c["issuer"]["id"] and c["jti"] == c["id"] and c["sub"] == c["credentialSubject"]["id"] and c["nbf"] < c["exp"]
    embedded = public.get(f"/assertions/{rich.public_id}.vc.json").json()
    for own in ("iss", "jti", "sub", "nbf", "exp", "refreshService"):
        del c[own]
    for own in ("proof", "refreshService"):
        del embedded[own]
    assert c == embedded


def test_schema(world, public, rich):
    jsonschema = pytest.importorskip("jsonschema")
    if not SCHEMA.is_file():
        pytest.skip(f"{SCHEMA} is not here")
    validator = jsonschema.Draft201909Validator(json.loads(SCHEMA.read_text()), format_checker=jsonschema.FormatChecker())
    for a in (rich, world.a.first.assertion, world.a.first.expired):
        validator.validate(public.get(f"/assertions/{a.public_id}.vc.json").json())
        payload = token(public.get(f"/assertions/{a.public_id}.jwt").text)[1]
        validator.validate(payload)
        walk(payload, set())


def test_achievement_and_profile(world, public, rich):
    """What a credential holds has addresses of its own: asked for by the media types of 3.0, they answer what is in the credential."""
    c = public.get(f"/assertions/{rich.public_id}.vc.json").json()
    achievement, issuer = c["credentialSubject"]["achievement"], c["issuer"]
    validate = None
    if SCHEMA.is_file():
        jsonschema = pytest.importorskip("jsonschema")
        whole = json.loads(SCHEMA.read_text())
        validate = lambda kind, doc: jsonschema.Draft201909Validator({"$schema": whole["$schema"], "$ref": f"#/$defs/{kind}", "$defs": whole["$defs"]},
                                                                     format_checker=jsonschema.FormatChecker()).validate(doc)
    for path, kind, expected in ((f"/badges/{world.a.first.badge.public_id}", "Achievement", achievement), (achievement["id"], "Achievement", achievement), (issuer["id"], "Profile", issuer)):
        for accept in ("application/vc+ld+json", "application/vc"):
            answer = public.get(path, headers={"Accept": accept})
            assert answer.status == 200 and answer.headers["Content-Type"] == accept and "Accept" in answer.headers["Vary"]
            doc = answer.json()
            assert doc.pop("@context")[:2] == c["@context"][:2] and expected.items() <= doc.items() and doc["type"] == [kind]
            assert public.get(path, headers={"Accept": accept, "If-None-Match": answer.headers["ETag"]}).status == 304
            if validate:
                validate(kind, doc)
        if kind == "Profile":      # the controller of its keys, in either form
            assert c["proof"][0]["verificationMethod"] in doc["assertionMethod"] and doc["verificationMethod"][0]["controller"] == doc["id"]
        for accept in ("application/ld+json", "application/json", "*/*", "application/ld+json, application/vc;q=0.8"):
            assert public.get(path, headers={"Accept": accept}).json()["type"] in ("BadgeClass", "Issuer", "Profile"), accept
    assert public.get(f"/badges/{new_id()}", headers={"Accept": "application/vc"}).status == 404


def test_baked(public, rich):
    for suffix, form in (("vc", "vc.json"), ("jwt", "jwt")):
        text = public.get(f"/assertions/{rich.public_id}.{form}").text
        png, svg = (public.get(f"/assertions/{rich.public_id}.{suffix}.{kind}") for kind in ("png", "svg"))
        assert png.headers["Content-Type"] == "image/png" and baked(png.body) == text
        assert svg.headers["Content-Type"] == "image/svg+xml" and 'xmlns:openbadges="https://purl.imsglobal.org/ob/v3p0"' in svg.text
        assert (f'<openbadges:credential verify="{text}"' if suffix == "jwt" else f"<![CDATA[{text}]]>") in svg.text
        for kind, answer in (("png", png), ("svg", svg)):
            assert public.get(f"/assertions/{rich.public_id}.{suffix}.{kind}", headers={"If-None-Match": answer.headers["ETag"]}).status == 304


def bits(credential):
    encoded = credential["credentialSubject"]["encodedList"]
    assert encoded[0] == "u"
    raw = gzip.decompress(base64.urlsafe_b64decode(encoded[1:] + "=" * (-(len(encoded) - 1) % 4)))
    assert len(raw) == 131072 // 8
    return raw


def test_status(world, public):
    i = world.a.second
    a = world.assertion(world.a, i, "soon.revoked@x.example")
    entry = public.get(f"/assertions/{a.public_id}.vc.json").json()["credentialStatus"]
    assert entry["type"] == "BitstringStatusListEntry" and entry["statusPurpose"] == "revocation"
    at = int(entry["statusListIndex"])
    before = public.get(entry["statusListCredential"])
    assert before.headers["Cache-Control"] == "no-cache" and before.json()["id"] == entry["statusListCredential"] and before.json()["issuer"] == f"{public.base_url}/issuers/{i.public_id}"
    set_now = sum(bin(b).count("1") for b in bits(before.json()))
    assert not bits(before.json())[at // 8] >> (7 - at % 8) & 1 and set_now == 1          # the world's own revoked one
    assert public.get(entry["statusListCredential"], headers={"If-None-Match": before.headers["ETag"]}).status == 304
    revoke(world, a)
    changed = lambda: (answer := public.get(entry["statusListCredential"], headers={"If-None-Match": before.headers["ETag"]})).status == 200 and answer
    after = wait_for(changed, 5, "the caches to hear of it")
    assert bits(after.json())[at // 8] >> (7 - at % 8) & 1
    header, payload = token(public.get(entry["statusListCredential"], headers={"Accept": "application/vc+jwt"}).text)
    assert header["alg"] == "RS256" and bits(payload) == bits(after.json()) and payload["iss"] == payload["issuer"] and payload["jti"] == payload["id"]
    listed = public.get(f"/issuers/{i.public_id}/revoked/0").json()
    assert listed["id"] == f"{public.base_url}/issuers/{i.public_id}/revoked/0" and listed["issuer"] == payload["issuer"]
    assert {"id": f"{public.base_url}/assertions/{a.public_id}", "revoked": True, "revocationReason": "Issued by mistake"} in listed["revokedCredential"]
    assert len(listed["revokedCredential"]) == 2
    for form in ("vc.json", "jwt", "vc.png", "jwt.svg"):
        gone = public.get(f"/assertions/{a.public_id}.{form}")
        assert gone.status == 410 and gone.json()["revoked"] is True
    other = public.get(f"/issuers/{world.b.first.public_id}/status/0").json()
    assert not bits(other)[at // 8] >> (7 - at % 8) & 1


@pytest.mark.parametrize("path", ["status/1", "status/00", "status/999999999999999999999999", "revoked/1", "status/x", "status/-1"])
def test_no_such_list(world, public, path):
    assert public.get(f"/issuers/{world.a.first.public_id}/{path}").status == 404


def test_no_such_credential(public):
    for form in ("vc.json", "jwt", "vc.png", "vc.svg", "jwt.png", "jwt.svg"):
        assert public.get(f"/assertions/{new_id()}.{form}").status == 404


def test_downloads_on_the_page(public, rich):
    page = public.get(f"/assertions/{rich.public_id}", headers={"Accept": "text/html"}).text
    for form in ("vc.json", "jwt", "vc.png", "vc.svg"):
        assert f"/assertions/{rich.public_id}.{form}\" download" in page


def test_other_settings(world, public, instance, rich):
    """ES256, and 1EdTech's revocation list: another httpd on the same database."""
    with temporary(parts=["httpd"], base_url=instance.base_url, env={"MYSQL_HOME": instance.environment()["MYSQL_HOME"]}, smtp_port=instance.smtp_port or 1,
                   extra=[f'BadgesSecretFile "{instance.real}/conf/secret"', "BadgesJWTAlgorithm ES256", "BadgesCredentialStatus 1edtech"]) as second:
        other = Client(f"http://127.0.0.1:{second.port}")
        answer = other.get(f"/assertions/{rich.public_id}.jwt")
        header, payload = token(answer.text)
        assert header["alg"] == "ES256" and other.get(header["kid"].removeprefix(public.base_url)).json()["crv"] == "P-256"
        assert answer.headers["ETag"].startswith("W/")                      # another signature each time
        assert other.get(f"/assertions/{rich.public_id}.jwt", headers={"If-None-Match": answer.headers["ETag"]}).status == 304
        n = rich.id // 131072
        assert payload["credentialStatus"] == {"id": f"{public.base_url}/issuers/{world.a.first.public_id}/revoked/{n}", "type": "1EdTechRevocationList"}
        assert public.get(payload["credentialStatus"]["id"]).json()["id"] == payload["credentialStatus"]["id"]
        embedded = other.get(f"/assertions/{rich.public_id}.vc.json").json()
        assert embedded["credentialStatus"] == payload["credentialStatus"] and embedded["proof"][0]["cryptosuite"] == "eddsa-rdfc-2022"


def test_without_a_secret_file(world, public, instance, rich):
    """A server that does not sign offers no Open Badges 3.0, and says so."""
    with temporary(parts=["httpd"], base_url=instance.base_url, env={"MYSQL_HOME": instance.environment()["MYSQL_HOME"]}, smtp_port=instance.smtp_port or 1) as second:
        conf = (second.real / "conf/httpd.conf").read_text()
        second.write("conf/httpd.conf", "".join(line for line in conf.splitlines(True) if "BadgesSecretFile" not in line))
        os.kill(second.pid("httpd"), signal.SIGUSR1)
        other = Client(f"http://127.0.0.1:{second.port}")
        wait_for(lambda: other.get(f"/assertions/{rich.public_id}.vc.json").status == 404, 30, "the new settings")
        for form in ("jwt", "vc.png", "jwt.svg"):
            assert other.get(f"/assertions/{rich.public_id}.{form}").status == 404
        answer = other.get(f"/assertions/{rich.public_id}", headers={"Accept": "application/vc"})
        assert answer.status == 200 and answer.json()["type"] == "Assertion"
        page = other.get(f"/assertions/{rich.public_id}", headers={"Accept": "text/html"}).text
        assert ".vc.json" not in page and f"/assertions/{rich.public_id}.json" in page
