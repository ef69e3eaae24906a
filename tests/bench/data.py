"""The data that is measured on: organisations, badges, and awards by the million, made by the database itself from numbers, so that they
are the same each time."""
import json

from kit import BenchError, create_admin, say, thousands

STEP = 250_000          # awards in one statement
CRITERIA = """To hold this badge, a person has

- attended **all four** practical sessions, and led one of them,
- planned, written up and carried out a rescue drill with a team of at least three,
- passed the written examination with 70 points or more of 100,
- shown that they can teach what they learnt: a session of thirty minutes, watched by an assessor.

Equivalent training elsewhere can be recognised in part. *The assessors' handbook* says how; ask the
[training office](https://www.northgate.example/training) before you enrol."""

TEXT = "CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_520_ci"
# 26 characters of the alphabet of public ids, spread evenly, the same for the same number.
PUBLIC_ID = "LEFT(MD5(CONCAT('{salt}', {n})), 26)"


def public_id(salt, n):
    return PUBLIC_ID.format(salt=salt, n=n)


def organisations(made, db):
    """The administrator's organisation, and another one whose awards lie in the same table. Their ids."""
    create_admin(made)
    first = db.value("SELECT MIN(id) FROM organisation")
    if first is None:
        raise BenchError("badgesctl create-admin made no organisation")
    db.run(f"INSERT INTO organisation (public_id, slug, name, created_at) SELECT {public_id('organisation', 2)}, 'southgate', 'Southgate Institute', NOW(6)")
    other = db.value("SELECT id FROM organisation WHERE slug = 'southgate'")
    db.run("INSERT INTO organisation_ancestor VALUES (%s, %s, 0)", other, other)
    return first, other


def badges(db, organisation, count):
    """A graphic, an issuer, and this many published badges. Their ids are in a row; returns the first, and that of the issuer's version."""
    drawing = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 400 400"><circle cx="200" cy="200" r="180" fill="#206bc4"/></svg>'
    db.run(f"""INSERT INTO graphic (public_id, organisation_id, name, width, height, svg, png, sha256, created_at, created_by, updated_at)
               SELECT {public_id('graphic', organisation)}, %s, 'Blue', 400, 400, %s, %s, UNHEX(SHA2(%s, 256)), NOW(6), 1, NOW(6)""",
           organisation, drawing, b"\x89PNG\r\n\x1a\n", drawing)
    graphic = db.value("SELECT MAX(id) FROM graphic")
    db.run(f"INSERT INTO issuer (public_id, organisation_id, created_at, updated_at) SELECT {public_id('issuer', organisation)}, %s, NOW(6), NOW(6)", organisation)
    issuer = db.value("SELECT MAX(id) FROM issuer")
    db.run("""INSERT INTO issuer_version (issuer_id, number, name, url, email, description, created_at, created_by)
              VALUES (%s, 1, 'Northgate College', 'https://www.northgate.example/', 'badges@northgate.example', 'Teaching since 1921.', NOW(6), 1)""", issuer)
    issuer_version = db.value("SELECT MAX(id) FROM issuer_version")
    db.run("UPDATE issuer SET version_id = %s WHERE id = %s", issuer_version, issuer)
    start = db.value("SELECT COALESCE(MAX(id), 0) + 1 FROM badge_class")
    db.run(f"""INSERT INTO badge_class (id, public_id, organisation_id, issuer_id, graphic_id, version_id, state, duplicate_policy, created_at, created_by, updated_at, published_at)
               SELECT %s + seq, {public_id('badge', '%s + seq')}, %s, %s, %s, %s + seq, 'published', 'skip', NOW(6), 1, NOW(6), NOW(6) FROM seq_0_to_{count - 1}""",
           start, start, organisation, issuer, graphic, start)
    tags = json.dumps(["Mountain rescue", "First aid", "Leadership", "Planning"])
    attributes = json.dumps([{"key": "hours", "name": "Hours", "type": "number", "required": False},
                             {"key": "place", "name": "Place", "type": "text", "required": False}])
    db.run(f"""INSERT INTO badge_class_version (id, badge_class_id, number, name, description, language, criteria_text, tags_json, attributes_json, used, created_at, created_by)
               SELECT %s + seq, %s + seq, 1, CONCAT('Mountain Rescue, level ', seq + 1), 'Plans and leads a rescue in high ground, and teaches others to.', 'en-GB', %s, %s, %s, 1, NOW(6), 1
               FROM seq_0_to_{count - 1}""", start, start, CRITERIA, tags, attributes)
    return start, issuer_version


