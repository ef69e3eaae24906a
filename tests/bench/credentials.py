"""The Credentials page over ten million awards: every kind of filter, alone and with others, on the first page, on those that follow, and at
places deep in the middle. What counts is the time that httpd writes into its access log."""
import random, urllib.parse

import data
from kit import ADMIN, AccessLog, BenchError, instance, percentile, say, thousands
from support.client import Client

FIRST, COPIES = 1_000_000, 9         # awards that are made, and how often they are copied: to other people, the last time to another organisation
BADGES, PER_BATCH = 60, 25_000
SIZES = (FIRST, COPIES, BADGES, PER_BATCH)
PAGES, PLACES, ROUNDS = 3, 3, 2      # pages that are followed from the first; places in the middle; times that all is asked
PATH = "/admin/credentials"


def fill(made, db):
    say(f"makes {thousands(FIRST * (COPIES + 1))} awards (once, in some minutes; kept in {made.var})")
    organisation, other = data.organisations(made, db)
    first, issuer_version = data.badges(db, organisation, BADGES)
    others, _ = data.badges(db, other, BADGES)
    with data.without_keys(db, "assertion"):
        start = data.awards(db, FIRST, first, BADGES, issuer_version, organisation, "award", PER_BATCH)
        for n in range(1, COPIES + 1):
            copy(db, start, n, *((other, others - first) if n == COPIES else (organisation, 0)))
            say(f"  {thousands(FIRST * (n + 1))} awards")
    db.run("UPDATE badge_class b SET award_count = (SELECT COUNT(*) FROM assertion a WHERE a.badge_class_id = b.id)")
    db.run("UPDATE batch t SET organisation_id = (SELECT organisation_id FROM badge_class b WHERE b.id = t.badge_class_id)")


def copy(db, start, n, organisation, badges):
    """The n-th copy of the awards from id start on. Batches are copied with them; the awards of one are of one badge no more than the first ones are."""
    batches = FIRST // PER_BATCH + 1
    columns = [row["Field"] for row in db.rows("SHOW COLUMNS FROM assertion")]
    changed = {"id": f"id + {n * FIRST}", "public_id": data.public_id(f"copy{n}", "id"), "organisation_id": str(organisation), "badge_class_id": f"badge_class_id + {badges}",
               "badge_class_version_id": f"badge_class_version_id + {badges}", "batch_id": f"batch_id + {n * batches}",
               "recipient_identity": f"CONCAT('person{n}', SUBSTR(recipient_identity, 7))", "recipient_name": f"CONCAT(recipient_name, '{n}')",
               "recipient_key": f"UNHEX(MD5(CONCAT(recipient_identity, '{n}')))", "external_id": f"CONCAT(external_id, '{n}')"}
    db.run(f"""INSERT INTO batch (id, public_id, organisation_id, badge_class_id, name, state, row_count, issued_count, created_by, created_at, updated_at, finished_at)
               SELECT id + {n * batches}, {data.public_id(f"batch{n}", "id")}, {organisation}, badge_class_id + {badges}, CONCAT(name, ' ', {n}), state, row_count, issued_count,
                 created_by, created_at, updated_at, finished_at FROM batch ORDER BY id LIMIT {batches}""")
    db.run(f"""INSERT INTO assertion ({', '.join(columns)}) SELECT {', '.join(changed.get(c, c) for c in columns)}
               FROM assertion WHERE id >= {start} AND id < {start + FIRST}""")


