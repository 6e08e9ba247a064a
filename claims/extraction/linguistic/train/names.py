"""Names (PER, LOC, ORG) for the sentences of a treebank, as one IOB tag for each word.

Two sources: the IOB2 files of Universal NER (https://www.universalner.org) over EWT, and, for GUM, a reading
of its entity notes (https://gucorpling.org/gum), which mark every mention, named or not.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path

from claims.extraction.linguistic.train.conllu import Sentence, Word

Tagged = list[tuple[str, str]]
"""The tokens of a sentence, each with its IOB tag."""

KINDS = {"person": "PER", "place": "LOC", "organization": "ORG"}
"""The kinds of GUM's entities that can be names here."""

INSIDE = frozenset(["of", "the", "and", "for", "in", "&", "-", "–", "'", "’", ".", "'s", "’s"])
"""Words without a capital that may stand inside a name, before another capital."""

BESIDE = frozenset(["appos", "flat", "nmod:desc"])
"""Relations by which a name stands beside the noun that says what it is."""

DESCRIBING = frozenset(["amod", "compound", "det", "nmod:poss"])
"""Relations of the words that make a lone capital a title ("Home Secretary", "the President")."""

_BRACKET = re.compile(r"\((?P<opened>\d+)-(?P<kind>[a-z]+)-[^()]*(?P<single>\))?|(?P<closed>\d+)\)")


def read_name_file(path: Path) -> dict[str, Tagged]:
    """Read an IOB2 file: sentence id → tokens with tags. Names of other kinds ("OTH") are left out."""
    sentences: dict[str, Tagged] = {}
    current: Tagged = []
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.startswith("# sent_id"):
            current = sentences.setdefault(line.partition("=")[2].strip(), [])
        elif line and not line.startswith("#"):
            columns = line.split("\t")
            current.append((columns[1], "O" if columns[2].endswith("OTH") else columns[2]))
    return sentences


def with_names(sentences: Iterable[Sentence], tagged: Mapping[str, Tagged]) -> Iterator[Sentence]:
    """Give the sentences that the file has, with its names; those whose text differs are left out."""
    for sentence in sentences:
        names = align(sentence.words, tagged.get(sentence.id, []))
        if names:
            yield replace(sentence, names=names)


def align(words: Iterable[Word], tagged: Tagged) -> tuple[str, ...]:
    """Carry tags over to words that may be cut differently; nothing when the letters do not agree."""
    forms = [re.sub(r"\s", "", word.form) for word in words]
    tokens = [(re.sub(r"\s", "", form), tag) for form, tag in tagged]
    if "".join(forms) != "".join(form for form, _ in tokens):
        return ()
    letters = [tag for form, tag in tokens for tag in [tag, *[_inside(tag)] * (len(form) - 1)]]
    tags, start = [], 0
    for form in forms:
        tags.append(letters[start])
        start += len(form)
    return tuple(valid(tags))


def valid(tags: Iterable[str]) -> list[str]:
    """Let every name begin with B-, as IOB2 demands."""
    result: list[str] = []
    for tag in tags:
        continues = bool(result) and result[-1][2:] == tag[2:]
        result.append(f"B-{tag[2:]}" if tag.startswith("I-") and not continues else tag)
    return result


def with_noted_names(sentences: Iterable[Sentence]) -> Iterator[Sentence]:
    """Give the sentences with the names that their entity notes show."""
    for sentence in sentences:
        names = ["O"] * len(sentence.words)
        # Longest first: "Bank of China" is an organisation, not a place inside one.
        for start, end, kind in sorted(_noted(sentence.words), key=lambda name: name[0] - name[1]):
            if all(name == "O" for name in names[start:end]):
                names[start:end] = [f"B-{kind}", *[f"I-{kind}"] * (end - start - 1)]
        yield replace(sentence, names=tuple(names))


def _noted(words: tuple[Word, ...]) -> Iterator[tuple[int, int, str]]:
    """Give the named mentions of a sentence as (first word, word after the last, kind)."""
    opened: dict[str, tuple[int, str]] = {}
    for index, word in enumerate(words):
        note = re.search(r"(?:^|\|)Entity=([^|]*)", word.notes)
        for bracket in _BRACKET.finditer(note[1]) if note else ():
            if bracket["opened"]:
                opened[bracket["opened"]] = index, bracket["kind"]
            number = bracket["closed"] or (bracket["opened"] if bracket["single"] else "")
            start, kind = opened.pop(number, (index, ""))
            span = _named_part(words, start, index + 1, kind) if kind in KINDS else None
            if span:
                yield *span, KINDS[kind]


def _named_part(words: tuple[Word, ...], start: int, end: int, kind: str) -> tuple[int, int] | None:
    """Give the name in a mention: "President Jo Cox, who …" → "Jo Cox"; none in "the President"."""
    inside = range(start, end)
    heads = [index for index in inside if words[index].head - 1 not in inside]
    anchor = _anchor(words, inside, heads[0]) if len(heads) == 1 else None
    if anchor is None:
        return None
    if kind == "person":
        return _person(words, inside, anchor)
    first = last = anchor
    while (wider := _next_capital(words, last, end, step=1)) is not None:
        last = wider
    while (wider := _next_capital(words, first, start - 1, step=-1)) is not None:
        first = wider
    return first, last + 1


def _anchor(words: tuple[Word, ...], inside: range, head: int) -> int | None:
    """Give the first word of the name proper: the mention's head, or what is set beside it as its name.

    "news agency [Korean Central News Agency]", "Home Secretary [Yvette Cooper]".
    """
    beside = [
        index
        for index in inside
        if words[index].head - 1 == head and words[index].relation in BESIDE and _is_name(words[index])
    ]
    named = [index for index in beside if _flat_end(words, index, inside.stop) > index + 1]
    if _is_name(words[head]) and (not named or _flat_end(words, head, inside.stop) > head + 1):
        return head
    return next(iter(named or beside), None)


def _is_name(word: Word) -> bool:
    return word.pos == "PROPN" and word.form[0].isupper()


def _person(words: tuple[Word, ...], inside: range, anchor: int) -> tuple[int, int] | None:
    """Give a person's name: all of "Donald Trump", but nothing for a title or a people ("the President")."""
    end = _flat_end(words, anchor, inside.stop)
    described = any(words[index].head - 1 == anchor and words[index].relation in DESCRIBING for index in inside)
    if end == anchor + 1 and (described or "Number=Plur" in words[anchor].morph):
        return None
    return anchor, end


def _flat_end(words: tuple[Word, ...], head: int, end: int) -> int:
    """Give the end of a person's name: the head and what hangs on it as "flat", without a gap."""
    last = head
    while (
        last + 1 < end and words[last + 1].head - 1 in range(head, last + 1) and words[last + 1].relation == "flat"
    ):
        last += 1
    return last + 1


def _next_capital(words: tuple[Word, ...], index: int, stop: int, *, step: int) -> int | None:
    """Give the next word with a capital, past at most two words that names have inside."""
    for other in range(index + step, stop, step)[:3]:
        word = words[other]
        if word.form[0].isupper() and word.pos not in ("DET", "PRON"):
            return other
        if word.form.lower() not in INSIDE:
            return None
    return None


def _inside(tag: str) -> str:
    return tag if tag == "O" else f"I-{tag[2:]}"
