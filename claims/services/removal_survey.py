"""What a removal would erase, counted, and which other texts say the same and stay."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from claims.domain.article import Article, Version
from claims.domain.claim import Appearance, Claim
from claims.domain.collection import Collection
from claims.domain.comment import Comment
from claims.domain.contact import Contact
from claims.domain.intake import IntakeItem
from claims.domain.label import label
from claims.domain.person import Person
from claims.domain.quantity import Quantity
from claims.domain.redaction import MIN_WORDS_LENGTH
from claims.domain.removal import RemovalSubject
from claims.domain.report import Report
from claims.domain.source import Evidence, Source
from claims.domain.tip import Tip
from claims.domain.verdict import Verdict, VerdictRevision
from claims.i18n import N_
from claims.i18n import gettext as _
from claims.services.removal_history import events_about
from claims.services.removal_scope import Ids, Scope, scope_of
from claims.services.removed import find_removal

MAX_TEXTS = 40
"""Texts that are looked for in what stays, the longest first."""
MAX_WARNINGS = 20
"""Of each kind."""
Columns = Sequence[InstrumentedAttribute[str]]


@dataclass(frozen=True, slots=True)
class Survey:
    """What the form of a removal says before anything is done."""

    subject: RemovalSubject
    subject_id: int
    name: str
    """What is to be removed, in its own words."""
    counts: Sequence[tuple[str, int]]
    """What is erased → how many; only what there is."""
    warnings: Sequence[str]
    """What repeats it and stays, in sentences."""

    @property
    def typed(self) -> str:
        """What somebody types to confirm it."""
        return f"{self.subject.value} {self.subject_id}"


def survey(session: Session, subject: RemovalSubject, subject_id: int) -> Survey:
    """Tell what a removal would erase; raise NotFound, or Removed when that was done already."""
    scope = scope_of(session, subject, subject_id)
    found = find_removal(session, subject, subject_id)
    counts = [] if found else [(words, number) for words, number in _counts(session, scope) if number]
    return Survey(
        subject, subject_id, _name(session, subject, subject_id), counts, list(_warnings(session, scope))
    )


def _name(session: Session, subject: RemovalSubject, subject_id: int) -> str:
    columns: dict[RemovalSubject, InstrumentedAttribute[str]] = {
        RemovalSubject.CLAIM: Claim.text,
        RemovalSubject.ARTICLE: Article.title,
        RemovalSubject.SOURCE: Source.title,
        RemovalSubject.PERSON: Person.name,
        RemovalSubject.TIP: Tip.text,
    }
    column = columns.get(subject)
    if column is None:
        return f"{label(subject)} {subject_id}"
    return session.scalar(select(column).where(column.class_.id == subject_id)) or ""


def _counts(session: Session, scope: Scope) -> Iterator[tuple[str, int]]:
    appearances = or_(Appearance.claim_id.in_(scope.claims), Appearance.article_id.in_(scope.articles))
    yield _("Claims, with their wording and all that is said of them"), len(scope.claims)
    yield _("Articles, with every version of their text"), len(scope.articles)
    yield _("Articles that stay, in which the words are blocked"), len(scope.touched)
    yield _("Places in texts"), _count(session, Appearance, appearances)
    yield _("Comments"), len(scope.comments)
    yield _("Revisions of verdicts, published ones too"), len(scope.revisions)
    yield _("Sources that nothing else rests on"), len(scope.sources)
    yield _("Pieces of evidence"), len(scope.evidence)
    yield _("Archived copies, with their files"), len(scope.snapshots)
    yield _("Figures"), _count(session, Quantity, Quantity.claim_id.in_(scope.claims))
    yield _("Questions to claimants, with the answers"), len(scope.contacts)
    yield _("Claimants that nothing else names"), len(scope.claimants)
    yield _("Pictures"), len(scope.pictures)
    yield _("Tips of readers"), len(scope.tips)
    yield _("Items of the intake queue"), len(scope.intake)
    yield _("Reports"), len(scope.reports)
    yield _("People: name, address, password, sign-ins"), len(scope.people)
    events = len(events_about(session, scope))
    yield _("Events of the history, of which the details go and the chain stays"), events


def _count(session: Session, entity: Any, condition: ColumnElement[bool]) -> int:
    return session.scalar(select(func.count()).select_from(entity).where(condition)) or 0


def _warnings(session: Session, scope: Scope) -> Iterator[str]:
    yield from _same_places(session, scope)
    yield from _recordings(session, scope)
    yield from _translations(session, scope)
    yield from _merged(session, scope)
    yield from _kept_sources(session, scope)
    texts = sorted((text for text in scope.texts if len(text) >= MIN_WORDS_LENGTH), key=lambda text: -len(text))
    for sentence, columns, without in _others(scope):
        for number in _saying(session, columns, texts[:MAX_TEXTS], without):
            yield _(sentence, id=number)


def _same_places(session: Session, scope: Scope) -> Iterator[str]:
    mine = select(Appearance.version_id, Appearance.start, Appearance.end).where(
        Appearance.claim_id.in_(scope.claims), Appearance.start.is_not(None)
    )
    places: dict[int, list[tuple[Any, Any]]] = {}
    for version_id, start, end in session.execute(mine):
        places.setdefault(version_id, []).append((start, end))
    rows = session.execute(
        select(Appearance.claim_id, Appearance.version_id, Appearance.start, Appearance.end).where(
            Appearance.version_id.in_(places), Appearance.claim_id.not_in(scope.claims)
        )
    )
    meeting = {
        claim_id
        for claim_id, version_id, start, end in rows
        if start is not None and any(start < last and first < end for first, last in places[version_id])
    }
    for claim_id in sorted(meeting)[:MAX_WARNINGS]:
        yield _("Claim %(id)s is pinned to the same words, and stays: remove it too if it says this.", id=claim_id)


def _recordings(session: Session, scope: Scope) -> Iterator[str]:
    rows = select(Article.id).where(Article.id.in_(scope.touched), Article.media_sha256 != "")
    for number in session.scalars(rows.limit(MAX_WARNINGS)):
        yield _("The picture or recording of article %(id)s stays as it is: remove the article too.", id=number)


def _translations(session: Session, scope: Scope) -> Iterator[str]:
    rows = select(Verdict.claim_id).where(
        or_(
            Verdict.translation_of_id.in_(scope.verdicts),
            Verdict.id.in_(select(Verdict.translation_of_id).where(Verdict.id.in_(scope.verdicts))),
        ),
        Verdict.claim_id.not_in(scope.claims),
    )
    for number in session.scalars(rows.limit(MAX_WARNINGS)):
        yield _("Claim %(id)s has the same verdict in another language, and stays.", id=number)


def _merged(session: Session, scope: Scope) -> Iterator[str]:
    stays = Claim.merged_into_id.not_in(scope.claims)
    rows = select(Claim.merged_into_id).where(Claim.id.in_(scope.claims), stays)
    for number in session.scalars(rows.limit(MAX_WARNINGS)):
        yield _("It was merged into claim %(id)s, which stays and says the same.", id=number)


def _kept_sources(session: Session, scope: Scope) -> Iterator[str]:
    rows = select(Evidence.source_id).where(
        Evidence.claim_id.in_(scope.claims), Evidence.source_id.not_in(scope.sources)
    )
    for number in sorted(set(session.scalars(rows)))[:MAX_WARNINGS]:
        yield _("Source %(id)s stays: other claims rest on it too.", id=number)


def _others(scope: Scope) -> Iterator[tuple[str, Columns, Ids]]:
    yield (
        N_("The report %(id)s has these words in its texts."),
        (
            Report.headline,
            Report.introduction,
            Report.selection_note,
        ),
        scope.reports,
    )
    yield N_("Claim %(id)s has these words."), (Claim.text, Claim.provenance, Claim.selection_note), scope.claims
    yield (
        N_("The verdict revision %(id)s of another claim has these words."),
        (
            VerdictRevision.wording,
            VerdictRevision.summary,
            VerdictRevision.explanation,
            VerdictRevision.searched,
        ),
        scope.revisions,
    )
    yield N_("The comment %(id)s on another claim has these words."), (Comment.text,), scope.comments
    yield N_("The collection %(id)s has these words."), (Collection.name, Collection.description), frozenset()
    yield N_("Source %(id)s has these words."), (Source.title, Source.address), scope.sources
    noted = (Evidence.quote, Evidence.note)
    yield N_("The evidence %(id)s on another claim has these words."), noted, scope.evidence
    yield (
        N_("The question %(id)s to a claimant, which covers other claims too, has these words."),
        (
            Contact.question,
            Contact.answer,
        ),
        scope.contacts,
    )
    yield N_("The tip %(id)s has these words."), (Tip.text,), scope.tips
    came = (IntakeItem.title, IntakeItem.text)
    yield N_("The item %(id)s of the intake queue has these words."), came, scope.intake | scope.blocked_items
    stay = scope.articles | scope.touched
    yield (
        N_("A version of another article has these words (version %(id)s of all)."),
        (Version.text,),
        scope.versions | scope.blocked_versions,
    )
    yield N_("Article %(id)s has these words in its title."), (Article.title,), stay


def _saying(session: Session, columns: Columns, texts: Sequence[str], without: Ids) -> list[int]:
    """Return the rows that have one of the texts, letter for letter."""
    if not texts:
        return []
    entity: Any = columns[0].class_
    find = func.instr if session.get_bind().dialect.name == "sqlite" else func.strpos
    said = or_(*(find(column, text) > 0 for column in columns for text in texts))
    rows = select(entity.id).where(said, entity.id.not_in(without)).order_by(entity.id).limit(MAX_WARNINGS)
    return list(session.scalars(rows))
