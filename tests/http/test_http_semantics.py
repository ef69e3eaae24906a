"""HTTP as it is meant, on everything public (RFC 9110; Open Badges 2.0, "hosted")."""
import hashlib, http.client, json, re, socket, urllib.parse

import pytest

from support.client import Client
from support.cost import quickest
from support.wait import wait_for
from support.world import clean_logs, instance, log_watch, new_id, recipient_key, world      # noqa: F401

LD, JSON, HTML = "application/ld+json", "application/json", "text/html"
BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8"


def documents(world):
    """[(name, path)] of everything that is negotiated."""
    i = world.a.first
    return [("assertion", f"/assertions/{i.assertion.public_id}"), ("badge", f"/badges/{i.badge.public_id}"), ("issuer", f"/issuers/{i.public_id}")]


def public(world):
    """Every public GET that answers 200."""
    i = world.a.first
    a, b = i.assertion.public_id, i.badge.public_id
    return [p for _, p in documents(world)] + [f"{p}.json" for _, p in documents(world)] + [
        f"/assertions/{a}.png", f"/assertions/{a}.svg", f"/badges/{b}/image", f"/badges/{b}/card", f"/badges/{b}/criteria", f"/badges/{b}/versions/1",
        f"/badges/{b}/versions/1/criteria", f"/issuers/{i.public_id}/image",
        "/oembed?url=" + urllib.parse.quote(f"{world.instance.base_url}/assertions/{a}", safe="")]


def get(client, path, accept=None, method="GET", **headers):
    """No Accept at all unless one is given."""
    parts = urllib.parse.urlsplit(client.base_url)
    con = http.client.HTTPConnection(parts.hostname, parts.port, timeout=30)
    con.putrequest(method, parts.path + path, skip_accept_encoding=True)
    for name, value in {**({"Accept": accept} if accept is not None else {}), **headers}.items():
        con.putheader(name.replace("_", "-"), value)
    con.endheaders()
    answer = con.getresponse()
    answer.body = answer.read()
    con.close()
    return answer


@pytest.fixture
def nobody(instance):
    return Client(instance.base_url)


# --- negotiation

NEGOTIATION = [
    (None, LD), ("*/*", LD), (LD, LD), (JSON, JSON), ("application/*", LD), ("application/json, */*;q=0.1", JSON), ("application/ld+json;q=0.5, application/json", JSON),
    ("application/json;q=0.5, application/ld+json", LD), ("application/json, application/ld+json", LD),
    (BROWSER, HTML), (HTML, HTML), ("text/*", HTML), ("TEXT/HTML", HTML), ("text/html;q=0.4, application/ld+json", LD), ("text/html, application/ld+json;q=0.9", HTML),
    ("text/html;q=0, application/json", JSON), ("text/html;level=1;q=0.2, application/ld+json;q=0.1", HTML), ("application/xhtml+xml", HTML),
    ('application/ld+json;profile="https://w3id.org/openbadges/v2"', LD), ("", LD), (",,;q=,text", LD), ("text/html;q=banana", None), ("image/png", LD), ("a" * 4000, LD),
]


@pytest.mark.parametrize("accept, kind", NEGOTIATION)
def test_accept(world, nobody, accept, kind):
    for _, path in documents(world):
        answer = get(nobody, path, accept)
        assert answer.status == 200
        if kind:
            assert answer.headers.get_content_type() == kind, path
        assert "Accept" in answer.headers["Vary"]
        if kind in (LD, JSON):
            json.loads(answer.body)


def test_json_suffix(world, nobody):
    """.json is a document whatever the browser would rather have."""
    for _, path in documents(world):
        for accept, kind in ((None, LD), (BROWSER, LD), (HTML, LD), (LD, LD), (JSON, JSON)):
            answer = get(nobody, path + ".json", accept)
            assert answer.status == 200 and answer.headers.get_content_type() == kind, (path, accept)
            assert json.loads(answer.body) == json.loads(get(nobody, path, LD).body)


def test_id_is_the_address(world, nobody):
    """The document found at an id says that id, all the way from the award to the issuer, and each is of the kind that it should be."""
    url = f"{nobody.base_url}/assertions/{world.a.first.assertion.public_id}"
    assertion = nobody.get(url, headers={"Accept": LD}).json()
    assert (assertion["id"], assertion["type"]) == (url, "Assertion")
    badge = nobody.get(assertion["badge"], headers={"Accept": LD}).json()
    assert (badge["id"], badge["type"]) == (assertion["badge"], "BadgeClass")
    issuer = nobody.get(badge["issuer"], headers={"Accept": LD}).json()
    assert (issuer["id"], issuer["type"]) == (badge["issuer"], "Issuer")
    for document in (assertion, badge, issuer):
        assert document["@context"] == "https://w3id.org/openbadges/v2"
    assert assertion["verification"]["type"] in ("hosted", "HostedBadge")
    for link in (badge["image"], badge["criteria"]["id"], issuer["image"]):
        assert nobody.get(link).status == 200, link


