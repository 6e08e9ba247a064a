"""The claims of one article as a table for a terminal."""

import sys
import unicodedata
from io import TextIOWrapper

from rich.console import Console
from rich.table import Table
from rich.text import Text

from claims.cli.checked import Checked
from claims.domain.label import label
from claims.extraction.base import Candidate
from claims.i18n import gettext as _
from claims.i18n import ngettext

_BIDI_CONTROLS = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def print_table(checked: Checked) -> None:
    """Print the claims, in colours only where there is a terminal."""
    if isinstance(sys.stdout, TextIOWrapper):
        sys.stdout.reconfigure(errors="replace")  # a terminal without Unicode shows question marks
    console = Console(highlight=False)
    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column(_("No."), justify="right")
    table.add_column(_("Claim"), ratio=1, overflow="fold")
    table.add_column(_("Kind"), no_wrap=True)
    table.add_column(_("Score"), justify="right", no_wrap=True)
    for number, candidate in enumerate(checked.candidates, 1):
        table.add_row(str(number), _wording(candidate), label(candidate.kind), f"{candidate.score:.2f}")
    if checked.title:
        console.print(Text(_printable(checked.title), style="bold"))
    console.print(table)
    count = ngettext("%(num)s claim", "%(num)s claims", len(checked.candidates))
    console.print(
        Text(_("%(count)s, engine %(name)s", count=count, name=f"{checked.engine} {checked.engine_version}"))
    )


def _wording(candidate: Candidate) -> Text:
    wording = Text(_printable(candidate.text))
    if candidate.attribution:
        wording.append("\n" + _("said by %(name)s", name=_printable(candidate.attribution)), style="dim")
    return wording


def _printable(text: str) -> str:
    """Keep a stranger's text from steering the terminal or turning the line round."""
    return "".join(
        "\ufffd" if unicodedata.category(character) == "Cc" or character in _BIDI_CONTROLS else character
        for character in " ".join(text.split())
    )
