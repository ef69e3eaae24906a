"""Signing in, passwords, throttling, forgotten passwords."""
import base64, concurrent.futures, http.client, itertools, json, re, statistics, threading, time, urllib.parse

import pytest

from support.client import Client
from support.rooms import png
from support.wait import wait_for

PASSWORD = "seven grey herons by the lock"
counter = itertools.count(1)


@pytest.fixture(autouse=True)
def no_throttle(db):
    db.run("DELETE FROM throttle")
    yield
    db.run("DELETE FROM throttle")


@pytest.fixture
def person(instance):
    """A fresh account: (address, password)."""
    email = f"person{next(counter)}.{int(time.time() * 1000)}@northgate.example"
    instance.ctl("create-admin", "--email", email, "--name", "Sam Okafor", "--organisation", "Northgate College", "--password-stdin", input=PASSWORD + "\n")
    return email, PASSWORD


def attempt(instance, email, password, **more):
    client = Client(instance.base_url)
    form = client.get("/login").form(action="/login")
    return client.submit(form, {"email": email, "password": password, **more}, follow=False)


# --- signing in

def test_signs_in_and_out(client, person):
    answer = client.login(*person)
    assert answer.status == 200 and answer.url.endswith("/admin"), answer.words()
    old = dict(client.cookies)
    out = client.submit(answer.form(action="/logout"))
    assert out.url.endswith("/login") and "You were signed out." in out.words()
    client.cookies = old
    assert client.get("/admin", follow=False).status == 303, "the old cookie still opens the door"


def test_address_is_not_case_sensitive(client, person):
    assert client.login(" " + person[0].upper().replace("NORTHGATE", "Northgate") + " ", person[1]).url.endswith("/admin")


def test_signed_in_is_sent_on_from_the_form(admin):
    assert admin.get("/login?next=/me").url.endswith("/me")
    assert admin.get("/").url.endswith("/admin")


@pytest.mark.parametrize("email, password, words", [("", "x", "Type your email address"), ("a@b.example", "", "Type your password"),
                                                    ("nobody@", "x", "neither an email address"), ("a@b.example", "x" * 1025, "do not fit together")])
def test_form_says_what_is_missing(client, email, password, words):
    answer = client.login(email, password)
    assert answer.status == 422 and words in answer.words()


def test_page_asked_for_is_where_it_leads(client, person):
    page = client.get("/me?x=1")
    assert page.url.split("?")[0].endswith("/login")
    answer = client.submit(page.form(action="/login"), {"email": person[0], "password": person[1]})
    assert answer.url.endswith("/me?x=1")


NOT_OURS = ["//evil.example", "///evil.example", "/\\evil.example", "\\\\evil.example", "https://evil.example", "http:evil.example", "javascript:alert(1)", "evil.example",
            "/\t/evil.example", "/\n/evil.example", "\t//evil.example", " //evil.example", "/x\r\nSet-Cookie: a=b", "/admin\\@evil.example", "", "?", "//", "/" + "a" * 4001,
            "data:text/html,x", "/\x7f/evil.example", "///", "//127.0.0.1:1/"]


@pytest.mark.parametrize("bad", NOT_OURS)
def test_next_leads_nowhere_else(instance, person, bad):
    """ASVS 3.7.2."""
    client = Client(instance.base_url)
    page = client.get("/login?" + urllib.parse.urlencode({"next": bad}))
    values = dict(page.form(action="/login").values())
    assert values["next"] == ""
    answer = client.submit(page.form(action="/login"), {"email": person[0], "password": person[1], "next": bad}, follow=False)
    assert answer.status == 303 and answer.headers["Location"] == "/admin"
    back = client.get("/me").doc.xpath("//meta[@name='csrf']/@content")[0]
    organisation = client.post("/admin/organisation", {"_csrf": back, "organisation": "0" * 26, "back": bad}, follow=False)
    assert organisation.status == 404
    assert "Set-Cookie" not in answer.headers or "a=b" not in str(answer.headers)