def test_recipient_is_hashed(world, nobody):
    a = world.a.first.assertion
    text = nobody.get(f"/assertions/{a.public_id}.json").text
    recipient = json.loads(text)["recipient"]
    assert recipient["hashed"] is True and recipient["type"] == "email"
    assert recipient["identity"] == "sha256$" + hashlib.sha256((a.address + recipient["salt"]).encode()).hexdigest()
    for path in public(world):
        answer = get(nobody, path, BROWSER)
        assert a.address.encode() not in answer.body, path


# --- validators, HEAD, CORS

def test_etag_and_304(world, nobody):
    for path in public(world):
        for accept in (LD, BROWSER, JSON):
            first = get(nobody, path, accept)
            assert first.status in (200, 303), (path, first.status)
            if first.status == 303 or path.startswith("/oembed") or (HTML in first.headers["Content-Type"] and path.startswith("/issuers")):
                continue
            tag = first.headers["ETag"]
            assert tag and re.fullmatch(r'(W/)?"[\x21\x23-\x7e]+"', tag), (path, tag)
            for sent in (tag, "W/" + tag.removeprefix("W/"), f'"other", {tag}', "*"):
                again = get(nobody, path, accept, If_None_Match=sent)
                assert again.status == 304 and again.body == b"", (path, sent, again.status)
                assert again.headers["ETag"] == tag and again.headers["Cache-Control"] == first.headers["Cache-Control"] and again.headers["Vary"] == first.headers["Vary"]
                assert "Content-Type" not in again.headers or again.headers["Content-Type"] == first.headers["Content-Type"]
                assert "Set-Cookie" not in again.headers and again.headers["Access-Control-Allow-Origin"] == "*"
            changed = get(nobody, path, accept, If_None_Match='"other"')
            assert changed.status == 200 and changed.body == first.body


def test_representations_have_tags_of_their_own(world, nobody):
    for _, path in documents(world):
        tags = [get(nobody, path, a).headers["ETag"] for a in (LD, JSON, BROWSER)]
        tags = [t for t in tags if t]
        assert len(set(tags)) == len(tags), (path, tags)


def test_head_is_get_without_its_body(world, nobody):
    for path in public(world) + ["/", "/login", f"/assertions/{new_id()}", f"/assertions/{world.a.first.revoked.public_id}"]:
        for accept in (LD, BROWSER):
            got, head = get(nobody, path, accept), get(nobody, path, accept, method="HEAD")
            drop = {"date", "set-cookie", "keep-alive"}
            # httpd leaves "Content-Length: 0" out of answers to HEAD
            names = lambda r: {k.lower(): v for k, v in r.getheaders() if k.lower() not in drop and (k, v) != ("Content-Length", "0")}
            assert head.body == b"" and head.status == got.status and names(head) == names(got), path


def test_cors_is_open_and_nothing_sets_cookies(world, nobody):
    for path in public(world) + [f"/assertions/{new_id()}", f"/assertions/{world.a.first.revoked.public_id}"]:
        answer = get(nobody, path, BROWSER, Origin="https://verifier.example", Cookie="bdg_session=" + "x" * 43 + "; bdg_flash=eA")
        assert answer.headers["Access-Control-Allow-Origin"] == "*", path
        assert "Access-Control-Allow-Credentials" not in answer.headers
        assert "Set-Cookie" not in answer.headers, path
    for path in ("/login", "/healthz", "/admin", "/"):
        assert "Access-Control-Allow-Origin" not in get(nobody, path, BROWSER, Origin="https://verifier.example").headers


def test_preflight(world, nobody):
    for _, path in documents(world):
        answer = get(nobody, path, method="OPTIONS", Origin="https://verifier.example", Access_Control_Request_Method="GET", Access_Control_Request_Headers="if-none-match")
        assert answer.status == 204 and answer.body == b""
        assert answer.headers["Allow"] == "GET, HEAD, OPTIONS" and answer.headers["Access-Control-Allow-Origin"] == "*"
        assert "GET" in answer.headers["Access-Control-Allow-Methods"] and "if-none-match" in answer.headers["Access-Control-Allow-Headers"].lower()
    answer = get(nobody, "/login", method="OPTIONS", Origin="https://evil.example", Access_Control_Request_Method="POST")
    assert answer.headers["Allow"] == "GET, HEAD, POST, OPTIONS" and "Access-Control-Allow-Origin" not in answer.headers
    assert get(nobody, "/nowhere", method="OPTIONS").status == 404


