"""Forms of signing in and of setting up a desk."""

from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from wtforms import BooleanField, EmailField, HiddenField, PasswordField, SelectField, StringField
from wtforms.validators import EqualTo, InputRequired, Length

from claims.domain.article import MAX_ADDRESS_LENGTH
from claims.domain.label import label
from claims.domain.person import (
    MAX_EMAIL_LENGTH,
    MAX_NAME_LENGTH,
    MAX_PASSWORD_LENGTH,
    MIN_PASSWORD_LENGTH,
    MailRhythm,
)
from claims.web.forms import DeskForm


class SignInForm(DeskForm):
    """Who comes in, and where to."""

    email = EmailField(
        _("E-mail address"),
        validators=[InputRequired(_("Type your e-mail address.")), Length(max=MAX_EMAIL_LENGTH)],
    )
    password = PasswordField(
        _("Password"),
        validators=[InputRequired(_("Type your password.")), Length(max=MAX_PASSWORD_LENGTH)],
    )
    next = HiddenField(validators=[Length(max=MAX_ADDRESS_LENGTH)])


class NewPasswordForm(DeskForm):
    """A password that somebody chooses."""

    password = PasswordField(
        _("Password"),
        description=_("At least %(min)s characters; a few unrelated words are good.", min=MIN_PASSWORD_LENGTH),
        validators=[
            InputRequired(_("Choose a password.")),
            Length(
                min=MIN_PASSWORD_LENGTH,
                max=MAX_PASSWORD_LENGTH,
                message=_("The password needs at least %(min)s characters.", min=MIN_PASSWORD_LENGTH),
            ),
        ],
    )
    again = PasswordField(
        _("Password once more"),
        validators=[EqualTo("password", _("The two passwords are not the same."))],
    )


class SetupForm(NewPasswordForm):
    """The first admin."""

    name = StringField(
        _("Name"),
        description=_("As readers see it on what you write."),
        validators=[InputRequired(_("Type your name.")), Length(max=MAX_NAME_LENGTH)],
    )
    email = EmailField(
        _("E-mail address"),
        description=_("You sign in with it; readers never see it."),
        validators=[InputRequired(_("Type your e-mail address.")), Length(max=MAX_EMAIL_LENGTH)],
    )


class ProfileForm(DeskForm):
    """How somebody is called."""

    name = StringField(
        _("Name"),
        description=_("As your colleagues see it, and readers too unless you choose otherwise."),
        validators=[InputRequired(_("Type your name.")), Length(max=MAX_NAME_LENGTH)],
    )
    as_desk = BooleanField(
        _("Readers see “the desk” instead of my name"),
        description=_("Holds for what is published from now on; verdicts that are published stay as they are."),
    )


class MyProfileForm(ProfileForm):
    """How somebody is called, and how often they get mail."""

    mail = SelectField(
        _("Mail of what happened"),
        description=_("Only where the desk can send mail. Everything stands on the page “Notifications” too."),
        choices=[rhythm.value for rhythm in MailRhythm],
    )

    def name_rhythms(self) -> "MyProfileForm":
        """Give the choices their names in the page's language."""
        self.mail.choices = [(rhythm.value, label(rhythm)) for rhythm in MailRhythm]
        return self


class InvitationForm(ProfileForm, NewPasswordForm):
    """Somebody who was invited and comes."""


class ChangePasswordForm(NewPasswordForm):
    """A new password, by who knows the present one."""

    present = PasswordField(
        _("Present password"),
        validators=[InputRequired(_("Type your present password.")), Length(max=MAX_PASSWORD_LENGTH)],
    )

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.password.label.text = gettext("New password")
        self.again.label.text = gettext("New password once more")
