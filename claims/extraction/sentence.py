"""The baseline engine: one claim a sentence, in any language, without a parser."""

import re
from collections.abc import Iterable, Iterator

from claims.domain.kind import ClaimKind
from claims.extraction.anchoring import merge_repeated, tight_anchor
from claims.extraction.base import Candidate, Options, Passage
from claims.extraction.block import Block, BlockKind, blocks


def _word_set(text: str) -> frozenset[str]:
    return frozenset(text.split())


_CLOSING = "'\"’”»›)\\]）」』】"
_STOPS = ".!?…؟।॥۔։።"
_END = re.compile(rf"(?<![{_STOPS}])[{_STOPS}]++[{_CLOSING}]*+(?=\s|$)|[。！？｡]++[{_CLOSING}]*+")
_LAST_WORD = re.compile(r"[^\s(\[“\"‘«]+$")
_WORD = re.compile(r"\w")
_DIGIT = re.compile(r"\d")

ABBREVIATIONS = _word_set(
    """mr mrs ms dr prof st sr jr rev hon gen col lt sgt capt cmdr gov sen rep pres no nos vs etc
    approx dept est inc ltd co corp bros fig vol pp ed eds al cf jan feb mar apr jun jul aug sep
    sept oct nov dec mt ft ave blvd u.s u.k u.n e.u e.g i.e a.m p.m ph.d d.c mio mrd tsd bzw ca usw evtl ggf nr
    str abs hr fr z.b d.h u.a mme mlle av art c.-à-d p.ex sra srta dra ud uds dña núm pág sig dott
    ing avv"""
)
"""Words before a full stop that does not end a sentence, in lower case, in several languages."""
_QUESTION_MARKS = "?？؟;"
_NUMBER_SCORE = 0.5
_PLAIN_SCORE = 0.3


class SentenceEngine:
    """One claim a sentence: the fallback for languages that the linguistic engine cannot read."""

    name = "sentence"
    version = "1"

    def extract(self, passage: Passage, options: Options = Options()) -> list[Candidate]:
        """Return one candidate a sentence in reading order; questions and headings make none.

        The options change nothing here: a sentence is taken as it stands.
        """
        del options
        return merge_repeated(self._candidates(passage.text))

    def extract_many(self, passages: Iterable[Passage], options: Options = Options()) -> Iterator[list[Candidate]]:
        """Yield the candidates of each text, in order."""
        for passage in passages:
            yield self.extract(passage, options)

    def _candidates(self, text: str) -> Iterator[Candidate]:
        for block in blocks(text):
            if block.kind is BlockKind.PARAGRAPH or not _cased(text[block.start : block.end]):
                for start, end in sentences(text, block):
                    yield from _candidate(text, start, end)


def sentences(text: str, block: Block) -> Iterator[tuple[int, int]]:
    """Yield start and end of each sentence of a block."""
    start = block.start
    for match in _END.finditer(text, block.start, block.end):
        if match.end() < block.end and _goes_on(text, start, match, block.end):
            continue
        yield start, match.end()
        start = match.end()
    if start < block.end:
        yield start, block.end


def _goes_on(text: str, start: int, match: re.Match[str], end: int) -> bool:
    """Whether the sentence goes on behind this mark: an abbreviation, an initial, or a lower-case word."""
    following = text[match.end() : min(end, match.end() + 8)].lstrip()
    if following[:1].islower():
        return True
    if match.group() != ".":
        return False
    word = _LAST_WORD.search(text[max(start, match.start() - 24) : match.start()])
    last = word.group() if word else ""
    return last.lower() in ABBREVIATIONS or (len(last) == 1 and last.isupper())


def _cased(words: str) -> bool:
    """Whether the script has capitals: only then does a line without a full stop look like a heading."""
    return words.lower() != words.upper()


def _candidate(text: str, start: int, end: int) -> Iterator[Candidate]:
    anchor = tight_anchor(text, start, end)
    if anchor is None or not _WORD.search(anchor.exact) or anchor.exact.rstrip("'\"’”»)")[-1:] in _QUESTION_MARKS:
        return
    has_number = _DIGIT.search(anchor.exact) is not None
    yield Candidate(
        text=" ".join(anchor.exact.split()),
        anchor=anchor,
        kind=ClaimKind.QUANTITY if has_number else ClaimKind.EVENT,
        score=_NUMBER_SCORE if has_number else _PLAIN_SCORE,
        reasons=("number",) if has_number else (),
    )