def test_next_is_made_fit_for_a_header(client, person):
    page = client.get("/login?next=" + urllib.parse.quote('/me?q=a b"<é>'))
    answer = client.submit(page.form(action="/login"), {"email": person[0], "password": person[1]}, follow=False)
    assert answer.headers["Location"] == "/me?q=a%20b%22%3C%C3%A9%3E"


# --- a session that ends in the middle of a form

def test_what_was_typed_survives_a_sign_in(client, person, db):
    client.login(*person)
    form = client.get("/admin/issuers/new").form(action="/admin/issuers/new")
    db.run("DELETE FROM session")
    again = client.submit(form, {"name": "Harbour <b>School</b>", "url": "https://harbour.example/"}, follow=False)
    assert again.status == 401 and "what you typed is kept" in again.words()
    on = client.submit(again.form(action="/login"), {"email": person[0], "password": "wrong password"})
    assert on.status == 422
    on = client.submit(on.form(action="/login"), {"email": person[0], "password": person[1]})
    values = dict(on.form(action="/admin/issuers/new").values())
    assert values["name"] == "Harbour <b>School</b>" and values["url"] == "https://harbour.example/"
    done = client.submit(on.form(action="/admin/issuers/new"), follow=False)
    assert done.status in (303, 422), "the form reached its handler"


def test_files_are_chosen_again(client, person, db, instance):
    """Beside a file what was typed is kept too; the page asks for the file by its name. Nothing of the file was kept."""
    client.login(*person)
    form = client.get("/admin/graphics/new").form(action="/admin/graphics/new")
    db.run("DELETE FROM session")
    picture = ("Blue <1>.png", png(300, 200), "image/png")
    again = client.submit(form, {"name": "Kept"}, files={"picture": picture}, follow=False)
    assert again.status == 401 and "files have to be chosen once more" in again.words()
    assert not list((instance.real / "tmp").glob("upload-*"))
    on = client.submit(again.form(action="/login"), {"email": person[0], "password": person[1]})
    assert "Blue <1>.png" in on.words() and "choose them once more" in on.words()
    form = on.form(action="/admin/graphics/new")
    assert form.multipart and dict(form.values())["name"] == "Kept"
    without = client.submit(form)
    assert without.status == 422 and dict(without.form(action="/admin/graphics/new").values())["name"] == "Kept"
    done = client.submit(form, files={"picture": picture})
    assert done.status == 200 and "PNG, 300 × 200" in done.words() and "Kept" in done.words()


def test_words_of_another_site_are_not_kept(instance, client):
    for headers in ({"Origin": "https://evil.example"}, {"Sec-Fetch-Site": "cross-site"}, {}):
        answer = client.post("/admin/issuers/new", {"name": "Planted"}, headers=headers)
        assert answer.status == 401 and "Planted" not in answer.text and "resume" not in answer.text


def test_resume_sends_only_to_our_own_forms(client, person):
    for to in ("//evil.example/admin/", "https://evil.example/", "/logout", "/admin/nothing-here", "/me/password"):
        packed = base64.urlsafe_b64encode(json.dumps({"to": to, "fields": [["a", "b"]]}).encode()).decode().rstrip("=")
        page = client.get("/login")
        fields = dict(page.form(action="/login").values()) | {"email": person[0], "password": person[1], "resume": packed}
        answer = client.post("/login", fields, headers={"Origin": client.origin()}, follow=False)
        assert answer.status == 303 and answer.headers["Location"] == "/admin", to
        client.cookies.clear()


# --- passwords (ASVS 6.2)

