"""How far a removal reaches: the rows of every table that say what is removed, by their numbers."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, or_, select
from sqlalchemy.orm import Session, aliased

from claims.domain.article import Article, Version
from claims.domain.claim import Appearance, Claim
from claims.domain.claimant import Claimant
from claims.domain.comment import Comment
from claims.domain.contact import Contact, ContactClaim
from claims.domain.intake import IntakeItem
from claims.domain.person import Person
from claims.domain.picture import Picture
from claims.domain.removal import RemovalSubject
from claims.domain.report import Report
from claims.domain.source import Evidence, Snapshot, Source
from claims.domain.tip import Tip
from claims.domain.verdict import Verdict, VerdictRevision
from claims.errors import NotFound
from claims.i18n import gettext as _

ENTITIES: dict[RemovalSubject, Any] = {
    RemovalSubject.CLAIM: Claim,
    RemovalSubject.SOURCE: Source,
    RemovalSubject.SNAPSHOT: Snapshot,
    RemovalSubject.TIP: Tip,
    RemovalSubject.PERSON: Person,
    RemovalSubject.ARTICLE: Article,
}
Ids = frozenset[int]


@dataclass(frozen=True, slots=True)
class Scope:
    """Numbers of rows, table by table; everything in them is erased, but for ``touched`` articles."""

    claims: Ids = frozenset()
    articles: Ids = frozenset()
    sources: Ids = frozenset()
    snapshots: Ids = frozenset()
    tips: Ids = frozenset()
    people: Ids = frozenset()
    touched: Ids = frozenset()
    """Articles that stay, of which words are erased."""
    verdicts: Ids = frozenset()
    revisions: Ids = frozenset()
    evidence: Ids = frozenset()
    comments: Ids = frozenset()
    contacts: Ids = frozenset()
    claimants: Ids = frozenset()
    pictures: Ids = frozenset()
    intake: Ids = frozenset()
    reports: Ids = frozenset()
    versions: Ids = frozenset()
    """Of the erased articles."""
    blocked_versions: Ids = frozenset()
    """Of the touched articles."""
    blocked_items: Ids = frozenset()
    """What came in and became one of the touched articles."""
    words: frozenset[str] = field(default=frozenset())
    """What the erased claims say: blocked wherever it stands in the touched articles."""
    texts: frozenset[str] = field(default=frozenset())
    """Whatever else tells that a text of another thing repeats what is erased."""

    @property
    def subjects(self) -> dict[str, Ids]:
        """Kind of subject, as events of the history name it → numbers."""
        return {
            "claim": self.claims,
            "article": self.articles,
            "source": self.sources,
            "snapshot": self.snapshots,
            "tip": self.tips,
            "person": self.people,
            "verdict": self.verdicts,
            "verdict_revision": self.revisions,
            "evidence": self.evidence,
            "comment": self.comments,
            "contact": self.contacts,
            "claimant": self.claimants,
            "picture": self.pictures,
            "intake_item": self.intake,
            "report": self.reports,
        }


def scope_of(session: Session, subject: RemovalSubject, subject_id: int) -> Scope:
    """Find all that goes with a thing; raise NotFound when there is no such thing."""
    if session.get(ENTITIES[subject], subject_id) is None:
        raise NotFound(_("There is nothing to remove under %(what)s %(id)s.", what=subject.value, id=subject_id))
    one = frozenset({subject_id})
    if subject is RemovalSubject.CLAIM:
        return _of_claims(session, one)
    if subject is RemovalSubject.ARTICLE:
        return _of_claims(session, _only_in(session, one), one)
    if subject is RemovalSubject.SOURCE:
        return _of_sources(session, one)
    if subject is RemovalSubject.SNAPSHOT:
        return Scope(snapshots=one)
    if subject is RemovalSubject.TIP:
        return _of_tip(session, subject_id)
    person = session.get_one(Person, subject_id)
    return Scope(people=one, texts=_told([person.name, person.email]))


def ids(session: Session, statement: Select[int]) -> Ids:
    """Return the numbers that a query gives."""
    return frozenset(session.scalars(statement))


def _of_claims(session: Session, claims: Ids, articles: Ids = frozenset()) -> Scope:
    claims = _with_merged(session, claims)
    verdicts = ids(session, select(Verdict.id).where(Verdict.claim_id.in_(claims)))
    revisions = ids(session, select(VerdictRevision.id).where(VerdictRevision.verdict_id.in_(verdicts)))
    sources = _rested_on_only(session, claims)
    versions = ids(session, select(Version.id).where(Version.article_id.in_(articles)))
    touched = ids(session, select(Appearance.article_id).where(Appearance.claim_id.in_(claims))) - articles
    words = _words(session, claims, revisions)
    return Scope(
        claims=claims,
        articles=articles,
        sources=sources,
        snapshots=_snapshots(session, sources, articles | touched),
        tips=ids(session, select(Tip.id).where(or_(Tip.claim_id.in_(claims), Tip.source_id.in_(sources)))),
        touched=touched,
        verdicts=verdicts,
        revisions=revisions,
        evidence=_evidence(session, or_(Evidence.claim_id.in_(claims), Evidence.source_id.in_(sources))),
        comments=ids(session, select(Comment.id).where(Comment.claim_id.in_(claims))),
        contacts=_contacts_only_about(session, claims),
        claimants=_claimants_only_of(session, claims, revisions),
        pictures=ids(session, select(Picture.id).where(Picture.verdict_id.in_(verdicts))),
        intake=ids(
            session,
            select(IntakeItem.id).where(or_(IntakeItem.claim_id.in_(claims), IntakeItem.article_id.in_(articles))),
        ),
        reports=ids(session, select(Report.id).where(Report.article_id.in_(articles))),
        versions=versions,
        blocked_versions=ids(session, select(Version.id).where(Version.article_id.in_(touched))),
        blocked_items=ids(session, select(IntakeItem.id).where(IntakeItem.article_id.in_(touched))),
        words=words,
        texts=words | _source_texts(session, sources) | _article_texts(session, articles),
    )


def _of_sources(session: Session, sources: Ids) -> Scope:
    return Scope(
        sources=sources,
        snapshots=_snapshots(session, sources),
        tips=ids(session, select(Tip.id).where(Tip.source_id.in_(sources))),
        evidence=_evidence(session, Evidence.source_id.in_(sources)),
        texts=_source_texts(session, sources),
    )


def _of_tip(session: Session, tip_id: int) -> Scope:
    tip = session.get_one(Tip, tip_id)
    return Scope(tips=frozenset({tip_id}), texts=_told([tip.text, tip.contact, tip.address]))


def _with_merged(session: Session, claims: Ids) -> Ids:
    """Add what was merged into the claims: it says the same, and its address leads there."""
    while more := ids(session, select(Claim.id).where(Claim.merged_into_id.in_(claims))) - claims:
        claims |= more
    return claims


def _only_in(session: Session, articles: Ids) -> Ids:
    here = select(Appearance.claim_id).where(Appearance.article_id.in_(articles))
    elsewhere = select(Appearance.claim_id).where(Appearance.article_id.not_in(articles))
    return ids(session, here) - ids(session, elsewhere.where(Appearance.claim_id.in_(here)))


def _rested_on_only(session: Session, claims: Ids) -> Ids:
    """Return the sources that are evidence for these claims and for nothing else."""
    used = select(Evidence.source_id).where(Evidence.claim_id.in_(claims))
    others = select(Evidence.source_id).where(Evidence.source_id.in_(used), Evidence.claim_id.not_in(claims))
    return ids(session, used) - ids(session, others)


def _evidence(session: Session, condition: ColumnElement[bool]) -> Ids:
    return ids(session, select(Evidence.id).where(condition))


def _snapshots(session: Session, sources: Ids, articles: Ids = frozenset()) -> Ids:
    """Return the copies of sources, and the pages that the articles' versions were read from."""
    pages = select(Version.id).where(Version.article_id.in_(articles))
    return ids(
        session,
        select(Snapshot.id).where(or_(Snapshot.source_id.in_(sources), Snapshot.version_id.in_(pages))),
    )


