"""The forms of removal: what is to be erased, and the confirmation."""

from flask_babel import lazy_gettext as _
from wtforms import IntegerField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from claims.domain.article import MAX_ADDRESS_LENGTH
from claims.domain.label import label
from claims.domain.removal import MAX_REMOVAL_SENTENCE_LENGTH, RemovalStatus, RemovalSubject
from claims.web.address import MAX_ID
from claims.web.forms import DeskForm


class SubjectForm(DeskForm):
    """Asks what is to be removed."""

    class Meta(DeskForm.Meta):
        """It only leads to the page that asks the rest, and is sent with GET."""

        csrf = False

    kind = SelectField(_("What"), validators=[InputRequired()])
    number = IntegerField(
        _("Its number"),
        description=_("As in its address: the claim at /claims/12 has the number 12."),
        validators=[InputRequired(_("Give its number.")), NumberRange(1, MAX_ID)],
    )

    def name_kinds(self) -> "SubjectForm":
        """Offer every kind by its name, in the language of the page."""
        self.kind.choices = [(kind.value, label(kind)) for kind in RemovalSubject]
        return self


class RemovalForm(DeskForm):
    """Says how a thing is removed, and asks for its name to be typed."""

    status_code = SelectField(_("Its address then answers"), validators=[InputRequired()])
    sentence = TextAreaField(
        _("What readers are told in its place"),
        description=_("Public. Left empty: “What stood here was removed.”"),
        validators=[Optional(), Length(max=MAX_REMOVAL_SENTENCE_LENGTH)],
    )
    blocked_by = StringField(
        _("Who ordered it"),
        description=_(
            "Only for legal reasons: the address of the court or office, for programs that ask (RFC 7725)."
        ),
        validators=[Optional(), Length(max=MAX_ADDRESS_LENGTH)],
    )
    typed = StringField(
        _("Type it to confirm"), validators=[InputRequired(_("Type what stands above the field."))]
    )

    def name_statuses(self) -> "RemovalForm":
        """Offer both answers by name."""
        self.status_code.choices = [
            (RemovalStatus.GONE.value, _("410 – removed")),
            (RemovalStatus.LEGAL.value, _("451 – removed for legal reasons")),
        ]
        return self
