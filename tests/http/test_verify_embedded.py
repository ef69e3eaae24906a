"""Credentials with embedded proofs that other people's libraries made: good ones are valid, and any change shows."""
import copy, json, subprocess

import pytest

from support.badges_abroad import HOLDER, VC1, VC2, bits, credential, in_base64, png_with, spoil, status_list, svg_with
from support.client import Client
from support.db import Database
from support.foreign import Foreign
from support.instance import ROOT, SHARED_DATA
from support.world import clean_logs, instance, log_watch      # noqa: F401

ABROAD = Foreign()
SETTINGS = {"extra": [f'BadgesVerifyAllow "127.0.0.1:{ABROAD.port}"']}
SUITES = ["eddsa-rdfc-2022", "Ed25519Signature2020", "ecdsa-rdfc-2019", "ecdsa-rdfc-2019-p384"]
EXTRA = {"Ed25519Signature2020": ["https://w3id.org/security/suites/ed25519-2020/v1"]}
ME = ABROAD.url("/issuer")


def sign(*jobs):
    done = subprocess.run(["node", str(ROOT / "tests/support/sign.mjs")], input=json.dumps(jobs), cwd=ROOT, stdout=subprocess.PIPE, text=True, check=True)
    return json.loads(done.stdout)


def unsigned(suite, version=2, issuer="did:key:ISSUER", **more):
    vc = credential(issuer, version, **more)
    old = ["https://w3id.org/security/data-integrity/v2"] if version == 1 and suite != "Ed25519Signature2020" else []
    return {**vc, "@context": (VC2 if version == 2 else VC1) + EXTRA.get(suite, []) + old}


@pytest.fixture(scope="module")
def made():
    """{(suite, version): signed by a did:key}, and one by a key at an address of the issuer's."""
    if not (ROOT / "node_modules/@digitalbazaar/vc").exists():
        pytest.skip("npm's packages are not here")
    jobs = {(s, v): {"credential": unsigned(s, v), "suite": s} for s in SUITES for v in (1, 2)}
    jobs["http"] = {"credential": unsigned(SUITES[0], issuer=ME), "suite": SUITES[0], "id": ME + "#key-1", "controller": ME}
    return dict(zip(jobs, sign(*jobs.values())))


@pytest.fixture(scope="module", autouse=True)
def over():
    yield
    ABROAD.close()


@pytest.fixture
def verify(instance):
    with Database(instance) as db:
        db.run("DELETE FROM throttle")

    def ask(**question):
        answer = Client(instance.base_url).request("POST", "/api/v1/verify", json_body=question)
        assert answer.status == 200, answer.text
        return answer.json()
    return ask


def must(verdict, outcome, **checks):
    results = {c["check"]: c["result"] for c in verdict["checks"]}
    assert verdict["outcome"] == outcome and checks.items() <= results.items(), json.dumps(verdict, indent=1)


@pytest.mark.parametrize("suite", SUITES)
@pytest.mark.parametrize("version", [1, 2])
def test_good_and_changed(verify, made, suite, version):
    vc = made[suite, version]["credential"]
    text = json.dumps(vc)
    for question in ({"credential": vc}, {"image": in_base64(png_with(text))}, {"image": in_base64(svg_with(text))}):
        must(verify(**question, email=HOLDER), "valid", format="passed", schema="passed", proof="passed", controller="passed", recipient="passed")
    changes = [("name", "Ship builder"), ("credentialSubject.achievement.name", "Captain"), ("credentialSubject.identifier.0.identityHash", "sha256$" + "0" * 64), ("issuer.name", "Another"),
               ("validFrom" if version == 2 else "issuanceDate", "2025-01-01T00:00:00Z"), ("validUntil" if version == 2 else "expirationDate", "2099-01-01T00:00:00Z"), ("id", "urn:uuid:0")]
    proof = vc["proof"]
    for path, value in changes + [("proof.created", "2026-01-01T00:00:00Z"), ("proof.proofValue", proof["proofValue"][:-1] + ("2" if proof["proofValue"][-1] != "2" else "3")),
                                  ("proof.proofValue", "z"), ("proof.proofValue", None), ("proof.verificationMethod", None), ("proof.proofPurpose", "authentication"), ("proof", None), ("proof", [])]:
        must(verify(credential=spoil(vc, path, value)), "invalid", proof="failed")


