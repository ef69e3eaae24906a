"""Endorsements: asked for by one organisation, made by another's issuer, revoked, taken off; what the documents and pages say, who may, and what is held against a race."""
import base64, concurrent.futures, json, subprocess

import pytest

from support.client import Client
from support.instance import ROOT
from support.rooms import errors
from support.wait import wait_for
from support.world import new_id
from support.world import clean_logs, instance, log_watch, world      # noqa: F401

LD = {"Accept": "application/ld+json"}
SCHEMA = ROOT.parent / "shared/data/open-badges/schemas/ob_v3p0_achievementcredential_schema.json"


@pytest.fixture(scope="module")
def town(world):
    """Guild asks, Board endorses: two organisations with an administrator each."""
    class Town:
        pass
    t = Town()
    t.guild, t.board = (world.furnish(world.organisation(name, None)) for name in ("Guild", "Board"))
    world.account("asker", t.guild, "organisation_administrator")
    world.account("endorser", t.board, "organisation_administrator")
    world.account("owner_of_second", t.board, "issuer_owner", t.board.second)
    world.account("creator", t.guild, "badge_creator")
    return t


@pytest.fixture
def asker(world, town):
    return world.client("asker")


@pytest.fixture
def endorser(world, town):
    return world.client("endorser")


@pytest.fixture
def nobody(world):
    return Client(world.instance.base_url)


@pytest.fixture
def badge(world, town):
    return world.badge(town.guild, town.guild.first, "Lock keeper", "published")


def url(world, path):
    return world.instance.base_url.rstrip("/") + path


def ask(world, client, page, issuer, message=""):
    form = client.get(page).form(button="Ask them")
    return client.submit(form, {"issuer": url(world, f"/issuers/{issuer.public_id}"), "message": message}, button="Ask them")


def latest(world, **where):
    clause = " AND ".join(f"{k} = %s" for k in where)
    return world.db.row(f"SELECT * FROM endorsement WHERE {clause} ORDER BY id DESC LIMIT 1", *where.values())


def answer_of(client, id_, comment="We use **this badge** ourselves.", button=None, **more):
    form = client.get(f"/admin/endorsements/{id_}").form(button=button or "Decline") if button else \
        next(f for f in client.get(f"/admin/endorsements/{id_}").forms() if "comment" in f.names())
    return client.submit(form, {"comment": comment, **more} if not button else more, button=button or next(b for b in form.buttons() if b.startswith("Endorse")))


def made(world, town, asker, endorser, badge):
    """The public id of an endorsement of the badge by the Board's first issuer."""
    assert "Asked." in ask(world, asker, f"/admin/badges/{badge.public_id}/endorsements", town.board.first).words()
    e = latest(world, subject_id=badge.id, subject_kind="badge_class")
    assert "Endorsed." in answer_of(endorser, e["public_id"]).words()
    return e["public_id"]


def document(client, path):
    return client.get(path, headers=LD)


def revoke(client, id_, reason="The course is no longer held as it was."):
    form = client.get(f"/admin/endorsements/{id_}/revoke").form(action="/revoke")
    return client.submit(form, {"reason": reason})


# --- the whole way