@pytest.mark.parametrize("password, wrong", [
    ("short pw9", "too short"), ("Password1234", "Many people use"), ("P@$$w0rd2024!", "Many people use"), ("qwertyuiop", "Many people use"), ("1234567890", "Many people use"),
    ("aaaaaaaaaaaaaaa", "Many people use"), ("abcabcabcabc", "Many people use"), ("northgate.example.1", None), ("Sam Okafor 12", "made of your"), ("é" * 9, "too short"),
    ("x" * 1025, "1,024 bytes"), ("🐟" * 257, "1,024 bytes"),
    ("🐟🦆" * 32, None), ("  leading and trailing  ", None), ("correct horse battery stable", None), ("ünlaut päßwörter ж", None), ("a" * 72 + "bcdefgh" * 3, None),
])
def test_rules_for_passwords(client, person, password, wrong):
    client.login(*person)
    page = client.get("/me/account")
    answer = client.submit(page.form(action="/me/password"), {"current_password": person[1], "password": password}, follow=False)
    if wrong:
        assert answer.status == 422 and wrong in answer.words()
        assert Client(client.base_url).login(*person).url.endswith("/admin"), "the old one must still work"
        return
    assert answer.status == 303
    other = Client(client.base_url)
    for near in {password[:-1], password + "x", password.swapcase(), password.strip(), password[1:]} - {password}:
        assert other.login(person[0], near).status == 422, "cut, folded or trimmed"
    assert other.login(person[0], password).url.endswith("/admin")


def test_a_nul_is_refused(client, person):
    client.login(*person)
    form = client.get("/me/account").form(action="/me/password")
    answer = client.submit(form, {"current_password": person[1], "password": "a good long one\0and more"}, follow=False)
    assert answer.status == 400


def test_hashes_are_argon2id(db, person):
    stored = db.value("SELECT password_hash FROM account WHERE email = %s", person[0])
    assert re.fullmatch(r"\$argon2id\$v=19\$m=65536,t=2,p=1\$[A-Za-z0-9+/]{22}\$[A-Za-z0-9+/]{43}", stored)


def test_hash_of_older_parameters_is_made_anew(db, client, person):
    import ctypes, ctypes.util
    sodium = ctypes.CDLL(ctypes.util.find_library("sodium"))
    out = ctypes.create_string_buffer(128)
    password = person[1].encode()
    assert sodium.crypto_pwhash_str_alg(out, password, ctypes.c_ulonglong(len(password)), ctypes.c_ulonglong(1), ctypes.c_size_t(8 << 20), 2) == 0
    db.run("UPDATE account SET password_hash = %s WHERE email = %s", out.value.decode(), person[0])
    assert client.login(*person).url.endswith("/admin")
    assert "m=65536,t=2" in db.value("SELECT password_hash FROM account WHERE email = %s", person[0])
    assert Client(client.base_url).login(*person).url.endswith("/admin")


def test_present_password_is_asked_and_counted(client, person):
    client.login(*person)
    for i in range(11):
        page = client.get("/me/account")
        answer = client.submit(page.form(action="/me/password"), {"current_password": f"wrong {i}", "password": "a brand new good one"}, follow=False)
        if answer.status == 429:
            break
        assert answer.status == 422 and "not your present password" in answer.words()
    assert answer.status == 429 and i == 10


# --- who has an account is nobody's business (T38), guessing is bounded (ASVS 6.3.1)

def test_account_is_blocked_after_ten_failures(instance, person):
    for _ in range(10):
        assert attempt(instance, person[0], "wrong").status == 422
    blocked = attempt(instance, person[0], person[1])
    assert blocked.status == 429 and int(blocked.headers["Retry-After"]) > 0
    assert "too many attempts" in blocked.words()


def test_block_does_not_tell_whether_the_account_exists(instance, person):
    answers = {}
    for email in (person[0], "nobody.at.all@northgate.example"):
        answers[email] = [(r.status, r.headers.get("Retry-After"), r.words()) for r in (attempt(instance, email, "wrong") for _ in range(12))]
    known, unknown = answers.values()
    assert known == unknown
    assert [s for s, *_ in known] == [422] * 10 + [429] * 2


