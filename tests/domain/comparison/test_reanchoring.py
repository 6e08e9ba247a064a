from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from claims.domain.anchor import CONTEXT_LENGTH, anchor_at, normalise
from claims.domain.claim import AnchorStatus
from claims.domain.comparison.reanchoring import Reanchored, reanchor
from tests.domain.comparison.edits import edit_text, sentence_spans

TEXT = (
    "The tower has 1,000 steps and a lift. It was built in 1889 by “a team of forty”. Nobody saw the like.\n\n"
    "The mayor praised it 😀 at the opening. The tower is closed on Mondays. Nobody saw the like.\n\n"
    "The bridge was closed in the spring of 1932. It opened again in June of that year."
)
FOREIGN = ("Prices rose by 4.5% in March, and wages fell.", "李明在2019年访问了北京。", "She denied it.")
SURE = (AnchorStatus.EXACT, AnchorStatus.MOVED)


def followed(words: str, new: str, old: str = TEXT, *, nth: int = 0) -> Reanchored:
    start = -1
    for _number in range(nth + 1):
        start = old.index(words, start + 1)
    [found] = reanchor(old, new, [anchor_at(old, start, start + len(words))])
    return found


def test_in_the_same_text_every_anchor_is_exact() -> None:
    anchors = [anchor_at(TEXT, start, end) for start, end in sentence_spans(TEXT)]
    found = reanchor(TEXT, TEXT, anchors)
    assert [(one.status, one.anchor) for one in found] == [(AnchorStatus.EXACT, anchor) for anchor in anchors]


def test_words_far_from_a_change_are_exact_and_only_their_offsets_differ() -> None:
    found = followed("It opened again in June of that year.", "A new beginning.\n\n" + TEXT)
    assert found.status is AnchorStatus.EXACT
    assert found.anchor is not None and found.anchor.start == TEXT.index("It opened") + 18


def test_words_beside_a_change_are_moved() -> None:
    found = followed("It was built in 1889 by “a team of forty”.", TEXT.replace("1,000", "900"))
    assert found.status is AnchorStatus.MOVED


def test_a_paragraph_that_changed_places_takes_its_anchors_along() -> None:
    first, second, third = TEXT.split("\n\n")
    new = "\n\n".join([third, second, first])
    found = followed("Nobody saw the like.", new, nth=0)
    assert found.status is AnchorStatus.MOVED
    assert found.anchor is not None and found.anchor.start == new.rindex("Nobody saw")


def test_changed_words_are_fuzzy_and_show_the_new_ones() -> None:
    found = followed("The tower has 1,000 steps and a lift.", TEXT.replace("1,000", "900"))
    assert found.status is AnchorStatus.FUZZY and not found.typography
    assert found.anchor is not None and found.anchor.exact == "The tower has 900 steps and a lift."


def test_words_that_stayed_in_a_changed_sentence_are_moved() -> None:
    found = followed("1,000 steps and a lift", TEXT.replace("The tower has", "Our tower boasts"))
    assert (found.status, found.anchor and found.anchor.exact) == (AnchorStatus.MOVED, "1,000 steps and a lift")


def test_other_quote_marks_are_a_change_of_typography_alone() -> None:
    found = followed("It was built in 1889 by “a team of forty”.", TEXT.replace("“", '"').replace("”", '"'))
    assert found.status is AnchorStatus.FUZZY and found.typography


def test_of_a_repeated_sentence_the_one_that_was_deleted_is_gone() -> None:
    new = TEXT.replace("Mondays. Nobody saw the like.", "Mondays.")
    stayed, gone = (followed("Nobody saw the like.", new, nth=nth) for nth in (0, 1))
    assert stayed.anchor is not None and stayed.anchor.start == TEXT.index("Nobody")
    assert gone.status is AnchorStatus.ORPHAN and len(gone.candidates) == 1


def test_of_neighbours_that_are_the_same_nobody_can_say_which_is_gone() -> None:
    old = "He came home at last. She sang a song. She sang a song. She sang a song. They left the house."
    found = followed("She sang a song.", old.replace("She sang a song. ", "", 1), old, nth=1)
    assert found.status is AnchorStatus.AMBIGUOUS and len(found.candidates) == 2


def test_a_copy_beside_the_original_makes_it_ambiguous() -> None:
    sentence = "The bridge was closed in the spring of 1932."
    found = followed(sentence, TEXT.replace(sentence, f"{sentence} {sentence}"))
    assert found.status is AnchorStatus.AMBIGUOUS and len(found.candidates) == 2


def test_a_copy_elsewhere_does_not_draw_an_anchor_away() -> None:
    sentence = "The bridge was closed in the spring of 1932."
    found = followed(sentence, f"{sentence}\n\n{TEXT}")
    assert found.anchor is not None and found.anchor.start == TEXT.index(sentence) + len(sentence) + 2


