"""The finite form that a participle takes from the clause around it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from claims.extraction.linguistic.morphology import gerund_lemma, past_participle, past_tense, present_tense
from claims.extraction.linguistic.tree import children, is_finite, is_past

if TYPE_CHECKING:
    from spacy.tokens import Token

_FULL_MODALS = {"’ll": "will", "'ll": "will", "wo": "will", "ca": "can", "’d": "would", "'d": "would"}


def finite_form(participle: Token, *, plural: bool, past: bool = False) -> str:
    """Return *saved*, *saves*, *has saved* or *will save* for a participle *saving*."""
    lemma, governor = _lemma(participle), _governor(participle)
    auxiliaries = [child for child in children(governor, "aux", "aux:pass") if child.i < governor.i]
    modal = next((child.lower_ for child in auxiliaries if child.tag_ == "MD"), "")
    if past:
        return past_tense(lemma, participle.text, plural=plural)
    if modal:
        return f"{_FULL_MODALS.get(modal, modal)} {lemma}"
    if any(child.lower_ in ("has", "have", "’ve", "'ve") for child in auxiliaries):
        return f"{present_tense('have', plural=plural)} {past_participle(lemma, participle.text)}"
    if is_past(governor):
        return past_tense(lemma, participle.text, plural=plural)
    return present_tense(lemma, plural=plural)


def _lemma(participle: Token) -> str:
    lemma = participle.lemma_.lower()
    return gerund_lemma(participle.text) if lemma.endswith("ing") and lemma == participle.lower_ else lemma


def _governor(participle: Token) -> Token:
    """Climb to the clause whose tense holds."""
    governor = participle.head
    while not is_finite(governor) and governor.head.i != governor.i:
        governor = governor.head
    return governor
