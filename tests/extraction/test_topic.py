import pytest

from claims.extraction.base import Passage
from claims.extraction.linguistic.topic import Topic, context_before, glued_title, is_personal, nouns_for, topic_of


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("Ana Ruiz In 1971 she left school.", "Ana Ruiz"),
        ("Ana Ruiz Ruiz was one of the first to sign.", "Ana Ruiz"),
        ("Ana Ruiz Ana Maria Ruiz (born 4 May 1961) is a singer.", "Ana Ruiz"),
        ("Grey Water (film) The film was shot in Oslo.", "Grey Water (film)"),
        ("Lisbon Lisbon is a city.", "Lisbon"),
        ("Grey Water Written by Ana Ruiz, Grey Water was a success.", "Grey Water"),
        ("Marsh fever It occurs in spring.", "Marsh fever"),
    ],
)
def test_title_glued_to_the_first_sentence_is_found(text: str, title: str) -> None:
    assert text[: glued_title(text)] == title


@pytest.mark.parametrize(
    "text",
    [
        "Ana Ruiz left the city in May.",
        "The mayor of Lisbon opened the museum.",
        "OSLO (AP) — The house was sold.",
        "Alexander the Great was born in Pella.",
        "The Dragon Waiting is a novel about the Dragon.",
        "Manchester United in May won the cup.",
        "New York The City That Never Sleeps",
        "",
    ],
)
def test_sentences_datelines_and_headings_have_no_glued_title(text: str) -> None:
    assert glued_title(text) == 0


def test_context_that_holds_the_passage_ends_before_it() -> None:
    passage = Passage("It was sold.", context="The house was old. It was sold. He bought it.")
    assert context_before(passage) == "The house was old. "


def test_topic_is_the_subject_or_the_title_that_the_text_takes_up() -> None:
    assert topic_of(Passage("She sings.", subject="Ana Ruiz")) == Topic("Ana Ruiz")
    assert topic_of(Passage("Lisbon is old.", title="Lisbon")) == Topic("Lisbon")
    assert topic_of(Passage("The mayor left.", title="A rare step by the mayor")) is None
    assert topic_of(Passage("It was sold.", context="Grey Water (film) The film was old. It was sold.")) == Topic(
        "Grey Water", "film"
    )


def test_topic_is_a_person_by_its_pronouns() -> None:
    assert is_personal(Topic("Grey Water"), "She sang and her songs sold.")
    assert not is_personal(Topic("Grey Water"), "It was shot in Oslo.")
    assert not is_personal(Topic("Grey Water", "film"), "She sang.")


def test_nouns_of_two_kinds_leave_open_what_the_topic_is() -> None:
    assert "album" in nouns_for(Topic("Grey Water"), "The album was sold.")
    assert nouns_for(Topic("Grey Water"), "The band sold the album.") == set()
