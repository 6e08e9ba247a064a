"""Forms of sources: a new one, one that is there, one that becomes evidence for a claim, and its copies."""

from collections.abc import Sequence
from dataclasses import replace
from enum import StrEnum
from http import HTTPStatus
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from flask_wtf.file import FileField
from wtforms import (
    BooleanField,
    DateField,
    Field,
    Form,
    IntegerField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.validators import InputRequired, Length, NumberRange, Optional, ValidationError
from wtforms.widgets import HiddenInput

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


class SourceFields(DeskForm):
    """What a person says of a source."""

    kind = SelectField(_("Kind of source"))
    title = StringField(
        _("Title"),
        description=_("As published. Left empty: what the page calls itself."),
        validators=[MayBeEmpty(), _NAME],
    )
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
    interests = TextAreaField(
        _("Interests"),
        description=_("Who pays for it, and what it may gain from the answer; readers see it."),
        validators=[Optional(), Length(max=MAX_NOTE_LENGTH)],
        render_kw={"rows": 2},
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

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kind.choices = _choices(SourceKind)
        self.no_snapshot_reason.choices = [("", gettext("There is a copy, or none is needed"))]
        self.no_snapshot_reason.choices += _choices(NoSnapshotReason)

    def validate(self, extra_validators: Any = None) -> bool:
        """Check the fields, and what one asks of another."""
        valid = super().validate(extra_validators)
        missing = self._missing() if self.is_to_describe else {}
        for name, message in missing.items():
            self[name].errors = [*self[name].errors, message]
            self.status = HTTPStatus.UNPROCESSABLE_ENTITY
        return valid and not missing

    @property
    def is_to_describe(self) -> bool:
        """Whether the fields describe a source, not one that was chosen."""
        return True

    def _missing(self) -> dict[str, str]:
        no_address = self.chosen_kind is SourceKind.PAGE and not self.address.data
        no_sentence = (
            self.no_snapshot_reason.data == NoSnapshotReason.OTHER.value and not self.no_snapshot_note.data
        )
        named = self.title.data or self.address.data
        missing = {
            "title": "" if named else gettext("Give the source a title, or choose one that is there."),
            "address": gettext("A web page needs its address.") if no_address else "",
            "no_snapshot_note": gettext("Say in a sentence why there is no archived copy.") if no_sentence else "",
        }
        return {name: message for name, message in missing.items() if message}

    @property
    def chosen_kind(self) -> SourceKind | None:
        """What was chosen, if it is a kind."""
        return SourceKind(self.kind.data) if self.kind.data in set(SourceKind) else None

    def new_source(self) -> NewSource:
        """Return what the form says of the source."""
        reason = self.no_snapshot_reason.data
        return NewSource(
            kind=self.chosen_kind or SourceKind.OTHER,
            title=self.title.data or "",
            address=self.address.data or "",
            publisher=self.publisher.data or "",
            published_on=self.published_on.data,
            accessed_on=self.accessed_on.data,
            primary=self.primary.data,
            origin=self.origin.data or "",
            interests=self.interests.data or "",
            no_snapshot_reason=NoSnapshotReason(reason) if reason else None,
            no_snapshot_note=self.no_snapshot_note.data or "",
        )


class EditSourceForm(SourceFields):
    """The same of a source that is there; ``edits`` says which state of it the form was made from."""

    edits = IntegerField(widget=HiddenInput(), validators=[InputRequired(), NumberRange(min=1)])

    @classmethod
    def of(cls, source: Source) -> "EditSourceForm":
        """Return the form as the source fills it in."""
        reason = source.no_snapshot_reason.value if source.no_snapshot_reason else ""
        return cls(formdata=None, obj=source, kind=source.kind.value, no_snapshot_reason=reason)


class NewSourceForm(SourceFields):
    """A source from its address, from a file, or described."""

    file = FileField(
        _("Own capture"),
        description=_(
            "Where a page needs a sign-in, or for a document: a saved page, a PDF, a picture of the screen, a web"
            " archive (.warc, .wacz), a recording or a film."
        ),
        validators=[Optional()],
    )
    fetch = BooleanField(
        _("Archive the address now"),
        description=_("The page is fetched from this desk and kept: its bytes, its text and the day."),
    )
    archive_address = StringField(
        _("Address of an archived copy"),
        description=_("Where an outside archive keeps the page, if it does; readers see the link."),
        validators=[Optional(), Length(max=MAX_ADDRESS_LENGTH), web_address],
    )
    all_the_same = BooleanField(_("It is another source all the same"))

    @property
    def chosen_kind(self) -> SourceKind | None:
        """What was chosen; a file without an address is a document, not a page."""
        kind = super().chosen_kind
        is_file = bool(self.file.data) and not self.address.data
        return SourceKind.DOCUMENT if kind is SourceKind.PAGE and is_file else kind

    def new_source(self) -> NewSource:
        """Return what the form says of the source."""
        title = (self.title.data or "").strip()
        if not title and not self.address.data and self.file.data:
            title = _last_part(self.file.data.filename)
        return replace(super().new_source(), title=title, archive_address=self.archive_address.data or "")

    def _missing(self) -> dict[str, str]:
        missing = super()._missing()
        if self.file.data:
            missing.pop("title", None)
        return missing


class SourceForm(SaysFields, NewSourceForm):
    """A source, new or there already, and what it says about the claim."""

    source = SelectField(
        _("Source"),
        validators=[MayBeEmpty()],
        description=_("A source that another claim rests on already is described once and used again."),
    )

    def __init__(self, sources: Sequence[Source], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.source.choices = [("", gettext("A new source, described below")), *map(_choice, sources)]
        self.stance.choices = _choices(Stance)

    @property
    def is_to_describe(self) -> bool:
        """Only a new source has to be described."""
        return not self.source.data

    @property
    def source_id(self) -> int | None:
        """The source that is there already, or None for a new one."""
        return int(self.source.data) if self.source.data else None

    def offer(self, known: Source) -> None:
        """Propose a source that is there."""
        if str(known.id) not in dict(self.source.choices):
            self.source.choices.append(_choice(known))
        self.source.data = str(known.id)


class CaptureForm(DeskForm):
    """A person's own capture, or where an outside archive keeps the source."""

    file = FileField(
        _("Own capture"),
        description=_("A saved page, a PDF, a picture of the screen, a web archive, a recording or a film."),
        validators=[Optional()],
    )
    archive_address = StringField(
        _("Address of an archived copy"),
        description=_("At web.archive.org, archive.today, perma.cc or anywhere else; readers see the link."),
        validators=[Optional(), Length(max=MAX_ADDRESS_LENGTH), web_address],
    )


def _last_part(name: str) -> str:
    return name.replace("\\", "/").rsplit("/", 1)[-1][:MAX_SOURCE_NAME_LENGTH]


def _choices(kind: type[StrEnum]) -> list[tuple[str, str]]:
    return [(member.value, label(member)) for member in kind]


def _choice(source: Source) -> tuple[str, str]:
    parts = [source.title, source.publisher]
    return str(source.id), " · ".join(part for part in parts if part)
