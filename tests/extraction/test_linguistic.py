"""Behaviour of the rules, with the pipeline that is shipped."""

import logging

import pytest

from claims.domain.kind import ClaimKind
from claims.extraction.base import Candidate, Granularity, Options, Passage
from claims.extraction.linguistic import interpretation
from claims.extraction.registry import get_engine


def extract(text: str, options: Options = Options(), *, subject: str = "", context: str = "") -> list[Candidate]:
    return get_engine("linguistic").extract(Passage(text, subject=subject, context=context), options)


def texts(text: str, options: Options = Options(), *, subject: str = "", context: str = "") -> list[str]:
    return [found.text for found in extract(text, options, subject=subject, context=context)]


def about(text: str, words: str) -> Candidate:
    found = [candidate for candidate in extract(text) if words in candidate.text]
    assert found, texts(text)
    return found[0]


# --- splitting ---------------------------------------------------------------------------------------


def test_coordinated_clauses_are_split_and_share_the_subject() -> None:
    assert texts("The company closed two factories and opened a new office in Lisbon.") == [
        "The company closed two factories.",
        "The company opened a new office in Lisbon.",
    ]


def test_list_is_split_wherever_its_last_item_was_hung() -> None:
    found = texts("It is a celebration, and it will feature over 10,000 soldiers, 100 aircraft, and new weaponry.")
    assert "It will feature 100 aircraft." in found
    assert "It will feature new weaponry." in found


def test_coordinated_verbs_share_the_auxiliary() -> None:
    assert "The bridge was repaired in 1950." in texts("The bridge was built in 1932 and repaired in 1950.")


def test_conjunction_that_joins_nothing_shows_the_first_verb() -> None:
    found = texts("The film premiered on May 28 in Hollywood, and was released in Canada on May 30.")
    assert sorted(found) == [
        "The film premiered on May 28 in Hollywood.",
        "The film was released in Canada on May 30.",
    ]


def test_counted_items_of_a_list_are_split() -> None:
    assert texts("The army sent 300 soldiers, 20 tanks and two ships.") == [
        "The army sent 300 soldiers.",
        "The army sent 20 tanks.",
        "The army sent two ships.",
    ]


@pytest.mark.parametrize(
    "text",
    [
        "The treaty was signed between France and Spain in 1659.",
        "The police will search the house or the garden.",
    ],
)
def test_lists_that_hold_only_together_stay(text: str) -> None:
    assert texts(text) == [text]


def test_relative_clause_behind_a_comma_becomes_a_claim() -> None:
    found = texts("The museum, which opened in 1998, has 300 rooms.")
    assert found == ["The museum has 300 rooms.", "The museum opened in 1998."]


def test_restrictive_relative_clause_stays_unless_asked_for() -> None:
    text = "Ana Ruiz is a singer who won three prizes."
    assert texts(text) == [text]
    assert "Ana Ruiz won three prizes." in texts(text, Options(Granularity.FINE))


def test_apposition_becomes_a_claim() -> None:
    found = texts("Ana Ruiz, the mayor of Lisbon, opened the museum.")
    assert "Ana Ruiz is the mayor of Lisbon." in found
    assert "Ana Ruiz opened the museum." in found


def test_reason_becomes_a_claim_and_condition_stays() -> None:
    assert "The river flooded the road." in texts("The school was closed because the river flooded the road.")
    assert texts("The school will be closed if the river floods.") == [
        "The school will be closed if the river floods."
    ]


def test_time_clause_stays_with_what_it_dates() -> None:
    text = "The school was closed after the river flooded the road."
    assert texts(text) == [text]


def test_purpose_stays_with_what_serves_it() -> None:
    text = "The trial was halted so the building could be searched."
    assert texts(text) == [text]


def test_properties_of_one_subject_are_split() -> None:
    assert texts("Maria Lopez is a Spanish singer and actress.") == [
        "Maria Lopez is a Spanish singer.",
        "Maria Lopez is an actress.",
    ]


def test_examples_take_the_place_of_their_noun() -> None:
    assert "The festival will feature a circus and a choir." in texts(
        "The festival will feature local groups, including a circus and a choir."
    )


# --- standing alone ------------------------------------------------------------------------------------


def test_ranking_takes_the_noun_and_its_owner() -> None:
    found = texts("Ana Ruiz will make her fifth visit to Rome, the first in six years.")
    assert found == [
        "Ana Ruiz will make her fifth visit to Rome.",
        "Ana Ruiz’s visit to Rome is the first in six years.",
    ]


