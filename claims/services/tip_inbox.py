"""The tips inbox: what readers sent, identical ones as one group, and what the desk makes of it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, func, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from claims.domain.anchor import normalise
from claims.domain.claim import MAX_OCCASION_LENGTH, Claim
from claims.domain.entity import now
from claims.domain.intake import IntakeItem, IntakeKind
from claims.domain.kind import ClaimKind
from claims.domain.permission import Permission
from claims.domain.person import Actor
from claims.domain.source import Source, SourceKind
from claims.domain.tip import MAX_TIP_ANSWER_LENGTH, MAX_TIPS_AT_ONCE, Tip, TipKind, TipState
from claims.domain.workflow import TIP_STEPS, TipStep, next_state
from claims.errors import InvalidInput, InvalidTransition, NotFound, StaleEdit
from claims.i18n import gettext as _
from claims.jobs.base import JobEngine
from claims.services import audit
from claims.services.archiving import order_archiving
from claims.services.claim import get_claim
from claims.services.claim_facts import Facts, add_claim_without_article
from claims.services.intake import NewItem, add_address
from claims.services.permission import require
from claims.services.source import NewSource, add_source, same_address

PAGE_LENGTH = 50
SHOWN_OF_GROUP = 100
OPEN = (TipState.NEW, TipState.TAKEN)


@dataclass(frozen=True, slots=True)
class TipFilter:
    """Which tips a list shows."""

    states: Sequence[TipState] = OPEN
    kind: TipKind | None = None
    claim_id: int | None = None


@dataclass(frozen=True, slots=True)
class TipGroup:
    """Identical tips: the newest stands for all."""

    tip: Tip
    number: int


def list_groups(
    session: Session, chosen: TipFilter, *, before: int | None = None, limit: int = PAGE_LENGTH
) -> Sequence[TipGroup]:
    """Return groups, the one with the newest tip first; ``before`` is the number of the last one's tip."""
    newest = func.max(Tip.id)
    groups = (
        select(newest.label("newest"), func.count().label("number"))
        .where(*_conditions(chosen))
        .group_by(Tip.digest)
        .order_by(newest.desc())
        .limit(limit)
    )
    if before is not None:
        groups = groups.having(newest < before)
    rows = groups.subquery()
    found = session.execute(select(Tip, rows.c.number).join(rows, rows.c.newest == Tip.id).order_by(Tip.id.desc()))
    return [TipGroup(tip, number) for tip, number in found]


def is_new() -> ColumnElement[bool]:
    """Return the condition that nobody has looked at a tip."""
    return and_(Tip.state == TipState.NEW, Tip.erased_at.is_(None))


def is_open_request(claim_id: int | InstrumentedAttribute[int]) -> ColumnElement[bool]:
    """Return the condition that a tip asks for a correction of a claim's verdict and is not answered."""
    return and_(
        Tip.claim_id == claim_id,
        Tip.kind == TipKind.CORRECTION,
        Tip.state.in_(OPEN),
        Tip.erased_at.is_(None),
    )


def get_tip(session: Session, tip_id: int) -> Tip:
    """Return a tip; raise NotFound."""
    tip = session.get(Tip, tip_id)
    if tip is None or tip.erased_at is not None:
        raise NotFound(_("There is no tip %(id)s.", id=tip_id))
    return tip


def group_of(session: Session, tip: Tip) -> Sequence[Tip]:
    """Return the newest of the tips that are identical with this one, itself among them."""
    return session.scalars(
        select(Tip)
        .where(Tip.digest == tip.digest, Tip.erased_at.is_(None))
        .order_by(Tip.id.desc())
        .limit(SHOWN_OF_GROUP)
    ).all()


def handle(
    session: Session, actor: Actor, tip_id: int, step: TipStep, *, edits: int, answer: str | None = None
) -> Tip:
    """Take a step with a tip and all identical ones; ``answer`` is what their senders read.

    Raise StaleEdit when somebody handled it since, InvalidInput for an answer without words.
    """
    require(session, actor, Permission.TIP_TRIAGE)
    tip = get_tip(session, tip_id)
    _refuse_stale(tip, edits, answer or "")
    _step(session, actor, tip, step, answer)
    return tip


def handle_many(
    session: Session, actor: Actor, tip_ids: Iterable[int], step: TipStep, answer: str | None = None
) -> int:
    """Take a step with several groups; those that it does not lead anywhere for stay. Return how many it did."""
    require(session, actor, Permission.TIP_TRIAGE)
    chosen = list(dict.fromkeys(tip_ids))
    if len(chosen) > MAX_TIPS_AT_ONCE:
        raise InvalidInput(_("Choose at most %(max)s at once.", max=MAX_TIPS_AT_ONCE))
    tips = session.scalars(select(Tip).where(Tip.id.in_(chosen), Tip.erased_at.is_(None))).all()
    done = 0
    for tip in tips:
        try:
            _step(session, actor, tip, step, answer)
        except InvalidTransition:
            continue
        done += 1
    return done


def link_claim(session: Session, actor: Actor, tip_id: int, claim_id: int, *, edits: int) -> Tip:
    """Say which claim a tip is about; raise NotFound for a claim that is not there."""
    require(session, actor, Permission.TIP_TRIAGE)
    tip = get_tip(session, tip_id)
    _refuse_stale(tip, edits, str(claim_id))
    claim = get_claim(session, claim_id)
    target = claim.merged_into_id or claim.id
    before = {"claim": tip.claim_id}
    for one in _whole_group(session, tip):
        one.claim_id = target
    audit.record(session, actor, "tip.link", tip, {"before": before, "after": {"claim": target}})
    return tip


