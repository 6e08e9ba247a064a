"""The form that links a verdict with the one that it translates."""

from flask_babel import lazy_gettext as _
from wtforms import IntegerField
from wtforms.validators import NumberRange, Optional

from claims.web.address import MAX_ID
from claims.web.forms import DeskForm


class TranslationForm(DeskForm):
    """The claim whose verdict is translated."""

    number = IntegerField(
        _("Number of the claim whose verdict it translates"),
        description=_("Left empty: it is no translation."),
        validators=[Optional(), NumberRange(min=1, max=MAX_ID)],
    )