def test_asked_made_shown_revoked(world, town, asker, endorser, nobody, badge):
    path, there = f"/badges/{badge.public_id}", f"/admin/badges/{badge.public_id}/endorsements"
    before = nobody.get(path + ".json")
    assert "endorsement" not in before.json()
    assert "Asked." in ask(world, asker, there, town.board.first, "Please look at it.\nThank you.").words()
    e = latest(world, subject_id=badge.id)
    assert (e["state"], e["organisation_id"], e["endorser_organisation_id"], e["message"]) == ("asked", town.guild.id, town.board.id, "Please look at it.\nThank you.")
    assert nobody.get(f"/endorsements/{e['public_id']}").status == 404, "what is only asked for has no address"
    assert nobody.get(path + ".json").body == before.body
    page = endorser.get("/admin/endorsements")
    assert "Lock keeper" in page.words()
    page = endorser.get(page.link("Lock keeper"))
    assert all(words in page.words() for words in ("Please look at it.", "What was learnt.", "examination", "Guild College"))
    answer = answer_of(endorser, e["public_id"], language="cy")
    assert "Endorsed." in answer.words()

    doc = document(nobody, f"/endorsements/{e['public_id']}").json()
    stored = latest(world, subject_id=badge.id)
    assert doc == {"@context": "https://w3id.org/openbadges/v2", "type": "Endorsement", "id": url(world, f"/endorsements/{e['public_id']}"),
                   "claim": {"id": url(world, f"{path}/versions/1"), "version": "1", "endorsementComment": "We use **this badge** ourselves."},
                   "issuer": url(world, f"/issuers/{town.board.first.public_id}"), "issuedOn": stored["made_at"].strftime("%Y-%m-%dT%H:%M:%SZ"), "@language": "cy",
                   "verification": {"type": "HostedBadge"}}
    assert nobody.get(doc["id"] + ".json").json() == doc and nobody.get(doc["issuer"] + ".json").json()["id"] == doc["issuer"]
    after = nobody.get(path + ".json")
    assert after.json()["endorsement"] == [doc["id"]] and after.headers["ETag"] != before.headers["ETag"]
    assert document(nobody, path + "/versions/1").json()["endorsement"] == [doc["id"]]
    page = nobody.get(path)
    assert "Endorsed by Board College" in page.words() and "<strong>this badge</strong>" in page.text and 'lang="cy"' in page.text
    page = nobody.get(f"/endorsements/{e['public_id']}")
    assert page.status == 200 and "endorsed by Board College" in page.words() and "endorsed was version 1" in page.words()

    assert "Revoked." in revoke(endorser, e["public_id"]).words()
    gone = document(nobody, f"/endorsements/{e['public_id']}")
    assert gone.status == 410 and gone.json() == {"@context": "https://w3id.org/openbadges/v2", "type": "Endorsement", "id": doc["id"], "revoked": True,
                                                  "revocationReason": "The course is no longer held as it was."}
    page = nobody.get(f"/endorsements/{e['public_id']}")
    assert page.status == 410 and "no longer valid" in page.words() and "this badge ourselves" not in page.words()
    last = nobody.get(path + ".json")
    assert "endorsement" not in last.json() and last.headers["ETag"] not in (after.headers["ETag"],) and "Board College" not in nobody.get(path).words()
    for o, before in ((town.guild, ["endorsement.ask"]), (town.board, [])):
        actions = [r["action"] for r in world.db.rows("SELECT action FROM audit WHERE object_kind = 'endorsement' AND object_id = %s AND organisation_id = %s ORDER BY id", e["id"], o.id)]
        assert actions == [*before, "endorsement.make", "endorsement.revoke"], "what the endorser does is in both logs"


def test_who_is_asked_gets_a_mail(world, town, asker, badge, mailbox):
    """At the issuer's own address, with what is asked and where to answer; not what those who ask wrote; once."""
    there, address = f"/admin/badges/{badge.public_id}/endorsements", world.db.value("SELECT email FROM issuer_version WHERE id = %s", town.board.second.version_id)
    asked = lambda: [m for m in mailbox.all(address) if badge.public_id in str(world.db.rows("SELECT job_key FROM outbox WHERE kind = 'mail.endorse'")) and "Lock keeper" in m.subject]
    before = len(asked())
    ask(world, asker, there, town.board.second, "Buy our badges.")
    e = latest(world, subject_id=badge.id)
    mail = wait_for(lambda: (found := asked()) and len(found) > before and found[-1], what="the mail")
    assert mail.subject == "Would you endorse Lock keeper?" and url(world, f"/admin/endorsements/{e['public_id']}") in mail.body() and town.guild.name in mail.body()
    assert "Buy our badges" not in mail.body() + mail.body("html")
    form = next(f for f in asker.get(there).forms() if "Take back" in f.buttons())
    asker.submit(form, button="Take back")
    ask(world, asker, there, town.board.second)
    assert world.db.value("SELECT COUNT(*) FROM outbox WHERE kind = 'mail.endorse' AND job_key LIKE %s", f"%{badge.public_id}") == 1


