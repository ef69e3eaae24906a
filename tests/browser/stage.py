#!/usr/bin/python3
"""Puts the instance of VAR into states that take a person long, after scripts/demo.py; for the screenshots.

    much           3,000 awards, 60 badges, 30 batches
    recipient      an award of each badge of the demo to one person
    imported       a badge from elsewhere in that person's account, once they have one
    issuing BATCH  a checked batch (its public id) in the middle of being issued, standing still there"""
import json, os, pathlib, subprocess, sys, tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "scripts"), str(ROOT / "tests")]
import demo as demo_of                                                 # noqa: E402
from dev_instance import Instance                                      # noqa: E402
from support.db import Database                                        # noqa: E402
from support.world import new_id                                       # noqa: E402

SUBJECTS = ["Lifesaving", "First Aid", "Rowing", "Gymnastics", "Coaching", "Refereeing", "Orienteering", "Climbing", "Nutrition", "Sailing"]
NAMES = ["Amina Yusuf", "José Álvarez Núñez", "Ngọc Ánh Trần", "Олена Коваленко", "Siobhán Ní Dhomhnaill", "محمد الأحمد", "Łukasz Żółtowski", "प्रिया शर्मा",
         "Γιώργος Παπαδόπουλος", "Grace O'Brien-Okafor", "נועה לוי", "Þórdís Björnsdóttir"]


def people(first, count):
    rows = "".join(f"{NAMES[n % len(NAMES)]},person{n}@example.org,2026-{n % 10 + 1:02}-{n % 28 + 1:02}\n" for n in range(first, first + count))
    with tempfile.NamedTemporaryFile("w", suffix=".csv", delete=False) as f:
        f.write("Recipient name,Recipient email,Issue date\n" + rows)
    return f.name


def much(instance):
    demo = demo_of.Demo(instance)
    demo.sign_in()
    issuer = demo.issuer()
    plain = {"graphic": {"from": "leadership", "banner": "COACH"}, "description": "One of very many.", "tags": "sport", "criteria": "Come to every lesson.\n"}
    pages = [demo.badge({**plain, "name": f"{SUBJECTS[n % 10]}, level {n // 10 + 1}"}, issuer) for n in range(57)]
    for n in range(29):
        file = people(n * 100, 100)
        instance.ctl("issue", "--badge", pages[n].rpartition("/")[2], "--batch", f"Course {n + 1} of 2026", "--csv", file, "--json")
        os.unlink(file)


def issuing(instance, batch):
    with Database(instance) as db:
        done = db.run("UPDATE batch SET state = 'issuing', issued_count = ready_count * 2 DIV 5, confirmed_at = UTC_TIMESTAMP(6) - INTERVAL 20 SECOND WHERE public_id = %s", batch)
    if not done:
        sys.exit(f"There is no batch {batch}.")


RECIPIENT = ("Mira Lindqvist", "mira.lindqvist@example.org")


def recipient(instance):
    made = json.loads((instance.var / "demo.json").read_text())
    for n, page in enumerate(made["badges"].values()):
        with tempfile.NamedTemporaryFile("w", suffix=".csv") as f:
            f.write(f"Recipient name,Recipient email,Issue date\n{RECIPIENT[0]},{RECIPIENT[1]},2026-0{n + 4}-12\n")
            f.flush()
            instance.ctl("issue", "--badge", page.rpartition("/")[2], "--batch", f"For the recipient's pages {n + 1}", "--csv", f.name, "--json")


def imported(instance):
    """As if brought and verified just now; what it is checked for is another test's business."""
    png = subprocess.run([instance.set["build"] + "/badges-render", "svg-png", "--width", "400", "--height", "400"], stdout=subprocess.PIPE, check=True,
                         input=(ROOT / "conf/dev/graphics/first-aid.svg").read_bytes()).stdout
    checks = [("format", "passed", "Open Badges 2.0, hosted"), ("issuer", "passed", "Issued by the Harbour School, on its own address harbour.example"),
              ("status", "unchecked", "Whether it was revoked could not be asked"), ("recipient", "passed", "It was awarded to this address")]
    verdict = {"valid": False, "outcome": "unknown", "text": "Nothing is wrong with it, but not everything could be checked.", "format": "Open Badges 2.0, hosted",
               "checks": [{"check": c, "result": r, "text": t} for c, r, t in checks], "name": "Boat Handling", "issuer": "Harbour School", "issuer_url": "https://harbour.example/",
               "description": "Rows, sails and moors a small boat alone."}
    with Database(instance) as db:
        account = db.value("SELECT account_id FROM account_identity WHERE identity = %s", RECIPIENT[1])
        for n, (outcome, name) in enumerate((("unknown", "Boat Handling"), ("valid", "Harbour Radio Operator"))):
            db.run("INSERT INTO imported_badge (public_id, account_id, source_url, data, sha256, outcome, is_mine, verdict_json, checked_at, name, issuer_name, issued_on, png, created_at) "
                   "VALUES (%s, %s, %s, %s, %s, %s, 1, %s, UTC_TIMESTAMP(6), %s, 'Harbour School', '2025-06-14', %s, UTC_TIMESTAMP(6))", new_id(), account,
                   f"https://harbour.example/badges/{n}.json", b"{}", bytes([n]) * 32, outcome, json.dumps({**verdict, "outcome": outcome, "name": name}), name, png)


if __name__ == "__main__":
    {"much": much, "recipient": recipient, "imported": imported, "issuing": issuing}[sys.argv[1]](Instance(os.environ["VAR"]), *sys.argv[2:])
