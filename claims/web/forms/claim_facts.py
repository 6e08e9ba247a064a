"""Forms of what the desk knows of a claim: when and where it was made, who checks it, why, and by when."""

from collections.abc import Collection, Sequence
from typing import Any

from flask_babel import lazy_gettext as _
from wtforms import DateField, IntegerField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, NumberRange, Optional
from wtforms.widgets import HiddenInput

from claims.domain.claim import MAX_CLAIM_LENGTH, MAX_OCCASION_LENGTH, Claim, SelectionReason
from claims.domain.claimant import MAX_CLAIMANT_LENGTH
from claims.domain.kind import ClaimKind
from claims.domain.label import label
from claims.domain.person import Person
from claims.domain.tag import MAX_TAG_LENGTH
from claims.services.claim_facts import Facts
from claims.web.forms import DeskForm
from claims.web.language import languages


class FactsForm(DeskForm):
    """What the desk knows of a claim besides its words."""

    kind = SelectField(_("Kind"))
    language = SelectField(_("Language of the claim"))
    said_on = DateField(
        _("Said on"), description=_("The day on which the claimant made it."), validators=[Optional()]
    )
    said_where = StringField(
        _("Place or occasion"),
        description=_("For example: in parliament, on television, at a rally in Lyon."),
        validators=[Optional(), Length(max=MAX_OCCASION_LENGTH)],
    )
    provenance = StringField(
        _("How it came to us"),
        description=_("Only the desk sees this. A claim that stands in no article needs it."),
        validators=[Optional(), Length(max=MAX_OCCASION_LENGTH)],
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kind.choices = [(kind.value, label(kind)) for kind in ClaimKind]
        known = languages()
        chosen = self.language.data
        self.language.choices = known if chosen in dict(known) or not chosen else [*known, (chosen, chosen)]

    def facts(self) -> Facts:
        """Return what was typed in."""
        return Facts(
            kind=ClaimKind(self.kind.data),
            language=self.language.data,
            said_on=self.said_on.data,
            said_where=self.said_where.data or "",
            provenance=self.provenance.data or "",
        )


class EditFactsForm(FactsForm):
    """The same of a claim that is there; ``edits`` says which state of it the form was made from."""

    edits = IntegerField(widget=HiddenInput(), validators=[InputRequired(), NumberRange(min=1)])


class NewClaimWithoutArticleForm(FactsForm):
    """A rumour or a tip."""

    text = TextAreaField(
        _("Claim"),
        description=_("In our words: one statement that can be true or false, readable on its own."),
        validators=[InputRequired(_("A claim needs words.")), Length(max=MAX_CLAIM_LENGTH)],
        render_kw={"rows": 3},
    )
    attribution = StringField(
        _("Said by"),
        description=_("Who is said to say it, if you know."),
        validators=[Optional(), Length(max=MAX_CLAIMANT_LENGTH)],
    )
    provenance = StringField(
        _("How it came to us"),
        description=_("A call, a message, a rumour in a group … Only the desk sees this."),
        validators=[InputRequired(_("Say how the claim came to the desk.")), Length(max=MAX_OCCASION_LENGTH)],
    )


class PlanForm(DeskForm):
    """Who checks a claim, and by when."""

    assignee = SelectField(_("Who checks it"))
    deadline = DateField(_("Until when"), validators=[Optional()])
    edits = IntegerField(widget=HiddenInput(), validators=[InputRequired(), NumberRange(min=1)])

    def offer(self, people: Sequence[Person], barred: Collection[int]) -> "PlanForm":
        """Offer these people and nobody, but for who has a conflict of interest."""
        free = [(str(one.id), one.name) for one in people if one.id not in barred]
        self.assignee.choices = [("", _("nobody yet")), *free]
        return self

    @classmethod
    def of(cls, claim: Claim) -> "PlanForm":
        """Return the form as the claim fills it in."""
        chosen = str(claim.assignee_id or "")
        return cls(formdata=None, assignee=chosen, deadline=claim.deadline, edits=claim.edits)

    @property
    def assignee_id(self) -> int | None:
        """Who was chosen."""
        return int(self.assignee.data) if self.assignee.data else None


class SelectionForm(DeskForm):
    """Why a claim is checked."""

    reason = SelectField(_("Why it is checked"), validators=[Optional()])
    note = StringField(
        _("In a sentence"),
        description=_("Needed for another reason. Reports may say it."),
        validators=[Optional(), Length(max=MAX_OCCASION_LENGTH)],
    )
    edits = IntegerField(widget=HiddenInput(), validators=[InputRequired(), NumberRange(min=1)])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.reason.choices = [("", _("not said")), *((reason.value, label(reason)) for reason in SelectionReason)]

    @property
    def chosen(self) -> SelectionReason | None:
        """The reason that was chosen."""
        return SelectionReason(self.reason.data) if self.reason.data else None


class TagForm(DeskForm):
    """A topic to file a claim under."""

    name = StringField(_("Topic"), validators=[InputRequired(_("Name the topic.")), Length(max=MAX_TAG_LENGTH)])
