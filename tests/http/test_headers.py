"""What stands in the head of every answer, errors included; what never stands there, nor in a log."""
import re, secrets, urllib.parse

import pytest

from support.client import Client
from support.wait import wait_for
from support.world import clean_logs, instance, log_watch, new_id, routes, world      # noqa: F401

SETTINGS = {"db_options": ["general-log=ON", "general-log-file=general.log"]}
PASSWORD = "canary horse " + secrets.token_hex(8)
ADMIN = "canary.admin@people.example"


@pytest.fixture(scope="module")
def admin(instance, world):
    instance.ctl("create-admin", "--email", ADMIN, "--name", "Canary", "--organisation", "Canary House", "--password-stdin", input=PASSWORD + "\n")
    signed_in = Client(instance.base_url)
    answer = signed_in.login(ADMIN, PASSWORD)
    assert signed_in.cookies and answer.status == 200, answer.words()
    return signed_in


def everywhere(world, admin):
    """Answers of all kinds: pages, documents, pictures, redirects, errors, static files."""
    i, nobody = world.a.first, Client(world.instance.base_url)
    paths = ["/", "/login", "/admin", "/forgot", "/healthz", "/nowhere", f"/assertions/{i.assertion.public_id}", f"/assertions/{i.revoked.public_id}", f"/assertions/{new_id()}",
             f"/assertions/{i.assertion.public_id}.png", f"/assertions/{i.assertion.public_id}.svg", f"/badges/{i.badge.public_id}/image", f"/issuers/{i.public_id}", "/oembed"]
    for accept in ("text/html", "application/json"):
        for path in paths:
            yield nobody.get(path, headers={"Accept": accept}, follow=False)
    for path in ("/", "/admin", "/admin/issuers", "/admin/issuers/new", "/me", f"/admin/issuers/{i.public_id}", "/admin/nowhere"):
        yield admin.get(path, follow=False)
    yield nobody.request("DELETE", "/login")
    yield nobody.request("OPTIONS", "/login")
    yield nobody.post("/login", {"email": "x"})
    yield nobody.post("/login", body=b"x", headers={"Content-Type": "text/plain"})
    yield nobody.post("/admin/issuers/new", {"name": "x"})
    yield admin.post("/admin/issuers/new", {"name": "x"})
    yield nobody.post("/login", body=b"x" * 300_000, headers={"Content-Type": "application/x-www-form-urlencoded"})


def test_on_every_answer(world, admin):
    for answer in everywhere(world, admin):
        h = answer.headers
        assert h["X-Content-Type-Options"] == "nosniff", answer
        policy = h["Content-Security-Policy"]
        assert policy and "default-src 'none'" in policy and "unsafe-eval" not in policy and "*" not in policy, answer
        if "sandbox" not in policy:
            assert all(part in policy for part in ("script-src 'self'", "frame-ancestors 'none'", "base-uri 'none'", "form-action 'self'")) and "unsafe-inline" not in policy, answer
        assert h["Referrer-Policy"], answer
        assert "X-Powered-By" not in h and "mod_badges" not in (h["Server"] or "") and not re.search(r"\d", h["Server"] or ""), answer
        assert h["Cache-Control"], answer
        if answer.status not in (204, 304) and answer.body:
            assert h["Content-Type"], answer
            if h.get_content_type().startswith("text/"):
                assert h.get_content_charset() == "utf-8", answer
        if h["Cache-Control"].startswith("public"):
            assert "Set-Cookie" not in h, answer
        for line in h.get_all("Set-Cookie") or ():
            assert "HttpOnly" in line and "SameSite=Lax" in line and "Domain" not in line, line


@pytest.mark.log_allows("AH10244: invalid URI path")
def test_static_files(world, admin):
    page = Client(world.instance.base_url).get("/login")
    links = page.doc.xpath("//link[@rel='stylesheet']/@href|//script/@src")
    assert links
    for link in links:
        answer = admin.get(urllib.parse.urljoin(world.instance.base_url, link))
        assert answer.status == 200 and answer.headers["X-Content-Type-Options"] == "nosniff" and "immutable" in answer.headers["Cache-Control"], link
        assert answer.headers.get_content_charset() == "utf-8"
    for path in ("/static/", "/static", "/static/vendor/", "/static/../templates/", "/static/nothing.js", "/static/%2e%2e/%2e%2e/etc/passwd", "/static/-x/../../templates/layouts/admin.html",
                 "/static/-x/%2e%2e/templates/layouts/admin.html", "/static/.htaccess"):
        answer = admin.get(path, follow=False)
        assert answer.status in (400, 403, 404), (path, answer.status)
        assert "Index of" not in answer.text


def test_pages_hold_no_inline_script_or_style(world, admin):
    for answer in everywhere(world, admin):
        if answer.headers.get_content_type() != "text/html" or not answer.body:
            continue
        assert not answer.doc.xpath("//script[not(@src)][not(@type='application/ld+json')]|//style|//*[@style]|//*[starts-with(name(@*), 'on')]"), answer
        for element in answer.doc.xpath("//*"):
            assert not [a for a in element.attrib if a.lower().startswith("on")], (answer, element)


# --- one line for one event (T36)

CRLF = "Mallory\r\nSet-Cookie: evil=1\r\n\r\n<script>\x1b[2J"


