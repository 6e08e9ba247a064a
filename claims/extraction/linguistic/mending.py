"""Mending a parse that cannot be right, before the rules read it.

Each rule knows a contradiction that a small parser makes often (a main clause under its own time clause, half of
a hyphenated word as a noun of its own) and puts the tokens under the head that grammar leaves them.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from claims.extraction.linguistic.attachment import ATTACHMENT_RULES, hang
from claims.extraction.linguistic.lexicon import (
    CONDITION_MARKS,
    EVENT_PARTICIPLES,
    SPLITTING_MARKS,
    TELLING_VERBS,
    TIME_MARKS,
)
from claims.extraction.linguistic.tree import (
    children,
    comma_after,
    comma_before,
    has_child,
    is_finite,
    marks,
    reports,
    subject_of,
)

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

log = logging.getLogger(__name__)

_SUBORDINATORS = TIME_MARKS | CONDITION_MARKS | SPLITTING_MARKS - {"and", "but", "so", "that"}
_SAYING = TELLING_VERBS | {
    "say",
    "add",
    "announce",
    "claim",
    "argue",
    "insist",
    "explain",
    "testify",
    "state",
    "write",
}
_CONSEQUENCES = EVENT_PARTICIPLES | {"put", "give", "save"}
_NOUNS = ("NOUN", "PROPN")


def mend(doc: Doc) -> Doc:
    """Return the parse with its contradictions removed."""
    for sentence in list(doc.sents):
        for rule in _RULES:
            rule(sentence.root)
    for token in doc:
        for mend_token in (*_TOKEN_RULES, *ATTACHMENT_RULES):
            mend_token(token)
    return doc


def _swap(root: Token, predicate: Token, relation: str) -> None:
    """Make a predicate below the root the root, and the old root its dependent."""
    predicate.head, predicate.dep_ = predicate, "ROOT"
    root.head, root.dep_ = predicate, relation
    for mark in children(root, "punct", "cc"):
        if mark.i > root.i and mark.i < predicate.i and mark.i > max(t.i for t in root.subtree if t.i != mark.i):
            mark.head = predicate


# --- roots --------------------------------------------------------------------------------------------


def _main_clause_first(root: Token) -> None:
    """``Just after it opened, the fair closed``, ``Depending on the sun, it opens``: the last clause rules."""
    clause = next((child for child in children(root, "parataxis", "conj") if child.i > root.i), None)
    if clause is None or not is_finite(clause) or subject_of(clause) is None or has_child(clause, "cc", "mark"):
        return
    if not comma_before(clause) or not root.left_edge.is_sent_start:
        return
    place = _place_with_relative(root)
    if place is not None:
        _swap(root, clause, "acl:relcl")
        place.head, place.dep_ = clause, "obl"
        root.head = place
    elif _is_subordinate(root) or _is_participle(root):
        _swap(root, clause, "advcl")
        _open_main_clause(root, clause)
    elif root.left_edge.dep_ == "case" and _is_bare_noun(root):
        _swap(root, clause, "obl")


def _open_main_clause(subordinate: Token, main: Token) -> None:
    """Let *Right now* in ``Right now, having won twice, she is glad`` open the main clause."""
    opening = [child for child in subordinate.lefts if child.dep_ == "advmod" and comma_after(child)]
    if opening and opening[0].left_edge.is_sent_start and subject_of(subordinate) is None:
        opening[0].head = main


def _is_subordinate(root: Token) -> bool:
    """Whether the clause of a root, or one that the root was read into, opens with a word of time or cause."""
    if marks(root) & _SUBORDINATORS:
        return root.left_edge.lower_ not in ("that", "who", "which")
    subject = subject_of(root)
    before = subject.left_edge.i - 1 if subject is not None else 0
    if before > 0 and root.doc[before].lower_ == "time" and root.doc[before].head.i == root.i:
        root.doc[before].dep_ = "mark"  # "by the time" joins clauses as "when" does
        return True
    opening = [child for child in children(root, "advcl") if child.left_edge.i == root.left_edge.i]
    return bool(opening and marks(opening[0]) & _SUBORDINATORS) and _is_bare_noun(root)


def _is_participle(root: Token) -> bool:
    """Whether a root is a participle without a tense: ``Rebranded in May``, ``Having lost twice``."""
    adjective = root.tag_ == "JJ" and root.lower_.endswith("ed") and bool(root.is_sent_start)
    form = root.tag_ in ("VBG", "VBN") or adjective
    auxiliaries = {child.lower_ for child in children(root, "aux", "aux:pass", "cop")}
    return form and subject_of(root) is None and auxiliaries <= {"having"}


def _is_bare_noun(root: Token) -> bool:
    return root.pos_ in ("NOUN", "PROPN", "NUM") and subject_of(root) is None and not has_child(root, "cop")


def _place_with_relative(root: Token) -> Token | None:
    """Return Fairview in ``In Fairview, where it was tried, shops closed``, read with the verb *tried*."""
    places = [child for child in children(root, "obl") if child.i < root.i and child.left_edge.is_sent_start]
    if not places or not has_child(places[0], "case"):
        return None
    behind = root.doc[places[0].right_edge.i + 1]
    relative = behind if behind.text != "," else behind.nbor(1)
    return places[0] if relative.lower_ in ("where", "which", "who") and relative.i < root.i else None


def _predicate_of_noun(root: Token) -> None:
    """Make the law the subject in ``The law, which passed in May, bans plastic``."""
    if root.pos_ not in ("NOUN", "PROPN") or has_child(root, "case", "cop", "nsubj"):
        return
    for verb in children(root, "conj", "parataxis"):
        if verb.tag_ in ("VBZ", "VBD", "VBP") and subject_of(verb) is None and not has_child(verb, "cc"):
            _swap(root, verb, "nsubj")
            return
    found = _verb_in_relative(root)
    if found is not None:
        _hang_that_clauses(found)
        _as_past(found)
        _swap(root, found, "nsubj")


def _verb_in_relative(noun: Token) -> Token | None:
    """Return *confirmed* in ``The firm, which is to close, confirmed that …``, read into the relative clause."""
    behind = [noun, *children(noun, "appos")]
    relatives = [clause for word in behind for clause in children(word, "acl:relcl") if comma_before(clause)]
    if not relatives or is_finite(noun):
        return None
    for verb in relatives[-1].subtree:
        plain = subject_of(verb) is None and not has_child(verb, "aux", "aux:pass", "cop", "mark", "cc")
        if not plain or verb.tag_ not in ("VBD", "VBN") or verb.i == 0 or verb.nbor(-1).text != ",":
            continue
        if verb.i > relatives[-1].i and (
            reports(verb) or has_child(verb, "obj") or (verb.tag_ == "VBD" and verb.n_rights)
        ):
            return verb
    return None


def _hang_that_clauses(verb: Token) -> None:
    for clause in children(verb, "advcl"):
        if clause.i > verb.i and "that" in marks(clause):
            clause.dep_ = "ccomp"


def _as_past(verb: Token) -> None:
    verb.tag_ = "VBD"
    verb.set_morph("Mood=Ind|Tense=Past|VerbForm=Fin")  # type: ignore[attr-defined]


def _subject_of_root(root: Token) -> None:
    """Find the subject of ``Low said …`` and ``On Wall Street, the index fell`` on the left of a finite verb."""
    if subject_of(root) is not None or not is_finite(root) or root.pos_ not in ("VERB", "AUX"):
        return
    left = [child for child in root.lefts if child.pos_ in ("PROPN", "PRON") and not has_child(child, "case")]
    if left and left[-1].dep_ in ("advmod", "vocative", "parataxis", "dep", "compound", "ccomp", "flat"):
        left[-1].dep_ = "nsubj"
        return
    for phrase in children(root, "obl"):
        apposed = children(phrase, "appos")
        if phrase.i < root.i and len(apposed) == 1 and has_child(apposed[0], "det") and comma_before(apposed[0]):
            hang(apposed[0], root, "nsubj")


def _subject_of_participle(root: Token) -> None:
    """Make the team the subject of the sentence in ``The team, having lost in May, plays badly``."""
    if subject_of(root) is not None or not is_finite(root):
        return
    for clause in children(root, "advcl"):
        subject = subject_of(clause)
        if subject is not None and clause.i < root.i and _is_passive_of(subject, clause):
            subject.head, subject.dep_ = root, "nsubj"
            clause.head, clause.dep_, clause.tag_ = subject, "acl", "VBN"
            for before in [child for child in clause.lefts if child.i < subject.i]:
                before.head = root
            return
        participle = clause.tag_ == "VBG" or any(child.lower_ == "having" for child in children(clause, "aux"))
        if subject is not None and participle and clause.i < root.i and subject.left_edge.is_sent_start:
            for mark in children(clause, "punct"):
                hang(mark, root, "punct")
            subject.head, subject.dep_ = root, "nsubj:pass" if has_child(root, "aux:pass") else "nsubj"
            return


def _is_passive_of(subject: Token, clause: Token) -> bool:
    """Whether a clause is no more than a participle of a noun: ``the plan launched by the ministry``."""
    plain = not has_child(clause, "aux", "aux:pass", "mark", "obj", "punct") and clause.tag_ in ("VBD", "VBN")
    return plain and has_child(clause, "obl:agent") and subject.right_edge.i + 1 == clause.i


def _more_than(root: Token) -> None:
    """``More than 20 people died``: the people are the subject, not a comparison."""
    if subject_of(root) is not None:
        return
    for word in children(root, "advmod", "nsubj"):
        if word.lower_ in ("more", "less", "fewer") and word.i < root.i:
            for noun in children(word, "obl"):
                passive = has_child(root, "aux:pass")
                noun.head, noun.dep_ = root, "nsubj:pass" if passive else "nsubj"
                word.head, word.dep_ = noun, "advmod"
                return


def _behind_having(root: Token) -> None:
    """Let the finite verb rule in ``The Sabres, having lost, have been playing badly``."""
    subject = subject_of(root)
    if subject is None or is_finite(root) or "having" not in {aux.lower_ for aux in children(root, "aux")}:
        return
    for verb in children(root, "parataxis", "conj", "ccomp"):
        if verb.i > root.i and is_finite(verb) and subject_of(verb) is None and not has_child(verb, "cc", "mark"):
            _swap(root, verb, "advcl")
            subject.head = verb
            return


_RULES: tuple[Callable[[Token], None], ...] = (
    _behind_having,
    _main_clause_first,
    _predicate_of_noun,
    _more_than,
    _subject_of_participle,
    _subject_of_root,
)


# --- words --------------------------------------------------------------------------------------------


def _hyphenated(token: Token) -> None:
    """``non-gamers``: the parts of a word hang together."""
    if token.text != "-" or token.i == 0 or token.whitespace_ or token.i + 1 >= len(token.doc):
        return
    left, right = token.nbor(-1), token.nbor(1)
    if left.whitespace_ or not (left.is_alpha and right.is_alpha) or left.head.i in (right.i, token.i):
        return
    if right.head.i in (left.i, token.i) and right.dep_ != "conj":
        return
    if left.is_ancestor(right):
        return
    hang(left, right, "compound")
    hang(token, right, "punct")


def _that_mark(token: Token) -> None:
    """``says that she had won`` has one subject, and it is not *that*."""
    if token.lower_ != "that" or token.dep_ == "mark" or token.i == 0 or not reports(token.nbor(-1)):
        return
    subjects = [child for child in token.head.lefts if child.dep_ in ("nsubj", "nsubj:pass") and child.i > token.i]
    if token.head.dep_ == "ccomp" and subjects:
        token.dep_ = "mark"


def _that_clause(token: Token) -> None:
    """``told the court that it failed``, ``said after the game that they won``: the verb says it."""
    if token.dep_ not in ("acl", "acl:relcl", "advcl") or subject_of(token) is None or not is_finite(token):
        return
    that = next((child for child in token.children if child.lower_ == "that" and child.i < token.i), None)
    verb = token.head if token.dep_ == "advcl" else _verb_above(token.head)
    subject = subject_of(token)
    if that is None or verb is None or subject is None or not reports(verb) or has_child(verb, "ccomp"):
        return
    lemma = verb.lemma_.lower()
    if lemma not in _SAYING or (has_child(verb, "obj") and lemma not in TELLING_VERBS):
        return
    if that.i >= subject.left_edge.i or token.left_edge.i != that.i or comma_before(token):
        return
    that.dep_ = "mark"
    hang(token, verb, "ccomp")


def _verb_above(noun: Token) -> Token | None:
    """Return the verb whose addressee or circumstance a noun is."""
    while noun.dep_ in ("nmod", "nmod:unmarked") and noun.head.i < noun.i:
        noun = noun.head
    is_beside = noun.dep_ in ("iobj", "obj", "obl", "obl:unmarked") and noun.head.i < noun.i
    return noun.head if is_beside and subject_of(noun.head) is not None else None


def _condition_of_conjunct(token: Token) -> None:
    """Hang the condition of ``It is rare, and it is bad if you play`` on the clause that it stands behind."""
    if token.dep_ != "advcl" or not marks(token) & (CONDITION_MARKS | TIME_MARKS):
        return
    clauses = [child for child in children(token.head, "conj") if child.i < token.i and is_finite(child)]
    if clauses and clauses[-1].right_edge.i + 1 == token.left_edge.i and clauses[-1].i > token.head.i:
        hang(token, clauses[-1], "advcl")


def _joined_to_object(token: Token) -> None:
    """Make the deaths an item of the list in ``reported a strike, as well as four deaths``."""
    if token.dep_ != "obl" or has_child(token, "case") or not has_child(token, "cc"):
        return
    objects = [child for child in children(token.head, "obj") if child.i < token.i]
    if objects:
        hang(token, objects[-1], "conj")


def _behind_apposition(token: Token) -> None:
    """``Ana Ruiz, mayor of Lisbon,``: what stands behind the apposition belongs to it."""
    if token.dep_ != "nmod" or comma_before(token):
        return
    apposed = [child for child in children(token.head, "appos") if token.head.i < child.i < token.i]
    if apposed and apposed[-1].right_edge.i + 1 == token.left_edge.i:
        hang(token, apposed[-1], "nmod")


def _consequence(token: Token) -> None:
    """``Bars look like sweets, putting children at risk``: not the sweets put them at risk."""
    if token.dep_ != "acl" or token.tag_ != "VBG" or not comma_before(token):
        return
    if token.lemma_.lower() not in _CONSEQUENCES or any(after.is_alpha for after in _behind(token)):
        return
    predicate = token.head
    while predicate.dep_ != "ROOT" and not is_finite(predicate):
        predicate = predicate.head
    if predicate.i < token.head.i and is_finite(predicate):
        hang(token, predicate, "advcl")


def _behind(token: Token) -> Iterable[Token]:
    return token.doc[token.right_edge.i + 1 : token.sent.end]


def _last_of_list(token: Token) -> None:
    """Hang C on A in ``It has A, B, and C``: what follows "and" ends the list that has no "and" yet."""
    if token.dep_ != "conj" or token.pos_ not in _NOUNS or not has_child(token, "cc") or not comma_before(token):
        return
    if subject_of(token) is not None or has_child(token, "cop", "case"):
        return
    left = token.left_edge.i
    for item in reversed(token.doc[max(token.sent.start, left - 3) : left]):
        first = item.head
        if item.dep_ == "conj" and item.pos_ in _NOUNS and first.pos_ in _NOUNS:
            if comma_before(item) and not any(has_child(other, "cc") for other in children(first, "conj")):
                hang(token, first, "conj")
            return


def _present_beside_perfect(token: Token) -> None:
    """Make "say" a present in ``They have complained and say …``: "have" takes no bare form."""
    after_participle = token.dep_ == "conj" and token.tag_ == "VB" and token.head.tag_ == "VBN"
    if after_participle and not has_child(token, "aux") and "have" in {aux.lower_ for aux in token.head.lefts}:
        token.tag_ = "VBP"
        token.set_morph("Mood=Ind|Tense=Pres|VerbForm=Fin")  # type: ignore[attr-defined]


_TOKEN_RULES: tuple[Callable[[Token], None], ...] = (
    _last_of_list,
    _present_beside_perfect,
    _hyphenated,
    _that_mark,
    _that_clause,
    _condition_of_conjunct,
    _joined_to_object,
    _behind_apposition,
    _consequence,
)
