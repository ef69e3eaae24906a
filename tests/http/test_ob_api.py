"""The Open Badges 3.0 API (1EdTech): discovery, credentials, profile, and errors as Imsx_StatusInfo."""
import base64, datetime, json, re, urllib.parse

import pytest

from support.badges_abroad import KEYS, claims, credential, png_with
from support.foreign import jws
from support.oauth import OFFLINE, PROFILE, PROFILE_UPDATE, READ, UPSERT, api, call
from support.world import clean_logs, instance, log_watch, recipient_key, world      # noqa: F401

EVERYTHING = [READ, UPSERT, PROFILE, PROFILE_UPDATE]


@pytest.fixture(scope="module")
def people(world):
    """holder: two proven addresses, awards in both organisations; other: one of their own; nobody: none."""
    for key in ("holder", "other", "nobody"):
        world.account(key, world.a, "user")
    prove(world, "holder", "holder@people.example", "second@people.example")
    prove(world, "other", "other@people.example")
    held = [world.assertion(world.a, world.a.first, "holder@people.example"), world.assertion(world.b, world.b.first, "second@people.example"),
            world.assertion(world.a, world.a.second, "holder@people.example")]
    world.assertion(world.a, world.a.first, "holder@people.example", state=1, revoked_at=now(), revoked_by=1, revocation_reason="Mistake")
    world.assertion(world.a, world.a.first, "holder@people.example", acceptance=2)
    world.assertion(world.a, world.a.first, "nobody@people.example")      # not proven
    world.theirs = world.assertion(world.b, world.b.first, "other@people.example")
    world.held = [a.public_id for a in reversed(held)]
    return world.accounts


def now(**later):
    return datetime.datetime.now(datetime.timezone.utc).replace(tzinfo=None) + datetime.timedelta(**later)


def prove(world, key, *addresses):
    for address in addresses:
        world.insert("account_identity", account_id=world.accounts[key].id, recipient_type=0, recipient_key=recipient_key(address), identity=address, proven_at=now())


@pytest.fixture
def token(world, people):
    world.db.run("DELETE FROM throttle")
    world.db.run("DELETE FROM imported_badge")
    world.db.run("DELETE FROM account_profile")
    return world.token("holder", EVERYTHING)


def get(instance, token, query=""):
    return api(instance.base_url, "GET", "/credentials" + query, token, headers={"Accept": "application/json"})


def post(instance, token, body, kind="application/json"):
    return api(instance.base_url, "POST", "/credentials", token, body=body if isinstance(body, bytes) else body.encode(), headers={"Content-Type": kind})


def ids(answer):
    assert answer.status == 200, answer.body
    return [c["id"].rsplit("/", 1)[1] for c in answer.json().get("credential", [])]


def links(answer):
    found = re.findall(r'<([^>]*)>; rel="(\w+)"', answer.headers["Link"])
    return {rel: dict(urllib.parse.parse_qsl(urllib.parse.urlsplit(url).query)) for url, rel in found}


def imsx(answer, status, minor):
    assert answer.status == status and answer.headers.get_content_type() == "application/json", (answer.status, answer.body)
    o = answer.json()
    assert o["imsx_codeMajor"] in ("failure", "unsupported") and o["imsx_severity"] == "error" and o["imsx_description"]
    assert o["imsx_codeMinor"]["imsx_codeMinorField"] == [{"imsx_codeMinorFieldName": "TargetEndSystem", "imsx_codeMinorFieldValue": minor}], o
    assert answer.headers["Cache-Control"] == "no-store" and answer.headers["Access-Control-Allow-Origin"] == "*"


# --- discovery


def refs(value):
    if isinstance(value, dict):
        if "$ref" in value:
            yield value["$ref"]
        for v in value.values():
            yield from refs(v)
    elif isinstance(value, list):
        for v in value:
            yield from refs(v)


