"""Rating scales: the default one, and the newest."""

from collections.abc import Mapping, Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload

from claims.domain.gate import FULL_GATES, UNCHECKABLE_GATES, UNPROVEN_GATES, Gate
from claims.domain.rating import Rating, RatingTranslation, Scale
from claims.domain.verdict import VerdictRevision
from claims.errors import NotFound

_ON, _UNPROVEN, _JUDGEMENT = FULL_GATES, UNPROVEN_GATES, UNCHECKABLE_GATES

DEFAULT_RATINGS: Sequence[tuple[str, int | None, str, str, Sequence[Gate]]] = (
    ("true", 5, "True", "The claim is right, and nothing important is left out.", _ON),
    ("mostly_true", 4, "Mostly true", "The claim is right in the main; a detail is wrong or missing.", _ON),
    ("half_true", 3, "Half true", "Part of the claim is right, and a part that matters is not.", _ON),
    ("mostly_false", 2, "Mostly false", "The claim is wrong in the main, with something right in it.", _ON),
    ("false", 1, "False", "The claim is wrong.", _ON),
    ("unproven", None, "Unproven", "What can be found neither supports nor refutes the claim.", _UNPROVEN),
    (
        "missing_context",
        None,
        "Missing context",
        "The words are right or nearly so, but without what is left out they mislead.",
        _ON,
    ),
    ("outdated", None, "Outdated", "The claim was right once and no longer is.", _ON),
    ("altered", None, "Altered", "The picture, recording or document was changed.", _ON),
    ("miscaptioned", None, "Miscaptioned", "The picture or recording is real and shows something else.", _ON),
    ("opinion", None, "Opinion", "A judgement or a forecast, which no source can settle.", _JUDGEMENT),
    ("satire", None, "Satire", "Meant as a joke and spread as if it were not.", _JUDGEMENT),
)


def install_default_scale(session: Session) -> Scale:
    """Return the newest scale; add the default one if the desk has none."""
    existing = newest_scale_or_none(session)
    if existing:
        return existing
    scale = Scale(name="default", number=1)
    for position, (key, value, label, definition, gates) in enumerate(DEFAULT_RATINGS):
        scale.ratings.append(
            Rating(
                key=key,
                value=value,
                position=position,
                label=label,
                definition=definition,
                gates=[gate.value for gate in gates],
            )
        )
    session.add(scale)
    session.flush()
    return scale


def newest_scale_or_none(session: Session) -> Scale | None:
    """Return the scale that new revisions use, or None on a desk that was never prepared."""
    newest = select(func.max(Scale.number)).scalar_subquery()
    scales = session.scalars(select(Scale).where(Scale.number == newest).options(joinedload(Scale.ratings)))
    return scales.unique().first()


def newest_scale(session: Session) -> Scale:
    """Return the scale that new revisions use."""
    scale = newest_scale_or_none(session)
    if scale is None:
        raise NotFound("This desk has no rating scale; run “claims db upgrade”.")
    return scale


def rating_words(session: Session, language: str) -> Mapping[int, RatingTranslation]:
    """Return by rating what ratings are called in a language, where the scale says so. One query."""
    tags = {language, language.partition("-")[0]}
    rows = session.scalars(select(RatingTranslation).where(RatingTranslation.language.in_(tags)))
    return {row.rating_id: row for row in sorted(rows, key=lambda row: row.language == language)}


def get_rating(session: Session, rating_id: int) -> Rating:
    """Return a rating; raise NotFound."""
    rating = session.get(Rating, rating_id)
    if rating is None:
        raise NotFound(f"There is no rating {rating_id}.")
    return rating


def scale_for(session: Session, revision: VerdictRevision) -> Scale:
    """Return the scale that a revision is rated by: that of its rating, or the newest while it has none."""
    return revision.rating.scale if revision.rating else newest_scale(session)


def in_scale_of(session: Session, rating: Rating, other: Rating) -> Rating:
    """Return the rating of the same key in the version of the scale that another one is of; itself if none is."""
    if rating.scale_id == other.scale_id:
        return rating
    same = select(Rating).where(Rating.scale_id == other.scale_id, Rating.key == rating.key)
    return session.scalars(same).first() or rating
