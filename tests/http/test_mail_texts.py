"""Mails in an organisation's own words: written, previewed and tried in the interface, sent by a real mail server."""
import pytest

from support.people import invite, link_of
from support.rooms import differences, errors, png
from support.world import clean_logs, instance, log_watch, new_id, world      # noqa: F401

FORM = "/admin/mail-texts/award"
OURS = {"subject": "Well done, {{recipient.name}}", "body": "Dear **{{recipient.name}}**,\n\nyou earned *{{badge.name}}* of {{issuer.name}}.\n\n[Look at it]({{credential.link}})\n\n- {{organisation.name}}"}


@pytest.fixture(scope="module")
def accounts(world):
    for key, o in (("of_a", world.a), ("of_b", world.b), ("of_north", world.north)):
        world.account(key, o, "organisation_administrator")
    world.account("creator", world.a, "badge_creator")
    world.db.run("UPDATE badge_class SET duplicate_policy = 'allow'")


@pytest.fixture
def people(world, accounts):
    for table in ("mail_text", "organisation_look", "organisation_picture"):
        world.db.run(f"DELETE FROM {table}")
    return world


def form(client, language="", award=""):
    return client.get(f"{FORM}?language={language}&award={award}").form(action=FORM)


def write(client, language="", button="Use this text", award="", **fields):
    page = form(client, language, award)
    return client.submit(page, {**OURS, **fields}, button=button)


def give(people, badge, name, who="of_a", address=None):
    client, address = people.client(who), address or f"{new_id()}@example.org"
    page = client.get(f"/admin/credentials/new?badge={badge.public_id}")
    page = client.submit(page.form(action="/admin/credentials/new"), {"name": name, "email": address}, button="Issue the credential")
    assert page.status == 200 and "/new" not in page.url, page.words()
    return page.url.rsplit("/", 1)[1], address


def test_an_award_in_ones_own_words(people, mailbox):
    client = people.client("of_a")
    answer = write(client)
    assert answer.status == 200 and "Saved." in answer.words() and "Your own text." in answer.words()
    award, address = give(people, people.a.first.badge, "Noor *Haddad* <b>")
    mail = mailbox.wait(address)[0]
    url = f"{people.instance.base_url.rstrip('/')}/assertions/{award}"
    assert mail.subject == "Well done, Noor *Haddad* <b>" and mail.message["To"].addresses[0].addr_spec == address
    html, text = mail.body("html"), mail.body("plain")
    assert "<strong>Noor *Haddad* &lt;b&gt;</strong>" in html and f'<p class="button"><a rel="nofollow noopener" href="{url}">Look at it</a></p>' in html and "<em>Aberdale College Diploma</em>" in html
    assert f"Dear Noor *Haddad* <b>,\n\nyou earned Aberdale College Diploma of Aberdale College.\n\nLook at it:\n{url}\n\n- Aberdale" in text.replace("\r\n", "\n")
    assert "You get this mail because" in text and 'src="cid:badge"' in html
    row = people.db.row("SELECT action, before_json, after_json FROM audit WHERE object_kind = 'mail_text' ORDER BY id DESC LIMIT 1")
    assert row["action"] == "mail_text.write_award" and row["before_json"] is None and "Well done" in row["after_json"]


def test_the_logo_goes_with_the_mail(people, mailbox):
    client = people.client("of_a")
    client.submit(client.get("/admin/look").form(action="/admin/look/logo"), files={"logo": ("l.png", png(280, 60), "image/png")}, button="Use this logo")
    for own in (False, True):
        if own:
            write(client)
        mail = mailbox.wait(give(people, people.a.first.badge, "Noor Haddad")[1])[0]
        assert '<img src="cid:logo" alt="Aberdale" width="280" height="60"' in mail.body("html")
        assert {p["Content-ID"] for p in mail.message.walk() if p.get_content_type() == "image/png"} == {"<badge>", "<logo>"}


def test_nobody_gets_another_line_into_the_head(people, mailbox):
    write(people.client("of_a"), subject="{{recipient.name}} {{badge.name}}\r\nBcc: spy@example.org")
    people.db.run("UPDATE badge_class_version SET name = 'Diploma\r\nX-Evil: 1' WHERE id = %s", people.a.first.badge.version_id)
    try:
        mail = mailbox.wait(give(people, people.a.first.badge, "Noor")[1])[0]
    finally:
        people.db.run("UPDATE badge_class_version SET name = 'Aberdale College Diploma' WHERE id = %s", people.a.first.badge.version_id)
    assert mail.subject == "Noor Diploma X-Evil: 1 Bcc: spy@example.org" and mail.message["Bcc"] is None and mail.message["X-Evil"] is None and len(mail.to) == 1


