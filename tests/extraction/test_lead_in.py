"""Items of a list under a lead-in that they finish."""

from claims.extraction.base import Candidate, Passage
from claims.extraction.linguistic.engine import LinguisticEngine

ENGINE = LinguisticEngine()


def claims_of(text: str) -> list[Candidate]:
    found = ENGINE.extract(Passage(text))
    assert all(text[one.anchor.start : one.anchor.end] == one.anchor.exact for one in found)
    return found


def texts_of(text: str) -> list[str]:
    return [one.text for one in claims_of(text)]


def test_verbs_finish_an_open_verb_and_are_pinned_to_the_item() -> None:
    text = "It has two parts. The government plans to:\n1. Build 300 schools by 2030; and\n2. hire 5,000 teachers"
    found = claims_of(text)[-2:]
    assert [one.text for one in found] == [
        "The government plans to build 300 schools by 2030.",
        "The government plans to hire 5,000 teachers.",
    ]
    assert [one.anchor.exact for one in found] == ["Build 300 schools by 2030", "hire 5,000 teachers"]


def test_clauses_finish_a_report_and_are_attributed() -> None:
    text = "The report found that:\n• The city has the worst roads in Europe\n• Leeds has 300 schools"
    assert [(one.text, one.attribution) for one in claims_of(text)] == [
        ("The city has the worst roads in Europe.", "The report"),
        ("Leeds has 300 schools.", "The report"),
    ]


def test_item_that_does_not_finish_the_lead_in_is_not_joined() -> None:
    assert texts_of("The bill would:\n- more money for schools\n- a new railway") == []
    assert texts_of("The report found that:\n- 300 new schools\n- more money") == []


def test_alternatives_are_not_said_each() -> None:
    assert texts_of("The owner must:\n- pay 300 euros, or\n- sell the house") == []


def test_lead_in_that_is_a_sentence_stays_one() -> None:
    assert texts_of("The plan has three parts:\n- raise the tax on fuel\n- a new railway") == [
        "The plan has three parts."
    ]


def test_preposition_is_no_open_verb() -> None:
    found = texts_of("According to:\n- Leeds has 300 schools")
    assert all("According" not in text or "Leeds" not in text for text in found)


def test_lead_in_holds_for_its_list_only() -> None:
    found = texts_of("The bill would:\n- ban plastic bags\n\nThe council met on Monday.\n- raise the tax")
    assert found == ["The bill would ban plastic bags.", "The council met on Monday."]
