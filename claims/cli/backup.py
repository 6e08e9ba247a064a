"""The command that backs a desk up."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from claims.cli.desk import Desk, ready_desk_option
from claims.cli.progress import progress_bar, quiet_option
from claims.i18n import gettext as _

if TYPE_CHECKING:
    from claims.services.backup_manifest import Manifest


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@quiet_option
@ready_desk_option
def backup(desk: Desk, file: Path, *, quiet: bool) -> None:
    """Write everything of the desk to FILE (a ZIP) while it goes on working.

    Rows, settings and stored files are those of one moment. “claims restore” makes a desk out of it, on SQLite or
    PostgreSQL. The keys of the desk are not in it: keep them elsewhere. FILE is never overwritten. The exit status
    is 1 if files are missing in the desk; the backup has everything else.
    """
    from claims.services.backup import make_backup

    with progress_bar(quiet=quiet) as progress:
        manifest = make_backup(desk.database.snapshot, desk.archive.store, file, progress)
    for sha256 in manifest.missing:
        click.echo(_("The file %(sha256)s is missing or damaged: it is not in the backup.", sha256=sha256))
    if not quiet:
        _report(manifest, file)
    if manifest.missing:
        raise click.exceptions.Exit(1)


def _report(manifest: "Manifest", file: Path) -> None:
    click.echo(
        _(
            "%(file)s holds the desk: %(rows)s rows, %(files)s files, %(number)s audit events. It holds no key:"
            " keep secret-key (and sealing-key) elsewhere. Keep also the head of its history elsewhere:",
            file=file,
            rows=manifest.rows,
            files=manifest.files.rows,
            number=manifest.audit_number,
        )
    )
    click.echo(manifest.audit_head)
