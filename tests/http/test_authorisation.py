"""Every route, asked by everyone, about everybody's things (the route table says what should come of it), and what a form may not do by itself.

The table is `badgesctl routes --json`. A route that this file cannot make an address for fails the test, so no page gets by unasked."""
import hashlib, http.client, pathlib, re, types, urllib.parse

import pytest

from support.world import clean_logs, csrf_of, instance, log_watch, new_id, now, png, recipient_key, routes, world, CUSTOM, PERMISSIONS, ROLES_GROUP, ROLES_ISSUER, ROLES_WHOLE      # noqa: F401

FORM = "application/x-www-form-urlencoded"
# What {n} and {name} of a pattern may stand for, by the segment before them; {id}s after the first belong to the object and are ids that do not exist.
SEGMENTS = {"versions": "1", "languages": "de", "rows": "1", "new": "rsa", "look": "16213a-dfe5f1-2563eb", "preview": "16213a-dfe5f1-2563eb", "o": "aberdale", "mail-texts": "award"}
STALE = "999999"          # a revision that nobody saw: what is allowed gets as far as a conflict, and changes nothing
# POST routes that are not about an object and end, begin or change the session of who asks: each caller gets a new one afterwards.
PUBLIC_OBJECTS = {"assertions": "assertion", "badges": "badge", "issuers": "issuer", "endorsements": "endorsement", "collections": "collection", "pictures": "picture"}
# What is a person's own: only its holder gets it, whatever roles others have.
OWN = {"holder": "a", "holder_b": "b"}
# Addresses with an id that the dispatcher does not know: the handler finds it within the organisation shown (and, for roles for one issuer, only what is their own).
WITHIN_ORGANISATION = {"/admin/revocations/{id}": "revocation", "/admin/people/acts/{id}": "people_act", "/admin/people/acts/{id}/undo": "people_act",
                       **{f"/admin/people/imports/{{id}}{rest}": "people_import" for rest in ("", "/columns", "/begin", "/undo", "/discard", "/wrong.csv", "/results.csv")},
                       **{f"/admin/frameworks/{{id}}{rest}": "framework" for rest in ("", "/replace", "/archive", "/restore")}}
# What these are for is to give and take places: test_people.py has what else they must not do.
PLACES = ("/admin/people/{id}/", "/admin/groups/{id}/")


class Asker:
    """One connection that is kept, and no cookies but those given."""

    def __init__(self, instance):
        self.prefix = urllib.parse.urlsplit(instance.base_url)
        self.con = http.client.HTTPConnection(self.prefix.hostname, self.prefix.port, timeout=60)

    def __call__(self, method, path, cookie=None, fields=None, headers=None, body=None):
        sent = {"Accept": "text/html", **({"Cookie": cookie} if cookie else {}), **(headers or {})}
        if fields is not None:
            sent.setdefault("Content-Type", FORM)
            body = urllib.parse.urlencode(fields).encode()
        for attempt in (1, 2):
            try:
                self.con.request(method, self.prefix.path + path, body=body, headers=sent)
                answer = self.con.getresponse()
                answer.text = answer.read().decode("utf-8", "replace")
                return answer
            except (http.client.RemoteDisconnected, BrokenPipeError, ConnectionResetError):
                self.con.close()
                if attempt == 2:
                    raise


@pytest.fixture(scope="module")
def people(world):
    """Along the tree: every role in a. Above: in the parent, shown a. Below: in a child of a. Beside: in b."""
    world.db.run("UPDATE badge_class_version SET translations_json = %s", '[{"language":"de","name":"Abschluss","description":"Kann es."}]')
    for role in (*ROLES_WHOLE, *CUSTOM):
        world.account(role, world.a, role)
        for where, organisation, shown in (("above", world.north, world.a), ("below", world.below, None), ("beside", world.b, None)):
            world.account(f"{role}_{where}", organisation, role, shown=shown)
    for role in ROLES_ISSUER:
        world.account(role, world.a, role, world.a.first)
        world.account(f"{role}_beside", world.b, role, world.b.first)
    for role in ROLES_GROUP:
        world.account(role, world.a, role, group=world.a.group)
        world.account(f"{role}_beside", world.b, role, group=world.b.group)
    world.account("nobody", world.a, None)
    world.account("suspended", world.a, "organisation_administrator", state="suspended")
    world.account("other", world.b, "organisation_administrator")
    world.sign()
    for key, whose in OWN.items():
        holds(world, world.account(key, getattr(world, whose), None), getattr(world, whose))
    return world.accounts


