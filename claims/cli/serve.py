"""``claims serve``: the web server and the worker of a desk in one process."""

import click

from claims.cli.desk import Desk, current_revisions, desk_option
from claims.i18n import gettext as _


@click.command()
@desk_option
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", type=click.IntRange(0, 65535), default=8000, show_default=True)
@click.option("--no-worker", is_flag=True, help="Serve pages only; jobs wait for another process.")
def serve(desk: Desk, *, host: str, port: int, no_worker: bool) -> None:
    """Serve the desk and its public pages until Ctrl-C.

    The database is made or brought to the newest revision first. While nobody has an account, a one-time address
    to make the first admin is printed.
    """
    from claims.cli.server import Server

    with Server(desk, host, port) as server:
        prepare(desk)
        click.echo(_("Claims is served at %(address)s", address=server.address))
        secret = setup_secret(desk)
        if secret is not None:
            click.echo(_("Make the first admin at %(address)s", address=f"{server.address}/setup/{secret}"))
        server.run(worker=not no_worker)


def prepare(desk: Desk) -> None:
    """Bring the database to the newest revision, with a rating scale, and tidy up after whoever was killed."""
    from claims.services.rating import install_default_scale

    current_revisions(desk)  # says in words why a database cannot be reached
    desk.database.upgrade()
    with desk.database.session_scope(write=True) as session:
        install_default_scale(session)
    remove_again(desk)
    desk.archive.store.sweep()


def remove_again(desk: Desk) -> int:
    """Remove what the list in the data folder names and the database does not know; return how much it was.

    Whatever was not finished before is then taken off the disk, before anybody is served.
    """
    from claims.cli.desk import system_person
    from claims.jobs.registry import get_engine
    from claims.services.removal import replay, unfinished
    from claims.services.removal_list import listed
    from claims.worker.cleaning import clean_disk

    entries = listed(desk.removals)
    with desk.database.session_scope(write=bool(entries)) as session:
        again = sum(replay(session, system_person(), get_engine(), entry) for entry in entries)
        left = unfinished(session)
    if again or left:
        clean_disk(desk.database, desk.archive, desk.removals)
    return again


def setup_secret(desk: Desk) -> str | None:
    """Return a new one-time secret to make the first admin, or None when the desk has people."""
    from claims.services.person import has_people, offer_setup

    with desk.database.session_scope(write=True) as session:
        return None if has_people(session) else offer_setup(session)
