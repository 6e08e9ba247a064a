"""Random edits of real texts: is every place that is called exact or moved right, and is nothing lost?

``python tests/benchmark/reanchoring.py DATA [--edits 300] [--seed 1] [--hostile]`` takes articles of
DATA/pages/ground-truth.json, edits each with a known truth, and prints one JSON line a figure. Anchors are the
sentences that the engine ``sentence`` finds and random stretches of words. ``wrong`` must be 0; ``copy_in_place``
counts words that are a copy by the editing's history, but stand just where the original stood, between the same
words: nobody could tell. With ``--hostile`` it compares texts of two million characters instead that are made to
take long: seconds of the processor for the alignment, the difference that a page shows, and 1,000 anchors.
"""

import argparse
import json
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from random import Random

from claims.domain.anchor import Anchor, anchor_at, normalise
from claims.domain.claim import AnchorStatus
from claims.domain.comparison.alignment import align
from claims.domain.comparison.difference import difference_of
from claims.domain.comparison.reanchoring import Reanchored, reanchor, reanchor_along
from claims.extraction.base import Passage
from claims.extraction.sentence import SentenceEngine
from tests.domain.comparison.edits import Edited, edit_text, sentence_spans
from tests.domain.comparison.hostile import hostile_pairs

SPANS = 20
"""Random stretches of words in each text, besides its sentences."""
SURE = (AnchorStatus.EXACT, AnchorStatus.MOVED)


def read_texts(data: Path) -> list[str]:
    """Return the articles' texts that have more than one paragraph."""
    pages = json.loads((data / "pages" / "ground-truth.json").read_text())
    texts = [normalise(page["articleBody"]).strip() for _key, page in sorted(pages.items())]
    return [text for text in texts if text.count("\n") > 1]


def anchors_of(random: Random, text: str) -> list[Anchor]:
    """Return anchors as an engine and as people would make them."""
    found = SentenceEngine().extract(Passage(text))
    places = {(a.start, a.end) for one in found for a in (one.anchor, *one.also)}
    for _number in range(SPANS):
        start = random.randrange(len(text))
        places.add((start, min(len(text), start + random.randint(1, 200))))
    return [anchor_at(text, start, end) for start, end in sorted(places)]


def faults(edited: Edited, anchor: Anchor, found: Reanchored) -> Iterator[str]:
    """Name what is wrong with what an anchor is said to have become."""
    place = found.anchor
    if found.status in SURE and place is not None:
        if place.exact != anchor.exact:
            yield "other_words"
        elif not edited.is_right(anchor.start, anchor.end, place.start, place.end):
            yield "copy_in_place" if place == anchor else "wrong"
    if (place is None) == (found.status in (*SURE, AnchorStatus.FUZZY)):
        yield "lost"
    if found.status is AnchorStatus.FUZZY and place is not None:
        home = _sentences_of(edited.old, anchor)
        if edited.sentence_share(home, place.start, place.end) < 0.5:
            yield "fuzzy_on_another_sentence"
    survives = edited.survives(anchor.start, anchor.end)
    if found.status is AnchorStatus.ORPHAN and survives:
        yield "orphan_still_there"
    if found.status is AnchorStatus.AMBIGUOUS and survives and not _is_offered(edited, anchor, found):
        yield "not_among_candidates"


def _sentences_of(text: str, anchor: Anchor) -> tuple[int, int]:
    spans = [span for span in sentence_spans(text) if span[0] < anchor.end and anchor.start < span[1]]
    return (min(s for s, _e in spans), max(e for _s, e in spans)) if spans else (anchor.start, anchor.end)


def _is_offered(edited: Edited, anchor: Anchor, found: Reanchored) -> bool:
    return any(edited.is_right(anchor.start, anchor.end, one.start, one.end) for one in found.candidates)


