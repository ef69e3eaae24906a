"""OAuth 2.0: what an application may do, and what others try. RFC 6749, 7009, 7591, 7636, 8252, 8414, 9207, 9700; Open Badges 3.0, API Security."""
import base64, concurrent.futures, hashlib, json, re, secrets, urllib.parse

import pytest

from support.client import Client
from support.mail import Mailbox
from support.oauth import ALL, BACK, OFFLINE, PROFILE, READ, UPSERT, Application, api, basic, call, metadata, pkce, said
from support.recipient import link_in
from support.world import clean_logs, instance, log_watch, new_id, world      # noqa: F401

REPLAY = pytest.mark.log_allows(r"BDG0210: .* shown twice")


@pytest.fixture(scope="module")
def people(world):
    world.account("holder", world.a, "user")
    world.account("other", world.b, "user")
    return world.accounts


@pytest.fixture
def holder(world, people):
    world.db.run("DELETE FROM throttle")
    world.session("holder")
    return world.client("holder")


@pytest.fixture
def app(instance, holder):
    return Application(instance.base_url)


@pytest.fixture
def public(instance, holder):
    return Application(instance.base_url, token_endpoint_auth_method="none")


def works(instance, token):
    return api(instance.base_url, "GET", "/profile", token).status == 200


def refused(answer, error, status=400):
    assert answer.status == status and answer.headers.get_content_type() == "application/json", (answer.status, answer.body)
    assert answer.json()["error"] == error, answer.json()
    assert answer.headers["Cache-Control"] == "no-store"
    assert re.fullmatch(r"[\x20-\x21\x23-\x5b\x5d-\x7e]*", answer.json().get("error_description", "")), answer.json()


# --- the way it goes


def test_the_whole_way(instance, app, holder, people):
    verifier, challenge = pkce()
    page = app.ask(holder, challenge, state="keep this")
    words = page.words()
    assert page.status == 200 and "Example Wallet" in words and "wallet.example.org" in words and people["holder"].email in words
    for wish in ("See your credentials", "Add credentials to yours", "See your profile", "Change the profile", "while you are away"):
        assert wish in words
    assert page.headers["Cache-Control"] == "no-store" and "frame-ancestors 'none'" in page.headers["Content-Security-Policy"]
    assert page.headers["Content-Security-Policy"].endswith("form-action 'self' https://wallet.example.org")
    led = holder.submit(page.form(button="Allow"), button="Allow", follow=False)
    answer = said(led)
    assert led.status == 303 and led.headers["Location"].startswith(BACK + "?") and led.headers["Referrer-Policy"] == "same-origin"
    assert answer["state"] == "keep this" and answer["scope"] == ALL and answer["iss"] == instance.base_url and set(answer) == {"code", "state", "scope", "iss"}
    got = app.exchange(answer["code"], verifier, scope=ALL)
    assert got.status == 200 and got.headers["Cache-Control"] == "no-store" and got.headers["Pragma"] == "no-cache"
    tokens = got.json()
    assert tokens["token_type"] == "Bearer" and tokens["expires_in"] == 3600 and tokens["scope"] == ALL and tokens["refresh_token"] != tokens["access_token"]
    profile = api(instance.base_url, "GET", "/profile", tokens["access_token"]).json()
    assert profile["email"] == people["holder"].email


def test_do_not_allow(app, holder, world):
    before = world.db.value("SELECT COUNT(*) FROM oauth_code")
    answer = app.allow(holder, pkce()[1], button="Do not allow", state="s1")
    assert answer["error"] == "access_denied" and answer["state"] == "s1" and "code" not in answer and answer["iss"]
    assert world.db.value("SELECT COUNT(*) FROM oauth_code") == before


def test_sign_in_comes_first_and_leads_back(instance, app, world):
    """Nobody is signed in: the sign-in page keeps the question, long as it may be."""
    nobody = Client(instance.base_url)
    state = "s" * 1000
    led = app.ask(nobody, pkce()[1], state=state)
    assert led.status == 303 and "/login?next=" in led.headers["Location"]
    page = nobody.get(led.headers["Location"])
    kept = dict(page.form(action="/login").values())["next"]
    assert kept.startswith("/oauth/authorize?") and dict(urllib.parse.parse_qsl(kept.split("?")[1]))["state"] == state


