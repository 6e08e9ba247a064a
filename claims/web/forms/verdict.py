"""The form that a verdict is written in."""

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from werkzeug.datastructures import MultiDict
from wtforms import DateField, HiddenField, RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional, Regexp

from claims.domain.anchor import normalise
from claims.domain.gate import GATE_REASONS, Gate, GateAnswer, GateReason
from claims.domain.label import label
from claims.domain.rating import Scale
from claims.domain.source import MAX_NOTE_LENGTH
from claims.domain.verdict import (
    MAX_EXPLANATION_LENGTH,
    MAX_NOTICE_LENGTH,
    MAX_SHORT_TEXT_LENGTH,
    MAX_SUMMARY_LENGTH,
    VerdictRevision,
)
from claims.services.gate import Draft, answers_of
from claims.web.forms import DeskForm, MayBeEmpty

TEXTS = ("summary", "explanation", "searched", "how_to_repeat", "could_change", "recheck_when")
_SHORT = (Optional(), Length(max=MAX_SHORT_TEXT_LENGTH))


class VerdictForm(DeskForm):
    """Rating, texts, dates, and the reasons given at the gates that take one."""

    edits = HiddenField(validators=[InputRequired(), Regexp(r"^\d{1,9}$")])
    rating = RadioField(_("Rating"), coerce=int, validators=[MayBeEmpty()])
    summary = TextAreaField(
        _("In short"),
        description=_("One sentence for readers whose time is short."),
        validators=[MayBeEmpty(), Length(max=MAX_SUMMARY_LENGTH)],
    )
    explanation = TextAreaField(
        _("Explanation"),
        description=_("How the evidence leads to the rating. Markdown: **bold**, lists, [words](address)."),
        validators=[MayBeEmpty(), Length(max=MAX_EXPLANATION_LENGTH)],
    )
    as_of = DateField(
        _("Holds as of"),
        description=_("The day that the answer is right for."),
        validators=[MayBeEmpty()],
    )
    recheck_on = DateField(
        _("Look again on"),
        description=_("When the answer may have changed."),
        validators=[Optional()],
    )
    searched = TextAreaField(
        _("What was searched"),
        description=_("Where, when and for what: also what was not found."),
        validators=_SHORT,
    )
    how_to_repeat = TextAreaField(
        _("How to repeat this check"),
        description=_("The steps by which a reader comes to the same answer."),
        validators=_SHORT,
    )
    could_change = TextAreaField(
        _("What could change our mind"),
        description=_("What would have to turn up for another rating."),
        validators=_SHORT,
    )

    recheck_when = StringField(
        _("Look again when"),
        description=_("An event after which the answer may have changed. Readers see it."),
        validators=[Optional(), Length(max=MAX_NOTICE_LENGTH)],
    )

    def __init__(
        self,
        revision: VerdictRevision,
        scale: Scale,
        *,
        typed: Mapping[str, str] | None = None,
        fresh: bool = False,
    ) -> None:
        """``typed``: what was sent once and not saved; ``fresh``: what is saved, whatever the request says."""
        chosen = {"formdata": MultiDict(typed) if typed else None} if typed or fresh else {}
        super().__init__(data=_values(revision, scale), **chosen)
        self.rating.choices = [(rating.id, rating.label) for rating in scale.ratings]
        self.offered = {str(rating.id): rating for rating in scale.ratings}
        for gate, reasons in GATE_REASONS.items():
            choices = [(reason.value, label(reason)) for reason in reasons]
            self[_reason(gate)].choices = [("", gettext("No reason given")), *choices]
            self[_reason(gate)].label.text = label(gate)

    @property
    def texts(self) -> dict[str, str]:
        """Return the texts by name."""
        return {name: self[name].data or "" for name in TEXTS}

    @property
    def answers(self) -> dict[Gate, GateAnswer]:
        """Return the reasons given at the gates."""
        return {
            gate: GateAnswer(GateReason(self[_reason(gate)].data), self[_note(gate)].data or "")
            for gate in GATE_REASONS
            if self[_reason(gate)].data in GATE_REASONS[gate]
        }

    @property
    def written(self) -> list[Any]:
        """Return every field that somebody fills in."""
        pairs = [field for pair in self.gate_fields for field in pair]
        return [self.rating, self.as_of, self.recheck_on, *(self[name] for name in TEXTS), *pairs]

    def says(self, typed: Mapping[str, str]) -> bool:
        """Whether the form says the same as what was typed once."""
        return all(_plain(field.data) == _plain(typed.get(field.name)) for field in self.written)

    def draft(self, revision: VerdictRevision) -> Draft:
        """Return what the form says, as far as it can be read, to look at before it is saved."""
        return Draft(
            language=revision.language,
            claimant=revision.claimant,
            rating=self.offered.get(str(self.rating.data)),
            as_of=self.as_of.data,
            recheck_on=self.recheck_on.data,
            answers=self.answers,
            **{name: text[:MAX_EXPLANATION_LENGTH].strip() for name, text in self.texts.items()},
        )

    @property
    def gate_fields(self) -> list[tuple[Any, Any]]:
        """Return the fields of each gate that takes a reason: the reason, and its sentence."""
        return [(self[_reason(gate)], self[_note(gate)]) for gate in GATE_REASONS]


def _plain(value: Any) -> str:
    return "" if value is None else normalise(str(value)).strip()


def _reason(gate: Gate) -> str:
    return f"{gate.value}_reason"


def _note(gate: Gate) -> str:
    return f"{gate.value}_note"


for _gate in GATE_REASONS:
    setattr(VerdictForm, _reason(_gate), SelectField(_("Reason"), validators=[Optional()]))
    setattr(
        VerdictForm,
        _note(_gate),
        StringField(_("Which, where, when"), validators=[Optional(), Length(max=MAX_NOTE_LENGTH)]),
    )


def _values(revision: VerdictRevision, scale: Scale) -> dict[str, Any]:
    values = {name: getattr(revision, name) for name in (*TEXTS, "edits", "as_of", "recheck_on")}
    for gate, answer in answers_of(revision).items():
        values |= {_reason(gate): answer.reason.value, _note(gate): answer.note}
    key = revision.rating.key if revision.rating else None  # perhaps of an earlier version of the scale
    rating_id = next((rating.id for rating in scale.ratings if rating.key == key), None)
    return {**values, "rating": rating_id}
