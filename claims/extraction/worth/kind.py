"""The kind of a claim, and whether it can be checked at all, from its signs."""

from collections.abc import Sequence

from claims.domain.kind import ClaimKind
from claims.domain.question import Uncheckable
from claims.extraction.worth.sign import Signs


def kind_of(signs: Signs, *, attributed: bool) -> ClaimKind:
    """Return the kind: the first rule whose sign was found decides."""
    found = signs.found
    if is_prediction(found):
        return ClaimKind.PREDICTION
    if attributed and "quoted" in found:
        return ClaimKind.QUOTATION
    if "normative" in found:
        return ClaimKind.OPINION
    return next((kind for kind, sign in _KINDS if sign in found), ClaimKind.EVENT)


_KINDS: Sequence[tuple[ClaimKind, str]] = (
    (ClaimKind.RANKING, "ranking"),
    (ClaimKind.COMPARISON, "comparison"),
    (ClaimKind.CAUSAL, "because"),
    (ClaimKind.OPINION, "opinion"),
    (ClaimKind.QUANTITY, "number"),
    (ClaimKind.CAUSAL, "cause"),
    (ClaimKind.PROPERTY, "state"),
)


def is_prediction(found: frozenset[str]) -> bool:
    """Whether it says what will or may be; a plan with its date or its kind of event is a fact of today."""
    return "scheduled" not in found and ("future" in found or ("speculates" in found and "normative" not in found))


def uncheckable(signs: Signs, kind: ClaimKind) -> Uncheckable | None:
    """Return why nobody can find out whether it is true, or None."""
    found = signs.found
    reasons: Sequence[tuple[Uncheckable, bool]] = (
        (Uncheckable.QUESTION, "asks" in found),
        (Uncheckable.IMPERATIVE, "requests" in found),
        (Uncheckable.WISH, is_wish(found)),
        (Uncheckable.EXPERIENCE, is_experience(found)),
        (Uncheckable.PREDICTION, kind is ClaimKind.PREDICTION),
        (Uncheckable.OPINION, kind is ClaimKind.OPINION),
    )
    return next((reason for reason, holds in reasons if holds), None)


def is_wish(found: frozenset[str]) -> bool:
    """Whether it hopes for something, or says what the speaker themselves intend."""
    return bool(found & {"wish", "own_intention"})


def is_experience(found: frozenset[str]) -> bool:
    """Whether it tells what the speaker felt or did, with nothing that others could look up."""
    if "on_oneself" not in found or found & {"number", "harm", "opinion"}:
        return False
    return "private" in found or "record" not in found
