"""``claims demo``: the Beijing desk, to look at and to play with."""

from pathlib import Path

import click

from claims.cli.desk import Desk, current_revisions, data_option, open_desk
from claims.cli.serve import prepare
from claims.i18n import gettext as _


@click.command()
@data_option
@click.option("--port", type=click.IntRange(0, 65535), default=8000, show_default=True)
def demo(data: Path | None, port: int) -> None:
    """Serve a desk with one article, its claims and verdicts, on this machine only.

    It is made at the first start, in a folder of its own; later starts find it as it was left. Nothing goes out to
    the network.
    """
    from claims.cli.server import Server

    with open_desk(data or _folder()) as desk, Server(desk, "127.0.0.1", port) as server:
        _make(desk)
        _introduce(server.address)
        server.run(worker=True)


def _folder() -> Path:
    from platformdirs import user_data_path

    return user_data_path("claims", appauthor=False) / "demo"


def _make(desk: Desk) -> None:
    from claims.demo.seed import refuse_other_desk, seed

    if current_revisions(desk)[0] is not None:  # before anything of somebody's desk is changed
        with desk.database.session_scope(write=False) as session:
            refuse_other_desk(session)
    prepare(desk)
    click.echo(_("The demonstration lies in %(folder)s.", folder=desk.config.data))
    seed(desk.database)


def _introduce(address: str) -> None:
    from claims.demo.seed import ACCOUNTS, DESK_NAME, PASSWORD
    from claims.domain.label import label

    click.echo(_("%(name)s is a demonstration; every page says so.", name=DESK_NAME))
    click.echo(_("  Public pages  %(address)s/", address=address))
    click.echo(_("  The desk      %(address)s/desk", address=address))
    click.echo(_("Accounts, all with the password “%(password)s”:", password=PASSWORD))
    for account in ACCOUNTS:
        click.echo(f"  {account.email}  {account.name}, {label(account.role)}")
    click.echo(_("End it with Ctrl-C."))