def test_as_a_credential_of_3(world, town, asker, endorser, nobody, badge, tmp_path):
    """Signed by who endorses, about what our 3.0 documents name; gone once it is revoked."""
    id_ = made(world, town, asker, endorser, badge)
    at, who = f"/endorsements/{id_}", url(world, f"/issuers/{town.board.first.public_id}")
    answer = nobody.get(at + ".vc.json")
    assert answer.status == 200 and answer.headers["Content-Type"] == "application/vc+ld+json" and answer.headers["Access-Control-Allow-Origin"] == "*"
    c = answer.json()
    [proof] = c.pop("proof")
    name = world.db.value("SELECT name FROM issuer_version WHERE id = %s", town.board.first.version_id)
    assert c == {"@context": ["https://www.w3.org/ns/credentials/v2", "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json", "https://purl.imsglobal.org/spec/ob/v3p0/extensions.json"],
                 "id": url(world, at), "type": ["VerifiableCredential", "EndorsementCredential"], "name": "Endorsement of Lock keeper",
                 "issuer": {"id": who, "type": ["Profile"], "name": name}, "validFrom": c["validFrom"],
                 "credentialSubject": {"id": url(world, f"/badges/{badge.public_id}/versions/1"), "type": ["EndorsementSubject"], "endorsementComment": "We use **this badge** ourselves."},
                 "refreshService": {"id": url(world, at + ".vc.json"), "type": "1EdTechCredentialRefresh"}}
    assert proof["cryptosuite"] == "eddsa-rdfc-2022" and nobody.get(proof["verificationMethod"], headers=LD).json()["controller"] == who
    for accept, kind in (("application/vc+ld+json", "application/vc+ld+json"), ("application/vc", "application/vc"), ("application/ld+json", "application/ld+json")):
        asked = nobody.get(at, headers={"Accept": accept})
        assert asked.headers["Content-Type"] == kind and "Accept" in asked.headers["Vary"] and ("proof" in asked.json()) == (accept != "application/ld+json")
        assert nobody.get(at, headers={"Accept": accept, "If-None-Match": asked.headers["ETag"]}).status == 304
    assert nobody.get(at + ".vc.json").body == answer.body and at + ".vc.json" in nobody.get(at).text
    checks, verdict = verified(world, answer.text, tmp_path)
    assert verdict["valid"] and verdict["kind"] == "endorsement" and verdict["endorses"] == c["credentialSubject"]["id"] and verdict["comment"] == "We use **this badge** ourselves."
    assert checks == dict.fromkeys(("format", "schema", "proof", "controller", "status", "expiry"), "passed") and verdict["issuer"] == name and "own" not in verdict
    assert verified(world, answer.text.replace("ourselves", "often"), tmp_path)[0]["proof"] == "failed"
    shown = nobody.submit(nobody.get("/verify").form(action="/verify"), {"document": answer.text}).words()
    assert "This endorsement is valid" in shown and "Endorsed by" in shown and name in shown and "We use **this badge** ourselves." in shown
    revoke(endorser, id_)
    for gone in (nobody.get(at + ".vc.json"), nobody.get(at, headers={"Accept": "application/vc"})):
        assert gone.status == 410 and gone.json()["revoked"] is True and "proof" not in gone.json()
    checks, verdict = verified(world, answer.text, tmp_path)
    assert checks["status"] == "failed" and verdict["outcome"] == "revoked" and "no longer held" in json.dumps(verdict)


