"""Previews: an unpublished verdict or report, lent for some days to somebody outside the desk."""

import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from claims.domain.anchor import normalise
from claims.domain.article import Article
from claims.domain.entity import now
from claims.domain.permission import Permission
from claims.domain.person import Actor
from claims.domain.state import FROZEN_REVISION_STATES
from claims.domain.token import MAX_PREVIEW_NOTE_LENGTH, PREVIEW_DAYS, Token, TokenKind
from claims.errors import InvalidInput, NotFound
from claims.i18n import gettext as _
from claims.publishing.base import PublishedVerdict
from claims.services import audit, blind
from claims.services.freezing import as_shown, freeze
from claims.services.gate import name_of
from claims.services.permission import require
from claims.services.person import digest_of
from claims.services.verdict import get_revision, revisions_of

SEEN_EVERY = timedelta(minutes=5)
"""A look is noted at most so often."""


def lend_verdict(session: Session, actor: Actor, revision_id: int, *, whom: str, days: int) -> tuple[Token, str]:
    """Lend a revision that is not published; return the token and the secret of its address, kept nowhere.

    Raise InvalidInput when it is published, has no rating, or whom and how long cannot be, Forbidden for who is to
    rate it blind: the address would show it to them too.
    """
    require(session, actor, Permission.VERDICT_PUBLISH)
    revision = get_revision(session, revision_id)
    blind.refuse_hidden(session, actor, revision)
    if revision.state in FROZEN_REVISION_STATES:
        raise InvalidInput(_("%(what)s is published: everybody can read it.", what=name_of(revision)))
    if revision.rating is None:
        raise InvalidInput(_("%(what)s has no rating.", what=name_of(revision)))
    return _lend(session, actor, whom, days, revision_id=revision.id, claim_id=revision.verdict.claim_id)


def lend_report(session: Session, actor: Actor, article_id: int, *, whom: str, days: int) -> tuple[Token, str]:
    """Lend the report of an article; raise NotFound when there is no such article."""
    require(session, actor, Permission.REPORT_EDIT)
    if session.get(Article, article_id) is None:
        raise NotFound(_("There is no article %(id)s.", id=article_id))
    return _lend(session, actor, whom, days, article_id=article_id)


def previews_of(
    session: Session, *, claim_id: int | None = None, article_id: int | None = None
) -> Sequence[Token]:
    """Return the previews that were given of a claim's verdict or of an article's report, newest first."""
    about = Token.claim_id == claim_id if claim_id is not None else Token.article_id == article_id
    return session.scalars(
        select(Token).where(Token.kind == TokenKind.PREVIEW, about).order_by(Token.id.desc()).limit(100)
    ).all()


def take_back(session: Session, actor: Actor, token_id: int) -> Token:
    """End a preview before its time; raise NotFound."""
    token = session.get(Token, token_id)
    if token is None or token.kind is not TokenKind.PREVIEW:
        raise NotFound(_("There is no preview %(id)s.", id=token_id))
    require(session, actor, Permission.REPORT_EDIT if token.article_id else Permission.VERDICT_PUBLISH)
    if token.revoked_at is None:
        token.revoked_at = now()
        audit.record(session, actor, "preview.take_back", token, {"whom": token.note})
    return token


def open_preview(session: Session, secret: str) -> Token:
    """Return the preview of an address; raise NotFound alike for all that open none, or no longer."""
    token = session.scalar(select(Token).where(Token.kind == TokenKind.PREVIEW, Token.digest == digest_of(secret)))
    if token is None or token.revoked_at or token.expires_at is None or token.expires_at <= now():
        raise NotFound(_("There is nothing here, or not any more. Ask who gave you the address."))
    return token


def is_to_be_noted(token: Token) -> bool:
    """Whether the last look that was noted is long enough ago."""
    return token.used_at is None or token.used_at < now() - SEEN_EVERY


def note_look(session: Session, token_id: int) -> None:
    """Note that a preview was looked at; in a transaction of its own."""
    session.get_one(Token, token_id).used_at = now()


def preview_verdict(session: Session, revision_id: int, at: datetime) -> PublishedVerdict:
    """Return what readers would see of a revision if it were published then; nothing is stored."""
    revision = get_revision(session, revision_id)
    if revision.frozen:
        return as_shown(revision)
    earlier = [
        row
        for row in reversed(revisions_of(session, revision.verdict.claim_id))
        if row.number < revision.number and row.state in FROZEN_REVISION_STATES
    ]
    return freeze(session, revision, earlier, at=at)


def _lend(session: Session, actor: Actor, whom: str, days: int, **about: int) -> tuple[Token, str]:
    whom = " ".join(normalise(whom).split())
    fewest, most = PREVIEW_DAYS
    if not whom or len(whom) > MAX_PREVIEW_NOTE_LENGTH:
        raise InvalidInput(_("Say in at most %(max)s characters whom it is for.", max=MAX_PREVIEW_NOTE_LENGTH))
    if not fewest <= days <= most:
        raise InvalidInput(_("A preview lasts from %(few)s to %(most)s days.", few=fewest, most=most))
    secret = secrets.token_urlsafe(24)
    token = Token(
        kind=TokenKind.PREVIEW,
        digest=digest_of(secret),
        note=whom,
        created_by_id=actor.person_id,
        expires_at=now() + timedelta(days=days),
        **about,
    )
    session.add(token)
    audit.record(session, actor, "preview.lend", token, {"whom": whom, "days": days, **about})
    return token, secret
