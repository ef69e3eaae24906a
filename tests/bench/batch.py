"""Batches through the pages, over HTTP: how long 100 000 rows take beside the fastest way into the table that the database has, LOAD DATA
of the very same rows, and how much httpd's memory grows while a million are issued."""
import contextlib, os, pathlib, random, re, sys, threading, time

import data
from kit import ADMIN, BenchError, family, instance, median, say, thousands
from support.client import Client, multipart
from support.errand import recipients

ROWS, ROUNDS = 100_000, 3
MANY = int(os.environ.get("BENCH_BATCH_ROWS") or 1_000_000)     # fewer for a quick look; what is said is for a million
BEFORE = 200_000         # awards that the table has at the beginning
BADGES = 20
SIZES = (BADGES,)
PATIENCE = 900           # seconds that anything may take


def fill(made, db):
    organisation, _ = data.organisations(made, db)
    data.badges(db, organisation, BADGES)


class Bench:
    """The instance, its table as it is at the beginning, somebody signed in, and badges that nobody holds yet."""

    def __init__(self, made, db):
        self.made, self.db = made, db
        say(f"  {thousands(BEFORE)} awards that are there already")
        for table in ("assertion", "batch", "batch_chunk", "batch_exception", "outbox"):
            db.run(f"TRUNCATE TABLE {table}")
        organisation, badge, version = db.row("SELECT MIN(organisation_id) o, MIN(id) b, (SELECT MIN(id) FROM issuer_version) v FROM badge_class").values()
        with data.without_keys(db, "assertion"):
            data.awards(db, BEFORE, badge, 1, version, organisation, "award", 1000)
        db.run("UPDATE badge_class SET award_count = (SELECT COUNT(*) FROM assertion WHERE badge_class_id = badge_class.id), revision = revision + 1")
        self.badges = [row["public_id"] for row in db.rows("SELECT public_id FROM badge_class WHERE id > %s ORDER BY id", badge)]
        self.client = Client(made.base_url)
        page = self.client.login(ADMIN["email"], ADMIN["password"])
        if page.status != 200 or not self.client.cookies:
            raise BenchError(f"nobody can sign in: {page.words()}")

    def until(self, batch, column, wanted):
        """Waits until a batch has come so far."""
        end = time.monotonic() + PATIENCE
        while True:
            row = self.db.row("SELECT state, row_count, checked_count, error_count, skip_count, ready_count, issued_count FROM batch WHERE id = %s", batch)
            if row[column] == wanted:
                return time.monotonic()
            if time.monotonic() > end or row["error_count"] or row["skip_count"]:
                raise BenchError(f"batch {batch} stands at {row}; {column} should be {wanted}")
            time.sleep(0.01)


class Errand:
    """One batch, from "Batch issue" to the last award."""

    def __init__(self, bench, rows, seed):
        self.bench, self.rows = bench, rows
        csv, _ = recipients(rows, domain=f"intake{seed}.example", seed=seed)
        page = bench.client.get("/admin/batches/new")
        page = bench.client.submit(page.form(action="/admin/batches/new"), {"name": f"Intake {seed}", "badge": bench.badges.pop(0)})
        self.path = re.search(r"/admin/batches/([0-9a-z]{26})", page.url)[0]
        self.id = bench.db.value("SELECT id FROM batch WHERE public_id = %s", self.path.rsplit("/", 1)[1])
        form = page.form(action="/upload")
        kind, body = multipart([v for v in form.values() if v[0] != "file"], {"file": ("people.csv", csv, "text/csv")})
        self.upload_to, self.upload_body, self.headers = form.action, body, {"Content-Type": kind, "Origin": bench.client.origin()}

    def upload(self):
        answer = self.bench.client.request("POST", self.upload_to, body=self.upload_body, headers=self.headers, follow=False)
        self.upload_body = None
        if answer.status != 303:
            raise BenchError(f"the upload answers {answer.status}: {answer.words()[:500]}")
        return time.monotonic()

    def check(self):
        return self.bench.until(self.id, "state", "checked")

    def review(self):
        self.form = self.bench.client.get(self.path + "/review", follow=False).form(action="/issue")

    def confirm(self):
        answer = self.bench.client.submit(self.form, {"mail": []}, follow=False)
        if answer.status != 303:
            raise BenchError(f"the confirmation answers {answer.status}: {answer.words()[:500]}")
        return time.monotonic()

    def issued(self):
        return self.bench.until(self.id, "issued_count", self.rows)

    def verify(self):
        self.bench.until(self.id, "state", "issued")
        awards = self.bench.db.value("SELECT COUNT(*) FROM assertion WHERE batch_id = %s", self.id)
        if awards != self.rows:
            raise BenchError(f"batch {self.id} made {awards} awards of {self.rows} rows")


