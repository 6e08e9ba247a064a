from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from claims.domain.audit import AuditPayload
from claims.domain.entity import now
from claims.domain.notification import Notification, NotificationKind
from claims.domain.person import Person, system_actor
from claims.domain.state import ClaimState
from claims.domain.tip import MAX_TIPS_IN_WINDOW, TipKind, TipState, TipSubmission
from claims.domain.workflow import TIP_STEPS, TipStep
from claims.errors import Forbidden, InvalidInput, NotFound, StaleEdit
from claims.services import tip as service
from claims.services import tip_inbox as inbox
from claims.services.setting import change_settings
from claims.services.tip import NewTip
from tests.services.conftest import NotedJobs
from tests.services.stories import add_claim, published

SAID = NewTip(TipKind.CLAIM, "The tower leans!", "https://www.news.example/a/", "kim@mail.example", "en")


def test_tracking_address_is_stored_nowhere_and_unknown_ones_look_alike(session: Session) -> None:
    tip, secret = service.submit_tip(session, SAID)

    assert service.tracked_tip(session, secret) is tip
    assert secret not in str(vars(tip))
    for wrong in ("", "x", secret[:-1], tip.tracking_digest):
        with pytest.raises(NotFound, match="nothing here"):
            service.tracked_tip(session, wrong)


def test_history_holds_neither_words_nor_contact(session: Session) -> None:
    service.submit_tip(session, SAID)

    payloads = str([payload.data for payload in session.scalars(select(AuditPayload))])
    assert "tower" not in payloads and "kim@" not in payloads


def test_identical_tips_are_one_group_and_counted(session: Session, bela: Person) -> None:
    first, _secret = service.submit_tip(session, SAID)
    same = NewTip(TipKind.CLAIM, "  the TOWER\nleans ", "http://news.example/a", language="de")
    second, _secret = service.submit_tip(session, same)
    service.submit_tip(session, NewTip(TipKind.SOURCE, "The tower leans!", "https://news.example/a"))

    groups = inbox.list_groups(session, inbox.TipFilter(kind=TipKind.CLAIM))

    assert [(group.tip.id, group.number) for group in groups] == [(second.id, 2)]
    inbox.handle(session, bela.actor, second.id, TipStep.ANSWER, edits=second.edits, answer="It stands.")
    assert (first.state, first.answer) == (TipState.ANSWERED, "It stands.")


def test_contact_goes_on_request_and_after_its_days(session: Session, jobs: NotedJobs) -> None:
    asked, secret = service.submit_tip(session, SAID)
    old, _secret = service.submit_tip(session, SAID)
    new, _secret = service.submit_tip(session, SAID)
    change_settings(session, system_actor("test"), tip_contact_days=30)
    old.created_at = now() - timedelta(days=31)
    session.add(TipSubmission(digest="x", at=now() - timedelta(days=1)))
    session.flush()

    service.forget_contact(session, secret)
    service.forget_old_contacts(session, jobs)

    assert [tip.contact for tip in (asked, old, new)] == ["", "", "kim@mail.example"]
    assert asked.contact_erased_at and old.contact_erased_at
    assert session.scalars(select(TipSubmission)).all() == []


def test_one_network_cannot_flood_the_desk(session: Session) -> None:
    key = service.network_digest("key", "2001:db8::1")
    assert key == service.network_digest("key", "2001:db8::2") != service.network_digest("other", "2001:db8::1")
    assert service.network_digest("key", "192.0.2.1") != service.network_digest("key", "192.0.2.2")

    assert [service.may_send(session, key) for _turn in range(MAX_TIPS_IN_WINDOW + 1)][-2:] == [True, False]
    assert service.may_send(session, service.network_digest("key", "192.0.2.1"))


@pytest.mark.parametrize(
    "wrong",
    [
        NewTip(TipKind.CLAIM, " \n"),
        NewTip(TipKind.CLAIM, "x" * 10_001),
        NewTip(TipKind.CLAIM, "a", "javascript:alert(1)"),
        NewTip(TipKind.CLAIM, "a", contact="x" * 301),
    ],
)
def test_what_cannot_be_used_is_refused(session: Session, wrong: NewTip) -> None:
    with pytest.raises(InvalidInput):
        service.submit_tip(session, wrong)


def test_correction_is_asked_only_of_what_is_published(
    session: Session, ana: Person, bela: Person, dan: Person
) -> None:
    claim, draft = add_claim(session, bela), add_claim(session, bela, text="Draft.")
    published(session, (ana, bela, dan), claim)

    tip, _secret = service.submit_tip(session, NewTip(TipKind.CORRECTION, "Wrong.", claim_id=claim.id))

    assert tip.claim_id == claim.id
    told = session.scalars(select(Notification).where(Notification.kind == NotificationKind.TIP)).all()
    assert [(one.person_id, one.data) for one in told] == [(bela.id, {"claim": claim.id})]
    for number in (draft.id, 999):
        with pytest.raises(NotFound):
            service.submit_tip(session, NewTip(TipKind.CORRECTION, "Wrong.", claim_id=number))


