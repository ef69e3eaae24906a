"""People from a file: read like a batch's, checked, looked at, invited and added each once, taken back; what it does not tell, and what it refuses."""
import csv, io, pathlib, random, time

import pytest

from support.client import Client
from support.people import accept, group, invite, person_id, role_id
from support.people_import import begin, file_of, id_of, settled, sums, upload
from support.rooms import errors
from support.wait import wait_for

DATA = pathlib.Path(__file__).resolve().parents[3] / "shared/data/recipients"
KILLED = (r"BDG0002|BDG030\d|BDG031\d|AH00639|AH0063\d|DBD|\(20014\)|AH00052|AH00098", r"error.log: ", r"AH00046|AH00095|AH02\d+.*mutex|AH0103")


def lines(*rows):
    return "\r\n".join(rows).encode()


def given(name):
    path = DATA / name
    if not path.exists():
        pytest.skip(f"{name} is not here")
    return path.read_bytes()


def wrong(page, client):
    """The rows to correct: [{heading: cell}]"""
    answer = client.get(page.url.split("?")[0] + "/wrong.csv")
    assert answer.status == 200
    return list(csv.DictReader(io.StringIO(answer.text.lstrip("\ufeff"))))


def accounts(db, domain):
    return db.value("SELECT COUNT(*) FROM account WHERE email LIKE %s", f"%@{domain}")


def test_three_rows(admin, db, mailbox, instance):
    assert "No imports yet" in admin.get("/admin/people/imports").words()
    choir = group(admin, "Choir, mixed")
    page = upload(admin, lines("Email,Vorname,Nachname,Benutzername,External ID,Groups,Role", "ida@three.example,Ida,Berg,Ida.B,S-1,\"Choir, mixed\",",
                               "OLE@three.example,Ole,Dahl,,,,Reporter", "una@three.example,Una,,,,,"))
    assert sums(page) == {"To be invited": 3} and accounts(db, "three.example") == 0, page.words()
    assert "Which of them have one is not told" in page.words()
    done = begin(admin, page)
    assert sums(done) == {"Invited": 3}, done.words()
    row = db.row("SELECT * FROM account WHERE email = 'ida@three.example'")
    assert (row["state"], row["first_name"], row["last_name"], row["username"]) == ("invited", "Ida", "Berg", "ida.b")
    assert db.value("SELECT COUNT(*) FROM role_assignment ra JOIN people_group g ON g.id = ra.group_id WHERE g.public_id = %s AND ra.account_id = %s", choir, row["id"]) == 1
    assert db.value("SELECT r.name FROM role_assignment ra JOIN role r ON r.id = ra.role_id JOIN account a ON a.id = ra.account_id WHERE a.email = 'ole@three.example'") == "reporter"
    assert "Welcome" in accept(Client(instance.base_url), mailbox, "una@three.example").words()
    actions = {r["action"] for r in db.rows("SELECT action FROM audit WHERE object_kind = 'people_import'")}
    assert actions == {"people_import.upload", "people_import.begin"}
    again = upload(admin, lines("Email,First name", "ida@three.example,Somebody", "una@three.example,Else"))
    assert sums(again) == {"Here already, unchanged": 2} and "There is nothing to do" in again.words()
    results = admin.get(done.url + "/results.csv").text
    assert "ida@three.example,invited," in results


