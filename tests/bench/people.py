"""Every page that an administrator opens, in a tree of ten thousand organisations with a million people. Who asks is administrator at the top, in the
middle, of one with many below it, at the end of the tree, and walks as a person does: from the route table's pages, by links, pages, searches and filters.
What counts is the time that httpd writes into its access log; for files, the time to their first bytes."""
import collections, http.client, random, re, time, urllib.parse

from people_data import DEEP, LARGE, SIZES, fill
from kit import ADMIN, AccessLog, BenchError, instance, percentile, say
from support.client import Client

PER_LIST, PER_THING = 20, 4                          # addresses of one route that are asked, in each place of the tree
WORDS = ("a", "person31415", "person314", "Amina", "Okafor 77", "nobody at all", "Faculty 4242", "Role 17", "level 12")
DEPTHS = (0.01, 0.5, 0.99)                          # where in a list pages are asked that no link leads to
FILES = (".csv", ".xlsx", "/image")
# Not here, for the data hold none: what is asked under these is work of a moment ago (steps of a batch that is not issued, a drawing in the designer).
WITHOUT = ("/admin/frameworks/{id}", "/admin/endorsements/{id}", "/admin/revocations/{id}", "/admin/people/acts/{id}", "/admin/people/imports/{id}",
           "/admin/batches/{id}/", "/admin/graphics/{id}/draw")
ELSEWHERE = ("/admin/batches/{id}",)                # a batch of the data has awards of many organisations, and is one's own: a credential of another leads to 404
PREVIEWS = (("/admin/people", "/admin/people/chosen", "erase"), ("/admin/people", "/admin/people/chosen", "remove"), ("/admin/credentials", "/admin/credentials/chosen", "revoke_all"))


def routes(made):
    """The pages below /admin in the route table, as Walk.kind() names them."""
    found = re.findall(r"^GET\s+(/admin\S*)", made.ctl("routes"), re.M)
    return {re.sub(r"\{(?:n|name|kind)\}", "{n}", path) for path in found if not path.endswith(FILES) and not path.startswith(WITHOUT)}


class Walk:
    """Somebody who looks at everything that one place of the tree has."""

    def __init__(self, made, db):
        self.db, self.client, self.random = db, Client(made.base_url), random.Random(7)
        page = self.client.login(ADMIN["email"], ADMIN["password"])
        if page.status != 200 or not self.client.cookies:
            raise BenchError(f"nobody can sign in: {page.words()}")

    def kind(self, path):
        kind = re.sub(r"[0-9a-hjkmnp-tv-z]{26}", "{id}", path.split("?")[0])
        return re.sub(r"(?<=/versions/)\d+|(?<=/mail-texts/)[a-z_-]+|(?<=/keys/new/)[a-z0-9_-]+", "{n}", kind)

    def wanted(self, path):
        kind = self.kind(path)
        most = PER_THING if "{id}" in kind else PER_LIST
        return (kind == "/admin" or kind.startswith("/admin/")) and not kind.endswith(FILES) and path not in self.seen and self.counts[kind] < most

    def get(self, path):
        page = self.client.get(path, follow=False)
        if page.status not in (200, 302, 303) and not (page.status == 404 and self.kind(path) in ELSEWHERE):
            raise BenchError(f"{path} answers {page.status}: {page.text[:300]}")
        return page

    def links(self, page):
        """Where links and the filters' forms lead, in an order that is the same each time."""
        found = [urllib.parse.urljoin(page.url, a) for a in page.doc.xpath("//body//a/@href | //main//@hx-get")]
        for form in page.doc.xpath("//form[not(@method) or translate(@method, 'GET', 'get') = 'get']"):
            texts = form.xpath(".//input[@type = 'search' or @name = 'q']/@name")
            choices = {s.get("name"): s.xpath(".//option/@value") for s in form.xpath(".//select[@name]")}
            base = urllib.parse.urljoin(page.url, form.get("action") or "").split("?")[0]
            found += [f"{base}?{urllib.parse.urlencode({name: word})}" for name in texts[:1] for word in WORDS]
            found += [f"{base}?{urllib.parse.urlencode({name: value})}" for name, values in choices.items() for value in values[:6] if value]
        origin = self.client.origin()
        paths = [f.removeprefix(origin).split("#")[0] for f in found if f.startswith(origin)]
        if self.kind(page.url.removeprefix(origin)) == "/admin/audit":      # its rows name things by numbers, which may be anybody's: only its own addresses
            paths = [path for path in paths if path.startswith("/admin/audit")]
        self.random.shuffle(paths)
        return paths

    def previews(self):
        """What would become of all that match, said and not done."""
        for path, action, act in PREVIEWS:
            form = self.get(path).form(action.removeprefix("/admin/people"))
            fields = [(n, v) for n, v in form.values() if n != "id"]
            page = self.client.post(form.action, [*fields, ("all", "1"), ("act", act)])
            if page.status not in (200, 422):
                raise BenchError(f"{form.action} answers {page.status}: {page.text[:300]}")

    def walk(self, seeds):
        self.counts, self.seen, queue = collections.Counter(), set(), collections.deque(seeds)
        while queue:
            path = queue.popleft()
            if not self.wanted(path):
                continue
            self.counts[self.kind(path)] += 1
            self.seen.add(path)
            page = self.get(path)
            if page.status == 200:
                queue += self.links(page)

    def deep(self, organisation):
        """Pages in the middle of long lists, by the id at their edge."""
        lists = {"/admin/people": ("organisation_person p JOIN account t ON t.id = p.account_id WHERE p.organisation_id = %s", ("", "&sort=joined", "&state=suspended", "&q=Amina")),
                 "/admin/badges": ("organisation_ancestor a JOIN badge_class t ON t.organisation_id = a.organisation_id WHERE a.ancestor_id = %s", ("", "&q=level+12")),
                 "/admin/credentials": ("assertion t WHERE t.organisation_id = %s", ("", "&state=valid"))}
        for path, (rows, filters) in lists.items():
            n = self.db.value(f"SELECT COUNT(*) FROM {rows}", organisation)
            for depth in DEPTHS if n else ():
                id_ = self.db.value(f"SELECT t.public_id FROM {rows} ORDER BY t.id LIMIT 1 OFFSET {int(n * depth)}", organisation)
                yield from (f"{path}?{way}={id_}{f}" for way in ("older", "newer") for f in filters)


