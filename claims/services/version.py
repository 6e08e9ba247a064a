"""Versions: what an article's text became, what that did to its claims' words, and a person's decisions on it."""

from collections import Counter, defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, exists, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session, aliased, selectinload, undefer

from claims.archiving.base import Cue
from claims.domain.anchor import Anchor, anchor_at, digest, normalise
from claims.domain.article import Version
from claims.domain.claim import AnchorKind, AnchorStatus, Appearance, Claim, place_of_words
from claims.domain.comparison.alignment import align
from claims.domain.comparison.difference import Difference, difference_of
from claims.domain.comparison.reanchoring import Reanchored, is_typography, likeness, reanchor
from claims.domain.entity import now
from claims.domain.permission import Permission
from claims.domain.person import Actor
from claims.domain.removal import RemovalSubject
from claims.domain.state import HIDDEN_CLAIM_STATES, ArticleState, RevisionState
from claims.domain.verdict import Verdict, VerdictRevision
from claims.errors import Conflict, NotFound, Redacted
from claims.i18n import gettext as _
from claims.services import audit, notification
from claims.services.article import check_text, get_article, newest_version
from claims.services.permission import require
from claims.services.removed import removed

PAGE_LENGTH = 50
TO_CONFIRM = (AnchorStatus.FUZZY, AnchorStatus.AMBIGUOUS, AnchorStatus.ORPHAN)
"""What became of words that a person must look at."""
_COPIED = ("claim_id", "article_id", "anchor_kind", "place", "attribution", "said_at")


@dataclass(frozen=True, slots=True)
class Change:
    """What became of one appearance in the newest version of its article."""

    appearance: Appearance
    before: str
    """Its words in the version before."""
    candidates: Sequence[Anchor]
    likeness: float
    typography: bool
    """Only quote marks, dashes or spaces differ."""

    @property
    def waits(self) -> bool:
        """Whether a person has to say what became of it."""
        return self.appearance.anchor_status in TO_CONFIRM and self.appearance.confirmed_at is None


def add_version(
    session: Session, actor: Actor, article_id: int, text: str, origin: str, *, cues: Sequence[Cue] = ()
) -> Version | None:
    """Keep what an article says now and follow each appearance there; None when the text is the same as before.

    Raise InvalidInput for a text that cannot be taken in, Conflict while claims are being extracted or when
    somebody else adds a version at the same moment.
    """
    require(session, actor, Permission.ARTICLE_ADD)
    article, text = get_article(session, article_id), normalise(text)
    check_text(text)
    refuse_redacted(session, article_id)
    if article.state in (ArticleState.QUEUED, ArticleState.EXTRACTING):
        raise Conflict(
            _("The claims of article %(id)s are being extracted; try again when that is done.", id=article_id)
        )
    before = newest_version(session, article_id)
    if before.sha256 == digest(text):
        return None
    version = Version(
        article_id=article_id,
        number=before.number + 1,
        text=text,
        length=len(text),
        sha256=digest(text),
        origin=origin,
        cues=[[cue.start, cue.end, cue.seconds_from, cue.seconds_to, cue.speaker] for cue in cues],
    )
    try:
        with session.begin_nested():  # two at the same moment: a number is given once
            session.add(version)
    except IntegrityError:
        raise Conflict(_("Somebody else added a version of article %(id)s just now.", id=article_id)) from None
    fates = _follow(session, before, version)
    details = {"number": version.number, "sha256": version.sha256, "origin": origin, "fates": fates}
    notification.notify_of_article(session, actor, article.id)
    audit.record(session, actor, "version.add", article, details)
    session.expire(article, ["versions"])
    return version


def refuse_redacted(session: Session, article_id: int) -> None:
    """Raise Redacted for an article of which words were removed: whatever is read anew may bring them back."""
    redacted = select(Version.id).where(Version.article_id == article_id, Version.redacted_sha256 != "").limit(1)
    if session.scalar(redacted) is not None:
        raise Redacted(
            _(
                "Words of article %(id)s were removed; what is read anew may have them again.",
                id=article_id,
            )
        )


