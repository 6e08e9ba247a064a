"""The check of a whole desk: does the database still hold what it promises? Everything streams."""

import json
from collections.abc import Iterator
from functools import partial
from typing import Any

from sqlalchemy import Column, ForeignKeyConstraint, Text, and_, cast, exists, or_, select, text
from sqlalchemy.exc import DatabaseError
from sqlalchemy.orm import Session, undefer

from claims.archiving.stores.base import Store
from claims.domain.anchor import digest
from claims.domain.article import Version
from claims.domain.claim import AnchorKind, Appearance, Claim
from claims.domain.registry import METADATA
from claims.domain.state import FROZEN_REVISION_STATES, RevisionState
from claims.domain.verdict import Approval, Decision, RevisionAuthor, Verdict, VerdictRevision
from claims.errors import EngineError, InvalidInput, NotFound
from claims.i18n import gettext as _
from claims.publishing.base import PublishedVerdict, from_json
from claims.services import audit
from claims.services.file import named_files

MAX_NAMED = 20
"""Rows that the check of one foreign key names."""

_BATCH = 200


def check_desk(
    session: Session, *, revision: str | None, newest: str | None, store: Store | None = None
) -> Iterator[str]:
    """Yield one sentence for each problem of the desk, and of its files if their store is given.

    ``revision`` is the one that the schema has, ``newest`` the one that the program knows. With another
    revision nothing else is checked: the tables may differ from the entities.
    """
    if revision != newest:
        yield _revision_problem(revision, newest)
        return
    checks = [
        _check_constraints,
        _check_foreign_keys,
        _check_versions,
        _check_revisions,
        _check_approvals,
        _check_chain,
    ]
    if store is not None:
        checks.append(partial(_check_files, store=store))
    for check in checks:
        try:
            yield from check(session)
        except (DatabaseError, ValueError) as error:  # damaged beyond reading
            yield _("The check could not read on: %(error)s", error=error)


def _revision_problem(revision: str | None, newest: str | None) -> str:
    return _(
        "The database has revision %(revision)s, the program needs %(newest)s: run “claims db upgrade”.",
        revision=revision or _("none"),
        newest=newest,
    )


def _is_sqlite(session: Session) -> bool:
    return session.get_bind().dialect.name == "sqlite"


def _check_constraints(session: Session) -> Iterator[str]:
    """Ask the database itself: SQLite re-checks every row; PostgreSQL tells which rules it never checked."""
    if _is_sqlite(session):
        for (finding,) in session.execute(text("PRAGMA integrity_check")):
            if finding != "ok":
                yield _("The database is damaged: %(finding)s.", finding=finding)
        return
    for (name,) in session.execute(text("SELECT conname FROM pg_constraint WHERE NOT convalidated ORDER BY 1")):
        yield _("The rule %(name)s does not hold for every row.", name=name)


def _check_foreign_keys(session: Session) -> Iterator[str]:
    for table in METADATA.sorted_tables:
        for rule in sorted(table.foreign_key_constraints, key=lambda rule: str(rule.name)):
            yield from _check_foreign_key(session, rule)


def _check_foreign_key(session: Session, rule: ForeignKeyConstraint) -> Iterator[str]:
    target = rule.referred_table.alias("target")
    columns: list[Column[Any]] = [element.parent for element in rule.elements]
    pairs = [(element.parent, target.c[element.column.name]) for element in rule.elements]
    dangling = (
        select(*columns)
        .where(
            and_(*(column.is_not(None) for column in columns)),
            ~exists().where(*(here == there for here, there in pairs)),
        )
        .limit(MAX_NAMED)
    )
    for row in session.execute(dangling):
        yield _(
            "A row of %(table)s names %(target)s %(value)s, which does not exist.",
            table=rule.table.name,
            target=rule.referred_table.name,
            value=", ".join(map(str, row)),
        )


def _check_versions(session: Session) -> Iterator[str]:
    """Check every text against its hash, and every anchor in it; one text is in memory at a time."""
    version_ids = select(Version.id).order_by(Version.id).limit(_BATCH)
    last = 0
    while batch := session.scalars(version_ids.where(Version.id > last)).all():
        for version_id in batch:
            version = session.get_one(Version, version_id, options=[undefer(Version.text)], populate_existing=True)
            yield from _check_version(version)
            yield from _check_anchors(session, version)
            session.expunge(version)
        last = batch[-1]


