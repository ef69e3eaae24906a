"""The attributes of an award as an Extension of Open Badges 2.0: the object, its context and its schema, which stay for a version."""
import base64, json, pathlib

import jsonschema, pytest

from support.world import new_id
from support.world import clean_logs, instance, log_watch, world      # noqa: F401

LD = {"Accept": "application/ld+json"}
ATTRIBUTES = [{"key": "score", "name": "Score", "type": "number", "required": True}, {"key": "level", "name": "Level", "type": "choice", "required": False, "choices": ["Gold", "Silver"]},
              {"key": "seen", "name": "Seen on", "type": "date", "required": False}, {"key": "site", "name": "Site", "type": "address", "required": False, "help": "Where it was held"},
              {"key": "id", "name": "ID", "type": "text", "required": False}, {"key": "type", "name": "Type", "type": "text", "required": False},
              {"key": "obi", "name": "Obi", "type": "text", "required": False}]
OFFICIAL = pathlib.Path(__file__).resolve().parents[3] / "shared/data/open-badges/ob2-extensions"


@pytest.fixture(scope="module")
def shop(world):
    o = world.organisation("Shop", None)
    o.graphic = world.graphic(o)
    o.issuer = world.issuer(o, "Shop School")
    o.issuer.badge = world.badge(o, o.issuer, "Rich", "published")
    world.db.run("UPDATE badge_class_version SET attributes_json = %s WHERE id = %s", json.dumps(ATTRIBUTES), o.issuer.badge.version_id)
    world.account("shopkeeper", o, "organisation_administrator")
    return o


def award(world, shop, values, **more):
    details = {"attributes": values} if values is not None else None
    return world.assertion(shop, shop.issuer, f"{new_id()}@shop.example", details_json=json.dumps({**(details or {}), **more}) if details or more else None).public_id


FULL = {"score": "67.5", "level": "Gold", "seen": "2026-03-30", "site": "https://example.org/x?a=1&b=2", "id": "S-1", "type": "x\"</script>", "obi": "1"}


def extension(client, id_):
    return client.get(f"/assertions/{id_}", headers=LD).json().get("extensions:badgeAttributes")


def test_the_object_fits_its_schema(world, shop):
    client = world.client("shopkeeper")
    e = extension(client, award(world, shop, FULL))
    assert e["type"] == ["Extension", "extensions:BadgeAttributes"]
    assert e["@context"] == f"{world.instance.base_url.rstrip('/')}/badges/{shop.issuer.badge.public_id}/versions/1/attributes/context.json"
    assert {k: v for k, v in e.items() if k not in ("@context", "type")} == {**{k: FULL[k] for k in ("score", "level", "seen", "site")}, "Id": "S-1", "Type": FULL["type"], "Obi": "1"}
    context = client.get(e["@context"])
    assert context.headers["Content-Type"] == "application/ld+json" and context.headers["Access-Control-Allow-Origin"] == "*" and context.headers["ETag"]
    (validation,) = context.json()["obi:validation"]
    assert validation["obi:validatesType"] == "extensions:BadgeAttributes"
    answer = client.get(validation["obi:validationSchema"])
    schema = answer.json()
    assert schema["id"] == answer.url
    jsonschema.Draft4Validator.check_schema(schema)
    check = jsonschema.Draft4Validator(schema, format_checker=jsonschema.FormatChecker())
    check.validate(e)
    for wrong in ({"score": "many"}, {"level": "Bronze"}, {"seen": "30 March"}, {"score": 67.5}, {"Id": None}):
        assert list(check.iter_errors({**e, **wrong})), wrong
    assert list(check.iter_errors({k: v for k, v in e.items() if k != "score"})), "required"


def test_every_term_means_something(world, shop):
    client = world.client("shopkeeper")
    e = extension(client, award(world, shop, FULL))
    context = client.get(e["@context"]).json()["@context"]
    for term in set(e) - {"@context", "type"}:
        assert context[term]["@id"].startswith(e["@context"] + "#"), term
    assert context["seen"]["@type"].endswith("#date") and context["score"]["@type"].endswith("#decimal") and context["site"]["@type"] == "@id"
    assert not {"id", "type"} & set(context), "what JSON-LD needs itself keeps its meaning"


