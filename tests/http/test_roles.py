"""Roles: those that ship, custom ones, and who may give what to whom (domain.md, Permissions)."""
import concurrent.futures, json, threading, urllib.parse

import pytest

from support.world import bits, clean_logs, instance, log_watch, new_id, now, world, PERMISSIONS      # noqa: F401

ADMIN = "organisation_administrator"


@pytest.fixture(scope="module")
def people(world):
    world.account("admin", world.a, ADMIN)
    world.account("top", world.north, ADMIN, shown=world.north)
    world.account("under", world.below, ADMIN)
    world.account("clerk", world.a, "registrar")
    world.account("reader", world.a, "reporter")
    world.account("other", world.b, ADMIN)
    return world.accounts


def made(world, who="admin", **fields):
    """Makes a custom role through the page: its row."""
    values = {"name": f"role_{new_id()}", "display_name": f"Role {new_id()}", "description": "", "permission": ["badges.edit"], **fields}
    answer = world.client(who).post("/admin/roles/new", {"_csrf": world.csrf(who), **values}, follow=False)
    assert answer.status == 303, answer.text
    return world.db.row("SELECT * FROM role WHERE name = %s", values["name"])


def edit(world, role, who="admin", **fields):
    held = [p for p in PERMISSIONS if role["permissions"] >> PERMISSIONS.index(p) & 1]
    values = {"name": role["name"], "display_name": role["display_name"], "description": role["description"], "permission": held, "revision": role["revision"], **fields}
    return world.client(who).post(f"/admin/roles/{role['public_id']}/edit", {"_csrf": world.csrf(who), **values}, follow=False)


def own(world, link):
    """A link's address below the prefix."""
    return link.get("href")[len(urllib.parse.urlsplit(world.instance.base_url).path):]


def fresh(world, role):
    return world.db.row("SELECT * FROM role WHERE id = %s", role["id"])


def test_the_list(world, people):
    page = world.client("admin").get("/admin/roles")
    for name in ("Organisation administrator", "Issuer owner", "Issuer editor", "Issuer staff", "Badge creator", "Badge issuer", "Group administrator", "Reporter", "User"):
        assert name in page.text
    assert "Registrar of Aberdale" in page.text and "Surveyor of North" in page.text and "Borough" not in page.text
    assert "Made in North" in page.text
    found = world.client("admin").get("/admin/roles?whose=1").text
    assert "Registrar of Aberdale" in found and "Surveyor of North" not in found and "Issuer owner" not in found
    assert "Registrar of Aberdale" in world.client("under").get("/admin/roles?q=regis").text
    assert "Registrar of Aberdale" not in world.client("other").get("/admin/roles").text
    assert "No role matches" in world.client("admin").get("/admin/roles?q=nothing+of+the+kind").text


def test_two_hundred_roles_in_pages(world, people):
    for n in range(200):
        world.role(world.b, f"many_{n:03}", "reports.view")
    client, seen, path = world.client("other"), [], "/admin/roles?whose=1"
    while path:
        page = client.get(path)
        rows = page.doc.xpath("//*[@id='list']//tbody//a[contains(@class, 'bdg-row-link')]")
        assert 0 < len(rows) <= 25
        seen += [r.text_content() for r in rows]
        links = page.doc.xpath("//*[@id='list']//a[@rel='next']")
        path = own(world, links[0]) if links else None
    assert len(seen) == 201 == len(set(seen)) and seen == sorted(seen)
    assert "201 roles" in page.text
    back = client.get(own(world, page.doc.xpath("//*[@id='list']//a[@rel='prev']")[0]))
    assert [r.text_content() for r in back.doc.xpath("//*[@id='list']//tbody//a[contains(@class, 'bdg-row-link')]")] == seen[-26:-1]


def test_making_changing_deleting(world, people):
    role = made(world, name="course_office", display_name="Course office", description="For courses.", permission=["badges.edit", "badges.publish"])
    assert role["organisation_id"] == world.a.id and role["permissions"] == bits("badges.edit", "badges.publish") and role["reach"] == "organisation"
    page = world.client("admin").get(f"/admin/roles/{role['public_id']}")
    assert "Change badges" in page.text and "Revoke credentials" not in page.text and "Nobody here or below" in page.text
    assert edit(world, role, display_name="Course desk", permission=["badges.edit"]).status == 303
    now_ = fresh(world, role)
    assert now_["display_name"] == "Course desk" and now_["permissions"] == bits("badges.edit") and now_["revision"] == 2
    log = world.db.rows("SELECT action, before_json, after_json FROM audit WHERE object_kind = 'role' AND object_id = %s ORDER BY id", role["id"])
    assert [r["action"] for r in log] == ["role.create", "role.edit"]
    assert json.loads(log[1]["before_json"])["display_name"] == "Course office" and json.loads(log[1]["after_json"])["permissions"] == ["badges.edit"]
    answer = world.client("admin").post(f"/admin/roles/{role['public_id']}/delete", {"_csrf": world.csrf("admin"), "revision": now_["revision"]}, follow=False)
    assert answer.status == 303 and not world.db.rows("SELECT 1 FROM role WHERE id = %s", role["id"])


