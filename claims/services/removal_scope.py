"""How far a removal reaches: the rows of every table that say what is removed, by their numbers."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, literal, or_, select, union_all
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


def gather(session: Session, parts: Mapping[str, Select[Any]]) -> dict[str, Ids]:
    """Return the numbers that each of the queries gives, all of them by one."""
    rows = union_all(*(statement.add_columns(literal(name).label("part")) for name, statement in parts.items()))
    found: dict[str, set[int]] = {name: set() for name in parts}
    for number, name in session.execute(rows):
        if number is not None:
            found[name].add(number)
    return {name: frozenset(numbers) for name, numbers in found.items()}


def _of_claims(session: Session, claims: Ids, articles: Ids = frozenset()) -> Scope:
    claims = _with_merged(session, claims)
    near = gather(session, _hanging_on(claims))
    sources = near["used"] - near["used_elsewhere"]
    touched = near["touched"] - articles
    beside = gather(session, _beside(claims, articles, sources, touched, near["revisions"]))
    words = _words(session, claims, near["revisions"])
    return Scope(
        claims=claims,
        articles=articles,
        sources=sources,
        touched=touched,
        verdicts=near["verdicts"],
        revisions=near["revisions"],
        comments=near["comments"],
        contacts=near["asked"] - near["asked_of_others"],
        pictures=near["pictures"],
        **beside,
        words=words,
        texts=words | _texts(session, sources, articles),
    )


def _hanging_on(claims: Ids) -> dict[str, Select[Any]]:
    """Return the queries for what hangs on the claims themselves."""
    verdicts = select(Verdict.id).where(Verdict.claim_id.in_(claims))
    used = select(Evidence.source_id).where(Evidence.claim_id.in_(claims))
    asked = select(ContactClaim.contact_id).where(ContactClaim.claim_id.in_(claims))
    return {
        "verdicts": verdicts,
        "revisions": select(VerdictRevision.id).where(VerdictRevision.verdict_id.in_(verdicts)),
        "pictures": select(Picture.id).where(Picture.verdict_id.in_(verdicts)),
        "comments": select(Comment.id).where(Comment.claim_id.in_(claims)),
        "touched": select(Appearance.article_id).where(Appearance.claim_id.in_(claims)),
        "used": used,
        "used_elsewhere": select(Evidence.source_id).where(
            Evidence.source_id.in_(used), Evidence.claim_id.not_in(claims)
        ),
        "asked": asked,
        "asked_of_others": select(ContactClaim.contact_id).where(
            ContactClaim.contact_id.in_(asked), ContactClaim.claim_id.not_in(claims)
        ),
    }


def _beside(claims: Ids, articles: Ids, sources: Ids, touched: Ids, revisions: Ids) -> dict[str, Select[Any]]:
    """Return the queries for what hangs on their sources and articles, each under its name in a scope."""
    came = or_(IntakeItem.claim_id.in_(claims), IntakeItem.article_id.in_(articles))
    return {
        "snapshots": _snapshots(sources, articles | touched),
        "tips": select(Tip.id).where(or_(Tip.claim_id.in_(claims), Tip.source_id.in_(sources))),
        "evidence": select(Evidence.id).where(or_(Evidence.claim_id.in_(claims), Evidence.source_id.in_(sources))),
        "claimants": _claimants_only_of(claims, revisions),
        "intake": select(IntakeItem.id).where(came),
        "reports": select(Report.id).where(Report.article_id.in_(articles)),
        "versions": select(Version.id).where(Version.article_id.in_(articles)),
        "blocked_versions": select(Version.id).where(Version.article_id.in_(touched)),
        "blocked_items": select(IntakeItem.id).where(IntakeItem.article_id.in_(touched)),
    }


def _of_sources(session: Session, sources: Ids) -> Scope:
    parts = {
        "snapshots": _snapshots(sources),
        "tips": select(Tip.id).where(Tip.source_id.in_(sources)),
        "evidence": select(Evidence.id).where(Evidence.source_id.in_(sources)),
    }
    found = gather(session, parts)
    return Scope(
        sources=sources,
        snapshots=found["snapshots"],
        tips=found["tips"],
        evidence=found["evidence"],
        texts=_texts(session, sources),
    )


def _of_tip(session: Session, tip_id: int) -> Scope:
    tip = session.get_one(Tip, tip_id)
    return Scope(tips=frozenset({tip_id}), texts=_told([tip.text, tip.contact, tip.address]))


def _with_merged(session: Session, claims: Ids) -> Ids:
    """Add what was merged into the claims: it says the same, and its address leads there."""
    into = select(Claim.id).where(Claim.id.in_(claims)).cte("into_these", recursive=True)
    into = into.union(select(Claim.id).join(into, Claim.merged_into_id == into.c.id))
    return frozenset(session.scalars(select(into.c.id)))


def _only_in(session: Session, articles: Ids) -> Ids:
    here = select(Appearance.claim_id).where(Appearance.article_id.in_(articles))
    elsewhere = select(Appearance.claim_id).where(Appearance.article_id.not_in(articles))
    found = gather(session, {"here": here, "elsewhere": elsewhere.where(Appearance.claim_id.in_(here))})
    return found["here"] - found["elsewhere"]


def _snapshots(sources: Ids, articles: Ids = frozenset()) -> Select[Any]:
    """Select the copies of sources, and the pages that the articles' versions were read from."""
    pages = select(Version.id).where(Version.article_id.in_(articles))
    return select(Snapshot.id).where(or_(Snapshot.source_id.in_(sources), Snapshot.version_id.in_(pages)))


def _claimants_only_of(claims: Ids, revisions: Ids) -> Select[Any]:
    mine, other = aliased(Claim), aliased(Claim)
    used = exists().where(mine.claimant_id == Claimant.id, mine.id.in_(claims))
    elsewhere = or_(
        exists().where(and_(other.claimant_id == Claimant.id, other.id.not_in(claims))),
        exists().where(VerdictRevision.claimant_id == Claimant.id, VerdictRevision.id.not_in(revisions)),
        exists().where(Contact.claimant_id == Claimant.id, ~_is_only_about(claims)),
    )
    return select(Claimant.id).where(used, ~elsewhere)


def _is_only_about(claims: Ids) -> ColumnElement[bool]:
    return ~exists().where(ContactClaim.contact_id == Contact.id, ContactClaim.claim_id.not_in(claims))


def _words(session: Session, claims: Ids, revisions: Ids) -> frozenset[str]:
    return _told(
        session.scalars(
            union_all(
                select(Claim.text).where(Claim.id.in_(claims)),
                select(Appearance.exact).where(Appearance.claim_id.in_(claims)),
                select(VerdictRevision.wording).where(VerdictRevision.id.in_(revisions)),
            )
        )
    )


def _texts(session: Session, sources: Ids, articles: Ids = frozenset()) -> frozenset[str]:
    of_sources, on_them = Source.id.in_(sources), Evidence.source_id.in_(sources)
    of_articles = Article.id.in_(articles)
    return _told(
        session.scalars(
            union_all(
                select(Source.title).where(of_sources),
                select(Source.address).where(of_sources),
                select(Evidence.quote).where(on_them),
                select(Evidence.note).where(on_them),
                select(Article.title).where(of_articles),
                select(Article.address).where(of_articles),
            )
        )
    )


def _told(texts: Iterable[str]) -> frozenset[str]:
    return frozenset(stripped for text in texts if (stripped := text.strip()))