def test_what_is_wrong_is_said_row_by_row(admin, db):
    group(admin, "Known group")
    invite(admin, db, "owner@wrong.example", username="wrongtaken", external_id="W-1")
    page = upload(admin, lines("Email,First name,Last name,Username,External id,Groups,Role", "good@wrong.example,Good,One,,,,", "nobody,No,Address,,,,", "twice@wrong.example,A,B,,,,",
                               "twice@wrong.example,C,D,,,,", "noname@wrong.example,,,,,,", "a@wrong.example,A,,wrongtaken,,,", "b@wrong.example,B,,,W-1,,", "c@wrong.example,C,,,,Unknown group,",
                               "d@wrong.example,D,,,,,Emperor", "e@wrong.example,E,,two words,,,", "f@wrong.example," + "x" * 81 + ",,,,,"))
    assert sums(page) == {"Wrong": 9, "To be invited": 2}, page.words()
    for words in ("A3 Email address “nobody”", "Row 4 has this address already", "This is needed", "Somebody else has this username", "Somebody else of this organisation has this id",
                  "There is no group “Unknown group”", "You can give no role “Emperor” here", "at most 80 characters"):
        assert words in page.words(), words
    found = wrong(page, admin)
    assert len(found) == 9 and all(r["What to correct"] for r in found) and found[0]["Email"] == "nobody"
    done = begin(admin, page)
    assert sums(done) == {"Invited": 2, "Wrong": 9}
    # corrected and brought again: our own column of reasons is left out
    for r in found:
        r.update({"Email": r["Email"] if "@" in r["Email"] else "somebody@wrong.example", "First name": r["First name"][:80] or "Now", "Username": "", "External id": "", "Groups": "", "Role": ""})
    text = io.StringIO()
    writer = csv.DictWriter(text, found[0].keys())
    writer.writeheader()
    writer.writerows(found)
    page = upload(admin, text.getvalue().encode())
    assert sums(page) == {"To be invited": 8, "Here already, unchanged": 1}, page.words()


def test_columns_by_hand(admin, db):
    page = upload(admin, lines("Wer,Wohin,Sonstiges", "Ana,not an address,1", "Bo,neither,2"))
    assert page.url.endswith("/columns") and "No column was recognised as “Email address”" in page.words()
    page = settled(admin, admin.submit(page.form(action="/columns"), {"column-0": "first_name", "column-1": "email"}))
    assert sums(page) == {"Wrong": 2}
    page = admin.get(page.url + "/columns")
    assert page.status == 200
    old = page.form(action="/columns")
    page = settled(admin, admin.submit(old, {"column-0": "name", "column-1": "email"}))
    stale = admin.submit(old, {"column-0": "email"})
    assert stale.status == 409
    gone = admin.submit(page.form(action="/discard"), {})
    assert "thrown away" in gone.words() and db.value("SELECT COUNT(*) FROM people_import WHERE public_id = %s", id_of(page)) == 0


def test_whoever_is_here_keeps_role_and_name(admin, db):
    invite(admin, db, "kept@here.example", "Kept", "Name", role="reporter")
    gid = group(admin, "Added group")
    page = upload(admin, lines("Email,First name,Groups", "kept@here.example,Other,Added group", "new@here.example,New,Added group"))
    assert sums(page) == {"To be invited": 1, "Here already, get a place": 1} and "Invite 1 person and add 1" in page.words()
    done = begin(admin, page)
    assert sums(done) == {"Invited": 1, "Given a place": 1}
    roles = [r["name"] for r in db.rows("SELECT r.name FROM role_assignment ra JOIN role r ON r.id = ra.role_id JOIN account a ON a.id = ra.account_id WHERE a.email = 'kept@here.example' ORDER BY r.name")]
    assert roles == ["reporter", "user"] and db.value("SELECT name FROM account WHERE email = 'kept@here.example'") == "Kept Name"
    back = settled(admin, admin.submit(done.form(action="/undo"), {}))
    assert sums(back) == {"Taken back": 2}
    assert db.value("SELECT member_count FROM people_group WHERE public_id = %s", gid) == 0 and accounts(db, "here.example") == 1
    assert not [f for f in admin.get(back.url).forms() if f.action.endswith("/undo")]


def test_an_account_elsewhere_looks_like_none(admin, db, world_elsewhere):
    page = upload(admin, lines("Email,First name", f"{world_elsewhere},Stranger", "really.new@told.example,New"))
    assert sums(page) == {"To be invited": 2}
    states = {td.text_content().strip() for td in page.doc.xpath("//tbody//td[3]")}
    assert states == {"To be invited"} and not page.doc.xpath("//section[@id='rows']//a[@class='bdg-row-link']")


@pytest.fixture
def world_elsewhere(db):
    """An account with a place in another organisation only."""
    db.run("INSERT IGNORE INTO account (public_id, email, name, first_name, state, created_at) VALUES (%s, 'hidden@elsewhere.example', 'Hidden', 'Hidden', 'verified', UTC_TIMESTAMP(6))", "0" * 25 + "h")
    return "hidden@elsewhere.example"


