"""The verifier and servers that mean harm (SSRF, rebinding, endless answers, certificates): it is never led inside, it ends, and it never says "valid"."""
import gzip, json, socket, subprocess, sys, threading, time

import pytest

from support.badges_abroad import KEYS, Badges20, claims, credential
from support.client import Client
from support.db import Database
from support.instance import ROOT
from support.foreign import Foreign, certificate, drip, endless, jws, many_headers
from support.world import clean_logs, instance, log_watch      # noqa: F401

# Allowed: one server by number and port, one by a name. Everything else on this machine is as forbidden as anywhere.
ALLOWED, FORBIDDEN = Foreign(), Foreign()
SETTINGS = {"extra": [f'BadgesVerifyAllow "127.0.0.1:{ALLOWED.port}"']}


@pytest.fixture(scope="module", autouse=True)
def over():
    yield
    ALLOWED.close()
    FORBIDDEN.close()


@pytest.fixture(autouse=True)
def unhurried(instance):
    with Database(instance) as db:
        db.run("DELETE FROM throttle")


def ask(instance, **question):
    return Client(instance.base_url).request("POST", "/api/v1/verify", json_body=question)


@pytest.fixture
def verdict(instance):
    def of(**question):
        answer = ask(instance, **question)
        assert answer.status == 200, answer.text
        return answer.json()
    return of


def why(verdict):
    return " ".join(f"{c['text']} {c.get('detail', '')}" for c in verdict["checks"])


# --- T24: spellings of addresses inside

