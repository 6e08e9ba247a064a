"""How the words of a source differ from a quotation of them, and which differences are harmless."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from rapidfuzz.distance import LCSseq

from claims.domain.quotation.lexicon import denials, is_figure, loosened
from claims.domain.quotation.part import Part, Quotation
from claims.domain.quotation.search import Hit
from claims.domain.quotation.skeleton import Seam, Skeleton, skeleton_of

_BRACKET = re.compile(r"\[([^\[\]]*)\]")
_BRACKET_BEFORE = re.compile(r"\[([^\[\]]*)\]\W{0,3}\Z")
_BRACKET_AFTER = re.compile(r"\A[^\w\[]{0,3}\[([^\[\]]*)\]")
_NEAR = 400
"""Characters before and after the words found in which brackets beside them are looked for."""
_SENTENCE_END = re.compile(r"[.!?;]\s")
_FEW = 3
"""Words left out at an ellipsis, up to which a denial among them turns what is said into its opposite."""
_FAR = 25
"""Words left out for each word of the shorter part beside the ellipsis, from which on readers should know."""
_ACRONYM = 5
_GROUP = 3


class DifferenceKind(StrEnum):
    """What differs."""

    CASE = "case"
    SPELLING = "spelling"
    QUESTION = "question"
    OMITTED = "omitted"
    DENIED_BEFORE = "denied_before"
    WORD = "word"
    NUMBER = "number"
    NAME = "name"
    NEGATION = "negation"


HARMLESS = frozenset(
    {
        DifferenceKind.CASE,
        DifferenceKind.SPELLING,
        DifferenceKind.QUESTION,
        DifferenceKind.OMITTED,
        DifferenceKind.DENIED_BEFORE,
    }
)
"""Differences with which a quotation still says what the source says; any other makes it one that is not found."""


@dataclass(frozen=True, slots=True)
class Difference:
    """One place where the quotation and the copy differ; either side may be empty."""

    kind: DifferenceKind
    quoted: str
    copy: str


def compare(text: Skeleton, way: Quotation, chain: Sequence[Hit]) -> list[Difference]:
    """Return how the words found differ from the quotation, beyond typography, from left to right."""
    quote, parts = way.skeleton, way.parts
    found: list[Difference] = list(_before(text, quote, parts[0], chain[0]))
    begin, end = text.starts[chain[0].first], text.ends[chain[-1].last - 1]
    found += _brackets(parts[0].added, _BRACKET_BEFORE.findall(text.text[max(0, begin - _NEAR) : begin]))
    found += _brackets(way.added_after, _BRACKET_AFTER.findall(text.text[end : end + _NEAR]))
    for number, (part, hit) in enumerate(zip(parts, chain, strict=True)):
        if number:
            found += _between(text, parts[number - 1], part, chain[number - 1], hit)
        found += _marks(text, quote, part, hit)
        found += _words(text, quote, part, hit)
        found += _questions(text, quote, part, hit)
    return found


def contrast(text: Skeleton, quote: Skeleton, part: Part, hit: Hit) -> Iterator[Difference]:
    """Yield the stretches of words that are not the same in a part and in a place of the text."""
    ours, theirs = quote.keys[part.first : part.last], text.keys[hit.first : hit.last]
    for equal, old, new in _steps(ours, theirs, part.first, hit.first):
        if not equal and not _only_joined(quote, old, text, new):
            kind = _kind_of(quote, old, text, new)
            yield Difference(kind, quote.words(old.start, old.stop), text.words(new.start, new.stop))


def _steps(
    ours: Sequence[str], theirs: Sequence[str], first: int, begin: int
) -> Iterator[tuple[bool, range, range]]:
    """Yield stretches that are equal, and those that are not, with their numbers in either row of words."""
    old, new = 0, 0
    for block in LCSseq.editops(ours, theirs).as_matching_blocks():
        if block.a > old or block.b > new:
            yield False, range(first + old, first + block.a), range(begin + new, begin + block.b)
        old, new = block.a + block.size, block.b + block.size
        if block.size:
            yield True, range(first + block.a, first + old), range(begin + block.b, begin + new)


def _before(text: Skeleton, quote: Skeleton, part: Part, hit: Hit) -> Iterator[Difference]:
    """Yield what stands right before the words and belongs to them: a sign, a figure's beginning, a denial."""
    if not hit.first:
        return
    gap, before, first = text.gap(hit.first), text.keys[hit.first - 1], text.keys[hit.first]
    grouped = before.isdigit() and len(before) <= _GROUP and first.isdigit() and len(first) == _GROUP
    if (before == "-" and not gap) or (grouped and not gap.strip() and "\n" not in gap):
        kind = DifferenceKind.NUMBER
    elif denials([before]) and not gap.strip():
        sentence_before = text.gap(hit.first - 1)
        opens = hit.first == 1 or "\n" in sentence_before or bool(_SENTENCE_END.search(sentence_before))
        pretends = quote.word(part.first)[:1].isupper() and not text.word(hit.first)[:1].isupper()
        kind = DifferenceKind.NEGATION if (opens and not part.omits) or pretends else DifferenceKind.DENIED_BEFORE
    else:
        return
    yield Difference(kind, quote.words(part.first, part.first + 1), text.words(hit.first - 1, hit.first + 1))


