"""Commands for the language pipeline that ships with the program: train it anew, measure it."""

from pathlib import Path

import click

FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)


@click.group()
def model() -> None:
    """Train or measure the language pipeline and the reading (what is worth checking)."""


@model.command()
@click.argument("data", metavar="DATA_DIR", type=FOLDER)
@click.option(
    "--output",
    type=click.Path(file_okay=False, path_type=Path),
    help="Folder for the result [default: in the package].",
)
@click.option(
    "--minutes", type=click.FloatRange(min=1), default=60, show_default=True, help="Bound on the training."
)
def train(data: Path, output: Path | None, minutes: float) -> None:
    """Train on the treebanks in DATA_DIR, on one core, and write weights, figures and card.

    Needs the dependency group "train" (word lists).
    """
    from claims.extraction.linguistic.pipeline import MODEL_FOLDER
    from claims.extraction.linguistic.train.card import table
    from claims.extraction.linguistic.train.recipe import train as run

    figures = run(data, output or MODEL_FOLDER, minutes=minutes, tell=click.echo)
    click.echo(table(figures))


@model.command("train-nested")
@click.argument("data", metavar="DATA_DIR", type=FOLDER)
@click.option(
    "--output",
    type=click.Path(file_okay=False, path_type=Path),
    help="Folder for the weights [default: in the package].",
)
@click.option(
    "--folds",
    type=click.IntRange(min=2),
    default=4,
    show_default=True,
    help="Parts of the cross-validation whose figures are printed.",
)
def train_nested(data: Path, output: Path | None, folds: int) -> None:
    """Learn which nested facts to say at the fine granularity, from the claims in DATA_DIR/extraction."""
    from claims.extraction.linguistic.pipeline import MODEL_FOLDER
    from claims.extraction.linguistic.train.nested import train as run

    run(data, output or MODEL_FOLDER, folds=folds, tell=click.echo)


@model.command()
@click.argument("data", metavar="DATA_DIR", type=FOLDER)
@click.option(
    "--model", "folder", type=FOLDER, help="Folder of another pipeline [default: the one in the package]."
)
def evaluate(data: Path, folder: Path | None) -> None:
    """Measure the pipeline on the development files in DATA_DIR."""
    from claims.extraction.linguistic.pipeline import MODEL_FOLDER, read_pipeline
    from claims.extraction.linguistic.train.card import table
    from claims.extraction.linguistic.train.evaluate import evaluate as run

    click.echo(table(run(read_pipeline(folder or MODEL_FOLDER), data)))


@model.command("train-reading")
@click.argument("data", metavar="MARKED_DIR", type=FOLDER)
@click.argument("treebanks", metavar="TREEBANK_DIR", type=FOLDER)
@click.option(
    "--output",
    type=click.Path(file_okay=False, exists=True, path_type=Path),
    help="Folder for the result [default: in the package].",
)
def train_reading(data: Path, treebanks: Path, output: Path | None) -> None:
    """Learn which sentences people mark as worth checking, from MARKED_DIR; word classes from TREEBANK_DIR.

    Takes two minutes on one core: the shipped pipeline parses the sentences.
    """
    from claims.extraction.linguistic.pipeline import MODEL_FOLDER
    from claims.extraction.worth.train import train as run

    reading = run(data, treebanks, output or MODEL_FOLDER)
    thresholds = f"{reading.plain.threshold:.3f} without a parse, {reading.parsed.threshold:.3f} with it"
    click.echo(f"thresholds {thresholds}; {reading.prior:.3f} of the sentences are marked")


@model.command("evaluate-reading")
@click.argument("data", metavar="MARKED_DIR", type=FOLDER)
@click.option("--model", "folder", type=FOLDER, help="Folder of another model [default: the one in the package].")
def evaluate_reading(data: Path, folder: Path | None) -> None:
    """Measure the reading on the development files in MARKED_DIR: F1 of the marked sentences.

    Both models: the one for claims with a parse, and the one for those without.
    """
    from claims.extraction.linguistic.pipeline import MODEL_FOLDER
    from claims.extraction.worth.evaluate import evaluate as run
    from claims.extraction.worth.reading import read_reading

    for name, figures in run(data, read_reading(folder or MODEL_FOLDER)).items():
        click.echo(
            f"{name}: debates {figures.debates:.3f}  speeches {figures.speeches:.3f}  "
            f"unseen speeches {figures.unseen_speeches:.3f}  transfer {figures.transfer:.3f}"
        )