SPELLINGS = ["127.0.0.1", "127.1", "127.0.1", "2130706433", "0x7f000001", "0x7f.1", "0177.0.0.1", "017700000001", "127.0.0.1.", "0", "0.0.0.0", "localhost", "LOCALHOST", "localhost.", "%6cocalhost",
             "%31%32%37.0.0.1", "[::1]", "[::]", "[0:0:0:0:0:0:0:1]", "[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "[::127.0.0.1]", "[64:ff9b::7f00:1]", "[2002:7f00:1::]", "127.127.127.127"]


@pytest.mark.parametrize("host", SPELLINGS)
def test_no_spelling_leads_inside(verdict, host):
    FORBIDDEN.put("/x", Badges20(FORBIDDEN, "/in").publish().assertion)
    before = len(FORBIDDEN.asked)
    v = verdict(url=f"http://{host}:{FORBIDDEN.port}/x")
    assert v["outcome"] in ("unknown", "invalid") and not v["valid"]
    assert len(FORBIDDEN.asked) == before


def test_one_message_for_all_that_is_not_reached(verdict):
    """Whether something is there, is closed, or has no name: an answer from outside cannot tell."""
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        closed = s.getsockname()[1]
        said = {why(verdict(url=url)) for url in (f"http://127.0.0.1:{FORBIDDEN.port}/", f"http://127.0.0.1:{closed}/", "http://10.255.255.1/", "http://169.254.169.254/latest/meta-data/",
                                                  "http://no-such-name.invalid/", "http://localhost/", f"http://[::1]:{FORBIDDEN.port}/")}
    assert len(said) == 1 and "could not be reached" in said.pop()


def test_documents_do_not_lead_inside_either(verdict):
    """The same for every address that a document holds: badge, issuer, keys, lists."""
    inside = FORBIDDEN.url("/in/")
    before = len(FORBIDDEN.asked)
    b = Badges20(ALLOWED, "/lures")
    for part, member in (("assertion", "badge"), ("badge", "issuer")):
        b = Badges20(ALLOWED, "/lures")
        getattr(b, part)[member] = inside + member
        assert verdict(url=b.publish().url)["outcome"] == "unknown"
    b = Badges20(ALLOWED, "/lures").sign()
    b.issuer["revocationList"] = inside + "list"
    assert verdict(credential=b.publish().jws())["outcome"] == "unknown"
    b.assertion["verification"]["creator"] = inside + "key"
    assert verdict(credential=b.jws())["outcome"] == "unknown"
    for kid in (inside + "jwk", "did:web:127.0.0.1%3A" + str(FORBIDDEN.port) + ":in", "did:web:localhost%3A" + str(FORBIDDEN.port)):
        assert verdict(credential=jws(KEYS["RS256"], claims(credential(ALLOWED.url("/lures/issuer"))), kid=kid))["outcome"] == "unknown"
    status = {"id": "urn:x:1", "type": "BitstringStatusListEntry", "statusPurpose": "revocation", "statusListIndex": "1", "statusListCredential": inside + "list"}
    k = KEYS["EdDSA"]
    assert verdict(credential=jws(k, claims(credential(k.did, credentialStatus=status))))["outcome"] == "unknown"
    assert len(FORBIDDEN.asked) == before


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_redirects_do_not_lead_inside(verdict, status):
    before = len(FORBIDDEN.asked)
    for to in (FORBIDDEN.url("/x"), f"//localhost:{FORBIDDEN.port}/x", f"http://[::ffff:127.0.0.1]:{ALLOWED.port}/", "file:///etc/passwd", "gopher://127.0.0.1:70/_x", f"http://user:pass@127.0.0.1:{ALLOWED.port}/"):
        ALLOWED.redirect("/away", to, status)
        assert verdict(url=ALLOWED.url("/away"))["outcome"] == "unknown"
    assert len(FORBIDDEN.asked) == before


def test_at_most_three_redirects(verdict):
    b = Badges20(ALLOWED, "/far").publish()
    for n in range(1, 5):
        ALLOWED.redirect(f"/hop{n}", ALLOWED.url(f"/hop{n - 1}") if n > 1 else b.url)
    assert verdict(url=ALLOWED.url("/hop3"))["outcome"] == "valid"
    assert "more than 3 times" in why(verdict(url=ALLOWED.url("/hop4")))
    ALLOWED.redirect("/round", ALLOWED.url("/round"))
    assert verdict(url=ALLOWED.url("/round"))["outcome"] == "unknown"


# --- T25: a name that leads outside when it is looked at, and inside a moment later


@pytest.mark.parametrize("answers", [["93.184.216.34", "127.0.0.1"], ["93.184.216.34+127.0.0.1"], ["127.0.0.1"], ["10.0.0.1", "127.0.0.1"]])
def test_names_that_turn(instance, answers):
    """In a network of its own, with a name server that changes its mind."""
    helper = [sys.executable, str(ROOT / "tests/support/rebinding.py"), str(instance.build / "badgesctl"), *answers]
    done = subprocess.run(["unshare", "--net", "--mount", *helper], env=instance.environment(), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    if "unshare: unshare failed" in done.stderr:
        pytest.skip("no namespaces of our own here")
    told = json.loads(done.stdout)
    assert told["verdict"]["outcome"] == "unknown" and "could not be reached" in why(told["verdict"]), told
    assert told["looked up"] == 1 and told["asked"] == []


# --- T26: servers that never end


@pytest.mark.parametrize("manners, says", [
    ("endless", "larger than the 1 MB"), ("announced", "larger than the 1 MB"), ("bomb", "larger than the 1 MB"), ("drip", "did not answer in time"), ("silent", "did not answer in time"),
    ("headers", "header lines"), ("rubbish", "not what a web server says"), ("short", "not what a web server says")])
def test_manners(verdict, manners, says):
    def announced(h):
        h.send_response(200)
        h.send_header("Content-Length", str(10 << 30))
        h.end_headers()

    def silent(h):
        time.sleep(8)

    def rubbish(h):
        h.wfile.write(b"SSH-2.0-OpenSSH_9.2\r\n" * 10)

    def short(h):
        h.send_response(200)
        h.send_header("Content-Length", "1000")
        h.end_headers()
        h.wfile.write(b'{"@context"')
    ALLOWED.put("/manners", {"endless": endless, "announced": announced, "drip": drip, "silent": silent, "headers": many_headers, "rubbish": rubbish, "short": short}.get(manners) or
                gzip.compress(bytes(100 << 20)), headers={"Content-Encoding": "gzip"})
    began = time.monotonic()
    v = verdict(url=ALLOWED.url("/manners"))
    assert v["outcome"] == "unknown" and says in why(v), v
    assert time.monotonic() - began < 20


def test_slow_answers_end_together(verdict):
    """Each document within its time, but all of them too slow: there is one end for all."""
    def slowly(body):
        def answer(h):
            time.sleep(4)
            h.send_response(200)
            h.send_header("Content-Length", str(len(body)))
            h.end_headers()
            h.wfile.write(body)
        return answer
    b = Badges20(ALLOWED, "/slow").sign().publish()
    for name in ("issuer", "badge", "key", "revoked"):
        ALLOWED.put(f"/slow/{name}", slowly(json.dumps(getattr(b, name)).encode()))
    began = time.monotonic()
    v = verdict(credential=b.jws())
    assert v["outcome"] in ("valid", "unknown") and time.monotonic() - began < 40


def test_large_keys_and_deep_documents(verdict):
    b = Badges20(ALLOWED, "/large").sign()
    b.key["publicKeyPem"] = "-----BEGIN PUBLIC KEY-----\n" + "A" * 900000 + "\n-----END PUBLIC KEY-----\n"
    assert verdict(credential=b.publish().jws())["outcome"] == "invalid"
    ALLOWED.put("/large/key", "[" * 100000)
    assert verdict(credential=b.jws())["outcome"] == "invalid"
    me = ALLOWED.put("/large/me", {"id": ALLOWED.url("/large/me"), "type": "Profile"})
    kid = ALLOWED.put("/large/me/key", {"kty": "RSA", "n": "A" * 900000, "e": "AQAB"})
    assert verdict(credential=jws(KEYS["RS256"], claims(credential(me)), kid=kid))["outcome"] == "invalid"


@pytest.mark.log_allows(r"BDG0002.*Many credentials of other servers")
def test_slow_servers_do_not_hold_ours(instance, verdict):
    """More than a few at once are sent away with Retry-After, and everything else goes on."""
    gate, arrived = threading.Event(), threading.Semaphore(0)

    def held(h):
        arrived.release()
        gate.wait(10)
    ALLOWED.put("/held", held)
    answers = []
    waiting = [threading.Thread(target=lambda: answers.append(ask(instance, url=ALLOWED.url("/held")))) for _ in range(30)]
    for t in waiting:
        t.start()
    assert arrived.acquire(timeout=10)
    assert Client(instance.base_url).get("/verify").status == 200
    k = KEYS["EdDSA"]
    assert verdict(credential=jws(k, claims(credential(k.did))))["outcome"] == "valid"     # needs no fetching, so no place
    gate.set()
    for t in waiting:
        t.join(60)
    busy = [a for a in answers if a.status == 503]
    assert len(answers) == 30 and {a.status for a in answers} <= {200, 503}
    assert all(a.headers["Retry-After"] for a in busy)


# --- certificates


def badgesctl(instance, tmp_path, allow, what, ca=None):
    conf = tmp_path / "verify.conf"
    conf.write_text(f'BadgesBaseURL {instance.base_url}/\nBadgesVerifyAllow "{allow}"\n' + (f"BadgesVerifyCA {ca}\n" if ca else ""))
    done = subprocess.run([str(instance.build / "badgesctl"), "--config", str(conf), "verify", what, "--json"], env=instance.environment(), stdout=subprocess.PIPE, text=True)
    return done.returncode, json.loads(done.stdout)


def test_certificates(instance, tmp_path):
    ca = certificate(tmp_path, "authority", ca=True)
    for name, made, outcome, says in (("good", {"issuer": ca}, "valid", ""), ("alone", {}, "unknown", "not signed by an authority"), ("expired", {"issuer": ca, "days": -1, "begins": -3}, "unknown", "has expired"),
                                      ("early", {"issuer": ca, "days": 9, "begins": 5}, "unknown", "not valid yet"), ("other", {"issuer": ca, "host": "127.0.0.2"}, "unknown", "for another name")):
        server = Foreign(certificate(tmp_path, name, **made))
        try:
            code, v = badgesctl(instance, tmp_path, f"127.0.0.1:{server.port}", Badges20(server, "/tls").publish().url, ca)
            assert v["outcome"] == outcome and says in why(v), (name, v)
            assert code == (0 if outcome == "valid" else 2)
            code, v = badgesctl(instance, tmp_path, f"127.0.0.1:{server.port}", Badges20(server, "/tls").url)       # an authority that is not known
            assert v["outcome"] == "unknown" and "certificate" in why(v).lower(), v
        finally:
            server.close()


def test_did_web_and_no_way_back_to_http(instance, tmp_path):
    ca = certificate(tmp_path, "authority", ca=True)
    server = Foreign(certificate(tmp_path, "web", issuer=ca))
    try:
        k = KEYS["ES256"]
        did = f"did:web:127.0.0.1%3A{server.port}:issuers:boats"
        method = {"id": did + "#k1", "type": "Multikey", "controller": did, "publicKeyMultibase": k.multikey}
        text = jws(k, claims(credential(did)), kid=did + "#k1")
        (tmp_path / "vc").write_text(text)
        look = lambda: badgesctl(instance, tmp_path, f"127.0.0.1:{server.port} 127.0.0.1:{ALLOWED.port}", str(tmp_path / "vc"), ca)[1]
        good = {"@context": "https://www.w3.org/ns/did/v1", "id": did, "verificationMethod": [method], "assertionMethod": ["#k1"]}
        server.put("/issuers/boats/did.json", good)
        assert look()["outcome"] == "valid"
        for member, value in (("id", did + "x"), ("assertionMethod", []), ("verificationMethod", [{**method, "publicKeyMultibase": KEYS["EdDSA"].multikey}]),
                              ("verificationMethod", [{**method, "controller": "did:web:mallory.example"}])):
            server.put("/issuers/boats/did.json", {**good, member: value})
            v = look()
            assert v["outcome"] == "invalid", (member, v)
        # The issuer's address, a key of its DID, and the other way round: the key's controller is not the issuer's id, whatever the two say of each other.
        me = f"https://127.0.0.1:{server.port}/issuers/boats"
        server.put("/issuers/boats/did.json", {**good, "alsoKnownAs": [me]})
        server.put("/issuers/boats", {"id": me, "type": "Profile", "alsoKnownAs": [did], "verificationMethod": [{**method, "id": me + "#k1", "controller": me}], "assertionMethod": [me + "#k1"]})
        for issuer, kid, controller in ((me, did + "#k1", "failed"), (did, me + "#k1", "failed"), (me, me + "#k1", "passed"), (did, did + "#k1", "passed")):
            (tmp_path / "vc").write_text(jws(k, claims(credential(issuer)), kid=kid))
            v = look()
            assert {c["check"]: c["result"] for c in v["checks"]}["controller"] == controller and v["outcome"] == ("valid" if controller == "passed" else "invalid"), (issuer, kid, v)
        # A document of the key alone may lie anywhere, if it names the DID as its controller and the DID document names it.
        server.put("/keys/1", {"id": f"https://127.0.0.1:{server.port}/keys/1", **{n: method[n] for n in ("type", "controller", "publicKeyMultibase")}})
        server.put("/issuers/boats/did.json", {**good, "assertionMethod": [f"https://127.0.0.1:{server.port}/keys/1"]})
        (tmp_path / "vc").write_text(jws(k, claims(credential(did)), kid=f"https://127.0.0.1:{server.port}/keys/1"))
        assert look()["outcome"] == "valid"
        server.put("/issuers/boats/did.json", {**good, "verificationMethod": [], "assertionMethod": []})
        assert look()["outcome"] == "invalid"
        (tmp_path / "vc").write_text(text)
        server.redirect("/issuers/boats/did.json", ALLOWED.put("/did.json", good))
        v = look()
        assert v["outcome"] == "unknown" and "not" in why(v)
    finally:
        server.close()


# --- when the operator wants no fetching


def test_fetching_switched_off(instance, tmp_path):
    conf = tmp_path / "off.conf"
    conf.write_text(f'BadgesBaseURL {instance.base_url}/\nBadgesVerifyFetch Off\nBadgesVerifyAllow "127.0.0.1:{ALLOWED.port}"\n')
    b = Badges20(ALLOWED, "/off").publish()
    before = len(ALLOWED.asked)
    done = subprocess.run([str(instance.build / "badgesctl"), "--config", str(conf), "verify", b.url, "--json"], env=instance.environment(), stdout=subprocess.PIPE, text=True)
    assert done.returncode == 2 and "does not fetch" in why(json.loads(done.stdout)) and len(ALLOWED.asked) == before
