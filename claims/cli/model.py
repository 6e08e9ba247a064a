"""Commands for the language pipeline that ships with the program: train it anew, measure it."""

from pathlib import Path

import click

FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)


@click.group()
def model() -> None:
    """Train or measure the language pipeline."""


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
