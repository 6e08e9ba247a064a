"""The numbers of a text by their value, so that “4.5 million”, “4,500,000” and “four” can be compared."""

import re
import unicodedata
from collections.abc import Iterator


def _listed(words: str) -> list[str]:
    return words.split()


_UNITS = _listed(
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen"
    " seventeen eighteen nineteen"
)
_TENS = _listed("twenty thirty forty fifty sixty seventy eighty ninety")
_SPELLED = dict(zip(_UNITS, range(20), strict=True)) | dict(zip(_TENS, range(20, 100, 10), strict=True))
_SCALES = {
    "hundred": 2,
    "thousand": 3,
    "k": 3,
    "million": 6,
    "mn": 6,
    "m": 6,
    "billion": 9,
    "bn": 9,
    "trillion": 12,
}
"""A word behind a number → how many zeros it adds."""
_METRES_TOO = "m"
_SEPARATOR = r"[.,'’\u00a0\u202f\u2009]"
_DIGITS = rf"\d+(?:{_SEPARATOR}\d+)*"
_WORDS = rf"(?:{'|'.join(_TENS)})(?:[\s-](?:{'|'.join(_UNITS[1:10])}))?|{'|'.join(reversed(_UNITS))}"
_SCALE = rf"[\s-]{{0,2}}(?P<scale>{'|'.join(_SCALES)})(?![^\W\d_])"
_NUMBER = re.compile(
    rf"(?P<digits>{_DIGITS})(?:{_SCALE})?|\b(?:(?P<words>{_WORDS})\b|an?\b(?={_SCALE.replace('scale', 'next')}))"
    rf"(?:{_SCALE.replace('scale', 'times')})?",
    re.IGNORECASE,
)
_GROUPED = re.compile(rf"\d{{1,3}}(?:{_SEPARATOR}\d{{3}})+")
_MAX_DIGITS = 30
"""Digits behind that place tell numbers apart for nobody."""
_NO_COUNT = frozenset({"0", "1"})
"""“one” and “zero” are said of anything."""


def numbers(text: str) -> Iterator[frozenset[str]]:
    """Yield the values of each number: several where it can be read in several ways.

    A value is its digits with a full stop for the decimals, without zeros that change nothing.
    """
    for match in _NUMBER.finditer(text):
        scale = (match["scale"] or match["times"] or "").lower()
        values = set(_readings(match["digits"])) if match["digits"] else {_spelled(match["words"] or "one")}
        scaled = {_scaled(value, _SCALES[scale]) for value in values} if scale else set()
        if scale == _METRES_TOO or not scale:
            scaled |= values
        if match["digits"] or scaled - _NO_COUNT:
            yield frozenset(scaled)


def _spelled(words: str) -> str:
    return str(sum(_SPELLED[word] for word in re.split(r"[\s-]", words.lower())))


def _readings(number: str) -> Iterator[str]:
    """Yield what a number as written can mean: its marks part thousands, or decimals, or several numbers."""
    number = "".join(_digit(character) for character in number[:_MAX_DIGITS])
    parts = re.split(r"\D", number)
    if _GROUPED.fullmatch(number):
        yield _plain("".join(parts))
        if "." not in number or len(parts) > 2:
            return
    if len(parts) == 2:
        yield _plain(f"{parts[0]}.{parts[1]}")
    else:
        yield from map(_plain, parts)


def _digit(character: str) -> str:
    """Return a digit of any script as one of ours."""
    return str(unicodedata.digit(character)) if character.isdecimal() else character


def _plain(value: str) -> str:
    whole, _point, decimals = value.partition(".")
    decimals = decimals.rstrip("0")
    return (whole.lstrip("0") or "0") + (f".{decimals}" if decimals else "")


def _scaled(value: str, places: int) -> str:
    whole, _point, decimals = value.partition(".")
    decimals = decimals.ljust(places, "0")
    return _plain(f"{whole}{decimals[:places]}.{decimals[places:]}")
