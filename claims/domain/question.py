"""The questions that say how much a claim is worth checking, each with a weight that a desk may change.

After PASTEL (Full Fact; Sheikh Mohammed and others, 2023): a claim is asked a fixed set of questions with answers
from 0 (no) to 1 (yes), and the weighted sum of the answers is the score, so that a person can read why a claim
stands where it stands. The weights are points: about one point takes a claim from 50 of 100 to 73.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from claims.i18n import N_

MAX_WEIGHT = 5.0
"""The greatest weight of a question, and with a minus the least."""
START = -1.6
"""The points of a claim to which every answer is no."""
NOTICEABLE = 0.1
"""Points that an answer must add or take away to be named as a reason."""
Answers = Mapping[str, float]
"""Question → answer, 0 to 1; a question that is missing has the answer that moves nothing."""


@dataclass(frozen=True, slots=True)
class Question:
    """One question; ``weight`` is what a yes adds or takes away on a new desk."""

    key: str
    weight: float
    asks: str
    """The question, for the page of the settings."""
    explains: str
    """What counts as a yes."""
    found: str
    """The answer in a few words, for a reviewer."""
    missing: str = ""
    """The opposite answer in a few words; only for graded questions."""
    middle: float = 0.0
    """The answer that moves nothing."""


QUESTIONS: Sequence[Question] = (
    Question(
        "reading",
        2.0,
        N_("Does it read like sentences that people marked as worth checking?"),
        N_("Graded, by a small model that learned from some 22,000 sentences of debates. More is a higher grade."),
        N_("reads like claims that people check"),
        N_("reads unlike claims that people check"),
        middle=0.3,
    ),
    Question(
        "number",
        1.3,
        N_("Does it give a number?"),
        N_("A figure, a share, a sum of money, or a number in words; a year alone does not count."),
        N_("a number"),
    ),
    Question(
        "date",
        0.3,
        N_("Does it say when?"),
        N_("A year, a month, a weekday, “yesterday” or “since then”."),
        N_("a date"),
    ),
    Question(
        "name",
        0.6,
        N_("Does it name a person, an organisation or a place?"),
        N_("A capitalised name that does not merely begin the sentence."),
        N_("a name"),
    ),
    Question(
        "ranking",
        0.9,
        N_("Does it rank?"),
        N_("The first, the only, the most, a record: one counterexample shows it to be wrong."),
        N_("a rank"),
    ),
    Question(
        "comparison",
        0.6,
        N_("Does it compare, or say that something rose or fell?"),
        N_("More than, twice as many, compared with, doubled, has fallen."),
        N_("a comparison"),
    ),
    Question(
        "cause",
        0.6,
        N_("Does it say what caused what?"),
        N_("Because, led to, as a result of, prevents."),
        N_("cause and effect"),
    ),
    Question(
        "harm",
        0.9,
        N_("Could it do harm if it is false?"),
        N_("Health and medicine, elections, crime and violence, money and taxes, minorities, war, disasters."),
        N_("possible harm if it is false"),
    ),
    Question(
        "many",
        0.5,
        N_("Does it concern many people?"),
        N_("Countries, governments, laws, public services, prices, millions, everybody."),
        N_("many people concerned"),
    ),
    Question(
        "record",
        0.5,
        N_("Would there be a record of it?"),
        N_("Something that happened and left a trace: a vote, a law, a ruling, a contract, a result, a study."),
        N_("a likely record of it"),
    ),
    Question(
        "extreme",
        0.5,
        N_("Is it surprising or extreme?"),
        N_("All, none, never, always, unprecedented, enormous, collapsed, secretly."),
        N_("something surprising or extreme"),
    ),
    Question(
        "attributed",
        0.3,
        N_("Does the article say who claims it?"),
        N_("“According to”, “said”: then somebody can be asked."),
        N_("a known speaker"),
    ),
    Question(
        "speculative",
        -1.2,
        N_("Does it only say what may, might or should be?"),
        N_("May, might, could, would, should, must."),
        N_("speculation"),
    ),
    Question(
        "hedged",
        -0.8,
        N_("Is it vague or hedged?"),
        N_("Seems, perhaps, likely, reportedly, some say."),
        N_("vague words"),
    ),
    Question(
        "opinion",
        -0.9,
        N_("Does it judge?"),
        N_("Good, terrible, important, beautiful: words that two fair people may disagree about."),
        N_("words of opinion"),
    ),
    Question(
        "prediction",
        -0.8,
        N_("Is it about the future?"),
        N_("What will or is going to happen, and is not a fixed date or plan."),
        N_("the future"),
    ),
    Question(
        "wish",
        -1.5,
        N_("Is it a wish, a promise or an intention?"),
        N_("Hopes, wants, promises, plans."),
        N_("a wish or a promise"),
    ),
    Question("question", -3.0, N_("Is it a question?"), N_("It asks and does not state."), N_("a question")),
    Question(
        "imperative",
        -2.5,
        N_("Does it tell somebody to do something?"),
        N_("“Read more”, “Let us vote”."),
        N_("a request or an order"),
    ),
    Question(
        "first_person",
        -1.0,
        N_("Does it speak of the writer or the reader?"),
        N_("I, me, my, you, your; we and our count half."),
        N_("the writer or reader in it"),
    ),
    Question(
        "experience",
        -2.0,
        N_("Is it somebody’s private experience?"),
        N_("What one person felt, thought, remembers or did at home: nobody else can check it."),
        N_("a private experience"),
    ),
    Question(
        "fragment",
        -1.5,
        N_("Is it no whole sentence?"),
        N_("A heading, a caption or a broken line."),
        N_("an incomplete sentence"),
    ),
    Question(
        "unresolved",
        -0.5,
        N_("Is it unclear whom or what it means?"),
        N_("“He”, “it” or “this” for which the article gives no certain name."),
        N_("an unclear reference"),
    ),
    Question("long", -0.7, N_("Is it very long?"), N_("More than 35 words."), N_("great length")),
)
BY_KEY: Mapping[str, Question] = {question.key: question for question in QUESTIONS}
DEFAULT_WEIGHTS: Mapping[str, float] = {question.key: question.weight for question in QUESTIONS}


class Uncheckable(StrEnum):
    """Why nobody can find out whether a claim is true."""

    QUESTION = "question"
    IMPERATIVE = "imperative"
    WISH = "wish"
    PREDICTION = "prediction"
    EXPERIENCE = "experience"
    OPINION = "opinion"


def contributions(answers: Answers, weights: Mapping[str, float] = DEFAULT_WEIGHTS) -> dict[str, float]:
    """Return what each answer adds or takes away, in points; an unknown question has none."""
    return {
        key: weights.get(key, BY_KEY[key].weight) * (answer - BY_KEY[key].middle)
        for key, answer in answers.items()
        if key in BY_KEY
    }


def score_of(answers: Answers, weights: Mapping[str, float] = DEFAULT_WEIGHTS) -> float:
    """Return how much a claim is worth checking, 0 to 1: the logistic curve over its points."""
    points = START + sum(contributions(answers, weights).values())
    return round(1 / (1 + math.exp(-points)), 4)


def reasons_of(answers: Answers, weights: Mapping[str, float] = DEFAULT_WEIGHTS) -> tuple[str, ...]:
    """Return the questions that moved the score noticeably, the strongest first."""
    moved = contributions(answers, weights)
    order = list(BY_KEY)
    named = [key for key in order if abs(moved.get(key, 0.0)) >= NOTICEABLE]
    return tuple(sorted(named, key=lambda key: (-abs(moved[key]), order.index(key))))
