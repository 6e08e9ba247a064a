"""The kinds of claim."""

from enum import StrEnum


class ClaimKind(StrEnum):
    """What sort of statement a claim is, which decides how one checks it."""

    EVENT = "event"
    QUANTITY = "quantity"
    COMPARISON = "comparison"
    RANKING = "ranking"
    QUOTATION = "quotation"
    CAUSAL = "causal"
    PROPERTY = "property"
    PREDICTION = "prediction"
    OPINION = "opinion"
