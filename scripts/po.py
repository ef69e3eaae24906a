#!/usr/bin/python3
"""Catalogues of the interface's languages: what `make po` and `make check-words` do.

  po.py update    collects every sentence into BUILD/messages.pot, merges it into conf/locale/*.po, prints the counts
  po.py check     each catalogue: formats, tags and fields fit; lists what is missing (and fails for it with WORDS_COMPLETE=1)
  po.py pseudo    BUILD/locale-pseudo: the catalogues, and en-XA, whose sentences are English with accents, longer, and in brackets; ar-XB is the same from
                  right to left

Sentences of C are the string literals among certain arguments of certain functions (CALLS), all of them where one is chosen by ?:, which xgettext does not
do. Those of templates are told by the product's own splitter (scripts/template-words.c).
"""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BUILD = Path(os.environ.get("BADGES_BUILD", ROOT / "build"))
LOCALE = ROOT / "conf/locale"
TEMPLATES = ROOT / "htdocs/templates"

# name: {argument (1 is the first): what}; "plural" is followed by its other form; "context" belongs to the next one.
CALLS = {
    "_": {1: "text"}, "N_": {1: "text"}, "bdg_tr": {1: "text"}, "bdg_tr_in": {1: "context", 2: "text"}, "bdg_tr_n": {1: "plural", 2: "other"},
    "bdg_say": {2: "format"}, "bdg_say_n": {2: "plural", 3: "other"},
    "bdg_err": {2: "format"}, "bdg_err_wrap": {3: "format"},
    "bdg_problem": {3: "text", 4: "format"}, "bdg_check_add": {3: "text", 4: "format"},
    **{f"bdg_check_{kind}": {3: "text"} for kind in ("line", "lines", "url", "email", "telephone", "number", "choice")},
    "bdg_parts_detail": {2: "text"}, "bdg_parts_tab": {2: "text"}, "bdg_words_count": {2: "plural", 3: "other"},
    "bdg_res_redirect": {5: "text"},
}
# Initialisers whose texts are translated where they are used: (bdg_confirm_t){ ... }, but for these members.
STRUCTS = {"bdg_confirm_t": {"action", "back"}, "bdg_me_confirm_t": {"action", "back"}}
# What programs, logs and operators are told stays English: the command line, answers of APIs, how a document or key is malformed.
NOT_SHOWN = tuple("mod_badges/" + part for part in ("cli/", "render/", "module/", "view/", "web/api/", "core/oauth", "core/ob_", "base/site", "base/json", "base/catalogue",
                                                    "base/plural", "base/languages_load", "base/log", "io/keypair", "io/secret_file", "io/seal", "io/mail", "io/sax", "io/guard"))
SHOWN_OF_OPENBADGES = "mod_badges/core/openbadges/verify"   # the verdicts; the rest is of that kind
# What base/language.c looks up by tables.
MONTHS = "January February March April May June July August September October November December".split()
TABLES = ([("month", m) for m in MONTHS] + [("month, short", m[:3]) for m in MONTHS] +
          [("date: day, month, year", "%1$d %2$s %3$d"), ("date, short: day, month, year", "%1$d %2$s %3$d"), ("date, time, zone", "%1$s, %2$s %3$s"),
           ("between thousands", ","), ("before decimals", ".")])

TOKEN = re.compile(r"""(?P<skip>\s+|//[^\n]*|/\*.*?\*/)|(?P<string>(?:u8)?"(?:[^"\\]|\\.)*")|(?P<char>'(?:[^'\\]|\\.)*')|(?P<name>[A-Za-z_]\w*)|(?P<other>.)""", re.S)
SIMPLE = {"n": "\n", "t": "\t", "r": "\r", '"': '"', "\\": "\\", "'": "'", "0": "\0"}


