"""What every claim must look like, whatever sentence it comes from."""

import re
from itertools import pairwise, product

from claims.extraction.base import Passage
from claims.extraction.linguistic.engine import LinguisticEngine

_SUBJECTS = ("The council", "Ana Ruiz, the mayor of Lisbon,", "More than 20 people")
_DEEDS = (
    "closed two schools and opened a library in May",
    "applied for and was given a licence, which the court had refused",
    "has sold the old bridge, raising four million euros, because the city needs money",
)
_FRAMES = ("{}.", "“{},” Bela Novak said on Monday.", "Bela Novak told the BBC that {}, adding that it rained.")
_LOOSE_END = re.compile(r"\b(?:and|or|but|the|an?|that|which|because|of|for)[”.]*$")


def test_claims_are_sentences() -> None:
    sentences = (frame.format(f"{who} {deed}") for who, deed, frame in product(_SUBJECTS, _DEEDS, _FRAMES))
    passages = [Passage(sentence) for sentence in sentences]
    for passage, found in zip(passages, LinguisticEngine().extract_many(passages), strict=True):
        assert found, passage.text
        for claim in found:
            words = re.findall(r"\w+", claim.text.lower())
            assert claim.text.lstrip("“")[0].isupper()
            assert claim.text.endswith((".", ".”"))
            assert claim.text.count("“") == claim.text.count("”")
            assert all(one != two for one, two in pairwise(words)), claim.text
            assert not _LOOSE_END.search(claim.text), claim.text
