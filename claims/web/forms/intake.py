"""Forms of the intake queue."""

import csv
import io
from collections.abc import Mapping, Sequence

from flask_babel import lazy_gettext as _
from flask_wtf.file import FileField, FileRequired
from wtforms import BooleanField, HiddenField, TextAreaField
from wtforms.validators import InputRequired, Length

from claims.domain.article import MAX_WRITTEN_BYTES
from claims.domain.intake import MAX_BATCH_LENGTH
from claims.services.sheet import Column
from claims.web.forms import DeskForm

COLUMN_NAMES: Mapping[Column, str] = {
    Column.ADDRESS: _("address of an article"),
    Column.TEXT: _("words of a claim"),
    Column.CLAIMANT: _("who said it"),
    Column.TITLE: _("title"),
    Column.OUTLET: _("outlet"),
    Column.AUTHOR: _("author or speaker"),
    Column.LANGUAGE: _("language (en, de …)"),
    Column.PUBLISHED_AT: _("date (2026-11-22)"),
    Column.NOTE: _("note"),
}


class SheetForm(DeskForm):
    """A spreadsheet of addresses or claims."""

    most = MAX_WRITTEN_BYTES
    file = FileField(
        _("Spreadsheet"),
        description=_("A .csv, .tsv, .xlsx, .xls or .ods file of at most 5 MB; the first row names the columns."),
        validators=[FileRequired(_("Choose a file."))],
        render_kw={"accept": ".csv,.tsv,.txt,.xlsx,.xls,.ods"},
    )


class ColumnsForm(DeskForm):
    """What the columns of a sheet hold; the sheet travels in the form, so nothing is kept before it is sure."""

    name = HiddenField(validators=[Length(max=MAX_BATCH_LENGTH)])
    content = TextAreaField(validators=[InputRequired(), Length(max=2 * MAX_WRITTEN_BYTES)])
    sure = BooleanField()

    def fill(self, name: str, rows: Sequence[Sequence[str]]) -> "ColumnsForm":
        """Put a sheet that was just read into the form."""
        written = io.StringIO()
        csv.writer(written, lineterminator="\n").writerows(rows)
        self.name.data, self.content.data = name, written.getvalue()
        return self

    def rows(self) -> list[list[str]]:
        """Return the sheet that the form carries, its head first."""
        return list(csv.reader(io.StringIO(self.content.data or "", newline="")))

    def columns(self, sent: Mapping[str, str]) -> list[Column | None]:
        """Return what was chosen for each column."""
        known = {column.value for column in Column}
        head = next(iter(self.rows()), [])
        chosen = [sent.get(f"column-{number}", "") for number in range(len(head))]
        return [Column(value) if value in known else None for value in chosen]

    def choices(self) -> Sequence[tuple[str, str]]:
        """Return what a column can hold, in words."""
        named = [(column.value, name) for column, name in COLUMN_NAMES.items()]
        return [("", _("nothing that is taken in")), *named]
