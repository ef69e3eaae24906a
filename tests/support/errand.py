"""The batch errand as a person goes through it, page by page: for tests that need a batch under way."""
import io, random, re

from .wait import wait_for

FIRST = ("Ada", "Bram", "Chloé", "Dag", "Emeka", "Fatima", "Goran", "Hana", "Ines", "Jonas")
LAST = ("Abel", "Brandt", "Çelik", "Dubois", "Eze", "Fujita", "Grün", "Haddad", "Ivanova", "Jansen")


def recipients(rows, domain="batch.example", seed=1):
    """A CSV of so many different people, and their addresses."""
    rng, out, addresses = random.Random(seed), io.StringIO(), []
    out.write("Recipient name,Email,Issue date,External id\r\n")
    for n in range(rows):
        address = f"person.{n}@{domain}"
        addresses.append(address)
        out.write(f"{rng.choice(FIRST)} {rng.choice(LAST)} {n},{address},2026-0{rng.randrange(1, 10)}-{rng.randrange(10, 29)},{n}\r\n")
    return out.getvalue().encode(), addresses


def upload(client, badge_public_id, data, name="Errand"):
    """From "Batch issue" to the uploaded file. Gives the path of the batch."""
    page = client.get("/admin/batches/new")
    page = client.submit(page.form(action="/admin/batches/new"), {"name": name, "badge": badge_public_id})
    assert page.status == 200, page.words()
    path = re.search(r"/admin/batches/[0-9a-z]{26}", page.url)[0]
    page = client.submit(page.form(action="/upload"), {}, {"file": ("people.csv", data, "text/csv")})
    assert page.status == 200, page.words()
    return path


def checked(client, path, seconds=120):
    """Waits for the verdicts."""
    def there():
        page = client.get(path + "/review", follow=False)
        return page.status == 200
    wait_for(there, seconds, "the check")


def issue(client, path, mail=True):
    """Confirms."""
    page = client.get(path + "/review")
    form = page.form(action="/issue")
    page = client.submit(form, {"mail": "1"} if mail else {"mail": []})
    assert page.status == 200, page.words()
