"""Handing on the parse: what the reading (``worth``) needs of the tokens of a claim, free of spaCy."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from claims.extraction.linguistic.lexicon import word_set
from claims.extraction.linguistic.pipeline import load_pipeline
from claims.extraction.worth.parse import Parse, ParsedWord

if TYPE_CHECKING:
    from spacy.tokens import Token

BATCH = 128
_UNUSED = ("morphologizer", "lemmatizer", "ner")
_ROOT = "ROOT"
_HEADS_OF_CLAUSES = word_set(f"{_ROOT} conj ccomp xcomp advcl acl acl:relcl parataxis appos csubj")
_NOWHERE = -1


def parse_of(tokens: Sequence[Token]) -> Parse:
    """Return the parse of a claim made of these tokens.

    Where several of them hang on words that the claim leaves out, the head of a clause becomes the root of all:
    in “Ana … left” of “Ana came and left”, *Ana* hangs on *left*.
    """
    places = {token.i: place for place, token in enumerate(tokens)}
    heads = [places.get(token.head.i, _NOWHERE) for token in tokens]
    loose = [place for place, head in enumerate(heads) if head in (_NOWHERE, place)]
    root = next((place for place in loose if tokens[place].dep_ in _HEADS_OF_CLAUSES), next(iter(loose), _NOWHERE))
    for place in loose:
        heads[place] = root
    return [
        ParsedWord(token.text, token.tag_, token.dep_, head)
        if place != root
        else ParsedWord(token.text, token.tag_, _ROOT, _NOWHERE)
        for place, (token, head) in enumerate(zip(tokens, heads, strict=True))
    ]


def parses_of_texts(texts: Iterable[str]) -> Iterator[Parse]:
    """Parse whole sentences with the shipped pipeline."""
    nlp = load_pipeline()
    for doc in nlp.pipe(texts, batch_size=BATCH, disable=[name for name in _UNUSED if name in nlp.pipe_names]):
        yield parse_of(list(doc))