def measure(texts: Sequence[str], edits: int, seed: int, *, show: bool = False) -> None:
    """Edit, follow and count."""
    random = Random(seed)
    statuses: Counter[str] = Counter()
    wrong: Counter[str] = Counter()
    made: Counter[str] = Counter()
    seconds = 0.0
    foreign = [text[s:e] for text in texts for s, e in sentence_spans(text)]
    for _number in range(edits):
        edited = edit_text(random, random.choice(texts), foreign)
        new = edited.new
        if normalise(new) != new:
            made["not_normal"] += 1
            continue
        anchors = anchors_of(random, edited.old)
        started = time.perf_counter()
        found = reanchor(edited.old, new, anchors)
        seconds += time.perf_counter() - started
        made.update(edited.edits)
        wrong["lost"] += len(found) != len(anchors)
        for anchor, one in zip(anchors, found, strict=True):
            statuses[one.status.value] += 1
            for fault in faults(edited, anchor, one):
                wrong[fault] += 1
                if show:
                    print(fault, edited.edits, anchor, one, sep="\n  ")
    total = sum(statuses.values())
    print(json.dumps({"edited_texts": edits, "anchors": total, "seconds": round(seconds, 2), "edits": dict(made)}))
    print(json.dumps({"fates": dict(statuses), "one_fate_each": total == sum(statuses.values())}))
    print(json.dumps({name: wrong[name] for name in FAULTS}))


FAULTS = (
    "wrong",
    "copy_in_place",
    "other_words",
    "lost",
    "fuzzy_on_another_sentence",
    "orphan_still_there",
    "not_among_candidates",
)


def measure_large(texts: Sequence[str], words: int, count: int, seed: int) -> None:
    """Follow many anchors through a large text, lightly and heavily edited."""
    random = Random(seed)
    old = "\n\n".join(texts)
    while len(old.split()) < words:
        old = old + "\n\n" + "\n\n".join(_shuffled_words(random, text) for text in texts)
    old = old[: int(len(old) * words / len(old.split()))]
    foreign = [text[s:e] for text in texts for s, e in sentence_spans(text)]
    starts = sorted(random.sample(range(len(old) - 200), count))
    anchors = [anchor_at(old, start, start + random.randint(20, 200)) for start in starts]
    for most in (10, 500):
        new = edit_text(random, old, foreign, most=most).new
        started = time.perf_counter()
        found = reanchor(old, normalise(new), anchors)
        figures = {"words": len(old.split()), "anchors": count, "most_edits": most}
        fates = Counter(one.status.value for one in found)
        print(json.dumps({**figures, "seconds": round(time.perf_counter() - started, 2), "fates": dict(fates)}))


def _shuffled_words(random: Random, text: str) -> str:
    """Make another text of the same words, line by line."""
    lines = [line.split() for line in text.splitlines()]
    for line in lines:
        random.shuffle(line)
    return "\n".join(" ".join(line) for line in lines)


def measure_hostile(seed: int) -> None:
    """Compare whole texts that are made to take long."""
    for name, (old, new) in hostile_pairs(seed=seed).items():
        random = Random(seed)
        starts = sorted(random.sample(range(len(old) - 200), 1000))
        anchors = [anchor_at(old, start, start + random.randint(5, 200)) for start in starts]
        begun = time.process_time()
        alignment = align(old, new)
        aligned = time.process_time()
        difference_of(alignment)
        shown = time.process_time()
        fates = Counter(one.status.value for one in reanchor_along(alignment, anchors))
        seconds = {"align": aligned - begun, "difference": shown - aligned, "anchors": time.process_time() - shown}
        rounded = {step: round(value, 2) for step, value in seconds.items()}
        print(json.dumps({"text": name, "characters": len(old), "seconds": rounded, "fates": dict(fates)}))


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser()
    parser.add_argument("data", type=Path)
    parser.add_argument("--edits", type=int, default=300)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--show", action="store_true", help="print each fault with its anchor")
    parser.add_argument("--hostile", action="store_true", help="compare texts made to take long instead")
    options = parser.parse_args()
    if options.hostile:
        measure_hostile(options.seed)
        return
    texts = read_texts(options.data)
    measure(texts, options.edits, options.seed, show=options.show)
    measure_large(texts, 100_000, 3000, options.seed)


if __name__ == "__main__":
    main()
