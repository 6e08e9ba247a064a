"""The walk over the clauses of a sentence: one statement a clause, attribution taken off."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from functools import partial
from typing import TYPE_CHECKING

from claims.extraction.linguistic.attribution import (
    according_to,
    comment_speaker,
    find_report,
    report_prefix,
)
from claims.extraction.linguistic.clause import Clause, finite
from claims.extraction.linguistic.coordination import find_lists, variants
from claims.extraction.linguistic.lexicon import (
    CONDITION_MARKS,
    CONNECTIVE_ADVERBS,
    CONNECTIVE_PHRASES,
    SPLITTING_MARKS,
    TIME_MARKS,
)
from claims.extraction.linguistic.modifier import Modifier, find_modifiers, say_modifier
from claims.extraction.linguistic.phrase import noun_phrase
from claims.extraction.linguistic.reference import Resolver
from claims.extraction.linguistic.render import render
from claims.extraction.linguistic.statement import Role
from claims.extraction.linguistic.tree import (
    children,
    comma_after,
    comma_before,
    has_child,
    indices,
    is_clausal_conjunct,
    is_finite,
    is_negative,
    is_past,
    is_sentence_initial,
    is_verbal,
    marks,
    subject_of,
)

if TYPE_CHECKING:
    from spacy.tokens import Token

    from claims.extraction.linguistic.scene import Scene

MAX_DEPTH = 6
_MAX_VARIANTS = 12
_SHORT_CONJUNCT = 3
"""Tokens of a conjunct, its conjunction included, that cannot be a clause by themselves."""


@dataclass(slots=True)
class Cut:
    """What leaves a clause: positions that are not printed, and clauses and modifiers to go on with."""

    removed: set[int] = field(default_factory=set)
    clauses: list[Clause] = field(default_factory=list)
    modifiers: list[Modifier] = field(default_factory=list)

    def out(self, token: Token, clause: Clause | None = None) -> None:
        """Take a token and all below it out of the clause, to be said by a clause of its own."""
        self.removed |= indices(token)
        if clause is not None:
            self.clauses.append(clause)


def walk(scene: Scene, clause: Clause) -> None:
    """Make the statements of a clause and of all clauses below it."""
    if clause.depth > MAX_DEPTH:
        return
    if (reason := _explaining_clause(clause.predicate)) is not None:
        walk(scene, clause.below(reason, Role.MAIN))
        return
    report = find_report(clause.predicate)
    if report is not None:
        _walk_report(scene, clause, report)
        return
    _walk_plain(scene, clause)


def _walk_plain(scene: Scene, clause: Clause) -> None:
    cut = Cut()
    clause = _with_speaker(scene, clause, cut)
    for child in clause.predicate.children:
        if child.i not in cut.removed:
            _RULES.get(child.dep_, _RULES.get(child.dep_.split(":")[0], _keep))(clause, child, cut)
    _cut_long_participles(clause, cut)
    _cut_low_conjuncts(clause, cut)
    _cut_opening(clause, cut)
    body = [token for token in clause.predicate.subtree if token.i not in cut.removed]
    for modifier in find_modifiers(scene, clause.predicate, [*clause.subject, *body]):
        cut.removed |= indices(modifier.head)
        cut.modifiers.append(modifier)
    _say(scene, clause, cut.removed)
    for following in cut.clauses:
        walk(scene, following)
    for modifier in cut.modifiers:
        _say_modifier(scene, clause, modifier)


# --- attribution ----------------------------------------------------------------------------------


def _walk_report(scene: Scene, clause: Clause, content: Token) -> None:
    """``X said that A and denied that B``: A and B are said by X."""
    verb = clause.predicate
    speaker = report_prefix(scene, verb, clause.subject)
    if clause.speaker.name:
        speaker = replace(speaker, prefix=f"{clause.speaker.prefix} {speaker.prefix}".strip())
    walk(scene, Clause(content, Role.REPORTED, speaker=speaker, depth=clause.depth + 1))
    subject = subject_of(verb)
    shared = tuple(noun_phrase(subject)) if subject is not None else clause.subject
    for child in verb.children:
        if child.dep_ == "conj" and is_clausal_conjunct(child, verb):
            own = subject_of(child) is not None
            walk(scene, replace(clause.below(child, Role.CONJUNCT), subject=() if own else shared))
        elif child.dep_ == "parataxis" and child.i != content.i and is_verbal(child):
            walk(scene, clause.below(child, Role.PARALLEL))
    if subject is not None:
        for modifier in find_modifiers(scene, verb, list(subject.subtree)):
            _say_modifier(scene, clause, modifier)


def _with_speaker(scene: Scene, clause: Clause, cut: Cut) -> Clause:
    """Find who says the clause in an insertion: ``according to X``, ``…, X said``."""
    for child in clause.predicate.children:
        speaker = according_to(scene, child) or comment_speaker(scene, child)
        if speaker is not None:
            cut.out(child)
            clause = replace(clause, speaker=speaker)
    return clause


def _explaining_clause(predicate: Token) -> Token | None:
    """Return A of ``this is because A``: that is what is said."""
    subject = subject_of(predicate)
    if subject is None or subject.lower_ not in ("this", "that", "it"):
        return None
    for child in predicate.children:
        if child.dep_ in ("advcl", "ccomp") and "because" in marks(child) and predicate.lemma_ == "be":
            return child
    return None


# --- children of the predicate --------------------------------------------------------------------

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
    if not is_clausal_conjunct(child, predicate) or _shares_object(predicate, child):
        return
    if _is_infinitive(child) and not _has_modal(clause):
        return
    role = Role.CONJUNCT
    if clause.role is Role.PARTICIPLE and child.tag_ == "VBG":
        role = Role.PARTICIPLE
    following = clause.below(child, role)
    if subject_of(child) is None:
        following = _sharing(clause, following)
    cut.out(child, following)


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
    between = [token for token in predicate.doc[predicate.i + 1 : child.i] if token.dep_ not in ("cc", "advmod")]
    return not between and subject_of(child) is None and predicate.pos_ == "VERB"


def _sharing(clause: Clause, following: Clause) -> Clause:
    """Hand subject and auxiliaries down to a clause that has none."""
    auxiliaries: tuple[Token, ...] = ()
    child = following.predicate
    own = children(clause.predicate, "aux", "aux:pass")
    passive = has_child(clause.predicate, "aux:pass") and child.tag_ == "VBD" and not has_child(child, "obj")
    bare = not has_child(child, "aux", "aux:pass", "cop")
    if bare and (passive or child.tag_ in ("VB", "VBN", "VBG")):
        auxiliaries = tuple(word for word in (*clause.auxiliaries, *own) if not is_negative(word))
    return replace(
        following, subject=_subject_tokens(clause), auxiliaries=auxiliaries, subject_text=clause.subject_text
    )


def _subject_tokens(clause: Clause) -> tuple[Token, ...]:
    subject = subject_of(clause.predicate)
    return clause.subject if subject is None else tuple(noun_phrase(subject))


def _parallel(clause: Clause, child: Token, cut: Cut) -> None:
    if is_verbal(child) and subject_of(child) is not None:
        cut.out(child, clause.below(child, Role.PARALLEL))
    elif child.pos_ == "NOUN" and has_child(child, "det") and comma_before(child):
        be = "was" if is_past(clause.predicate) else "is"
        cut.out(child, replace(clause.below(child, Role.PARALLEL), subject_text=f"This {be}"))
    elif comma_before(child):
        cut.out(child)


def _adverbial(clause: Clause, child: Token, cut: Cut) -> None:
    """Adverbial clauses: reasons and contrasts leave; times and conditions stay."""
    found = marks(child)
    if found & CONDITION_MARKS:
        return
    if subject_of(child) is not None:
        _adverbial_clause(clause, child, cut, found)
        return
    at_rim = comma_before(child) or (is_sentence_initial(child) and comma_after(child))
    if found or not at_rim or has_child(child, "case"):
        return
    role = {"VBG": Role.PARTICIPLE, "VBN": Role.PASSIVE_PARTICIPLE}.get(child.tag_)
    if role is not None:
        cut.out(child, _with_subject(clause, child, role))


def _adverbial_clause(clause: Clause, child: Token, cut: Cut, found: set[str]) -> None:
    purpose = "so" in found and any(word.tag_ == "MD" for word in children(child, "aux"))
    if purpose or found & TIME_MARKS or (found and not found & SPLITTING_MARKS):
        return
    if not found and not comma_before(child) and not is_sentence_initial(child):
        return
    cut.out(child, clause.below(child, Role.ADVERBIAL))


def _with_subject(clause: Clause, child: Token, role: Role) -> Clause:
    return replace(clause.below(child, role), subject=_subject_tokens(clause), subject_text=clause.subject_text)


def _sentence_relative(clause: Clause, child: Token, cut: Cut) -> None:
    """``…, which surprised everyone`` is about the whole event."""
    if comma_before(child):
        cut.out(child, replace(clause.below(child, Role.RELATIVE), subject_text="This"))


def _connective(clause: Clause, child: Token, cut: Cut) -> None:
    """Phrases before the predicate that only join it to the text before."""
    if child.i > clause.predicate.i:
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


def _cut_low_conjuncts(clause: Clause, cut: Cut) -> None:
    """Clauses that the parse hangs as conjuncts on a noun: they belong to the predicate."""
    for token in clause.predicate.subtree:
        head = token.head
        if token.dep_ != "conj" or token.i in cut.removed or head.i == clause.predicate.i or is_verbal(head):
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
        opens = child.dep_ == "punct" and child.text in ",;—–-" and before_subject
        joins = child.dep_ == "mark" and child.tag_ != "TO" and clause.role not in (Role.MAIN, Role.REPORTED)
        if (child.dep_ == "cc" and before_subject) or opens or joins:
            cut.out(child)


# --- saying it ------------------------------------------------------------------------------------


def _say(scene: Scene, clause: Clause, removed: set[int]) -> None:
    """Make the statements of one clause: one for each variant of its lists."""
    predicate = clause.predicate
    clause, forms = finite(clause)
    body = [token for token in predicate.subtree if token.i not in removed]
    body = _without_relative_pronoun(clause, body)
    has_own = subject_of(predicate) is not None and not clause.subject_text
    shared = [] if has_own or clause.subject_text else [*clause.subject, *clause.auxiliaries]
    if clause.subject_text:
        shared = list(clause.auxiliaries)
    if not (has_own or shared or clause.subject_text):
        _say_without_subject(scene, clause, body)
        return
    tokens = [token for token in shared if token.i not in removed] + body
    lists = find_lists(scene, predicate, tokens)
    for variant in variants(tokens, lists)[:_MAX_VARIANTS]:
        own = variant.own or body
        _say_tokens(scene, clause, variant.tokens, own, {**forms, **dict(variant.words)})


def _without_relative_pronoun(clause: Clause, body: list[Token]) -> list[Token]:
    subject = subject_of(clause.predicate)
    if clause.role is not Role.RELATIVE or not clause.subject_text or subject is None:
        return body
    return [token for token in body if token.i != subject.i]


def _say_without_subject(scene: Scene, clause: Clause, body: list[Token]) -> None:
    """Say a clause without a subject: a fragment, an imperative, or a parse that lost it."""
    last = scene.memory.last_subject
    telegraphic = clause.predicate.tag_ in ("VBD", "VBZ") and clause.predicate.is_sent_start
    if clause.role is Role.REPORTED:
        _say_tokens(scene, clause, body, body, {})
    elif clause.role is Role.MAIN and telegraphic and last is not None and last.is_person:
        _say_tokens(scene, replace(clause, subject_text=last.text), body, body, {})
    elif clause.role is Role.MAIN:
        _say_tokens(scene, replace(clause, role=Role.FRAGMENT), body, body, {})


def _say_tokens(
    scene: Scene, clause: Clause, tokens: Iterable[Token], own: Iterable[Token], forms: dict[int, str]
) -> None:
    held = list(tokens)
    resolver = Resolver(scene, [token for token in held if token.i not in forms])
    text = render(held, {**resolver.run(), **forms})
    unresolved = resolver.unresolved or clause.subject_text.startswith("This")
    scene.say(
        f"{clause.subject_text} {text}" if clause.subject_text else text,
        own,
        clause.role,
        speaker=clause.speaker,
        unresolved=unresolved and (not clause.subject_text or clause.subject_text.startswith("This")),
    )


def _say_modifier(scene: Scene, clause: Clause, modifier: Modifier) -> None:
    go_on = partial(_walk_conjunct_of_modifier, scene, clause)
    say_modifier(scene, modifier, clause.speaker, go_on)


def _walk_conjunct_of_modifier(scene: Scene, clause: Clause, conjunct: Token, subject_text: str) -> None:
    walk(scene, replace(clause.below(conjunct, Role.CONJUNCT), subject_text=subject_text))
