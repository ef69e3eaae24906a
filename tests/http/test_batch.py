"""Batch issue, the whole errand as an administrator does it: name, upload, columns, check, mending, review, issue, outcome; and what is refused."""
import csv, io, re

import pytest

from support.instance import SHARED_DATA
from support.rooms import errors, make_badge, problems
from support.wait import wait_for as until

RECIPIENTS = SHARED_DATA / "recipients"
shared = pytest.mark.skipif(not RECIPIENTS.exists(), reason="the shared recipients are not here")
HEAD = "Recipient Name,Recipient Email,Issue Date\n"


@pytest.fixture
def badge(admin):
    return make_badge(admin)


def with_grade(client, badge, required=False):
    fields = {"name_0": "Grade", "type_0": "number"}
    if required:
        fields["required_0"] = "1"
    form = client.submit(client.get(f"/admin/badges/{badge}/attributes").form(action="/attributes"), button="Add an attribute").form(action="/attributes")
    answer = client.submit(form, fields, button=form.buttons()[0])
    assert answer.status == 200, answer.words()
    return badge


def begin(client, badge, name="Spring 2026"):
    page = client.get(f"/admin/batches/new?badge={badge}")
    answer = client.submit(page.form(action="/admin/batches/new"), {"name": name})
    assert answer.url.endswith("/upload"), answer.words()
    return answer


def upload(client, page, content, filename="people.csv"):
    content = content.encode() if isinstance(content, str) else content
    return client.submit(page.form(action="/upload"), files={"file": (filename, content, "text/csv")})


def checked(client, badge, content, filename="people.csv", name="Spring 2026"):
    """The check page of a file, once it is checked."""
    answer = upload(client, begin(client, badge, name), content, filename)
    assert answer.status == 200, answer.words()
    return settled(client, answer)


def settled(client, answer):
    return until(lambda: (page := client.get(answer.url)).doc.find_class("bdg-sums") and page, what="the check") if answer.doc.get_element_by_id("checking", None) is not None else answer


def batch_id(answer):
    return re.search(r"/admin/batches/([0-9a-z]{26})", answer.url)[1]


def sums(answer):
    return {d[0].text_content(): d[1].text_content() for d in answer.doc.xpath("//dl[contains(@class,'bdg-sums')]/div")}


def groups(answer):
    """{title: (count, [cells])}"""
    return {s.xpath(".//h2/text()")[0].strip(): (int(s.xpath(".//h2/span/text()")[0].replace(",", "")), [c.text_content() for c in s.find_class("bdg-code")])
            for s in answer.doc.find_class("bdg-found")}


def review(client, page):
    """From the check to the review."""
    forms = [f for f in page.forms() if f.action.endswith("/continue")]
    answer = client.submit(forms[0]) if forms else client.get(page.doc.xpath("//a[contains(@href,'/review')][contains(@class,'btn-primary')]")[0].get("href"))
    assert answer.url.endswith("/review"), answer.words()
    return answer


def issue(client, page, mail=False):
    """Confirms, and waits for the end: the batch's own page."""
    form = page.form(action="/issue")
    values = {} if mail else {"mail": []}
    answer = client.submit(form, values)
    assert answer.status == 200, answer.words()
    one = f"/admin/batches/{batch_id(answer)}"
    return until(lambda: (a := client.get(one)).url.endswith(one) and a, what="the end of the batch")


def awards(db, badge):
    return db.rows("SELECT a.* FROM assertion a JOIN badge_class b ON b.id = a.badge_class_id WHERE b.public_id = %s ORDER BY a.id", badge)


# --- the whole way


def test_three_rows_from_upload_to_public_page(admin, client, db, mailbox, badge):
    page = checked(admin, badge, HEAD + "Ana Castañeda,Ana@Example.org,2026-01-01\nBo,bo@example.org,\nCy,cy@example.org,2026-03-01\n")
    assert sums(page) == {"Ready to issue": "3"} and not groups(page)
    page = review(admin, page)
    assert "3 credentials will be issued" in page.words() and "1 of 3" in page.words()
    assert not awards(db, badge), "nothing before the last button"
    done = issue(admin, page, mail=True)
    assert "Issued" in done.words() and sums(done)["Issued"] == "3"
    rows = awards(db, badge)
    assert [r["recipient_identity"] for r in rows] == ["ana@example.org", "bo@example.org", "cy@example.org"]
    assert db.value("SELECT award_count FROM badge_class WHERE public_id = %s", badge) == 3
    public = client.get(f"/assertions/{rows[0]['public_id']}")
    assert public.status == 200 and "Ana Castañeda" in public.words()
    until(lambda: len(mailbox.all()) >= 3, what="three mails")
    results = list(csv.reader(io.StringIO(admin.get(f"/admin/batches/{batch_id(done)}/results.csv").body.decode("utf-8-sig"))))
    assert results[0][:4] == ["Row", "Recipient name", "Recipient", "Outcome"]
    assert [r[3] for r in results[1:]] == ["issued"] * 3 and results[1][5].endswith(rows[0]["public_id"])
    assert "Spring 2026" in admin.get("/admin/batches").words()


