"""Forms of English words: finite verbs from lemmas, singulars from plurals."""

import re

from claims.extraction.linguistic.irregular import IRREGULAR_PARTICIPLES, IRREGULAR_PASTS, IRREGULAR_PLURALS

_SIBILANT = re.compile(r"(?:s|x|z|ch|sh)$")
_CONSONANT_Y = re.compile(r"[^aeiou]y$")
_SIBILANT_PLURAL = re.compile(r"(?:ch|sh|x|ss|zz)es$")
_NEEDS_E = re.compile(
    r"(?:[aiu]t|iz|[aeiou]c|[aeiu]g|rc|rg|nc|dg|v|u|ak|ik|ok|[aiou]d|[aeiou]s|ib|[aiuo]r|[ai]m|[aio]p)$"
)
_ONLY_PASTS = frozenset(
    IRREGULAR_PASTS[lemma]
    for lemma, form in IRREGULAR_PARTICIPLES.items()
    if IRREGULAR_PASTS.get(lemma, form) != form
)
_ES_VERBS = frozenset({"go", "do", "undergo", "veto", "echo", "forgo", "overdo"})


def past_tense(lemma: str, gerund: str = "", *, plural: bool = False) -> str:
    """Return the simple past; the gerund, when known, tells whether the last consonant doubles."""
    if lemma == "be":
        return "were" if plural else "was"
    if lemma in IRREGULAR_PASTS:
        return IRREGULAR_PASTS[lemma]
    if lemma.endswith("e"):
        return lemma + "d"
    if _CONSONANT_Y.search(lemma):
        return lemma[:-1] + "ied"
    doubled = lemma + lemma[-1:]
    return (doubled if gerund.lower() == doubled + "ing" else lemma) + "ed"


def past_participle(lemma: str, gerund: str = "") -> str:
    """Return the form behind *have*."""
    return IRREGULAR_PARTICIPLES.get(lemma) or past_tense(lemma, gerund)


def is_no_participle(past: str) -> bool:
    """Whether a past form cannot be a participle, as *withdrew* and *went*."""
    return past in _ONLY_PASTS


def present_tense(lemma: str, *, plural: bool = False) -> str:
    """Return the present of the third person."""
    if lemma == "be":
        return "are" if plural else "is"
    if plural:
        return lemma
    if lemma == "have":
        return "has"
    if _SIBILANT.search(lemma) or lemma in _ES_VERBS:
        return lemma + "es"
    if _CONSONANT_Y.search(lemma):
        return lemma[:-1] + "ies"
    return lemma + "s"


def singular(noun: str) -> str:
    """Return the singular of a plural noun."""
    if noun.lower() in IRREGULAR_PLURALS:
        return IRREGULAR_PLURALS[noun.lower()]
    if noun.endswith("ies") and len(noun) > 4:
        return noun[:-3] + "y"
    if _SIBILANT_PLURAL.search(noun):
        return noun[:-2]
    return noun[:-1] if noun.endswith("s") and not noun.endswith(("ss", "us", "is")) else noun


def gerund_lemma(gerund: str) -> str:
    """Guess the lemma of an -ing form; used only when the lemmatizer left the form as it is."""
    word = gerund.lower()
    if not word.endswith("ing") or len(word) < 5:
        return word
    stem = word[:-3]
    for lemma in (stem, stem + "e", stem[:-1]):
        if lemma in IRREGULAR_PASTS:
            return lemma
    if stem[-1] == stem[-2] and stem[-1] not in "slz":
        return stem[:-1]
    return stem + "e" if _NEEDS_E.search(stem) else stem


_TAKES_AN = re.compile(
    r"(?!one|euro?|ewe)(?:[aeio]|u(?!ni(?!m|nt)|s[aeiu]|k\b|\.?s\b|tah)|hour|honou?r|honest|heir|mp\b|fbi|mba|sos\b|nhs)",
    re.IGNORECASE,
)


def indefinite(word: str) -> str:
    """Return the indefinite article that a word takes."""
    return "an" if _TAKES_AN.match(word) else "a"
