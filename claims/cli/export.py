"""``claims export``: what is published, in an open format."""

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

import click

from claims.cli.desk import Desk, ready_desk_option
from claims.errors import InvalidInput
from claims.i18n import gettext as _


@click.group()
def export() -> None:
    """Write what is published in an open format."""


@export.command()
@click.argument("article_id", metavar="ID", type=click.IntRange(min=1))
@click.option("--format", "form", default="csv", show_default=True, help="csv, json, jsonl or claimreview.")
@click.option("-o", "--output", metavar="FILE", type=click.Path(path_type=Path), help="[default: standard output]")
@click.option("--raw", is_flag=True, help="Leave what spreadsheets would run as formulas as it is.")
@click.option(
    "--address",
    default="http://127.0.0.1:8000",
    show_default=True,
    help="Where readers reach the desk, when its settings do not say.",
)
@ready_desk_option
def article(desk: Desk, *, article_id: int, form: str, output: Path | None, raw: bool, address: str) -> None:
    """Write the published verdicts of article ID.

    A file is complete or not there: an older one is replaced only when all is written.
    """
    from claims.publishing.registry import get_format
    from claims.services.export import export_article, publisher_of
    from claims.services.setting import load_settings

    format_ = get_format(form)
    write = format_.write_raw if raw else format_.write
    with desk.database.session_scope(write=False) as session:
        publisher = publisher_of(load_settings(session), address)
        pieces = write(export_article(session, article_id, publisher))
        if output is None:
            for piece in pieces:
                click.echo(piece.encode(), nl=False)
        else:
            write_file(output, pieces)


def write_file(path: Path, pieces: Iterator[str]) -> None:
    """Write a file beside its place, then put it there in one step; raise InvalidInput when it cannot be."""
    try:
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
        try:
            with os.fdopen(handle, "w", encoding="utf-8", newline="") as file:
                file.writelines(pieces)
            _open_to_readers(Path(name))
            Path(name).replace(path)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise InvalidInput(_("%(file)s cannot be written: %(reason)s.", file=path, reason=reason)) from error


def _open_to_readers(path: Path) -> None:
    """Give the file the rights that the user's files have: a temporary file is closed to others."""
    mask = os.umask(0)
    os.umask(mask)
    path.chmod(0o666 & ~mask)