def test_what_was_answered_is_not_taken_back(admin, db, mailbox, instance, world_elsewhere):
    done = begin(admin, upload(admin, lines("Email,First name", "stays@answer.example,Stays", "goes@answer.example,Goes")))
    db.run("DELETE FROM role_assignment WHERE account_id = (SELECT id FROM account WHERE email = 'stays@answer.example')")
    back = settled(admin, admin.submit(done.form(action="/undo"), {}))
    assert sums(back) == {"Not taken back": 1, "Taken back": 1} and "somebody has changed their places since" in back.words()


def test_nobody_gives_what_they_do_not_hold(admin, db, mailbox, instance):
    gid, other = group(admin, "Own group"), group(admin, "Not own group")
    invite(admin, db, "leader@given.example", "Lee", "Leader", role="group_administrator", place="group:" + gid)
    leader = Client(instance.base_url)
    accept(leader, mailbox, "leader@given.example")
    leader.login("leader@given.example", "seventeen green kettles")
    form = leader.get("/admin/people/imports/new").form(action="/imports/new")
    data = lines("Email,First name,Groups,Role", "p1@given.example,P,,", "p2@given.example,P,Not own group,", "p3@given.example,P,,Organisation administrator")
    organisation = db.value("SELECT public_id FROM organisation ORDER BY id LIMIT 1")
    refused = leader.submit(form, {"place": organisation, "role": role_id(db, "user")}, {"file": ("p.csv", data, "text/csv")})
    assert refused.status in (403, 422) and accounts(db, "given.example") == 1
    page = settled(leader, leader.submit(form, {"place": "group:" + gid, "role": role_id(db, "user")}, {"file": ("p.csv", data, "text/csv")}))
    assert sums(page) == {"Wrong": 2, "To be invited": 1}, page.words()
    assert sums(begin(leader, page)) == {"Invited": 1, "Wrong": 2}
    assert db.value("SELECT COUNT(*) FROM role_assignment ra JOIN people_group g ON g.id = ra.group_id WHERE g.public_id = %s", other) == 0
    mine = begin(admin, upload(admin, lines("Email,First name", "of.admin@given.example,A")))
    assert leader.get(mine.url).status == 404 and leader.get(page.url).status == 200


def test_rights_are_those_of_the_moment(admin, db, mailbox, instance):
    invite(admin, db, "temp@moment.example", "Tem", "Porary", role="organisation_administrator")
    temp = Client(instance.base_url)
    accept(temp, mailbox, "temp@moment.example")
    temp.login("temp@moment.example", "seventeen green kettles")
    page = upload(temp, file_of(60, "moment.example"))
    assert sums(page) == {"To be invited": 60}
    import_id = db.value("SELECT id FROM people_import WHERE public_id = %s", id_of(page))
    db.run("UPDATE role_assignment SET role_id = (SELECT id FROM role WHERE organisation_id = 0 AND name = 'reporter') WHERE account_id = (SELECT id FROM account WHERE email = 'temp@moment.example')")
    assert temp.submit(page.form(action="/begin"), {}).status in (403, 404)
    db.run("UPDATE people_import SET state = 'working' WHERE id = %s", import_id)
    db.run("INSERT INTO job (kind, subject_id, state, due_at, created_at) VALUES ('people.import', %s, 'waiting', UTC_TIMESTAMP(6), UTC_TIMESTAMP(6))", import_id)
    wait_for(lambda: db.value("SELECT state FROM people_import WHERE id = %s", import_id) == "done", 60, "the import")
    assert accounts(db, "moment.example") == 1 and db.value("SELECT COUNT(*) FROM people_import_row WHERE import_id = %s AND verdict = 7", import_id) == 60