def test_discovery(instance):
    answer = call(instance.base_url, "GET", "/ims/ob/v3p0/discovery", headers={"Accept": "application/json"})
    assert answer.status == 200 and answer.headers.get_content_type() == "application/json" and answer.headers["Cache-Control"].startswith("public")
    o = answer.json()
    assert re.fullmatch(r"3\.0\.\d", o["openapi"]) and o["info"]["title"] and o["info"]["version"]
    assert o["servers"] == [{"url": instance.base_url + "/ims/ob/v3p0"}]
    for url in (o["info"]["termsOfService"], o["info"]["x-imssf-privacyPolicyUrl"], o["info"]["x-imssf-image"]):
        assert url.startswith("http")
    scheme = o["components"]["securitySchemes"]["OAuth2ACG"]
    flow = scheme["flows"]["authorizationCode"]
    metadata = call(instance.base_url, "GET", "/.well-known/oauth-authorization-server").json()
    assert scheme["type"] == "oauth2" and scheme["x-imssf-registrationUrl"] == metadata["registration_endpoint"] and scheme["x-imssf-name"]
    assert flow["authorizationUrl"] == metadata["authorization_endpoint"] and flow["tokenUrl"] == flow["refreshUrl"] == metadata["token_endpoint"]
    assert set(flow["scopes"]) == set(metadata["scopes_supported"]) == {*EVERYTHING, OFFLINE}
    for ref in refs(o):
        if ref.startswith("#/"):
            here = o
            for part in ref[2:].split("/"):
                here = here[part]
    operations = {op["operationId"]: (path, method, op) for path, item in o["paths"].items() for method, op in item.items()}
    assert {k: v[:2] for k, v in operations.items()} == {"getCredentials": ("/credentials", "get"), "upsertCredential": ("/credentials", "post"), "getProfile": ("/profile", "get"),
                                                        "putProfile": ("/profile", "put"), "getServiceDescription": ("/discovery", "get")}
    needed = {name: [s for entry in op["security"] for s in entry["OAuth2ACG"]] for name, (_, _, op) in operations.items()}
    assert needed == {"getCredentials": [READ], "upsertCredential": [UPSERT], "getProfile": [PROFILE], "putProfile": [PROFILE_UPDATE], "getServiceDescription": []}
    for _, _, op in operations.values():
        assert op["responses"] and all(r["description"] for r in op["responses"].values())


def test_discovery_looks_at_no_token(instance):
    assert call(instance.base_url, "GET", "/ims/ob/v3p0/discovery", headers={"Authorization": "Bearer nonsense"}).status == 200


# --- errors


def test_errors(instance, token, world):
    limited = world.token("holder", [READ])
    imsx(api(instance.base_url, "GET", "/profile", None), 401, "unauthorizedrequest")
    imsx(api(instance.base_url, "GET", "/credentials", "x" * 43), 401, "unauthorizedrequest")
    imsx(api(instance.base_url, "GET", "/profile", limited), 403, "forbidden")
    imsx(post(instance, limited, "{}"), 403, "forbidden")
    for method, path in (("DELETE", "/credentials"), ("PUT", "/credentials"), ("POST", "/profile"), ("POST", "/discovery")):
        answer = api(instance.base_url, method, path, token)
        assert answer.status == 405 and answer.json()["imsx_codeMajor"] == "unsupported" and answer.headers["Allow"]
    nowhere = api(instance.base_url, "GET", "/nowhere", token)
    assert nowhere.status == 404 and nowhere.json()["imsx_codeMinor"]["imsx_codeMinorField"][0]["imsx_codeMinorFieldValue"] == "not_found"
    imsx(api(instance.base_url, "PUT", "/profile", token, body=b"x" * 300_000), 413, "invalid_data")


# --- profile


def test_profile(instance, token, people):
    mine = api(instance.base_url, "GET", "/profile", token)
    o = mine.json()
    assert mine.status == 200 and mine.headers.get_content_type() == "application/json" and mine.headers["Cache-Control"] == "no-store"
    assert o["type"] == ["Profile"] and o["name"] == "Holder" and o["email"] == people["holder"].email and o["id"].startswith("urn:uuid:")
    assert api(instance.base_url, "GET", "/profile", token).json()["id"] == o["id"], "it is the same for ever"


