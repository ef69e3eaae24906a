"""The first page after signing in: the way to a first award, numbers, work under way; each person sees what is theirs."""
import pytest

from support.wait import wait_for
from support.world import World, clean_logs, instance, log_watch      # noqa: F401


@pytest.fixture(scope="module")
def world(instance):      # noqa: F811
    w = World(instance)
    w.empty = w.organisation("Empty Hall", None)
    w.account("boss", w.a, "organisation_administrator")
    w.account("clerk", w.a, "issuer_staff", issuer=w.a.first)
    w.account("creator", w.empty, "badge_creator")
    w.account("newcomer", w.empty, "organisation_administrator")
    w.account("reader", w.a, "reporter")
    return w


def kpis(page):
    return {k.xpath("string(.//*[contains(@class, 'bdg-kpi-label')])").strip(): k.xpath("string(.//*[contains(@class, 'bdg-kpi-value')])").strip()
            for k in page.doc.find_class("bdg-kpi")}


def steps(page):
    return [(li.xpath("string(.//h3)").replace(", done", "").strip(), "is-done" in li.get("class"), "is-next" in li.get("class")) for li in page.doc.xpath("//ol[@class='bdg-checklist']/li")]


def test_first_steps_lead_to_the_first_award(world):
    page = world.client("newcomer").get("/admin")
    assert [s[1:] for s in steps(page)] == [(False, True), (False, False), (False, False), (False, False)]
    assert not kpis(page)
    o = world.empty
    o.graphic = world.graphic(o)
    o.only = world.issuer(o, "Hall")
    page = world.client("newcomer").get("/admin")
    assert [s[1:] for s in steps(page)] == [(True, False), (True, False), (False, True), (False, False)]
    o.only.badge = world.badge(o, o.only, "First", "published")
    page = world.client("newcomer").get("/admin")
    assert steps(page)[2][1] and steps(page)[3][2] and page.link("Batch issue credentials").endswith("/admin/batches/new")
    world.assertion(o, o.only, "one@hall.example")
    page = world.client("newcomer").get("/admin")
    assert not steps(page) and kpis(page)["Badges published"] == "1"


def test_no_step_that_one_may_not_take(world):
    page = world.client("creator").get("/admin")
    assert page.status == 200 and not page.doc.xpath("//a[contains(@href, '/admin/batches')]|//a[contains(@href, '/admin/issuers/new')]")


def test_numbers(world):
    a = world.a
    soon = world.db.value("SELECT CURDATE() + INTERVAL 10 DAY AS d")
    world.assertion(a, a.first, "soon@aberdale.example", expires_on=soon, issued_on=world.db.value("SELECT CURDATE() AS d"))
    world.assertion(a, a.second, "soon.too@aberdale.example", expires_on=soon)
    page = world.client("boss").get("/admin?reach=only")
    assert kpis(page) == {"Credentials issued": "12", "Badges published": "2", "Expire within 30 days": "2", "Mails not delivered": "2"}
    assert "1 this month" in page.words()
    table = [[cell.text_content() for cell in tr] for tr in page.doc.xpath("//table[contains(@class, 'bdg-chart-table')]/tbody/tr")]
    assert len(table) == 12 and table[-1][-1] == "1"
    assert all(world.client("boss").get(a.get("href")).status == 200 for a in page.doc.xpath("//main//a[@href]"))


def test_no_link_to_what_one_may_not_see(world):
    world.account("maker", world.a, "badge_creator")
    maker = world.client("maker")
    page = maker.get("/admin")
    assert kpis(page)["Expire within 30 days"] == "2" and not page.doc.xpath("//main//a[contains(@href, '/admin/credentials')]")
    assert all(maker.get(a.get("href")).status == 200 for a in page.doc.xpath("//main//a[@href]"))


def test_who_has_one_issuer_sees_its_numbers(world):
    page = world.client("clerk").get("/admin")
    assert kpis(page) == {"Credentials issued": "6", "Badges published": "1", "Expire within 30 days": "1"}
    assert f"Spring at {world.a.first.name}" in page.words() and f"Spring at {world.a.second.name}" not in page.words()


def test_who_may_not_issue_sees_no_batches(world):
    page = world.client("reader").get("/admin")
    assert page.status == 200 and "Spring at" not in page.words() and "Batch issue" not in page.words()


