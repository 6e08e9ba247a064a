"""Numbers are compared by what they mean."""

import pytest

from claims.extraction.base import Passage
from claims.extraction.llm.access import Fault
from claims.extraction.llm.number import numbers
from claims.extraction.llm.soundness import Soundness


def same(one: str, other: str) -> bool:
    known = {value for values in numbers(one) for value in values}
    return all(values & known for values in numbers(other))


@pytest.mark.parametrize(
    ("text", "claim"),
    [
        ("4.5 million people", "4,500,000 people"),
        ("4,500,000 people", "4.5 million people"),
        ("a million people", "one million people"),
        ("four million people", "4m people"),
        ("twenty-one days", "21 days"),
        ("two hundred rooms", "200 rooms"),
        ("3.50 euros", "3.5 euros"),
        ("1.000 Menschen", "1000 Menschen"),
        ("on 5 May 2020", "on 05.05.2020 or so"),
        ("2019–20", "2019"),
        ("$5bn", "5 billion dollars"),
        ("٣ ملايين", "3"),
        ("nothing", "one man and no other"),
    ],
)
def test_same_number(text: str, claim: str) -> None:
    assert same(text, claim)


@pytest.mark.parametrize(
    ("text", "claim"),
    [
        ("5 people", "5 million people"),
        ("5 million people", "5 people"),
        ("1,000 people", "1 person"),
        ("4.5 percent", "45 percent"),
        ("4.5 percent", "5 percent"),
        ("two men", "three men"),
        ("1998", "199"),
        ("twenty days", "twenty-one days"),
        ("", "2"),
    ],
)
def test_another_number(text: str, claim: str) -> None:
    assert not same(text, claim)


@pytest.mark.parametrize(
    ("text", "language", "claim", "fault"),
    [
        ("The Chinese president met Kim's sister.", "en", "Kim’s sister met the Chinese president.", None),
        ("The U.S. army left.", "en", "The US army left.", None),
        ("The price is high.", "en", "Prices are high.", None),
        ("Markets fell in Marseille.", "en", "Marta fell in Marseille.", Fault.NAME),
        ("They met Martin Novak.", "en", "Martina Novak met them.", Fault.NAME),
        ("Putin met Kim in Moscow.", "en", "Putin met Putina in Moscow.", Fault.NAME),
        ("Kim navštívil Putina v Moskvě.", "cs", "Putin přijal Kima v Moskvě, navštívil Kima.", None),
        ("李明在2019年访问了北京。", "zh", "李明访问了北京。", None),
        ("李明在2019年访问了北京。", "zh", "王强偷走了所有的钱款。", Fault.WORDS),
        ("李明在2019年访问了北京。", "zh", "Li Ming visited Beijing.", Fault.LANGUAGE),
    ],
)
def test_words_and_names_of_a_claim(text: str, language: str, claim: str, fault: Fault | None) -> None:
    assert Soundness(Passage(text, language=language)).fault(claim) is fault


def test_title_context_and_subject_count_too() -> None:
    passage = Passage(
        "She left in May.", title="Ana in Rome", context="Bela stayed until 1998.", subject="Ana Ruiz"
    )
    assert Soundness(passage).fault("Ana Ruiz left Rome in May 1998, and Bela stayed.") is None
