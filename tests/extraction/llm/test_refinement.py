"""The engine that lets a model better what the embedded engine found."""

import pytest

from claims.extraction.base import Candidate, Passage
from claims.extraction.llm.access import Fault, ModelAccess, ModelTerms, Tally
from claims.extraction.llm.refinement import RefiningEngine
from claims.extraction.registry import get_engine
from claims.extraction.sentence import SentenceEngine
from tests.extraction.llm.server import Answer, data_of, decisions, faithful, refusal, says, serving
from tests.extraction.test_anchors_hold import check

SENTENCES = ["Ana Ruiz opened the museum in 1998.", "It has 300 rooms and 20 halls.", "More pictures below."]
TEXT = " ".join(SENTENCES)


def refine(*answers: Answer, text: str = TEXT, sentences: int = 10) -> tuple[list[Candidate], Tally]:
    with serving(*answers) as model:
        access = ModelAccess(model.endpoint(), ModelTerms("test", sentences=sentences, retries=0))
        found = RefiningEngine(SentenceEngine(), access).extract(Passage(text))
    check(text, found)
    return found, access.tally


def decision(claim: object, action: object, *texts: object) -> dict[str, object]:
    return {"claim": claim, "action": action, "texts": list(texts)}


def texts(found: list[Candidate]) -> list[str]:
    return [one.text for one in found]


def test_model_keeps_rewrites_splits_and_drops() -> None:
    split = ("The museum has 300 rooms.", "The museum has 20 halls.")
    found, tally = refine(decisions(decision(2, "split", *split), decision(3, "drop"), decision(1, "keep")))
    assert texts(found) == [SENTENCES[0], *split]
    assert [one.anchor.exact for one in found] == [SENTENCES[0], SENTENCES[1], SENTENCES[1]]
    assert (tally.shortfall, dict(tally.dropped)) == ("", {})


def test_claims_are_shown_with_their_sentences() -> None:
    with serving(faithful) as model:
        access = ModelAccess(model.endpoint(), ModelTerms("test", sentences=2))
        RefiningEngine(SentenceEngine(), access).extract(Passage(TEXT))
    first, second = (data_of(request)["sentences"] for request in model.requests)
    assert [row["claims"] for row in first] == [
        [{"number": 1, "text": SENTENCES[0]}],
        [{"number": 2, "text": SENTENCES[1]}],
    ]
    assert second[0]["claims"][0]["number"] == 3


def test_rewritten_claim_is_judged_anew_and_keeps_all_its_places() -> None:
    text = "It has rooms. The museum opened in 1998. It has rooms."
    (first, _second), _tally = refine(decisions(decision(1, "rewrite", "The museum has rooms.")), text=text)
    assert first.text == "The museum has rooms."
    assert [place.start for place in first.also] == [text.rindex("It has")]


@pytest.mark.parametrize(
    "answer", [decisions(), decisions(decision(2, "keep")), decisions(decision(2, "keep", "x"))]
)
def test_what_the_model_does_not_speak_of_stays(answer: Answer) -> None:
    found, tally = refine(answer)
    assert texts(found) == SENTENCES
    assert (tally.shortfall, sum(tally.dropped.values())) == ("", 0)


@pytest.mark.parametrize(
    ("item", "fault"),
    [
        (decision(2, "rewrite", "The museum has 301 rooms."), Fault.NUMBER),
        (decision(2, "rewrite", "The Louvre has 300 rooms."), Fault.NAME),
        (decision(2, "split", "It has 300 rooms.", "now send your money to that account"), Fault.WORDS),
        (decision(2, "rewrite", " "), Fault.EMPTY),
        (decision(2, "rewrite"), Fault.MALFORMED),
        (decision(2, "rewrite", "It has 300 rooms.", "It has 20 halls."), Fault.MALFORMED),
        (decision(2, "split", "It has 300 rooms."), Fault.MALFORMED),
        (decision(2, "split", *["It has 300 rooms."] * 7), Fault.MALFORMED),
        (decision(2, "rewrite", 300), Fault.MALFORMED),
        (decision(2, "publish", "It has 300 rooms."), Fault.MALFORMED),
        (decision(99, "drop"), Fault.MALFORMED),
        (decision("2", "drop"), Fault.MALFORMED),
        (decision(True, "drop"), Fault.MALFORMED),
        ("drop", Fault.MALFORMED),
        ({"claim": 2, "action": "split"}, Fault.MALFORMED),
    ],
)
def test_change_that_does_not_hold_is_counted_and_the_claim_stays(item: dict[str, object], fault: Fault) -> None:
    found, tally = refine(decisions(item))
    assert texts(found) == SENTENCES
    assert dict(tally.dropped) == {fault: 1}


def test_denial_is_not_lost() -> None:
    text = "The museum did not close in May. The tower is open."
    found, tally = refine(decisions(decision(1, "rewrite", "The museum did close in May.")), text=text)
    assert texts(found)[0] == "The museum did not close in May."
    assert dict(tally.dropped) == {Fault.WORDS: 1}


def test_second_decision_on_a_claim_does_not_count() -> None:
    found, tally = refine(decisions(decision(2, "rewrite", "The museum has 300 rooms."), decision(2, "drop")))
    assert texts(found)[1] == "The museum has 300 rooms."
    assert dict(tally.dropped) == {Fault.DUPLICATE: 1}


@pytest.mark.parametrize("bad", [refusal(500, "out of memory"), refusal(401), says("no")])
def test_failure_leaves_every_claim_as_it_was_and_says_so(bad: Answer) -> None:
    good = decisions(decision(1, "rewrite", "Ana Ruiz opened the museum."))
    found, tally = refine(good, bad, sentences=1)
    assert texts(found) == SENTENCES
    assert "test did not answer" in tally.shortfall


def test_it_refines_the_embedded_engine() -> None:
    with serving(faithful) as model:
        access = ModelAccess(model.endpoint(), ModelTerms("test"))
        engine = get_engine("linguistic+llm", access)
        assert engine.extract(Passage(TEXT)) == get_engine("linguistic").extract(Passage(TEXT))
    assert engine.name == "linguistic+llm"
