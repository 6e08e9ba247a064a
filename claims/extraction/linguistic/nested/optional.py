"""What may be left out of a statement without making it false or cutting it short."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from claims.extraction.linguistic.lexicon import CONDITION_MARKS
from claims.extraction.linguistic.nested.lexicon import (
    EXCEPTIONS,
    NEEDY_PASSIVES,
    NEEDY_VERBS,
    NEEDY_WITH_OBJECT,
    NEGATIVES,
    NOT_YET,
    PARTITIVES,
    PERIOD_NOUNS,
    SCOPE_ADVERBS,
    UNIQUE,
    UNIVERSALS,
)
from claims.extraction.linguistic.tree import comma_before

if TYPE_CHECKING:
    from spacy.tokens import Token

    from claims.extraction.linguistic.nested.frame import Frame
    from claims.extraction.linguistic.scene import Scene

_OBJECTS = ("obj", "iobj", "xcomp", "ccomp")
_ADJUNCTS = ("obl", "obl:unmarked", "obl:tmod", "obl:npmod", "obl:agent", "nmod", "nmod:unmarked", "nmod:tmod")
_CLOSED_MARKS = CONDITION_MARKS | {"than", "whether", "lest", "that", "as"}
_OPAQUE = ("csubj", "csubj:pass", "fixed", "flat", "goeswith", "list", "discourse", "vocative", "expl")


@dataclass(frozen=True, slots=True)
class Unit:
    """A part that may be left out, with all below it."""

    head: Token
    parent: Token
    relation: str
    inside: frozenset[int]
    above: int
    """Number of the unit that it is part of, -1 for none."""
    preposition: str = ""
    is_period: bool = False
    in_subject: bool = False


def optional_units(scene: Scene, frame: Frame) -> list[Unit]:
    """Return the parts that may be left out, each after the one that holds it."""
    by_position = {token.i: token for token in frame.tokens}
    if frame.root not in by_position:
        return []
    found: list[Unit] = []
    tops = [frame.root]
    for top in tops:
        _collect(scene, frame, by_position[top], -1, found, in_subject=False)
    return found


def _collect(scene: Scene, frame: Frame, node: Token, above: int, found: list[Unit], *, in_subject: bool) -> None:
    closed = _is_closed(frame, node)
    for child in frame.children.get(node.i, ()):
        relation = frame.relation[child.i]
        subject = in_subject or frame.is_subject(child.i)
        if relation in _OPAQUE or _is_condition(frame, child) or (closed and not frame.is_subject(child.i)):
            continue
        number = above
        if _is_optional(scene, frame, node, child):
            found.append(_unit(frame, node, child, above, in_subject=subject))
            number = len(found) - 1
        _collect(scene, frame, child, number, found, in_subject=subject)


def _unit(frame: Frame, node: Token, child: Token, above: int, *, in_subject: bool) -> Unit:
    case = " ".join(
        each.lower_ for each in frame.children.get(child.i, ()) if frame.relation[each.i] in ("case", "mark")
    )
    return Unit(
        child,
        node,
        frame.relation[child.i],
        frame.subtree(child.i),
        above,
        case,
        is_period(child),
        in_subject,
    )


# --- scope ----------------------------------------------------------------------------------------


def _is_closed(frame: Frame, node: Token) -> bool:
    """Whether nothing may be left out around a word: negation, quantity, ranking or comparison is at work."""
    below = set(_scope_words(frame, node))
    if below & NEGATIVES or node.lemma_.lower() in NEGATIVES:
        return True
    nominal = node.pos_ in ("NOUN", "PROPN", "PRON", "NUM", "ADJ")
    beside = frame.words_below(node.i, "det", "det:predet", "amod", "advmod", "nummod", "nmod:poss")
    if nominal and (beside & (UNIVERSALS | UNIQUE) or node.tag_ in ("JJS", "JJR", "RBR")):
        return True
    if nominal and any(child.tag_ in ("JJS", "JJR", "RBR", "RBS") for child in frame.children.get(node.i, ())):
        return True
    return bool(frame.words_below(node.i, "advmod") & {"so", "too", "enough", "as", "more", "less", "most"})


def _scope_words(frame: Frame, node: Token) -> Iterator[str]:
    """Yield the words that may narrow what a predicate says: those beside it and beside its arguments."""
    for child in frame.children.get(node.i, ()):
        relation = frame.relation[child.i]
        yield child.lower_
        if relation.startswith(("nsubj", "obj", "xcomp", "aux", "cop", "obl", "advmod")):
            yield from (each.lower_ for each in frame.children.get(child.i, ()) if each.tag_ in _SCOPE_TAGS)


_SCOPE_TAGS = frozenset({"DT", "RB", "JJ", "JJR", "JJS", "CC", "PDT", "IN", "RBR"})


def _is_condition(frame: Frame, child: Token) -> bool:
    return bool(
        frame.words_below(child.i, "mark", "advmod") & _CLOSED_MARKS
        and frame.relation[child.i] in ("advcl", "ccomp", "acl", "csubj")
        and not (frame.words_below(child.i, "mark") <= {"that", "as"} and frame.relation[child.i] == "ccomp")
    )


# --- one part -------------------------------------------------------------------------------------


def _is_optional(scene: Scene, frame: Frame, node: Token, child: Token) -> bool:
    relation = frame.relation[child.i]
    if _splits_name(frame, child):
        return False
    if relation in _ADJUNCTS:
        return _is_optional_phrase(scene, frame, node, child)
    if relation == "amod":
        return _is_optional_adjective(scene, frame, node, child)
    if relation == "advmod":
        return _is_optional_adverb(frame, node, child)
    if relation in ("advcl", "acl", "acl:relcl", "advcl:relcl"):
        return _is_optional_clause(frame, node, child)
    if relation == "compound":
        return child.pos_ == "PROPN" and node.pos_ == "NOUN" and not _is_part_of_name(scene, frame, node, child)
    return relation in ("appos", "parataxis") and child.i > node.i and comma_before(child)


def _splits_name(frame: Frame, child: Token) -> bool:
    """Whether the parse takes a name apart: ``at [Boston] United``."""
    last = max(frame.subtree(child.i))
    following = child.doc[last + 1] if last + 1 < len(child.doc) else None
    return following is not None and following.pos_ == "PROPN" and child.doc[last].pos_ == "PROPN"


def _is_part_of_name(scene: Scene, frame: Frame, node: Token, child: Token) -> bool:
    """Whether a word belongs to a name, or to the title of something: ``The Sun newspaper``."""
    titled = any(
        each.lower_ == "the" and each.text == "The" and each.i > node.sent.start
        for each in frame.children.get(node.i, ())
    )
    return titled or _same_name(scene, node, child)


def _same_name(scene: Scene, node: Token, child: Token) -> bool:
    name = scene.name_at(child)
    return name is not None and name is scene.name_at(node)


def _is_optional_phrase(scene: Scene, frame: Frame, node: Token, child: Token) -> bool:
    cases = frame.words_below(child.i, "case")
    if cases & EXCEPTIONS or _same_name(scene, node, child):
        return False
    if not cases and not is_period(child):
        return False
    if node.pos_ in ("NOUN", "PROPN", "PRON", "NUM", "SYM") and not frame.has(node.i, "cop", "nsubj"):
        return _noun_stands_alone(frame, node, cases)
    if node.pos_ == "NOUN" and frame.relation[child.i].startswith("nmod"):
        return _noun_stands_alone(frame, node, cases)
    return child.i != _completing(frame, node)


def _noun_stands_alone(frame: Frame, node: Token, cases: set[str]) -> bool:
    if node.pos_ in ("PRON", "NUM", "SYM", "DET", "ADJ") or node.lower_ in PARTITIVES or is_period(node):
        return False
    return "of" not in cases or (node.pos_ == "NOUN" and frame.has(node.i, "det", "nmod:poss", "amod"))


def _completing(frame: Frame, node: Token) -> int:
    """Return the position of the phrase without which a predicate is cut short, -1 for none."""
    lemma = node.lemma_.lower()
    phrases = [
        child
        for child in frame.children.get(node.i, ())
        if frame.relation[child.i].startswith("obl") and not is_period(child) and child.i > node.i
    ]
    if not phrases:
        return -1
    if (
        node.pos_ == "ADJ"
        or (node.tag_ == "VBN" and frame.relation[node.i] == "acl")
        or (node.pos_ in ("NOUN", "PROPN") and not frame.has(node.i, "det", "amod"))
    ):
        return phrases[0].i
    if frame.has(node.i, "aux:pass") or (node.tag_ == "VBN" and not frame.has(node.i, "aux", *_OBJECTS)):
        return phrases[0].i if lemma in NEEDY_PASSIVES else -1
    if frame.has(node.i, "xcomp", "ccomp"):
        return -1
    if frame.has(node.i, "obj"):
        return phrases[0].i if lemma in NEEDY_WITH_OBJECT else -1
    return phrases[0].i if lemma in NEEDY_VERBS or lemma == "be" else -1


def _is_optional_adjective(scene: Scene, frame: Frame, node: Token, child: Token) -> bool:
    if child.lower_ in NOT_YET | UNIQUE | UNIVERSALS | NEGATIVES or child.tag_ in ("JJR", "JJS"):
        return False
    if node.pos_ != "NOUN" or child.i > node.i or _is_part_of_name(scene, frame, node, child):
        return False
    return not (child.i + 1 < len(child.doc) and child.nbor(1).text == "-")


def _is_optional_adverb(frame: Frame, node: Token, child: Token) -> bool:
    if child.lower_ in SCOPE_ADVERBS | NEGATIVES | UNIVERSALS or frame.children.get(child.i):
        return is_period(child) or child.lower_ == "ago"
    return node.pos_ in ("VERB", "AUX") and (
        child.lower_.endswith("ly") or is_period(child) or child.lower_ in _TIMES
    )


_TIMES = frozenset({"later", "recently", "soon", "now", "again", "also", "ago", "then", "already", "still", "too"})


def _is_optional_clause(frame: Frame, node: Token, child: Token) -> bool:
    words = frame.words_below(child.i, "mark", "advmod", "case")
    if words & (_CLOSED_MARKS | EXCEPTIONS | CONDITION_MARKS):
        return False
    if frame.relation[child.i].startswith("acl"):
        if node.pos_ == "PRON" or node.lower_ in PARTITIVES:
            return False
        return "to" not in words and (
            node.tag_ != "NNS" or frame.has(node.i, "det", "nummod", "nmod:poss", "amod")
        )
    if "to" in words:
        return node.pos_ == "VERB" and node.lemma_.lower() not in NEEDY_VERBS | NEEDY_PASSIVES
    return node.pos_ in ("VERB", "AUX") or bool(words)


def is_period(token: Token) -> bool:
    """Whether a phrase says when."""
    return token.lower_.rstrip(".") in PERIOD_NOUNS or token.lower_ in PERIOD_NOUNS or _is_year(token.text)


def _is_year(text: str) -> bool:
    return len(text) == 4 and text.isdigit() and text[:2] in ("15", "16", "17", "18", "19", "20")