def test_quoted_in_credentials_of_3(world, town, asker, endorser, nobody, tmp_path):
    """Endorsements of the award, of its badge and of its issuer stand in it as they stand at their own addresses, while they stand."""
    i = world.issuer(town.guild, "Guild of Bell Ringers")
    i.badge = world.badge(town.guild, i, "Bell ringer", "published")
    a, other = (world.assertion(town.guild, i, f"{name}@guild.example", details_json='{"narrative":"Rang."}') for name in ("rita", "otto"))
    vc, jwt = f"/assertions/{a.public_id}.vc.json", f"/assertions/{a.public_id}.jwt"
    plain = nobody.get(vc)
    for _ in range(3):      # known to the cache
        assert nobody.get(vc).body == plain.body and b"endorsement" not in plain.body
    made = {}
    for kind, page, id_ in (("badge_class", f"badges/{i.badge.public_id}", i.badge.id), ("issuer", f"issuers/{i.public_id}", i.id), ("assertion", f"credentials/{a.public_id}", a.id)):
        assert "Asked." in ask(world, asker, f"/admin/{page}/endorsements", town.board.first).words()
        e = latest(world, subject_kind=kind, subject_id=id_)
        assert "Endorsed." in answer_of(endorser, e["public_id"], f"Of the {kind}.").words()
        made[kind] = nobody.get(f"/endorsements/{e['public_id']}.vc.json").json()

    def quoted(c):
        c = c if isinstance(c, dict) else c.json()
        return c["credentialSubject"]["achievement"].get("endorsement"), c["issuer"].get("endorsement"), c.get("endorsement")
    all_ = ([made["badge_class"]], [made["issuer"]], [made["assertion"]])
    whole = wait_for(lambda: (d := nobody.get(vc)) and quoted(d) == all_ and d, 2, "the caches to notice")
    assert whole.headers["ETag"] != plain.headers["ETag"] and nobody.get(vc, headers={"If-None-Match": whole.headers["ETag"]}).status == 304
    assert all(nobody.get(vc).body == whole.body for _ in range(4)), "the same rows, the same bytes"
    assert quoted(payload(nobody.get(jwt).text)) == all_
    assert b"Of the issuer." in nobody.get(f"/assertions/{a.public_id}.vc.png").body
    assert quoted(nobody.get(f"/assertions/{other.public_id}.vc.json")) == (*all_[:2], None), "an endorsement of an award is of that award"
    if SCHEMA.is_file():
        jsonschema = pytest.importorskip("jsonschema")
        validator = jsonschema.Draft201909Validator(json.loads(SCHEMA.read_text()), format_checker=jsonschema.FormatChecker())
        validator.validate(whole.json())
        validator.validate(payload(nobody.get(jwt).text))
    verdict = verified(world, whole.text, tmp_path)[1]
    told = [(c["result"], c["text"], c["detail"]) for c in verdict["checks"] if c["check"] == "endorsement"]
    assert verdict["valid"] and told == [("passed", f"Endorsed by {town.board.first.name}", f"Of the {kind}.") for kind in ("assertion", "badge_class", "issuer")]
    # A new key of the endorser: quoted anew, with another ETag.
    world.db.run("UPDATE signing_key SET present = NULL, retired_at = NOW() WHERE issuer_id = %s AND kind = 'ed25519'", town.board.first.id)
    again = wait_for(lambda: (world.db.run("UPDATE public_change SET revision = revision + 1"), d := nobody.get(vc))[1] and d.headers["ETag"] != whole.headers["ETag"] and d, 3, "the caches to notice")
    assert again.json()["endorsement"][0]["proof"] != whole.json()["endorsement"][0]["proof"] and [e["id"] for e in again.json()["endorsement"]] == [made["assertion"]["id"]]
    for kind, expected in (("assertion", [True, True, False]), ("issuer", [True, False, False]), ("badge_class", [False] * 3)):
        revoke(endorser, made[kind]["id"].rpartition("/")[2])
        wait_for(lambda: [bool(q) for q in quoted(nobody.get(vc))] == expected, 2, f"the caches to notice that the one of the {kind} is gone")
    last = nobody.get(vc).json()
    first = plain.json()
    assert {**last, "proof": 0} == {**first, "proof": 0}


def payload(token):
    part = token.split(".")[1]
    return json.loads(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)))


def verified(world, text, tmp_path):
    """What badgesctl says of it: {check: result}, and the whole verdict."""
    (tmp_path / "vc.json").write_text(text)
    i = world.instance
    done = subprocess.run([str(i.build / "badgesctl"), "--config", str(i.real / "conf/httpd.conf"), "verify", str(tmp_path / "vc.json"), "--json"], env=i.environment(),
                          stdout=subprocess.PIPE, text=True)
    verdict = json.loads(done.stdout)
    return {c["check"]: c["result"] for c in verdict["checks"]}, verdict


def test_the_official_schema(world, town, asker, endorser, nobody, badge):
    jsonschema = pytest.importorskip("jsonschema")
    if not SCHEMA.is_file():
        pytest.skip(f"{SCHEMA} is not here")
    whole = json.loads(SCHEMA.read_text())
    own = {"$schema": whole["$schema"], "$ref": "#/$defs/EndorsementCredential", "$defs": whole["$defs"]}
    id_ = made(world, town, asker, endorser, badge)
    jsonschema.Draft201909Validator(own, format_checker=jsonschema.FormatChecker()).validate(nobody.get(f"/endorsements/{id_}.vc.json").json())