def test_names_are_unique_in_the_organisation(world, people):
    role = made(world, name="desk", display_name="Front desk")
    for fields, wrong in (({"name": "DESK"}, "name-error"), ({"display_name": "front desk"}, "display_name-error"), ({"display_name": "Organisation administrator"}, "display_name-error"),
                          ({"name": "badge_issuer"}, "name-error"), ({"name": " "}, "name-error"), ({"name": "x" * 65}, "name-error"), ({"permission": ["make.coffee"]}, "permission-error")):
        answer = world.client("admin").post("/admin/roles/new", {"_csrf": world.csrf("admin"), "name": "another", "display_name": "Another", "permission": ["badges.edit"], **fields})
        assert answer.status == 422 and answer.doc.xpath(f"//*[@id='{wrong}']")[0].text_content(), fields
    assert world.client("other").post("/admin/roles/new", {"_csrf": world.csrf("other"), "name": "desk", "display_name": "Front desk"}, follow=False).status == 303      # elsewhere
    assert edit(world, role, name="desk").status == 303      # its own


def test_nobody_grants_or_takes_what_they_do_not_hold(world, people):
    """The registrar holds people, roles and the log; neither can they make a role of more, nor take from one what they do not hold."""
    answer = world.client("clerk").post("/admin/roles/new", {"_csrf": world.csrf("clerk"), "name": "stronger", "display_name": "Stronger", "permission": ["people.manage", "badges.edit"]})
    assert answer.status == 422 and "Change badges" in answer.doc.xpath("//*[@id='permission-error']")[0].text_content()
    own = made(world, "clerk", permission=["people.manage"])
    role = made(world, permission=["badges.edit", "people.manage"])
    assert edit(world, own, "clerk", permission=["people.manage", "assertions.issue"]).status == 422
    assert edit(world, role, "clerk", permission=["people.manage"]).status == 422
    assert fresh(world, role)["permissions"] == role["permissions"]
    assert edit(world, role, "clerk", permission=["badges.edit"]).status == 303      # what they hold, they may take
    form = world.client("clerk").get(f"/admin/roles/{role['public_id']}/edit")
    assert not form.doc.xpath("//input[@type='checkbox'][@name='permission'][@value='badges.edit']") and form.doc.xpath("//input[@type='hidden'][@name='permission'][@value='badges.edit']")
    copy = world.client("clerk").get(f"/admin/roles/new?copy={world.db.value('SELECT public_id FROM role WHERE organisation_id = 0 AND name = %s', ADMIN)}")
    assert {i.get("value") for i in copy.doc.xpath("//input[@name='permission'][@checked]")} == {"people.manage", "roles.assign", "audit.view"}


def test_those_that_ship_and_those_from_above_stay_as_they_are(world, people):
    ship, above = (world.db.row("SELECT * FROM role WHERE id = %s", world.roles[n]["id"]) for n in ("reporter", "surveyor"))
    for role in (ship, above):
        assert world.client("admin").get(f"/admin/roles/{role['public_id']}").status == 200
        assert edit(world, role, display_name="Mine").status == 403
        assert world.client("admin").post(f"/admin/roles/{role['public_id']}/delete", {"_csrf": world.csrf("admin"), "revision": role["revision"]}).status == 403
        assert fresh(world, role) == role
    assert edit(world, above, "top", description="From the top.").status == 303
    assert edit(world, ship, "top", display_name="Mine").status == 403


def test_two_editors(world, people):
    role = made(world, display_name="Library", permission=["badges.edit"])
    assert edit(world, role, display_name="Library desk").status == 303
    late = edit(world, role, display_name="Reading room", permission=["badges.edit", "reports.view"])
    assert late.status == 409 and "Library desk" in late.text and "Reading room" in late.text and "See credentials and reports" in late.text
    assert fresh(world, role)["display_name"] == "Library desk"
    form = late.doc.xpath("//form[contains(@class, 'bdg-form')]")[0]
    again = world.client("admin").post(f"/admin/roles/{role['public_id']}/edit", {**dict(form.form_values()), "_csrf": world.csrf("admin")}, follow=False)
    assert again.status == 303 and fresh(world, role)["display_name"] == "Reading room"


