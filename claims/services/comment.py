"""The desk's discussion of a claim: comments, and who is named in them."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload

from claims.domain.anchor import normalise
from claims.domain.claim import Claim
from claims.domain.comment import MAX_COMMENT_LENGTH, MAX_COMMENTS, Comment, Mention
from claims.domain.entity import now
from claims.domain.notification import NotificationKind
from claims.domain.permission import Permission
from claims.domain.person import Actor, Person
from claims.errors import Conflict, Forbidden, InvalidInput, NotFound
from claims.i18n import gettext as _
from claims.services import audit, notification
from claims.services.claim import get_claim
from claims.services.permission import require
from claims.services.person import active_people

LENGTH = 50
"""Mentions that a page lists."""
_AT = re.compile(r"(?<![\w@.])@(?=[^\W\d_])")
_WORD = re.compile(r"[^\W_]+(?:[-'’.][^\W_]+)*")


class AmbiguousMention(InvalidInput):
    """A name in a comment that several people have; ``candidates`` are they, by the name as it was written."""

    def __init__(self, message: str, candidates: Mapping[str, Sequence[Person]]) -> None:
        super().__init__(message)
        self.candidates = candidates


@dataclass(frozen=True, slots=True)
class MentionRow:
    """A comment that names somebody, for the list of what they have not seen."""

    comment: Comment
    claim: Claim
    seen: bool


def comments_of(session: Session, claim_id: int) -> Sequence[Comment]:
    """Return the discussion of a claim with its mentions, newest last."""
    found = session.scalars(
        select(Comment)
        .where(Comment.claim_id == claim_id)
        .order_by(Comment.created_at, Comment.id)
        .options(joinedload(Comment.person), joinedload(Comment.mentions))
    )
    return found.unique().all()


def add_comment(
    session: Session, actor: Actor, claim_id: int, text: str, chosen: Mapping[str, int] | None = None
) -> Comment:
    """Add to the discussion of a claim; ``@name`` tells people of the desk.

    ``chosen`` says whom a name means that several have. Raise AmbiguousMention when that is missing, InvalidInput
    for a text that is empty or too long, Forbidden for the program's own user.
    """
    require(session, actor, Permission.CLAIM_TRIAGE)
    claim, person_id = get_claim(session, claim_id), _person(actor)
    text = normalise(text).strip()
    if not text or len(text) > MAX_COMMENT_LENGTH:
        raise InvalidInput(_("A comment needs 1 to %(max)s characters.", max=MAX_COMMENT_LENGTH))
    number = session.scalar(select(func.count()).select_from(Comment).where(Comment.claim_id == claim_id)) or 0
    if number >= MAX_COMMENTS:
        raise Conflict(_("A claim may have at most %(max)s comments.", max=MAX_COMMENTS))
    named = _settled(people_named(text, active_people(session)), chosen or {})
    comment = Comment(claim_id=claim_id, person_id=person_id, text=text)
    comment.mentions = [Mention(person_id=one) for one in sorted(named - {person_id})]
    session.add(comment)
    session.flush()
    # The words stay out of the history, so that erasing a comment erases it.
    audit.record(session, actor, "comment.add", comment, {"claim": claim.id, "mentions": sorted(named)})
    notification.notify(session, actor, NotificationKind.MENTIONED, comment, named, claim=claim.id)
    return comment


def erase_comment(session: Session, actor: Actor, comment_id: int) -> Comment:
    """Take back the words of one's own comment; that there was one stays. Raise Forbidden for another's."""
    require(session, actor, Permission.CLAIM_TRIAGE)
    comment = session.get(Comment, comment_id)
    if comment is None:
        raise NotFound(_("There is no comment %(id)s.", id=comment_id))
    if comment.person_id != actor.person_id:
        raise Forbidden(_("Only who wrote comment %(id)s can take it back.", id=comment_id))
    if comment.erased_at is None:
        comment.text, comment.erased_at = "", now()
        audit.record(session, actor, "comment.erase", comment, {"claim": comment.claim_id})
    return comment


def people_named(text: str, people: Sequence[Person]) -> dict[str, list[Person]]:
    """Return whom each ``@name`` of a text may mean: by whole name, else first name or start of the e-mail.

    Names that nobody has are left out. The longest name that fits is taken, in any case.
    """
    found: dict[str, list[Person]] = {}
    for at in _AT.finditer(text):
        rest = text[at.end() :]
        whole = [one for one in people if _begins_with(rest, one.name)]
        if whole:
            longest = max(len(one.name) for one in whole)
            found[rest[:longest]] = [one for one in whole if len(one.name) == longest]
            continue
        word = _WORD.match(rest)
        called = [one for one in people if word and word[0].casefold() in _short_names(one)]
        if word and called:
            found[word[0]] = called
    return found


def mark_seen(session: Session, actor: Actor, claim_id: int | None = None) -> int:
    """Note that a person has seen where they are named, in one discussion or everywhere; return how many."""
    require(session, actor, Permission.DESK_SEE)
    unseen = select(Mention).where(Mention.person_id == actor.person_id, Mention.seen_at.is_(None))
    if claim_id is not None:
        unseen = unseen.where(Mention.comment_id.in_(select(Comment.id).where(Comment.claim_id == claim_id)))
    mentions = session.scalars(unseen).all()
    for mention in mentions:
        mention.seen_at = now()
    return len(mentions)


def mentions_of(session: Session, actor: Actor) -> Sequence[MentionRow]:
    """Return the comments that name a person: those not seen first, then newest first."""
    rows = session.execute(
        select(Comment, Claim, Mention.seen_at)
        .join(Mention, Mention.comment_id == Comment.id)
        .join(Claim, Claim.id == Comment.claim_id)
        .where(Mention.person_id == actor.person_id, Comment.erased_at.is_(None))
        .order_by(Mention.seen_at.is_not(None), Comment.created_at.desc(), Comment.id.desc())
        .limit(LENGTH)
        .options(joinedload(Comment.person))
    )
    return [MentionRow(comment, claim, seen_at is not None) for comment, claim, seen_at in rows]


def _settled(named: Mapping[str, Sequence[Person]], chosen: Mapping[str, int]) -> set[int]:
    """Return who is told, once every name means one person."""
    open_names = {
        name: people
        for name, people in named.items()
        if len(people) > 1 and chosen.get(name) not in {person.id for person in people}
    }
    if open_names:
        names = ", ".join(f"@{name}" for name in open_names)
        raise AmbiguousMention(
            _("Several people are called %(names)s: choose whom you mean.", names=names), open_names
        )
    return {chosen[name] if len(people) > 1 else people[0].id for name, people in named.items()}


def _begins_with(text: str, name: str) -> bool:
    after = text[len(name) : len(name) + 1]
    return text[: len(name)].casefold() == name.casefold() and not (after.isalnum() or after == "_")


def _short_names(person: Person) -> set[str]:
    return {person.name.split()[0].casefold(), person.email.partition("@")[0].casefold()}


def _person(actor: Actor) -> int:
    if actor.person_id is None:
        raise Forbidden(_("Only a person can take part in a discussion."))
    return actor.person_id
