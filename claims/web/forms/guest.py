"""Forms of the invitation of a guest."""

from flask_babel import lazy_gettext as _
from wtforms import BooleanField, EmailField, IntegerField, StringField
from wtforms.validators import InputRequired, Length, NumberRange

from claims.domain.person import MAX_EMAIL_LENGTH, MAX_NAME_LENGTH
from claims.domain.token import MAX_GUEST_DAYS
from claims.web.forms import DeskForm


class GuestForm(DeskForm):
    """Somebody who is to approve one verdict."""

    name = StringField(
        _("Name"),
        description=_("Readers see it as the name of who approved the verdict."),
        validators=[InputRequired(_("Type a name.")), Length(max=MAX_NAME_LENGTH)],
    )
    email = EmailField(
        _("E-mail address"),
        description=_("So that the desk knows them again; readers never see it."),
        validators=[InputRequired(_("Type an e-mail address.")), Length(max=MAX_EMAIL_LENGTH)],
    )
    days = IntegerField(
        _("For how many days"),
        default=7,
        description=_("1 to %(max)s.", max=MAX_GUEST_DAYS),
        validators=[
            InputRequired(_("Type for how many days.")),
            NumberRange(1, MAX_GUEST_DAYS, _("An invitation lasts 1 to %(max)s days.", max=MAX_GUEST_DAYS)),
        ],
    )
    mail = BooleanField(
        _("Mail them the address"),
        default=True,
        description=_("Whoever reads their mail can then come in as them: leave it off to pass it on yourself."),
    )
