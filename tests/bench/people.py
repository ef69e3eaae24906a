"""The pages of organisations, people, groups, roles and the audit log, in a tree of ten thousand organisations with a million people. Who asks walks
through them as a person does: from the lists, by links, pages, searches and filters, at the top, in the middle and at the end of the tree. What counts
is the time that httpd writes into its access log."""
import random, re, urllib.parse

import data
from kit import ADMIN, AccessLog, BenchError, create_admin, instance, percentile, say, thousands
from support.client import Client

ORGANISATIONS, DEEP, WIDE = 10_000, 12, 3_000       # levels of the tree; children of one of them
PEOPLE, ROLES, GROUPS, AUDIT = 1_000_000, 200, 2_000, 2_000_000
SIZES = (ORGANISATIONS, DEEP, WIDE, PEOPLE, ROLES, GROUPS, AUDIT)
STEP = 100_000
PER_ROUTE = 40                                      # addresses of one route that are asked, in each place of the tree
LISTS = ("/admin/organisations", "/admin/people", "/admin/groups", "/admin/roles", "/admin/audit")
WORDS = ("a", "person31415", "person314", "Amina", "Okafor 77", "nobody at all", "Faculty 4242", "Role 17")
H = "CONV(SUBSTR(MD5(CONCAT('{salt}', seq)), {at}, 4), 16, 10)"


def noise(salt, at=1):
    """Sixteen bits that hang on seq."""
    return H.format(salt=salt, at=at)


def tree(db, root):
    """Two below each down to the twelfth level; then one with three thousand children, and the rest anywhere above the last level."""
    two = 2 ** DEEP - 2
    db.run(f"""INSERT INTO organisation (id, public_id, parent_id, slug, name, created_at)
               SELECT {root} + seq, {data.public_id('organisation', 'seq')},
                 {root} + IF(seq <= {two}, (seq - 1) DIV 2, IF(seq <= {two + WIDE}, 5, {noise('tree')} MOD {2 ** (DEEP - 1) - 1})),
                 CONCAT('organisation-', seq), CONCAT(ELT(1 + seq MOD 4, 'Faculty', 'School', 'Office', 'Region'), ' ', seq), NOW(6) FROM seq_1_to_{ORGANISATIONS - 1}""")
    db.run(f"INSERT INTO organisation_ancestor SELECT id, id, 0 FROM organisation WHERE id <> {root}")
    for depth in range(DEEP + 1):
        db.run(f"""INSERT INTO organisation_ancestor SELECT a.organisation_id, o.parent_id, a.depth + 1 FROM organisation_ancestor a JOIN organisation o ON o.id = a.ancestor_id
                   WHERE a.depth = {depth} AND o.parent_id IS NOT NULL""")
    deepest = db.value("SELECT MAX(depth) FROM organisation_ancestor")
    if deepest != DEEP - 1:
        raise BenchError(f"the tree is {deepest + 1} levels deep")