def awards(db, count, first_badge, badge_count, issuer_version, organisation, salt, per_batch):
    """Inserts awards: few badges have most of them, people come back, days are spread over three years, one in fifty is revoked, half end some
    day, one in four has a narrative and evidence. Three in four come from batches of per_batch rows, one after the other."""
    start = db.value("SELECT COALESCE(MAX(id), 0) + 1 FROM assertion")
    first_batch = db.value("SELECT COALESCE(MAX(id), 0) + 1 FROM batch")
    db.run(f"""INSERT INTO batch (id, public_id, organisation_id, badge_class_id, name, state, row_count, issued_count, created_by, created_at, updated_at, finished_at)
               SELECT %s + seq, {public_id('batch' + salt, 'seq')}, %s, %s + seq MOD %s, CONCAT('Intake ', seq), 'issued', %s, %s, 1, NOW(6), NOW(6), NOW(6)
               FROM seq_0_to_{count // per_batch}""", first_batch, organisation, first_badge, badge_count, per_batch, per_batch)
    words = json.dumps({"narrative": "Led the spring cohort's rescue drill on the north face, in fog.",
                        "evidence": [{"url": "https://portfolio.example/drills/spring", "name": "Report of the drill", "narrative": "Written by the team."}],
                        "attributes": {"hours": "36", "place": "Glen Coe"}})
    for done in range(0, count, STEP):
        last = min(count, done + STEP) - 1
        # h: sixteen bits of noise at a time from a digest of the number
        db.run(f"""INSERT INTO assertion (id, public_id, organisation_id, badge_class_id, badge_class_version_id, issuer_version_id, batch_id, batch_row, state,
                 recipient_type, recipient_key, recipient_identity, recipient_name, issued_on, expires_on, external_id, details_json, source, created_by, created_at,
                 revoked_at, revoked_by, revocation_reason)
               SELECT %s + n, id, %s, badge, badge, %s, IF(b, %s + n DIV %s, NULL), IF(b, n MOD %s, NULL), r,
                 0, UNHEX(LEFT(SHA2(CONCAT('0:', mail), 256), 32)), mail, name, day, IF(h5 & 1, day + INTERVAL 2 YEAR, NULL), CONCAT('NC-', n),
                 IF(h5 & 6, NULL, %s), b, 1, day + INTERVAL h4 SECOND, IF(r, day + INTERVAL 40 DAY, NULL), IF(r, 1, NULL), IF(r, 'Issued in error', NULL)
               FROM (SELECT n, id, h4, h5, %s + FLOOR(POW(h1 / 65536, 3) * %s) AS badge, h2 & 3 <> 0 AS b, h3 MOD 50 = 0 AS r,
                       CONCAT('person', person, '@example.org') COLLATE utf8mb4_bin AS mail,
                       CONCAT(ELT(1 + person MOD 8, 'Amina', 'José', 'Siobhán', 'Grace', 'Łukasz', 'Olena', 'Hanako', 'Noa'), ' ',
                         ELT(1 + (person DIV 8) MOD 8, 'Yusuf', 'Álvarez', 'Byrne', 'Okafor', 'Nowak', 'Kovalenko', 'Sato', 'Levi'), ' ', person) AS name,
                       CURRENT_DATE() - INTERVAL (1 + FLOOR((%s - n) * 1000 / %s) + h4 MOD 30) DAY AS day
                     FROM (SELECT seq AS n, {public_id(salt, 'seq')} AS id, CONV(SUBSTR(d, 1, 4), 16, 10) AS h1, CONV(SUBSTR(d, 5, 4), 16, 10) AS h2,
                             CONV(SUBSTR(d, 9, 4), 16, 10) AS h3, CONV(SUBSTR(d, 13, 4), 16, 10) AS h4, CONV(SUBSTR(d, 17, 4), 16, 10) AS h5,
                             CONV(SUBSTR(d, 21, 8), 16, 10) MOD GREATEST(1, %s DIV 3) AS person
                           FROM (SELECT seq, MD5(CONCAT('{salt}', 'noise', seq)) AS d FROM seq_{done}_to_{last}) numbers) noise) awards""",
               start, organisation, issuer_version, first_batch, per_batch, per_batch, words, first_badge, badge_count, count, count, count)
        say(f"  {thousands(last + 1)} awards")
    return start


