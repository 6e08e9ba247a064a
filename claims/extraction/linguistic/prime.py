"""The memory that a passage begins with: who or what it is about."""

from claims.extraction.base import Passage
from claims.extraction.linguistic.gazetteer import ORGANISATION_HEADS
from claims.extraction.linguistic.memory import LastSubject, Memory
from claims.extraction.linguistic.names import country_of

_PARTICLES = frozenset(
    {"de", "del", "della", "da", "di", "la", "van", "von", "der", "den", "bin", "ibn", "al", "el", "y"}
)


def primed_memory(passage: Passage) -> Memory:
    """Return a memory that knows the passage's subject."""
    memory = Memory()
    subject = passage.subject.strip()
    if not subject:
        return memory
    country = country_of(subject)
    if country is not None:
        memory.note_country(country)
    is_person = country is None and _is_personal(subject)
    if is_person:
        memory.note_person(subject)
        memory.note_subject(subject)
    memory.last_subject = LastSubject(subject, is_person, is_plural=False)
    return memory


def _is_personal(subject: str) -> bool:
    """Whether the words look like a person's name: two to four capitalised words, no organisation."""
    words = [word for word in subject.split() if word not in _PARTICLES]
    capitalised = all(word[0].isupper() and not any(c.isdigit() for c in word) for word in words)
    return capitalised and 2 <= len(words) <= 4 and words[-1].lower() not in ORGANISATION_HEADS
