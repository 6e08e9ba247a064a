"""Commands for the audit chain."""

from pathlib import Path

import click

from claims.cli.desk import Desk, ready_desk_option
from claims.i18n import gettext as _
from claims.i18n import ngettext


@click.group()
def audit() -> None:
    """Verify the chain of audit events, or take it out."""


@audit.command()
@click.option("--head", metavar="HASH", help="A head that was kept elsewhere: the chain must hold it.")
@ready_desk_option
def verify(desk: Desk, head: str | None) -> None:
    """Verify the audit chain from its first event to its head.

    Every problem is one line on standard output; the exit status is 1 if there is any. Keep the head that is
    printed somewhere else: only against such a head can it be seen that the end was cut off.
    """
    from claims.services.audit import verify as verify_chain

    with desk.database.session_scope(write=False) as session:
        found = verify_chain(session, head=head)
    for problem in found.problems:
        click.echo(problem)
    if found.problems:
        raise click.exceptions.Exit(1)
    click.echo(ngettext("%(num)s event, no problem. Head:", "%(num)s events, no problem. Head:", found.events))
    click.echo(found.head)


@audit.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--without-payloads", is_flag=True, help="Leave out what the events say in detail.")
@ready_desk_option
def export(desk: Desk, file: Path, *, without_payloads: bool) -> None:
    """Write the whole history to FILE (JSON Lines), which is never overwritten.

    “claims audit checker” prints a program that checks it without this one.
    """
    from sqlalchemy.orm import Session

    from claims.services.audit_export import export_events
    from claims.services.backup import new_file

    with desk.database.snapshot() as connection, Session(connection) as session, new_file(file) as written:
        lines = export_events(session, payloads=not without_payloads)
        written.writelines(line.encode() for line in lines)
    click.echo(_("%(file)s holds the history. Check it with: claims audit checker > checker.py", file=file))


@audit.command()
def checker() -> None:
    """Print the program that checks an exported history; it needs nothing but Python."""
    from claims.cli import audit_checker

    click.echo(Path(audit_checker.__file__).read_text(encoding="utf-8"), nl=False)
