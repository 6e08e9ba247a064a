"""The form of a new version."""

from typing import Any

from flask_babel import lazy_gettext as _
from flask_wtf.file import FileField
from wtforms import Field, TextAreaField, ValidationError
from wtforms.validators import Length

from claims.domain.article import MAX_TEXT_LENGTH
from claims.web.forms import DeskForm
from claims.web.forms.article import FILE_KINDS


class NewVersionForm(DeskForm):
    """What an article says now, pasted or uploaded."""

    text = TextAreaField(
        _("What it says now"),
        description=_("The whole text; paste it here, or choose a file below."),
        validators=[Length(max=MAX_TEXT_LENGTH)],
        render_kw={"rows": 12},
    )
    file = FileField(_("File"), render_kw={"accept": FILE_KINDS})

    def validate_text(self, field: Field) -> None:
        """Ask for exactly one text."""
        pasted, uploaded = bool(field.data and field.data.strip()), bool(self.file.data)
        if pasted == uploaded:
            raise ValidationError(_("Paste a text or choose a file, not both."))

    def take(self, text: str) -> None:
        """Show what an uploaded file says in the form, so that nothing is lost."""
        self.text.data = text

    def refuse_file(self, reason: str) -> Any:
        """Say why a file cannot be read."""
        self.file.errors = [reason]
        return None
