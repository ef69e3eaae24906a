"""Keys of issuers: made once however many ask first, published in every form, replaced without breaking what was signed, and secret."""
import concurrent.futures, json, os, pathlib, re, signal

import pytest

from support import jose
from support.client import Client
from support.cost import httpd
from support.instance import temporary
from support.wait import wait_for
from support.world import World, clean_logs, instance, log_watch, new_id, world      # noqa: F401

LD = {"Accept": "application/ld+json, application/json"}


@pytest.fixture(scope="module")
def public(instance):
    return Client(instance.base_url)


@pytest.fixture(scope="module")
def boss(world):
    world.account("boss", world.a, "organisation_administrator")
    return world.client("boss")


def jws_of(public, a):
    answer = public.get(f"/assertions/{a.public_id}.jws")
    assert answer.status == 200, answer.text
    return answer.text


def creator(jws):
    return jose.parts(jws)[1]["verification"]["creator"]


def verifies(public, jws):
    """As a verifier of 2.0 does it: the key from its address, owned by the issuer, which names it."""
    key = public.get(creator(jws)).json()
    issuer = public.get(key["owner"], headers=LD).json()
    named = issuer["publicKey"] if isinstance(issuer["publicKey"], list) else [issuer["publicKey"]]
    return key["id"] in named and jose.rs256_fits(key["publicKeyPem"], jws)


def new_key(client, issuer, kind="rsa"):
    page = client.get(f"/admin/issuers/{issuer.public_id}/keys/new/{kind}")
    assert page.status == 200, page.words()
    return client.submit(page.form(button="Make a new key"))


# --- made on first use


def test_one_key_however_many_ask_first(world, public):
    i = world.issuer(world.a, "Asked By Many")
    i.badge = world.badge(world.a, i, "Sought After", "published")
    awards = [world.assertion(world.a, i, f"many{n}@x.example") for n in range(8)]
    with concurrent.futures.ThreadPoolExecutor(8) as pool:
        texts = list(pool.map(lambda a: jws_of(public, a), awards))
    assert len({creator(t) for t in texts}) == 1 and all(verifies(public, t) for t in texts)
    assert world.db.value("SELECT COUNT(*) FROM signing_key WHERE issuer_id = %s", i.id) == 1
    audit = world.db.row("SELECT * FROM audit WHERE action = 'signing_key.create' AND object_id = %s", i.id)
    assert audit["account_id"] == -2 and json.loads(audit["after_json"])["kind"] == "rsa"


def test_a_restart_and_a_second_server_have_the_same_keys(world, public, instance):
    a = world.a.first.assertion
    before = jws_of(public, a)
    parent = instance.pid("httpd")
    children = {p for p in httpd(instance) if p != parent}
    instance.graceful()
    wait_for(lambda: not children & set(httpd(instance)), 60, "the old children to end")
    assert wait_for(lambda: public.get(f"/assertions/{a.public_id}.jws").status == 200) and jws_of(public, a) == before
    os.kill(next(p for p in httpd(instance) if p != parent), signal.SIGKILL)
    assert wait_for(lambda: _try(lambda: jws_of(public, a))) == before
    environment = instance.environment()
    # another httpd on the same database: another port, the same base address and secret file
    with temporary(parts=["httpd"], base_url=instance.base_url, env={"MYSQL_HOME": environment["MYSQL_HOME"]}, smtp_port=instance.smtp_port or 1,
                   extra=[f'BadgesSecretFile "{instance.real}/conf/secret"']) as second:
        assert Client(f"http://127.0.0.1:{second.port}").get(f"/assertions/{a.public_id}.jws").text == before


test_a_restart_and_a_second_server_have_the_same_keys = pytest.mark.log_allows(r"exit signal Killed")(test_a_restart_and_a_second_server_have_the_same_keys)


def _try(what):
    try:
        return what()
    except OSError:
        return None


# --- published


