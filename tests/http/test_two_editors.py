"""Two people change the same thing: the second is told who was quicker, sees both, can take either, and nothing is overwritten without a word.

Every route that changes something stands in EDITS (a form, driven here), in ACTS (one step, from a page that may be old), or in NOT with the reason why
two cannot be in each other's way. A new route without a place fails the first test.
"""
import types

import pytest

from support.rooms import differences, make_graphic, png
from support.world import clean_logs, instance, log_watch, now, routes, world      # noqa: F401

ACCOUNTS = ("account", "organisation_look", "collection", "collection_item", "role_assignment", "account_profile")


class Edit(types.SimpleNamespace):
    """page: where the form is (what to take as {thing}), field by field: the first's, the second's, and the line that shows both."""

    def __init__(self, page, theirs, mine, label, shown, take, **more):
        super().__init__(page=page, theirs=theirs, mine=mine, label=label, shown=shown, take=take, button=more.get("button"), thing=more.get("thing", "none"), post=more.get("post", page))


def text(page, field, label, **more):
    """A field of words."""
    return Edit(page, {field: "Theirs"}, {field: "Mine <i>"}, label, ("Theirs", "Mine <i>"), field, **more)


def tab(name, theirs, mine, label, shown, take):
    return Edit(f"/admin/badges/{{thing}}/{name}", theirs, mine, label, shown, take, thing="draft")


GERMAN = {"rows": "1", "language_0": "de", "name_0": "Theirs", "description_0": "Schwimmt.", "criteria_text_0": "Schwimm.", "criteria_url_0": ""}
EDITS = {
    "POST /admin/organisations/{id}/edit": text("/admin/organisations/{thing}/edit", "name", "Name", thing="organisation"),
    "POST /admin/batches/{id}/name": Edit("/admin/batches/{thing}/name", {"name": "Theirs"}, {"name": "Mine <i>"}, "Name of the batch", ("Theirs", "Mine <i>"), "name", thing="batch"),
    "POST /admin/issuers/{id}/profile": text("/admin/issuers/{thing}/profile", "name", "Name", thing="issuer"),
    "POST /admin/roles/{id}/edit": text("/admin/roles/{thing}/edit", "display_name", "Display name", thing="role"),
    "POST /admin/groups/{id}/edit": text("/admin/groups/{thing}/edit", "name", "Name", thing="group"),
    "POST /admin/people/{id}/edit": text("/admin/people/{thing}/edit", "first_name", "First name", thing="person"),
    "POST /admin/graphics/{id}/edit": text("/admin/graphics/{thing}/edit", "name", "Name", thing="graphic"),
    "POST /admin/graphics/{id}/draw": Edit("/admin/graphics/{thing}/draw", {"shape": "circle"}, {"shape": "gear"}, "Shape", ("Circle", "Gear"), "shape", thing="graphic"),
    "POST /admin/badges/{id}/details": tab("details", {"name": "Theirs"}, {"name": "Mine <i>"}, "Name", ("Theirs", "Mine <i>"), "name"),
    "POST /admin/badges/{id}/criteria": tab("criteria", {"criteria": "Theirs"}, {"criteria": "Mine <i>"}, "Criteria", ("Theirs", "Mine <i>"), "criteria"),
    "POST /admin/badges/{id}/graphics": tab("graphics", {"graphic": "{theirs}"}, {"graphic": "{mine}"}, "Graphic", ("Theirs", "Mine"), "graphic"),
    "POST /admin/badges/{id}/settings": tab("settings", {"duplicates": "deny"}, {"duplicates": "allow"}, "Duplicates", ("Refuse them", "Allow them"), "duplicates"),
    "POST /admin/badges/{id}/attributes": tab("attributes", {"rows": "1", "name_0": "Mark", "type_0": "text"}, {"rows": "1", "name_0": "Grade", "type_0": "text"},
                                              "Attribute 1", ("Mark (Text)", "Grade (Text)"), "rows.0"),
    "POST /admin/badges/{id}/alignments": tab("alignments", {"rows": "1", "name_0": "Theirs", "url_0": "https://a.example/"}, {"rows": "1", "name_0": "Mine", "url_0": "https://b.example/"},
                                              "Alignment 1", ("Theirs, https://a.example/", "Mine, https://b.example/"), "rows.0"),
    "POST /admin/badges/{id}/related": tab("related", {"rows": "1", "url_0": "https://theirs.example/"}, {"rows": "1", "url_0": "https://mine.example/"},
                                           "Related badge 1", ("https://theirs.example/", "https://mine.example/"), "rows.0"),
    "POST /admin/badges/{id}/languages": tab("languages", GERMAN, {**GERMAN, "name_0": "Mine"}, "Language 1", ("German: Theirs\nSchwimmt.\nSchwimm.\n", "German: Mine\nSchwimmt.\nSchwimm.\n"), "rows.0"),
    "POST /admin/look": Edit("/admin/look", {"nav": "#0b5d3b", "nav_text": "#ffffff"}, {"nav": "#222222", "nav_text": "#ffffff"}, "Navigation", ("#0b5d3b", "#222222"), "nav"),
    "POST /admin/look/landing": text("/admin/look/landing", "title", "Heading"),
    "POST /admin/mail-texts/{name}": Edit("/admin/mail-texts/award", {"subject": "Theirs", "body": "Hello. [Look]({{credential.link}})"}, {"subject": "Mine", "body": "Hello. [Look]({{credential.link}})"},
                                          "Subject", ("Theirs", "Mine"), "subject"),
    "POST /admin/security": Edit("/admin/security", {"second_factor": "1"}, {"second_factor": None}, "Two-factor authentication", ("Yes", "No"), "second_factor"),
    "POST /admin/frameworks/{id}/replace": Edit("/admin/frameworks/{thing}/replace", {}, {"name": "Mine", "url": "https://skills.example/"}, "Name", ("Skills of Aberdale", "Mine"), "name", thing="framework"),
    "POST /me/collections/{id}/edit": text("/me/collections/{thing}/edit", "name", "Name", thing="collection"),
    "POST /me/account/name": text("/me/account", "name", "Name", post="/me/account/name"),
    "POST /me/username": Edit("/me/account", {"username": "theirs"}, {"username": "mine"}, "Username", ("theirs", "mine"), "username", post="/me/username"),
}

