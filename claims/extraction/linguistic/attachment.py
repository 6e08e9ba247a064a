"""Mending what a parse hangs on the wrong word: appositions, relative clauses, objects behind an insertion."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from claims.extraction.linguistic.gazetteer import ORGANISATION_HEADS, TITLES
from claims.extraction.linguistic.lexicon import MONTHS, PERIODS, word_set
from claims.extraction.linguistic.tree import (
    children,
    comma_before,
    has_child,
    is_finite,
    is_human,
    reports,
    subject_of,
)

if TYPE_CHECKING:
    from spacy.tokens import Token

_MONTHS = frozenset(MONTHS.split("|"))
_NOUNS = ("NOUN", "PROPN")
_BODIES = ORGANISATION_HEADS | word_set(
    """firm startup brand website magazine newspaper charity agency town village country state island region
    province district suburb band platform publisher retailer maker manufacturer supplier subsidiary"""
)
"""Nouns for what is no person."""
_SINGULAR = frozenset({"is", "was", "has", "does"})


def hang(token: Token, head: Token, relation: str) -> None:
    """Put a token under another one, which must not lie below it."""
    if not token.is_ancestor(head) and token.i != head.i:
        token.head, token.dep_ = head, relation


def _object_behind_insertion(token: Token) -> None:
    """Make the wages the object in ``It has raised, to their joy, the wages``."""
    if token.dep_ != "appos" or not has_child(token, "det", "nmod:poss") or not has_child(token.head, "case"):
        return
    phrase, verb = token.head, token.head.head
    if phrase.dep_ != "obl" or verb.pos_ != "VERB" or has_child(verb, "obj", "ccomp", "aux:pass"):
        return
    if phrase.left_edge.i - 1 in (verb.i, verb.i + 1) and comma_before(phrase) and comma_before(token):
        hang(token, verb, "obj")


def _apposition_of_nearest(token: Token) -> None:
    """Let Acme make shoes in ``the head of Acme, a maker of shoes``: a firm is no person."""
    head = token.head
    if (
        token.dep_ != "appos"
        or not comma_before(token)
        or any(child.i > head.i for child in children(head, "flat"))
    ):
        return
    is_body = token.lemma_.lower() in _BODIES and (is_human(head) or head.lower_ in TITLES)
    is_person = token.ent_type_ == "PER" and head.lemma_.lower() in _BODIES and head.pos_ == "NOUN"
    if not (is_body or is_person):
        return
    names = [child for child in children(head, "nmod") if head.i < child.i < token.i and child.pos_ == "PROPN"]
    if names and names[-1].right_edge.i < token.left_edge.i <= names[-1].right_edge.i + 2:
        hang(token, names[-1], "appos")


def _relative_of_number(token: Token) -> None:
    """Find the singular, or else the event, in ``a form that strikes owners of birds, which has …``."""
    if token.dep_ != "acl:relcl" or not comma_before(token) or token.head.tag_ != "NNS":
        return
    if token.head.lemma_.lower() == token.head.lower_:
        return
    subject = subject_of(token)
    if subject is None or subject.lower_ != "which" or subject.left_edge.i != subject.i:
        return
    verbs = children(token, "aux", "aux:pass", "cop") or [token]
    if verbs[0].lower_ not in _SINGULAR and verbs[0].tag_ != "VBZ":
        return
    noun = token.head
    while noun.dep_ in ("nmod", "nmod:poss", "conj") and noun.head.pos_ in _NOUNS:
        noun = noun.head
        if noun.tag_ in ("NN", "NNP"):
            hang(token, noun, "acl:relcl")
            return
    while not is_finite(noun) and noun.dep_ != "ROOT":
        noun = noun.head
    hang(token, noun, "advcl:relcl")


def _relative_of_date(token: Token) -> None:
    """Climb from the month to the plan in ``a plan announced by them in March, which aimed …``."""
    noun = token.head
    subject = subject_of(token)
    if token.dep_ != "acl:relcl" or noun.text not in _MONTHS or subject is None or subject.lower_ != "which":
        return
    participle = noun.head
    if noun.dep_ == "obl" and participle.dep_ == "acl":
        hang(token, participle.head, "acl:relcl")


def _title_of_subject(token: Token) -> None:
    """Read two subjects side by side as one: ``maths teacher Angela Cooper said``."""
    if token.dep_ not in ("nsubj", "nsubj:pass") or token.pos_ != "PROPN" or token.i == 0:
        return
    title = token.nbor(-1)
    if title.dep_ == token.dep_ and title.head.i == token.head.i and title.pos_ == "NOUN":
        hang(title, token, "nmod:desc")


def _apposition_of_one(token: Token) -> None:
    """Make the engineer the husband in ``she and her husband, the engineer Peter Adom,``."""
    if token.dep_ != "appos" or token.tag_ != "NN" or not comma_before(token) or has_child(token, "conj"):
        return
    joined = [child for child in children(token.head, "conj") if child.i < token.i and has_child(child, "cc")]
    if joined and joined[-1].right_edge.i < token.left_edge.i <= joined[-1].right_edge.i + 2:
        hang(token, joined[-1], "appos")


def _subject_of_second(token: Token) -> None:
    """Make Britain the subject in ``Serbia plays Japan and Britain plays Chile``."""
    if token.dep_ != "conj" or token.tag_ not in ("VBZ", "VBP") or token.left_edge.i != token.i or token.i == 0:
        return
    noun = token.nbor(-1)
    if noun.dep_ != "conj" or noun.pos_ not in _NOUNS or not has_child(noun, "cc") or noun.head.i < token.head.i:
        return
    if subject_of(token) is None and not has_child(token, "cc"):
        for joint in children(noun, "cc", "punct"):
            joint.head = token
        hang(noun, token, "nsubj")


def _described_name(token: Token) -> None:
    """Make one apposition of two side by side: ``its owner, Danish brewer Carlsberg``."""
    if token.dep_ != "appos" or token.pos_ != "PROPN" or comma_before(token):
        return
    before = [child for child in children(token.head, "appos") if child.i < token.i]
    if before and before[-1].pos_ == "NOUN" and before[-1].right_edge.i + 1 == token.left_edge.i:
        name = token.head
        token.head, token.dep_ = name, "appos"
        for mark in children(before[-1], "punct"):
            mark.head = token
        hang(before[-1], token, "nmod:desc")


def _time_behind_comma(token: Token) -> None:
    """Let the month say when it happened in ``a rescue by its owner, last month``."""
    if token.dep_ != "nmod:unmarked" or token.lemma_.lower() not in PERIODS or not comma_before(token):
        return
    verb = token.head
    while verb.dep_ != "ROOT" and verb.pos_ != "VERB":
        verb = verb.head
    if verb.pos_ == "VERB" and verb.i < token.i:
        hang(token, verb, "obl:unmarked")


def _participle_behind_noun(token: Token) -> None:
    """Let the verb tell which officials in ``a ban on officials deemed unfit``: no "and" joins it."""
    if token.dep_ != "conj" or token.tag_ not in ("VBD", "VBN") or subject_of(token) is not None:
        return
    if has_child(token, "cc", "aux", "aux:pass", "cop", "mark", "obj") or token.i == 0:
        return
    noun = token.nbor(-1)
    if noun.pos_ in _NOUNS and noun.i > token.head.i and token.left_edge.i == token.i:
        token.tag_ = "VBN"
        hang(token, noun, "acl")


def _described_noun(token: Token) -> None:
    """Give both participles of ``an owned and managed exchange`` to the noun behind them."""
    if token.dep_ not in ("conj", "appos") or token.tag_ != "VBN" or not has_child(token, "det"):
        return
    if token.i + 2 >= len(token.doc) or token.head.pos_ not in _NOUNS:
        return
    joint, other = token.nbor(1), token.nbor(2)
    nouns = [child for child in children(other, "obj") if child.i > other.i]
    if joint.dep_ != "cc" or joint.head.i != other.i or other.tag_ not in ("VBD", "VBN") or not nouns:
        return
    if has_child(nouns[0], "det") or subject_of(other) is not None:
        return
    noun, first = nouns[0], token.head
    noun.head, noun.dep_ = first, "conj"
    for child in [*children(token, "det", "punct", "cc"), *children(other, "punct")]:
        child.head = noun
    token.head, token.dep_ = noun, "amod"
    for child in [child for child in other.children if child.i != joint.i]:
        child.head = noun
    other.head, other.dep_ = token, "conj"


def _across_verb(token: Token) -> None:
    """Hang *failed* on the verb in ``The firm, which employs 300, confirmed that it had failed``."""
    if token.dep_ not in ("acl", "acl:relcl") or subject_of(token) is None or not is_finite(token):
        return
    that = token.left_edge
    if that.lower_ != "that" or subject_of(token) == that:
        return
    for verb in reversed(token.doc[token.head.i + 1 : that.i]):
        if is_finite(verb) and reports(verb) and not has_child(verb, "ccomp", "obj"):
            that.dep_ = "mark"
            hang(token, verb, "ccomp")
            return


def _behind_relative(token: Token) -> None:
    """Let *to an injury* go on with the main verb in ``lost Dumba, who sat out a period, to an injury``."""
    clause = token.head
    if token.dep_ != "obl" or clause.dep_ != "acl:relcl" or not (comma_before(token) and comma_before(clause)):
        return
    if token.right_edge.i + 2 < token.sent.end or any(child.i < token.i for child in children(clause, "obl")):
        return
    noun = clause.head
    if noun.dep_ == "obj" and noun.head.i < noun.i and has_child(token, "case"):
        hang(token, noun.head, "obl")


def _comment(token: Token) -> None:
    """Put a clause that only reports beside what it reports: ``The ice melts, Ruiz and her team wrote``."""
    if token.dep_ != "conj" or not reports(token) or not is_finite(token) or not comma_before(token):
        return
    if has_child(token, "cc", "ccomp", "obj", "xcomp", "mark") or token.head.i > token.i:
        return
    subject = subject_of(token)
    if subject is not None and subject.i < token.i and token.head.dep_ == "ROOT":
        token.dep_ = "parataxis"


ATTACHMENT_RULES: tuple[Callable[[Token], None], ...] = (
    _object_behind_insertion,
    _apposition_of_nearest,
    _relative_of_number,
    _relative_of_date,
    _title_of_subject,
    _apposition_of_one,
    _subject_of_second,
    _described_name,
    _time_behind_comma,
    _participle_behind_noun,
    _described_noun,
    _across_verb,
    _behind_relative,
    _comment,
)
