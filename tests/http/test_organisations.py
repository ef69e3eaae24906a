"""The tree of organisations: adding, renaming, moving, removing and bringing back; who may, what is said before, and that its closure stays true."""
import threading, urllib.parse

import pytest

from support.client import Client
from support.people import invite
from support.rooms import differences, errors, fields_of, problems
from support.wait import wait_for
from support.world import clean_logs, instance, log_watch, new_id, now, world      # noqa: F401

TREE = "/admin/organisations"


@pytest.fixture(scope="module")
def people(world):
    world.account("north", world.north, "organisation_administrator")
    world.account("of_a", world.a, "organisation_administrator")
    world.account("of_b", world.b, "organisation_administrator")
    world.account("creator", world.a, "badge_creator")
    world.account("owner", world.a, "issuer_owner", world.a.first)
    return world.accounts


@pytest.fixture
def north(world, people):
    return world.client("north")


def add(client, parent, name, **fields):
    """The new organisation's public id."""
    answer = client.submit(client.get(f"{TREE}/{parent}/new").form(action="/new"), {"name": name, **fields})
    assert answer.status == 200, answer.text[:400]
    return urllib.parse.urlsplit(answer.url).path.rsplit("/", 1)[1]


def move(client, what, to, follow=True):
    page = client.get(f"{TREE}/{what}/move?to={to}")
    return client.submit(page.form(action="/move"), {})


def row(world, public_id):
    return world.db.row("SELECT * FROM organisation WHERE public_id = %s", public_id)


def shown(page):
    """The words of the page's own part, without the menus around it."""
    return " ".join(" ".join(page.doc.xpath("//main//text()")).split())


def closure_is_true(world):
    """The closure table says what following parent_id says, for every organisation."""
    parents = {r["id"]: r["parent_id"] for r in world.db.rows("SELECT id, parent_id FROM organisation")}
    want = set()
    for start in parents:
        at, depth = start, 0
        while at is not None:
            want.add((start, at, depth))
            at, depth = parents[at], depth + 1
            assert depth < 1000, f"a ring through {start}"
    have = {(r["organisation_id"], r["ancestor_id"], r["depth"]) for r in world.db.rows("SELECT * FROM organisation_ancestor")}
    assert have == want


# --- add, edit


def test_added_below(world, north):
    law = add(north, world.north.public_id, "  Faculty of  Law ", description="Since 1901.\nIn the old building.")
    now_ = row(world, law)
    assert (now_["name"], now_["slug"], now_["description"], now_["parent_id"]) == ("Faculty of Law", "faculty-of-law", "Since 1901.\nIn the old building.", world.north.id)
    team = add(north, law, "Advocacy", slug="advocacy-team")
    page = north.get(f"{TREE}/{team}")
    assert "Advocacy" in shown(page) and "North › Faculty of Law" in shown(page) and "/o/advocacy-team" in shown(page)
    assert row(world, add(north, law, "Advocacy"))["slug"] == "advocacy", "made of the name where none was typed"
    assert row(world, add(north, law, "Advocacy"))["slug"] == "advocacy-2"
    assert row(world, add(north, law, "法学"))["slug"].startswith("organisation")
    assert world.db.value("SELECT COUNT(*) FROM audit WHERE action = 'organisation.create' AND object_id = %s", row(world, team)["id"]) == 1
    closure_is_true(world)


@pytest.mark.parametrize("fields, field", [
    ({"name": ""}, "name"), ({"name": "x" * 121}, "name"), ({"name": "Fine", "slug": "Big"}, "slug"), ({"name": "Fine", "slug": "-a"}, "slug"),
    ({"name": "Fine", "slug": "a--b"}, "slug"), ({"name": "Fine", "slug": "a/b"}, "slug"), ({"name": "Fine", "slug": "x" * 64}, "slug"), ({"name": "Fine", "slug": "borough"}, "slug"),
    ({"name": "Fine", "description": "x" * 2001}, "description")])
