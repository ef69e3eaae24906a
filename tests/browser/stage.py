#!/usr/bin/python3
"""Puts the instance of VAR into states that take a person long, after scripts/demo.py; for the screenshots.

    much           3,000 awards, 60 badges, 30 batches
    issuing BATCH  a checked batch (its public id) in the middle of being issued, standing still there"""
import os, pathlib, sys, tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "scripts"), str(ROOT / "tests")]
import demo as demo_of                                                 # noqa: E402
from dev_instance import Instance                                      # noqa: E402
from support.db import Database                                        # noqa: E402

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
    plain = {"graphic": "coach.svg", "description": "One of very many.", "tags": "sport", "criteria": "Come to every lesson.\n"}
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


if __name__ == "__main__":
    {"much": much, "issuing": issuing}[sys.argv[1]](Instance(os.environ["VAR"]), *sys.argv[2:])