def waiting_appearance(session: Session, appearance_id: int, *, lock: bool = False) -> Appearance:
    """Return an appearance that a person has to decide on; raise NotFound, or Conflict when that is too late."""
    row = session.get(Appearance, appearance_id, with_for_update=lock or None, populate_existing=lock)
    if row is None or row.anchor_status not in TO_CONFIRM or row.previous_id is None:
        raise NotFound(_("There is no changed appearance %(id)s to decide on.", id=appearance_id))
    if row.claim.erased_at is not None:
        raise removed(session, RemovalSubject.CLAIM, row.claim_id)
    if newest_version(session, row.article_id).id != row.version_id:
        raise Conflict(_("The article has a newer version; decide on its words there."))
    if row.confirmed_at is not None:
        raise Conflict(_("Somebody else said already what became of these words; nothing was changed."))
    return row


def open_questions(appearances: Sequence[Appearance]) -> list[Appearance]:
    """Return those of a claim's appearances that wait for a person in the newest version of their article."""
    newest: dict[int, int] = {}
    for row in appearances:
        newest[row.article_id] = max(row.version_id, newest.get(row.article_id, 0))
    waiting = [row for row in appearances if row.anchor_status in TO_CONFIRM and row.confirmed_at is None]
    return [row for row in waiting if row.previous_id is not None and row.version_id == newest[row.article_id]]


def confirm_place(session: Session, actor: Actor, appearance_id: int, start: int, end: int) -> Appearance:
    """Say where an appearance stands in the newest version; raise InvalidInput when that is outside the text.

    Raise Conflict when somebody decided already, or a newer version is there.
    """
    require(session, actor, Permission.CLAIM_TRIAGE)
    row = waiting_appearance(session, appearance_id, lock=True)
    version = session.get_one(Version, row.version_id, options=[undefer(Version.text)])
    found = anchor_at(version.text, start, end)
    taken = select(Appearance.id).where(
        Appearance.claim_id == row.claim_id,
        Appearance.version_id == row.version_id,
        Appearance.start == start,
        Appearance.end == end,
        Appearance.id != row.id,
    )
    if session.scalar(taken) is not None:
        raise Conflict(_("The claim is pinned to these words already; say that this appearance is gone."))
    status = AnchorStatus.MOVED if found.exact == words_before(session, row) else AnchorStatus.FUZZY
    _pin(row, row.version, found)
    return _decide(session, actor, row, status, {"start": start, "end": end})


def confirm_gone(session: Session, actor: Actor, appearance_id: int) -> Appearance:
    """Say that the words of an appearance are no longer in the article."""
    require(session, actor, Permission.CLAIM_TRIAGE)
    row = waiting_appearance(session, appearance_id, lock=True)
    row.exact = words_before(session, row)
    row.start = row.end = None
    return _decide(session, actor, row, AnchorStatus.ORPHAN, {})


def get_version(session: Session, article_id: int, number: int) -> Version:
    """Return a version with its text; raise NotFound."""
    version = session.scalar(
        select(Version)
        .where(Version.article_id == article_id, Version.number == number)
        .options(undefer(Version.text))
    )
    if version is None:
        raise NotFound(_("Article %(id)s has no version %(number)s.", id=article_id, number=number))
    return version


def difference(session: Session, article_id: int, older: int, newer: int) -> Difference:
    """Return what changed from one version of an article to another; raise NotFound."""
    old, new = get_version(session, article_id, older), get_version(session, article_id, newer)
    return difference_of(align(old.text, new.text))


def fates_of(session: Session, article_id: int) -> dict[int, Counter[AnchorStatus]]:
    """Count for each version what became of its appearances."""
    found: dict[int, Counter[AnchorStatus]] = defaultdict(Counter)
    rows = session.execute(
        select(Appearance.version_id, Appearance.anchor_status)
        .join(Claim)
        .where(Appearance.article_id == article_id, Appearance.previous_id.is_not(None))
        .where(Claim.state.not_in(HIDDEN_CLAIM_STATES))
    )
    for version_id, status in rows:
        found[version_id][status] += 1
    return found


