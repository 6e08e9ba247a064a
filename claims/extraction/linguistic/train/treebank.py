"""The training data: which files of the data folder there are, read as sentences with names."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

from claims.errors import NotFound
from claims.extraction.linguistic.train.conllu import Sentence, read_treebank
from claims.extraction.linguistic.train.names import read_name_file, with_names, with_noted_names

EWT, GUM = "EWT", "GUM-open"

FILES = {
    (EWT, "train"): "en_ewt-ud-train.conllu",
    (EWT, "dev"): "en_ewt-ud-dev.conllu",
    (GUM, "train"): "en_gum_open-ud-train.conllu",
    (GUM, "dev"): "en_gum_open-ud-dev.conllu",
}
NAME_FILES = {"train": "ner/en_ewt-ud-train.early.iob2", "dev": "ner/en_ewt-ud-dev.iob2"}


@dataclass(frozen=True, slots=True)
class Split:
    """The training or the development part of both treebanks."""

    ewt: list[Sentence]
    gum: list[Sentence]
    name_file: Path

    def parsed(self) -> list[Sentence]:
        """Give all sentences for tags and parses."""
        return [*self.ewt, *self.gum]

    def named(self) -> Iterator[Sentence]:
        """Give the sentences whose names people marked (EWT)."""
        return with_names(self.ewt, read_name_file(self.name_file))

    def annotated(self) -> Iterator[Sentence]:
        """Give all sentences, with the names that people marked (EWT) or that entity notes show (GUM)."""
        named = {sentence.id: sentence for sentence in self.named()}
        return chain((named.get(sentence.id, sentence) for sentence in self.ewt), with_noted_names(self.gum))

    def measured(self) -> Iterator[Sentence]:
        """Give all sentences, with only the names that people marked, to choose a state of the training by."""
        named = {sentence.id: sentence for sentence in self.named()}
        return (named.get(sentence.id, sentence) for sentence in self.parsed())


def read_split(folder: Path, split: str) -> Split:
    """Read "train" or "dev" from the data folder; a missing file is ``NotFound``."""
    names = [FILES[EWT, split], FILES[GUM, split], NAME_FILES[split]]
    missing = [name for name in names if not (folder / name).is_file()]
    if missing:
        raise NotFound(f"The treebank folder {folder} lacks {', '.join(missing)}.")
    ewt, gum, tagged = (folder / name for name in names)
    return Split(read_treebank(ewt), read_treebank(gum), tagged)
