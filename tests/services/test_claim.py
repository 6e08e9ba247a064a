from datetime import date

import pytest
from sqlalchemy.orm import Session

from claims.domain.article import Article
from claims.domain.claim import Claim, ClaimantStatus, DropReason, SetAsideReason
from claims.domain.claimant import ClaimantKind
from claims.domain.kind import ClaimKind
from claims.domain.person import Person
from claims.domain.state import ClaimState
from claims.errors import Conflict, InvalidInput, InvalidTransition, NotFound, StaleEdit
from claims.services import claim as service
from claims.services import claimant, undo
from claims.services.claimant import confirm_no_claimant
from claims.services.publication import verdicts_of_article, withdraw
from claims.services.triage import finish_selection
from claims.services.undo import undo_last
from tests.services.conftest import TEXT
from tests.services.stories import add_article, add_claim, published


def texts(session: Session, article: Article) -> list[str]:
    session.flush()
    session.expire_all()
    return [claim.text for claim in service.claims_of_article(session, article.id)]


def test_claims_stand_in_the_order_of_their_words(claims: list[Claim]) -> None:
    assert [claim.text for claim in claims] == [
        "The tower has 1,000 steps.",
        "The tower was built in 1889.",
        "The tower is the tallest in town.",
    ]


def test_a_claim_is_selected_set_aside_and_selected_again(
    session: Session, claims: list[Claim], bela: Person
) -> None:
    claim = service.select_claim(session, bela.actor, claims[0].id)
    assert claim.state is ClaimState.SELECTED
    claim = service.set_aside(session, bela.actor, claim.id, SetAsideReason.TRIVIAL)
    assert (claim.state, claim.set_aside_reason) == (ClaimState.NOT_SELECTED, SetAsideReason.TRIVIAL)
    claim = service.select_claim(session, bela.actor, claim.id)
    assert (claim.state, claim.set_aside_reason) == (ClaimState.SELECTED, None)


def test_a_suggested_claim_cannot_wait(session: Session, claims: list[Claim], bela: Person) -> None:
    with pytest.raises(InvalidTransition, match="suggested"):
        service.wait(session, bela.actor, claims[0].id, date(2030, 1, 1))


def test_a_selected_claim_waits_or_is_dropped_and_both_are_reopened(
    session: Session, claims: list[Claim], bela: Person
) -> None:
    service.select_claim(session, bela.actor, claims[0].id)
    claim = service.wait(session, bela.actor, claims[0].id, date(2030, 1, 1))
    assert (claim.state, claim.wait_until) == (ClaimState.WAITING, date(2030, 1, 1))
    assert service.reopen(session, bela.actor, claim.id).state is ClaimState.SELECTED
    claim = service.drop(session, bela.actor, claim.id, DropReason.NO_DATA)
    assert (claim.state, claim.drop_reason) == (ClaimState.DROPPED, DropReason.NO_DATA)
    assert service.reopen(session, bela.actor, claim.id).drop_reason is None


def test_finishing_the_selection_sets_the_rest_aside(
    session: Session, article: Article, claims: list[Claim], bela: Person
) -> None:
    service.select_claim(session, bela.actor, claims[1].id)
    assert len(finish_selection(session, bela.actor, article.id, SetAsideReason.TRIVIAL).done) == 2
    assert [claim.state for claim in claims] == [
        ClaimState.NOT_SELECTED,
        ClaimState.SELECTED,
        ClaimState.NOT_SELECTED,
    ]


def test_an_edit_changes_the_text_and_keeps_the_words(session: Session, claims: list[Claim], bela: Person) -> None:
    claim = service.edit_claim(
        session,
        bela.actor,
        claims[0].id,
        text="  The tower has\n1,000 steps inside. ",
        kind=ClaimKind.EVENT,
        attribution="the mayor",
        edits=claims[0].edits,
    )
    assert (claim.text, claim.kind, claim.attribution) == (
        "The tower has 1,000 steps inside.",
        ClaimKind.EVENT,
        "the mayor",
    )
    assert claim.appearances[0].exact == "The tower has 1,000 steps."


def test_a_stale_edit_shows_both_texts_and_overwrites_nothing(
    session: Session, claims: list[Claim], bela: Person, dan: Person
) -> None:
    edits = claims[0].edits
    values = {"kind": ClaimKind.EVENT, "attribution": "", "edits": edits}
    service.edit_claim(session, bela.actor, claims[0].id, text="Bela’s text.", **values)
    with pytest.raises(StaleEdit) as refused:
        service.edit_claim(session, dan.actor, claims[0].id, text="Dan’s text.", **values)
    assert refused.value.theirs["text"] == "Bela’s text."
    assert refused.value.yours["text"] == "Dan’s text."
    assert claims[0].text == "Bela’s text."