def holds(world, account, o):
    """The award of the organisation's first issuer is this account's; so are a collection and a badge from elsewhere."""
    world.insert("account_identity", account_id=account.id, recipient_key=recipient_key(o.first.assertion.address), identity=o.first.assertion.address, proven_at=now())
    o.collection = types.SimpleNamespace(public_id=new_id())
    o.collection.id = world.insert("collection", public_id=o.collection.public_id, account_id=account.id, name="Mine", description="", audience="link", created_at=now(), updated_at=now())
    world.insert("collection_item", collection_id=o.collection.id, assertion_id=o.first.assertion.id, position=1)
    o.imported = types.SimpleNamespace(public_id=new_id())
    o.imported.id = world.insert("imported_badge", public_id=o.imported.public_id, account_id=account.id, data=b"{}", sha256=b"x" * 32, outcome="valid", is_mine=1, verdict_json="{}",
                                 checked_at=now(), name="From elsewhere", issuer_name="Harbour", png=png(), created_at=now())


@pytest.fixture(scope="module")
def table(instance):
    found = routes(instance)
    assert len(found) > 30
    return found


def thing(organisation, kind, issuer=None):
    """The public id of the organisation's thing of this kind; of its first issuer or this one, where it belongs to one."""
    i = issuer or organisation.first
    return {"issuer": i, "graphic": organisation.graphic, "badge_class": i.badge, "assertion": i.assertion, "batch": i.batch, "outbox": i.mail,
            "endorsement": i.endorsement, "people_group": organisation.group, "person": organisation.person, "role": organisation.role, "own_role": organisation.role, "organisation_node": organisation,
            "my_credential": i.assertion, "my_collection": getattr(organisation, "collection", None), "my_imported": getattr(organisation, "imported", None)}[kind].public_id


def address(route, first_id):
    """A path for the pattern, or an assertion that names what is unknown in it."""
    seen, out, before = 0, [], ""
    for segment in route["pattern"].split("/"):
        m = re.search(r"\{(\w+)\}", segment)
        if m and m[1] in ("id", "key") and (not seen or m[1] == "id"):
            value = first_id if not seen else new_id()
            seen += 1
        elif m:
            assert before in SEGMENTS or m[1] == "n", f"what may {{{m[1]}}} be in {route['pattern']}? Tell SEGMENTS"
            value = SEGMENTS.get(before, "1")
        out.append(re.sub(r"\{\w+\}", lambda _: value, segment) if m else segment)
        before = segment
    return "/".join(out), seen


def ids_for(route, world):
    """[(whose, id)] to ask about: of a, of a's second issuer, of b, of nobody."""
    if not re.search(r"\{(id|key)\}", route["pattern"]):
        return [("none", None)]
    if route["pattern"] in WITHIN_ORGANISATION:
        get = lambda o: getattr(o, WITHIN_ORGANISATION[route["pattern"]]).public_id
        return [("a", get(world.a)), ("b", get(world.b)), ("none", new_id())]
    if route["on"] in ("nothing", "organisation"):
        kind = route["pattern"].split("/")[1]
        assert kind in PUBLIC_OBJECTS, f"whose id is in {route['pattern']}? It names no object"
        assert route["entry"] == "public", f"{route['pattern']} names an object by id without saying which kind: nobody checks that it may be seen"
        get = lambda o: {"assertion": o.first.assertion, "badge": o.first.badge, "issuer": o.first, "endorsement": o.first.endorsement, "collection": o.collection, "picture": o.picture}[PUBLIC_OBJECTS[kind]].public_id
        return [("a", get(world.a)), ("b", get(world.b)), ("none", new_id())]
    second = [] if route["on"] not in OF_ISSUER else [("second", thing(world.a, route["on"], world.a.second))]
    return [("a", thing(world.a, route["on"])), *second, ("b", thing(world.b, route["on"])), ("none", new_id())]


