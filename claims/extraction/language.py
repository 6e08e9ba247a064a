"""The language of a text, found out offline: English by its commonest words, others by the package py3langid.

A wrong guess costs an English article its claims, so English is given up only for good reasons: few of its words,
and a sure answer or another script. Quotations in other languages leave an English article English.
"""

import re
from functools import cache
from typing import Any


def _word_set(text: str) -> frozenset[str]:
    return frozenset(text.split())


ENGLISH = "en"
SAMPLE = 2000
"""Code points at the beginning, and as many from the middle, that are looked at."""
SURE = 0.8
"""Probability from which another language in Latin letters is believed."""
_ENGLISH_SHARE = 0.12
_COMMON = _word_set(
    "the of and to is was that with on by from has have had been were which their they would his this it"
)
"""Frequent English words that are rare in other languages."""
_WORD = re.compile(r"[^\W\d_]+")
_LATIN = re.compile(r"[A-Za-z\u00c0-\u024f]")


def detect(text: str) -> str:
    """Return the ISO 639 code of the language that most of a text is in; ``en`` when unsure."""
    middle = max(SAMPLE, len(text) // 2)
    sample = text[:SAMPLE] + text[middle : middle + SAMPLE]
    words = _WORD.findall(sample.lower())
    if not words or sum(word in _COMMON for word in words) >= _ENGLISH_SHARE * len(words):
        return ENGLISH
    code, probability = _identifier().classify(sample)
    letters = "".join(words)
    is_latin = 2 * len(_LATIN.findall(letters)) > len(letters)
    return str(code) if probability >= SURE or not is_latin else ENGLISH


@cache
def _identifier() -> Any:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
