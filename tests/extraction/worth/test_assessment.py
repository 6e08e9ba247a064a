"""Kinds, what can be checked, and the order of scores: whatever the engine, from the words alone."""

import pytest

from claims.domain.kind import ClaimKind
from claims.domain.question import Uncheckable
from claims.extraction.linguistic.parsed import parses_of_texts
from claims.extraction.worth.assessment import Wording, assess, assess_many
from claims.extraction.worth.reading import shipped_reading


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("The parade will feature 100 aircraft.", ClaimKind.QUANTITY),
        ("Dozens of ministers will attend the funeral.", ClaimKind.QUANTITY),
        ("The summit will take place in Oslo on Monday.", ClaimKind.EVENT),
        ("The new law will make everybody richer in ten years.", ClaimKind.PREDICTION),
        ("Rents are expected to rise by 4 percent.", ClaimKind.PREDICTION),
        ("The company may leave the city.", ClaimKind.PREDICTION),
        ("The clerk thought that the company would leave.", ClaimKind.EVENT),
        ("The bridge was closed on May 3.", ClaimKind.EVENT),
        ("The council must rebuild the bridge.", ClaimKind.OPINION),
        ("The bridge is a really terrible idea.", ClaimKind.OPINION),
        ("It is the first bridge over the Mola in a century.", ClaimKind.RANKING),
        ("At least 20 people crossed the bridge.", ClaimKind.QUANTITY),
        ("Most interest rates are set by the bank.", ClaimKind.EVENT),
        ("Women earn less than men in Mola.", ClaimKind.COMPARISON),
        ("More than 300 people crossed the bridge.", ClaimKind.QUANTITY),
        ("The flood led to the closure of the bridge.", ClaimKind.CAUSAL),
        ("Mola was founded in 1432.", ClaimKind.EVENT),
        ("Mola is a town on the river.", ClaimKind.PROPERTY),
        ("The clerk bought a Nokia 3310.", ClaimKind.EVENT),
    ],
)
def test_kind(text: str, kind: ClaimKind) -> None:
    assert assess(text).kind is kind


def test_mostly_quoted_words_of_a_speaker_are_a_quotation() -> None:
    assert assess("“We sold the old bridge to a scrap dealer.”", speaker="The mayor").kind is ClaimKind.QUOTATION


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("Did the mayor sell the bridge?", Uncheckable.QUESTION),
        ("Read more about the bridge here.", Uncheckable.IMPERATIVE),
        ("We hope that the bridge will be repaired.", Uncheckable.WISH),
        ("I want to see the bridge again.", Uncheckable.WISH),
        ("I felt tired on the bridge.", Uncheckable.EXPERIENCE),
        ("The bridge will ruin the town.", Uncheckable.PREDICTION),
        ("The bridge is ugly and absurd.", None),
        ("The bridge is absurd.", Uncheckable.OPINION),
        ("The company We Build planned to charge the town.", None),
        ("Ana Ruiz was elected mayor of Mola in 2011.", None),
        ("US troops left the town in 2011.", None),
    ],
)
def test_what_nobody_can_check_says_why(text: str, reason: Uncheckable | None) -> None:
    assert assess(text).uncheckable is reason


def test_facts_stand_above_remarks() -> None:
    ordered = [
        "Unemployment in Mola rose to 12 percent in 2019, the highest in Europe.",
        "The vaccine was tested on 400 children in Lisbon.",
        "The parade will feature 100 aircraft.",
        "The weather was fine.",
        "This could be something special for all of us.",
        "I love it.",
    ]
    scores = [assess(text).score for text in ordered]
    assert scores == sorted(scores, reverse=True)


def test_reasons_name_what_moved_the_score_the_strongest_first() -> None:
    reasons = assess("Perhaps Ana Ruiz won 300 votes in 1998.").reasons
    assert {"number", "name", "harm", "date", "hedged"} <= set(reasons)
    assert reasons.index("number") < reasons.index("date")


def test_batch_gives_what_single_claims_get() -> None:
    texts = ["The tower is 300 metres high.", "", "Ana left.", "x" * 5_000]
    together = assess_many([Wording(text) for text in texts])
    assert together == [assess(text) for text in texts]


def test_what_the_engine_knows_counts() -> None:
    plain, broken = assess_many([Wording("The red tower"), Wording("The red tower", is_fragment=True)])
    assert broken.score < plain.score
    assert "unresolved" in assess_many([Wording("It rose.", is_unresolved=True)])[0].answers


def test_other_languages_are_asked_only_what_words_do_not_decide() -> None:
    found = assess("Die Arbeitslosigkeit stieg 2019 auf 12 Prozent.", language="de")
    assert set(found.answers) == {"number"}
    assert found.kind is ClaimKind.QUANTITY
    assert assess("Wer hat die Brücke verkauft?", language="de").uncheckable is Uncheckable.QUESTION


def test_a_parse_is_read_where_there_is_one() -> None:
    text = "Unemployment rose to 12 percent."
    (parse,) = parses_of_texts([text])
    (seen,) = assess_many([Wording(text, parse=parse)])
    assert seen.answers["reading"] == round(float(shipped_reading().probabilities([text], [parse])[0]), 2)
    assert seen.answers["reading"] > 0.5
