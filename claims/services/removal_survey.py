"""What a removal would erase, counted, and which other texts say the same and stay."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, and_, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session, aliased

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
from claims.services.removal_scope import ENTITIES, Ids, Scope, gather, scope_of

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
    """Tell what a removal would erase; raise NotFound when there is no such thing."""
    scope = scope_of(session, subject, subject_id)
    counts = [(words, number) for words, number in _counts(session, scope) if number]
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
    name: str = getattr(session.get_one(ENTITIES[subject], subject_id), column.key)
    return name


def _counts(session: Session, scope: Scope) -> Iterator[tuple[str, int]]:
    places = or_(Appearance.claim_id.in_(scope.claims), Appearance.article_id.in_(scope.articles))
    hanging = {
        "places": select(Appearance.id).where(places),
        "figures": select(Quantity.id).where(Quantity.claim_id.in_(scope.claims)),
    }
    found = gather(session, hanging)
    yield _("Claims, with their wording and all that is said of them"), len(scope.claims)
    yield _("Articles, with every version of their text"), len(scope.articles)
    yield _("Articles that stay, in which the words are blocked"), len(scope.touched)
    yield _("Places in texts"), len(found["places"])
    yield _("Comments"), len(scope.comments)
    yield _("Revisions of verdicts, published ones too"), len(scope.revisions)
    yield _("Sources that nothing else rests on"), len(scope.sources)
    yield _("Pieces of evidence"), len(scope.evidence)
    yield _("Archived copies, with their files"), len(scope.snapshots)
    yield _("Figures"), len(found["figures"])
    yield _("Questions to claimants, with the answers"), len(scope.contacts)
    yield _("Claimants that nothing else names"), len(scope.claimants)
    yield _("Pictures"), len(scope.pictures)
    yield _("Tips of readers"), len(scope.tips)
    yield _("Items of the intake queue"), len(scope.intake)
    yield _("Reports"), len(scope.reports)
    yield _("People: name, address, password, sign-ins"), len(scope.people)
    events = len(events_about(session, scope))
    yield _("Events of the history, of which the details go and the chain stays"), events


def _warnings(session: Session, scope: Scope) -> Iterator[str]:
    found = gather(session, {**_staying(scope), **_saying(session, scope)})
    for part, sentence in SENTENCES.items():
        for number in sorted(found.get(part, ()))[:MAX_WARNINGS]:
            yield _(sentence, id=number)


SENTENCES = {
    "places": N_("Claim %(id)s is pinned to the same words, and stays: remove it too if it says this."),
    "recordings": N_("The picture or recording of article %(id)s stays as it is: remove the article too."),
    "translations": N_("Claim %(id)s has the same verdict in another language, and stays."),
    "merged": N_("It was merged into claim %(id)s, which stays and says the same."),
    "sources": N_("Source %(id)s stays: other claims rest on it too."),
    "report": N_("The report %(id)s has these words in its texts."),
    "claim": N_("Claim %(id)s has these words."),
    "revision": N_("The verdict revision %(id)s of another claim has these words."),
    "comment": N_("The comment %(id)s on another claim has these words."),
    "collection": N_("The collection %(id)s has these words."),
    "source": N_("Source %(id)s has these words."),
    "evidence": N_("The evidence %(id)s on another claim has these words."),
    "contact": N_("The question %(id)s to a claimant, which covers other claims too, has these words."),
    "tip": N_("The tip %(id)s has these words."),
    "intake": N_("The item %(id)s of the intake queue has these words."),
    "version": N_("A version of another article has these words (version %(id)s of all)."),
    "article": N_("Article %(id)s has these words in its title."),
}
"""What stays although it repeats what goes → how that is said."""


def _staying(scope: Scope) -> dict[str, Select[Any]]:
    """Return the queries for what stays and is known to be the same: places, pictures, translations, sources."""
    mine, other = aliased(Appearance), aliased(Appearance)
    meet = and_(mine.version_id == other.version_id, mine.start < other.end, other.start < mine.end)
    translated = or_(
        Verdict.translation_of_id.in_(scope.verdicts),
        Verdict.id.in_(select(Verdict.translation_of_id).where(Verdict.id.in_(scope.verdicts))),
    )
    return {
        "places": select(other.claim_id)
        .join(mine, meet)
        .where(mine.claim_id.in_(scope.claims), other.claim_id.not_in(scope.claims)),
        "recordings": select(Article.id).where(Article.id.in_(scope.touched), Article.media_sha256 != ""),
        "translations": select(Verdict.claim_id).where(translated, Verdict.claim_id.not_in(scope.claims)),
        "merged": select(Claim.merged_into_id).where(
            Claim.id.in_(scope.claims), Claim.merged_into_id.not_in(scope.claims)
        ),
        "sources": select(Evidence.source_id).where(
            Evidence.claim_id.in_(scope.claims), Evidence.source_id.not_in(scope.sources)
        ),
    }


def _saying(session: Session, scope: Scope) -> dict[str, Select[Any]]:
    """Return the queries for what has one of the texts, letter for letter, and stays."""
    texts = sorted((text for text in scope.texts if len(text) >= MIN_WORDS_LENGTH), key=lambda text: -len(text))
    if not texts:
        return {}
    find = func.instr if session.get_bind().dialect.name == "sqlite" else func.strpos
    parts: dict[str, Select[Any]] = {}
    for part, (entity, columns, without) in _others(scope).items():
        says = or_(*(find(column, text) > 0 for column in columns for text in texts[:MAX_TEXTS]))
        rows = select(entity.id).where(says, entity.id.not_in(without)).order_by(entity.id).limit(MAX_WARNINGS)
        parts[part] = select(rows.subquery().c.id)
    return parts


def _others(scope: Scope) -> dict[str, tuple[Any, Columns, Ids]]:
    """Return where else texts stand, and which of these rows go anyway."""
    told = VerdictRevision
    return {
        "report": (Report, (Report.headline, Report.introduction, Report.selection_note), scope.reports),
        "claim": (Claim, (Claim.text, Claim.provenance, Claim.selection_note), scope.claims),
        "revision": (told, (told.wording, told.summary, told.explanation, told.searched), scope.revisions),
        "comment": (Comment, (Comment.text,), scope.comments),
        "collection": (Collection, (Collection.name, Collection.description), frozenset()),
        "source": (Source, (Source.title, Source.address), scope.sources),
        "evidence": (Evidence, (Evidence.quote, Evidence.note), scope.evidence),
        "contact": (Contact, (Contact.question, Contact.answer), scope.contacts),
        "tip": (Tip, (Tip.text,), scope.tips),
        "intake": (IntakeItem, (IntakeItem.title, IntakeItem.text), scope.intake | scope.blocked_items),
        "version": (Version, (Version.text,), scope.versions | scope.blocked_versions),
        "article": (Article, (Article.title,), scope.articles | scope.touched),
    }
