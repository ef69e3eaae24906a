"""People: found, invited, answered, changed, suspended, erased; what is refused; what an invitation does not tell."""
import pytest

from support.client import Client
from support.people import accept, group, invite, link_of, person_id, role_id
from support.rooms import differences, errors
from support.wait import wait_for


def names(page):
    return [a.text_content() for a in page.doc.xpath("//div[@id='list']//a[@class='bdg-row-link']")]


def test_invited_answers_and_signs_in(admin, db, mailbox, instance):
    page = invite(admin, db, "grace@people.example", "Grace", "Hopper", role="reporter", username="Grace.H", external_id="E-17")
    assert page.status == 200 and "An invitation goes to grace@people.example" in page.words() and "Invited" in page.words()
    row = db.row("SELECT * FROM account WHERE email = 'grace@people.example'")
    assert (row["state"], row["username"], row["first_name"], row["last_name"], row["name"]) == ("invited", "grace.h", "Grace", "Hopper", "Grace Hopper")
    mail = mailbox.wait("grace@people.example")[0]
    assert "Northgate College" in mail.subject and "Robin Marlowe" in mail.body()
    shown = admin.get(f"/admin/people/{row['public_id']}").words()
    assert "E-17" in shown and "Reporter" in shown and "The link works until" in shown
    grace = Client(instance.base_url)
    looked = grace.get(link_of(mail))
    assert looked.status == 200 and "Join Northgate College" in looked.words() and grace.get(link_of(mail)).status == 200
    assert grace.submit(looked.form(action="/join"), {"password": "short"}).status == 422
    page = accept(grace, mailbox, "grace@people.example")
    assert page.status == 200 and "Welcome to Northgate College" in page.words()
    assert grace.get(link_of(mail)).status == 410
    again = Client(instance.base_url)
    assert again.login("grace@people.example", "seventeen green kettles").status == 200 and again.get("/admin/credentials").status == 200
    assert "Active" in admin.get(f"/admin/people/{row['public_id']}").words()
    actions = [r["action"] for r in db.rows("SELECT action FROM audit WHERE object_kind = 'account' AND object_id = %s ORDER BY id", row["id"])]
    assert actions == ["account.invite", "role.give", "account.verify"]
    assert db.value("SELECT COUNT(*) FROM account_identity WHERE account_id = %s", row["id"]) == 1


@pytest.mark.parametrize("field, value", [("email", ""), ("email", "nobody"), ("email", "a@b@c.example"), ("first_name", ""), ("first_name", "x" * 81), ("last_name", "x" * 81),
                                          ("username", "no spaces here"), ("username", "x" * 65), ("external_id", "x" * 101), ("place", "nonsense"), ("place", "group:" + "0" * 26),
                                          ("role", ""), ("role", "0" * 26)])
def test_what_cannot_be_used_is_said_beside_it(admin, db, field, value):
    before = db.value("SELECT COUNT(*) FROM account")
    page = invite(admin, db, "flawed@people.example", **{field: value}) if field != "email" else invite(admin, db, value)
    assert page.status == 422 and field in errors(page), page.words()
    assert db.value("SELECT COUNT(*) FROM account") == before


def test_taken_username_and_external_id(admin, db):
    invite(admin, db, "first@people.example", username="taken", external_id="T-1")
    page = invite(admin, db, "second@people.example", username="TAKEN", external_id="T-1")
    assert page.status == 422 and {"username", "external_id"} <= set(errors(page))


def test_a_known_address_is_offered_to_be_added(admin, db):
    invite(admin, db, "known@people.example", "Kim", "Known")
    place = group(admin, "Second place")
    page = invite(admin, db, "known@people.example", "Kim", "Known", place="group:" + place)
    assert page.status == 422 and "Kim Known is here already" in page.words()
    page = admin.submit(page.form(action="/new"), {}, button="Add Kim Known to this place")
    assert page.status == 200 and "is in this place now" in page.words() and "Second place" in page.words()
    assert db.value("SELECT COUNT(*) FROM account WHERE email = 'known@people.example'") == 1