def test_block_ends_and_survives_a_restart(instance, person, db):
    for _ in range(11):
        attempt(instance, person[0], "wrong")
    instance.restart_httpd()
    assert attempt(instance, person[0], person[1]).status == 429
    db.run("UPDATE throttle SET blocked_until = UTC_TIMESTAMP(6) - INTERVAL 1 SECOND, window_at = UTC_TIMESTAMP(6) - INTERVAL 901 SECOND")
    assert attempt(instance, person[0], person[1]).status == 303


def test_success_forgets_the_failures(instance, person):
    for _ in range(3):
        for _ in range(9):
            assert attempt(instance, person[0], "wrong").status == 422
        assert attempt(instance, person[0], person[1]).status == 303


def test_parallel_guesses_count_too(instance, person):
    with concurrent.futures.ThreadPoolExecutor(12) as pool:
        statuses = list(pool.map(lambda _: attempt(instance, person[0], "wrong").status, range(30)))
    assert statuses.count(422) <= 10 and set(statuses) <= {422, 429}


def test_an_address_is_blocked_after_a_hundred_failures(instance, person, db):
    attempt(instance, person[0], "wrong")
    assert db.run("UPDATE throttle SET failures = 100") >= 1
    db.run("DELETE FROM throttle WHERE blocked_until IS NOT NULL")
    answer = attempt(instance, "somebody.else@northgate.example", "wrong")
    assert answer.status == 429 and answer.headers["Retry-After"]


def test_successes_do_not_fill_the_address_counter(instance, person, db):
    for _ in range(5):
        assert attempt(instance, *person).status == 303
    assert db.value("SELECT COALESCE(MAX(failures), 0) AS n FROM throttle") == 0


def mann_whitney_p(a, b):
    """Two-sided, normal approximation."""
    ranked = sorted((v, i < len(a)) for i, v in enumerate(a + b))
    u = sum(rank for rank, (_, first) in enumerate(ranked, 1) if first) - len(a) * (len(a) + 1) / 2
    z = (u - len(a) * len(b) / 2) / (len(a) * len(b) * (len(a) + len(b) + 1) / 12) ** 0.5
    return 2 * (1 - statistics.NormalDist().cdf(abs(z)))


@pytest.mark.slow
def test_time_does_not_tell_either(instance, person, db):
    """T38. What tells does so each time; chance alone, one time in a hundred: so it may happen twice in a row, not three times."""
    client = Client(instance.base_url)
    form = client.get("/login").form(action="/login")
    found = []
    while len(found) < 3 and not (found and found[-1][0] > 0.01):
        times = time_sign_ins(client, form, person, db)
        found.append((mann_whitney_p(times[True], times[False]), {k: statistics.median(v) for k, v in times.items()}))
    assert found[-1][0] > 0.01, found


def time_sign_ins(client, form, person, db):
    """Seconds of failed sign-ins, by whether the account exists. Their answers are the same."""
    times, answers = {True: [], False: []}, {True: set(), False: set()}
    for i in range(160):
        if i % 8 == 0:
            db.run("DELETE FROM throttle")
        known = i % 2 == 0
        email = person[0] if known else f"nobody.{i:03}.{person[0][6:]}"
        began = time.perf_counter()
        answer = client.submit(form, {"email": email, "password": "wrong"}, follow=False)
        if i >= 10:
            times[known].append(time.perf_counter() - began)
        answers[known].add((answer.status, re.sub(r'name="_csrf" value="[^"]*"', "", answer.text.replace(email, ""))))
    assert answers[True] == answers[False] and len(answers[True]) == 1
    return times


def test_a_suspended_account_looks_like_none(instance, person, db):
    db.run("UPDATE account SET state = 'suspended' WHERE email = %s", person[0])
    a, b = attempt(instance, *person), attempt(instance, "nobody.here@northgate.example", PASSWORD)
    assert (a.status, a.words()) == (b.status, b.words())


