"""``claims check``: one article to its claims, without a desk."""

import sys
from pathlib import Path
from typing import BinaryIO

import click

from claims.cli.checked import Checked, as_json
from claims.cli.engine import EngineChoice, engine_options, open_engine, tell_use
from claims.domain.anchor import digest
from claims.errors import InvalidInput
from claims.i18n import gettext as _
from claims.i18n import language_name

FORMATS = ("table", "json", "html")
_HTML_STARTS = (b"<!doctype html", b"<html", b"<?xml")


@click.command()
@click.argument("file", metavar="FILE|-")
@engine_options
@click.option("--language", default="", metavar="CODE", help="Such as de. [default: as the text shows]")
@click.option("--format", "form", type=click.Choice(FORMATS), default="table", show_default=True)
def check(*, file: str, engine: str, model: str, language: str, form: str) -> None:
    """Break one article (text, Markdown, HTML, Word, PDF, .srt or .vtt; “-” for standard input) into claims.

    No desk is needed and nothing is kept.
    """
    checked = check_document(*read_input(file), EngineChoice(engine, model), language)
    if checked.engine != engine:
        click.echo(
            _(
                "The text is in %(language)s, which the engine %(asked)s does not read;"
                " %(used)s was used: one claim a sentence.",
                language=language_name(checked.language),
                asked=engine,
                used=checked.engine,
            ),
            err=True,
        )
    if form == "table":
        from claims.cli.check_table import print_table

        print_table(checked)
        return
    if form == "html":
        from claims.cli.check_page import page

        text = page(checked)
    else:
        text = as_json(checked)
    click.echo(text.encode(), nl=False)


def check_document(name: str, data: bytes, choice: EngineChoice, language: str = "") -> Checked:
    """Read a document and extract its claims; raise InvalidInput for what cannot be read.

    The language that is given wins over the one that the text shows.
    """
    from claims.archiving.reader import read_document
    from claims.extraction.base import Passage
    from claims.extraction.language import detect
    from claims.extraction.routing import engine_for

    engine, access = open_engine(choice)
    document = read_document(name, data)
    language = language or detect(document.text)
    engine = engine_for(engine, language)
    candidates = engine.extract(Passage(text=document.text, title=document.title, language=language))
    tell_use(access)
    return Checked(
        title=document.title,
        text=document.text,
        sha256=digest(document.text),
        language=language,
        engine=engine.name,
        engine_version=engine.version,
        candidates=tuple(candidates),
    )


def read_input(file: str) -> tuple[str, bytes]:
    """Return the name and bytes of a file or of standard input (“-”); raise InvalidInput when it cannot be."""
    if file == "-":
        data = _limited(_("standard input"), sys.stdin.buffer)
        is_html = data.lstrip()[:20].lower().startswith(_HTML_STARTS)
        return (_("standard input.html") if is_html else _("standard input")), data
    path = Path(file)
    try:
        if path.is_dir():
            raise InvalidInput(_("%(file)s is a folder; name one file.", file=file))
        with path.open("rb") as stream:
            return path.name, _limited(path.name, stream)
    except (OSError, ValueError) as error:  # ValueError: a NUL in the name
        reason = getattr(error, "strerror", None) or str(error)
        raise InvalidInput(_("%(file)s cannot be read: %(reason)s.", file=file, reason=reason)) from error


def _limited(name: str, stream: BinaryIO) -> bytes:
    """Read no more than may be taken in, however much there is."""
    from claims.domain.article import MAX_UPLOAD_BYTES

    data = stream.read(MAX_UPLOAD_BYTES + 1)
    if len(data) > MAX_UPLOAD_BYTES:
        megabytes = f"{MAX_UPLOAD_BYTES / 1_000_000:.0f}"
        raise InvalidInput(_("%(name)s has more than %(max)s MB; no more can be read.", name=name, max=megabytes))
    return data
