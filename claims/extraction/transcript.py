"""Transcripts: lines that begin with who speaks, as in ``ANNA: We cut taxes`` or ``Q: …``."""

import re
from collections import Counter
from dataclasses import dataclass

_TITLE = (
    r"(?:(?:Mr|Mrs|Ms|Dr|Prof|Sen|Rep|Gov|Gen|Lord|Lady|Sir|President|Senator|Minister|Judge|Mayor|Governor"
    r"|Secretary|Chancellor)\.? )?"
)
_LABEL = re.compile(
    rf"^[ \t]*(?:\*\*)?({_TITLE}(?:[A-Z][\w.'’-]*(?: (?:[A-Z][\w.'’-]*|de|von|van|al|bin|of|the)){{0,4}}))"
    r"(?: ?\([^()\n]{1,40}\))?:(?:\*\*)?[ \t]+(?=\S)",
    re.MULTILINE,
)
_NOBODY = re.compile(
    r"(?:Q|A|QUESTION|ANSWER|REPORTER|HOST|INTERVIEWER|MODERATOR|SPEAKER(?: \d+)?"
    r"|UNIDENTIFIED.*|VOICE|AUDIENCE|CROWD)$",
    re.IGNORECASE,
)
"""Labels that say that somebody speaks, and not who."""
_FIRST_PERSON = re.compile(r"\b(?:I|I[’'](?:m|ve|d|ll)|[Ww]e|[Ww]e[’']\w+|[Mm]y|[Oo]ur)\b")
_NO_SPEAKER = re.compile(
    r"(?:note|update|breaking|watch|read|photos?|images?|video|live|more|related|correction|warning|tips?|sources?"
    r"|credit|caption|file|summary|price|rating|ingredients|directions|address|phone|email|website)$",
    re.IGNORECASE,
)
_SPEECH = re.compile(
    r"\s*(?i:(?:full )?(?:text of )?(?:(?:prepared|opening|closing) )?"
    r"(?:remarks|speech|address|statement|testimony))"
    r"(?i:,? (?:as (?:prepared|delivered|written)(?: for delivery)?,? )?)(?: ?(?:by|of)) "
    rf"(?P<who>{_TITLE}(?:[A-Z][\w’'-]+|[A-Z]\.)(?: (?:[A-Z][\w’'-]+|[A-Z]\.|de|von|van|al|bin)){{1,4}})"
    r"(?=[\s,:]|$)[^\n.!?]*\n"
)
"""The heading of a speech that names who gives it."""
_MIN_LABELS = 3


@dataclass(frozen=True, slots=True)
class Turn:
    """What one person says in one line; ``start`` is behind the label."""

    start: int
    speaker: str
    """Empty when the label does not name anybody."""


def turns_of(text: str) -> dict[int, Turn]:
    """Return the turns by where their lines begin.

    A text is a transcript when a label returns, with another beside it; a single label in capitals counts only
    before the first person, as cities and warnings are written like that too.
    """
    found = [match for match in _LABEL.finditer(text) if not _NO_SPEAKER.match(match.group(1))]
    counts = Counter(match.group(1) for match in found)
    is_transcript = len(found) >= _MIN_LABELS and 1 < len(counts) < len(found)
    return {
        match.start(): Turn(match.end(), _speaker(match.group(1)))
        for match in found
        if is_transcript or _is_speech(text, match)
    }


def speaker_of_speech(text: str) -> str:
    """Return who gives the speech that a text is, when its heading says so; else nothing."""
    match = _SPEECH.match(text)
    if match is None or len(_FIRST_PERSON.findall(text, match.end())) < _MIN_LABELS:
        return ""
    return re.sub(rf"^{_TITLE}(?=\S+ \S)", "", match["who"])


def _is_speech(text: str, match: re.Match[str]) -> bool:
    label = match.group(1)
    if _NOBODY.match(label):
        return label.isupper()
    end = text.find("\n", match.end())
    line = text[match.end() : min(end if end >= 0 else len(text), match.end() + 300)]
    return label.isupper() and len(label) > 2 and _FIRST_PERSON.search(line) is not None


def _speaker(label: str) -> str:
    """Write a name in capitals as names are written."""
    if _NOBODY.match(label):
        return ""
    return " ".join(word.title() if len(word) > 2 and word.isupper() else word for word in label.split())
