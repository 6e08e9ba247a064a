"""Forms of signing in and of setting up a desk."""

from flask_babel import lazy_gettext as _
from wtforms import EmailField, HiddenField, PasswordField, StringField
from wtforms.validators import EqualTo, InputRequired, Length

from claims.domain.article import MAX_ADDRESS_LENGTH
from claims.domain.person import MAX_EMAIL_LENGTH, MAX_NAME_LENGTH, MAX_PASSWORD_LENGTH, MIN_PASSWORD_LENGTH
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


class SetupForm(DeskForm):
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
