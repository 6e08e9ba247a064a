"""The recipe: treebanks → corpora and lexicon vectors → three stages of training → a small package, measured."""

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
from claims.extraction.linguistic.train.corpus import write_corpus
from claims.extraction.linguistic.train.evaluate import Figures, evaluate
from claims.extraction.linguistic.train.lemmas import add_lemmatizer
from claims.extraction.linguistic.train.lexicon import build_vectors
from claims.extraction.linguistic.train.shrink import write_packed
from claims.extraction.linguistic.train.treebank import Split, read_split

if TYPE_CHECKING:
    from spacy.language import Language

STAGES = {"learn": 0.5, "refine": 0.3, "names": 0.2}
"""The stages in order, each with its configuration (``NAME.cfg``) and its share of the minutes."""

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
        for stage, share in STAGES.items():
            tell(f"training: {stage}, at most {minutes * share:.0f} minutes")
            train_stage(work, stage, minutes=minutes * share)
        tell(f"{write_packed(assemble(work, training), output):,} bytes of weights")
    figures = evaluate(read_pipeline(output), data)
    write_card(output, figures, minutes=minutes)
    return figures


def write_corpora(work: Path, training: Split, development: Split) -> int:
    """Write the two corpora into the working folder; return the words of the one for training."""
    write_corpus(work / "dev.spacy", development.measured())
    return write_corpus(work / "train.spacy", training.annotated(), vary=True)


def train_stage(work: Path, stage: str, *, minutes: float) -> None:
    """Train one stage in a process of its own, on one core; the best state so far is kept on disk."""
    command = [sys.executable, "-m", "claims.extraction.linguistic.train.stage", str(work), stage]
    # In a shell's background interrupts are ignored, and the process would inherit that.
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)
    with subprocess.Popen(command) as process:  # noqa: S603 (our own arguments)
        try:
            process.wait(minutes * 60)
        except subprocess.TimeoutExpired:
            process.send_signal(signal.SIGINT)
    if not (work / stage / "model-best").is_dir():
        raise EngineError(f"Training stage {stage} left no model; its output above says why.")


def assemble(work: Path, training: Split) -> "Language":
    """Join what the stages learned, and add the lemmatizer.

    The parser learns names beside its own task, which helps it; the names that are shipped come from a network
    of their own, which is better at them.
    """
    import spacy

    from claims.extraction.linguistic import tokenisation  # noqa: F401 (registers the tokenizer)

    nlp = spacy.load(work / "refine" / "model-best", exclude=["ner"])
    add_lemmatizer(nlp, training.parsed())
    nlp.add_pipe("ner", source=spacy.load(work / "names" / "model-best"))
    return nlp
