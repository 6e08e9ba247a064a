"""The form on a claim's page that says who made the claim."""

from flask_babel import lazy_gettext as _
from wtforms import RadioField, StringField
from wtforms.validators import InputRequired, Length, Optional

from claims.domain.article import MAX_ADDRESS_LENGTH
from claims.domain.claimant import MAX_CLAIMANT_LENGTH, ClaimantKind
from claims.domain.label import label
from claims.web.forms import DeskForm
from claims.web.forms.source import web_address


class ClaimantForm(DeskForm):
    """Who made the claim."""

    name = StringField(
        _("Name"), validators=[InputRequired(_("Say who made the claim.")), Length(max=MAX_CLAIMANT_LENGTH)]
    )
    kind = RadioField(_("Kind"), default=ClaimantKind.PERSON.value)
    same_as = StringField(
        _("Address that says who this is"),
        description=_("Wikipedia, Wikidata or an official site."),
        validators=[Optional(), Length(max=MAX_ADDRESS_LENGTH), web_address],
    )

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.kind.choices = [(kind.value, label(kind)) for kind in ClaimantKind]
