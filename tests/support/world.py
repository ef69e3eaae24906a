"""A small world for tests of who may do what: a parent organisation, two below or beside it, and in each of these the same things.

    north    the parent
    a        below north: two issuers with everything of their own
    b        another organisation, whose things nobody of a may see

Rows are written straight into the database, so that a world takes a fraction of a second and does not need the pages under test. Import the
fixtures you use into a test module; the module then has an instance of its own:

    from support.world import clean_logs, instance, log_watch, world      # noqa: F401
"""
import base64, datetime, hashlib, json, secrets, struct, types, zlib

import pytest

from .client import Client
from .db import Database
from .instance import ROOT, temporary
from .logs import watched

ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"
BATCH_STATES = ("named", "uploaded", "checked", "issuing", "issued", "cancelled")
SCOPES = [*("https://purl.imsglobal.org/spec/ob/v3p0/scope/" + s for s in ("credential.readonly", "credential.upsert", "profile.readonly", "profile.update")), "offline_access"]
PERMISSIONS = ["organisation.manage", "people.manage", "roles.assign", "branding.manage", "graphics.edit", "issuers.edit", "issuers.staff", "badges.edit", "badges.publish",
               "assertions.issue", "assertions.update", "assertions.revoke", "reports.view", "exports.run", "pathways.edit", "rules.edit", "connections.manage", "api.manage",
               "audit.view"]
# The roles that ship, by where they are held, and two that organisations made: one of the organisation itself, one of the organisation above it.
ROLES_WHOLE = ("organisation_administrator", "badge_creator", "badge_issuer", "reporter", "user")
ROLES_ISSUER = ("issuer_owner", "issuer_editor", "issuer_staff")
ROLES_GROUP = ("group_administrator",)
CUSTOM = {"registrar": ("people.manage", "roles.assign", "audit.view"), "surveyor": ("badges.edit", "graphics.edit", "reports.view", "exports.run")}


def bits(*names):
    return sum(1 << PERMISSIONS.index(name) for name in names)


def new_id():
    return secrets.choice(ALPHABET[:8]) + "".join(secrets.choice(ALPHABET) for _ in range(25))


def png(size=64):
    """A plain square."""
    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
    rows = b"".join(b"\0" + b"\x20\x6b\xc4\xff" * size for _ in range(size))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", size, size, 8, 6, 0, 0, 0)) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


def recipient_key(address):
    return hashlib.sha256(b"0:" + address.encode()).digest()[:16]