def test_a_copy_does_not_stand_for_an_original_that_was_rewritten() -> None:
    sentence = "The bridge was closed in the spring of 1932."
    found = followed(sentence, sentence + "\n\n" + TEXT.replace("spring of 1932", "autumn of 1932"))
    assert found.status is AnchorStatus.AMBIGUOUS


def test_a_deleted_sentence_is_an_orphan_beside_others_like_it() -> None:
    old = "Rain fell in May. The tower is closed on Mondays. The bridge is closed on Mondays. All is well."
    found = followed("The tower is closed on Mondays.", old.replace("The tower is closed on Mondays. ", ""), old)
    assert found.status is AnchorStatus.ORPHAN


def test_short_words_at_another_place_are_no_proof() -> None:
    old = "The lift is slow and loud.\n\nThe mayor went to Paris by train in the spring.\n\nAll is well there."
    new = "The lift is slow and loud.\n\nAll is well there.\n\nBands played in Paris all night long."
    assert followed("Paris", new, old).status is AnchorStatus.AMBIGUOUS


@pytest.mark.parametrize("odd", ["👩‍👩‍👧‍👦", "q\u0303", "😀😀", "\u00a0"])
def test_signs_of_several_code_points_are_counted_right(odd: str) -> None:
    new = TEXT.replace("The mayor", f"{odd} The mayor")
    found = followed("The tower is closed on Mondays.", new)
    assert found.status is AnchorStatus.EXACT
    assert found.anchor is not None and new[found.anchor.start : found.anchor.end] == found.anchor.exact


@given(st.integers(0, 10**6))
@settings(max_examples=60, deadline=None)
def test_what_is_called_exact_or_moved_is_right(seed: int) -> None:
    random = Random(seed)
    edited = edit_text(random, TEXT, FOREIGN, most=4)
    if normalise(edited.new) != edited.new:
        return
    spans = sentence_spans(TEXT)
    spans += [(start, start + random.randint(1, 60)) for start in random.sample(range(len(TEXT) - 60), 10)]
    anchors = [anchor_at(TEXT, start, end) for start, end in spans]
    found = reanchor(TEXT, edited.new, anchors)
    assert len(found) == len(anchors)
    for anchor, one in zip(anchors, found, strict=True):
        assert (one.anchor is None) == (one.status in (AnchorStatus.AMBIGUOUS, AnchorStatus.ORPHAN))
        for place in (one.anchor, *one.candidates):
            assert place is None or edited.new[place.start : place.end] == place.exact
        if one.status in SURE:
            assert one.anchor is not None and one.anchor.exact == anchor.exact
        if one.status is AnchorStatus.EXACT:
            assert one.anchor is not None
            assert edited.new[one.anchor.end :][:CONTEXT_LENGTH] == TEXT[anchor.end :][:CONTEXT_LENGTH]


@given(st.text("ab.\n “”é😀", max_size=60), st.text("ab.\n “”é😀", max_size=60))
@settings(max_examples=150, deadline=None)
def test_any_two_texts_give_every_anchor_one_fate(old: str, new: str) -> None:
    anchors = [anchor_at(old, start, min(len(old), start + 7)) for start in range(len(old))]
    for anchor, one in zip(anchors, reanchor(old, new, anchors), strict=True):
        assert one.status not in SURE or (one.anchor is not None and one.anchor.exact == anchor.exact)
        assert one.anchor is None or one.anchor == anchor_at(new, one.anchor.start, one.anchor.end)


def test_a_text_of_nothing_but_repetition_is_followed_in_linear_time() -> None:
    old = "No. " * 50_000
    found = reanchor(old, old + "Yes.", [anchor_at(old, start, start + 3) for start in range(0, 4_000, 4)])
    assert len(found) == 1_000


def test_a_text_without_spaces_is_cut_in_linear_time() -> None:
    old = "x" * 1_000_000
    assert len(reanchor(old, old[:-1] + "y", [anchor_at(old, 5, 50)])) == 1


def test_quote_marks_that_cut_a_paragraph_otherwise_do_not_stop_the_comparison() -> None:
    old = (
        "“No,” he said. “No. You tell me one, and when you are gone, I will tell it to you.”\n\nHe left the town."
    )
    old = old.replace("“", '"').replace("”", '"')
    new = old.replace('"', "”")
    words = "You tell me one, and when you are gone"
    start = old.index(words)
    [found] = reanchor(old, new, [anchor_at(old, start, start + len(words))])
    assert found.anchor is not None
    assert found.anchor.exact == words


def test_words_between_which_a_sentence_came_wait_for_a_person() -> None:
    old = "10a etapa: 21 de outubro – Tarumã\n11a etapa: 4 de novembro – A ser divulgado\n12a etapa: 9 de dezembro"
    new = old.replace(
        "\n11a etapa", "\n\n9a etapa: 23 de setembro – Velo Città, na cidade de Mogi Guaçu 11a etapa"
    )
    start, end = old.index("ro – Tarumã"), old.index("bro – A ser")
    [found] = reanchor(old, new, [anchor_at(old, start, end)])
    assert found.status is AnchorStatus.AMBIGUOUS