@pytest.mark.parametrize("text", ["", "  ", "a" * 2_001])
def test_a_claim_needs_a_text_that_is_not_too_long(
    session: Session, claims: list[Claim], bela: Person, text: str
) -> None:
    with pytest.raises(InvalidInput, match="1 to 2000"):
        service.edit_claim(
            session, bela.actor, claims[0].id, text=text, kind=ClaimKind.EVENT, attribution="", edits=1
        )


def test_a_persons_claim_starts_selected_at_every_place_of_its_words(
    session: Session, article: Article, bela: Person
) -> None:
    claim = service.add_claim(session, bela.actor, article.id, words="1,000 steps")
    session.flush()
    assert (claim.state, claim.text, claim.engine) == (ClaimState.SELECTED, "1,000 steps", "")
    assert len(service.get_claim(session, claim.id).appearances) == 2


def test_a_selection_pins_a_claim_to_its_place(session: Session, article: Article, bela: Person) -> None:
    start = TEXT.index("😀")
    claim = service.add_claim(
        session, bela.actor, article.id, words="😀", text="It smiles.", start=start, end=start + 1
    )
    session.flush()
    assert service.get_claim(session, claim.id).appearances[0].exact == "😀"


def test_words_that_do_not_stand_there_are_refused(session: Session, article: Article, bela: Person) -> None:
    with pytest.raises(InvalidInput, match="do not stand in the article"):
        service.add_claim(session, bela.actor, article.id, words="The bridge")
    with pytest.raises(InvalidInput, match="do not stand in the article"):
        service.add_claim(session, bela.actor, article.id, words="x y", start=5, end=10_000)


def test_a_place_with_other_words_does_not_count(session: Session, article: Article, bela: Person) -> None:
    claim = service.add_claim(session, bela.actor, article.id, words="1889", start=0, end=4)
    session.flush()
    assert service.get_claim(session, claim.id).appearances[0].exact == "1889"


def test_splitting_keeps_the_claim_and_makes_others_at_the_same_words(
    session: Session, article: Article, claims: list[Claim], bela: Person
) -> None:
    parts = service.split_claim(session, bela.actor, claims[1].id, ["It was built.", "", "That was in 1889."])
    assert parts[0] is claims[1]
    assert parts[1].appearances[0].exact == claims[1].appearances[0].exact
    assert len(texts(session, article)) == 4


def test_a_merged_claim_is_not_split(session: Session, claims: list[Claim], bela: Person) -> None:
    service.merge_claim(session, bela.actor, claims[0].id, claims[1].id)
    with pytest.raises(InvalidInput, match="was merged into"):
        service.split_claim(session, bela.actor, claims[0].id, ["One.", "Two."])


def test_splitting_needs_two_texts(session: Session, claims: list[Claim], bela: Person) -> None:
    with pytest.raises(InvalidInput, match="at least two"):
        service.split_claim(session, bela.actor, claims[0].id, ["One.", " "])


def test_merging_moves_the_appearances_and_leads_on(
    session: Session, article: Article, claims: list[Claim], bela: Person
) -> None:
    target = service.merge_claim(session, bela.actor, claims[2].id, claims[1].id)
    session.flush()
    session.expire_all()
    assert {a.exact for a in target.appearances} == {"It was built in 1889 😀.", "It is the tallest in town."}
    assert (claims[2].state, claims[2].merged_into_id) == (ClaimState.MERGED, target.id)
    assert len(texts(session, article)) == 2


def test_a_claim_cannot_be_merged_into_itself_or_a_merged_one(
    session: Session, claims: list[Claim], bela: Person
) -> None:
    with pytest.raises(InvalidInput):
        service.merge_claim(session, bela.actor, claims[0].id, claims[0].id)
    service.merge_claim(session, bela.actor, claims[2].id, claims[1].id)
    with pytest.raises(InvalidInput):
        service.merge_claim(session, bela.actor, claims[0].id, claims[2].id)


def test_a_claimant_is_confirmed_once_and_used_again(session: Session, claims: list[Claim], bela: Person) -> None:
    for claim in claims[:2]:
        claimant.confirm_claimant(session, bela.actor, claim.id, name="The  Mayor", kind=ClaimantKind.PERSON)
    assert claims[0].claimant_id == claims[1].claimant_id
    assert claims[0].claimant is not None and claims[0].claimant.name == "The Mayor"
    claim = claimant.confirm_no_claimant(session, bela.actor, claims[0].id)
    assert (claim.claimant_status, claim.claimant_id) == (ClaimantStatus.NONE, None)