@pytest.mark.skipif(not OFFICIAL.is_dir(), reason="the official extensions are not here")
def test_of_the_same_form_as_the_official_ones(world, shop):
    e = extension(world.client("shopkeeper"), award(world, shop, {"score": "1"}))
    ours = world.client("shopkeeper").get(e["@context"]).json()
    for path in OFFICIAL.glob("*/context.json"):
        theirs = json.loads(path.read_text())
        assert set(ours) == set(theirs), path
        assert {k for v in ours["obi:validation"] for k in v} == {k for v in theirs["obi:validation"] for k in v}, path
        assert ours["@context"]["obi"] == theirs["@context"]["obi"]


def test_only_where_there_is_something(world, shop):
    client = world.client("shopkeeper")
    assert extension(client, award(world, shop, None)) is None
    assert extension(client, award(world, shop, {})) is None
    assert extension(client, award(world, shop, None, narrative="Swam.")) is None
    plain = world.badge(shop, shop.issuer, "Plain", "published")
    for path in (f"/badges/{plain.public_id}/versions/1", f"/badges/{shop.issuer.badge.public_id}/versions/9", f"/badges/{new_id()}/versions/1"):
        for name in ("context.json", "schema.json"):
            assert client.get(f"{path}/attributes/{name}", headers={"Accept": "application/json"}).status == 404
    draft = world.badge(shop, shop.issuer, "Draft", "draft")
    world.db.run("UPDATE badge_class_version SET attributes_json = %s WHERE id = %s", json.dumps(ATTRIBUTES), draft.version_id)
    assert client.get(f"/badges/{draft.public_id}/versions/1/attributes/context.json").status == 404


def test_stable_for_a_version(world, shop):
    """A later wording changes nothing about what an award says, or about what that means."""
    client = world.client("shopkeeper")
    id_ = award(world, shop, FULL)
    before = client.get(f"/assertions/{id_}", headers=LD).body
    address = extension(client, id_)["@context"]
    documents = [client.get(a).body for a in (address, address.replace("context", "schema"))]
    page = client.get(f"/admin/badges/{shop.issuer.badge.public_id}/attributes")
    form = next(f for f in page.forms() if f.action.endswith("/attributes"))
    answer = client.submit(form, {"name_0": "Points", "type_0": "text"}, button="Save")
    assert answer.status == 200 and "Saved" in answer.words(), answer.words()
    world.db.run("UPDATE badge_class_version SET used = 1 WHERE badge_class_id = %s", shop.issuer.badge.id)
    assert client.get(f"/assertions/{id_}", headers=LD).body == before
    assert [client.get(a).body for a in (address, address.replace("context", "schema"))] == documents
    later = client.get(address.replace("/versions/1/", "/versions/2/")).json()["@context"]
    assert "@type" not in later["score"], "the key stays, the type is the new one's"
    fresh = client.get(address, headers={"If-None-Match": client.get(address).headers["ETag"]})
    assert fresh.status == 304


def test_baked_pictures_carry_it(world, shop):
    id_ = award(world, shop, {"score": "9"})
    assert b'"extensions:badgeAttributes"' in world.client("shopkeeper").get(f"/assertions/{id_}.png").body


def test_it_verifies_and_can_be_signed(world, shop):
    client = world.client("shopkeeper")
    id_ = award(world, shop, FULL, endorsements=["https://ministry.example/endorsements/7"])
    hosted = client.get(f"/assertions/{id_}", headers=LD)
    answer = client.submit(client.get("/verify").form(action="/verify"), {}, files={"file": ("badge.json", hosted.body, "application/json")})
    assert "This credential is valid" in answer.words()
    signed = client.get(f"/assertions/{id_}.jws")
    payload = signed.text.split(".")[1]
    payload = json.loads(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))
    assert {k: payload[k] for k in ("extensions:badgeAttributes", "endorsement")} == {k: hosted.json()[k] for k in ("extensions:badgeAttributes", "endorsement")}