def test_what_was_endorsed_stays_and_what_changes_is_not_endorsed(world, town, asker, endorser, nobody, badge):
    world.db.run("UPDATE badge_class_version SET used = 0 WHERE id = %s", badge.version_id)
    id_ = made(world, town, asker, endorser, badge)
    assert world.db.value("SELECT used FROM badge_class_version WHERE id = %s", badge.version_id) == 1, "it can no longer change in place"
    before = document(nobody, f"/badges/{badge.public_id}/versions/1").body
    form = asker.get(f"/admin/badges/{badge.public_id}/details").form(action="/details")
    assert asker.submit(form, {"description": "Anything goes."}).status == 200
    assert document(nobody, f"/badges/{badge.public_id}/versions/1").body == before, "still endorsed, still the same"
    now = nobody.get(f"/badges/{badge.public_id}.json").json()
    assert now["version"] == "2" and "endorsement" not in now
    assert document(nobody, f"/endorsements/{id_}").json()["claim"]["version"] == "1"
    assert "earlier version" in asker.get(f"/admin/badges/{badge.public_id}/endorsements").words()
    assert "Asked." in ask(world, asker, f"/admin/badges/{badge.public_id}/endorsements", town.board.first).words(), "the new one can be asked for"


def test_changed_while_the_endorser_read_it(world, town, asker, endorser, badge):
    ask(world, asker, f"/admin/badges/{badge.public_id}/endorsements", town.board.first)
    e = latest(world, subject_id=badge.id)
    form = next(f for f in endorser.get(f"/admin/endorsements/{e['public_id']}").forms() if "comment" in f.names())
    asker.submit(asker.get(f"/admin/badges/{badge.public_id}/details").form(action="/details"), {"description": "Something else."})
    answer = endorser.submit(form, {"comment": "I like it."})
    assert answer.status == 409 and "changed while you were looking" in answer.words() and "Something else." in answer.words()
    again = next(f for f in answer.forms() if "comment" in f.names())
    assert dict(again.values())["comment"] == "I like it.", "nothing typed is lost"
    assert "Endorsed." in endorser.submit(again).words()
    assert latest(world, subject_id=badge.id)["subject_version"] == 2


# --- of an issuer, of an award


def test_of_an_issuer(world, town, asker, endorser, nobody):
    i = world.issuer(town.guild, "Guild of Rowers")
    before = nobody.get(f"/issuers/{i.public_id}.json")
    assert "Asked." in ask(world, asker, f"/admin/issuers/{i.public_id}/endorsements", town.board.first).words()
    e = latest(world, subject_kind="issuer", subject_id=i.id)
    assert "Endorsed." in answer_of(endorser, e["public_id"], "Reliable people.").words()
    after = wait_for(lambda: (d := nobody.get(f"/issuers/{i.public_id}.json")) and "endorsement" in d.json() and d, 2, "the cache to notice")
    assert after.json()["endorsement"] == [url(world, f"/endorsements/{e['public_id']}")] and after.headers["ETag"] != before.headers["ETag"]
    doc = document(nobody, f"/endorsements/{e['public_id']}").json()
    assert doc["claim"] == {"id": url(world, f"/issuers/{i.public_id}"), "version": "1", "endorsementComment": "Reliable people."}
    assert "Reliable people." in nobody.get(f"/issuers/{i.public_id}").words()
    asker.submit(asker.get(f"/admin/issuers/{i.public_id}/profile").form(action="/profile"), {"name": "Guild of Divers"})
    wait_for(lambda: "endorsement" not in nobody.get(f"/issuers/{i.public_id}.json").json(), 2, "another profile, which is not what was endorsed")
    assert "Guild of Rowers" in nobody.get(f"/endorsements/{e['public_id']}").words()


def test_of_an_award(world, town, asker, endorser, nobody):
    a = world.assertion(town.guild, town.guild.first, "rower@guild.example", "Rosa Rower", details_json='{"narrative":"Rowed."}')
    plain = world.assertion(town.guild, town.guild.first, "other@guild.example", "Otto Other")
    before, untouched = document(nobody, f"/assertions/{a.public_id}"), document(nobody, f"/assertions/{plain.public_id}").body
    assert "Asked." in ask(world, asker, f"/admin/credentials/{a.public_id}/endorsements", town.board.first).words()
    e = latest(world, subject_kind="assertion", subject_id=a.id)
    page = endorser.get(f"/admin/endorsements/{e['public_id']}")
    assert "Rosa Rower" in page.words() and "2 January 2026" in page.words()
    assert "Endorsed." in answer_of(endorser, e["public_id"], "I saw her row.").words()
    after = wait_for(lambda: (d := document(nobody, f"/assertions/{a.public_id}")) and "endorsement" in d.json() and d, 2, "the cache to notice")
    assert after.json()["endorsement"] == [url(world, f"/endorsements/{e['public_id']}")] and after.json()["narrative"] == "Rowed."
    assert after.headers["ETag"] != before.headers["ETag"]
    assert document(nobody, f"/endorsements/{e['public_id']}").json()["claim"] == {"id": url(world, f"/assertions/{a.public_id}"), "endorsementComment": "I saw her row."}
    assert "I saw her row." in nobody.get(f"/assertions/{a.public_id}").words()
    assert b'"endorsement"' in nobody.get(f"/assertions/{a.public_id}.png").body
    assert document(nobody, f"/assertions/{plain.public_id}").body == untouched
    revoke(endorser, e["public_id"])
    last = wait_for(lambda: (d := document(nobody, f"/assertions/{a.public_id}")) and "endorsement" not in d.json() and d, 2, "the cache to notice")
    assert last.json() == before.json() and last.headers["ETag"] not in (before.headers["ETag"], after.headers["ETag"])
    assert world.db.value("SELECT details_json FROM assertion WHERE id = %s", a.id) == '{"narrative":"Rowed."}'


