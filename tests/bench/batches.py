"""The batch errand against LOAD DATA of the same rows, and the memory that a million rows take.

batch_issue    LOAD DATA's seconds by ours: from the first byte of the upload to the commit of the last row, through the pages. The very rows that
               the batch awarded are written to a file and loaded back into the same, emptied table; the two take turns, medians count.
batch_rss_mb   what the child that issues grows by, at its highest, between the confirmation and the end."""
import pathlib, re, time

from kit import ADMIN, BenchError, create_admin, family, instance, median, say, thousands
from support import errand
from support.client import Client
from support.rooms import make_badge
from support.wait import wait_for

ROWS, MANY, ROUNDS = 100_000, 1_000_000, 3
COLUMNS = ("public_id, organisation_id, badge_class_id, badge_class_version_id, issuer_version_id, batch_id, batch_row, recipient_type, recipient_key, recipient_identity, "
           "recipient_name, issued_on, expires_on, external_id, details_json, source, created_by, created_at")


def fill(made, db):
    create_admin(made)


class Bench:
    def __init__(self, made, db):
        self.made, self.db, self.client = made, db, Client(made.base_url)
        self.client.login(ADMIN["email"], ADMIN["password"])
        row = db.rows("SELECT public_id FROM badge_class WHERE state = 'published' LIMIT 1")
        self.badge = row[0]["public_id"] if row else make_badge(self.client)

    def clear(self):
        for table in ("assertion", "batch", "batch_chunk", "outbox", "job"):
            self.db.run(f"TRUNCATE {table}")
        self.db.run("UPDATE badge_class SET award_count = 0")

    def state(self, path):
        return self.db.value("SELECT state FROM batch WHERE public_id = %s", path.rpartition("/")[2])

    def confirmed(self, people):
        """The errand up to the last button."""
        path = errand.upload(self.client, self.badge, people)
        wait_for(lambda: self.state(path) == "checked", 600, "the check")
        page = self.client.get(path + "/review")
        if page.status != 200:
            raise BenchError(page.words())
        self.client.submit(page.form(action="/issue"), {"mail": []}, follow=False)
        return path

    def ended(self, path, seconds=1800):
        wait_for(lambda: self.state(path) == "issued", seconds, "the end of the batch")

    def ours(self, people, rows):
        self.clear()
        began = time.monotonic()
        self.ended(self.confirmed(people))
        seconds = time.monotonic() - began
        if self.db.value("SELECT COUNT(*) FROM assertion") != rows:
            raise BenchError("not every row was awarded")
        return seconds

    def load_data(self):
        file = self.made.real / "db/tmp/awards.tsv"
        file.unlink(missing_ok=True)
        self.db.run(f"SELECT {COLUMNS.replace('recipient_key', 'HEX(recipient_key)')} FROM assertion ORDER BY batch_row INTO OUTFILE '{file}' CHARACTER SET utf8mb4")
        self.db.run("TRUNCATE assertion")
        began = time.monotonic()
        self.db.run(f"LOAD DATA INFILE '{file}' INTO TABLE assertion CHARACTER SET utf8mb4 ({COLUMNS.replace('recipient_key', '@k')}) SET recipient_key = UNHEX(@k)")
        seconds = time.monotonic() - began
        file.unlink()
        return seconds


def batch_issue(bench):
    people, _ = errand.recipients(ROWS)
    rounds = []
    for n in range(ROUNDS):
        rounds.append((bench.ours(people, ROWS), bench.load_data()))
        say(f"  round {n + 1} of {ROUNDS}: the batch {rounds[-1][0]:.2f} s, LOAD DATA {rounds[-1][1]:.2f} s")
    ours, load = median([r[0] for r in rounds]), median([r[1] for r in rounds])
    return load / ours, {"rows": ROWS, "batch_s": round(ours, 2), "load_data_s": round(load, 2), "rounds": [[round(a, 2), round(b, 2)] for a, b in rounds]}


def memory(pid, name):
    return int(re.search(rf"^{name}:\s+(\d+) kB", pathlib.Path(f"/proc/{pid}/status").read_text(), re.M)[1]) / 1024


def batch_rss_mb(bench):
    bench.clear()
    bench.ours(errand.recipients(2000)[0], 2000)      # templates, statements and threads are there
    bench.clear()
    parent = bench.made.pid("httpd")
    path = errand.upload(bench.client, bench.badge, errand.recipients(MANY)[0])
    wait_for(lambda: bench.state(path) == "checked", 600, "the check")
    page = bench.client.get(path + "/review")
    children = [pid for pid in family("apache2", bench.made.real / "conf/httpd.conf") if pid != parent]
    for pid in children:
        pathlib.Path(f"/proc/{pid}/clear_refs").write_text("5")      # VmHWM begins anew
    before = {pid: memory(pid, "VmRSS") for pid in children}
    began = time.monotonic()
    bench.client.submit(page.form(action="/issue"), {"mail": []}, follow=False)
    bench.ended(path)
    seconds = time.monotonic() - began
    grown = {pid: memory(pid, "VmHWM") - before[pid] for pid in children}
    if bench.db.value("SELECT COUNT(*) FROM assertion") != MANY:
        raise BenchError("not every row was awarded")
    say(f"  {thousands(MANY)} rows in {seconds:.0f} s")
    return max(grown.values()), {"rows": MANY, "seconds": round(seconds, 1), "rss_before_mb": round(max(before.values()), 1)}


FIGURES = {"batch_issue": batch_issue, "batch_rss_mb": batch_rss_mb}


def run(names):
    """Yields (name, figure, detail) for each of these names."""
    with instance("batches", fill, buffer_pool="1G", extra=["BadgesWorkers 1"]) as (made, db):
        bench = Bench(made, db)
        for name in names:
            yield name, *FIGURES[name](bench)