def test_many_awards_are_counted_by_a_job(world):
    b = world.a.first.badge
    world.db.run("UPDATE badge_class SET award_count = 60000 WHERE id = %s", b.id)
    boss, only = world.client("boss"), "/admin?reach=only"
    assert "The months are being counted" in boss.get(only).words()
    page = wait_for(lambda: (p := boss.get(only)) and "as of" in p.words() and p, what="the job that counts")
    assert "1 this month" in page.words() and "UTC" in page.words()
    world.assertion(world.a, world.a.first, "later@aberdale.example", issued_on=world.db.value("SELECT CURDATE() AS d"))
    assert "1 this month" in boss.get(only).words(), "until the figures are five minutes old"
    world.db.run("UPDATE issued_month SET counted_at = counted_at - INTERVAL 6 MINUTE")
    wait_for(lambda: "2 this month" in boss.get(only).words(), what="the job that counts again")
    world.db.run("UPDATE badge_class SET award_count = 3 WHERE id = %s", b.id)


def months(page):
    return [int(tr.xpath("string(td[last()])")) for tr in page.doc.xpath("//table[contains(@class, 'bdg-chart-table')]/tbody/tr")]


def test_who_has_one_issuer_finds_its_months_among_many_awards(world):
    b, clerk = world.a.first.badge, world.client("clerk")
    counted_at_once = months(clerk.get("/admin"))
    world.db.run("DELETE FROM issued_month")
    world.db.run("UPDATE badge_class SET award_count = 60000 WHERE id = %s", b.id)
    assert "The months are being counted" in clerk.get("/admin").words()
    page = wait_for(lambda: (p := clerk.get("/admin")) and "as of" in p.words() and p, what="the job that counts")
    whole = months(world.client("boss").get("/admin?reach=only"))
    assert months(page) == counted_at_once and 0 < sum(counted_at_once) < sum(whole), (months(page), counted_at_once, whole)
    other = world.issuer(world.a, "Nothing Yet")
    world.account("starter", world.a, "issuer_staff", issuer=other)
    assert not kpis(world.client("starter").get("/admin"))
    world.db.run("UPDATE badge_class SET award_count = 3 WHERE id = %s", b.id)


@pytest.fixture(scope="module")
def tree(world):
    """Three levels with something awarded on each: North, Aberdale, Abbey; Borough beside them."""
    for name, o in (("top", world.north), ("middle", world.a), ("low", world.below), ("beside", world.b)):
        world.account(name, o, "organisation_administrator")
    low = world.below
    low.graphic = world.graphic(low)
    low.only = world.issuer(low, "Cloister")
    low.only.badge = world.badge(low, low.only, "Vigil", "published")
    world.db.run("UPDATE badge_class SET award_count = 1 WHERE id = %s", low.only.badge.id)
    today = world.db.value("SELECT CURDATE() AS d")
    world.assertion(low, low.only, "brother@abbey.example", issued_on=today, expires_on=today)
    return low


def seen(world, who, address="/admin"):
    found = kpis(world.client(who).get(address))
    return tuple(int(found[label]) for label in ("Credentials issued", "Badges published", "Expire within 30 days", "Mails not delivered"))


def test_numbers_follow_the_tree(world, tree):
    alone, low = seen(world, "middle", "/admin?reach=only"), seen(world, "low")
    beside = seen(world, "beside")
    assert low == (1, 1, 1, 0)
    both = tuple(a + b for a, b in zip(alone, low))
    assert seen(world, "middle") == both == seen(world, "top") and beside[:2] == (12, 2)
    page = world.client("top").get("/admin")
    assert sum(months(page)) == sum(months(world.client("middle").get("/admin?reach=only"))) + 1
    assert [o.text_content() for o in page.doc.xpath("//select[@name='reach']/option")] == ["With those below", "Only this organisation"]
    assert not kpis(world.client("top").get("/admin?reach=only")), "nothing of its own"
    for who in ("low", "beside", "clerk"):
        assert not world.client(who).get("/admin").doc.xpath("//select[@name='reach']"), who


def test_a_job_counts_those_below(world, tree):
    client, at_once = world.client("top"), months(world.client("top").get("/admin"))
    soon = seen(world, "top")[2]
    world.db.run("UPDATE badge_class SET award_count = award_count + 6000 WHERE id = %s", tree.only.badge.id)
    assert "The months are being counted" in client.get("/admin").words()
    page = wait_for(lambda: (p := client.get("/admin")) and "as of" in p.words() and p, what="the job that counts")
    assert months(page) == at_once and kpis(page)["Expire within 30 days"] == str(soon)
    assert world.db.value("SELECT COUNT(*) AS n FROM issued_month_below WHERE organisation_id = %s", world.north.id) == 12
    world.db.run("UPDATE badge_class SET award_count = award_count - 6000 WHERE id = %s", tree.only.badge.id)
