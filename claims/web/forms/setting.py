"""The form of the desk settings."""

from flask_babel import lazy_gettext as _
from wtforms import BooleanField, IntegerField, SelectField, StringField
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from claims.domain.article import MAX_ADDRESS_LENGTH
from claims.domain.setting import BOUNDS, MAX_DESK_NAME_LENGTH
from claims.web.forms import DeskForm


class SettingForm(DeskForm):
    """What an admin changes while the desk runs."""

    desk_name = StringField(
        _("Name of the desk"),
        description=_("On every page, and as the author of what you publish."),
        validators=[InputRequired(_("Give the desk a name.")), Length(max=MAX_DESK_NAME_LENGTH)],
    )
    public_address = StringField(
        _("Public address"),
        description=_(
            "Where readers reach the desk, such as https://facts.example. It stands in exports and feeds. Left"
            " empty: the address that a reader came by."
        ),
        validators=[Optional(), Length(max=MAX_ADDRESS_LENGTH)],
    )
    language = SelectField(_("Language"), description=_("Of the desk's pages, for readers too."))
    time_zone = StringField(
        _("Time zone"),
        description=_("In which the desk reads and writes the time of day, such as Europe/Berlin."),
        validators=[InputRequired(_("Give the desk a time zone."))],
    )
    one_person_desk = BooleanField(
        _("One person runs this desk"),
        description=_(
            "An editor may then publish a verdict that nobody else has approved, and every such verdict says so to"
            " its readers."
        ),
    )
    link_check_days = IntegerField(
        _("Days between two looks at the links of sources"),
        description=_("What leads nowhere any more is listed under “Sources”. 0: nobody looks."),
        validators=[InputRequired(_("Give a number of days.")), NumberRange(*BOUNDS["link_check_days"])],
    )
    blind_approval = BooleanField(
        _("Second persons rate before they see the verdict"),
        description=_(
            "Whoever approves first says, by the evidence alone, which rating they would give. Both ratings are"
            " kept, and how far they agree is published once there are enough."
        ),
    )
    tips_open = BooleanField(
        _("Readers may send something in"),
        description=_("Claims to check, sources and requests for correction, without an account."),
    )
    tip_contact_days = IntegerField(
        _("Forget how to reach them after"),
        description=_("Days after which the contact data of people who sent something is deleted."),
        validators=[InputRequired(_("Give a number of days.")), NumberRange(*BOUNDS["tip_contact_days"])],
    )
