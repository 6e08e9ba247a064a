"""From sentences to what spaCy trains on: files of documents, one document a paragraph."""

import random
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from claims.extraction.linguistic.train.conllu import Sentence, paragraphs
from claims.extraction.linguistic.train.variation import varied

if TYPE_CHECKING:
    from spacy.tokens import Doc
    from spacy.vocab import Vocab


def to_doc(vocab: "Vocab", group: list[Sentence]) -> "Doc":
    """Make one document of neighbouring sentences; names are set when every sentence has them."""
    from spacy.tokens import Doc

    words = [word for sentence in group for word in sentence.words]
    starts: list[bool | int | None] = [index == 0 for sentence in group for index in range(len(sentence.words))]
    # White space between sentences is not annotated: the last word of each gets one.
    ends = [bool(start) for start in starts[1:]] + [True]
    named = all(sentence.names for sentence in group)
    return Doc(
        vocab,
        words=[word.form for word in words],
        spaces=[word.space or end for word, end in zip(words, ends, strict=True)],
        tags=[word.tag for word in words],
        pos=[word.pos for word in words],
        morphs=[word.morph for word in words],
        lemmas=[word.lemma for word in words],
        heads=_heads(group),
        deps=["ROOT" if word.head == 0 else word.relation for word in words],
        sent_starts=starts,
        ents=[name for sentence in group for name in sentence.names] if named else None,
    )


def write_corpus(path: Path, sentences: Iterable[Sentence], *, vary: bool = False) -> int:
    """Write documents for training (``vary``) or measuring and return how many words they have."""
    import spacy
    from spacy.tokens import DocBin

    rng = random.Random(0)  # noqa: S311 (chance for training, not for secrets)
    vocab, store, count = spacy.blank("en").vocab, DocBin(), 0
    for paragraph in paragraphs(sentences):
        for group in varied(paragraph, rng) if vary else [paragraph]:
            doc = to_doc(vocab, group)
            store.add(doc)
            count += len(doc)
    store.to_disk(path)
    return count


def _heads(group: list[Sentence]) -> list[int]:
    """Give each word's head as an index into the document; a root is its own head."""
    heads: list[int] = []
    for sentence in group:
        offset = len(heads)
        heads += [offset + (word.head - 1 if word.head else index) for index, word in enumerate(sentence.words)]
    return heads
