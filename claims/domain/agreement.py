"""How far two people agree who rate the same things apart from each other."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Agreement:
    """What pairs of ratings say."""

    pairs: int
    people: int
    """Second persons who gave them."""
    percent: float
    """Pairs with the same rating, of 100."""
    alpha: float | None
    """Krippendorff's alpha for nominal data; None where all ratings are the same, so that it is not defined."""


def krippendorff_alpha(pairs: Sequence[tuple[str, str]]) -> float | None:
    """Return alpha for two coders, nominal data, nothing missing; None when only one value was ever given.

    K. Krippendorff, "Computing Krippendorff's Alpha-Reliability" (2011), section A: with n = 2 · pairs values,
    o the values in pairs that match and n_c the values c, alpha = ((n − 1) · o − Σ n_c (n_c − 1)) /
    (n (n − 1) − Σ n_c (n_c − 1)).
    """
    values = Counter(value for pair in pairs for value in pair)
    total = 2 * len(pairs)
    matching = 2 * sum(one == other for one, other in pairs)
    by_chance = sum(count * (count - 1) for count in values.values())
    most = total * (total - 1) - by_chance
    return ((total - 1) * matching - by_chance) / most if most else None
