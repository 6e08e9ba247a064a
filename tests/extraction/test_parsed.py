"""The parse that is handed on to the reading: relations among the words of a claim alone."""

from claims.extraction.linguistic.parsed import parse_of, parses_of_texts
from claims.extraction.linguistic.pipeline import load_pipeline


def test_whole_sentences_have_one_root_and_heads_in_place() -> None:
    (parse,) = parses_of_texts(["The mayor sold the bridge."])
    root = next(place for place, word in enumerate(parse) if word.head < 0)
    assert parse[root].form == "sold"
    assert parse[root].relation == "ROOT"
    mayor = next(word for word in parse if word.form == "mayor")
    assert (mayor.relation, mayor.head) == ("nsubj", root)


def test_the_second_verb_is_the_root_of_a_claim_of_its_own() -> None:
    doc = load_pipeline()("The mayor sold the bridge and bought a boat.")
    kept = [token for token in doc if token.text in ("The", "mayor", "bought", "a", "boat")]
    words = {word.form: word for word in parse_of(kept)}
    assert words["bought"].relation == "ROOT"
    assert words["bought"].head == -1
    assert words["mayor"].head == kept.index(next(token for token in kept if token.text == "bought"))


def test_no_tokens_make_no_parse() -> None:
    assert not parse_of([])
