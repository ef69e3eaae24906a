"""What a page says that no catalogue could say in another language. In the language en-XA of `make pseudo` each sentence stands in brackets: what a reader
sees outside of them is data, or was forgotten."""
import re

SILENT = {"script", "style", "template", "svg", "code", "kbd", "samp", "var", "pre", "textarea", "noscript"}
READ = ("placeholder", "title", "alt", "aria-label", "aria-description", "aria-roledescription", "aria-valuetext", "label", "data-label")
LETTERS = re.compile(r"[^\W\d_]{2,}")
# Not words: addresses of all kinds, ids, file names, colours, measures, units.
NO_WORDS = re.compile(r"""https?://\S+|\S+@\S+|\b[0-9a-z]{26}\b|(?<!\w)/[\w{}/.-]+|\b[\w-]+\.(?:json|png|svg|csv|xlsx|pdf|jws|vc|example)\b|\bwww\.\S+|\#[0-9a-f]{6}\b""", re.X)
# Names of things that are the same in each language.
NAMES = ("Open Badges", "English", "Deutsch", "mod_badges", "Badges", "LinkedIn", "UTC", "CSV", "JSON", "PNG", "SVG", "PDF", "Markdown", "RSA", "VC-JWT", "JWS")


def outside(parts):
    """Of the pieces of a text, in order, what stands in no bracket: [(piece, its parent)]. Brackets may open in one piece and close in another."""
    depth = 0
    for text, where in parts:
        found = ""
        for c in text:
            depth += c == "["
            found += c if not depth else "\0" if c == "[" else ""
            depth = max(0, depth - (c == "]"))
        yield found, where


def pieces(element):
    if not isinstance(element.tag, str) or element.tag in SILENT or element.get("translate") == "no":
        return
    yield element.text or "", element
    for child in element:
        yield from pieces(child)
        yield child.tail or "", element


def unsaid(doc, data):
    """[(words, element)] of a page (lxml) that stand in no bracket and are none of data, a predicate."""
    out = []
    for text, where in outside(pieces(doc)):
        out += [(words, where) for words in left_over(text, data)]
    for element in doc.iter():
        if not isinstance(element.tag, str) or any(a.get("translate") == "no" for a in (element, *element.iterancestors())):
            continue
        said = [element.get(name) for name in element.keys() if name in READ or name.startswith("data-say-")]
        if element.tag == "input" and element.get("type") in ("submit", "button"):
            said.append(element.get("value"))
        for value in filter(None, said):
            out += [(words, element) for text, _ in outside([(value, None)]) for words in left_over(text, data)]
    return out


def left_over(text, data):
    for part in text.split("\0"):
        part = " ".join(part.split()).strip(" ·,:;.()/–-…“”‘’\"'")
        if part and not data(part) and not all(data(p.strip(" .")) for p in re.split(r" [·–›] |: |, | \(|\)|› ", part) if LETTERS.search(NO_WORDS.sub(" ", p))):
            rest = NO_WORDS.sub(" ", part)
            for name in NAMES:
                rest = re.sub(rf"\b{re.escape(name)}\b", " ", rest)
            if LETTERS.search(rest):
                yield part
