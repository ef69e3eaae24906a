"""The audit log: what was done here and below, in words; filters, paging, the file."""
import csv, io, json, pathlib, re, urllib.parse

import pytest

from support.world import clean_logs, instance, log_watch, new_id, now, world      # noqa: F401

ROOT = pathlib.Path(__file__).parents[2]


@pytest.fixture(scope="module")
def people(world):
    world.account("admin", world.a, "organisation_administrator")
    world.account("top", world.north, "organisation_administrator")
    world.account("other", world.b, "organisation_administrator")
    return world.accounts


def log(world, organisation, action, kind="issuer", id_=None, who=1, before=None, after=None, **more):
    return world.insert("audit", **{"organisation_id": organisation.id, "at": now(), "account_id": who, "address": "192.0.2.7", "action": action, "object_kind": kind, "object_id": id_ or 1,
                                    "before_json": before and json.dumps(before), "after_json": after and json.dumps(after), **more})


def rows(page):
    return page.doc.xpath("//*[@id='list']//tbody/tr")


def text(page):
    return re.sub(r"\s+", " ", " ".join(r.text_content() for r in rows(page)))


def test_in_words(world, people):
    log(world, world.a, "issuer.change", id_=world.a.first.id, who=people["admin"].id, before={"name": "Old College", "url": "https://a.example/", "logo_graphic_id": world.a.graphic.id},
        after={"name": "New <b>College</b>", "url": "https://a.example/"})
    page = world.client("admin").get("/admin/audit")
    assert page.status == 200
    said = text(page)
    assert "Issuer changed" in said and "Aberdale College" in said and "Old College" in said and "New <b>College</b>" in said and "Admin" in said and "192.0.2.7" in said
    assert "Shield" in said and "a.example" not in said and "{" not in said      # what is the same is not told; ids are names
    assert world.a.first.public_id in page.text


def test_scope_is_the_tree(world, people):
    log(world, world.below, "issuer.archive", after={"name": "Below only"})
    log(world, world.north, "issuer.archive", after={"name": "North only"})
    log(world, world.b, "issuer.archive", after={"name": "Borough only"})
    of = {who: text(world.client(who).get("/admin/audit")) for who in ("admin", "top", "other")}
    assert "Below only" in of["admin"] and "North only" not in of["admin"] and "Borough only" not in of["admin"]
    assert "Below only" in of["top"] and "North only" in of["top"] and "Borough only" not in of["top"]
    assert "Borough only" in of["other"] and "Below only" not in of["other"]


def test_filters(world, people):
    log(world, world.a, "batch.create", "batch", world.a.first.batch.id, people["admin"].id, after={"name": "Filtered batch"}, at="2026-03-04 23:59:59.999999", id=-2)      # ids grow with time
    log(world, world.a, "graphic.rename", "graphic", world.a.graphic.id, people["top"].id, {"name": "Round"}, {"name": "Square"}, at="2026-03-05 00:00:00", id=-1)
    get = lambda query: text(world.client("admin").get("/admin/audit?" + query))
    assert "Filtered batch" in get("kind=batch") and "Square" not in get("kind=batch")
    assert "Square" in get("action=graphic.rename") and "Filtered batch" not in get("action=graphic.rename")
    assert "Square" in get("who=top%40people.example") and "Filtered batch" not in get("who=TOP%40people.example")
    assert get("who=nobody%40nowhere.example") == "" and get("who=other%40people.example") == ""
    assert "Filtered batch" in get("from=2026-03-04&to=2026-03-04") and "Square" not in get("from=2026-03-04&to=2026-03-04")
    assert "Square" in get("from=2026-03-05&to=2026-03-05") and "Filtered batch" not in get("from=2026-03-05&to=2026-03-05")
    assert "Square" in get(f"thing=graphic:{world.a.graphic.public_id}") and "Filtered batch" not in get(f"thing=graphic:{world.a.graphic.public_id}")
    assert get(f"thing=graphic:{world.b.graphic.public_id}") == get(f"thing=graphic:{new_id()}") == get("thing=x") == ""
    assert "Square" in get(f"thing=graphic:{world.a.graphic.public_id}&who=top%40people.example&action=graphic.rename")
    page = world.client("admin").get("/admin/audit?kind=nothing&action=nothing&from=x&to=2026-02-31&older=x")
    assert page.status == 200 and rows(page)


