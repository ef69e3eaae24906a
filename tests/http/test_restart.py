"""Graceful restarts, ended and killed children: nobody outside notices (T16, T17)."""
import collections, http.client, os, signal, threading, time, urllib.parse

import pytest

from support.client import Client
from support.cost import httpd, resident_kb, sanitised
from support.wait import wait_for
from support.world import clean_logs, instance, log_watch, world      # noqa: F401

RESTARTS = int(os.environ.get("RESTARTS", "20"))
CLIENTS = 8


def processes(instance):
    """(the parent, its children)."""
    parent = instance.pid("httpd")
    return parent, {p for p in httpd(instance) if p != parent}


def weight(pid):
    """(resident KB, open files) of a process."""
    return resident_kb(pid), len(os.listdir(f"/proc/{pid}/fd"))


class Load(threading.Thread):
    """Asks on, on kept connections as browsers do, and counts the answers. A kept connection that the server closed before it read anything is
    opened anew, as browsers do; an answer that breaks off is a failure."""

    def __init__(self, instance, requests):
        super().__init__(daemon=True)
        self.parts, self.requests = urllib.parse.urlsplit(instance.base_url), requests
        self.stop, self.statuses, self.failures, self.slowest = threading.Event(), collections.Counter(), [], 0.0

    def run(self):
        con, fresh, n = None, True, 0
        while not self.stop.is_set():
            path, headers, want = self.requests[n % len(self.requests)]
            n += 1
            for attempt in (1, 2):
                began = time.monotonic()
                if con is None:
                    con, fresh = http.client.HTTPConnection(self.parts.hostname, self.parts.port, timeout=30), True
                try:
                    con.request("GET", self.parts.path + path, headers=headers)
                    answer = con.getresponse()
                    answer.read()
                    fresh = False
                    self.slowest = max(self.slowest, time.monotonic() - began)
                    self.statuses[answer.status] += 1
                    if answer.status != want:
                        self.failures.append(f"{path}: {answer.status}")
                    break
                except (OSError, http.client.HTTPException) as e:
                    con.close()
                    con = None
                    kept = not fresh and isinstance(e, (http.client.RemoteDisconnected, ConnectionResetError, BrokenPipeError))
                    if attempt == 2 or not kept:
                        self.failures.append(f"{path}: {e!r}")
                        break
        if con:
            con.close()


def start_load(instance, world, clients=CLIENTS):
    if "surfer" not in world.accounts:
        world.account("surfer", world.a, "organisation_administrator")
    i, cookie = world.a.first, {"Cookie": world.cookie("surfer"), "Accept": "text/html"}
    requests = [(f"/assertions/{i.assertion.public_id}", {"Accept": "text/html"}, 200), (f"/assertions/{i.assertion.public_id}.json", {}, 200), ("/admin", cookie, 200),
                (f"/badges/{i.badge.public_id}", {"Accept": "text/html"}, 200), ("/admin/issuers", cookie, 200), (f"/assertions/{i.assertion.public_id}.png", {}, 200),
                (f"/admin/issuers/{i.public_id}", cookie, 200), ("/healthz", {}, 200), (f"/assertions/{i.revoked.public_id}", {"Accept": "application/json"}, 410)]
    load = [Load(instance, requests[n:] + requests[:n]) for n in range(clients)]
    for thread in load:
        thread.start()
    return load


def end_load(load):
    for thread in load:
        thread.stop.set()
    for thread in load:
        thread.join(40)
    return sum((t.statuses for t in load), collections.Counter()), [f for t in load for f in t.failures], max(t.slowest for t in load)


