"""The walk over the clauses of a sentence: one statement a clause, attribution taken off."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from claims.extraction.base import Granularity
from claims.extraction.linguistic.attribution import (
    PRONOUNS,
    according_to,
    comment_speaker,
    find_report,
    is_indirect,
    nested_speaker,
    report_prefix,
)
from claims.extraction.linguistic.clause import Clause, finite
from claims.extraction.linguistic.coordination import find_lists, variants
from claims.extraction.linguistic.elaboration import say_modifier
from claims.extraction.linguistic.modifier import Modifier, find_modifiers
from claims.extraction.linguistic.phrase import noun_phrase
from claims.extraction.linguistic.phrasing import Phrasing
from claims.extraction.linguistic.reference import Resolver, is_named
from claims.extraction.linguistic.render import render
from claims.extraction.linguistic.splitting import Cut, keep_whole, split
from claims.extraction.linguistic.statement import Role, Speaker
from claims.extraction.linguistic.tree import (
    children,
    has_child,
    indices,
    is_clausal_conjunct,
    is_finite,
    is_negative,
    is_verbal,
    marks,
    subject_of,
)

if TYPE_CHECKING:
    from spacy.tokens import Token

    from claims.extraction.linguistic.scene import Scene

MAX_DEPTH = 6
_MAX_VARIANTS = 12
_EMERGED = frozenset({"emerge", "transpire"})
_REVEALED = frozenset({"reveal", "confirm", "announce", "disclose"})


def walk(scene: Scene, clause: Clause) -> None:
    """Make the statements of a clause and of all clauses below it."""
    if clause.depth > MAX_DEPTH:
        return
    stated = _explaining_clause(clause.predicate) or _revealed_clause(clause.predicate)
    if stated is not None:
        walk(scene, clause.below(stated, Role.MAIN))
        return
    report = find_report(clause.predicate, clause.subject)
    if report is not None:
        _walk_report(scene, clause, report)
        return
    _walk_plain(scene, clause)


def _walk_plain(scene: Scene, clause: Clause) -> None:
    cut = Cut(stands_alone=partial(_stands_alone, scene))
    around = clause
    clause, comments = _with_speaker(scene, clause, cut)
    split(clause, cut)
    if _breaks_a_phrase(clause, cut):
        cut = Cut()
        keep_whole(clause, cut)
    body = [token for token in clause.predicate.subtree if token.i not in cut.removed]
    for modifier in find_modifiers(scene, clause.predicate, [*clause.subject, *body]):
        cut.removed |= indices(modifier.head) if modifier.leaves else set()
        cut.modifiers.append(modifier)
    _say_with_bound(scene, clause, cut)
    for following in cut.clauses:
        walk(scene, following)
    for modifier in cut.modifiers:
        _say_modifier(scene, clause, modifier)
    for comment in comments:
        for modifier in find_modifiers(scene, comment, list(comment.subtree)):
            _say_modifier(scene, around, modifier)


def _say_with_bound(scene: Scene, clause: Clause, cut: Cut) -> None:
    """Say a clause together with those that cannot stand alone; for researchers also without them."""
    if not cut.bound:
        _say(scene, clause, cut.removed)
        return
    _say(scene, replace(clause, in_one_piece=True), cut.removed)
    if scene.options.granularity is Granularity.FINE and _stands_alone(scene, clause):
        _say(scene, clause, cut.removed | cut.bound)


def _stands_alone(scene: Scene, clause: Clause) -> bool:
    """Whether a clause says who or what it is about, or opens with who says it."""
    speaker = clause.speaker.name if scene.options.keep_attribution else ""
    if speaker and speaker.lower() not in PRONOUNS:
        return True
    clause, _ = finite(clause)
    if clause.subject_text:
        return not clause.subject_text.startswith("This")
    subject = subject_of(clause.predicate)
    return is_named(scene, clause.subject if subject is None else noun_phrase(subject))


def _breaks_a_phrase(clause: Clause, cut: Cut) -> bool:
    """Whether the cuts leave a preposition, article or conjunction without what it stands before."""
    body = [token for token in clause.predicate.subtree if token.i not in cut.removed and not token.is_punct]
    if not body or body[-1].tag_ not in ("IN", "DT", "CC", "PRP$", "TO") or body[-1].i + 1 == len(body[-1].doc):
        return False
    return body[-1].nbor(1).i in cut.removed and not body[-1].nbor(1).is_punct and body[-1].dep_ != "compound:prt"


# --- attribution ----------------------------------------------------------------------------------


def _walk_report(scene: Scene, clause: Clause, content: Token) -> None:
    """Walk what is reported: in ``X said that A and added that B`` A and B are said by X."""
    verb = clause.predicate
    speaker = nested_speaker(clause.speaker, report_prefix(scene, verb, clause.subject))
    walk(scene, Clause(content, Role.REPORTED, speaker=speaker, depth=clause.depth + 1))
    subject = subject_of(verb)
    shared = tuple(noun_phrase(subject)) if subject is not None else clause.subject
    for child in verb.children:
        if child.dep_ == "conj" and "that" in marks(child) and subject_of(child) is not None:
            walk(scene, Clause(child, Role.CONJUNCT, speaker=speaker, depth=clause.depth + 1))
        elif child.dep_ == "conj" and is_clausal_conjunct(child, verb):
            own = subject_of(child) is not None
            walk(scene, replace(clause.below(child, Role.CONJUNCT), subject=() if own else shared))
        elif child.dep_ == "parataxis" and child.i != content.i and is_verbal(child):
            walk(scene, clause.below(child, Role.PARALLEL))
    _say_of_speaker(scene, clause)


def _say_of_speaker(scene: Scene, clause: Clause) -> None:
    """Say what a reporting clause says of the speaker besides."""
    subject = subject_of(clause.predicate)
    if subject is not None:
        for modifier in find_modifiers(scene, clause.predicate, list(subject.subtree)):
            _say_modifier(scene, clause, modifier)


def walk_reporter(scene: Scene) -> Speaker | None:
    """Return the speaker of a reporting clause that stands alone, and say what it says of the speaker."""
    root = next(scene.doc.sents).root
    _say_of_speaker(scene, Clause(root))
    speaker = report_prefix(scene, root, ())
    return speaker if speaker.name else None


def _with_speaker(scene: Scene, clause: Clause, cut: Cut) -> tuple[Clause, list[Token]]:
    """Find who says the clause in an insertion, ``according to X`` or ``…, X said``; return the insertions too."""
    comments: list[Token] = []
    for child in clause.predicate.children:
        speaker = according_to(scene, child) or comment_speaker(scene, child)
        if speaker is not None:
            cut.out(child)
            comments.append(child)
            clause = replace(clause, speaker=speaker)
    return clause, comments


def _explaining_clause(predicate: Token) -> Token | None:
    """Return A of ``this is because A``: that is what is said."""
    subject = subject_of(predicate)
    if subject is None or subject.lower_ not in ("this", "that", "it"):
        return None
    for child in predicate.children:
        if child.dep_ in ("advcl", "ccomp") and "because" in marks(child) and predicate.lemma_ == "be":
            return child
    return None


def _revealed_clause(predicate: Token) -> Token | None:
    """Return A of ``it emerged that A`` and ``it has been revealed that A``: the text states A itself."""
    subject = subject_of(predicate) or next(iter(children(predicate, "expl")), None)
    passive = has_child(predicate, "aux:pass")
    known = predicate.lemma_.lower() in (_REVEALED if passive else _EMERGED)
    if subject is None or subject.lower_ != "it" or not known or has_child(predicate, "obl"):
        return None
    if any(is_negative(child) or child.tag_ == "MD" for child in predicate.children):
        return None
    contents = children(predicate, "ccomp", "csubj", "csubj:pass")
    return next((content for content in contents if is_finite(content) and not is_indirect(content)), None)


# --- saying it ------------------------------------------------------------------------------------


def _say(scene: Scene, clause: Clause, removed: set[int]) -> None:
    """Make the statements of one clause: one for each variant of its lists."""
    predicate = clause.predicate
    clause, forms = finite(clause)
    body = [token for token in predicate.subtree if token.i not in removed]
    body = _without_relative_pronoun(clause, body)
    if clause.subject and clause.subject[0].i > predicate.i and not clause.subject_text:
        clause = _with_subject_in_front(scene, clause, removed)
    has_own = subject_of(predicate) is not None and not clause.subject_text
    shared = [] if has_own or clause.subject_text else [*clause.subject, *clause.auxiliaries]
    if clause.subject_text:
        shared = list(clause.auxiliaries)
    if not (has_own or shared or clause.subject_text):
        _say_without_subject(scene, clause, body)
        return
    tokens = [token for token in shared if token.i not in removed] + body
    whole = clause.in_one_piece or not _stands_alone(scene, clause)
    lists = [] if whole else find_lists(scene, predicate, tokens)
    for variant in variants(tokens, lists)[:_MAX_VARIANTS]:
        own = variant.own or body
        _say_tokens(scene, clause, variant.tokens, own, {**forms, **dict(variant.words)})


def _with_subject_in_front(scene: Scene, clause: Clause, removed: set[int]) -> Clause:
    """Put the subject that follows a participle before it: ``Powered by gas, the bus …`` is about the bus."""
    subject = [token for token in clause.subject if token.i not in removed]
    return replace(clause, subject_text=render(subject, Resolver(scene, subject).run()))


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


def _opening(scene: Scene, clause: Clause) -> frozenset[str]:
    """Return who and what is named before the tokens of a clause when it is said."""
    speaker = clause.speaker.name if scene.options.keep_attribution else ""
    return frozenset({clause.subject_text, speaker})


def _say_tokens(
    scene: Scene, clause: Clause, tokens: Iterable[Token], own: Iterable[Token], forms: dict[int, str]
) -> None:
    held = list(tokens)
    resolver = Resolver(
        scene, [token for token in held if token.i not in forms], opened_by=_opening(scene, clause)
    )
    phrasing = Phrasing(
        scene, clause.predicate, tuple(held), {**resolver.run(), **forms}, lead=clause.subject_text
    )
    if resolver.first_person:
        words = {i: word for i, word in phrasing.words.items() if i not in resolver.first_person}
        phrasing = replace(phrasing, heard=replace(phrasing, words=words).text())
    unresolved = resolver.unresolved or clause.subject_text.startswith("This")
    scene.say(
        phrasing.text(),
        own,
        clause.role,
        speaker=clause.speaker,
        unresolved=unresolved and (not clause.subject_text or clause.subject_text.startswith("This")),
        phrasing=None if clause.in_one_piece else phrasing,
    )


def _say_modifier(scene: Scene, clause: Clause, modifier: Modifier) -> None:
    go_on = partial(_walk_conjunct_of_modifier, scene, clause)
    say_modifier(scene, modifier, clause.speaker, go_on)


def _walk_conjunct_of_modifier(scene: Scene, clause: Clause, conjunct: Token, subject_text: str) -> None:
    walk(scene, replace(clause.below(conjunct, Role.CONJUNCT), subject_text=subject_text))
