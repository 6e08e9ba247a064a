"""What a person says of a source and a claim: part of the form that attaches a source, and a form of its own."""

from typing import Any, Self

from flask_babel import lazy_gettext as _
from wtforms import Form, IntegerField, RadioField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, NumberRange, Optional
from wtforms.widgets import HiddenInput

from claims.domain.label import label
from claims.domain.source import MAX_NOTE_LENGTH, MAX_QUOTE_LENGTH, MAX_SOURCE_NAME_LENGTH, Evidence, Stance
from claims.services.source import NewEvidence
from claims.web.forms import DeskForm


class SaysFields(Form):  # type: ignore[misc]
    """Stance, quoted words, and what is said of them."""

    stance = RadioField(
        _("What the source does to the claim"),
        validate_choice=True,
        validators=[InputRequired(_("Say what the source does to the claim."))],
    )
    quote = TextAreaField(
        _("Quoted words"),
        description=_(
            "Exactly as they stand in the source, in its own language, without quotation marks. Put … where you "
            "leave something out, and square brackets round what you add. The desk looks for them in the copy."
        ),
        validators=[Optional(), Length(max=MAX_QUOTE_LENGTH)],
    )
    translation = TextAreaField(
        _("Translation"),
        description=_("When the source is in another language."),
        validators=[Optional(), Length(max=MAX_QUOTE_LENGTH)],
    )
    locator = StringField(
        _("Where in the source"),
        description=_("Page, table or minute."),
        validators=[Optional(), Length(max=MAX_SOURCE_NAME_LENGTH)],
    )
    note = TextAreaField(
        _("Note"),
        description=_("What the words show; readers see it."),
        validators=[Optional(), Length(max=MAX_NOTE_LENGTH)],
    )

    def new_evidence(self) -> NewEvidence:
        """Return what the form says the source does to the claim."""
        return NewEvidence(
            stance=Stance(self.stance.data),
            quote=self.quote.data or "",
            translation=self.translation.data or "",
            locator=self.locator.data or "",
            note=self.note.data or "",
        )


class EvidenceForm(SaysFields, DeskForm):
    """Changing a piece of evidence."""

    edits = IntegerField(widget=HiddenInput(), validators=[InputRequired(), NumberRange(min=1)])

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.stance.choices = [(stance.value, label(stance)) for stance in Stance]

    @classmethod
    def of(cls, evidence: Evidence) -> Self:
        """Return the form of a piece of evidence as it is stored."""
        names = ("quote", "translation", "locator", "note", "edits")
        data = {name: getattr(evidence, name) for name in names}
        return cls(formdata=None, data={**data, "stance": evidence.stance.value})
