import json
from datetime import UTC

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError
from sqlalchemy.orm import Session

from claims.domain.claimant import ClaimantKind
from claims.domain.entity import now
from claims.domain.gate import Gate, GateAnswer, GateReason
from claims.domain.person import Person
from claims.domain.state import RevisionState
from claims.domain.verdict import CorrectionKind
from claims.errors import Gone, InvalidInput, InvalidTransition, NotFound
from claims.publishing.base import PublishedVerdict, from_json
from claims.services import approval, claimant, publication, verdict
from claims.services.correction import latest_corrections
from claims.services.quantity import Figure, figures_of, save_figures, state_of
from claims.services.search import search_verdicts
from claims.services.source import remove_evidence
from tests.services.stories import (
    SEARCHED,
    WORDS,
    add_article,
    add_claim,
    add_evidence,
    approved,
    published,
    submitted,
    write,
)

People = tuple[Person, Person, Person]


@pytest.fixture
def people(ana: Person, bela: Person, dan: Person) -> People:
    """The editor, the author, the second person."""
    return ana, bela, dan


def test_what_is_not_approved_is_not_published(session: Session, people: People) -> None:
    ana, bela, _dan = people
    revision = submitted(session, bela, add_claim(session, bela))
    with pytest.raises(InvalidTransition):
        publication.publish(session, ana.actor, revision.id)


def test_readers_see_what_was_approved(session: Session, people: People) -> None:
    _ana, bela, _dan = people
    told = add_claim(session, bela)
    add_evidence(session, bela, told)
    published(session, people, told)
    page = publication.verdict_page(session, told.id)
    shown = page.verdict
    assert (shown.wording, shown.rating.key, shown.summary) == (told.text, "opinion", "A forecast.")
    assert (shown.authors, shown.approvers, shown.alone) == (("Bela",), ("Dan",), False)
    assert [item.quote for item in shown.evidence] == ["Fourth."]
    assert shown.first_published_at == shown.published_at


def test_figures_are_frozen_with_the_verdict(session: Session, people: People) -> None:
    _ana, bela, _dan = people
    told = add_claim(session, bela)
    rows = [Figure("old", "1180", unit="jobs", period="2024"), Figure("rise", formula="1240 / old", note="why")]
    save_figures(session, bela.actor, told.id, rows, state=state_of([]))
    published(session, people, told)
    save_figures(session, bela.actor, told.id, [], state=state_of(figures_of(session, told.id)))
    old, rise = publication.verdict_page(session, told.id).verdict.figures
    assert (old.value, old.shown, old.unit, old.period) == ("1180", "1180", "jobs", "2024")
    assert (rise.formula, rise.note) == ("1240 / old", "why")
    assert rise.shown.startswith("1240 / 1180 ≈ 1.05")


def test_changed_figures_need_approval_anew_by_somebody_else(session: Session, people: People) -> None:
    _ana, bela, dan = people
    told = add_claim(session, bela)
    revision = approved(session, bela, dan, told)
    save_figures(session, dan.actor, told.id, [Figure("a", "1")], state=state_of([]))
    assert (revision.state, revision.round) == (RevisionState.IN_REVIEW, 2)
    assert {person.name for person in revision.authors} == {"Bela", "Dan"}
    before = revision.edits
    save_figures(session, bela.actor, told.id, [Figure("a", "1")], state=state_of(figures_of(session, told.id)))
    assert revision.edits == before


def test_a_revision_that_was_frozen_before_figures_still_reads(session: Session, people: People) -> None:
    _ana, bela, _dan = people
    revision = published(session, people, add_claim(session, bela))
    assert revision.frozen is not None
    old = {name: value for name, value in revision.frozen.items() if name != "figures"}
    assert from_json(PublishedVerdict, old).figures == ()


def test_who_appears_as_the_desk_is_not_named(session: Session, people: People) -> None:
    _ana, bela, _dan = people
    bela.as_desk = True
    revision = published(session, people, add_claim(session, bela))
    assert publication.verdict_page(session, revision.verdict.claim_id).verdict.authors == ("the desk",)


def test_wording_of_ours_is_marked(session: Session, people: People) -> None:
    ours = published(session, people, add_claim(session, people[1]))
    exact = published(session, people, add_claim(session, people[1], text=WORDS))
    assert publication.verdict_page(session, ours.verdict.claim_id).verdict.in_our_words
    assert not publication.verdict_page(session, exact.verdict.claim_id).verdict.in_our_words


def test_private_article_is_not_named(session: Session, people: People) -> None:
    told = add_claim(session, people[1], add_article(session, "The newsroom's draft", private=True))
    published(session, people, told)
    assert publication.verdict_page(session, told.id).verdict.appearances == ()