def test_methods(world, nobody):
    for _, path in documents(world):
        for method in ("POST", "PUT", "DELETE", "PATCH"):
            answer = get(nobody, path, HTML, method=method, Content_Length="0")
            assert answer.status == 405 and answer.headers["Allow"] == "GET, HEAD, OPTIONS", (path, method)
    answer = get(nobody, f"/assertions/{world.a.first.assertion.public_id}/check", HTML)
    assert answer.status == 405 and answer.headers["Allow"] == "POST, OPTIONS"


def test_cache_control(world, nobody):
    for path in public(world):
        assert re.fullmatch(r"public, max-age=\d+|no-cache", get(nobody, path, BROWSER).headers["Cache-Control"]), path
    for path in ("/login", "/healthz", "/admin", "/", "/nowhere"):
        assert get(nobody, path, BROWSER).headers["Cache-Control"] == "no-store", path


# --- what is not there, what was taken back

@pytest.mark.parametrize("path", ["/assertions/{id}", "/badges/{id}", "/issuers/{id}", "/nowhere"])
def test_404_in_the_language_of_the_client(nobody, path):
    path = path.format(id=new_id())
    page = get(nobody, path, BROWSER)
    assert page.status == 404 and page.headers.get_content_type() == HTML
    for accept in (LD, JSON, None):
        answer = get(nobody, path, accept)
        assert answer.status == 404 and answer.headers.get_content_type() == "application/problem+json"
        problem = json.loads(answer.body)
        assert problem["status"] == 404 and problem["title"]


def test_drafts_are_nowhere(world, nobody):
    draft = world.a.first.draft.public_id
    for path in (f"/badges/{draft}", f"/badges/{draft}.json", f"/badges/{draft}/image", f"/badges/{draft}/card", f"/badges/{draft}/criteria", f"/badges/{draft}/versions/1"):
        there, not_there = get(nobody, path, BROWSER), get(nobody, path.replace(draft, new_id()), BROWSER)
        assert there.status == not_there.status == 404 and len(there.body) == len(not_there.body), path


def test_revoked(world, nobody):
    a = world.a.first.revoked.public_id
    for path, accept in ((f"/assertions/{a}", LD), (f"/assertions/{a}", None), (f"/assertions/{a}.json", BROWSER), (f"/assertions/{a}", JSON)):
        answer = get(nobody, path, accept)
        assert answer.status == 410
        body = json.loads(answer.body)
        assert set(body) == {"@context", "id", "type", "revoked", "revocationReason"}
        assert body["revoked"] is True and body["id"] == f"{nobody.base_url}/assertions/{a}" and body["revocationReason"] == "Issued by mistake"
    page = get(nobody, f"/assertions/{a}", BROWSER)
    assert page.status == 410 and page.headers.get_content_type() == HTML and b"Issued by mistake" in page.body
    for suffix in (".png", ".svg"):
        assert get(nobody, f"/assertions/{a}{suffix}", BROWSER).status == 410


def test_expired_is_still_there(world, nobody):
    a = world.a.first.expired.public_id
    assert get(nobody, f"/assertions/{a}", LD).status == 200
    page = get(nobody, f"/assertions/{a}", BROWSER)
    assert page.status == 200 and b"31 January 2021" in page.body


def test_the_wording_of_a_version_stays(world, nobody):
    """What was awarded under version 1 goes on saying what version 1 said, criteria included."""
    b = world.a.second.badge
    two = world.insert("badge_class_version", badge_class_id=b.id, number=2, name="Renamed", description="Another.", language="en", criteria_text="Pass *twice*.",
                       tags_json="[]", attributes_json="[]", created_at="2026-01-01", created_by=1)
    world.db.run("UPDATE badge_class SET version_id = %s, revision = revision + 1 WHERE id = %s", two, b.id)
    world.db.run("UPDATE public_change SET revision = revision + 1")
    present = nobody.get(f"/badges/{b.public_id}.json").json()
    then = nobody.get(f"/badges/{b.public_id}/versions/1", headers={"Accept": LD}).json()
    assert present["name"] == "Renamed" and then["name"] != "Renamed"
    assert "examination" in then["criteria"]["narrative"] and "twice" in present["criteria"]["narrative"]
    assert "examination" in nobody.get(then["criteria"]["id"]).words()
    assert "twice" in nobody.get(present["criteria"]["id"]).words()
    assert get(nobody, f"/badges/{b.public_id}/versions/3", LD).status == 404