def test_profiles_are_put_and_kept_whole(instance, token, world):
    theirs = {"@context": ["https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"], "type": ["Profile"], "id": "https://1edtech.org/issuers/cert", "name": "Zoë", "phone": "111-222-3333",
              "email": "second@people.example", "address": {"type": ["Address"], "addressCountry": "GB"}, "otherIdentifier": [{"type": "IdentifierEntry", "identifier": "x"}]}
    answer = api(instance.base_url, "PUT", "/profile", token, body=theirs)
    assert answer.status == 200 and answer.json() == theirs
    assert api(instance.base_url, "GET", "/profile", token).json() == theirs
    assert api(instance.base_url, "GET", "/profile", world.token("other", [PROFILE])).json()["name"] == "Other", "somebody else's is another"
    assert world.db.value("SELECT name FROM account WHERE email = 'holder@people.example'") == "Holder", "the account itself is not touched"


@pytest.mark.parametrize("change", [{"id": None}, {"id": 7}, {"id": "x"}, {"id": "https://a b"}, {"type": "Person"}, {"type": None}, {"type": []}, {"name": 7}, {"name": None}, {"email": "third@people.example"},
                                    {"email": "other@people.example"}, {"email": "x"}, {"phone": {}}])
def test_profiles_that_are_refused(instance, token, world, change):
    profile = {"type": ["Profile"], "id": "https://a.example/me", "name": "Me", **change}
    imsx(api(instance.base_url, "PUT", "/profile", token, body=profile), 400, "invalid_data")
    assert not world.db.value("SELECT COUNT(*) FROM account_profile")


def test_profiles_that_are_none(instance, token):
    for body in (b"", b"{", b"[]", b"null", b'"x"', b'{"id":"a:b","id":"a:c","type":"Profile"}', b"\xff", b"[" * 200):
        imsx(api(instance.base_url, "PUT", "/profile", token, body=body, headers={"Content-Type": "application/json"}), 400, "invalid_data")


# --- credentials: reading


def test_credentials_of_all_organisations(instance, token, world):
    answer = get(instance, token)
    assert ids(answer) == world.held, "newest first: by both proven addresses, without what is revoked or rejected, or others'"
    assert answer.headers["X-Total-Count"] == "3" and answer.headers.get_content_type() == "application/json" and answer.headers["Cache-Control"] == "no-store"
    assert links(answer) == {"first": {"limit": "50", "offset": "0"}, "last": {"limit": "50", "offset": "0"}}
    assert set(answer.json()) == {"credential"}
    for c in answer.json()["credential"]:
        assert c["type"][0] == "VerifiableCredential" and "OpenBadgeCredential" in c["type"] and c["proof"]
        alone = call(instance.base_url, "GET", c["id"].removeprefix(instance.base_url), headers={"Accept": "application/vc+ld+json"})
        assert alone.json() == c, "what its own address answers"


def test_credentials_are_the_persons_own(instance, token, world):
    assert ids(get(instance, world.token("other", [READ]))) == [world.theirs.public_id]
    empty = get(instance, world.token("nobody", [READ]))
    assert empty.status == 200 and empty.json() == {} and empty.headers["X-Total-Count"] == "0"
    assert links(empty) == {"first": {"limit": "50", "offset": "0"}, "last": {"limit": "50", "offset": "0"}}


def test_pages(instance, token, world):
    first = get(instance, token, "?limit=2")
    assert ids(first) == world.held[:2] and first.headers["X-Total-Count"] == "3"
    assert links(first) == {"next": {"limit": "2", "offset": "2"}, "first": {"limit": "2", "offset": "0"}, "last": {"limit": "2", "offset": "2"}}
    second = get(instance, token, "?limit=2&offset=2")
    assert ids(second) == world.held[2:]
    assert links(second) == {"prev": {"limit": "2", "offset": "0"}, "first": {"limit": "2", "offset": "0"}, "last": {"limit": "2", "offset": "2"}}
    odd = get(instance, token, "?limit=2&offset=1")
    assert ids(odd) == world.held[1:] and links(odd)["prev"] == {"limit": "2", "offset": "0"} and "next" not in links(odd)
    beyond = get(instance, token, "?limit=2&offset=99")
    assert ids(beyond) == [] and links(beyond)["prev"] == {"limit": "2", "offset": "2"}
    assert links(get(instance, token, "?limit=1000"))["last"]["limit"] == "100", "no more than 100 at once"
    walked, query = [], "?limit=1"
    for _ in range(5):
        answer = get(instance, token, query)
        walked += ids(answer)
        if "next" not in links(answer):
            break
        query = "?" + urllib.parse.urlencode(links(answer)["next"])
    assert walked == world.held


