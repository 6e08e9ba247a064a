"""Facts inside noun phrases: ``Labour MP Ana Ruiz`` says what she is, ``Paris, France`` where Paris is."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING

from claims.extraction.linguistic.gazetteer import TITLES
from claims.extraction.linguistic.lexicon import phrase_set, word_set
from claims.extraction.linguistic.morphology import indefinite, singular
from claims.extraction.linguistic.names import NameKind, countries
from claims.extraction.linguistic.nested.lexicon import (
    NEGATIVES,
    NOT_YET,
    PARTITIVES,
    PERIOD_NOUNS,
    UNIQUE,
)
from claims.extraction.linguistic.phrasing import Phrasing
from claims.extraction.linguistic.reference import Resolver
from claims.extraction.linguistic.render import render
from claims.extraction.linguistic.statement import Role, Statement
from claims.extraction.linguistic.tree import SUBJECTS, children, indices, is_human

if TYPE_CHECKING:
    from spacy.tokens import Token

    from claims.extraction.linguistic.names import Name
    from claims.extraction.linguistic.scene import Scene

_FORMS_OF_ADDRESS = word_set(
    "mr mrs ms miss dr sir dame lord lady st rev madame king queen prince princess pc pfc judge justice"
)
_OFFICES = word_set("president minister chancellor secretary senator governor mayor pope chairman")
"""Titles that stand without an article: ``Ana Ruiz is President``."""
_ROLES = (
    TITLES | _OFFICES | word_set("mp midfielder striker defender goalkeeper actor actress singer director")
) - (_FORMS_OF_ADDRESS)
_HUMAN_END = ("er", "or", "ist", "ian", "ant", "mate", "crat", "ess", "eer", "ain", "man", "woman", "ee")
_RUN_TAGS = frozenset({"NN", "NNP", "JJ", "JJR", "JJS", "CD", "HYPH"})
_REGIONS = phrase_set(
    """England | Scotland | Wales | Northern Ireland | Alabama | Alaska | Arizona | Arkansas | California |
    Colorado | Connecticut | Delaware | Florida | Georgia | Hawaii | Idaho | Illinois | Indiana | Iowa | Kansas |
    Kentucky |
    Louisiana | Maine | Maryland | Massachusetts | Michigan | Minnesota | Mississippi | Missouri | Montana |
    Nebraska | Nevada | New Hampshire | New Jersey | New Mexico | New York | North Carolina | North Dakota | Ohio |
    Oklahoma | Oregon | Pennsylvania | Rhode Island | South Carolina | South Dakota | Tennessee | Texas | Utah |
    Vermont | Virginia | Washington | West Virginia | Wisconsin | Wyoming | Ontario | Quebec | Alberta |
    British Columbia | Manitoba | Nova Scotia | Saskatchewan | New South Wales | Victoria | Queensland |
    Tasmania"""
)
"""Parts of countries that stand behind the names of their towns."""
_QUANTITIES = word_set(
    """several many various numerous multiple other few some more most popular different two three four five"""
)


def facts(scene: Scene) -> Iterator[Statement]:
    """Yield the facts of the noun phrases of a sentence."""
    for name in scene.names:
        yield from _of_person(scene, name)
    yield from _of_places(scene)
    for token in scene.doc:
        if token.tag_ == "NNS":
            yield from _members(scene, token)


def origins(statement: Statement) -> Iterator[Statement]:
    """Yield of ``Ana Ruiz is a Spanish singer`` that she is Spanish."""
    phrasing = statement.phrasing
    if phrasing is None or phrasing.predicate.pos_ != "NOUN":
        return
    predicate = phrasing.predicate
    copulas = children(predicate, "cop")
    if not copulas or any(child.lower_ in NEGATIVES | NOT_YET | UNIQUE for child in predicate.children):
        return
    shared = {i for child in predicate.children if child.dep_ in SUBJECTS for i in indices(child)} | {copulas[0].i}
    subject = [token for token in phrasing.tokens if token.i in shared]
    for child in children(predicate, "amod"):
        if child.text[:1].isupper() and child.text[1:].islower() and copulas[0].i < child.i < predicate.i:
            tokens = (*subject, child)
            if len(tokens) > 2 or phrasing.lead:
                own = Phrasing(
                    phrasing.scene, predicate, tokens, phrasing.words, lead=phrasing.lead, kind="origin"
                )
                yield replace(statement, phrasing=replace(own, fixed=own.text()))


def _fact(scene: Scene, kind: str, text: str, head: Token, tokens: Iterable[Token]) -> Statement:
    phrasing = Phrasing(scene, head, tuple(tokens), {}, kind=kind, fixed=text)
    return Statement(text, -1, -1, Role.APPOSITION, phrasing=phrasing)


# --- people ---------------------------------------------------------------------------------------


def _of_person(scene: Scene, name: Name) -> Iterator[Statement]:
    """``19-year-old student Ana Ruiz``: her age, and what she is."""
    doc = scene.doc
    start = _after_office(scene, name)
    if start == name.start and not scene.is_person(doc[name.start]):
        return
    first = start
    while first > 0 and doc[first - 1].tag_ in _RUN_TAGS and doc[first - 1].sent == doc[start].sent:
        first -= 1
    run = list(doc[first:start])
    person = [token for token in doc[start : name.end] if token.tag_ != "POS"]
    if not run or not _is_title(run[-1], person):
        return
    named = scene.memory.full_name(" ".join(token.text for token in person))
    age, run = _age(run)
    if age is not None:
        yield _fact(scene, "age", f"{named} is {age.text} years old", person[-1], [age, *person])
    if run and not any(token.tag_ in ("CD", "HYPH") for token in run) and (title := _title(scene, run, first)):
        yield _fact(scene, "title", f"{named} is {title}", person[-1], [*run, *person])


def _after_office(scene: Scene, name: Name) -> int:
    """Return where the person's own name begins, when an office was read as part of it."""
    offices = [i for i in range(name.start, name.end - 1) if scene.doc[i].lower_ in _ROLES]
    return offices[-1] + 1 if offices else name.start


