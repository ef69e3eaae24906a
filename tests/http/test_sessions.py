"""Sessions: cookies, how they end, and the server's own sign-in instead of them."""
import base64, hashlib, itertools, pathlib, re, shutil, socket, subprocess, tempfile, time

import pytest

from support.client import Client
from support.db import Database
from support.instance import temporary
from support.logs import LogWatch

PASSWORD = "seven grey herons by the lock"
counter = itertools.count(1)


@pytest.fixture
def person(instance, db):
    db.run("DELETE FROM throttle")
    email = f"visitor{next(counter)}.{int(time.time() * 1000)}@northgate.example"
    instance.ctl("create-admin", "--email", email, "--name", "Ida Lindqvist", "--organisation", "Northgate College", "--password-stdin", input=PASSWORD + "\n")
    return email, PASSWORD


def is_in(client):
    return client.get("/me/account", follow=False).status == 200


def cookie_lines(answer, name):
    return [line for line in answer.headers.get_all("Set-Cookie") or () if line.startswith(name + "=")]


# --- the cookie (T21; ASVS 3.3, 7.2)

def test_cookie_of_a_session(client, person, db):
    answer = client.submit(client.get("/login").form(action="/login"), {"email": person[0], "password": person[1]}, follow=False)
    line, = cookie_lines(answer, "bdg_session")
    token, *attributes = re.split("; ?", line.split("=", 1)[1])
    assert len(token) == 43 and set(attributes) == {"Path=/", "HttpOnly", "SameSite=Lax"}
    assert not [r for r in db.rows("SELECT * FROM session") if token in str(r)], "the token itself is stored"


def test_a_planted_cookie_does_not_become_a_session(instance, person):
    client = Client(instance.base_url)
    client.cookies["bdg_session"] = "A" * 43
    client.login(*person)
    assert client.cookies["bdg_session"] != "A" * 43 and is_in(client)
    planted = Client(instance.base_url)
    planted.cookies["bdg_session"] = "A" * 43
    assert not is_in(planted)


def test_each_sign_in_is_a_new_session_and_ends_the_old(client, person):
    client.login(*person)
    first = client.cookies["bdg_session"]
    form = Client(client.base_url)
    form.cookies = dict(client.cookies)
    page = Client(client.base_url)
    login = page.get("/login").form(action="/login")
    client.cookies["bdg_form"] = page.cookies["bdg_form"]
    client.submit(login, {"email": person[0], "password": person[1]})
    assert client.cookies["bdg_session"] != first and is_in(client) and not is_in(form)


def test_tokens_do_not_repeat(instance, person):
    tokens = set()
    for _ in range(5):
        c = Client(instance.base_url)
        c.login(*person)
        tokens.add(c.cookies["bdg_session"])
    assert len(tokens) == 5


# --- the end (ASVS 7.3, 7.4)

def test_idle_too_long(client, person, db):
    client.login(*person)
    db.run("UPDATE session SET seen_at = seen_at - INTERVAL 119 MINUTE")
    assert is_in(client)
    db.run("UPDATE session SET seen_at = seen_at - INTERVAL 121 MINUTE")
    assert not is_in(client)


def test_being_there_keeps_it(client, person, db):
    client.login(*person)
    for _ in range(3):
        db.run("UPDATE session SET seen_at = seen_at - INTERVAL 100 MINUTE")
        assert is_in(client)


def test_ends_in_any_case(client, person, db):
    client.login(*person)
    db.run("UPDATE session SET expires_at = UTC_TIMESTAMP(6) - INTERVAL 1 SECOND")
    assert not is_in(client)


def test_a_suspended_person_is_out_at_once(client, person, db):
    client.login(*person)
    db.run("UPDATE account SET state = 'suspended' WHERE email = %s", person[0])
    assert not is_in(client)


def test_changing_the_password_ends_all_others(instance, person):
    here, there = Client(instance.base_url), Client(instance.base_url)
    here.login(*person)
    there.login(*person)
    old = dict(here.cookies)
    answer = here.submit(here.get("/me/account").form(action="/me/password"), {"current_password": person[1], "password": "a brand new good one"})
    assert answer.status == 200 and "Your password was changed" in answer.words()
    assert is_in(here) and not is_in(there)
    replay = Client(instance.base_url)
    replay.cookies = old
    assert not is_in(replay), "this browser's own old cookie"