def has(permissions, name):
    return bool(permissions >> PERMISSIONS.index(name) & 1)


OF_ISSUER = ("issuer", "badge_class", "assertion", "batch", "outbox", "endorsement")      # each belongs to an issuer: the kinds that a role for one issuer opens
LENT = "/admin/frameworks/{id}"
FOR_ISSUER, FOR_GROUP = PERMISSIONS[5:16], ["people.manage"]


def only(permissions, names):
    return {name for name in names if has(permissions, name)}


def whole(account, o):
    """What the account holds in all of an organisation: by a role there, or above."""
    if account.issuer or account.group or not account.role or account.organisation not in (o, *o.above):
        return set()
    return only(account.permissions, PERMISSIONS)


def part(account, o, issuer=None, group=None):
    """What it holds by a role for this issuer or this group of the organisation, or for any (True)."""
    mine = lambda held, asked: held and account.organisation is o and asked in (True, held)
    return only(account.permissions, FOR_ISSUER) if mine(account.issuer, issuer) else only(account.permissions, FOR_GROUP) if mine(account.group, group) else set()


def on_object(route, account, world, whose):
    """What it holds on what the address names; None: not to be seen."""
    kind, shown = route["on"], account.shown
    if whose == "none":
        return None
    o = world.b if whose == "b" else world.a
    issuer = o.second if whose == "second" else o.first
    if kind in OF_ISSUER:
        return whole(account, o) | part(account, o, issuer=issuer) or None
    if kind == "graphic":      # the library serves all issuers: who works for one may look
        return whole(account, o) | part(account, o, issuer=True) - {"graphics.edit"} or None
    if kind in ("people_group", "person"):
        return whole(account, o) | part(account, o, group=o.group) or None
    if kind in ("role", "own_role"):      # seen wherever it can be given, changed where it was made
        here = whole(account, shown) if o in (shown, *shown.above) else set()
        return (whole(account, o) | (here if kind == "role" else set())) if here or whole(account, o) else None
    assert kind == "organisation_node", f"who may see a {kind}? Say so here"
    return whole(account, o) or None


def expected(route, who, account, whose, world):
    """"login", "token", 403, 404, "maybe" (core may still say 403: the role is for one issuer, or one group) or "in"."""
    if route["entry"] == "token":
        return "token"
    if route["entry"] == "public":
        return 404 if whose == "none" and "{id}" in route["pattern"] else "in"
    if who is None or account.state != "verified":
        return "login"
    if route["on"] == "nothing":
        return "in"
    if route["on"].startswith("my_"):
        return "in" if OWN.get(who) == whose else 404
    let_in = "maybe" if account.issuer or account.group else "in"
    if route["on"] == "organisation":
        held = whole(account, account.shown) | part(account, account.shown, issuer=True) | (part(account, account.shown, group=True) if route["permission"] else set())
        if not held or (route["permission"] and route["permission"] not in held):
            return 403
        if route["pattern"].startswith(LENT) and whose == "a" and world.a in account.shown.above:      # seen below, changed where it is
            return let_in if route["pattern"].endswith("{id}") else 403
        if route["pattern"] in WITHIN_ORGANISATION and (account.issuer or account.group or {"a": world.a, "b": world.b}.get(whose) is not account.shown):
            return 404
        return let_in
    held = on_object(route, account, world, whose)
    if held is None:
        return 404
    return let_in if held and (not route["permission"] or route["permission"] in held) else 403


def verdict(route, answer, want):
    """None when the answer is as wanted."""
    s, method = answer.status, route["method"]
    if want == "login":
        if method == "GET":
            return None if s == 303 and "/login" in answer.headers["Location"] else "should lead to the sign-in"
        return None if s in (401, 403) else "should ask to sign in"
    if want == "token":
        return None if s == 401 and answer.headers["WWW-Authenticate"] == 'Bearer realm="badges"' else "should ask for a token, whoever has a cookie"
    if want in (403, 404):
        return None if s == want else f"should be {want}"
    if want == "maybe" and s == 403:
        return None
    nested = route["pattern"].count("{id}") > 1 or "{n}" in route["pattern"] or "{name}" in route["pattern"]
    if s >= 500 or s == 401 or (s in (403, 404) and not (s == 404 and (nested or s_may_lack(route)))):
        return "should be let in"
    return None


