"""Forms of the triage of claims."""

from collections.abc import Collection, Sequence

from flask_babel import lazy_gettext as _
from wtforms import DateField, HiddenField, IntegerField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, NumberRange, Optional, Regexp
from wtforms.widgets import HiddenInput

from claims.domain.article import MAX_ADDRESS_LENGTH
from claims.domain.claim import MAX_CLAIM_LENGTH, MAX_OCCASION_LENGTH, Claim, DropReason, SetAsideReason
from claims.domain.claimant import MAX_CLAIMANT_LENGTH
from claims.domain.kind import ClaimKind
from claims.domain.label import label
from claims.domain.person import Person
from claims.web.forms import DeskForm

_SHOWN_WORDS = 120


class TriageForm(DeskForm):
    """A form of a claim's card, which knows the page to go back to and the state of the claim that it shows."""

    back = HiddenField(validators=[Length(max=MAX_ADDRESS_LENGTH)])
    article = HiddenField(validators=[Optional(), Regexp(r"^\d{1,9}$")])
    """The article on whose workbench it stands."""
    edits = IntegerField(widget=HiddenInput(), validators=[Optional(), NumberRange(min=1)])

    def numbered(self, claim_id: int) -> None:
        """Give the fields ids of their own, so that the forms of two cards can stand on one page."""
        for field in self:
            field.id = f"{field.id}-{claim_id}"
            field.label.field_id = field.id


class EditClaimForm(TriageForm):
    """A claim's words; ``edits`` says which state of the claim the form was made from."""

    text = TextAreaField(
        _("Claim"),
        description=_("One statement that can be true or false, readable on its own."),
        validators=[InputRequired(_("A claim needs words.")), Length(max=MAX_CLAIM_LENGTH)],
        render_kw={"rows": 3},
    )
    kind = SelectField(_("Kind"), choices=[kind.value for kind in ClaimKind])
    attribution = StringField(
        _("Said by"),
        description=_("Who says it inside the article. Left empty: the article itself."),
        validators=[Optional(), Length(max=MAX_CLAIMANT_LENGTH)],
    )
    edits = IntegerField(widget=HiddenInput(), validators=[InputRequired(), NumberRange(min=1)])

    def name_kinds(self) -> "EditClaimForm":
        """Give the kinds their names in the page's language."""
        self.kind.choices = [(kind.value, label(kind)) for kind in ClaimKind]
        return self


class SplitForm(TriageForm):
    """What a claim is split into."""

    texts = TextAreaField(
        _("Claims"),
        description=_(
            "One on each line. The first keeps the number of the claim, each other one becomes a new claim."
        ),
        validators=[InputRequired(_("Write at least two claims, one on each line."))],
        render_kw={"rows": 6},
    )


class MergeForm(TriageForm):
    """Which claim says the same: one of the article, or one that was looked for in the whole desk."""

    looked_for = ""
    refused = ""
    """Why the claim cannot be merged away."""
    into = SelectField(
        _("The claim that stays"),
        coerce=int,
        validators=[InputRequired(_("Choose the claim that stays."))],
    )

    def offer(self, claims: Sequence[Claim]) -> "MergeForm":
        """Offer these claims."""
        self.into.choices = [(claim.id, f"{claim.id} · {_short(claim.text)}") for claim in claims]
        return self


class WaitForm(TriageForm):
    """Until when a claim waits."""

    until = DateField(_("Until which date?"), validators=[Optional()])
    event = StringField(_("Or until what has happened?"), validators=[Optional(), Length(max=MAX_OCCASION_LENGTH)])


class AssignForm(TriageForm):
    """Who checks a claim."""

    person = SelectField(_("Who checks it?"), coerce=int, validators=[InputRequired(_("Choose a person."))])

    def offer(self, people: Sequence[Person], barred: Collection[int] = ()) -> "AssignForm":
        """Offer these people, and say who is not offered because of a conflict of interest."""
        self.person.choices = [(person.id, person.name) for person in people if person.id not in barred]
        names = ", ".join(person.name for person in people if person.id in barred)
        if names:
            self.person.description = _("Not offered, because of a conflict of interest: %(names)s", names=names)
        return self


class ReasonForm(TriageForm):
    """Why a claim is not checked: set aside, or given up."""

    reason = SelectField(_("Reason"), validators=[InputRequired(_("Choose why the claim is not checked."))])

    def offer(self, reasons: type[SetAsideReason] | type[DropReason]) -> "ReasonForm":
        """Offer these reasons."""
        self.reason.choices = [(reason.value, label(reason)) for reason in reasons]
        return self


def _short(text: str) -> str:
    return text if len(text) <= _SHOWN_WORDS else text[: _SHOWN_WORDS - 1] + "…"
