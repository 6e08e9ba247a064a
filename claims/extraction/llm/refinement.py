"""The engine ``linguistic+llm``: a model keeps, rewrites, splits or drops what the embedded engine found.

The model may only better what is there: what it does not speak of stays, and so does everything when it fails.
"""

import logging
from collections import defaultdict
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from claims.errors import ModelError
from claims.extraction.anchoring import merge_repeated
from claims.extraction.base import Candidate, ExtractionEngine, Options, Passage
from claims.extraction.llm.access import Fault, ModelAccess
from claims.extraction.llm.chat import Chat
from claims.extraction.llm.judgement import Found, candidates_of
from claims.extraction.llm.numbering import Sentence, batches, number_sentences
from claims.extraction.llm.prompt import Task, refinement_prompt
from claims.extraction.llm.soundness import Soundness, plain_line
from claims.i18n import gettext as _

MAX_PARTS = 6
"""Claims that one may be split into."""
MAX_DROPPED = 0.5
"""A model that would drop a greater share of an article's claims has been misled: none is dropped then."""
_FEW = 4
"""So few claims may all be dropped."""

log = logging.getLogger(__name__)
_Numbered = Mapping[int, Sequence[tuple[int, Candidate]]]


@dataclass(frozen=True, slots=True)
class _Asked:
    """What the model was asked about: a claim, and the sentence that it is of."""

    claim: str
    sentence: str


@dataclass(frozen=True, slots=True)
class _Decision:
    """What is to become of a claim: its texts; none drops it."""

    claim: int
    texts: tuple[str, ...]


class RefiningEngine:
    """Asks a model about the claims of another engine."""

    name = "linguistic+llm"

    def __init__(self, inner: ExtractionEngine, access: ModelAccess) -> None:
        self._inner, self._access = inner, access
        self.version = f"{inner.version}+1"
        self.languages: frozenset[str] = getattr(
            inner, "languages", frozenset()
        )  # what it cannot read stays unread

    def extract(self, passage: Passage, options: Options = Options()) -> list[Candidate]:
        """Return the claims of one text in reading order: refined; else as they were, and the tally says why."""
        candidates = self._inner.extract(passage, options)
        try:
            decisions = self._decisions(passage, candidates, options)
        except ModelError as error:
            log.warning("The claims were not refined: %s", error.message)
            self._access.tally.shortfall = error.message
            return candidates
        return merge_repeated(self._refined(passage, candidates, decisions))

    def extract_many(self, passages: Iterable[Passage], options: Options = Options()) -> Iterator[list[Candidate]]:
        """Yield the claims of each text, in order."""
        for passage in passages:
            yield self.extract(passage, options)

    def _decisions(
        self, passage: Passage, candidates: Sequence[Candidate], options: Options
    ) -> Mapping[int, _Decision]:
        chat, reading = Chat(self._access), _Reading(passage, self._access)
        sentences = number_sentences(passage.text)
        claims = _by_sentence(sentences, candidates)
        with_claims = [sentence for sentence in sentences if sentence.number in claims]

        def length(sentence: Sentence) -> int:
            return len(sentence.words) + sum(len(claim.text) for _number, claim in claims[sentence.number])

        for batch in batches(with_claims, self._access.terms.sentences, length):
            asked = {
                number: _Asked(claim.text, sentence.words)
                for sentence in batch
                for number, claim in claims[sentence.number]
            }
            reading.take(chat.ask(refinement_prompt(Task(passage, batch, options), claims)).items, asked)
        return reading.decisions

    def _refined(
        self, passage: Passage, candidates: Sequence[Candidate], decisions: Mapping[int, _Decision]
    ) -> Iterator[Candidate]:
        dropped = sum(not decision.texts for decision in decisions.values())
        misled = dropped > max(_FEW, MAX_DROPPED * len(candidates))
        if misled:
            self._access.tally.shortfall = _(
                "The language model would have dropped %(n)s of %(of)s claims; none of them was.",
                n=dropped,
                of=len(candidates),
            )
        for number, candidate in enumerate(candidates, 1):
            decision = decisions.get(number)
            if decision is None or (misled and not decision.texts):
                yield candidate
            else:
                yield from _rewritten(candidate, decision.texts, passage)


class _Reading:
    """Takes over the decisions that hold, and counts the rest."""

    def __init__(self, passage: Passage, access: ModelAccess) -> None:
        self.decisions: dict[int, _Decision] = {}
        self._dropped = access.tally.dropped
        self._soundness = Soundness(passage)

    def take(self, items: Sequence[Any], asked: Mapping[int, _Asked]) -> None:
        """Keep the sound decisions about the claims that were asked about; the first on a claim holds."""
        for item in items:
            decision = _decision(item, asked)
            if decision is None:
                self._dropped.update([] if _keeps(item, asked) else [Fault.MALFORMED])
            elif decision.claim in self.decisions:
                self._dropped[Fault.DUPLICATE] += 1
            else:
                self._take(decision, asked[decision.claim])

    def _take(self, decision: _Decision, asked: _Asked) -> None:
        faults = [fault for text in decision.texts if (fault := self._fault(text, asked.sentence))]
        if decision.texts and not faults and not self._soundness.keeps_denial(asked.claim, decision.texts):
            faults = [Fault.WORDS]
        if faults:
            self._dropped.update(faults)
        else:
            self.decisions[decision.claim] = decision

    def _fault(self, text: str, sentence: str) -> Fault | None:
        is_of = self._soundness.is_of(text, sentence)
        return self._soundness.fault(text) or (None if is_of else Fault.WORDS)


def _keeps(item: Any, asked: Container[int]) -> bool:
    return isinstance(item, dict) and item.get("action") == "keep" and _claim_of(item) in asked


def _claim_of(item: Mapping[str, Any]) -> int | None:
    number = item.get("claim")
    return number if type(number) is int else None


def _decision(item: Any, asked: Container[int]) -> _Decision | None:
    """Return the change that an item asks for; None for none, and for one that makes no sense."""
    claim = _claim_of(item) if isinstance(item, dict) else None
    if claim is None or claim not in asked:
        return None
    action, given = item.get("action"), item.get("texts")
    if action == "drop":
        return _Decision(claim, ())
    if not isinstance(given, list) or not all(isinstance(text, str) for text in given):
        return None
    texts = tuple(plain_line(text) for text in given)
    fits = len(texts) == 1 if action == "rewrite" else action == "split" and 2 <= len(texts) <= MAX_PARTS
    return _Decision(claim, texts) if fits else None


def _by_sentence(sentences: Sequence[Sentence], candidates: Sequence[Candidate]) -> _Numbered:
    """Give every claim a number and put it with the sentence in which its words begin."""
    ordered = sorted(enumerate(candidates, 1), key=lambda pair: pair[1].anchor.start)
    found: defaultdict[int, list[tuple[int, Candidate]]] = defaultdict(list)
    place = 0
    for number, candidate in ordered:
        while place < len(sentences) and sentences[place].end <= candidate.anchor.start:
            place += 1
        if place < len(sentences) and sentences[place].holds(candidate.anchor.start):
            found[sentences[place].number].append((number, candidate))
    return found


def _rewritten(candidate: Candidate, texts: Sequence[str], passage: Passage) -> Iterator[Candidate]:
    """Return a claim with other texts at the same places."""
    found = [Found(text, candidate.anchor, candidate.attribution, also=candidate.also) for text in texts]
    return candidates_of(found, passage.language)
