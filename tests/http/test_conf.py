"""conf/badges.conf is the manual of the directives: it names each one that the code knows, with the default that the code has."""
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
