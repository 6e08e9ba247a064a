"""Looking for quoted words in a text."""

from collections import Counter
from pathlib import Path
from random import Random

import pytest

from claims.domain.anchor import normalise
from claims.domain.quotation.check import look_for
from claims.domain.quotation.difference import DifferenceKind
from claims.domain.source import QuoteCheck
from tests.domain.quotation.pairs import false_pair, true_pair

TEXT = normalise(
    "The minister did not resign in May 2019, he said. “We’ve been well-known for 10,000 years,” Mr. Smith told "
    "the U.S. Congress.[12] The govern-\nment said it was not able to pay 5.5 percent. Not all people agree with "
    "the colour of Angela Merkel's car.1 The ﬁnal report said $5 million (or 3 per cent) was lost—really lost—at "
    "10⁶ Hz."
)
ARTICLE = Path(__file__).parents[2] / "data" / "beijing" / "article.txt"


@pytest.mark.parametrize(
    "quote",
    [
        "did not resign in May 2019",
        '"We\'ve been well known for 10 000 years"',
        "We‘ve been wellknown for\u00a010000\nyears",
        "the government said it was not able to pay 5.5 %",
        "the gov\u00adernment said",
        "[T]he government said",
        "The final report said",
        "was lost – really lost - at 10⁶ Hz",
        "Smith [the senator] told the U.S. Congress",
        "[The politician] did not resign … he said",
        "Smith told . . . Congress",
        "told the U.S. Congress. The government",
        "… agree with the colour of Angela Merkel’s car. The final report …",
        "«Angela Merkel`s car»",
    ],
)
def test_typography_is_no_difference(quote: str) -> None:
    finding = look_for(quote, TEXT)
    assert (finding.result, finding.differences) == (QuoteCheck.FOUND, ())


@pytest.mark.parametrize(
    ("quote", "kind"),
    [
        ("did resign in May 2019", DifferenceKind.NEGATION),
        ("it was notable to pay", DifferenceKind.NEGATION),
        ("All people agree", DifferenceKind.NEGATION),
        ("The minister did … resign in May", DifferenceKind.NEGATION),
        ("did not resign in May 2018", DifferenceKind.NUMBER),
        ("at 10⁷ Hz", DifferenceKind.NUMBER),
        ("was not able to pay 55 percent", DifferenceKind.NUMBER),
        ("(or 4 per cent) was lost", DifferenceKind.NUMBER),
        ("the colour of Angela Schmidt's car", DifferenceKind.NAME),
        ("told the us Congress", DifferenceKind.NAME),
        ("The final report said $5 million was found", DifferenceKind.NUMBER),
        ("agree with the shape of Angela Merkel's car", DifferenceKind.WORD),
    ],
)
def test_a_changed_number_name_denial_or_word_is_never_found(quote: str, kind: DifferenceKind) -> None:
    finding = look_for(quote, TEXT)
    assert finding.result is QuoteCheck.NOT_FOUND
    assert kind in {difference.kind for difference in finding.differences}


@pytest.mark.parametrize(
    ("quote", "quoted", "copy"),
    [
        ("We have been well-known", "We have", "We’ve"),
        ("agree with the color of Angela", "color", "colour"),
        ("The Minister did not resign", "Minister", "minister"),
        ("people agree with a colour", "a", "the"),
        ("The minister … 2019, he said", "…", "did not resign in May"),
    ],
)
def test_a_small_difference_is_shown(quote: str, quoted: str, copy: str) -> None:
    finding = look_for(quote, TEXT)
    assert finding.result is QuoteCheck.FOUND_WITH_DIFFERENCES
    assert [(item.quoted, item.copy) for item in finding.differences] == [(quoted, copy)]


def test_the_place_is_that_of_the_words() -> None:
    finding = look_for("well known for 10000 years", TEXT)
    assert TEXT[finding.start : finding.end] == "well-known for 10,000 years"


def test_the_parts_of_a_quotation_stand_in_order_and_not_too_far_apart() -> None:
    assert look_for("it was not able … did not resign", TEXT).result is QuoteCheck.NOT_FOUND
    far = f"He came home early. {'Then it rained. ' * 400} They left him alone."
    assert look_for("came home early … left him alone", far).result is QuoteCheck.NOT_FOUND


def test_words_in_brackets_that_the_copy_has_too_are_its_own() -> None:
    text = "He said that [Smith] was late."
    assert look_for("said that [Smith] was late", text).result is QuoteCheck.FOUND
    assert look_for("said that [Jones] was late", text).result is QuoteCheck.NOT_FOUND


@pytest.mark.parametrize("number", ["3", "4"])
@pytest.mark.parametrize(
    "quote", ["[{}] Fatigue, Ruskin", "Fatigue, Ruskin [No {}]", "so it is … [Sura {}] … and then"]
)
def test_what_stands_in_brackets_beside_the_words_is_compared(quote: str, number: str) -> None:
    text = "See also.\n\n[3] Fatigue, Ruskin [No 3]. But so it is, really … [Sura 3] … and then."
    found = look_for(quote.format(number), text).result is QuoteCheck.FOUND
    assert found is (number == "3")


def test_a_sign_or_a_denial_right_before_the_words_is_told() -> None:
    assert look_for("5 degrees were measured", "At night -5 degrees were measured.").result is QuoteCheck.NOT_FOUND
    finding = look_for("guilty of theft", "He was not guilty of theft.")
    assert [item.kind for item in finding.differences] == [DifferenceKind.DENIED_BEFORE]


@pytest.mark.parametrize("quote", ["", "  ", "…", "“”", "[…] - [...]"])
def test_a_quotation_without_words_is_not_checked(quote: str) -> None:
    assert look_for(quote, TEXT).result is QuoteCheck.NOT_CHECKED


@pytest.mark.parametrize("text", ["", "\n", "…", "Nothing of the kind."])
def test_a_text_without_the_words_has_no_closest_place(text: str) -> None:
    finding = look_for("did not resign in May", text)
    assert (finding.result, finding.start) == (QuoteCheck.NOT_FOUND, None)


def test_scripts_without_spaces_and_right_to_left_are_read() -> None:
    assert look_for("日本の首相は三日", "昨日、日本の\n首相は三日に辞任した。").result is QuoteCheck.FOUND
    assert look_for("日本の首相は四日", "昨日、日本の首相は三日に辞任した。").result is QuoteCheck.NOT_FOUND
    assert look_for("„אמר ראש הממשלה“", "אתמול אמר ראש הממשלה כי").result is QuoteCheck.FOUND


@pytest.mark.parametrize("quote", ["a " * 2000, " … ".join(["a"] * 300), "[" * 2000, "[a" * 1000, ". " * 2000])
def test_hostile_quotations_end_soon(quote: str) -> None:
    assert look_for(quote, "a " * 20_000 + "[b] … " * 1000).result in QuoteCheck


def test_pairs_made_from_a_text_are_told_apart() -> None:
    """The reduced form of tests/benchmark/quote_check.py."""
    text = normalise(ARTICLE.read_text(encoding="utf-8"))
    random, counts = Random(5), Counter[tuple[bool, QuoteCheck]]()
    for number in range(400):
        pair = (true_pair if number % 2 else false_pair)(random, text)
        if pair:
            counts[pair.true, look_for(pair.quote, pair.text).result] += 1
    assert counts[False, QuoteCheck.FOUND] == counts[False, QuoteCheck.FOUND_WITH_DIFFERENCES] == 0
    assert counts[False, QuoteCheck.NOT_FOUND] > 50
    assert counts[True, QuoteCheck.NOT_FOUND] <= 4
