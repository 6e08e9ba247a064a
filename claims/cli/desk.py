"""What commands on a desk share: which desk (``--data``), and who acts (``--as``)."""

import getpass
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from functools import cached_property, wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from claims.config import Config, load_config
from claims.domain.permission import Permission, require
from claims.domain.person import Actor, system_actor
from claims.errors import ConfigError, Conflict
from claims.i18n import gettext as _

if TYPE_CHECKING:
    from sqlalchemy.exc import DBAPIError
    from sqlalchemy.orm import Session

    from claims.archiving.registry import Archive
    from claims.db import Database

R = TypeVar("R")

data_option = click.option(
    "--data",
    metavar="DIR",
    envvar="CLAIMS_DATA",
    type=click.Path(path_type=Path),
    help="Folder of the desk [default: CLAIMS_DATA, or the user's data folder].",
)
as_option = click.option("--as", "acting", metavar="EMAIL", help="Act as this person of the desk.")


@dataclass(frozen=True)
class Desk:
    """One desk: its configuration, its database (which may not be made yet), and its archive."""

    config: Config
    database: "Database"

    @cached_property
    def archive(self) -> "Archive":
        """Gets what addresses hold, and keeps files."""
        from claims.archiving.registry import open_archive

        return open_archive(self.config.archive)

    @property
    def removals(self) -> Path:
        """The list of what was removed, which outlives the database."""
        from claims.services.removal_list import LIST_NAME

        return self.config.data / LIST_NAME


@contextmanager
def open_desk(data: Path | None, *, new: bool = True) -> Iterator[Desk]:
    """Open a desk, whatever the state of its database; its folder is made if it may be ``new``.

    Raise ConfigError when the database goes away, is locked or has no room left.
    """
    from sqlalchemy.exc import OperationalError

    from claims.db import Database

    config = load_config(data=data, new=new)
    desk = Desk(config, Database(config.database_url))
    with closing(desk.database):
        try:
            yield desk
        except OperationalError as error:
            raise _unusable(desk, error) from error


def desk_option(command: Callable[..., R]) -> Callable[..., R]:
    """Add ``--data`` to a command and hand it the desk as its first argument; the desk may be new."""

    @data_option
    @wraps(command)
    def with_desk(data: Path | None, **options: Any) -> R:
        with open_desk(data) as desk:
            return command(desk, **options)

    return with_desk


def ready_desk_option(command: Callable[..., R]) -> Callable[..., R]:
    """Add ``--data`` to a command and hand it a desk that is there and at the newest revision."""

    @data_option
    @wraps(command)
    def with_ready_desk(data: Path | None, **options: Any) -> R:
        with open_desk(data, new=False) as desk:
            require_ready(desk)
            return command(desk, **options)

    return with_ready_desk


def require_ready(desk: Desk) -> None:
    """Raise Conflict unless the desk's database is there and at the newest revision."""
    current, newest = current_revisions(desk)
    if current is None:
        raise Conflict(_("There is no desk in %(folder)s; run “claims db upgrade”.", folder=desk.config.data))
    if current != newest:
        raise Conflict(
            _(
                "The desk in %(folder)s has revision %(current)s of the database and this program needs"
                " %(newest)s; run “claims db upgrade”.",
                folder=desk.config.data,
                current=current,
                newest=newest,
            )
        )


def current_revisions(desk: Desk) -> tuple[str | None, str | None]:
    """Return the database's revision and the newest; raise ConfigError when it cannot be reached."""
    from sqlalchemy.exc import DBAPIError

    try:
        return desk.database.revisions()
    except DBAPIError as error:
        raise _unusable(desk, error) from error


def _unusable(desk: Desk, error: "DBAPIError") -> ConfigError:
    reason = (str(error.orig).strip().splitlines() or [""])[0]
    return ConfigError(
        _("The database of %(folder)s cannot be used: %(reason)s.", folder=desk.config.data, reason=reason)
    )


def acting_as(session: "Session", email: str | None, permission: Permission) -> Actor:
    """Return the person with this address, who must have the permission; nobody named: the command line."""
    from claims.services.person import find_person

    if email is None:
        return system_person()
    actor = find_person(session, email).actor
    require(actor, permission)
    return actor


def system_person() -> Actor:
    """Return who acts where nobody of the desk is named: the command line."""
    return system_actor(_("command line, %(name)s", name=_system_user()))


def _system_user() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):  # a container may run under a number that has no name
        return _("unknown user")