def s_may_lack(route):
    """Pages that need something of the address's query, or a link of a mail: 404 is their word for "without it"."""
    return route["pattern"] in ("/oembed", "/setup", "/reset", "/admin/batches/{id}/cells", "/me/picture") or route["method"] == "POST" and route["on"] in ("nothing", "organisation")


def cases_of(route, world, people):
    """(who, account, whose, id). Those who are elsewhere in the tree are asked about what is a's: their own is asked about by those of a."""
    for who, account in [(None, None), *people.items()]:
        where = who.rpartition("_")[2] if who else ""
        where = where if where in ("above", "below", "beside") else ""
        named = route["on"] != "organisation" or route["pattern"] in WITHIN_ORGANISATION
        if where and (route["entry"] != "signed_in" or route["on"] == "nothing" or not named and where != "above"):
            continue      # the tree has no say in it
        for whose, id_ in ids_for(route, world):
            if where in ("beside", "below") and whose != "a" or where == "above" and whose not in ("a", "b", "none") or where == "above" and whose == "none" and id_:
                continue
            yield who, account, whose, id_


def skipped(route, who, account, whose, want):
    """What would change the things that are asked about next, or b's, by somebody who may: other tests do that."""
    if route["method"] != "POST" or not who:
        return False
    if account.shown.slug == "borough" and route["entry"] == "signed_in" and want not in (403, 404, "login"):
        return True
    return route["on"].startswith("my_") and route["pattern"].endswith("/delete") and want == "in" or route["pattern"] == "/me/account/erase" and not account.role


@pytest.mark.slow
@pytest.mark.log_allows(r"no such file or directory$")
def test_every_route_by_everyone(world, people, table):
    ask, wrong, asked = Asker(world.instance), [], 0
    before = world.checksum(world.b)
    for route in table:
        cases = 0
        for who, account, whose, id_ in cases_of(route, world, people):
            path, _ = address(route, id_)
            fields = None
            want = expected(route, who, account, whose, world)
            if skipped(route, who, account, whose, want):
                continue
            if route["method"] == "POST":
                world.db.run("DELETE FROM throttle")
                fields = {"revision": STALE, "_csrf": world.csrf(who) if who else "x"}
                if route["csrf"] and route["entry"] == "public" and (not who or account.state != "verified"):
                    fields["_csrf"] = csrf_of("f" * 43)
            cookie = world.cookie(who) if who else None
            if fields and route["entry"] == "public":
                cookie = "; ".join(filter(None, [cookie, "bdg_form=" + "f" * 43]))
            answer = ask(route["method"], path, cookie, fields)
            cases, asked = cases + 1, asked + 1
            if why := verdict(route, answer, want):
                wrong.append(f"{route['method']} {path} ({route['pattern']}, {whose}'s) by {who}: {answer.status}, {why}")
            if route["method"] == "POST" and who and answer.status in (200, 303):
                world.session(who)      # it may have signed out
        assert cases > 3, f"nobody asked {route['method']} {route['pattern']}"
    assert not wrong, f"{len(wrong)} of {asked} answers:\n" + "\n".join(wrong[:60])
    assert world.checksum(world.b) == before
    print(f"{asked} requests, {len(table)} routes")


def test_other_peoples_ids_are_like_ids_that_do_not_exist(world, people, table):
    """The same status, and the same length, so that asking tells nothing."""
    ask, compared = Asker(world.instance), 0
    before = world.checksum(world.b)
    for route in (r for r in table if r["on"] not in ("nothing", "organisation") or r["pattern"] in WITHIN_ORGANISATION):
        of_b = getattr(world.b, WITHIN_ORGANISATION[route["pattern"]]).public_id if route["pattern"] in WITHIN_ORGANISATION else thing(world.b, route["on"])
        for accept in ("text/html", "application/json"):
            answers = []
            for id_ in (of_b, new_id()):
                fields = {"_csrf": world.csrf("organisation_administrator"), "revision": "1"} if route["method"] == "POST" else None
                answers.append(ask(route["method"], address(route, id_)[0], world.cookie("organisation_administrator"), fields, {"Accept": accept}))
            theirs, nobodys = answers
            compared += 1
            assert theirs.status == nobodys.status == 404, route
            assert len(theirs.text) == len(nobodys.text), f"{route}: {len(theirs.text)} and {len(nobodys.text)}"
            names = lambda a: sorted(k for k, _ in a.getheaders())
            assert names(theirs) == names(nobodys), route
    assert compared > 10 and world.checksum(world.b) == before