def test_claimant_confirmed_in_the_same_session_is_published(session: Session, people: People) -> None:
    _ana, bela, dan = people
    told = add_claim(session, bela)
    revision = submitted(session, bela, told)
    assert revision.claimant is None
    claimant.confirm_claimant(session, bela.actor, told.id, name="Example News", kind=ClaimantKind.ORGANISATION)
    # "Opinion" needs no answer of the claimant's, only that the claimant is known
    approval.approve(session, dan.actor, revision.id)
    publication.publish(session, people[0].actor, revision.id)
    shown = publication.verdict_page(session, told.id).verdict
    assert shown.claimant is not None
    assert shown.claimant.name == "Example News"


def test_only_reasons_that_a_gate_rests_on_are_published(session: Session, people: People) -> None:
    _ana, bela, _dan = people
    told = add_claim(session, bela)
    add_evidence(session, bela, told)
    add_evidence(session, bela, told)
    answers = {**SEARCHED, Gate.TWO_ORIGINS: GateAnswer(GateReason.ONLY_BODY)}
    published(session, people, told, rating="false", answers=answers)
    shown = publication.verdict_page(session, told.id).verdict
    assert [(item.gate, item.reason) for item in shown.reasons] == [("both_sides", "searched_none")]


def test_correction_needs_a_kind_and_unless_minor_a_note(session: Session, people: People) -> None:
    ana, bela, dan = people
    told = add_claim(session, bela)
    published(session, people, told)
    second = approved(session, bela, dan, told, summary="Still a forecast.")
    for kind, note in ((None, "why"), (CorrectionKind.WITHDRAWN, "why"), (CorrectionKind.UPDATE, " ")):
        with pytest.raises(InvalidInput):
            publication.publish(session, ana.actor, second.id, correction=kind, note=note)
    publication.publish(session, ana.actor, second.id, correction=CorrectionKind.MINOR)
    assert publication.verdict_page(session, told.id).verdict.corrections == ()


def test_correction_supersedes_the_revision_before_which_keeps_what_it_said(
    session: Session, people: People
) -> None:
    _ana, bela, _dan = people
    told = add_claim(session, bela)
    evidence = add_evidence(session, bela, told)
    first = published(session, people, told, summary="First.")
    frozen = json.loads(json.dumps(first.frozen))
    remove_evidence(session, bela.actor, evidence.id)
    published(session, people, told, summary="Second.", rating="satire")
    session.expire_all()
    assert first.state is RevisionState.SUPERSEDED
    assert first.frozen == frozen
    assert [item.evidence_id for item in first.evidence] == [evidence.id]
    newest, old = publication.verdict_page(session, told.id), publication.verdict_page(session, told.id, 1)
    assert (newest.verdict.summary, newest.verdict.revision) == ("Second.", 2)
    assert (old.verdict.summary, old.state) == ("First.", RevisionState.SUPERSEDED)
    assert newest.verdict.first_published_at == old.verdict.published_at
    assert [row.number for row in newest.revisions] == [1, 2]
    assert [item.note for item in newest.verdict.corrections] == ["Found later."]


def test_withdrawn_verdict_is_gone_and_says_why(session: Session, people: People) -> None:
    ana, bela, _dan = people
    told = add_claim(session, bela)
    revision = published(session, people, told)
    publication.withdraw(session, ana.actor, revision.id, "The source was forged.")
    with pytest.raises(Gone, match="forged"):
        publication.verdict_page(session, told.id)
    assert publication.verdict_page(session, told.id, 1).state is RevisionState.WITHDRAWN
    assert search_verdicts(session, "Kim").verdicts == []


def test_withdrawal_of_a_correction_has_its_own_day_and_note(session: Session, people: People) -> None:
    ana, bela, _dan = people
    told = add_claim(session, bela)
    published(session, people, told)
    second = published(session, people, told)
    before = now()
    publication.withdraw(session, ana.actor, second.id, "Forged.")
    session.flush()
    session.expire_all()
    assert second.correction is not None
    assert (second.correction.kind, second.correction.note) == (CorrectionKind.WITHDRAWN, "Forged.")
    assert second.correction.at.astimezone(UTC) >= before
    shown = publication.verdict_page(session, told.id, 2).verdict
    assert [item.note for item in shown.corrections] == ["Found later."]
    assert [row.correction.note for row in latest_corrections(session)] == ["Forged.", "Found later."]


def test_withdrawing_needs_a_note_and_something_published(session: Session, people: People) -> None:
    ana, bela, dan = people
    revision = approved(session, bela, dan, add_claim(session, bela))
    with pytest.raises(InvalidInput):
        publication.withdraw(session, ana.actor, revision.id, " ")
    with pytest.raises(InvalidTransition):
        publication.withdraw(session, ana.actor, revision.id, "why")


