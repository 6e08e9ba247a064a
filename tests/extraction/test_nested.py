"""Nested facts: the fine granularity says what a sentence still says with fewer words, and nothing else."""

import pytest

from claims.extraction.base import Granularity, Options, Passage
from claims.extraction.linguistic.engine import LinguisticEngine
from claims.extraction.linguistic.interpretation import interpret
from claims.extraction.linguistic.memory import Memory
from claims.extraction.linguistic.nested.option import Option
from claims.extraction.linguistic.nested.selection import Pending, Selector, shipped_selector
from claims.extraction.linguistic.nested.stage import nested_options, say, with_facts
from claims.extraction.linguistic.pipeline import load_pipeline
from claims.extraction.linguistic.reader import read

FINE = Options(Granularity.FINE)
ATTRIBUTED = Options(Granularity.FINE, keep_attribution=True)


def claims_of(text: str, options: Options = FINE) -> list[str]:
    return [claim.text for claim in LinguisticEngine().extract(Passage(text), options)]


def options_of(text: str, options: Options = FINE) -> list[Option]:
    sentences = [parsed for _, held in read(load_pipeline(), [Passage(text)]) for parsed in held or ()]
    memory = Memory()
    return [
        option for parsed in sentences for option in nested_options(interpret(parsed, memory, options), options)
    ]


def sayings_of(text: str, options: Options = FINE) -> set[str]:
    """Everything that may be said of a text, whether worth saying or not."""
    return {statement.text for option in options_of(text, options) for statement in say(option)}


def test_each_detail_is_said_with_the_core():
    found = claims_of("Ana Ruiz was born in Lisbon on 4 May 1974.")
    assert "Ana Ruiz was born in Lisbon." in found
    assert "Ana Ruiz was born on 4 May 1974." in found


def test_the_default_granularity_says_a_statement_once():
    assert claims_of("Ana Ruiz was born in Lisbon on 4 May 1974.", Options()) == [
        "Ana Ruiz was born in Lisbon on 4 May 1974."
    ]


def test_anchors_of_nested_facts_hold():
    text = "The council of Bristol sold two old schools to a developer in 2019, Ana Ruiz said on Monday."
    for claim in LinguisticEngine().extract(Passage(text), ATTRIBUTED):
        assert text[claim.anchor.start : claim.anchor.end] == claim.anchor.exact


def test_a_report_can_be_said_with_and_without_who_said_it():
    found = sayings_of("Ana Ruiz said that the club sold the player in May.", ATTRIBUTED)
    assert "Ana Ruiz said that the club sold the player in May." in found
    assert "The club sold the player." in found


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("Ana Ruiz did not win the prize in 1990.", "in 1990"),
        ("No team from Spain won the cup in 1990.", "in 1990"),
        ("Only Liverpool have won more points in May.", "in May"),
        ("Few doctors in Kenya earn money in the winter.", "in Kenya"),
        ("Lisbon is the largest city in Portugal.", "in Portugal"),
        ("All voters in Ohio received a letter.", "in Ohio"),
        ("The former minister left the party in 2001.", "former"),
        ("The alleged thief was seen in Rome.", "alleged"),
        ("The club will sell the player if the price rises in May.", "if the price rises in May"),
        ("The plan will fail unless the council pays.", "unless the council pays"),
        ("The bridge almost collapsed in 1990.", "almost"),
        ("The old man lived in Lisbon.", "in Lisbon"),
        ("Ana Ruiz is known for her novels.", "for"),
        ("The house is based in Lisbon.", "in Lisbon"),
        ("Ana Ruiz put the book on the table.", "on the table"),
        ("A number of women were arrested in May.", "of women"),
        ("The president refused to sign the law in May.", "in May"),
    ],
)
def test_what_changes_the_meaning_is_never_left_out(text: str, kept: str):
    said = sayings_of(text)
    assert said
    assert all(kept.lower() in each.lower() for each in said), said


def test_the_article_fits_the_word_that_follows_now():
    assert "Ana Ruiz bought a house." in sayings_of("Ana Ruiz bought an old house in Lisbon.")


def test_no_name_is_taken_apart():
    for said in sayings_of("The minister of the Czech Republic met the editor of The Sun newspaper in New York."):
        assert "the Republic" not in said
        assert "The newspaper" not in said
        assert "in York" not in said


def test_no_word_is_invented():
    text = "The old council of Bristol quickly sold two schools to a developer from Leeds in 2019."
    words = {word.strip(".").lower() for word in text.split()}
    for said in sayings_of(text):
        assert {word.strip(".").lower() for word in said.split()} <= words


@pytest.mark.parametrize(
    ("text", "fact"),
    [
        ("Former Labour minister Ana Ruiz left on Monday.", "Ana Ruiz is a former Labour minister."),
        ("The film was shot by photographer Ana Ruiz in May.", "Ana Ruiz is a photographer."),
        ("She was born in Los Angeles, California, in 1990.", "Los Angeles is in California."),
        ("She has played for several Spanish teams such as Real Madrid.", "Real Madrid is a Spanish team."),
        (
            "Ana Ruiz has played for several Spanish teams such as Real Madrid.",
            "Ana Ruiz has played for Real Madrid.",
        ),
        ("Taral Hicks is an American singer.", "Taral Hicks is American."),
    ],
)
def test_a_noun_phrase_says_facts_of_its_own(text: str, fact: str):
    sentences = [parsed for _, held in read(load_pipeline(), [Passage(text)]) for parsed in held or ()]
    memory = Memory()
    statements = [one for parsed in sentences for one in with_facts(interpret(parsed, memory, FINE))]
    assert fact in {said.text for option in nested_options(statements, FINE) for said in say(option)}


def test_a_question_has_no_nested_facts():
    assert claims_of("Did the council sell the schools to a developer in 2019?") == []


def test_the_selector_takes_the_likeliest_and_does_not_repeat_it():
    options = options_of("Ana Ruiz sold a house in Lisbon in 1990.")
    traits = {trait for option in options for trait in option.traits}
    selector = Selector(dict.fromkeys(traits, 0.01) | {"first": 3.0}, -1.0, 0.5)
    assert len(selector.choose(options)) == 1
    assert Selector({}, 5.0, 0.5).choose(options)
    assert Selector({}, -5.0, 0.5).choose(options) == []


def test_an_option_knows_what_it_repeats():
    options = options_of("Ana Ruiz sold a house in Lisbon in 1990.")
    waiting = Pending(options[0])
    assert waiting.traits_beside() == ("first",)
    waiting.stand_beside(options[0])
    assert "alike 10" in waiting.traits_beside()
    assert "new 0" in waiting.traits_beside()


def test_shipped_weights_are_known_traits_with_a_sensible_threshold():
    selector = shipped_selector()
    assert 0.2 < selector.threshold < 0.5
    assert len(selector.weights) > 100


def test_a_claim_that_does_not_stand_alone_is_said_once():
    found = LinguisticEngine().extract(Passage("She was born in the Bronx on 21 September 1974."), FINE)
    assert [claim.text for claim in found] == ["She was born in the Bronx on 21 September 1974."]


def test_a_reduction_names_whom_the_words_left_out_had_named():
    found = LinguisticEngine().extract(Passage("Once Ana Ruiz is paid, she will return to the farm."), FINE)
    assert not any(claim.text.startswith("She ") for claim in found)