def test_an_award_without_details(world, town, asker, endorser, nobody):
    a = world.assertion(town.guild, town.guild.first, "plain@guild.example", "Pia Plain")
    ask(world, asker, f"/admin/credentials/{a.public_id}/endorsements", town.board.first)
    e = latest(world, subject_kind="assertion", subject_id=a.id)
    answer_of(endorser, e["public_id"], "Yes.")
    wait_for(lambda: "endorsement" in document(nobody, f"/assertions/{a.public_id}").json(), 2, "the cache to notice")
    assert "Yes." in nobody.get(f"/assertions/{a.public_id}").words()
    form = next(f for f in asker.get(f"/admin/credentials/{a.public_id}/endorsements").forms() if "Take off" in f.buttons())
    assert "Done." in asker.submit(form, button="Take off").words()
    wait_for(lambda: "endorsement" not in document(nobody, f"/assertions/{a.public_id}").json(), 2, "the cache to notice")
    assert world.db.value("SELECT details_json FROM assertion WHERE id = %s", a.id) is None
    assert document(nobody, f"/endorsements/{e['public_id']}").status == 200, "the endorser's word stands, if not shown"


def test_a_revoked_award_cannot_be_endorsed(world, town, asker, endorser):
    a = town.guild.first.revoked
    page = asker.get(f"/admin/credentials/{a.public_id}/endorsements")
    assert "revoked" in page.words() and not [f for f in page.forms() if "Ask them" in f.buttons()]
    b = world.assertion(town.guild, town.guild.first, "late@guild.example", "Lena Late")
    ask(world, asker, f"/admin/credentials/{b.public_id}/endorsements", town.board.first)
    e = latest(world, subject_kind="assertion", subject_id=b.id)
    form = next(f for f in endorser.get(f"/admin/endorsements/{e['public_id']}").forms() if "comment" in f.names())
    world.db.run("UPDATE assertion SET state = 1, revoked_at = NOW(), revocation_reason = 'Oops' WHERE id = %s", b.id)
    answer = endorser.submit(form, {"comment": "Good."})
    assert answer.status == 409 and "revoked" in answer.words() and latest(world, subject_kind="assertion", subject_id=b.id)["state"] == "asked"


# --- the other answers


def test_declined_and_taken_back(world, town, asker, endorser, nobody, badge):
    there = f"/admin/badges/{badge.public_id}/endorsements"
    ask(world, asker, there, town.board.first)
    e = latest(world, subject_id=badge.id)
    form = endorser.get(f"/admin/endorsements/{e['public_id']}").form(button="Decline")
    assert "Declined." in endorser.submit(form, {"reason": "We do not know it."}, button="Decline").words()
    assert "We do not know it." in asker.get(there).words() and nobody.get(f"/endorsements/{e['public_id']}").status == 404
    ask(world, asker, there, town.board.first)
    form = next(f for f in asker.get(there).forms() if "Take back" in f.buttons())
    assert "Done." in asker.submit(form, button="Take back").words()
    assert latest(world, subject_id=badge.id)["state"] == "withdrawn"
    assert asker.submit(form, button="Take back").status == 200, "twice does nothing more"
    assert latest(world, subject_id=badge.id)["state"] == "withdrawn"


