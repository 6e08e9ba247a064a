"""Lists under a lead-in that is an unfinished sentence: ``The bill would:`` and its items."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import groupby

from claims.extraction.block import Block, BlockKind

_LEAD_IN = re.compile(
    r"(?:^|(?<=[.!?] ))(?P<lead>[A-Z][^.!?:\n]{2,200}[^\W\d_]\s"
    r"(?:that|to|will|would|can|could|should|must|may|might|shall))\s?:$"
)
_NO_LEAD_IN = re.compile(r"\b(?:according|due|thanks|owing|next|prior|addition|relat\w+|respon\w+|access) to$")
_ALTERNATIVE = re.compile(r"\b(?:or|and/or)[\s;,.]*$")
_ITEM = re.compile(r"\s*(?:[-*•‣▪–—·]\s+|\d{1,2}[.)]\s+)")


def with_lead_ins(text: str, blocks: Iterable[Block]) -> Iterator[Block]:
    """Give the items of a list the lead-in that they finish; alone it is no sentence and goes."""
    before: Block | None = None
    for is_list, run in groupby(blocks, lambda block: _is_item(text, block)):
        if not is_list:
            for block in run:
                if before is not None:
                    yield before
                before = block
            continue
        items = list(run)
        found = _LEAD_IN.search(text[before.start : before.end]) if before is not None else None
        if before is not None and found and not _NO_LEAD_IN.search(found["lead"]):
            is_choice = any(_ALTERNATIVE.search(text[item.start : item.end]) for item in items)
            lead = "" if is_choice else " ".join(found["lead"].split())
            items = [replace(item, lead=lead) for item in items]
            before = _shortened(text, before, before.start + found.start())
        if before is not None:
            yield before
        before = None
        yield from items
    if before is not None:
        yield before


def _is_item(text: str, block: Block) -> bool:
    line = max(text.rfind(end, 0, block.start) for end in "\n\u2028\u2029") + 1
    match = _ITEM.match(text, line)
    return match is not None and match.end() == block.start


def _shortened(text: str, block: Block, end: int) -> Block | None:
    """Return what stands before the lead-in, or None."""
    end = block.start + len(text[block.start : end].rstrip())
    return replace(block, end=end, kind=BlockKind.PARAGRAPH) if end > block.start else None
