"""Credentials signed and verified: by this library, by @digitalbazaar/vc on the same documents, and by OpenSSL, which only signs. Each on one core."""
import json, pathlib, subprocess

from kit import BENCH, BUILD, ROOT, VAR, BenchError, median, say, thousands

PROGRAMS = pathlib.Path(ROOT, BUILD, "bench")
ROUNDS, SECONDS = 5, 2
SIZES = ()


def fill(made, db):
    """Nothing is kept in a database for these."""


def run_program(*command):
    done = subprocess.run([str(c) for c in command], cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    if done.returncode:
        raise BenchError(f"{command[0]} failed: {done.stdout[-500:]}")
    return done.stdout


def versus_js(what, folder):
    """Ours by theirs, in turns; a second is one of the processor's."""
    rounds = []
    for i in range(ROUNDS):
        ours, theirs = (float(run_program(*command, what, folder, SECONDS)) for command in ((PROGRAMS / "sign",), ("node", BENCH / "sign.mjs")))
        rounds.append({"per_second": ours, "js_per_second": theirs, "ratio": ours / theirs})
        say(f"  {what} {i + 1}/{ROUNDS}: {thousands(ours)} a second, in JavaScript {thousands(theirs)}, ratio {ours / theirs:.1f}")
    return median([r["ratio"] for r in rounds]), {key: round(median([r[key] for r in rounds]), 1) for key in rounds[0]}


def versus_openssl(algorithm):
    rounds = [json.loads(run_program(PROGRAMS / "jwt"))[algorithm] for _ in range(3)]
    return median([r["ratio"] for r in rounds]), {key: round(median([r[key] for r in rounds]), 3) for key in rounds[0]}


def run(names):
    """Yields (name, figure, detail) for each of these names."""
    folder = VAR / "bench/signing"
    folder.mkdir(parents=True, exist_ok=True)
    run_program(PROGRAMS / "sign", "make", folder)
    for name in names:
        what = name.partition("_")[0]
        yield name, *(versus_js(what, folder) if name.endswith("_vs_js") else versus_openssl(what))