def test_a_mailed_link_leads_back_too(instance, app, people, world):
    """Who signs in by a mailed link in the middle comes back to the question, in the browser that asked; in another one the link signs in, and no more."""
    mailbox, address = Mailbox(instance), people["holder"].email

    def asked():
        browser = Client(instance.base_url)
        start = browser.get(browser.get(app.ask(browser, pkce()[1], state="way back").headers["Location"]).link("Sign in with a link by mail"))
        before = len(mailbox.all(address))
        assert "Look at your mail" in browser.submit(start.form(action="/me/start"), {"email": address}).words()
        return browser, link_in(mailbox.wait(address, before + 1)[-1])
    browser, link = asked()
    assert "next" not in link and "authorize" not in link, "where it leads is not in the mail"
    page = browser.get(link)
    led = browser.submit(page.form(action="/me/proof"), button="Go on", follow=False)
    assert led.status == 303 and led.headers["Location"].startswith("/oauth/authorize?"), led.headers["Location"]
    question = browser.get(led.headers["Location"])
    assert question.status == 200 and "Example Wallet" in question.words() and "Allow" in question.form(button="Allow").buttons()

    world.db.run("DELETE FROM throttle")
    _, link = asked()
    other = Client(instance.base_url)
    page = other.get(link)
    led = other.submit(page.form(action="/me/proof"), button="See my credentials", follow=False)
    assert led.status == 303 and led.headers["Location"] == "/me"


@pytest.mark.parametrize("next_", ["https://evil.example/", "//evil.example/", "/\\evil.example", "/me\r\nX: y", "javascript:alert(1)"])
def test_a_mailed_link_leads_nowhere_else(instance, people, world, next_):
    world.db.run("DELETE FROM throttle")
    mailbox, address, browser = Mailbox(instance), people["holder"].email, Client(instance.base_url)
    before = len(mailbox.all(address))
    form = browser.get("/me/start?next=/admin").form(action="/me/start")
    browser.submit(form, {"email": address, "next": next_})
    page = browser.get(link_in(mailbox.wait(address, before + 1)[-1]))
    assert browser.submit(page.form(action="/me/proof"), follow=False).headers["Location"] == "/me"


def test_an_answer_after_the_session_ended_asks_again(app, holder, world):
    page = app.ask(holder, pkce()[1])
    world.db.run("DELETE FROM session")
    again = holder.submit(page.form(button="Allow"), button="Allow", follow=False)
    kept = dict(again.form(action="/login").values())
    assert kept["next"].startswith("/oauth/authorize?") and app.id in kept["next"] and not kept.get("resume")


def test_a_public_client_has_no_secret(instance, public, holder):
    assert "client_secret" not in public.registered
    tokens = public.connect(holder)
    assert works(instance, tokens["access_token"])
    assert public.refresh(tokens["refresh_token"]).status == 200


def test_without_offline_access_there_is_no_refresh_token(app, holder):
    tokens = app.connect(holder, scope=READ)
    assert "refresh_token" not in tokens and tokens["scope"] == READ


# --- registration


def test_registration_answers_what_was_kept(instance, world):
    answer = call(instance.base_url, "POST", "/oauth/register", body=metadata(software_statement="x", unknown=1, scope=READ + " other " + OFFLINE, contacts=["ops@wallet.example.org"]))
    o = answer.json()
    assert answer.status == 201 and answer.headers["Cache-Control"] == "no-store" and answer.headers["Access-Control-Allow-Origin"] == "*"
    assert o["scope"] == READ + " " + OFFLINE and "unknown" not in o and o["contacts"] == ["ops@wallet.example.org"]
    assert o["client_secret_expires_at"] == 0 and abs(o["client_id_issued_at"] - world.db.value("SELECT UNIX_TIMESTAMP()")) < 60
    for name in ("client_name", "client_uri", "logo_uri", "tos_uri", "policy_uri", "software_id", "software_version", "redirect_uris", "grant_types", "response_types"):
        assert o[name] == metadata()[name]
    row = world.db.rows("SELECT * FROM oauth_client WHERE public_id = %s", o["client_id"])[0]
    assert row["secret_hash"] == hashlib.sha256(o["client_secret"].encode()).digest() and o["client_secret"] not in row["metadata_json"]


@pytest.mark.parametrize("uri", ["https://wallet.example.org/back", "https://wallet.example.org:8443/back?x=1", "http://127.0.0.1/cb", "http://127.0.0.1:8000/cb", "http://[::1]/cb",
                                 "http://localhost:3000/cb", "org.example.wallet:/back", "org.example.wallet://back"])
def test_redirect_uris_that_are_taken(instance, holder, uri):
    more = {} if uri.startswith("https") else {"client_uri": None, "logo_uri": None, "tos_uri": None, "policy_uri": None}
    app = Application(instance.base_url, redirect_uris=[uri], **more)
    assert app.registered["redirect_uris"] == [uri]
    assert app.allow(holder, pkce()[1])["code"]


