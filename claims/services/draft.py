"""What a person writes into a revision: what it may hold, and what a stale form is told."""

from collections.abc import Mapping, Sequence
from datetime import date

from sqlalchemy.orm import Session

from claims.domain.gate import GATE_REASONS, Gate, GateAnswer
from claims.domain.label import label
from claims.domain.source import MAX_NOTE_LENGTH
from claims.domain.verdict import (
    MAX_EXPLANATION_LENGTH,
    MAX_NOTICE_LENGTH,
    MAX_SHORT_TEXT_LENGTH,
    MAX_SUMMARY_LENGTH,
    VerdictRevision,
)
from claims.errors import Choice, InvalidInput, StaleEdit
from claims.i18n import gettext as _
from claims.services.gate import answers_of, name_of
from claims.services.rating import get_rating

_LIMITS = {
    "summary": MAX_SUMMARY_LENGTH,
    "explanation": MAX_EXPLANATION_LENGTH,
    "searched": MAX_SHORT_TEXT_LENGTH,
    "how_to_repeat": MAX_SHORT_TEXT_LENGTH,
    "could_change": MAX_SHORT_TEXT_LENGTH,
    "recheck_when": MAX_NOTICE_LENGTH,
}


def check_texts(texts: Mapping[str, str]) -> None:
    """Raise InvalidInput for a text that a verdict does not have, or that is too long."""
    for name, text in texts.items():
        if name not in _LIMITS:
            raise InvalidInput(_("A verdict has no text called “%(name)s”.", name=name))
        if len(text) > _LIMITS[name]:
            raise InvalidInput(_("“%(name)s” may have at most %(max)s characters.", name=name, max=_LIMITS[name]))


def check_answers(answers: Mapping[Gate, GateAnswer]) -> None:
    """Raise InvalidInput for a reason that a gate does not take, or a note that is too long."""
    for gate, answer in answers.items():
        if answer.reason not in GATE_REASONS.get(gate, ()):
            raise InvalidInput(
                _("“%(reason)s” is no reason at “%(gate)s”.", reason=label(answer.reason), gate=label(gate))
            )
        if len(answer.note) > MAX_NOTE_LENGTH:
            raise InvalidInput(_("A note may have at most %(max)s characters.", max=MAX_NOTE_LENGTH))


def check_dates(as_of: date | None, recheck_on: date | None) -> None:
    """Raise InvalidInput for a day to look again that is not after the day that the answer holds for."""
    if as_of and recheck_on and recheck_on <= as_of:
        raise InvalidInput(_("The day to look again must come after the day that the answer holds for."))


def stale(
    session: Session,
    revision: VerdictRevision,
    rating_id: int | None,
    columns: Mapping[str, str | date | None],
    answers: Mapping[Gate, GateAnswer],
) -> StaleEdit:
    """Tell what is stored and what was not saved, by the names that the form has."""
    mine = {name: columns[name] or "" for name in columns}
    theirs = {name: getattr(revision, name) or "" for name in columns}
    stored = answers_of(revision)
    gates = [gate for gate in GATE_REASONS if gate in answers or gate in stored]
    return StaleEdit(
        _("%(what)s was changed by somebody else since you opened it.", what=name_of(revision)),
        theirs={"rating": _rating(session, revision.rating_id), **theirs, **_reasons(gates, stored)},
        yours={"rating": _rating(session, rating_id), **mine, **_reasons(gates, answers)},
        edits=revision.edits,
    )


def _rating(session: Session, rating_id: int | None) -> Choice:
    if rating_id is None:
        return Choice("", _("No rating yet."))
    return Choice(str(rating_id), get_rating(session, rating_id).label)


def _reasons(gates: Sequence[Gate], answers: Mapping[Gate, GateAnswer]) -> dict[str, str]:
    found = {gate: answers.get(gate) for gate in gates}
    reasons = {f"{gate}_reason": answer.reason if answer else "" for gate, answer in found.items()}
    return reasons | {f"{gate}_note": answer.note if answer else "" for gate, answer in found.items()}
