"""Recipients: in by a mailed link, all their credentials across organisations, what they decide about them, their addresses and account."""
import re, threading, urllib.parse

import pytest

from support.client import Client
from support.mail import Mailbox
from support.recipient import link, link_in, prove, sign_in
from support.wait import wait_for
from support.world import clean_logs, instance, log_watch, world      # noqa: F401

NOOR, SAM = "noor@people.example", "sam@people.example"


@pytest.fixture(scope="module")
def box(instance):
    return Mailbox(instance)


@pytest.fixture(autouse=True)
def no_limits(world):
    world.db.run("DELETE FROM throttle")


@pytest.fixture(scope="module")
def awards(world):
    """Noor holds one of each organisation, Sam one."""
    class a:
        one = world.assertion(world.a, world.a.first, NOOR)
        two = world.assertion(world.b, world.b.first, NOOR)
        old = world.assertion(world.a, world.a.second, NOOR, issued_on="2020-01-01", expires_on="2021-01-31")
        sams = world.assertion(world.a, world.a.first, SAM, name="Sam Oduya")
    return a


@pytest.fixture
def noor(instance, box, awards):
    return sign_in(instance.base_url, box, NOOR)


@pytest.fixture
def sam(instance, box, awards):
    return sign_in(instance.base_url, box, SAM)


def press(client, page, button, fields=None, action=None):
    return client.submit(page.form(action=action, button=button), fields, button=button)


# --- the link


def test_one_answer_whether_or_not_anything_is_here(client_of, box, awards, world):
    pages = []
    for address in (NOOR, "nobody@nowhere.example"):
        page = client_of().get("/me/start")
        c = client_of()
        page = c.get("/me/start")
        answer = c.submit(page.form(action="/me/start"), {"email": address})
        assert answer.status == 200
        pages.append(answer.words().replace(address, "X"))
    assert pages[0] == pages[1]
    box.wait(NOOR)
    wait_for(lambda: world.db.value("SELECT state FROM outbox WHERE kind = 'mail.proof' AND address = 'nobody@nowhere.example'") == "cancelled", 20, "the mail that is not sent")
    assert not box.all("nobody@nowhere.example")


@pytest.fixture
def client_of(instance):
    return lambda: Client(instance.base_url)


def test_looking_does_not_use_it_up_and_pressing_does(client_of, box, awards, world):
    c = client_of()
    address = link(c, box, NOOR)
    token = address.split("token=")[1]
    assert token.encode() not in repr(world.db.rows("SELECT * FROM identity_link")).encode()
    for _ in range(3):
        assert client_of().get(address).status == 200
        assert client_of().head(address).status == 200
    stranger = client_of()
    page = stranger.get(address)
    assert stranger.submit(page.form(action="/me/proof")).url.endswith("/me")
    again = client_of()
    gone = again.get(address)
    assert gone.status == 410 and "used already, or is too old" in gone.words()
    page = again.get("/me/start")
    token_csrf = page.doc.xpath("//input[@name='_csrf']/@value")[0]
    assert again.post("/me/proof", {"_csrf": token_csrf, "token": token}, headers={"Origin": again.origin()}).status == 410
    assert again.get("/me", follow=False).status == 303


def test_a_newer_link_ends_the_older_one(client_of, box, awards):
    c = client_of()
    first, second = link(c, box, NOOR), link(c, box, NOOR)
    assert c.get(first).status == 410 and c.get(second).status == 200


def test_an_old_link_is_dead(client_of, box, awards, world):
    c = client_of()
    address = link(c, box, NOOR)
    world.db.run("UPDATE identity_link SET expires_at = UTC_TIMESTAMP(6) - INTERVAL 1 SECOND")
    assert c.get(address).status == 410


