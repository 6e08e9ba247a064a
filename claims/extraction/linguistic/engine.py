"""The embedded default engine: rules over the parse of our own pipeline. It reads English."""

import logging
from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING

from claims.extraction.anchoring import merge_repeated, tight_anchor
from claims.extraction.base import Candidate, Granularity, Options, Passage
from claims.extraction.block import BlockKind
from claims.extraction.linguistic.headline import Placed, fold_headline
from claims.extraction.linguistic.interpretation import interpret
from claims.extraction.linguistic.memory import Memory
from claims.extraction.linguistic.nested.stage import with_nested_facts
from claims.extraction.linguistic.parsed import parse_of
from claims.extraction.linguistic.prime import primed_memory
from claims.extraction.linguistic.reader import ParsedSentence, read
from claims.extraction.linguistic.statement import Role, Statement
from claims.extraction.worth.assessment import Wording, assess_many

if TYPE_CHECKING:
    from spacy.language import Language

log = logging.getLogger(__name__)


def _shipped_pipeline() -> "Language":
    from claims.extraction.linguistic.pipeline import load_pipeline

    return load_pipeline()


class LinguisticEngine:
    """Splits sentences into claims, makes them stand alone, and says who made them and why to check them."""

    name = "linguistic"
    version = "1"
    languages = frozenset({"en"})

    def __init__(self, pipeline: "Callable[[], Language]" = _shipped_pipeline) -> None:
        self._pipeline = pipeline

    def extract(self, passage: Passage, options: Options = Options()) -> list[Candidate]:
        """Return the claims of one text in reading order."""
        return next(iter(self.extract_many([passage], options)))

    def extract_many(self, passages: Iterable[Passage], options: Options = Options()) -> Iterator[list[Candidate]]:
        """Yield the claims of each text, in order, reading ahead at most a batch of sentences."""
        memory: Memory | None = None
        found: list[Candidate] = []
        for passage, sentences in read(self._pipeline(), passages):
            if sentences is None:
                yield merge_repeated(found)
                memory, found = None, []
                continue
            memory = memory or primed_memory(passage)
            placed: list[Placed] = []
            has_headline = False
            for parsed in sentences:
                statements = interpret(parsed, memory, options)
                if not parsed.sentence.is_context:
                    if options.granularity is Granularity.FINE:
                        statements = with_nested_facts(statements, options)
                    is_headline = not found and not placed and parsed.sentence.kind is BlockKind.HEADING
                    placed += _placed(passage.text, parsed, statements)
                    has_headline = has_headline or (is_headline and len(placed) == 1)
            if has_headline and not found:
                placed = fold_headline(placed)
            found += _candidates(placed)


def _placed(text: str, parsed: ParsedSentence, statements: list[Statement]) -> Iterator[Placed]:
    """Anchor the statements of one sentence."""
    for statement in statements:
        anchor = tight_anchor(text, *_place(parsed, statement))
        if anchor is None:
            log.warning("A statement without a place in the text was left out: %r", statement.text[:200])
            continue
        yield statement, anchor


def _candidates(placed: list[Placed]) -> Iterator[Candidate]:
    """Classify and score statements in one batch."""
    wordings = [
        Wording(
            one.text,
            one.speaker,
            is_fragment=one.role is Role.FRAGMENT,
            is_unresolved=one.unresolved,
            heard=one.phrasing.heard if one.phrasing else "",
            parse=parse_of(one.phrasing.as_parsed) if one.phrasing else (),
        )
        for one, _ in placed
    ]
    for (statement, anchor), assessment in zip(placed, assess_many(wordings), strict=True):
        yield Candidate(
            text=statement.text,
            anchor=anchor,
            kind=assessment.kind,
            attribution=statement.speaker,
            score=assessment.score,
            reasons=assessment.reasons,
            answers=assessment.answers,
            uncheckable=assessment.uncheckable,
        )


def _place(parsed: ParsedSentence, statement: Statement) -> tuple[int, int]:
    """Return where its own words stand; the whole sentence when none of them stand in the text."""
    if 0 <= statement.start < statement.end:
        return statement.start, statement.end
    return parsed.sentence.source.span() or (0, 0)
