"""Words that hint at the kind of a name: countries, cities, first names, heads of organisations' names.

Places come from the CLDR (Unicode licence) through Babel; the short lists in ``words/`` are our own.
"""

import re
from collections.abc import Iterable
from functools import cache
from importlib.resources import files

HINTS = ("country", "city", "female", "male", "organisation")
"""The kinds of hint, in the order of the bits of a lexicon vector."""

_SMALL = frozenset(["and", "de", "do", "el", "es", "la", "of", "st", "the", "und"])


@cache
def hint_words() -> dict[str, frozenset[str]]:
    """Give the words of each kind of hint; names as they are written, organisation words in lower case."""
    return {
        "country": _countries(),
        "city": _cities(),
        "female": _listed("female"),
        "male": _listed("male"),
        "organisation": _listed("organisation"),
    }


def hints(word: str) -> tuple[bool, ...]:
    """Tell for each of ``HINTS`` whether the word is one of its words (organisation words in any case)."""
    known = hint_words()
    written = tuple(word in known[kind] for kind in HINTS[:-1])
    return (*written, word.lower() in known["organisation"])


def _countries() -> frozenset[str]:
    from babel import Locale

    territories = Locale("en").territories
    # Two letters are countries; digits are regions such as "Eastern Asia", which are places as well.
    return _split(name for code, name in territories.items() if code not in ("ZZ", "XA", "XB"))


def _cities() -> frozenset[str]:
    from babel import Locale

    zones = Locale("en").time_zones
    spoken = [names["city"] for names in zones.values() if "city" in names]
    # Most cities have no entry of their own since the zone's identifier already reads like English.
    plain = [zone.rpartition("/")[2].replace("_", " ") for zone in _zone_ids() if "/" in zone]
    return _split([*spoken, *plain])


def _zone_ids() -> set[str]:
    from zoneinfo import available_timezones

    return {
        zone for zone in available_timezones() if not zone.startswith(("Etc", "SystemV", "US", "posix", "right"))
    }


def _listed(name: str) -> frozenset[str]:
    return frozenset((files(__package__) / "words" / f"{name}.txt").read_text(encoding="utf-8").split())


def _split(names: Iterable[str]) -> frozenset[str]:
    words = {word for name in names for word in re.findall(r"[^\W\d_]+", name)}
    return frozenset(word for word in words if word[0].isupper() and len(word) > 2 and word.lower() not in _SMALL)
