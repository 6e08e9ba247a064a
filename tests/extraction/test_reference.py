"""What pronouns and short descriptions become, and when they stay: a wrong name is worse than a pronoun."""

import pytest

from claims.extraction.base import Granularity, Options, Passage
from claims.extraction.registry import get_engine


def texts(text: str, **given: str) -> list[str]:
    return [found.text for found in get_engine("linguistic").extract(Passage(text, **given))]


@pytest.mark.parametrize(
    ("text", "claim"),
    [
        ("Maria Lopez moved to Lisbon. She opened a shop.", "Maria Lopez opened a shop."),
        ("Maria Lopez moved to Lisbon. Her brother stayed in Oslo.", "Maria Lopez’s brother stayed in Oslo."),
        ("The company closed two factories. It opened a shop in Oslo.", "The company opened a shop in Oslo."),
        ("A teacher from Oslo won the prize. She moved to Lisbon.", "The teacher from Oslo moved to Lisbon."),
    ],
)
def test_subject_carries_on_from_the_sentence_before(text: str, claim: str) -> None:
    assert any(found.endswith(claim) for found in texts(text)), texts(text)


@pytest.mark.parametrize(
    "text",
    [
        "Maria Lopez and Ana Ruiz met in Oslo. The mayor praised her.",
        "It is clear that the road is closed.",
        "It rained in Oslo for three days.",
    ],
)
def test_pronoun_stays_where_nothing_decides(text: str) -> None:
    assert any(words in found for found in texts(text) for words in ("praised her", "It is", "It rained"))


def test_object_is_not_the_subject_of_its_own_verb() -> None:
    assert "Maria Lopez saw her." in texts("Maria Lopez went home. Maria Lopez saw her.")


def test_who_speaks_is_not_who_is_spoken_of_in_the_quotation() -> None:
    found = texts("Maria Lopez left early. “She lost the keys,” said Ana Ruiz.")
    assert not any("Ana Ruiz lost" in one for one in found)


def test_pronoun_may_stay_behind_its_name() -> None:
    assert texts("Maria Lopez sold her house.") == ["Maria Lopez sold her house."]


def test_bare_description_takes_the_name_that_the_text_gave_it() -> None:
    found = texts("Grey Water is a film by Ana Ruiz. The film was shot in Oslo.")
    assert "Grey Water was shot in Oslo." in found


def test_description_that_fits_two_names_stays() -> None:
    found = texts("Grey Water is a film. Red Sand is a film. The film was shot in Oslo.")
    assert "The film was shot in Oslo." in found


def test_described_noun_is_not_the_topic() -> None:
    found = texts("The second film was shot in Oslo.", subject="Grey Water")
    assert found == ["The second film was shot in Oslo."]


def test_title_glued_to_the_context_is_the_topic() -> None:
    found = texts(
        "It was shot in Oslo.", context="Grey Water (film) It was written by Ana Ruiz. It was shot in Oslo."
    )
    assert found == ["Grey Water was shot in Oslo."]


def test_title_glued_to_the_text_is_no_part_of_a_claim() -> None:
    assert texts("Ana Ruiz Ruiz was born in Oslo.") == ["Ana Ruiz was born in Oslo."]


def test_days_are_nobody() -> None:
    assert not any("Friday" in found.split()[0] for found in texts("The shop opened on Friday. He left in May."))


def test_unknown_name_that_a_sentence_was_about_is_who_the_next_opens_with() -> None:
    found = texts("Tarqui gives an account of his work in Oslo. He treated a man in May.")
    assert "Tarqui treated a man in May." in found


def test_part_of_a_phrase_is_not_whom_the_next_sentence_opens_with() -> None:
    found = texts("Hull goalkeeper Zuvel has missed the match. He will return in May.")
    assert not any(claim.startswith("Hull will") for claim in found)


def test_people_that_a_sentence_was_about_are_who_the_next_opens_with() -> None:
    found = texts("The two researchers flew to Oslo. They found a nail in the ice.")
    assert "The two researchers found a nail in the ice." in found


