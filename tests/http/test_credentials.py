"""The Credentials page against a filter in Python over the same rows; one credential's page; issuing one by hand; search."""
import datetime, random, re, types, unicodedata, urllib.parse

import pytest

from support.world import World, new_id, now, recipient_key
from support.world import clean_logs, instance, log_watch, world      # noqa: F401

TODAY = datetime.datetime.now(datetime.timezone.utc).date()
FIRST = ["Ana", "Anaïs", "Bo", "Björk", "Siân", "Łucja", "Ann", "100%", "Under_score", "Zoë"]
LAST = ["Castañeda", "Berg", "O'Brien", "Zając", "Al", "Smith"]
ROWS = 1500


@pytest.fixture(scope="module")
def crowd(world):
    """An organisation with 1,500 awards of four badges of two issuers, many of them alike."""
    rnd = random.Random(2026)
    o = world.organisation("Crowd", None)
    o.graphic = world.graphic(o)
    o.issuers = [world.issuer(o, f"Issuer {n}") for n in "XY"]
    o.badges = []
    for n, issuer in enumerate([o.issuers[0], o.issuers[0], o.issuers[1], o.issuers[1]]):
        badge = world.badge(o, issuer, f"Badge {n}", "published")
        badge.issuer = issuer
        o.badges.append(badge)
    o.batches = []
    for badge in o.badges[:2]:
        issuer = types.SimpleNamespace(**{**vars(badge.issuer), "badge": badge})
        o.batches.append(world.batch(o, issuer, "issued"))
        o.batches[-1].badge = badge
    rows, values = [], []
    for n in range(ROWS):
        batch = rnd.choice([None, None, *o.batches])
        badge = batch.badge if batch else rnd.choice(o.badges)
        first, last = rnd.choice(FIRST), rnd.choice(LAST)
        row = types.SimpleNamespace(
            id=new_id(), badge=badge, batch=batch, row=n if batch else None, name=f"{first} {last}", external=rnd.choice([None, None, f"X-{rnd.randrange(40)}", "Ana"]),
            address=unicodedata.normalize("NFKD", f"{first}.{last}{rnd.randrange(400)}@example.org").encode("ascii", "ignore").decode().lower().replace("'", ""),
            issued=TODAY - datetime.timedelta(days=rnd.choice([0, 1, 1, 1, rnd.randrange(900)])),
            state=int(rnd.random() < 0.15))
        row.expires = None if rnd.random() < 0.4 else TODAY + datetime.timedelta(days=rnd.choice([-1, 0, 1, 29, 30, 31, rnd.randrange(-300, 400)]))
        rows.append(row)
        values.append((row.id, o.id, badge.id, badge.version_id, badge.issuer.version_id, batch and batch.id, row.row, row.state, recipient_key(row.address), row.address,
                       row.name, row.issued, row.expires, row.external, 1 if batch else 0, 1, now()))
    with world.db._cursor() as cursor:
        cursor.executemany("INSERT INTO assertion (public_id, organisation_id, badge_class_id, badge_class_version_id, issuer_version_id, batch_id, batch_row, state, recipient_key,"
                           " recipient_identity, recipient_name, issued_on, expires_on, external_id, source, created_by, created_at) VALUES (" + ",".join(["%s"] * 17) + ")", values)
    ids = {r["public_id"]: r["id"] for r in world.db.rows("SELECT public_id, id FROM assertion WHERE organisation_id = %s", o.id)}
    for row in rows:
        row.key = ids[row.id]
    o.rows = rows
    world.account("keeper", o, "organisation_administrator")
    world.account("clerk", o, "issuer_staff", o.issuers[0])
    return o


def fold(text):
    """As the database compares names: without case and accents."""
    return "".join(c for c in unicodedata.normalize("NFKD", text.replace("Ł", "L").replace("ł", "l")) if not unicodedata.combining(c)).casefold()


def fits(row, badge=None, batch=None, state="", since=None, until=None):
    valid = row.state == 0 and (row.expires is None or row.expires >= TODAY)
    states = {"": True, "valid": valid, "expiring": valid and row.expires is not None and row.expires <= TODAY + datetime.timedelta(days=30),
              "expired": row.state == 0 and row.expires is not None and row.expires < TODAY, "revoked": row.state == 1}
    return (states[state] and (not badge or row.badge is badge) and (not batch or row.batch is batch) and (not since or row.issued >= since)
            and (not until or row.issued <= until))


def by_text(rows, q, whole, chosen):
    """What a text finds, and where: as store/assertion_list.h says. whole: all rows of the organisation. chosen: a badge, a batch or issuers narrow the list."""
    contains = lambda r: fold(q) in fold(r.name) or q.lower() in r.address or r.external == q
    if chosen:
        return [r for r in rows if contains(r)], "contains"
    if any(r.external == q for r in whole):
        return [r for r in rows if r.external == q], "external"
    if any(fold(r.name).startswith(fold(q)) for r in whole):
        return [r for r in rows if fold(r.name).startswith(fold(q))], "name"
    return [r for r in rows if r.address.startswith(q.lower())], "identity"


