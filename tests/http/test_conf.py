"""conf/badges.conf is the manual of the directives: it names each one that the code knows, with the default that the code has. Templates say what they hold."""
import re

from support.instance import ROOT

SETTING = re.compile(r'X\(\w+, "(\w+)", [A-Z], (NULL|"([^"]*)")')
LINE = re.compile(r"^#? *(Badges\w+) +(.+)$", re.M)


def test_every_directive_is_documented_with_its_default():
    settings = {m[1]: m[3] for m in SETTING.finditer((ROOT / "mod_badges/base/site.h").read_text())}
    assert len(settings) > 10, "the list of directives was not found"
    documented = dict(LINE.findall((ROOT / "conf/badges.conf").read_text()))
    assert set(documented) == set(settings)
    assert {n: documented[n] for n, default in settings.items() if default is not None} == {n: d for n, d in settings.items() if d is not None}


def test_the_comments_of_templates_end_where_they_are_meant_to():
    """The first two closing braces end a comment, those of a nested model too: what follows would stand on the page."""
    templates = [p for p in sorted((ROOT / "htdocs/templates").rglob("*")) if p.suffix in (".html", ".txt")]
    assert len(templates) > 50, "the templates were not found"
    wrong = []
    for path in templates:
        text = path.read_text()
        wrong += [f"{path.relative_to(ROOT)}: {m[0][-60:]}" for m in re.finditer(r"\{\{!.*?\}\}.?", text, re.S) if not m[0].endswith("}}\n")]
    assert not wrong
