"""Forms of what readers send in, and of what the desk does with it."""

from http import HTTPStatus
from time import time
from typing import Any

from flask import current_app, request
from flask_babel import gettext
from flask_babel import lazy_gettext as _
from flask_wtf.file import FileField
from itsdangerous import BadSignature, SignatureExpired, URLSafeTimedSerializer
from wtforms import EmailField, HiddenField, IntegerField, RadioField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from claims.domain.article import MAX_ADDRESS_LENGTH
from claims.domain.claim import MAX_CLAIM_LENGTH
from claims.domain.tip import MAX_CONTACT_LENGTH, MAX_TIP_ANSWER_LENGTH, MAX_TIP_LENGTH, TipKind
from claims.services.tip import NewTip
from claims.web.address import MAX_ID
from claims.web.forms import DeskForm
from claims.web.forms.source import web_address
from claims.web.language import language_tag

QUICKEST = 2
"""Seconds; nobody fills a form in faster, programs do."""
SLOWEST = 24 * 3600


class ReaderForm(DeskForm):
    """What every form that readers send has: proof of when it was made, and a field that people leave empty."""

    class Meta(DeskForm.Meta):
        """No cookie is set for readers: the signed time stands in for the token."""

        csrf = False

    made = HiddenField()
    website = StringField(_("Leave this field empty"), validators=[Optional(), Length(max=200)])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.made.data:
            self.made.data = _signer().dumps(request.path)

    def validate(self, extra_validators: Any = None) -> bool:
        """Refuse also what no person sent; what was typed stays."""
        valid = super().validate(extra_validators)
        refusal = self._refusal()
        if refusal:
            self.form_errors = [*self.errors.get(None, ()), refusal]
            self.status = HTTPStatus.UNPROCESSABLE_ENTITY
        return valid and not refusal

    def _refusal(self) -> str:
        if self.website.data:
            self.website.data = ""
            return str(gettext("A field that must stay empty was filled in. Send the form once more."))
        try:
            _path, at = _signer().loads(self.made.data or "", max_age=SLOWEST, return_timestamp=True)
        except (SignatureExpired, BadSignature):
            self.made.data = _signer().dumps(request.path)
            return str(gettext("The form was open for too long. It lost nothing: send it once more."))
        fast = time() - at.timestamp() < QUICKEST
        return str(gettext("That was very fast. Send the form once more.")) if fast else ""


class SubmitForm(ReaderForm):
    """A claim to check, or a source."""

    kind = RadioField(_("What do you send?"), default=TipKind.CLAIM.value)
    text = TextAreaField(
        _("What is it?"),
        description=_("The claim in the words that you saw, and where; or what the source shows."),
        validators=[InputRequired(_("Write something first.")), Length(max=MAX_TIP_LENGTH)],
        render_kw={"rows": 5},
    )
    address = StringField(
        _("Address"),
        description=_("Of the page, post or document, if it has one."),
        validators=[Optional(), Length(max=MAX_ADDRESS_LENGTH), web_address],
    )
    picture = FileField(
        _("Picture"),
        description=_("PNG, JPEG, WebP or GIF, at most 10 MB. What a camera notes in it is removed."),
        validators=[Optional()],
        render_kw={"accept": "image/png,image/jpeg,image/webp,image/gif"},
    )
    contact = EmailField(
        _("Your e-mail address"),
        description=_("Only if the desk may ask you something. The answer comes at a private address."),
        validators=[Optional(), Length(max=MAX_CONTACT_LENGTH)],
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kind.choices = [
            (TipKind.CLAIM.value, gettext("A claim to check")),
            (TipKind.SOURCE.value, gettext("A source for or against a claim")),
        ]

    def tip(self, claim_id: int | None = None) -> NewTip:
        """Return what was typed in."""
        return NewTip(
            TipKind(self.kind.data),
            self.text.data,
            self.address.data or "",
            self.contact.data or "",
            language_tag(),
            claim_id,
        )


class FeedbackForm(SubmitForm):
    """A request for correction, or other feedback."""

    text = TextAreaField(
        _("What is wrong, or what do you want to say?"),
        description=_("Say where it stands, and how you know."),
        validators=[InputRequired(_("Write something first.")), Length(max=MAX_TIP_LENGTH)],
        render_kw={"rows": 6},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kind.choices = [
            (TipKind.CORRECTION.value, gettext("Something should be corrected")),
            (TipKind.OTHER.value, gettext("Other feedback")),
        ]
        if not self.kind.raw_data:
            self.kind.data = TipKind.CORRECTION.value


def _signer() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(current_app.secret_key or "", salt="reader form")


class AnswerTipForm(DeskForm):
    """What senders of a tip read."""

    answer = TextAreaField(
        _("Answer"),
        description=_("The senders read it at their private addresses."),
        validators=[Optional(), Length(max=MAX_TIP_ANSWER_LENGTH)],
        render_kw={"rows": 4},
    )


class ClaimOfTipForm(DeskForm):
    """The claim that a tip becomes."""

    text = TextAreaField(
        _("Claim"),
        description=_("In our words: one statement that can be true or false, readable on its own."),
        validators=[InputRequired(_("A claim needs words.")), Length(max=MAX_CLAIM_LENGTH)],
        render_kw={"rows": 3},
    )


class NumberForm(DeskForm):
    """The number of a claim, or of another tip."""

    number = IntegerField(
        _("Number of the claim or tip"),
        validators=[InputRequired(_("Give a number.")), NumberRange(min=1, max=MAX_ID)],
    )