def expected(crowd, filters, clerk=False):
    narrow = {k: v for k, v in filters.items() if k != "q"}
    whole = crowd.rows
    rows = [r for r in whole if fits(r, **narrow) and (not clerk or r.badge.issuer is crowd.issuers[0])]
    order = None
    if filters.get("q"):
        rows, order = by_text(rows, filters["q"], whole, filters.get("badge") or filters.get("batch") or clerk)
    date_order = lambda r: (-r.issued.toordinal(), -r.key)
    if filters.get("batch"):
        rows.sort(key=lambda r: r.row)
    elif order == "external":
        rows.sort(key=lambda r: r.key)
    elif order == "name":
        rows.sort(key=lambda r: (fold(r.name), r.key))
    elif order == "identity":
        rows.sort(key=lambda r: (r.address, r.key))
    elif order is None and filters.get("state") == "expiring":
        rows.sort(key=lambda r: (r.expires, r.key))
    elif order is None and filters.get("state") == "expired" and not (filters.get("since") or filters.get("until")):
        rows.sort(key=lambda r: (-r.expires.toordinal(), -r.key))
    else:
        rows.sort(key=date_order)
    return [r.id for r in rows], order == "name"


def query(filters, **more):
    names = {"since": "from", "until": "to"}
    pairs = {names.get(k, k): getattr(v, "public_id", v) for k, v in filters.items() if v}
    return "/admin/credentials?" + "&".join(f"{k}={re.sub('%', '%25', str(v)).replace(' ', '%20').replace('+', '%2B')}" for k, v in {**pairs, **more}.items())


def shown(page):
    return [a.rsplit("/", 1)[1] for a in page.doc.xpath("//*[@id='list']//tbody//a[contains(@class,'bdg-row-link')]/@href")]


def link(page, rel):
    found = page.doc.xpath(f"//nav[@aria-label='Pages']//a[@rel='{rel}']/@href")
    return found[0] if found else None


def walk(client, address, rel):
    """All pages from this one on, in the direction of rel."""
    pages = []
    while address:
        page = client.get(address)
        assert page.status == 200, page
        pages.append(page)
        address = link(page, rel)
        assert len(pages) < 100
    return pages


def combinations(crowd):
    rnd = random.Random(11)
    week, year = TODAY - datetime.timedelta(days=7), TODAY - datetime.timedelta(days=365)
    out = []
    for badge in (None, crowd.badges[0], crowd.badges[3]):
        for batch in (None, crowd.batches[0]):
            for state in ("", "valid", "expiring", "expired", "revoked"):
                for since, until in ((None, None), (year, None), (None, week), (year, week), (TODAY - datetime.timedelta(days=1),) * 2):
                    for q in ("", rnd.choice(["ana", "ANN", "bj", "sian", "100%", "under_", "X-7", "Ana", "zaj", "ana.castaneda1", "nobody", "a", "al", "smith1"])):
                        out.append({"badge": badge, "batch": batch, "state": state, "since": since, "until": until, "q": q})
    return out


def same_set_and_order(got, want, by_name):
    assert len(set(got)) == len(got), "a row stands there twice"
    assert set(got) == set(want), f"{len(got)} rows instead of {len(want)}"
    if not by_name:      # the order of names is the database's collation's
        assert got == want


@pytest.mark.parametrize("who", ["keeper", "clerk"])
def test_every_filter_both_ways(world, crowd, who):
    client = world.client(who)
    for filters in combinations(crowd):
        if who == "clerk" and filters["badge"] is crowd.badges[3]:
            assert client.get(query(filters)).status == 404
            continue
        want, by_name = expected(crowd, filters, who == "clerk")
        there = walk(client, query(filters), "next")
        got = [i for page in there for i in shown(page)]
        try:
            same_set_and_order(got, want, by_name)
            text = " ".join(there[0].doc.xpath("//*[contains(@class,'bdg-pager-text')]")[0].text_content().split())
            exact = "No credentials" if not want else "1 credential" if len(want) == 1 else f"{len(want):,} credentials"
            least = re.match(r"At least ([\d,]+) credentials?$|Not counted yet$", text)      # where a busy machine used up the time for counting
            assert text == exact or (least and int((least[1] or "0").replace(",", "")) <= len(want)), f"{text}, not {exact}"
            if len(there) > 1:
                back = [shown(page) for page in reversed(walk(client, there[-1].url, "prev"))]
                later = {i for page in back[1:] for i in page}      # the first page is filled up with what follows
                back[0] = [i for i in back[0] if i not in later]
                assert [i for page in back for i in page] == got, "paging back loses or doubles rows"
        except AssertionError as e:
            raise AssertionError(f"{ {k: getattr(v, 'name', v) for k, v in filters.items() if v} }: {e}") from None


