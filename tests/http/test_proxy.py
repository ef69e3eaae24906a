"""Behind a proxy that ends TLS: what the outside sees is https, whatever the request says of itself (T23)."""
import http.client, re, urllib.parse

import pytest

from support.client import Client
from support.world import clean_logs, csrf_of, instance, log_watch, new_id, world      # noqa: F401

OUTSIDE = "https://badges.example"
SETTINGS = {"base_url": OUTSIDE, "extra": ["RemoteIPHeader X-Forwarded-For", "RemoteIPInternalProxy 127.0.0.2"]}
PASSWORD = "correct horse battery"


def ask(instance, path, method="GET", source=None, body=None, **headers):
    con = http.client.HTTPConnection("127.0.0.1", instance.port, timeout=30, source_address=source and (source, 0))
    con.putrequest(method, path, skip_host=True, skip_accept_encoding=True)
    sent = {"Host": "badges.example", "Accept": "text/html", **{k.replace("_", "-"): v for k, v in headers.items()}}
    if body is not None:
        sent |= {"Content-Type": "application/x-www-form-urlencoded", "Content-Length": str(len(body))}
    for name, value in sent.items():
        con.putheader(name, value)
    con.endheaders(body)
    answer = con.getresponse()
    answer.body = answer.read()
    con.close()
    return answer


def sign_in(instance, world, **headers):
    """The cookies of a session, by the form."""
    world.db.run("DELETE FROM throttle")
    page = ask(instance, "/login")
    form = re.search(r"__Host-bdg_form=([^;]+)", page.headers["Set-Cookie"])[1]
    body = urllib.parse.urlencode({"email": "proxy@people.example", "password": PASSWORD, "_csrf": csrf_of(form)}).encode()
    return ask(instance, "/login", "POST", body=body, Cookie=f"__Host-bdg_form={form}", **headers)


@pytest.fixture(scope="module")
def account(instance, world):
    instance.ctl("create-admin", "--email", "proxy@people.example", "--name", "Proxy", "--organisation", "Proxy", "--password-stdin", input=PASSWORD + "\n")


def test_cookies_are_bound_to_the_host(instance, world, account):
    answer = sign_in(instance, world, Origin=OUTSIDE)
    assert answer.status == 303
    lines = answer.headers.get_all("Set-Cookie")
    session = [l for l in lines if l.startswith("__Host-bdg_session=")]
    assert len(session) == 1
    for line in lines:
        assert "; Secure" in line and "; HttpOnly" in line and "SameSite=Lax" in line and "Domain" not in line, line
        if line.startswith("__Host-"):
            assert re.search(r"; Path=/(;|$)", line), line
    cookie = session[0].split(";")[0]
    assert ask(instance, "/admin", Cookie=cookie).status == 200
    # the same value under a name that any neighbour could set is nothing
    assert ask(instance, "/admin", Cookie=cookie.replace("__Host-", "")).status == 303


def test_origin_is_the_outside_one(instance, world, account):
    for origin, status in ((OUTSIDE, 303), (f"http://127.0.0.1:{instance.port}", 403), ("http://badges.example", 403), (OUTSIDE + ".evil.example", 403), (OUTSIDE + ":8443", 403)):
        assert sign_in(instance, world, Origin=origin).status == status, origin


@pytest.mark.parametrize("headers", [{}, {"Host": "evil.example"}, {"X_Forwarded_Host": "evil.example"}, {"X_Forwarded_Proto": "http"}, {"Forwarded": "host=evil.example;proto=http"},
                                     {"Host": "evil.example:80", "X_Forwarded_Host": "evil.example", "X_Forwarded_Port": "81", "X_Original_URL": "/admin", "X_Rewrite_URL": "/admin"},
                                     {"X_Forwarded_Prefix": "/evil.example"}, {"Host": "badges.example@evil.example"}])
def test_addresses_come_from_the_settings_only(instance, world, account, headers):
    i = world.a.first
    paths = [f"/assertions/{i.assertion.public_id}", f"/badges/{i.badge.public_id}", f"/issuers/{i.public_id}", "/login", "/admin", "/nowhere", f"/badges/{i.badge.public_id}/versions/1"]
    for path in paths:
        for accept in ("text/html", "application/ld+json"):
            answer = ask(instance, path, **{"Accept": accept, **headers})
            if headers.get("Host", "").endswith("@evil.example") and answer.status == 400:
                continue
            text = answer.body.decode() + str(answer.headers)
            assert "evil.example" not in text and "http://badges.example" not in text and f":{instance.port}" not in text, path
    assertion = ask(instance, paths[0], Accept="application/ld+json", **headers)
    if assertion.status == 200:
        assert f'"{OUTSIDE}{paths[0]}"' in assertion.body.decode()


def test_a_poisoned_answer_is_not_kept(instance, world):
    """The in-process cache gives nobody what somebody else's headers brought about."""
    path = f"/assertions/{world.a.first.assertion.public_id}"
    for _ in range(3):
        ask(instance, path, Host="evil.example", X_Forwarded_Host="evil.example", Cookie="__Host-bdg_session=" + "x" * 43)
    answer = ask(instance, path)
    assert answer.status == 200 and b"evil" not in answer.body and "Set-Cookie" not in answer.headers


def test_links_in_mail_are_outside_ones(instance, world, account):
    from support.mail import Mailbox
    page = ask(instance, "/forgot", Host="evil.example")
    form = re.search(r"__Host-bdg_form=([^;]+)", page.headers["Set-Cookie"])[1]
    world.db.run("DELETE FROM throttle")
    body = urllib.parse.urlencode({"email": "proxy@people.example", "_csrf": csrf_of(form)}).encode()
    assert ask(instance, "/forgot", "POST", body=body, Cookie=f"__Host-bdg_form={form}", Host="evil.example", X_Forwarded_Host="evil.example").status in (200, 303)
    mail = Mailbox(instance).wait("proxy@people.example")[0]
    assert OUTSIDE + "/reset" in mail.body() and "evil" not in mail.raw.decode(errors="replace")


def test_the_clients_address(instance, world, account):
    """From a proxy that is listed, X-Forwarded-For is believed; from anybody else it is just a header."""
    def seen(source):
        world.db.run("DELETE FROM session")
        world.db.run("DELETE FROM throttle")
        page = ask(instance, "/login", source=source)
        form = re.search(r"__Host-bdg_form=([^;]+)", page.headers["Set-Cookie"])[1]
        body = urllib.parse.urlencode({"email": "proxy@people.example", "password": PASSWORD, "_csrf": csrf_of(form)}).encode()
        assert ask(instance, "/login", "POST", source=source, body=body, Cookie=f"__Host-bdg_form={form}", X_Forwarded_For="203.0.113.9").status == 303
        return world.db.value("SELECT address FROM session")
    assert seen("127.0.0.2") == "203.0.113.9"
    assert seen("127.0.0.1") == "127.0.0.1"
    world.db.run("DELETE FROM throttle")


def test_no_limit_is_got_round_by_a_header(instance, world, account):
    """T38's limit counts the address that the server believes, not the one that the client names."""
    a = world.a.first.assertion.public_id
    statuses = [ask(instance, f"/assertions/{a}/check", "POST", body=b"email=a%40b.example", X_Forwarded_For=f"203.0.113.{n}").status for n in range(70)]
    assert statuses[-1] == 429 and statuses[0] == 200
    answer = ask(instance, f"/assertions/{a}/check", "POST", body=b"email=a%40b.example")
    assert int(answer.headers["Retry-After"]) > 0
    world.db.run("DELETE FROM throttle")
