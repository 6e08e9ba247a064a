"""The command's steps on sentences of our own; no data set is needed."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from claims.errors import NotFound
from claims.extraction.linguistic.train.conllu import Sentence, Word
from claims.extraction.worth.evaluate import Seen, adapted_threshold, cross_validate, score_debates, speeches_apart
from claims.extraction.worth.feature import Hasher
from claims.extraction.worth.parse import ParsedWord
from claims.extraction.worth.reading import Reading, read_reading, shipped_reading, write_reading
from claims.extraction.worth.train import Example, f1, fit, marks, minimise, read_examples, train, word_classes

NUMBERS = ["40", "7", "1,200", "15", "99", "3,000"]
EXAMPLES = [
    example
    for number in NUMBERS
    for example in (
        Example(f"The town paid {number} workers last year.", True),
        Example(f"We lost {number} percent of the budget.", True),
        Example("I am glad that we talk about this.", False),
        Example("Let me tell you something about my friends.", False),
    )
]


def tagged(*words: tuple[str, str]) -> Sentence:
    return Sentence("1", ("p", 1), tuple(Word(form, form, "X", tag, "", 0, "root", True) for form, tag in words))


@pytest.fixture
def hasher() -> Hasher:
    sentence = tagged(("The", "DT"), ("town", "NN"), ("paid", "VBD"), ("glad", "JJ"))
    return Hasher(word_classes([sentence, sentence], {"town": "11", "city": "11"}))


def sighted(hasher: Hasher, examples: list[Example], parses: list[list[ParsedWord]] | None = None) -> Seen:
    features = hasher.features([example.text for example in examples], parses or ())
    return Seen(features, marks(examples), np.array([example.group for example in examples]))


def parsed(*words: tuple[str, str, str, int]) -> list[ParsedWord]:
    return [ParsedWord(*word) for word in words]


ACTIVE = parsed(("dogs", "NNS", "nsubj", 1), ("bite", "VBP", "ROOT", -1), ("men", "NNS", "obj", 1))
"""The same words and tags as in ``PASSIVE``; only the relations differ."""
PASSIVE = parsed(("dogs", "NNS", "obj", 1), ("bite", "VBP", "ROOT", -1), ("men", "NNS", "nsubj", 1))


@pytest.fixture
def reading(hasher: Hasher) -> Reading:
    plain = fit(hasher.features([example.text for example in EXAMPLES]), marks(EXAMPLES))
    same = hasher.features(["dogs bite men"] * 8, [ACTIVE, PASSIVE] * 4)
    return Reading(hasher, plain, fit(same, np.array([1.0, 0.0] * 4), strength=50), 0.5)


def test_words_get_the_tag_they_have_most_often(hasher: Hasher) -> None:
    assert hasher.classes.tag("town", opens=False) == "NN"
    assert hasher.classes.tag("Paid", opens=True) == "VBD"
    assert hasher.classes.tag("Lisbon", opens=False) == "NNP"
    assert hasher.classes.tag("1,200", opens=False) == "CD"


def test_words_share_a_cluster_or_go_by_their_tag(hasher: Hasher) -> None:
    assert hasher.classes.cluster("City", opens=True) == hasher.classes.cluster("town", opens=False)
    assert hasher.classes.cluster("Lisbon", opens=False) == "NNP"


def test_model_learns_what_the_marked_sentences_share(reading: Reading) -> None:
    facts, talk = reading.probabilities(["The town paid 12 workers.", "I am glad about my friends."])
    assert facts > 0.5 > talk
    assert score_debates(reading.plain, sighted(reading.hasher, EXAMPLES)) == 1.0


def test_a_word_counts_once_in_a_text(hasher: Hasher) -> None:
    many = hasher.features(["town town town"])
    assert len(np.unique(many.buckets)) == len(many.buckets)


def test_relations_tell_apart_what_the_words_do_not(reading: Reading) -> None:
    marked, other = reading.probabilities(["dogs bite men", "dogs bite men"], [ACTIVE, PASSIVE])
    assert marked > 0.5 > other


def test_texts_without_a_parse_are_read_by_their_words_in_the_same_batch(reading: Reading) -> None:
    texts = ["The town paid 12 workers.", "dogs bite men", "I am glad about my friends."]
    mixed = reading.probabilities(texts, [(), PASSIVE, ()])
    assert np.allclose(mixed[[0, 2]], reading.probabilities([texts[0], texts[2]]))
    assert np.allclose(mixed[1], reading.probabilities([texts[1]], [PASSIVE]))
    assert not reading.probabilities([]).size


def test_model_is_the_same_after_writing_and_reading(reading: Reading, tmp_path: Path) -> None:
    size = write_reading(reading, tmp_path)
    again = read_reading(tmp_path)
    texts = [example.text for example in EXAMPLES]
    assert size < 100_000
    assert np.allclose(again.probabilities(texts), reading.probabilities(texts), atol=0.02)
    assert np.allclose(again.parsed.table, reading.parsed.table, atol=0.02)
    assert again.parsed.threshold == reading.parsed.threshold


def test_cross_validation_scores_sentences_that_the_model_has_not_seen(reading: Reading) -> None:
    assert cross_validate(reading.plain, sighted(reading.hasher, EXAMPLES)) > 0.9


def test_cross_validation_can_hold_out_whole_speeches(reading: Reading) -> None:
    spoken = [replace(example, group="ABC"[row % 3]) for row, example in enumerate(EXAMPLES)]
    assert cross_validate(reading.plain, sighted(reading.hasher, spoken), seed=None) > 0.9


def test_a_speech_is_held_out_whole() -> None:
    parts = [(list(rest), list(held)) for rest, held in speeches_apart(np.array(["a", "b", "a", "b", "b"]))]
    assert parts == [([1, 3, 4], [0, 2]), ([0, 2], [1, 3, 4])]


def test_threshold_is_adapted_without_labels() -> None:
    probabilities = np.array([0.3, 0.25, 0.2, 0.02, 0.01, 0.01])
    assert 0.01 < adapted_threshold(probabilities) <= 0.2


def test_minimise_finds_the_bottom() -> None:
    target = np.array([3.0, -2.0])
    found = minimise(lambda point: (float(((point - target) ** 2).sum()), 2 * (point - target)), np.zeros(2))
    assert np.allclose(found, target, atol=0.01)


def test_f1_counts_the_marked() -> None:
    assert f1(np.array([1, 1, 0]), np.array([1, 0, 1])) == 0.5
    assert f1(np.zeros(2), np.zeros(2)) == 0.0


def test_missing_data_is_named(tmp_path: Path) -> None:
    with pytest.raises(NotFound, match="CT24_en_train"):
        train(tmp_path, tmp_path, tmp_path)


def test_examples_keep_their_quotation_marks(tmp_path: Path) -> None:
    path = tmp_path / "some.tsv"
    path.write_text('id\ttext\tlabel\n1\tHe said "no.\t1\n2\tYes" they said.\t0\n', encoding="utf-8")
    assert read_examples(path) == [Example('He said "no.', True), Example('Yes" they said.', False)]


def test_shipped_model_is_there_and_reads() -> None:
    high, low = shipped_reading().probabilities(["Unemployment rose to 12 percent.", "Thank you, Jim."])
    assert high > shipped_reading().plain.threshold
    assert low < 0.1
