"""The baseline engine: one claim a sentence, in any language, without a parser."""

import re
from collections.abc import Iterable, Iterator

from claims.domain.anchor import Anchor
from claims.domain.boundary import sentences
from claims.extraction.anchoring import merge_repeated, tight_anchor
from claims.extraction.base import Candidate, Options, Passage
from claims.extraction.block import BlockKind, blocks
from claims.extraction.worth.assessment import Wording, assess_many

_WORD = re.compile(r"\w")
_QUESTION_MARKS = "?？؟;"


class SentenceEngine:
    """One claim a sentence: the fallback for languages that the linguistic engine cannot read."""

    name = "sentence"
    version = "1"

    def extract(self, passage: Passage, options: Options = Options()) -> list[Candidate]:
        """Return one candidate a sentence in reading order; questions and headings make none.

        The options change nothing here: a sentence is taken as it stands.
        """
        del options
        return merge_repeated(_candidates(passage))

    def extract_many(self, passages: Iterable[Passage], options: Options = Options()) -> Iterator[list[Candidate]]:
        """Yield the candidates of each text, in order."""
        for passage in passages:
            yield self.extract(passage, options)


def _candidates(passage: Passage) -> Iterator[Candidate]:
    anchors = list(_anchors(passage.text))
    texts = [" ".join(anchor.exact.split()) for anchor in anchors]
    assessments = assess_many([Wording(text) for text in texts], language=passage.language)
    for text, anchor, assessment in zip(texts, anchors, assessments, strict=True):
        yield Candidate(
            text=text,
            anchor=anchor,
            kind=assessment.kind,
            score=assessment.score,
            reasons=assessment.reasons,
            answers=assessment.answers,
            uncheckable=assessment.uncheckable,
        )


def _anchors(text: str) -> Iterator[Anchor]:
    for block in blocks(text):
        if block.kind is BlockKind.PARAGRAPH or not _cased(text[block.start : block.end]):
            for start, end in sentences(text, block.start, block.end):
                anchor = tight_anchor(text, start, end)
                if anchor is not None and _states(anchor.exact):
                    yield anchor


def _cased(words: str) -> bool:
    """Whether the script has capitals: only then does a line without a full stop look like a heading."""
    return words.lower() != words.upper()


def _states(exact: str) -> bool:
    """Whether a sentence has words and does not ask."""
    return _WORD.search(exact) is not None and exact.rstrip("'\"’”»)")[-1:] not in _QUESTION_MARKS