def test_steps_keep_what_was_typed_and_can_be_gone_back(admin, badge):
    page = checked(admin, badge, HEAD + "Ana,ana@example.org,2026-01-01\n", name="Keeps its name")
    one = f"/admin/batches/{batch_id(page)}"
    assert admin.get(one).url.endswith("/check"), "where it stands"
    assert dict(admin.get(one + "/name").form(action="/name").values())["name"] == "Keeps its name"
    assert "people.csv is here already" in admin.get(one + "/upload").words()
    assert admin.get(one + "/progress").url.endswith("/review"), "one cannot go further than it is"
    answer = admin.submit(admin.get(one + "/name").form(action="/name"), {"name": "Another"})
    assert answer.url.endswith("/check") and "Another" in answer.words()
    done = issue(admin, review(admin, admin.get(one + "/check")))
    for step in ("name", "upload", "check", "review", "columns", "cells?problem=address", "duplicates", "delete"):
        assert admin.get(f"{one}/{step}").url == done.url, step


def test_a_name_and_a_badge_are_needed(admin, badge):
    page = admin.get("/admin/batches/new")
    answer = admin.submit(page.form(action="/new"), {"name": " ", "badge": badge})
    assert answer.status == 422 and "name" in errors(answer)
    answer = admin.submit(page.form(action="/new"), {"name": "x" * 201, "badge": badge})
    assert answer.status == 422 and "at most 200" in errors(answer)["name"]
    answer = admin.submit(page.form(action="/new"), {"name": "Kept", "badge": ""})
    assert answer.status == 422 and "badge" in errors(answer)
    assert dict(answer.form(action="/new").values())["name"] == "Kept"


# --- files as people send them


@shared
@pytest.mark.parametrize("name", ["spring-cohort.csv", "bom-crlf-all-quoted.csv", "old-mac-cr.csv", "excel-unicode-text-utf16.txt", "cohort-title-row-dates.xlsx"])
def test_the_same_cohort_in_many_files(admin, db, badge, name):
    page = checked(admin, badge, (RECIPIENTS / name).read_bytes(), name)
    assert sums(page)["Ready to issue"] == "15" and "With errors" not in sums(page), page.words()
    issue(admin, review(admin, page))
    rows = awards(db, badge)
    assert len(rows) == 15
    assert str(rows[0]["issued_on"]) == "2026-01-01" and str(rows[0]["expires_on"]) == "2029-06-30"
    assert [r["recipient_name"] for r in rows][1] == "Đặng Bảo Châu" and rows[0]["external_id"] == "S01000"


@shared
def test_german_excel(admin, db, badge):
    with_grade(admin, badge)
    page = checked(admin, badge, (RECIPIENTS / "excel-de-semicolon-cp1252.csv").read_bytes(), "liste.csv")
    assert sums(page) == {"Ready to issue": "8"} and "Windows-1252, semicolons" in page.words()
    issue(admin, review(admin, page))
    rows = awards(db, badge)
    assert str(rows[1]["issued_on"]) == "2026-03-15" and '"grade":"61.5"' in rows[1]["details_json"] and rows[4]["recipient_name"] == "Müller, Jürgen"


@shared
def test_a_crm_export(admin, db, badge):
    page = checked(admin, badge, (RECIPIENTS / "crm-export.csv").read_bytes(), "crm-export.csv")
    assert sums(page) == {"Ready to issue": "15"}
    assert all(word in page.words() for word in ("Not used:", "Notes", "Stage", "Region"))
    issue(admin, review(admin, page))
    assert awards(db, badge)[0]["recipient_name"] == "Ana Castañeda"