def test_what_no_context_defines(verify, made):
    vc = made[SUITES[0], 2]["credential"]
    for path, value in (("undefinedMember", "x"), ("credentialSubject.grade", "A"), ("credentialSubject.achievement.secret", {"a": 1})):
        must(verify(credential=spoil(vc, path, value)), "invalid", proof="failed")
    must(verify(credential=spoil(vc, "@context", vc["@context"] + ["https://contexts.example/v1"])), "unknown", proof="unchecked")
    must(verify(credential=spoil(vc, "proof.cryptosuite", "eddsa-jcs-2022")), "unknown", proof="unchecked")


def test_another_key(verify, made):
    a, b = copy.deepcopy(made[SUITES[0], 2]["credential"]), made["eddsa-rdfc-2022", 1]
    a["proof"]["verificationMethod"] = b["key"]["id"]
    must(verify(credential=a), "invalid", proof="failed", controller="failed")
    other = sign({"credential": unsigned(SUITES[0], issuer=made[SUITES[0], 2]["key"]["controller"]), "suite": SUITES[0]})[0]["credential"]    # well signed, but by somebody else
    must(verify(credential=other), "invalid", proof="passed", controller="failed")


def test_key_at_an_address(verify, made):
    vc, key = made["http"]["credential"], made["http"]["key"]
    profile = {"id": ME, "type": "Profile", "name": "Westbrook Academy", "verificationMethod": [key], "assertionMethod": [key["id"]]}
    ABROAD.put("/issuer", profile)
    must(verify(credential=vc), "valid", proof="passed", controller="passed")
    ABROAD.put("/issuer", {**profile, "assertionMethod": []})
    must(verify(credential=vc), "invalid", proof="failed")
    ABROAD.put("/issuer", {**profile, "verificationMethod": [{**key, "controller": "https://mallory.example/"}]})
    must(verify(credential=vc), "invalid", proof="passed", controller="failed")
    ABROAD.put("/issuer", b"", 500)
    must(verify(credential=vc), "unknown", proof="unchecked")


def test_status_list_with_a_proof(verify, made):
    url = ABROAD.url("/list")
    entry = {"id": url + "#7", "type": "BitstringStatusListEntry", "statusPurpose": "revocation", "statusListIndex": "7", "statusListCredential": url}
    method = lambda n: {"id": f"{ME}#k{n}", "controller": ME, "suite": SUITES[0]}
    lists = [status_list(url, ME, bits()), status_list(url, ME, bits(7)), status_list(url, ME, bits())]
    vc, clear, struck, late = sign({"credential": unsigned(SUITES[0], issuer=ME, credentialStatus=entry), **method(0)}, *({"credential": l, **method(n + 1)} for n, l in enumerate(lists)))
    keys = [s["key"] for s in (vc, clear, struck)]
    ABROAD.put("/issuer", {"id": ME, "type": "Profile", "verificationMethod": keys, "assertionMethod": [k["id"] for k in keys]})
    for signed, outcome, result in ((clear, "valid", "passed"), (struck, "revoked", "failed"), (late, "unknown", "unchecked")):     # the last one's key is not the issuer's
        ABROAD.put("/list", signed["credential"])
        must(verify(credential=vc["credential"]), outcome, status=result, proof="passed")
    forged = copy.deepcopy(struck["credential"])
    forged["credentialSubject"]["encodedList"] = bits()
    ABROAD.put("/list", forged)
    must(verify(credential=vc["credential"]), "unknown", status="unchecked")


def endorsement(of, comment="They build well.", **more):
    return {"@context": VC2, "id": "urn:uuid:" + comment.replace(" ", "-"), "type": ["VerifiableCredential", "EndorsementCredential"], "name": "An endorsement", "validFrom": "2026-01-01T00:00:00Z",
            "issuer": {"id": "did:key:ISSUER", "type": ["Profile"], "name": "Harbour Board"}, "credentialSubject": {"id": of, "type": ["EndorsementSubject"], "endorsementComment": comment}, **more}


