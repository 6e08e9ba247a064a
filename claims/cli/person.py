"""``claims person``: accounts for people of the desk."""

import secrets
import sys

import click

from claims.cli.desk import Desk, acting_as, as_option, ready_desk_option
from claims.domain.label import label
from claims.domain.permission import Permission
from claims.domain.person import DESK_ROLES, Role
from claims.i18n import gettext as _


@click.group()
def person() -> None:
    """Add people to the desk, invite them, and let them in no more."""


_role_option = click.option("--role", type=click.Choice([role.value for role in DESK_ROLES]), required=True)


@person.command()
@click.argument("email")
@click.argument("name")
@_role_option
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


@person.command()
@click.argument("email")
@click.argument("name")
@_role_option
@as_option
@ready_desk_option
def invite(desk: Desk, *, email: str, name: str, role: str, acting: str | None) -> None:
    """Print a one-time address at which NAME chooses a password; it works for seven days.

    Give it to them by a way that others do not read.
    """
    from claims.services.invitation import invite as invite_person
    from claims.services.setting import load_settings

    with desk.database.session_scope(write=True) as session:
        actor = acting_as(session, acting, Permission.PERSON_MANAGE)
        invited, secret = invite_person(session, actor, email=email, name=name, role=Role(role))
        address = f"{load_settings(session).public_address}/invitations/{secret}"
        said = _("%(name)s was invited as %(role)s.", name=invited.name, role=label(invited.role))
    click.echo(said)
    click.echo(_("Address: %(address)s", address=address))


@person.command()
@click.argument("email")
@as_option
@ready_desk_option
def deactivate(desk: Desk, *, email: str, acting: str | None) -> None:
    """Let the person with the address EMAIL in no more; their sessions end at once."""
    from claims.services.person import deactivate as deactivate_person
    from claims.services.person import find_person

    with desk.database.session_scope(write=True) as session:
        actor = acting_as(session, acting, Permission.PERSON_MANAGE)
        person = deactivate_person(session, actor, find_person(session, email).id)
        said = _("%(name)s can no longer sign in.", name=person.name)
    click.echo(said)


def _ask() -> str:
    password: str = click.prompt(_("Password"), hide_input=True, confirmation_prompt=True)
    return password
