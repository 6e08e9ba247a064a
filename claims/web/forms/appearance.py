"""The form that says where else a claim appears."""

from datetime import UTC, datetime, time

from flask_babel import lazy_gettext as _
from wtforms import DateField, IntegerField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional

from claims.domain.claim import MAX_CLAIM_LENGTH
from claims.domain.claimant import MAX_CLAIMANT_LENGTH
from claims.web.forms import DeskForm


class AppearanceForm(DeskForm):
    """Words of an article, and who said them there; ``start`` and ``end`` are code points, if known."""

    words = TextAreaField(
        _("Words of the article"),
        description=_("Exactly as they stand there. Select them in the text, or copy them."),
        validators=[
            InputRequired(_("Type or select the words that make the claim.")),
            Length(max=MAX_CLAIM_LENGTH),
        ],
        render_kw={"rows": 3},
    )
    attribution = StringField(
        _("Said there by"),
        description=_("Left empty: the article itself."),
        validators=[Optional(), Length(max=MAX_CLAIMANT_LENGTH)],
    )
    said_on = DateField(_("Said there on"), validators=[Optional()])
    start = IntegerField(validators=[Optional()])
    end = IntegerField(validators=[Optional()])

    @property
    def said_at(self) -> datetime | None:
        """The day on which it was said there, as a moment."""
        return datetime.combine(self.said_on.data, time(), UTC) if self.said_on.data else None
