"""Look and feel: the colours and what WCAG says of them, logo and icon, who sees them, and what organisations below inherit."""
import pathlib, re

import pytest

from support.client import Client
from support.rooms import differences, errors, png
from support.world import clean_logs, instance, log_watch, world      # noqa: F401

PICTURES = pathlib.Path(__file__).resolve().parents[1] / "fixtures/pictures"
GREEN = {"nav": "#0b5d3b", "nav_text": "#fdf6e3", "highlight": "#facc15"}


@pytest.fixture(scope="module")
def accounts(world):
    for key, o in (("of_a", world.a), ("of_b", world.b), ("of_north", world.north)):
        world.account(key, o, "organisation_administrator")
    world.account("creator", world.a, "badge_creator")
    world.account("owner", world.a, "issuer_owner", world.a.first)


@pytest.fixture
def people(world, accounts):
    for o in (world.a, world.b, world.north):
        world.db.run("DELETE FROM organisation_look WHERE organisation_id = %s", o.id)
        world.db.run("DELETE FROM organisation_picture WHERE organisation_id = %s", o.id)
    return world


def look(client):
    return client.get("/admin/look")


def save(client, button="Use these colours", **colours):
    return client.submit(look(client).form(action="/admin/look"), colours, button=button)


def stylesheets(answer):
    return [a for a in answer.doc.xpath("//link[@rel='stylesheet']/@href") if "/look/" in a and "/preview/" not in a]


def upload(client, which, name, content=None):
    content = content if content is not None else (PICTURES / name).read_bytes()
    return client.submit(look(client).form(action=f"/admin/look/{which}"), files={which: (name, content, "application/octet-stream")}, button=f"Use this {which}")


def test_colours_are_applied_at_once(people):
    client, public = people.client("of_a"), Client(people.instance.base_url)
    assert not stylesheets(client.get("/admin"))
    answer = save(client, **GREEN)
    assert answer.status == 200 and "The colours are in use." in answer.words()
    sheets = stylesheets(client.get("/admin/badges"))
    assert len(sheets) == 1 and "/look/0b5d3b-fdf6e3-facc15.css?" in sheets[0]
    css = public.get(sheets[0])
    assert css.headers["Content-Type"] == "text/css; charset=utf-8" and css.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert ":root {" in css.text and "--bdg-nav: #0b5d3b;" in css.text and "--bdg-nav-text: #fdf6e3;" in css.text and "Set-Cookie" not in css.headers
    assert "style=" not in client.get("/admin").text
    row = people.db.row("SELECT action, before_json, after_json FROM audit ORDER BY id DESC LIMIT 1")
    assert row["action"] == "look.colours" and '"inherited"' in row["before_json"] and '"#0b5d3b"' in row["after_json"]


def test_only_administrators_pages_have_them(people):
    client = people.client("of_a")
    save(client, **GREEN)
    for path in ("/me", "/me/account", f"/badges/{people.a.first.badge.public_id}", f"/issuers/{people.a.first.public_id}", "/verify"):
        answer = client.get(path)
        assert answer.status == 200 and "/look/" not in answer.text, path


def test_text_that_cannot_be_read_is_refused(people):
    client = people.client("of_a")
    answer = save(client, **{**GREEN, "nav_text": "#5aa080"})
    assert answer.status == 422
    assert "the contrast is 2.5 to 1, and at least 4.5 to 1 is needed. The nearest colour that can be read is #a6ccbb." in errors(answer)["nav_text"]
    assert not people.db.rows("SELECT * FROM organisation_look")
    assert save(client, **{**GREEN, "nav_text": "#a6ccbb"}).status == 200      # and that one is
    for bad in ("", "red", "#12", "url(//evil)", "#16213a;}"):
        assert "nav" in errors(save(client, **{**GREEN, "nav": bad}))


def test_highlight_has_a_shade_for_light_and_one_for_dark(people):
    client = people.client("of_a")
    yellow = client.get("/look/0b5d3b-fdf6e3-facc15.css").text
    assert re.search(r"--bdg-highlight: light-dark\((#\w{6}), #facc15\)", yellow)[1] != "#facc15"
    navy = client.get("/look/0b5d3b-fdf6e3-10204a.css").text
    assert re.search(r"--bdg-highlight: light-dark\(#10204a, (#\w{6})\)", navy)[1] != "#10204a"
    assert "On light pages it would hardly be seen (1.4 to 1" in client.get("/admin/look?nav=0b5d3b&nav_text=fdf6e3&highlight=facc15").words()


def test_preview_saves_nothing(people):
    client = people.client("of_a")
    answer = save(client, button="Preview", **GREEN)
    assert answer.status == 200 and answer.doc.get_element_by_id("nav").value == "#0b5d3b"
    assert [a for a in answer.doc.xpath("//link/@href") if "/look/preview/0b5d3b-fdf6e3-facc15.css" in a]
    assert ".bdg-look-preview {" in client.get("/look/preview/0b5d3b-fdf6e3-facc15.css").text
    bad = save(client, button="Preview", **{**GREEN, "nav_text": "#0b5d3b"})
    assert bad.status == 422 and "1.0 to 1" in bad.words()
    assert not people.db.rows("SELECT * FROM organisation_look")


def test_stylesheets_are_of_colours_only(people):
    public = Client(people.instance.base_url)
    for name in ("x", "0b5d3b-fdf6e3", "0b5d3b-fdf6e3-facc1g", "0b5d3b-fdf6e3-facc15%7D", "%230b5d3-fdf6e3-facc15"):
        assert public.get(f"/look/{name}.css").status == 404, name