def people(db, root, start):
    first = "ELT(1 + seq MOD 8, 'Amina', 'José', 'Siobhán', 'Grace', 'Łukasz', 'Olena', 'Hanako', 'Noa')"
    last = "CONCAT(ELT(1 + (seq DIV 8) MOD 8, 'Yusuf', 'Álvarez', 'Byrne', 'Okafor', 'Nowak', 'Kovalenko', 'Sato', 'Levi'), ' ', seq)"
    for done in range(0, PEOPLE, STEP):
        numbers = f"seq_{done}_to_{done + STEP - 1}"
        db.run(f"""INSERT INTO account (id, public_id, email, name, first_name, last_name, state, created_at, verified_at)
                   SELECT {start} + seq, {data.public_id('account', 'seq')}, CONCAT('person', seq, '@example.org'), CONCAT({first}, ' ', {last}), {first}, {last},
                     ELT(1 + ({noise('state')} MOD 20 = 0) + ({noise('state')} MOD 50 = 1) * 2, 'verified', 'invited', 'suspended'), NOW(6) - INTERVAL seq SECOND, NOW(6) FROM {numbers}""")
        # half of all belong to a sixteenth of the organisations; one in ten holds a role that may do something
        db.run(f"""INSERT INTO role_assignment (account_id, organisation_id, role_id, created_at)
                   SELECT {start} + seq, {root} + FLOOR(POW({noise('place')} / 65536, 4) * {ORGANISATIONS}),
                     (SELECT id FROM role WHERE organisation_id = 0 AND name = ELT(1 + IF({noise('role')} MOD 10, 0, {noise('role', 5)} MOD 4), 'user', 'reporter', 'badge_issuer', 'badge_creator')),
                     NOW(6) - INTERVAL seq SECOND FROM {numbers}""")
        db.run(f"""INSERT INTO role_assignment (account_id, organisation_id, group_id, role_id, created_at)
                   SELECT {start} + seq, g.organisation_id, g.id, (SELECT id FROM role WHERE organisation_id = 0 AND name = 'user'), NOW(6) - INTERVAL seq SECOND
                   FROM {numbers} JOIN people_group g ON g.id = 1 + FLOOR(POW({noise('group')} / 65536, 3) * {GROUPS}) WHERE {noise('group', 5)} MOD 4 = 0""")
        db.run(f"""INSERT INTO organisation_person (organisation_id, account_id, sort_name, joined_at, state)
                   SELECT oa.ancestor_id, a.id, LEFT(TRIM(CONCAT(a.last_name, ' ', a.first_name)), 120), MIN(ra.created_at), a.state
                   FROM role_assignment ra JOIN account a ON a.id = ra.account_id JOIN organisation_ancestor oa ON oa.organisation_id = ra.organisation_id
                   WHERE ra.account_id BETWEEN {start + done} AND {start + done + STEP - 1} GROUP BY oa.ancestor_id, a.id""")
        say(f"  {thousands(done + STEP)} people")
    db.run("UPDATE people_group g SET member_count = (SELECT COUNT(*) FROM role_assignment ra WHERE ra.group_id = g.id)")


def fill(made, db):
    say(f"makes {thousands(ORGANISATIONS)} organisations and {thousands(PEOPLE)} people (once, in some minutes; kept in {made.var})")
    create_admin(made)
    root, start = db.value("SELECT MIN(id) FROM organisation"), db.value("SELECT MAX(id) + 1 FROM account")
    tree(db, root)
    db.run(f"""INSERT INTO role (public_id, organisation_id, name, display_name, description, permissions, reach)
               SELECT {data.public_id('role', 'seq')}, {root} + IF(seq MOD 2, 0, {noise('roles')} MOD {ORGANISATIONS}), CONCAT('role_', seq), CONCAT('Role ', seq), 'Made by the organisation.',
                 {noise('roles', 5)}, 'organisation' FROM seq_1_to_{ROLES}""")
    db.run(f"""INSERT INTO people_group (id, public_id, organisation_id, name, created_by, created_at, updated_at)
               SELECT 1 + seq, {data.public_id('group', 'seq')}, {root} + FLOOR(POW({noise('groups')} / 65536, 4) * {ORGANISATIONS}), CONCAT('Group ', seq), 1, NOW(6), NOW(6) FROM seq_0_to_{GROUPS - 1}""")
    with data.without_keys(db, "organisation_person"):
        people(db, root, start)
    db.run(f"""INSERT INTO audit (organisation_id, at, account_id, address, action, object_kind, object_id, before_json, after_json)
               SELECT {root} + FLOOR(POW({noise('audit')} / 65536, 4) * {ORGANISATIONS}), NOW(6) - INTERVAL ({AUDIT} - seq) * 10 SECOND, {start} + {noise('actor')}, '192.0.2.7',
                 ELT(1 + seq MOD 4, 'badge_class.update', 'assertion.revoke', 'issuer.update', 'account.update'), ELT(1 + seq MOD 4, 'badge_class', 'assertion', 'issuer', 'account'), {start} + seq MOD 1000,
                 '{{"name":"Mountain Rescue"}}', '{{"name":"Mountain Rescue, level 1"}}' FROM seq_0_to_{AUDIT - 1}""")
    db.run("ANALYZE TABLE organisation, organisation_ancestor, account, role_assignment, organisation_person, people_group, audit")


