"""Blind approval: a second person rates before they see the author's rating and texts, and both are kept."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import Select, exists, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session, aliased

from claims.domain.agreement import Agreement, krippendorff_alpha
from claims.domain.audit import AuditEvent
from claims.domain.person import Actor, Person, Role
from claims.domain.rating import Rating
from claims.domain.state import OPEN_REVISION_STATES, RevisionState
from claims.domain.verdict import BlindRating, RevisionAuthor, VerdictRevision
from claims.errors import Conflict, Forbidden, InvalidInput
from claims.i18n import gettext as _
from claims.services import audit, guest
from claims.services.conflict_of_interest import refuse_conflicted
from claims.services.gate import name_of
from claims.services.rating import get_rating, in_scale_of
from claims.services.setting import load_settings
from claims.services.verdict import get_revision

MIN_PAIRS = 30
MIN_PEOPLE = 3
"""From so many on agreement is published: fewer would say more of single people than of the desk."""
_SEEN = ("verdict.start", "verdict.look")
"""What somebody does who sees a revision without being its author."""


@dataclass(frozen=True, slots=True)
class Given:
    """What somebody rated before they saw the verdict."""

    person: Person
    rating: Rating
    author_rating: Rating
    """What the author had rated then."""


def hidden_from(
    session: Session, actor: Actor, revisions: Iterable[VerdictRevision], *, on: bool | None = None
) -> set[int]:
    """Return the ids of those open revisions whose rating and texts the actor must not see yet.

    Authors see them, and so does who began or opened the revision or rated it blind. Empty where the desk does not
    approve blind; ``on`` says whether it does, if that was read already.
    """
    if on is False:
        return set()
    shut = {
        one.id
        for one in revisions
        if one.state in OPEN_REVISION_STATES and actor.person_id not in {person.id for person in one.authors}
    }
    if not shut or not (on or load_settings(session).blind_approval):
        return set()
    rated = select(BlindRating.revision_id).where(
        BlindRating.revision_id.in_(shut), BlindRating.person_id == actor.person_id
    )
    seen = select(AuditEvent.subject_id).where(
        AuditEvent.subject_type == VerdictRevision.__tablename__,
        AuditEvent.subject_id.in_(shut),
        AuditEvent.person_id == actor.person_id,
        AuditEvent.action.in_(_SEEN),
    )
    return shut - set(session.scalars(rated.union_all(seen)))


def hidden_revisions(session: Session, actor: Actor) -> Select[int] | None:
    """Return the query of all revisions hidden from the actor; None where the desk does not approve blind."""
    if not load_settings(session).blind_approval:
        return None
    wrote = exists().where(
        RevisionAuthor.revision_id == VerdictRevision.id, RevisionAuthor.person_id == actor.person_id
    )
    rated = exists().where(BlindRating.revision_id == VerdictRevision.id, BlindRating.person_id == actor.person_id)
    event = aliased(AuditEvent)
    seen = exists().where(
        event.subject_type == VerdictRevision.__tablename__,
        event.subject_id == VerdictRevision.id,
        event.person_id == actor.person_id,
        event.action.in_(_SEEN),
    )
    shut = VerdictRevision.state.in_(OPEN_REVISION_STATES)
    return select(VerdictRevision.id).where(shut, ~wrote, ~rated, ~seen)


def is_hidden(session: Session, actor: Actor, revision: VerdictRevision, *, on: bool | None = None) -> bool:
    """Whether the actor must not see the revision's rating and texts yet; ``on`` as for ``hidden_from``."""
    return bool(hidden_from(session, actor, [revision], on=on))


def refuse_hidden(session: Session, actor: Actor, revision: VerdictRevision) -> None:
    """Raise Forbidden when the actor must not see the revision yet."""
    if is_hidden(session, actor, revision):
        raise Forbidden(_("%(what)s is hidden from you until you have rated it.", what=name_of(revision)))


def look(session: Session, actor: Actor, revision_id: int) -> VerdictRevision:
    """Let somebody see a revision to work on it; they can then not approve it."""
    revision = get_revision(session, revision_id)
    guest.require_approver(session, actor, revision)
    if is_hidden(session, actor, revision):
        audit.record(session, actor, "verdict.look", revision, {"round": revision.round})
    return revision


