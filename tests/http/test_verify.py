"""/verify and `badgesctl verify`: the verdict on credentials that this server issued, check by check. Those of others: test_verify_foreign.py."""
import base64, json, subprocess

import pytest

from support.badges_abroad import KEYS, claims, credential
from support.client import Client
from support.foreign import jws
from support.world import clean_logs, instance, log_watch, new_id, world      # noqa: F401


@pytest.fixture
def nobody(instance):
    return Client(instance.base_url)


def ask(client, url=None, file=None, email=""):
    files = {"file": ("credential", file, "application/octet-stream")} if file is not None else {"file": ("", b"", "application/octet-stream")}
    return client.request("POST", "/verify", data={"url": url or "", "document": "", "email": email}, files=files, headers={"Accept": "text/html"})


def tool(instance, what, *more):
    done = subprocess.run([str(instance.build / "badgesctl"), "--config", str(instance.real / "conf/httpd.conf"), "verify", what, "--json", *more],
                          env=instance.environment(), stdout=subprocess.PIPE, text=True)
    return done.returncode, json.loads(done.stdout)


def results(verdict):
    return {c["check"]: c["result"] for c in verdict["checks"]}


def test_its_own_address(world, instance, nobody):
    a = world.a.first.assertion.public_id
    page = ask(nobody, f"{instance.base_url}/assertions/{a}")
    assert page.status == 200 and "This credential is valid" in page.text
    code, verdict = tool(instance, f"{instance.base_url}/assertions/{a}")
    assert code == 0 and verdict["valid"] and verdict["outcome"] == "valid" and all(c["result"] == "passed" for c in verdict["checks"]) and verdict["recipient_name"] == "Noor Haddad"


def test_baked_and_changed(world, instance, nobody, tmp_path):
    a = world.a.first.assertion.public_id
    png = nobody.get(f"/assertions/{a}.png").body
    assert "nothing was changed" in ask(nobody, file=png).text
    changed = tmp_path / "changed.json"
    document = nobody.get(f"/assertions/{a}.json", headers={"Accept": "application/json"}).json()
    changed.write_text(json.dumps({**document, "issuedOn": "2020-01-01T00:00:00Z"}))
    code, verdict = tool(instance, str(changed))
    assert code == 1 and verdict["outcome"] == "invalid" and results(verdict)["proof"] == "failed"
    changed.write_text(json.dumps(document))
    assert tool(instance, str(changed))[0] == 0


def test_revoked_tells_no_more_than_its_page(world, instance, nobody):
    r = world.a.first.revoked
    code, verdict = tool(instance, f"{instance.base_url}/assertions/{r.public_id}")
    assert code == 1 and verdict["outcome"] == "revoked" and not verdict["valid"] and "recipient_name" not in verdict
    assert "was revoked" in ask(nobody, f"{instance.base_url}/assertions/{r.public_id}").text


def test_whose_it_is(world, instance):
    a = world.a.first.assertion
    url = f"{instance.base_url}/assertions/{a.public_id}"
    identity = world.db.value("SELECT recipient_identity FROM assertion WHERE public_id = %s", a.public_id)
    assert tool(instance, url, "--email", identity.upper())[0] == 0
    code, verdict = tool(instance, url, "--email", "somebody.else@example.org")
    assert code == 1 and results(verdict)["recipient"] == "failed"


@pytest.mark.parametrize("what", ["http://127.0.0.1:9/assertions/1", "https://[::1]/x", "not an address", "javascript:alert(1)"])
def test_not_ours_is_never_valid(nobody, what):
    page = ask(nobody, what)
    assert page.status == 200 and ("could not be verified" in page.text or "not valid" in page.text) and "credential is valid" not in page.text


def test_nothing_there(instance, nobody):
    assert "not valid" in ask(nobody, f"{instance.base_url}/assertions/{new_id()}").text
    assert ask(nobody).status == 422
    assert "could not be read" in ask(nobody, file=b"%PDF-1.7 nothing").text
    assert ask(nobody, file=b"x" * (6 << 20)).status == 413


