"""Who says what: quotations, reporting clauses behind what is said, reports in reports."""

import pytest

from claims.extraction.base import Candidate, Options, Passage
from claims.extraction.linguistic.engine import LinguisticEngine

ENGINE = LinguisticEngine()


def said(text: str, options: Options = Options()) -> list[tuple[str, str]]:
    found: list[Candidate] = ENGINE.extract(Passage(text), options)
    assert all(text[one.anchor.start : one.anchor.end] == one.anchor.exact for one in found)
    return [(one.text.replace("“", "").replace("”", "").rstrip("."), one.attribution) for one in found]


@pytest.mark.parametrize(
    "text",
    [
        "“The city needs a new hospital,” Maria Lopez said.",
        "“The city needs a new hospital,” said Maria Lopez on Monday at a hearing in Paris.",
        "“The city needs a new hospital,” Maria Lopez told the BBC.",
        "‘The city needs a new hospital,’ Maria Lopez said.",
        "The city needs a new hospital, Maria Lopez said in a statement.",
        "The city needs a new hospital, said Maria Lopez.",
        "“The city needs a new hospital,’’ Maria Lopez told the BBC.",
        "Maria Lopez said in a statement that the city needs a new hospital.",
        "Maria Lopez told the council that the city needs a new hospital.",
    ],
)
def test_what_is_said_is_parted_from_who_says_it(text: str) -> None:
    (found,) = said(text)
    assert (found[0].replace("‘", "").replace("’", ""), found[1]) == (
        "The city needs a new hospital",
        "Maria Lopez",
    )


def test_title_of_the_speaker_is_a_claim_of_its_own() -> None:
    assert said("“The city needs a new hospital,” said Maria Lopez, the mayor of Lisbon.") == [
        ("The city needs a new hospital", "Maria Lopez"),
        ("Maria Lopez is the mayor of Lisbon", ""),
    ]


def test_quotation_that_the_speaker_parts_is_one_sentence() -> None:
    found = said("“The council sold the old house,” said Maria Lopez, “for two million euros.”")
    assert found == [("The council sold the old house for two million euros", "Maria Lopez")]


def test_what_a_speaker_adds_is_said_too() -> None:
    found = said("“The city needs a new hospital,” Maria Lopez said, adding that the council owns the land.")
    assert ("The council owns the land", "Maria Lopez") in found


def test_participle_of_a_reporting_verb_reports() -> None:
    found = said("The ministry denied the story, saying that the bank had enough money.")
    assert ("The bank had enough money", "The ministry") in found


def test_second_reporting_verb_keeps_the_speaker() -> None:
    found = said("Residents have complained of noise and say that the airport is too large.")
    assert ("The airport is too large", "Residents") in found


def test_report_in_a_report_names_both() -> None:
    found = said("The police said that Ana Ruiz had told the court that the bank had failed.")
    assert found == [("The bank had failed", "Ana Ruiz, according to The police")]


def test_verb_behind_an_apposition_ends_no_sentence() -> None:
    found = said("Bela Novak, the bank's lawyer, said the decision was wrong.")
    assert ("The decision was wrong", "Bela Novak") in found


def test_addressee_stays_in_a_kept_attribution() -> None:
    found = said("Maria Lopez told the council that the city needs a hospital.", Options(keep_attribution=True))
    assert found == [("Maria Lopez told the council that the city needs a hospital", "Maria Lopez")]


def test_long_title_behind_the_verb_is_part_of_the_speaker() -> None:
    ((text, speaker),) = said("Jobs will go this week, said the firm’s recently named chair Ana Ruiz in an email.")
    assert text == "Jobs will go this week"
    assert speaker.endswith("Ana Ruiz")


def test_clause_that_has_only_begun_is_not_cut_off() -> None:
    text = "The video was altered to show him failing, when, in fact, he responded quickly."
    assert said(text) == [(text.rstrip("."), "")]


def test_participle_behind_according_to_is_not_about_the_source() -> None:
    found = said("The office is investigating the firm, according to two people, adding to a series of problems.")
    assert found == [("The office is investigating the firm, adding to a series of problems", "two people")]


def test_study_is_what_was_published() -> None:
    found = said("According to the study, published in a journal, the man had suffered for months.")
    assert [text for text, _ in found] == [
        "The man had suffered for months",
        "The study was published in a journal",
    ]


def test_what_somebody_does_by_saying_something_is_said_too() -> None:
    found = said("The mayor defended the plan by saying that the budget had grown.")
    assert found[-1] == ("The budget had grown", "The mayor")


def test_quotation_keeps_its_second_verb() -> None:
    found = said("The mayor answered critics by saying “the plan works and will save millions”.")
    assert not any(text.startswith("The mayor will") for text, _ in found)
