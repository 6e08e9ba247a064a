"""Why a claim is worth checking or not, in words: what moved its score up and down."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from claims.domain.claim import Claim
from claims.domain.label import label
from claims.domain.question import BY_KEY, contributions
from claims.i18n import gettext as _


@dataclass(frozen=True, slots=True)
class Worth:
    """What a page says of a claim's score."""

    points: str
    """The score, of 100."""
    up: Sequence[str]
    """What made it more worth checking, in words, the strongest first."""
    down: Sequence[str]
    uncheckable: str
    """Why nobody can find out whether it is true; empty: one can."""

    @property
    def brief(self) -> str:
        """The score alone, for lists: why stands with the claim."""
        cannot = _("cannot be checked: %(reason)s", reason=self.uncheckable) if self.uncheckable else ""
        return "; ".join(filter(None, (cannot, _("worth checking: %(score)s of 100", score=self.points))))

    @property
    def sentence(self) -> str:
        """Everything in one line."""
        more = _("for it: %(reasons)s", reasons=", ".join(self.up)) if self.up else ""
        less = _("against it: %(reasons)s", reasons=", ".join(self.down)) if self.down else ""
        return "; ".join(filter(None, (self.brief, more, less)))


def worth_of(claim: Claim, weights: Mapping[str, float]) -> Worth | None:
    """Return what is said of a claim's score; None for a person's own claim, which has none."""
    if not claim.engine:
        return None
    moved = contributions(claim.answers, weights)
    up = [key for key in claim.reasons if moved.get(key, 1.0) > 0]
    down = [key for key in claim.reasons if moved.get(key, 1.0) < 0]
    return Worth(
        f"{claim.score * 100:.0f}",
        [_in_words(key, claim.answers) for key in up],
        [_in_words(key, claim.answers) for key in down],
        label(claim.uncheckable) if claim.uncheckable else "",
    )


def _in_words(key: str, answers: Mapping[str, float]) -> str:
    """Return an answer in a few words; a reason of another engine is shown as it is."""
    question = BY_KEY.get(key)
    if question is None:
        return key
    is_missing = bool(question.missing) and answers.get(key, question.middle) < question.middle
    return _(question.missing if is_missing else question.found)