@shared
def test_every_mistake_gets_its_sentence(admin, badge):
    page = checked(admin, badge, (RECIPIENTS / "mistakes.csv").read_bytes(), "mistakes.csv")
    assert sums(page) == {"Ready to issue": "17", "Skipped": "1", "With errors": "9"}
    found = groups(page)
    assert found["Email address cannot be used"] == (3, ["B3", "B4", "B27"])
    assert found["More than one address in a cell"] == (1, ["B17"])
    assert found["Name is missing"] == (1, ["A8"])
    assert found["Date cannot be read"] == (1, ["C5"])
    assert found["Issue date is in the future"] == (1, ["C18"])
    assert found["Text is too long"] == (1, ["A15"])
    assert found["Quotation mark is not closed"] == (1, ["row 28"])
    assert found["Address looks mistyped"] == (1, ["B16"]) and found["Twice in the file"] == (1, ["B7"]) and found["Number read as a date"] == (1, ["C19"])
    assert found["Looks like a formula"] == (2, ["A9", "A10"]) and found["Invisible characters were removed"][1] == ["A12", "A13"]
    assert "February 2026 has 28 days" in page.words() and "‹U+202E›" in page.words() and "<script>" not in page.text.split("<main")[1]
    assert list(found)[0] == "Email address cannot be used", "the most fundamental first"


@shared
@pytest.mark.parametrize("name, words", [("empty.csv", "empty"), ("header-only.csv", "no rows"), ("not-a-csv.csv", "PNG picture"), ("cohort-excel97.xls", "Excel 97"),
                                         ("formulas-without-cached-values.xlsx", "Cell A2 holds a formula")])
def test_files_that_are_none(admin, badge, name, words):
    answer = upload(admin, begin(admin, badge), (RECIPIENTS / name).read_bytes(), name)
    assert answer.status == 422 and words in errors(answer)["file"]


def test_nothing_chosen_and_cells_pasted(admin, badge):
    page = begin(admin, badge)
    answer = admin.submit(page.form(action="/upload"), {})
    assert answer.status == 422 and "Choose a file" in errors(answer)["file"]
    answer = admin.submit(page.form(action="/upload"), {"pasted": "Name\tE-Mail\nAna\tana@example.org\nBo\tbo@example.org\n"}, files={})
    assert answer.url.endswith("/check") and sums(answer) == {"Ready to issue": "2"}


# --- columns


def test_two_columns_for_the_address_are_asked(admin, badge):
    page = upload(admin, begin(admin, badge), "Recipient Name,Email,Email\nA,a@example.org,b@example.org\n")
    assert page.url.endswith("/columns") and "Several columns could be “Recipient email”" in problems(page)[0]
    page = admin.submit(page.form(action="/columns"), {"column-1": ""})
    assert page.url.endswith("/check") and sums(page) == {"Ready to issue": "1"}
    assert "b@example.org" in review(admin, page).words()


def test_the_order_of_dates_is_asked_with_how_it_would_read(admin, db, badge):
    page = upload(admin, begin(admin, badge), HEAD + "A,a@example.org,03/04/2026\nB,b@example.org,05/04/2026\n")
    assert page.url.endswith("/columns") and "03/04/2026 can be read in two ways" in problems(page)[0]
    assert "Day first: 03/04/2026 is 3 April 2026" in page.text and "Month first: 03/04/2026 is 4 March 2026" in page.text
    page = admin.submit(page.form(action="/columns"), {"order-2": "month"})
    assert page.url.endswith("/check")
    issue(admin, review(admin, page))
    assert str(awards(db, badge)[0]["issued_on"]) == "2026-03-04"
    again = upload(admin, begin(admin, badge), HEAD + "C,c@example.org,07/08/2026\n")
    assert again.url.endswith("/check"), "the choice is remembered for this badge"


def test_a_needed_attribute_without_a_column(admin, badge):
    with_grade(admin, badge, required=True)
    page = upload(admin, begin(admin, badge), "Name,Email,Result of test\nA,a@example.org,17\n")
    assert page.url.endswith("/columns") and "Grade" in problems(page)[0]
    page = admin.submit(page.form(action="/columns"), {"column-2": "attribute:grade"})
    assert sums(page) == {"Ready to issue": "1"} and "17" in review(admin, page).words()


def test_another_row_holds_the_headings(admin, badge):
    page = checked(admin, badge, "Name,Email\nRecipient Name,Recipient Email\nA,a@example.org\n")
    columns = admin.get(f"/admin/batches/{batch_id(page)}/columns")
    answer = admin.submit(columns.form(action="/columns"), {"header": "1"})
    answer = admin.submit(answer.form(action="/columns"))
    assert sums(answer) == {"Ready to issue": "1"} and "headings in row 2" in answer.words()