def _is_title(last: Token, person: Sequence[Token]) -> bool:
    """Whether a noun before a name says what the person is."""
    word = last.lower_.rstrip(".")
    if word in _FORMS_OF_ADDRESS or word in PERIOD_NOUNS:
        return False
    if any(token.lower_ in TITLES for token in person):
        return False
    places = {token.i for token in person}
    related = last.head.i in places or any(token.head.i == last.i for token in person)
    human = last.text.islower() and (is_human(last) or word.endswith(_HUMAN_END))
    return related and ((last.tag_ == "NN" and human) or word in _ROLES or word == "old")


def _age(run: list[Token]) -> tuple[Token | None, list[Token]]:
    """Take ``19-year-old`` out of the words before a name."""
    for k in range(2, len(run) - 2):
        if run[k].lower_ == "year" and run[k + 2].lower_ == "old" and run[k - 2].like_num:
            return run[k - 2], run[: k - 2] + run[k + 3 :]
    return None, run


def _title(scene: Scene, run: Sequence[Token], first: int) -> str:
    """Return the words for what a person is, with an article or an owner."""
    before = scene.doc[first - 1] if first > 0 else None
    if before is not None and before.tag_ in ("POS", "PRP$"):
        owner = list(before.head.subtree) if before.tag_ == "POS" else [before]
        resolver = Resolver(scene, [*owner, *run])
        words = render([*owner, *run], resolver.run(), trim=False)
        return "" if resolver.unresolved else words
    words = render(run, trim=False)
    if run[-1].lower_ in _OFFICES and run[-1].text[0].isupper():
        return words
    if len(run) == 1 or (run[0].is_sent_start and run[0].pos_ != "PROPN"):
        words = words[:1].lower() + words[1:] if words[1:].islower() or run[0].pos_ != "PROPN" else words
    unique = any(token.lower_ in UNIQUE or token.tag_ == "JJS" for token in run)
    return f"the {words}" if unique else f"{indefinite(words)} {words}"


# --- places ---------------------------------------------------------------------------------------


def _of_places(scene: Scene) -> Iterator[Statement]:
    """``London, England``: the first is in the second."""
    doc = scene.doc
    for name, other in pairwise(scene.names):
        if other.start != name.end + 1 or doc[name.end].text != "," or name.kind is not NameKind.PLACE:
            continue
        tokens = [*doc[name.start : name.end], *doc[other.start : other.end]]
        listed = other.end < len(doc) and doc[other.end].lower_ in ("and", "or", "&")
        wider = other.text in countries() or other.text in _REGIONS
        if wider and name.text not in countries() and not listed and all(token.dep_ != "conj" for token in tokens):
            yield _fact(scene, "place", f"{name.text} is in {other.text}", doc[name.start], tokens)


# --- examples -------------------------------------------------------------------------------------


def _members(scene: Scene, noun: Token) -> Iterator[Statement]:
    """``films such as A and B``: A is a film."""
    if noun.lower_ in PARTITIVES | PERIOD_NOUNS:
        return
    for child in noun.children:
        if child.i < noun.i or not any(case.lower_ == "such" for case in child.children):
            continue
        described = [each for each in children(noun, "amod", "compound") if each.i < noun.i]
        described = [each for each in described if each.lower_ not in _QUANTITIES | UNIQUE | NOT_YET]
        if any(list(each.children) for each in described):
            continue
        what = " ".join(
            [
                *(token.text for each in described for token in each.subtree if not token.is_punct),
                singular(noun.text),
            ]
        )
        for item in [child, *children(child, "conj")]:
            if item.pos_ == "PROPN":
                tokens = _item(item)
                text = f"{render(tokens, Resolver(scene, tokens).run())} is {indefinite(what)} {what}"
                yield _fact(scene, "member", text, item, [*tokens, *described, noun])


def _item(item: Token) -> list[Token]:
    dropped = {
        i for child in item.children if child.dep_ in ("conj", "cc", "case", "appos") for i in indices(child)
    }
    dropped |= {child.i for child in item.children if child.dep_ == "punct" and child.text in ",;"}
    return [token for token in item.subtree if token.i not in dropped]