def test_where_a_text_is_looked_for_can_be_chosen(world, crowd):
    client = world.client("keeper")
    page = client.get("/admin/credentials?q=ana.castaneda")
    assert "Addresses that begin with “ana.castaneda”." in page.words()
    page = client.get("/admin/credentials?q=an")
    assert "Names that begin with “an”." in page.words()
    found = shown(client.get(page.link("addresses")))
    want = [r.id for r in sorted((r for r in crowd.rows if r.address.startswith("an")), key=lambda r: (r.address, r.key))]
    assert found == want[:50]


def test_ids_and_addresses_find_one(world, crowd):
    client, row = world.client("keeper"), crowd.rows[7]
    for q in (row.id, f"{world.instance.base_url}/assertions/{row.id}", f"https://elsewhere.example/badges/assertions/{row.id}.json"):
        assert shown(client.get("/admin/credentials?q=" + urllib.parse.quote(q, safe=""))) == [row.id], q
    assert shown(client.get(f"/admin/credentials?q={row.id}&state={'valid' if row.state else 'revoked'}")) == []
    other = world.a.first.assertion.public_id
    assert shown(client.get(f"/admin/credentials?q={other}")) == []
    hidden = next(r for r in crowd.rows if r.badge is crowd.badges[2])
    assert shown(world.client("clerk").get(f"/admin/credentials?q={hidden.id}")) == []


def test_nonsense_in_the_address_is_harmless(world, crowd):
    client = world.client("keeper")
    first = shown(client.get("/admin/credentials"))
    for more in ("older=nonsense", f"older={world.a.first.assertion.public_id}", f"newer={new_id()}", "state=wrong", "from=2026-13-45", "in=nowhere"):
        assert shown(client.get(f"/admin/credentials?{more}")) == first, more
    for more in (f"badge={new_id()}", "badge=x", f"batch={world.a.first.batch.public_id}", f"badge={world.a.first.badge.public_id}"):
        assert client.get(f"/admin/credentials?{more}").status == 404, more


def test_others_credentials_are_not_there(world, crowd):
    client, other = world.client("keeper"), world.a.first.assertion
    before = world.checksum(world.a)
    for rest in ("", "/revoke"):
        assert client.get(f"/admin/credentials/{other.public_id}{rest}").status == 404
    token = {"_csrf": world.csrf("keeper"), "reason": "Because"}
    for rest in ("/revoke", "/mail"):
        assert client.post(f"/admin/credentials/{other.public_id}{rest}", token).status == 404
    assert client.post("/admin/credentials/revoke", {**token, "chosen": "1", "expected": "1", "id": other.public_id}).status == 404
    assert client.post("/admin/credentials/chosen", {**token, "act": "mail", "id": other.public_id}).status == 404
    assert client.get(f"/admin/credentials/new?badge={world.a.first.badge.public_id}").status == 404
    assert client.post("/admin/credentials/new", {**token, "badge": world.a.first.badge.public_id, "name": "X", "email": "x@example.org", "form": new_id()}).status == 404
    assert world.checksum(world.a) == before


def test_a_credentials_page_says_it_all(world, crowd):
    client = world.client("keeper")
    row = next(r for r in crowd.rows if r.batch and r.state == 0)
    page = client.get(f"/admin/credentials/{row.id}")
    for words in (row.name, row.address, row.badge.name, f"row {row.row + 1}", "Spring at Issuer X", "No mail was sent."):
        assert words in page.words(), words
    assert page.link("See the public page") == f"{world.instance.base_url}/assertions/{row.id}"


def test_nobody_sees_credentials_without_the_right(world, crowd):
    world.account("maker", crowd, "badge_creator")
    client = world.client("maker")
    assert client.get("/admin/credentials").status == 403
    assert client.get(f"/admin/credentials/{crowd.rows[0].id}").status == 403
    assert not client.get("/admin/badges").doc.xpath("//a[@href='/admin/credentials']")


# --- the search over everything


def test_search_finds_each_kind(world, crowd):
    client = world.client("keeper")
    page = client.get("/admin/search?q=badge")
    assert page.status == 200 and "Badge 0" in page.words()
    assert "Issuer X" in client.get("/admin/search?q=suer+x").words()
    assert "Spring at Issuer X" in client.get("/admin/search?q=spring").words()
    assert "Credentials, by address" in client.get("/admin/search?q=ana").words()
    assert crowd.rows[3].address in client.get(f"/admin/search?q={crowd.rows[3].id}").words()
    assert "Nothing found" in client.get("/admin/search?q=qqqqq").words()
    assert "What are you looking for?" in client.get("/admin/search").words()


def test_search_stays_in_the_organisation(world, crowd):
    for q in ("aberdale", world.a.first.badge.public_id, world.a.first.assertion.public_id, "holder@"):
        assert "Nothing found" in world.client("keeper").get(f"/admin/search?q={q}").words(), q
    found = world.client("clerk").get("/admin/search?q=badge").words()
    assert "Badge 0" in found and "Badge 3" not in found