def unquoted(literal):
    """The text of a C string literal."""
    def one(m):
        s = m.group(1)
        if s[0] == "x":
            return chr(int(s[1:], 16) & 0xFF)
        return SIMPLE[s] if s in SIMPLE else s
    body = literal[literal.index('"') + 1:-1]
    raw = re.sub(r"\\(x[0-9a-fA-F]{1,2}|.)", lambda m: "\ue000" + one(m) if m.group(1)[0] == "x" else one(m), body, flags=re.S)
    out = bytearray()
    i = 0
    while i < len(raw):
        if raw[i] == "\ue000":
            out.append(ord(raw[i + 1]))
            i += 2
        else:
            out += raw[i].encode()
            i += 1
    return out.decode(errors="replace")


class Messages:
    def __init__(self):
        self.found = {}     # (context, text) -> {"other", "format", "where"}

    def add(self, text, where, context=None, other=None, form=False):
        if not re.search(r"[^\W\d_]", re.sub(r"%[-+ #0']*[\d$.]*(?:hh|h|ll|l|j|z|t)?[a-zA-Z]", "", text)) and context is None:
            return
        m = self.found.setdefault((context, text), {"other": None, "format": False, "where": []})
        m["other"] = m["other"] or other
        m["format"] = m["format"] or (form and "%" in text + (other or ""))
        if where not in m["where"]:
            m["where"].append(where)


def tokens(source):
    out, line = [], 1
    for m in TOKEN.finditer(source):
        if m.lastgroup != "skip":
            out.append((m.lastgroup, m.group(), line))
        line += m.group().count("\n")
    return out


def literals(part):
    """String literals of an argument, neighbours joined; not those inside of calls, and not what is compared."""
    out, depth, calls, last = [], 0, [], None
    for i, (kind, text, line) in enumerate(part):
        if text == "(":
            before = part[i - 1] if i else ("", "", 0)
            calls.append(before[0] == "name" and before[1] not in ("return", "sizeof"))
        elif text == ")":
            if calls:
                calls.pop()
        elif kind == "string" and not any(calls):
            if last == i - 1:
                out[-1] = (out[-1][0] + unquoted(text), out[-1][1])
            else:
                out.append((unquoted(text), line))
            last = i
    return out


def arguments(toks, i):
    """toks[i] is '(': the arguments as lists of tokens."""
    args, depth, j = [[]], 0, i
    while j < len(toks):
        text = toks[j][1]
        if text in "([{" and toks[j][0] == "other":
            depth += 1
            if depth > 1:
                args[-1].append(toks[j])
        elif text in ")]}" and toks[j][0] == "other":
            depth -= 1
            if not depth:
                return args, j
            args[-1].append(toks[j])
        elif text == "," and depth == 1:
            args.append([])
        else:
            args[-1].append(toks[j])
        j += 1
    return args, j


def struct_texts(toks, i, without):
    """toks[i] is '{': string literals of the members that are not in without."""
    members, end = arguments(toks, i)
    out = []
    for m in members:
        if len(m) > 2 and m[0][1] == "." and m[1][1] in without:
            continue
        out += literals(m)
    return out


def from_c(messages):
    for path in sorted(ROOT.glob("mod_badges/**/*.[ch]")):
        name = str(path.relative_to(ROOT))
        if name.startswith(NOT_SHOWN) or name == "mod_badges/base/language.h" or ("/openbadges/" in name and not name.startswith(SHOWN_OF_OPENBADGES)):
            continue
        toks = tokens(path.read_text())
        for i, (kind, text, line) in enumerate(toks[:-1]):
            if kind != "name":
                continue
            if text in STRUCTS and toks[i + 1][1] == ")" and i + 2 < len(toks) and toks[i + 2][1] == "{":
                for s, at in struct_texts(toks, i + 2, STRUCTS[text]):
                    messages.add(s, f"{name}:{at}")
            if text not in CALLS or toks[i + 1][1] != "(":
                continue
            args, _end = arguments(toks, i + 1)
            spec, context = CALLS[text], None
            for n, what in sorted(spec.items()):
                found = literals(args[n - 1]) if n <= len(args) else []
                if what == "context":
                    context = found[0][0] if found else None
                elif what == "plural":
                    others = literals(args[n]) if n < len(args) else []
                    for (one, at), (many, _at) in zip(found, others):
                        messages.add(one, f"{name}:{at}", other=many, form=True)
                elif what != "other":
                    for s, at in found:
                        messages.add(s, f"{name}:{at}", context=context, form=what == "format")