def test_forms_of_a_key(world, public):
    i = world.a.first
    address = creator(jws_of(public, i.assertion)).removesuffix(".json")
    issuer = f"{public.base_url}/issuers/{i.public_id}"
    for accept, kind in ((None, "application/json"), ("*/*", "application/json"), ("application/json", "application/json"), ("text/html", "application/json"),
                         ("application/jwk+json", "application/jwk+json")):
        answer = public.get(address, headers={"Accept": accept} if accept else {})
        assert answer.status == 200 and answer.headers["Content-Type"] == kind and answer.headers["Access-Control-Allow-Origin"] == "*", accept
        jwk = answer.json()
        assert set(jwk) == {"kty", "n", "e", "alg", "use", "kid"} and (jwk["kty"], jwk["alg"], jwk["use"], jwk["kid"]) == ("RSA", "RS256", "sig", address)
        assert public.get(address, headers={"If-None-Match": answer.headers["ETag"], **({"Accept": accept} if accept else {})}).status == 304
    assert jose.der(public.get(address + ".json").json()["publicKeyPem"]) == jose.rsa_der(jwk)
    document = public.get(address, headers=LD)
    assert document.headers["Content-Type"] == "application/ld+json"
    assert document.json() == {"@context": "https://w3id.org/security/jwk/v1", "id": address, "type": "JsonWebKey", "controller": issuer,
                               "publicKeyJwk": {k: jwk[k] for k in ("kty", "n", "e", "alg")}}
    assert public.get(f"/issuers/{i.public_id}/jwks.json").json() == {"keys": [jwk]}
    for path in (address, address + ".json", f"{issuer}/jwks.json", f"{issuer}/did.json"):
        head = public.head(path)
        assert head.status == 200 and not head.text and head.headers["ETag"] and int(head.headers["Content-Length"]) > 100
    assert public.get(f"/issuers/{world.a.second.public_id}/keys/{address.rsplit('/')[-1]}").status == 404      # not this issuer's
    assert public.get(f"/issuers/{i.public_id}/keys/{new_id()}").status == 404


def test_controller_documents(world, public, boss):
    """Every key is an assertion method of the issuer's address and of its did:web, as part of it and by its own address."""
    i = world.a.second
    for kind in ("rsa", "ed25519", "p256"):
        assert new_key(boss, i, kind).status == 200
    issuer = f"{public.base_url}/issuers/{i.public_id}"
    jwks = {k["alg"]: k for k in public.get(f"{issuer}/jwks.json").json()["keys"]}
    assert set(jwks) == {"RS256", "EdDSA", "ES256"}
    did = wait_for(lambda: len((d := public.get(f"{issuer}/did.json").json())["verificationMethod"]) == 3 and d)
    host = public.base_url.split("://")[1].replace(":", "%3A")
    assert did["id"] == f"did:web:{host}:issuers:{i.public_id}" and did["alsoKnownAs"] == [issuer]
    assert did["assertionMethod"] == [m["id"] for m in did["verificationMethod"]]
    assert {m["type"] for m in did["verificationMethod"]} == {"Multikey", "JsonWebKey"} and all(m["controller"] == did["id"] for m in did["verificationMethod"])
    profile = public.get(issuer, headers=LD).json()
    assert {k["kid"] for k in jwks.values()} <= set(profile["assertionMethod"])
    for alg, start in (("EdDSA", "z6Mk"), ("ES256", "zDn")):
        document = public.get(jwks[alg]["kid"], headers=LD).json()
        assert document["type"] == "Multikey" and document["id"] == jwks[alg]["kid"] and document["controller"] == issuer and document["publicKeyMultibase"].startswith(start)
        within = f"{issuer}#{document['publicKeyMultibase']}"
        assert within in profile["assertionMethod"]
        assert {"id": within, "type": "Multikey", "controller": issuer, "publicKeyMultibase": document["publicKeyMultibase"]} in profile["verificationMethod"]
        assert f"{did['id']}#{document['publicKeyMultibase']}" in did["assertionMethod"]
    assert profile["@context"][0] == "https://w3id.org/openbadges/v2" and set(profile["@context"][1]) >= {"assertionMethod", "verificationMethod", "Multikey"}


def test_an_issuer_without_keys(world, public):
    i = world.issuer(world.a, "Never Signed")
    profile = public.get(f"/issuers/{i.public_id}.json").json()
    assert profile["@context"] == "https://w3id.org/openbadges/v2" and "publicKey" not in profile and profile["revocationList"].endswith("/revocations.json")
    assert public.get(f"/issuers/{i.public_id}/jwks.json").json() == {"keys": []}
    assert public.get(f"/issuers/{i.public_id}/revocations.json").json()["revokedAssertions"] == []
    assert public.get(f"/issuers/{new_id()}/jwks.json").status == 404


# --- a new key