def test_of_two_who_press_at_once_one_is_signed_in(client_of, box, awards):
    address = link(client_of(), box, NOOR)
    answers, clients = [], [client_of() for _ in range(6)]
    forms = [c.get(address).form(action="/me/proof") for c in clients]
    def go(c, f):
        answers.append(c.submit(f, follow=False).status)
    threads = [threading.Thread(target=go, args=x) for x in zip(clients, forms)]
    [t.start() for t in threads], [t.join() for t in threads]
    assert sorted(answers) == [303] + [410] * 5, answers


def test_no_more_than_a_few_links_an_hour(client_of, box, awards, world):
    c = client_of()
    for _ in range(6):
        assert c.submit(c.get("/me/start").form(action="/me/start"), {"email": SAM}).status == 200
    assert world.db.value("SELECT COUNT(*) FROM outbox WHERE kind = 'mail.proof' AND address = %s AND created_at > UTC_TIMESTAMP(6) - INTERVAL 20 SECOND", SAM) == 4


def test_what_is_no_address_is_said_so(client_of):
    c = client_of()
    for typed in ("", "noor", "a@b@c", "x" * 300 + "@example.org"):
        answer = c.submit(c.get("/me/start").form(action="/me/start"), {"email": typed})
        assert answer.status == 422, typed


def test_a_new_account_is_called_as_the_award_says(instance, box, world):
    world.assertion(world.a, world.a.first, "new.person@people.example", name="Ana Castañeda")
    sign_in(instance.base_url, box, "new.person@people.example")
    row = world.db.row("SELECT name, state, password_hash FROM account WHERE email = 'new.person@people.example'")
    assert row == {"name": "Ana Castañeda", "state": "verified", "password_hash": None}
    assert world.db.value("SELECT COUNT(*) FROM role_assignment r JOIN account a ON a.id = r.account_id WHERE a.email = 'new.person@people.example'") == 0


def test_an_administrator_proves_the_address_of_their_account_first(instance, box, world):
    account = world.account("boss", world.a, "organisation_administrator")
    award = world.assertion(world.b, world.b.first, account.email)
    client = world.client("boss")
    page = client.get("/me")
    assert f"First show that {account.email} is yours" in page.words() and award.public_id not in page.text
    before = len(box.all(account.email))
    press(client, page, "Send the link")
    address = link_in(box.wait(account.email, before + 1)[-1])
    page = client.get(address)
    assert f"Is {account.email} yours?" in page.words()
    press(client, page, f"Add {account.email}")
    assert award.public_id in client.get("/me").text
    assert client.get("/admin").status == 200


def test_nobody_gives_their_awards_away_by_opening_anothers_link(instance, client_of, box, world, noor, sam):
    """Sam says that Noor's other address is theirs. Noor gets the mail, and opens it."""
    world.assertion(world.a, world.a.first, "noor.work@people.example")
    page = sam.get("/me/account")
    sam.submit(page.form(action="/me/addresses", button="Send the link"), {"email": "noor.work@people.example"})
    mail = box.wait("noor.work@people.example")[-1]
    assert SAM in mail.body() and "Sam Oduya" not in mail.body()
    address = link_in(mail)
    for c in (noor, client_of()):
        page = c.get(address)
        assert "Are you that somebody?" in page.words() and not [f for f in page.forms() if f.action.endswith("/me/proof")]
        csrf = (page.doc.xpath("//input[@name='_csrf']/@value") or c.get("/me/start" if c is not noor else "/me/account").doc.xpath("//input[@name='_csrf']/@value"))[0]
        answer = c.post("/me/proof", {"_csrf": csrf, "token": address.split("token=")[1]}, headers={"Origin": c.origin()})
        assert answer.status == 403, answer.status
    assert world.db.value("SELECT COUNT(*) FROM account_identity WHERE identity = 'noor.work@people.example'") == 0


# --- what they see


def test_all_of_all_organisations(noor, awards):
    page = noor.get("/me")
    for a in (awards.one, awards.two, awards.old):
        assert f"/me/credentials/{a.public_id}" in page.text
    assert awards.sams.public_id not in page.text
    assert "Expired on 31 Jan 2021" in page.words()


