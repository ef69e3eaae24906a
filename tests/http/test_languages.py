"""The interface in another language: who gets which, what stays English, and that the catalogues fit."""
import os, re, subprocess

import pytest

from support.client import Client
from support.instance import ROOT
from support.world import clean_logs, instance, log_watch, world      # noqa: F401

GERMAN = {"Accept": "text/html", "Accept-Language": "de-AT, de;q=0.9, en;q=0.5"}


@pytest.fixture(autouse=True)
def german_is_there(instance):
    if "Deutsch" not in Client(instance.base_url).get("/login").text:
        pytest.skip("de.mo was not built")


def test_the_browser_says_which(instance):
    nobody = Client(instance.base_url)
    german, english = nobody.get("/login", headers=GERMAN), nobody.get("/login", headers={"Accept": "text/html", "Accept-Language": "en, de;q=0.5"})
    assert '<html lang="de">' in german.text and "Anmelden" in german.words()
    assert '<html lang="en">' in english.text and "Sign in" in english.words()
    assert '<html lang="de">' in nobody.get("/nowhere", headers=GERMAN).text, "errors, too"


def test_the_address_and_a_cookie_say_which(instance):
    nobody = Client(instance.base_url)
    assert '<html lang="de">' in nobody.get("/login?lang=de").text
    assert '<html lang="de">' in nobody.get("/login").text, "it is remembered"
    assert '<html lang="en">' in nobody.get("/login?lang=en").text
    for odd in ("xx", "de%0d%0aX:%20y", "../de", ""):
        assert '<html lang="en">' in nobody.get("/login?lang=" + odd).text


def test_a_person_chooses_for_good(instance):
    instance.ctl("create-admin", "--email", "sprache@people.example", "--name", "Ada", "--organisation", "Haus der Sprache", "--password-stdin", input="ganz viele Wörter hier\n")
    person = Client(instance.base_url)
    person.login("sprache@people.example", "ganz viele Wörter hier")
    page = person.get("/me/account", headers={"Accept": "text/html", "Accept-Language": "en"})
    chosen = person.submit(page.form(action="/me/language"), {"language": "de"})
    assert '<html lang="de">' in chosen.text
    back = person.submit(chosen.form(action="/me/language"), {"language": "en"})
    assert '<html lang="en">' in back.text
    assert person.submit(back.form(action="/me/language"), {"language": "tlh"}).status == 422


def test_public_pages_and_their_cache(world):
    """Each language has its own copy in the cache and its own ETag; no cookie is looked at."""
    nobody = Client(world.instance.base_url)
    path = f"/assertions/{world.a.first.assertion.public_id}"
    tags = set()
    for _again in range(3):
        for headers, lang in ((GERMAN, "de"), ({"Accept": "text/html"}, "en")):
            answer = nobody.get(path, headers=headers)
            assert f'<html lang="{lang}">' in answer.text
            assert "Accept-Language" in answer.headers["Vary"] and "Set-Cookie" not in answer.headers
            tags.add((lang, answer.headers["ETag"]))
            assert nobody.get(path, headers={**headers, "If-None-Match": answer.headers["ETag"]}).status == 304
    assert len(tags) == 2
    assert '<html lang="de">' in nobody.get(path + "?lang=de", headers={"Accept": "text/html"}).text
    assert "Set-Cookie" not in nobody.get(path + "?lang=de", headers={"Accept": "text/html"}).headers


def test_documents_are_the_same_for_everyone(world):
    nobody = Client(world.instance.base_url)
    path = f"/assertions/{world.a.first.assertion.public_id}"
    for end in (".json", ".png", ".pdf"):
        plain, german = nobody.get(path + end), nobody.get(path + end, headers={"Accept-Language": "de"})
        assert plain.body == german.body and plain.status == 200, end
        assert "Accept-Language" not in plain.headers["Vary"]
    wrong = nobody.get("/assertions/0000000000000000000000000000", headers={"Accept": "application/json", "Accept-Language": "de"})
    assert re.search(r"[Tt]here is no|not the address", wrong.json()["title"])


def test_catalogues_fit():
    """Formats, tags and fields are those of the originals. What is missing is told, and is an error where WORDS_COMPLETE=1."""
    done = subprocess.run(["make", "-s", "check-words"], cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, env=os.environ)
    print(done.stdout)
    assert done.returncode == 0, done.stdout
