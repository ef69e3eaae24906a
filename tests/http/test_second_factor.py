"""Two-factor authentication: set up with a code, asked for at every sign-in, recovery codes, organisations that ask for it; and pictures of people."""
import base64, hashlib, hmac, itertools, re, struct, time
from concurrent.futures import ThreadPoolExecutor

import pytest

from support.client import Client
from support.world import png

PASSWORD = "seven grey herons by the lock"
counter = itertools.count(1)


def code_at(secret, step):
    """RFC 6238, by ourselves."""
    mac = hmac.new(secret, struct.pack(">q", step), hashlib.sha1).digest()
    at = mac[19] & 15
    return f"{(struct.unpack('>I', mac[at:at + 4])[0] & 0x7FFFFFFF) % 1000000:06d}"


class Person:
    """Somebody with a telephone."""
    def __init__(self, instance, db, organisation="Northgate College"):
        self.instance, self.db, self.secret, self.codes, self.last = instance, db, None, [], 0
        self.email = f"factor{next(counter)}.{int(time.time() * 1000)}@northgate.example"
        instance.ctl("create-admin", "--email", self.email, "--name", "Ida Lindqvist", "--organisation", organisation, "--password-stdin", input=PASSWORD + "\n")

    def browser(self):
        return Client(self.instance.base_url)

    def code(self):
        """The present code; the last one is not taken twice, so as if its step had not been used."""
        self.db.run("UPDATE second_factor SET last_step = 0 WHERE account_id = (SELECT id FROM account WHERE email = %s)", self.email)
        return code_at(self.secret, int(time.time()) // 30)

    def set_up(self):
        browser = self.browser()
        browser.login(self.email, PASSWORD)
        page = browser.submit(browser.get("/me/second-factor").form(action="/me/second-factor/begin"))
        text = page.doc.xpath("string(//code[contains(@class, 'bdg-secret')])").replace(" ", "")
        assert f"secret={text}&" in page.doc.xpath("string(//a[starts-with(@href, 'otpauth:')]/@href)")
        self.secret = base64.b32decode(text)
        done = browser.submit(page.form(action="/me/second-factor/finish"), {"code": code_at(self.secret, int(time.time()) // 30)})
        assert done.status == 200, done.words()
        self.codes = done.doc.xpath("//ul[contains(@class, 'bdg-codes')]//code/text()")
        assert len(set(self.codes)) == 10
        return browser

    def first_step(self, next_page=None):
        browser = self.browser()
        page = browser.get("/login" + (f"?next={next_page}" if next_page else ""))
        return browser, browser.submit(page.form(action="/login"), {"email": self.email, "password": PASSWORD})


@pytest.fixture
def person(instance, db):
    db.run("DELETE FROM throttle")
    return Person(instance, db)


@pytest.fixture
def careful(person):
    person.set_up()
    return person


def link_in(mail, path):
    return re.search(r"https?://\S+" + re.escape(path) + r"\?token=[\w-]+", mail.body())[0]


def is_in(browser):
    return browser.get("/me/account", follow=False).status == 200


def test_set_up_and_sign_in(careful, db):
    browser, page = careful.first_step("/admin/badges")
    assert "Your code" in page.words() and not is_in(browser)
    for address in ("/admin", "/admin/badges", "/me", "/me/account", "/me/second-factor"):
        assert browser.get(address, follow=False).status == 303, "the first factor alone opens nothing"
    answer = browser.submit(page.form(action="/login/code"), {"code": careful.code()}, follow=False)
    assert answer.status == 303 and answer.headers["Location"].endswith("/admin/badges")
    assert is_in(browser)
    audit = db.rows("SELECT action FROM audit WHERE object_kind = 'account' ORDER BY id DESC LIMIT 1")
    assert audit[0]["action"] == "account.second_factor_on"


def test_nothing_secret_lies_in_the_database_or_shows_again(careful, db):
    rows = str(db.rows("SELECT * FROM second_factor")) + str(db.rows("SELECT * FROM recovery_code"))
    assert careful.codes[0] not in rows and repr(careful.secret)[2:-1] not in rows
    browser = careful.browser()
    browser.login(careful.email, PASSWORD)
    browser.submit(browser.get("/login").form(action="/login/code"), {"code": careful.code()})
    page = browser.get("/me/second-factor").text
    assert base64.b32encode(careful.secret).decode()[:8] not in page.replace(" ", "") and careful.codes[0] not in page


def test_wrong_old_and_used_codes(careful):
    browser, page = careful.first_step()
    form = page.form(action="/login/code")
    now = int(time.time()) // 30
    for wrong in ("", "000", "abcdef", code_at(careful.secret, now - 4), code_at(careful.secret, now + 4), code_at(b"x" * 20, now)):
        answer = browser.submit(form, {"code": wrong})
        assert answer.status == 422 and "does not fit" in answer.words() and not is_in(browser)
    code = careful.code()
    assert browser.submit(form, {"code": code}).status == 200 and is_in(browser)
    other, page = careful.first_step()
    again = other.submit(page.form(action="/login/code"), {"code": code})
    assert again.status == 422 and "used already" in again.words() and not is_in(other), "a code works once"


def test_one_code_for_two_at_once(careful):
    steps = [careful.first_step() for _ in range(4)]
    code = careful.code()
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda s: s[0].submit(s[1].form(action="/login/code"), {"code": code}), steps))
    assert sum(is_in(browser) for browser, _ in steps) == 1


def test_guesses_are_counted(careful, db):
    browser, page = careful.first_step()
    form = page.form(action="/login/code")
    answers = [browser.submit(form, {"code": "000000"}).status for _ in range(12)]
    assert answers[:9] == [422] * 9 and answers[-1] == 429
    assert browser.submit(form, {"code": careful.code()}).status == 429, "the right one does not help any more"
    other, page = careful.first_step()
    assert other.submit(page.form(action="/login/code"), {"code": careful.code()}).status == 429, "nor another browser"


def test_recovery_codes(careful):
    browser, page = careful.first_step()
    assert browser.submit(page.form(action="/login/code"), {"code": careful.codes[0].upper().replace("-", " ")}).status == 200 and is_in(browser)
    assert "9 recovery codes" in browser.get("/me/second-factor").words()
    other, page = careful.first_step()
    assert other.submit(page.form(action="/login/code"), {"code": careful.codes[0]}).status == 422, "each once"
    new = browser.submit(browser.get("/me/second-factor").form(action="/me/second-factor/codes"), {"code": careful.code()})
    fresh = new.doc.xpath("//ul[contains(@class, 'bdg-codes')]//code/text()")
    assert len(fresh) == 10 and not set(fresh) & set(careful.codes)
    assert other.submit(page.form(action="/login/code"), {"code": careful.codes[1]}).status == 422, "those of before are dead"
    assert other.submit(page.form(action="/login/code"), {"code": fresh[3]}).status == 200 and is_in(other)


def test_switching_off_needs_a_code(careful):
    browser, page = careful.first_step()
    browser.submit(page.form(action="/login/code"), {"code": careful.code()})
    form = browser.get("/me/second-factor").form(action="/me/second-factor/end")
    assert browser.submit(form, {"code": "123456"}).status == 422
    assert "is off" in browser.submit(form, {"code": careful.code()}).words()
    _, page = careful.first_step()
    assert "Your code" not in page.words()


def test_every_way_in_asks(careful, db, mailbox):
    """A forgotten password and a mailed link prove one factor, too."""
    browser = careful.browser()
    browser.submit(browser.get("/forgot").form(action="/forgot"), {"email": careful.email})
    link = link_in(mailbox.wait(careful.email)[-1], "/reset")
    page = browser.submit(browser.get(link).form(action="/reset"), {"password": "eleven quiet barges by the weir"})
    assert not is_in(browser) and "Your code" in page.words()
    assert browser.submit(page.form(action="/login/code"), {"code": careful.code()}).status == 200 and is_in(browser)
    other = careful.browser()
    other.submit(other.get("/me/start").form(action="/me/start"), {"email": careful.email})
    link = link_in(mailbox.wait(careful.email, 2)[-1], "/me/proof")
    page = other.submit(other.get(link).form(action="/me/proof"))
    assert not is_in(other) and "Your code" in page.words()


def test_changing_the_password_keeps_this_session(careful):
    browser, page = careful.first_step()
    browser.submit(page.form(action="/login/code"), {"code": careful.code()})
    browser.submit(browser.get("/me/account").form(action="/me/password"), {"current_password": PASSWORD, "password": "eleven quiet barges by the weir"})
    assert is_in(browser)


def test_a_form_that_was_being_filled_comes_through(careful):
    browser, page = careful.first_step()
    browser.submit(page.form(action="/login/code"), {"code": careful.code()})
    form = browser.get("/admin/issuers/new").form(action="/admin/issuers/new")
    browser.cookies.pop("bdg_session")
    page = browser.submit(form, {"name": "Harbour School"})
    page = browser.submit(page.form(action="/login"), {"email": careful.email, "password": PASSWORD})
    assert "Your code" in page.words()
    page = browser.submit(page.form(action="/login/code"), {"code": careful.code()})
    assert "signed in again" in page.words() and 'value="Harbour School"' in page.text


def test_too_late_and_not_now(careful, db):
    browser, page = careful.first_step()
    form = page.form(action="/login/code")
    db.run("UPDATE session SET expires_at = UTC_TIMESTAMP(6) - INTERVAL 1 SECOND WHERE awaits = 1")
    assert "took too long" in browser.submit(form, {"code": careful.code()}).words() and not is_in(browser)
    browser, page = careful.first_step()
    browser.submit(page.form(action="/login/code"), {"code": ""}, button="Not now")
    assert not is_in(browser) and "Email address" in browser.get("/login").words()


def test_an_organisation_that_asks(instance, db, careful):
    name = f"Careful College {next(counter)}"
    chief, other = Person(instance, db, name), Person(instance, db, name)
    browser = chief.set_up()
    page = browser.get("/admin/security")
    assert "Of 2 people with a role in this organisation itself, 1 uses it now." in page.words()
    browser.submit(page.form(action="/admin/security"), {"second_factor": "1"})
    assert browser.get("/admin/badges").status == 200
    theirs, answer = other.first_step("/admin/badges")
    assert answer.url.endswith("/me/second-factor") and "asks everybody for two-factor" in answer.words()
    assert theirs.get("/admin/badges", headers={"Accept": "application/json"}, follow=False).status in (303, 403)
    assert theirs.post("/admin/issuers/new", {"name": "x", "_csrf": theirs.get("/me/account").doc.xpath("string(//meta[@name='csrf']/@content)")},
                       headers={"Origin": theirs.origin()}).status == 403
    assert theirs.get("/me/account").status == 200, "their own things stay theirs"
    theirs = other.set_up()
    assert theirs.get("/admin/badges").status == 200
    page = browser.get("/admin/security")
    stale = page.form(action="/admin/security")
    browser.submit(page.form(action="/admin/security"), {"second_factor": []})
    assert "while you were working here" in browser.submit(stale, {"second_factor": []}).words()


def test_nobody_locks_themselves_out(instance, db):
    chief = Person(instance, db, f"Hasty College {next(counter)}")
    browser, _ = chief.first_step()
    page = browser.submit(browser.get("/admin/security").form(action="/admin/security"), {"second_factor": "1"})
    assert "for yourself first" in page.words() and browser.get("/admin/badges").status == 200


def test_the_operator_can_reset_it(instance, careful):
    assert "password alone" in instance.ctl("reset-second-factor", "--email", careful.email.upper())
    browser, _ = careful.first_step()
    assert is_in(browser)


def test_picture(person, db):
    browser = person.browser()
    browser.login(person.email, PASSWORD)
    assert browser.get("/me/picture").status == 404
    form = browser.get("/me/account").form(action="/me/picture")
    for name, data in (("not.png", b"no picture at all"), ("bad.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>")):
        assert "PNG, JPEG or GIF" in browser.submit(form, files={"picture": (name, data, "image/png")}).words()
    page = browser.submit(form, files={"picture": ("me.png", png(600), "image/png")})
    src = page.doc.xpath("string(//summary//span[contains(@class, 'bdg-avatar')]/img/@src)")
    assert "/me/picture?v=" in src
    image = browser.get("/me/picture")
    assert image.status == 200 and image.headers["Content-Type"] == "image/png" and struct.unpack(">II", image.body[16:24]) == (256, 256)
    assert browser.get("/me/picture", headers={"If-None-Match": image.headers["ETag"]}).status == 304
    assert "Remove the picture" in page.words()
    browser.submit(page.form(action="/me/picture/remove"))
    assert browser.get("/me/picture").status == 404


# --- other personal settings

def test_time_zone(person):
    browser = person.browser()
    browser.login(person.email, PASSWORD)
    page = browser.get("/me/account")
    assert re.search(r"Now it is \d+ \w+ \d{4}, \d\d:\d\d UTC", page.words())
    page = browser.submit(page.form(action="/me/time-zone"), {"time_zone": "Asia/Kathmandu"})
    here = time.strftime("%H:", time.gmtime(time.time() + 5.75 * 3600))
    assert re.search(rf"Now it is \d+ \w+ \d{{4}}, {here}\d\d \+0545", page.words()), page.words()
    times = page.doc.xpath("//table//time/text()")
    assert times and all(t.endswith("+0545") for t in times)
    refused = browser.post("/me/time-zone", {"time_zone": "../../etc/passwd", "_csrf": page.form(action="/me/time-zone").element.xpath("string(.//input[@name='_csrf']/@value)")},
                           headers={"Origin": browser.origin()})
    assert refused.status == 422 and "time zones that are offered" in refused.words()
    page = browser.submit(page.form(action="/me/time-zone"), {"time_zone": "UTC"})
    assert re.search(r"Now it is .* UTC", page.words())


def test_username(person, instance, db):
    browser, other = person.browser(), Person(instance, db)
    browser.login(person.email, PASSWORD)
    name = f"Ida.{int(time.time() * 1000)}"
    form = browser.get("/me/account").form(action="/me/username")
    for wrong in ("ida@home", "ida lindqvist", "ida/x"):
        assert "letters, digits, dots" in browser.submit(form, {"username": wrong}).words()
    assert "Saved." in browser.submit(form, {"username": name}).words()
    for typed in (name, name.upper(), f" {name} "):
        again = person.browser()
        again.login(typed, PASSWORD)
        assert is_in(again), typed
    wrong = person.browser().login(name, "not this one at all")
    assert wrong.status == 422 and "do not fit together" in wrong.words()
    nobody = person.browser().login("nobody.of.this.name", PASSWORD)
    assert nobody.status == 422 and "do not fit together" in nobody.words(), "a name that nobody has is told like a wrong password"
    theirs = other.browser()
    theirs.login(other.email, PASSWORD)
    assert "Somebody else has" in theirs.submit(theirs.get("/me/account").form(action="/me/username"), {"username": name.lower()}).words()
    assert "Saved." in browser.submit(browser.get("/me/account").form(action="/me/username"), {"username": ""}).words()
    assert not is_in(again := person.browser()) and again.login(name, PASSWORD).status == 422


def test_guesses_by_username_and_by_address_are_counted_together(person, instance, db):
    browser = person.browser()
    browser.login(person.email, PASSWORD)
    name = f"ida{int(time.time() * 1000)}"
    browser.submit(browser.get("/me/account").form(action="/me/username"), {"username": name})
    for n in range(10):
        person.browser().login(name if n % 2 else person.email, "not this one at all")
    assert person.browser().login(name, PASSWORD).status == 429
