"""The right of reply: asking those who made claims, noting what they answer, and what readers see of it."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import ColumnElement, and_, exists, or_, select, tuple_
from sqlalchemy.orm import Session, selectinload
from sqlalchemy.orm.attributes import flag_modified

from claims.domain.anchor import normalise
from claims.domain.claim import Appearance, Claim
from claims.domain.contact import (
    MAX_ANSWER_LENGTH,
    MAX_CONTACT_CLAIMS,
    MAX_QUESTION_LENGTH,
    MAX_WHOM_LENGTH,
    TIME_TO_ANSWER,
    Channel,
    Contact,
    ContactClaim,
)
from claims.domain.entity import now
from claims.domain.label import label
from claims.domain.permission import Permission
from claims.domain.person import Actor
from claims.domain.state import ClaimState, RevisionState
from claims.domain.verdict import Verdict, VerdictRevision
from claims.errors import InvalidInput, NotFound, StaleEdit
from claims.i18n import gettext as _
from claims.publishing.base import PublishedReply
from claims.services import audit
from claims.services.conflict_of_interest import refuse_conflicted
from claims.services.permission import require
from claims.services.verdict import follow_claims

PAGE_LENGTH = 50
OFFERED = 100
"""Further claims that are offered to be covered by one contact too."""
DUE_WITHIN = timedelta(days=1)
_CLOCKS = timedelta(minutes=5)
"""How far the clocks of two people may differ before a moment counts as one of the future."""


class Waiting(StrEnum):
    """Which contacts a list shows."""

    DUE = "due"
    OPEN = "open"
    ANSWERED = "answered"
    ALL = "all"


@dataclass(frozen=True, slots=True)
class Asking:
    """Who was asked, how, what and until when."""

    asked_whom: str
    channel: Channel
    asked_at: datetime
    deadline: datetime | None = None
    address: str = ""
    question: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """What they answered, and whether readers may see it."""

    answered_at: datetime | None
    answer: str = ""
    answer_private: bool = False


def get_contact(session: Session, contact_id: int) -> Contact:
    """Return a contact with the claims that it covers; raise NotFound."""
    contact = session.get(Contact, contact_id, options=[selectinload(Contact.claims)])
    if contact is None:
        raise NotFound(_("There is no contact %(id)s.", id=contact_id))
    return contact


def add_contact(session: Session, actor: Actor, claim_ids: Sequence[int], asking: Asking) -> Contact:
    """Note that somebody was asked about claims; open verdicts on them then need approval anew.

    Raise InvalidInput for texts that are missing or too long, and moments that cannot be.
    """
    require(session, actor, Permission.VERDICT_WRITE)
    values = _checked(asking)
    claims = _claims(session, claim_ids)
    refuse_conflicted(session, actor.person_id, *(claim.id for claim in claims))
    contact = Contact(
        **values,
        claims=claims,
        claimant_id=next((claim.claimant_id for claim in claims if claim.claimant_id), None),
        added_by_id=actor.person_id,
    )
    session.add(contact)
    session.flush()
    _follow(session, contact)
    audit.record(session, actor, "contact.add", contact, {"claims": _numbers(contact), **_told(values)})
    return contact


def edit_contact(session: Session, actor: Actor, contact_id: int, asking: Asking, *, edits: int) -> Contact:
    """Correct what was noted of a question. Raise StaleEdit when somebody changed it since."""
    require(session, actor, Permission.VERDICT_WRITE)
    contact = get_contact(session, contact_id)
    refuse_conflicted(session, actor.person_id, *_numbers(contact))
    _refuse_stale(contact, edits, asdict(asking))
    values = _checked(asking)
    if contact.answered_at and contact.answered_at < asking.asked_at:
        raise InvalidInput(_("They answered before that: an answer comes after the question."))
    return _change(session, actor, contact, "contact.edit", values)


def note_answer(session: Session, actor: Actor, contact_id: int, answer: Answer, *, edits: int) -> Contact:
    """Note what they answered, or take that back (no moment). Raise StaleEdit when somebody was first."""
    require(session, actor, Permission.VERDICT_WRITE)
    contact = get_contact(session, contact_id)
    refuse_conflicted(session, actor.person_id, *_numbers(contact))
    _refuse_stale(contact, edits, asdict(answer))
    text = normalise(answer.answer).strip()
    if len(text) > MAX_ANSWER_LENGTH:
        raise InvalidInput(_("An answer has at most %(max)s characters.", max=MAX_ANSWER_LENGTH))
    if answer.answered_at is None and text:
        raise InvalidInput(_("Say when they answered."))
    if answer.answered_at is not None:
        _refuse_future(answer.answered_at)
        if answer.answered_at < contact.asked_at:
            raise InvalidInput(_("An answer comes after the question."))
    values = {
        "answered_at": answer.answered_at,
        "answer": text,
        "answer_private": bool(answer.answered_at) and answer.answer_private,
    }
    return _change(session, actor, contact, "contact.answer", values)


def cover_claims(
    session: Session, actor: Actor, contact_id: int, claim_ids: Sequence[int], *, edits: int
) -> Contact:
    """Let a contact cover these claims and no others. Raise StaleEdit when somebody changed it since."""
    require(session, actor, Permission.VERDICT_WRITE)
    contact = get_contact(session, contact_id)
    before = set(_numbers(contact))
    refuse_conflicted(session, actor.person_id, *before, *claim_ids)
    _refuse_stale(contact, edits, {"claims": ", ".join(map(str, claim_ids))})
    claims = _claims(session, claim_ids)
    if {claim.id for claim in claims} == before:
        return contact
    left = [claim.id for claim in contact.claims if claim not in claims]
    contact.claims = claims
    flag_modified(contact, "asked_whom")  # its claims lie in a table of their own, and ``edits`` must count up
    session.flush()
    _follow(session, contact, also=left)
    data = {"before": {"claims": sorted(before)}, "after": {"claims": _numbers(contact)}}
    audit.record(session, actor, "contact.claims", contact, data)
    return contact


def list_contacts(
    session: Session, which: Waiting, *, before: tuple[datetime, int] | None = None, limit: int = PAGE_LENGTH
) -> Sequence[Contact]:
    """Return contacts with their claims, newest first, from a place in the list on."""
    statement = (
        select(Contact)
        .where(_which(which))
        .order_by(Contact.created_at.desc(), Contact.id.desc())
        .limit(limit)
        .options(selectinload(Contact.claims))
    )
    if before is not None:
        statement = statement.where(tuple_(Contact.created_at, Contact.id) < before)
    return session.scalars(statement).all()


def is_due() -> ColumnElement[bool]:
    """Return the condition that an answer is due within a day or overdue, and a verdict may still wait for it."""
    moment = now()
    unpublished = ~exists().where(
        Verdict.claim_id == ContactClaim.claim_id,
        VerdictRevision.verdict_id == Verdict.id,
        VerdictRevision.state == RevisionState.PUBLISHED,
    )
    waits = exists().where(
        ContactClaim.contact_id == Contact.id,
        Claim.id == ContactClaim.claim_id,
        Claim.state == ClaimState.SELECTED,
        unpublished,
    )
    return and_(
        Contact.answered_at.is_(None),
        or_(
            Contact.deadline <= moment + DUE_WITHIN,
            and_(Contact.deadline.is_(None), Contact.asked_at <= moment + DUE_WITHIN - TIME_TO_ANSWER),
        ),
        waits,
    )


def claims_to_cover(session: Session, covered: Sequence[Claim]) -> Sequence[Claim]:
    """Return further claims that may be asked about at once: of the same claimants or articles, newest first."""
    ids = [claim.id for claim in covered]
    articles = select(Appearance.article_id).where(Appearance.claim_id.in_(ids))
    claimants = {claim.claimant_id for claim in covered if claim.claimant_id is not None}
    return session.scalars(
        select(Claim)
        .where(
            or_(
                Claim.claimant_id.in_(claimants),
                Claim.id.in_(select(Appearance.claim_id).where(Appearance.article_id.in_(articles))),
            ),
            Claim.id.not_in(ids),
            Claim.state.in_((ClaimState.SELECTED, ClaimState.WAITING)),
            Claim.erased_at.is_(None),
        )
        .order_by(Claim.id.desc())
        .limit(OFFERED)
    ).all()


def published_replies(claim: Claim) -> tuple[PublishedReply, ...]:
    """Return what readers see of the questions about a claim, oldest first: never where they were asked."""
    return tuple(
        PublishedReply(
            whom=contact.asked_whom,
            channel=contact.channel.value,
            asked_at=contact.asked_at.isoformat(),
            deadline=contact.deadline.isoformat() if contact.deadline else "",
            answered_at=contact.answered_at.isoformat() if contact.answered_at else "",
            answer="" if contact.answer_private else contact.answer,
            private=contact.answer_private,
        )
        for contact in claim.contacts
    )


def _which(which: Waiting) -> ColumnElement[bool]:
    return {
        Waiting.DUE: is_due(),
        Waiting.OPEN: Contact.answered_at.is_(None),
        Waiting.ANSWERED: Contact.answered_at.is_not(None),
        Waiting.ALL: Contact.id.is_not(None),
    }[which]


def _checked(asking: Asking) -> dict[str, object]:
    whom = " ".join(normalise(asking.asked_whom).split())
    if not whom or len(whom) > MAX_WHOM_LENGTH:
        raise InvalidInput(_("Say in at most %(max)s characters who was asked.", max=MAX_WHOM_LENGTH))
    if len(asking.address) > MAX_WHOM_LENGTH:
        raise InvalidInput(_("Say in at most %(max)s characters where they were asked.", max=MAX_WHOM_LENGTH))
    if len(asking.question) > MAX_QUESTION_LENGTH:
        raise InvalidInput(_("A question has at most %(max)s characters.", max=MAX_QUESTION_LENGTH))
    _refuse_future(asking.asked_at)
    if asking.deadline is not None and asking.deadline <= asking.asked_at:
        raise InvalidInput(_("The time to answer ends before the question: choose a later moment."))
    texts = {"address": asking.address.strip(), "question": normalise(asking.question).strip()}
    return {**asdict(asking), **texts, "asked_whom": whom}


def _refuse_future(moment: datetime) -> None:
    if moment > now() + _CLOCKS:
        raise InvalidInput(_("This moment lies in the future: note what has happened."))


def _claims(session: Session, claim_ids: Sequence[int]) -> list[Claim]:
    wanted = set(claim_ids)
    if not wanted or len(wanted) > MAX_CONTACT_CLAIMS:
        raise InvalidInput(_("A contact covers from 1 to %(max)s claims.", max=MAX_CONTACT_CLAIMS))
    claims = list(session.scalars(select(Claim).where(Claim.id.in_(wanted)).order_by(Claim.id)))
    missing = wanted - {claim.id for claim in claims if claim.state is not ClaimState.MERGED}
    if missing:
        raise InvalidInput(_("There is no claim %(id)s.", id=", ".join(map(str, sorted(missing)))))
    return claims


def _refuse_stale(contact: Contact, edits: int, yours: Mapping[str, object]) -> None:
    if contact.edits == edits:
        return
    theirs = {name: getattr(contact, name) for name in yours if name != "claims"}
    if "claims" in yours:
        theirs["claims"] = ", ".join(map(str, _numbers(contact)))
    raise StaleEdit(
        _("Contact %(id)s was changed by somebody else since you opened it.", id=contact.id),
        theirs={name: _shown(value) for name, value in theirs.items()},
        yours={name: _shown(value) for name, value in yours.items()},
    )


def _shown(value: object) -> str:
    if isinstance(value, StrEnum):
        return label(value)
    if isinstance(value, datetime):
        return value.isoformat(" ", "minutes")
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    return "" if value is None else str(value)


def _change(
    session: Session, actor: Actor, contact: Contact, action: str, values: Mapping[str, object]
) -> Contact:
    before = {name: getattr(contact, name) for name in values if getattr(contact, name) != values[name]}
    if not before:
        return contact
    for name in before:
        setattr(contact, name, values[name])
    session.flush()
    _follow(session, contact)
    after = {name: values[name] for name in before}
    audit.record(session, actor, action, contact, {"before": _told(before), "after": _told(after)})
    return contact


def _follow(session: Session, contact: Contact, *, also: Sequence[int] = ()) -> None:
    """Have what is open on the claims approved anew: readers see the timeline beside the verdict."""
    session.expire(contact, ["claims"])
    follow_claims(session, dict.fromkeys([*_numbers(contact), *also], True))


def _numbers(contact: Contact) -> list[int]:
    return [claim.id for claim in contact.claims]


def _told(values: Mapping[str, object]) -> dict[str, object]:
    """Return what the history tells of values: that there is an address, never which."""
    return {**values, "address": bool(values["address"])} if "address" in values else dict(values)
