"""What belongs to what: clauses, appositions and relative clauses that a parse hangs on the wrong word."""

import pytest

from claims.extraction.base import Candidate, Passage
from claims.extraction.linguistic.engine import LinguisticEngine

ENGINE = LinguisticEngine()


def claims(text: str) -> list[str]:
    found: list[Candidate] = ENGINE.extract(Passage(text))
    assert all(text[one.anchor.start : one.anchor.end] == one.anchor.exact for one in found)
    return [one.text for one in found]


@pytest.mark.parametrize(
    ("text", "claim"),
    [
        (
            "Right now, having scored four times in three games, Parise is playing well.",
            "Right now Parise is playing well.",
        ),
        (
            "By the time he left the hospital a year later, the man was back to normal.",
            "By the time he left the hospital a year later, the man was back to normal.",
        ),
        (
            "In Fairview, where the council introduced the same tax in 2021, the number of shops has grown.",
            "In Fairview the number of shops has grown.",
        ),
    ],
)
def test_opening_clause_does_not_take_the_place_of_the_main_one(text: str, claim: str) -> None:
    assert claim in claims(text)


def test_subject_keeps_its_verb_behind_a_long_relative_clause() -> None:
    found = claims(
        "The company, which is expected to lay off thousands of employees as it faces losses, confirmed on Monday "
        "that it had been contacted by the ministry."
    )
    assert found[0] == "The company had been contacted by the ministry."


@pytest.mark.parametrize(
    ("text", "claim"),
    [
        (
            "Ivan served as the CEO of Hipcricket, a mobile marketing company which won prizes.",
            "Hipcricket is a mobile marketing company which won prizes.",
        ),
        (
            "Acme agreed to a rescue by its largest shareholder, Japanese technology investment company Softco "
            "Corp, last month as it faced a crisis.",
            "Acme agreed to a rescue by its largest shareholder last month.",
        ),
        (
            "The inspectors heard the museum’s founder and former director, Adam Newman, in May.",
            "Adam Newman is the museum’s founder and former director.",
        ),
    ],
)
def test_apposition_is_about_what_it_can_be(text: str, claim: str) -> None:
    assert claim in claims(text)


def test_object_behind_an_insertion_stays_the_object() -> None:
    found = claims("The crisis has boosted, to Beijing’s chagrin, the prospects of the president.")
    assert found == ["The crisis has boosted, to Beijing’s chagrin, the prospects of the president."]


def test_singular_relative_clause_is_not_about_a_plural() -> None:
    found = claims("The disease strikes people who work closely with birds, which has earned it a strange name.")
    assert not any(claim.startswith("Birds") for claim in found)


def test_participle_behind_a_noun_is_no_verb_of_the_subject() -> None:
    found = claims(
        "The act would impose economic sanctions and a travel ban on officials deemed responsible for abuses."
    )
    assert found[-1] == "The act would impose a travel ban on officials deemed responsible for abuses."


def test_two_participles_before_a_noun_describe_it() -> None:
    found = claims(
        "The choices include a native network, an owned and managed private exchange for publishers, and a shop."
    )
    assert "The choices include an owned and managed private exchange for publishers." in found


@pytest.mark.parametrize(
    "text",
    [
        "My life is pretty much as it was before.",
        "The team will dismiss any criticism, as it has that from Britain.",
    ],
)
def test_comparison_is_no_clause_of_its_own(text: str) -> None:
    assert claims(text) == [text]


def test_condition_behind_a_comma_is_not_the_speaker() -> None:
    text = "The probe could fly through the plume, if team members learn enough about it in the coming years."
    (found,) = ENGINE.extract(Passage(text))
    assert (found.text, found.attribution) == (text, "")


def test_sentences_at_a_semicolon_are_apart() -> None:
    found = claims("The engineer was dismissed in 1798 after a wall collapsed; his assistant completed the work.")
    assert len(found) == 2
    assert found[0] == "The engineer was dismissed in 1798 after a wall collapsed."


def test_charges_in_a_list_do_nothing() -> None:
    (found,) = claims(
        "Ann Burton: Possession of drugs, visiting a common nuisance, held in jail in lieu of $70,000 bond."
    )
    assert found.startswith("Ann Burton: Possession of drugs, visiting a common nuisance")


def test_shared_subject_keeps_its_name() -> None:
    found = claims("In May, Sabres captain Jack Eichel went after Lee and threw punches, although he was tired.")
    assert "Sabres captain Jack Eichel threw punches." in found


@pytest.mark.parametrize(
    ("text", "claim"),
    [
        (
            "The plan appears consistent with another announced by MOTIE in March, which aimed to introduce "
            "certification rules.",
            "Another announced by MOTIE in March aimed to introduce certification rules.",
        ),
        (
            "In 1974 she and her husband, the engineer Peter Adom, built a filter out of clay.",
            "Her husband is the engineer Peter Adom.",
        ),
        ("Serbia takes on Japan and Britain plays the Netherlands.", "Britain plays the Netherlands."),
        (
            "As a rough comparison, the SunShot Initiative launched by the government in 2011 aims to cut prices.",
            "As a rough comparison, the SunShot Initiative launched by the government in 2011 aims to cut prices.",
        ),
        (
            "The works cost £2.3 million, of which the county pays two thirds.",
            "The works cost £2.3 million, of which the county pays two thirds.",
        ),
        (
            "South Korea’s Ministry of Trade, Industry and Energy has unveiled a plan.",
            "South Korea’s Ministry of Trade, Industry and Energy has unveiled a plan.",
        ),
        (
            "Born in Kumasi in 1940, the third of seven children, Margaret Osei won a prize.",
            "Margaret Osei was the third of seven children.",
        ),
    ],
)
def test_each_part_goes_to_what_it_is_said_of(text: str, claim: str) -> None:
    assert claim in claims(text)


def test_what_only_could_be_is_no_fact() -> None:
    found = claims("The prospect of this meeting, seeing major figures together, could be read as a sign.")
    assert not any("could see" in claim for claim in found)


def test_visit_is_not_called_an_event() -> None:
    found = claims("The parade takes place in May. This is Ana Ruiz’s first visit to Peru and marks a rare move.")
    assert found[1:] == ["This visit is Ana Ruiz’s first visit to Peru.", "This visit marks a rare move."]


def test_negation_of_two_verbs_is_not_lost() -> None:
    text = "The government would not sit on its hands and watch."
    assert claims(text) == [text]
