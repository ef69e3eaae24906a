"""The landing page at /o/{slug}: off until it is published, public then; what stands on it, and who may change it."""
import pathlib, re

import pytest

from support.client import Client
from support.rooms import differences, errors
from support.world import clean_logs, instance, log_watch, now, world      # noqa: F401

PICTURES = pathlib.Path(__file__).resolve().parents[1] / "fixtures/pictures"
ADDRESS, FORM = "/o/aberdale", "/admin/look/landing"


@pytest.fixture(scope="module")
def accounts(world):
    for key, o in (("of_a", world.a), ("of_north", world.north)):
        world.account(key, o, "organisation_administrator")
    world.account("creator", world.a, "badge_creator")


@pytest.fixture
def people(world, accounts):
    for o in (world.a, world.north):
        for table in ("organisation_look", "organisation_picture", "organisation_landing"):
            world.db.run(f"DELETE FROM {table} WHERE organisation_id = %s", o.id)
    return world


def save(client, button="Publish the landing page", files=None, **fields):
    return client.submit(client.get(FORM).form(action=FORM), fields, files=files, button=button)


def test_nothing_is_public_before_it_is_published(people):
    client, public = people.client("of_a"), Client(people.instance.base_url)
    never = public.get(ADDRESS)
    assert never.status == 404 and never.words() == public.get("/o/no-such-organisation").words()
    answer = save(client, button="Save, not public", lead="We teach.")
    assert "Saved." in answer.words() and public.get(ADDRESS).status == 404
    assert "The landing page is public." in save(client).words()
    page = public.get(ADDRESS)
    assert page.status == 200 and "We teach." in page.words() and page.headers["Cache-Control"] == "public, max-age=60" and "Set-Cookie" not in page.headers
    assert "no longer public" in save(client, button="Save and take it down").words() and public.get(ADDRESS).status == 404
    assert [r["action"] for r in people.db.rows("SELECT action FROM audit WHERE object_kind = 'landing' ORDER BY id")][-3:] == ["landing.edit", "landing.publish", "landing.take_down"]


def test_what_stands_on_it(people):
    client, public = people.client("of_a"), Client(people.instance.base_url)
    client.submit(client.get("/admin/look").form(action="/admin/look/logo"), files={"logo": ("l.gif", (PICTURES / "frames.gif").read_bytes(), "image/gif")}, button="Use this logo")
    answer = save(client, title="Learn <here>", lead="Courses for all.", body="# Why\n\n**Bold** <script>alert(1)</script> [bad](javascript:alert(1))", language="de",
                  picture_alt="Our pool", files={"picture": ("p.jpg", (PICTURES / "photo.jpg").read_bytes(), "image/jpeg")})
    assert "The landing page is public." in answer.words()
    page = public.get(ADDRESS)
    words, text = page.words(), page.text
    assert "Learn <here>" in words and "Courses for all." in words and "<strong>Bold</strong>" in text and "<h2>Why</h2>" in text
    assert "<script>alert" not in text and "javascript:" not in text and "style=" not in text
    assert page.doc.xpath("//article/@lang") == ["de"]
    for i in (people.a.first, people.a.second):
        assert i.name in words and i.badge.name in words and i.draft.name not in words and f"/badges/{i.badge.public_id}/image" in text
    assert people.b.first.badge.name not in words
    assert page.link("Sign in").endswith("/login") and page.link("See your credentials").endswith("/me/start")
    picture = page.doc.xpath("//img[@class='bdg-landing-picture']")[0]
    assert picture.get("alt") == "Our pool"
    served = public.get(picture.get("src"))
    assert served.headers["Content-Type"] == "image/jpeg" and served.body.startswith(b"\xff\xd8\xff") and b"Exif" not in served.body
    og = {m.get("property"): m.get("content") for m in page.doc.xpath("//meta[@property]")}
    assert og["og:title"] == "Learn <here>" and og["og:description"] == "Courses for all." and og["og:url"] == people.instance.base_url.rstrip("/") + ADDRESS
    assert og["og:image"].startswith("http") and og["og:image"].endswith(picture.get("src").rpartition("/")[2])
    fewer = save(client, button="Save the landing page", show_badges=[], show_issuers=[])
    assert fewer.status == 200 and people.a.first.badge.name not in public.get(ADDRESS).words()


def test_picture_can_go(people):
    client, public = people.client("of_a"), Client(people.instance.base_url)
    save(client, files={"picture": ("p.png", (PICTURES / "interlaced.gif").read_bytes(), "image/png")})
    address = public.get(ADDRESS).doc.xpath("//img[@class='bdg-landing-picture']/@src")[0]
    assert public.get(address).headers["Content-Type"] == "image/png"      # it has clear parts
    save(client, button="Save the landing page", drop_picture="1")
    assert "bdg-landing-picture" not in public.get(ADDRESS).text and public.get(address).status == 404
    bad = save(client, button="Save the landing page", lead="Kept", files={"picture": ("p.png", b"nothing", "image/png")})
    assert bad.status == 422 and "neither" in errors(bad)["picture"] and "Kept" in bad.text


def test_preview_of_what_was_typed(people):
    client = people.client("of_a")
    answer = save(client, button="Preview", title="Not yet", body="*Soon*")
    assert answer.status == 200 and "A preview, only you can see it." in answer.words() and "<em>Soon</em>" in answer.text and answer.headers["Cache-Control"] == "no-store"
    assert not people.db.rows("SELECT * FROM organisation_landing")
    assert "title" in errors(save(client, button="Preview", title=""))


def test_refused(people):
    client = people.client("of_a")
    answer = save(client, title=" ", lead="x" * 501, body="y" * 20001, language="no tag")
    assert answer.status == 422 and set(errors(answer)) == {"title", "lead", "body", "language"} and not people.db.rows("SELECT * FROM organisation_landing")


def test_two_administrators(people):
    client = people.client("of_a")
    save(client, title="First", show_issuers=[])
    early = client.get(FORM).form(action=FORM)
    save(client, button="Save the landing page", title="Second")
    answer = client.submit(early, {"title": "Third"}, button="Save the landing page")
    assert answer.status == 409 and differences(answer) == {"Heading": ("Second", "Third")}
    assert client.submit(answer.form(action=FORM), button="Save the landing page").status == 200
    assert people.db.value("SELECT title FROM organisation_landing") == "Third"


def test_pages_below_are_named(people):
    save(people.client("of_north"), title="North")
    public = Client(people.instance.base_url)
    assert "Also here" not in public.get("/o/north").words()
    save(people.client("of_a"), title="The Aberdale page")
    north = public.get("/o/north")
    assert "Also here" in north.words() and north.link("The Aberdale page").endswith(ADDRESS)
    people.db.run("UPDATE organisation SET state = 'removed' WHERE id = %s", people.a.id)
    try:
        assert "Also here" not in public.get("/o/north").words() and public.get(ADDRESS).status == 404
    finally:
        people.db.run("UPDATE organisation SET state = 'active' WHERE id = %s", people.a.id)


def test_an_earlier_address_leads_there(people):
    save(people.client("of_a"))
    people.db.run("INSERT INTO organisation_slug (slug, organisation_id, created_at) VALUES ('aber', %s, %s)", people.a.id, now())
    answer = Client(people.instance.base_url).get("/o/aber", follow=False)
    assert answer.status in (301, 303, 308) and answer.headers["Location"].endswith(ADDRESS)


def test_who_may(people):
    client = people.client("creator")
    assert client.get(FORM).status == 403 and client.post(FORM, {"_csrf": people.csrf("creator"), "title": "Mine", "act": "publish"}).status == 403
