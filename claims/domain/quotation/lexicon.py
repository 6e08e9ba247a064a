"""Words that a quotation check knows: those that deny, those that carry little, and ways to write one word."""

import re
import unicodedata
from collections.abc import Iterable

_DENYING = """
not no never none nobody nothing nowhere neither nor without cannot hardly scarcely barely
nicht kein keine keinen keinem keiner keines nie niemals niemand nichts ohne weder
ne pas jamais sans aucun aucune rien personne ni non
nunca jamás nadie nada ningún ninguna sin tampoco mai nessuno nessuna niente senza né
não nem ninguém nenhum nenhuma sem niet geen nooit niemand niets zonder inte ikke ingen aldrig
nie bez nigdy не нет без никогда нельзя
"""
NEGATIONS = frozenset(_DENYING.split())
"""Words that deny, as keys; too many is harmless, since they only make the check stricter."""
_LIGHT = frozenset({"a", "an", "the", "that"})
_WHOLE = {
    "can't": "cannot",
    "won't": "willnot",
    "shan't": "shallnot",
    "ain't": "isnot",
    "i'm": "iam",
    "let's": "letus",
}
_TAILS = {"n't": "not", "'re": "are", "'ll": "will", "'ve": "have"}
_IS = frozenset({"it", "he", "she", "that", "there", "what", "who", "here", "where"})
_UNITS = """
zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen
eighteen nineteen twenty
"""
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety"
_FIGURES = {word: str(number) for number, word in enumerate(_UNITS.split())} | {
    word: str(number) for number, word in zip(range(20, 100, 10), _TENS.split(" "), strict=True)
}
_AMOUNTS = """
hundred thousand million billion trillion dozen half third quarter double triple twice once both hundreds thousands
millions billions trillions dozens
"""
_LARGE = frozenset(_AMOUNTS.split())
_SPELLING = (
    (re.compile(r"is(e[drs]?|ing|ation|ations)$"), r"iz\1"),
    (re.compile(r"ys(e[drs]?|ing)$"), r"yz\1"),
    (re.compile(r"our(s|ed|ing|able|ably|ful|ite|ites|less)?$"), r"or\1"),
    (re.compile(r"tre(s|d)?$"), r"ter\1"),
    (re.compile(r"ogue(s)?$"), r"og\1"),
    (re.compile(r"(?<=[aeiou])ll(ed|ing|er|ers)$"), r"l\1"),
    (re.compile(r"mme(s)?$"), r"m\1"),
    (re.compile(r"(?<=[dln])ence$"), "ense"),
)
_SINGLE = {"grey": "gray", "whilst": "while", "amongst": "among", "&": "and", "ok": "okay"}


def denies(key: str) -> bool:
    """Whether a word denies what is said."""
    return key in NEGATIONS or key.endswith("n't")


def denials(keys: Iterable[str]) -> int:
    """Count the words that deny."""
    return sum(map(denies, keys))


def is_figure(key: str) -> bool:
    """Whether a word is a number, or one of the signs that belong to numbers."""
    return any(sign.isdigit() or sign in "%‰$€£¥₹°+±-" for sign in key) or key in _FIGURES or key in _LARGE


def loosened(key: str) -> str:
    """Return how a word is compared when small differences are let pass; empty for one that carries little.

    What stays apart: any other number, name or denial, and any other word.
    """
    if key in _LIGHT:
        return ""
    if key in _FIGURES:
        return _FIGURES[key]
    if key in _SINGLE:
        return _SINGLE[key]
    if "'" in key:
        return _expanded(key)
    plain = _without_accents(key)
    if len(plain) >= 5:
        for pattern, spelling in _SPELLING:
            plain = pattern.sub(spelling, plain)
    return plain


def _expanded(key: str) -> str:
    """Return a contraction as it is written out."""
    if key in _WHOLE:
        return _WHOLE[key]
    for tail, written in _TAILS.items():
        if key.endswith(tail):
            return key.removesuffix(tail) + written
    head = key.removesuffix("'s")
    return f"{head}is" if head in _IS and head != key else key


def _without_accents(key: str) -> str:
    """Return a word in Latin letters without its accents; other scripts keep their marks, which are letters."""
    if key.isascii() or not any("LATIN" in unicodedata.name(sign, "") for sign in key):
        return key
    kept = (sign for sign in unicodedata.normalize("NFD", key) if not unicodedata.combining(sign))
    return unicodedata.normalize("NFC", "".join(kept))