def test_since(instance, token, world):
    world.db.run("UPDATE assertion SET created_at = '2026-05-01 12:00:00' WHERE public_id = %s", world.held[2])
    world.db.run("UPDATE assertion SET created_at = '2026-05-02 12:00:00' WHERE public_id = %s", world.held[1])
    world.db.run("UPDATE assertion SET created_at = '2026-05-03 12:00:00' WHERE public_id = %s", world.held[0])
    for since, expected in (("2026-05-01T11:59:59Z", 3), ("2026-05-01T12:00:00Z", 2), ("2026-05-02T13:00:00+02:00", 2), ("2026-05-02T11:59:59.999Z", 2), ("2026-05-03T12:00:00Z", 0)):
        answer = get(instance, token, "?limit=1&since=" + urllib.parse.quote(since))
        assert answer.headers["X-Total-Count"] == str(expected), since
        assert links(answer)["first"]["since"] == since
    assert get(instance, token, "?since=2026-05-02T13:00:00+02:00").headers["X-Total-Count"] == "2", "a plus sign that was not escaped"


@pytest.mark.parametrize("query", ["limit=0", "limit=-1", "limit=x", "limit=", "limit=1.5", "limit=99999999999999999999", "offset=-1", "offset=x", "since=yesterday", "since=", "since=2026-05-01",
                                   "since=2026-13-01T00:00:00Z"])
def test_queries_that_are_wrong(instance, token, query):
    imsx(get(instance, token, "?" + query), 400, "invalid_query_parameter")


# --- credentials: writing


@pytest.fixture
def brought(instance, token, world):
    """A credential with an embedded proof that is not the holder's own, as text."""
    answer = call(instance.base_url, "GET", f"/assertions/{world.theirs.public_id}.vc.json")
    assert answer.status == 200
    return answer.body.decode()


def test_a_credential_is_added_and_replaced(instance, token, world, brought):
    """JSON, with an embedded proof."""
    first = post(instance, token, brought)
    assert first.status == 201 and first.body == brought.encode() and first.headers.get_content_type() == "application/json", first.body
    again = post(instance, token, brought, "application/vc+ld+json")
    assert again.status == 200 and again.body == brought.encode() and again.headers.get_content_type() == "application/vc+ld+json"
    answer = get(instance, token)
    assert answer.headers["X-Total-Count"] == "4" and answer.json()["credential"][-1] == json.loads(brought), "what was sent comes back whole"
    rows = world.db.rows("SELECT account_id, outcome, verdict_json FROM imported_badge")
    assert len(rows) == 1 and rows[0]["account_id"] == world.accounts["holder"].id and json.loads(rows[0]["verdict_json"])["checks"]
    assert get(instance, world.token("other", [READ])).headers["X-Total-Count"] == "1", "it is in nobody else's list"
    page = get(instance, token, "?limit=1&offset=3")
    assert page.json()["credential"] == [json.loads(brought)] and "next" not in links(page)


def test_what_is_the_same_credential(instance, token, brought):
    """Equal issuer and id, after percent signs are undone and white space is cut off."""
    assert post(instance, token, brought).status == 201
    assert post(instance, token, "\n  " + brought + "\n").status == 200


def test_the_same_by_file_and_by_application_is_one(instance, token, world):
    """As text, in a picture, or from an application: what has the same issuer and id is kept once."""
    me, k = world.client("holder"), KEYS["ES256"]
    text = jws(k, claims(credential(k.did)), kid=f"{k.did}#{k.multikey}")
    world.db.run("DELETE FROM imported_badge")

    def bring(data, name):
        form = me.get("/me/imported/new").form(action="/me/imported/new")
        return me.submit(form, files={"file": (name, data, "application/octet-stream")})
    page = bring(text.encode(), "badge.jwt")
    assert page.status == 200, page.words()
    first = world.db.value("SELECT public_id FROM imported_badge")
    signed_again = jws(k, claims(credential(k.did)), kid=f"{k.did}#{k.multikey}", typ="JWT")
    assert signed_again != text and post(instance, token, signed_again, "text/plain").status == 200, "replaced, not added"
    assert bring(png_with(text), "badge.png").url.endswith(first) and bring(text.encode() + b"\n", "again.jwt").url.endswith(first)
    assert [r["public_id"] for r in world.db.rows("SELECT public_id FROM imported_badge")] == [first]


