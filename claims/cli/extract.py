"""``claims extract``: many texts to claims, for researchers and for measuring."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import click

from claims.cli.engine import EngineChoice, engine_options
from claims.cli.rows import RowReader, answer
from claims.errors import InvalidInput
from claims.extraction.base import Granularity, Options
from claims.i18n import gettext as _

Tick = Callable[[], object]


@click.command()
@click.option("--jsonl", is_flag=True, help="Rows are JSON, one a line (so far the only form).")
@engine_options
@click.option(
    "--granularity",
    type=click.Choice([granularity.value for granularity in Granularity]),
    default=Granularity.DEFAULT.value,
    show_default=True,
    help="fine: nested facts too, as researchers' references have them.",
)
@click.option("--keep-attribution", is_flag=True, help="Leave “Zidane said” in the claim's text.")
@click.option("--processes", type=click.IntRange(1, 64), default=1, show_default=True, metavar="N")
def extract(
    *, jsonl: bool, engine: str, model: str, granularity: str, keep_attribution: bool, processes: int
) -> None:
    """Break texts into claims: rows on standard input, rows on standard output, in the same order.

    A row {"id", "text", "context"?, "subject"?, "language"?} gives {"id", "claims": [text, …], "scores":
    [number, …]}, with "language" and "engine" where the engine does not read the language and another did.
    """
    if not jsonl:
        raise InvalidInput(_("Say which form the rows have: --jsonl."))
    from claims.cli.extraction_pool import extract_rows

    options = Options(Granularity(granularity), keep_attribution)
    reader = RowReader(sys.stdin.buffer)
    with _progress() as tick:
        for row, reading in extract_rows(reader, EngineChoice(engine, model), options, processes):
            sys.stdout.buffer.write(answer(row, reading))
            sys.stdout.buffer.flush()
            tick()
    if reader.error is not None:
        raise reader.error


@contextmanager
def _progress() -> Iterator[Tick]:
    """Count rows on standard error, only where that is a terminal and the rows go elsewhere."""
    if not sys.stderr.isatty() or sys.stdout.isatty():
        yield lambda: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (BarColumn(), TextColumn(_("{task.completed} rows")), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True)) as progress:
        task = progress.add_task("", total=None)
        yield lambda: progress.advance(task)
