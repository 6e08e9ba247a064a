"""The baseline engine: one claim a sentence, in any language, without a parser."""

import re
from collections.abc import Iterable, Iterator

from claims.domain.kind import ClaimKind
from claims.extraction.anchoring import merge_repeated, tight_anchor
from claims.extraction.base import Candidate, Options, Passage
from claims.extraction.block import BlockKind, blocks
from claims.extraction.boundary import sentences

_WORD = re.compile(r"\w")
_DIGIT = re.compile(r"\d")

_QUESTION_MARKS = "?？؟;"
_NUMBER_SCORE = 0.5
_PLAIN_SCORE = 0.3


class SentenceEngine:
    """One claim a sentence: the fallback for languages that the linguistic engine cannot read."""

    name = "sentence"
    version = "1"

    def extract(self, passage: Passage, options: Options = Options()) -> list[Candidate]:
        """Return one candidate a sentence in reading order; questions and headings make none.

        The options change nothing here: a sentence is taken as it stands.
        """
        del options
        return merge_repeated(self._candidates(passage.text))

    def extract_many(self, passages: Iterable[Passage], options: Options = Options()) -> Iterator[list[Candidate]]:
        """Yield the candidates of each text, in order."""
        for passage in passages:
            yield self.extract(passage, options)

    def _candidates(self, text: str) -> Iterator[Candidate]:
        for block in blocks(text):
            if block.kind is BlockKind.PARAGRAPH or not _cased(text[block.start : block.end]):
                for start, end in sentences(text, block.start, block.end):
                    yield from _candidate(text, start, end)


def _cased(words: str) -> bool:
    """Whether the script has capitals: only then does a line without a full stop look like a heading."""
    return words.lower() != words.upper()


def _candidate(text: str, start: int, end: int) -> Iterator[Candidate]:
    anchor = tight_anchor(text, start, end)
    if anchor is None or not _WORD.search(anchor.exact) or anchor.exact.rstrip("'\"’”»)")[-1:] in _QUESTION_MARKS:
        return
    has_number = _DIGIT.search(anchor.exact) is not None
    yield Candidate(
        text=" ".join(anchor.exact.split()),
        anchor=anchor,
        kind=ClaimKind.QUANTITY if has_number else ClaimKind.EVENT,
        score=_NUMBER_SCORE if has_number else _PLAIN_SCORE,
        reasons=("number",) if has_number else (),
    )
