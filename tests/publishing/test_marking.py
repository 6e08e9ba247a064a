from hypothesis import given
from hypothesis import strategies as st

from claims.publishing.marking import Passage, Segment, Span, paragraphs, passages, segments

spans = st.lists(st.builds(Span, st.integers(-3, 60), st.integers(-3, 60), st.integers(1, 4)), max_size=8)
texts = st.text(max_size=50) | st.text(alphabet="ab. \n😀é。", max_size=50)


def keys_at(found: list[Segment]) -> list[tuple[str, tuple]]:
    return [(segment.text, segment.keys) for segment in found]


def test_text_without_claims_is_one_segment():
    assert segments("abc", []) == [Segment("abc", 0, ())]
    assert segments("", []) == []


def test_overlapping_claims_share_a_segment():
    found = segments("abcdef", [Span(2, 6, "y"), Span(0, 4, "x")])
    assert keys_at(found) == [("ab", ("x",)), ("cd", ("x", "y")), ("ef", ("y",))]


def test_nested_claim_comes_after_the_one_around_it():
    found = segments("abcdef", [Span(0, 2, "in"), Span(0, 6, "out")])
    assert keys_at(found) == [("ab", ("out", "in")), ("cdef", ("out",))]


def test_adjacent_claims_stay_apart():
    assert keys_at(segments("abcd", [Span(0, 2, 1), Span(2, 4, 2)])) == [("ab", (1,)), ("cd", (2,))]


def test_one_claim_over_two_touching_places_is_one_mark():
    assert keys_at(segments("abcd", [Span(0, 2, 1), Span(1, 4, 1)])) == [("abcd", (1,))]


def test_offsets_are_code_points():
    found = segments("😀 Kim 👨‍👩‍👧 x", [Span(2, 5, 1)])
    assert found[1] == Segment("Kim", 2, (1,))


@given(texts, spans)
def test_segments_joined_are_the_text_and_each_has_its_claims(text, given_spans):
    found = segments(text, given_spans)
    assert "".join(segment.text for segment in found) == text
    for segment in found:
        assert segment.text == text[segment.start : segment.start + len(segment.text)] != ""
        for place in range(segment.start, segment.start + len(segment.text)):
            assert set(segment.keys) == {span.key for span in given_spans if span.start <= place < span.end}
        assert len(set(segment.keys)) == len(segment.keys)


def test_passage_is_the_paragraph_around_its_words():
    text = "First line.\nKim came. He left.\nLast line."
    (passage,) = passages(text, [Span(12, 15, 1)])
    assert keys_at(list(passage)) == [("Kim", (1,)), (" came. He left.", ())]
    assert not passage.cut_before
    assert not passage.cut_after


def test_long_paragraph_is_cut_at_sentences_and_says_so():
    text = "One is long enough. Two is here. Kim came. Three is here. Four is long enough."
    start = text.index("Kim")
    (passage,) = passages(text, [Span(start, start + 3, 1)], context_characters=25)
    assert "".join(segment.text for segment in passage) == "Two is here. Kim came. Three is here."
    assert passage.cut_before
    assert passage.cut_after


def test_passage_is_cut_between_words_where_no_sentence_ends():
    text = "aaaa bbbb cccc Kim dddd eeee ffff"
    (passage,) = passages(text, [Span(15, 18, 1)], context_characters=7)
    assert "".join(segment.text for segment in passage) == "cccc Kim dddd"


def test_chinese_sentences_end_without_a_space():
    text = "第一句话在这里。金正恩访问北京。最后一句话。"
    (passage,) = passages(text, [Span(8, 11, 1)], context_characters=6)
    assert "".join(segment.text for segment in passage) == "金正恩访问北京。"


def test_close_claims_share_a_passage_and_distant_ones_do_not():
    text = "Kim came. He left.\n" + "x " * 50 + "\nShe came."
    found = passages(text, [Span(0, 3, 1), Span(10, 12, 2), Span(len(text) - 9, len(text) - 6, 3)])
    assert len(found) == 2
    assert [segment.keys for segment in found[0] if segment.keys] == [(1,), (2,)]


@given(texts, spans, st.integers(0, 20))
def test_passages_hold_all_marked_words_once_in_order_and_true_to_the_text(text, given_spans, context):
    place = 0
    covered: set[int] = set()
    for passage in passages(text, given_spans, context_characters=context):
        for segment in passage:
            assert segment.start >= place
            place = segment.start + len(segment.text)
            assert segment.text == text[segment.start : place]
            covered |= set(range(segment.start, place))
    marked = {at for span in given_spans for at in range(max(span.start, 0), min(span.end, len(text)))}
    assert marked <= covered


def test_a_passage_is_cut_at_its_line_ends():
    (passage,) = passages("ab\n\ncd", [Span(1, 5, 1)])
    assert [keys_at(list(line)) for line in paragraphs(passage)] == [
        [("a", ()), ("b", (1,))],
        [("c", (1,)), ("d", ())],
    ]


@given(texts, spans)
def test_paragraphs_keep_every_word_at_its_place(text, found):
    whole = Passage(tuple(segments(text, found)), cut_before=True, cut_after=True)
    lines = paragraphs(whole)
    for line in lines:
        for segment in line:
            assert text[segment.start : segment.start + len(segment.text)] == segment.text
            assert "\n" not in segment.text
    words = "".join("".join(segment.text for segment in line).strip() for line in lines)
    assert words.replace(" ", "") == "".join(line.strip() for line in text.split("\n")).replace(" ", "")
    assert [line.cut_before for line in lines] == [number == 0 for number in range(len(lines))]
