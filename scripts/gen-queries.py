#!/usr/bin/python3
"""sql/queries/*.sql -> queries.gen.h (enum bdg_query_e) and queries.gen.c (the table).
Each statement stands under `-- name: <noun>_<verb> :one|:many|:exec|:bulk`, and may carry `-- scan: <reason>` when a full scan is meant.
What several statements of a file share stands once, under `-- part: <name>`, and is put in for @name@. A pair of statements, as for paging both
ways, is written once: with {this,that} in its name and wherever they differ (in parts too); so are several plans for one question, with [[this|that|other]],
as many everywhere in the statement."""
import re, sys, pathlib
src, out = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2])
rows, seen = [], {}
PAIR = re.compile(r"\{([^{},]+),([^{},]+)\}")
PLANS = re.compile(r"\[\[([^\[\]]*\|[^\[\]]*)\]\]")
for f in sorted(src.glob("*.sql")):
    name = kind = scan = None; body = []; parts = {}
    def add(name, text):
        if name in seen: sys.exit(f"{f}: {name} is also in {seen[name]}")
        seen[name] = f
        params = len(re.findall(r"\?", re.sub(r"'[^']*'", "", text)))
        rows.append((name, kind, scan, text, params))
    def pair(name, text):
        if PAIR.search(name):
            for way in (1, 2): add(PAIR.sub(lambda m: m[way], name), PAIR.sub(lambda m: m[way], text))
        else: add(name, text)
    def flush():
        if not name: return
        text = " ".join(l.strip() for l in body if l.strip()).rstrip("; ")
        if not text: sys.exit(f"{f}: {name} is empty")
        while m := re.search(r"@([a-z_]+)@", text):
            if m[1] not in parts: sys.exit(f"{f}: {name} wants the part {m[1]}, which does not stand above it")
            text = text.replace(m[0], parts[m[1]])
        if kind == "part": parts[name] = text
        elif PLANS.search(name):
            counts = {m[1].count("|") + 1 for m in PLANS.finditer(name + text)}
            if len(counts) != 1: sys.exit(f"{f}: {name} does not have as many alternatives everywhere")
            for way in range(counts.pop()): pair(PLANS.sub(lambda m: m[1].split("|")[way], name), PLANS.sub(lambda m: m[1].split("|")[way], text))
        else: pair(name, text)
    for line in f.read_text(encoding="utf-8").splitlines():
        if m := re.match(r"--\s*name:\s*([a-z0-9_{},|\[\]]+)\s+:(one|many|exec|bulk)\s*$", line):
            flush(); name, kind = m.groups(); scan = None; body = []
        elif m := re.match(r"--\s*part:\s*([a-z_]+)\s*$", line):
            flush(); name, kind = m[1], "part"; scan = None; body = []
        elif m := re.match(r"--\s*scan:\s*(.+)$", line): scan = m.group(1)
        elif re.match(r"--\s*name:", line): sys.exit(f"{f}: cannot read: {line}")
        elif not line.lstrip().startswith("--"): body.append(line)
    flush()
if not rows: sys.exit("no queries found")
q = lambda s: '"' + s.replace("\\", "\\\\").replace('"', '\\"') + '"'
(out / "queries.gen.h").write_text("/* generated from sql/queries */\n#ifndef BDG_QUERIES_GEN_H\n#define BDG_QUERIES_GEN_H\ntypedef enum bdg_query_e {\n"
    + "".join(f"    BDG_Q_{n.upper()},\n" for n, *_ in rows) + "    BDG_Q_COUNT\n} bdg_query_e;\n"
    "typedef struct bdg_query_t { const char *name; const char *sql; int params; char kind; const char *scan; } bdg_query_t;\n"
    "extern const bdg_query_t bdg_queries[BDG_Q_COUNT];\n#endif\n")
(out / "queries.gen.c").write_text('/* generated from sql/queries */\n#include "store/queries.gen.h"\n#include <stddef.h>\nconst bdg_query_t bdg_queries[BDG_Q_COUNT] = {\n'
    + "".join(f"    {{ {q(n)}, {q(t)}, {p}, '{k[0]}', {q(s) if s else 'NULL'} }},\n" for n, k, s, t, p in rows) + "};\n")
