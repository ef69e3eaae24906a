"""The error logs: what a test left in them that it should not have."""
import re

# "[time] [module:level] [pid ...] text": these levels are news, not trouble.
HTTPD_CALM = re.compile(r"^\[[^]]*\] \[[\w-]*:(notice|info|debug|trace\d)\] (?!.*AH0005[012]: child pid)")      # a child that crashed is only a notice to httpd
# 123 is 1020 for those outside: somebody changed the row since the transaction began (innodb_snapshot_isolation). It is run again; the server makes a line of it.
MARIADB_CALM = re.compile(r"^\d{4}-\d\d-\d\d +\d+:\d\d:\d\d \d+ \[(Note\] |ERROR\] Got error 123 when reading table )|^Version: '|^$|^recovered pages: | \(\d+\.\d seconds\); $")


class LogWatch:
    """Reads on in each log from where it last stood. A line that is not calm, and not in the right form, is unexpected."""

    def __init__(self, instance):
        self.logs = [(instance.real / "logs/error_log", HTTPD_CALM), (instance.real / "logs/httpd.out", re.compile(r"^$")),
                     (instance.real / "db/error.log", MARIADB_CALM), (instance.real / "logs/mail.log", re.compile(r"^$"))]
        self.sanitiser = instance.real / "tmp"
        self.read = {path: path.stat().st_size if path.exists() else 0 for path, _ in self.logs}
        self.seen = set()

    def unexpected(self, allowed=()):
        """New lines since the last call that are neither calm nor match one of the allowed patterns."""
        allow = [re.compile(p) for p in allowed]
        found = []
        for path, calm in self.logs:
            if path.exists():
                found += [f"{path.name}: {line}" for line in self._new_lines(path) if not calm.match(line) and not any(a.search(line) for a in allow)]
        for report in sorted(self.sanitiser.glob("asan.*")):
            if report not in self.seen:
                self.seen.add(report)
                found.append(f"{report.name}:\n{report.read_text(errors='replace')}")
        return found

    def _new_lines(self, path):
        """Whole lines only: half a line is left for the next call."""
        with path.open("rb") as f:
            f.seek(self.read[path])
            data = f.read()
        data = data[:data.rfind(b"\n") + 1]
        self.read[path] += len(data)
        return data.decode(errors="replace").splitlines()


def watched(instance):
    """What a fixture log_watch yields: a watch, which also looks at what is said while the instance stops."""
    watch = LogWatch(instance)
    yield watch
    instance.stop()
    left = watch.unexpected()
    assert not left, "while stopping:\n" + "\n".join(left)