def line_of(route):
    """As it stands in authorisation.txt: who may come in, what the address names, and what is needed on that."""
    return " ".join([route["method"], route["pattern"], route["entry"], route["on"], route["permission"] or "-"])


def test_every_route_is_listed(table):
    """authorisation.txt says once more, by hand, who may do what: a route that is new, gone, or opens itself to others is seen there."""
    text = (pathlib.Path(__file__).parent / "authorisation.txt").read_text()
    listed = {line for line in text.splitlines() if line and not line.startswith("#")}
    there = {line_of(r) for r in table}
    assert there == listed, "tests/http/authorisation.txt lacks\n" + "\n".join(sorted(there - listed)) + "\nand has too much\n" + "\n".join(sorted(listed - there))


def test_the_roles_that_ship(world):
    """Nine, with exactly these permissions."""
    issuing = {"assertions.issue", "assertions.update", "assertions.revoke"}
    editor = {"issuers.edit", "badges.edit", "badges.publish", *issuing, "reports.view", "exports.run", "pathways.edit", "rules.edit"}
    ship = {"organisation_administrator": ("organisation", set(PERMISSIONS)), "issuer_owner": ("issuer", {*editor, "issuers.staff"}), "issuer_editor": ("issuer", editor),
            "issuer_staff": ("issuer", {"assertions.issue", "reports.view", "exports.run"}), "badge_creator": ("organisation", {"graphics.edit", "badges.edit", "badges.publish"}),
            "badge_issuer": ("organisation", {"assertions.issue", "reports.view"}), "group_administrator": ("group", {"people.manage"}),
            "reporter": ("organisation", {"reports.view", "exports.run"}), "user": ("organisation", set())}
    found = {r["name"]: (r["reach"], only(r["permissions"], PERMISSIONS)) for r in world.db.rows("SELECT name, reach, permissions FROM role WHERE organisation_id = 0")}
    assert found == ship


def test_permissions_are_those_of_the_table(world, table):
    """The bits that this file believes in are those that the routes name."""
    assert {r["permission"] for r in table} - {None} <= set(PERMISSIONS)
    assert all(r["entry"] == "signed_in" for r in table if r["permission"] or r["on"] != "nothing")


def test_nothing_outside_the_table(world, people):
    ask = Asker(world.instance)
    for path in ("/admin/", "/admin/nothing", "/api", "/badgesctl", "/static/../mod_badges", "/static/%2e%2e/templates/layouts/admin.html", "/ADMIN",
                 "/admin/issuers/", "/admin/issuers/" + "x" * 26, "/assertions/" + "0" * 25, "/assertions/" + "0" * 27, "/templates/layouts/admin.html", "/.git/config"):
        answer = ask("GET", path, world.cookie("organisation_administrator"))
        assert answer.status in (400, 403, 404), (path, answer.status)
    for method in ("PUT", "DELETE", "PATCH", "PROPFIND", "FOO", "TRACE"):
        answer = ask(method, "/admin/issuers", world.cookie("organisation_administrator"))
        assert answer.status in (405, 501), (method, answer.status)


# --- CSRF (ASVS 3.5.1, 3.5.3): each row that changes something


def posts(table):
    found = [r for r in table if r["method"] == "POST"]
    assert found
    return found


def test_routes_without_a_token_are_these(table):
    """Public ones that change nothing, and those for programs, which look at no cookie."""
    assert {r["pattern"] for r in table if r["method"] != "GET" and not r["csrf"] and r["entry"] != "token"} == {"/assertions/{id}/check", "/verify", "/api/v1/verify", "/oauth/register", "/oauth/token", "/oauth/revoke"}
    assert all(r["voice"] == "oauth" for r in table if r["pattern"] in ("/oauth/register", "/oauth/token", "/oauth/revoke"))


