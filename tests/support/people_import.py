"""The import of people as somebody goes through it, page by page."""
import io, random, re

from .wait import wait_for


def file_of(count, domain="import.example", start=0, seed=1):
    """A CSV with so many different people."""
    rng, out = random.Random(seed), io.StringIO()
    out.write("E-Mail,First name,Last name,External id\r\n")
    for n in range(start, start + count):
        out.write(f"person.{n}@{domain},{rng.choice(('Ada', 'Bram', 'Chloé', 'Dag'))},{rng.choice(('Abel', 'Çelik', 'Eze'))} {n},{domain}-{n}\r\n")
    return out.getvalue().encode()


def upload(client, data, name="people.csv", **fields):
    """The page after it, as soon as the check is over (or said what it wants)."""
    form = client.get("/admin/people/imports/new").form(action="/imports/new")
    return settled(client, client.submit(form, fields, {"file": (name, data, "text/csv")}))


def settled(client, page, seconds=120):
    """The page as soon as nothing is under way on it."""
    def still():
        now = client.get(page.url)
        return None if now.doc.xpath("//progress") else now
    return wait_for(still, seconds, page.url) if page.doc.xpath("//progress") else page


def begin(client, page, seconds=120):
    return settled(client, client.submit(page.form(action="/begin"), {}), seconds)


def sums(page):
    """{"To be invited": 3}"""
    return {dt.text_content().strip(): int(dt.getnext().text_content().replace(",", "")) for dt in page.doc.xpath("//dl[@class='bdg-sums']//dt")}


def id_of(page):
    return re.search(r"/imports/([0-9a-z]{26})", page.url)[1]
