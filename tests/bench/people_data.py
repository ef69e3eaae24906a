"""A tree of ten thousand organisations with a million people, roles, groups, badges, awards and what was written about all that, made by the
database itself from numbers, so that they are the same each time."""
import data
from kit import BenchError, create_admin, say, thousands

ORGANISATIONS, DEEP, WIDE = 10_000, 12, 3_000       # levels of the tree; children of one of them, to which one person in ten belongs
PEOPLE, ROLES, GROUPS, AUDIT = 1_000_000, 200, 2_000, 2_000_000
BADGES, AWARDS, PLACES = 50_000, 300_000, 300       # places: of one single person
SIZES = (ORGANISATIONS, DEEP, WIDE, PEOPLE, ROLES, GROUPS, AUDIT, BADGES, AWARDS, PLACES)
STEP = 100_000
LARGE = 5                                           # the one with many below it and many people
H = "CONV(SUBSTR(MD5(CONCAT('{salt}', seq)), {at}, 4), 16, 10)"


def noise(salt, at=1):
    """Sixteen bits that hang on seq."""
    return H.format(salt=salt, at=at)


def somewhere(root, salt):
    """An organisation: half of what is laid by this goes to a sixteenth of them."""
    return f"{root} + FLOOR(POW({noise(salt)} / 65536, 4) * {ORGANISATIONS})"