@pytest.mark.parametrize("uris", [
    [], None, "https://wallet.example.org/back", ["http://wallet.example.org/back"], ["https://wallet.example.org/back#x"], ["https://user@wallet.example.org/"],
    ["javascript:alert(1)"], ["data:text/html,x"], ["wallet:/back"], ["https://"], ["https:///back"], ["httpS://wallet.example.org/back"], ["HTTPS://wallet.example.org/back"], ["http://127.0.0.1.evil.example/cb"], ["http://localhost.evil.example/cb"],
    ["http://127.0.0.1@evil.example/"], ["https://wallet.example.org/\r\nSet-Cookie:x"], ["https://wallet.example.org/ back"], ["https://wallet.example.org/" + "x" * 2000],
    ["https://wallet.example.org\\@evil.example/"], [1], [{}], ["https://wallet.example.org/%d" % i for i in range(11)], ["//wallet.example.org/back"], ["org.example.:/x"],
    ["file:///etc/passwd"], ["about:blank"], ["org.example.wallet:"]])
def test_redirect_uris_that_are_refused(instance, holder, uris):
    refused(call(instance.base_url, "POST", "/oauth/register", body=metadata(redirect_uris=uris)), "invalid_redirect_uri")


@pytest.mark.parametrize("more", [
    {"client_name": ""}, {"client_name": None}, {"client_name": "x" * 101}, {"client_name": 7}, {"client_uri": "http://wallet.example.org/"}, {"logo_uri": "javascript:x"},
    {"tos_uri": "https://famous.example/"}, {"policy_uri": 7}, {"token_endpoint_auth_method": "client_secret_post"}, {"token_endpoint_auth_method": "private_key_jwt"},
    {"token_endpoint_auth_method": None}, {"grant_types": ["implicit"]}, {"grant_types": []}, {"response_types": ["token"]}, {"scope": "everything"}, {"scope": OFFLINE}, {"scope": 7},
    {"contacts": "me"}, {"contacts": ["x"] * 11}, {"software_id": {"a": 1}}, {"redirect_uris": [BACK, "https://other.example/back"]}])
def test_metadata_that_is_refused(instance, holder, more):
    refused(call(instance.base_url, "POST", "/oauth/register", body=metadata(**more)), "invalid_client_metadata")


def test_registration_of_nonsense(instance, holder):
    for body in (b"", b"{", b"[]", b"null", b'"x"', b"\xff\xfe", b'{"a":1,"a":2}', b"[" * 500):
        refused(call(instance.base_url, "POST", "/oauth/register", body=body, headers={"Content-Type": "application/json"}), "invalid_client_metadata")
    refused(call(instance.base_url, "POST", "/oauth/register", body=b"x" * 70_000, headers={"Content-Type": "application/json"}), "invalid_request", 413)


def test_names_cannot_pretend(instance, holder):
    """Characters that turn or hide text are gone; what an application calls itself is quoted, beside where answers go."""
    app = Application(instance.base_url, client_name="Example\u202e<b>Wallet</b>\u200b\n\tInc")
    assert app.registered["client_name"] == "Example<b>Wallet</b> Inc"
    page = app.ask(holder, pkce()[1])
    assert "<b>Wallet" not in page.text and "&lt;b&gt;Wallet" in page.text


def test_registration_is_limited(instance, world):
    world.db.run("DELETE FROM throttle")
    statuses = [call(instance.base_url, "POST", "/oauth/register", body=metadata()).status for _ in range(22)]
    assert statuses[:20] == [201] * 20 and statuses[-1] == 429
    last = call(instance.base_url, "POST", "/oauth/register", body=metadata())
    refused(last, "temporarily_unavailable", 429)
    assert int(last.headers["Retry-After"]) > 0
    world.db.run("DELETE FROM throttle")


# --- the authorisation request

WRONG = [("response_type", "token", "unsupported_response_type"), ("response_type", "code token", "unsupported_response_type"), ("response_type", None, "invalid_request"),
         ("scope", None, "invalid_scope"), ("scope", "", "invalid_scope"), ("scope", "admin", "invalid_scope"), ("scope", READ + " admin", "invalid_scope"), ("scope", OFFLINE, "invalid_scope"),
         ("code_challenge", None, "invalid_request"), ("code_challenge", "short", "invalid_request"), ("code_challenge", "=" * 43, "invalid_request"),
         ("code_challenge_method", None, "invalid_request"), ("code_challenge_method", "plain", "invalid_request"), ("code_challenge_method", "s256", "invalid_request"),
         ("response_mode", "fragment", "invalid_request"), ("request", "eyJ", "request_not_supported"), ("request_uri", "https://wallet.example.org/r", "request_uri_not_supported")]


@pytest.mark.parametrize("name, value, error", WRONG)
def test_wrong_requests_are_told_to_the_application(app, holder, name, value, error):
    led = app.ask(holder, pkce()[1], **{"state": "s", name: value})
    assert led.status == 303 and led.headers["Location"].startswith(BACK + "?"), led
    answer = said(led)
    assert answer["error"] == error and answer["state"] == "s" and answer["iss"] and "code" not in answer


