"""Nothing changes without a token of the visitor's own (T22; ASVS 3.5.1, 3.5.3), nor by GET."""
import json, subprocess

import pytest

from conftest import ADMIN
from support.client import Client

ID = "0" * 26


@pytest.fixture(scope="module")
def routes(instance):
    return json.loads(instance.ctl("routes", "--json"))


@pytest.fixture(scope="module")
def posts(routes):
    found = [r for r in routes if r["method"] == "POST"]
    assert len(found) > 8
    return found


def path_of(route):
    path = route["pattern"]
    for capture, value in (("{id}", ID), ("{n}", "1")):
        path = path.replace(capture, value)
    while "{" in path:
        path = path[:path.index("{")] + "x" + path[path.index("}") + 1:]
    return path


def state(db):
    """Everything but what a mere visit may write (when somebody was seen; attempts; work that falls due by itself)."""
    return db.checksum(*(t for t in db.tables() if t not in ("session", "throttle", "job")))


def test_only_named_routes_go_without(posts):
    """Those that change nothing, and those for programs, which look at no cookie (test_authorisation.py)."""
    assert {r["pattern"] for r in posts if not r["csrf"] and r["entry"] != "token"} <= {"/assertions/{id}/check", "/verify", "/api/v1/verify", "/oauth/register", "/oauth/token", "/oauth/revoke"}


def body_for(route, fields):
    return {"files": {}, "data": fields} if route["body"] == "multipart" else {"data": fields}


def test_no_post_works_without_its_token(instance, posts, db):
    db.run("DELETE FROM throttle")
    me, other = Client(instance.base_url), Client(instance.base_url)
    for c in (me, other):
        assert c.login(ADMIN["email"], ADMIN["password"]).status == 200
    token = me.get("/me/account").doc.xpath("//meta[@name='csrf']/@content")[0]
    others = other.get("/me/account").doc.xpath("//meta[@name='csrf']/@content")[0]
    assert token != others
    before = state(db)
    ours = {"Origin": me.origin()}
    for route in posts:
        if not route["csrf"]:
            continue
        path = path_of(route)
        tries = [("no token", {}, ours), ("an empty one", {"_csrf": ""}, ours), ("somebody else's", {"_csrf": others}, ours), ("half of it", {"_csrf": token[:-1]}, ours),
                 ("another site", {"_csrf": token}, {"Origin": "https://evil.example"}), ("Origin null", {"_csrf": token}, {"Origin": "null"}),
                 ("another site by its own words", {"_csrf": token}, {"Sec-Fetch-Site": "cross-site"}),
                 ("a sibling", {"_csrf": token}, {"Sec-Fetch-Site": "same-site"})]
        for what, fields, headers in tries:
            answer = me.request("POST", path, headers=headers, follow=False, **body_for(route, fields))
            assert answer.status == 403, (route["method"], path, what, answer.status)
        text = me.request("POST", path, body=b"_csrf=" + token.encode(), headers={**ours, "Content-Type": "text/plain"}, follow=False)
        assert text.status in (403, 415), (path, text.status)
    assert state(db) == before


def test_no_post_works_for_nobody(instance, posts, db):
    before = state(db)
    for route in posts:
        if route["entry"] == "signed_in":
            answer = Client(instance.base_url).request("POST", path_of(route), follow=False, **body_for(route, {"_csrf": "x"}))
            assert answer.status == 401, (route["pattern"], answer.status)
    assert state(db) == before


def test_get_changes_nothing(instance, admin, routes, db):
    before = state(db)
    gets = {r["pattern"] for r in routes if r["method"] == "GET"}
    for route in routes:
        if route["method"] == "POST" and route["pattern"] not in gets:
            answer = admin.get(path_of(route), follow=False)
            # another pattern may fit the same address, and then names something that is not there
            assert answer.status in (404, 405), (route["pattern"], answer.status)
            if answer.status == 405:
                assert "POST" in answer.headers["Allow"]
    assert state(db) == before


def test_a_form_opened_before_the_sign_in_still_works(instance):
    """Two tabs with the sign-in page: the second is not refused because the first was quicker."""
    client = Client(instance.base_url)
    form = client.get("/login").form(action="/login")
    client.login(ADMIN["email"], ADMIN["password"])
    assert client.submit(form, {"email": ADMIN["email"], "password": ADMIN["password"]}).url.endswith("/admin")


def test_the_token_of_the_sign_in_page_opens_nothing_else(instance):
    client = Client(instance.base_url)
    token = dict(client.get("/login").form(action="/login").values())["_csrf"]
    client.login(ADMIN["email"], ADMIN["password"])
    answer = client.post("/me/sign-out", {"_csrf": token}, headers={"Origin": client.origin()}, follow=False)
    assert answer.status == 403


def test_badgesctl_is_the_source(instance):
    assert subprocess.run([str(instance.build / "badgesctl"), "routes", "--json"], stdout=subprocess.PIPE, check=True).stdout.startswith(b"[")
