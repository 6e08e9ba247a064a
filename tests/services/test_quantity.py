import pytest
from sqlalchemy.orm import Session

from claims.domain.claim import Claim
from claims.domain.person import Person
from claims.domain.quantity import MAX_QUANTITIES
from claims.errors import InvalidInput, NotFound, StaleEdit
from claims.services import quantity as service
from claims.services.quantity import Figure

ROWS = [
    Figure("old", "1,180", unit="jobs", period="2024", population="the town", note="census"),
    Figure("new", "1240", unit="jobs"),
    Figure("rise", formula="change(old, new)", unit="%"),
]


def save(session: Session, claim: Claim, person: Person, rows: list[Figure]) -> list[str]:
    state = service.state_of(service.figures_of(session, claim.id))
    return [one.name for one in service.save_figures(session, person.actor, claim.id, rows, state=state)]


def test_figures_are_kept_in_their_order(session: Session, claims: list[Claim], bela: Person) -> None:
    assert save(session, claims[0], bela, ROWS) == ["old", "new", "rise"]
    old = service.figures_of(session, claims[0].id)[0]
    assert (old.value, old.period, old.population, old.note) == ("1180", "2024", "the town", "census")
    assert save(session, claims[0], bela, ROWS[:1]) == ["old"]
    assert save(session, claims[0], bela, []) == []


@pytest.mark.parametrize(
    ("rows", "why"),
    [
        ([Figure("a", "1"), Figure("A", "2")], "Two figures"),
        ([Figure("a")], "either a value or a formula"),
        ([Figure("a", "1", "2")], "either a value or a formula"),
        ([Figure("a", "many")], "not a number"),
        ([Figure("", "1")], "cannot name"),
        ([Figure("a", formula="b")], "no figure"),
        ([Figure("a", formula="1/0")], "divides by zero"),
        ([Figure("a", formula="a")], "circle"),
        ([Figure("a", "1", note="x" * 201)], "too long"),
        ([Figure(f"a{n}", "1") for n in range(MAX_QUANTITIES + 1)], str(MAX_QUANTITIES)),
    ],
)
def test_figures_that_do_not_work_out_are_refused(
    session: Session, claims: list[Claim], bela: Person, rows: list[Figure], why: str
) -> None:
    save(session, claims[0], bela, ROWS)
    with pytest.raises(InvalidInput, match=why):
        save(session, claims[0], bela, rows)
    assert len(service.figures_of(session, claims[0].id)) == 3


def test_second_to_save_sees_both(session: Session, claims: list[Claim], bela: Person) -> None:
    state = service.state_of(service.figures_of(session, claims[0].id))
    save(session, claims[0], bela, ROWS)
    with pytest.raises(StaleEdit) as caught:
        service.save_figures(session, bela.actor, claims[0].id, ROWS[:1], state=state)
    assert "rise = change(old, new) %" in caught.value.theirs["figures"]
    assert caught.value.yours["figures"] == "old = 1,180 jobs · 2024 · the town · census"


def test_the_words_of_a_claim_suggest_its_figures(session: Session, claims: list[Claim]) -> None:
    assert service.suggested_figures(claims[0]) == [Figure("a", "1000", unit="steps", note="1,000 steps")]
    assert service.suggested_figures(claims[1]) == []


def test_a_missing_claim_has_no_figures(session: Session, bela: Person) -> None:
    with pytest.raises(NotFound):
        service.save_figures(session, bela.actor, 999, [], state="")