class World:
    def __init__(self, instance):
        self.instance, self.db = instance, Database(instance)
        self.roles = {r["name"]: r for r in self.db.rows("SELECT id, name, permissions, reach FROM role WHERE organisation_id = 0")}
        self.sessions, self.accounts = {}, {}
        self.north = self.organisation("North", None)
        self.a = self.furnish(self.organisation("Aberdale", self.north))
        self.b = self.furnish(self.organisation("Borough", None))
        self.below = self.organisation("Abbey", self.a)
        for name, owner in (("registrar", self.a), ("surveyor", self.north)):
            self.roles[name] = vars(self.role(owner, name, *CUSTOM[name]))

    # --- rows

    def insert(self, table, **values):
        """The new row's id (for tables that count)."""
        with self.db._cursor() as cursor:
            cursor.execute(f"INSERT INTO `{table}` ({', '.join(f'`{c}`' for c in values)}) VALUES ({', '.join(['%s'] * len(values))})", list(values.values()))
            return cursor.lastrowid

    def organisation(self, name, parent):
        o = types.SimpleNamespace(public_id=new_id(), name=name, slug=name.lower())
        o.id = self.insert("organisation", public_id=o.public_id, parent_id=parent and parent.id, slug=o.slug, name=name, created_at=now())
        self.insert("organisation_ancestor", organisation_id=o.id, ancestor_id=o.id, depth=0)
        o.above = [parent, *parent.above] if parent else []
        for depth, ancestor in enumerate(o.above, 1):
            self.insert("organisation_ancestor", organisation_id=o.id, ancestor_id=ancestor.id, depth=depth)
        return o

    def role(self, o, name, *permissions):
        r = types.SimpleNamespace(public_id=new_id(), name=name, permissions=bits(*permissions))
        r.id = self.insert("role", public_id=r.public_id, organisation_id=o.id, name=name, display_name=f"{name.title()} of {o.name}", description="Made by hand.",
                           permissions=r.permissions, reach="organisation", created_at=now())
        return r

    def group(self, o, name):
        g = types.SimpleNamespace(public_id=new_id(), name=name)
        g.id = self.insert("people_group", public_id=g.public_id, organisation_id=o.id, name=name, created_by=1, created_at=now(), updated_at=now())
        return g

    def place(self, account, organisation, role, issuer=None, group=None):
        """A role of an account, with what is worked out from it."""
        self.insert("role_assignment", account_id=account.id, organisation_id=organisation.id, issuer_id=issuer.id if issuer else 0, group_id=group.id if group else 0,
                    role_id=self.roles[role]["id"], created_at=now())
        if group:
            self.db.run("UPDATE people_group SET member_count = member_count + 1 WHERE id = %s", group.id)
        for o in [organisation, *organisation.above]:
            self.db.run("INSERT IGNORE INTO organisation_person (organisation_id, account_id, sort_name, joined_at, state) SELECT %s, id, name, created_at, state FROM account WHERE id = %s", o.id, account.id)

    def person(self, o):
        """Somebody who belongs to the organisation and to its group, and may do nothing there."""
        p = types.SimpleNamespace(public_id=new_id(), name="Rosa Lind", email=f"rosa@{o.slug}.example")
        p.id = self.insert("account", public_id=p.public_id, email=p.email, name=p.name, state="verified", created_at=now())
        self.place(p, o, "user")
        self.place(p, o, "user", group=o.group)
        return p

    def furnish(self, o):
        """Everything once for each of two issuers: o.first and o.second, and what belongs to no issuer in o itself."""
        o.graphic = self.graphic(o)
        o.group = self.group(o, f"Evening class of {o.name}")
        o.person = self.person(o)
        o.role = self.role(o, f"clerk_{o.slug}", "reports.view")
        o.picture = types.SimpleNamespace(public_id=new_id())
        self.insert("organisation_picture", public_id=o.picture.public_id, organisation_id=o.id, media_type="image/png", width=64, height=64, data=png(), created_at=now(), created_by=1)
        o.first, o.second = (self.issuer(o, f"{o.name} {word}") for word in ("College", "Academy"))
        for i in (o.first, o.second):
            i.badge = self.badge(o, i, f"{i.name} Diploma", "published")
            i.draft = self.badge(o, i, f"{i.name} Draft", "draft")
            i.assertion = self.assertion(o, i, f"holder.of.{i.id}@{o.slug}.example")
            i.revoked = self.assertion(o, i, f"former@{o.slug}.example", state=1, revoked_at=now(), revoked_by=1, revocation_reason="Issued by mistake")
            i.expired = self.assertion(o, i, f"long.ago@{o.slug}.example", issued_on="2020-01-01", expires_on="2021-01-31")
            i.batch = self.batch(o, i)
            i.mail = self.mail(o, i.assertion)
            i.endorsement = self.endorsement(o, i)
        o.framework = types.SimpleNamespace(public_id=new_id())
        o.framework.id = self.insert("framework", public_id=o.framework.public_id, organisation_id=o.id, name=f"Skills of {o.name}", kind="csv", state="ready", item_count=1, created_at=now(),
                                     created_by=1, updated_at=now())
        self.insert("framework_item", framework_id=o.framework.id, number=1, name=f"Swims at {o.name}")
        o.people_act = types.SimpleNamespace(public_id=new_id())
        self.insert("people_act", public_id=o.people_act.public_id, organisation_id=o.id, kind="add", to_group_id=o.group.id, state="done", created_by=1, address="127.0.0.1", created_at=now(),
                    finished_at=now())
        o.people_import = types.SimpleNamespace(public_id=new_id())
        o.people_import.id = self.insert("people_import", public_id=o.people_import.public_id, organisation_id=o.id, place_organisation_id=o.id,
                                         role_id=self.db.value("SELECT id FROM role WHERE organisation_id = 0 AND name = 'user'"), state="done", file_name=f"people of {o.slug}.csv",
                                         file_json="{}", mapping_json="[]", language="en", row_count=1, created_by=1, address="127.0.0.1", created_at=now(), finished_at=now())
        self.insert("people_import_row", import_id=o.people_import.id, number=2, verdict=3, email=f"brought@{o.slug}.example", name=f"Brought to {o.name}", data=b"")
        o.revocation = types.SimpleNamespace(public_id=new_id())
        o.revocation.id = self.insert("revocation", public_id=o.revocation.public_id, organisation_id=o.id, state="done", reason="Mistake", last_assertion_id=o.second.revoked.id,
                                      total=1, revoked_count=1, created_by=1, address="127.0.0.1", created_at=now(), finished_at=now())
        self.insert("revocation_item", revocation_id=o.revocation.id, assertion_id=o.second.revoked.id, outcome=1)
        return o

    def graphic(self, o):
        g = types.SimpleNamespace(public_id=new_id())
        svg = (ROOT / "conf/dev/graphics/coach.svg").read_bytes()
        g.id = self.insert("graphic", public_id=g.public_id, organisation_id=o.id, name="Shield", width=64, height=64, svg=svg, png=png(), sha256=hashlib.sha256(svg).digest(),
                           created_at=now(), created_by=1, updated_at=now(), design='{"shape":"shield","icon":"star-filled"}')
        return g

    def issuer(self, o, name):
        i = types.SimpleNamespace(public_id=new_id(), name=name)
        i.id = self.insert("issuer", public_id=i.public_id, organisation_id=o.id, created_at=now(), updated_at=now())
        i.version_id = self.insert("issuer_version", issuer_id=i.id, number=1, name=name, url="https://issuer.example/", email="badges@issuer.example",
                                   description="Teaches.", logo_graphic_id=o.graphic.id, created_at=now(), created_by=1)
        self.db.run("UPDATE issuer SET version_id = %s WHERE id = %s", i.version_id, i.id)
        return i

    def badge(self, o, i, name, state):
        b = types.SimpleNamespace(public_id=new_id(), name=name)
        b.id = self.insert("badge_class", public_id=b.public_id, organisation_id=o.id, issuer_id=i.id, graphic_id=o.graphic.id, state=state, created_at=now(), created_by=1,
                           updated_at=now(), published_at=None if state == "draft" else now())
        b.version_id = self.insert("badge_class_version", badge_class_id=b.id, number=1, name=name, description="What was learnt.", language="en",
                                   criteria_text="Pass the *examination*.", tags_json='["law"]', attributes_json="[]", used=int(state != "draft"), created_at=now(), created_by=1)
        self.db.run("UPDATE badge_class SET version_id = %s, award_count = 3 WHERE id = %s", b.version_id, b.id)
        return b

    def assertion(self, o, i, address, name="Noor Haddad", **more):
        a = types.SimpleNamespace(public_id=new_id(), address=address)
        values = {"public_id": a.public_id, "organisation_id": o.id, "badge_class_id": i.badge.id, "badge_class_version_id": i.badge.version_id, "issuer_version_id": i.version_id,
                  "recipient_key": recipient_key(address), "recipient_identity": address, "recipient_name": name, "issued_on": "2026-01-02", "source": 0, "created_by": 1,
                  "created_at": now()}
        a.id = self.insert("assertion", **{**values, **more})
        return a

    def batch(self, o, i, state="named"):
        t = types.SimpleNamespace(public_id=new_id())
        t.id = self.insert("batch", public_id=t.public_id, organisation_id=o.id, badge_class_id=i.badge.id, name=f"Spring at {i.name}", state=state, created_by=1,
                           created_at=now(), updated_at=now())
        return t

    def mail(self, o, a):
        """A mail that was given up, so that no worker touches it."""
        m = types.SimpleNamespace(public_id=new_id())
        m.id = self.insert("outbox", organisation_id=o.id, kind="mail.award", job_key=m.public_id, assertion_id=a.id, address=a.address, state="given_up", due_at=now(),
                           attempts=9, last_error="550 no such person", created_at=now())
        return m

    def sign(self):
        """Has the keys of all issuers made, which happens when something signed is first asked for: afterwards a GET changes nothing."""
        public = Client(self.instance.base_url)
        for o in (self.a, self.b):
            for i in (o.first, o.second):
                for form in ("jws", "vc.json"):
                    assert public.get(f"/assertions/{i.assertion.public_id}.{form}").status == 200

    def endorsement(self, o, i):
        """One that the issuer made, of its own badge: who may see and revoke it is all that matters."""
        e = types.SimpleNamespace(public_id=new_id())
        e.id = self.insert("endorsement", public_id=e.public_id, organisation_id=o.id, subject_kind="badge_class", subject_id=i.badge.id, subject_version_id=i.badge.version_id,
                           subject_version=1, endorser_organisation_id=o.id, issuer_id=i.id, issuer_version_id=i.version_id, state="made", comment="Worth it.", language="en",
                           created_by=1, created_at=now(), made_by=1, made_at=now())
        return e

    # --- people

    def account(self, key, organisation, role, issuer=None, state="verified", group=None, shown=None):
        """An account with one role (None: without), and a session that shows the organisation, or another one. key finds it again."""
        account = types.SimpleNamespace(email=f"{key}@people.example", organisation=organisation, role=role, issuer=issuer, group=group, state=state, shown=shown or organisation,
                                        permissions=self.roles[role]["permissions"] if role else 0)
        account.id = self.insert("account", public_id=new_id(), email=account.email, name=key.replace("_", " ").title(), state=state, created_at=now())
        if role:
            self.place(account, organisation, role, issuer, group)
        self.accounts[key] = account
        self.session(key)
        return account

    def session(self, key, shown=None):
        """A new session of an account of account(); the cookie's text."""
        token = base64.urlsafe_b64encode(secrets.token_bytes(32)).rstrip(b"=").decode()
        account = self.accounts[key]
        self.insert("session", token_hash=hashlib.sha256(token.encode()).digest(), account_id=account.id, organisation_id=(shown or account.shown).id, created_at=now(),
                    seen_at=now(), expires_at=now(days=1), address="127.0.0.1", user_agent="test")
        self.sessions[key] = token
        return token

    def token(self, key, scopes, seconds=3600, kind=0):
        """An access token of an account of account(), with these scopes, for an application that they connected."""
        token = base64.urlsafe_b64encode(secrets.token_bytes(32)).rstrip(b"=").decode()
        bits = sum(1 << SCOPES.index(s) for s in scopes)
        client = self.insert("oauth_client", public_id=new_id(), name="Wallet", scopes=bits, metadata_json='{"redirect_uris": ["https://wallet.example/"]}', address="127.0.0.1",
                             created_at=now(), used_at=now())
        grant = self.insert("oauth_grant", account_id=self.accounts[key].id, client_id=client, scopes=bits, created_at=now(), used_at=now(), ends_at=now(days=1))
        self.insert("oauth_token", token_hash=hashlib.sha256(token.encode()).digest(), grant_id=grant, kind=kind, scopes=bits, created_at=now(), expires_at=now(seconds=seconds))
        return token

    def cookie(self, key):
        name = "__Host-bdg_session" if self.instance.base_url.startswith("https") else "bdg_session"
        return f"{name}={self.sessions[key]}"

    def csrf(self, key):
        return csrf_of(self.sessions[key])

    def client(self, key):
        c = Client(self.instance.base_url)
        c.cookies = dict([self.cookie(key).split("=", 1)])
        return c

    # --- looking

    # Tables without organisation_id: how their rows belong to one; or, None, that they belong to none.
    BELONGS = {
        "organisation": "id = {o}", "organisation_ancestor": "organisation_id = {o} OR ancestor_id = {o}",
        "issuer_version": "issuer_id IN (SELECT id FROM issuer WHERE organisation_id = {o})",
        "badge_class_version": "badge_class_id IN (SELECT id FROM badge_class WHERE organisation_id = {o})",
        "batch_chunk": "batch_id IN (SELECT id FROM batch WHERE organisation_id = {o})",
        "batch_correction": "batch_id IN (SELECT id FROM batch WHERE organisation_id = {o})",
        "batch_exception": "batch_id IN (SELECT id FROM batch WHERE organisation_id = {o})",
        "framework_item": "framework_id IN (SELECT id FROM framework WHERE organisation_id = {o})",
        "people_act_item": "act_id IN (SELECT id FROM people_act WHERE organisation_id = {o})",
        "people_import_row": "import_id IN (SELECT id FROM people_import WHERE organisation_id = {o})",
        "revocation_item": "revocation_id IN (SELECT id FROM revocation WHERE organisation_id = {o})",
        "account": None, "session": None, "one_time_link": None, "throttle": None, "organisation_tree": None, "job": None, "public_change": None, "schema_migration": None, "badge_card": None,
        "oauth_client": None, "oauth_grant": None, "oauth_code": None, "oauth_token": None, "account_profile": None,
        "account_identity": None, "identity_link": None, "collection": None, "collection_item": None, "imported_badge": None,
        "second_factor": None, "recovery_code": None, "account_picture": None,
    }

    def checksum(self, organisation):
        """A digest of every row that is this organisation's."""
        digest = hashlib.sha256()
        scoped = {r["table_name"] for r in self.db.rows("SELECT table_name FROM information_schema.columns WHERE table_schema = DATABASE() AND column_name = 'organisation_id'")}
        for table in sorted(self.db.tables()):
            if table in self.BELONGS:
                where = self.BELONGS[table]
            elif table in scoped:
                where = "organisation_id = {o}"
            else:
                raise AssertionError(f"whose are the rows of {table}? Tell World.BELONGS")
            if where:
                rows = self.db.rows(f"SELECT * FROM `{table}` WHERE {where.format(o=organisation.id)}")
                digest.update(table.encode())
                for line in sorted(repr(sorted(r.items())) for r in rows):
                    digest.update(line.encode())
        return digest.hexdigest()


