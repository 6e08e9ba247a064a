"""What ``claims check`` found, and its JSON."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from claims.domain.anchor import Anchor
from claims.extraction.base import Candidate


@dataclass(frozen=True, slots=True)
class Checked:
    """An article and the claims that an engine found in it."""

    title: str
    text: str
    """Normalised: all offsets count in it."""
    sha256: str
    language: str
    engine: str
    engine_version: str
    candidates: Sequence[Candidate]


def as_json(checked: Checked) -> str:
    """Return the article, the engine and the claims as one JSON object."""
    found = {
        "article": {"title": checked.title, "text": checked.text, "sha256": checked.sha256},
        "engine": {"name": checked.engine, "version": checked.engine_version},
        "claims": [_claim(candidate) for candidate in checked.candidates],
    }
    return json.dumps(found, ensure_ascii=False, indent=2) + "\n"


def _claim(candidate: Candidate) -> dict[str, Any]:
    return {
        "text": candidate.text,
        **_place(candidate.anchor),
        "kind": candidate.kind.value,
        "attribution": candidate.attribution,
        "score": round(candidate.score, 4),
        "reasons": list(candidate.reasons),
        "answers": dict(candidate.answers),
        "uncheckable": candidate.uncheckable,
        "also": [_place(anchor) for anchor in candidate.also],
    }


def _place(anchor: Anchor) -> dict[str, Any]:
    place = asdict(anchor)
    return {name: place[name] for name in ("exact", "start", "end", "prefix", "suffix")}