@pytest.mark.parametrize("data, words", [(b"", "empty"), (b"\r\n", "empty"), (lines("Email,First name"), "no rows below"), (b"%PDF-1.4\n%\xe2\xe3", "PDF"), (b"\x89PNG\r\n\x1a\n" + b"\0" * 50, "picture")])
def test_wrong_files(admin, db, data, words):
    before = db.value("SELECT COUNT(*) FROM people_import")
    page = admin.submit(admin.get("/admin/people/imports/new").form(action="/imports/new"), {}, {"file": ("x.csv", data, "text/csv")})
    assert page.status == 422 and words.lower() in errors(page)["file"].lower(), errors(page)
    assert db.value("SELECT COUNT(*) FROM people_import") == before


@pytest.mark.parametrize("name", ["spring-cohort.csv", "bom-crlf-all-quoted.csv", "old-mac-cr.csv", "excel-unicode-text-utf16.txt", "excel-de-semicolon-cp1252.csv", "crm-export.csv",
                                  "latin1-broken-utf8.csv", "cohort-title-row-dates.xlsx", "update-by-email.csv", "mistakes.csv"])
def test_files_as_they_come(admin, name):
    page = upload(admin, given(name), name)
    assert page.status == 200 and "/columns" not in page.url, page.words()
    assert sums(page).get("To be invited", 0) + sums(page).get("Here already, unchanged", 0) > 0, page.words()
    for r in wrong(page, admin):
        assert r["What to correct"]


@pytest.mark.parametrize("name", ["empty.csv", "header-only.csv", "not-a-csv.csv", "cohort-excel97.xls"])
def test_files_that_are_none(admin, name):
    page = upload(admin, given(name), name)
    assert page.status == 422 and errors(page)["file"]


def test_with_letters_of_all_scripts(admin, db):
    page = begin(admin, upload(admin, given("excel-de-semicolon-cp1252.csv"), "de.csv"))
    assert db.value("SELECT name FROM account WHERE email = 'ana.castaneda@example.org'") == "Ana Castañeda", page.words()


def test_erased_people_leave_the_file(admin, db):
    page = begin(admin, upload(admin, lines("Email,First name", "erase@gone.example,Gone")))
    form = admin.get(f"/admin/people/{person_id(db, 'erase@gone.example')}/erase").form(action="/erase")
    assert admin.submit(form, {}).status == 200
    assert "erase@gone.example" not in admin.get(page.url).text and db.value("SELECT COUNT(*) FROM people_import_row WHERE email = 'erase@gone.example' OR data LIKE '%%gone.example%%'") == 0


@pytest.mark.log_allows(*KILLED)
def test_killed_again_and_again(admin, db, instance):
    rng = random.Random(4)
    form = admin.get("/admin/people/imports/new").form(action="/imports/new")
    page = admin.submit(form, {}, {"file": ("many.csv", file_of(1500, "killed.example"), "text/csv")})
    state = lambda: db.value("SELECT state FROM people_import WHERE public_id = %s", id_of(page))

    def strike():
        instance.kill("httpd")
        instance.start()
        db.run("UPDATE job SET due_at = UTC_TIMESTAMP(6), lease_until = UTC_TIMESTAMP(6) WHERE state = 'claimed'")
        db.run("UPDATE outbox SET due_at = UTC_TIMESTAMP(6), lease_until = UTC_TIMESTAMP(6) WHERE state = 'claimed'")

    time.sleep(rng.uniform(0, 0.1))
    strike()
    page = settled(admin, page)
    assert sums(page) == {"To be invited": 1500}, page.words()
    admin.submit(page.form(action="/begin"), {})
    for _ in range(4):
        time.sleep(rng.uniform(0.1, 0.6))
        if state() == "working":
            strike()
    wait_for(lambda: state() == "done", 180, "the import")
    assert accounts(db, "killed.example") == 1500
    assert db.value("SELECT COUNT(*) FROM outbox WHERE kind = 'mail.invite' AND address LIKE '%%@killed.example'") == 1500
    assert db.value("SELECT COUNT(*) FROM (SELECT account_id FROM role_assignment ra JOIN account a ON a.id = ra.account_id WHERE a.email LIKE '%%@killed.example') x") == 1500
    assert db.value("SELECT COUNT(*) FROM audit WHERE action = 'account.invite' AND object_id IN (SELECT id FROM account WHERE email LIKE '%%@killed.example')") == 1500
