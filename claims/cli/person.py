"""``claims person``: accounts for people of the desk."""

import secrets
import sys

import click

from claims.cli.desk import Desk, acting_as, as_option, ready_desk_option
from claims.domain.label import label
from claims.domain.permission import Permission
from claims.domain.person import Role
from claims.i18n import gettext as _


@click.group()
def person() -> None:
    """Add people to the desk."""


@person.command()
@click.argument("email")
@click.argument("name")
@click.option("--role", type=click.Choice([role.value for role in Role]), required=True)
@click.option("--generate", is_flag=True, help="Make a password and print it, instead of asking for one.")
@as_option
@ready_desk_option
def add(desk: Desk, *, email: str, name: str, role: str, generate: bool, acting: str | None) -> None:
    """Add somebody with the address EMAIL and the public NAME.

    The password is asked for, twice; without a terminal one is made and printed.
    """
    from claims.services.person import add_person, hash_password

    made = generate or not sys.stdin.isatty()
    password = secrets.token_urlsafe(12) if made else _ask()
    hashed = hash_password(password)
    with desk.database.session_scope(write=True) as session:
        actor = acting_as(session, acting, Permission.PERSON_MANAGE)
        added = add_person(session, actor, email=email, name=name, role=Role(role), password_hash=hashed)
        said = _("%(name)s was added as %(role)s.", name=added.name, role=label(added.role))
    click.echo(said)
    if made:
        click.echo(_("Password: %(password)s", password=password))


def _ask() -> str:
    password: str = click.prompt(_("Password"), hide_input=True, confirmation_prompt=True)
    return password