def test_settings_show_where_one_is_signed_in(instance, person):
    here, there = Client(instance.base_url), Client(instance.base_url)
    here.login(*person)
    there.request("GET", "/login")
    form = there.get("/login").form(action="/login")
    there.submit(form, {"email": person[0], "password": person[1]}, headers={"User-Agent": "Mozilla/5.0 (X11; Linux x86_64; rv:130.0) Gecko/20100101 Firefox/130.0"})
    page = here.get("/me/account")
    assert "Firefox on Linux" in page.words() and "This device" in page.words()
    page = here.submit(page.form(action="/me/sessions/end"))
    assert "That device was signed out." in page.words() and "Firefox on Linux" not in page.words()
    assert is_in(here) and not is_in(there)


def test_sign_out_everywhere(instance, person):
    here, there = Client(instance.base_url), Client(instance.base_url)
    here.login(*person)
    there.login(*person)
    answer = here.submit(here.get("/me/account").form(action="/me/sign-out"))
    assert "signed out everywhere" in answer.words()
    assert not is_in(here) and not is_in(there)


def test_nobody_ends_another_persons_session(instance, person, admin):
    victim = Client(instance.base_url)
    victim.login(*person)

    key = base64.urlsafe_b64encode(hashlib.sha256(victim.cookies["bdg_session"].encode()).digest()).decode().rstrip("=")
    token = admin.get("/me/account").doc.xpath("//meta[@name='csrf']/@content")[0]
    assert admin.post("/me/sessions/end", {"_csrf": token, "session": key}, headers={"Origin": admin.origin()}).status == 404
    for bad in ("", "x", "A" * 43, "A" * 9999, "é"):
        assert admin.post("/me/sessions/end", {"_csrf": token, "session": bad}, headers={"Origin": admin.origin()}).status == 404
    assert is_in(victim)


@pytest.mark.parametrize("agent", ["", "x" * 5000, "é" * 300, "a\tb", "\N{RIGHT-TO-LEFT OVERRIDE}gpj"])
def test_any_user_agent_will_do(client, person, agent):
    form = client.get("/login").form(action="/login")
    headers = {"User-Agent": agent.encode().decode("latin-1")}
    assert client.submit(form, {"email": person[0], "password": person[1]}, headers=headers).url.endswith("/admin")
    assert client.get("/me/account").status == 200


# --- crafted cookies (T28) and forged lines (T36)

def raw(instance, *lines):
    with socket.create_connection(("127.0.0.1", instance.port), timeout=20) as s:
        s.sendall(b"\r\n".join((line if isinstance(line, bytes) else line.encode() for line in lines)) + b"\r\nHost: x\r\nConnection: close\r\n\r\n")
        answer = b""
        while block := s.recv(65536):
            answer += block
    return int(answer.split()[1]), answer


COOKIES = [b"bdg_session", b"bdg_session=", b"=", b"=;=;=", b";;;;", b'bdg_session="', b'bdg_session="' + b"A" * 43 + b'"', b"bdg_session=" + b"A" * 43, b"bdg_session=" + b"A" * 7000,
           b"bdg_session=\xff\xfe", b"bdg_session=a; bdg_session=b", b"; ".join(b"c%d=v" % i for i in range(900)), b"bdg_session=%00", b"bdg_session=a\tb", b"bdg_flash=AAAA",
           b"bdg_flash=c3VjY2VzczpIaQ", b"bdg_flash=" + b"A" * 4000, b"bdg_flash=gICAgA", b"bdg_organisation=" + b"0" * 26, b"bdg_form=", b"bdg_form=" + b"A" * 100, b"bdg_form=x y"]


@pytest.mark.parametrize("cookie", COOKIES, ids=range(len(COOKIES)))
def test_crafted_cookies(instance, cookie):
    for path in ("/login", "/me/account", "/"):
        status, _ = raw(instance, f"GET {path} HTTP/1.1", b"Cookie: " + cookie, "Accept: text/html")
        assert status in (200, 303, 400), (path, cookie[:80])


def test_a_nul_in_a_cookie(instance):
    status, _ = raw(instance, "GET /login HTTP/1.1", b"Cookie: bdg_session=a\0b")
    assert status == 400


def test_a_flash_is_shown_as_text(instance):

    value = base64.urlsafe_b64encode(b"danger:<script>zq9x</script>").decode().rstrip("=")
    _, answer = raw(instance, "GET /login HTTP/1.1", f"Cookie: bdg_flash={value}", "Accept: text/html")
    assert b"<script>zq9x" not in answer


