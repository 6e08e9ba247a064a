"""The form of conflicts of interest."""

from flask_babel import lazy_gettext as _
from wtforms import HiddenField, RadioField, StringField
from wtforms.validators import InputRequired, Length, Optional

from claims.domain.article import MAX_ADDRESS_LENGTH
from claims.domain.claim import MAX_OCCASION_LENGTH
from claims.web.forms import DeskForm


class ConflictForm(DeskForm):
    """What somebody has an interest in."""

    about = RadioField(_("It covers"), validators=[InputRequired(_("Choose what it covers."))])
    reason = StringField(
        _("Why"),
        description=_("Editors can read it. Leave it empty if the reason is private."),
        validators=[Optional(), Length(max=MAX_OCCASION_LENGTH)],
    )
    claim = HiddenField(validators=[Length(max=MAX_ADDRESS_LENGTH)])
    article = HiddenField(validators=[Length(max=MAX_ADDRESS_LENGTH)])