def test_an_address_of_elsewhere_tells_nothing(admin, db, mailbox, instance):
    """Somebody with an account whom this organisation does not know: the same answer, the same list, the same mail; the person decides."""
    instance.ctl("create-admin", "--email", "boss@elsewhere.example", "--name", "Bo Elsewhere", "--organisation", "Elsewhere", "--password-stdin", input="seventeen green kettles\n")
    stranger, fresh = invite(admin, db, "boss@elsewhere.example", "Bo", "Typed"), invite(admin, db, "fresh@people.example", "Bo", "Typed")
    assert stranger.words().split("Activity")[0].replace("boss@elsewhere.example", "")[:200] == fresh.words().split("Activity")[0].replace("fresh@people.example", "")[:200]
    for address in ("boss@elsewhere.example", "fresh@people.example"):
        mailbox.wait(address)
    wait_for(lambda: db.value("SELECT COUNT(*) FROM outbox WHERE kind = 'mail.invite' AND state <> 'done'") == 0, 30, "the mails")
    stranger, fresh = admin.get(stranger.url), admin.get(fresh.url)
    same = lambda page, email: page.words().replace(email, "ADDRESS")
    assert same(stranger, "boss@elsewhere.example") == same(fresh, "fresh@people.example")
    assert "Elsewhere" not in stranger.words().replace("elsewhere.example", "")
    bo = db.row("SELECT id, name FROM account WHERE email = 'boss@elsewhere.example' AND invitation = ''")
    client = Client(instance.base_url)
    page = client.get(link_of(mailbox.wait("boss@elsewhere.example")[0]))
    assert "You have an account" in page.words() and not page.doc.xpath("//input[@type='password']")
    assert db.value("SELECT COUNT(*) FROM role_assignment WHERE account_id = %s", bo["id"]) == 1, "nothing happens before they say so"
    page = client.submit(page.form(action="/join"), {})
    assert page.url.endswith("/login") and "You have joined Northgate College" in page.words()
    assert db.value("SELECT COUNT(*) FROM role_assignment WHERE account_id = %s", bo["id"]) == 2
    assert db.value("SELECT COUNT(*) FROM account WHERE email = 'boss@elsewhere.example'") == 1
    assert db.value("SELECT name FROM account WHERE id = %s", bo["id"]) == "Bo Elsewhere", "what was typed about them does not replace their name"
    shown = admin.get("/admin/people?q=boss@elsewhere")
    assert "Elsewhere, Bo" in shown.words()
    summary = admin.get(shown.doc.xpath("//a[@class='bdg-row-link']")[0].get("href"))
    assert "belongs to other organisations too" in summary.words() and "Organisation administrator" not in summary.doc.xpath("//table")[0].text_content()


def test_who_belongs_elsewhere_too_is_not_ours_to_rename_or_erase(admin, db):
    bo = db.row("SELECT * FROM account WHERE email = 'boss@elsewhere.example' AND invitation = ''")
    edit = admin.get(f"/admin/people/{bo['public_id']}/edit")
    assert not edit.doc.xpath("//input[@name='first_name']")
    page = admin.submit(edit.form(action="/edit"), {"external_id": "N-9"})
    assert page.status == 200 and db.value("SELECT first_name FROM account WHERE id = %s", bo["id"]) == "Bo"
    assert db.value("SELECT external_id FROM person_external_id WHERE account_id = %s", bo["id"]) == "N-9"
    for act in ("suspend", "erase"):
        page = admin.submit(admin.get(f"/admin/people/{bo['public_id']}/{act}").form(action=f"/{act}"), {})
        assert page.status == 409 and "other organisations" in page.words()
    assert db.value("SELECT state FROM account WHERE id = %s", bo["id"]) == "verified"


