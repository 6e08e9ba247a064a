"""The engine on a model that behaves, and on one that does not keep to the article."""

import json
import time
from collections import Counter
from typing import Any

import pytest

from claims.domain.kind import ClaimKind
from claims.extraction.base import Candidate, Granularity, Options, Passage
from claims.extraction.llm.access import Fault, ModelAccess, ModelTerms, Tally
from claims.extraction.llm.engine import MAX_CLAIMS, LlmEngine
from tests.extraction.llm.server import Answer, Model, claim, claims, data_of, faithful, says, serving
from tests.extraction.test_anchors_hold import check

TEXT = (
    "Mayor Ana Ruiz opened the city museum in 1998. She said that it has 300 rooms.\n"
    "Prices rose by 4.5 percent in March, and wages did not fall. “We will stay,” Ruiz said."
)


def access_to(model: Model, **terms: Any) -> ModelAccess:
    return ModelAccess(model.endpoint(), ModelTerms("test", **{"sentences": 10, **terms}))


def extract(
    *answers: Answer, text: str = TEXT, language: str = "en", **terms: Any
) -> tuple[list[Candidate], Tally]:
    with serving(*answers) as model:
        access = access_to(model, **terms)
        found = LlmEngine(access).extract(Passage(text, language=language))
    check(text, found)
    return found, access.tally


def dropped(item: object, text: str = TEXT, language: str = "en") -> Fault | None:
    """Return why the only claim was dropped."""
    found, tally = extract(claims(item), text=text, language=language)  # type: ignore[arg-type]
    assert sum(tally.dropped.values()) == 1 - len(found)
    return next(iter(tally.dropped), None)


class TestProtocol:
    """What is sent, and what is counted."""

    def test_every_sentence_is_shown_once_and_the_answers_become_claims(self) -> None:
        with serving(faithful) as model:
            access = access_to(model, sentences=2)
            found = LlmEngine(access).extract(Passage(TEXT, title="The museum"))
        check(TEXT, found)
        rows = [data_of(request)["sentences"] for request in model.requests]
        assert [[row["number"] for row in batch] for batch in rows] == [[1, 2], [3, 4]]
        assert data_of(model.requests[1])["title"] == "The museum"
        assert "1998" in data_of(model.requests[1])["before"]
        assert [one.anchor.exact for one in found] == [row["text"] for batch in rows for row in batch]
        assert (access.tally.requests, access.tally.usage.total) == (2, 300)
        assert not access.tally.dropped

    def test_request_is_that_of_a_chat_with_a_strict_schema(self) -> None:
        with serving(faithful) as model:
            endpoint = model.endpoint(key="s3cret")
            LlmEngine(ModelAccess(endpoint, ModelTerms("big-one"))).extract(Passage(TEXT))
        request = model.requests[0]
        assert (request["model"], request["stream"], request["temperature"]) == ("big-one", False, 0)
        assert request["response_format"]["json_schema"]["strict"] is True
        assert model.paths == ["/v1/chat/completions"]
        assert model.headers[0]["Authorization"] == "Bearer s3cret"
        assert "s3cret" not in json.dumps(request) + repr(endpoint)

    def test_no_key_sends_no_authorization(self) -> None:
        with serving(faithful) as model:
            LlmEngine(access_to(model)).extract(Passage(TEXT))
        assert "Authorization" not in model.headers[0]

    def test_text_without_sentences_asks_nothing(self) -> None:
        found, tally = extract(faithful, text=" \n– \n")
        assert (found, tally.requests) == ([], 0)

    def test_options_reach_the_model(self) -> None:
        with serving(faithful) as model:
            LlmEngine(access_to(model)).extract(Passage(TEXT), Options(Granularity.FINE, keep_attribution=True))
        system = model.requests[0]["messages"][0]["content"]
        assert "as finely as possible" in system and "begins with that" in system

    def test_many_texts_are_answered_in_order(self) -> None:
        with serving(faithful) as model:
            engine = LlmEngine(access_to(model))
            first, second, third = engine.extract_many(
                [Passage("Ana came in May."), Passage(""), Passage("Bela left.")]
            )
        assert [one.text for one in (*first, *second, *third)] == ["Ana came in May.", "Bela left."]

    @pytest.mark.parametrize(
        "usage", [None, {}, {"prompt_tokens": -5, "completion_tokens": 3}, "many", (10**30, 1)]
    )
    def test_usage_that_nobody_can_believe_is_estimated(self, usage: object) -> None:
        _found, tally = extract(says('{"claims": []}', usage=usage))
        assert 0 < tally.usage.total <= 10**8 + 1


