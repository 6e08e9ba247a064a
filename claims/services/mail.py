"""Mail that leaves the desk: queued with what it tells of, sent by jobs, its words deleted once it is sent."""

from base64 import b64decode, b64encode
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from itertools import groupby

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from claims.archiving.vault import Vault
from claims.domain.entity import now
from claims.domain.notification import Mail, MailState, Notification
from claims.domain.person import MailRhythm, Person
from claims.domain.setting import DeskSettings
from claims.domain.token import TokenKind
from claims.errors import EngineError, NotFound
from claims.i18n import gettext as _
from claims.i18n import ngettext
from claims.jobs.base import JobEngine
from claims.mailing.base import Message
from claims.services import notification
from claims.services.setting import load_settings
from claims.services.telling import path_of, sentence

SEND = "send_mail"
STUCK_AFTER = timedelta(minutes=10)
KEPT = timedelta(days=90)
"""How long it is known that a mail was sent, or was not."""
WITHIN = timedelta(days=2)
"""Notifications from before are not mailed: the desk may have got its mail server only now."""
DAY = timedelta(days=1)
FIRST_DELAY = timedelta(seconds=30)
MAX_DELAY = timedelta(hours=1)
GIVEN_UP_AFTER = timedelta(days=2)
FAILURES_SHOWN = 10
SEALED = "sealed:"
"""What the body of a mail begins with that waits encrypted."""
MAX_SUBJECT_LENGTH = 200


@dataclass(frozen=True, slots=True)
class MailOverview:
    """What an admin needs to know of the mail."""

    queued: int
    failures: Sequence[Mail]
    """The newest that went wrong: given up, or tried again soon."""


def queue_mail(
    session: Session, jobs: JobEngine, recipient: str, subject: str, body: str, *, vault: Vault | None = None
) -> Mail:
    """Order a mail in the caller's transaction; with a vault its body waits sealed, for it has a secret."""
    mail = Mail(recipient=recipient, subject=" ".join(subject.split())[:MAX_SUBJECT_LENGTH], body="")
    session.add(mail)
    session.flush()
    mail.body = body if vault is None else seal_body(vault, mail.id, body)
    jobs.enqueue(session, SEND, {"mail_id": mail.id}, key=f"mail-{mail.id}")
    return mail


def seal_body(vault: Vault, mail_id: int, body: str) -> str:
    """Return the body of a mail as the database keeps it when nobody may read it there."""
    return SEALED + b64encode(vault.seal(body.encode(), f"mail {mail_id}")).decode()


def open_body(vault: Vault | None, mail: Mail) -> str:
    """Return the body of a mail as it is sent; raise EngineError for one sealed with another key."""
    if not mail.body.startswith(SEALED):
        return mail.body
    if vault is None:
        raise EngineError(_("This desk has no key to open mail %(id)s with.", id=mail.id))
    return vault.open(b64decode(mail.body.removeprefix(SEALED)), f"mail {mail.id}").decode()


def load_for_sending(session: Session, mail_id: int, vault: Vault | None = None) -> Message | None:
    """Return what is to be sent, or None when it was sent or given up; raise NotFound, EngineError."""
    mail = _get(session, mail_id)
    if mail.state is not MailState.QUEUED:
        return None
    return Message(
        recipient=mail.recipient,
        subject=mail.subject,
        body=open_body(vault, mail),
        key=f"claims-{mail.id}-{int(mail.created_at.timestamp())}",
        sender_name=load_settings(session).desk_name,
        at=mail.created_at,
    )


def mark_sent(session: Session, mail_id: int) -> None:
    """Note that the server took a mail, and forget its words."""
    mail = _get(session, mail_id)
    mail.state, mail.body, mail.failure, mail.sent_at = MailState.SENT, "", "", now()


def try_later(session: Session, jobs: JobEngine, mail_id: int, reason: str) -> None:
    """Keep why an attempt failed, and order the next: after as long as the mail waits already, an hour at most.

    A mail that nobody took for two days is given up.
    """
    mail = _get(session, mail_id)
    age = now() - mail.created_at
    if age > GIVEN_UP_AFTER:
        fail_mail(session, mail_id, reason)
        return
    mail.failure = reason
    again = now() + min(max(age, FIRST_DELAY), MAX_DELAY)
    jobs.enqueue(session, SEND, {"mail_id": mail_id}, key=f"mail-{mail_id}", run_at=again)


def fail_mail(session: Session, mail_id: int, reason: str) -> None:
    """Give a mail up, with a sentence, and forget its words: what they tell of stands on the desk."""
    mail = _get(session, mail_id)
    mail.state, mail.body, mail.failure = MailState.FAILED, "", reason