def test_preview_with_a_real_recipient(people):
    client = people.client("of_a")
    page = client.get(FORM)
    assert "Amina Yusuf" in page.words() and people.a.first.assertion.address in page.text and people.b.first.assertion.address not in page.text
    award = people.a.first.assertion.public_id
    answer = write(client, button="Show the preview", award=award)
    words = answer.words()
    assert answer.status == 200 and "Well done, Noor Haddad" in words and "you earned Aberdale College Diploma of Aberdale College." in words and award in answer.text
    assert not people.db.rows("SELECT * FROM mail_text")
    for theirs in (people.b.first.assertion.public_id, new_id()):
        assert client.get(f"{FORM}?award={theirs}").status == 404
        assert client.post(FORM, {"_csrf": people.csrf("of_a"), "award": theirs, "act": "preview", **OURS}).status == 404


def test_a_test_to_oneself(people, mailbox):
    client, me = people.client("of_a"), people.accounts["of_a"].email
    answer = write(client, button=f"Send a test to {me}", award=people.a.first.assertion.public_id)
    assert answer.status == 200 and f"A test is on its way to {me}." in answer.words() and not people.db.rows("SELECT * FROM mail_text")
    mail = mailbox.wait(me)[0]
    assert mail.subject == "[Test] Well done, Noor Haddad" and mail.to == [me] and people.a.first.assertion.public_id in mail.body("html") and "A test: you asked for it yourself" in mail.body()
    assert not mailbox.all(people.a.first.assertion.address)
    welcome = client.get("/admin/mail-texts/welcome")
    client.submit(welcome.form(action="/welcome"), {"subject": "Hello {{person.name}}"}, button=f"Send a test to {me}")
    assert mailbox.wait(me, 2)[1].subject == "[Test] Hello Amina Yusuf"
    bad = write(client, button=f"Send a test to {me}", body="nothing")
    assert bad.status == 422 and "Without {{credential.link}}" in errors(bad)["body"]


def test_an_invitation_in_ones_own_words(people, mailbox):
    client, form = people.client("of_a"), "/admin/mail-texts/welcome"
    text = {"subject": "{{person.name}}, come to {{organisation.name}}", "body": "Dear **{{person.name}}** ({{person.email}}),\n\n{{#inviter.name}}{{inviter.name}} asks you in.{{/inviter.name}}\n\n"
            "[Come in]({{invitation.link}})\n\nWorks for {{invitation.valid}}."}
    assert invite(client, people.db, "before@people.example").status == 200
    before = mailbox.wait("before@people.example")[0]
    assert before.subject == "Invitation to Aberdale" and link_of(before)
    assert client.submit(client.get(form).form(action="/welcome"), text, button="Use this text").status == 200
    assert invite(client, people.db, "noor@people.example", "Noor", "*Haddad* <b>").status == 200
    mail = mailbox.wait("noor@people.example")[0]
    html, plain = mail.body("html"), mail.body("plain").replace("\r\n", "\n")
    assert mail.subject == "Noor *Haddad* <b>, come to Aberdale" and mail.message["To"].addresses[0].addr_spec == "noor@people.example"
    assert "<strong>Noor *Haddad* &lt;b&gt;</strong> (" in html and "Of A asks you in." in html and f'{link_of(mail)}">Come in</a></p>' in html
    assert "Works for 14 days." in plain and "You get this mail because Aberdale invited you" in plain and "Come in:\n" in plain
    answer = people.client("of_a").get(link_of(mail))
    assert answer.status == 200 and "Join Aberdale" in answer.words(), "the link is the person's own"


