"""Reading passages as a stream: blocks → sentences → simplified and parsed sentences.

Both parses run in batches over all passages, so that many short texts cost no more than one long one, and at
most a batch is held in memory.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING

from claims.domain.boundary import is_certain, sentences
from claims.extraction.block import Block, BlockKind, blocks, ends_sentence
from claims.extraction.lead_in import with_lead_ins
from claims.extraction.linguistic.joining import joined
from claims.extraction.linguistic.mending import mend
from claims.extraction.linguistic.simplification import MAX_SENTENCE, simplify
from claims.extraction.linguistic.surface import Surface
from claims.extraction.linguistic.topic import context_before, glued_title
from claims.extraction.linguistic.traced import Traced

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc

    from claims.extraction.base import Passage

BATCH = 128
_UNUSED_FOR_BREAKS = ("ner", "lemmatizer", "attribute_ruler", "tagger", "morphologizer")


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of a passage, or of what stood before it (``is_context``: only to be remembered)."""

    kind: BlockKind
    source: Traced
    surface: Surface
    is_context: bool
    voice: str = ""
    """Who speaks in a transcript; empty inside a quotation that began before."""


@dataclass(frozen=True, slots=True)
class ParsedSentence:
    """A sentence with the parse of its main part, of its side sentences, and of who says it."""

    sentence: Sentence
    main: Doc
    sides: tuple[Doc, ...]
    reporter: Doc | None = None


def read(nlp: Language, passages: Iterable[Passage]) -> Iterator[tuple[Passage, list[ParsedSentence] | None]]:
    """Yield each passage with its sentences in batches, in order, then once with None: it is finished."""
    held: list[ParsedSentence] = []
    stream = _parsed(nlp, _sentences(nlp, passages))
    for passage, parsed in stream:
        if parsed is not None:
            held.append(parsed)
        if held and (parsed is None or len(held) >= BATCH):
            yield passage, held
            held = []
        if parsed is None:
            yield passage, None


def _sentences(nlp: Language, passages: Iterable[Passage]) -> Iterator[tuple[Passage, Sentence | None]]:
    """Break the blocks of all passages into simplified sentences; None ends a passage."""
    for passage, unit, breaks in _broken(nlp, _units(passages)):
        if unit is None:
            yield passage, None
            continue
        block, source, is_context = unit
        for start, end in breaks:
            words = source.part(start, end).stripped()
            kind = block.kind
            if block.lead and start == 0 and (whole := joined(nlp, block.lead, words)):
                kind, words = BlockKind.PARAGRAPH, whole
            if words.text:
                surface = simplify(words)
                surface.speaker = surface.speaker or block.speaker
                voice = "" if block.speaker and _is_in_quotation(source.text[:start]) else block.speaker
                yield passage, Sentence(kind, words, surface, is_context, voice)


def _is_in_quotation(before: str) -> bool:
    """Whether a quotation is open behind these words."""
    return before.count("“") > before.count("”") or before.count('"') % 2 == 1


Unit = tuple[Block, Traced, bool]


def _units(passages: Iterable[Passage]) -> Iterator[tuple[Passage, Unit | None]]:
    for passage in passages:
        context = context_before(passage)
        for text, is_context in ((passage.title, True), (context, True), (passage.text, False)):
            title_end = (
                0
                if text is passage.title
                else glued_title(text, alone=is_context and passage.text in passage.context)
            )
            for block in with_lead_ins(text, blocks(text)):
                source = Traced.of(text, max(block.start, title_end), block.end)
                if source.text:
                    yield passage, (block, source, is_context)
        yield passage, None


def _broken(
    nlp: Language, units: Iterator[tuple[Passage, Unit | None]]
) -> Iterator[tuple[Passage, Unit | None, Iterable[tuple[int, int]]]]:
    """Find the sentences of each block: by punctuation where it is enough, else by the parser."""
    disabled = [name for name in _UNUSED_FOR_BREAKS if name in nlp.pipe_names]
    while batch := list(islice(units, BATCH)):
        texts = ["" if unit is None else unit[1].text for _passage, unit in batch]
        certain = [is_certain(text) for text in texts]
        unsure = [text for text, known in zip(texts, certain, strict=True) if not known]
        docs = iter(nlp.pipe(unsure, batch_size=BATCH, disable=disabled))
        for (passage, unit), text, known in zip(batch, texts, certain, strict=True):
            yield passage, unit, sentences(text, 0, len(text)) if known else _breaks(next(docs))


def _breaks(doc: Doc) -> Iterator[tuple[int, int]]:
    """Sentence places by the parser; a "sentence" that does not end as one runs on into the next."""
    start: int | None = None
    end = 0
    for span in doc.sents:
        if start is None:
            start = span.start_char
        end = span.end_char
        following = doc[span.end] if span.end < len(doc) else None
        if following is not None and (not ends_sentence(span.text.rstrip()) or following.text[:1].islower()):
            continue
        yield start, end
        start = None
    if start is not None:
        yield start, end


def _parsed(
    nlp: Language, sentences: Iterable[tuple[Passage, Sentence | None]]
) -> Iterator[tuple[Passage, ParsedSentence | None]]:
    """Parse the parts of each sentence in one stream and put them together again."""
    parts: list[Doc] = []
    for doc, (passage, sentence, is_last) in nlp.pipe(_parts(sentences), as_tuples=True, batch_size=BATCH):
        if sentence is None:
            yield passage, None
            continue
        parts.append(doc)
        if is_last:
            yield passage, _put_together(sentence, [mend(part) for part in parts])
            parts = []


def _put_together(sentence: Sentence, parts: list[Doc]) -> ParsedSentence:
    last = 1 + len(sentence.surface.sides)
    return ParsedSentence(sentence, parts[0], tuple(parts[1:last]), next(iter(parts[last:]), None))


def _parts(
    sentences: Iterable[tuple[Passage, Sentence | None]],
) -> Iterator[tuple[str, tuple[Passage, Sentence | None, bool]]]:
    for passage, sentence in sentences:
        if sentence is None:
            yield "", (passage, None, True)
            continue
        texts = [part.text if len(part.text) <= MAX_SENTENCE else "" for part in sentence.surface.parts]
        for number, text in enumerate(texts, start=1):
            yield text, (passage, sentence, number == len(texts))
