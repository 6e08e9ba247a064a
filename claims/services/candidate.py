"""Which of an engine's candidates are new to a version, and which may be kept."""

from collections import Counter
from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from claims.domain.article import Version
from claims.domain.claim import Appearance, Claim
from claims.domain.redaction import BLOCK
from claims.extraction.base import Candidate

Place = tuple[int | None, int | None]
"""Where an appearance begins and ends."""


def unknown_candidates(session: Session, version: Version, candidates: Sequence[Candidate]) -> list[Candidate]:
    """Return the candidates that are new, without those of which words were removed from the version."""
    return _unknown(_standing(candidates, version), _appearances(session, version.id))


def _standing(candidates: Sequence[Candidate], version: Version) -> Sequence[Candidate]:
    """Return the candidates of which no words were removed, before or while the engine was at work."""
    if not version.redacted_sha256:
        return candidates
    return [
        one
        for one in candidates
        if BLOCK not in one.text
        and all(
            version.text[each.start : each.end] == each.exact and BLOCK not in each.exact
            for each in (one.anchor, *one.also)
        )
    ]


def _appearances(session: Session, version_id: int) -> Sequence[tuple[Place, str]]:
    rows = session.execute(
        select(Appearance.start, Appearance.end, Claim.text).join(Claim).where(Appearance.version_id == version_id)
    )
    return [((start, end), text) for start, end, text in rows]


def _unknown(candidates: Sequence[Candidate], stored: Sequence[tuple[Place, str]]) -> list[Candidate]:
    """Return the candidates that no stored claim answers for, one for one at each place.

    The same text at the same place answers first; after that any claim there does, for a person may have edited
    or merged it since it was extracted. A claim that lost its place in this version answers for its text: where it
    stands now a person says.
    """
    free, texts = Counter(place for place, _text in stored), Counter(stored)
    lost = {text for place, text in stored if place == (None, None)}
    unmatched = []
    for candidate in candidates:
        place = (candidate.anchor.start, candidate.anchor.end)
        if candidate.text in lost:
            continue
        if texts[place, candidate.text]:
            texts[place, candidate.text] -= 1
            free[place] -= 1
        else:
            unmatched.append((place, candidate))
    unknown = []
    for place, candidate in unmatched:
        if free[place] > 0:
            free[place] -= 1
        else:
            unknown.append(candidate)
    return unknown