def test_what_is_refused(world, north, fields, field):
    before = world.db.value("SELECT COUNT(*) FROM organisation")
    answer = north.submit(north.get(f"{TREE}/{world.north.public_id}/new").form(action="/new"), fields)
    assert answer.status == 422 and field in errors(answer) and problems(answer)
    for name, value in fields.items():
        assert fields_of(answer, name)[name] == value, "nothing typed is lost"
    assert world.db.value("SELECT COUNT(*) FROM organisation") == before


def test_renamed_and_the_old_address_kept(world, north):
    one = add(north, world.north.public_id, "Music")
    edit = lambda **f: north.submit(north.get(f"{TREE}/{one}/edit").form(action="/edit"), f)
    assert edit(name="Music and Dance", slug="music-and-dance").status == 200
    assert row(world, one)["name"] == "Music and Dance" and row(world, one)["slug"] == "music-and-dance"
    assert world.db.value("SELECT organisation_id FROM organisation_slug WHERE slug = 'music'") == row(world, one)["id"]
    answer = north.submit(north.get(f"{TREE}/{world.north.public_id}/new").form(action="/new"), {"name": "Other", "slug": "music"})
    assert answer.status == 422 and "slug" in errors(answer), "what it was called before is nobody else's"
    assert edit(slug="music").status == 200 and row(world, one)["slug"] == "music"
    assert world.db.value("SELECT organisation_id FROM organisation_slug WHERE slug = 'music-and-dance'") == row(world, one)["id"]
    assert world.db.value("SELECT COUNT(*) FROM organisation_slug WHERE slug = 'music'") == 0
    revision = row(world, one)["revision"]
    assert edit().status == 200 and row(world, one)["revision"] == revision, "saving what is there changes nothing"


def test_two_editors(world, north):
    one = add(north, world.north.public_id, "Twofold")
    first, second = (north.get(f"{TREE}/{one}/edit").form(action="/edit") for _ in range(2))
    assert north.submit(first, {"name": "Theirs"}).status == 200
    answer = north.submit(second, {"name": "Mine"})
    assert answer.status == 409 and differences(answer)["Name"] == ("Theirs", "Mine")
    assert fields_of(answer, "name")["name"] == "Mine" and row(world, one)["name"] == "Theirs"
    assert north.submit(answer.form(action="/edit"), {}).status == 200 and row(world, one)["name"] == "Mine"


def test_language(world, north):
    """Whoever has chosen no language is written to in that of the organisation, or of the nearest above it that has one."""
    one = add(north, world.north.public_id, "Sprachen", language="de")
    below = add(north, one, "Fremdsprachen")
    assert row(world, one)["language"] == "de" and row(world, below)["language"] is None
    assert '"language":"de"' in world.db.value("SELECT after_json FROM audit WHERE action = 'organisation.create' AND object_id = %s", row(world, one)["id"]).replace(" ", "")
    assert "Deutsch" in shown(north.get(f"{TREE}/{one}"))
    edit = lambda: north.get(f"{TREE}/{below}/edit").form(action="/edit")
    refused = north.submit(edit(), {"language": "tlh"})
    assert refused.status == 422 and "language" in errors(refused) and row(world, below)["language"] is None
    first, second = edit(), edit()
    assert north.submit(first, {"language": "en"}).status == 200 and row(world, below)["language"] == "en"
    answer = north.submit(second, {"language": "de"})
    assert answer.status == 409 and differences(answer)["Language"] == ("English", "Deutsch")


def test_language_of_invitations(world, north, mailbox):
    one = add(north, world.north.public_id, "Haus der Sprache", language="de")
    below = add(north, one, "Darunter")
    address = f"{new_id()}@people.example"
    invite(north, world.db, address, place=below)
    assert "Einladung" in mailbox.wait(address)[0].subject


# --- move


