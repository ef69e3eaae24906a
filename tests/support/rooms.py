"""Issuers, graphics and badges made through the pages, as an administrator does it; and pictures to upload, good and bad."""
import struct, zlib

from .instance import ROOT

SVG = (ROOT / "conf/dev/graphics/water-safety.svg").read_bytes()


def chunk(kind, data):
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png(width=120, height=120, colour=b"\x20\x6b\xc4\xff", extra=b"", size=None):
    """A plain picture. extra: chunks before its data. size: what the header claims instead."""
    rows = zlib.compress(b"".join(b"\0" + colour * width for _ in range(height)))
    header = struct.pack(">IIBBBBB", *(size or (width, height)), 8, 6, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + extra + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def id_in(address, noun):
    return address.split(f"/admin/{noun}/")[1].split("/")[0].split("?")[0]


def make_issuer(client, name="Northgate College", **fields):
    page = client.get("/admin/issuers/new")
    values = {"name": name, "url": "https://www.northgate.example", "email": "badges@northgate.example", **fields}
    answer = client.submit(page.form(action="/admin/issuers/new"), values)
    assert answer.status == 200 and "/new" not in answer.url, answer.words()
    return id_in(answer.url, "issuers")


def make_graphic(client, name="Wave", content=SVG, filename="wave.svg", kind="image/svg+xml"):
    page = client.get("/admin/graphics/new")
    answer = client.submit(page.form(action="/admin/graphics/new"), {"name": name}, files={"picture": (filename, content, kind)})
    assert answer.status == 200 and "/new" not in answer.url, answer.words()
    return id_in(answer.url, "graphics")


def make_draft(client, name="Water Safety", **fields):
    page = client.get("/admin/badges/new")
    answer = client.submit(page.form(action="/admin/badges/new"), {"name": name, "description": "Swims, and helps others out.", **fields})
    assert answer.status == 200 and "/new" not in answer.url, answer.words()
    return id_in(answer.url, "badges")


def tab_form(client, badge, tab):
    """The form that saves (Graphics may have one that searches, too)."""
    return next(f for f in client.get(f"/admin/badges/{badge}/{tab}").forms() if f.method == "POST" and f.action.endswith(f"/{tab}"))


def save_tab(client, badge, tab, fields=None, **how):
    """The tab's form, sent with these fields changed."""
    return client.submit(tab_form(client, badge, tab), fields or {}, **how)


def make_badge(client, name="Water Safety", issuer=None, graphic=None, **fields):
    """A published one, with an issuer and a graphic of its own unless they are given."""
    badge = make_draft(client, name, issuer=issuer or make_issuer(client), **fields)
    save_tab(client, badge, "graphics", {"graphic": graphic or make_graphic(client)})
    save_tab(client, badge, "criteria", {"criteria": "Swim **fifty** metres."})
    answer = client.submit(client.get(f"/admin/badges/{badge}").form(action="/publish"))
    assert answer.status == 200 and "Published" in answer.words(), answer.words()
    return badge


def errors(answer):
    """{field: message} of a form that came back."""
    return {e.get("id").removesuffix("-error"): " ".join(e.text_content().split()) for e in answer.doc.find_class("bdg-error") if e.text_content().strip()}


def problems(answer):
    """The lines above the form."""
    return [" ".join(li.text_content().split()) for li in answer.doc.xpath("//div[contains(@class, 'bdg-problems')]//li")]


def fields_of(answer, *names):
    """What the fields of the page's own forms hold."""
    values = {}
    for form in answer.forms():
        if form.element.xpath("ancestor::main"):
            values.update(form.values())
    return {n: values.get(n) for n in names}


def differences(answer):
    """{field: (saved now, typed)} of a form that came back because somebody else was quicker."""
    rows = answer.doc.xpath("//table[contains(@class, 'bdg-differences')]/tbody/tr")
    return {r[0].text_content().strip(): (r[1].text_content(), r[2].text_content()) for r in rows}