# --- bearer tokens


def tokens(table):
    found = [r for r in table if r["entry"] == "token"]
    assert found and all(r["scope"] and not r["csrf"] and r["voice"] != "page" and r["cache"] == "private" for r in found), "a token is asked for its scope, and what it opens is nobody else's"
    assert not [r for r in table if r.get("scope") and r["entry"] != "token"]
    return found


def scopes(table):
    return sorted({scope for r in tokens(table) for scope in r["scope"].split()})


def test_every_token_route_by_every_scope(world, people, table):
    """Deny by default: the row's scopes open it, no others do; not those of all the others together, and none at all does not."""
    ask = Asker(world.instance)
    for route in tokens(table):
        needed, everything = set(route["scope"].split()), set(scopes(table))
        path = address(route, None)[0]
        for given in (set(), *({s} for s in everything), everything - needed, everything):
            world.db.run("DELETE FROM throttle")
            answer = ask(route["method"], path, headers={"Authorization": "Bearer " + world.token("user", given), "Accept": "application/json"})
            if needed <= given:
                assert answer.status not in (401, 403), (route["pattern"], given, answer.status)
            else:
                assert answer.status == 403 and f'error="insufficient_scope", scope="{route["scope"]}"' in answer.headers["WWW-Authenticate"], (route["pattern"], given, answer.status)


def test_tokens_that_do_not_work(world, people, table):
    ask = Asker(world.instance)
    good = world.token("user", scopes(table))
    for route in tokens(table):
        for token in ("x" * 43, good[:-1], world.token("user", scopes(table), seconds=-1), world.token("user", scopes(table), kind=1), world.token("suspended", scopes(table)),
                      world.sessions["user"], hashlib.sha256(good.encode()).hexdigest()):
            answer = ask(route["method"], address(route, None)[0], world.cookie("organisation_administrator"), headers={"Authorization": "Bearer " + token})
            assert answer.status == 401 and 'error="invalid_token"' in answer.headers["WWW-Authenticate"] and answer.headers["Cache-Control"] == "no-store", (route["pattern"], answer.status)


def test_tokens_open_no_pages(world, people, table):
    """An administrator's token is no session: it brings none of their roles anywhere."""
    ask, token = Asker(world.instance), world.token("organisation_administrator", scopes(table))
    for route in table:
        if route["entry"] == "signed_in":
            answer = ask(route["method"], own_path(route, world), headers={"Authorization": "Bearer " + token}, fields={"_csrf": "x"} if route["method"] == "POST" else None)
            assert verdict(route, answer, "login") is None, (route["pattern"], answer.status)


def own_path(route, world):
    return address(route, ids_for(route, world)[0][1])[0]


@pytest.mark.parametrize("how", ["no token", "another session's token", "another site's Origin", "another site by Sec-Fetch-Site", "text/plain", "json", "null Origin"])
def test_forms_of_others(world, people, table, how):
    ask = Asker(world.instance)
    everything = lambda: (world.checksum(world.a), world.checksum(world.b), world.db.checksum("account", "session", "one_time_link"))
    for route in posts(table):
        if not route["csrf"]:
            continue
        world.db.run("DELETE FROM throttle")
        world.session("organisation_administrator")
        before = everything()
        headers, fields, body = {}, {"_csrf": world.csrf("organisation_administrator"), "revision": "1"}, None
        if how == "no token":
            del fields["_csrf"]
        elif how == "another session's token":
            fields["_csrf"] = world.csrf("other")
        elif how == "another site's Origin":
            headers["Origin"] = "https://evil.example"
        elif how == "null Origin":
            headers["Origin"] = "null"
        elif how == "another site by Sec-Fetch-Site":
            headers["Sec-Fetch-Site"] = "cross-site"
        else:
            headers["Content-Type"] = {"text/plain": "text/plain", "json": "application/json"}[how]
            body, fields = b"_csrf=" + world.csrf("organisation_administrator").encode() + b"&revision=1", None
        answer = ask("POST", own_path(route, world), world.cookie("organisation_administrator"), fields, headers, body)
        assert answer.status in ((415,) if how in ("text/plain", "json") else (403,)), (route["pattern"], how, answer.status)
        assert everything() == before, route["pattern"]