def test_moved_with_all_below(world, north):
    here, there = add(north, world.north.public_id, "Here"), add(north, world.north.public_id, "There")
    one = add(north, here, "One")
    below = add(north, add(north, one, "Below"), "Deeper")
    world.account("at_here", world.north, None)
    world.insert("role_assignment", account_id=world.accounts["at_here"].id, organisation_id=row(world, here)["id"], issuer_id=0, group_id=0,
                 role_id=world.roles["reporter"]["id"], created_at=now())
    world.account("at_there", world.north, None)
    world.insert("role_assignment", account_id=world.accounts["at_there"].id, organisation_id=row(world, there)["id"], issuer_id=0, group_id=0,
                 role_id=world.roles["badge_creator"]["id"], created_at=now())
    assert world.client("at_here").get(f"{TREE}/{below}").status == 200 and world.client("at_there").get(f"{TREE}/{below}").status == 404
    page = north.get(f"{TREE}/{one}/move?to={there}")
    lost, gained = shown(page).split("Who will see it from now on")
    assert "at_here@people.example" in lost and "at_there@people.example" not in lost and "at_there@people.example" in gained
    assert "2 organisations below it come along" in shown(page) and "north@people.example" not in shown(page), "who sees it before and after is not named"
    answer = move(north, one, there)
    assert answer.status == 200 and "Moved" in shown(answer)
    closure_is_true(world)
    assert world.client("at_here").get(f"{TREE}/{below}").status == 404 and world.client("at_there").get(f"{TREE}/{below}").status == 200
    assert world.db.value("SELECT COUNT(*) FROM audit WHERE action = 'organisation.move' AND object_id = %s", row(world, one)["id"]) == 1
    assert "Here" not in shown(north.get(f"{TREE}/{one}")).split("Details")[0]


def test_people_move_along(world, north):
    here, there = add(north, world.north.public_id, "Leaving"), add(north, world.north.public_id, "Arriving")
    one = add(north, here, "Carried")
    assert invite(north, world.db, "carried@people.example", place=add(north, one, "In the boot")).status == 200
    listed = lambda o: "carried@people.example" in shown(north.get(f"/admin/people?organisation={o}"))
    assert listed(here) and listed(one) and not listed(there)
    assert move(north, one, there).status == 200
    wait_for(lambda: listed(there), 30, "the list of the organisation above")
    assert listed(one) and not listed(here)


def test_not_to_where_nobody_administers(world, north):
    """Somebody who may manage both trees, and administers neither."""
    lonely = world.organisation("Lonely", None)
    world.roles["gardener"] = vars(world.role(world.north, "gardener", "organisation.manage"))
    world.place(world.account("gardener", world.north, "gardener"), lonely, "gardener")
    gardener, one = world.client("gardener"), add(north, world.north.public_id, "Sapling")
    answer = move(gardener, one, lonely.public_id)
    assert answer.status == 409 and "would be left without an administrator" in shown(answer)
    assert row(world, one)["parent_id"] == world.north.id
    closure_is_true(world)
    world.account("of_lonely", lonely, "organisation_administrator")
    assert move(gardener, one, lonely.public_id).status == 200 and row(world, one)["parent_id"] == lonely.id
    closure_is_true(world)
    back = {"_csrf": world.csrf("gardener"), "revision": str(row(world, one)["revision"])}
    assert gardener.post(f"{TREE}/{one}/remove", back).status == 200, "what is removed needs nobody"
    world.db.run("UPDATE account SET state = 'suspended' WHERE id = %s", world.accounts["of_lonely"].id)
    back["revision"] = str(row(world, one)["revision"])
    answer = gardener.post(f"{TREE}/{one}/restore", back)
    assert answer.status == 409 and "would be left without an administrator" in shown(answer) and row(world, one)["state"] == "removed"


def tabs(client, o):
    return {a.text: urllib.parse.urlsplit(a.get("href")) for a in client.get(f"{TREE}/{o.public_id}").doc.xpath("//nav[@class='bdg-tabs']/a")}


def test_tabs_lead_to_pages_of_this_organisation(world, people):
    client = world.client("of_a")
    own, below = tabs(client, world.a), tabs(client, world.below)
    assert list(own) == ["Overview", "Details", "People", "Groups", "Look and feel"] and list(below) == ["Overview", "Details", "People"]
    prefix = urllib.parse.urlsplit(world.instance.base_url).path.rstrip("/")
    for links in (own, below):
        for link in links.values():
            assert client.get(f"{link.path.removeprefix(prefix)}?{link.query}").status == 200, link
    assert below["People"].query == f"organisation={world.below.public_id}"
    assert world.a.person.email in shown(client.get(f"/admin/people?{own['People'].query}")) and world.a.person.email not in shown(client.get(f"/admin/people?{below['People'].query}"))
    assert list(tabs(world.client("creator"), world.a)) == ["Overview"]