def tree(db, root):
    """Two below each down to the twelfth level; then one with three thousand children, and the rest anywhere above the last level."""
    two = 2 ** DEEP - 2
    db.run(f"""INSERT INTO organisation (id, public_id, parent_id, slug, name, created_at)
               SELECT {root} + seq, {data.public_id('organisation', 'seq')},
                 {root} + IF(seq <= {two}, (seq - 1) DIV 2, IF(seq <= {two + WIDE}, {LARGE}, {noise('tree')} MOD {2 ** (DEEP - 1) - 1})),
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
    roles = [db.value("SELECT id FROM role WHERE organisation_id = 0 AND name = %s", name) for name in ("user", "reporter", "badge_issuer", "badge_creator")]
    for done in range(0, PEOPLE, STEP):
        numbers = f"seq_{done}_to_{done + STEP - 1}"
        db.run(f"""INSERT INTO account (id, public_id, email, name, first_name, last_name, state, created_at, verified_at)
                   SELECT {start} + seq, {data.public_id('account', 'seq')}, CONCAT('person', seq, '@example.org'), CONCAT({first}, ' ', {last}), {first}, {last},
                     ELT(1 + ({noise('state')} MOD 20 = 0) + ({noise('state')} MOD 50 = 1) * 2, 'verified', 'invited', 'suspended'), NOW(6) - INTERVAL seq SECOND, NOW(6) FROM {numbers}""")
        # one in ten holds a role that may do something
        db.run(f"""INSERT INTO role_assignment (account_id, organisation_id, role_id, created_at)
                   SELECT {start} + seq, IF(seq MOD 10 = 3, {root + LARGE}, {somewhere(root, 'place')}),
                     IF({noise('role')} MOD 10, {roles[0]}, ELT(1 + {noise('role', 5)} MOD 4, {', '.join(map(str, roles))})), NOW(6) - INTERVAL seq SECOND FROM {numbers}""")
        db.run(f"""INSERT INTO role_assignment (account_id, organisation_id, group_id, role_id, created_at)
                   SELECT {start} + seq, g.organisation_id, g.id, {roles[0]}, NOW(6) - INTERVAL seq SECOND
                   FROM {numbers} STRAIGHT_JOIN people_group g ON g.id = 1 + FLOOR(POW({noise('group')} / 65536, 3) * {GROUPS}) WHERE {noise('group', 5)} MOD 4 = 0""")
        say(f"  {thousands(done + STEP)} people")
    db.run(f"INSERT IGNORE INTO role_assignment (account_id, organisation_id, role_id, created_at) SELECT {start}, {root} + 7 * seq, {roles[1]}, NOW(6) FROM seq_1_to_{PLACES}")
    db.run("""INSERT INTO organisation_person (organisation_id, account_id, sort_name, joined_at, state)
              SELECT oa.ancestor_id, a.id, LEFT(TRIM(CONCAT(a.last_name, ' ', a.first_name)), 120), ra.joined, a.state
              FROM (SELECT account_id, organisation_id, MIN(created_at) joined FROM role_assignment GROUP BY account_id, organisation_id) ra
              JOIN account a ON a.id = ra.account_id JOIN organisation_ancestor oa ON oa.organisation_id = ra.organisation_id
              ON DUPLICATE KEY UPDATE joined_at = LEAST(joined_at, ra.joined)""")
    db.run("UPDATE people_group g JOIN (SELECT group_id, COUNT(*) n FROM role_assignment WHERE group_id > 0 GROUP BY group_id) m ON m.group_id = g.id SET g.member_count = m.n")


def badges(db, root):
    """Badges of all organisations; each has an issuer and a graphic once it has badges."""
    first, version = data.badges(db, root, BADGES)
    data.awards(db, AWARDS, first, BADGES, version, root, "award", 5_000)
    db.run(f"UPDATE badge_class b JOIN seq_0_to_{BADGES - 1} ON b.id = {first} + seq SET b.organisation_id = {somewhere(root, 'badges')}")
    db.run(f"""INSERT INTO issuer (id, public_id, organisation_id, version_id, created_at, updated_at)
               SELECT 1000000 + organisation_id, {data.public_id('issuer of', 'organisation_id')}, organisation_id, 1000000 + organisation_id, NOW(6), NOW(6)
               FROM badge_class GROUP BY organisation_id""")
    db.run("""INSERT INTO issuer_version (id, issuer_id, number, name, url, email, description, created_at, created_by)
              SELECT id, id, 1, CONCAT('Issuer ', id - 1000000), 'https://www.northgate.example/', 'badges@northgate.example', 'Teaching since 1921.', NOW(6), 1 FROM issuer WHERE id > 1000000""")
    db.run(f"""INSERT INTO graphic (id, public_id, organisation_id, name, width, height, svg, png, sha256, created_at, created_by, updated_at)
               SELECT i.id, {data.public_id('graphic of', 'i.id')}, i.organisation_id, CONCAT('Drawing ', i.id - 1000000), 400, 400, g.svg, g.png, g.sha256, NOW(6), 1, NOW(6)
               FROM issuer i JOIN (SELECT svg, png, sha256 FROM graphic LIMIT 1) g WHERE i.id > 1000000""")
    db.run("UPDATE badge_class SET issuer_id = 1000000 + organisation_id, graphic_id = 1000000 + organisation_id")
    with data.without_keys(db, "assertion"):
        db.run("UPDATE assertion a JOIN badge_class b ON b.id = a.badge_class_id SET a.organisation_id = b.organisation_id, a.issuer_version_id = 1000000 + b.organisation_id")
    db.run("UPDATE batch t JOIN badge_class b ON b.id = t.badge_class_id SET t.organisation_id = b.organisation_id")
    data.count_awards(db)


def fill(made, db):
    say(f"makes {thousands(ORGANISATIONS)} organisations and {thousands(PEOPLE)} people (once, in some minutes; kept in {made.var})")
    create_admin(made)
    root, start = db.value("SELECT MIN(id) FROM organisation"), db.value("SELECT MAX(id) + 1 FROM account")
    tree(db, root)
    db.run(f"""INSERT INTO role (public_id, organisation_id, name, display_name, description, permissions, reach)
               SELECT {data.public_id('role', 'seq')}, {root} + IF(seq MOD 2, 0, {noise('roles')} MOD {ORGANISATIONS}), CONCAT('role_', seq), CONCAT('Role ', seq), 'Made by the organisation.',
                 {noise('roles', 5)}, 'organisation' FROM seq_1_to_{ROLES}""")
    db.run(f"""INSERT INTO people_group (id, public_id, organisation_id, name, created_by, created_at, updated_at)
               SELECT 1 + seq, {data.public_id('group', 'seq')}, {somewhere(root, 'groups')}, CONCAT('Group ', seq), 1, NOW(6), NOW(6) FROM seq_0_to_{GROUPS - 1}""")
    with data.without_keys(db, "organisation_person"), data.without_keys(db, "account"), data.without_keys(db, "role_assignment"):
        people(db, root, start)
    badges(db, root)
    with data.without_keys(db, "audit"):
        db.run(f"""INSERT INTO audit (organisation_id, at, account_id, address, action, object_kind, object_id, before_json, after_json)
                   SELECT {somewhere(root, 'audit')}, NOW(6) - INTERVAL ({AUDIT} - seq) * 10 SECOND, {start} + {noise('actor')}, '192.0.2.7',
                     ELT(1 + seq MOD 4, 'badge_class.update', 'assertion.revoke', 'issuer.update', 'account.update'), ELT(1 + seq MOD 4, 'badge_class', 'assertion', 'issuer', 'account'), {start} + seq MOD 1000,
                     '{{"name":"Mountain Rescue"}}', '{{"name":"Mountain Rescue, level 1"}}' FROM seq_0_to_{AUDIT - 1}""")
    db.run("ANALYZE TABLE organisation, organisation_ancestor, account, role_assignment, organisation_person, people_group, badge_class, issuer, graphic, batch, audit")
