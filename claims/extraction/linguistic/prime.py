"""The memory that a passage begins with: who or what it is about."""

from claims.extraction.base import Passage
from claims.extraction.linguistic.memory import LastSubject, Memory
from claims.extraction.linguistic.mention import GROUPS, Entity, Sort
from claims.extraction.linguistic.names import country_of
from claims.extraction.linguistic.topic import gender_in, is_personal, nouns_for, topic_of

TOPIC = 90.0
"""Weight that the topic keeps through the text."""


def primed_memory(passage: Passage) -> Memory:
    """Return a memory that knows what the passage is about."""
    memory = Memory()
    topic = topic_of(passage)
    if topic is None:
        return memory
    country = country_of(topic.name)
    if country is not None:
        memory.note_country(country)
    text = f"{passage.context or passage.text}"
    is_person = country is None and is_personal(topic, text)
    sort = Sort.PERSON if is_person else Sort.THING if country is not None or topic.what else Sort.UNSURE
    nouns = set() if is_person else nouns_for(topic, text)
    if nouns & GROUPS:
        sort = Sort.GROUP
    entity = Entity(sort, topic.name, gender_in(text) if is_person else None, prior=TOPIC, nouns=nouns)
    if is_person:
        memory.note_person(topic.name)
        if entity.gender is not None:
            memory.note_gender(topic.name, entity.gender)
    memory.bring_to_mind(entity)
    memory.last_subject = LastSubject(topic.name, is_person, is_plural=False)
    return memory