def test_each_change_is_undone_in_turn(
    session: Session, article: Article, claims: list[Claim], bela: Person
) -> None:
    before = texts(session, article)
    service.select_claim(session, bela.actor, claims[0].id)
    service.edit_claim(
        session,
        bela.actor,
        claims[0].id,
        text="Other.",
        kind=ClaimKind.EVENT,
        attribution="",
        edits=claims[0].edits,
    )
    service.split_claim(session, bela.actor, claims[1].id, ["One.", "Two."])
    service.merge_claim(session, bela.actor, claims[2].id, claims[0].id)
    finish_selection(session, bela.actor, article.id, SetAsideReason.TRIVIAL)
    undone = [undo_last(session, bela.actor, article.id).action for _ in range(5)]
    assert undone == ["claim.finish_selection", "claim.merge", "claim.split", "claim.edit", "claim.select"]
    assert texts(session, article) == before
    assert {claim.state for claim in service.claims_of_article(session, article.id)} == {ClaimState.SUGGESTED}
    assert [len(claim.appearances) for claim in service.claims_of_article(session, article.id)] == [2, 1, 1]
    with pytest.raises(NotFound, match="nothing of yours"):
        undo_last(session, bela.actor, article.id)


def test_undo_takes_back_only_ones_own_changes(
    session: Session, article: Article, claims: list[Claim], bela: Person, dan: Person
) -> None:
    service.select_claim(session, dan.actor, claims[0].id)
    with pytest.raises(NotFound):
        undo_last(session, bela.actor, article.id)


def test_undo_never_overwrites_what_somebody_changed_since(
    session: Session, article: Article, claims: list[Claim], bela: Person, dan: Person
) -> None:
    service.select_claim(session, bela.actor, claims[0].id)
    service.take(session, dan.actor, claims[0].id, dan.id)
    with pytest.raises(Conflict, match="changed since"):
        undo_last(session, bela.actor, article.id)


def test_a_known_claimant_is_used_again_by_name_alone(session: Session, claims: list[Claim], bela: Person) -> None:
    person, about = ClaimantKind.PERSON, "https://en.example/Mayor"

    def confirm(number: int, same_as: str = "") -> int | None:
        claim = claims[number]
        claimant.confirm_claimant(session, bela.actor, claim.id, name="The Mayor", kind=person, same_as=same_as)
        return claim.claimant_id

    known = confirm(0, about)
    assert confirm(1) == known
    other = confirm(2, "https://en.example/Another_mayor")
    assert other != known
    with pytest.raises(InvalidInput, match="Several"):
        confirm(1)
    assert confirm(1, about) == known


def test_a_claim_with_a_published_verdict_is_not_merged_away(
    session: Session, ana: Person, bela: Person, dan: Person
) -> None:
    article = add_article(session)
    told, other = add_claim(session, bela, article), add_claim(session, bela, article, "Kim goes to Beijing.")
    revision = published(session, (ana, bela, dan), told)
    with pytest.raises(Conflict, match="published verdict: merge the other claim into it"):
        service.merge_claim(session, bela.actor, told.id, other.id)
    service.merge_claim(session, bela.actor, other.id, told.id)
    assert [one.id for one in verdicts_of_article(session, article.id)] == [revision.id]
    withdraw(session, ana.actor, revision.id, "It was wrong.")
    service.merge_claim(session, bela.actor, told.id, add_claim(session, bela, article).id)


def test_splitting_and_undoing_it_lose_no_published_verdict(
    session: Session, ana: Person, bela: Person, dan: Person
) -> None:
    article = add_article(session)
    told = add_claim(session, bela, article)
    revision = published(session, (ana, bela, dan), told)
    _whole, part = service.split_claim(session, bela.actor, told.id, ["Kim goes.", "It is far."])
    assert [one.id for one in verdicts_of_article(session, article.id)] == [revision.id]
    confirm_no_claimant(session, ana.actor, part.id)
    second = published(session, (ana, bela, dan), part)
    service.take(session, ana.actor, part.id, None)
    with pytest.raises(Conflict):
        undo.undo_last_of_claim(session, bela.actor, told.id)
    found = {one.id for one in verdicts_of_article(session, article.id)}
    assert found == {revision.id, second.id}