def make_claim(session: Session, actor: Actor, tip_id: int, text: str, *, edits: int) -> Claim:
    """Make a claim without an article of a tip: in our words, and known to be a tip."""
    require(session, actor, Permission.TIP_TRIAGE)
    tip = get_tip(session, tip_id)
    _refuse_stale(tip, edits, text)
    came = _("a tip from a reader (%(id)s) %(address)s", id=tip.id, address=tip.address).strip()
    facts = Facts(
        kind=ClaimKind.PROPERTY, language=tip.language[:2] or "en", provenance=came[:MAX_OCCASION_LENGTH]
    )
    claim = add_claim_without_article(session, actor, text, facts)
    session.flush()
    _became(session, actor, tip, claim_id=claim.id)
    return claim


def make_article(session: Session, actor: Actor, jobs: JobEngine, tip_id: int, *, edits: int) -> IntakeItem:
    """Have the address of a tip fetched and made an article; raise InvalidInput when it has none."""
    require(session, actor, Permission.ARTICLE_ADD)
    tip = get_tip(session, tip_id)
    _refuse_stale(tip, edits, tip.address)
    if not tip.address:
        raise InvalidInput(_("Tip %(id)s has no address.", id=tip.id))
    note = _("a tip from a reader (%(id)s)", id=tip.id)
    item = add_address(session, actor, jobs, NewItem(IntakeKind.ADDRESS, address=tip.address, note=note))
    _became(session, actor, tip)
    return item


def make_source(session: Session, actor: Actor, jobs: JobEngine, tip_id: int, *, edits: int) -> Source:
    """Make the address of a tip a source, to be archived; one that the desk has already is taken.

    Raise InvalidInput when the tip has no address.
    """
    require(session, actor, Permission.SOURCE_ATTACH)
    tip = get_tip(session, tip_id)
    _refuse_stale(tip, edits, tip.address)
    if not tip.address:
        raise InvalidInput(_("Tip %(id)s has no address.", id=tip.id))
    source = same_address(session, tip.address)
    if source is None:
        source = add_source(session, actor, NewSource(SourceKind.PAGE, title="", address=tip.address))
        session.flush()
        order_archiving(session, actor, jobs, source.id)
    for one in _whole_group(session, tip):
        one.source_id = source.id
    _became(session, actor, tip)
    return source


def merge_groups(session: Session, actor: Actor, tip_id: int, into_id: int, *, edits: int) -> Tip:
    """Say that two groups say the same: from then on they are one."""
    require(session, actor, Permission.TIP_TRIAGE)
    tip, into = get_tip(session, tip_id), get_tip(session, into_id)
    _refuse_stale(tip, edits, str(into_id))
    if tip.digest == into.digest:
        raise InvalidInput(_("They are one group already."))
    moved = _whole_group(session, tip)
    for one in moved:
        one.digest, one.claim_id = into.digest, one.claim_id or into.claim_id
    audit.record(session, actor, "tip.merge", tip, {"into": into.id, "tips": [one.id for one in moved]})
    return into


def _whole_group(session: Session, tip: Tip) -> Sequence[Tip]:
    """Return all tips that are identical with this one, however many: what is said of one holds for each."""
    return session.scalars(select(Tip).where(Tip.digest == tip.digest, Tip.erased_at.is_(None))).all()


def _step(session: Session, actor: Actor, tip: Tip, step: TipStep, answer: str | None) -> None:
    state = next_state(TIP_STEPS, tip.state, step, _("Tip %(id)s", id=tip.id))
    words = None if answer is None else _answer(answer, step)
    moment, before = now(), {"state": tip.state, "answer": tip.answer}
    for one in _whole_group(session, tip):
        if (one.state, step) not in TIP_STEPS:
            continue
        one.state, one.handled_by_id, one.handled_at = TIP_STEPS[one.state, step], actor.person_id, moment
        one.answer = one.answer if words is None else words
    after = {"state": state, "answer": before["answer"] if words is None else words}
    audit.record(session, actor, f"tip.{step.value}", tip, {"before": before, "after": after})


def _answer(answer: str, step: TipStep) -> str:
    text = normalise(answer).strip()
    if len(text) > MAX_TIP_ANSWER_LENGTH or (step is TipStep.ANSWER and not text):
        raise InvalidInput(_("Write an answer of at most %(max)s characters.", max=MAX_TIP_ANSWER_LENGTH))
    return text


def _became(session: Session, actor: Actor, tip: Tip, *, claim_id: int | None = None) -> None:
    for one in _whole_group(session, tip):
        one.claim_id = claim_id or one.claim_id
    if tip.state in OPEN:
        _step(session, actor, tip, TipStep.TAKE, None)
    audit.record(session, actor, "tip.made", tip, {"claim": claim_id, "source": tip.source_id})


def _refuse_stale(tip: Tip, edits: int, yours: str) -> None:
    if tip.edits != edits:
        raise StaleEdit(
            _("Tip %(id)s was handled by somebody else since you opened it.", id=tip.id),
            theirs={"answer": tip.answer},
            yours={"answer": yours},
        )


def _conditions(chosen: TipFilter) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = [Tip.state.in_(chosen.states), Tip.erased_at.is_(None)]
    if chosen.kind is not None:
        found.append(Tip.kind == chosen.kind)
    if chosen.claim_id is not None:
        found.append(Tip.claim_id == chosen.claim_id)
    return found