def test_a_role_that_is_held_is_replaced(world, people):
    role, other = made(world, display_name="Old guard"), made(world, display_name="New guard")
    world.roles["old"] = role
    holders = [world.account(f"guard{n}", world.a if n else world.below, "old") for n in range(3)]
    post = lambda **f: world.client("admin").post(f"/admin/roles/{role['public_id']}/delete", {"_csrf": world.csrf("admin"), "revision": fresh(world, role)["revision"], **f}, follow=False)
    page = world.client("admin").get(f"/admin/roles/{role['public_id']}/delete")
    assert "3 places" in page.text and "New guard" in page.text and "Old guard</option>" not in page.text and "Issuer staff" not in page.text
    elsewhere = world.db.value("SELECT public_id FROM role WHERE organisation_id = %s LIMIT 1", world.b.id)
    staff = world.db.value("SELECT public_id FROM role WHERE name = 'issuer_staff'")
    for wrong in ({}, {"next": role["public_id"]}, {"next": new_id()}, {"next": elsewhere}, {"next": staff}, {"next": "x"}):
        assert post(**wrong).status == 422, wrong
    assert post(next=other["public_id"]).status == 303
    assert {r["role_id"] for r in world.db.rows("SELECT role_id FROM role_assignment WHERE account_id IN (%s, %s, %s)", *(h.id for h in holders))} == {other["id"]}
    logged = world.db.rows("SELECT organisation_id, before_json, after_json FROM audit WHERE action = 'role.change' AND object_id IN (%s, %s, %s)", *(h.id for h in holders))
    assert len(logged) == 3 and {r["organisation_id"] for r in logged} == {world.a.id, world.below.id} and json.loads(logged[0]["after_json"]) == {"role": "New guard"}


def test_the_last_administrator_is_neither_suspended_nor_erased(world):
    """By somebody who may do all that they may, and is not an administrator: a custom role does not count."""
    alone = world.organisation("Alone", None)
    world.roles["deputy"] = vars(world.role(alone, "deputy", *PERMISSIONS))
    world.account("deputy", alone, "deputy")
    ids = {key: world.db.value("SELECT public_id FROM account WHERE id = %s", world.account(key, alone, ADMIN).id) for key in ("one_of_two", "two_of_two")}
    world.db.run("UPDATE account SET verified_at = created_at WHERE id IN (%s, %s)", *(world.accounts[key].id for key in ids))
    state = lambda key: world.db.value("SELECT state FROM account WHERE public_id = %s", ids[key])
    deputy = world.client("deputy")
    act = lambda key, what: deputy.submit(deputy.get(f"/admin/people/{ids[key]}{'' if what == 'unsuspend' else '/' + what}").form(action=f"/{what}"), {})
    assert act("one_of_two", "suspend").status == 200 and state("one_of_two") == "suspended"
    for what in ("suspend", "erase"):
        answer = act("two_of_two", what)
        assert answer.status == 409 and "Alone would be left without an administrator" in answer.words() and state("two_of_two") == "verified"
    assert act("one_of_two", "unsuspend").status == 200 and act("two_of_two", "erase").status == 200 and state("two_of_two") == "erased"
    assert act("one_of_two", "erase").status == 409 and state("one_of_two") == "verified"


def test_two_administrators_taken_away_at_the_same_moment(world):
    """Each by another deputy, one suspended and one erased: one of them stays, whoever was first."""
    pair = world.organisation("Pair", None)
    world.roles["pair_deputy"] = vars(world.role(pair, "pair_deputy", *PERMISSIONS))
    deputies = [world.account(f"pair_deputy{n}", pair, "pair_deputy") and world.client(f"pair_deputy{n}") for n in range(2)]
    for n in range(8):
        keys = [f"pair{n}_{half}" for half in ("left", "right")]
        accounts = [world.account(key, pair, ADMIN) for key in keys]
        world.db.run("UPDATE account SET verified_at = created_at WHERE id IN (%s, %s)", *(a.id for a in accounts))
        ids = [world.db.value("SELECT public_id FROM account WHERE id = %s", a.id) for a in accounts]
        forms = [deputy.get(f"/admin/people/{id_}/{what}").form(action=f"/{what}") for deputy, id_, what in zip(deputies, ids, ("suspend", "erase"))]
        barrier = threading.Barrier(2)

        def act(deputy, form):
            barrier.wait()
            return deputy.submit(form, {})

        with concurrent.futures.ThreadPoolExecutor(2) as pool:
            answers = list(pool.map(act, deputies, forms))
        states = [world.db.value("SELECT state FROM account WHERE id = %s", a.id) for a in accounts]
        assert states.count("verified") == 1, (n, states)
        assert sorted(a.status for a in answers) == [200, 409], (n, [a.status for a in answers])
        refused = next(a for a in answers if a.status == 409)
        assert "Pair would be left without an administrator" in refused.words() or "Please try again" in refused.words()
        world.db.run("DELETE FROM role_assignment WHERE account_id IN (%s, %s)", *(a.id for a in accounts))