def requeue_stuck(session: Session, jobs: JobEngine) -> None:
    """Order anew mails whose job was lost, and forget old ones."""
    long_ago = Mail.created_at < now() - STUCK_AFTER
    for mail_id in session.scalars(select(Mail.id).where(Mail.state == MailState.QUEUED, long_ago).limit(1000)):
        jobs.enqueue(session, SEND, {"mail_id": mail_id}, key=f"mail-{mail_id}")
    session.execute(delete(Mail).where(Mail.state != MailState.QUEUED, Mail.created_at < now() - KEPT))


def mail_overview(session: Session) -> MailOverview:
    """Return how many mails wait, and what went wrong."""
    queued = select(func.count()).select_from(Mail).where(Mail.state == MailState.QUEUED)
    failed = select(Mail).where(Mail.failure != "").order_by(Mail.id.desc()).limit(FAILURES_SHOWN)
    return MailOverview(session.scalar(queued) or 0, session.scalars(failed).all())


def queue_test(session: Session, jobs: JobEngine, person: Person) -> Mail:
    """Order a mail to somebody that says that mail arrives."""
    desk = load_settings(session)
    body = _("This is a test: the desk %(desk)s can send mail.", desk=desk.desk_name)
    return queue_mail(session, jobs, person.email, _("Test mail of %(desk)s", desk=desk.desk_name), f"{body}\n")


def queue_offer(
    session: Session, jobs: JobEngine, vault: Vault, person: Person, address: str, kind: TokenKind
) -> Mail:
    """Order a mail with a one-time address, whose secret is nowhere in plain while it waits."""
    desk = load_settings(session).desk_name
    once = _("It works once. If you did not expect this mail, you need do nothing.")
    if kind is TokenKind.INVITATION:
        subject = _("You are invited to %(desk)s", desk=desk)
        text = _("You were invited to work on %(desk)s. At this address you choose a password:", desk=desk)
    elif kind is TokenKind.GUEST:
        subject = _("A verdict of %(desk)s waits for you", desk=desk)
        text = _("%(desk)s asks you to approve a verdict as a guest. At this address you see it:", desk=desk)
        once = _("It works once, in one browser, for whoever has it: do not pass this mail on.")
    else:
        subject = _("A new password for %(desk)s", desk=desk)
        text = _("At this address you choose a new password for %(desk)s:", desk=desk)
    return queue_mail(session, jobs, person.email, subject, f"{text}\n\n{address}\n\n{once}\n", vault=vault)


def queue_notices(session: Session, jobs: JobEngine) -> None:
    """Order mails of what people have not seen: at once (one mail for all that is new), or once a day."""
    rows = notification.unmailed(session, now() - WITHIN)
    by_person = {number: list(some) for number, some in groupby(rows, lambda row: row.person_id)}
    people = session.scalars(select(Person).where(Person.id.in_(by_person))).all()
    desk = load_settings(session) if people else None
    for person in people:
        mine = by_person[person.id]
        if desk and _RHYTHMS[person.mail](mine):
            _queue_notices(session, jobs, desk, person, mine)


def _queue_notices(
    session: Session, jobs: JobEngine, desk: DeskSettings, person: Person, mine: Sequence[Notification]
) -> None:
    lines = []
    for notice in notification.notices(session, mine):
        words = notice.claim.text if notice.claim else notice.article.title if notice.article else ""
        parts = [sentence(notice.notification.kind), words, _address(desk.public_address, path_of(notice))]
        lines.append("\n".join(part for part in parts if part))
    subject = lines[0].splitlines()[0] if len(mine) == 1 else _news(len(mine))
    lines.append(_("How often you get mail is in your account on the desk."))
    queue_mail(session, jobs, person.email, f"{desk.desk_name}: {subject}", "\n\n".join(lines) + "\n")
    for row in mine:
        row.mailed_at = now()


def _news(number: int) -> str:
    return ngettext("%(num)s notification", "%(num)s notifications", number)


def _address(desk: str, path: str) -> str:
    return f"{desk}{path}" if desk and path else ""


def _is_day_old(rows: Sequence[Notification]) -> bool:
    return min(row.created_at for row in rows) < now() - DAY


_RHYTHMS: Mapping[MailRhythm, Callable[[Sequence[Notification]], bool]] = {
    MailRhythm.AT_ONCE: bool,
    MailRhythm.DAILY: _is_day_old,
    MailRhythm.NEVER: lambda _rows: False,
}


def _get(session: Session, mail_id: int) -> Mail:
    mail = session.get(Mail, mail_id)
    if mail is None:
        raise NotFound(_("There is no mail %(id)s.", id=mail_id))
    return mail