def test_paging(world, people):
    tree = [world.b] + [world.organisation(f"Deep {n}", world.b) for n in range(40)]
    for n in range(60):
        log(world, tree[n * 7 % 41], "issuer.restore", after={"name": f"Row {n:03}"})
    client, seen, path = world.client("other"), [], "/admin/audit?action=issuer.restore"
    while path:
        page = client.get(path)
        seen += re.findall(r"Row \d+", text(page))
        links = page.doc.xpath("//*[@id='list']//a[@rel='next']")
        path = links[0].get("href")[len(urllib.parse.urlsplit(world.instance.base_url).path):] if links else None
    assert seen == [f"Row {n:03}" for n in reversed(range(60))]
    assert "60 entries" in page.text and page.doc.xpath("//*[@id='list']//a[@rel='prev']")


def test_the_file(world, people):
    for n in range(500):
        log(world, world.b, "issuer.create", after={"name": f"=1+{n}", "description": "a,b\n\"c\""})
    answer = world.client("other").get("/admin/audit.csv?action=issuer.create")
    assert answer.status == 200 and answer.headers["Content-Type"].startswith("text/csv") and "attachment" in answer.headers["Content-Disposition"]
    found = list(csv.reader(io.StringIO(answer.text.lstrip("\ufeff"))))
    assert found[0][:3] == ["Time (UTC)", "Who", "Email"] and len(found) == 501
    assert found[1][9].startswith("Name: =1+499") and found[1][5] == "Issuer created" and found[1][10] == "issuer.create"
    log(world, world.b, "issuer.create", address="192.0.2.9", kind="=cmd|x")
    last = list(csv.reader(io.StringIO(world.client("other").get("/admin/audit.csv?action=issuer.create").text.lstrip("\ufeff"))))[1]
    assert last[6].startswith("'=cmd"), "a cell that a spreadsheet would run"


def test_every_action_has_words(world):
    """Whatever the core writes into the log is known to core/audit_words.c."""
    words = (ROOT / "mod_badges/core/audit_words.c").read_text()
    known = set(re.findall(r'\{ "([a-z_]+\.[a-z_]+)", N_\("', words))
    written = set()
    for path in (ROOT / "mod_badges/core").glob("*.c"):
        source = path.read_text()
        if "bdg_audit(" in source and path.name != "audit_words.c":
            written |= set(re.findall(r'"((?:account|assertion|badge_class|batch|collection|endorsement|framework|graphic|imported_badge|issuer|look|message|organisation|people_group|'
                                      r'revocation|role|signing_key|staff|brand|landing|template)\.[a-z_]+)"', source))
    own = {"imported_badge.create", "imported_badge.delete", "imported_badge.replace"}      # in no organisation: a person's own
    jobs = {"batch.check", "batch.issue", "batch.mail"}
    assert len(written) > 60 and not written - known - own - jobs, sorted(written - known - own - jobs)


def test_long_and_broken_rows_do_no_harm(world, people):
    log(world, world.a, "badge_class.criteria", "badge_class", world.a.first.badge.id, after={"criteria_text": "x" * 70000})
    log(world, world.a, "strange.thing", "strange", before={"a": [{"name": "One"}, {"b": {"c": {"d": {"e": {"f": 1}}}}}], "flag": True, "none": None}, after={"a": [], "n": 2.5})
    log(world, world.a, "issuer.change", before_json="{", after_json="[1]")
    page = world.client("admin").get("/admin/audit")
    assert page.status == 200 and "Too long to be shown here" in text(page) and "Strange: thing" in text(page) and "One" in text(page)
