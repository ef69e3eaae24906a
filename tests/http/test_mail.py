"""The mail of an award: what arrives at a real mail server, and what never gets into its headers."""
import re, types

import pytest

from support.client import Client
from support.wait import wait_for
from support.world import new_id, now, png
from support.world import clean_logs, instance, log_watch, world      # noqa: F401


@pytest.fixture(scope="module")
def post(world):
    o = world.organisation("Post", None)
    world.db.run("UPDATE organisation SET name = 'Post & Søn' WHERE id = %s", o.id)
    o.graphic = world.graphic(o)
    o.issuer = world.issuer(o, "Postal College")
    o.badge = world.badge(o, o.issuer, "Carrier", "published")
    world.db.run("UPDATE badge_class SET duplicate_policy = 'allow' WHERE id = %s", o.badge.id)
    world.account("postmaster", o, "organisation_administrator")
    return o


def award(world, badge, name, address=None, who="postmaster", **fields):
    client = world.client(who)
    address = address or f"{new_id()}@example.org"
    page = client.get(f"/admin/credentials/new?badge={badge.public_id}")
    page = client.submit(page.form(action="/admin/credentials/new"), {"name": name, "email": address, **fields}, button="Issue the credential")
    assert page.status == 200 and "/new" not in page.url, page.words()
    return page.url.rsplit("/", 1)[1], address, page


def test_it_arrives_whole(world, post, mailbox):
    public_id, address, page = award(world, post.badge, "Siân O’Brien", expires_on="2030-01-31")
    assert "A mail is on its way" in page.words()
    mail = mailbox.wait(address)[0]
    url = f"{world.instance.base_url}/assertions/{public_id}"
    assert mail.to == [address] and mail.sender == "badges@northgate.example" and mail.subject == "Your badge: Carrier"
    assert str(mail.message["From"]) == "Northgate College <badges@northgate.example>"
    assert re.fullmatch(rf"<award\.{public_id}@[\w.:-]+>", mail.message["Message-ID"]) and mail.message["Auto-Submitted"] == "auto-generated"
    to = mail.message["To"].addresses[0]
    assert to.display_name == "Siân O’Brien" and to.addr_spec == address
    text, page = mail.body("plain"), mail.body("html")
    for words in ("Siân O’Brien", "Carrier", "Postal College", "31 January 2030", url, "Post & Søn"):
        assert words in text, words
    assert f'href="{url}"' in page and "Siân O’Brien" in page and "Post &amp; Søn" in page and 'src="cid:badge"' in page
    picture = next(p for p in mail.message.walk() if p.get_content_type() == "image/png")
    assert picture.get_content() == png() and picture["Content-ID"] == "<badge>" and picture.get_content_disposition() == "inline"
    assert Client(world.instance.base_url).get(url).status == 200
    shown = world.client("postmaster").get(f"/admin/credentials/{public_id}").words()
    assert address in shown and "Sent" in shown


def test_no_mail_without_the_tick_or_without_an_address(world, post, mailbox):
    client = world.client("postmaster")
    form = client.get(f"/admin/credentials/new?badge={post.badge.public_id}").form(action="/admin/credentials/new")
    send = [(n, v) for n, v in form.values() if n != "mail"]
    send = dict(send) | {"name": "Quiet", "email": f"{new_id()}@example.org"}
    page = client.post("/admin/credentials/new", send)
    assert "No mail was sent." in page.words()
    public_id, _, page = award(world, post.badge, "By telephone", "+44 20 7946 0000", identity_type="telephone")
    assert "There is no mail address" in page.words() and world.db.value("SELECT COUNT(*) FROM outbox o JOIN assertion a ON a.id = o.assertion_id WHERE a.public_id = %s", public_id) == 0


NASTY = ["Eve\r\nBcc: all@victim.example", "Eve\nX-Injected: 1", "Eve\r\n.\r\nMAIL FROM:<x@y.example>", "Eve\u2028Bcc: a@b.example", 'Eve" <all@victim.example>, "', "=?UTF-8?Q?Eve=0D=0ABcc:_x?=",
         "Eve\x00\x01\x7f", "  ", "Ж" * 200, "Иван Петров " * 15, "<script>alert(1)</script>"]


