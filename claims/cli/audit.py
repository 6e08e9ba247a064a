"""Commands for the audit chain."""

import click

from claims.cli.desk import Desk, ready_desk_option
from claims.i18n import ngettext


@click.group()
def audit() -> None:
    """Verify the chain of audit events."""


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
