"""Pairs of texts that nobody writes: made to take long to compare."""

from collections.abc import Mapping
from random import Random

from claims.domain.article import MAX_TEXT_LENGTH

_WORDS = [f"w{number}" for number in range(3000)]


def hostile_pairs(characters: int = MAX_TEXT_LENGTH, *, seed: int = 1) -> Mapping[str, tuple[str, str]]:
    """Return pairs of texts of at most so many characters, by what is odd about them."""
    random, lines = Random(seed), characters // 40
    line = _line(random, characters)
    same = "abcd.\n" * (characters // 6)
    own = [f"{_line(random, 30)}." for _number in range(lines // 2)]
    fresh = [f"{_line(random, 30)}." for _number in own]
    numbered = [f"n{number} a b c d e f g h i." for number in range(lines)]
    return {
        "unpunctuated_line": (line, _line(random, characters)),
        "unpunctuated_line_shifted": (line, f"z {line[:-3]}"),
        "one_letter": ("a" * characters, "a" * (characters - 1)),
        "near_equal_lines": (_near_equal(random, lines), _near_equal(random, lines)),
        "identical_lines": (same, same[6:]),
        "identical_lines_changed": (same, same.replace("d", "e")),
        "strange_line_after_each": (
            "\n".join(own),
            "\n".join(words for pair in zip(own, fresh, strict=True) for words in pair),
        ),
        "reversed_lines": ("\n".join(numbered), "\n".join(reversed(numbered))),
    }


def _line(random: Random, characters: int) -> str:
    return " ".join(random.choices(_WORDS, k=characters // 4))[:characters]


def _near_equal(random: Random, lines: int) -> str:
    words = ["the", "council", "said", "on", "monday", "that", "it", "pays"]
    made = []
    for number in range(lines):
        line = [*words]
        line[random.randrange(len(line))] = f"x{random.randrange(40)}"
        made.append(f"{' '.join(line)} {number % 997}.")
    return "\n".join(made)