def test_a_new_key_leaves_what_was_signed_valid(world, public, boss):
    i = world.a.first
    old, texts = jws_of(public, i.assertion), []
    for round_ in range(3):
        page = new_key(boss, i)
        assert page.status == 200 and "The new key is in use." in page.words() and "Retired" in page.words()
        text = wait_for(lambda: (t := jws_of(public, i.assertion)) not in (old, *texts) and t)      # every process notices
        texts.append(text)
    assert len({creator(t) for t in (old, *texts)}) == 4
    assert all(verifies(public, t) for t in (old, *texts))
    keys = world.db.rows("SELECT * FROM signing_key WHERE issuer_id = %s ORDER BY id", i.id)
    assert [k["present"] for k in keys] == [None, None, None, 1] and [bool(k["sealed_secret"]) for k in keys] == [False, False, False, True]
    assert len(public.get(f"/issuers/{i.public_id}/jwks.json").json()["keys"]) == 4 and len(public.get(f"/issuers/{i.public_id}/did.json").json()["verificationMethod"]) == 4
    audit = world.db.rows("SELECT * FROM audit WHERE action = 'signing_key.replace' AND object_id = %s ORDER BY id", i.id)
    assert len(audit) == 3 and json.loads(audit[-1]["before_json"])["key"] == keys[2]["public_id"] and json.loads(audit[-1]["after_json"])["key"] == keys[3]["public_id"]


def test_two_who_make_a_new_key_at_once(world, boss):
    i = world.a.first
    page = boss.get(f"/admin/issuers/{i.public_id}/keys/new/rsa")
    form = page.form(button="Make a new key")
    assert boss.submit(form).status == 200
    second = boss.submit(form)
    assert second.status == 409 and "Somebody else has made a new key meanwhile." in second.words()
    assert world.db.value("SELECT COUNT(*) FROM signing_key WHERE issuer_id = %s AND present = 1", i.id) == 1


def test_the_page(world, public, boss):
    i = world.a.first
    jws_of(public, i.assertion)
    page = boss.get(f"/admin/issuers/{i.public_id}").link("Keys")
    page = boss.get(page)
    assert page.status == 200 and "Made when it is first needed" in page.words()
    jwk = public.get(creator(jws_of(public, i.assertion)).removesuffix(".json")).json()
    import base64, hashlib
    fingerprint = base64.urlsafe_b64encode(hashlib.sha256(json.dumps({k: jwk[k] for k in ("e", "kty", "n")}, separators=(",", ":")).encode()).digest()).rstrip(b"=").decode()
    assert fingerprint in page.words()
    assert boss.get(f"/admin/issuers/{i.public_id}/keys/new/dsa").status == 404


# --- secret


def secret_bytes(instance):
    return (instance.real / "conf/secret").read_bytes()


def test_the_secret_stays_where_it_is(world, public, boss, instance):
    jws_of(public, world.a.first.assertion)
    assert oct((instance.real / "conf/secret").stat().st_mode)[-3:] == "600"
    pages = [public.get(f"/issuers/{world.a.first.public_id}{rest}", headers=LD).text for rest in ("", "/jwks.json", "/did.json")]
    pages.append(boss.get(f"/admin/issuers/{world.a.first.public_id}/keys").text)
    logs = b"".join(p.read_bytes() for p in pathlib.Path(instance.real / "logs").iterdir() if p.is_file())
    secret = secret_bytes(instance)
    assert not any(w in p for p in pages for w in ('"d":', '"p":', "PRIVATE")) and b"PRIVATE" not in logs
    for form in (secret, secret.hex().encode()):
        assert form not in logs and not any(form.decode("latin-1") in p for p in pages)
    for row in world.db.rows("SELECT * FROM signing_key WHERE present = 1"):
        sealed = row["sealed_secret"]
        assert sealed[0] == 1 and b"\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x01\x01" not in sealed      # no OID of an RSA key in the clear
    audits = "".join(str(r) for r in world.db.rows("SELECT before_json, after_json FROM audit WHERE action LIKE 'signing_key%%'"))
    assert "PRIVATE" not in audits and len(audits) < 20000


def test_a_sealed_key_is_of_no_use_in_another_row(world, public):
    i = world.issuer(world.b, "Borrowed Key")
    i.badge = world.badge(world.b, i, "Borrowed", "published")
    a = world.assertion(world.b, i, "borrowed@x.example")
    jws_of(public, world.b.first.assertion)
    world.db.run("INSERT INTO signing_key (public_id, organisation_id, issuer_id, kind, present, public_key, sealed_secret, created_at, created_by) "
                 "SELECT %s, organisation_id, %s, kind, present, public_key, sealed_secret, created_at, created_by FROM signing_key WHERE issuer_id = %s AND present = 1 AND kind = 'rsa'",
                 new_id(), i.id, world.b.first.id)
    answer = public.get(f"/assertions/{a.public_id}.jws")
    assert answer.status == 503 and "cannot sign at the moment" in answer.text and "sealed" not in answer.text


