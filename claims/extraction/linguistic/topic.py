"""The topic of a passage: who or what it is about, and the title that pasted pages have glued to their text."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from claims.extraction.base import Passage
from claims.extraction.block import ends_sentence
from claims.extraction.linguistic.gazetteer import FEMALE_NAMES, MALE_NAMES
from claims.extraction.linguistic.lexicon import FEMALE_WORDS, HUMAN_NOUNS, MALE_WORDS, word_set
from claims.extraction.linguistic.memory import FEMALE, MALE

MAX_TITLE_WORDS = 10
_SEARCHED = 400
"""Code points in which a title must come again to be what the text is about."""
_WORD = re.compile(r"\S+")
_BRACKET = re.compile(r"(?P<name>[^()]+?) \((?P<what>(?!born\b)(?:[^()]* )?[a-z]{3,}|\d{4})\)")
_NO_TITLE = re.compile(
    r"[–—-]$|[.!?:;]$(?<!\b[A-Z]\.)(?<!\b(?:Jr|Sr|St|Dr|Mr|Ms)\.)(?<!\b(?:Inc|Ltd|Mrs)\.)(?<!\bCorp\.)"
    r"|^(?:is|are|was|were|has|have|had|will|said|says)$"
)
_PRONOUN_OPENERS = frozenset({"He", "She", "It", "They", "His", "Her", "Its", "Their"})
_OPENERS = _PRONOUN_OPENERS | word_set(
    """The This These A An In On At By For From To With As Of During Since While When After Before Although Though
    Despite Following Under About Both Many Most Some There However Today Currently Originally Later Then Until
    Through Throughout Among According Within Prior Pursuant Shortly Next If Not Largely Once Because Even Also"""
)
_PARTICIPLE = re.compile(
    r"(?!United\b)[A-Z]\w+(?:(?:ed|en|wn|rn) (?:by|in|for|at|as|on|from|to|with|under|following)\b"
    r"|ing (?!(?:is|was|are|were|has|have)\b)[a-z])"
)
_SUBJECT_BEHIND = re.compile(r"[^.;:]{3,80}, (?:(?:[Hh]e|[Ss]he|it|they|the \w+) \w+|(?:his|her|its|the) \w+)")
_NAME_IN_FULL = re.compile(r"(?P<name>[A-Z][\w.’'-]+(?: [\"“]?[A-Z][\w.’'-]*[\"”]?){1,5}) (?:\(|is |was )")
_LINKS = word_set("of the and in for to with on a an at from de la by or vs &")
_SHE, _HE, _IT = (re.compile(rf"\b(?:{words})\b", re.IGNORECASE) for words in ("she|her", "he|his|him", "it|its"))
KINDS = tuple(
    word_set(kind)
    for kind in (
        "film movie picture",
        "series show program programme sitcom",
        "album record",
        "song single track",
        "band group duo trio",
        "company firm corporation manufacturer automaker business retailer",
        "city town capital municipality village",
        "country nation",
        "state province region",
        "island archipelago",
        "club team side",
        "novel book",
        "game",
        "franchise",
        "agency organisation organization",
        "disease virus condition disorder syndrome infection",
        "university school college",
        "newspaper paper magazine",
        "party",
        "museum building palace tower church",
        "empire kingdom",
        "festival event",
        "sport",
    )
)
"""Nouns for what has a name, by kind."""
_BARE_NOUN = re.compile(rf"\b[Tt]he ({'|'.join(noun for kind in KINDS for noun in sorted(kind))})\b(?! [A-Z])")
_SECTIONS = frozenset(
    {
        "summary",
        "abstract",
        "introduction",
        "background",
        "overview",
        "results",
        "conclusion",
        "methods",
        "discussion",
    }
)
"""Headings that name no topic."""
_PART_OF_NAME = re.compile(r"[A-Z][^\W\d_]*(?:[.’'-][^\W\d_]*)*")
_PARTICLES = word_set("de del della da di la van von der den bin ibn al el y of the")


@dataclass(frozen=True, slots=True)
class Topic:
    """Who or what a passage is about; ``what`` is the noun for it where the title gives one: ``film``."""

    name: str
    what: str = ""


def topic_of(passage: Passage) -> Topic | None:
    """Return the topic: the given subject, a title glued to the text, or a title that the text takes up."""
    if passage.subject.strip():
        return _topic(passage.subject)
    context = context_before(passage)
    for text in (context, passage.text):
        end = glued_title(text, alone=text is context and passage.text in passage.context)
        if end and text[:end].lower() not in _SECTIONS:
            return _topic(text[:end])
    title = _topic(passage.title)
    words = title.name.split()
    taken_up = bool(words) and len(words) <= 5 and title.name in f"{context} {passage.text}"[:_SEARCHED]
    return title if taken_up and _is_capitalised(words) else None


def context_before(passage: Passage) -> str:
    """Return the context; where it holds the passage itself, only what stands before that."""
    place = passage.context.find(passage.text) if passage.text else -1
    return passage.context if place < 0 else passage.context[:place]


def glued_title(text: str, *, alone: bool = False) -> int:
    """Return where the title ends that stands in front of the first sentence without a mark between; else 0.

    ``alone``: a text that is nothing but a title counts too.
    """
    line = text.split("\n", 1)[0].rstrip()
    for end, rest in _cuts(line) if ends_sentence(line) else ():
        head = line[:end]
        if "(" in head:
            if _BRACKET.fullmatch(head) and rest[:1].isupper():
                return end
        elif _says_again(head, rest) or _opens(head, rest):
            return end
    whole = line.strip()
    is_title = alone and whole and len(whole.split()) <= MAX_TITLE_WORDS and not _NO_TITLE.search(whole)
    return len(line) if is_title else 0


def _cuts(line: str) -> Iterator[tuple[int, str]]:
    """Yield the ends of the first words while they can be a title, each with what follows."""
    words = list(_WORD.finditer(line, 0, 200))[: MAX_TITLE_WORDS + 1]
    if not words or not (words[0].group()[0].isupper() or words[0].group()[0].isdigit()):
        return
    for word, following in pairwise(words):
        if _NO_TITLE.search(word.group()):
            return
        yield word.end(), line[following.start() :]


def _says_again(head: str, rest: str) -> bool:
    """``Ana Ruiz Ana Ruiz is …``, ``Ana Ruiz Ruiz was …``, ``Ana Ruiz Ana Maria Ruiz (born …``."""
    bare = re.sub(r"^(?:[,;] |[\"“'‘])*(?:(?:The|A|An) )?[\"“]?", "", rest)
    name, parts = head.removeprefix("The "), head.split()
    again = re.compile(re.escape(name) + r"(?:[’']s?|[\"”,]+)*(?= [a-z(;\d])", re.IGNORECASE)
    if again.match(bare) and bare[:1] == name[:1]:
        return True
    if len(parts) < 2 or not _is_capitalised(parts) or parts[-1] in _LINKS:
        return False
    first = re.sub(r"(?:[’']s?|,)$", "", bare.split(" ", 1)[0])
    if len(first) > 2 and first in (parts[-1], parts[0].rstrip(",")) and first.lower() not in _LINKS:
        return True
    full = _NAME_IN_FULL.match(rest)
    return full is not None and full.group("name").split()[-1] == parts[-1]


def _opens(head: str, rest: str) -> bool:
    """Whether what follows opens a sentence: a closed word with a capital in the middle of a line."""
    first, _, after = rest.partition(" ")
    parts = head.split()
    if not (_is_capitalised(parts) or len(parts) <= 3) or parts[-1].lower() in _LINKS:
        return False
    if _PARTICIPLE.match(rest) and (_comes_again(parts, rest) or _SUBJECT_BEHIND.match(rest)):
        return True
    if first.rstrip(",") not in _OPENERS or head in _OPENERS:
        return False
    if first in _PRONOUN_OPENERS:
        return after[:1].islower() and after.split(" ", 1)[0] not in _LINKS - {"and"} | {"as"}
    if _comes_again(parts, after) or _SUBJECT_BEHIND.match(after):
        return True
    return (after[:1].islower() or after[:1].isdigit()) and first != "Today,"


def _comes_again(parts: list[str], rest: str) -> bool:
    return any(
        len(part) > 2 and part[0].isupper() and re.search(rf"\b{re.escape(part)}\b", rest) for part in parts
    )


def _is_capitalised(words: list[str]) -> bool:
    """Whether the words are written as a name or title is."""
    return all(not word[0].islower() or word in _LINKS for word in words)


def _topic(title: str) -> Topic:
    title = " ".join(title.split())
    match = _BRACKET.fullmatch(title)
    if match is None:
        return Topic(title)
    what = match.group("what").split()[-1].lower()
    return Topic(match.group("name"), what if what.isalpha() else "")


def is_personal(topic: Topic, text: str) -> bool:
    """Whether the topic is a person: by its noun, by the pronouns of the text, else by the form of the name."""
    if topic.what:
        return topic.what in HUMAN_NOUNS | FEMALE_WORDS | MALE_WORDS | {"character", "wrestler", "comics"}
    people = len(_SHE.findall(text)) + len(_HE.findall(text))
    things = len(_IT.findall(text))
    words = [word for word in topic.name.split() if word not in _PARTICLES]
    if {word.lower() for word in words} & _LINKS:
        return False
    formed = 2 <= len(words) <= 4 and all(_PART_OF_NAME.fullmatch(word) for word in words)
    if formed and not people and not things:
        alone = text.count(words[-1]) > text.count(topic.name)
        return alone or words[0].lower() in FEMALE_NAMES | MALE_NAMES
    return people > things if formed else len(words) < 2 and people > 1 and not things


def gender_in(text: str) -> str | None:
    """Return the gender of the pronouns of a text about one person; None when both or none are frequent."""
    female, male = len(_SHE.findall(text)), len(_HE.findall(text))
    if female > 2 * male:
        return FEMALE
    return MALE if male > 2 * female else None


def nouns_for(topic: Topic, text: str) -> set[str]:
    """Return the nouns that stand for a topic that is no person, when the text uses those of one kind only.

    A text about a band that also says *the album* leaves open which of them the title names.
    """
    used = {noun.lower() for noun in _BARE_NOUN.findall(text)}
    kinds = [kind for kind in KINDS if used & kind]
    if topic.what:
        return {topic.what}.union(*(kind for kind in KINDS if topic.what in kind))
    return set(kinds[0]) if len(kinds) == 1 else set()
