"""A recipient as tests meet one: asks for a link, finds it in the mail, opens it, presses the button."""
import re

from .client import Client


def link_in(mail):
    """The address of a proof in a mail."""
    return re.search(r"http\S+/me/proof\?token=[\w-]+", mail.body())[0]


def link(client, mailbox, address):
    """Asks for a link to this address, and gives it."""
    before = len(mailbox.all(address))
    page = client.get("/me/start")
    answer = client.submit(page.form(action="/me/start"), {"email": address})
    assert answer.status == 200 and "Look at your mail" in answer.words(), answer.words()
    return link_in(mailbox.wait(address, before + 1)[-1])


def sign_in(base_url, mailbox, address):
    """A client that is signed in by a link to this address."""
    client = Client(base_url)
    page = client.get(link(client, mailbox, address))
    answer = client.submit(page.form(action="/me/proof"))
    assert answer.status == 200 and answer.url.endswith("/me"), answer.words()
    return client


def prove(db, account_id, address):
    """The same as a row, for tests that are about something else."""
    import hashlib
    db.run("INSERT INTO account_identity (account_id, recipient_type, recipient_key, identity, proven_at) VALUES (%s, 0, %s, %s, UTC_TIMESTAMP(6))",
           account_id, hashlib.sha256(b"0:" + address.encode()).digest()[:16], address)
