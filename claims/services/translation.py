"""Translations: verdicts that say in another language what one verdict says."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, exists, or_, select, update
from sqlalchemy.orm import Session

from claims.domain.entity import now
from claims.domain.permission import Permission
from claims.domain.person import Actor
from claims.domain.state import RevisionState
from claims.domain.verdict import CorrectionKind, Verdict, VerdictRevision
from claims.errors import Conflict, InvalidInput, NotFound
from claims.i18n import gettext as _
from claims.publishing.address import wording_address
from claims.publishing.base import Publisher
from claims.publishing.sitemap import DEFAULT_LANGUAGE
from claims.services import audit
from claims.services.permission import require


@dataclass(frozen=True, slots=True)
class Translation:
    """A published verdict that says the same in another language."""

    claim_id: int
    language: str
    wording: str
    original: bool = False
    """It is the one that the others translate."""


def verdict_of(session: Session, claim_id: int) -> Verdict:
    """Return the verdict of a claim, begun or published; raise NotFound."""
    verdict = session.scalars(select(Verdict).where(Verdict.claim_id == claim_id)).first()
    if verdict is None:
        raise NotFound(_("No verdict on claim %(id)s has been begun.", id=claim_id))
    return verdict


def set_translation(session: Session, actor: Actor, claim_id: int, original_id: int | None) -> Verdict:
    """Say that a claim's verdict translates that of another claim, or (None) that it translates none.

    Raise InvalidInput for a verdict that is not there, is itself or is a translation, Conflict for one that is
    translated.
    """
    require(session, actor, Permission.VERDICT_WRITE)
    verdict = verdict_of(session, claim_id)
    original = _original(session, verdict, original_id) if original_id is not None else None
    before, after = verdict.translation_of_id, original.id if original else None
    if before == after:
        return verdict
    verdict.translation_of_id, verdict.translation_outdated_at = after, None
    data = {"claim": claim_id, "before": {"translation_of": before}, "after": {"translation_of": after}}
    audit.record(session, actor, "verdict.translation", verdict, data)
    return verdict


def note_publication(session: Session, revision: VerdictRevision) -> None:
    """Flag what translates a corrected verdict; what is itself published anew is no longer behind."""
    verdict, correction = revision.verdict, revision.correction
    verdict.translation_outdated_at = None
    if correction is None or correction.kind is CorrectionKind.MINOR:
        return
    behind = Verdict.translation_of_id == verdict.id, Verdict.translation_outdated_at.is_(None)
    session.execute(update(Verdict).where(*behind).values(translation_outdated_at=now()))


def is_translated() -> ColumnElement[bool]:
    """Return the condition that some verdict translates a verdict."""
    other = Verdict.__table__.alias("other")
    return exists().where(other.c.translation_of_id == Verdict.id)


def translations_of(session: Session, verdict: Verdict) -> Sequence[Translation]:
    """Return what is published of the same in other languages."""
    root = verdict.translation_of_id or verdict.id
    rows = session.execute(
        select(
            Verdict.claim_id,
            VerdictRevision.language,
            VerdictRevision.wording,
            Verdict.translation_of_id.is_(None),
        )
        .join(VerdictRevision, VerdictRevision.verdict_id == Verdict.id)
        .where(
            or_(Verdict.id == root, Verdict.translation_of_id == root),
            Verdict.id != verdict.id,
            VerdictRevision.state == RevisionState.PUBLISHED,
        )
        .order_by(VerdictRevision.language, Verdict.claim_id)
    )
    return [Translation(*row) for row in rows]


def alternates(publisher: Publisher, members: Sequence[Translation]) -> list[tuple[str, str]]:
    """Return language and address of each, first ``x-default``: the original, or the oldest without it.

    A language has one page; of two verdicts in one language the original, then the older one stands for it.
    """
    order = sorted(members, key=lambda one: (not one.original, one.claim_id))
    addresses: dict[str, str] = {}
    for one in order:
        addresses.setdefault(one.language, wording_address(publisher, one.claim_id, one.wording))
    return [
        (DEFAULT_LANGUAGE, wording_address(publisher, order[0].claim_id, order[0].wording)),
        *addresses.items(),
    ]


def _original(session: Session, verdict: Verdict, claim_id: int) -> Verdict:
    try:
        original = verdict_of(session, claim_id)
    except NotFound as error:
        raise InvalidInput(error.message) from None
    if original.id == verdict.id:
        raise InvalidInput(_("A verdict is no translation of itself."))
    if original.translation_of_id is not None:
        raise InvalidInput(_("That verdict is a translation; name the one that it translates."))
    if session.scalar(select(exists().where(Verdict.translation_of_id == verdict.id))):
        raise Conflict(_("This verdict is translated itself; its translations would lead nowhere."))
    return original
