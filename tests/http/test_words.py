"""Every sentence that is shown comes from a catalogue: all pages in the language of `make pseudo`, whose sentences stand in brackets."""
import json, os, re, subprocess

import pytest

from support.instance import ROOT, temporary
from support.pseudo import unsaid
from support.world import clean_logs, log_watch, world      # noqa: F401
from test_authorisation import STALE, Asker, address, ids_for, people, table      # noqa: F401
import lxml.html


# What stays: initials, and what badges and mails say that are shown as examples or in the words they are sent with.
NOT_SENTENCES = ("OA", "ON", "Your badge: {{badge.name}}", "Invitation to {{organisation.name}}", "Badges", "Ed25519", "{{#field}}…{{/field}}", "{{^field}}…{{/field}}",
                 "First Aid at Work", "Data Science", "Graduate with honours", "Secure Coding", "Volunteer of the Year", "Sustainability Champion", "Leadership", "100 hours", "Makers' Workshop")
# What applications are told as well, so it is in English (core/oauth.c).
PROTOCOL = ("An application sent you here with an address", "This application has no access any more")


@pytest.fixture(scope="module")
def instance():
    subprocess.run(["make", "-s", "pseudo"], cwd=ROOT, check=True, stdout=subprocess.PIPE, env=os.environ)
    before, os.environ["BADGES_LOCALE"] = os.environ.get("BADGES_LOCALE"), f"{os.environ.get('BADGES_BUILD', ROOT / 'build')}/locale-pseudo"
    try:
        with temporary() as made:
            yield made
    finally:
        os.environ.pop("BADGES_LOCALE") if before is None else os.environ.update(BADGES_LOCALE=before)


def strings(value):
    if isinstance(value, (dict, list)):
        for v in value.values() if isinstance(value, dict) else value:
            yield from strings(v)
    elif isinstance(value, str):
        yield value
        if value[:1] in "{[":
            try:
                yield from strings(json.loads(value))
            except ValueError:
                pass


@pytest.fixture(scope="module")
def data(world, people):
    """Is this what somebody typed? Everything that stands in the database, and parts of it."""
    known = set()
    for column in world.db.rows("SELECT table_name AS t, column_name AS c FROM information_schema.columns WHERE table_schema = DATABASE() AND data_type IN ('varchar', 'text', 'mediumtext', 'longtext', 'char')"):
        if column["c"] in ("state", "kind", "action") or column["t"] == "audit":
            continue
        ours = " WHERE organisation_id > 0" if column["t"] == "role" else ""
        for row in world.db.rows(f"SELECT DISTINCT `{column['c']}` AS v FROM `{column['t']}`{ours}"):
            known |= {" ".join(s.split()).strip(" .") for s in strings(row["v"])}
    known |= {"Of Nothing", *NOT_SENTENCES}
    joined = "\n".join(known)
    return lambda words: words in known or (len(words) > 5 and words in joined) or re.fullmatch(r"[\w-]{40,43}", words)


def told(answer, data):
    return [f"{words!r} in <{where.tag} class={where.get('class', '')!r}>" for words, where in unsaid(lxml.html.document_fromstring(answer.text), data) if not words.startswith(PROTOCOL)]


def test_every_page(world, people, table, data):
    """By an administrator, by somebody who holds credentials, and by nobody; with data, and of an organisation that has none."""
    ask, wrong, seen = Asker(world.instance), {}, 0
    world.db.run("UPDATE account SET language = 'en-XA'")
    world.account("of_nothing", world.below, "organisation_administrator")
    world.db.run("UPDATE account SET language = 'en-XA'")
    for route in table:
        if route["voice"] != "page" or route["entry"] == "token" or route["method"] not in ("GET", "POST"):
            continue
        for whose, id_ in ids_for(route, world):
            if whose == "b":
                continue
            for who in ("organisation_administrator", "holder", "of_nothing", "reporter"):
                world.db.run("DELETE FROM throttle")
                path = address(route, id_)[0]
                path += ("&" if "?" in path else "?") + "lang=en-XA"
                fields = None
                if route["method"] == "POST":
                    if route["pattern"] in ("/logout", "/me/language", "/me/account/erase") or route["pattern"].endswith("/delete"):
                        continue
                    fields = {"revision": STALE, "_csrf": world.csrf(who)}
                answer = ask(route["method"], path, world.cookie(who), fields)
                if answer.status == 303 or not (answer.headers["Content-Type"] or "").startswith("text/html"):
                    if fields:
                        world.session(who)
                    continue
                seen += 1
                if '<html lang="en-XA"' not in answer.text:
                    if route["cache"] != "image":      # pictures are not there in any language
                        wrong.setdefault("another language", f"{route['method']} {path} {answer.status}")
                    continue
                for line in told(answer, data):
                    wrong.setdefault(line, f"{route['method']} {route['pattern']} {answer.status} {who}")
    assert seen > 300
    assert not wrong, f"{len(wrong)} that no catalogue has, on {seen} pages:\n" + "\n".join(f"{where}: {line}" for line, where in wrong.items())
