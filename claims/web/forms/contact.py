"""Forms of the right of reply: who was asked, and what they answered."""

import re
from typing import Any

from flask_babel import lazy_gettext as _
from wtforms import BooleanField, Field, IntegerField, SelectField, StringField, TextAreaField, ValidationError
from wtforms.validators import InputRequired, Length, NumberRange, Optional
from wtforms.widgets import HiddenInput

from claims.domain.contact import (
    MAX_ANSWER_LENGTH,
    MAX_CONTACT_CLAIMS,
    MAX_QUESTION_LENGTH,
    MAX_WHOM_LENGTH,
    Channel,
)
from claims.domain.label import label
from claims.services.contact import Answer, Asking
from claims.web.address import MAX_ID
from claims.web.forms import DeskForm
from claims.web.forms.moment import MomentField

_NUMBER = re.compile(r"\d{1,10}")
_NUMBERS = re.compile(r"[\s,;#\d]*")
MAX_NUMBERS_LENGTH = 11 * MAX_CONTACT_CLAIMS


class NumbersField(StringField):  # type: ignore[misc]
    """Numbers of claims, apart by commas or spaces."""

    def pre_validate(self, form: Any) -> None:  # noqa: ARG002 (WTForms' own signature)
        """Refuse what is no list of numbers."""
        text = self.data or ""
        if not _NUMBERS.fullmatch(text) or any(number > MAX_ID for number in self.numbers):
            raise ValidationError(_("Give numbers of claims, such as 12, 15."))

    @property
    def numbers(self) -> list[int]:
        """The numbers, each once."""
        return list(dict.fromkeys(int(found) for found in _NUMBER.findall(self.data or "")))


class AskForm(DeskForm):
    """Who was asked, how, what and until when."""

    asked_whom = StringField(
        _("Who was asked"),
        description=_("The person or office, as readers will see it: the ministry’s press office."),
        validators=[InputRequired(_("Say who was asked.")), Length(max=MAX_WHOM_LENGTH)],
    )
    channel = SelectField(_("How"))
    address = StringField(
        _("Where"),
        description=_("Number, e-mail or account. Only the desk sees it."),
        validators=[Optional(), Length(max=MAX_WHOM_LENGTH)],
    )
    asked_at = MomentField(_("Asked at"), validators=[InputRequired(_("Say when they were asked."))])
    deadline = MomentField(
        _("Asked to answer by"),
        description=_("From then on the verdict need not wait. Left empty: 24 hours after the question."),
        validators=[Optional()],
    )
    question = TextAreaField(
        _("Question"),
        description=_("As it was sent. Only the desk sees it."),
        validators=[Optional(), Length(max=MAX_QUESTION_LENGTH)],
        render_kw={"rows": 5},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.channel.choices = [(channel.value, label(channel)) for channel in Channel]

    @property
    def asking(self) -> Asking:
        """What was typed in."""
        return Asking(
            asked_whom=self.asked_whom.data,
            channel=Channel(self.channel.data),
            asked_at=self.asked_at.data,
            deadline=self.deadline.data,
            address=self.address.data or "",
            question=self.question.data or "",
        )


class NewContactForm(AskForm):
    """The same, and which claims it is about."""

    claims = NumbersField(
        _("Claims"),
        description=_("Their numbers: one question may cover many claims."),
        validators=[InputRequired(_("Say which claims it is about.")), Length(max=MAX_NUMBERS_LENGTH)],
    )


class EditContactForm(AskForm):
    """The same of a contact that is there."""

    edits = IntegerField(widget=HiddenInput(), validators=[InputRequired(), NumberRange(min=1)])


class CoverForm(DeskForm):
    """Which claims a contact covers, besides those that are ticked."""

    claims = NumbersField(
        _("Further claims"),
        description=_("Of other articles, by their numbers."),
        validators=[Optional(), Length(max=MAX_NUMBERS_LENGTH)],
    )
    edits = IntegerField(widget=HiddenInput(), validators=[InputRequired(), NumberRange(min=1)])


class AnswerForm(DeskForm):
    """What they answered."""

    answered_at = MomentField(_("Answered at"), validators=[Optional()])
    answer = TextAreaField(
        _("Answer"),
        description=_("In their words. Readers see it with the verdict, unless you say otherwise below."),
        validators=[Optional(), Length(max=MAX_ANSWER_LENGTH)],
        render_kw={"rows": 6},
    )
    answer_private = BooleanField(
        _("Not for the public"),
        description=_("Readers then see only that they answered, and when."),
    )
    edits = IntegerField(widget=HiddenInput(), validators=[InputRequired(), NumberRange(min=1)])

    def validate_answered_at(self, field: Field) -> None:
        """Ask for the moment of an answer."""
        if (self.answer.data or "").strip() and field.data is None:
            raise ValidationError(_("Say when they answered."))

    @property
    def given(self) -> Answer:
        """What was typed in."""
        return Answer(self.answered_at.data, self.answer.data or "", bool(self.answer_private.data))
