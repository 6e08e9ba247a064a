"""The command that seals withheld sources with a new key."""

from functools import partial

import click

from claims.cli.desk import Desk, ready_desk_option, system_person
from claims.i18n import gettext as _
from claims.i18n import ngettext

FAILED = 1


@click.command()
@ready_desk_option
def reseal(desk: Desk) -> None:
    """Seal all that an older key sealed with the newest one, and open everything to see that it does.

    CLAIMS_SEALING_KEY (or the file sealing-key) holds both keys with a comma between them, the new one first;
    restart every process of the desk with it before. The command may be ended and run again. When it says that the
    newest key opens everything, the older one can go; older backups still need it.
    """
    from claims.services import resealing

    vault, store = desk.archive.require_vault(), desk.archive.store
    done = resealing.reseal(partial(desk.database.session_scope, write=True), system_person(), store, vault)
    click.echo(ngettext("%(num)s row was sealed anew.", "%(num)s rows were sealed anew.", done.rows))
    click.echo(ngettext("%(num)s file was sealed anew.", "%(num)s files were sealed anew.", done.files))
    with desk.database.session_scope(write=False) as session:
        problems = list(dict.fromkeys([*done.problems, *resealing.unopened(session, store, vault.newest())]))
    for problem in problems:
        click.echo(problem, err=True)
    if problems:
        raise click.exceptions.Exit(FAILED)
    click.echo(_("The newest key opens everything that is sealed."))
