"""Whatever the text: every anchor is exact, scores lie in 0 to 1, and no engine fails."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from claims.domain.anchor import normalise
from claims.extraction.base import Candidate, Granularity, Options, Passage
from claims.extraction.registry import get_engine
from tests.extraction.strategies import texts

OPTIONS = st.builds(Options, st.sampled_from(Granularity), st.booleans())


def check(text: str, candidates: list[Candidate]) -> None:
    for candidate in candidates:
        for anchor in (candidate.anchor, *candidate.also):
            assert text[anchor.start : anchor.end] == anchor.exact != ""
        assert 0 <= candidate.score <= 1
        assert candidate.text.strip()


@given(text=texts(), options=OPTIONS)
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_linguistic_engine_anchors_exactly(text: str, options: Options) -> None:
    text = normalise(text)
    check(text, get_engine("linguistic").extract(Passage(text, title="A title", subject="Ana Ruiz"), options))


@given(text=texts(), options=OPTIONS)
@settings(max_examples=200, deadline=None)
def test_sentence_engine_anchors_exactly(text: str, options: Options) -> None:
    text = normalise(text)
    check(text, get_engine("sentence").extract(Passage(text, language="und"), options))


@pytest.mark.parametrize("engine", ["sentence", "linguistic"])
@pytest.mark.parametrize("text", ["", " ", "\n\n", "\u200b", "。", "?", "🙂", "a", "(", "”“", "\x07\x08"])
def test_texts_without_a_statement_make_no_claim_or_a_sound_one(engine: str, text: str) -> None:
    check(text, get_engine(engine).extract(Passage(text)))


@pytest.mark.parametrize("engine", ["sentence", "linguistic"])
@pytest.mark.parametrize("unit", ["a", "a ", "(", ", the first", "“a” ", "A, a, ", "。"])
def test_long_lines_of_one_thing_are_survived(engine: str, unit: str) -> None:
    text = (unit * 30_000)[:30_000]
    check(text, get_engine(engine).extract(Passage(text)))


@pytest.mark.parametrize("engine", ["sentence", "linguistic"])
def test_extract_many_answers_in_order_with_one_list_a_text(engine: str) -> None:
    passages = [Passage("Ana opened the museum in 1998."), Passage(""), Passage("Bela closed the shop in May.")]
    first, second, third = get_engine(engine).extract_many(passages)
    assert "Ana" in first[0].text
    assert second == []
    assert "Bela" in third[0].text


@pytest.mark.parametrize("engine", ["sentence", "linguistic"])
def test_extract_many_equals_extract(engine: str) -> None:
    passages = [Passage("Ana opened the museum in 1998. She closed it in 2001."), Passage("She left in May 2002.")]
    one_by_one = [get_engine(engine).extract(passage) for passage in passages]
    assert list(get_engine(engine).extract_many(passages)) == one_by_one


@pytest.mark.parametrize("engine", ["sentence", "linguistic"])
def test_repeated_sentence_is_one_claim_with_several_places(engine: str) -> None:
    text = "Prices rose by four percent. The museum opened in 1998.\nPrices rose by four percent."
    found = get_engine(engine).extract(Passage(text))
    repeated = [candidate for candidate in found if candidate.text.startswith("Prices")]
    assert len(repeated) == 1
    assert [anchor.start for anchor in repeated[0].also] == [text.rindex("Prices")]
