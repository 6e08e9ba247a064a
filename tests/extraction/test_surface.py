import pytest

from claims.extraction.linguistic.simplification import simplify
from claims.extraction.linguistic.surface import Surface
from claims.extraction.linguistic.traced import Traced


def simple(text: str) -> Surface:
    return simplify(Traced.of(text, 0, len(text)))


@pytest.mark.parametrize(
    ("text", "main"),
    [
        ("Furthermore, the fair opened.", "The fair opened."),
        ("But in fact the fair opened.", "In fact the fair opened."),
        ("This is because, in May, the river flooded.", "In May, the river flooded."),
        ("It opened, and as such, it was full.", "It opened, and it was full."),
        ("However hard they try, they lose.", "However hard they try, they lose."),
    ],
)
def test_openings_that_only_join_are_dropped(text: str, main: str) -> None:
    assert simple(text).main.text == main


def test_name_and_apposition_become_a_sentence() -> None:
    found = simple("Ana Ruiz, the city’s first mayor, won the race.")
    assert found.main.text == "Ana Ruiz won the race."
    assert [side.text for side in found.sides] == ["Ana Ruiz is the city’s first mayor."]


def test_date_with_its_event_becomes_a_sentence() -> None:
    found = simple("Since 2011, the year she took office, Ana has made 11 visits.")
    assert found.main.text == "Since 2011, Ana has made 11 visits."
    assert [side.text for side in found.sides] == ["She took office in 2011."]


def test_consequence_becomes_a_sentence() -> None:
    found = simple("Ana is ill, which means her visits are limited.")
    assert found.main.text == "Ana is ill."
    assert [side.text for side in found.sides] == ["Her visits are limited."]


def test_birth_date_in_brackets_becomes_a_sentence() -> None:
    found = simple("Bela Novak (born 4 May 1961) is a painter.")
    assert found.main.text == "Bela Novak is a painter."
    assert [side.text for side in found.sides] == ["Bela Novak was born on 4 May 1961."]


def test_ranking_without_a_noun_is_kept_for_the_parse() -> None:
    text = "Ana will make her fifth visit to Rome, the first in six years."
    found = simple(text)
    assert found.main.text == "Ana will make her fifth visit to Rome."
    (ranking,) = found.rankings
    assert (ranking.determiner, ranking.words.text) == ("the", "first in six years")
    assert text[slice(*(ranking.words.span() or ()))] == "first in six years"


def test_examples_are_kept_for_the_parse() -> None:
    found = simple("The fair has rides, including a wheel and a train.")
    assert found.main.text == "The fair has rides."
    assert [inclusion.items.text for inclusion in found.inclusions] == ["a wheel and a train"]


def test_insertion_behind_that_names_the_speaker() -> None:
    found = simple("She says that, according to the police, the man left.")
    assert found.main.text == "She says that the man left."
    assert found.speaker == "the police"


def test_participle_between_commas_becomes_a_sentence() -> None:
    found = simple("The story, first told by Ana in May, has cost the party four seats.")
    assert found.main.text == "The story has cost the party four seats."
    assert [side.text for side in found.sides] == ["The story was first told by Ana in May."]


@pytest.mark.parametrize(
    ("text", "main"),
    [
        ("Ana Ruiz, 52, won the race.", "Ana Ruiz won the race."),
        ("Ana Ruiz, 52, who lives in Rome, won.", "Ana Ruiz, who lives in Rome, won."),
        ("Ana Ruiz, 52, and Bela Novak, 50, won.", "Ana Ruiz and Bela Novak won."),
    ],
)
def test_age_is_taken_out(text: str, main: str) -> None:
    found = simple(text)
    assert found.main.text == main
    assert found.nested[0].text == "Ana Ruiz is 52 years old."


@pytest.mark.parametrize(
    "text",
    [
        "According to the ministry, prices rose.",
        "Prices rose, according to the ministry.",
        "Prices rose according to the ministry.",
    ],
)
def test_speaker_of_the_whole_sentence_is_taken_out(text: str) -> None:
    found = simple(text)
    assert (found.main.text, found.speaker) == ("Prices rose.", "the ministry")


def test_state_beside_a_clause_is_cut_out() -> None:
    found = simple("The fair is set for May, with dozens of bands in attendance.")
    assert found.main.text == "The fair is set for May."
    assert [(one.noun.text, one.state.text) for one in found.absolutes] == [("dozens of bands", "in attendance")]


@pytest.mark.parametrize(
    "unit", ["A", "A ", "Ab’", "A, ", "A’s ", ", the first", "(", "(A)", "“A” ", "with a, ", "A, 5,"]
)
def test_no_rule_runs_away(unit: str) -> None:
    simple((unit * 1400)[:1400] + "!")


def test_what_is_longer_than_any_sentence_is_left_as_it_is() -> None:
    text = "Furthermore, " + "the fair " * 300
    assert simple(text).main.text == text.strip()


def test_a_sentence_stays_as_it_is_when_a_rule_fails(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fails(surface: Surface) -> None:
        surface.main = surface.main.part(0, 3)
        raise ValueError("no such words")

    monkeypatch.setattr("claims.extraction.linguistic.simplification._RULES", (fails,))
    text = "However, the tower has 1,000 steps."
    assert simplify(Traced.of(text, 0, len(text))).main.text == text
    assert "the sentence is kept" in caplog.text