def test_a_state_of_control_characters_is_not_echoed(app, holder):
    answer = said(app.ask(holder, pkce()[1], state="a\r\nSet-Cookie: x=1"))
    assert answer["error"] == "invalid_request" and "state" not in answer
    answer = said(app.ask(holder, pkce()[1], state="s" * 1001))
    assert answer["error"] == "invalid_request" and "state" not in answer


def test_parameters_given_twice(app, holder):
    query = urllib.parse.urlencode(app.question(pkce()[1]))
    led = holder.get(f"/oauth/authorize?{query}&scope={urllib.parse.quote(READ)}", follow=False)
    assert said(led)["error"] == "invalid_request"
    for extra in (f"&client_id={app.id}", "&redirect_uri=" + urllib.parse.quote("https://evil.example/")):
        page = holder.get(f"/oauth/authorize?{query}{extra}", follow=False)
        assert page.status == 400 and "Location" not in page.headers


TRICKS = [None, "", "https://evil.example/", BACK + "/", BACK + "?", BACK + "?x=1", BACK + "#", BACK + "#x", BACK + "/../evil", BACK.upper(), "https://wallet.example.org:443/back",
          "https://wallet.example.org/Back", "http://wallet.example.org/back", "https://wallet.example.org/%62ack", "https://wallet.example.org.evil.example/back",
          "https://evil.example/?https://wallet.example.org/back", "https://wallet.example.org@evil.example/back", "//wallet.example.org/back", BACK + " ", " " + BACK, "javascript:alert(1)",
          BACK + "\r\nLocation: https://evil.example", "https://wallet.example.org/back\\", "org.example.wallet:/back", "http://127.0.0.1/back"]


@pytest.mark.parametrize("uri", TRICKS)
def test_other_redirect_uris_lead_nowhere(app, holder, uri):
    """Not even with an error: the person is told, and stays (RFC 6749, 4.1.2.1)."""
    page = app.ask(holder, pkce()[1], redirect_uri=uri)
    assert page.status == 400 and "Location" not in page.headers and "text/html" in page.headers["Content-Type"], (uri, page, page.headers["Location"])
    assert "evil.example" not in page.text


def test_unknown_applications_lead_nowhere(app, holder):
    for id_ in (None, "", new_id(), app.id.upper(), app.id + "x", "' OR 1=1 --"):
        page = app.ask(holder, pkce()[1], client_id=id_)
        assert page.status == 400 and "Location" not in page.headers, id_


def test_loopback_ports_may_differ_and_nothing_else(instance, holder):
    plain = {"client_uri": None, "logo_uri": None, "tos_uri": None, "policy_uri": None}
    app = Application(instance.base_url, redirect_uris=["http://127.0.0.1/cb"], token_endpoint_auth_method="none", **plain)
    verifier, challenge = pkce()
    answer = app.allow(holder, challenge, redirect_uri="http://127.0.0.1:53211/cb")
    assert app.exchange(answer["code"], verifier, redirect_uri="http://127.0.0.1:53211/cb").status == 200
    for uri in ("http://127.0.0.1:1/other", "http://127.0.0.1:x/cb", "http://127.0.0.1:/cb", "http://localhost/cb", "http://127.0.0.2/cb", "https://127.0.0.1/cb", "http://127.0.0.1:123456/cb"):
        assert app.ask(holder, pkce()[1], redirect_uri=uri).status == 400, uri


def test_a_query_of_the_redirect_uri_stays(instance, holder):
    app = Application(instance.base_url, redirect_uris=[BACK + "?a=b"])
    led = holder.submit(app.ask(holder, pkce()[1]).form(button="Allow"), button="Allow", follow=False)
    assert led.headers["Location"].startswith(BACK + "?a=b&code=")


def test_scopes_are_those_of_the_registration(instance, holder):
    app = Application(instance.base_url, scope=READ)
    assert said(app.ask(holder, pkce()[1], scope=READ + " " + PROFILE))["error"] == "invalid_scope"
    assert app.allow(holder, pkce()[1], scope=READ)["scope"] == READ


def test_the_question_cannot_be_framed_or_forged(app, holder, world):
    """An answer needs the token of the page; another site cannot send it."""
    page = app.ask(holder, pkce()[1])
    assert page.headers["Content-Security-Policy"].count("frame-ancestors 'none'") == 1
    form = page.form(button="Allow")
    before = world.db.value("SELECT COUNT(*) FROM oauth_code")
    for headers, fields in (({"Origin": "https://evil.example"}, form.values()), ({"Sec-Fetch-Site": "cross-site"}, form.values()), ({}, [("answer", "allow")])):
        assert holder.post(form.action, [*fields, ("answer", "allow")], headers=headers, follow=False).status == 403
    assert world.db.value("SELECT COUNT(*) FROM oauth_code") == before


