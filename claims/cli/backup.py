"""The command that backs a desk up."""

from pathlib import Path

import click

from claims.cli.desk import Desk, ready_desk_option
from claims.i18n import gettext as _


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@ready_desk_option
def backup(desk: Desk, file: Path) -> None:
    """Write everything of the desk to FILE (a ZIP) while it goes on working.

    The secret key is not in it: keep that elsewhere. FILE is never overwritten.
    """
    from claims.services.backup import database_file, make_backup

    manifest = make_backup(database_file(desk.config.database_url), desk.config.archive.files, file)
    click.echo(
        _(
            "%(file)s holds the desk with %(number)s audit events. Keep their head elsewhere:",
            file=file,
            number=manifest.audit_number,
        )
    )
    click.echo(manifest.audit_head)
