"""From a parsed sentence to statements: the rules in order, and what happens when they fail."""

from __future__ import annotations

import logging
import re
from dataclasses import replace
from typing import TYPE_CHECKING

from claims.extraction.base import Granularity
from claims.extraction.block import BlockKind
from claims.extraction.linguistic.absolute import say_absolute
from claims.extraction.linguistic.antecedent import find_antecedents
from claims.extraction.linguistic.attribution import nested_speaker, report_prefix, reports_without_content
from claims.extraction.linguistic.clause import Clause
from claims.extraction.linguistic.inclusion import say_inclusion
from claims.extraction.linguistic.ranking import say_ranking
from claims.extraction.linguistic.recall import note_people, note_rest
from claims.extraction.linguistic.render import tidy
from claims.extraction.linguistic.scene import Scene, sentence_case
from claims.extraction.linguistic.simplification import without_opening
from claims.extraction.linguistic.statement import CLAUSE_ROLES, NOBODY, Role, Speaker, Statement
from claims.extraction.linguistic.tree import FINITE_TAGS, is_finite, is_order, subject_of
from claims.extraction.linguistic.voice import voices
from claims.extraction.linguistic.walk import walk, walk_reporter

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

    from claims.extraction.base import Options
    from claims.extraction.linguistic.memory import Memory
    from claims.extraction.linguistic.reader import ParsedSentence

log = logging.getLogger(__name__)

MAX_TOKENS = 180
"""A longer "sentence" is a table or a list without punctuation; it is not walked."""
_WHOLE_QUOTE = re.compile(r"[“\"].*[”\"]?|[^“”\"]*[”\"]")
_QUOTE = re.compile(r"[“”\"]")
_MIN_FRAGMENT = 4
_MIN_PLAIN_FRAGMENT = 5
"""Words of a fragment without a number that is kept: the tagger may have missed its verb."""
_PRESUPPOSED = frozenset({Role.APPOSITION, Role.RELATIVE, Role.MODIFIER})
"""What a question takes for granted, it states."""


def interpret(parsed: ParsedSentence, memory: Memory, options: Options) -> list[Statement]:
    """Return the statements of a sentence; if it was not parsed or the rules fail, the sentence itself."""
    if not 0 < len(parsed.main) <= MAX_TOKENS:
        return [whole_statement(parsed)]
    try:
        statements = _interpret(parsed, memory, options)
    except Exception:
        log.exception("The rules failed on %r; the whole sentence is kept.", parsed.sentence.source.text[:200])
        statements = [whole_statement(parsed)]
    memory.next_sentence()
    return _with_quoted_speaker(parsed, memory, statements)


def _with_quoted_speaker(parsed: ParsedSentence, memory: Memory, statements: list[Statement]) -> list[Statement]:
    """Hand the speaker of a quotation on to one that follows at once, as in ``“A,” X said. “B.”``."""
    text = parsed.sentence.source.text
    speakers = [statement.speaker for statement in statements if statement.speaker]
    if not speakers and memory.last_quoted and _WHOLE_QUOTE.fullmatch(text):
        return [replace(statement, speaker=memory.last_quoted) for statement in statements]
    memory.last_quoted = speakers[0] if speakers and _QUOTE.search(text) else ""
    return statements


def whole_statement(parsed: ParsedSentence) -> Statement:
    """Return the sentence as it stands."""
    source = without_opening(parsed.sentence.source)
    start, end = source.span() or (-1, -1)
    return Statement(sentence_case(tidy(source.text)), start, end, Role.WHOLE)


def is_question(parsed: ParsedSentence) -> bool:
    """Whether the sentence asks."""
    return parsed.sentence.source.text.rstrip("\"'”’)» ").endswith("?")


def _interpret(parsed: ParsedSentence, memory: Memory, options: Options) -> list[Statement]:
    surface = parsed.sentence.surface
    named = memory.full_name(surface.speaker)
    speaker = Speaker(named, f"According to {named},") if named else NOBODY
    reporter = _reporter(parsed, memory, options)
    if reporter is not None:
        name = memory.full_name(surface.reporter_name)
        speaker = nested_speaker(speaker, walk_reporter(reporter) or Speaker(name, f"According to {name},"))
    scene = Scene(parsed.main, surface.main, memory, options)
    for aged in surface.nested:
        memory.note_person(aged.text.split(" is ", maxsplit=1)[0])
    note_people(scene)
    scene.antecedents = find_antecedents(scene)
    around = memory.full_name(parsed.sentence.voice)
    quoted = _quoted_speaker(parsed, memory, reporter, speaker)
    scene.voices = voices(scene, around=around, quoted=quoted)
    _walk_sentences(scene, speaker)
    scene.statements = list(_kept(parsed, scene))
    if reporter is not None and not options.keep_attribution:
        words = sentence_case(tidy(surface.main.text))
        scene.statements = [
            replace(one, text=words, speaker=speaker.name) if one.role is Role.WHOLE else one
            for one in scene.statements
        ]
    if options.granularity is Granularity.FINE:
        for nested in surface.nested:
            scene.say(nested.text, [], Role.APPOSITION, place=nested.span())
    for inclusion in surface.inclusions:
        say_inclusion(scene, inclusion, speaker)
    for absolute in surface.absolutes:
        say_absolute(scene, absolute, speaker)
    for ranking in surface.rankings:
        say_ranking(scene, ranking, speaker)
    note_rest(scene)
    statements = [*scene.statements, *_from_sides(parsed, memory, options, speaker, quoted)]
    if reporter is not None:
        find_antecedents(reporter)
        note_rest(reporter)
        statements += reporter.statements
    return statements


