"""The form that attaches a source to a claim: a new one, or one that is there already."""

from collections.abc import Sequence
from enum import StrEnum
from http import HTTPStatus
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from wtforms import BooleanField, DateField, Field, Form, SelectField, StringField
from wtforms.validators import Length, Optional, ValidationError

from claims.domain.article import MAX_ADDRESS_LENGTH
from claims.domain.label import label
from claims.domain.source import (
    MAX_NOTE_LENGTH,
    MAX_SOURCE_NAME_LENGTH,
    NoSnapshotReason,
    Source,
    SourceKind,
    Stance,
)
from claims.errors import InvalidInput
from claims.services.address import require_web_address
from claims.services.source import NewSource
from claims.web.forms import DeskForm, MayBeEmpty
from claims.web.forms.evidence import SaysFields

_NAME = Length(max=MAX_SOURCE_NAME_LENGTH)


def web_address(_form: Form, field: Field) -> None:
    """Refuse what is not an http or https address."""
    try:
        require_web_address(field.data)
    except InvalidInput as error:
        raise ValidationError(error.message) from None


class SourceForm(SaysFields, DeskForm):
    """A source, and what it says about the claim."""

    source = SelectField(
        _("Source"),
        validators=[MayBeEmpty()],
        description=_("A source that another claim rests on already is described once and used again."),
    )
    kind = SelectField(_("Kind of source"))
    title = StringField(_("Title"), description=_("As published."), validators=[MayBeEmpty(), _NAME])
    address = StringField(
        _("Address"),
        description=_("Begins with https:// or http://; a web page needs one."),
        validators=[MayBeEmpty(), Length(max=MAX_ADDRESS_LENGTH), web_address],
    )
    publisher = StringField(_("Publisher"), validators=[Optional(), _NAME])
    published_on = DateField(_("Published on"), validators=[Optional()])
    accessed_on = DateField(_("Read on"), description=_("Left empty: today."), validators=[Optional()])
    primary = BooleanField(
        _("This is a primary source"),
        description=_("The first-hand document, figure or speaker, not a report of it."),
    )
    origin = StringField(
        _("Origin group"),
        description=_(
            "Sources that go back to one origin count once: give two copies of a wire report the same words here, "
            "for instance the name of the agency and the day."
        ),
        validators=[Optional(), _NAME],
    )
    archive_address = StringField(
        _("Address of an archived copy"),
        description=_("Where an outside archive keeps the page, if it does."),
        validators=[Optional(), Length(max=MAX_ADDRESS_LENGTH), web_address],
    )
    no_snapshot_reason = SelectField(
        _("Why there is no archived copy"),
        validators=[MayBeEmpty()],
        description=_(
            "A web source needs an archived copy, or the reason why it has none; readers see the reason."
        ),
    )
    no_snapshot_note = StringField(
        _("The reason in a sentence"),
        description=_("Needed for “other”."),
        validators=[MayBeEmpty(), Length(max=MAX_NOTE_LENGTH)],
    )

    def __init__(self, sources: Sequence[Source], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.source.choices = [("", gettext("A new source, described below")), *map(_choice, sources)]
        self.kind.choices = _choices(SourceKind)
        self.no_snapshot_reason.choices = [("", gettext("There is a copy, or none is needed"))]
        self.no_snapshot_reason.choices += _choices(NoSnapshotReason)
        self.stance.choices = _choices(Stance)

    @property
    def source_id(self) -> int | None:
        """The source that is there already, or None for a new one."""
        return int(self.source.data) if self.source.data else None

    def validate(self, extra_validators: Any = None) -> bool:
        """Check the fields; only a new source has to be described."""
        valid = super().validate(extra_validators)
        missing = {} if self.source.data else self._missing()
        for name, message in missing.items():
            self[name].errors = [*self[name].errors, message]
            self.status = HTTPStatus.UNPROCESSABLE_ENTITY
        return valid and not missing

    def _missing(self) -> dict[str, str]:
        no_address = self.kind.data == SourceKind.PAGE.value and not self.address.data
        no_sentence = (
            self.no_snapshot_reason.data == NoSnapshotReason.OTHER.value and not self.no_snapshot_note.data
        )
        missing = {
            "title": "" if self.title.data else gettext("Give the source a title, or choose one that is there."),
            "address": gettext("A web page needs its address.") if no_address else "",
            "no_snapshot_note": gettext("Say in a sentence why there is no archived copy.") if no_sentence else "",
        }
        return {name: message for name, message in missing.items() if message}

    def new_source(self) -> NewSource:
        """Return what the form says of a new source."""
        reason = self.no_snapshot_reason.data
        return NewSource(
            kind=SourceKind(self.kind.data),
            title=self.title.data or "",
            address=self.address.data or "",
            publisher=self.publisher.data or "",
            published_on=self.published_on.data,
            accessed_on=self.accessed_on.data,
            primary=self.primary.data,
            origin=self.origin.data or "",
            archive_address=self.archive_address.data or "",
            no_snapshot_reason=NoSnapshotReason(reason) if reason else None,
            no_snapshot_note=self.no_snapshot_note.data or "",
        )


def _choices(kind: type[StrEnum]) -> list[tuple[str, str]]:
    return [(member.value, label(member)) for member in kind]


def _choice(source: Source) -> tuple[str, str]:
    parts = [source.title, source.publisher]
    return str(source.id), " · ".join(part for part in parts if part)
