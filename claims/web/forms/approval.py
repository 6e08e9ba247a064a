"""The forms on the page of a second person, and of the editor who publishes."""

from typing import Any

from flask_babel import lazy_gettext as _
from wtforms import BooleanField, DateTimeLocalField, HiddenField, RadioField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional, Regexp

from claims.domain.comment import MAX_COMMENT_LENGTH
from claims.domain.label import label
from claims.domain.rating import Scale
from claims.domain.verdict import MAX_SHORT_TEXT_LENGTH, CorrectionKind
from claims.web.forms import DeskForm

_COMMENT = Length(max=MAX_COMMENT_LENGTH)
_PUBLIC = Length(max=MAX_SHORT_TEXT_LENGTH)
_EDITS = (InputRequired(), Regexp(r"^\d{1,9}$"))
"""What the person saw: a decision on something else does not count."""


class ApproveForm(DeskForm):
    """A second person's approval."""

    edits = HiddenField(validators=_EDITS)
    comment = TextAreaField(_("Comment"), description=_("For the desk only."), validators=[Optional(), _COMMENT])
    acknowledged = BooleanField(_("I rated it otherwise, and approve this rating all the same."))

    def __init__(self, *, differs: bool = False, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        if not differs:
            del self.acknowledged


class BlindForm(DeskForm):
    """The rating that a second person would give."""

    rating = RadioField(_("Your rating"), coerce=int, validators=[InputRequired(_("Choose a rating."))])

    def __init__(self, scale: Scale, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.rating.choices = [(rating.id, rating.label) for rating in scale.ratings]
        self.offered = {str(rating.id): rating for rating in scale.ratings}


class ApproveAloneForm(DeskForm):
    """An editor's approval without a second person."""

    edits = HiddenField(validators=_EDITS)
    reason = TextAreaField(
        _("Why nobody else approves it"), description=_("For the desk only."), validators=[Optional(), _COMMENT]
    )


class CheckLaterForm(DeskForm):
    """A second person's check of what was published without one."""

    edits = HiddenField(validators=_EDITS)
    remark = TextAreaField(_("Comment"), description=_("For the desk only."), validators=[Optional(), _COMMENT])


class ReturnForm(DeskForm):
    """What the author should change."""

    changes = TextAreaField(
        _("What should be changed"),
        description=_("For the author."),
        validators=[InputRequired(_("Say what should be changed.")), _COMMENT],
    )


class PublishForm(DeskForm):
    """From the second revision on: what kind of correction it is, and the public note."""

    kind = RadioField(_("What this revision does"), validators=[InputRequired(_("Say what this revision does."))])
    note = TextAreaField(
        _("Public note"),
        description=_("What was corrected, and why. Readers see it on the verdict; a minor change needs none."),
        validators=[Optional(), _PUBLIC],
    )

    at = DateTimeLocalField(
        _("Not now, but at this moment"),
        description=_("By the desk’s clocks. The checklist is looked at again then."),
        format=["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"],
        validators=[Optional()],
    )

    def __init__(self, number: int, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        if number == 1:
            del self.kind, self.note
        else:
            self.kind.choices = [(k.value, label(k)) for k in CorrectionKind if k is not CorrectionKind.WITHDRAWN]

    @property
    def correction(self) -> CorrectionKind | None:
        """The kind of correction, or None on a first publication."""
        return CorrectionKind(self.kind.data) if "kind" in self else None

    @property
    def public_note(self) -> str:
        """The note for readers, empty on a first publication."""
        return self.note.data or "" if "note" in self else ""


class WithdrawForm(DeskForm):
    """The public note that says why a verdict is withdrawn."""

    why = TextAreaField(
        _("Public note"),
        description=_("Why it is withdrawn. Readers see it where the verdict was."),
        validators=[InputRequired(_("Say in a public note why the verdict is withdrawn.")), _PUBLIC],
    )
