"""The module below a path of a server that serves other things too."""
import json, re, urllib.parse

import pytest

from support.client import Client
from support.world import clean_logs, instance, log_watch, new_id, world      # noqa: F401

SETTINGS = {"mount": "/badges"}
PASSWORD = "correct horse battery"


@pytest.fixture(scope="module")
def admin(instance, world):
    instance.ctl("create-admin", "--email", "mount@people.example", "--name", "Mount", "--organisation", "Mount", "--password-stdin", input=PASSWORD + "\n")
    signed_in = Client(instance.base_url)
    answer = signed_in.login("mount@people.example", PASSWORD)
    assert answer.status == 200 and signed_in.cookies, answer.words()
    return signed_in


def test_documents_name_their_addresses(instance, world):
    nobody = Client(instance.base_url)
    assert instance.base_url.endswith("/badges")
    url = f"{instance.base_url}/assertions/{world.a.first.assertion.public_id}"
    assertion = nobody.get(url, headers={"Accept": "application/ld+json"}).json()
    assert assertion["id"] == url and assertion["badge"].startswith(instance.base_url + "/badges/")
    badge = nobody.get(assertion["badge"], headers={"Accept": "application/ld+json"}).json()
    assert badge["id"] == assertion["badge"]
    assert nobody.get(badge["image"]).status == nobody.get(badge["criteria"]["id"]).status == nobody.get(badge["issuer"]).status == 200


def test_every_link_of_every_page_leads_below_the_mount(instance, admin, world):
    """From the dashboard on, whatever a page links to is there."""
    nobody = Client(instance.base_url)
    seen, todo = set(), ["/", "/admin", "/me", "/login", f"/assertions/{world.a.first.assertion.public_id}", f"/badges/{world.a.first.badge.public_id}", f"/issuers/{world.a.first.public_id}"]
    todo = [instance.base_url + p for p in todo]
    origin = nobody.origin()
    while todo and len(seen) < 120:
        url = todo.pop(0).split("#")[0]
        if url in seen:
            continue
        seen.add(url)
        answer = admin.get(url)
        assert answer.status < 400, answer
        if answer.headers.get_content_type() != "text/html":
            continue
        for found in answer.doc.xpath("//a/@href|//link/@href|//script/@src|//img/@src|//form/@action|//use/@href|//*/@hx-get|//*/@hx-post|//meta[@property='og:url']/@content"):
            target = urllib.parse.urljoin(answer.url, found)
            if found.startswith(("data:", "mailto:", "#")) or not target.startswith(origin):
                continue
            assert target.startswith(instance.base_url + "/") or target == instance.base_url, f"{answer.url} leads to {found}"
        todo += [urllib.parse.urljoin(answer.url, a) for a in answer.doc.xpath("//a/@href|//link[@rel='stylesheet']/@href|//script/@src|//img/@src")
                 if urllib.parse.urljoin(answer.url, a).startswith(instance.base_url)]
    assert len(seen) > 15


def test_outside_the_mount_it_is_not_there(instance):
    nobody = Client(instance.base_url)
    for path in ("/healthz", "/login", "/admin", "/badgesx/login", "/static/app.css", "/badge"):
        answer = nobody.get(nobody.origin() + path)
        assert answer.status == 404 and "Content-Security-Policy" not in answer.headers, path
    assert nobody.get("/healthz").status == 200
    assert nobody.get("", follow=False).status in (200, 301, 303)


def test_cookies_and_redirects(instance, world):
    nobody = Client(instance.base_url)
    answer = nobody.get("/admin", follow=False)
    assert answer.status == 303 and answer.headers["Location"].startswith("/badges/login?next=")
    page = nobody.get("/admin")
    answer = nobody.submit(page.form(action="/login"), {"email": "mount@people.example", "password": PASSWORD}, follow=False)
    assert answer.status == 303 and answer.headers["Location"].startswith("/badges/admin"), answer.headers["Location"]
    for line in answer.headers.get_all("Set-Cookie"):
        assert re.search(r"Path=/(badges/?)?(;|$)", line), line


def test_the_description_of_the_sign_in_has_two_addresses(instance):
    """RFC 8414, 3.1: between host and path; and below the mount, for who appends it to the issuer."""
    nobody = Client(instance.base_url)
    first = nobody.get(nobody.origin() + "/.well-known/oauth-authorization-server/badges")
    second = nobody.get("/.well-known/oauth-authorization-server")
    assert first.status == second.status == 200 and first.body == second.body and first.json()["issuer"] == instance.base_url
    for path in ("/.well-known/oauth-authorization-server", "/.well-known/oauth-authorization-server/", "/.well-known/oauth-authorization-server/badges/", "/.well-known/oauth-authorization-server/badgesx"):
        assert nobody.get(nobody.origin() + path).status == 404, path