def test_line_breaks_from_outside_stay_in_their_line(world, admin):
    """In the address, the query, a form: no header of theirs, no log line of theirs."""
    nobody = Client(world.instance.base_url)
    log = world.instance.real / "logs/error_log"
    before = log.stat().st_size
    for path in ("/nowhere%0d%0aSet-Cookie:%20evil=1", "/login?next=%0d%0aSet-Cookie:%20evil=1", "/login?next=/admin%0d%0aX:%20y", "/oembed?url=%0d%0aSet-Cookie:%20evil=1",
                 "/admin?x=%0d%0aSet-Cookie:%20evil=1", "/assertions/%0d%0aSet-Cookie:%20evil=1"):
        for who in (nobody, admin):
            answer = who.get(path, follow=False)
            assert "evil" not in str(answer.headers.get_all("Set-Cookie")) and "X" not in answer.headers, path
    page = nobody.get("/login")
    answer = nobody.submit(page.form(action="/login"), {"email": CRLF, "password": CRLF})
    assert answer.status in (401, 403, 422) and "evil" not in str(answer.headers)
    answer = nobody.get("/login", headers={"User-Agent": "a\tb\x0bc"})
    new = log.read_bytes()[before:].decode(errors="replace").splitlines()
    assert all(line.startswith("[") for line in new), new
    assert not any("\x1b" in line for line in new)


def test_names_with_line_breaks(world, admin):
    """A name with line breaks and control characters, stored, shown, and sent back in a header of a download or redirect."""
    name = "Line\r\nBreak: x\x1b[1m College"
    page = admin.get("/admin/issuers/new")
    answer = admin.submit(page.form(action="/admin/issuers/new"), {"name": name, "url": "https://issuer.example/", "email": "a@issuer.example"})
    assert answer.status == 200, answer.words()
    stored = world.db.value("SELECT name FROM issuer_version ORDER BY id DESC LIMIT 1")
    assert stored == "Line Break: x[1m College"
    assert all(line.startswith("[") for line in (world.instance.real / "logs/error_log").read_text(errors="replace").splitlines())


# --- open redirects

@pytest.mark.parametrize("next_", ["https://evil.example/", "//evil.example/", "/\\evil.example", "\\\\evil.example", "https:evil.example", "javascript:alert(1)", "/%09/evil.example",
                                   "/\t/evil.example", "///evil.example", "/login@evil.example", "http://127.0.0.1@evil.example/", ".evil.example", "%2f%2fevil.example", "\u2215\u2215evil.example"])
def test_next_leads_nowhere_else(world, next_):
    nobody = Client(world.instance.base_url)
    page = nobody.get("/login?next=" + urllib.parse.quote(next_))
    world.db.run("DELETE FROM throttle")
    answer = nobody.submit(page.form(action="/login"), {"email": ADMIN, "password": PASSWORD}, follow=False)
    assert answer.status == 303
    where = answer.headers["Location"]
    assert where.startswith("/") and not where.startswith(("//", "/\\")) and not any(c in where for c in "\t\r\n\\"), where
    assert urllib.parse.urlsplit(urllib.parse.urljoin(world.instance.base_url + "/login", where)).hostname == "127.0.0.1", where


# --- secrets

def test_no_secrets_in_logs_or_addresses(world, admin):
    """After all of the above, and with the tokens of a forgotten password and of sessions: none stands in a log, of httpd or of the database."""
    nobody = Client(world.instance.base_url)
    nobody.submit(nobody.get("/forgot").form(action="/forgot"), {"email": ADMIN})
    box = world.instance.real / "mail"
    mail = wait_for(lambda: sorted(box.glob("*.eml")), 20, "the mail")[-1].read_text()
    token = re.search(r"/reset\?[^\s\"<=]*=?([\w-]{30,})", mail.replace("=\n", "").replace("=3D", "="))[1]
    nobody.get(f"/reset?token={token}") if "token=" in mail.replace("=3D", "=") else nobody.get(f"/reset?{token}")
    session = next(v for k, v in admin.cookies.items() if "session" in k)
    csrf = admin.get("/me/account").doc.xpath("//input[@name='_csrf']/@value")[0]
    admin.get("/admin/issuers", headers={"Referer": world.instance.base_url + "/login"})
    wrong = "wrong horse " + secrets.token_hex(6)
    nobody.submit(nobody.get("/login").form(action="/login"), {"email": ADMIN, "password": wrong})
    world.db.run("DELETE FROM throttle")
    db_password = re.search(r"password=(\w+)", (world.instance.real / "db/my.cnf").read_text())[1]
    canaries = {"password": PASSWORD, "mistyped password": wrong, "session": session, "form token": csrf, "database password": db_password}
    logs = [world.instance.real / "logs" / n for n in ("error_log", "access_log", "httpd.out", "mail.log")] + [world.instance.real / "db/error.log", world.instance.real / "db/data/general.log"]
    for log in logs:
        text = log.read_text(errors="replace") if log.exists() else ""
        for what, secret in canaries.items():
            assert secret not in text, f"the {what} stands in {log.name}"
        if log.name != "access_log":      # a link has to be asked for; it works once
            assert token not in text, f"the link stands in {log.name}"
    assert (world.instance.real / "db/data/general.log").stat().st_size > 1000
