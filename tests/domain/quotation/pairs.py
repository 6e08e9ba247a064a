"""Quotations made from real texts, of known truth: true ones written otherwise, false ones with one change."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from random import Random

_SENTENCE = re.compile(r"[^\s](?:[^\n.!?]|[.!?](?![\s”\"’)]))*[.!?][”\"’)]*(?=\s|$)")
_SPACES = ("\u00a0", "\u2009", "\u202f", "  ", "\n", "\u3000", " \u200b", "\t")
_HYPHENS = ("‐", "‑", "–", "-\n", "\u2011", " ")
_DASHES = ("-", "–", "—", " – ", " - ", "―", "−")
_NEGATABLE = re.compile(
    r"\b(is|are|was|were|has|had|have|will|would|can|could|should|does|did|do|may|must)\b(?! not|n['’]t)"
)
_DENIAL = re.compile(r"\s\b(?:not|never|no)\b|(?<=[a-z])n['’]t\b")
_NUMBER = re.compile(
    r"(?<![\d.,])\d+(?:[.,]\d+)*|\b(?:two|three|four|five|six|seven|eight|nine|ten|million|billion)\b"
)
_NAME = re.compile(r"(?<=[a-z,] )[A-Z][a-z]{2,}\b")
_NAMES = ("Thompson", "Keller", "Osaka", "Lindqvist", "Marseille", "Obama", "Toyota", "Okafor", "Denver", "Huang")
_WORDS = ("two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")


@dataclass(frozen=True, slots=True)
class Pair:
    """A quotation, the text it is looked for in, and whether the text says it."""

    quote: str
    text: str
    true: bool
    how: str


def stretch(random: Random, text: str) -> str | None:
    """Return one to three sentences that follow each other, or a stretch of words inside them."""
    found = [m.span() for m in _SENTENCE.finditer(text) if len(m.group().split()) >= 6]
    if not found:
        return None
    first = random.randrange(len(found))
    last = min(len(found) - 1, first + random.choice((0, 0, 0, 1, 2)))
    words = text[found[first][0] : found[last][1]]
    if random.random() < 0.4:
        spans = [m.span() for m in re.finditer(r"\S+", words)]
        begin = random.randrange(max(1, len(spans) - 6))
        end = random.randint(min(len(spans), begin + 6), len(spans))
        words = words[spans[begin][0] : spans[end - 1][1]]
    return words if len(words) <= 2000 else None


def true_pair(random: Random, text: str) -> Pair | None:
    """Return a quotation that is the text's, written with other marks, spaces, hyphens or ellipses."""
    words = stretch(random, text)
    if words is None:
        return None
    chosen = random.sample(list(_TRUE), random.randint(1, 3))
    for name in sorted(chosen, key=list(_TRUE).index):
        words = _TRUE[name](random, words)
    return Pair(words, text, True, "+".join(sorted(chosen)))


def false_pair(random: Random, text: str) -> Pair | None:
    """Return a quotation in which a number, a name or a denial was changed, and that the text does not have."""
    words = stretch(random, text)
    how = random.choice(list(_FALSE))
    changed = _FALSE[how](random, words) if words else None
    if words is None or changed is None or _plain(changed) in _plain(text):
        return None
    if random.random() < 0.5:
        changed = _TRUE[random.choice(("quotes", "spaces", "dashes"))](random, changed)
    return Pair(changed, text, False, how)


def _plain(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.casefold()))


def _quotes(random: Random, words: str) -> str:
    double, single = random.choice(("“”", '""', "«»", "„“", "＂＂")), random.choice(("’", "'", "‘", "ʼ", "´", "`"))
    words = re.sub(r"[“\"«„]", double[0], words)
    words = re.sub(r"[”»]", double[1], words)
    words = re.sub(r"['’]", single, words)
    return random.choice(("{}", "“{}”", '"{}"', "‘{}’", "«{}»")).format(words)


def _spaces(random: Random, words: str) -> str:
    return re.sub(r"\s+", lambda m: random.choice(_SPACES) if random.random() < 0.3 else m.group(), words)


def _hyphens(random: Random, words: str) -> str:
    words = re.sub(r"(?<=[^\W\d_])[-‐‑](?=[^\W\d_])", lambda _m: random.choice(_HYPHENS), words)
    words = re.sub(r"(?<=\d)[-–](?=\d)", lambda _m: random.choice("-–‑"), words)
    return re.sub(
        r"([^\W\d_]{4})([^\W\d_]{3})",
        lambda m: (
            m[1] + random.choice(("\u00ad", "-\n", "\u00ad\n")) + m[2] if random.random() < 0.1 else m.group()
        ),
        words,
    )


def _dashes(random: Random, words: str) -> str:
    return re.sub(r"\s?—\s?|\s[-–]\s", lambda _m: random.choice(_DASHES), words)


def _ellipses(random: Random, words: str) -> str:
    spans = [m.span() for m in re.finditer(r"\S+", words)]
    mark = random.choice((" … ", " ... ", " […] ", " [...] ", "... ", " (…) ", " . . . "))
    if len(spans) >= 12 and random.random() < 0.8:
        low = random.randint(3, len(spans) - 7)
        high = random.randint(low + 1, len(spans) - 4)
        words = words[: spans[low][0]].rstrip() + mark + words[spans[high][0] :]
    return words if random.random() < 0.7 else f"…{words.rstrip('.')}…"


def _case(_random: Random, words: str) -> str:
    return words[:1].swapcase() + words[1:]


def _brackets(random: Random, words: str) -> str:
    place = random.choice([m.start() for m in re.finditer(r"\s", words)] or [len(words)])
    return words[:place] + random.choice((" [sic]", " [the company]", " [1]")) + words[place:]


_TRUE: dict[str, Callable[[Random, str], str]] = {
    "brackets": _brackets,
    "ellipses": _ellipses,
    "quotes": _quotes,
    "dashes": _dashes,
    "hyphens": _hyphens,
    "spaces": _spaces,
    "case": _case,
}


def _number(random: Random, words: str) -> str | None:
    found = list(_NUMBER.finditer(words))
    if not found:
        return None
    match = random.choice(found)
    old = match.group()
    if old.isalpha():
        new = {"million": "billion", "billion": "million"}.get(old) or random.choice(
            [w for w in _WORDS if w != old]
        )
    else:
        place = random.choice([n for n, sign in enumerate(old) if sign.isdigit()])
        new = old[:place] + str((int(old[place]) + random.randint(1, 8)) % 10) + old[place + 1 :]
        new = new if int(new[0]) or len(new) == 1 or old[0] == "0" else "1" + old
    return words[: match.start()] + new + words[match.end() :]


def _name(random: Random, words: str) -> str | None:
    found = list(_NAME.finditer(words))
    if not found:
        return None
    match = random.choice(found)
    return words[: match.start()] + random.choice(_NAMES) + words[match.end() :]


def _negation(random: Random, words: str) -> str | None:
    denied = list(_DENIAL.finditer(words))
    if denied:
        match = random.choice(denied)
        return words[: match.start()] + words[match.end() :]
    found = list(_NEGATABLE.finditer(words))
    if not found:
        return None
    match = random.choice(found)
    return words[: match.end()] + random.choice((" not", " never")) + words[match.end() :]


_FALSE: dict[str, Callable[[Random, str], str | None]] = {"number": _number, "name": _name, "negation": _negation}
