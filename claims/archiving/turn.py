"""Who speaks in captions, and the transcript that they make: a paragraph for each turn, headed by its speaker."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from claims.archiving.base import Cue

_CHEVRONS = re.compile(r"(?:>|&gt;){2,3}\s*")
_LABEL = re.compile(r"([^\W\d_][^:\[\]()<>]{0,59}?)(?:\s?\([^()]{1,40}\))?:(?=\s|$)\s*")
_DASH = re.compile(r"[-–—‐]\s*(?=\S)")
_NO_SPEAKER = re.compile(
    r"(?:note|update|breaking|watch|read|photos?|images?|video|live|more|related|correction|warning|tips?|sources?"
    r"|credit|caption|file|summary|subtitles?|captions?|translation|transcript)\b",
    re.IGNORECASE,
)
_NAME = re.compile(r"[^\W\d_a-z](?:[\w.'’-]|\s(?!\s)){0,59}$")
_MOST_WORDS = 5
_PAUSE = 3.0
"""Seconds of silence after a sentence that part paragraphs where nobody is named."""
_SENTENCE_END = re.compile(r"[.!?…。！？؟।]['\"’”»)\]]*$")


@dataclass(frozen=True, slots=True)
class Utterance:
    """Words of one caption by one speaker; ``turn`` is whether a mark says that another speaks than before."""

    begins: float
    ends: float
    speaker: str
    words: str
    turn: bool = False


def utterances(found: Iterable[Utterance]) -> Iterator[Utterance]:
    """Yield the lines of captions with who speaks, as a voice, “NAME:”, “>> NAME:” or a dash says it.

    Lines of one caption by the same speaker become one utterance; a label counts until the next one.
    """
    lines = list(found)
    labels = _labels(lines)
    voiced = any(line.speaker for line in lines)
    dialogues = _dialogues(lines)
    speaker, waiting = "", False
    for number, line in enumerate(lines):
        words = _CHEVRONS.sub("", line.words, count=1) if _CHEVRONS.match(line.words) else line.words
        turn = words != line.words
        label = _LABEL.match(words)
        if line.speaker:
            speaker = line.speaker
        elif label is not None and (turn or label[1] in labels):
            speaker, words, turn = label[1].strip(), words[label.end() :], True
        elif turn or voiced:
            speaker = ""
        elif number in dialogues:
            speaker, turn = "", True
            words = _DASH.sub("", words, count=1)
        waiting = waiting or turn
        if words:
            yield Utterance(line.begins, line.ends, speaker, words, waiting)
            waiting = False


def transcript(found: Iterable[Utterance]) -> tuple[str, tuple[Cue, ...]]:
    """Return the text of a transcript, and the times of its words by their places in it."""
    pieces: list[str] = []
    cues: list[Cue] = []
    length = 0
    last: Utterance | None = None
    for one in found:
        between = _between(last, one)
        label = f"{one.speaker}: " if one.speaker and between != " " else ""
        pieces += [between, label, one.words]
        start = length + len(between) + len(label)
        length = start + len(one.words)
        if last is not None and between == " " and (last.begins, last.ends) == (one.begins, one.ends):
            start = cues.pop().start  # another line of the same caption
        cues.append(Cue(start, length, one.begins, one.ends, one.speaker))
        last = one
    return "".join(pieces), tuple(cues)


def _between(last: Utterance | None, one: Utterance) -> str:
    if last is None:
        return ""
    if one.speaker != last.speaker or (one.turn and not one.speaker):
        return "\n\n"
    paused = one.begins - last.ends >= _PAUSE and _SENTENCE_END.search(last.words) is not None
    return "\n\n" if paused and not one.speaker else " "


def _labels(lines: Sequence[Utterance]) -> frozenset[str]:
    """Return the labels that name speakers: those in capitals, and others that return beside another one."""
    counts: Counter[str] = Counter()
    for line in lines:
        label = _LABEL.match(line.words)
        if label and _could_be_name(label[1]):
            counts[label[1]] += 1
    returning = {label for label, count in counts.items() if count > 1}
    capitals = {label for label in counts if label.isupper() and len(label) > 1}
    return frozenset(capitals | (set(counts) if returning and len(counts) > 1 else set()))


def _could_be_name(label: str) -> bool:
    return (
        len(label.split()) <= _MOST_WORDS and _NAME.match(label) is not None and _NO_SPEAKER.match(label) is None
    )


def _dialogues(lines: Sequence[Utterance]) -> frozenset[int]:
    """Return the lines that a dash gives to another speaker: two of them or more in one caption."""
    dashed: dict[float, list[int]] = {}
    for number, line in enumerate(lines):
        if _DASH.match(line.words) and not line.speaker:
            dashed.setdefault(line.begins, []).append(number)
    return frozenset(number for numbers in dashed.values() if len(numbers) > 1 for number in numbers)