def test_verdict_may_be_published_again_after_it_was_withdrawn(session: Session, people: People) -> None:
    ana, bela, _dan = people
    told = add_claim(session, bela)
    publication.withdraw(session, ana.actor, published(session, people, told).id, "Forged.")
    article_id = told.appearances[0].article_id
    assert [row.number for row in publication.verdicts_of_article(session, article_id)] == [1]
    published(session, people, told, summary="Anew.")
    assert publication.verdict_page(session, told.id).verdict.summary == "Anew."
    standing = list(publication.verdicts_of_article(session, article_id))
    assert [row.number for row in standing] == [2], "a feed would say that the verdict is there and deleted"
    publication.withdraw(session, ana.actor, standing[0].id, "Forged again.")
    assert [row.number for row in publication.verdicts_of_article(session, article_id)] == [2]


def test_nothing_is_shown_of_claims_without_a_published_verdict(session: Session, people: People) -> None:
    told = add_claim(session, people[1])
    submitted(session, people[1], told)
    for claim_id, number in ((told.id, None), (told.id, 1), (999, None)):
        with pytest.raises(NotFound):
            publication.verdict_page(session, claim_id, number)


def test_published_verdict_is_found_by_its_words(session: Session, people: People) -> None:
    told = add_claim(session, people[1])
    published(session, people, told)
    assert [item.claim_id for item in search_verdicts(session, "visit Beij").verdicts] == [told.id]


def test_latest_verdicts_come_newest_first_and_page_on(session: Session, people: People) -> None:
    claims = [add_claim(session, people[1]) for _number in range(3)]
    for told in claims:
        published(session, people, told)
    first = publication.latest_verdicts(session, limit=2)
    assert [shown.claim_id for _row, shown in first] == [claims[2].id, claims[1].id]
    last = first[-1][0]
    assert last.published_at is not None
    rest = publication.latest_verdicts(session, before=(last.published_at, last.id), limit=2)
    assert [shown.claim_id for _row, shown in rest] == [claims[0].id]


@pytest.mark.parametrize(
    "change",
    [
        "summary = 'x'",
        "explanation = 'x'",
        "wording = 'x'",
        "as_of = NULL",
        "rating_id = rating_id + 1",
        "frozen = '{}'",
        "round = 7",
        "state = 'draft'",
        "gate_answers = '{\"rating\": {}}'",
    ],
)
def test_database_refuses_to_change_a_published_revision(session: Session, people: People, change: str) -> None:
    published(session, people, add_claim(session, people[1]))
    session.flush()
    with pytest.raises(DatabaseError, match=r"never changes|needs an approval"):
        session.execute(text(f"UPDATE verdict_revision SET {change}"))


def test_database_refuses_to_delete_a_published_revision(session: Session, people: People) -> None:
    published(session, people, add_claim(session, people[1]))
    session.flush()
    with pytest.raises(DatabaseError, match="never changes"):
        session.execute(text("DELETE FROM verdict_revision"))


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM revision_evidence",
        "UPDATE revision_evidence SET position = 9",
        "INSERT INTO revision_evidence (revision_id, evidence_id, position)"
        " SELECT {revision}, MAX(id), 9 FROM evidence",
        "DELETE FROM revision_author",
        "INSERT INTO revision_author (revision_id, person_id) SELECT {revision}, MAX(id) FROM person",
        "DELETE FROM approval",
        "UPDATE approval SET comment = 'x'",
    ],
)
def test_database_refuses_to_change_what_a_published_revision_rests_on(
    session: Session, people: People, statement: str
) -> None:
    told = add_claim(session, people[1])
    add_evidence(session, people[1], told)
    revision = published(session, people, told)
    add_evidence(session, people[1], told)
    session.flush()
    with pytest.raises(DatabaseError, match="never changes"):
        session.execute(text(statement.format(revision=revision.id)))


def test_database_refuses_two_published_revisions(session: Session, people: People) -> None:
    told = add_claim(session, people[1])
    published(session, people, told)
    published(session, people, told)
    session.flush()
    with pytest.raises(DatabaseError):
        session.execute(text("UPDATE verdict_revision SET state = 'published' WHERE number = 1"))


def test_database_refuses_two_open_revisions(session: Session, people: People) -> None:
    told = add_claim(session, people[1])
    first = verdict.start_revision(session, people[1].actor, told.id)
    write(session, people[1], first)
    session.flush()
    columns = "verdict_id, edits, state, round, language, wording, summary, explanation, searched, how_to_repeat"
    more = "could_change, gate_answers, created_at"
    with pytest.raises(DatabaseError):
        session.execute(
            text(
                f"INSERT INTO verdict_revision (number, {columns}, {more})"
                f" SELECT 2, {columns}, {more} FROM verdict_revision"
            )
        )


@pytest.mark.parametrize("state", ["published", "superseded", "withdrawn"])
def test_database_refuses_publishing_without_approval(session: Session, people: People, state: str) -> None:
    submitted(session, people[1], add_claim(session, people[1]))
    session.flush()
    with pytest.raises(DatabaseError, match="needs an approval"):
        session.execute(
            text(f"UPDATE verdict_revision SET state = '{state}', published_at = created_at, frozen = '{{}}'")
        )
