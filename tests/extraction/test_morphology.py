import pytest

from claims.extraction.linguistic.morphology import gerund_lemma, past_tense, present_tense, singular


@pytest.mark.parametrize(
    ("lemma", "gerund", "past"),
    [
        ("end", "ending", "ended"),
        ("stop", "stopping", "stopped"),
        ("visit", "visiting", "visited"),
        ("carry", "carrying", "carried"),
        ("play", "playing", "played"),
        ("raise", "raising", "raised"),
        ("bring", "bringing", "brought"),
        ("make", "making", "made"),
        ("be", "being", "was"),
    ],
)
def test_past(lemma: str, gerund: str, past: str) -> None:
    assert past_tense(lemma, gerund) == past


@pytest.mark.parametrize(
    ("lemma", "present"),
    [
        ("end", "ends"),
        ("go", "goes"),
        ("carry", "carries"),
        ("play", "plays"),
        ("reach", "reaches"),
        ("have", "has"),
    ],
)
def test_present(lemma: str, present: str) -> None:
    assert present_tense(lemma) == present
    assert present_tense(lemma, plural=True) == lemma


def test_forms_of_be_follow_the_number() -> None:
    assert past_tense("be", plural=True) == "were"
    assert present_tense("be", plural=True) == "are"
    assert present_tense("be") == "is"


@pytest.mark.parametrize(
    ("plural", "one"),
    [
        ("visits", "visit"), ("countries", "country"), ("matches", "match"), ("women", "woman"), ("boxes", "box"),
        ("prizes", "prize"), ("series", "series"), ("bus", "bus"), ("glass", "glass"),
    ],
)  # fmt: skip
def test_singular(plural: str, one: str) -> None:
    assert singular(plural) == one


@pytest.mark.parametrize(
    ("gerund", "lemma"),
    [("making", "make"), ("stopping", "stop"), ("raising", "raise"), ("driving", "drive"), ("reading", "read")],
)
def test_lemma_of_a_gerund(gerund: str, lemma: str) -> None:
    assert gerund_lemma(gerund) == lemma