def test_pronoun_takes_the_name_of_the_only_person() -> None:
    assert "Maria Lopez won a prize in 2001." in texts("Maria Lopez is a singer. She won a prize in 2001.")


def test_pronoun_stays_when_gender_speaks_against_the_only_person() -> None:
    found = about("John Miller is a singer. She won a prize in 2001.", "won a prize")
    assert found.text.startswith("She")
    assert "unresolved" in found.reasons


def test_pronoun_takes_the_subject_of_the_passage() -> None:
    assert texts("She won a prize in 2001.", subject="Ana Ruiz") == ["Ana Ruiz won a prize in 2001."]


def test_context_resolves_but_makes_no_claim() -> None:
    found = texts("She won a prize in 2001.", context="Maria Lopez is a singer.")
    assert found == ["Maria Lopez won a prize in 2001."]


def test_short_name_becomes_the_full_name() -> None:
    assert "Maria Lopez won a prize." in texts("Maria Lopez is a singer. Lopez won a prize.")


def test_country_is_named() -> None:
    assert "The population of Portugal is ten million." in texts(
        "The minister travelled to Portugal. The population of the country is ten million."
    )


# --- who said it ---------------------------------------------------------------------------------------


def test_reporting_verb_becomes_attribution() -> None:
    (found,) = extract("The ministry said that prices rose by 4 percent in March.")
    assert found.text == "Prices rose by 4 percent in March."
    assert found.attribution == "The ministry"
    assert "attributed" in found.reasons


def test_according_to_becomes_attribution() -> None:
    (found,) = extract("According to the ministry, prices rose by 4 percent in March.")
    assert (found.text, found.attribution) == ("Prices rose by 4 percent in March.", "the ministry")


@pytest.mark.parametrize(
    "text",
    [
        "The police do not believe that the fire was an accident.",
        "The minister denied that the company had paid him.",
        "The mayor hopes that the museum will open in May.",
    ],
)
def test_what_nobody_asserts_is_not_split_off(text: str) -> None:
    assert texts(text) == [text]


def test_quotation_goes_on_with_its_speaker() -> None:
    found = extract(
        "“The city needs a hospital,” Maria Lopez said. “The council owns the land.” The land is empty."
    )
    assert [(one.text, one.attribution) for one in found] == [
        ("“The city needs a hospital”.", "Maria Lopez"),
        ("“The council owns the land.”", "Maria Lopez"),
        ("The land is empty.", ""),
    ]


def test_age_is_a_claim_only_for_researchers() -> None:
    text = "Maria Lopez, 52, won the race."
    assert texts(text) == ["Maria Lopez won the race."]
    assert "Maria Lopez is 52 years old." in texts(text, Options(Granularity.FINE))


def test_attribution_can_be_kept_in_the_text() -> None:
    (found,) = extract("The ministry said that prices rose by 4 percent.", Options(keep_attribution=True))
    assert found.text == "The ministry said that prices rose by 4 percent."
    assert found.attribution == "The ministry"


# --- what is a claim ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "What can we expect?",
        "Read more about this subject.",
        "A rare step by the mayor",
        "Did the mayor leave the city in May?",
    ],
)
def test_questions_orders_and_titles_are_no_claims(text: str) -> None:
    assert texts(text) == []


def test_heading_that_states_something_is_a_claim() -> None:
    assert texts("The mayor left the city in May") == ["The mayor left the city in May."]


def test_joining_words_are_dropped() -> None:
    assert texts("However, the mayor left the city.") == ["The mayor left the city."]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("The company sold 300 cars.", ClaimKind.QUANTITY),
        ("The tower is the tallest building in Europe.", ClaimKind.RANKING),
        ("The mayor will close the market.", ClaimKind.PREDICTION),
        ("Wages grew faster than prices and more than rents.", ClaimKind.COMPARISON),
        ("The plan is a terrible idea.", ClaimKind.OPINION),
        ("The museum is on the river.", ClaimKind.PROPERTY),
        ("The mayor opened the museum.", ClaimKind.EVENT),
        ("The road was closed because of the flood.", ClaimKind.CAUSAL),
    ],
)
def test_kind(text: str, kind: ClaimKind) -> None:
    assert extract(text)[0].kind is kind


def test_hard_facts_score_above_guesses() -> None:
    fact = about("Ana Ruiz won 300 votes in Lisbon in 1998.", "won")
    guess = about("This could be a great success.", "could")
    assert fact.score > 0.6
    assert guess.score < 0.2
    assert {"number", "name", "date"} <= set(fact.reasons)
    assert {"speculative", "opinion"} <= set(guess.reasons)