def _check_version(version: Version) -> Iterator[str]:
    if digest(version.text) != (version.redacted_sha256 or version.sha256):
        yield _(
            "The text of version %(number)s of article %(article)s was changed: it has another SHA-256.",
            number=version.number,
            article=version.article_id,
        )
    if len(version.text) != version.length:
        yield _(
            "Version %(number)s of article %(article)s is not as long as it says.",
            number=version.number,
            article=version.article_id,
        )


def _check_anchors(session: Session, version: Version) -> Iterator[str]:
    rows = session.execute(
        select(Appearance.id, Appearance.claim_id, Appearance.exact, Appearance.start, Appearance.end)
        .where(Appearance.version_id == version.id, Appearance.anchor_kind == AnchorKind.WORDS)
        .where(Appearance.start.is_not(None))  # words that are gone are kept without a place
        .order_by(Appearance.id)
        .execution_options(yield_per=_BATCH)
    )
    for appearance_id, claim_id, exact, start, end in rows:
        if start is None or end is None or version.text[start:end] != exact:
            yield _(
                "Appearance %(id)s of claim %(claim)s does not stand where it says in article %(article)s.",
                id=appearance_id,
                claim=claim_id,
                article=version.article_id,
            )


def _check_revisions(session: Session) -> Iterator[str]:
    """Read every published revision as the public pages would."""
    rows = session.execute(
        select(VerdictRevision.id, VerdictRevision.number, Verdict.claim_id, cast(VerdictRevision.frozen, Text))
        .join(Verdict, Verdict.id == VerdictRevision.verdict_id)
        .where(VerdictRevision.state.in_(FROZEN_REVISION_STATES))
        .join(Claim, Claim.id == Verdict.claim_id)
        .where(Claim.erased_at.is_(None))
        .order_by(VerdictRevision.id)
        .execution_options(yield_per=_BATCH)
    )
    for revision_id, number, claim_id, frozen in rows:
        if not _is_published(frozen, claim_id, number):
            yield _(
                "The published revision %(number)s of claim %(claim)s (%(id)s) cannot be read.",
                number=number,
                claim=claim_id,
                id=revision_id,
            )


def _check_approvals(session: Session) -> Iterator[str]:
    """Look for what the rules of the database refuse: they may have slept while a backup was restored."""
    authors = exists().where(
        RevisionAuthor.revision_id == Approval.revision_id, RevisionAuthor.person_id == Approval.person_id
    )
    allowed = or_(Approval.exception, ~authors)
    own = select(Approval.revision_id).where(Approval.decision == Decision.APPROVED, ~allowed)
    for revision_id in session.scalars(own.order_by(Approval.id).limit(MAX_NAMED)):
        yield _("The revision %(id)s was approved by an author of it.", id=revision_id)
    approved = exists().where(
        Approval.revision_id == VerdictRevision.id,
        Approval.round == VerdictRevision.round,
        Approval.decision == Decision.APPROVED,
        allowed,
    )
    passed = (RevisionState.APPROVED, *FROZEN_REVISION_STATES)
    unapproved = select(VerdictRevision.id).where(VerdictRevision.state.in_(passed), ~approved)
    for revision_id in session.scalars(unapproved.order_by(VerdictRevision.id).limit(MAX_NAMED)):
        yield _("The revision %(id)s was approved by nobody.", id=revision_id)


def _check_files(session: Session, *, store: Store) -> Iterator[str]:
    """Read every file that a row names against its hash; each one once, as many rows may name it."""
    for (sha256,) in session.execute(named_files().execution_options(yield_per=_BATCH)):
        try:
            store.open(sha256).close()
        except (NotFound, InvalidInput, EngineError) as error:
            yield error.message


def _check_chain(session: Session) -> Iterator[str]:
    yield from audit.verify(session).problems


def _is_published(frozen: str | None, claim_id: int, number: int) -> bool:
    try:
        verdict = from_json(PublishedVerdict, json.loads(frozen or "null"))
    except (ValueError, TypeError, KeyError, AttributeError, InvalidInput):
        return False
    return (verdict.claim_id, verdict.revision) == (claim_id, number)