def test_not_below_itself(world, north):
    one = add(north, world.north.public_id, "Ring")
    below = add(north, one, "Of the ring")
    page = north.get(f"{TREE}/{one}/move")
    assert "Of the ring" not in shown(page)
    form = {"_csrf": world.csrf("north"), "revision": str(row(world, one)["revision"])}
    for to in (one, below, new_id(), world.b.public_id, "x", ""):
        answer = north.post(f"{TREE}/{one}/move", {**form, "to": to})
        assert answer.status == 422, to
    assert row(world, one)["parent_id"] == world.north.id
    closure_is_true(world)


def test_needs_the_permission_at_both_places(world, north, people):
    """of_a may manage a and below, and neither north, where a hangs, nor b."""
    client = world.client("of_a")
    mine = add(client, world.a.public_id, "Mine")
    form = lambda o: {"_csrf": world.csrf("of_a"), "revision": str(row(world, o)["revision"])}
    assert "cannot move" in shown(client.get(f"{TREE}/{world.a.public_id}/move")) and "cannot remove" in shown(client.get(f"{TREE}/{world.a.public_id}/remove"))
    assert client.post(f"{TREE}/{world.a.public_id}/move", {**form(world.a.public_id), "to": mine}).status == 403
    assert client.post(f"{TREE}/{world.a.public_id}/remove", form(world.a.public_id)).status == 403
    for to in (world.north.public_id, world.b.public_id):
        assert client.post(f"{TREE}/{mine}/move", {**form(mine), "to": to}).status == 422
    assert row(world, mine)["parent_id"] == world.a.id
    for who in ("creator", "owner"):
        for path in ("new", "edit", "move", "remove", "restore"):
            assert world.client(who).post(f"{TREE}/{mine}/{path}", {"_csrf": world.csrf(who), "revision": "1", "name": "x", "to": world.a.public_id}).status in (403, 404)
    closure_is_true(world)


def test_two_moves_at_once_make_no_ring(world, people):
    """Each of two hangs its own below the other's: one of them must lose, whatever the order."""
    client = world.client("north")
    for turn in range(6):
        a, b = add(client, world.north.public_id, f"Left {turn}"), add(client, world.north.public_id, f"Right {turn}")
        a_below, b_below = add(client, a, "below left"), add(client, b, "below right")
        answers, gate = [], threading.Barrier(2)

        def go(what, to, revision):
            mine = world.client("north")
            gate.wait()
            answers.append(mine.post(f"{TREE}/{what}/move", {"_csrf": world.csrf("north"), "revision": revision, "to": to}, follow=False).status)

        threads = [threading.Thread(target=go, args=(a, b_below, "1")), threading.Thread(target=go, args=(b, a_below, "1"))]
        for t in threads:
            t.start()
        for t in threads:
            t.join()
        assert sorted(answers) == [303, 422], answers
        closure_is_true(world)