def test_others_are_not_there(noor, sam, awards, world):
    paths = ["", "/reject"]
    for path in paths:
        assert sam.get(f"/me/credentials/{awards.one.public_id}{path}").status == 404
    before = world.db.checksum("assertion", "audit")
    csrf = sam.get("/me/account").doc.xpath("//input[@name='_csrf']/@value")[0]
    for act in ("accept", "reject", "hide", "show", "collect"):
        assert sam.post(f"/me/credentials/{awards.one.public_id}/{act}", {"_csrf": csrf, "name": "x"}, headers={"Origin": sam.origin()}).status == 404
    assert world.db.checksum("assertion", "audit") == before


def test_pages_of_many(instance, box, world):
    many = [world.assertion(world.a, world.a.first, "many@people.example") for _ in range(60)]
    client = sign_in(instance.base_url, box, "many@people.example")
    seen, page = [], client.get("/me")
    while True:
        found = re.findall(r"/me/credentials/(\w{26})\"", page.text)
        seen += list(dict.fromkeys(found))
        older = page.doc.xpath("//a[@rel='next']/@href")
        if not older:
            break
        page = client.get(older[0])
    assert seen == [a.public_id for a in reversed(many)]
    newer = page.doc.xpath("//a[@rel='prev']/@href")[0]
    back = client.get(newer)
    assert list(dict.fromkeys(re.findall(r"/me/credentials/(\w{26})\"", back.text))) == seen[24:48]


def test_accept_reject_and_what_the_world_sees(noor, client_of, awards, world):
    me, public, anyone = f"/me/credentials/{awards.two.public_id}", f"/assertions/{awards.two.public_id}", client_of()
    assert "Noor Haddad" in anyone.get(public).words()
    document = anyone.get(public + ".json").body
    page = noor.get(me)
    page = press(noor, page, "Accept")
    assert "You have accepted it." in page.words()
    assert world.db.value("SELECT acceptance FROM assertion WHERE id = %s", awards.two.id) == 1
    sure = noor.get(page.link("Reject…"))
    assert "are you" in sure.words().lower() or "Reject this credential?" in sure.words()
    page = press(noor, sure, "Reject the credential")
    assert "You have rejected it." in page.words()
    wait_for(lambda: "Noor Haddad" not in anyone.get(public).text, 5, "the public page to forget the name")
    shown = anyone.get(public)
    assert shown.status == 200 and "does not show it" in shown.words() and "LinkedIn" not in shown.text and 'name="robots" content="noindex"' in shown.text
    wait_for(lambda: anyone.get(public + ".pdf").status == 404, 5, "no certificate")
    assert anyone.get("/oembed?url=" + urllib.parse.quote(anyone.url(public), safe="")).status == 404
    assert anyone.get(public + ".json").body == document
    assert "/me/credentials/" + awards.two.public_id not in noor.get("/me").text and awards.two.public_id in noor.get("/me?show=aside").text
    rows = world.db.rows("SELECT action, organisation_id FROM audit WHERE object_kind = 'assertion' AND object_id = %s ORDER BY id", awards.two.id)
    assert [(r["action"], r["organisation_id"]) for r in rows] == [("assertion.accept", world.b.id), ("assertion.reject", world.b.id)]
    page = press(noor, noor.get(me), "Accept")
    wait_for(lambda: "Noor Haddad" in anyone.get(public).text, 5, "the name is back")
    world.account("looker", world.b, "reporter")
    seen = world.client("looker").get(f"/admin/credentials/{awards.two.public_id}")
    assert "Accepted by its recipient" in seen.words() and "Rejected by its recipient" in seen.words()


def test_hide_and_show(noor, awards, world):
    me = f"/me/credentials/{awards.one.public_id}"
    press(noor, noor.get(me), "Hide it from your list")
    assert me + '"' not in noor.get("/me").text and me in noor.get("/me?show=aside").text
    press(noor, noor.get(me), "Put it back into your list")
    assert me in noor.get("/me").text