def errand_seconds(errand):
    """Seconds from the first byte of the upload to the last row, and where they went."""
    start = time.monotonic()
    at = [start, errand.upload(), errand.check(), (errand.review(), errand.confirm())[1], errand.issued()]
    errand.verify()
    return at[-1] - start, {name: round(b - a, 3) for name, a, b in zip(("upload_s", "check_s", "confirm_s", "issue_s"), at, at[1:])}


def load_seconds(bench, errand):
    """Seconds that LOAD DATA takes for the awards of this batch, with other public ids in the same order, and as those of another batch."""
    # No public id has a u in it.
    db, file = bench.db, bench.made.real / "db/tmp" / f"awards{errand.id}.tsv"
    columns = [row["Field"] for row in db.rows("SHOW COLUMNS FROM assertion") if row["Field"] != "id"]
    other = {"public_id": "CONCAT(LEFT(public_id, 25), 'u')", "batch_id": "batch_id + 1000000"}
    db.run(f"SELECT {', '.join(other.get(c, c) for c in columns)} INTO OUTFILE '{file}' CHARACTER SET binary FROM assertion WHERE batch_id = {errand.id} ORDER BY id")
    try:
        start = time.monotonic()
        n = db.run(f"LOAD DATA INFILE '{file}' INTO TABLE assertion CHARACTER SET binary ({', '.join(columns)})")
        seconds = time.monotonic() - start
    finally:
        file.unlink()
    same = db.value("""SELECT COUNT(*) FROM assertion a JOIN assertion b ON b.batch_id = a.batch_id + 1000000 AND b.batch_row = a.batch_row
                       WHERE a.batch_id = %s AND a.recipient_key = b.recipient_key AND a.recipient_name = b.recipient_name AND a.issued_on = b.issued_on""", errand.id)
    if n != errand.rows or same != errand.rows:
        raise BenchError(f"LOAD DATA made {n} rows of {errand.rows}, {same} of them as they should be")
    return seconds


def batch_issue(bench):
    rounds, parts = [], []
    for i in range(ROUNDS + 1):
        errand = Errand(bench, ROWS, i + 1)
        ours, where = errand_seconds(errand)
        load = load_seconds(bench, errand)
        if i:       # the first one warms up
            rounds.append((ours, load))
            parts.append(where)
        say(f"  {f'batch_issue {i}/{ROUNDS}' if i else 'warm-up'}: {ours:.2f} s, LOAD DATA {load:.2f} s, ratio {load / ours:.3f}   {where}")
    ours, load = (median(side) for side in zip(*rounds))
    return load / ours, {"seconds": round(ours, 3), "load_data_seconds": round(load, 3), "rows": ROWS, "rounds": [round(b / a, 4) for a, b in rounds],
                         **{name: median([p[name] for p in parts]) for name in parts[0]}}


# --- memory

def resident_kb(made):
    """Of all httpd's children together."""
    total, parent = 0, made.pid("httpd")
    for pid in family("apache2", made.real / "conf/httpd.conf"):
        if pid != parent:
            with contextlib.suppress(FileNotFoundError, ProcessLookupError):
                total += int(re.search(r"VmRSS:\s+(\d+) kB", pathlib.Path(f"/proc/{pid}/status").read_text())[1])
    return total


class Watch(threading.Thread):
    """Looks ten times a second; afterwards, most is the largest it saw."""

    def __init__(self, made):
        super().__init__(daemon=True)
        self.made, self.most, self.looks, self.over = made, 0, 0, threading.Event()

    def run(self):
        while not self.over.wait(0.1):
            self.most, self.looks = max(self.most, resident_kb(self.made)), self.looks + 1

    def __enter__(self):
        self.start()
        return self

    def __exit__(self, *_):
        self.over.set()
        self.join()


def batch_rss_mb(bench):
    """In a process that has not uploaded or checked anything: what it needs for that must not hide what it needs for issuing."""
    errand = Errand(bench, MANY, 100)
    errand.upload(), errand.check()
    say(f"  {thousands(MANY)} rows are checked")
    bench.made.restart_httpd()
    for path in ("/admin", "/admin/batches", errand.path):
        bench.client.get(path)
    errand.review()
    before = resident_kb(bench.made)
    with Watch(bench.made) as watch:
        start = time.monotonic()
        errand.confirm()
        seconds = errand.issued() - start
        errand.verify()
    if watch.looks < seconds * 5:
        raise BenchError(f"the memory was looked at {watch.looks} times only in {seconds:.1f} s")
    return (watch.most - before) / 1024, {"rows": MANY, "before_mb": round(before / 1024, 1), "most_mb": round(watch.most / 1024, 1), "seconds": round(seconds, 1)}


FIGURES = {"batch_issue": batch_issue, "batch_rss_mb": batch_rss_mb}


def run(names):
    with instance("batch", fill, SIZES, buffer_pool="2G") as (made, db):
        bench = Bench(made, db)
        for name in names:
            yield name, *FIGURES[name](bench)
