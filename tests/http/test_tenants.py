"""Two organisations on one server see nothing of each other: not by lists, search, filters, ETags or the organisation that a session shows (T40, 8.4.1)."""
import random, re, urllib.parse

import pytest

from support.client import Client
from support.world import clean_logs, instance, log_watch, new_id, routes, world      # noqa: F401


@pytest.fixture(scope="module")
def people(world):
    world.account("of_a", world.a, "organisation_administrator")
    world.account("of_b", world.b, "organisation_administrator")
    world.account("of_north", world.north, "organisation_administrator")
    world.account("first_only", world.a, "issuer_owner", world.a.first)
    return world.accounts


def words_of(organisation):
    """What gives its things away: names, ids, addresses."""
    out = {organisation.name, organisation.graphic.public_id, organisation.framework.public_id, organisation.person.public_id, organisation.person.email, organisation.group.public_id, organisation.group.name}
    for i in (organisation.first, organisation.second):
        out |= {i.name, i.public_id, i.badge.name, i.badge.public_id, i.assertion.public_id, i.assertion.address, i.batch.public_id, i.mail.public_id}
    return out


def pages(world):
    """All GET routes that name no object: lists, forms, dashboards."""
    return [r["pattern"] for r in routes(world.instance) if r["method"] == "GET" and r["entry"] == "signed_in" and "{" not in r["pattern"]]


def expected(path):
    """An application's question to a person cannot be asked without saying which application: 400 (test_oauth.py has the rest). Nobody here has a picture."""
    return {"/oauth/authorize": 400, "/me/picture": 404}.get(path, 200)


def test_lists_show_only_ones_own(world, people):
    for who, own, others in (("of_a", world.a, world.b), ("of_b", world.b, world.a)):
        client, found = world.client(who), set()
        for path in pages(world):
            answer = client.get(path)
            assert answer.status == expected(path), (path, answer.status)
            shown = {w for w in words_of(others) if w in answer.text}
            assert not shown, f"{path} shows {who} {shown}"
            found |= {w for w in words_of(own) if w in answer.text}
        assert own.first.name in found


def test_lists_of_one_issuer(world, people):
    client = world.client("first_only")
    strangers = {world.a.second.name, world.a.second.public_id, world.a.second.badge.public_id, world.a.second.assertion.public_id, world.a.second.batch.public_id,
                 world.a.second.assertion.address}
    for path in pages(world):
        answer = client.get(path)
        assert answer.status in (expected(path), 403), (path, answer.status)
        if answer.status == 200:
            shown = {w for w in strangers if w in answer.text}
            assert not shown, f"{path} shows {shown}"


def test_several_at_once_are_only_ones_own(world, people):
    """Forms that take a list of ids, sent with ids of the other issuer and of the other organisation, alone and among one's own."""
    client = world.client("first_only")
    strangers = [world.a.second.assertion, world.b.first.assertion]
    mine = world.assertion(world.a, world.a.first, "mine@aberdale.example")
    before = world.checksum(world.b)
    for ids in ([strangers[0].public_id], [strangers[1].public_id], [mine.public_id, strangers[0].public_id], [mine.public_id, strangers[1].public_id]):
        for path in ("/admin/credentials/chosen", "/admin/credentials/revoke"):
            answer = client.post(path, {"_csrf": world.csrf("first_only"), "id": ids, "reason": "x", "chosen": "1", "expected": str(len(ids)), "what": "revoke", "act": "revoke"})
            assert answer.status in (200, 404, 403, 422), (path, answer.status)
            for a in strangers:
                assert a.address not in answer.text, (path, a.address)
    assert [world.db.value("SELECT state FROM assertion WHERE id = %s", a.id) for a in strangers] == [0, 0]
    assert world.checksum(world.b) == before


def test_searches_and_filters_find_nothing_of_others(world, people):
    client = world.client("of_a")
    for path in pages(world):
        plain = client.get(path)
        names = {n for f in plain.doc.forms if (f.method or "GET").upper() == "GET" for n in f.fields} | {"q", "search", "badge", "issuer", "batch", "after", "before", "cursor", "from"}
        for value in (world.b.name, world.b.first.public_id, world.b.first.badge.public_id, world.b.first.assertion.public_id, world.b.first.batch.public_id, world.b.first.assertion.address, "%", "_"):
            for name in names:
                answer = client.get(f"{path}?{urllib.parse.urlencode({name: value})}")
                assert answer.status < 500, (path, name, value, answer.status)
                shown = {w for w in words_of(world.b) if w in answer.text} - {value}
                assert not shown, f"{path}?{name}={value} shows {shown}"