def copies(db, first, count, times, salt, shift=None):
    """Copies the awards with ids from first on, count of them, so many times: to other people and under other batches, which are copied too.
    shift: (organisation, by how much the ids of its badges differ, version of its issuer), for copies that belong to another organisation."""
    batches, first_batch = db.row("SELECT COUNT(*) n, MIN(id) f FROM batch").values()
    organisation, badges_by, issuer_version = shift or ("organisation_id", 0, "issuer_version_id")
    next_award, next_batch = db.row("SELECT MAX(id) + 1 a, (SELECT MAX(id) + 1 FROM batch) b FROM assertion").values()
    for k in range(times):
        award_by, batch_by = next_award - first + k * count, next_batch - first_batch + k * batches
        db.run(f"""INSERT INTO batch (id, public_id, organisation_id, badge_class_id, name, state, row_count, issued_count, created_by, created_at, updated_at, finished_at)
                   SELECT id + {batch_by}, {public_id('batch' + salt + str(k), 'id')}, {organisation}, badge_class_id + {badges_by}, CONCAT(name, ', again {k + 1}'), state, row_count,
                     issued_count, created_by, created_at, updated_at, finished_at FROM batch WHERE id >= {first_batch} AND id < {first_batch + batches}""")
        for done in range(first, first + count, STEP):
            until = min(first + count, done + STEP)
            db.run(f"""INSERT INTO assertion (id, public_id, organisation_id, badge_class_id, badge_class_version_id, issuer_version_id, batch_id, batch_row, state,
                         recipient_type, recipient_key, recipient_identity, recipient_name, issued_on, expires_on, external_id, details_json, source, created_by, created_at,
                         revoked_at, revoked_by, revocation_reason)
                       SELECT id + {award_by}, {public_id(salt + str(k), 'id')}, {organisation}, badge_class_id + {badges_by}, badge_class_version_id + {badges_by}, {issuer_version},
                         batch_id + {batch_by}, batch_row, state, 0, UNHEX(LEFT(SHA2(CONCAT('0:', {k}, recipient_identity), 256), 32)), CONCAT({k}, recipient_identity),
                         CONCAT(recipient_name, {k}), issued_on, expires_on, CONCAT(external_id, '-{k}'), details_json, source, created_by, created_at,
                         revoked_at, revoked_by, revocation_reason FROM assertion WHERE id >= {done} AND id < {until}""")
        say(f"  {thousands(next_award - first + (k + 1) * count)} awards")


def count_awards(db):
    """What is counted as awards are made: badge_class.award_count."""
    db.run("UPDATE badge_class b LEFT JOIN (SELECT badge_class_id, COUNT(*) n FROM assertion GROUP BY badge_class_id) a ON a.badge_class_id = b.id SET b.award_count = COALESCE(a.n, 0)")


def secondary_keys(db, table):
    """The lines of SHOW CREATE TABLE that are keys beside the primary one: {name: definition}."""
    lines = [line.strip().rstrip(",") for line in db.row(f"SHOW CREATE TABLE {table}")["Create Table"].splitlines()]
    return {line.split("`")[1]: line for line in lines if line.startswith(("KEY", "UNIQUE KEY"))}


class without_keys:
    """While this is entered, a table has its primary key only: rows go in fast, and the others are built in one go at the end."""

    def __init__(self, db, table):
        self.db, self.table = db, table

    def __enter__(self):
        self.keys = secondary_keys(self.db, self.table)
        if not self.keys:
            raise BenchError(f"{self.table} has no keys beside its primary one")
        self.db.run(f"ALTER TABLE {self.table} " + ", ".join(f"DROP KEY `{name}`" for name in self.keys))

    def __exit__(self, kind, *_):
        if kind is None:
            say(f"  its {len(self.keys)} keys")
            self.db.run(f"ALTER TABLE {self.table} " + ", ".join(f"ADD {line}" for line in self.keys.values()))
            self.db.run(f"ANALYZE TABLE {self.table}")
