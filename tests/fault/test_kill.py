"""kill -9 of httpd and of mariadbd, in turn, at random moments of a batch, from the upload to the last mail. Both are only started again; nothing
is repaired. In the end every row was awarded once, a mail for each went out at least once, and all of it is marked as done.

KILLS and ROWS in the environment say how many; a failure says the SEED to run it with again. A worker that was killed holds its lease until it
runs out (60 and 180 seconds); so that the test takes minutes and not hours, after each kill the leases of the dead are made to run out at once.
The last test lets one run out by itself."""
import collections, os, random, time

import pytest

from support import errand
from support.client import Client
from support.mail import Mailbox
from support.wait import wait_for
from support.world import clean_logs, instance, log_watch, world      # noqa: F401

KILLS, ROWS, SEED = int(os.environ.get("KILLS", "8")), int(os.environ.get("ROWS", "2000")), int(os.environ.get("SEED", "0")) or random.randrange(1, 10**6)
SETTINGS = {"extra": ["BadgesWorkers 3"]}
EXPECTED = (r"BDG0002|BDG030\d|BDG031\d|AH00639|AH0063\d|DBD|\(20014\)|AH00052|AH00098", r"error.log: ", r"AH00046|AH00095|AH02\d+.*mutex|AH0103")


def age_leases(world):
    """As if the leases of those that are dead had run out."""
    world.db.run("UPDATE job SET due_at = UTC_TIMESTAMP(6), lease_until = UTC_TIMESTAMP(6) WHERE state = 'claimed'")
    world.db.run("UPDATE outbox SET due_at = UTC_TIMESTAMP(6), lease_until = UTC_TIMESTAMP(6) WHERE state = 'claimed'")


class Killer:
    def __init__(self, instance, world, rng):
        self.instance, self.world, self.rng = instance, world, rng
        self.kills = collections.Counter()

    def strike(self, part, phase):
        self.instance.kill(part)
        if part == "db":
            self.world.db.connection = None
        self.instance.start()
        age_leases(self.world)
        self.kills[(part, phase)] += 1

    def left(self):
        return KILLS - sum(self.kills.values())


def persist(step, seconds=60):
    """A person tries again while the server is away."""
    def tried():
        try:
            return (step() or True)
        except (OSError, AssertionError) as e:
            if isinstance(e, AssertionError) and "503" not in str(e) and "moment" not in str(e):
                raise
            return False
    return wait_for(tried, seconds, step)


