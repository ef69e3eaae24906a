"""The graphics designer: from a sample or from nothing to a graphic in the library, changed, copied, used and awarded; and what it does not let by."""
import json, re, threading, urllib.parse

import pytest

from support.client import Client
from support.instance import ROOT
from support.rooms import SVG, differences, errors, fields_of, id_in, make_badge, make_graphic, png, problems

DRAW = "/admin/graphics/draw"
NAMES = ["shape", "ring1", "ring2", "ring3", "pattern", "finish", "centre", "wreath", "ribbon", "font", "palette", "icon", "top", "bottom", "banner", "text", "caption", "stars", "size"]


def form(page):
    return page.form(action="/draw")


def values_of(page):
    return dict(form(page).values())


def draw(client, start="water-safety", **fields):
    """Saves a drawing; the answer."""
    page = client.get(f"{DRAW}?from={start}")
    return client.submit(form(page), fields, files={})


def made(client, *args, **fields):
    answer = draw(client, *args, **fields)
    assert answer.status == 200 and "/draw" not in answer.url, answer.words()
    return id_in(answer.url, "graphics")


def row(db, graphic):
    return db.row("SELECT * FROM graphic WHERE public_id = %s", graphic)


def looked_at(answer):
    """The SVG that the page shows."""
    src = answer.doc.xpath("//div[@id='sketch']//img/@src")[0]
    head, _, data = src.partition(",")
    assert head == "data:image/svg+xml" and not re.search(r"[<>\"' #]", data)
    return urllib.parse.unquote(data)


def look(client, page, fields, files=None):
    """What htmx asks for while somebody types."""
    values = values_of(page) | fields
    return client.request("POST", form(page).action, data=values, files=files or {}, headers={"HX-Request": "true"})


def test_from_the_gallery(admin, db):
    page = admin.get("/admin/graphics/new")
    starts = page.doc.xpath("//section[contains(@class, 'bdg-gallery')]//li/a/@href")
    assert len(starts) == len(list((ROOT / "htdocs/static/samples").glob("*.json"))) >= 10
    for href in starts:
        sample = json.loads((ROOT / f"htdocs/static/samples/{href.split('from=')[1]}.json").read_text())
        page = admin.get(href)
        assert page.status == 200 and looked_at(look(admin, page, {})).strip() == (ROOT / f"htdocs/static/samples/{href.split('from=')[1]}.svg").read_text().strip(), "make samples"
        values = values_of(page)
        assert {k: v for k, v in values.items() if k in sample and k != "name"} == {k: str(v) for k, v in sample.items() if k in values and k != "name"} and values["name"] == sample["name"]
    assert admin.get(admin.get("/admin/graphics/new").doc.xpath("//section[contains(@class, 'bdg-gallery')]//img/@src")[0]).headers["Content-Type"] == "image/svg+xml"


def test_saved_and_opened_again(admin, db):
    chosen = {"name": "Lifeguard", "tags": "water, Rescue, water", "shape": "hexagon", "ring1": "rope", "ring2": "beaded", "pattern": "rays", "finish": "metal", "palette": "wine", "centre": "text",
              "text": "100", "caption": "HOURS", "top": "LIFEGUARD", "bottom": "", "ribbon": "none", "banner": "", "font": "slab", "wreath": "laurel", "stars": "3", "size": "90"}
    graphic = made(admin, "leadership", **chosen)
    kept = row(db, graphic)
    design = json.loads(kept["design"])
    assert design["version"] == 1 and design["shape"] == "hexagon" and design["stars"] == 3 and "edge" not in design
    assert kept["svg"].startswith(b"<svg ") and kept["png"].startswith(b"\x89PNG") and (kept["width"], kept["height"]) == (1024, 1024)
    assert {r["tag"] for r in db.rows("SELECT tag FROM graphic_tag WHERE graphic_id = %s", kept["id"])} == {"water", "Rescue"}
    page = admin.get(f"/admin/graphics/{graphic}")
    assert "Drawn here" in page.words() and "Rescue, water" in page.words()
    values = values_of(admin.get(f"/admin/graphics/{graphic}/draw"))
    assert {k: values[k] for k in NAMES if k in chosen} == {k: v for k, v in chosen.items() if k in NAMES} and values["tags"] == "Rescue, water"
    audit = db.row("SELECT * FROM audit WHERE object_kind = 'graphic' AND object_id = %s", kept["id"])
    assert "hexagon" in audit["after_json"]


def test_it_is_the_file_that_is_served_and_says_nothing_of_fonts(admin):
    graphic = made(admin, name="Words")
    image = admin.get(f"/admin/graphics/{graphic}/image")
    assert image.headers["Content-Type"] == "image/svg+xml"
    assert "<text" not in image.text and "font" not in image.text and "WATER" not in image.text


