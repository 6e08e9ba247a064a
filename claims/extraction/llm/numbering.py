"""The sentences of an article, numbered, so that a model can say of which one it speaks."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from claims.domain.boundary import sentences
from claims.extraction.anchoring import tight_anchor
from claims.extraction.block import BlockKind, blocks

MAX_BATCH_LENGTH = 12_000
"""Characters of the sentences in one request."""


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence at ``text[start:end]``; ``words`` has one space where the text has white space."""

    number: int
    start: int
    end: int
    words: str

    def holds(self, place: int) -> bool:
        """Whether a place of the text lies in it."""
        return self.start <= place < self.end


def number_sentences(text: str) -> list[Sentence]:
    """Return the sentences of a text from 1 on, without captions."""
    found: list[Sentence] = []
    for block in blocks(text):
        if block.kind is BlockKind.CAPTION:
            continue
        for start, end in sentences(text, block.start, block.end):
            anchor = tight_anchor(text, start, end)
            if anchor is not None and any(character.isalnum() for character in anchor.exact):
                words = " ".join(anchor.exact.split())
                found.append(Sentence(len(found) + 1, anchor.start, anchor.end, words))
    return found


def batches(
    numbered: Sequence[Sentence], most: int, length: Callable[[Sentence], int] = lambda one: len(one.words)
) -> Iterator[list[Sentence]]:
    """Yield runs of at most ``most`` sentences that together are not too long."""
    batch: list[Sentence] = []
    size = 0
    for sentence in numbered:
        if batch and (len(batch) >= most or size + length(sentence) > MAX_BATCH_LENGTH):
            yield batch
            batch, size = [], 0
        batch.append(sentence)
        size += length(sentence)
    if batch:
        yield batch
