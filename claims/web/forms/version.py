"""The form of a new version."""

from typing import Any

from flask_babel import lazy_gettext as _
from flask_wtf.file import FileField
from wtforms import Field, HiddenField, IntegerField, TextAreaField, ValidationError
from wtforms.validators import DataRequired, Length, Optional

from claims.domain.article import MAX_TEXT_LENGTH
from claims.domain.claim import MAX_CLAIM_LENGTH
from claims.web.forms import DeskForm
from claims.web.forms.article import FILE_KINDS
from claims.web.forms.upload import UploadForm


class NewVersionForm(UploadForm):
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

    def refuse_file(self, reason: str) -> Any:
        """Say why a file cannot be read."""
        self.file.errors = [reason]
        return None


class PlaceForm(DeskForm):
    """What a claim's old words became; ``start`` and ``end`` are code points of the version, if known."""

    words = TextAreaField(
        _("The words of the article now"),
        description=_("Exactly as they stand there. Select them in the text, or copy them."),
        validators=[
            DataRequired(_("Type or select the words that make the claim now.")),
            Length(max=MAX_CLAIM_LENGTH),
        ],
        render_kw={"rows": 3},
    )
    start = IntegerField(validators=[Optional()])
    end = IntegerField(validators=[Optional()])
    back = HiddenField()
