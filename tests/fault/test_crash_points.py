"""The code names the places between which a crash must not tear anything apart (BDG_CRASH_POINT). The Nth of them that is reached kills the
process, for N = 1, 2, 3 ... until the work is done without reaching N; httpd starts another child, which goes on."""
import os

import pytest

from support import errand
from support.mail import Mailbox
from support.wait import wait_for
from support.world import clean_logs, instance, log_watch, world      # noqa: F401
from dev_process import family                                        # noqa: E402

ROWS = 3      # each mail passes some of them
EXPECTED = (r"BDG030\d|BDG031\d", r"error.log: ")
POINTS = int(os.environ.get("POINTS", "40"))      # no operation here has more


def age_leases(world):
    world.db.run("UPDATE job SET due_at = UTC_TIMESTAMP(6), lease_until = UTC_TIMESTAMP(6) WHERE state = 'claimed'")
    world.db.run("UPDATE outbox SET due_at = UTC_TIMESTAMP(6), lease_until = UTC_TIMESTAMP(6) WHERE state = 'claimed'")


def with_fault(instance, fault):
    """httpd anew, with this fault in its environment (each child counts for itself)."""
    instance.set["env"] = {"BADGES_FAULT": fault} if fault else {}
    instance.restart_httpd()


def children(instance):
    """httpd says nothing of a child that got SIGKILL: its pid is gone."""
    return {p for p in family("apache2", instance.real / "conf/httpd.conf") if p != instance.pid("httpd")}


@pytest.mark.slow
@pytest.mark.log_allows(*EXPECTED)
def test_every_crash_point(instance, world):
    world.account("officer", world.a, "organisation_administrator")
    client, badge, box, reached = world.client("officer"), world.a.first.badge, Mailbox(instance), 0
    assert instance.build.name in ("debug", "asan"), "crash points are built in by MODE=debug"
    for n in range(1, POINTS + 1):
        data, addresses = errand.recipients(ROWS, f"crash{n}.example", n)
        path = errand.upload(client, badge.public_id, data, f"Crash {n}")
        batch = world.db.value("SELECT id FROM batch WHERE public_id = %s", path.rpartition("/")[2])
        state = lambda: world.db.value("SELECT state FROM batch WHERE id = %s", batch)
        wait_for(lambda: state() == "checked", 60, "the check")
        with_fault(instance, f"crash:{n}")
        first = wait_for(lambda: children(instance), 20, "a child")
        try:
            errand.issue(client, path)
        except OSError:      # the child went with the answer on its lips
            assert not first <= children(instance)

        def over():
            if not first <= children(instance):
                return True
            return state() == "issued" and not world.db.value("SELECT COUNT(*) FROM outbox WHERE batch_id = %s AND state <> 'done'", batch) \
                and not world.db.value("SELECT COUNT(*) FROM job WHERE kind LIKE 'batch.%%'")
        wait_for(over, 60, f"crash point {n}, or the end")
        crashed = not first <= children(instance)
        reached += crashed
        with_fault(instance, None)
        age_leases(world)
        if state() == "checked":      # it went before it was confirmed
            errand.issue(client, path)
        wait_for(lambda: state() == "issued", 60, f"issuing after crash point {n}")
        wait_for(lambda: not world.db.value("SELECT COUNT(*) FROM job WHERE kind LIKE 'batch.%%'"), 60, "its jobs")
        wait_for(lambda: not world.db.value("SELECT COUNT(*) FROM outbox WHERE batch_id = %s AND state <> 'done'", batch), 60, "its mails")
        row = world.db.row("SELECT COUNT(*) n, COUNT(DISTINCT batch_row) row_numbers FROM assertion WHERE batch_id = %s", batch)
        assert row == {"n": len(addresses), "row_numbers": len(addresses)}, (n, row)
        assert world.db.value("SELECT COUNT(*) FROM outbox WHERE batch_id = %s", batch) == len(addresses)
        assert world.db.value("SELECT issued_count FROM batch WHERE id = %s", batch) == len(addresses)
        assert world.db.value("SELECT COUNT(*) FROM audit WHERE action = 'batch.issued' AND object_id = %s", batch) == 1
        to = [t for m in box.all() for t in m.to]
        assert set(to) == set(addresses), n
        box.clear()
        if not crashed:
            break
    else:
        raise AssertionError(f"more than {POINTS} crash points, and no end")
    total = world.db.value("SELECT SUM(issued_count) FROM batch WHERE badge_class_id = %s", badge.id)
    assert world.db.value("SELECT award_count FROM badge_class WHERE id = %s", badge.id) == 3 + total
    print(f"{reached} crash points")
    assert reached >= 8