def test_nobody_forges_a_line_of_the_log(instance, client, person):
    """T36: what people type, their agents and their addresses never begin a line."""
    log = instance.real / "logs/error_log"
    before = log.stat().st_size
    client.login("a@b.example\r\n[badges:notice] forged zq9x", "x")
    form = client.get("/login").form(action="/login")
    client.submit(form, {"email": person[0] + "\r\nforged zq9x", "password": "x"})
    client.submit(form, {"email": person[0], "password": person[1]}, headers={"User-Agent": "zq9x"})
    raw(instance, "GET /login HTTP/1.1", b"User-Agent: x\x1b]0;zq9x\x07")
    raw(instance, "GET /admin/%0d%0aforged-zq9x HTTP/1.1", "Accept: text/html")
    raw(instance, "POST /login?next=%0d%0aforged-zq9x HTTP/1.1", "Content-Length: 0")
    text = log.read_bytes()[before:].decode(errors="replace")
    assert "BDG0201" in text, "the sign-in itself is told"
    for line in text.splitlines():
        assert line.startswith("[20"), line
        assert "zq9x" not in line


# --- several organisations

@pytest.fixture
def two_places(instance, person, db):
    """person with a second organisation, and one that they have nothing to do with."""
    account = db.value("SELECT id FROM account WHERE email = %s", person[0])
    role = db.value("SELECT id FROM role WHERE name = 'reporter' AND organisation_id = 0")
    ids = {}
    for name in ("Harbour School", "Foreign Academy"):
        public_id = f"{next(counter):02}" + "z" * 24
        db.run("INSERT INTO organisation (public_id, slug, name, created_at) VALUES (%s, %s, %s, UTC_TIMESTAMP(6))", public_id, public_id, name)
        key = db.value("SELECT id FROM organisation WHERE public_id = %s", public_id)
        db.run("INSERT INTO organisation_ancestor VALUES (%s, %s, 0)", key, key)
        ids[name] = public_id
        if name == "Harbour School":
            db.run("INSERT INTO role_assignment VALUES (%s, %s, 0, 0, %s, UTC_TIMESTAMP(6))", account, key, role)
    yield ids
    for public_id in ids.values():
        db.run("DELETE a, o FROM organisation o JOIN organisation_ancestor a ON a.organisation_id = o.id WHERE o.public_id = %s", public_id)


def switch(client, organisation, back="/admin"):
    token = client.get("/me/account").doc.xpath("//meta[@name='csrf']/@content")[0]
    return client.post("/admin/organisation", {"_csrf": token, "organisation": organisation, "back": back}, headers={"Origin": client.origin()})


def test_switching_organisations(instance, client, person, two_places):
    client.login(*person)
    answer = switch(client, two_places["Harbour School"], "/me/account")
    assert answer.url.endswith("/me/account") and "You see Harbour School now." in answer.words()
    assert client.get("/admin/issuers/new").status == 403, "with the role they have there"
    assert switch(client, two_places["Foreign Academy"]).status == 404
    assert switch(client, "1" * 26).status == 404 and switch(client, "").status == 404
    assert "Harbour School" in client.get("/admin").doc.xpath("string(//*[@class='bdg-org-name'])")
    client.login(*person)   # the same browser goes on where it was
    page = Client(instance.base_url)
    login = page.get("/login").form(action="/login")
    client.cookies["bdg_form"] = page.cookies["bdg_form"]
    assert "Harbour School" in client.submit(login, {"email": person[0], "password": person[1]}).doc.xpath("string(//*[@class='bdg-org-name'])")


def test_a_lost_role_is_lost_at_once(client, person, two_places, db):
    client.login(*person)
    switch(client, two_places["Harbour School"])
    db.run("DELETE ra FROM role_assignment ra JOIN organisation o ON o.id = ra.organisation_id WHERE o.public_id = %s", two_places["Harbour School"])
    page = client.get("/admin")
    assert page.status == 200 and "Harbour School" not in page.words()
    db.run("DELETE ra FROM role_assignment ra JOIN account a ON a.id = ra.account_id WHERE a.email = %s", person[0])
    page = client.get("/admin")
    assert page.status == 403 and "no role in any organisation" in page.words()


# --- the server's own sign-in

SSO = """LoadModule auth_basic_module /usr/lib/apache2/modules/mod_auth_basic.so
LoadModule authn_core_module /usr/lib/apache2/modules/mod_authn_core.so
LoadModule authn_file_module /usr/lib/apache2/modules/mod_authn_file.so
LoadModule authz_user_module /usr/lib/apache2/modules/mod_authz_user.so
<If "-n req('Authorization')">
AuthType Basic
AuthName people
AuthUserFile "%s"
Require valid-user
</If>
BadgesAuth %s""".splitlines()
USERS = {"ida@sso.example": "one", "stranger@sso.example": "two"}


def start_sso(tmp, mode):

    users = tmp / "users"
    for name, password in USERS.items():
        line = subprocess.run(["openssl", "passwd", "-apr1", password], check=True, stdout=subprocess.PIPE, text=True).stdout.strip()
        with users.open("a") as f:
            f.write(f"{name}:{line}\n")
    tmp.chmod(0o755)
    users.chmod(0o644)
    return temporary(extra=[line.replace('"%s"', f'"{users}"').replace("%s", mode) for line in SSO])


