"""Commands for a desk's database."""

import click

from claims.cli.desk import Desk, current_revisions, desk_option
from claims.i18n import gettext as _


@click.group()
def db() -> None:
    """Upgrade or check the desk's database."""


@db.command()
@desk_option
def upgrade(desk: Desk) -> None:
    """Bring the database to the newest revision; make the desk if there is none."""
    from claims.cli.serve import remove_again
    from claims.services.rating import install_default_scale

    current_revisions(desk)  # says in words why a database cannot be reached
    desk.database.upgrade()
    with desk.database.session_scope(write=True) as session:
        install_default_scale(session)
    remove_again(desk)
    revision, _newest = current_revisions(desk)
    click.echo(_("The desk in %(folder)s has revision %(revision)s.", folder=desk.config.data, revision=revision))


@db.command()
@click.option("--delete-unnamed", is_flag=True, help="Delete files that nothing has named for a day.")
@desk_option
def check(desk: Desk, *, delete_unnamed: bool) -> None:
    """Check revision, rules, references, texts, published revisions, the audit chain and stored files.

    Every problem is one line on standard output; the exit status is 1 if there is any. Files that nothing names
    are no problem; they are listed on standard error. They are deleted on demand, on a desk without problems.
    """
    from claims.services.check import check_desk
    from claims.services.file import orphans

    revision, newest = current_revisions(desk)
    problems = 0
    with desk.database.session_scope(write=False) as session:
        for problem in check_desk(session, revision=revision, newest=newest, store=desk.archive.store):
            click.echo(problem)
            problems += 1
        for sha256 in orphans(session, desk.archive.store) if revision == newest else ():
            click.echo(_("The file %(sha256)s is in the store, and nothing names it.", sha256=sha256), err=True)
    if problems:
        raise click.exceptions.Exit(1)
    click.echo(_("The desk in %(folder)s has no problem.", folder=desk.config.data))
    if delete_unnamed:
        _delete_unnamed(desk)


def _delete_unnamed(desk: Desk) -> None:
    """Delete files that nothing names, each in a transaction in which nobody else can begin to name it."""
    from claims.domain.entity import now
    from claims.services.file import ORPHANED_AFTER, delete_unnamed, orphans

    store = desk.archive.store
    with desk.database.session_scope(write=False) as session:
        old = list(orphans(session, store, before=now() - ORPHANED_AFTER))
    for sha256 in old:
        with desk.database.session_scope(write=True) as session:
            if delete_unnamed(session, store, [sha256]):
                click.echo(_("The file %(sha256)s was deleted.", sha256=sha256))