def test_get_changes_nothing(world, people, table):
    """A GET of what takes only POST says 405; a GET of anything leaves every row as it was (but for when a session was last seen)."""
    ask = Asker(world.instance)
    world.session("organisation_administrator")
    everything = lambda: (world.checksum(world.a), world.checksum(world.b), world.db.checksum("account", "one_time_link", "job", "outbox"))
    before, gets = everything(), {r["pattern"] for r in table if r["method"] == "GET"}
    for route in table:
        answer = ask("GET", own_path(route, world), world.cookie("organisation_administrator"))
        if route["pattern"] in gets:
            assert answer.status != 405, route["pattern"]
        else:
            assert answer.status == 405 and answer.headers["Allow"] == f"{route['method']}, OPTIONS", (route["pattern"], answer.status, answer.headers["Allow"])
    assert everything() == before


# --- mass assignment (T20)

EXTRA = {"org_id": "{b}", "organisation_id": "{b}", "organisation": "{b_public}", "role": "organisation_administrator", "role_id": "1", "id": "1", "public_id": "{new}", "account_id": "1",
         "created_at": "2001-01-01 00:00:00", "created_by": "424242", "revoked": "1", "revoked_at": "2001-01-01", "is_admin": "1", "issuer_id": "{issuer}", "state": "published",
         "award_count": "424242", "permissions": "524287", "perms": "524287", "version_id": "{issuer}", "used": "1", "source": "5", "recipient_key": "x", "password_hash": "x"}


def test_fields_that_nobody_asked_for(world, people, table):
    """They are ignored or refused: nothing in b changes, nothing of a moves there, and none of the values turns up in a column."""
    ask, who = Asker(world.instance), "organisation_administrator"
    values = {k: v.format(b=world.b.id, b_public=world.b.public_id, new=new_id(), issuer=world.b.first.id) for k, v in EXTRA.items()}
    whose = lambda: (world.db.checksum("role_assignment", "organisation_ancestor"), world.db.rows("SELECT id, public_id, organisation_id, reach FROM role ORDER BY id"))
    before, roles = world.checksum(world.b), whose()
    for route in posts(table):
        if route["entry"] != "signed_in" or route["pattern"].startswith(("/logout", "/me/", *PLACES)):
            continue
        world.session(who)
        page = ask("GET", own_path(route, world), world.cookie(who))
        fields = {**values, "_csrf": world.csrf(who), "revision": "1", "name": "Renamed"}
        if page.status == 200:      # the form as it stands, and the extra fields with it
            import lxml.html
            for form in lxml.html.document_fromstring(page.text).forms:
                if urllib.parse.urlsplit(form.get("action") or "").path.endswith(own_path(route, world)):
                    fields = {**values, **{k: v for k, v in form.form_values()}, "_csrf": world.csrf(who)}
        if route["pattern"] == "/admin/organisation":
            fields.pop("organisation", None)
        answer = ask("POST", own_path(route, world), world.cookie(who), fields)
        assert answer.status < 500, (route["pattern"], answer.status)
        assert world.checksum(world.b) == before, route["pattern"]
    places, left = whose()
    assert places == roles[0] and all(r in roles[1] for r in left)      # one of a's own may be gone: its form was sent as it stood
    for t, column in (("issuer", "created_at"), ("badge_class", "created_at"), ("graphic", "created_at"), ("assertion", "created_at"), ("batch", "created_at")):
        assert world.db.value(f"SELECT COUNT(*) FROM {t} WHERE {column} < '2002-01-01' OR created_at IS NULL") == 0
    assert world.db.value("SELECT COUNT(*) FROM badge_class WHERE award_count = 424242 OR created_by = 424242") == 0
    assert world.db.value("SELECT COUNT(*) FROM graphic WHERE created_by = 424242") == 0
    assert world.db.value("SELECT COUNT(*) FROM assertion WHERE source = 5 OR created_by = 424242") == 0
    assert world.db.value("SELECT COUNT(*) FROM issuer_version WHERE created_by = 424242") == 0