# --- mending


def test_cells_are_mended_in_place(admin, db, badge):
    page = checked(admin, badge, HEAD + "A,a at example.org,2026-01-01\nB,b@example.org,2026-02-31\n")
    assert sums(page)["With errors"] == "2"
    cells = admin.get(f"/admin/batches/{batch_id(page)}/cells?problem=address&field=1")
    page = admin.submit(cells.form(action="/cells"), {"cell-1-1": "a@example.org"})
    assert "1 cell corrected" in page.words() and sums(page)["With errors"] == "1"
    cells = admin.get(f"/admin/batches/{batch_id(page)}/cells?problem=date&field=3")
    page = admin.submit(cells.form(action="/cells"), {"cell-2-2": "2026-02-28"})
    assert sums(page) == {"Ready to issue": "2"}
    issue(admin, review(admin, page))
    assert [(r["recipient_identity"], str(r["issued_on"])) for r in awards(db, badge)] == [("a@example.org", "2026-01-01"), ("b@example.org", "2026-02-28")]


def test_only_cells_that_were_shown_can_be_changed(admin, db, badge):
    page = checked(admin, badge, HEAD + "A,a at example.org,2026-01-01\nB,b@example.org,2026-02-01\n")
    cells = admin.get(f"/admin/batches/{batch_id(page)}/cells?problem=address&field=1")
    admin.post(cells.form(action="/cells").action, cells.form(action="/cells").values() + [("cell-2-1", "evil@example.org")], headers={"Origin": admin.origin()})
    assert not db.rows("SELECT * FROM batch_correction WHERE value = 'evil@example.org'")


def test_a_rule_mends_all_rows(admin, db, badge):
    rows = "".join(f"P{i},p{i}@gmial.com,2026-01-01\n" for i in range(12))
    page = checked(admin, badge, HEAD + rows)
    assert groups(page)["Address looks mistyped"][0] == 12 and sums(page) == {"Ready to issue": "12"}
    page = admin.submit(page.form(button="Replace gmial.com by gmail.com in 12 rows"))
    assert not groups(page) and "gmial.com is replaced by gmail.com" in page.words()
    page = admin.submit(page.form(button="Undo"))
    assert groups(page)["Address looks mistyped"][0] == 12
    page = admin.submit(page.form(button="Replace gmial.com by gmail.com in 12 rows"))
    issue(admin, review(admin, page))
    assert {r["recipient_identity"].split("@")[1] for r in awards(db, badge)} == {"gmail.com"}


def test_the_file_of_errors_can_be_corrected_and_uploaded_as_it_is(admin, db, badge):
    page = checked(admin, badge, HEAD + "A,a@example.org,2026-01-01\n=B,b at example.org,2026-02-31\n")
    answer = admin.get(f"/admin/batches/{batch_id(page)}/errors.csv")
    assert answer.body.startswith(b"\xef\xbb\xbf") and "to correct.csv" in answer.headers["Content-Disposition"]
    rows = list(csv.reader(io.StringIO(answer.body.decode("utf-8-sig"))))
    assert rows[0] == ["Recipient Name", "Recipient Email", "Issue Date", "What to correct"]
    assert rows[1][0] == "'=B" and "no @ sign" in rows[1][3] and "February 2026 has 28 days" in rows[1][3], rows
    done = issue(admin, review(admin, page))
    assert sums(done)["Issued"] == "1" and sums(done)["With errors"] == "1"
    fixed = answer.body.decode("utf-8-sig").replace("b at example.org", "b@example.org").replace("2026-02-31", "2026-02-28")
    page = checked(admin, badge, fixed)
    assert sums(page) == {"Ready to issue": "1"} and "What to correct" not in page.words().split("Not used:")[-1] if "Not used:" in page.words() else True
    issue(admin, review(admin, page))
    assert awards(db, badge)[1]["recipient_name"] == "=B"


# --- duplicates


def hold(admin, badge, *addresses):
    issue(admin, review(admin, checked(admin, badge, HEAD + "".join(f"{a.split('@')[0]},{a},2026-01-01\n" for a in addresses))))


@pytest.mark.parametrize("policy, expected", [("skip", {"Ready to issue": "1", "Skipped": "1"}), ("deny", {"Ready to issue": "1", "With errors": "1"}), ("allow", {"Ready to issue": "2"}),
                                              ("replace", {"Ready to issue": "2"})])