def test_endorsement_by_itself(verify, made):
    """Told as what it is: no award of a badge, and in order, or not."""
    of = "https://badges.example/achievements/1"
    good, late = (s["credential"] for s in sign({"credential": endorsement(of), "suite": SUITES[0]}, {"credential": endorsement(of, validUntil="2026-01-02T00:00:00Z"), "suite": SUITES[0]}))
    verdict = verify(credential=good)
    must(verdict, "valid", format="passed", schema="passed", proof="passed", controller="passed", status="passed", expiry="passed")
    assert (verdict["kind"], verdict["endorses"], verdict["comment"], verdict["issuer"], verdict["text"]) == ("endorsement", of, "They build well.", "Harbour Board", "This endorsement is valid.")
    must(verify(credential=late), "expired", expiry="failed")
    must(verify(credential=spoil(good, "credentialSubject.endorsementComment", "They build.")), "invalid", proof="failed")
    must(verify(credential=spoil(good, "credentialSubject.type", ["AchievementSubject"])), "invalid", schema="failed")
    must(verify(credential=spoil(good, "credentialSubject.id", None)), "invalid", schema="failed")


def test_endorsements_inside(verify, made):
    """Each is checked by itself and told; none of them makes the credential around it better or worse."""
    vc = unsigned(SUITES[0])
    achievement = vc["credentialSubject"]["achievement"]["id"]
    good, other, late, spoilt = (s["credential"] for s in sign(*({"credential": e, "suite": SUITES[0]} for e in (
        endorsement(achievement), endorsement("https://elsewhere.example/1", "Of another."), endorsement(achievement, "Of old.", validUntil="2026-01-02T00:00:00Z"), endorsement(vc["id"], "Spoilt.")))))
    spoilt["credentialSubject"]["endorsementComment"] = "Changed."
    vc["credentialSubject"]["achievement"]["endorsement"] = [good, other, late]
    vc["endorsement"] = [spoilt]
    [whole] = sign({"credential": vc, "suite": SUITES[0]})
    verdict = verify(credential=whole["credential"])
    must(verdict, "valid", proof="passed")
    told = [(c["result"], c["text"], c.get("detail", "")) for c in verdict["checks"] if c["check"] == "endorsement"]
    assert [t[:2] for t in told] == [("failed", "An endorsement by Harbour Board does not hold"), ("passed", "Endorsed by Harbour Board"),
                                     ("failed", "An endorsement by Harbour Board does not hold"), ("failed", "An endorsement by Harbour Board does not hold")]
    assert "was changed" in told[0][2] and told[1][2] == "They build well." and "something else" in told[2][2] and "Expired" in told[3][2]
    changed = copy.deepcopy(whole["credential"])
    changed["credentialSubject"]["achievement"]["endorsement"].pop()
    must(verify(credential=changed), "invalid", proof="failed")


def test_vector_of_1edtech(instance, tmp_path):
    """Its key is named by an address of nobody's, with the key in the fragment: well signed, and by whom is not known. Nothing is fetched for it."""
    file = SHARED_DATA / "open-badges/ob3-test-vectors/1edtech-eddsa-rdfc-2022.json"
    if not file.exists():
        pytest.skip(f"{file} is not here")
    v = json.loads(file.read_text())
    vc = {**v["credential"], "proof": [{**v["proofOptions"], "proofValue": v["proofValue"]}]}
    (tmp_path / "off.conf").write_text(f"BadgesBaseURL {instance.base_url}/\nBadgesVerifyFetch Off\n")

    def verdict(doc):
        (tmp_path / "vc").write_text(json.dumps(doc))
        return json.loads(subprocess.run([str(instance.build / "badgesctl"), "--config", "off.conf", "verify", "vc", "--json"], cwd=tmp_path, stdout=subprocess.PIPE, text=True).stdout)
    must(verdict(vc), "unknown", proof="passed", controller="unchecked", schema="passed")
    must(verdict(spoil(vc, "name", "Teamwork")), "invalid", proof="failed")