def changes_of_article(session: Session, article_id: int) -> list[Change]:
    """Return the appearances that are not unchanged in the newest version, those that wait for a person first."""
    rows = session.scalars(
        _changed().where(Appearance.article_id == article_id, Appearance.anchor_status != AnchorStatus.EXACT)
    ).all()
    changes = _changes(session, rows)
    return sorted(changes, key=lambda change: (not change.waits, change.appearance.id))


def list_changes(
    session: Session, *, before: int | None = None, waiting: bool = True, limit: int = PAGE_LENGTH
) -> list[Change]:
    """Return the changed, ambiguous and lost appearances of all articles, newest first.

    ``before`` is the number of the appearance that the page before ended with; ``waiting``: only undecided ones.
    """
    statement = _changed().where(Appearance.anchor_status.in_(TO_CONFIRM))
    if waiting:
        statement = statement.where(Appearance.confirmed_at.is_(None))
    if before is not None:
        statement = statement.where(Appearance.id < before)
    return _changes(session, session.scalars(statement.order_by(Appearance.id.desc()).limit(limit)).all())


def changed_since_check(session: Session, article_id: int) -> list[Change]:
    """Return what a report says of stealth edits: words of published verdicts that were changed or are gone.

    Only what a person confirmed is told, and never a change of typography alone.
    """
    published = exists().where(
        Verdict.claim_id == Appearance.claim_id,
        VerdictRevision.verdict_id == Verdict.id,
        VerdictRevision.state == RevisionState.PUBLISHED,
    )
    rows = session.scalars(
        _changed()
        .where(Appearance.article_id == article_id, published, Appearance.confirmed_at.is_not(None))
        .where(Appearance.anchor_status.in_([AnchorStatus.FUZZY, AnchorStatus.ORPHAN]))
        .order_by(Appearance.id)
    ).all()
    return [change for change in _changes(session, rows) if not change.typography]


def _changed() -> Any:
    return (
        select(Appearance)
        .join(Claim, Claim.id == Appearance.claim_id)
        .where(Appearance.previous_id.is_not(None), Claim.state.not_in(HIDDEN_CLAIM_STATES), _is_newest())
        .options(
            selectinload(Appearance.claim), selectinload(Appearance.article), selectinload(Appearance.version)
        )
    )


def _is_newest() -> ColumnElement[bool]:
    mine, later = aliased(Version), aliased(Version)
    return ~exists().where(
        mine.id == Appearance.version_id, later.article_id == mine.article_id, later.number > mine.number
    )


def _changes(session: Session, rows: Sequence[Appearance]) -> list[Change]:
    texts = _texts(session, {row.version_id for row in rows if row.candidates and row.confirmed_at is None})
    before = _exact_words(session, {row.previous_id for row in rows if row.previous_id})
    return [_change(row, before.get(row.previous_id or 0, ""), texts.get(row.version_id, "")) for row in rows]


def _change(row: Appearance, before: str, text: str) -> Change:
    places = [anchor_at(text, start, end) for start, end in row.candidates] if text else []
    placed = row.start is not None
    return Change(
        appearance=row,
        before=before,
        candidates=places,
        likeness=likeness(before, row.exact) if placed else 0.0,
        typography=placed and is_typography(before, row.exact),
    )


def _texts(session: Session, version_ids: Collection[int]) -> dict[int, str]:
    if not version_ids:
        return {}
    rows = session.execute(select(Version.id, Version.text).where(Version.id.in_(version_ids)))
    return {row.id: row.text for row in rows}


def _exact_words(session: Session, appearance_ids: Collection[int]) -> dict[int, str]:
    if not appearance_ids:
        return {}
    rows = session.execute(select(Appearance.id, Appearance.exact).where(Appearance.id.in_(appearance_ids)))
    return {row.id: row.exact for row in rows}


