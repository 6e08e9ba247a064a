"""Any verdict that base.py can hold, for property tests."""

import types
import typing
from collections.abc import Callable
from typing import Any

from hypothesis import strategies as st

from claims.publishing.base import PublishedVerdict

HOSTILE = (
    "</script><script>alert(1)</script>",
    "<!-- <script>",
    "a\u2028b\u2029c\x85d",
    "=cmd|'/c calc'!A0",
    "'=1+1",
    ";=1+1",
    "\t@SUM(A1)",
    "👨‍👩‍👧 é مرحبا",
    "\ud800 lone",
    "\x00\r\n",
    "javascript:alert(1)",
    "https://[broken",
)
texts = st.sampled_from(HOSTILE) | st.text(max_size=30)


def _strategy(hint: Any) -> st.SearchStrategy[Any]:
    """Return values of a type, with hostile texts for every text."""
    if hint is str:
        return texts
    if hint is float:
        return st.floats(0, 1_000_000)
    if typing.get_origin(hint) is tuple:
        return st.lists(_strategy(typing.get_args(hint)[0]), max_size=2).map(tuple)
    if isinstance(hint, types.UnionType):
        return st.one_of(*[_strategy(kind) for kind in typing.get_args(hint)])
    if hasattr(hint, "__dataclass_fields__"):
        return members(hint)
    return st.from_type(hint)


def members(kind: Callable[..., Any]) -> st.SearchStrategy[Any]:
    """Return instances of a dataclass of base.py."""
    hints = typing.get_type_hints(kind)
    return st.builds(kind, **{name: _strategy(hint) for name, hint in hints.items()})


verdicts: st.SearchStrategy[PublishedVerdict] = members(PublishedVerdict)