# One step from a page that carries the revision it showed: sent with another one it does nothing, and says so.
ACTS = {
    "POST /admin/organisations/{id}/move": "organisation", "POST /admin/organisations/{id}/remove": "organisation", "POST /admin/organisations/{id}/restore": "organisation",
    "POST /admin/issuers/{id}/archive": "issuer", "POST /admin/issuers/{id}/restore": "issuer", "POST /admin/roles/{id}/delete": "role",
    "POST /admin/graphics/{id}/archive": "graphic", "POST /admin/graphics/{id}/restore": "graphic", "POST /admin/frameworks/{id}/archive": "framework",
    "POST /admin/frameworks/{id}/restore": "framework", "POST /admin/badges/{id}/publish": "draft", "POST /admin/badges/{id}/withdraw": "draft",
    "POST /admin/badges/{id}/archive": "draft", "POST /admin/badges/{id}/restore": "draft", "POST /admin/groups/{id}/delete": "group", "POST /admin/people/{id}/erase": "person",
    "POST /admin/endorsements/{id}/revoke": "endorsement", "POST /admin/batches/{id}/upload": "batch",
    "POST /admin/batches/{id}/columns": "batch", "POST /admin/batches/{id}/continue": "batch", "POST /admin/batches/{id}/delete": "batch",
    "POST /admin/people/{id}/remove": "person", "POST /admin/people/{id}/suspend": "person", "POST /admin/batches/{id}/rule": "batch",
    "POST /admin/batches/{id}/duplicates": "batch", "POST /admin/batches/{id}/issue": "batch",
}
# The picture of the form beside it; it cannot be put into a form, so there is nothing to take but to leave it.
PICTURES = {"POST /admin/look/logo": "Logo", "POST /admin/look/icon": "Icon"}

