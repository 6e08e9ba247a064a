"""Voices: whose *I*, *my* and *we* are.

A transcript tells who speaks outside quotation marks, a quotation who speaks inside them; what is quoted inside a
quotation is nobody's.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from claims.extraction.linguistic.attribution import find_report, report_prefix
from claims.extraction.linguistic.first_person import GROUP, ONE, Voice
from claims.extraction.linguistic.gazetteer import ORGANISATION_HEADS, TITLES
from claims.extraction.linguistic.lexicon import FEMALE_WORDS, HUMAN_NOUNS, MALE_WORDS, word_set
from claims.extraction.linguistic.names import NameKind

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

    from claims.extraction.linguistic.memory import Memory
    from claims.extraction.linguistic.scene import Scene

_NAMED = re.compile(r"[A-Z][\w.’'-]*(?: (?:[A-Z][\w.’'-]*|de|del|von|van|der|al|bin|la))*")
_ROLES = (
    HUMAN_NOUNS | FEMALE_WORDS | MALE_WORDS | TITLES | word_set("operator witness chair speaker narrator caller")
)
"""Labels that say what somebody does there, and not who it is."""
_OPENING, _CLOSING = "“‘«", "”’»"


def voices(scene: Scene, *, around: str = "", quoted: str = "") -> dict[int, Voice]:
    """Return whose each word of the first person is, where that is certain.

    ``around`` speaks what stands outside quotation marks, ``quoted`` what the sentence quotes as a whole.
    """
    own = [token for token in scene.doc if token.lower_ in ONE | GROUP and token.tag_ in ("PRP", "PRP$")]
    if not own:
        return {}
    pairs = list(_quotations(scene.doc))
    found: dict[int, Voice] = {}
    for token in own:
        round_it = [pair for pair in pairs if pair[0] < token.i < pair[1]]
        if len(round_it) > 1:
            continue
        pair = round_it[0] if round_it else ()
        name = _quoted_by(scene, token, pair, quoted) if pair else around
        is_group = token.lower_ in GROUP
        if name and (_is_group(scene, name) if is_group else _is_one(scene.memory, name, is_known=name == around)):
            found[token.i] = Voice(name, pair, is_group)
    return found


def _quotations(doc: Doc) -> Iterator[tuple[int, ...]]:
    """Yield the quotations by the positions of their marks; one that is not closed reaches the end."""
    opened: list[Token] = []
    for token in doc:
        mark = token.text
        if mark in _OPENING or (mark == '"' and not any(other.text == '"' for other in opened)):
            opened.append(token)
        elif (mark in _CLOSING or mark == '"') and any(_closes(mark, other.text) for other in opened):
            while not _closes(mark, opened[-1].text):
                opened.pop()
            yield opened.pop().i, token.i
        elif mark in "”»":
            yield -1, token.i
    for token in opened:
        yield token.i, len(doc)


def _closes(mark: str, opening: str) -> bool:
    return opening == '"' if mark == '"' else _OPENING.find(opening) == _CLOSING.find(mark)


def _quoted_by(scene: Scene, token: Token, pair: tuple[int, ...], quoted: str) -> str:
    """Return who says a quotation: by the reporting verb outside it, else whoever the whole sentence quotes."""
    above = token
    while pair[0] < above.i < pair[1] and above.head.i != above.i:
        above = above.head
    if pair[0] < above.i < pair[1]:
        return quoted
    content = find_report(above)
    return report_prefix(scene, above, ()).name if content is not None else ""


def _is_one(memory: Memory, name: str, *, is_known: bool) -> bool:
    """Whether a name is one person's; who says *I* is one, but may be no more than *officials*."""
    if not _NAMED.fullmatch(name) or name.lower() in _ROLES:
        return False
    return is_known or memory.is_known_person(name) or memory.gender_of(name) is not None


def _is_group(scene: Scene, name: str) -> bool:
    """Whether words name one organisation, as *the company*."""
    words = name.lower().split()
    if len(words) == 2 and words[0] == "the":
        return words[1] in ORGANISATION_HEADS
    return any(one.text == name and one.kind is NameKind.ORGANISATION for one in scene.names)
