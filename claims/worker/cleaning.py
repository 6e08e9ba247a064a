"""What is left on the disk of removed things: files, and what a database keeps of rows that lost their content."""

import logging
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from claims.archiving.registry import Archive
from claims.db import Database
from claims.domain.registry import METADATA
from claims.errors import EngineError, Redacted, Removed
from claims.services import removal
from claims.services.file import delete_unnamed
from claims.services.removal_list import keep_list

logger = logging.getLogger(__name__)


def unless_removed(store: Callable[[Session], object], archive: Archive, *files: str) -> Callable[[Session], None]:
    """Store what was fetched; when its thing was removed meanwhile, delete the files that came of it."""

    def keep(session: Session) -> None:
        try:
            store(session)
        except (Removed, Redacted) as error:
            logger.warning("What was fetched is dropped: %s", error.message)
            delete_unnamed(session, archive.store, files)

    return keep


def clean_disk(database: Database, archive: Archive, removals: Path | None = None) -> None:
    """Take everything that was removed off the disk, and add it to the list of removals in the data folder."""
    with database.session_scope(write=True) as session:
        if removals is not None:
            keep_list(session, removals)
        numbers = removal.unfinished(session)
        removal.delete_files(session, archive.store, numbers)
    if not numbers:
        return
    try:
        database.compact([table.name for table in METADATA.sorted_tables])
    except EngineError as error:
        with database.session_scope(write=True) as session:
            removal.fail_removals(session, numbers, error.message)
        raise
    with database.session_scope(write=True) as session:
        removal.finish_removals(session, numbers)


def finish_removals(
    database: Database, _args: Mapping[str, Any], archive: Archive, removals: Path | None
) -> Callable[[Session], None]:
    """Do that as a job; it notes itself what is done, since writing a large database anew outlasts any lease."""
    clean_disk(database, archive, removals)
    return lambda _session: None


def finish_withholding(database: Database, args: Mapping[str, Any], archive: Archive) -> Callable[[Session], None]:
    """Delete the open files of a source that is withheld now, and write the database anew without its old rows."""
    with database.session_scope(write=True) as session:
        delete_unnamed(session, archive.store, args["files"])
    database.compact([table.name for table in METADATA.sorted_tables])
    return lambda _session: None
