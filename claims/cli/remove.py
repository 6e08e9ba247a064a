"""The command that erases content for good."""

from typing import TYPE_CHECKING

import click

from claims.cli.desk import Desk, acting_as, as_option, ready_desk_option
from claims.domain.permission import Permission
from claims.domain.removal import RemovalStatus, RemovalSubject
from claims.errors import InvalidInput
from claims.i18n import gettext as _

if TYPE_CHECKING:
    from claims.services.removal_survey import Survey


@click.command()
@click.argument("kind", type=click.Choice([kind.value for kind in RemovalSubject]))
@click.argument("number", metavar="ID", type=click.IntRange(1, 2**31 - 1))
@click.option(
    "--sentence", default="", help="What readers are told in its place; public [default: that it was removed]."
)
@click.option("--legal", is_flag=True, help="Its address answers 451 (legal reasons), not 410.")
@click.option("--blocked-by", default="", metavar="ADDRESS", help="With --legal: who ordered it; public.")
@click.option("--yes", is_flag=True, help="Do not ask to type it.")
@as_option
@ready_desk_option
def remove(
    desk: Desk,
    *,
    kind: str,
    number: int,
    sentence: str,
    legal: bool,
    blocked_by: str,
    yes: bool,
    acting: str | None,
) -> None:
    """Erase a claim, source, snapshot, tip, person or article everywhere; this cannot be undone.

    Older backups still hold it: “claims restore” removes it again by the list in the data folder (removals.jsonl),
    so keep that list. The database is written anew; on PostgreSQL the server's log (WAL) and its own backups are
    its operator's to clean.
    """
    from claims.jobs.registry import get_engine
    from claims.services.removal import NewRemoval
    from claims.services.removal import remove as erase
    from claims.services.removal_survey import survey
    from claims.services.removed import refuse_second
    from claims.worker.cleaning import clean_disk

    subject = RemovalSubject(kind)
    with desk.database.session_scope(write=False) as session:
        actor = acting_as(session, acting, Permission.REMOVE)
        refuse_second(session, subject, number)
        found = survey(session, subject, number)
    _confirm(found, yes=yes)
    status = RemovalStatus.LEGAL if legal else RemovalStatus.GONE
    with desk.database.session_scope(write=True) as session:
        erase(session, actor, get_engine(), NewRemoval(subject, number, status, sentence, blocked_by))
    clean_disk(desk.database, desk.archive, desk.removals)
    click.echo(_("%(what)s was removed, and nothing of it is left on the disk.", what=found.typed))


def _confirm(found: "Survey", *, yes: bool) -> None:
    click.echo(found.name)
    for words, number in found.counts:
        click.echo(f"  {number} {words}")
    for warning in found.warnings:
        click.echo(warning)
    if yes:
        return
    typed: str = click.prompt(_("This cannot be undone. Type “%(what)s” to confirm", what=found.typed))
    if " ".join(typed.casefold().split()) != found.typed:
        raise InvalidInput(_("That was not “%(what)s”; nothing was removed.", what=found.typed))
