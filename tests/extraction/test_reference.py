"""What pronouns and short descriptions become, and when they stay: a wrong name is worse than a pronoun."""

import pytest

from claims.extraction.base import Passage
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
