"""When somebody else saved first: both versions side by side, and a form that saves what is made of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from urllib.parse import urlencode

from flask import request

from claims.domain.label import label
from claims.errors import Choice, StaleEdit, Value
from claims.i18n import gettext as _

SEEN = "seen_"
"""A form may carry what its fields held when it was made, under these names."""
LONG = 80
"""Characters of a value from which it has a field of several lines."""
_OWN = frozenset({"csrf_token", "edits"})
_GO_ON = "then"
"""What a button does after saving: a merged form only saves, so that its person sees it first."""


@dataclass(frozen=True, slots=True)
class Field:
    """One value in both versions."""

    name: str
    theirs: str
    yours: str
    merged: str
    """What is proposed: the one of the two that was changed; yours when both were."""
    choices: Sequence[tuple[str, str]]
    """The two values and what they are called, where one cannot write freely."""
    sent: bool
    """Whether it is a field of the form, or only tells what was meant."""
    long: bool
    day: bool

    @property
    def same(self) -> bool:
        """Whether both versions have the same."""
        return self.theirs == self.yours

    @property
    def both_changed(self) -> bool:
        """Whether a person must decide."""
        return not self.same and self.merged == self.yours


@dataclass(frozen=True, slots=True)
class StaleForm:
    """Both versions, and how to send what is made of them."""

    message: str
    fields: Sequence[Field]
    hidden: Sequence[tuple[str, str]]
    action: str
    """Empty: it cannot be sent again as it is, only copied."""


def stale_form(error: StaleEdit) -> StaleForm:
    """Make the form of the request that came too late."""
    fields = [_field(error, name) for name in dict.fromkeys([*error.yours, *error.theirs])]
    kept = {field.name for field in fields if field.sent}
    hidden = [
        (name, value)
        for name, values in request.form.lists()
        for value in values
        if name not in _OWN | kept | {_GO_ON} and not name.startswith(SEEN)
    ]
    hidden += [(SEEN + field.name, field.theirs) for field in fields if SEEN + field.name in request.form]
    arguments = [(name, value) for name, value in request.args.items(multi=True) if name not in _OWN]
    if error.edits is None:
        return StaleForm(error.message, fields, (), "")
    action = request.path + ("?" + urlencode(arguments) if arguments else "")
    return StaleForm(error.message, fields, [*hidden, ("edits", str(error.edits))], action)


def _field(error: StaleEdit, name: str) -> Field:
    both = error.theirs.get(name, ""), error.yours.get(name, "")
    theirs, yours = map(_sent, both)
    seen = request.form.get(SEEN + name)
    picked = any(isinstance(value, StrEnum | bool | Choice) for value in both)
    return Field(
        name=name,
        theirs=theirs,
        yours=yours,
        merged=theirs if seen == yours else yours,
        choices=[(_sent(value), _called(value)) for value in both] if picked else (),
        sent=name in request.form or any(isinstance(value, bool | Choice) for value in both),
        long=max(len(theirs), len(yours)) > LONG or "\n" in theirs + yours,
        day=any(isinstance(value, date) for value in both),
    )


def _sent(value: Value) -> str:
    """Return a value as a form sends it."""
    if isinstance(value, bool):
        return "y" if value else ""
    return value.key if isinstance(value, Choice) else str(value)


def _called(value: Value) -> str:
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, StrEnum):
        return label(value)
    return value.name if isinstance(value, Choice) else str(value) or _("nothing chosen")