def from_templates(messages):
    out = subprocess.run([BUILD / "template-words", "list", TEMPLATES], check=True, stdout=subprocess.PIPE, text=True).stdout
    for row in out.splitlines():
        file, line, sentence = row.split("\t", 2)
        messages.add(sentence, f"htdocs/templates/{file}:{line}")


def from_data(messages):
    """Words that stand in the database or in lists: the roles that ship, and what the designer's icons and examples are called."""
    for name in ("0001_initial", "0012_role"):
        sql = (ROOT / f"sql/migrations/{name}.sql").read_text()
        for words in re.findall(r"^ \(0, '\w+', '([^']+)', '[^']+', \d+, '\w+'\)|^UPDATE role SET description = '([^']+)' WHERE organisation_id = 0", sql, re.M):
            messages.add("".join(words), f"sql/migrations/{name}.sql:1", context="role")
    for line in (ROOT / "scripts/design-icons.txt").read_text().splitlines():
        words = re.match(r"\w+/\S+\s+([^,#]+)", line)
        if words:
            messages.add(words[1].strip(), "scripts/design-icons.txt:1", context="icon")


def quoted(s):
    return '"' + s.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\t", "\\t") + '"'


def write_pot(messages, path):
    lines = ['msgid ""', 'msgstr ""', '"Project-Id-Version: mod_badges\\n"', '"MIME-Version: 1.0\\n"', '"Content-Type: text/plain; charset=UTF-8\\n"',
             '"Content-Transfer-Encoding: 8bit\\n"', ""]
    for (context, text), m in sorted(messages.found.items(), key=lambda x: (x[1]["where"][0].rsplit(":", 1)[0], int(x[1]["where"][0].rsplit(":", 1)[1] or 0), x[0][1])):
        lines += ["#: " + " ".join(m["where"][:6])] + (["#, c-format"] if m["format"] else [])
        lines += ["msgctxt " + quoted(context)] if context else []
        lines += ["msgid " + quoted(text)]
        lines += ["msgid_plural " + quoted(m["other"]), 'msgstr[0] ""', 'msgstr[1] ""'] if m["other"] else ['msgstr ""']
        lines += [""]
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n".join(lines))


def collected():
    messages = Messages()
    for context, text in TABLES:
        messages.add(text, "mod_badges/base/language.c:1", context=context, form=True)
    from_c(messages)
    from_templates(messages)
    from_data(messages)
    write_pot(messages, BUILD / "messages.pot")
    return messages


def run(*command):
    return subprocess.run([str(c) for c in command], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, env={**os.environ, "LC_ALL": "C.UTF-8"})


def merge(po, out):
    """The catalogue as it is with today's sentences: new ones empty, old ones gone to its end."""
    done = run("msgmerge", "--quiet", "--no-fuzzy-matching", "--no-wrap", "--add-location=file", "--output-file", out, po, BUILD / "messages.pot")
    if done.returncode:
        sys.exit(done.stdout)


def entries(po):
    """(msgid with its context, [msgstr, ...]) of a .po file, without the obsolete ones."""
    done = run("msgattrib", "--no-obsolete", "--no-wrap", po)
    for block in done.stdout.split("\n\n"):
        fields, key = {}, None
        for line in block.splitlines():
            m = re.match(r'(msgctxt|msgid_plural|msgid|msgstr(?:\[\d\])?) (".*")$', line)
            if m:
                key = m.group(1)
                fields[key] = unquoted(m.group(2))
            elif key and line.startswith('"'):
                fields[key] += unquoted(line)
        if fields.get("msgid"):
            yield fields, [v for k, v in fields.items() if k.startswith("msgstr")]


def missing(po):
    merged = BUILD / "locale-merged" / po.name
    merged.parent.mkdir(parents=True, exist_ok=True)
    merge(po, merged)
    all_of_them = list(entries(merged))
    return [f["msgid"] for f, t in all_of_them if not all(t)], len(all_of_them)