# Why two people cannot be in each other's way, or what tells the second.
NEW = "it makes something new; nobody else can have it open"
NOTHING = "it changes nothing that is kept, or only what is the visitor's own session"
OWN = "it is one's own, chosen at once; nobody else can choose it, and nothing is typed that could be lost"
SEEN = "the form carries what it showed (seen), and the core compares it (test_staff.py, test_people.py)"
STEP = "one step that is the same whoever takes it; the second is told that it is done already, or it changes nothing"
CELLS = "as the rules beside them: it carries the revision of the batch (test_batch.py, test_another_window_changed_it)"
FILE = "the form carries the revision of the import; the second is told and shown where it stands (test_people_import.py)"
ADDS = "it adds; what others added stays"
PROGRAM = "for programs, under the person's own token"
NOT = {
    NEW: """/setup /admin/organisation /admin/organisations/{id}/new /admin/issuers/new /admin/issuers/{id}/keys/new/{kind} /admin/roles/new /admin/graphics/new /admin/graphics/draw
            /admin/frameworks/new /admin/badges/new /admin/badges/{id}/copy /admin/credentials/new /admin/batches/new /admin/people/new /admin/people/imports/new /admin/groups/new /me/collections/new
            /me/imported/new /oauth/register /admin/issuers/{id}/endorsements /admin/badges/{id}/endorsements /admin/credentials/{id}/endorsements""",
    NOTHING: """/assertions/{id}/check /verify /api/v1/verify /login /login/code /logout /forgot /reset /me/start /me/proof /admin/credentials/chosen /admin/people/chosen /oauth/authorize
                /oauth/token /oauth/revoke /join /me/sessions/end /me/sign-out""",
    OWN: """/me/credentials/{id}/accept /me/credentials/{id}/reject /me/credentials/{id}/hide /me/credentials/{id}/show /me/credentials/{id}/collect /me/collections/{id}/items
            /me/collections/{id}/delete /me/imported/{id}/check /me/imported/{id}/collect /me/imported/{id}/delete /me/addresses /me/addresses/main /me/addresses/remove /me/password
            /me/password/first /me/picture /me/picture/remove /me/language /me/time-zone /me/second-factor/begin /me/second-factor/finish /me/second-factor/codes
            /me/second-factor/end /me/account/erase /me/applications/withdraw""",
    SEEN: "/admin/issuers/{id}/staff /admin/people/{id}/place /admin/endorsements/{id}",
    STEP: """/admin/credentials/revoke /admin/credentials/{id}/revoke /admin/credentials/{id}/mail /admin/messages/again /admin/messages/cancel /admin/messages/{key}/again
             /admin/messages/{key}/cancel /admin/people/acts /admin/people/acts/{id}/undo /admin/people/{id}/remind /admin/people/{id}/unsuspend /admin/batches/{id}/cancel /admin/batches/{id}/check""",
    CELLS: "/admin/batches/{id}/cells",
    FILE: "/admin/people/imports/{id}/columns /admin/people/imports/{id}/begin /admin/people/imports/{id}/undo /admin/people/imports/{id}/discard",
    ADDS: "/admin/groups/{id}/add",
    PROGRAM: "/ims/ob/v3p0/credentials /ims/ob/v3p0/profile",
}


def test_every_route_has_its_place(instance):
    found = {f"{r['method']} {r['pattern']}" for r in routes(instance) if r["method"] in ("POST", "PUT", "PATCH", "DELETE")}
    excused = {f"{'PUT' if p.endswith('/profile') and p.startswith('/ims') else 'POST'} {p}" for words in NOT.values() for p in words.split()}
    placed = [*EDITS, *ACTS, *PICTURES, *excused]
    assert not found - set(placed), "say in this file what happens when two people use these at the same time"
    assert not set(placed) - found, "these are no routes any more"
    assert len(placed) == len(set(placed)), sorted(p for p in set(placed) if placed.count(p) > 1)


@pytest.fixture(scope="module")
def two(world):
    """Two administrators of a, each with a session, and what they change."""
    for key in ("anna", "ben"):
        account = world.account(key, world.a, "organisation_administrator")
        world.insert("second_factor", account_id=account.id, sealed=b"never asked for here", created_at=now(), confirmed_at=now())
    return world


