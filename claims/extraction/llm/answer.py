"""Reading the JSON that a model wrote, however it wrapped it; nothing of it is ever evaluated."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

_DECODER = json.JSONDecoder()
_THOUGHT = re.compile(r"\A\s*<think>.*?</think>", re.DOTALL)
_OPENING = re.compile(r"[{\[]")
_MAX_STARTS = 50
"""Places where JSON may begin that are tried, so that a text full of braces takes no time."""
_SPACE = re.compile(r"[\s,]*")


@dataclass(frozen=True, slots=True)
class Items:
    """The list that was asked for; ``whole`` is false when it broke off."""

    items: list[Any]
    whole: bool


def read_items(text: str, key: str) -> Items | None:
    """Return the list under ``key`` in a JSON object somewhere in the text, or None where there is none.

    Words and code fences around it are skipped; of a list that breaks off, the items that are complete count.
    """
    text = _THOUGHT.sub("", text)
    for value in _values(text):
        found = value.get(key) if isinstance(value, dict) else value
        if isinstance(found, list) and (found is not value or _can_stand_alone(value, text)):
            return Items(found, whole=True)
    return _broken_off(text, key)


def _can_stand_alone(value: list[Any], text: str) -> bool:
    """Whether a list without its object can be the one that was asked for, and not some list within a text."""
    return all(isinstance(item, dict) for item in value) if value else text.strip() == "[]"


def _values(text: str) -> Iterator[Any]:
    """Yield the values that begin at the first opening brackets and do not lie inside one another."""
    end = 0
    for number, match in enumerate(_OPENING.finditer(text)):
        if number >= _MAX_STARTS:
            return
        if match.start() < end:
            continue
        try:
            value, end = _DECODER.raw_decode(text, match.start())
        except (ValueError, RecursionError):
            continue
        yield value


def _broken_off(text: str, key: str) -> Items | None:
    begin = re.search(rf'"{re.escape(key)}"\s*:\s*\[', text)
    if begin is None:
        return None
    items: list[Any] = []
    place = begin.end()
    while True:
        space = _SPACE.match(text, place)
        try:
            item, place = _DECODER.raw_decode(text, space.end() if space else place)
        except (ValueError, RecursionError):
            return Items(items, whole=False)
        items.append(item)
