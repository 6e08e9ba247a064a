"""Forms of the triage of claims."""

from collections.abc import Sequence

from flask_babel import lazy_gettext as _
from wtforms import HiddenField, IntegerField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, NumberRange, Optional
from wtforms.widgets import HiddenInput

from claims.domain.article import MAX_ADDRESS_LENGTH
from claims.domain.claim import MAX_CLAIM_LENGTH, Claim
from claims.domain.claimant import MAX_CLAIMANT_LENGTH
from claims.domain.kind import ClaimKind
from claims.domain.label import label
from claims.web.forms import DeskForm

_SHOWN_WORDS = 120


class TriageForm(DeskForm):
    """A form that knows which page of the desk to go back to."""

    back = HiddenField(validators=[Length(max=MAX_ADDRESS_LENGTH)])


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
    """Which claim says the same."""

    into = SelectField(
        _("The claim that stays"),
        coerce=int,
        validators=[InputRequired(_("Choose the claim that stays."))],
    )

    def offer(self, claims: Sequence[Claim]) -> "MergeForm":
        """Offer these claims."""
        self.into.choices = [(claim.id, f"{claim.id} · {_short(claim.text)}") for claim in claims]
        return self


def _short(text: str) -> str:
    return text if len(text) <= _SHOWN_WORDS else text[: _SHOWN_WORDS - 1] + "…"