def test_who_holds_it_already(admin, db, badge, policy, expected):
    hold(admin, badge, "ana@example.org")
    page = checked(admin, badge, HEAD + "Ana,ANA@example.org,2026-05-01\nBo,bo@example.org,2026-05-01\n")
    page = admin.submit(admin.get(f"/admin/batches/{batch_id(page)}/duplicates").form(action="/duplicates"), {"policy": policy})
    assert sums(page) == expected and groups(page)["Already holds this badge"] == (1, ["B2"]) and "issued 1 January 2026" in page.words()
    issue(admin, review(admin, page))
    states = [(r["recipient_identity"], r["state"]) for r in awards(db, badge)]
    assert states == {"skip": [("ana@example.org", 0), ("bo@example.org", 0)], "deny": [("ana@example.org", 0), ("bo@example.org", 0)],
                      "allow": [("ana@example.org", 0), ("ana@example.org", 0), ("bo@example.org", 0)],
                      "replace": [("ana@example.org", 1), ("ana@example.org", 0), ("bo@example.org", 0)]}[policy]


def test_got_it_between_check_and_issue(admin, db, badge):
    first = review(admin, checked(admin, badge, HEAD + "Ana,ana@example.org,2026-01-01\nBo,bo@example.org,2026-01-01\n"))
    hold(admin, badge, "ana@example.org")
    done = issue(admin, first)
    assert sums(done) == {"Issued": "1", "Skipped": "1"} and "Got this badge elsewhere" in done.words()
    assert [r["recipient_identity"] for r in awards(db, badge)] == ["ana@example.org", "bo@example.org"]


def test_the_same_file_twice_is_noticed(admin, badge):
    content = HEAD + "Ana,ana.twice@example.org,2026-01-01\n"
    checked(admin, badge, content, name="The first time")
    assert "uploaded before: The first time" in checked(admin, badge, content).words()


# --- review


def test_preview_walks_through_the_rows(admin, badge):
    with_grade(admin, badge)
    rows = "".join(f"Person {i},p{i}@example.org,2026-01-{i % 28 + 1:02},{i}\n" for i in range(45))
    page = review(admin, checked(admin, badge, HEAD.strip() + ",Grade\n" + rows))
    assert "1–20 of 45" in page.words() and "1 of 45" in page.words()
    card = lambda p: " ".join(p.doc.find_class("bdg-credential")[0].text_content().split())
    assert "Person 0" in card(page)
    page = admin.get(page.doc.get_element_by_id("preview-next").get("href"))
    assert "Person 1" in card(page) and "Grade1" in card(page) and "2 January 2026" in card(page)
    later = admin.get(page.doc.xpath("//a[text()='Later rows']")[0].get("href"))
    assert "21–40 of 45" in later.words() and "Person 20" in card(later)
    last = admin.get(f"/admin/batches/{batch_id(page)}/review?row=45")
    assert "45 of 45" in last.words() and "Person 44" in card(last)
    found = admin.get(f"/admin/batches/{batch_id(page)}/review?q=PERSON+33")
    assert "1 found" in found.words() and "Person 33" in card(found)
    assert "Nobody found" in admin.get(f"/admin/batches/{batch_id(page)}/review?q=nobody-at-all").words()
    for odd in ("row=0", "row=999999", "row=-1", "from=999999999", "row=x", "from="):
        assert admin.get(f"/admin/batches/{batch_id(page)}/review?{odd}").status == 200, odd


def test_confirming_twice_does_nothing_twice(admin, db, badge):
    page = review(admin, checked(admin, badge, HEAD + "Ana,ana@example.org,2026-01-01\n"))
    issue(admin, page)
    answer = admin.submit(page.form(action="/issue"))
    assert answer.status == 200 and len(awards(db, badge)) == 1


def test_a_badge_that_changed_is_checked_again(admin, db, badge):
    page = review(admin, checked(admin, badge, HEAD + "Ana,ana@example.org,2026-01-01\n"))
    hold(admin, badge, "first@example.org")       # its version is used from now on, so the next edit makes a new one
    with_grade(admin, badge, required=True)
    answer = admin.submit(page.form(action="/issue"))
    assert answer.status == 409 and "Check them again" in answer.words()
    assert len(awards(db, badge)) == 1