def _quoted_speaker(parsed: ParsedSentence, memory: Memory, reporter: Scene | None, speaker: Speaker) -> str:
    """Return who says a sentence that is a quotation as a whole: its own reporter, or that of the one before."""
    if reporter is not None:
        return speaker.name.split(", according to ")[0]
    return memory.last_quoted if _WHOLE_QUOTE.fullmatch(parsed.sentence.source.text) else ""


def _reporter(parsed: ParsedSentence, memory: Memory, options: Options) -> Scene | None:
    """Return the scene of a reporting clause that the surface pass cut out."""
    source = parsed.sentence.surface.reporter
    if parsed.reporter is None or source is None:
        return None
    scene = Scene(parsed.reporter, source, memory, options)
    note_people(scene)
    scene.antecedents = find_antecedents(scene, remember=False)
    return scene


def _walk_sentences(scene: Scene, speaker: Speaker) -> None:
    """Walk the sentences; where the parse broke off behind ``X says``, the next one is what X says."""
    for sentence in scene.doc.sents:
        root = sentence.root
        if reports_without_content(root) and root.i == sentence.end - 1 < len(scene.doc) - 1:
            speaker = report_prefix(scene, root, ())
            continue
        walk(scene, Clause(root, speaker=speaker))


def _from_sides(
    parsed: ParsedSentence, memory: Memory, options: Options, speaker: Speaker, quoted: str
) -> list[Statement]:
    """Return the statements of sentences that the surface pass cut out."""
    statements: list[Statement] = []
    if parsed.sides:
        memory.next_sentence()
    for doc, source in zip(parsed.sides, parsed.sentence.surface.sides, strict=True):
        scene = Scene(doc, source, memory, options)
        note_people(scene)
        scene.antecedents = find_antecedents(scene)
        scene.voices = voices(scene, around=memory.full_name(parsed.sentence.voice), quoted=quoted)
        for sentence in doc.sents:
            walk(scene, Clause(sentence.root, speaker=speaker))
        statements += [statement for statement in scene.statements if statement.role is not Role.FRAGMENT]
    return statements


def _kept(parsed: ParsedSentence, scene: Scene) -> list[Statement]:
    """Leave out what states nothing; put the whole sentence in when the rules lost it."""
    statements = scene.statements
    if is_question(parsed):
        return [statement for statement in statements if statement.role in _PRESUPPOSED]
    if parsed.sentence.kind is not BlockKind.PARAGRAPH and not _states(scene.doc):
        return []
    if _is_imperative(scene.doc):
        return [statement for statement in statements if statement.role is not Role.FRAGMENT]
    statements = [
        statement for statement in statements if statement.role is not Role.FRAGMENT or _has_fact(statement)
    ]
    if not any(statement.role in CLAUSE_ROLES for statement in statements) and _has_finite_verb(scene.doc):
        return [whole_statement(parsed), *(one for one in statements if one.role is not Role.FRAGMENT)]
    return statements


def _states(doc: Doc) -> bool:
    """Whether a heading or caption is a sentence: a finite verb with a subject before it."""
    return any(_is_statement(sentence.root) for sentence in doc.sents)


def _is_statement(root: Token) -> bool:
    subject = subject_of(root)
    return is_finite(root) and subject is not None and subject.i < root.i


def _is_imperative(doc: Doc) -> bool:
    return all(is_order(sentence.root) for sentence in doc.sents)


def _has_finite_verb(doc: Doc) -> bool:
    return any(token.tag_ in FINITE_TAGS for token in doc)


def _has_fact(statement: Statement) -> bool:
    """Whether a fragment may state something: it has a number, or is as long as a sentence."""
    length = len(statement.text.split())
    return length >= (_MIN_FRAGMENT if any(c.isdigit() for c in statement.text) else _MIN_PLAIN_FRAGMENT)