def test_sent_again_and_the_old_link_dies(admin, db, mailbox, client):
    invite(admin, db, "slow@people.example")
    person = person_id(db, "slow@people.example")
    first = link_of(mailbox.wait("slow@people.example")[0])
    page = admin.submit(admin.get(f"/admin/people/{person}").form(action="/remind"), {})
    assert page.status == 409 and "less than a minute ago" in page.words()
    db.run("UPDATE account SET invited_at = invited_at - INTERVAL 2 MINUTE WHERE public_id = %s", person)
    assert admin.submit(admin.get(f"/admin/people/{person}").form(action="/remind"), {}).status == 200
    second = link_of(mailbox.wait("slow@people.example", 2)[1])
    assert client.get(first).status == 410 and client.get(second).status == 200
    db.run("UPDATE one_time_link SET expires_at = UTC_TIMESTAMP(6) - INTERVAL 1 DAY WHERE purpose = 'invite'")
    assert client.get(second).status == 410
    assert "The link ended" in admin.get(f"/admin/people/{person}").words()


def test_an_invitation_is_no_way_to_a_new_password(admin, db, mailbox, client):
    invite(admin, db, "other.way@people.example")
    token = link_of(mailbox.wait("other.way@people.example")[0]).split("=")[1]
    assert client.get(f"/reset?token={token}").status == 410


def test_list_order_filters_and_paging(admin, db):
    gid = group(admin, "Of the list")
    for i in range(30):
        invite(admin, db, f"list{i:02}@list.example", f"Given{i:02}", f"Sortable{29 - i:02}", place="group:" + gid, username=f"lister{i:02}")
    page = admin.get(f"/admin/people?group={gid}")
    assert names(page)[0] == "Sortable00, Given29" and len(names(page)) == 25 and "30 people" in page.words()
    older = admin.get(page.doc.xpath("//a[@rel='next']")[0].get("href"))
    assert names(older) == [f"Sortable{i}, Given{29 - i:02}" for i in range(25, 30)]
    back = admin.get(older.doc.xpath("//a[@rel='prev']")[0].get("href"))
    assert names(back) == names(page)
    assert names(admin.get(f"/admin/people?group={gid}&sort=name_down"))[0] == "Sortable29, Given00"
    assert names(admin.get(f"/admin/people?group={gid}&sort=newest"))[0] == "Given29 Sortable00"
    assert names(admin.get(f"/admin/people?group={gid}&sort=oldest"))[0] == "Given00 Sortable29"
    for q, found in (("sortable07", 1), ("GIVEN22", 1), ("list03@", 1), ("Lister11", 1), ("sortable", 25), ("%", 0)):
        assert len(names(admin.get("/admin/people?q=" + q.replace("%", "%25")))) == found, q
    assert len(names(admin.get(f"/admin/people?group={gid}&state=verified"))) == 0
    assert "Marlowe, Robin" in admin.get(f"/admin/people?role={role_id(db, 'organisation_administrator')}").words()
    assert "Marlowe" not in str(names(admin.get(f"/admin/people?role={role_id(db, 'reporter')}")))
    assert names(admin.get("/admin/people?sort=name_down"))[0] == names(admin.get("/admin/people?sort=name_down&state=invited"))[0]


def test_edit_and_two_editors(admin, db):
    invite(admin, db, "edit@people.example", "Edna", "Before")
    person = person_id(db, "edit@people.example")
    stale = admin.get(f"/admin/people/{person}/edit").form(action="/edit")
    assert admin.submit(admin.get(f"/admin/people/{person}/edit").form(action="/edit"), {"last_name": "After", "external_id": "X-1"}).status == 200
    page = admin.submit(stale, {"last_name": "Meanwhile", "external_id": "X-2"})
    assert page.status == 409 and differences(page) == {"Last name": ("After", "Meanwhile"), "External id": ("X-1", "X-2")}
    assert db.value("SELECT last_name FROM account WHERE public_id = %s", person) == "After"
    assert admin.submit(page.form(action="/edit"), {}).status == 200
    assert db.value("SELECT name FROM account WHERE public_id = %s", person) == "Edna Meanwhile"
    assert "Meanwhile, Edna" in admin.get("/admin/people?q=meanw").words()