def counts(show):
    lacking = 0
    for po in sorted(LOCALE.glob("*.po")):
        lost, total = missing(po)
        lacking += len(lost)
        print(f"{po.stem}: {total - len(lost)} of {total} sentences are translated")
        for sentence in lost if show else []:
            print(f"    missing: {sentence}")
    return lacking


def update():
    collected()
    for po in sorted(LOCALE.glob("*.po")):
        merge(po, BUILD / po.name)
        shutil.move(BUILD / po.name, po)
    counts(False)


def check():
    collected()
    bad = 0
    for po in sorted(LOCALE.glob("*.po")):
        mo = BUILD / "locale" / f"{po.stem}.mo"
        mo.parent.mkdir(parents=True, exist_ok=True)
        for command in (("msgfmt", "--check", "-o", mo, po), (BUILD / "template-words", "check", TEMPLATES, mo)):
            done = run(*command)
            if done.returncode:
                print(done.stdout)
                bad = 1
    lacking = counts(True)
    return 1 if bad or (lacking and os.environ.get("WORDS_COMPLETE") == "1") else 0


ACCENTS = str.maketrans("aeiouycnszlrtdghkwAEIOUYCNSZLRTDGHKW", "áéíóúýçñšžļŕţďğĥķŵÁÉÍÓÚÝÇÑŠŽĻŔŢĎĞĤĶŴ")


def accented(text, form):
    """English with accents and brackets, about a third longer. What must stay stays: tags, fields, entities, formats."""
    kept = r"\{\{.*?\}\}|<code>.*?</code>|<kbd>.*?</kbd>|<[^>]*>|&#?\w+;" + (r"|%(?:\d+\$)?[-+ #0']*[\d.]*(?:hh|h|ll|l|j|z|t)?[a-zA-Z%]" if form else "")
    parts = re.split(f"({kept})", text)
    said = "".join(p if i % 2 else p.translate(ACCENTS) for i, p in enumerate(parts))
    return "[" + said + "~" * max(1, len(re.sub(kept, "", text)) // 3) + "]"


def pseudo():
    messages = collected()
    out = BUILD / "locale-pseudo"
    shutil.rmtree(out, ignore_errors=True)
    out.mkdir(parents=True)
    for mo in (BUILD / "locale").glob("*.mo"):
        shutil.copy2(mo, out)
    lines = ['msgid ""', 'msgstr ""', '"Content-Type: text/plain; charset=UTF-8\\n"', '"Language: en-XA\\n"', '"X-Native-Name: [Ţéšţ]\\n"',
             '"Plural-Forms: nplurals=2; plural=(n != 1);\\n"', ""]
    for (context, text), m in messages.found.items():
        if context and not context.startswith(("month", "role", "icon")):
            continue
        form = m["format"] or bool(m["other"])
        lines += ["#, c-format"] if m["format"] else []
        lines += ["msgctxt " + quoted(context)] if context else []
        lines += ["msgid " + quoted(text)]
        lines += (["msgid_plural " + quoted(m["other"]), "msgstr[0] " + quoted(accented(text, form)), "msgstr[1] " + quoted(accented(m["other"], form))]
                  if m["other"] else ["msgstr " + quoted(accented(text, form))])
        lines += [""]
    for tag, name, more in (("en-XA", "[Ţéšţ]", ""), ("ar-XB", "[Ţéšţ, rtl]", '"X-Direction: rtl\\n"\n')):
        po = out / f"{tag}.po"
        po.write_text("\n".join(lines).replace("Language: en-XA", f"Language: {tag}").replace("[Ţéšţ]", name).replace("\n\n", f"\n{more}\n", 1))
        for command in (("msgfmt", "--check", "-o", out / f"{tag}.mo", po), (BUILD / "template-words", "check", TEMPLATES, out / f"{tag}.mo")):
            done = run(*command)
            if done.returncode:
                sys.exit(done.stdout)
        po.unlink()


if __name__ == "__main__":
    what = {"update": update, "check": check, "pseudo": pseudo}.get(sys.argv[1] if len(sys.argv) == 2 else "")
    sys.exit(what() if what else __doc__)