def thing(world, kind):
    """One of its own for each edit, where rows are shared between the tests that does no harm: each reads the page anew."""
    o = world.a
    if kind == "collection":
        ben = world.accounts["ben"]
        found = world.db.rows("SELECT public_id FROM collection WHERE account_id = %s", ben.id)
        if found:
            return found[0]["public_id"]
        client = world.client("ben")
        return client.submit(client.get("/me/collections/new").form(action="/new"), {"name": "Best of", "audience": "link"}).url.rsplit("/", 1)[1]
    return {"organisation": world.below, "issuer": o.first, "role": o.role, "group": o.group, "person": o.person, "graphic": o.graphic, "draft": o.first.draft,
            "framework": o.framework, "endorsement": o.first.endorsement, "batch": o.first.batch, "none": o}[kind].public_id


def state(world):
    return world.checksum(world.a), world.checksum(world.below), world.db.checksum(*ACCOUNTS)


def the_form(page, path):
    found = [f for f in page.forms() if f.method == "POST" and f.action.split("?")[0].endswith(path)]
    assert len(found) == 1, f"{len(found)} forms go to {path} on {page!r}"
    return found[0]


def send(client, form, fields, **more):
    """As typed, whatever buttons there are; what is sent as None was not ticked."""
    values = {n: v for n, v in form.values() if n not in ("file", "picture", "upload")} | fields | more
    values = {n: v for n, v in values.items() if v is not None}
    how = {"headers": {"Origin": client.origin()}}
    csv = {"file": ("skills.csv", b"Name\nSwims\n", "text/csv")} if form.action.endswith("/replace") else {}
    return client.request("POST", form.action, data=values, files=csv if form.multipart else None, **how)


def change(world, route, client, page, path, fields):
    """What the first does: the form itself, mostly."""
    if route.endswith("/replace"):             # away and back: a change that leaves the framework in use
        for act, at in (("archive", "/archive"), ("restore", "")):
            assert client.submit(the_form(client.get(page.replace("/replace", at)), "/" + act)).status == 200
        return
    answer = send(client, the_form(client.get(page), path), fields)
    assert answer.status == 200 and not differences(answer), answer.words()


NAMELESS = ("POST /admin/frameworks/{id}/replace",)


@pytest.mark.parametrize("route", EDITS)
def test_the_second_is_told_and_sees_both(two, route):
    edit, world = EDITS[route], two
    mine, theirs = world.client("ben"), world.client("anna" if not route.startswith("POST /me/") else "ben")
    fill = lambda fields: {n: v and v.replace("{theirs}", chosen["theirs"]).replace("{mine}", chosen["mine"]) for n, v in fields.items()}
    chosen = {"theirs": "", "mine": ""}
    if "{theirs}" in edit.theirs.values():
        chosen = {name.lower(): make_graphic(theirs, name) for name in ("Theirs", "Mine")}
    page, path = (words.replace("{thing}", thing(world, edit.thing)) for words in (edit.page, edit.post))
    opened = the_form(mine.get(page), path)
    change(world, route, theirs, page, path, fill(edit.theirs))
    saved = state(world)

    answer = send(mine, opened, fill(edit.mine))
    assert answer.status == 409, answer.words()[-900:]
    assert state(world) == saved, "the first one's change was overwritten"
    assert differences(answer)[edit.label] == edit.shown
    assert "while you were working here. Yours is not saved yet." in answer.words()
    if not route.startswith("POST /me/") and route not in NAMELESS:
        assert "Anna saved a change" in answer.words()
    form = the_form(answer, path)
    typed = fill(edit.mine)
    assert {n: dict(form.values()).get(n) for n in typed} == typed, "what was typed is lost"

    takes = {b.get("value"): b for b in answer.doc.xpath("//button[@name='take']")}
    assert edit.take in {k.split(",")[0] for k in takes} and all(b.get("form") == "edit" for b in takes.values()) and form.element.get("id") == "edit"
    key = next(k for k in takes if k.split(",")[0] == edit.take)
    taken = send(mine, form, {}, take=key)
    assert taken.status == 200 and edit.label not in differences(taken), taken.words()
    assert state(world) == saved, "taking a value into the form saves nothing"
    names = [n for n in edit.mine if n in key.split(",") or key.startswith("rows.")]
    values_of = lambda shown: {n: v for n, v in the_form(shown, path).values() if n in names}
    assert values_of(taken) == values_of(theirs.get(page)), "the saved value is in the form"

    if not edit.page.endswith("/replace"):        # that makes a framework of its own, in the place of this one
        again = send(mine, form, {})
        assert again.status == 200 and not differences(again), again.words()
        assert state(world) != saved, "knowing both, one's own can be saved"