@pytest.mark.parametrize("name", NASTY, ids=range(len(NASTY)))
def test_t36_a_name_stays_in_its_header(world, post, mailbox, name):
    """Straight into the rows, past the forms: what a header gets does not depend on who checked before."""
    address = f"{new_id()}@example.org"
    issuer = types.SimpleNamespace(**{**vars(post.issuer), "badge": post.badge})
    a = world.assertion(post, issuer, address, name=name)
    world.db.run("UPDATE badge_class_version SET name = %s WHERE id = %s", "Carrier\r\nBcc: all@victim.example"[:200], post.badge.version_id)
    try:
        world.insert("outbox", organisation_id=post.id, kind="mail.award", job_key=f"award:{a.public_id}", assertion_id=a.id, address=address, due_at=now(), created_at=now())
        mail = mailbox.wait(address)[0]
    finally:
        world.db.run("UPDATE badge_class_version SET name = 'Carrier' WHERE id = %s", post.badge.version_id)
    assert mail.to == [address]
    head = mail.raw.split(b"\r\n\r\n", 1)[0]
    assert not re.search(rb"(?im)^(bcc|x-injected)\s*:", head)
    assert sorted(k.lower() for k in mail.message.keys()) == sorted(["date", "from", "to", "subject", "message-id", "auto-submitted", "mime-version", "content-type"])
    assert [a.addr_spec for a in mail.message["To"].addresses] == [address]
    assert all(len(line) <= 998 for line in mail.raw.split(b"\r\n"))
    assert "<script>" not in mail.body("html")


@pytest.mark.parametrize("address", ["a@b.example\r\nRCPT TO:<all@victim.example>", "a@b.example>\r\nDATA", "a b@c.example", "<a@b.example>", "a@b.example,c@d.example", "nobody", ""])
def test_t36_an_address_that_is_none_is_not_sent_to(world, post, mailbox, address):
    issuer = types.SimpleNamespace(**{**vars(post.issuer), "badge": post.badge})
    a = world.assertion(post, issuer, f"{new_id()}@example.org")
    row = world.insert("outbox", organisation_id=post.id, kind="mail.award", job_key=f"award:{a.public_id}", assertion_id=a.id, address=address, due_at=now(), created_at=now())
    wait_for(lambda: world.db.value("SELECT state FROM outbox WHERE id = %s", row) == "given_up", 20)
    assert "address" in world.db.value("SELECT last_error FROM outbox WHERE id = %s", row).lower()
    assert mailbox.all() == []


def test_one_that_was_revoked_meanwhile_is_not_sent(world, post, mailbox):
    issuer = types.SimpleNamespace(**{**vars(post.issuer), "badge": post.badge})
    a = world.assertion(post, issuer, f"{new_id()}@example.org", state=1, revoked_at=now(), revoked_by=1, revocation_reason="No")
    row = world.insert("outbox", organisation_id=post.id, kind="mail.award", job_key=f"award:{a.public_id}", assertion_id=a.id, address=a.address, due_at=now(), created_at=now())
    wait_for(lambda: world.db.value("SELECT state FROM outbox WHERE id = %s", row) == "cancelled", 20)
    assert "revoked" in world.db.value("SELECT last_error FROM outbox WHERE id = %s", row) and mailbox.all() == []


def test_sent_again_it_is_a_new_mail(world, post, mailbox):
    public_id, address, page = award(world, post.badge, "Again")
    mailbox.wait(address)
    client = world.client("postmaster")
    for n in (2, 3):
        page = client.get(f"/admin/credentials/{public_id}")
        page = client.submit(page.form(action=f"/admin/credentials/{public_id}/mail"))
        assert "The mail is on its way." in page.words()
        mailbox.wait(address, n)
    assert len({m.message["Message-ID"] for m in mailbox.all(address)}) == 3
    assert world.db.value("SELECT COUNT(*) FROM audit WHERE action = 'assertion.mail' AND organisation_id = %s", post.id) == 2
    page = client.post("/admin/credentials/chosen", {"_csrf": world.csrf("postmaster"), "act": "mail", "id": public_id})
    assert "1 mail is on its way." in page.words()
    mailbox.wait(address, 4)