def csrf_of(token):
    """As a page shows it, under the mask of nothing but zeros."""
    return base64.urlsafe_b64encode(bytes(24) + hashlib.sha256(b"csrf:" + token.encode()).digest()[:24]).decode()


def now(**later):
    return datetime.datetime.now(datetime.timezone.utc).replace(tzinfo=None) + datetime.timedelta(**later)


def routes(instance):
    """The route table, as `badgesctl routes --json` prints it; permission None where being able to see is enough."""
    return [{"permission": None, **route} for route in json.loads(instance.ctl("routes", "--json"))]


# --- fixtures, to be imported


@pytest.fixture(scope="module")
def instance(request):
    """Settings of the instance: SETTINGS of the test module, where it has one."""
    with temporary(**getattr(request.module, "SETTINGS", {})) as made:
        yield made


@pytest.fixture(scope="module")
def log_watch(instance):
    yield from watched(instance)


@pytest.fixture(autouse=True)
def clean_logs(request, log_watch):
    """Fails the test that leaves a line in an error log, unless it said so: @pytest.mark.log_allows(r"pattern")."""
    yield
    allowed = [p for mark in request.node.iter_markers("log_allows") for p in mark.args]
    found = log_watch.unexpected(allowed)
    if found:
        pytest.fail("the logs say:\n" + "\n".join(found), pytrace=False)


@pytest.fixture(scope="module")
def world(instance):
    made = World(instance)
    yield made
    made.db.close()