def test_a_revoked_one_says_so_and_cannot_be_accepted(instance, box, world):
    gone = world.assertion(world.a, world.a.first, "revoked@people.example", state=1, revoked_at="2026-01-05", revoked_by=1, revocation_reason="Issued by mistake")
    client = sign_in(instance.base_url, box, "revoked@people.example")
    page = client.get(f"/me/credentials/{gone.public_id}")
    assert "Its issuer has revoked it. Issued by mistake" in page.words() and "Accept" not in [b for f in page.forms() for b in f.buttons()]
    csrf = page.doc.xpath("//input[@name='_csrf']/@value")[0]
    answer = client.post(f"/me/credentials/{gone.public_id}/accept", {"_csrf": csrf}, headers={"Origin": client.origin()})
    assert "It was revoked by its issuer meanwhile." in answer.words()
    assert world.db.value("SELECT acceptance FROM assertion WHERE id = %s", gone.id) == 0
    assert client.get(f"/assertions/{gone.public_id}.pdf").status == 410


def test_the_mail_of_an_award_leads_here(instance, box, world):
    award = world.assertion(world.a, world.a.first, "told@people.example")
    world.insert("outbox", organisation_id=world.a.id, kind="mail.award", job_key="award:" + award.public_id, assertion_id=award.id, address="told@people.example", due_at="2026-01-01",
                 created_at="2026-01-01")
    mail = box.wait("told@people.example", seconds=60)[0]
    assert instance.base_url + "/me/start" in mail.body() and instance.base_url + "/me/start" in mail.body("html")


# --- addresses and account


def test_an_address_belongs_to_one_account(instance, box, world, sam):
    for n in ("a", "b"):
        world.assertion(world.a, world.a.first, f"shared.{n}@people.example")
    first = sign_in(instance.base_url, box, "shared.a@people.example")
    other = sign_in(instance.base_url, box, "shared.b@people.example")
    page = first.get("/me/account")
    first.submit(page.form(action="/me/addresses", button="Send the link"), {"email": "shared.b@people.example"})
    address = link_in(box.wait("shared.b@people.example", 2)[-1])
    answer = press(first, first.get(address), "Add shared.b@people.example")
    assert answer.status == 409 and "belongs to another account" in answer.words()
    assert world.db.value("SELECT COUNT(*) FROM account_identity WHERE identity = 'shared.b@people.example'") == 1


def test_add_make_main_remove(instance, box, world):
    one, two = "multi.one@people.example", "multi.two@people.example"
    award = world.assertion(world.b, world.b.second, two)
    world.assertion(world.a, world.a.first, one)
    client = sign_in(instance.base_url, box, one)
    assert award.public_id not in client.get("/me").text
    client.submit(client.get("/me/account").form(action="/me/addresses", button="Send the link"), {"email": two.upper().replace("MULTI", "Multi")})
    page = press(client, client.get(link_in(box.wait(two)[-1])), f"Add {two}")
    assert "is yours now" in page.words() and award.public_id in client.get("/me").text
    page = client.get("/me/account")
    assert "Remove" in [b for f in page.forms() for b in f.buttons()]
    page = press(client, page, "Sign in with it")
    assert world.db.value("SELECT COUNT(*) FROM account WHERE email = %s", two) == 1
    page = press(client, client.get("/me/account"), "Remove")
    assert "no longer yours here" in page.words()
    assert world.db.rows("SELECT identity FROM account_identity i JOIN account a ON a.id = i.account_id WHERE a.email = %s", two) == [{"identity": two}]
    # The last one, and one that is not theirs, stay.
    mine = world.db.value("SELECT id FROM account_identity WHERE identity = %s", two)
    sams = world.db.rows("SELECT id FROM account_identity WHERE identity = %s", SAM)
    csrf = page.doc.xpath("//input[@name='_csrf']/@value")[0]
    for key, status in ((mine, 200), (sams[0]["id"] if sams else 999999, 404), ("x", 404), ("1" * 30, 404)):
        assert client.post("/me/addresses/remove", {"_csrf": csrf, "address": str(key)}, headers={"Origin": client.origin()}).status == status
    assert world.db.value("SELECT COUNT(*) FROM account_identity WHERE id = %s", mine) == 1


