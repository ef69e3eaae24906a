"""/assertions/{id}.pdf: what it says, in any script; when there is none; how often it is drawn."""
import re, shutil, subprocess

import pytest

from support.client import Client
from support.world import clean_logs, instance, log_watch, world      # noqa: F401

NAMES = {"latin": "Ana Castañeda", "chinese": "王小明", "japanese": "山田 太郎", "korean": "김철수", "cyrillic": "Олена Коваленко", "greek": "Γιώργος Παπαδόπουλος"}
needs_poppler = pytest.mark.skipif(not shutil.which("pdftotext"), reason="pdftotext is not here")


@pytest.fixture
def client(instance, world):
    world.db.run("DELETE FROM throttle")
    return Client(instance.base_url)


def pdf(client, award):
    answer = client.get(f"/assertions/{award.public_id}.pdf")
    assert answer.status == 200 and answer.headers["Content-Type"] == "application/pdf" and answer.body.startswith(b"%PDF-1."), answer
    return answer


def words(data):
    return " ".join(subprocess.run(["pdftotext", "-", "-"], input=data, stdout=subprocess.PIPE, check=True).stdout.decode().split())


@needs_poppler
@pytest.mark.parametrize("script", NAMES)
def test_names_of_every_script(client, world, script):
    award = world.assertion(world.a, world.a.first, f"{script}@people.example", name=NAMES[script], expires_on="2028-01-02")
    said = words(pdf(client, award).body)
    assert NAMES[script].replace(" ", "") in said.replace(" ", "")
    for part in ("Aberdale College Diploma", "by Aberdale College", "Pass the examination.", "Awarded on 2 January 2026, valid until 2 January 2028", f"{client.base_url}/assertions/{award.public_id}"):
        assert part in said, (part, said)


@needs_poppler
def test_one_sheet_with_title_and_language(client, world):
    award = world.assertion(world.a, world.a.first, "sheet@people.example", name="Very " * 30 + "long")
    data = pdf(client, award).body
    info = subprocess.run(["pdfinfo", "-"], input=data, stdout=subprocess.PIPE, stderr=subprocess.PIPE, check=True)
    assert not info.stderr and re.search(rb"Pages:\s+1\b", info.stdout) and b"842 x 595" in info.stdout and b"Aberdale College Diploma" in info.stdout and re.search(rb"Tagged:\s+yes", info.stdout)
    assert b"/Lang (en)" in data and len(data) < 1_000_000


def test_the_same_award_gives_the_same_file(client, world):
    award = world.assertion(world.a, world.a.first, "same@people.example")
    first, second = pdf(client, award), pdf(client, award)
    assert first.body == second.body and first.headers["ETag"] == second.headers["ETag"]
    assert client.get(f"/assertions/{award.public_id}.pdf", headers={"If-None-Match": first.headers["ETag"]}).status == 304


def test_there_is_none_of_what_was_revoked(client, world):
    answer = client.get(f"/assertions/{world.a.first.revoked.public_id}.pdf")
    assert answer.status == 410 and "There is no certificate of it any more." in answer.words()
    assert client.get("/assertions/" + "0" * 26 + ".pdf").status == 404


def test_one_address_cannot_have_many_drawn(client, world):
    awards = [world.assertion(world.a, world.a.first, f"drawn{n}@people.example") for n in range(2)]
    world.db.run("DELETE FROM throttle")
    pdf(client, awards[0])
    world.db.run("UPDATE throttle SET failures = 30")
    answer = client.get(f"/assertions/{awards[1].public_id}.pdf")
    assert answer.status == 429 and int(answer.headers["Retry-After"]) > 0