def rate(session: Session, actor: Actor, revision_id: int, rating_id: int) -> BlindRating:
    """Keep what a second person would rate, for good.

    Raise Conflict unless the revision awaits approval, Forbidden for who has seen it already.
    """
    revision = get_revision(session, revision_id)
    if revision.state not in (RevisionState.IN_REVIEW, RevisionState.APPROVED) or revision.rating_id is None:
        raise Conflict(_("%(what)s does not await approval.", what=name_of(revision)))
    if actor.person_id is None or not is_hidden(session, actor, revision):
        raise Forbidden(_("You have seen this verdict or had a part in it; only others can rate it blind."))
    refuse_conflicted(session, actor.person_id, revision.verdict.claim_id)
    guest.require_approver(session, actor, revision)
    rating = in_scale_of(session, get_rating(session, rating_id), get_rating(session, revision.rating_id))
    given = BlindRating(
        revision_id=revision.id,
        round=revision.round,
        person_id=actor.person_id,
        rating_id=rating.id,
        author_rating_id=revision.rating_id,
    )
    session.add(given)
    try:
        session.flush()  # the database allows one of each person and round
    except IntegrityError:
        raise Conflict(_("You have rated this verdict already.")) from None
    audit.record(session, actor, "verdict.rate_blind", revision, {"rating": rating.key, "round": revision.round})
    return given


def given_by(session: Session, actor: Actor, revision_id: int) -> BlindRating | None:
    """Return what the actor rated blind, if they did."""
    return session.scalars(
        select(BlindRating)
        .where(BlindRating.revision_id == revision_id, BlindRating.person_id == actor.person_id)
        .order_by(BlindRating.id)
    ).first()


def differs(actor: Actor, revision: VerdictRevision, given: Sequence[Given]) -> bool:
    """Whether the actor is among those who rated the revision blind, and rated otherwise than its author."""
    mine = next((one.rating for one in given if one.person.id == actor.person_id), None)
    return mine is not None and _is_another(mine, revision)


def ratings_of(session: Session, revision_id: int) -> Sequence[Given]:
    """Return what was rated blind at a revision, the oldest first."""
    author = aliased(Rating)
    rows = session.execute(
        select(Person, Rating, author)
        .join(BlindRating, BlindRating.person_id == Person.id)
        .join(Rating, Rating.id == BlindRating.rating_id)
        .join(author, author.id == BlindRating.author_rating_id)
        .where(BlindRating.revision_id == revision_id)
        .order_by(BlindRating.id)
    )
    return [Given(*row) for row in rows]


def require_rated(session: Session, actor: Actor, revision: VerdictRevision, *, acknowledged: bool) -> None:
    """Hold back a second person's decision where the desk approves blind.

    Raise Forbidden before they rated, InvalidInput when they rated otherwise and do not say that they approve all
    the same.
    """
    if not load_settings(session).blind_approval:
        return
    given = given_by(session, actor, revision.id)
    if given is None:
        raise Forbidden(_("This desk approves blind: rate the verdict before you see it, then decide."))
    if not acknowledged and _is_another(get_rating(session, given.rating_id), revision):
        raise InvalidInput(_("You rated it otherwise: say that you approve this rating all the same."))


def _is_another(rating: Rating, revision: VerdictRevision) -> bool:
    """Whether a rating is not the revision's, whichever versions of the scale the two are of."""
    return revision.rating is None or rating.key != revision.rating.key


def agreement(session: Session) -> Agreement | None:
    """Return how far second persons rate as the authors do; None before there are pairs and people enough.

    Guests are left out: the figure is about the people of the desk, and one guest may rate a single verdict.
    """
    theirs = aliased(Rating)
    rows = session.execute(
        select(BlindRating.person_id, Rating.key, theirs.key)
        .join(Rating, Rating.id == BlindRating.rating_id)
        .join(theirs, theirs.id == BlindRating.author_rating_id)
        .join(Person, Person.id == BlindRating.person_id)
        .where(Person.role != Role.GUEST)
    ).all()
    people = len({person_id for person_id, _mine, _theirs in rows})
    if len(rows) < MIN_PAIRS or people < MIN_PEOPLE:
        return None
    pairs = [(mine, author) for _person, mine, author in rows]
    same = sum(mine == author for mine, author in pairs)
    return Agreement(len(pairs), people, 100 * same / len(pairs), krippendorff_alpha(pairs))