@pytest.mark.slow
@pytest.mark.log_allows(*EXPECTED)
def test_a_batch_survives(instance, world):
    rng = random.Random(SEED)
    print(f"SEED={SEED} KILLS={KILLS} ROWS={ROWS}")
    world.account("officer", world.a, "organisation_administrator")
    client, badge, box = world.client("officer"), world.a.first.badge, Mailbox(instance)
    killer, turn = Killer(instance, world, rng), 0
    before = world.db.value("SELECT award_count FROM badge_class WHERE id = %s", badge.id)
    data, addresses = errand.recipients(ROWS)

    def strike(phase):
        nonlocal turn
        turn += 1
        killer.strike(("httpd", "db")[turn % 2], phase)

    # the check: killed while it runs, as long as it runs
    path = errand.upload(client, badge.public_id, data)
    batch = world.db.value("SELECT id FROM batch WHERE public_id = %s", path.rpartition("/")[2])
    state = lambda: world.db.value("SELECT state FROM batch WHERE id = %s", batch)
    for _ in range(max(1, KILLS // 8)):
        if state() == "checking":
            time.sleep(rng.uniform(0, 0.05))
            strike("check")
    wait_for(lambda: state() == "checked", 60, "the check")
    assert world.db.value("SELECT ready_count FROM batch WHERE id = %s", batch) == ROWS

    # issuing, a few thousandths of a second at a time; then the mails
    persist(lambda: errand.issue(client, path))
    spread = 0.02
    while killer.left() and state() == "issuing":
        time.sleep(rng.uniform(0, spread))
        if killer.left() > KILLS // 3:
            strike("issue")
        else:
            break
    wait_for(lambda: state() == "issued", 120, "the last award")
    unsent = lambda: world.db.value("SELECT COUNT(*) FROM outbox WHERE batch_id = %s AND state <> 'done'", batch) or world.db.value("SELECT COUNT(*) FROM job WHERE kind = 'batch.mail'")
    while killer.left():
        done = world.db.value("SELECT COUNT(*) FROM outbox WHERE batch_id = %s AND state = 'done'", batch)
        if not unsent():
            break
        wait_for(lambda: world.db.value("SELECT COUNT(*) FROM outbox WHERE batch_id = %s AND state = 'done'", batch) > done or not unsent(), 60, "a mail to go out")
        time.sleep(rng.uniform(0, 0.3))
        strike("mail")
    wait_for(lambda: not unsent(), 120 + ROWS / 20, "the last mail")
    print("kills:", {f"{p} while {w}": n for (p, w), n in sorted(killer.kills.items())})

    # what is there now
    one = lambda sql, *args: world.db.row(sql, *args)
    counts = one("SELECT COUNT(*) n, COUNT(DISTINCT batch_row) row_numbers, COUNT(DISTINCT recipient_identity) people, COUNT(DISTINCT public_id) ids, SUM(state) revoked "
                 "FROM assertion WHERE batch_id = %s", batch)
    assert counts == {"n": ROWS, "row_numbers": ROWS, "people": ROWS, "ids": ROWS, "revoked": 0}, (SEED, counts)
    row = one("SELECT state, issued_count, skipped_late_count, ready_count FROM batch WHERE id = %s", batch)
    assert row == {"state": "issued", "issued_count": ROWS, "skipped_late_count": 0, "ready_count": ROWS}, (SEED, row)
    assert world.db.value("SELECT award_count FROM badge_class WHERE id = %s", badge.id) == before + ROWS
    outbox = one("SELECT COUNT(*) n, COUNT(DISTINCT assertion_id) awards, SUM(state = 'done') done FROM outbox WHERE batch_id = %s", batch)
    assert outbox == {"n": ROWS, "awards": ROWS, "done": ROWS}, (SEED, outbox)
    assert world.db.value("SELECT COUNT(*) FROM job WHERE kind LIKE 'batch.%%'") == 0
    assert world.db.value("SELECT COUNT(*) FROM audit WHERE action = 'batch.issued' AND object_id = %s", batch) == 1
    sent, ids = collections.Counter(), collections.defaultdict(set)
    for mail in box.all():
        for to in mail.to:
            sent[to] += 1
            ids[to].add(mail.message["Message-ID"])
    assert set(sent) == set(addresses), SEED
    again = sum(n > 1 for n in sent.values())
    print(f"{sum(sent.values())} mails for {ROWS} awards, {again} of them more than once, always under the same Message-ID")
    assert all(len(i) == 1 for i in ids.values())
    assert again <= killer.kills.total() * 60      # at most what the workers had in hand
    # and it is well
    assert "Errand" in client.get("/admin/batches").text
    page = client.get(path)
    assert page.status == 200
    sample = world.db.rows("SELECT public_id FROM assertion WHERE batch_id = %s ORDER BY public_id LIMIT 20", batch)
    for r in sample:
        assert Client(instance.base_url).get(f"/assertions/{r['public_id']}.json").status == 200
    instance.ctl("doctor")


@pytest.mark.slow
@pytest.mark.log_allows(*EXPECTED)
def test_a_lease_runs_out_by_itself(instance, world):
    """Nobody helps: what a killed worker had in hand is taken up by another within a minute and a bit."""
    if "officer" not in world.accounts:
        world.account("officer", world.a, "organisation_administrator")
    client = world.client("officer")
    data, _ = errand.recipients(300, "lease.example", 2)
    path = errand.upload(client, world.a.second.badge.public_id, data, "Lease")
    batch = world.db.value("SELECT id FROM batch WHERE public_id = %s", path.rpartition("/")[2])
    state = lambda: world.db.value("SELECT state FROM batch WHERE id = %s", batch)
    wait_for(lambda: state() == "checked", 60, "the check")
    # a worker somewhere has claimed the job, and is no more
    errand.issue(client, path, mail=False)
    world.db.run("INSERT INTO job (kind, subject_id, state, due_at, attempts, lease_owner, lease_until, created_at) VALUES ('batch.issue', %s, 'claimed', UTC_TIMESTAMP(6) + INTERVAL 5 SECOND, 1, "
                 "'0123456789abcdef', UTC_TIMESTAMP(6) + INTERVAL 5 SECOND, UTC_TIMESTAMP(6)) ON DUPLICATE KEY UPDATE state = 'claimed', due_at = UTC_TIMESTAMP(6) + INTERVAL 5 SECOND, "
                 "lease_owner = '0123456789abcdef'", batch)
    wait_for(lambda: state() == "issued", 30, "another worker to go on")
    wait_for(lambda: world.db.value("SELECT COUNT(*) FROM job WHERE kind = 'batch.issue' AND subject_id = %s", batch) == 0, 30, "the job to be done")
    assert world.db.value("SELECT COUNT(*) FROM assertion WHERE batch_id = %s", batch) == 300
