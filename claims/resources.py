"""Finds templates/ and migrations/ in a checkout and in an installed wheel."""

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent


def _find(name: str) -> Path:
    for folder in (_PACKAGE / name, _PACKAGE.parent / name):
        if folder.is_dir():
            return folder
    raise FileNotFoundError(f"The installation is incomplete: there is no folder {name!r} beside {_PACKAGE}.")


def templates_folder() -> Path:
    """Return the folder of the Jinja templates."""
    return _find("templates")


def migrations_folder() -> Path:
    """Return the folder of the Alembic revisions."""
    return _find("migrations")


def translations_folder() -> Path:
    """Return the folder of the gettext catalogues (it may not exist: English needs none)."""
    return _PACKAGE / "translations"
