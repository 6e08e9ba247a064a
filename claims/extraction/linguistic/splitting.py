"""Which clauses leave the clause around them, and which stay: one rule a relation of the parse."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from claims.extraction.linguistic.attribution import find_report
from claims.extraction.linguistic.clause import Clause
from claims.extraction.linguistic.lexicon import (
    CONDITION_MARKS,
    CONNECTIVE_ADVERBS,
    CONNECTIVE_PHRASES,
    ORDER_WORDS,
    SETTING_PARTICIPLES,
    SPLITTING_MARKS,
    TIME_MARKS,
)
from claims.extraction.linguistic.modifier import Modifier
from claims.extraction.linguistic.morphology import is_no_participle
from claims.extraction.linguistic.phrase import noun_phrase
from claims.extraction.linguistic.render import render
from claims.extraction.linguistic.statement import Role
from claims.extraction.linguistic.tree import (
    children,
    comma_after,
    comma_before,
    has_child,
    indices,
    is_clausal_conjunct,
    is_degree,
    is_finite,
    is_negative,
    is_order,
    is_past,
    is_plural,
    is_sentence_initial,
    is_verbal,
    marks,
    subject_of,
    top_of,
)

if TYPE_CHECKING:
    from spacy.tokens import Token


_NUMBERED_PRONOUNS = frozenset({"he", "she", "they", "we"})
_COMPARED = frozenset({"as", "much", "same", "such", "just", "exactly", "far", "long", "soon", "well"})
_SHORT_CONJUNCT = 3
"""Tokens of a conjunct, its conjunction included, that cannot be a clause by themselves."""


@dataclass(slots=True)
class Cut:
    """What leaves a clause: positions that are not printed, and clauses and modifiers to go on with."""

    removed: set[int] = field(default_factory=set)
    clauses: list[Clause] = field(default_factory=list)
    modifiers: list[Modifier] = field(default_factory=list)
    stands_alone: Callable[[Clause], bool] = lambda _clause: True
    """Whether a clause may leave; one that would open with an unresolved pronoun is better told where it is."""
    bound: set[int] = field(default_factory=set)
    """Positions of the clauses that may not leave."""

    def out(self, token: Token, clause: Clause | None = None) -> bool:
        """Take a token and all below it out, to be said by a clause of its own; return whether it may leave."""
        if clause is not None and not self.stands_alone(clause):
            self.bound |= indices(token)
            return False
        self.removed |= indices(token)
        if clause is not None:
            self.clauses.append(clause)
        return True


def split(clause: Clause, cut: Cut) -> None:
    """Take out of a clause what is said by clauses of their own, and what only joins it to others."""
    for child in clause.predicate.children:
        if child.i not in cut.removed:
            _RULES.get(child.dep_, _RULES.get(child.dep_.split(":")[0], _keep))(clause, child, cut)
    _cut_misread_verb(clause, cut)
    _cut_long_participles(clause, cut)
    _cut_low_conjuncts(clause, cut)
    _cut_opening(clause, cut)


def keep_whole(clause: Clause, cut: Cut) -> None:
    """Take out only what joins a clause to others."""
    _cut_opening(clause, cut)


Rule = Callable[[Clause, "Token", Cut], None]


def _keep(clause: Clause, child: Token, cut: Cut) -> None:
    """Leave a child in its clause."""


def _drop(clause: Clause, child: Token, cut: Cut) -> None:
    """Leave out what is no part of the statement, when it is set off; a name may be misread as a call."""
    if comma_before(child) or (comma_after(child) and child.i < clause.predicate.i):
        cut.out(child)


def _conjunct(clause: Clause, child: Token, cut: Cut) -> None:
    """Split ``A did this and did that``: the second verb takes the subject and the auxiliaries of the first."""
    predicate = clause.predicate
    if not is_clausal_conjunct(child, predicate) or _shares_object(predicate, child) or _is_alternative(child):
        return
    if (_is_infinitive(child) and not _has_modal(clause)) or _is_within_quotation(predicate, child):
        return
    if clause.role is Role.MAIN and is_order(predicate) and not clause.subject and subject_of(child) is not None:
        return
    role = Role.CONJUNCT
    if clause.role is Role.PARTICIPLE and child.tag_ == "VBG":
        role = Role.PARTICIPLE
    following = clause.below(child, role)
    if subject_of(child) is None:
        following = _sharing(clause, following)
        if not _agrees(following) or _is_denied_with(predicate, following):
            return
    cut.out(child, following)


def _is_denied_with(predicate: Token, following: Clause) -> bool:
    """Whether a negation holds for both verbs: ``It would not sit there and watch``."""
    denied = any(is_negative(child) for child in predicate.children)
    joined = any(joint.lower_ == "and" for joint in children(following.predicate, "cc"))
    return denied and joined and bool(following.auxiliaries) and following.predicate.tag_ == "VB"


def _is_within_quotation(predicate: Token, child: Token) -> bool:
    """Whether a verb without a subject stands in a quotation that opens behind the predicate."""
    if subject_of(child) is not None:
        return False
    before, between = predicate.doc[: predicate.i].text, predicate.doc[predicate.i : child.left_edge.i].text
    straight = before.count('"') % 2 == 0 and between.count('"') % 2 == 1
    return straight or between.count("“") > between.count("”")


def _is_alternative(child: Token) -> bool:
    """Whether only one of the clauses need hold: ``A or B``."""
    return any(joint.lower_ in ("or", "nor") for joint in children(child, "cc"))


def _is_infinitive(child: Token) -> bool:
    """Whether a verb phrase without a subject is in its bare form, so that only a modal can lead it."""
    verbs = [child, *children(child, "cop", "aux", "aux:pass")]
    return subject_of(child) is None and any(verb.tag_ == "VB" for verb in verbs) and not is_finite(child)


def _has_modal(clause: Clause) -> bool:
    auxiliaries = (*clause.auxiliaries, *children(clause.predicate, "aux"))
    modal = any(word.tag_ == "MD" or word.lemma_ in ("do", "to") for word in auxiliaries)
    return modal or clause.predicate.tag_ == "VB"


def _shares_object(predicate: Token, child: Token) -> bool:
    """Whether two verbs stand side by side and share what follows: ``wrote and produced songs``."""
    if subject_of(child) is not None or predicate.pos_ != "VERB":
        return False
    between = predicate.doc[predicate.i + 1 : child.left_edge.i]
    if (
        between
        and between[-1].tag_ == "IN"
        and between[-1].dep_ in ("case", "mark", "compound:prt", "obl", "advmod")
    ):
        return between[-1].head.i < child.i
    aside = ("cc", "advmod", "aux", "aux:pass")
    return all(token.dep_ in aside for token in predicate.doc[predicate.i + 1 : child.i]) and not has_child(
        child, "aux", "aux:pass"
    )


def _sharing(clause: Clause, following: Clause) -> Clause:
    """Hand subject and auxiliaries down to a clause that has none."""
    auxiliaries: tuple[Token, ...] = ()
    child = following.predicate
    own = children(clause.predicate, "aux", "aux:pass")
    passive = has_child(clause.predicate, "aux:pass") and child.tag_ == "VBD" and not has_child(child, "obj")
    passive = passive and not is_no_participle(child.lower_)
    bare = not has_child(child, "aux", "aux:pass", "cop")
    if bare and (passive or child.tag_ in ("VB", "VBN", "VBG")):
        auxiliaries = tuple(word for word in (*clause.auxiliaries, *own) if not is_negative(word))
    return replace(
        following, subject=_subject_tokens(clause), auxiliaries=auxiliaries, subject_text=clause.subject_text
    )


def _agrees(clause: Clause) -> bool:
    """Whether a shared subject fits the verb; if not, the parse is wrong and the clauses stay together."""
    head = top_of(clause.subject)
    if head is None or clause.subject_text or not (head.pos_ == "NOUN" or head.lower_ in _NUMBERED_PRONOUNS):
        return True
    verbs = [*clause.auxiliaries, *children(clause.predicate, "aux", "aux:pass", "cop"), clause.predicate]
    first = min(verbs, key=lambda verb: verb.i)
    if first.tag_ == "VBZ" or first.lower_ in ("is", "was", "has"):
        return not is_plural(head)
    return True


def _subject_tokens(clause: Clause) -> tuple[Token, ...]:
    subject = subject_of(clause.predicate)
    return clause.subject if subject is None else tuple(noun_phrase(subject))


def _parallel(clause: Clause, child: Token, cut: Cut) -> None:
    if is_verbal(child) and subject_of(child) is not None:
        cut.out(child, clause.below(child, Role.PARALLEL))
    elif _is_superlative(child) and comma_before(child):
        be = "was" if is_past(clause.predicate) else "is"
        cut.out(child, replace(clause.below(child, Role.PARALLEL), subject_text=f"This {be}"))
    elif comma_before(child) and child.pos_ not in ("NOUN", "PROPN", "NUM") and not _is_quoted(child):
        cut.out(child)


def _is_quoted(child: Token) -> bool:
    """Whether what stands beside a clause is a quotation that belongs to it: ``He told them, “Go.”``."""
    return any(mark.text in ("“", '"', "‘") for mark in children(child, "punct") if mark.i < child.i)


def _is_superlative(noun: Token) -> bool:
    """Whether a noun says something about the clause before it: ``…, the closest result in years``."""
    return noun.tag_ == "NN" and any(
        child.tag_ in ("JJS", "RBS") or child.lower_ in ORDER_WORDS for child in children(noun, "amod")
    )


def _adverbial(clause: Clause, child: Token, cut: Cut) -> None:
    """Adverbial clauses: reasons and contrasts leave; times and conditions stay."""
    found = marks(child)
    if found & CONDITION_MARKS:
        return
    if subject_of(child) is not None:
        _adverbial_clause(clause, child, cut, found)
        return
    if found & {"by", "in"} and find_report(child, _subject_tokens(clause)) is not None:
        cut.clauses.append(_with_subject(clause, child, Role.REPORTED))
        return
    at_rim = comma_before(child) or (is_sentence_initial(child) and comma_after(child))
    if found or not at_rim or has_child(child, "case"):
        return
    role = {"VBG": Role.PARTICIPLE, "VBN": Role.PASSIVE_PARTICIPLE}.get(child.tag_)
    if role is not None and not _is_setting(clause, child):
        cut.out(child, _with_subject(clause, child, role))


def _is_setting(clause: Clause, participle: Token) -> bool:
    """Whether a participle only says how a clause is meant: ``given that``, ``Caught early,``."""
    if participle.lower_ in SETTING_PARTICIPLES:
        return True
    subject = subject_of(clause.predicate)
    if subject is not None and subject.lower_ == "there":
        return True
    if participle.i > clause.predicate.i:
        return False
    if participle.tag_ == "VBN":
        return not has_child(participle, "obl", "obl:agent", "xcomp", "aux")
    modal = any(child.tag_ == "MD" for child in children(clause.predicate, "aux"))
    return modal or subject is None or subject.lower_ in ("you", "it", "one")


def _adverbial_clause(clause: Clause, child: Token, cut: Cut, found: set[str]) -> None:
    if "as" in found and _is_comparison(child):
        return
    purpose = "so" in found and any(word.tag_ == "MD" for word in children(child, "aux"))
    if purpose or found & TIME_MARKS or (found and not found & SPLITTING_MARKS):
        return
    if not found and not comma_before(child) and not is_sentence_initial(child):
        return
    cut.out(child, clause.below(child, Role.ADVERBIAL))


def _is_comparison(child: Token) -> bool:
    """Whether an *as* clause only says how: ``as it was before``, ``much as he did``, ``as it has that``."""
    before = child.left_edge.nbor(-1).lower_ if child.left_edge.i > 0 else ""
    if before in _COMPARED:
        return True
    objects = children(child, "obj")
    copula = has_child(child, "cop") and child.pos_ in ("ADV", "AUX")
    ellipsis = child.lemma_.lower() in ("be", "do", "have") and all(word.pos_ == "PRON" for word in objects)
    return (copula or ellipsis) and not has_child(child, "xcomp", "ccomp")


def _with_subject(clause: Clause, child: Token, role: Role) -> Clause:
    return replace(clause.below(child, role), subject=_subject_tokens(clause), subject_text=clause.subject_text)


def _sentence_relative(clause: Clause, child: Token, cut: Cut) -> None:
    """``…, which surprised everyone`` is about the whole event."""
    subject = subject_of(child)
    if comma_before(child) and subject is not None and subject.lower_ in ("which", "that"):
        cut.out(child, replace(clause.below(child, Role.RELATIVE), subject_text="This"))


def _connective(clause: Clause, child: Token, cut: Cut) -> None:
    """Phrases before the predicate that only join it to the text before."""
    if child.i > clause.predicate.i or is_degree(child):
        return
    words = render(child.subtree, trim=False).lower()
    if words in CONNECTIVE_PHRASES or words in CONNECTIVE_ADVERBS:
        cut.out(child)


_RULES: dict[str, Rule] = {
    "conj": _conjunct,
    "parataxis": _parallel,
    "advcl": _adverbial,
    "advcl:relcl": _sentence_relative,
    "discourse": _drop,
    "vocative": _drop,
    "obl": _connective,
    "advmod": _connective,
    "nmod": _connective,
}


def _cut_long_participles(clause: Clause, cut: Cut) -> None:
    """Participles that hang on an infinitive of the predicate, set off by a comma."""
    chain = [clause.predicate]
    for predicate in chain:
        chain += children(predicate, "xcomp")
    for predicate in chain[1:]:
        for child in children(predicate, "advcl"):
            plain = subject_of(child) is None and not has_child(child, "mark", "case")
            if child.tag_ == "VBG" and comma_before(child) and plain:
                cut.out(child, _with_subject(clause, child, Role.PARTICIPLE))


def _cut_misread_verb(clause: Clause, cut: Cut) -> None:
    """Find the first verb of ``The film opened in May and was sold``, read as a participle of *film*.

    A conjunction between subject and predicate that joins nothing shows it.
    """
    predicate, subject = clause.predicate, subject_of(clause.predicate)
    if subject is None:
        return
    joints = [child for child in children(predicate, "cc") if subject.i < child.i < predicate.i]
    misread = [child for child in children(subject, "acl") if child.tag_ == "VBN" and not comma_before(child)]
    if not joints or not misread or subject.i > misread[0].i or joints[0].nbor(-1).tag_ == "IN":
        return
    phrase = tuple(noun_phrase(subject, without=misread[0]))
    if not cut.out(misread[0], replace(clause.below(misread[0], Role.CONJUNCT), subject=phrase)):
        return
    cut.removed.add(joints[0].i)
    if joints[0].i > 0 and joints[0].nbor(-1).text == ",":
        cut.removed.add(joints[0].i - 1)


def _cut_low_conjuncts(clause: Clause, cut: Cut) -> None:
    """Clauses that the parse hangs as conjuncts on a noun: they belong to the predicate."""
    for token in clause.predicate.subtree:
        if token.dep_ != "conj" or token.i in cut.removed:
            continue
        if token.head.i == clause.predicate.i or is_verbal(token.head):
            continue
        own = subject_of(token) is not None
        if is_finite(token) and len(list(token.subtree)) > _SHORT_CONJUNCT:
            following = clause.below(token, Role.CONJUNCT)
            cut.out(token, following if own else _sharing(clause, following))


def _cut_opening(clause: Clause, cut: Cut) -> None:
    """Conjunctions and punctuation before the subject."""
    predicate, subject = clause.predicate, subject_of(clause.predicate)
    for child in predicate.children:
        if child.i > predicate.i:
            continue
        before_subject = subject is None or child.i < subject.left_edge.i
        opens = (
            child.dep_ == "punct" and child.text in ",;—–-" and before_subject and not _stands_behind(child, cut)
        )
        joins = child.dep_ == "mark" and child.tag_ != "TO" and clause.role not in (Role.MAIN, Role.REPORTED)
        opens = opens or (child.lower_ == "yet" and child.i == predicate.left_edge.i)
        even = child.lower_ == "even" and bool(marks(predicate) & {"though", "as", "when"})
        if (child.dep_ == "cc" and before_subject) or opens or joins or even:
            cut.out(child)


def _stands_behind(mark: Token, cut: Cut) -> bool:
    """Whether a comma closes a phrase that stays in the clause: ``In May, the fair opened``."""
    before = [token for token in mark.head.subtree if token.i < mark.i and not token.is_punct]
    return bool(before) and before[-1].i not in cut.removed and before[-1].dep_ not in ("cc", "mark")