def test_participle_behind_there_is_no_claim_about_there() -> None:
    found = texts("There are nine dwarf galaxies, ranging in distance from 95,000 light-years.")
    assert not any(claim.startswith("There rang") for claim in found)


# --- people, groups and those whom headlines call by a noun -------------------------------------------------


@pytest.mark.parametrize(
    ("text", "claim"),
    [
        ("Rex Ruiz and Ben Ruiz bought the shop. They sold books.", "Rex Ruiz and Ben Ruiz sold books."),
        ("Leeds have won the cup. They beat York in May.", "Leeds beat York in May."),
        ("Bergdahl, 28, was captured in Kabul. He was released last May.", "Bergdahl was released last May."),
        ("Patient was treated in Luton. She was given a drip by staff.", "The patient was given a drip by staff."),
        ("Oslo Stone is a dancer. She lives in Leeds.", "Oslo Stone lives in Leeds."),
    ],
)
def test_pronoun_takes_who_was_the_subject_of_the_sentence_before(text: str, claim: str) -> None:
    assert claim in texts(text)


def test_actor_and_the_name_behind_it_are_one_person() -> None:
    found = texts("Character actor Daniel von Bargen has died. He lived in Leeds for two years.")
    assert "Daniel von Bargen lived in Leeds for two years." in found


def test_measure_is_nothing_that_they_could_be() -> None:
    found = texts("The box lay under 12 feet of snow. They opened it in May.")
    assert not any("feet opened" in one for one in found)


def test_colon_behind_a_name_opens_what_that_person_says() -> None:
    (found,) = [
        one
        for one in get_engine("linguistic").extract(
            Passage("Will Marshall: Banks must act now.\nHe says the crisis is growing.")
        )
        if "crisis" in one.text
    ]
    assert found.attribution == "Will Marshall"


# --- what cannot stand alone ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("It rained in Oslo. They were towed out and later sank.", "They were towed out and later sank."),
        ("It rained in Oslo. They sold boats, cars and planes.", "They sold boats, cars and planes."),
        (
            "It rained in Oslo. One juror cried as they closed the door.",
            "One juror cried as they closed the door.",
        ),
        (
            "The storm tore down the bridge, forcing the town to close the road.",
            "The storm tore down the bridge, forcing the town to close the road.",
        ),
    ],
)
def test_clause_that_would_open_with_an_open_pronoun_stays(text: str, kept: str) -> None:
    assert kept in texts(text)


def test_clause_leaves_when_its_pronoun_is_known() -> None:
    found = texts("Maria Lopez moved to Lisbon. She opened a shop in May and later sold the house.")
    assert {"Maria Lopez opened a shop in May.", "Maria Lopez later sold the house."} <= set(found)


def test_researchers_get_the_clause_with_and_without_what_cannot_stand_alone() -> None:
    text = "It rained in Oslo. One juror cried loudly as they closed the door."
    passage, options = Passage(text), Options(Granularity.FINE)
    found = [one.text for one in get_engine("linguistic").extract(passage, options)]
    assert "One juror cried loudly as they closed the door." in found
    assert any(one.startswith("One juror cried") and "door" not in one for one in found)


def test_debut_is_made_by_the_player_and_not_by_the_whole_event() -> None:
    found = texts("Ana Ruiz left Leeds in May, making her debut for York in June.")
    assert "Ana Ruiz made her debut for York in June." in found


@pytest.mark.parametrize("opening", ["It emerged that", "It has emerged that", "It has been revealed that"])
def test_what_emerged_is_stated(opening: str) -> None:
    assert texts(f"{opening} the driver has lost his licence.") == ["The driver has lost his licence."]


@pytest.mark.parametrize("opening", ["It is believed that", "It has not been confirmed that"])
def test_what_is_only_believed_is_not(opening: str) -> None:
    assert texts(f"{opening} the bridge is closed.") == [f"{opening} the bridge is closed."]


def test_speaker_whose_owner_is_not_known_is_called_by_name() -> None:
    found = get_engine("linguistic").extract(
        Passage("It rained in Oslo. Her agent, Hassan Lulu, said that the show was sold out.")
    )
    assert [one.attribution for one in found if "show" in one.text] == ["Hassan Lulu"]
