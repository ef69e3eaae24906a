#!/usr/bin/python3
"""Runs all suites and ends with one plain table. `make test` calls it.

First what computes, one suite after the other; then what mostly waits, side by side, on instances of their own: http is shown as it runs, the
others are shown whole when they have ended."""
import os, re, subprocess, sys, threading, time

# Suite, make target, and how its summary lines tell what passed, failed and was skipped.
CMOCKA = {"passed": r"\[  PASSED  \] (\d+) test", "failed": r"\[  FAILED  \] (\d+) test", "skipped": r"\[  SKIPPED \] (\d+) test"}
UNIT = {"passed": r"(\d+) tests passed, \d+ programs failed", "failed": r"^\[  FAILED  \] test_\w+", "skipped": r"^\[  SKIPPED \] test_\w+"}
PYTEST = {"passed": r"^.*\b(\d+) passed\b.* in [\d.]+s", "failed": r"^.*\b(\d+) (?:failed|errors?)\b.* in [\d.]+s", "skipped": r"^.*\b(\d+) skipped\b.* in [\d.]+s"}
NODE = {"passed": r"^(?:#|ℹ) pass (\d+)", "failed": r"^(?:#|ℹ) (?:fail|cancelled) (\d+)", "skipped": r"^(?:#|ℹ) (?:skipped|todo) (\d+)"}
COMPUTING = [
    ("unit", "test-unit", UNIT),
    ("fuzz corpus", "test-fuzz-corpus", {"passed": r"^(\d+) inputs? replayed"}),
    ("store", "test-store", CMOCKA),
]
WAITING = [
    ("http", "test-http", PYTEST),
    ("browser", "test-browser", NODE),
    ("interop", "test-interop", NODE),
    ("fault", "test-fault", PYTEST),
]


class Suite(threading.Thread):
    """One make target in a process of its own. shown: its output goes to ours as it comes; else it is kept for show(). jobs: how many compilers."""

    def __init__(self, name, target, patterns, shown=True, jobs=1):
        super().__init__()
        self.name, self.target, self.patterns, self.shown, self.jobs, self.lines = name, target, patterns, shown, jobs, []

    def run(self):
        # A make of its own: the caller's flags name a job server that is not passed on. Variables such as MODE are in the environment.
        env = {k: v for k, v in os.environ.items() if k not in ("MAKEFLAGS", "MFLAGS", "MAKELEVEL", "VAR", "PORT")}
        start = time.monotonic()
        if self.shown:
            say(f"\n=== {self.name}\n")
        with subprocess.Popen(["make", "--no-print-directory", *([f"-j{self.jobs}"] if self.jobs > 1 else []), self.target], env=env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                              text=True, errors="replace") as proc:
            for line in proc.stdout:
                self.lines.append(line)
                if self.shown:
                    say(line)
        self.code, self.seconds = proc.returncode, time.monotonic() - start

    def show(self):
        if not self.shown:
            say(f"\n=== {self.name}\n" + "".join(self.lines))

    def counts(self):
        plain = re.sub(r"\x1b\[[0-9;]*m", "", "".join(self.lines))
        return {word: sum(int(n) if n.isdigit() else 1 for n in re.findall(pattern, plain, re.M)) for word, pattern in self.patterns.items()}

    def row(self):
        n = self.counts()
        words = ", ".join(f"{n[w]:,} {w}" for w in ("passed", "failed", "skipped") if n.get(w)) or "no tests counted"
        return f"{self.name:12} {'ok' if self.code == 0 else 'FAILED':7} {words:40} {self.seconds:6.1f} s"


def say(text):
    sys.stdout.write(text)
    sys.stdout.flush()


def run(suites):
    for suite in suites:
        suite.start()
    for suite in suites:
        suite.join()
        suite.show()
    return suites


def main():
    began = time.monotonic()
    done = [suite for row in COMPUTING for suite in run([Suite(*row, jobs=os.cpu_count())])]
    done += run([Suite(*row, shown=i == 0) for i, row in enumerate(WAITING)])
    print("\n=== summary")
    for suite in done:
        print(suite.row())
    failed = [suite.name for suite in done if suite.code != 0]
    print(f"{'':12} {'All is well' if not failed else 'Failed: ' + ', '.join(failed)}, {time.monotonic() - began:.0f} s")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
