"""Word classes without a tagger: the part of speech that a word has most often, or that its ending suggests.

Measured: as good a feature for the reading as the tags of the parse (its relations add something), at a hundredth
of the time; and it works for claims that no parser has seen, such as those of a language model. Beside it, the
Brown cluster of a word: words that keep the same company share one, so that what is learned of one holds for
those that the training never shows.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from claims.extraction.linguistic.lexicon import word_set

ENDINGS = (4, 3, 2)
"""Lengths of the endings that are looked up, the longest first."""
_WORD = re.compile(
    r"\w+(?:[.,]\d+)*(?=n['’]t\b)|n['’]t\b|['’](?:s|re|ve|ll|d|m)\b|\w+(?:[.,]\d+)*|\.{2,}|[^\w\s]", re.IGNORECASE
)
_DIGIT = re.compile(r"\d")
_FIGURE = re.compile(r"\d+(?:[.,]\d+)*")
_OPEN = re.compile(r"NN|VB|JJ|RB|CD|FW|UH|SYM")
_AUXILIARIES = word_set("be am is are was were been being have has had do does did 's 're 've not n't 'd 'll 'm")


def split_words(text: str) -> list[str]:
    """Split a text into words and signs; ``don't`` gives ``do`` and ``n't``."""
    return _WORD.findall(text)


def plain(word: str) -> str:
    """Return a word in lower case, with a sign in place of its figures."""
    return _FIGURE.sub("#", word.lower().replace("’", "'"))


@dataclass(frozen=True, slots=True)
class WordClasses:
    """Tags of the Penn treebank by word and by ending, and clusters by word."""

    words: Mapping[str, str]
    endings: Mapping[str, str]
    clusters: Mapping[str, str] = field(default_factory=dict)

    def tag(self, word: str, *, opens: bool) -> str:
        """Return the likeliest tag; ``opens``: the word begins a sentence, so its capital says nothing."""
        if _DIGIT.search(word):
            return "CD"
        if word[:1].isupper() and not opens and word != "I":
            return "NNP"
        low = word.lower().replace("’", "'")
        known = self.words.get(low, "")
        if known and (known != "NNP" or not word.islower()):
            return known
        return next((self.endings[low[-n:]] for n in ENDINGS if low[-n:] in self.endings), "NN")

    def outline(self, word: str, *, opens: bool) -> str:
        """Return the tag of a content word, or the function word itself: how a sentence is built."""
        tag = self.tag(word, opens=opens)
        low = plain(word)
        return tag if _OPEN.match(tag) and low not in _AUXILIARIES else low

    def cluster(self, word: str, *, opens: bool) -> str:
        """Return the cluster of a word, or the tag of one that has none."""
        return self.clusters.get(word) or self.clusters.get(word.lower()) or self.tag(word, opens=opens)