def test_a_get_allows_nothing(app, holder, world):
    before = world.db.value("SELECT COUNT(*) FROM oauth_code")
    assert app.ask(holder, pkce()[1], answer="allow").status == 200
    assert world.db.value("SELECT COUNT(*) FROM oauth_code") == before


def test_the_answer_is_checked_like_the_question(app, holder):
    """A form whose address was changed is judged anew."""
    form = app.ask(holder, pkce()[1]).form(button="Allow")
    for name, value in (("redirect_uri", "https://evil.example/"), ("client_id", new_id())):
        query = {**dict(urllib.parse.parse_qsl(form.action.split("?")[1])), name: value}
        assert holder.post(form.action.split("?")[0] + "?" + urllib.parse.urlencode(query), [*form.values(), ("answer", "allow")], follow=False).status == 400


# --- codes


@REPLAY
def test_a_code_works_once_and_its_replay_ends_everything(instance, app, holder, world):
    verifier, challenge = pkce()
    code = app.allow(holder, challenge)["code"]
    tokens = app.exchange(code, verifier).json()
    assert works(instance, tokens["access_token"])
    refused(app.exchange(code, verifier), "invalid_grant")
    assert not works(instance, tokens["access_token"])
    refused(app.refresh(tokens["refresh_token"]), "invalid_grant")
    assert world.db.value("SELECT COUNT(*) FROM audit WHERE action = 'application.replay'") >= 1


@REPLAY
def test_a_code_shown_by_many_at_once(instance, app, holder, world):
    verifier, challenge = pkce()
    code = app.allow(holder, challenge)["code"]
    with concurrent.futures.ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: app.exchange(code, verifier), range(8)))
    assert sorted(a.status for a in answers) == [200] + [400] * 7
    token = next(a for a in answers if a.status == 200).json()["access_token"]
    assert not works(instance, token), "the replay did not end what the first had got"


def test_codes_expire(app, holder, world):
    verifier, challenge = pkce()
    code = app.allow(holder, challenge)["code"]
    lasts = world.db.value("SELECT TIMESTAMPDIFF(SECOND, created_at, expires_at) FROM oauth_code WHERE code_hash = %s", hashlib.sha256(code.encode()).digest())
    assert 0 < lasts <= 600
    world.db.run("UPDATE oauth_code SET expires_at = UTC_TIMESTAMP(6) - INTERVAL 1 SECOND")
    refused(app.exchange(code, verifier), "invalid_grant")


@pytest.mark.parametrize("how", ["verifier", "short verifier", "challenge as verifier", "redirect_uri", "other registered redirect_uri"])
def test_what_a_code_is_bound_to(instance, holder, how):
    """And a code that was shown wrongly is used up."""
    app = Application(instance.base_url, redirect_uris=[BACK, BACK + "2"])
    verifier, challenge = pkce()
    code = app.allow(holder, challenge)["code"]
    shown = {"verifier": {"code_verifier": pkce()[0]}, "short verifier": {"code_verifier": "x"}, "challenge as verifier": {"code_verifier": challenge},
             "redirect_uri": {"redirect_uri": "https://evil.example/"}, "other registered redirect_uri": {"redirect_uri": BACK + "2"}}[how]
    refused(app.exchange(code, verifier, **shown), "invalid_grant")
    refused(app.exchange(code, verifier), "invalid_grant")


def test_code_injection(instance, app, holder, world, people):
    """Somebody's stolen code, put into another person's visit: that visit has another verifier (RFC 9700, 4.5)."""
    stolen = app.allow(holder, pkce()[1])["code"]
    mine, challenge = pkce()
    world.session("other")
    app.allow(world.client("other"), challenge)
    refused(app.exchange(stolen, mine), "invalid_grant")


def test_pkce_cannot_be_left_out(app, holder):
    """A downgrade (RFC 9700, 4.8.2): without a challenge there is no code, without a verifier no token."""
    code = app.allow(holder, pkce()[1])["code"]
    refused(app.exchange(code, None), "invalid_request")
    refused(app.exchange(code, ""), "invalid_grant")


def test_a_code_is_of_one_application(instance, app, holder):
    """Mix-up (RFC 9700, 4.4): a code that another application got hold of is worth nothing there, and nothing afterwards."""
    other = Application(instance.base_url, client_name="Other")
    verifier, challenge = pkce()
    code = app.allow(holder, challenge)["code"]
    refused(other.exchange(code, verifier), "invalid_grant")
    refused(app.exchange(code, verifier), "invalid_grant")


def test_more_scope_than_was_allowed(app, holder):
    verifier, challenge = pkce()
    code = app.allow(holder, challenge, scope=READ)["code"]
    refused(app.exchange(code, verifier, scope=ALL), "invalid_scope")


# --- who calls