def test_suspended_cannot_sign_in_and_comes_back(admin, db, mailbox, instance):
    invite(admin, db, "off@people.example")
    them = Client(instance.base_url)
    accept(them, mailbox, "off@people.example")
    person = person_id(db, "off@people.example")
    assert admin.submit(admin.get(f"/admin/people/{person}/suspend").form(action="/suspend"), {}).status == 200
    assert them.get("/me").url.endswith("/login?next=%2Fme")
    assert Client(instance.base_url).login("off@people.example", "seventeen green kettles").status != 200
    assert "off@people.example" in admin.get("/admin/people?state=suspended").words()
    assert admin.submit(admin.get(f"/admin/people/{person}").form(action="/unsuspend"), {}).status == 200
    assert Client(instance.base_url).login("off@people.example", "seventeen green kettles").status == 200


def test_erased_leaves_a_tombstone(admin, db, mailbox, instance):
    invite(admin, db, "gone@people.example", "Gone", "Girl", username="gonegirl", external_id="G-1")
    accept(Client(instance.base_url), mailbox, "gone@people.example")
    row = db.row("SELECT id, public_id FROM account WHERE email = 'gone@people.example'")
    page = admin.submit(admin.get(f"/admin/people/{row['public_id']}/erase").form(action="/erase"), {})
    assert page.status == 200 and page.url.endswith("/admin/people")
    left = db.row("SELECT * FROM account WHERE id = %s", row["id"])
    assert left["state"] == "erased" and not {"gone@people.example", "Gone", "Girl", "gonegirl"} & set(map(str, left.values()))
    for table in ("role_assignment", "organisation_person", "person_external_id", "account_identity", "session"):
        assert db.value(f"SELECT COUNT(*) FROM {table} WHERE account_id = %s", row["id"]) == 0, table
    assert admin.get(f"/admin/people/{row['public_id']}").status == 404
    assert "gone@people.example" not in str(db.rows("SELECT before_json, after_json FROM audit WHERE object_kind = 'account' AND object_id = %s", row["id"]))


def test_oneself_and_the_last_administrator_stay(instance, client, db):
    email = "alone@solitary.example"
    instance.ctl("create-admin", "--email", email, "--name", "Ola Lone", "--organisation", "Solitary College", "--password-stdin", input="seven grey herons by the lock\n")
    client.login(email, "seven grey herons by the lock")
    me = db.value("SELECT public_id FROM account WHERE email = %s", email)
    page = client.get(f"/admin/people/{me}")
    assert "This is you" in page.words()
    page = client.submit(client.get(f"/admin/people/{me}/erase").form(action="/erase"), {})
    assert page.status == 409 and "This is you" in page.words()
    page = client.submit(client.get(f"/admin/people/{me}").form(action="/remove"), {})
    assert page.status == 409 and "administrator" in page.words()
    assert client.get("/admin/people").status == 200


def test_places_given_and_taken(admin, db):
    invite(admin, db, "places@people.example")
    person, gid = person_id(db, "places@people.example"), group(admin, "Place of theirs")
    page = admin.submit(admin.get(f"/admin/people/{person}").form(action="/place"), {"place": "group:" + gid, "role": role_id(db, "group_administrator")})
    assert page.status == 200 and "Group administrator" in page.words()
    assert db.value("SELECT member_count FROM people_group WHERE public_id = %s", gid) == 1
    page = admin.submit(admin.get(f"/admin/people/{person}").form(action="/place"), {"place": "group:" + gid, "role": role_id(db, "badge_issuer")})
    assert page.status == 422 and "cannot be given in this place" in page.words()
    forms = [f for f in admin.get(f"/admin/people/{person}").forms() if f.action.endswith("/remove")]
    assert len(forms) == 2
    assert admin.submit(forms[0], {}).status == 200
    last = admin.submit(admin.get(f"/admin/people/{person}").form(action="/remove"), {})
    assert last.status == 200 and last.url.endswith("/admin/people"), "an invitation to nowhere goes"
    assert db.value("SELECT COUNT(*) FROM account WHERE email = 'places@people.example'") == 0