def _contacts_only_about(session: Session, claims: Ids) -> Ids:
    asked = select(ContactClaim.contact_id).where(ContactClaim.claim_id.in_(claims))
    others = select(ContactClaim.contact_id).where(
        ContactClaim.contact_id.in_(asked), ContactClaim.claim_id.not_in(claims)
    )
    return ids(session, asked) - ids(session, others)


def _claimants_only_of(session: Session, claims: Ids, revisions: Ids) -> Ids:
    mine, other = aliased(Claim), aliased(Claim)
    used = exists().where(mine.claimant_id == Claimant.id, mine.id.in_(claims))
    elsewhere = or_(
        exists().where(and_(other.claimant_id == Claimant.id, other.id.not_in(claims))),
        exists().where(VerdictRevision.claimant_id == Claimant.id, VerdictRevision.id.not_in(revisions)),
        exists().where(Contact.claimant_id == Claimant.id, ~_is_only_about(claims)),
    )
    return ids(session, select(Claimant.id).where(used, ~elsewhere))


def _is_only_about(claims: Ids) -> ColumnElement[bool]:
    return ~exists().where(ContactClaim.contact_id == Contact.id, ContactClaim.claim_id.not_in(claims))


def _words(session: Session, claims: Ids, revisions: Ids) -> frozenset[str]:
    texts = session.scalars(select(Claim.text).where(Claim.id.in_(claims)))
    exact = session.scalars(select(Appearance.exact).where(Appearance.claim_id.in_(claims)))
    wordings = session.scalars(select(VerdictRevision.wording).where(VerdictRevision.id.in_(revisions)))
    return _told([*texts, *exact, *wordings])


def _source_texts(session: Session, sources: Ids) -> frozenset[str]:
    rows = session.execute(select(Source.title, Source.address).where(Source.id.in_(sources)))
    quotes = session.execute(select(Evidence.quote, Evidence.note).where(Evidence.source_id.in_(sources)))
    return _told(text for row in [*rows, *quotes] for text in row)


def _article_texts(session: Session, articles: Ids) -> frozenset[str]:
    rows = session.execute(select(Article.title, Article.address).where(Article.id.in_(articles)))
    return _told(text for row in rows for text in row)


def _told(texts: Iterable[str] | Collection[str]) -> frozenset[str]:
    return frozenset(stripped for text in texts if (stripped := text.strip()))
