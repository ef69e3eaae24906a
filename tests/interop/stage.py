#!/usr/bin/python3
"""What the tests of tests/interop need in the instance of VAR:

    awards         a badge with everything, awards of it and of a plain one; prints {"plain", "rich", "expired", "other", "endorsed": public ids of awards, "endorsement", "issuer",
                   "other_issuer"}
    revoke ID      takes an award back"""
import json, os, pathlib, sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "scripts"), str(ROOT / "tests")]
from dev_instance import Instance                                      # noqa: E402
from support.client import Client                                      # noqa: E402
from support.db import Database                                        # noqa: E402
from support.wait import wait_for                                      # noqa: E402
from support.world import World, new_id, now                                   # noqa: E402

ATTRIBUTES = [{"key": "score", "name": "Score", "type": "number", "required": False, "choices": [], "help": "Of 100"},
              {"key": "grade", "name": "Grade", "type": "choice", "required": False, "choices": ["A", "A+", "A"], "help": ""}]
ALIGNMENTS = [{"name": "Swims", "url": "https://framework.example/1", "description": "Far", "framework": "Water", "code": "W.1"}] * 2
DETAILS = {"narrative": "Led the *team*.", "evidence": [{"url": "https://work.example/1|2", "name": "Film", "narrative": "«Ü»\n\U0001f3ca"}, {"name": "Seen"}, {"name": "Seen"}],
           "attributes": {"score": "55.5", "grade": "A+"}}


def shows_keys(public, issuer):
    return {"publicKey", "assertionMethod"} <= set(public.get(f"/issuers/{issuer.public_id}", headers={"Accept": "application/ld+json"}).json())


def awards(instance):
    world = World(instance)
    o, i, other = world.a, world.a.first, world.b.first
    plain = [world.assertion(o, i, f"plain{n}@x.example", expires_on="2031-02-03") for n in range(3)]
    i.badge.version_id = world.insert("badge_class_version", badge_class_id=i.badge.id, number=2, name="Swimming \U0001f3ca", description='Says "far"', language="en-GB",
                                      criteria_text="Swim.", tags_json='["water","water"]', attributes_json=json.dumps(ATTRIBUTES), alignments_json=json.dumps(ALIGNMENTS),
                                      related_json='[{"url":"https://other.example/badges/1","language":"de","version":"3"}]', used=1, created_at=now(), created_by=1)
    world.db.run("UPDATE badge_class SET version_id = %s WHERE id = %s", i.badge.version_id, i.badge.id)
    rich = [world.assertion(o, i, f"swimmer{n}@x.example", expires_on="2031-02-03", details_json=json.dumps(DETAILS)) for n in range(2)]
    # Keys are made when something is first signed with them, and shown by every process within a second.
    public = Client(instance.base_url)
    world.sign()
    for one in (i, other):
        assert public.get(f"/assertions/{one.assertion.public_id}.jwt").status == 200
        wait_for(lambda: all(shows_keys(public, one) for _ in range(30)), what="the keys on the issuer's document")
    endorsed = world.assertion(o, i, "endorsed@x.example", expires_on="2031-02-03", details_json=json.dumps(DETAILS))
    endorse(world, other, endorsed)
    print(json.dumps({"endorsed": endorsed.public_id, "plain": plain[0].public_id, "second": plain[1].public_id, "withdrawn": plain[2].public_id, "rich": rich[0].public_id, "rich_withdrawn": rich[1].public_id,
                      "expired": i.expired.public_id, "other": other.assertion.public_id, "endorsement": i.endorsement.public_id, "issuer": i.public_id, "other_issuer": other.public_id}))


def endorse(world, by, award):
    """The award, its badge and its issuer, each twice, by an issuer of another organisation."""
    a = world.db.row("SELECT * FROM assertion WHERE id = %s", award.id)
    issuer = world.db.row("SELECT v.* FROM issuer_version v WHERE v.id = %s", a["issuer_version_id"])
    subjects = {"badge_class": (a["badge_class_id"], a["badge_class_version_id"], 2), "issuer": (issuer["issuer_id"], issuer["id"], 1), "assertion": (a["id"], a["badge_class_version_id"], 2)}
    made = {kind: [] for kind in subjects}
    for kind, (id_, version, number) in subjects.items():
        for comment in ("Worth *it*.\n\u00ab\u00dc\u00bb", "Worth \"it\"."):
            made[kind].append(new_id())
            world.insert("endorsement", public_id=made[kind][-1], organisation_id=a["organisation_id"], subject_kind=kind, subject_id=id_, subject_version_id=version,
                         subject_version=number, endorser_organisation_id=1, issuer_id=by.id, issuer_version_id=by.version_id, state="made", comment=comment, language="en",
                         created_by=1, created_at=now(), made_by=1, made_at=now())
    world.db.run("UPDATE badge_class_version SET endorsements_json = %s WHERE id = %s", json.dumps(made["badge_class"]), a["badge_class_version_id"])
    world.db.run("UPDATE issuer_version SET endorsements_json = %s WHERE id = %s", json.dumps(made["issuer"]), issuer["id"])
    world.db.run("UPDATE assertion SET details_json = JSON_SET(details_json, '$.endorsements', JSON_COMPACT(%s)) WHERE id = %s", json.dumps(made["assertion"]), a["id"])
    world.db.run("UPDATE public_change SET revision = revision + 1")


def revoke(instance, public_id):
    with Database(instance) as db:
        db.run("UPDATE assertion SET state = 1, revoked_at = UTC_TIMESTAMP(6), revoked_by = 1, revocation_reason = 'Issued by mistake', revision = revision + 1 "
               "WHERE public_id = %s", public_id)
        db.run("UPDATE public_change SET revision = revision + 1")


if __name__ == "__main__":
    {"awards": awards, "revoke": revoke}[sys.argv[1]](Instance(os.environ["VAR"]), *sys.argv[2:])