def test_changed_shows_at_once(admin, client, db):
    graphic = made(admin, name="First")
    badge = make_badge(admin, graphic=graphic)
    old = client.get(f"/badges/{badge}/image")
    shards = db.value("SELECT SUM(revision) FROM public_change")
    answer = admin.submit(form(admin.get(f"/admin/graphics/{graphic}/draw")), {"shape": "gear", "name": "Second"}, files={})
    assert answer.status == 200 and answer.url.endswith(graphic)
    new = client.get(f"/badges/{badge}/image")
    assert new.body != old.body and new.headers["ETag"] != old.headers["ETag"]
    assert row(db, graphic)["revision"] == 2 and row(db, graphic)["name"] == "Second"
    assert db.value("SELECT SUM(revision) FROM public_change") == shards + 64
    page = admin.get(f"/admin/graphics/{graphic}")
    assert "Where it is used 1 badge" in page.words() and f"/admin/badges/{badge}" in page.text


def test_a_copy_is_another_one(admin, db):
    graphic = made(admin, name="Original", palette="forest")
    page = admin.get(f"{DRAW}?copy={graphic}")
    values = values_of(page)
    assert values["name"] == "Copy of Original" and values["palette"] == "forest" and "revision" not in values
    copy = id_in(admin.submit(form(page), {"shape": "star"}, files={}).url, "graphics")
    assert copy != graphic and json.loads(row(db, graphic)["design"])["shape"] == "circle" and json.loads(row(db, copy)["design"])["shape"] == "star"


def test_looks_while_typing(admin, db):
    page = admin.get(DRAW)
    before = db.value("SELECT COUNT(*) FROM graphic")
    assert looked_at(page) == looked_at(look(admin, page, {}))
    a = look(admin, page, {"top": "HELLO"})
    assert a.status == 200 and "<html" not in a.text and looked_at(a) != looked_at(page)
    b = look(admin, page, {"top": "HELLO"})
    assert looked_at(a) == looked_at(b), "the same gives the same"
    c = look(admin, page, {"top": "W" * 60, "bottom": "below", "ribbon": "banner"})
    assert c.status == 200 and "Leave out about" in c.words() and "ribbon lies where" in c.words()
    assert "Leave out about" in look(admin, page, {"top": "W" * 60}).words()
    d = look(admin, page, {"palette": "own", "letters": "#ffffff", "field": "#fefefe"})
    assert "close to each other" in d.words()
    assert db.value("SELECT COUNT(*) FROM graphic") == before


def test_without_scripts(admin, db):
    page = admin.get(DRAW)
    before = db.value("SELECT COUNT(*) FROM graphic")
    answer = admin.submit(form(page), {"name": "Not yet", "top": "HELLO", "shape": "shield", "tags": "a, b"}, button="Preview", files={})
    assert answer.status == 200 and "Draw a graphic" in answer.words() and looked_at(answer) != looked_at(page) and not problems(answer)
    assert fields_of(answer, "name", "top", "tags") == {"name": "Not yet", "top": "HELLO", "tags": "a, b"} and values_of(answer)["shape"] == "shield"
    assert db.value("SELECT COUNT(*) FROM graphic") == before
    assert admin.submit(form(answer), {}, files={}).url.split("/")[-2] == "graphics"
    assert db.value("SELECT COUNT(*) FROM graphic") == before + 1


@pytest.mark.parametrize("fields, field", [
    ({"name": ""}, "name"), ({"shape": "banana"}, "shape"), ({"icon": "nothing"}, "icon"), ({"palette": "own", "edge": "red"}, "edge"), ({"top": "W" * 60}, "top"), ({"top": "W" * 61}, "top"),
    ({"centre": "text", "text": ""}, "text"), ({"centre": "picture", "picture": ""}, "picture"), ({"ribbon": "banner", "bottom": "x", "banner": ""}, "bottom"), ({"stars": "9"}, "stars"),
    ({"size": "x"}, "size"), ({"tags": "x" * 51}, "tags"), ({"top": "\U0001F469\u200D\U0001F680\U000E0001"}, None)])
def test_refused(admin, db, fields, field):
    before = db.value("SELECT COUNT(*) FROM graphic")
    answer = draw(admin, "hundred-hours", **({"name": "Kept", "caption": "ALSO KEPT", "top": ""} | fields))
    if field is None and answer.status == 200:
        return
    assert answer.status == 422 and problems(answer), answer.words()
    if field:
        assert list(errors(answer)) == [field]
    kept = {"name": "Kept", "caption": "ALSO KEPT"} | {k: v for k, v in fields.items() if k in ("name", "caption", "top", "text", "size", "bottom", "tags")}
    assert fields_of(answer, *kept) == kept
    assert db.value("SELECT COUNT(*) FROM graphic") == before


def test_two_editors(admin, db):
    graphic = made(admin, name="First")
    mine = admin.get(f"/admin/graphics/{graphic}/draw")
    assert admin.submit(form(admin.get(f"/admin/graphics/{graphic}/draw")), {"shape": "shield", "top": "THEIRS"}, files={}).status == 200
    answer = admin.submit(form(mine), {"shape": "gear", "name": "Mine"}, files={})
    assert answer.status == 409
    told = differences(answer)
    assert told["Shape"] == ("Shield", "Gear") and told["Name"] == ("First", "Mine") and told["Text around the top"] == ("THEIRS", "WATER SAFETY") and set(told) == {"Shape", "Name", "Text around the top"}
    assert len(answer.doc.xpath("//section[contains(@class, 'bdg-both')]//img")) == 2
    assert json.loads(row(db, graphic)["design"])["shape"] == "shield"
    assert admin.submit(form(answer), {}, files={}).status == 200
    assert json.loads(row(db, graphic)["design"])["shape"] == "gear" and row(db, graphic)["name"] == "Mine"


