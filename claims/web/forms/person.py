"""Forms of the people of the desk."""

from collections.abc import Sequence

from flask_babel import lazy_gettext as _
from wtforms import EmailField, SelectField, StringField
from wtforms.validators import InputRequired, Length

from claims.domain.label import label
from claims.domain.person import DESK_ROLES, MAX_EMAIL_LENGTH, MAX_NAME_LENGTH, Person, Role
from claims.web.forms import DeskForm

NOBODY = "0"


class RoleForm(DeskForm):
    """What somebody may do."""

    role = SelectField(_("Role"), choices=[role.value for role in DESK_ROLES])

    def name_roles(self) -> "RoleForm":
        """Give the roles their names in the page's language."""
        self.role.choices = [(role.value, label(role)) for role in DESK_ROLES]
        return self

    @property
    def chosen(self) -> Role:
        """The role that was chosen."""
        return Role(self.role.data)


class InviteForm(RoleForm):
    """Somebody who is to come to the desk."""

    name = StringField(
        _("Name"),
        description=_("They can change it when they come."),
        validators=[InputRequired(_("Type a name.")), Length(max=MAX_NAME_LENGTH)],
    )
    email = EmailField(
        _("E-mail address"),
        description=_("They sign in with it; readers never see it."),
        validators=[InputRequired(_("Type an e-mail address.")), Length(max=MAX_EMAIL_LENGTH)],
    )


class HandOverForm(DeskForm):
    """Who goes on with the open work of somebody."""

    to = SelectField(_("Who goes on with these claims?"), validate_choice=True)

    def offer(self, people: Sequence[Person], leaving: int, nobody: str) -> "HandOverForm":
        """Offer everybody else, and nobody."""
        others = [(str(person.id), person.name) for person in people if person.id != leaving]
        self.to.choices = [(NOBODY, nobody), *others]
        return self

    @property
    def to_id(self) -> int | None:
        """The number of who was chosen, None for nobody."""
        return int(self.to.data) or None
