"""The desk's own drafts: nothing that leaves the machine may tell others of them unless a person says so."""

from sqlalchemy import exists, select
from sqlalchemy.orm import Session
from sqlalchemy.sql import ColumnElement

from claims.domain.article import Article
from claims.domain.claim import Appearance
from claims.domain.source import Evidence, Source
from claims.errors import InvalidInput
from claims.i18n import gettext as _


def is_of_draft(session: Session, claim_id: int) -> bool:
    """Whether a claim appears in an article that is private to the desk."""
    return bool(session.scalar(select(exists().where(Appearance.claim_id == claim_id, *_in_private_article()))))


def rests_on_draft() -> ColumnElement[bool]:
    """Return the condition that a source is evidence for a claim of an article that is private to the desk."""
    return exists().where(
        Evidence.source_id == Source.id,
        Evidence.removed_at.is_(None),
        Appearance.claim_id == Evidence.claim_id,
        *_in_private_article(),
    )


def needs_word(session: Session, source_id: int) -> bool:
    """Whether somebody has to say so before anything about the source leaves the machine."""
    return bool(session.scalar(select(Source.id).where(Source.id == source_id, rests_on_draft())))


def refuse_to_leave(session: Session, source: Source, *, sure: bool) -> None:
    """Raise InvalidInput for a source whose address must not leave the machine.

    A withheld one never does; one of a private draft does when a person is ``sure``.
    """
    if not source.address or source.withheld or source.erased_at:
        raise InvalidInput(_("Source %(id)s has no address that could be asked for.", id=source.id))
    if not sure and needs_word(session, source.id):
        raise InvalidInput(
            _(
                "Source %(id)s is evidence about an article that is private to the desk. Asking for its address"
                " may tell others what the desk works on; say that you want that.",
                id=source.id,
            )
        )


def _in_private_article() -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    return Article.id == Appearance.article_id, Article.private.is_(True)