def test_a_change_shows_within_a_second(world, nobody):
    """Also when the answer is being served from the cache."""
    def attempt():
        a = world.assertion(world.a, world.a.second, "soon.gone@aberdale.example")
        path = f"/assertions/{a.public_id}"
        for _ in range(5):
            assert get(nobody, path, LD).status == 200
        world.db.run("UPDATE assertion SET state = 1, revoked_at = UTC_TIMESTAMP(6), revoked_by = 1, revision = revision + 1 WHERE id = %s", a.id)
        world.db.run("UPDATE public_change SET revision = revision + 1")
        wait_for(lambda: get(nobody, path, LD).status == 410, what="the revocation to show")
    assert quickest(attempt, 1) < 1


def test_expiry_shows_on_the_day(world, nobody):
    """A page that was cached while the award was valid does not outlive the day."""
    a = world.assertion(world.a, world.a.second, "today@aberdale.example", issued_on="2020-01-01", expires_on="2020-01-02")
    first = get(nobody, f"/assertions/{a.public_id}", BROWSER)
    assert b"Expired" in first.body


# --- is it theirs?

def test_check_address(world, nobody):
    a = world.a.first.assertion
    def asked(address):
        answer = nobody.post(f"/assertions/{a.public_id}/check", {"email": address})
        return answer.status, answer.words() if answer.status == 200 else answer.text
    assert "Yes: it was awarded" in asked(a.address)[1]
    assert "Yes: it was awarded" in asked(f" {a.address.upper()} ")[1]
    assert "No: it was not awarded" in asked("somebody@else.example")[1]
    assert asked("no address")[0] == 422
    assert not nobody.cookies
    world.db.run("DELETE FROM throttle")


# --- baked pictures

def test_baked_png_holds_the_assertion(world, nobody):
    a = world.a.first.assertion.public_id
    png = nobody.get(f"/assertions/{a}.png").body
    at, chunks = 8, []
    while at < len(png):
        n = int.from_bytes(png[at:at + 4], "big")
        chunks.append((png[at + 4:at + 8], png[at + 8:at + 8 + n]))
        at += 12 + n
    found = [data for kind, data in chunks if kind == b"iTXt"]
    assert len(found) == 1
    keyword, rest = found[0].split(b"\0", 1)
    assert keyword == b"openbadges" and rest[:4] == b"\0\0\0\0"
    assert json.loads(rest[4:]) == nobody.get(f"/assertions/{a}.json").json()


def test_baked_svg_holds_the_assertion(world, nobody):
    import lxml.etree
    a = world.a.first.assertion.public_id
    answer = nobody.get(f"/assertions/{a}.svg")
    root = lxml.etree.fromstring(answer.body)
    element = root[0]
    assert element.tag == "{http://openbadges.org}assertion" and element.get("verify") == f"{nobody.base_url}/assertions/{a}"
    assert json.loads(element.text) == nobody.get(f"/assertions/{a}.json").json()
    assert b"<openbadges:assertion" in answer.body and "sandbox" in answer.headers["Content-Security-Policy"]


# --- requests that are not quite right

def test_http_1_0_and_odd_lines(instance):
    parts = urllib.parse.urlsplit(instance.base_url)
    def raw(text):
        with socket.create_connection((parts.hostname, parts.port), timeout=10) as s:
            s.sendall(text)
            s.shutdown(socket.SHUT_WR)
            data = b""
            while chunk := s.recv(65536):
                data += chunk
            return data
    assert raw(b"GET /healthz HTTP/1.0\r\n\r\n").split(b"\r\n")[0].split()[1] == b"200"
    for odd in (b"GET /healthz\x00 HTTP/1.1\r\nHost: a\r\n\r\n", b"GET /%00 HTTP/1.1\r\nHost: a\r\n\r\n", b"GET /assertions/%2e%2e/login HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n",
                b"GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", b"GET / HTTP/1.1\r\n\r\n", b"GET /\xff\xfe HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n",
                b"POST /login HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n0\r\n\r\n",
                b"POST /login HTTP/1.1\r\nHost: a\r\nContent-Length: -1\r\n\r\n", b"POST /login HTTP/1.1\r\nHost: a\r\nContent-Length: 5, 6\r\n\r\nabcde"):
        status = int(raw(odd).split(b"\r\n")[0].split()[1] or 0)
        assert 400 <= status < 500 or (status == 303 and b"%2e" in odd) or (status == 200 and b"%2e" in odd), (odd, status)