def test_what_is_refused(people):
    client = people.client("of_a")
    for fields, field, words in (({"body": "{{credential.link}} {{secret}}"}, "body", "There is no field {{secret}}. You can use {{recipient.name}}, "), ({"body": "{{> layouts/admin}}"}, "body", "not allowed here"),
                                 ({"body": "Hello"}, "body", "Without {{credential.link}}"), ({"subject": "{{oops"}, "subject", "Line 1"), ({"subject": " "}, "subject", "This is needed"),
                                 ({"body": "x" * 20001}, "body", "at most 20000")):
        for button in ("Use this text", "Show the preview"):
            answer = write(client, button=button, **fields)
            assert answer.status == 422 and words in errors(answer)[field], (fields, errors(answer))
    assert not people.db.rows("SELECT * FROM mail_text")
    assert client.get("/admin/mail-texts/nothing").status == 404 and client.get(FORM + "?language=no+tag").status == 404


def test_languages(people, mailbox):
    client, badge = people.client("of_a"), people.a.first.badge
    write(client, subject="In English")
    write(client, "de", subject="Auf Deutsch")
    write(people.client("of_north"), "cy", subject="Yn Gymraeg")
    listed = client.get("/admin/mail-texts").words()
    assert "Auf Deutsch" in listed and "In English" in listed and "Yn Gymraeg" in listed
    expected = {"en": "In English", "de": "Auf Deutsch", "de-AT": "Auf Deutsch", "cy": "In English"}
    try:
        for language, subject in expected.items():
            people.db.run("UPDATE badge_class_version SET language = %s WHERE id = %s", language, badge.version_id)
            assert mailbox.wait(give(people, badge, "Noor")[1])[0].subject == subject, language
        german = people.account("german", people.b, "user")      # who reads German, whatever the badge is in
        people.db.run("UPDATE account SET language = 'de' WHERE id = %s", german.id)
        assert mailbox.wait(give(people, badge, "Noor", address=german.email)[1])[0].subject == "Auf Deutsch"
        client.submit(form(client), button="Back to the original text")
        people.db.run("UPDATE badge_class_version SET language = 'cy' WHERE id = %s", badge.version_id)
        assert mailbox.wait(give(people, badge, "Noor")[1])[0].subject == "Yn Gymraeg"
    finally:
        people.db.run("UPDATE badge_class_version SET language = 'en' WHERE id = %s", badge.version_id)


def test_inherited_and_back(people, mailbox):
    above, below = people.client("of_north"), people.client("of_a")
    write(above, subject="From North")
    page = below.get(FORM)
    assert "Taken from North." in page.words() and "From North" in page.text
    assert mailbox.wait(give(people, people.a.first.badge, "Noor")[1])[0].subject == "From North"
    write(below, subject="From Aberdale")
    assert mailbox.wait(give(people, people.a.first.badge, "Noor")[1])[0].subject == "From Aberdale"
    answer = below.submit(form(below), button="Back to the text of North")
    assert "The text of North is used again." in answer.words()
    assert mailbox.wait(give(people, people.b.first.badge, "Noor", "of_b")[1])[0].subject == "Your badge: Borough College Diploma"
    answer = above.submit(form(above), button="Back to the original text")
    assert "The original text is used again." in answer.words() and not people.db.rows("SELECT * FROM mail_text")


def test_a_change_counts_for_what_waits(people, mailbox):
    """Composed when it is sent: what could not be sent yet follows the change, what was sent does not."""
    write(people.client("of_a"), subject="Before")
    address = f"{new_id()}@example.org"
    mailbox.misbehave({"to": address, "rcpt": "451 not now"})
    award, _ = give(people, people.a.first.badge, "Noor", address=address)
    write(people.client("of_a"), subject="After")
    mailbox.misbehave()
    people.db.run("UPDATE outbox SET due_at = UTC_TIMESTAMP(6) WHERE address = %s", address)
    assert [m.subject for m in mailbox.wait(address)] == ["After"]


def test_two_administrators(people):
    client = people.client("of_a")
    first, second = form(client), form(client)
    client.submit(first, OURS, button="Use this text")
    answer = client.submit(second, {**OURS, "subject": "Mine"}, button="Use this text")
    assert answer.status == 409 and differences(answer) == {"Subject": (OURS["subject"], "Mine")}
    assert client.submit(answer.form(action=FORM), button="Use this text").status == 200
    assert people.db.value("SELECT subject FROM mail_text") == "Mine"


def test_who_may(people):
    client = people.client("creator")
    assert client.get("/admin/mail-texts").status == client.get(FORM).status == 403
    assert client.post(FORM, {"_csrf": people.csrf("creator"), "revision": "0", "language": "", "act": "save", **OURS}).status == 403
    assert "Mail texts" not in client.get("/admin").words()