class SsoClient(Client):
    user = None

    def _once(self, method, url, body, headers):

        if self.user:
            headers = {**headers, "Authorization": "Basic " + base64.b64encode(f"{self.user}:{USERS[self.user]}".encode()).decode()}
        return super()._once(method, url, body, headers)


@pytest.fixture(scope="module", params=["apache", "both"])
def sso(request, tmp_path_factory):


    tmp = pathlib.Path(tempfile.mkdtemp(dir="/var/tmp"))
    with start_sso(tmp, request.param) as made:
        made.ctl("create-admin", "--email", "ida@sso.example", "--name", "Ida Lindqvist", "--password-stdin", input=PASSWORD + "\n")
        made.mode = request.param
        watch = LogWatch(made)
        yield made
        left = watch.unexpected([r"authz_core:error", r"auth_basic:error"])
        assert not left, left
    shutil.rmtree(tmp)


@pytest.fixture
def ida(sso):
    c = SsoClient(sso.base_url)
    c.user = "ida@sso.example"
    return c


def test_server_names_the_person(ida):
    page = ida.get("/admin")
    assert page.status == 200 and "Hello, Ida" in page.words()
    assert "bdg_session" not in ida.cookies
    settings = ida.get("/me/account")
    assert "organisation's own service" in settings.words() and not settings.doc.xpath("//input[@type='password'][not(ancestor::dialog)]")


def test_somebody_without_an_account(sso):
    stranger = SsoClient(sso.base_url)
    stranger.user = "stranger@sso.example"
    answer = stranger.get("/admin")
    if sso.mode == "apache":
        assert answer.status == 403 and "no account here" in answer.words()
    else:
        assert answer.status == 200 and answer.form(action="/login"), "they may sign in with a password"


def test_nobody(sso):
    answer = Client(sso.base_url).get("/admin")
    if sso.mode == "apache":
        assert answer.status == 403 and "own service" in answer.words()
        assert Client(sso.base_url).get("/forgot").status == 404
    else:
        assert answer.form(action="/login")


def test_a_password_where_it_counts(sso):
    client = Client(sso.base_url)
    page = client.get("/login")
    if sso.mode == "apache":
        assert page.status == 403
        return
    assert client.login("ida@sso.example", PASSWORD).url.endswith("/admin")


def test_forms_of_people_without_a_session(ida, sso):
    """Their token is bound to the cookie of forms; credentials that the browser sends by itself are not enough."""
    form = ida.get("/admin/issuers/new").form(action="/admin/issuers/new")
    token = dict(form.values())["_csrf"]
    assert len(token) > 20 and "bdg_form" in ida.cookies
    fields = {"name": "Harbour School", "url": "https://harbour.example/", "email": "badges@harbour.example"}
    naked = SsoClient(sso.base_url)
    naked.user = ida.user
    for data in ({}, {"_csrf": token}):
        assert naked.post("/admin/issuers/new", {**fields, **data}, headers={"Origin": naked.origin()}).status == 403
    done = ida.submit(form, fields, follow=False)
    assert done.status == 303, done.words()


def test_they_switch_organisations_too(ida, sso):
    with Database(sso) as db:
        account = db.value("SELECT id FROM account WHERE email = %s", ida.user)
        role = db.value("SELECT id FROM role WHERE name = 'reporter' AND organisation_id = 0")
        db.run("INSERT INTO organisation (public_id, slug, name, created_at) VALUES (%s, 'harbour', 'Harbour School', UTC_TIMESTAMP(6))", "h" * 26)
        key = db.value("SELECT id FROM organisation WHERE slug = 'harbour'")
        db.run("INSERT INTO organisation_ancestor VALUES (%s, %s, 0)", key, key)
        db.run("INSERT INTO role_assignment VALUES (%s, %s, 0, 0, %s, UTC_TIMESTAMP(6))", account, key, role)
    ida.get("/admin")
    assert "You see Harbour School now." in switch(ida, "h" * 26).words()
    assert "Harbour School" in ida.get("/admin").doc.xpath("string(//*[@class='bdg-org-name'])")
    ida.cookies["bdg_organisation"] = "0" * 26
    assert ida.get("/admin").status == 200, "a wish that cannot be met is none"


def test_signing_out_says_where(ida):
    page = ida.get("/admin")
    answer = ida.submit(page.form(action="/logout"))
    assert "organisation's own service" in answer.words()


def test_home_knows_the_two_ways(admin):
    assert admin.get("/").url.endswith("/admin")
