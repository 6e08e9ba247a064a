"""The page that shows every component in both themes and both directions."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, render_template
from flask_wtf import FlaskForm
from wtforms import BooleanField, DateField, RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Optional

from claims.domain.claim import SetAsideReason
from claims.domain.gate import Gate, GateAnswer, GateReason, GateResult
from claims.domain.kind import ClaimKind
from claims.domain.permission import Permission
from claims.domain.verdict import CorrectionKind
from claims.domain.workflow import ClaimState, RevisionState
from claims.publishing.base import (
    PublishedClaimant,
    PublishedCorrection,
    PublishedEvidence,
    PublishedRating,
    PublishedVerdict,
)
from claims.publishing.marking import Span, segments
from claims.services.rating import DEFAULT_RATINGS
from claims.web.access import requires

bp = Blueprint("look", __name__)

_TEXT = (
    "Kim Jong-un, North Korea’s supreme leader, confirms his attendance at a military parade in China,"
    " surprising the international community. 🎖\n"
    "Now, Kim will make his fifth visit to Beijing, the first in six years. This meeting will be different"
    " from previous ones, as it will feature heads of state from several countries, and this represents"
    " Kim’s first time at a collective diplomatic meeting.\n"
)
_ARABIC = "سيقوم كيم بزيارته الخامسة إلى بكين، وهي الأولى منذ ست سنوات."
_MARKS = (
    ("Kim will make his fifth visit to Beijing", "mostly_false", ClaimState.SELECTED),
    ("Kim will make his fifth visit to Beijing, the first in six years", "true", ClaimState.SUGGESTED),
    ("heads of state from several countries", "half_true", ClaimState.SUGGESTED),
    ("Kim’s first time at a collective diplomatic meeting", "true", ClaimState.SELECTED),
    ("surprising the international community", "opinion", ClaimState.NOT_SELECTED),
    ("confirms his attendance at a military parade in China", "false", ClaimState.SUGGESTED),
)


@dataclass(frozen=True, slots=True)
class _Card:
    id: int
    text: str
    state: ClaimState
    kind: ClaimKind = ClaimKind.EVENT
    attribution: str = ""


class _Form(FlaskForm):  # type: ignore[misc]
    title = StringField(
        "Title", validators=[InputRequired("Give the source a title.")], description="As its publisher has it."
    )
    explanation = TextAreaField("Explanation", description="Markdown.")
    kind = SelectField("Kind of source", choices=[("page", "page"), ("document", "document")])
    read_on = DateField("Read on", validators=[Optional()])
    primary = BooleanField("Primary source", description="The first-hand document or speaker.")
    stance = RadioField("Stance", choices=[("supports", "Supports the claim"), ("refutes", "Refutes the claim")])
    rating = RadioField("Rating", choices=[(key, label) for key, _, label, _, _ in DEFAULT_RATINGS])


@bp.get("/desk/look")
@requires(Permission.DESK_SEE)
def index() -> str:
    """Show every component four times: light and dark, left to right and right to left."""
    return render_template("look/index.html", **_samples())


def _samples() -> Mapping[str, Any]:
    ratings = _ratings()
    form = _Form(formdata=None)
    form.title.errors = ["Give the source a title."]
    spans = [
        Span(_TEXT.index(words), _TEXT.index(words) + len(words), number)
        for number, (words, _rating, _state) in enumerate(_MARKS, 1)
    ]
    return {
        "ratings": ratings,
        "counts": [(rating, number) for rating, number in zip(ratings, (4, 2, 1, 2, 1, 1, 1), strict=False)],
        "form": form,
        "choices": {rating.key: rating for rating in ratings},
        "segments": segments(_TEXT, spans),
        "marks_by_rating": {number: rating for number, (_words, rating, _state) in enumerate(_MARKS, 1)},
        "marks_by_state": {number: state for number, (_words, _rating, state) in enumerate(_MARKS, 1)},
        "words": _MARKS[0][0],
        "arabic": _ARABIC,
        "cards": [_Card(n, words, state) for n, (words, _, state) in enumerate(_MARKS, 1)],
        "evidence": _evidence(),
        "corrections": _corrections(),
        "gates": _gates(),
        "states": list(RevisionState),
        "reasons": [(reason.value, reason) for reason in SetAsideReason],
        "verdict": _verdict(ratings[3]),
        "views": (("light", "ltr"), ("dark", "ltr"), ("light", "rtl"), ("dark", "rtl")),
    }


def _ratings() -> Sequence[PublishedRating]:
    return [
        PublishedRating(key, label, definition, value, best=5, worst=1, scale="default", scale_number=1)
        for key, value, label, definition, _ in DEFAULT_RATINGS
    ]


def _evidence() -> Sequence[PublishedEvidence]:
    common = {"published_on": "2025-08-28", "accessed_on": "2026-11-22", "kind": "page"}
    return [
        PublishedEvidence(
            1,
            "refutes",
            "A look at the travels of North Korea’s Kim Jong Un",
            "https://news.example/travels",
            "AP",
            primary=False,
            quote="May 2018: Kim arrives at an airport in Dalian, China",
            note="Dalian is not Beijing.",
            no_snapshot_reason="demonstration",
            **common,
        ),
        PublishedEvidence(
            2,
            "supports",
            "كيم يصل إلى بكين",
            "https://archive.example/statement",
            "Xinhua",
            primary=True,
            quote=_ARABIC,
            translation="Kim will make his fifth visit to Beijing.",
            locator="page 3",
            archived_at="https://archive.example/1",
            **common,
        ),
    ]


def _corrections() -> Sequence[PublishedCorrection]:
    note = "We had counted the visit to Dalian as one to Beijing."
    return [
        PublishedCorrection(
            kind.value, note if kind != CorrectionKind.MINOR else "", "2026-11-22T12:00:00+00:00", 2
        )
        for kind in CorrectionKind
    ]


def _gates() -> Sequence[GateResult]:
    answer = GateAnswer(GateReason.OTHER, "The visit’s list is kept by one ministry.")
    return [
        GateResult(Gate.RATING, passed=True),
        GateResult(Gate.PRIMARY_SOURCE, passed=True, reason=answer),
        GateResult(Gate.TWO_ORIGINS, passed=False),
        GateResult(Gate.APPROVAL, passed=False),
    ]


def _verdict(rating: PublishedRating) -> PublishedVerdict:
    return PublishedVerdict(
        claim_id=1,
        revision=2,
        wording=_MARKS[0][0] + ".",
        in_our_words=True,
        kind="event",
        language="en",
        rating=rating,
        summary="It is his fifth visit to China and his fourth to Beijing.",
        explanation="",
        as_of="2026-11-22",
        published_at="2026-11-22T12:00:00+00:00",
        first_published_at="2026-11-21T12:00:00+00:00",
        authors=("Ana",),
        approvers=("Bela",),
        alone=False,
        claimant=PublishedClaimant("Example News", "organisation"),
    )