@pytest.mark.parametrize("state", TipState)
@pytest.mark.parametrize("step", TipStep)
def test_every_step_leads_where_the_table_says(
    session: Session, bela: Person, state: TipState, step: TipStep
) -> None:
    tip, _secret = service.submit_tip(session, SAID)
    tip.state = state
    session.flush()
    answer = "So." if step is TipStep.ANSWER else None
    if (state, step) in TIP_STEPS:
        inbox.handle(session, bela.actor, tip.id, step, edits=tip.edits, answer=answer)
        assert tip.state is TIP_STEPS[state, step]
    else:
        with pytest.raises(Exception, match="does not lead anywhere"):
            inbox.handle(session, bela.actor, tip.id, step, edits=tip.edits, answer=answer)


def test_second_to_handle_a_tip_is_told(session: Session, bela: Person) -> None:
    tip, _secret = service.submit_tip(session, SAID)
    seen = tip.edits
    inbox.handle(session, bela.actor, tip.id, TipStep.DECLINE, edits=seen, answer="No.")

    with pytest.raises(StaleEdit):
        inbox.handle(session, bela.actor, tip.id, TipStep.ANSWER, edits=seen, answer="Yes.")
    with pytest.raises(StaleEdit):
        inbox.make_claim(session, bela.actor, tip.id, "A claim.", edits=seen)


def test_tip_becomes_a_claim_that_says_where_it_is_from(session: Session, bela: Person) -> None:
    tip, _secret = service.submit_tip(session, SAID)

    claim = inbox.make_claim(session, bela.actor, tip.id, "The tower leans.", edits=tip.edits)

    assert (claim.state, tip.claim_id, tip.state) == (ClaimState.SELECTED, claim.id, TipState.TAKEN)
    assert "a tip from a reader" in claim.provenance


def test_tip_becomes_an_article_by_its_address(session: Session, bela: Person, jobs: NotedJobs) -> None:
    tip, _secret = service.submit_tip(session, SAID)
    bare, _secret = service.submit_tip(session, NewTip(TipKind.CLAIM, "No address."))

    item = inbox.make_article(session, bela.actor, jobs, tip.id, edits=tip.edits)

    assert item.address == SAID.address and jobs.orders
    with pytest.raises(InvalidInput, match="no address"):
        inbox.make_article(session, bela.actor, jobs, bare.id, edits=bare.edits)


def test_groups_merge_and_link_to_a_claim(session: Session, bela: Person) -> None:
    claim = add_claim(session, bela)
    one, _secret = service.submit_tip(session, SAID)
    other, _secret = service.submit_tip(session, NewTip(TipKind.CLAIM, "It is leaning, the tower."))

    inbox.merge_groups(session, bela.actor, other.id, one.id, edits=other.edits)
    inbox.link_claim(session, bela.actor, one.id, claim.id, edits=one.edits)

    assert [group.number for group in inbox.list_groups(session, inbox.TipFilter())] == [2]
    assert other.claim_id == claim.id
    with pytest.raises(InvalidInput, match="one group already"):
        inbox.merge_groups(session, bela.actor, other.id, one.id, edits=other.edits)
    with pytest.raises(NotFound):
        inbox.link_claim(session, bela.actor, one.id, 999, edits=one.edits)


def test_many_are_declined_at_once_and_outsiders_may_nothing(session: Session, bela: Person) -> None:
    tips = [service.submit_tip(session, NewTip(TipKind.CLAIM, f"Tip {number}"))[0] for number in range(3)]
    tips[0].state = TipState.ANSWERED

    assert inbox.handle_many(session, bela.actor, [tip.id for tip in tips], TipStep.GIVE_BACK) == 0
    assert inbox.handle_many(session, bela.actor, [tip.id for tip in tips], TipStep.DECLINE, "Not ours.") == 3
    assert {tip.answer for tip in tips} == {"Not ours."}
    with pytest.raises(Forbidden):
        inbox.handle_many(session, service.READER, [tips[0].id], TipStep.TAKE)


def test_tip_becomes_a_source_once(session: Session, bela: Person, jobs: NotedJobs) -> None:
    first, _secret = service.submit_tip(session, SAID)
    source = inbox.make_source(session, bela.actor, jobs, first.id, edits=first.edits)
    other, _secret = service.submit_tip(session, NewTip(TipKind.SOURCE, "Other words.", SAID.address))
    bare, _secret = service.submit_tip(session, NewTip(TipKind.SOURCE, "No address."))

    assert inbox.make_source(session, bela.actor, jobs, other.id, edits=other.edits).id == source.id
    assert (first.source_id, source.address, first.state) == (source.id, SAID.address, TipState.TAKEN)
    assert len(jobs.orders) == 1
    with pytest.raises(InvalidInput, match="no address"):
        inbox.make_source(session, bela.actor, jobs, bare.id, edits=bare.edits)


def test_what_is_made_of_a_tip_holds_for_all_identical_ones(
    session: Session, bela: Person, jobs: NotedJobs, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(inbox, "SHOWN_OF_GROUP", 1)
    tips = [service.submit_tip(session, SAID)[0] for _ in range(3)]
    claim = inbox.make_claim(session, bela.actor, tips[0].id, "The tower leans.", edits=tips[0].edits)
    source = inbox.make_source(session, bela.actor, jobs, tips[0].id, edits=tips[0].edits)

    assert {(tip.claim_id, tip.source_id, tip.state) for tip in tips} == {(claim.id, source.id, TipState.TAKEN)}