def test_argon2_does_not_starve_the_others(instance, person, db):
    """T39: two hundred sign-ins at once, each from an address of its own."""
    page = Client(instance.base_url)
    form = page.get("/login").form(action="/login")
    port, body = instance.port, dict(form.values())
    cookie = "; ".join(f"{k}={v}" for k, v in page.cookies.items())

    def one(i, password="wrong"):
        con = http.client.HTTPConnection("127.0.0.1", port, timeout=60, source_address=(f"127.0.1.{i % 250 + 1}", 0))
        con.request("POST", "/login", urllib.parse.urlencode(body | {"email": f"n{i}@northgate.example", "password": password}),
                    {"Content-Type": "application/x-www-form-urlencoded", "Cookie": cookie, "Accept": "text/html", "Origin": page.origin()})
        answer = con.getresponse()
        answer.read()
        con.close()
        return answer.status, answer.headers.get("Retry-After")

    others, over = [], threading.Event()

    def look():
        while not over.is_set():
            assert Client(instance.base_url).get("/healthz").status == 200
            others.append(1)

    with concurrent.futures.ThreadPoolExecutor(201) as pool:
        watching = pool.submit(look)
        answers = list(pool.map(one, range(200)))
        over.set()
        watching.result()
    statuses = [s for s, _ in answers]
    assert set(statuses) == {422, 429}, "some are checked, the others are told to come back: nobody waits for ever"
    assert all(after for status, after in answers if status == 429)
    assert len(others) > 3, "others were served all the time"
    assert one(1, "x" * 2000)[0] == 422
    assert one(2, "x" * 1000000)[0] == 413


# --- forgotten password (ASVS 6.4, 6.5)

def ask(client, email):
    return client.submit(client.get("/forgot").form(action="/forgot"), {"email": email})


def link_to(mailbox, email, count=1):
    mails = mailbox.wait(email, count)
    return re.search(r"http\S+/reset\?token=[\w-]+", mails[-1].body()).group()


def test_forgotten_password(client, person, mailbox, db):
    signed_in = Client(client.base_url)
    signed_in.login(*person)
    answer = ask(client, person[0])
    assert answer.status == 200 and "Look at your mail" in answer.words()
    link = link_to(mailbox, person[0])
    token = link.split("=")[1]
    assert "@" not in link
    assert not [t for t in db.tables() for row in db.rows(f"SELECT * FROM `{t}`") if token in str(row)], "the token lies in the database"
    for _ in range(3):   # looking does not use it up
        page = client.get(link)
        assert page.status == 200 and person[0] in page.words()
    assert client.submit(page.form(action="/reset"), {"password": "short"}).status == 422
    done = client.submit(page.form(action="/reset"), {"password": "a brand new good one"})
    assert done.status == 200 and done.url.endswith("/admin"), "signed in"
    assert signed_in.get("/admin", follow=False).status == 303, "all sessions of before have ended"
    assert Client(client.base_url).login(*person).status == 422
    assert Client(client.base_url).login(person[0], "a brand new good one").url.endswith("/admin")
    again = client.get(link)
    assert again.status == 410 and "used already, or is too old" in again.words() and again.form(action="/forgot")
    assert client.submit(page.form(action="/reset"), {"password": "another brand new one"}).status in (403, 410)
    assert Client(client.base_url).login(person[0], "a brand new good one").url.endswith("/admin")


def test_two_at_once_use_a_link_once(instance, person, mailbox):
    clients = [Client(instance.base_url) for _ in range(4)]
    ask(clients[0], person[0])
    link = link_to(mailbox, person[0])
    forms = [c.get(link).form(action="/reset") for c in clients]
    with concurrent.futures.ThreadPoolExecutor(4) as pool:
        statuses = list(pool.map(lambda i: clients[i].submit(forms[i], {"password": f"a brand new good one {i}"}, follow=False).status, range(4)))
    assert sorted(statuses) == [303, 410, 410, 410]


