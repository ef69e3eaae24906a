#!/usr/bin/python3
"""Speed and memory of what this build does, beside what the machine could do at best: `make bench`. The table goes to the screen, the numbers
to VAR/bench.json: one flat object, name -> number, with what is behind each under "detail". Data are kept in VAR/bench for the next time."""
import argparse, signal, sys, time

import batch, credentials, people, public, signing
from kit import VAR, BenchError, InstanceError, is_made, save, say

# name: (part, what is wanted, the sign, unit, seconds, what it is)
FIGURES = {
    "assertion_cold": ("public", 0.45, ">=", "", 60, "hosted document, each of 1 000 000 asked once, by a static file of its size"),
    "assertion_hot": ("public", 1.0, ">=", "", 55, "the same, 5 000 asked again and again"),
    "assertion_304": ("public", 0.9, ">=", "", 55, "304 for If-None-Match by a static file's 304"),
    "page_cold": ("public", 0.35, ">=", "", 60, "public page, each asked once, by a static file of its size"),
    "batch_issue": ("batch", 0.7, ">=", "", 60, "LOAD DATA of 100 000 rows by the whole errand that issues them, from the upload to the last award"),
    "batch_rss_mb": ("batch", 16, "<=", " MB", 90, "growth of httpd's memory while a million rows are issued"),
    "credentials_page_p95_ms": ("credentials", 50, "<=", " ms", 120, "Credentials page, any filter and depth, 10 000 000 awards, 95th percentile"),
    "people_pages_p95_ms": ("people", 100, "<=", " ms", 90, "every page of organisations, people, groups, roles and audit log: 10 000 organisations 12 deep, 1 000 000 people, 200 roles"),
    "ob3_vs_ob2": ("public", 0.7, ">=", "", 60, "Open Badges 3.0 with its proof made for each request, by the hosted 2.0 document, each award asked once"),
    "eddsa_vs_js": ("signing", 40, ">=", "", 40, "credentials with a proof (eddsa-rdfc-2022) by the same in @digitalbazaar/vc"),
    "verify_vs_js": ("signing", 40, ">=", "", 40, "the same verified"),
    "rs256_vs_openssl": ("signing", 0.9, ">=", "", 20, "VC-JWTs signed with RS256 by bare signatures of the same bytes by OpenSSL"),
    "es256_vs_openssl": ("signing", 0.8, ">=", "", 20, "the same with ES256"),
}
# part: (module, seconds to make its data the first time)
PARTS = {"public": (public, 90), "batch": (batch, 40), "credentials": (credentials, 700), "people": (people, 400), "signing": (signing, 5)}


def told(name, value):
    part, wanted, sign, unit, *_ = FIGURES[name]
    good = value >= wanted if sign == ">=" else value <= wanted
    words = f"at least {wanted}" if sign == ">=" else f"at most {wanted}"
    return f"{name:26}{value:9.3f}{unit:4} {words:16} {'reached' if good else 'MISSED'}"


def main():
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("--only", metavar="NAME", action="append", help="one figure: " + ", ".join(FIGURES))
    args = ap.parse_args()
    wanted = args.only or list(FIGURES)
    unknown = [n for n in wanted if n not in FIGURES]
    if unknown:
        ap.error(f"there is no figure {unknown[0]}; there are {', '.join(FIGURES)}")
    parts = {part: [n for n in wanted if FIGURES[n][0] == part] for part in PARTS}
    seconds = sum(FIGURES[n][4] for n in wanted) + sum(20 if is_made(p, PARTS[p][0].fill, PARTS[p][0].SIZES) else PARTS[p][1] for p, names in parts.items() if names)
    say(f"{len(wanted)} of {len(FIGURES)} figures, about {max(1, round(seconds / 60))} minutes. A quiet machine gives better numbers.")
    results, began = {}, time.monotonic()
    for part, names in parts.items():
        if not names:
            continue
        for name in names:
            say(f"{name}: {FIGURES[name][5]}")
        for name, value, detail in PARTS[part][0].run(names):
            results[name] = round(value, 4)
            save({name: results[name]}, {name: detail})
            say(told(name, value))
    print()
    for name in results:
        print(told(name, results[name]))
    print(f"\n{VAR}/bench.json, after {(time.monotonic() - began) / 60:.1f} minutes")


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))      # so that what was started is stopped then, too
    try:
        main()
    except (BenchError, InstanceError) as e:
        sys.exit(f"The benchmark stopped: {e}")
