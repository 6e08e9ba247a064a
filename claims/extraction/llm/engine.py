"""The engine ``llm``: a language model finds the claims, and the article decides which of them are kept."""

import logging
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from claims.extraction.anchoring import merge_repeated, tight_anchor
from claims.extraction.base import Candidate, Options, Passage
from claims.extraction.llm.access import Fault, ModelAccess
from claims.extraction.llm.chat import Chat
from claims.extraction.llm.judgement import Found, candidates_of
from claims.extraction.llm.numbering import Sentence, batches, number_sentences
from claims.extraction.llm.prompt import Task, extraction_prompt
from claims.extraction.llm.quote import locate
from claims.extraction.llm.soundness import Soundness, plain_line

MAX_CLAIMS = 24
"""Of one sentence."""

log = logging.getLogger(__name__)


class LlmEngine:
    """Asks a model for the claims of a few sentences at a time. It is made for one order, since it counts."""

    name = "llm"
    version = "1"

    def __init__(self, access: ModelAccess) -> None:
        self._access = access

    def extract(self, passage: Passage, options: Options = Options()) -> list[Candidate]:
        """Return the claims of one text in reading order.

        Raise ModelError when the model cannot be had within its limits: half an article is no answer.
        """
        chat, reading = Chat(self._access), _Reading(passage, self._access)
        for batch in batches(number_sentences(passage.text), self._access.terms.sentences):
            reading.take(self._items(chat, Task(passage, batch, options)), batch)
        if self._access.tally.dropped:
            log.info("Left out of what the language model returned: %s", dict(self._access.tally.dropped))
        ordered = sorted(reading.found, key=lambda one: (one.anchor.start, one.anchor.end))
        return merge_repeated(candidates_of(ordered, passage.language))

    def extract_many(self, passages: Iterable[Passage], options: Options = Options()) -> Iterator[list[Candidate]]:
        """Yield the claims of each text, in order."""
        for passage in passages:
            yield self.extract(passage, options)

    def _items(self, chat: Chat, task: Task) -> Sequence[Any]:
        """Return what the model says of the sentences; where it broke off, it is asked for fewer at a time."""
        answer = chat.ask(extraction_prompt(task))
        if answer.whole or len(task.sentences) == 1:
            return answer.items
        half = len(task.sentences) // 2
        parts = (task.sentences[:half], task.sentences[half:])
        return [item for part in parts for item in self._items(chat, Task(task.passage, part, task.options))]


class _Reading:
    """Takes over what holds of what the model returned for an article, and counts the rest."""

    def __init__(self, passage: Passage, access: ModelAccess) -> None:
        self.found: list[Found] = []
        self._passage = passage
        self._dropped = access.tally.dropped
        self._soundness = Soundness(passage)
        self._seen: set[tuple[str, int, int]] = set()

    def take(self, items: Sequence[Any], batch: Sequence[Sentence]) -> None:
        """Keep the sound claims of an answer."""
        most = MAX_CLAIMS * len(batch)
        self._drop(Fault.MANY, len(items) - most)
        numbered = {sentence.number: sentence for sentence in batch}
        of_sentence: Counter[int] = Counter()
        for item in items[:most]:
            number = item.get("sentence") if isinstance(item, dict) else None
            named = numbered.get(number) if type(number) is int else None
            if named is not None:
                of_sentence[named.number] += 1
            if named is not None and of_sentence[named.number] > MAX_CLAIMS:
                self._drop(Fault.MANY)
            else:
                self._take(item, named, batch)

    def _take(self, item: Any, named: Sentence | None, batch: Sequence[Sentence]) -> None:
        words, quote = (item.get("claim"), item.get("quote")) if isinstance(item, dict) else (None, None)
        if not isinstance(words, str) or not isinstance(quote, str):
            self._drop(Fault.MALFORMED)
            return
        text = plain_line(words)
        fault = self._soundness.fault(text)
        place = None if fault else locate(self._passage.text, quote, named, batch)
        anchor = tight_anchor(self._passage.text, *place) if place else None
        if anchor is None:
            self._drop(fault or Fault.QUOTE)
            return
        own = " ".join(sentence.words for sentence in batch if sentence.holds(anchor.start))
        if not self._soundness.is_of(text, own):
            self._drop(Fault.WORDS)
            return
        key = (text.casefold().rstrip(".!。"), anchor.start, anchor.end)
        if key in self._seen:
            self._drop(Fault.DUPLICATE)
            return
        self._seen.add(key)
        speaker = self._soundness.speaker(item.get("speaker"))
        self.found.append(Found(text, anchor, speaker, item.get("kind")))

    def _drop(self, fault: Fault, times: int = 1) -> None:
        if times > 0:
            self._dropped[fault] += times