# --- every form in which this server gives a credential

FORMS = [".json", ".png", ".svg", ".jws", ".signed.png", ".signed.svg", ".vc.json", ".vc.png", ".vc.svg", ".jwt", ".jwt.png", ".jwt.svg"]


@pytest.mark.parametrize("form", FORMS)
def test_every_form(world, instance, nobody, tmp_path, form):
    a = world.a.second.assertion
    url = f"{instance.base_url}/assertions/{a.public_id}{form}"
    file = tmp_path / f"credential{form}"
    file.write_bytes(nobody.get(url).body)
    for what in (url, str(file)):
        code, verdict = tool(instance, what, "--email", a.address)
        assert code == 0 and verdict["valid"] and results(verdict)["recipient"] == "passed", json.dumps(verdict, indent=1)
        assert verdict["own"] and verdict["recipient_name"] == "Noor Haddad" and verdict["name"] == world.a.second.badge.name, verdict
        assert tool(instance, what, "--email", "x" + a.address)[0] == 1
    page = ask(nobody, file=file.read_bytes())
    assert "This credential is valid" in page.text and "Noor Haddad" in page.text


@pytest.mark.parametrize("form", [".json", ".signed.png", ".vc.json", ".vc.svg", ".jwt"])
def test_revoked_later_in_every_form(world, instance, nobody, tmp_path, form):
    a = world.assertion(world.a, world.a.second, f"later{form}@a.example")
    file = tmp_path / f"credential{form}"
    file.write_bytes(nobody.get(f"{instance.base_url}/assertions/{a.public_id}{form}").body)
    assert tool(instance, str(file))[0] == 0
    admin = world.accounts.get("verify_admin") or world.account("verify_admin", world.a, "organisation_administrator")
    form_page = world.client("verify_admin").get(f"/admin/credentials/{a.public_id}/revoke")
    done = world.client("verify_admin").submit(form_page.form(action="/revoke"), {"reason": "A mistake"})
    assert admin and done.status == 200
    code, verdict = tool(instance, str(file))
    assert code == 1 and verdict["outcome"] == "revoked" and "recipient_name" not in verdict, verdict


@pytest.mark.parametrize("form", [".vc.json", ".jws", ".jwt"])
def test_changed_in_every_form(world, instance, nobody, tmp_path, form):
    body = nobody.get(f"{instance.base_url}/assertions/{world.a.second.assertion.public_id}{form}").body
    if form == ".vc.json":
        changed = json.dumps({**json.loads(body), "validFrom": "2020-01-01T00:00:00Z"}).encode()
    else:
        head, payload, signature = body.strip().split(b".")
        claims = json.loads(base64.urlsafe_b64decode(payload + b"=="))
        claims["issuedOn" if form == ".jws" else "validFrom"] = "2020-01-01T00:00:00Z"
        changed = b".".join((head, base64.urlsafe_b64encode(json.dumps(claims).encode()).rstrip(b"="), signature))
    (tmp_path / "changed").write_bytes(changed)
    code, verdict = tool(instance, str(tmp_path / "changed"))
    assert code == 1 and verdict["outcome"] == "invalid" and results(verdict)["proof"] == "failed", verdict


def test_nobody_borrows_an_award(world, instance, tmp_path):
    """A credential of somebody else that names an award of ours as its id gets nothing of it: no name, no picture."""
    key, a = KEYS["EdDSA"], world.a.second.assertion
    url = f"{instance.base_url}/assertions/{a.public_id}"
    for issuer, outcome in ((key.did, "valid"), (f"{instance.base_url}/issuers/{world.a.second.public_id}", "invalid")):
        (tmp_path / "vc").write_text(jws(key, claims({**credential(issuer), "id": url}), kid=f"{key.did}#{key.multikey}"))
        verdict = tool(instance, str(tmp_path / "vc"))[1]
        assert verdict["outcome"] == outcome and not {"own", "recipient_name", "image", "assertion"} & verdict.keys(), verdict
