"""When two wordings say the same: the same words in the same order, however they are written.

Only what cannot change the meaning is made equal: capitals, articles, marks, written numbers, contractions, and a
time or place put in front. Negations, tenses, numbers and the order of names stay, so that claims that contradict
each other never become one.
"""

import re

_FRONTED = re.compile(r"((?:in|on|at|by|since|until|during|after|before) [^,]{1,40}), (.+)")
_CONTRACTED = re.compile(r"\b(?:(wo)|(ca)|(sha)|(\w+))n['’]t\b")
_WHOLE = {1: "will not", 2: "can not", 3: "shall not"}
_WORD = re.compile(r"\d+(?:[.,]\d+)*|%|[^\W\d_]+(?:['’-][^\W\d_]+)*|[$€£¥+−-](?=\d)")
_PER_CENT = re.compile(r"\bper ?cent\b")
_DOTTED = re.compile(r"\b(?:[a-z]\.){2,}")
_ARTICLES = frozenset({"the", "a", "an"})
_NUMBERS = {
    word: str(number)
    for number, word in enumerate(
        "zero one two three four five six seven eight nine ten eleven twelve".split()  # noqa: SIM905
    )
}


def sameness(text: str) -> str:
    """Return a key that two claims share when they say the same; linear in the length of the text."""
    plain = _PER_CENT.sub("%", _CONTRACTED.sub(_in_full, text.casefold().strip(" .!。")))
    plain = _DOTTED.sub(lambda match: match.group().replace(".", ""), plain).replace("cannot", "can not")
    if match := _FRONTED.fullmatch(plain):
        plain = f"{match.group(2)} {match.group(1)}"
    words = [_NUMBERS.get(word, _even(word)) for word in _WORD.findall(plain) if word not in _ARTICLES]
    return " ".join(words) or text.strip()


def _in_full(match: re.Match[str]) -> str:
    return _WHOLE.get(match.lastindex or 0) or f"{match.group(4)} not"


def _even(word: str) -> str:
    """Write apostrophes and thousands in one way."""
    return word.replace("’", "'") if not word[0].isdigit() else re.sub(r",(?=\d{3}\b)", "", word)