def test_many_at_once_keep_the_closure_true(world, people):
    client, made = world.client("north"), []
    for n in range(8):
        made.append(add(client, made[(n - 1) // 2] if n else world.north.public_id, f"Node {n}"))

    def go(seed):
        import random
        rng, mine = random.Random(seed), world.client("north")
        for _ in range(12):
            what, to = rng.sample(made, 2)
            answer = mine.post(f"{TREE}/{what}/move", {"_csrf": world.csrf("north"), "revision": str(row_of(what)), "to": to}, follow=False)
            assert answer.status in (303, 409, 422), answer.status

    lock = threading.Lock()

    def row_of(public_id):
        with lock:
            return world.db.value("SELECT revision FROM organisation WHERE public_id = %s", public_id)

    threads = [threading.Thread(target=go, args=(n,)) for n in range(4)]
    for t in threads:
        t.start()
    for t in threads:
        t.join()
    closure_is_true(world)


# --- remove, restore


def test_removed_only_when_nothing_in_use_is_left(world, north):
    one = add(north, world.north.public_id, "Going")
    below = add(north, one, "Still there")
    page = north.get(f"{TREE}/{one}/remove")
    assert "1 organisation below it" in shown(page) and not [f for f in page.forms() if f.action.endswith("/remove")]
    form = lambda o: {"_csrf": world.csrf("north"), "revision": str(row(world, o)["revision"])}
    assert north.post(f"{TREE}/{one}/remove", form(one)).status == 409 and row(world, one)["state"] == "active"
    for table, values, mend in (
            ("issuer", {"created_at": now(), "updated_at": now()}, "UPDATE issuer SET state = 'archived' WHERE id = %s"),
            ("badge_class", {"state": "withdrawn", "created_at": now(), "created_by": 1, "updated_at": now()}, "UPDATE badge_class SET state = 'archived' WHERE id = %s")):
        held = world.insert(table, public_id=new_id(), organisation_id=row(world, below)["id"], **values)
        assert north.post(f"{TREE}/{below}/remove", form(below)).status == 409
        world.db.run(mend, held)
    answer = north.submit(north.get(f"{TREE}/{below}/remove").form(action="/remove"), {})
    assert answer.status == 200 and "Removed" in shown(answer) and row(world, below)["state"] == "removed"
    assert "Still there" not in shown(north.get(f"{TREE}?at={one}")) and "Still there" not in shown(north.get(f"{TREE}?q=still")).replace("still", "")
    assert "Still there" in shown(north.get(f"{TREE}/{one}")), "where it can be brought back"
    assert north.post(f"{TREE}/{below}/new", {"_csrf": world.csrf("north"), "name": "More"}).status == 409
    assert north.post("/admin/organisation", {"_csrf": world.csrf("north"), "organisation": below}).status == 404
    closure_is_true(world)


def test_roles_in_a_removed_one_sleep(world, north):
    one = add(north, world.north.public_id, "Sleeping")
    world.account("sleeper", world.north, None)
    world.insert("role_assignment", account_id=world.accounts["sleeper"].id, organisation_id=row(world, one)["id"], issuer_id=0, group_id=0,
                 role_id=world.roles["organisation_administrator"]["id"], created_at=now())
    sleeper = world.client("sleeper")
    assert sleeper.get(f"{TREE}/{one}").status == 200
    assert "1 person has a role here" in shown(north.get(f"{TREE}/{one}/remove"))
    assert north.submit(north.get(f"{TREE}/{one}/remove").form(action="/remove"), {}).status == 200
    assert sleeper.get(f"{TREE}/{one}").status == 404 and sleeper.get("/admin/badges").status == 403
    page = north.get(f"{TREE}/{one}")
    assert north.submit(page.form(action="/restore"), {}).status == 200 and row(world, one)["state"] == "active"
    assert sleeper.get(f"{TREE}/{one}").status == 200
    assert [r["action"] for r in world.db.rows("SELECT action FROM audit WHERE object_kind = 'organisation' AND object_id = %s ORDER BY id", row(world, one)["id"])] == [
        "organisation.create", "organisation.remove", "organisation.restore"]


def test_its_awards_never_die(world, north):
    i = world.a.first
    one = types_of(world, north)
    public = Client(world.instance.base_url)
    path = f"/assertions/{one.assertion.public_id}.json"
    assert public.get(path).status == 200
    world.db.run("UPDATE issuer SET state = 'archived' WHERE organisation_id = %s", one.id)
    world.db.run("UPDATE badge_class SET state = 'archived' WHERE organisation_id = %s", one.id)
    assert north.submit(north.get(f"{TREE}/{one.public_id}/remove").form(action="/remove"), {}).status == 200
    assert public.get(path).status == 200
    assert north.get(f"/admin/credentials/{one.assertion.public_id}").status == 200, "whoever has a role above can still look"
    assert i.public_id


def types_of(world, north):
    """An organisation with an issuer, a badge and an award."""
    o = world.organisation("Once there", world.north)
    o.graphic = world.graphic(o)
    issuer = world.issuer(o, "Once College")
    issuer.badge = world.badge(o, issuer, "Once Diploma", "published")
    o.assertion = world.assertion(o, issuer, "once@there.example")
    return o


# --- the tree


def test_the_tree_by_levels(world, people):
    client = world.client("of_a")
    levels = world.organisation("Levels", world.a)
    top = levels.public_id
    for n in range(60):
        world.organisation(f"Team {n:02}", levels)
    page = client.get(f"{TREE}?at={top}")
    assert "Team 00" in shown(page) and "Team 49" in shown(page) and "Team 50" not in shown(page)
    more = page.link("The next of the organisations directly below Levels")
    assert "Team 59" in shown(client.get(more[more.index(TREE):]))
    fragment = client.get(f"{TREE}/{top}/level", headers={"HX-Request": "true"})
    assert fragment.status == 200 and "<html" not in fragment.text and "Team 49" in fragment.text and "Team 50" not in fragment.text
    last = world.db.value("SELECT public_id FROM organisation WHERE name = 'Team 49' AND parent_id = %s", levels.id)
    fragment = client.get(f"{TREE}/{top}/level?after={last}", headers={"HX-Request": "true"})
    assert "Team 50" in fragment.text and "Team 49" not in fragment.text
    plain = client.get(f"{TREE}/{top}/level", follow=False)
    assert plain.status == 303 and plain.headers["Location"].endswith(f"{TREE}?at={top}")


def test_the_tree_shows_what_roles_reach(world, people):
    page = world.client("of_a").get(TREE)
    assert "North" not in shown(page).replace("Northgate", "") and "Borough" not in shown(page)
    assert shown(world.client("of_a").get(f"{TREE}?at={world.north.public_id}")).count("Aberdale") >= 1
    for q in ("North", "Borough", "borough", "%", "_", "o"):
        words = shown(world.client("of_a").get(f"{TREE}?q={urllib.parse.quote(q)}"))
        assert "Borough" not in words.replace(q, "") and "North ›" not in words
    assert "No organisation to see" in shown(world.client("owner").get(TREE))
    assert world.client("owner").get(f"{TREE}/{world.a.public_id}").status == 404
    assert shown(world.client("north").get(f"{TREE}?q=aber")).count("Aberdale") == 1


def test_search_by_pages(world, people):
    client = world.client("of_a")
    for n in range(30):
        world.organisation(f"Office {n:02}", world.a)
    page = client.get(f"{TREE}?q=offic")
    assert "30 organisations" in shown(page) and "Office 24" in shown(page) and "Office 25" not in shown(page)
    following = page.link("Next")
    page = client.get(following[following.index(TREE):])
    assert "Office 25" in shown(page) and "Office 29" in shown(page) and "Office 24" not in shown(page)
    assert "From the beginning" in shown(page)


# --- the switcher


def menu(page):
    return [" ".join(b.text_content().split()) for b in page.doc.xpath("//ul[@id='bdg-org-list']//button")]


def test_switcher_of_few_lists_all(world, people):
    world.account("few", world.b, "organisation_administrator")
    client = world.client("few")
    assert "Find an organisation" not in client.get("/admin").text and not menu(client.get("/admin"))
    for n in range(3):
        world.organisation(f"Branch {n}", world.b)
    assert menu(client.get("/admin")) == ["Borough", "Branch 0", "Branch 1", "Branch 2"]
    assert "Find an organisation" not in client.get("/admin").text


def test_switcher_of_many_searches(world, people):
    client = world.client("of_a")
    for n in range(12):
        world.organisation(f"Campus {n:02}", world.a)
    page = client.get("/admin")
    assert "Find an organisation" in page.text and menu(page) == []
    chosen = client.get("/admin/organisations/choose?q=campus")
    assert "Campus 00" in shown(chosen) and "Campus 11" in shown(chosen) and "Borough" not in shown(chosen)
    for n in (3, 7, 5):
        value = world.db.value("SELECT public_id FROM organisation WHERE name = %s", f"Campus {n:02}")
        assert client.post("/admin/organisation", {"_csrf": world.csrf("of_a"), "organisation": value, "back": "/admin/issuers"}).url.endswith("/admin/issuers")
    assert menu(client.get("/admin")) == ["Campus 05", "Campus 07", "Campus 03"], "the latest first"
    value = world.db.value("SELECT public_id FROM organisation WHERE name = 'Campus 05'")
    world.db.run("UPDATE organisation SET state = 'removed' WHERE public_id = %s", value)
    assert menu(client.get("/admin")) == ["Campus 07", "Campus 03"]
    client.post("/admin/organisation", {"_csrf": world.csrf("of_a"), "organisation": world.a.public_id})
    for q in ("Borough", "North", "%"):
        assert "Borough" not in shown(client.get(f"/admin/organisations/choose?q={urllib.parse.quote(q)}")).replace(q, "")
    assert shown(client.get(f"/admin/organisations/choose?q=campus&after={world.b.public_id}")) == shown(client.get("/admin/organisations/choose?q=campus"))


# --- what is seen follows the tree


LISTS = {"/admin/issuers": lambda o: o.first.name, "/admin/badges": lambda o: o.first.badge.name, "/admin/batches": lambda o: f"Spring at {o.first.name}"}


@pytest.mark.parametrize("path", LISTS)
def test_lists_show_what_lies_below(world, people, path):
    client, name = world.client("north"), LISTS[path](world.a)
    page = client.get(path)
    assert name in shown(page) and "Aberdale" in shown(page) and "Borough" not in shown(page)
    assert name not in shown(client.get(f"{path}?reach=only"))
    assert name in shown(world.client("of_a").get(f"{path}?reach=only")), "its own"
    owner = shown(world.client("owner").get(path))
    if path != "/admin/batches":
        assert world.a.first.name in owner and world.a.second.name not in owner


@pytest.mark.parametrize("plan", ["few", "many"])
def test_pages_of_what_lies_below(world, people, plan):
    """Both ways through all pages, by either plan: each row once, newest first."""
    top = world.organisation(f"Pages {plan}", None)
    world.account(f"pages_{plan}", top, "organisation_administrator")
    places = [world.organisation(f"Place {plan} {n}", top) for n in range(5)]
    if plan == "many":
        first = world.db.value("SELECT MAX(id) + 1 FROM organisation")
        world.db.run("INSERT INTO organisation (id, public_id, parent_id, slug, name, created_at) SELECT %s + seq, CONCAT('0', LPAD(seq, 25, '0')), %s, CONCAT('many-', seq), CONCAT('Many ', seq), "
                     "UTC_TIMESTAMP(6) FROM seq_1_to_400", first, top.id)
        world.db.run("INSERT INTO organisation_ancestor SELECT id, id, 0 FROM organisation WHERE id > %s UNION ALL SELECT id, %s, 1 FROM organisation WHERE id > %s", first, top.id, first)
    made = [world.issuer(places[n % 5], f"Issuer {plan} {n:02}") for n in range(60)] if [setattr(p, "graphic", world.graphic(p)) for p in places] else []
    client, seen, path = world.client(f"pages_{plan}"), [], "/admin/issuers"
    while path:
        page = client.get(path)
        seen.append([a.text_content() for a in page.doc.xpath("//a[@class='bdg-row-link']")])
        assert "60 issuers" in shown(page)
        older = page.doc.xpath("//a[@rel='next']/@href")
        path = older[0][older[0].index("/admin"):] if older else None
    assert [n for p in seen for n in p] == [f"Issuer {plan} {n:02}" for n in reversed(range(60))] and made
    newer = page.doc.xpath("//a[@rel='prev']/@href")[0]
    page = client.get(newer[newer.index("/admin"):])
    assert [a.text_content() for a in page.doc.xpath("//a[@class='bdg-row-link']")] == seen[-2]
    assert client.get(f"/admin/issuers?older={world.b.first.public_id}").text.count("bdg-row-link") == 25, "a row of others is no edge"


def test_credentials_below(world, people):
    """From above with the name of the organisation, by every filter; not from the side, and not from below."""
    mine = world.assertion(world.a, world.a.first, "below@aberdale.example", "Zoe Below").public_id
    theirs = world.assertion(world.b, world.b.first, "below@borough.example", "Zoe Beside").public_id
    north, path = world.client("north"), "/admin/credentials"
    for query in ("", "?state=valid", "?q=zoe", "?q=below@", f"?q={mine}", f"?badge={world.a.first.badge.public_id}", "?from=2000-01-01"):
        page = north.get(path + query)
        assert page.status == 200 and mine in page.text and theirs not in page.text and "Borough" not in page.text, query
        assert "Aberdale" in shown(page)
    assert mine not in north.get(f"{path}?reach=only").text and mine not in north.get(f"{path}?q=zoe&reach=only").text and "Zoe" not in shown(north.get(f"{path}?q={mine}&reach=only"))
    assert mine in world.client("of_a").get(path).text and mine not in world.client("owner").get(f"{path}?q=nobody").text
    assert north.get(f"{path}?badge={world.b.first.badge.public_id}").status == 404
    assert north.get(f"{path}/{mine}").status == 200 and north.get(f"{path}/{theirs}").status == 404
    newer = north.get(f"{path}?older={theirs}")
    assert newer.status == 200 and theirs not in newer.text


def test_revoked_from_above(world, people):
    """Chosen ones of one organisation below; a revocation belongs there. Not of several at once, and not all that match."""
    one, north, place = world.assertion(world.a, world.a.first, "revoked@aberdale.example").public_id, world.client("north"), world.organisation("Northern Yard", world.north)
    place.graphic = world.graphic(place)
    own = world.issuer(place, "Yard itself")
    own.badge = world.badge(place, own, "Yard badge", "published")
    other = world.assertion(place, own, "other@north.example").public_id
    form = {"_csrf": world.csrf("north"), "reason": "By mistake", "chosen": "1"}
    both = north.post("/admin/credentials/revoke", [*form.items(), ("id", one), ("id", other)], follow=False)
    assert both.status == 303 and world.db.value("SELECT COUNT(*) FROM assertion WHERE state = 1 AND public_id IN (%s, %s)", one, other) == 0
    assert north.post("/admin/credentials/revoke", {"_csrf": form["_csrf"], "reason": "All", "all": "1", "expected": "1"}, follow=False).status == 303
    assert world.db.value("SELECT COUNT(*) FROM assertion WHERE state = 1 AND public_id IN (%s, %s)", one, other) == 0
    assert north.post("/admin/credentials/revoke", {**form, "id": world.assertion(world.b, world.b.first, "kept@borough.example").public_id}).status == 404
    done = north.post("/admin/credentials/revoke", {**form, "id": one}, follow=False)
    assert done.status == 303 and world.db.value("SELECT state FROM assertion WHERE public_id = %s", one) == 1
    assert world.db.value("SELECT organisation_id FROM revocation ORDER BY id DESC LIMIT 1") == world.a.id
    assert north.get(done.headers["Location"]).status == 200 and world.client("of_b").get(done.headers["Location"]).status == 404


def test_search_finds_what_lies_below(world, people):
    page = world.client("north").get("/admin/search?q=Aberdale+College")
    assert "Aberdale College Diploma" in shown(page) and "Aberdale College" in shown(page)
    assert "Borough" not in shown(world.client("north").get("/admin/search?q=College"))


def test_issued_for_an_organisation_below(world, people):
    """A batch of a badge below belongs where the badge does."""
    client = world.client("north")
    page = client.get("/admin/batches/new")
    assert world.a.first.badge.public_id in page.text and world.b.first.badge.public_id not in page.text
    answer = client.submit(page.form(action="/admin/batches/new"), {"name": "From above", "badge": world.a.first.badge.public_id})
    assert answer.status == 200 and world.db.value("SELECT organisation_id FROM batch WHERE name = 'From above'") == world.a.id
    form = {"_csrf": world.csrf("north"), "name": "No", "badge": world.b.first.badge.public_id}
    assert client.post("/admin/batches/new", form).status == 404
