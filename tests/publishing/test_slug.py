from hypothesis import given
from hypothesis import strategies as st

from claims.publishing.slug import MAX_SLUG_LENGTH, slug


def test_a_slug_is_a_few_words_of_the_text() -> None:
    assert slug("Kim’s visit is the “first” in six years.") == "kim-s-visit-is-the-first-in-six-years"


def test_a_long_text_is_cut_between_words() -> None:
    words = slug("word " * 40)
    assert len(words) <= MAX_SLUG_LENGTH
    assert words.endswith("word")


def test_every_script_stays_as_it_is() -> None:
    assert slug("سيقوم كيم بزيارته") == "سيقوم-كيم-بزيارته"


@given(st.text())
def test_a_slug_is_never_empty_and_has_nothing_that_ends_a_path(text: str) -> None:
    words = slug(text)
    assert words
    assert not set(words) & set("/?#\\ \n")