def _between(text: Skeleton, earlier: Part, part: Part, last: Hit, hit: Hit) -> Iterator[Difference]:
    """Yield what is wrong with the words that the quotation leaves out, or replaces by words in brackets."""
    written = text.text[text.ends[last.last - 1] : text.starts[hit.first]]
    keys = text.keys[last.last : hit.first]
    other = list(_brackets(part.added, _BRACKET.findall(written)))
    if other:
        yield from other
        return
    added = [loosened(key) for key in part.added.casefold().replace("’", "'").split()]
    denied, denying = denials(keys), denials(added)
    if (denied and not denying and (len(keys) <= _FEW or not part.omits)) or (denying and not denied):
        yield Difference(DifferenceKind.NEGATION, f"[{part.added}]" if part.added else "…", written.strip())
        return
    shorter = min(earlier.last - earlier.first, part.last - part.first)
    if len(keys) > _FAR * shorter or (denied and not denying and not _SENTENCE_END.search(written)):
        yield Difference(DifferenceKind.OMITTED, "…", _shortened(written))


def _brackets(added: str, written: Sequence[str]) -> Iterator[Difference]:
    """Yield words in brackets that are not those that the copy has in brackets at the same place."""
    if added and written and _folded(added) not in map(_folded, written):
        yield Difference(DifferenceKind.WORD, f"[{added}]", f"[{written[0]}]")


def _folded(words: str) -> str:
    return " ".join(skeleton_of(words).keys) or words.strip().casefold()


def _marks(text: Skeleton, quote: Skeleton, part: Part, hit: Hit) -> Iterator[Difference]:
    """Yield footnote marks that the quotation has otherwise than the copy: they may be figures after all."""
    ours = [mark for number, mark in quote.marks if part.first <= number <= part.last]
    leads = any(number == part.first for number, _mark in quote.marks)
    theirs = [mark for number, mark in text.marks if hit.first - leads < number <= hit.last]
    few, many = sorted((ours, theirs), key=len)
    rest = iter(many)
    if not all(mark in rest for mark in few):
        yield Difference(DifferenceKind.NUMBER, " ".join(ours), " ".join(theirs))


