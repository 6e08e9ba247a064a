"""Quotes as models copy them, and where they stand."""

import time
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claims.domain.anchor import normalise
from claims.extraction.llm.numbering import batches, number_sentences
from claims.extraction.llm.quote import locate
from tests.extraction.strategies import texts

TEXT = (
    "“We won’t leave,” said Ana Ruiz — the mayor — on Tuesday… and she did not.\n"
    "Prices\trose by 4.5 percent\u00a0in March, the ministry said.\n"
    "The straße is long. 李明在2019年访问了北京。他说会再来！"
)
SENTENCES = number_sentences(TEXT)


def found(quote: str, number: int) -> str | None:
    named = {sentence.number: sentence for sentence in SENTENCES}.get(number)
    place = locate(TEXT, quote, named, SENTENCES)
    return TEXT[slice(*place)] if place else None


@pytest.mark.parametrize(
    ("number", "quote", "exact"),
    [
        (1, "said Ana Ruiz", "said Ana Ruiz"),
        (1, '"We won\'t leave," said Ana Ruiz', "“We won’t leave,” said Ana Ruiz"),
        (1, "said Ana Ruiz - the mayor - on Tuesday... and", "said Ana Ruiz — the mayor — on Tuesday… and"),
        (1, "SAID ANA RUIZ", "said Ana Ruiz"),
        (1, "  said   Ana\nRuiz ", "said Ana Ruiz"),
        (1, "said Ana Ruiz ... on Tuesday", "said Ana Ruiz — the mayor — on Tuesday"),
        (1, "said Ana Ruiz […] on Tuesday", "said Ana Ruiz — the mayor — on Tuesday"),
        (1, "said Ana Ruis - the mayor - on Tuesday", "said Ana Ruiz — the mayor — on Tuesday"),
        (2, "Prices rose by 4.5 percent in March", "Prices\trose by 4.5 percent\u00a0in March"),
        (1, "Prices rose by 4.5 percent in March", "Prices\trose by 4.5 percent\u00a0in March"),
        (3, "The STRASSE is long.", "The straße is long."),
        (4, "李明在2019年访问了北京", "李明在2019年访问了北京"),
        (4, "在2019年访问", "在2019年访问"),
        (2, "Prices rose by 4.6 percent in March", None),
        (2, "price", None),
        (1, "on Tuesday ... said Ana Ruiz", None),
        (1, "and she did", "and she did"),
        (1, "We will leave, said Ana Ruiz, the mayor", None),
        (1, "… ... “”", None),
        (1, "", None),
    ],
)
def test_quote_is_found_as_the_text_has_it(number: int, quote: str, exact: str | None) -> None:
    assert found(quote, number) == exact


@given(texts(), st.data())
def test_any_words_of_a_sentence_are_found_in_it(text: str, data: st.DataObject) -> None:
    text = normalise(text)
    numbered = number_sentences(text)
    assert [one.number for batch in batches(numbered, 3) for one in batch] == [one.number for one in numbered]
    if not numbered:
        return
    sentence = data.draw(st.sampled_from(numbered))
    place = locate(text, sentence.words, sentence, numbered)
    if place is not None:
        assert sentence.start <= place[0] < place[1] <= sentence.end
        assert place != (0, 0)


def test_long_words_take_time_that_can_be_borne() -> None:
    text = "a " * 1_900 + "b."
    numbered = number_sentences(text)
    begun = time.monotonic()
    for _round in range(20):
        locate(text, "a b " * 900, numbered[0], numbered)
    assert time.monotonic() - begun < 5


_TYPING: tuple[Callable[[str], str], ...] = (
    str.upper,
    str.lower,
    lambda words: words.replace(" ", "  "),
    lambda words: f"“{words}”",
    lambda words: words.replace("“", '"').replace("—", "-"),
    lambda words: words[: len(words) // 2] + "…",
)


@given(texts(), st.data(), st.sampled_from(_TYPING))
def test_quote_typed_in_another_way_is_found_inside_its_sentence_or_nowhere(
    text: str, data: st.DataObject, typed: Callable[[str], str]
) -> None:
    text = normalise(text)
    numbered = number_sentences(text)
    if not numbered:
        return
    sentence = data.draw(st.sampled_from(numbered))
    place = locate(text, typed(sentence.words), sentence, [sentence])
    if place is not None:
        assert sentence.start <= place[0] < place[1] <= sentence.end
        assert text[place[0] : place[1]].strip()