def _follow(session: Session, before: Version, version: Version) -> dict[str, int]:
    """Make each appearance of the version before anew in this one; return how many met which fate."""
    rows = session.scalars(
        select(Appearance).where(Appearance.version_id == before.id).order_by(Appearance.id)
    ).all()
    placed = _last_placed(session, rows)
    texts = _texts(session, {row.version_id for row in placed.values()})
    taken: set[tuple[int, int, int]] = set()
    fates: Counter[str] = Counter()
    by_version: dict[int, list[Appearance]] = defaultdict(list)
    for row in rows:
        if row.id in placed:
            by_version[placed[row.id].version_id].append(row)
        else:
            session.add(_carried(row, version))
            fates[row.anchor_status.value] += 1
    for version_id, group in by_version.items():
        anchors = [placed[row.id].anchor for row in group]
        found = reanchor(texts[version_id], version.text, [anchor for anchor in anchors if anchor is not None])
        for row, one in zip(group, found, strict=True):
            new = _followed(placed[row.id], version, one, taken)
            session.add(new)
            fates[new.anchor_status.value] += 1
    return dict(fates)


def _last_placed(session: Session, rows: Sequence[Appearance]) -> dict[int, Appearance]:
    """Return for each appearance itself, or what it was in the last version that had its words for sure."""
    found: dict[int, Appearance] = {}
    open_rows = {row.id: row for row in rows if row.anchor_kind is AnchorKind.WORDS}
    while open_rows:
        found |= {number: row for number, row in open_rows.items() if _is_sure(row)}
        rest = [(number, row.previous_id) for number, row in open_rows.items() if number not in found]
        left = {number: previous for number, previous in rest if previous is not None}
        older = session.scalars(select(Appearance).where(Appearance.id.in_(set(left.values()))))
        known = {row.id: row for row in older}
        open_rows = {number: known[previous] for number, previous in left.items() if previous in known}
    return found


def _is_sure(row: Appearance) -> bool:
    """Whether the words of an appearance are known to be its own: a guess is never followed further."""
    return row.anchor is not None and (row.anchor_status is not AnchorStatus.FUZZY or row.confirmed_at is not None)


def _followed(row: Appearance, version: Version, one: Reanchored, taken: set[tuple[int, int, int]]) -> Appearance:
    new = _carried(row, version)
    new.anchor_status = one.status
    new.candidates = [[place.start, place.end] for place in one.candidates]
    new.start = new.end = None
    if one.anchor is not None:
        place = (row.claim_id, one.anchor.start, one.anchor.end)
        if place in taken:  # two appearances of a claim became one place: a person says which of them is gone
            new.anchor_status, new.candidates = AnchorStatus.AMBIGUOUS, [[one.anchor.start, one.anchor.end]]
        else:
            taken.add(place)
            _pin(new, version, one.anchor)
    return new


def _carried(row: Appearance, version: Version) -> Appearance:
    """Make the appearance of the next version, with the words and the place that it has."""
    copied = {name: getattr(row, name) for name in (*_COPIED, "exact", "prefix", "suffix", "anchor_status")}
    return Appearance(**copied, version_id=version.id, version_length=version.length, previous_id=row.id)


def _pin(row: Appearance, version: Version, anchor: Anchor) -> None:
    row.place = place_of_words(version, anchor)
    row.exact, row.prefix, row.suffix = anchor.exact, anchor.prefix, anchor.suffix
    row.start, row.end = anchor.start, anchor.end


def words_before(session: Session, row: Appearance) -> str:
    """Return the words that an appearance had in the version before."""
    return _exact_words(session, [row.previous_id or 0]).get(row.previous_id or 0, row.exact)


def _decide(
    session: Session, actor: Actor, row: Appearance, status: AnchorStatus, details: dict[str, Any]
) -> Appearance:
    details |= {"was": row.anchor_status, "is": status, "claim": row.claim_id, "article": row.article_id}
    row.anchor_status, row.candidates = status, []
    row.confirmed_by_id, row.confirmed_at = actor.person_id, now()
    audit.record(session, actor, "version.confirm", row, details)
    return row