def test_how_an_application_says_who_it_is(instance, app, public, holder):
    verifier, challenge = pkce()
    code = app.allow(holder, challenge)["code"]
    form = {"grant_type": "authorization_code", "code": code, "redirect_uri": BACK, "code_verifier": verifier}
    ask = lambda headers=None, **more: call(instance.base_url, "POST", "/oauth/token", headers=headers, form={**form, **more})
    for answer in (ask(), ask(client_id=app.id), ask({"Authorization": basic(app.id, "wrong")}), ask({"Authorization": basic(app.id, "")}), ask({"Authorization": basic(new_id(), app.secret)}),
                   ask({"Authorization": "Basic !!!"}), ask({"Authorization": "Bearer x"}), ask({"Authorization": basic(public.id, "")}), ask({"Authorization": basic(public.id, app.secret)}),
                   ask({"Authorization": "Basic " + base64.b64encode(b"nocolon").decode()}), ask({"Authorization": "Basic " + base64.b64encode(b"a\0b:c").decode()})):
        refused(answer, "invalid_client", 401)
        assert answer.headers["WWW-Authenticate"].startswith("Basic ")
    refused(ask(client_id=app.id, client_secret=app.secret), "invalid_request")
    refused(ask({"Authorization": basic(app.id, app.secret)}, client_id=public.id), "invalid_request")
    assert ask({"Authorization": basic(app.id, app.secret)}, client_id=app.id).status == 200, "what was refused had used the code up"


def test_token_requests_that_are_none(instance, app, holder):
    refused(app.token(), "invalid_request")
    for kind in ("password", "client_credentials", "implicit", "urn:ietf:params:oauth:grant-type:device_code", ""):
        refused(app.token(grant_type=kind), "unsupported_grant_type")
    refused(app.token(grant_type="authorization_code"), "invalid_request")
    refused(app.token(grant_type="refresh_token"), "invalid_request")
    twice = call(instance.base_url, "POST", "/oauth/token", headers=app.headers(), form=[("grant_type", "refresh_token"), ("grant_type", "refresh_token"), ("refresh_token", "x")])
    refused(twice, "invalid_request")
    refused(call(instance.base_url, "POST", "/oauth/token", headers=app.headers(), body={"grant_type": "refresh_token"}), "invalid_request")
    refused(call(instance.base_url, "GET", "/oauth/token"), "invalid_request", 405)
    query = call(instance.base_url, "POST", "/oauth/token?grant_type=refresh_token&refresh_token=x", headers=app.headers(), form={})
    refused(query, "invalid_request")


# --- refreshing


def test_refresh_tokens_rotate(instance, app, holder):
    first = app.connect(holder)
    second = app.refresh(first["refresh_token"]).json()
    assert second["refresh_token"] != first["refresh_token"] and second["access_token"] != first["access_token"] and second["scope"] == ALL
    third = app.refresh(second["refresh_token"], scope=READ).json()
    assert third["scope"] == READ
    assert api(instance.base_url, "GET", "/profile", third["access_token"]).status == 403
    fourth = app.refresh(third["refresh_token"])
    assert fourth.status == 200 and fourth.json()["scope"] == ALL, "fewer scopes once are not fewer for ever"


@REPLAY
def test_a_refresh_token_shown_twice_ends_the_family(instance, app, holder):
    first = app.connect(holder)
    second = app.refresh(first["refresh_token"]).json()
    assert works(instance, second["access_token"])
    refused(app.refresh(first["refresh_token"]), "invalid_grant")
    assert not works(instance, second["access_token"]) and not works(instance, first["access_token"])
    refused(app.refresh(second["refresh_token"]), "invalid_grant")


@REPLAY
def test_one_family_does_not_end_another(instance, app, holder):
    kept = app.connect(holder)
    stolen = app.connect(holder)
    app.refresh(stolen["refresh_token"])
    app.refresh(stolen["refresh_token"])
    assert works(instance, kept["access_token"])


def test_refresh_tokens_of_others(instance, app, holder):
    tokens = app.connect(holder)
    other = Application(instance.base_url)
    refused(other.refresh(tokens["refresh_token"]), "invalid_grant")
    refused(app.refresh(tokens["access_token"]), "invalid_grant")
    refused(app.refresh("x" * 43), "invalid_grant")
    refused(app.refresh("x" * 5000), "invalid_request")
    refused(app.refresh(tokens["refresh_token"], scope="admin"), "invalid_scope")
    assert app.refresh(tokens["refresh_token"]).status == 200


def test_refresh_tokens_expire(app, holder, world):
    tokens = app.connect(holder)
    world.db.run("UPDATE oauth_token SET expires_at = UTC_TIMESTAMP(6) - INTERVAL 1 SECOND WHERE kind = 1")
    refused(app.refresh(tokens["refresh_token"]), "invalid_grant")


