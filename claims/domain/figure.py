"""Figures in the words of a claim, where their value is sure: “fifth”, “six years”, “3.2 million”, “12 %”, “€4bn”.

Sure means: nothing is guessed. Years, dates, clock times, ranges and numbers whose separators could be read in two
ways are left out; a unit is given only where the next word is one.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

MAX_FIGURES = 10


@dataclass(frozen=True, slots=True)
class FoundFigure:
    """A number that a claim states."""

    value: Decimal
    unit: str
    words: str
    """As the claim says it."""


_ONES = (
    "two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen"
)
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety"
_ORDINALS = (
    "third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth fifteenth "
    "sixteenth seventeenth eighteenth nineteenth twentieth"
)
_WORDS = {word: number for number, word in enumerate(_ONES.split(), 2)}
_WORDS |= {word: number * 10 for number, word in enumerate(_TENS.split(), 2)}
_RANKS = {word: number for number, word in enumerate(_ORDINALS.split(), 3)}
_SCALES = {
    "thousand": 10**3,
    "k": 10**3,
    "million": 10**6,
    "m": 10**6,
    "billion": 10**9,
    "bn": 10**9,
    "trillion": 10**12,
    "tn": 10**12,
}
_ONLY_OF_MONEY = ("k", "m")
"""Short for a thousand or a million after a sign of money; elsewhere kelvins or metres."""
_MEASURES = "km m cm mm kg g t km² m² ha km/h mph kW MW GW kWh MWh GWh TWh GB TB"
_UNITS = frozenset({"people", "children", "women", "men", *_MEASURES.split()})
_NO_UNITS = frozenset(["does", "says", "plus", "minus", "less", "thus", "this", "across", "towards", "always"])
_MONTH = (
    r"(?:January|February|March|April|May|June|July|August|September|October|November|December|Jan|Feb|Mar|Apr|Aug|"
    r"Sept?|Oct|Nov|Dec)\b"
)
_DIGITS = r"\d{1,3}(?:(?:,\d{3})+|(?:[\u00a0\u202f]\d{3})+)(?:\.\d+)?|\d+(?:\.\d+)?"
_WORD, _LAST = "|".join(_WORDS), "|".join(["one", *_ONES.split()[:8]])
_FIGURE = re.compile(
    rf"(?<![\w.,:/#–−+-])(?:(?P<money>US\$|[€$£¥₹])\s?)?"
    rf"(?:(?P<digits>{_DIGITS})(?![\w]*\d|[.,:/–−-]\d)|(?P<word>(?:{_WORD})(?:-(?:{_LAST}))?)\b)"
    rf"(?:[\s\u00a0\u202f-]?(?P<scale>thousand|million|billion|trillion|bn|tn|k|m)\b)?(?!\w)"
    rf"(?:[\s\u00a0\u202f]?(?P<share>%|per\s?cent\b|percentage points?\b))?"
    rf"(?:[\s\u00a0\u202f-](?P<unit>[^\W\d_][^\s,.;:!?“”\"()]*))?",
    re.IGNORECASE,
)
_RANK = re.compile(
    rf"(?<![\w-])(?<!\bone )(?<!\btwo )(?<!\bthree )(?<!\bfour )(?:(?P<word>{'|'.join(_RANKS)})"
    rf"|(?P<digits>\d{{1,3}})(?:st|nd|rd|th))\b(?![-–]\w|\s+of\b|\s+{_MONTH})",
    re.IGNORECASE,
)
_BEFORE_DATE = re.compile(rf"{_MONTH}\s*$", re.IGNORECASE)
_DATE = re.compile(_MONTH, re.IGNORECASE)


def figures_in(text: str, language: str = "en") -> list[FoundFigure]:
    """Return the figures that a claim states, in their order; number words are read in English only."""
    found = sorted(
        [*_numbers(text, language), *(_ranks(text) if language == "en" else ())], key=lambda one: one[0]
    )
    return [figure for _place, figure in found[:MAX_FIGURES]]


def _numbers(text: str, language: str) -> Iterator[tuple[int, FoundFigure]]:
    for match in _FIGURE.finditer(text):
        figure = None if _BEFORE_DATE.search(text[: match.start()]) else _number(match, language)
        if figure:
            yield match.start(), figure


def _number(match: re.Match[str], language: str) -> FoundFigure | None:
    english = language == "en"
    scale = (match["scale"] or "").lower()
    if not english and (match["word"] or scale or "," in match["digits"] or "." in match["digits"]):
        return None
    if scale in _ONLY_OF_MONEY and not match["money"]:
        return None
    value = _value(match, scale)
    unit = _unit(match, english)
    bare = not (match["money"] or scale or match["share"])
    if bare and match["digits"] and re.fullmatch(r"1\d{3}|20\d\d|21\d\d", match["digits"]):
        return None  # a year, or it may be one
    if bare and match["unit"] and _DATE.match(match["unit"]):
        return None
    beyond = bool(match["unit"]) and unit != match["unit"]
    words = match.string[match.start() : match.start("unit") if beyond else match.end()]
    return FoundFigure(value, unit, words.strip(" -"))


def _value(match: re.Match[str], scale: str) -> Decimal:
    if match["digits"]:
        value = Decimal(re.sub("[,\u00a0\u202f]", "", match["digits"]))
    else:
        tens, _hyphen, ones = match["word"].lower().partition("-")
        value = Decimal(_WORDS[tens] + (1 if ones == "one" else _WORDS.get(ones, 0)))
    return Decimal(format((value * _SCALES.get(scale, 1)).normalize(), "f"))


def _unit(match: re.Match[str], english: bool) -> str:
    if match["money"]:
        return match["money"]
    if match["share"]:
        return "percentage points" if match["share"].lower().startswith("percentage") else "%"
    word = match["unit"] or ""
    plural = english and word.islower() and len(word) > 3 and word.endswith("s") and word not in _NO_UNITS
    return word if word in _UNITS or plural else ""


def _ranks(text: str) -> Iterator[tuple[int, FoundFigure]]:
    for match in _RANK.finditer(text):
        if match["digits"] and re.search(_BEFORE_DATE, text[: match.start()]):
            continue
        value = int(match["digits"]) if match["digits"] else _RANKS[match["word"].lower()]
        yield match.start(), FoundFigure(Decimal(value), "", match[0])