def test_made_elsewhere(world, town, asker, nobody, badge):
    there = f"/admin/badges/{badge.public_id}/endorsements"
    form = asker.get(there).form(button="Name it")
    assert set(errors(asker.submit(form, {"name": "", "url": "javascript:alert(1)"}, button="Name it"))) == {"name", "url"}
    answer = asker.submit(form, {"name": "Ministry <b>of</b> Water", "url": "https://ministry.example/endorsements/7"}, button="Name it")
    assert "made elsewhere" in answer.words()
    assert nobody.get(f"/badges/{badge.public_id}.json").json()["endorsement"] == ["https://ministry.example/endorsements/7"]
    page = nobody.get(f"/badges/{badge.public_id}")
    assert "Ministry <b>of</b> Water" in page.words() and "was not checked here" in page.words()
    assert "there already" in errors(asker.submit(form, {"name": "Ministry", "url": "https://ministry.example/endorsements/7"}, button="Name it"))["url"]
    e = latest(world, subject_id=badge.id)
    assert nobody.get(f"/endorsements/{e['public_id']}").status == 404
    form = next(f for f in asker.get(there).forms() if "Take off" in f.buttons())
    asker.submit(form, button="Take off")
    assert "endorsement" not in nobody.get(f"/badges/{badge.public_id}.json").json()


def test_what_cannot_be_asked(world, town, asker, badge):
    there = f"/admin/badges/{badge.public_id}/endorsements"
    form = asker.get(there).form(button="Ask them")
    long = "x" * 1001
    for issuer, message, field in (("", "", "issuer"), ("https://elsewhere.example/issuers/1", "", "issuer"), (url(world, f"/issuers/{new_id()}"), "", "issuer"), ("../../etc", "", "issuer"),
                                   (url(world, f"/issuers/{town.guild.first.public_id}"), "", "issuer"), (url(world, f"/issuers/{town.board.first.public_id}"), long, "message")):
        answer = asker.submit(form, {"issuer": issuer, "message": message}, button="Ask them")
        assert answer.status == 422 and set(errors(answer)) == {field}, (issuer, errors(answer))
        assert f'value="{issuer}"' in answer.text or not issuer
    assert "Asked." in ask(world, asker, there, town.board.first).words()
    assert "asked already" in errors(ask(world, asker, there, town.board.first))["issuer"]
    assert "Asked." in asker.submit(form, {"issuer": town.board.second.public_id, "message": ""}, button="Ask them").words(), "an id alone is enough"
    draft = town.guild.first.draft
    page = asker.get(f"/admin/badges/{draft.public_id}/endorsements")
    assert "draft" in page.words() and not [f for f in page.forms() if "Ask them" in f.buttons()]
    world.db.run("UPDATE issuer SET state = 'archived' WHERE id = %s", town.board.second.id)
    try:
        e = latest(world, subject_id=badge.id, issuer_id=town.board.second.id)
        answer = answer_of(world.client("endorser"), e["public_id"])
        assert answer.status == 409 and "archived" in answer.words()
    finally:
        world.db.run("UPDATE issuer SET state = 'active' WHERE id = %s", town.board.second.id)


def test_there_is_an_end(world, town, asker, badge):
    for n in range(20):
        world.insert("endorsement", public_id=new_id(), organisation_id=town.guild.id, subject_kind="badge_class", subject_id=badge.id, subject_version_id=badge.version_id,
                     subject_version=1, state="made", external_url=f"https://e.example/{n}", external_name=f"E {n}", created_by=1, created_at="2026-01-01", made_at="2026-01-01")
    assert "at most 20" in errors(ask(world, asker, f"/admin/badges/{badge.public_id}/endorsements", town.board.first))["issuer"]


def test_the_endorsers_own_mistakes(world, town, asker, endorser, badge):
    ask(world, asker, f"/admin/badges/{badge.public_id}/endorsements", town.board.first)
    e = latest(world, subject_id=badge.id)
    assert set(errors(answer_of(endorser, e["public_id"], " "))) == {"comment"}
    answer = answer_of(endorser, e["public_id"], "y" * 2001, language="?")
    assert answer.status == 422 and set(errors(answer)) == {"comment", "language"}
    assert latest(world, subject_id=badge.id)["state"] == "asked"
    answer_of(endorser, e["public_id"])
    assert set(errors(revoke(endorser, e["public_id"], " "))) == {"reason"} and latest(world, subject_id=badge.id)["state"] == "made"
    assert "Revoked." in revoke(endorser, e["public_id"]).words()
    assert "nothing to revoke" in endorser.get(f"/admin/endorsements/{e['public_id']}/revoke").words()