def first_bytes(walk, path):
    """Milliseconds until a file begins to come; the rest is not waited for."""
    url = urllib.parse.urlsplit(walk.client.base_url)
    con = http.client.HTTPConnection(url.hostname, url.port, timeout=60)
    began = time.perf_counter()
    con.request("GET", path, headers={"Cookie": "; ".join(f"{k}={v}" for k, v in walk.client.cookies.items())})
    page = con.getresponse()
    page.read(1)
    took = (time.perf_counter() - began) * 1000
    con.close()
    if page.status != 200:
        raise BenchError(f"{path} answers {page.status}")
    return took


def places(db):
    root = db.value("SELECT MIN(id) FROM organisation")
    return {"top": root, "wide": root + LARGE, "middle": db.value("SELECT MIN(organisation_id) FROM organisation_ancestor WHERE ancestor_id = %s AND depth = 5", root),
            "end": db.value("SELECT MAX(organisation_id) FROM organisation_ancestor WHERE ancestor_id = %s AND depth = %s", root, DEEP - 1)}


def look_around(walk, db, organisation, kinds):
    """All that an administrator of this organisation sees; how long files took to begin."""
    account = db.value("SELECT id FROM account WHERE email = %s", ADMIN["email"])
    db.run("UPDATE role_assignment SET organisation_id = %s WHERE account_id = %s", organisation, account)
    db.run("UPDATE session SET organisation_id = %s WHERE account_id = %s", organisation, account)
    db.run("DELETE FROM organisation_person WHERE account_id = %s", account)
    db.run("""INSERT INTO organisation_person (organisation_id, account_id, sort_name, joined_at, state)
              SELECT oa.ancestor_id, a.id, a.name, a.created_at, a.state FROM account a JOIN organisation_ancestor oa ON oa.organisation_id = %s WHERE a.id = %s""", organisation, account)
    id_ = db.value("SELECT public_id FROM organisation WHERE id = %s", organisation)
    person = db.value("SELECT a.public_id FROM account a WHERE a.email = 'person0@example.org'")
    plain = sorted(kind for kind in kinds if "{" not in kind)
    deep = list(walk.deep(organisation))
    walk.walk([*plain, f"/admin/organisations/{id_}", *deep, *(f"/admin/{name}?q={urllib.parse.quote(word)}" for name in ("search", "badges", "organisations/choose") for word in WORDS)]
              + [f"/admin/people/{person}"] * db.value("SELECT COUNT(*) FROM organisation_person p JOIN account a ON a.id = p.account_id WHERE p.organisation_id = %s AND a.public_id = %s", organisation, person))
    walk.previews()
    return [(first_bytes(walk, path), path) for path in ("/admin/audit.csv", "/admin/audit.csv?kind=issuer")]


def people_pages(made, db):
    log, walk, kinds = AccessLog(made), Walk(made, db), routes(made)
    for _ in range(2):                                   # the first round warms caches; the second is measured
        walk.random, asked, times = random.Random(7), set(), []
        log.clear()
        for words, organisation in places(db).items():
            times += look_around(walk, db, organisation, kinds)
            asked |= set(walk.counts)
            say(f"  {words}: {sum(walk.counts.values())} addresses of {len(walk.counts)} kinds")
        if kinds - asked:
            raise BenchError(f"not all pages were asked: {', '.join(sorted(kinds - asked))}")
    by_kind = {}
    for status, path, _, micros in log.lines():
        if status not in (200, 302, 303, 422) and not (status == 404 and walk.kind(path) in ELSEWHERE):
            raise BenchError(f"{path} answered {status} while it was measured")
        if not path.split("?")[0].endswith(FILES):
            times.append((micros / 1000, path))
    for t, path in times:
        by_kind.setdefault(walk.kind(path), []).append(t)
    slowest, seen = [], set()
    for t, path in sorted(times, reverse=True):
        if walk.kind(path) not in seen and len(slowest) < 20:
            seen.add(walk.kind(path))
            slowest.append(f"{t:.0f} ms: {path}")
    for line in slowest:
        say(f"  {line}")
    ms = [t for t, _ in times]
    return percentile(ms, 95), {"requests": len(ms), "kinds": len(by_kind), "p50_ms": percentile(ms, 50), "p99_ms": percentile(ms, 99), "max_ms": max(ms),
                                "p95_ms_of": {kind: percentile(t, 95) for kind, t in sorted(by_kind.items())}, "slowest": slowest}


def run(names):
    settings = {"buffer_pool": "4G", "db_options": ["innodb-log-file-size=1G"]}
    with instance("people", fill, SIZES, **settings) as (made, db):
        for name in names:
            yield name, *people_pages(made, db)