class Bench:
    def __init__(self, made, db):
        self.made, self.db, self.log, self.client, self.random = made, db, AccessLog(made), Client(made.base_url), random.Random(7)
        self.organisation = db.value("SELECT MIN(id) FROM organisation")
        self.first, self.last = db.row("SELECT MIN(id) a, MAX(id) b FROM assertion").values()
        count = db.value("SELECT SUM(award_count) FROM badge_class")
        if self.last - self.first + 1 < FIRST * (COPIES + 1) or count != FIRST * (COPIES + 1):
            raise BenchError(f"there are {count} awards")
        page = self.client.login(ADMIN["email"], ADMIN["password"])
        if page.status != 200 or not self.client.cookies:
            raise BenchError(f"nobody can sign in: {page.words()}")

    def award(self, where):
        """An award of the organisation, somewhere in the middle; None when none is met soon. where: SQL that it fits."""
        for _ in range(3):
            at = self.random.randint(self.first, self.last)
            rows = self.db.rows(f"SELECT public_id, recipient_name, recipient_identity, external_id FROM assertion FORCE INDEX (PRIMARY) "
                                f"WHERE id BETWEEN {at} AND {at + 20_000} AND organisation_id = {self.organisation} AND {where} LIMIT 1")
            if rows:
                return rows[0]
        return None

    def filters(self):
        """[(words, {name: value}, SQL that its awards fit)]"""
        badges = self.db.rows(f"SELECT id, public_id, award_count FROM badge_class WHERE organisation_id = {self.organisation} AND award_count ORDER BY award_count DESC")
        batches = self.db.rows(f"SELECT id, public_id FROM batch WHERE organisation_id = {self.organisation} ORDER BY id")
        large, small, batch = badges[0], badges[-1], batches[len(batches) // 2]
        places = {"no place": ({}, "1"), "large badge": ({"badge": large["public_id"]}, f"badge_class_id = {large['id']}"),
                  "small badge": ({"badge": small["public_id"]}, f"badge_class_id = {small['id']}"), "batch": ({"batch": batch["public_id"]}, f"batch_id = {batch['id']}")}
        states = {"any state": "1", "valid": "state = 0", "expiring": "state = 0 AND expires_on BETWEEN CURDATE() AND CURDATE() + INTERVAL 30 DAY",
                  "expired": "state = 0 AND expires_on < CURDATE()", "revoked": "state = 1"}
        spans = {"any time": (None, None), "a day": ("2025-03-12", "2025-03-12"), "a month": ("2024-06-01", "2024-06-30"), "until": (None, "2024-03-01"), "from": ("2025-01-01", None)}
        out = []
        for place, (args, where) in places.items():
            for state, fits in states.items():
                for span, (a, b) in spans.items():
                    dates = {k: v for k, v in (("from", a), ("to", b)) if v}
                    sql = f"{where} AND {fits}" + (f" AND issued_on >= '{a}'" if a else "") + (f" AND issued_on <= '{b}'" if b else "")
                    out.append((f"{place}, {state}, {span}", {**args, **({"state": state} if state != "any state" else {}), **dates}, sql))
        someone = self.award("external_id IS NOT NULL")
        name, address = someone["recipient_name"], someone["recipient_identity"]
        texts = {"name, many": ("Amina", "recipient_name LIKE 'Amina%%'"), "name, some": ("Hanako Sato 12", "recipient_name LIKE 'Hanako Sato 12%%'"),
                 "name, one": (name, "0"), "address, many": ("person1", "recipient_identity LIKE 'person1%%'"), "address, some": ("person31415", "recipient_identity LIKE 'person31415%%'"),
                 "address, one": (address, "0"), "public id": (someone["public_id"], "0"), "address of the page": (f"{self.made.base_url}/assertions/{someone['public_id']}", "0"),
                 "external id": (someone["external_id"], "0"), "nobody": ("Zebulon", "0"), "one letter": ("a", "recipient_name LIKE 'a%%'")}
        for text, (q, where) in texts.items():
            out.append((text, {"q": q}, where))
            for place, (args, at) in list(places.items())[1:]:
                out.append((f"{text}, {place}", {"q": q, **args}, f"{where} AND {at}"))
            for state, fits in list(states.items())[1:]:
                out.append((f"{text}, {state}", {"q": q, "state": state}, f"{where} AND {fits}"))
                out.append((f"{text}, {state}, a month", {"q": q, "state": state, "from": "2024-06-01", "to": "2024-06-30"}, f"{where} AND {fits} AND issued_on BETWEEN '2024-06-01' AND '2024-06-30'"))
            out.append((f"{text}, a day", {"q": q, "from": "2025-03-12", "to": "2025-03-12"}, f"{where} AND issued_on = '2025-03-12'"))
        for place, (args, at) in list(places.items())[1:]:       # inside names and addresses
            for q in ("okafor", "son12", "nobody"):
                out.append((f"holds {q}, {place}", {"q": q, **args}, at))
                out.append((f"holds {q}, {place}, valid, a month", {"q": q, **args, "state": "valid", "from": "2024-06-01", "to": "2024-06-30"}, f"{at} AND state = 0"))
        for where in ("name", "address", "external"):
            out.append((f"only in {where}", {"q": "am", "in": where}, "recipient_name LIKE 'am%%'"))
        return out

    def get(self, args):
        page = self.client.get(PATH + ("?" + urllib.parse.urlencode(args) if args else ""), follow=False)
        if page.status != 200 or b"</html>" not in page.body:
            raise BenchError(f"{page.url} answers {page.status}: {page.text[:300]}")
        return page

    def ask(self, args, where):
        """A filter at all depths: the addresses that were asked, with what they are."""
        asked, page = [], self.get(args)
        asked.append(("first", page.url))
        for _ in range(PAGES):
            older = [a for a in page.doc.xpath("//a/@href") if "older=" in a]
            if not older:
                break
            page = self.client.get(older[0] if older[0].startswith("/") else page.url)
            asked.append(("following", page.url))
        if len(asked) > PAGES:
            for award in filter(None, [self.award(where) for _ in range(PLACES)]):
                for way in ("older", "newer"):
                    asked.append(("deep", self.get({**args, way: award["public_id"]}).url))
        return asked


def credentials_page(bench):
    kinds, filters = {}, bench.filters()
    for args in ({}, {"state": "valid"}, {"q": "Amina"}):
        bench.get(args)
    bench.log.clear()
    for n in range(ROUNDS):
        for words, args, where in filters:
            for depth, url in bench.ask(args, where):
                kinds[url.removeprefix(bench.client.origin())] = (words, depth)
        say(f"  credentials_page {n + 1}/{ROUNDS}: {thousands(len(kinds))} addresses of {len(filters)} filters so far")
    times, depths = [], {}
    for status, path, _, micros in bench.log.lines():
        if status != 200 or path not in kinds:
            raise BenchError(f"{path} answered {status} while it was measured")
        times.append((micros / 1000, kinds[path]))
        depths.setdefault(kinds[path][1], []).append(micros / 1000)
    if len(times) < ROUNDS * len(filters) or set(depths) != {"first", "following", "deep"}:
        raise BenchError(f"{len(times)} requests in the log, of {({d: len(t) for d, t in depths.items()})}")
    ms = [t for t, _ in times]
    slowest, seen = [], set()
    for t, (words, depth) in sorted(times, reverse=True):
        if words not in seen and len(slowest) < 8:
            seen.add(words)
            slowest.append(f"{t:.0f} ms: {words} ({depth})")
    for line in slowest[:5]:
        say(f"  {line}")
    return percentile(ms, 95), {"requests": len(ms), "filters": len(filters), "p50_ms": percentile(ms, 50), "p99_ms": percentile(ms, 99), "max_ms": max(ms),
                                **{f"{d}_p95_ms": percentile(t, 95) for d, t in depths.items()}, "slowest": slowest}


def run(names):
    settings = {"buffer_pool": "4G", "db_options": ["innodb-log-file-size=1G"]}
    with instance("credentials", fill, SIZES, **settings) as (made, db):
        for name in names:
            yield name, *credentials_page(Bench(made, db))