def test_a_picture_in_the_centre(admin, db):
    picture = make_graphic(admin, "Photo", png(600, 300), "photo.png", "image/png")
    graphic = made(admin, name="With a picture", centre="picture", picture=picture)
    assert b"data:image/png;base64," in row(db, graphic)["svg"] and json.loads(row(db, graphic)["design"])["picture"] == picture
    page = admin.get(DRAW)
    answer = look(admin, page, {}, files={"upload": ("pool.png", png(200, 200), "image/png")})
    assert answer.status == 200
    brought = answer.doc.xpath("//*[@id='pictures']//input[@checked]/@value")[0]
    assert row(db, brought)["name"] == "pool" and "data:image/png" in looked_at(answer)
    answer = admin.submit(form(page), {"name": "Brought along", "centre": "icon"}, files={"upload": ("pool.png", png(200, 200), "image/png")})
    assert answer.status == 200 and json.loads(row(db, id_in(answer.url, "graphics"))["design"])["centre"] == "picture"
    answer = admin.submit(form(page), {"name": "Bad"}, files={"upload": ("pool.png", b"nothing of the kind", "image/png")})
    assert answer.status == 422 and "upload" in errors(answer)


def test_uploads_are_not_drawn(admin):
    graphic = make_graphic(admin)
    assert admin.get(f"/admin/graphics/{graphic}/draw").status == 404
    assert "Change the drawing" not in admin.get(f"/admin/graphics/{graphic}").words()
    drawn = made(admin, name="Drawn")
    page = admin.get(f"/admin/graphics/{drawn}/edit")
    assert admin.submit(page.form(action="/edit"), {}, files={"picture": ("n.svg", SVG, "image/svg+xml")}).status == 200
    assert admin.get(f"/admin/graphics/{drawn}/draw").status == 404


def test_library_tags_and_orders(admin):
    a, b, c = (made(admin, name=n, tags=t) for n, t in (("Zebra order", "stripes, tagged"), ("Ant order", "tagged"), ("Mole order", "")))
    def order(query):
        return [x for x in re.findall(r"graphics/(\w{26})\"", admin.get(f"/admin/graphics?{query}").text) if x in (a, b, c)]
    assert order("q=order") == [c, b, a] and order("q=order&order=name") == [b, c, a] and order("tag=tagged") == [b, a] and order("tag=TAGGED&order=name") == [b, a]
    assert order("q=stripes") == [a] and order("tag=none+such") == []
    assert admin.submit(admin.get(f"/admin/graphics/{a}/edit").form(action="/edit"), {"tags": "Stripes"}, files={}).status == 200
    assert order("q=order&order=changed") == [a, c, b] and order("tag=tagged") == [b]
    page = admin.get("/admin/graphics?tag=tagged")
    assert "tagged (1)" in page.words()


def test_pages_by_name(admin, db):
    org = db.value("SELECT organisation_id FROM graphic ORDER BY id DESC LIMIT 1")
    names = sorted(f"Paged {i:02d}" for i in range(50))
    some = row(db, made(admin, name="Paged seed"))
    for i, name in enumerate(reversed(names)):
        db.run("INSERT INTO graphic (public_id, organisation_id, name, width, height, png, sha256, created_at, created_by, updated_at) VALUES (%s, %s, %s, 1, 1, 'x', 'x', NOW(6), 1, NOW(6))",
               f"{'0' * 20}p{i:05d}", org, name)
    seen, url = [], "/admin/graphics?q=Paged&order=name"
    while url:
        page = admin.get(url)
        seen += [" ".join(x.text_content().split()) for x in page.doc.find_class("bdg-row-link")]
        more = page.doc.xpath("//a[@rel='next']/@href")
        url = more[0] if more else None
    assert seen == names + ["Paged seed"] and some
    assert page.doc.xpath("//a[@rel='prev']/@href")
    back = admin.get(page.doc.xpath("//a[@rel='prev']/@href")[0])
    assert [" ".join(x.text_content().split()) for x in back.doc.find_class("bdg-row-link")] == seen[24:48]
    db.run("DELETE FROM graphic WHERE name LIKE 'Paged %%' AND width = 1")


def test_drawing_many_at_once(admin, instance):
    got = []
    def one(i):
        c = Client(instance.base_url)
        c.cookies = dict(admin.cookies)
        got.append(draw(c, name=f"Many {i}", shape="gear").status)
    threads = [threading.Thread(target=one, args=(i,)) for i in range(8)]
    [t.start() for t in threads]
    [t.join() for t in threads]
    assert got == [200] * 8