# --- bearer tokens


def test_bearer_tokens(instance, app, holder, world):
    token = app.connect(holder)["access_token"]
    ask = lambda value: call(instance.base_url, "GET", "/ims/ob/v3p0/profile", headers={"Authorization": value} if value else {})
    assert ask("Bearer " + token).status == ask("bearer " + token).status == 200
    none = ask(None)
    assert none.status == 401 and none.headers["WWW-Authenticate"] == 'Bearer realm="badges"', "an error is for who showed a token"
    for value in ("Bearer " + token[:-1], "Bearer " + token.upper(), "Bearer " + "x" * 43, "Bearer " + "x" * 3000):
        answer = ask(value)
        assert answer.status == 401 and 'error="invalid_token"' in answer.headers["WWW-Authenticate"], value
    for value in ("Basic " + base64.b64encode(b"a:b").decode(), "Bearer", "Bearer " + token + ", Bearer " + token, token, "Bearer \xe9"):
        answer = ask(value)
        assert answer.status in (400, 401), value
    assert call(instance.base_url, "GET", "/ims/ob/v3p0/profile?access_token=" + token).status == 401


def test_a_refresh_token_or_a_code_is_no_access_token(instance, app, holder):
    verifier, challenge = pkce()
    code = app.allow(holder, challenge)["code"]
    assert not works(instance, code)
    assert not works(instance, app.exchange(code, verifier).json()["refresh_token"])


def test_sessions_and_tokens_do_not_mix(instance, app, holder, world):
    """A cookie opens no API, a token no page."""
    token = app.connect(holder)["access_token"]
    assert holder.get("/ims/ob/v3p0/profile").status == 401
    nobody = Client(instance.base_url)
    for path in ("/me", "/admin", "/me/applications", "/oauth/authorize"):
        led = nobody.get(path, headers={"Authorization": "Bearer " + token}, follow=False)
        assert led.status == 303 and "/login" in led.headers["Location"], path


def test_access_tokens_expire(instance, app, holder, world):
    token = app.connect(holder)["access_token"]
    world.db.run("UPDATE oauth_token SET expires_at = UTC_TIMESTAMP(6) - INTERVAL 1 SECOND WHERE kind = 0")
    assert not works(instance, token)


def test_suspended_people_have_no_access(instance, app, holder, world, people):
    tokens = app.connect(holder)
    verifier, challenge = pkce()
    code = app.allow(holder, challenge)["code"]
    world.db.run("UPDATE account SET state = 'suspended' WHERE id = %s", people["holder"].id)
    try:
        assert not works(instance, tokens["access_token"])
        refused(app.refresh(tokens["refresh_token"]), "invalid_grant")
        refused(app.exchange(code, verifier), "invalid_grant")
    finally:
        world.db.run("UPDATE account SET state = 'verified' WHERE id = %s", people["holder"].id)


# --- revocation


def test_revoking_tokens(instance, app, holder):
    tokens = app.connect(holder)
    answer = app.revoke(tokens["access_token"], token_type_hint="access_token")
    assert answer.status == 200 and not works(instance, tokens["access_token"])
    fresh = app.refresh(tokens["refresh_token"]).json()
    assert works(instance, fresh["access_token"])
    assert app.revoke(fresh["refresh_token"], token_type_hint="access_token").status == 200, "a wrong hint is no hindrance"
    assert not works(instance, fresh["access_token"])
    refused(app.refresh(fresh["refresh_token"]), "invalid_grant")
    assert app.revoke(fresh["refresh_token"]).status == 200 and app.revoke("nothing").status == 200


def test_revoking_what_belongs_to_others(instance, app, public, holder):
    tokens = app.connect(holder)
    refused(public.revoke(tokens["refresh_token"]), "unauthorized_client")
    refused(call(instance.base_url, "POST", "/oauth/revoke", form={"token": tokens["refresh_token"]}), "invalid_client", 401)
    refused(call(instance.base_url, "POST", "/oauth/revoke", headers=app.headers(), form={}), "invalid_request")
    assert works(instance, tokens["access_token"])


# --- what the person sees


def test_connected_applications(instance, app, holder, world, people):
    tokens = app.connect(holder)
    page = holder.get("/me/applications")
    assert "Example Wallet" in page.words() and "wallet.example.org" in page.words() and "See your credentials" in page.words()
    world.session("other")
    other = world.client("other")
    assert "Example Wallet" not in other.get("/me/applications").words()
    form = next(f for f in page.forms() if f.action.endswith("/withdraw") and ("application", app.id) in f.values())
    assert other.post("/me/applications/withdraw", {"application": app.id, "_csrf": world.csrf("other")}, follow=False).status == 404
    assert works(instance, tokens["access_token"])
    pending, challenge = pkce()
    code = app.allow(holder, challenge)["code"]
    after = holder.submit(form)
    assert after.status == 200 and app.id not in after.text
    assert not works(instance, tokens["access_token"])
    refused(app.refresh(tokens["refresh_token"]), "invalid_grant")
    refused(app.exchange(code, pending), "invalid_grant")
    actions = [r["action"] for r in world.db.rows("SELECT action FROM audit WHERE object_kind = 'oauth_client' AND account_id = %s ORDER BY id", people["holder"].id)]
    assert actions[-1] == "application.withdraw" and "application.allow" in actions


