"""Where a desk is made before it is in its place: a folder ``.restoring``, which looks like what it is.

Files get their place first and the database last. A desk is where its database is, so whatever is killed in
between leaves no desk, and what it left is named by the next attempt.
"""

import os
import shutil
from dataclasses import dataclass, field
from pathlib import Path

from claims.errors import Conflict, InvalidInput
from claims.i18n import gettext as _
from claims.services.backup import sync_folder
from claims.services.removal_list import LIST_NAME, ListedRemoval

STAGING = ".restoring"
FILES = "files"
MAY_BE_THERE = frozenset({LIST_NAME, "secret-key", "sealing-key", "lost+found"})
"""What may lie in the folder of a desk before it is restored: keys are in no backup, and the list outlives it."""


@dataclass
class Staging:
    """The folder of a desk that is being made, and the file of its database if it is on SQLite."""

    folder: Path
    database: Path | None
    _made: list[Path] = field(default_factory=list)
    """Folders that were not there before."""

    def prepare(self) -> None:
        """Make the folders; raise Conflict when a desk, or anything else, is there already."""
        try:
            self._require_empty()
            for place in dict.fromkeys(path.parent for path in (self.files, self.staged_database) if path):
                self._make(place)
        except OSError as error:
            self.discard()
            raise InvalidInput(
                _("%(folder)s cannot be used: %(reason)s.", folder=self.folder, reason=error.strerror)
            ) from error

    @property
    def files(self) -> Path:
        """The folder of files while it is filled."""
        return self.folder / STAGING / FILES

    @property
    def staged_database(self) -> Path | None:
        """The file of the database while it is filled."""
        return self.database.parent / STAGING / self.database.name if self.database else None

    def place_files(self, removals: list[ListedRemoval]) -> None:
        """Bring the files and the list of removals to their place."""
        if removals:
            staged = self.folder / STAGING / LIST_NAME
            with staged.open("w", encoding="utf-8") as file:
                file.writelines(removal.line() for removal in removals)
                file.flush()
                os.fsync(file.fileno())
            staged.replace(self.folder / LIST_NAME)
        if self.files.is_dir():
            self.files.rename(self.folder / FILES)
        sync_folder(self.folder)

    def take_files_back(self) -> None:
        """Undo ``place_files``, when the database could not be kept."""
        if (self.folder / FILES).is_dir():
            (self.folder / FILES).rename(self.files)

    def place_database(self) -> None:
        """Bring the database to its place: from now on there is a desk. Raise Conflict when one came meanwhile."""
        staged = self.staged_database
        if staged is None or self.database is None:
            return
        with staged.open("rb") as file:
            os.fsync(file.fileno())
        try:
            os.link(staged, self.database)
        except FileExistsError:
            raise Conflict(_("%(file)s came while the desk was restored.", file=self.database)) from None
        except OSError:  # a file system without links
            if self.database.exists():
                raise
            staged.rename(self.database)
        sync_folder(self.database.parent)

    def discard(self) -> None:
        """Remove whatever is not in its place, and the folders that were made if nothing is in them."""
        for path in reversed(self._made):
            if path.name == STAGING:
                shutil.rmtree(path, ignore_errors=True)
            elif path.is_dir() and not any(path.iterdir()):
                path.rmdir()

    def _require_empty(self) -> None:
        for place in dict.fromkeys((self.folder, self.database.parent if self.database else self.folder)):
            if (place / STAGING).exists():
                raise Conflict(
                    _(
                        "%(folder)s was left by a restore that was interrupted, or one is going on; if none is, "
                        "delete it and what came beside it.",
                        folder=place / STAGING,
                    )
                )
        if self.database and (self.database.exists() or self.database.is_symlink()):
            raise Conflict(_("There is a desk in %(folder)s already.", folder=self.database.parent))
        if self.folder.is_dir():
            there = sorted(path.name for path in self.folder.iterdir() if path.name not in MAY_BE_THERE)
            if there:
                raise Conflict(
                    _(
                        "%(folder)s is not empty (%(name)s): a backup is restored into an empty folder only.",
                        folder=self.folder,
                        name=there[0],
                    )
                )

    def _make(self, folder: Path) -> None:
        for parent in reversed([folder, *folder.parents]):
            if not parent.is_dir():
                parent.mkdir(mode=0o700)
                self._made.append(parent)
