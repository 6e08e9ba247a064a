"""Random edits of a text that remember where each character came from: the truth about every anchor is known."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from random import Random

from claims.domain.boundary import sentences

ODD = ("😀", "👩‍👩‍👧‍👦 ", "q\u0303", " 🎖", "\u00a0", "नमस्ते ", "（例）")
_QUOTES = {"“": '"', "”": '"', "‘": "'", "’": "'", '"': "”", "'": "’"}


@dataclass(frozen=True, slots=True)
class Sign:
    """One character of an edited text."""

    text: str
    origin: int | None = None
    """Where it stood in the first text; None: added."""
    copied: bool = False


Signs = list[Sign]
Paragraphs = list[Signs]
Edit = Callable[[Random, Paragraphs, Sequence[str]], None]


@dataclass
class Edited:
    """A text, what it became, and how."""

    old: str
    signs: Signs
    edits: list[str]

    @property
    def new(self) -> str:
        """The edited text."""
        return "".join(sign.text for sign in self.signs)

    def is_right(self, start: int, end: int, new_start: int, new_end: int) -> bool:
        """Whether words were followed to where they went; to a copy only where the original is gone."""
        there = [sign for sign in self.signs[new_start:new_end] if not sign.text.isspace()]
        wanted = self._wanted(start, end)
        if [sign.origin for sign in there] != wanted:
            return False
        alive = {sign.origin for sign in self.signs if not sign.copied}
        return not any(sign.copied and sign.origin in alive for sign in there)

    def survives(self, start: int, end: int) -> bool:
        """Whether the words, the original or a copy, still stand together."""
        wanted = self._wanted(start, end)
        origins = [sign.origin for sign in self.signs if not sign.text.isspace()]
        return any(
            origins[place : place + len(wanted)] == wanted
            for place, origin in enumerate(origins)
            if wanted and origin == wanted[0]
        )

    def _wanted(self, start: int, end: int) -> list[int]:
        """Where the letters stand; white space between paragraphs has no origin worth following."""
        return [place for place in range(start, end) if not self.old[place].isspace()]

    def sentence_share(self, sentence: tuple[int, int], new_start: int, new_end: int) -> float:
        """Return how much of a place came from a sentence of the old text, among all that came from anywhere."""
        known = [sign.origin for sign in self.signs[new_start:new_end] if sign.origin is not None]
        inside = sum(sentence[0] <= origin < sentence[1] for origin in known)
        return inside / len(known) if known else 0.0


def edit_text(random: Random, old: str, foreign: Sequence[str], *, most: int = 6) -> Edited:
    """Make one to ``most`` edits; ``foreign`` are sentences of other texts that may be put in.

    No paragraph is both moved and repeated: which one is the original could not be told by anybody.
    """
    paragraphs = _cut(old)
    done = []
    names = list(EDITS)
    for _number in range(random.randint(1, most)):
        name = random.choice(names)
        if name in ("move_paragraph", "repeat_paragraph", "swap_paragraphs", "repeat_sentence"):
            # of what moved and what was repeated nobody can say later which is which
            names = [other for other in names if other not in _ONE_OF - {name}]
        EDITS[name](random, paragraphs, foreign)
        done.append(name)
    signs = [sign for number, paragraph in enumerate(paragraphs) for sign in _line(number, paragraph)]
    return Edited(old, signs, done)


def sentence_spans(text: str) -> list[tuple[int, int]]:
    """Return where the sentences of a text stand."""
    spans = []
    for line in re.finditer(r"[^\n]+", text):
        for start, end in sentences(text, line.start(), line.end()):
            words = text[start:end]
            low, high = start + len(words) - len(words.lstrip()), end - len(words) + len(words.rstrip())
            if low < high:
                spans.append((low, high))
    return spans


def _cut(text: str) -> Paragraphs:
    return [
        [Sign(char, match.start() + number) for number, char in enumerate(match.group())]
        for match in re.finditer(r"[^\n]+", text)
    ]


def _line(number: int, paragraph: Signs) -> Signs:
    return [Sign("\n"), Sign("\n"), *paragraph] if number else list(paragraph)


def _text(signs: Signs) -> str:
    return "".join(sign.text for sign in signs)


def _added(text: str) -> Signs:
    return [Sign(char) for char in text]


def _copy(signs: Signs) -> Signs:
    return [Sign(sign.text, sign.origin, copied=True) for sign in signs]


def _some(random: Random, paragraphs: Paragraphs) -> Signs:
    return random.choice([paragraph for paragraph in paragraphs if paragraph] or [[Sign("x")]])


def _some_sentence(random: Random, paragraph: Signs) -> tuple[int, int]:
    return random.choice(sentence_spans(_text(paragraph)) or [(0, 0)])


def _delete_sentence(random: Random, paragraphs: Paragraphs, foreign: Sequence[str]) -> None:
    paragraph = _some(random, paragraphs)
    start, end = _some_sentence(random, paragraph)
    del paragraph[start:end]


def _delete_paragraph(random: Random, paragraphs: Paragraphs, foreign: Sequence[str]) -> None:
    if len(paragraphs) > 1:
        del paragraphs[random.randrange(len(paragraphs))]


def _insert_sentence(random: Random, paragraphs: Paragraphs, foreign: Sequence[str]) -> None:
    paragraph = _some(random, paragraphs)
    start, _end = _some_sentence(random, paragraph)
    paragraph[start:start] = _added(random.choice(foreign) + " ")


def _insert_paragraph(random: Random, paragraphs: Paragraphs, foreign: Sequence[str]) -> None:
    words = " ".join(random.choice(foreign) for _ in range(random.randint(1, 3)))
    paragraphs.insert(random.randrange(len(paragraphs) + 1), _added(words))


def _repeat_sentence(random: Random, paragraphs: Paragraphs, foreign: Sequence[str]) -> None:
    paragraph, other = _some(random, paragraphs), _some(random, paragraphs)
    start, end = _some_sentence(random, paragraph)
    copied = _copy(paragraph[start:end])
    place, _end = _some_sentence(random, other)
    other[place:place] = [*copied, *_added(" ")]


def _repeat_paragraph(random: Random, paragraphs: Paragraphs, foreign: Sequence[str]) -> None:
    paragraphs.insert(random.randrange(len(paragraphs) + 1), _copy(_some(random, paragraphs)))


def _move_paragraph(random: Random, paragraphs: Paragraphs, foreign: Sequence[str]) -> None:
    paragraph = paragraphs.pop(random.randrange(len(paragraphs)))
    paragraphs.insert(random.randrange(len(paragraphs) + 1), paragraph)


def _swap_paragraphs(random: Random, paragraphs: Paragraphs, foreign: Sequence[str]) -> None:
    one, other = random.randrange(len(paragraphs)), random.randrange(len(paragraphs))
    paragraphs[one], paragraphs[other] = paragraphs[other], paragraphs[one]


def _change_quotes(random: Random, paragraphs: Paragraphs, foreign: Sequence[str]) -> None:
    chosen = paragraphs if random.random() < 0.5 else [_some(random, paragraphs)]
    for paragraph in chosen:
        for place, sign in enumerate(paragraph):
            if sign.text in _QUOTES:
                paragraph[place] = replace(sign, text=_QUOTES[sign.text])


def _add_odd(random: Random, paragraphs: Paragraphs, foreign: Sequence[str]) -> None:
    paragraph = _some(random, paragraphs)
    place = random.randrange(len(paragraph) + 1)
    paragraph[place:place] = _added(random.choice(ODD))


def _change_words(random: Random, paragraphs: Paragraphs, foreign: Sequence[str]) -> None:
    paragraph = _some(random, paragraphs)
    start, end = _some_sentence(random, paragraph)
    words = list(re.finditer(r"\w+", _text(paragraph)[start:end]))
    if not words:
        return
    word = random.choice(words)
    low, high = start + word.start(), start + word.end()
    paragraph[low:high] = _added(random.choice(["", "not", "4,000", "Freitag", "Prime Minister Novak"]))


def _split_paragraph(random: Random, paragraphs: Paragraphs, foreign: Sequence[str]) -> None:
    number = random.randrange(len(paragraphs))
    start, _end = _some_sentence(random, paragraphs[number])
    if start:
        paragraphs[number : number + 1] = [paragraphs[number][:start], paragraphs[number][start:]]


EDITS: dict[str, Edit] = {
    "delete_sentence": _delete_sentence,
    "delete_paragraph": _delete_paragraph,
    "insert_sentence": _insert_sentence,
    "insert_paragraph": _insert_paragraph,
    "repeat_sentence": _repeat_sentence,
    "repeat_paragraph": _repeat_paragraph,
    "move_paragraph": _move_paragraph,
    "swap_paragraphs": _swap_paragraphs,
    "change_quotes": _change_quotes,
    "add_odd": _add_odd,
    "change_words": _change_words,
    "split_paragraph": _split_paragraph,
}
_ONE_OF = {"repeat_sentence", "repeat_paragraph", "move_paragraph", "swap_paragraphs"}
