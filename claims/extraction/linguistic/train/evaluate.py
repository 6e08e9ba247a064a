"""Measuring a pipeline on the development files, from raw text by paragraph."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from time import process_time
from typing import TYPE_CHECKING, Any

from claims.extraction.linguistic.train.conllu import Sentence, paragraphs
from claims.extraction.linguistic.train.corpus import to_doc
from claims.extraction.linguistic.train.treebank import EWT, GUM, read_split

if TYPE_CHECKING:
    from spacy.language import Language

MEASURES = {
    "LAS": "dep_las",
    "UAS": "dep_uas",
    "tags": "tag_acc",
    "parts of speech": "pos_acc",
    "morphology": "morph_acc",
    "lemmas": "lemma_acc",
    "sentences F": "sents_f",
}
"""Our names of the measures → spaCy's. Attachment scores leave punctuation out, as spaCy does."""

NAMES = "names F"


@dataclass(frozen=True, slots=True)
class Figures:
    """What was measured: shares between 0 and 1 by data set and measure, and words a second."""

    scores: dict[str, dict[str, float]]
    words_per_second: int


def evaluate(nlp: "Language", data: Path) -> Figures:
    """Measure a pipeline on the development files of the data folder."""
    dev = read_split(data, "dev")
    scores = {EWT: score(nlp, dev.ewt) | score_names(nlp, dev.named()), GUM: score(nlp, dev.gum)}
    return Figures(scores, speed(nlp, dev.parsed()))


def score(nlp: "Language", sentences: Iterable[Sentence]) -> dict[str, float]:
    """Give every measure of ``MEASURES`` over the sentences."""
    found = _scores(nlp, sentences)
    return {name: float(found[measure]) for name, measure in MEASURES.items()}


def score_names(nlp: "Language", sentences: Iterable[Sentence]) -> dict[str, float]:
    """Give the F of names, of all and of each kind; a name counts when its span and kind are right."""
    found = _scores(nlp, sentences)
    kinds = {kind: float(result["f"]) for kind, result in sorted((found["ents_per_type"] or {}).items())}
    return {NAMES: float(found["ents_f"] or 0.0)} | {f"{NAMES} {kind}": f for kind, f in kinds.items()}


def speed(nlp: "Language", sentences: Iterable[Sentence]) -> int:
    """Give the words of raw text a second of processor time, whatever else the machine does."""
    texts = [to_doc(nlp.vocab, group).text for group in paragraphs(sentences)]
    started = process_time()
    words = sum(len(doc) for doc in nlp.pipe(texts))
    return round(words / (process_time() - started))


def _scores(nlp: "Language", sentences: Iterable[Sentence]) -> dict[str, Any]:
    from spacy.training import Example

    golds = [to_doc(nlp.vocab, group) for group in paragraphs(sentences)]
    return nlp.evaluate([Example(nlp.make_doc(gold.text), gold) for gold in golds])