test_a_sealed_key_is_of_no_use_in_another_row = pytest.mark.log_allows(r"BDG0002.*cannot")(test_a_sealed_key_is_of_no_use_in_another_row)


# --- without the file, or with a wrong one


@pytest.mark.slow
@pytest.mark.log_allows(r"BadgesSecretFile|cannot sign at the moment")
def test_without_a_secret_file(world, public, boss, instance):
    """Everything else works; what would be signed says why it is not; the operator is told."""
    i, file = world.a.first, instance.real / "conf/secret"
    text, kept = jws_of(public, i.assertion), file.read_bytes()
    conf = (instance.real / "conf/httpd.conf").read_text()

    def served():
        return public.get(f"/assertions/{i.assertion.public_id}.jws")

    def with_file(change, want):
        change()
        instance.graceful()
        return wait_for(lambda: (r := served()).status == want and r, 60)

    def other_bytes():
        file.write_bytes(os.urandom(32))

    def offered():
        """The forms on the award's page."""
        return {a.rpartition(i.assertion.public_id)[2] for a in public.get(f"/assertions/{i.assertion.public_id}").doc.xpath("//a/@href") if i.assertion.public_id + "." in a}
    signed = {".jws", ".vc.json", ".jwt", ".vc.png", ".vc.svg"}
    assert signed <= offered()

    assert "cannot sign at the moment" in with_file(lambda: file.chmod(0o644), 503).text
    wait_for(lambda: {".json", ".png", ".pdf"} <= offered() and not signed & offered(), what="no form is offered that would not come")
    assert "can be read by others" in ctl(instance, "doctor") and "chmod 600" in ctl(instance, "secret")
    for path in (f"/assertions/{i.assertion.public_id}.json", f"/issuers/{i.public_id}/jwks.json", f"/issuers/{i.public_id}/revocations.json", f"/assertions/{i.assertion.public_id}.png"):
        assert public.get(path).status == 200
    assert verifies(public, text)
    page = boss.get(f"/admin/issuers/{i.public_id}/keys")
    assert page.status == 200 and "cannot sign at the moment" in page.words() and "New key" not in page.words()
    file.chmod(0o600)
    with_file(other_bytes, 503)
    assert not signed & offered()
    assert "not the file that the keys in the database were sealed with" in ctl(instance, "doctor")
    with_file(lambda: file.write_bytes(b"short"), 503)
    assert "is not a file of 32 bytes" in ctl(instance, "doctor")
    with_file(lambda: instance.write("conf/httpd.conf", re.sub("BadgesSecretFile.*\n", "", conf)), 404)
    assert "does not sign" in served().text
    assert "BadgesSecretFile is not set" in ctl(instance, "doctor") and "Set BadgesSecretFile" in ctl(instance, "secret")
    file.write_bytes(kept)
    with_file(lambda: instance.write("conf/httpd.conf", conf), 200)
    assert served().text == text and "is in order" in ctl(instance, "secret")
    wait_for(lambda: signed <= offered(), what="all forms are offered again")


def ctl(instance, *args):
    """What badgesctl says with the configuration as it lies there."""
    import subprocess
    done = subprocess.run([str(instance.build / "badgesctl"), "--config", str(instance.real / "conf/httpd.conf"), *args], env=instance.environment(),
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    return done.stdout


def test_making_the_file(instance, tmp_path):
    conf = tmp_path / "badges.conf"
    conf.write_text(f'BadgesBaseURL http://127.0.0.1/\nBadgesSecretFile "{tmp_path}/secret"\n')
    import subprocess
    run = lambda *args: subprocess.run([str(instance.build / "badgesctl"), "--config", str(conf), "secret", *args], env=instance.environment(),
                                       stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    assert run().returncode == 1
    made = run("--create")
    assert made.returncode == 0 and "Keep a copy" in made.stdout
    st = (tmp_path / "secret").stat()
    assert st.st_size == 32 and st.st_mode & 0o777 == 0o600
    first = (tmp_path / "secret").read_bytes()
    again = run("--create")
    assert again.returncode == 1 and "is there already" in again.stdout and (tmp_path / "secret").read_bytes() == first
    assert json.loads(run("--json").stdout) == {"file": f"{tmp_path}/secret", "created": False}
