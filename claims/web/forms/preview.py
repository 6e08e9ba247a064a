"""The form that lends a preview."""

from flask_babel import lazy_gettext as _
from wtforms import IntegerField, StringField
from wtforms.validators import InputRequired, Length, NumberRange

from claims.domain.token import MAX_PREVIEW_NOTE_LENGTH, PREVIEW_DAYS
from claims.web.forms import DeskForm


class PreviewForm(DeskForm):
    """Whom it is for, and for how long."""

    whom = StringField(
        _("Whom is it for?"),
        description=_("Their name stands across the page, so that a copy can be told."),
        validators=[InputRequired(_("Say whom it is for.")), Length(max=MAX_PREVIEW_NOTE_LENGTH)],
    )
    days = IntegerField(
        _("For how many days?"),
        default=7,
        validators=[InputRequired(_("Give a number of days.")), NumberRange(*PREVIEW_DAYS)],
    )