def test_nothing_secret_lies_in_the_database(instance, app, holder, world):
    verifier, challenge = pkce()
    code = app.allow(holder, challenge)["code"]
    tokens = app.exchange(code, verifier).json()
    everything = "".join(repr(r) for t in world.db.tables() for r in world.db.rows(f"SELECT * FROM `{t}`") if t.startswith(("oauth", "audit", "account")))
    for secret in (code, verifier, tokens["access_token"], tokens["refresh_token"], app.secret):
        assert secret not in everything


def test_no_more_than_twenty_devices(app, holder, world, people):
    for _ in range(22):
        app.connect(holder, scope=READ)
    rows = world.db.value("SELECT COUNT(*) FROM oauth_grant g JOIN oauth_client c ON c.id = g.client_id WHERE c.public_id = %s", app.id)
    assert rows == 20
    assert world.db.value("SELECT COUNT(*) FROM oauth_token t LEFT JOIN oauth_grant g ON g.id = t.grant_id WHERE g.id IS NULL") == 0


# --- metadata, and scripts of other sites


def test_metadata(instance):
    o = call(instance.base_url, "GET", "/.well-known/oauth-authorization-server").json()
    assert o["issuer"] == instance.base_url and o["code_challenge_methods_supported"] == ["S256"] and o["authorization_response_iss_parameter_supported"] is True
    assert o["response_types_supported"] == ["code"] and o["grant_types_supported"] == ["authorization_code", "refresh_token"] and set(o["scopes_supported"]) == set(ALL.split())
    assert o["token_endpoint_auth_methods_supported"] == ["client_secret_basic", "none"]
    for name in ("authorization", "token", "registration", "revocation"):
        assert o[f"{name}_endpoint"].startswith(instance.base_url + "/oauth/")


def test_scripts_of_other_sites(instance, app):
    for path, method in (("/oauth/token", "POST"), ("/oauth/register", "POST"), ("/oauth/revoke", "POST"), ("/ims/ob/v3p0/profile", "PUT"), ("/ims/ob/v3p0/discovery", "GET")):
        answer = call(instance.base_url, "OPTIONS", path, headers={"Origin": "https://app.example", "Access-Control-Request-Method": method, "Access-Control-Request-Headers": "authorization"})
        assert answer.status == 204 and answer.headers["Access-Control-Allow-Origin"] == "*" and method in answer.headers["Access-Control-Allow-Methods"], path
        assert "Authorization" in answer.headers["Access-Control-Allow-Headers"] and "Access-Control-Allow-Credentials" not in answer.headers
    page = call(instance.base_url, "OPTIONS", "/oauth/authorize", headers={"Origin": "https://app.example", "Access-Control-Request-Method": "POST"})
    assert "Access-Control-Allow-Origin" not in page.headers


def test_sweeping(instance, app, holder, world):
    """What has run out goes, and what lives stays."""
    from support.wait import wait_for
    kept, gone = app.connect(holder), app.connect(holder)
    idle = Application(instance.base_url, client_name="Idle")
    hash_of = lambda t: hashlib.sha256(t.encode()).digest()
    grant = world.db.value("SELECT grant_id FROM oauth_token WHERE token_hash = %s", hash_of(gone["access_token"]))
    world.db.run("UPDATE oauth_token SET expires_at = UTC_TIMESTAMP(6) - INTERVAL 1 HOUR WHERE grant_id = %s", grant)
    world.db.run("UPDATE oauth_grant SET ends_at = UTC_TIMESTAMP(6) - INTERVAL 1 HOUR WHERE id = %s", grant)
    world.db.run("UPDATE oauth_client SET used_at = UTC_TIMESTAMP(6) - INTERVAL 91 DAY")
    world.db.run("UPDATE job SET due_at = UTC_TIMESTAMP(6) WHERE kind = 'sweep'")
    wait_for(lambda: not world.db.value("SELECT COUNT(*) FROM oauth_grant WHERE id = %s", grant), what="the sweep")
    assert not world.db.value("SELECT COUNT(*) FROM oauth_client WHERE public_id = %s", idle.id)
    assert world.db.value("SELECT COUNT(*) FROM oauth_client WHERE public_id = %s", app.id) == 1
    assert works(instance, kept["access_token"])