@pytest.mark.parametrize("route", PICTURES)
def test_the_second_picture_is_told(two, route):
    mine, theirs = two.client("ben"), two.client("anna")
    path = route.split()[1]
    opened = the_form(mine.get("/admin/look"), path)
    assert send(theirs, the_form(theirs.get("/admin/look"), "/admin/look"), {"nav": "#123456", "nav_text": "#ffffff", "act": "set"}).status == 200
    saved = state(two)
    answer = mine.submit(opened, files={path.rsplit("/", 1)[1]: ("logo.png", png(), "image/png")})
    assert answer.status == 409 and PICTURES[route] in differences(answer) and "Anna saved a change" in answer.words() and state(two) == saved
    assert mine.submit(the_form(answer, path), files={path.rsplit("/", 1)[1]: ("logo.png", png(), "image/png")}).status == 200 and state(two) != saved


@pytest.mark.parametrize("route", ACTS)
def test_a_step_from_an_old_page_is_told(two, route):
    """As from a page that was opened before somebody else changed the thing."""
    saved, client = state(two), two.client("ben")
    pattern = route.split()[1]
    more = {"target": two.north.public_id, "parent": two.north.public_id, "reason": "Mistake", "confirm": "1", "rule": "cut", "policy": "skip"}
    fields = {"_csrf": two.csrf("ben"), "revision": "999999", **more}
    address = pattern.replace("{id}", thing(two, ACTS[route]))
    multipart = next(r for r in routes(two.instance) if f"{r['method']} {r['pattern']}" == route)["body"] == "multipart"
    answer = client.request("POST", address, data=fields, files={"file": ("x.csv", b"Name,Email\nAda,ada@example.org\n", "text/csv")} if multipart else None,
                            headers={"Origin": client.origin()})
    assert answer.status == 409 or answer.doc.xpath("//*[contains(@class, 'bdg-alert-warning')]"), (answer.status, answer.words())
    assert state(two) == saved


def test_what_is_gone_meanwhile_is_told(two):
    """The form of something that was deleted: no second life, and a page that says so."""
    mine, theirs = two.client("ben"), two.client("anna")
    role, group = two.role(two.a, "passing", "reports.view"), two.group(two.a, "Passing")
    for noun, gone in (("roles", role), ("groups", group)):
        path = f"/admin/{noun}/{gone.public_id}"
        opened = the_form(mine.get(path + "/edit"), "/edit")
        assert theirs.submit(the_form(theirs.get(path + "/delete"), "/delete")).status == 200
        saved = state(two)
        answer = send(mine, opened, {"name": "mine"})
        assert answer.status == 404 and state(two) == saved, answer.words()
    page = theirs.get("/admin/mail-texts/award")
    assert send(theirs, the_form(page, "/admin/mail-texts/award"), {"subject": "Ours", "body": "[Look]({{credential.link}})"}).status == 200
    opened = the_form(mine.get("/admin/mail-texts/award"), "/admin/mail-texts/award")
    dropped = send(theirs, the_form(theirs.get("/admin/mail-texts/award"), "/admin/mail-texts/award"), {"act": "drop"})
    assert dropped.status == 200
    answer = send(mine, opened, {"subject": "Mine"})
    assert answer.status == 409 and differences(answer)["Subject"][1] == "Mine" and not two.db.value("SELECT COUNT(*) FROM mail_text WHERE organisation_id = %s", two.a.id)