def test_hostile_comment(world, town, asker, endorser, nobody, badge):
    ask(world, asker, f"/admin/badges/{badge.public_id}/endorsements", town.board.first)
    e = latest(world, subject_id=badge.id)
    answer_of(endorser, e["public_id"], "<script>alert(1)</script> [x](javascript:alert(1)) ![p](https://t.example/p.png)")
    for path in (f"/badges/{badge.public_id}", f"/endorsements/{e['public_id']}"):
        text = nobody.get(path).text
        assert "<script>alert" not in text and "javascript:" not in text and "p.png" not in text


# --- who may


def test_who_may_answer(world, town, asker, badge):
    world.db.run("DELETE FROM endorsement WHERE issuer_id = %s AND state = 'asked'", town.board.second.id)
    ask(world, asker, f"/admin/badges/{badge.public_id}/endorsements", town.board.first)
    e = latest(world, subject_id=badge.id)
    for who in ("asker", "creator", "owner_of_second"):
        c = world.client(who)
        assert c.get(f"/admin/endorsements/{e['public_id']}").status == 404, who
        answer = c.post(f"/admin/endorsements/{e['public_id']}", {"_csrf": world.csrf(who), "revision": "1", "subject_revision": "1", "comment": "Mine."})
        assert answer.status == 404 and latest(world, subject_id=badge.id)["state"] == "asked"
    assert "Lock keeper" not in world.client("owner_of_second").get("/admin/endorsements").words()
    assert world.client("creator").get("/admin/endorsements").status == 403
    ask(world, asker, f"/admin/badges/{badge.public_id}/endorsements", town.board.second)
    mine = latest(world, subject_id=badge.id)
    assert "Lock keeper" in world.client("owner_of_second").get("/admin/endorsements").words()
    assert "Endorsed." in answer_of(world.client("owner_of_second"), mine["public_id"]).words()


def test_nobody_takes_off_what_is_not_theirs(world, town, asker, endorser, badge):
    id_ = made(world, town, asker, endorser, badge)
    other = world.badge(town.board, town.board.first, "Other", "published")
    for who, path in (("endorser", f"/admin/badges/{other.public_id}/endorsements"), ("asker", f"/admin/badges/{town.guild.second.badge.public_id}/endorsements")):
        answer = world.client(who).post(path, {"_csrf": world.csrf(who), "endorsement": id_})
        assert answer.status == 404 and latest(world, subject_id=badge.id)["state"] == "made"


# --- races


def test_answered_twice_at_once(world, town, asker, endorser, badge):
    ask(world, asker, f"/admin/badges/{badge.public_id}/endorsements", town.board.first)
    e = latest(world, subject_id=badge.id)
    page = endorser.get(f"/admin/endorsements/{e['public_id']}")
    values = dict(next(f for f in page.forms() if "comment" in f.names()).values())
    bodies = [{**values, "act": "endorse", "comment": f"Word {n}."} for n in range(4)] + [{**values, "act": "decline", "reason": "No."}] * 4
    send = lambda fields: world.client("endorser").post(f"/admin/endorsements/{e['public_id']}", fields, follow=False).status
    with concurrent.futures.ThreadPoolExecutor(8) as pool:
        statuses = sorted(pool.map(send, bodies))
    assert statuses == [303] + [409] * 7
    assert world.db.value("SELECT COUNT(*) FROM audit WHERE object_kind = 'endorsement' AND object_id = %s AND action IN ('endorsement.make', 'endorsement.decline') AND organisation_id = %s",
                          e["id"], town.board.id) == 1


def test_two_endorsers_at_once(world, town, asker, endorser, nobody):
    """Both stand in the award's document: its list is written by one at a time."""
    a = world.assertion(town.guild, town.guild.first, "pair@guild.example", "Paul Pair")
    for i in (town.board.first, town.board.second):
        ask(world, asker, f"/admin/credentials/{a.public_id}/endorsements", i)
    ids = [r["public_id"] for r in world.db.rows("SELECT public_id FROM endorsement WHERE subject_kind = 'assertion' AND subject_id = %s ORDER BY id", a.id)]
    forms = [next(f for f in endorser.get(f"/admin/endorsements/{id_}").forms() if "comment" in f.names()) for id_ in ids]
    send = lambda n: world.client("endorser").post(f"/admin/endorsements/{ids[n]}", {**dict(forms[n].values()), "comment": f"Word {n}."}, follow=False).status
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        assert list(pool.map(send, range(2))) == [303, 303]
    assert document(nobody, f"/assertions/{a.public_id}").json()["endorsement"] == [url(world, f"/endorsements/{i}") for i in ids]