def test_a_signed_credential(instance, token, world):
    """Somebody brings a VC-JWT; here it is one that another person holds, so it is kept as what was brought."""
    jws = call(instance.base_url, "GET", f"/assertions/{world.theirs.public_id}.jwt").body.decode()
    assert jws.count(".") == 2
    first = post(instance, token, jws, "text/plain")
    assert first.status == 201 and first.body.decode() == jws and first.headers.get_content_type() == "text/plain", first.body
    assert post(instance, token, jws, "text/plain; charset=utf-8").status == 200
    answer = get(instance, token).json()
    assert answer["compactJwsString"] == [jws] and len(answer["credential"]) == 3


def test_what_is_held_here_already(instance, token, world):
    """The person's own award comes back: it is there, and is not kept a second time."""
    jws = call(instance.base_url, "GET", f"/assertions/{world.held[0]}.jwt").body.decode()
    assert post(instance, token, jws, "text/plain").status == 200
    assert not world.db.value("SELECT COUNT(*) FROM imported_badge") and get(instance, token).headers["X-Total-Count"] == "3"


def test_credentials_that_were_tampered_with(instance, token, world, brought):
    changed = json.loads(brought)
    changed["credentialSubject"]["achievement"]["name"] = "Something better"
    imsx(post(instance, token, json.dumps(changed)), 400, "invalid_data")
    jws = call(instance.base_url, "GET", f"/assertions/{world.theirs.public_id}.jwt").body.decode()
    head, payload, signature = jws.split(".")
    claims = json.loads(base64.urlsafe_b64decode(payload + "=="))
    claims["name"] = "Something better"
    forged = base64.urlsafe_b64encode(json.dumps(claims).encode()).rstrip(b"=").decode()
    unsigned = base64.urlsafe_b64encode(b'{"alg":"none"}').rstrip(b"=").decode()
    for text in (f"{head}.{forged}.{signature}", f"{unsigned}.{payload}.", f"{unsigned}.{payload}.{signature}"):
        imsx(post(instance, token, text, "text/plain"), 400, "invalid_data")
    assert not world.db.value("SELECT COUNT(*) FROM imported_badge")


@pytest.mark.parametrize("kind, body", [
    ("application/json", ""), ("application/json", "{"), ("application/json", "[]"), ("application/json", "{}"), ("application/json", '{"type":["VerifiableCredential","OpenBadgeCredential"]}'),
    ("application/json", '{"type":["VerifiableCredential","EndorsementCredential"],"id":"urn:x","issuer":"urn:y"}'), ("application/json", "eyJhbGciOiJSUzI1NiJ9.e30.e30"), ("application/json", "[" * 1000),
    ("text/plain", ""), ("text/plain", "hello"), ("text/plain", "a.b.c"), ("text/plain", "{}"), ("text/plain", "eyJhbGciOiJSUzI1NiJ9.e30.e30"),
    ("image/png", "\x89PNG"), ("application/x-www-form-urlencoded", "credential=x"), ("multipart/form-data; boundary=x", "--x--")])
def test_what_is_no_credential(instance, token, world, kind, body):
    imsx(post(instance, token, body, kind), 400, "invalid_data")
    assert not world.db.value("SELECT COUNT(*) FROM imported_badge")


def test_large_bodies(instance, token):
    imsx(post(instance, token, b"{" + b" " * (1 << 21)), 413, "invalid_data")


def test_what_was_removed_is_gone(instance, token, world, brought):
    assert post(instance, token, brought).status == 201
    world.db.run("DELETE FROM imported_badge")
    assert get(instance, token).headers["X-Total-Count"] == "3"
    assert post(instance, token, brought).status == 201
