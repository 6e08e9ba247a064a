"""Reading treebanks: CoNLL-U files to sentences of syntactic words, with labels unified over releases.

The format: https://universaldependencies.org/format.html (merged tokens have a range as id, empty nodes a
decimal; both are left out, their spacing is kept).
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

FEATURES = frozenset(
    [
        "Case",
        "Definite",
        "Degree",
        "Gender",
        "Mood",
        "Number",
        "NumType",
        "Person",
        "Polarity",
        "Poss",
        "PronType",
        "Reflex",
        "Tense",
        "VerbForm",
        "Voice",
    ]
)
"""The morphological features that are learned; the rest are rare or of no use to the rules."""

UNIFIED = {
    "acl:cleft": "acl:relcl",
    "advmod:emph": "advmod",
    "dislocated:nsubj": "dislocated",
    "flat:foreign": "flat",
    "nmod:npmod": "nmod:unmarked",
    "nmod:tmod": "nmod:unmarked",
    "obl:npmod": "obl:unmarked",
    "obl:tmod": "obl:unmarked",
}
"""Relations that UD releases name differently, or too rare to learn → the one label used here."""


@dataclass(frozen=True, slots=True)
class Word:
    """One syntactic word; ``head`` counts from 1 inside the sentence, 0 is the root."""

    form: str
    lemma: str
    pos: str
    tag: str
    morph: str
    head: int
    relation: str
    space: bool
    """Whether white space follows."""
    notes: str = ""
    """The last column (MISC), where GUM notes entities."""


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence, the paragraph it stands in, and (where known) one IOB name tag for each word."""

    id: str
    paragraph: tuple[str, int]
    words: tuple[Word, ...]
    names: tuple[str, ...] = ()


@dataclass(slots=True)
class _Block:
    """The lines of the sentence being read."""

    id: str = ""
    words: list[Word] = field(default_factory=list)
    merged_until: int = 0
    merged_space: bool = True

    def add(self, line: str) -> None:
        """Take one token line; remember merged tokens for the spacing of their words."""
        columns = line.split("\t")
        number, space = columns[0], "SpaceAfter=No" not in columns[9]
        if "." in number:
            return
        if "-" in number:
            self.merged_until, self.merged_space = int(number.split("-")[1]), space
            return
        if int(number) < self.merged_until:
            space = False
        elif int(number) == self.merged_until:
            space = self.merged_space
        self.words.append(_word(columns, space))


def read_sentences(lines: Iterable[str]) -> Iterator[Sentence]:
    """Give the sentences of a CoNLL-U file."""
    document, paragraph, block = "", 0, _Block()
    for raw in lines:
        line = raw.rstrip("\n")
        if line.startswith("# newdoc"):
            document, paragraph = line.partition("=")[2].strip(), paragraph + 1
        elif line.startswith("# newpar") and not line.startswith("# newpar_block"):
            paragraph += 1
        elif line.startswith("# sent_id"):
            block.id = line.partition("=")[2].strip()
        elif line and not line.startswith("#"):
            block.add(line)
        elif not line and block.words:
            yield Sentence(block.id, (document, paragraph), tuple(block.words))
            block = _Block()
    if block.words:
        yield Sentence(block.id, (document, paragraph), tuple(block.words))


def read_treebank(path: Path) -> list[Sentence]:
    """Read one treebank file."""
    with path.open(encoding="utf-8") as lines:
        return list(read_sentences(lines))


def paragraphs(sentences: Iterable[Sentence], longest: int = 12) -> Iterator[list[Sentence]]:
    """Group neighbouring sentences of one paragraph, at most ``longest`` together.

    Paragraphs teach the parser where sentences end; long ones only make batches uneven.
    """
    group: list[Sentence] = []
    for sentence in sentences:
        if group and (sentence.paragraph != group[0].paragraph or len(group) >= longest):
            yield group
            group = []
        group.append(sentence)
    if group:
        yield group


def _word(columns: list[str], space: bool) -> Word:
    features = [feature for feature in columns[5].split("|") if feature.partition("=")[0] in FEATURES]
    return Word(
        # A form with a space in it ("100 000") cannot be one token of running text: a no-break space can.
        form=columns[1].replace(" ", "\N{NO-BREAK SPACE}"),
        lemma=columns[2],
        pos=columns[3],
        tag="" if columns[4] == "_" else columns[4],
        morph="|".join(features),
        head=int(columns[6]),
        relation=UNIFIED.get(columns[7], columns[7]),
        space=space,
        notes=columns[9],
    )