class Walk:
    """Somebody who looks at everything."""
    def __init__(self, made):
        self.client, self.random, self.kinds = Client(made.base_url), random.Random(7), {}
        page = self.client.login(ADMIN["email"], ADMIN["password"])
        if page.status != 200 or not self.client.cookies:
            raise BenchError(f"nobody can sign in: {page.words()}")

    def kind(self, path):
        return re.sub(r"[0-9a-hjkmnp-tv-z]{26}", "{id}", path.split("?")[0])

    def wanted(self, path, counts):
        kind = self.kind(path)
        inside = any(kind == base or kind.startswith(base + "/") for base in LISTS)
        return inside and not kind.endswith((".csv", ".xlsx")) and path not in self.kinds and counts.get(kind, 0) < PER_ROUTE

    def get(self, path):
        page = self.client.get(path, follow=False)
        if page.status != 200:
            raise BenchError(f"{path} answers {page.status}: {page.text[:300]}")
        return page

    def links(self, page):
        """Where links and the filters' forms lead, in an order that is the same each time."""
        found = [urllib.parse.urljoin(page.url, a) for a in page.doc.xpath("//main//a/@href | //main//@hx-get")]
        for form in page.doc.xpath("//main//form[not(@method) or translate(@method, 'GET', 'get') = 'get']"):
            texts = form.xpath(".//input[@type = 'search' or @name = 'q']/@name")
            choices = {s.get("name"): s.xpath(".//option/@value") for s in form.xpath(".//select[@name]")}
            base = urllib.parse.urljoin(page.url, form.get("action") or "").split("?")[0]
            found += [f"{base}?{urllib.parse.urlencode({name: word})}" for name in texts[:1] for word in WORDS]
            found += [f"{base}?{urllib.parse.urlencode({name: value})}" for name, values in choices.items() for value in values[:6] if value]
        origin = self.client.origin()
        paths = [f.removeprefix(origin).split("#")[0] for f in found if f.startswith(origin)]
        self.random.shuffle(paths)
        return paths

    def walk(self, seeds):
        counts, queue = {}, list(seeds)
        while queue:
            path = queue.pop(0)
            if not self.wanted(path, counts):
                continue
            kind = self.kind(path)
            counts[kind] = counts.get(kind, 0) + 1
            self.kinds[path] = kind
            queue += self.links(self.get(path))
        return counts


def people_pages(made, db):
    log, walk = AccessLog(made), Walk(made)
    root = db.value("SELECT MIN(id) FROM organisation")
    places = {"top": root, "middle": db.value("SELECT MIN(organisation_id) FROM organisation_ancestor WHERE ancestor_id = %s AND depth = 5", root),
              "end": db.value("SELECT MAX(organisation_id) FROM organisation_ancestor WHERE ancestor_id = %s AND depth = %s", root, DEEP - 1), "wide": root + 5}
    for _ in range(2):                                   # the first round warms caches; the second is measured
        walk.kinds, walk.random = {}, random.Random(7)
        log.clear()
        for words, organisation in places.items():
            id_ = db.value("SELECT public_id FROM organisation WHERE id = %s", organisation)
            db.run("UPDATE session SET organisation_id = %s", organisation)
            counts = walk.walk([*LISTS, f"/admin/organisations/{id_}"])
            say(f"  {words}: {sum(counts.values())} addresses of {len(counts)} kinds")
            if not all(counts.get(base) for base in LISTS):
                raise BenchError(f"not all lists were asked: {counts}")
            walk.kinds = {f"{path} ": kind for path, kind in walk.kinds.items()}      # another place: another page at the same address
    times, by_kind = [], {}
    for status, path, _, micros in log.lines():
        if status != 200:
            raise BenchError(f"{path} answered {status} while it was measured")
        times.append((micros / 1000, path))
        by_kind.setdefault(walk.kind(path), []).append(micros / 1000)
    slowest, seen = [], set()
    for t, path in sorted(times, reverse=True):
        if walk.kind(path) not in seen and len(slowest) < 10:
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