def test_sorting_and_paging_take_only_what_they_offer(world, people):
    client = world.client("of_a")
    for path in pages(world):
        for name in ("sort", "order", "dir", "by", "page", "limit", "size", "after", "before", "state", "status"):
            for value in ("1;DROP TABLE account", "id DESC, (SELECT 1)", "' OR 1=1 --", "-1", "999999999999999999999", "a" * 300, "\x00", "%00", "../..", "name`"):
                answer = client.get(f"{path}?{urllib.parse.urlencode({name: value})}")
                assert answer.status in (200, 400, 404, 422), (path, name, value, answer.status)
    assert world.db.value("SELECT COUNT(*) FROM account") >= 4


def test_the_organisation_shown_cannot_be_chosen_freely(world, people):
    before = world.checksum(world.b)
    client = world.client("of_a")
    for field in ("organisation", "organisation_id", "id"):
        for value in (world.b.public_id, world.b.slug, str(world.b.id), world.north.public_id):
            client.post("/admin/organisation", {field: value, "_csrf": world.csrf("of_a")})
    assert world.b.first.name not in client.get("/admin/issuers").text
    assert world.db.value("SELECT organisation_id FROM session WHERE account_id = %s", people["of_a"].id) == world.a.id
    assert world.checksum(world.b) == before


def test_the_parent_reaches_down_and_only_down(world, people):
    client = world.client("of_north")
    for path in (f"/admin/issuers/{world.a.first.public_id}", f"/admin/graphics/{world.a.graphic.public_id}"):
        assert client.get(path).status == 200, path
    for path in (f"/admin/issuers/{world.b.first.public_id}", f"/admin/graphics/{world.b.graphic.public_id}"):
        assert client.get(path).status == 404, path
    lasting = world.insert("issuer", public_id=(of_north := new_id()), organisation_id=world.north.id, created_at="2026-01-01", updated_at="2026-01-01")
    version = world.insert("issuer_version", issuer_id=lasting, number=1, name="North itself", url="https://north.example/", email="a@north.example", created_at="2026-01-01", created_by=1)
    world.db.run("UPDATE issuer SET version_id = %s WHERE id = %s", version, lasting)
    assert client.get(f"/admin/issuers/{of_north}").status == 200
    assert world.client("of_a").get(f"/admin/issuers/{of_north}").status == 404


def test_tags_of_others_fit_nothing(world, people):
    """If-None-Match with the tag of somebody else's thing does not tell that it is there."""
    a, b = world.client("of_a"), world.client("of_b")
    for path in (f"/admin/graphics/{world.b.graphic.public_id}/image", f"/admin/issuers/{world.b.first.public_id}"):
        tag = b.get(path).headers["ETag"] or '"x"'
        for sent in (tag, "*"):
            assert a.get(path, headers={"If-None-Match": sent}).status == 404
    for path in pages(world):
        assert a.get(path).headers["Cache-Control"] == "no-store"


def test_a_role_that_was_taken_is_gone_at_once(world):
    world.account("leaver", world.a, "badge_creator")
    client = world.client("leaver")
    path = f"/admin/issuers/{world.a.first.public_id}"
    assert client.get(path).status == 200
    world.db.run("DELETE FROM role_assignment WHERE account_id = %s", world.accounts["leaver"].id)
    assert client.get(path).status == 404
    world.db.run("UPDATE account SET state = 'suspended' WHERE id = %s", world.accounts["leaver"].id)
    assert client.get(path, follow=False).status == 303


@pytest.mark.slow
def test_whatever_a_does_b_stays_as_it_is(world, people):
    """600 random requests by a's administrator, with ids of everybody in paths and forms; b's rows never change."""
    rng = random.Random(7)
    table = [r for r in routes(world.instance) if not r["pattern"].startswith(("/logout", "/me"))]
    ids = [w for o in (world.a, world.b) for w in words_of(o) if re.fullmatch(r"[0-9a-z]{26}", w)]
    world.sign()
    before = world.checksum(world.b)
    client = world.client("of_a")
    for n in range(600):
        route = rng.choice(table)
        path = re.sub(r"\{id\}", lambda _: rng.choice(ids), route["pattern"])
        path = re.sub(r"\{\w+\}", lambda _: str(rng.randrange(3)), path)
        if route["method"] == "GET":
            answer = client.get(path, follow=False)
        else:
            fields = {name: rng.choice([*ids, "x", "1", "", str(rng.randrange(5)), "https://x.example/", "a@b.example"])
                      for name in rng.sample(["name", "url", "email", "issuer", "graphic", "badge", "description", "revision", "id", "ids", "batch", "reason", "logo", "state", "confirm"], 8)}
            fields["_csrf"] = world.csrf("of_a")
            world.db.run("DELETE FROM throttle")
            answer = client.post(path, fields, follow=False)
        assert answer.status < 500, (route, path, answer.status)
        if not client.cookies:
            world.session("of_a")
            client = world.client("of_a")
        if n % 100 == 99:
            assert world.checksum(world.b) == before, f"by {n}"
