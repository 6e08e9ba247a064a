"""Sending mail as jobs: what the worker does beside everything else, on a desk that has a mail server."""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

from claims.archiving.vault import Vault
from claims.db import Database
from claims.errors import EngineError, MailFailed
from claims.jobs.embedded import EmbeddedJobs
from claims.mailing.base import MailServer
from claims.mailing.smtp import send
from claims.services import mail, notification
from claims.worker import SWEEPERS, Handler, Store, Sweeper


def make_mail_handlers(server: MailServer | None, vault: Vault | None = None) -> Mapping[str, Handler]:
    """Return how mail is sent; nothing where there is no server. The vault opens what waits sealed."""
    if server is None:
        return {}
    return {mail.SEND: Handler(partial(_send_mail, server=server, vault=vault), _give_up)}


def make_sweepers(server: MailServer | None) -> Sequence[Sweeper]:
    """Return the worker's sweepers, with those that tell people what is due and order their mail."""
    mailing: Sequence[Sweeper] = () if server is None else (mail.queue_notices, mail.requeue_stuck)
    return (*SWEEPERS, notification.remind, *mailing)


def _send_mail(database: Database, args: Mapping[str, Any], server: MailServer, vault: Vault | None) -> Store:
    with database.session_scope(write=False) as session:
        try:
            message = mail.load_for_sending(session, args["mail_id"], vault)
        except EngineError as error:
            raise MailFailed(error.message, permanent=True) from error
    if message is None:
        return lambda _session: None
    try:
        send(server, message)
    except MailFailed as error:
        if error.permanent:
            raise
        return partial(mail.try_later, jobs=EmbeddedJobs(), mail_id=args["mail_id"], reason=error.message)
    return partial(mail.mark_sent, mail_id=args["mail_id"])


def _give_up(session: Any, args: Mapping[str, Any], reason: str) -> None:
    mail.fail_mail(session, args["mail_id"], reason)
