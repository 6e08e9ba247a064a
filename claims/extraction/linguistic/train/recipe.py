"""The whole recipe: treebanks → corpora and lexicon vectors → parser, names → one small package, measured."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from claims.errors import EngineError
from claims.extraction.linguistic.pipeline import read_pipeline
from claims.extraction.linguistic.train.card import write_card
from claims.extraction.linguistic.train.corpus import TYPESET_SHARE, write_corpus
from claims.extraction.linguistic.train.evaluate import Figures, evaluate
from claims.extraction.linguistic.train.lemmas import add_lemmatizer
from claims.extraction.linguistic.train.lexicon import build_vectors
from claims.extraction.linguistic.train.shrink import write_packed
from claims.extraction.linguistic.train.treebank import Split, read_split

if TYPE_CHECKING:
    from spacy.language import Language

PARSER_SHARE = 2 / 3
"""The parser's share of the minutes; names get the rest. Both stop earlier when they no longer gain."""

ONE_CORE = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}

Tell = Callable[[str], None]


def train(data: Path, output: Path, *, minutes: float, tell: Tell) -> Figures:
    """Make the pipeline from the treebanks in ``data``, write it into ``output`` and return its figures.

    ``minutes`` bound the training itself (about an hour is enough on one core); ``tell`` hears of each step.
    """
    training, development = read_split(data, "train"), read_split(data, "dev")
    with TemporaryDirectory() as folder:
        work = Path(folder)
        tell(f"{write_corpora(work, training, development):,} words to train on")
        tell("{:,} words in {:,} lexicon vectors".format(*build_vectors(work / "vectors")))
        for stage, share in (("parser", PARSER_SHARE), ("ner", 1 - PARSER_SHARE)):
            tell(f"training: {stage}, at most {minutes * share:.0f} minutes")
            train_stage(work, stage, minutes=minutes * share)
        tell(f"{write_packed(assemble(work, training), output):,} bytes of weights")
    figures = evaluate(read_pipeline(output), data)
    write_card(output, figures, minutes=minutes)
    return figures


def write_corpora(work: Path, training: Split, development: Split) -> int:
    """Write the four corpora into the working folder; return the words of the one for the parser."""
    write_corpus(work / "parser-dev.spacy", development.parsed())
    write_corpus(work / "ner-dev.spacy", development.named())
    write_corpus(work / "ner-train.spacy", training.all_named(), typeset_share=TYPESET_SHARE, seed=1)
    return write_corpus(work / "parser-train.spacy", training.parsed(), typeset_share=TYPESET_SHARE)


def train_stage(work: Path, stage: str, *, minutes: float) -> None:
    """Train "parser" or "ner" in a process of its own, on one core; the best state so far is kept on disk."""
    config = Path(__file__).parent / f"{stage}.cfg"
    command = [sys.executable, "-m", "spacy", "train", str(config), "--output", str(work / stage)]
    for name, path in (
        ("train", f"{stage}-train.spacy"),
        ("dev", f"{stage}-dev.spacy"),
        ("vectors", "vectors"),
    ):
        command += [f"--paths.{name}", str(work / path)]
    with subprocess.Popen(command, env=os.environ | ONE_CORE) as process:  # noqa: S603 (our own arguments)
        try:
            process.wait(minutes * 60)
        except subprocess.TimeoutExpired:
            process.send_signal(signal.SIGINT)
    if not (work / stage / "model-best").is_dir():
        raise EngineError(f"Training the {stage} left no model; its output above says why.")


def assemble(work: Path, training: Split) -> "Language":
    """Join parser, lemmatizer and names into one pipeline."""
    import spacy

    nlp = spacy.load(work / "parser" / "model-best")
    add_lemmatizer(nlp, training.parsed())
    nlp.add_pipe("ner", source=spacy.load(work / "ner" / "model-best"))
    return nlp