def test_first_person_is_marked() -> None:
    assert "first_person" in about("I lost my keys in the park.", "keys").reasons


# --- anchors and safety ----------------------------------------------------------------------------------


def test_anchor_is_the_words_of_the_claim_alone() -> None:
    text = "On Monday, the museum, which opened in 1998, was closed."
    assert about(text, "opened").anchor.exact == "which opened in 1998"


def test_anchor_of_an_inserted_ranking_lies_in_the_insertion() -> None:
    text = "Ana Ruiz will make her fifth visit to Rome, the first in six years, in May."
    assert "first in six years" in about(text, "is the first").anchor.exact


def test_sentence_is_kept_whole_when_the_rules_fail(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError("a rule failed")

    monkeypatch.setattr(interpretation, "walk", fail)
    with caplog.at_level(logging.ERROR):
        assert texts("The mayor left the city. The museum opened in 1998.") == [
            "The mayor left the city.",
            "The museum opened in 1998.",
        ]
    assert "a rule failed" in caplog.text


def test_quotation_marks_come_in_pairs() -> None:
    for found in extract("“We sold the house,” said Ana, “and we left the city.” The “old” house is empty."):
        assert found.text.count("“") == found.text.count("”")


# --- participles and conjuncts ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "claim"),
    [
        ("Powered by a small engine, the boat crossed the lake.", "The boat was powered by a small engine."),
        ("The plan will cut taxes, saving families 500 dollars.", "The plan will save families 500 dollars."),
        ("The bank has made a bet, spending two million euros.", "The bank has spent two million euros."),
        ("She left in May, having already sold the house.", "She had already sold the house."),
        ("The bomb exploded at noon, killing two people.", "The bomb killed two people."),
    ],
)
def test_participle_takes_subject_and_tense(text: str, claim: str) -> None:
    assert claim in texts(text)


@pytest.mark.parametrize(
    "text",
    [
        "Caught early, the disease is easily treatable.",
        "The price is high, given that the house is old.",
        "The council will repair the bridge or it will build a new one.",
        "The company applied for and was given a licence in May.",
    ],
)
def test_what_holds_only_together_stays(text: str) -> None:
    assert texts(text) == [text]


def test_verb_that_is_no_participle_takes_no_auxiliary() -> None:
    assert "The team withdrew in May." in texts("The team was invited to the race but withdrew in May.")


def test_comma_behind_a_phrase_at_the_beginning_stays() -> None:
    assert texts("When the band is not touring, Ana teaches English.") == [
        "When the band is not touring, Ana teaches English."
    ]


def test_object_of_a_relative_clause_stands_behind_its_verb() -> None:
    assert "Protesters have tried to block the bridge over the last five days." in texts(
        "The mayor opened the bridge, which protesters have tried to block over the last five days."
    )


# --- lists, insertions and openings ----------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "Rafaela, Rochele and Ana all got married on the same day.",
        "Nobody met him after 2007, when Lopez, Ruiz and Novak tried to buy the house.",
        "So many people came that the hall was closed.",
        "The hall is too large.",
    ],
)
def test_sentence_that_says_one_thing_stays(text: str) -> None:
    assert texts(text) == [text]


def test_as_well_as_joins_items() -> None:
    assert texts("The paper reported a strike, as well as the deaths of four people.") == [
        "The paper reported a strike.",
        "The paper reported the deaths of four people.",
    ]


def test_place_and_agency_before_a_report_are_dropped() -> None:
    assert texts("HONOLULU, Hawaii (AP) — The museum opened in May.") == ["The museum opened in May."]


def test_participle_behind_the_subject_does_not_lose_the_sentence() -> None:
    found = texts("The Sabres, having lost eight games, have been playing badly.")
    assert found == ["The Sabres have been playing badly.", "The Sabres have lost eight games."]


def test_condition_stays_with_the_clause_that_it_stands_behind() -> None:
    found = texts("The fair is popular in May, and it is a loss if the weather is bad.")
    assert all("if the weather is bad" in claim for claim in found if "loss" in claim)
    assert any("loss" in claim for claim in found)


def test_apposition_that_sums_up_the_clause_is_not_about_its_last_noun() -> None:
    found = texts("The company named a new director, a move that surprised the investors.")
    assert "A new director is a move that surprised the investors." not in found