def _words(text: Skeleton, quote: Skeleton, part: Part, hit: Hit) -> Iterator[Difference]:
    ours, theirs = quote.keys[part.first : part.last], text.keys[hit.first : hit.last]
    capitals = _in_capitals(text, hit) or _in_capitals(quote, Hit(part.first, part.last))
    for equal, old, new in _steps(ours, theirs, part.first, hit.first):
        if equal:
            for mine, other in zip(old, new, strict=True):
                begins = mine == part.first
                yield from _case(quote.word(mine), text.word(other), begins=begins, capitals=capitals)
        elif _only_joined(quote, old, text, new):
            yield from _case(_run(quote, old), _run(text, new), begins=old.start == part.first, capitals=capitals)
        else:
            same = denials(quote.keys[n] for n in old) == denials(text.keys[n] for n in new)
            kind = DifferenceKind.SPELLING if same else DifferenceKind.NEGATION
            yield Difference(kind, quote.words(old.start, old.stop), text.words(new.start, new.stop))


def _only_joined(quote: Skeleton, old: range, text: Skeleton, new: range) -> bool:
    """Whether the same letters are written in one word or in several, held together by a hyphen or a sign."""
    same = "".join(quote.keys[n] for n in old) == "".join(text.keys[n] for n in new)
    return same and not any(
        _is_apart(skeleton, number) for skeleton, row in ((quote, old), (text, new)) for number in row[1:]
    )


def _run(skeleton: Skeleton, row: range) -> str:
    return "".join(skeleton.word(number) for number in row)


def _is_apart(skeleton: Skeleton, number: int) -> bool:
    """Whether a word of letters stands apart from the one before it: no hyphen, no sign holds them."""
    before, after = skeleton.keys[number - 1][-1:], skeleton.keys[number][:1]
    if before.isdigit() or after.isdigit():
        return False
    return skeleton.seam(number) is Seam.APART


def _case(quoted: str, copy: str, *, begins: bool, capitals: bool) -> Iterator[Difference]:
    if quoted == copy or (begins and quoted[1:] == copy[1:]):
        return
    acronym = min(len(quoted), len(copy)) > 1 and len(quoted) <= _ACRONYM and quoted.isupper() != copy.isupper()
    if acronym and not capitals and (quoted.islower() or copy.islower()):
        yield Difference(DifferenceKind.NAME, quoted, copy)
    elif quoted.casefold() == copy.casefold():
        yield Difference(DifferenceKind.CASE, quoted, copy)


def _in_capitals(skeleton: Skeleton, hit: Hit) -> bool:
    words = [skeleton.word(number) for number in range(hit.first, min(hit.last, hit.first + 50))]
    return len(words) >= 3 and sum(word.islower() for word in words) == 0


def _questions(text: Skeleton, quote: Skeleton, part: Part, hit: Hit) -> Iterator[Difference]:
    ours = _marks_of_question(quote, part.first, part.last)
    theirs = _marks_of_question(text, hit.first, hit.last)
    after = text.text[text.ends[hit.last - 1] :][:3]
    behind = quote.text[quote.ends[part.last - 1] :][:3]
    if ours != theirs or ("?" in behind and not set("?？؟") & set(after)):
        yield Difference(
            DifferenceKind.QUESTION, quote.words(part.first, part.last), text.words(hit.first, hit.last)
        )


def _marks_of_question(skeleton: Skeleton, first: int, last: int) -> int:
    written = skeleton.text[skeleton.starts[first] : skeleton.ends[last - 1]]
    return sum(written.count(mark) for mark in "?？؟")


def _kind_of(quote: Skeleton, old: range, text: Skeleton, new: range) -> DifferenceKind:
    ours, theirs = [quote.keys[n] for n in old], [text.keys[n] for n in new]
    if denials(ours) != denials(theirs):
        return DifferenceKind.NEGATION
    if any(map(is_figure, ours + theirs)):
        return DifferenceKind.NUMBER
    if "".join(map(loosened, ours)) == "".join(map(loosened, theirs)):
        return DifferenceKind.SPELLING
    written = [quote.word(n) for n in old if n] + [text.word(n) for n in new if n]
    return DifferenceKind.NAME if any(word[:1].isupper() for word in written) else DifferenceKind.WORD


def _shortened(written: str) -> str:
    written = " ".join(written.split())
    return written if len(written) <= 200 else f"{written[:120]} … {written[-70:]}"