def test_a_name_of_ones_own(noor, world):
    page = noor.get("/me/account")
    assert noor.submit(page.form(action="/me/account/name"), {"name": ""}).status == 422
    page = noor.submit(page.form(action="/me/account/name"), {"name": "Noor H."})
    assert page.status == 200 and world.db.value("SELECT name FROM account WHERE email = %s", NOOR) == "Noor H."


def test_without_a_password_one_can_be_chosen_by_mail(noor, box, world):
    before = len(box.all(NOOR))
    press(noor, noor.get("/me/account"), "Send the link", action="/me/password/first")
    mail = box.wait(NOOR, before + 1)[-1]
    address = re.search(r"http\S+/reset\?token=[\w-]+", mail.body())[0]
    page = noor.submit(noor.get(address).form(action="/reset"), {"password": "quiet lamps over water"})
    assert page.status == 200 and page.url.endswith("/me"), page.url
    other = Client(noor.base_url)
    assert other.login(NOOR, "quiet lamps over water").url.endswith("/me")
    world.db.run("UPDATE account SET password_hash = NULL WHERE email = %s", NOOR)


def test_erase(instance, box, world):
    award = world.assertion(world.a, world.a.first, "leaver@people.example", name="Lea Ver")
    client = sign_in(instance.base_url, box, "leaver@people.example")
    second = sign_in(instance.base_url, box, "leaver@people.example")
    account = world.db.value("SELECT id FROM account WHERE email = 'leaver@people.example'")
    client.submit(client.get("/me/collections/new").form(action="/new"), {"name": "Mine", "audience": "link"})
    collection = world.db.value("SELECT public_id FROM collection WHERE account_id = %s", account)
    assert client.get(f"/collections/{collection}").status == 200
    page = client.get("/me/account/erase")
    assert "Erase your account?" in page.words()
    page = press(client, page, "Erase my account")
    assert "Your account is erased." in page.words()
    for c in (client, second):
        assert c.get("/me", follow=False).status == 303
    assert client.get(f"/collections/{collection}").status == 404
    for table in ("account_identity", "collection", "session", "imported_badge"):
        assert world.db.value(f"SELECT COUNT(*) FROM {table} WHERE account_id = %s", account) == 0, table
    row = world.db.row("SELECT email, name, state FROM account WHERE id = %s", account)
    assert row["state"] == "erased" and "leaver" not in row["email"] and "Lea" not in row["name"]
    assert "leaver" not in repr(world.db.rows("SELECT * FROM audit WHERE object_kind = 'account' AND object_id = %s", account))
    assert world.db.row("SELECT state, recipient_identity FROM assertion WHERE id = %s", award.id) == {"state": 0, "recipient_identity": "leaver@people.example"}
    again = sign_in(instance.base_url, box, "leaver@people.example")
    assert award.public_id in again.get("/me").text


def test_who_has_a_role_is_not_erased(world):
    world.account("keeper", world.a, "reporter")
    client = world.client("keeper")
    page = press(client, client.get("/me/account/erase"), "Erase my account")
    assert "You have a role in an organisation" in page.words()
    assert client.get("/me/account").status == 200


def test_a_suspended_account_gets_no_link(client_of, box, world):
    account = world.account("out", world.a, None, state="suspended")
    prove(world.db, account.id, account.email)
    c = client_of()
    c.submit(c.get("/me/start").form(action="/me/start"), {"email": account.email})
    wait_for(lambda: world.db.rows("SELECT 1 FROM outbox WHERE address = %s AND state = 'cancelled'", account.email), 20, "the mail that is not sent")
    assert not box.all(account.email)