def test_withdrawn_badges_are_not_issued(admin, db, badge):
    page = review(admin, checked(admin, badge, HEAD + "Ana,ana@example.org,2026-01-01\n"))
    admin.submit(admin.get(f"/admin/badges/{badge}/withdraw").form(action="/withdraw"))
    answer = admin.submit(page.form(action="/issue"))
    assert answer.status == 409 and "not published" in answer.words() and not awards(db, badge)


def test_another_window_changed_it(admin, badge):
    page = checked(admin, badge, HEAD + "Ana,ana@example.org,2026-01-01\nBo,bo at example.org,2026-01-01\n")
    old = page.form(action="/continue")
    cells = admin.get(f"/admin/batches/{batch_id(page)}/cells?problem=address&field=1")
    admin.submit(cells.form(action="/cells"), {"cell-2-1": "bo@example.org"})
    answer = admin.submit(old)
    assert answer.status == 409 and "changed in another window" in answer.words()


# --- ends


def test_delete_before_issuing(admin, db, badge):
    page = checked(admin, badge, HEAD + "Ana,ana@example.org,2026-01-01\n")
    one = batch_id(page)
    answer = admin.submit(admin.get(f"/admin/batches/{one}/delete").form(action="/delete"))
    assert "deleted" in answer.words() and admin.get(f"/admin/batches/{one}").status == 404
    assert not db.rows("SELECT * FROM batch WHERE public_id = %s", one)


def test_cancelling_after_the_end_is_refused(admin, badge):
    done = issue(admin, review(admin, checked(admin, badge, HEAD + "Ana,ana@example.org,2026-01-01\n")))
    token = admin.get("/admin/batches/new").form(action="/new").values()
    answer = admin.post(f"/admin/batches/{batch_id(done)}/cancel", [v for v in token if v[0] == "_csrf"], headers={"Origin": admin.origin()})
    assert answer.status == 409


def test_ten_thousand_rows_and_a_cancel(admin, db, badge):
    rows = "".join(f"Person {i},many{i}@example.org,2026-01-01\n" for i in range(10000))
    page = settled(admin, upload(admin, begin(admin, badge), HEAD + rows))
    assert sums(page) == {"Ready to issue": "10,000"}
    answer = admin.submit(review(admin, page).form(action="/issue"), {"mail": []})
    one = f"/admin/batches/{batch_id(answer)}"
    cancel = admin.get(one + "/cancel")
    if any(f.action.endswith("/cancel") for f in cancel.forms()):
        admin.submit(cancel.form(action="/cancel"))
    done = until(lambda: (a := admin.get(one)).url.endswith(one) and a, what="the end of the batch")
    issued = int(sums(done)["Issued"].replace(",", ""))
    assert issued == len(awards(db, badge)) == db.value("SELECT award_count FROM badge_class WHERE public_id = %s", badge)
    assert db.value("SELECT state FROM batch WHERE public_id = %s", batch_id(done)) in ("cancelled", "issued")
    assert "Rows 2 to 51" in done.words()


# --- the template


def test_template(admin, badge):
    with_grade(admin, badge)
    answer = admin.get(f"/admin/badges/{badge}/template.csv")
    assert answer.body.decode("utf-8-sig").strip() == "Recipient name,Recipient email,Issue date,Expiry date,Narrative,Evidence address,Evidence narrative,External id,Grade"
    page = upload(admin, begin(admin, badge), answer.body + b"Ana,ana@example.org,2026-01-01,,Did it,https://x.example/1,Photos,S1,17\r\n")
    assert sums(page) == {"Ready to issue": "1"} and "Not used" not in page.words()


def test_whoever_confirmed_a_long_batch_is_told(admin, db, mailbox, badge):
    """The row that a batch of more than a minute leaves in the outbox."""
    done = issue(admin, review(admin, checked(admin, badge, HEAD + "Ana,ana@example.org,2026-01-01\nBo,,2026-01-01\n", name="A long one")))
    db.run("INSERT INTO outbox (organisation_id, kind, job_key, batch_id, address, payload_json, due_at, created_at) "
           "SELECT organisation_id, 'mail.batch', CONCAT('batch:', public_id), id, 'robin@northgate.example', '{\"name\": \"Robin\"}', NOW(6), NOW(6) FROM batch WHERE public_id = %s", batch_id(done))
    mail = mailbox.wait("robin@northgate.example")[0]
    assert mail.subject == "Done: A long one" and "1 of 2 rows were issued" in mail.body() and done.url in mail.body()
