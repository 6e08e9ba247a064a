"""The notice that a published verdict is looked at again: put up, taken down, gone with the next revision."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from claims.domain.anchor import normalise
from claims.domain.entity import now
from claims.domain.permission import Permission
from claims.domain.person import Actor
from claims.domain.verdict import MAX_NOTICE_LENGTH, Verdict
from claims.errors import Conflict, InvalidInput, NotFound
from claims.i18n import gettext as _
from claims.services import audit
from claims.services.conflict_of_interest import refuse_conflicted
from claims.services.permission import require
from claims.services.verdict import published_revision


def put_up_notice(session: Session, actor: Actor, claim_id: int, note: str) -> Verdict:
    """Tell readers that the verdict is looked at again, and in a sentence why.

    Raise InvalidInput without a sentence, NotFound when nothing is published, Conflict when a notice is up.
    """
    require(session, actor, Permission.VERDICT_NOTICE)
    refuse_conflicted(session, actor.person_id, claim_id)
    verdict = _published(session, claim_id)
    note = " ".join(normalise(note).split())
    if not note or len(note) > MAX_NOTICE_LENGTH:
        raise InvalidInput(_("Say in a sentence of at most %(max)s characters why.", max=MAX_NOTICE_LENGTH))
    if verdict.reexamining_since is not None:
        raise Conflict(_("The notice on claim %(id)s is up already; take it down first.", id=claim_id))
    verdict.reexamining_since, verdict.reexamining_note = now(), note
    verdict.reexamining_by_id = actor.person_id
    data = {"claim": claim_id, "before": {"note": ""}, "after": {"note": note}}
    audit.record(session, actor, "verdict.notice", verdict, data)
    return verdict


def take_down_notice(session: Session, actor: Actor, claim_id: int) -> Verdict:
    """Take the notice down, when the verdict stands as it is."""
    require(session, actor, Permission.VERDICT_NOTICE)
    refuse_conflicted(session, actor.person_id, claim_id)
    verdict = _published(session, claim_id)
    drop_notice(session, actor, verdict)
    return verdict


def drop_notice(session: Session, actor: Actor, verdict: Verdict) -> None:
    """Take down the notice of a verdict, if there is one; a new revision answers it."""
    if verdict.reexamining_since is None:
        return
    before = verdict.reexamining_note
    verdict.reexamining_since, verdict.reexamining_note, verdict.reexamining_by_id = None, "", None
    data = {"claim": verdict.claim_id, "before": {"note": before}, "after": {"note": ""}}
    audit.record(session, actor, "verdict.notice_down", verdict, data)


def _published(session: Session, claim_id: int) -> Verdict:
    if published_revision(session, claim_id) is None:
        raise NotFound(_("Nothing is published here."))
    return session.scalars(select(Verdict).where(Verdict.claim_id == claim_id)).one()