def test_link_dies_after_an_hour(client, person, mailbox, db):
    ask(client, person[0])
    link = link_to(mailbox, person[0])
    db.run("UPDATE one_time_link SET expires_at = expires_at - INTERVAL 61 MINUTE")
    assert client.get(link).status == 410


def test_older_link_dies_when_a_new_one_is_asked_for(client, person, mailbox):
    ask(client, person[0])
    first = link_to(mailbox, person[0])
    assert client.get(first).status == 200
    ask(client, person[0])
    assert client.get(first).status == 410, "at once, before the new mail is out"
    assert client.get(link_to(mailbox, person[0], 2)).status == 200


def test_tokens_of_others_and_nonsense(client, person):
    for token in ("", "x", "A" * 43, "A" * 5000, "%00", "..%2f"):
        assert client.get(f"/reset?token={token}").status in (400, 410)
    assert client.get("/reset").status == 410


def test_forgot_says_the_same_for_everybody(client, person, mailbox, db):
    known, unknown = ask(client, person[0]), ask(client, "nobody.of.that.name@northgate.example")
    assert known.words().replace(person[0], "") == unknown.words().replace("nobody.of.that.name@northgate.example", "")
    assert known.status == unknown.status == 200 and known.headers.keys() == unknown.headers.keys()
    mailbox.wait(person[0])
    wait_for(lambda: db.value("SELECT COUNT(*) AS n FROM outbox WHERE kind = 'mail.reset' AND state IN ('waiting', 'claimed')") == 0, what="the outbox to be empty")
    assert not mailbox.all("nobody.of.that.name@northgate.example")


def test_addresses_that_were_typed_are_forgotten(client, db):
    ask(client, "nobody.of.that.name@northgate.example")
    wait_for(lambda: not db.value("SELECT COUNT(*) AS n FROM outbox WHERE kind = 'mail.reset' AND state IN ('waiting', 'claimed')"), what="the worker to find nobody")
    assert db.value("SELECT COUNT(*) AS n FROM outbox WHERE kind = 'mail.reset' AND state = 'cancelled'") >= 1
    db.run("UPDATE outbox SET created_at = created_at - INTERVAL 25 HOUR WHERE kind = 'mail.reset'")
    wait_for(lambda: db.run("UPDATE job SET due_at = UTC_TIMESTAMP(6) - INTERVAL 1 SECOND WHERE kind = 'sweep' AND state = 'waiting'"), what="the sweep to have a rest")
    wait_for(lambda: not db.value("SELECT COUNT(*) AS n FROM outbox WHERE kind = 'mail.reset'"), what="the sweep")


def test_three_links_an_hour(client, person, mailbox, db):
    for _ in range(6):
        assert "Look at your mail" in ask(client, person[0]).words()
    assert db.value("SELECT COUNT(*) AS n FROM outbox WHERE kind = 'mail.reset' AND address = %s", person[0]) == 3


def test_forgot_wants_an_address(client):
    assert "not an email address" in ask(client, "nobody").words()


def test_suspended_cannot_come_back_by_mail(client, person, mailbox, db):
    ask(client, person[0])
    link = link_to(mailbox, person[0])
    db.run("UPDATE account SET state = 'suspended' WHERE email = %s", person[0])
    assert client.get(link).status == 410


def test_secrets_are_not_in_the_logs(instance, client, person, mailbox):
    """ASVS 14.2.1, 16.2.5: the access log has the token of a link once it is opened, nothing else may."""
    client.login(person[0], "a-canary-of-a-password")
    client.login(*person)
    session = next(v for k, v in client.cookies.items() if "session" in k)
    for log in ("logs/error_log", "logs/access_log", "db/error.log"):
        text = (instance.real / log).read_text(errors="replace")
        for secret in ("a-canary-of-a-password", PASSWORD, session, person[0]):
            assert secret not in text, log
