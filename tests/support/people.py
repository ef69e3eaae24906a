"""Errands with people: inviting, answering by the mail's link."""
import re


def role_id(db, name, organisation_id=0):
    return db.value("SELECT public_id FROM role WHERE organisation_id = %s AND name = %s", organisation_id, name)


def invite(admin, db, email, first="Ada", last="Lovelace", role="user", place=None, **fields):
    """The page after it."""
    form = admin.get("/admin/people/new").form(action="/new")
    values = {"email": email, "first_name": first, "last_name": last, "role": role if role.isdigit() or not role else role_id(db, role), **fields}
    if place:
        values["place"] = place
    return admin.submit(form, values)


def person_id(db, email):
    return db.value("SELECT public_id FROM account WHERE email = %s", email)


def link_of(mail):
    return re.search(r"/join\?token=[A-Za-z0-9_-]+", mail.body()).group(0)


def accept(client, mailbox, email, password="seventeen green kettles"):
    page = client.get(link_of(mailbox.wait(email)[-1]))
    return client.submit(page.form(action="/join"), {"password": password})


def group(admin, name, **fields):
    """Its id."""
    page = admin.submit(admin.get("/admin/groups/new").form(action="/new"), {"name": name, **fields})
    assert page.status == 200, page.words()
    return page.url.rsplit("/", 1)[1]
