"""/verify and `badgesctl verify`: the verdict on credentials that this server issued, check by check. Those of others: test_verify_foreign.py."""
import json, subprocess

import pytest

from support.client import Client
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
