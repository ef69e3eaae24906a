#!/usr/bin/python3
"""Fills a started instance with a small organisation, once, and says where to look: the end of `make run`. Afterwards VAR/demo.json holds

    {"base_url", "login": {"email", "password"}, "organisation", "issuer", "badge_class", "assertions": [addresses],
     "badges": {name: address of its page for administrators}, "batch": likewise}

It works as a person would, through the pages, and looks before each step whether that was done already: what was interrupted goes on
where it stood, and what is complete is left alone."""
import argparse, csv, io, json, os, pathlib, secrets, sys, urllib.parse

from dev_instance import ROOT, Instance
from dev_process import InstanceError

sys.path.insert(0, str(ROOT / "tests"))
from support.client import Client                                      # noqa: E402
from support.mail import Mailbox                                       # noqa: E402
from support.people import accept                                      # noqa: E402
from support.wait import wait_for                                      # noqa: E402

HERE = ROOT / "conf/dev"
ORGANISATION = "Northgate College"
ADMIN = {"email": "robin.marlowe@northgate.example", "name": "Robin Marlowe"}
ISSUER = {"name": "Faculty of Sport", "url": "https://www.northgate.example/sport", "email": "badges@northgate.example", "telephone": "+44 113 496 0218",
          "description": "The Faculty of Sport at Northgate College teaches swimming, lifesaving and coaching at three pools in Leeds."}
BATCH = "Spring lifeguards 2026"
BADGES = [
    {"name": "Water Safety, level 2", "graphic": {"from": "water-safety"},
     "description": "Keeps people safe in and around a supervised pool: watches, warns, reaches and rescues, and knows when to call for help.",
     "tags": "water safety, lifesaving, rescue, first aid",
     "criteria": "To earn this badge you have\n\n- swum **200 metres** without a stop, 50 of them on your back\n- brought a casualty of your own weight **25 metres** to the side\n"
                 "- found an object at the bottom of the deep end, twice of three times\n- passed the written test with at least *32 of 40* points\n\n"
                 "The assessor watches all of it on one day, at one of the [college's pools](https://www.northgate.example/sport/pools).\n",
     "attributes": [{"name": "Pool hours", "type": "number", "help": "Supervised hours in the water"},
                    {"name": "Assessor", "type": "text", "help": "Who examined the candidate"}],
     "alignments": [{"name": "Supervises a pool on their own", "url": "https://www.northgate.example/standards/sport#s2-4", "framework": "Northgate standards for sport", "code": "S2.4"},
                    {"name": "First response at the waterside", "url": "https://www.northgate.example/standards/sport#s1-1", "framework": "Northgate standards for sport",
                     "code": "S1.1", "description": "Recognises a casualty, calls for help, and begins resuscitation."}]},
    {"name": "First Aid at Work", "graphic": {"from": "first-aid"},
     "description": "Can take charge at an accident at work until help comes: resuscitation, bleeding, burns, fractures and shock.",
     "tags": "first aid, safety at work",
     "criteria": "Three days of training and a practical assessment:\n\n1. resuscitation with a defibrillator\n2. care of an unconscious casualty\n3. records and reports after an accident\n"},
    {"name": "Swimming Coach", "graphic": {"from": "leadership", "banner": "COACH"},
     "description": "Plans and leads lessons for beginners and improvers, in all four strokes, and keeps every swimmer in sight.",
     "tags": "swimming, coaching, teaching",
     "criteria": "Thirty hours beside an experienced coach, a season's plan for a group of your own, and one lesson led under observation.\n"},
]
TEAM = {"name": "Lifeguard School", "description": "Courses at the three pools, for those who want to watch over others."}
GROUPS = [{"name": "Autumn trainees", "description": "Tuesdays and Thursdays, from seven."}, {"name": "Spring trainees", "description": "Saturdays at the South Pool."}]
# Those who come have accepted their invitation, the others have not yet.
PEOPLE = [{"first_name": "Helen", "last_name": "Achterberg", "role": "Badge creator", "place": TEAM["name"], "comes": True},
          {"first_name": "Kofi", "last_name": "Mensah", "role": "Badge issuer", "place": TEAM["name"], "comes": True},
          {"first_name": "Grace", "last_name": "O'Brien", "role": "Reporter", "place": ORGANISATION, "comes": True},
          {"first_name": "Nia", "last_name": "Bevan", "role": "User", "place": GROUPS[0]["name"]},
          {"first_name": "Amir", "last_name": "Haddad", "role": "User", "place": GROUPS[1]["name"]}]


