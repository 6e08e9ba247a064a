"""The forms of withheld sources: attaching one, and letting another person read it."""

from collections.abc import Sequence
from dataclasses import asdict, replace
from http import HTTPStatus
from typing import Any, Self

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from flask_wtf.file import FileField
from wtforms import (
    BooleanField,
    DateField,
    HiddenField,
    IntegerField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import InputRequired, Length, NumberRange, Optional, Regexp
from wtforms.widgets import CheckboxInput, HiddenInput

from claims.domain.article import MAX_ADDRESS_LENGTH
from claims.domain.label import label
from claims.domain.person import Person
from claims.domain.source import (
    MAX_NOTE_LENGTH,
    MAX_PUBLIC_DESCRIPTION_LENGTH,
    MAX_SEALED_NOTE_LENGTH,
    MAX_SOURCE_NAME_LENGTH,
    Source,
    SourceKind,
    Stance,
)
from claims.services.source import NewSource
from claims.services.withheld_change import Withheld
from claims.web.forms import DeskForm, MayBeEmpty
from claims.web.forms.evidence import SaysFields
from claims.web.forms.source import web_address

_NAME = Length(max=MAX_SOURCE_NAME_LENGTH)


class WithheldFields(DeskForm):
    """What a withheld source is."""

    public_description = StringField(
        _("Public description"),
        description=_("All that readers and the rest of the desk learn of it, such as “a former employee”."),
        validators=[MayBeEmpty(), Length(max=MAX_PUBLIC_DESCRIPTION_LENGTH)],
    )
    kind = SelectField(_("Kind of source"), default=SourceKind.INTERVIEW.value)
    title = StringField(_("What it is"), validators=[MayBeEmpty(), _NAME])
    address = StringField(
        _("Address"),
        description=_("It is kept, encrypted, and never fetched."),
        validators=[Optional(), Length(max=MAX_ADDRESS_LENGTH), web_address],
    )
    publisher = StringField(_("Publisher"), validators=[Optional(), _NAME])
    published_on = DateField(_("Published on"), validators=[Optional()])
    primary = BooleanField(
        _("This is a primary source"),
        description=_("The first-hand document, figure or speaker, not a report of it; readers see this."),
    )
    origin = StringField(
        _("Origin group"),
        description=_("Sources with the same words here count as one, also open ones; the words are encrypted."),
        validators=[Optional(), _NAME],
    )
    remarks = TextAreaField(_("Note on the source"), validators=[Optional(), Length(max=MAX_NOTE_LENGTH)])

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.kind.choices = [(kind.value, label(kind)) for kind in SourceKind]

    def new_source(self) -> NewSource:
        """Return what the form says of the source."""
        return NewSource(
            kind=SourceKind(self.kind.data),
            title=self.title.data or "",
            address=self.address.data or "",
            publisher=self.publisher.data or "",
            published_on=self.published_on.data,
            primary=self.primary.data,
            origin=self.origin.data or "",
        )


class ChangeWithheldForm(WithheldFields):
    """Changing what a withheld source is."""

    interests = TextAreaField(_("Interests"), validators=[Optional(), Length(max=MAX_NOTE_LENGTH)])
    remarks = TextAreaField(_("Note on the source"), validators=[Optional(), Length(max=MAX_SEALED_NOTE_LENGTH)])
    edits = IntegerField(widget=HiddenInput(), validators=[InputRequired(), NumberRange(min=1)])

    @classmethod
    def of(cls, known: Withheld, edits: int) -> Self:
        """Return the form of a source as it is sealed."""
        values = {**asdict(known.is_), "kind": known.is_.kind.value, "edits": edits}
        texts = {"public_description": known.public_description, "remarks": known.remarks}
        return cls(formdata=None, data={**values, **texts})

    def withheld(self) -> Withheld:
        """Return what the form says."""
        new = replace(self.new_source(), interests=self.interests.data or "")
        return Withheld(new, self.public_description.data or "", self.remarks.data or "")


class WithheldForm(SaysFields, WithheldFields):
    """A withheld source, and what it says about the claim."""

    source = SelectField(
        _("Source"), validators=[MayBeEmpty()], description=_("Withheld sources that you may read.")
    )
    people = SelectMultipleField(
        _("Who else may read it"),
        coerce=int,
        validators=[Optional()],
        description=_("You may always. An admin who is not named cannot read it either."),
        option_widget=CheckboxInput(),
    )
    capture = FileField(
        _("A copy of it"),
        description=_("A saved page, a document or a picture. It is encrypted before it is kept."),
        validators=[Optional()],
    )

    def __init__(self, sources: Sequence[Source], people: Sequence[Person], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.source.choices = [("", gettext("A new source, described below"))]
        self.source.choices += [(str(source.id), source.public_description) for source in sources]
        self.people.choices = [(person.id, person.name) for person in people]
        self.note.description = gettext("What the words show; encrypted like the rest.")
        self.stance.choices = [(stance.value, label(stance)) for stance in Stance]

    def refuse(self, message: str) -> None:
        """Say what is wrong with the file; what was typed stays."""
        self.validate()
        self.capture.errors = [*self.capture.errors, message]
        self.status = HTTPStatus.UNPROCESSABLE_ENTITY

    @property
    def source_id(self) -> int | None:
        """The withheld source that is there already, or None for a new one."""
        return int(self.source.data) if self.source.data else None


class WithholdForm(DeskForm):
    """What an open source needs to be withheld."""

    public_description = StringField(
        _("Public description"),
        description=_("All that readers and the rest of the desk learn of it, such as “a former employee”."),
        validators=[InputRequired(), Length(max=MAX_PUBLIC_DESCRIPTION_LENGTH)],
    )
    people = SelectMultipleField(
        _("Who else may read it"),
        coerce=int,
        validators=[Optional()],
        description=_("You may always. An admin who is not named cannot read it either."),
        option_widget=CheckboxInput(),
    )
    edits = HiddenField(validators=[InputRequired(), Regexp(r"^\d{1,9}$")])

    def __init__(self, people: Sequence[Person], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.people.choices = [(person.id, person.name) for person in people]


class AccessForm(DeskForm):
    """One more person who may read a withheld source."""

    person = SelectField(_("Somebody else who may read it"), coerce=int)

    def __init__(self, people: Sequence[Person], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.person.choices = [(person.id, person.name) for person in people]
