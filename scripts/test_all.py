#!/usr/bin/python3
"""Runs the suites one after the other, shows what they say as they say it, and ends with one plain table. `make test` calls it."""
import os, re, subprocess, sys, time

# Suite, make target, and how its summary lines tell what passed, failed and was skipped.
CMOCKA = {"passed": r"\[  PASSED  \] (\d+) test", "failed": r"\[  FAILED  \] (\d+) test", "skipped": r"\[  SKIPPED \] (\d+) test"}
UNIT = {"passed": r"(\d+) tests passed, \d+ programs failed", "failed": r"^\[  FAILED  \] test_\w+", "skipped": r"^\[  SKIPPED \] test_\w+"}
PYTEST = {"passed": r"^.*\b(\d+) passed\b.* in [\d.]+s", "failed": r"^.*\b(\d+) (?:failed|errors?)\b.* in [\d.]+s", "skipped": r"^.*\b(\d+) skipped\b.* in [\d.]+s"}
NODE = {"passed": r"^(?:#|ℹ) pass (\d+)", "failed": r"^(?:#|ℹ) (?:fail|cancelled) (\d+)", "skipped": r"^(?:#|ℹ) (?:skipped|todo) (\d+)"}
SUITES = [
    ("unit", "test-unit", UNIT),
    ("fuzz corpus", "fuzz-corpus", {"passed": r"^(\d+) inputs? replayed"}),
    ("store", "test-store", CMOCKA),
    ("http", "test-http", PYTEST),
    ("browser", "test-browser", NODE),
]


def run(target):
    """The target's exit code and all that it printed, which was also shown."""
    # A make of its own: the caller's flags name a job server that is not passed on. Variables such as MODE are in the environment.
    env = {k: v for k, v in os.environ.items() if k not in ("MAKEFLAGS", "MFLAGS", "MAKELEVEL")}
    lines = []
    with subprocess.Popen(["make", "--no-print-directory", target], env=env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace") as proc:
        for line in proc.stdout:
            sys.stdout.write(line)
            sys.stdout.flush()
            lines.append(line)
    return proc.returncode, "".join(lines)


def count(text, patterns):
    plain = re.sub(r"\x1b\[[0-9;]*m", "", text)
    return {word: sum(int(n) if n.isdigit() else 1 for n in re.findall(pattern, plain, re.M)) for word, pattern in patterns.items()}


def main():
    table, began = [], time.monotonic()
    for name, target, patterns in SUITES:
        print(f"\n=== {name}", flush=True)
        start = time.monotonic()
        code, text = run(target)
        table.append((name, code, count(text, patterns), time.monotonic() - start))
    print("\n=== summary")
    for name, code, n, seconds in table:
        words = ", ".join(f"{n[w]:,} {w}" for w in ("passed", "failed", "skipped") if n.get(w)) or "no tests counted"
        print(f"{name:12} {'ok' if code == 0 else 'FAILED':7} {words:40} {seconds:6.1f} s")
    failed = [name for name, code, *_ in table if code != 0]
    print(f"{'':12} {'All is well' if not failed else 'Failed: ' + ', '.join(failed)}, {time.monotonic() - began:.0f} s")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