def test_back_to_the_original_colours(people):
    client = people.client("of_a")
    save(client, **GREEN)
    answer = save(client, button="Back to the original colours")
    assert "The original colours are back." in answer.words() and not stylesheets(answer)
    assert "These are the original ones." in answer.words()


def test_inheritance(people):
    above, below = people.client("of_north"), people.client("of_a")
    save(above, **GREEN)
    upload(above, "logo", "photo.jpg")
    page = look(below)
    assert stylesheets(page) and "Taken from North." in page.words() and "The present one is taken from North." in page.words()
    assert not stylesheets(look(people.client("of_b")))
    save(below, nav="#222222", nav_text="#eeeeee", highlight="#cc0000")
    assert "/222222-" in stylesheets(look(below))[0] and "/0b5d3b-" in stylesheets(look(above))[0]
    assert "/0b5d3b-" in stylesheets(save(below, button="Use those of North"))[0]
    page = save(below, button="Back to the original colours")      # although North has its own
    assert not stylesheets(page) and "These are the original ones." in page.words()
    upload(below, "logo", "frames.gif")
    own, theirs = (re.search(r"/pictures/(\w{26})", look(c).text)[1] for c in (below, above))
    assert own != theirs
    answer = below.submit(look(below).form(action="/admin/look/logo"), button="Use the one of North")
    assert re.search(r"/pictures/(\w{26})", answer.text)[1] == theirs


@pytest.mark.parametrize("name,size", [("photo.jpg", (320, 160)), ("turned.jpg", (160, 320)), ("inks.jpg", (320, 160)), ("progressive.jpg", (320, 160)), ("frames.gif", (140, 60)),
                                       ("interlaced.gif", (140, 60))])
def test_pictures_of_every_kind_are_encoded_anew(people, name, size):
    client, public = people.client("of_a"), Client(people.instance.base_url)
    answer = upload(client, "logo", name)
    assert answer.status == 200 and "The logo is in use." in answer.words()
    address = re.search(r"/pictures/\w{26}", client.get("/admin").text)[0]
    picture = public.get(address)
    assert picture.status == 200 and picture.headers["Content-Type"] == "image/png" and picture.body.startswith(b"\x89PNG")
    assert (int.from_bytes(picture.body[16:20], "big"), int.from_bytes(picture.body[20:24], "big")) == size
    assert picture.headers["Cache-Control"] == "public, max-age=31536000, immutable" and picture.headers["X-Content-Type-Options"] == "nosniff"


def test_large_logo_and_icon(people):
    client = people.client("of_a")
    upload(client, "logo", "big.png", png(3000, 600))
    upload(client, "icon", "big.png", png(900, 900))
    assert {(r["width"], r["height"]) for r in people.db.rows("SELECT width, height FROM organisation_picture")} == {(840, 168), (256, 256)}
    page = client.get("/admin")
    icon = page.doc.xpath("//link[@rel='icon']/@href")
    assert len(icon) == 1 and "/pictures/" in icon[0]


def test_a_replaced_logo_goes(people):
    client = people.client("of_a")
    upload(client, "logo", "photo.jpg")
    before = re.search(r"/pictures/\w{26}", client.get("/admin").text)[0]
    upload(client, "logo", "frames.gif")
    assert client.get(before).status == 404
    answer = client.submit(look(client).form(action="/admin/look/logo"), button="Remove the logo")
    assert "The logo is no longer used." in answer.words() and "/pictures/" not in answer.text
    assert not people.db.rows("SELECT id FROM organisation_picture")


@pytest.mark.parametrize("content,words", [(b"%PDF", "neither a PNG nor a JPEG nor a GIF"), (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "neither a PNG nor a JPEG nor a GIF"),
                                           (b"\xff\xd8\xff\xe0" + b"x" * 60, "cannot be read"), (b"GIF89a\xff\xff\xff\xff\0\0\0", "too large")])
def test_what_is_no_picture(people, content, words):
    client = people.client("of_a")
    answer = upload(client, "icon", "x.png", content)
    assert answer.status == 422 and words in errors(answer)["icon"], answer.words()


def test_no_picture_and_one_that_is_too_large(people):
    client = people.client("of_a")
    answer = client.submit(look(client).form(action="/admin/look/icon"), button="Use this icon")
    assert answer.status == 422 and errors(answer)["icon"] == "Choose a file."
    assert errors(upload(client, "icon", "x.png", bytes(8 * 1024 * 1024 + 1)))["icon"] == "A picture can have at most 8 MB."


def test_two_administrators(people):
    client = people.client("of_a")
    first, second = look(client).form(action="/admin/look"), look(client).form(action="/admin/look")
    client.submit(first, GREEN, button="Use these colours")
    answer = client.submit(second, {"nav": "#222222", "nav_text": "#eeeeee", "highlight": "#cc0000"}, button="Use these colours")
    assert answer.status == 409
    assert differences(answer) == {"Navigation": ("#0b5d3b", "#222222"), "Text of the navigation": ("#fdf6e3", "#eeeeee"), "Highlight": ("#facc15", "#cc0000")}
    assert people.db.value("SELECT nav FROM organisation_look WHERE organisation_id = %s", people.a.id) == "#0b5d3b"
    again = client.submit(answer.form(action="/admin/look"), button="Use these colours")
    assert again.status == 200 and people.db.value("SELECT nav FROM organisation_look WHERE organisation_id = %s", people.a.id) == "#222222"


def test_who_may(people):
    for key in ("creator", "owner"):
        client = people.client(key)
        assert client.get("/admin/look").status == 403
        assert client.post("/admin/look", {"_csrf": people.csrf(key), "revision": "0", **GREEN}).status == 403
        assert "Look and feel" not in client.get("/admin").words()