class Demo:
    def __init__(self, instance):
        self.instance, self.file = instance, instance.real / "demo.json"
        self.state = json.loads(self.file.read_text()) if self.file.exists() else {}
        self.client = Client(instance.base_url)

    def make(self):
        self.move()
        if self.complete():
            return
        self.sign_in()
        issuer = self.issuer()
        badges = {badge["name"]: self.badge(badge, issuer) for badge in BADGES}
        page = badges[BADGES[0]["name"]]
        self.people()
        batch = self.batch(page)
        self.remember(issuer=self.public("issuers", issuer), badge_class=self.public("badges", page), badges=badges, batch=batch, assertions=self.awards(batch))

    # --- what is there

    def move(self):
        """The same organisation under another port or name: its addresses follow."""
        old, new = self.state.get("base_url"), self.instance.base_url
        if old and old != new:
            text = json.dumps(self.state, ensure_ascii=False)
            self.state = json.loads(text.replace(f'"{old}/', f'"{new}/').replace(f'"{old}"', f'"{new}"'))
        if old != new:
            self.remember(base_url=new)

    def complete(self):
        """The last thing that is remembered is there, and the server knows it."""
        return bool(self.state.get("assertions")) and Client(self.instance.base_url).get(self.state["assertions"][0]).status == 200

    def find(self, path, name, q=None):
        """The address behind the row of a list that has this name, or None; q finds it, where its name does not."""
        page = self.get(f"{path}?" + urllib.parse.urlencode({"q": q or name}))
        rows = page.doc.xpath("//a[contains(concat(' ', @class, ' '), ' bdg-row-link ')]")
        return next((urllib.parse.urljoin(page.url, a.get("href")) for a in rows if " ".join(a.text_content().split()) == name), None)

    # --- steps

    def sign_in(self):
        if "login" not in self.state:
            self.remember(login={"email": ADMIN["email"], "password": "-".join(secrets.token_hex(2) for _ in range(4))})
        login, refused = self.state["login"], None
        if "organisation" not in self.state:
            try:
                self.instance.ctl("create-admin", "--email", login["email"], "--name", ADMIN["name"], "--organisation", ORGANISATION, "--password-stdin",
                                  input=login["password"] + "\n")
            except InstanceError as e:      # there already, if the last attempt was interrupted here; signing in will tell
                refused = e
        answer = self.client.login(**login)
        if answer.status != 200 or not self.client.cookies:
            raise refused or InstanceError(f"{login['email']} could not sign in: {answer.status} {answer.words()}")
        self.remember(organisation=ORGANISATION)

    def issuer(self):
        return self.find("/admin/issuers", ISSUER["name"]) or self.send("/admin/issuers/new", "/admin/issuers/new", ISSUER)

    def badge(self, badge, issuer):
        """A published badge; one that is there as a draft is gone through once more."""
        page = self.find("/admin/badges", badge["name"])
        page = page or self.send("/admin/badges/new", "/admin/badges/new", {
            "name": badge["name"], "description": badge["description"], "tags": badge["tags"], "issuer": issuer.rpartition("/")[2], "language": "en"})
        page = page.removesuffix("/graphics")
        if not any("Publish" in form.buttons() for form in self.get(page).forms()) and self.published(page):
            return page
        self.send(page + "/graphics", "/graphics", {"graphic": self.drawn(**badge["graphic"]).rpartition("/")[2]})
        self.send(page + "/criteria", "/criteria", {"criteria": badge["criteria"]})
        self.rows(page, "/attributes", "Add an attribute", badge.get("attributes", []))
        self.rows(page, "/alignments", "Add an alignment", badge.get("alignments", []))
        self.send(page + "/settings", "/settings", {"expiry": "period", "expiry_count": "24", "expiry_unit": "months", "duplicates": "skip"})
        self.send(page, "/publish", {})
        return page

    def drawn(self, **design):
        """The graphic that the designer made of the sample "from", with what is said otherwise; drawn once."""
        name = design.pop("from")
        words = name.replace("-", " ").capitalize() if not design else next(iter(design.values())).capitalize()
        return self.find("/admin/graphics", words) or self.send(f"/admin/graphics/draw?from={name}", "/draw", {"name": words, **design})

    def people(self):
        """An organisation below this one, two groups, and people with roles in them, some of whom have come already."""
        if not self.find("/admin/organisations", TEAM["name"]):
            self.send(self.find("/admin/organisations", ORGANISATION) + "/new", "/new", TEAM)
        for group in GROUPS:
            if not self.find("/admin/groups", group["name"]):
                self.send("/admin/groups/new", "/admin/groups/new", group)
        mailbox, come = Mailbox(self.instance), []
        for person in PEOPLE:
            address = ".".join("".join(c for c in person[part].lower() if c.isascii() and c.isalpha()) for part in ("first_name", "last_name")) + "@northgate.example"
            if self.find("/admin/people", f'{person["last_name"]}, {person["first_name"]}', address):
                continue
            form = self.form(self.get("/admin/people/new"), "/new")
            chosen = {name: self.option(form, name, person[name]) for name in ("place", "role")}
            names = {name: person[name] for name in ("first_name", "last_name")}
            self.answered(self.client.submit(form, {"email": address, **names, **chosen}, button="Send the invitation"))
            come += [address] if person.get("comes") else []
        for address in come:
            self.answered(accept(Client(self.instance.base_url), mailbox, address, self.state["login"]["password"]))

    def option(self, form, name, words):
        """The value of the option that ends in these words."""
        found = [o.get("value") for o in form.element.xpath(f".//select[@name='{name}']/option") if " ".join(o.text_content().split()).endswith(words)]
        if not found:
            raise InstanceError(f"{words} is not offered as {name}.")
        return found[0]

    def rows(self, page, tab, add, rows):
        form = self.form(self.get(page + tab), tab)
        for n in range(len(form.element.xpath(".//fieldset")), len(rows)):
            form = self.form(self.answered(self.client.submit(form, button=add)), tab)
        fields = {f"{key}_{n}": value for n, row in enumerate(rows) for key, value in row.items()}
        if rows:
            self.answered(self.client.submit(form, fields, button=form.buttons()[0]))

    def batch(self, page):
        """The page of the batch that awarded the badge, issued by the command that a script would use. One that was prepared and never confirmed
        is thrown away; one that is at work is waited for."""
        batch = self.find("/admin/batches", BATCH)
        if batch and not self.issued(batch):
            self.send(batch + "/delete", "/delete", {})
            batch = None
        if not batch:
            self.instance.ctl("issue", "--badge", page.rpartition("/")[2], "--batch", BATCH, "--csv", HERE / "recipients.csv", "--mail", "--json")
            batch = self.find("/admin/batches", BATCH)
        return batch

    def issued(self, batch):
        """Whether it is, once nothing is at work on it: the address of a batch leads to the step at which it stands."""
        at_work = lambda: self.get(batch).url.rpartition("/")[2] in ("progress", "check") and "bdg-progress" in self.get(batch).text
        wait_for(lambda: not at_work(), seconds=60, what="the batch")
        return self.get(batch).url == batch

    def awards(self, batch):
        rows = list(csv.DictReader(io.StringIO(self.get(batch + "/results.csv").text.removeprefix("\ufeff"))))
        if not any(row["Credential"] for row in rows):
            raise InstanceError(f"The batch {batch} awarded nothing.")
        return [row["Credential"] for row in rows if row["Credential"]]

    def published(self, page):
        return bool(self.get(page).doc.xpath("//h1//*[contains(concat(' ', @class, ' '), ' bdg-state-published ')]"))

    def public(self, kind, page):
        return f"{self.instance.base_url}/{kind}/{page.rpartition('/')[2]}"

    # --- pages

    def get(self, address):
        return self.answered(self.client.get(address))

    def send(self, address, action, fields, files=None):
        """Fills in the form of a page, sends it, and says where that led."""
        form = self.form(self.get(address), action)
        return self.answered(self.client.submit(form, fields, files, button=form.buttons()[0])).url

    def form(self, page, action):
        """The one form of a page that posts to an address ending so."""
        found = [form for form in page.forms() if form.method == "POST" and urllib.parse.urlsplit(form.action).path.endswith(action)]
        if len(found) != 1:
            raise InstanceError(f"{len(found)} forms of {page.url} post to {action}")
        return found[0]

    def answered(self, response):
        if response.status != 200:
            said = response.doc.xpath("//*[contains(@class, 'bdg-problems') or contains(@class, 'bdg-alert')]")
            words = " ".join((said[0].text_content() if said else response.words()).split())
            raise InstanceError(f"{response.method} {response.url} answered {response.status}: {words[:500]}")
        return response

    # --- the file and the words

    def remember(self, **news):
        self.state.update(news)
        self.instance.write("demo.json", json.dumps(self.state, indent=1, ensure_ascii=False) + "\n", 0o600)

    def tell(self):
        login = self.state["login"]
        print(f"\nmod_badges is running.\n\n  Open      {self.state['base_url']}/\n  Sign in   {login['email']}\n  Password  {login['password']}")
        print(f"  An award  {self.state['assertions'][0]}   (anyone may open it)")
        print(f"\nThe same is in {self.instance.var}/demo.json. `make stop` ends it, `make run` starts it again, `make reset` forgets all.")


def main():
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("--quiet", action="store_true", help="say nothing when all went well")
    args = ap.parse_args()
    folder = pathlib.Path(os.environ.get("VAR") or ROOT / "var")
    if not (folder / "instance.json").exists():
        raise InstanceError(f"Nothing was started in {folder}.")
    demo = Demo(Instance(folder))
    demo.make()
    if not args.quiet:
        demo.tell()


if __name__ == "__main__":
    try:
        main()
    except (InstanceError, AssertionError, OSError) as e:
        sys.exit(f"The demo organisation could not be made. {e}")
