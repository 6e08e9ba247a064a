"""The parse of a claim's words, as far as the reading looks at it. Whoever has parsed a claim may hand it over."""

from collections.abc import Sequence
from typing import NamedTuple


class ParsedWord(NamedTuple):
    """A word with its tag (Penn treebank), its relation (Universal Dependencies), and the place of its head."""

    form: str
    tag: str
    relation: str
    head: int
    """Place among the words of the claim; -1: its head is not among them, as that of the main verb."""


Parse = Sequence[ParsedWord]
"""The words of one claim in order; empty where nobody parsed it."""
