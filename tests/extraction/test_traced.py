from claims.extraction.linguistic.traced import Traced

TEXT = "  The  mayor,\tAna,\nleft. "


def traced() -> Traced:
    return Traced.of(TEXT, 0, len(TEXT))


def test_white_space_becomes_one_space_and_offsets_stay() -> None:
    found = traced()
    assert found.text == "The mayor, Ana, left."
    assert found.span() == (2, len(TEXT) - 1)
    start = found.text.index("Ana")
    assert TEXT[slice(*(found.span(start, start + 3) or ()))] == "Ana"


def test_what_is_cut_out_leaves_the_rest_in_place() -> None:
    found = traced().without(9, 15, " who")
    assert found.text == "The mayor who left."
    start, end = found.span(found.text.index("left"), None) or (0, 0)
    assert TEXT[start:end] == "left."


def test_added_words_have_no_place() -> None:
    found = traced().without(9, 15, " who")
    assert found.span(10, 13) is None


def test_capital_that_is_two_letters_long_changes_nothing() -> None:
    assert Traced.of("ßa", 0, 2).capitalised().text == "ßa"
    assert Traced.of("ana", 0, 3).capitalised().text == "Ana"
