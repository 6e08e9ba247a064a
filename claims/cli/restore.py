"""The command that makes a desk out of a backup."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from claims.cli.desk import system_person
from claims.cli.progress import progress_bar, quiet_option
from claims.errors import ConfigError
from claims.i18n import gettext as _
from claims.i18n import ngettext

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from claims.services.backup import Progress
    from claims.services.removal_list import ListedRemoval
    from claims.services.restore import Restored
    from claims.services.staging import Staging


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path, file_okay=False))
@click.option("--head", metavar="HASH", help="A head of the history that was kept elsewhere: it must be in it.")
@click.option(
    "--removals",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="A list of what was removed [also read: DIR/removals.jsonl].",
)
@quiet_option
def restore(file: Path, folder: Path, head: str | None, removals: Path | None, *, quiet: bool) -> None:
    """Make a desk in the empty folder DIR out of FILE, which “claims backup” wrote.

    Its database is the one of CLAIMS_DATABASE_URL, which must be empty, or else a file in DIR; the backup may come
    from either kind. Everything is checked before anything is there: a file that is damaged leaves nothing. What
    the list of removals names is removed again. The exit status is 1 if the check of the desk finds problems.

    No backup holds keys: put the files with the old desk's keys into DIR, or everybody signs in anew and sealed
    sources cannot be opened.
    """
    listed = _read_lists(folder, removals)
    with progress_bar(quiet=quiet) as progress:
        restored = _restore(file, folder, head, listed, progress)
    for problem in restored.problems:
        click.echo(problem)
    if restored.problems:
        raise click.exceptions.Exit(1)
    if not quiet:
        _report(restored, folder)


def _read_lists(folder: Path, removals: Path | None) -> "list[ListedRemoval]":
    from claims.services.removal_list import LIST_NAME, read_removals

    there = folder / LIST_NAME
    lists = [path for path in (there if there.is_file() else None, removals) if path]
    found = {
        (item.desk, item.subject_type, item.subject_id): item for path in lists for item in read_removals(path)
    }
    return list(found.values())


def _restore(
    file: Path, folder: Path, head: str | None, listed: "list[ListedRemoval]", progress: "Progress"
) -> "Restored":
    from sqlalchemy import make_url

    from claims.config import database_address
    from claims.services.staging import Staging

    address = make_url(database_address(folder.absolute()))
    is_sqlite = address.get_backend_name() == "sqlite"
    staging = Staging(folder.absolute(), Path(address.database or "").absolute() if is_sqlite else None)
    staging.prepare()
    try:
        final = address.render_as_string(hide_password=False)
        if staging.staged_database:
            address = address.set(database=str(staging.staged_database))
        made = _fill(address.render_as_string(hide_password=False), file, staging, head, listed, progress)
        if made.removals:
            _clean(final, folder.absolute())
        return made
    finally:
        staging.discard()


def _fill(
    url: str,
    file: Path,
    staging: "Staging",
    head: str | None,
    listed: "list[ListedRemoval]",
    progress: "Progress",
) -> "Restored":
    from claims.archiving.registry import DEFAULT_STORE, get_store
    from claims.db import Database, known_revisions, migrate
    from claims.services.restore import Target, Terms, free_bytes
    from claims.services.restore import restore as make_desk

    store = get_store(DEFAULT_STORE, staging.files)
    with _kept(staging):
        with closing(Database(url)) as database, database.building() as connection:
            room = free_bytes(staging.files.parent)
            target = Target(connection, store, migrate, known_revisions(connection), room)
            restored = make_desk(file, target, Terms(system_person(), head, listed, _again), progress)
            if staging.database is None:  # the commit makes the desk
                staging.place_files(listed)
        if staging.database is not None:
            staging.place_files(listed)
            staging.place_database()
    return restored


def _again(session: "Session", entry: "ListedRemoval") -> bool:
    """Remove what was removed since the backup was made, or before."""
    from claims.jobs.registry import get_engine
    from claims.services.removal import replay

    return replay(session, system_person(), get_engine(), entry)


def _clean(url: str, folder: Path) -> None:
    """Take what was removed again off the disk, where the backup brought it: files, and rows before they were."""
    from claims.archiving.fetching.null import NullFetcher
    from claims.archiving.registry import DEFAULT_STORE, Archive, get_store
    from claims.db import Database
    from claims.services.removal_list import LIST_NAME
    from claims.worker.cleaning import clean_disk

    with closing(Database(url)) as database:
        clean_disk(
            database, Archive(NullFetcher(), get_store(DEFAULT_STORE, folder / "files")), folder / LIST_NAME
        )


@contextmanager
def _kept(staging: "Staging") -> Iterator[None]:
    """Take the files back when the database could not be kept; say in words why it could not be reached."""
    from sqlalchemy.exc import DBAPIError

    try:
        yield
    except BaseException as error:
        staging.take_files_back()
        if isinstance(error, DBAPIError):
            reason = (str(error.orig).strip().splitlines() or [""])[0]
            raise ConfigError(_("The database cannot be used: %(reason)s.", reason=reason)) from error
        raise


def _report(restored: "Restored", folder: Path) -> None:
    manifest = restored.manifest
    click.echo(
        _(
            "%(folder)s holds the desk of %(made_at)s: %(rows)s rows, %(files)s files. No problem.",
            folder=folder,
            made_at=manifest.made_at,
            rows=manifest.rows,
            files=manifest.files.rows,
        )
    )
    if restored.removals:
        click.echo(
            ngettext("%(num)s thing was removed again.", "%(num)s things were removed again.", restored.removals)
        )
    click.echo(_("Keys are in no backup: put those of the old desk into the folder."))