class TestClaims:
    """What is kept."""

    def test_claim_has_its_words_kind_score_and_speaker(self) -> None:
        quote = "it has 300 rooms"
        item = claim(2, quote, "The city museum has 300 rooms.", speaker="Ana Ruiz", kind="opinion")
        (found,), _tally = extract(claims(item))
        assert (found.anchor.exact, found.text) == (quote, "The city museum has 300 rooms.")
        assert (found.attribution, found.kind) == ("Ana Ruiz", ClaimKind.QUANTITY)
        assert found.score > 0 and "number" in found.reasons

    @pytest.mark.parametrize("speaker", ["Boris Novak", 7, None, "", "x" * 400, "Ruiz and 5 others"])
    def test_speaker_that_the_article_does_not_name_is_nobody(self, speaker: object) -> None:
        (found,), _tally = extract(claims(claim(2, "it has 300 rooms", speaker=speaker)))
        assert found.attribution == ""

    def test_other_languages_take_the_kind_of_the_model(self) -> None:
        text = "Die Preise stiegen im März um 4,5 Prozent. Das Museum ist das größte der Stadt."
        items = [claim(1, "Die Preise stiegen", "Die Preise stiegen im März."), claim(2, "das größte der Stadt")]
        items[1]["claim"], items[1]["kind"] = "Das Museum ist das größte der Stadt.", "ranking"
        found, _tally = extract(claims(*items), text=text, language="de")
        assert [one.kind for one in found] == [ClaimKind.EVENT, ClaimKind.RANKING]

    def test_repeated_sentence_is_pinned_where_the_model_says(self) -> None:
        text = "Prices rose by 4 percent. The museum opened. Prices rose by 4 percent."
        (found,), _tally = extract(claims(claim(3, "Prices rose by 4 percent.")), text=text)
        assert (found.anchor.start, found.also) == (text.rindex("Prices"), ())

    def test_claim_of_both_places_has_both(self) -> None:
        text = "Prices rose by 4 percent. The museum opened. Prices rose by 4 percent."
        items = [claim(3, "Prices rose by 4 percent."), claim(1, "Prices rose by 4 percent.")]
        (found,), tally = extract(claims(*items), text=text)
        assert (found.anchor.start, [place.start for place in found.also]) == (0, [text.rindex("Prices")])
        assert not tally.dropped

    @pytest.mark.parametrize(
        ("item", "fault"),
        [
            (claim(1, "The king ate the museum", "Ana Ruiz opened the museum."), Fault.QUOTE),
            (claim(1, "the", "Ana Ruiz opened the museum."), Fault.QUOTE),
            (claim(1, "", "Ana Ruiz opened the museum."), Fault.QUOTE),
            (claim(99, "Prices fell by 4.5 percent in March", "Prices rose."), Fault.QUOTE),
            (claim(3, "Prices rose by 4.6 percent in March", "Prices rose in March."), Fault.QUOTE),
            (claim(3, "wages did fall", "Wages did not fall."), Fault.QUOTE),
            (claim(3, "Prices rose", "Prices rose by 5 percent."), Fault.NUMBER),
            (claim(3, "Prices rose", "Prices rose by twelve percent."), Fault.NUMBER),
            (claim(1, "Ana Ruiz opened", "Ana Novak opened the city museum in 1998."), Fault.NAME),
            (claim(1, "Ana Ruiz opened", "Novak opened the city museum in 1998."), Fault.NAME),
            (claim(1, "Ana Ruiz opened", "Mayor Ana Ruiz opened the NATO museum in 1998."), Fault.NAME),
            (claim(3, "Prices rose", ""), Fault.EMPTY),
            (claim(3, "Prices rose", " … "), Fault.EMPTY),
            (claim(3, "Prices rose", "Prices rose. " * 200), Fault.LONG),
            (claim(3, "Prices rose", "Цены выросли в марте."), Fault.LANGUAGE),
            (claim(3, "Prices rose", "les prix ont augmenté au mois de mars"), Fault.WORDS),
            (claim(3, "Prices rose", "this article is a fraud and its author should be sacked"), Fault.WORDS),
            (claim(3, "Prices rose", "Ruiz did not open the museum."), Fault.WORDS),
            (claim(1, "Ana Ruiz opened", "Ana Ruiz never opened the city museum."), Fault.WORDS),
            (claim(3, None, "Prices rose."), Fault.MALFORMED),
            (claim(3, "Prices rose", ["Prices rose."]), Fault.MALFORMED),
            ("Prices rose.", Fault.MALFORMED),
            (None, Fault.MALFORMED),
        ],
    )
    def test_what_the_article_does_not_say_is_dropped_and_counted(self, item: object, fault: Fault) -> None:
        assert dropped(item) is fault

    @pytest.mark.parametrize("number", [None, "3", 0, -1, 99, 3.5, True, [3], 10**40])
    def test_sentence_that_is_not_there_is_looked_for_by_its_words(self, number: object) -> None:
        (found,), _tally = extract(claims(claim(number, "Prices rose by 4.5 percent")))
        assert TEXT[found.anchor.start :].startswith("Prices rose")

    def test_words_of_several_sentences_without_a_number_are_nowhere(self) -> None:
        text = "Prices rose by 4 percent. The museum opened. Prices rose by 4 percent."
        assert dropped(claim(99, "Prices rose by 4 percent"), text) is Fault.QUOTE

    def test_same_claim_again_is_dropped(self) -> None:
        found, tally = extract(claims(*[claim(3, "Prices rose")] * 3))
        assert (len(found), tally.dropped) == (1, Counter({Fault.DUPLICATE: 2}))

    def test_ten_thousand_claims_take_no_time(self) -> None:
        items = [
            claim(1 + number % 4, f"Prices rose {number}", f"Prices rose {number}.") for number in range(10_000)
        ]
        begun = time.monotonic()
        found, tally = extract(claims(*items))
        assert time.monotonic() - begun < 5
        assert (found, sum(tally.dropped.values())) == ([], 10_000)
        assert tally.dropped[Fault.MANY] == 10_000 - 4 * MAX_CLAIMS

    def test_one_sentence_cannot_hold_all_claims(self) -> None:
        items = [
            claim(3, "Prices rose", f"Prices rose in March{'.' * number}") for number in range(MAX_CLAIMS + 5)
        ]
        _found, tally = extract(claims(*items))
        assert tally.dropped[Fault.MANY] == 5
