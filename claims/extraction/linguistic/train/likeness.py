"""How alike two claims are, as bags of the words that carry meaning."""

import re
from collections import Counter

from claims.extraction.linguistic.lexicon import word_set

_WORD = re.compile(r"\d+(?:[.,:/]\d+)*|[^\W\d_]+(?:['’][^\W\d_]+)?|[$€£%]")
_EMPTY = word_set(
    """a an the is are was were be been being am has have had having do does did of to in on at for by with from as
    into onto upon per that this these those it its there and or which who whom whose"""
)
_NEGATIONS = word_set("not no never none cannot without neither nor nobody nothing")
_PRONOUNS = word_set("he she they him her them his hers their theirs himself herself themselves")
_ENDINGS = re.compile(r"(?:ing|ed|es|s|e)$")

Bag = Counter[str]
"""Words with their counts; the first key is the word that opens the claim, as a rule its subject."""


def bag(claim: str, subject: str = "") -> Bag:
    """Return the words of a claim; the names of ``subject`` and pronouns for people are one word then."""
    names = {word.lower() for word in _WORD.findall(subject)}
    words: Bag = Counter()
    for word in _WORD.findall(claim.replace("’", "'")):
        lower = word.lower().removesuffix("'s")
        if lower.endswith("n't") or lower in _NEGATIONS:
            words["not"] += 1
        elif names and (lower in names or lower in _PRONOUNS):
            words["<subject>"] = 1
        elif lower and lower not in _EMPTY:
            words[lower if lower[0].isdigit() or len(lower) < 5 else _ENDINGS.sub("", lower)] += 1
    return words


def likeness(made: Bag, written: Bag) -> float:
    """Return the F1 of the words; 0 when only one is negated, their numbers disagree or the subject is missing."""
    if not made or not written or ("not" in made) != ("not" in written):
        return 0.0
    if next(word for word in written if word != "not" or len(written) == 1) not in made:
        return 0.0
    numbers = [{word for word in words if word[0].isdigit()} for words in (made, written)]
    if all(numbers) and not (numbers[0] <= numbers[1] or numbers[1] <= numbers[0]):
        return 0.0
    return 2 * (made & written).total() / (made.total() + written.total())