@pytest.mark.slow
def test_graceful_restarts_under_load(instance, world):
    parent, _ = processes(instance)
    load, weights = start_load(instance, world), []
    for n in range(RESTARTS):
        before = sum(t.statuses.total() for t in load)
        _, old = processes(instance)
        instance.graceful()
        wait_for(lambda: processes(instance)[1] - old, 20, "new children")
        wait_for(lambda: sum(t.statuses.total() for t in load) > before + 40, 20, "answers after the restart")
        wait_for(lambda: not old & processes(instance)[1], 40, f"the old children to end: {old}")
        weights.append(weight(parent))
    statuses, failures, slowest = end_load(load)
    print(f"{statuses.total()} answers, {dict(statuses)}; slowest {slowest:.2f} s; parent (KB, files) {weights[0]} -> {weights[-1]}")
    assert not failures, f"{len(failures)} of {statuses.total()}: {failures[:10]}"
    assert instance.pid("httpd") == parent
    half = len(weights) // 2
    rss, files = [w[0] for w in weights[half:]], [w[1] for w in weights]
    assert max(files) - files[0] <= 2, files
    # What the first restarts warm up does not count; nor what a sanitiser keeps aside of what each configuration freed, and of each unloaded module.
    assert sanitised(instance) or rss[-1] - rss[0] < 1024, weights
    connections = world.db.value("SELECT COUNT(*) FROM information_schema.processlist WHERE user = 'badges'")
    assert connections <= 24, connections         # old children gave theirs back


def test_jobs_of_a_child_that_ends(instance, world):
    """A restart in the middle of sending mails: none is lost, none is sent twice."""
    from support.mail import Mailbox
    box = Mailbox(instance)
    box.clear()
    for n in range(60):
        world.insert("outbox", organisation_id=world.a.id, kind="mail.award", job_key=f"restart{n:019d}", assertion_id=world.a.first.assertion.id, address=f"mail{n}@restart.example",
                     state="waiting", due_at="2020-01-01", created_at="2020-01-01")
    for _ in range(3):
        _, old = processes(instance)
        instance.graceful()
        wait_for(lambda: processes(instance)[1] - old, 20, "new children")
    wait_for(lambda: world.db.value("SELECT COUNT(*) FROM outbox WHERE state = 'done'") == 60, 60, "all mails to be marked")
    assert sorted(t for m in box.all() for t in m.to) == sorted(f"mail{n}@restart.example" for n in range(60))


@pytest.mark.log_allows(r"AH00052: child pid \d+ exit signal Killed")
def test_a_killed_child(instance, world):
    load = start_load(instance, world, 4)
    for _ in range(3):
        _, children = processes(instance)
        os.kill(victim := next(iter(children)), signal.SIGKILL)
        wait_for(lambda: victim not in processes(instance)[1] and processes(instance)[1], 30, "another child")
        before = sum(t.statuses[200] for t in load)
        wait_for(lambda: sum(t.statuses[200] for t in load) > before + 40, 30, "answers again")
    _, failures, _ = end_load(load)
    # what the killed child was answering at that moment is lost; nothing else is
    assert len(failures) <= 3 * 4 * 2, failures[:10]
    assert Client(instance.base_url).get("/healthz").status == 200


def test_a_killed_parent(instance, world):
    """Started again on the same folder it takes over; no mutex, lease or port is left behind."""
    os.kill(instance.pid("httpd"), signal.SIGKILL)
    instance.clear_httpd()
    assert not httpd(instance)
    instance.start()
    assert Client(instance.base_url).get(f"/assertions/{world.a.first.assertion.public_id}").status == 200


def test_a_stop_in_the_middle_of_a_download(instance, world):
    """A graceful restart lets an answer that is being read come to its end."""
    a = world.a.first.assertion.public_id
    parts = urllib.parse.urlsplit(instance.base_url)
    con = http.client.HTTPConnection(parts.hostname, parts.port, timeout=30)
    con.request("GET", f"{parts.path}/assertions/{a}.png")
    answer = con.getresponse()
    first = answer.read(10)
    instance.graceful()
    rest = answer.read()
    assert len(first + rest) == int(answer.headers["Content-Length"])
    con.close()
