"""The page that shows every component in both themes and both directions."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from flask import Blueprint, render_template
from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import BooleanField, DateField, HiddenField, RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Optional

from claims.domain.claim import SetAsideReason
from claims.domain.gate import Gate, GateAnswer, GateReason, GateResult
from claims.domain.kind import ClaimKind
from claims.domain.permission import Permission
from claims.domain.state import ClaimState, RevisionState
from claims.domain.verdict import CorrectionKind
from claims.publishing.base import (
    PublishedClaimant,
    PublishedCorrection,
    PublishedEvidence,
    PublishedRating,
    PublishedVerdict,
)
from claims.publishing.marking import Segment, Span, segments
from claims.services.rating import DEFAULT_RATINGS
from claims.services.workbench import Line
from claims.web.access import requires
from claims.web.keys import key_groups, key_map, printed_keys
from claims.web.session import current_actor
from claims.web.workbench import Mark, text_parts

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
    ("heads of state from several countries", "half_true", ClaimState.WAITING),
    ("Kim’s first time at a collective diplomatic meeting", "mostly_true", ClaimState.SELECTED),
    ("surprising the international community", "opinion", ClaimState.NOT_SELECTED),
    ("confirms his attendance at a military parade in China", "false", ClaimState.SUGGESTED),
)
_AT = "2026-11-22T12:00:00+00:00"


class SampleForm(FlaskForm):  # type: ignore[misc]
    """One field of each kind."""

    title = StringField(
        _("Title"), validators=[InputRequired(_("Give the source a title."))], description=_("As published.")
    )
    kind = SelectField(_("Kind of source"), choices=[("page", _("page")), ("document", _("document"))])
    read_on = DateField(_("Read on"), validators=[Optional()])
    primary = BooleanField(_("Primary source"), description=_("The first-hand document or speaker."))
    stance = RadioField(
        _("Stance"), choices=[("supports", _("Supports the claim")), ("refutes", _("Refutes the claim"))]
    )
    explanation = TextAreaField(_("Explanation"), description=_("Markdown."), validators=[Optional()])
    rating = RadioField(_("Rating"), choices=[(row[0], row[2]) for row in DEFAULT_RATINGS], default="half_true")


class SampleNewClaim(FlaskForm):  # type: ignore[misc]
    """The form that selected words fill in."""

    words = TextAreaField(_("Words"), description=_("Select them in the text, or copy them here."))
    start = HiddenField()
    end = HiddenField()


@dataclass(frozen=True, slots=True)
class Card:
    """What a claim's card shows."""

    id: int
    text: str
    state: ClaimState
    kind: ClaimKind = ClaimKind.EVENT
    attribution: str = ""


@dataclass(frozen=True, slots=True)
class View:
    """One showing of all components; ids on the page are unique because each view counts from its own."""

    number: int
    theme: str
    direction: str
    name: str
    form: SampleForm
    new_claim: SampleNewClaim

    @property
    def first(self) -> bool:
        """Whether the view carries the workbench's script, which a page has once."""
        return self.number == 0

    def id(self, number: int) -> int:
        """Return the id of the sample claim in this view."""
        return 100 * self.number + number

    @property
    def segments(self) -> list[Segment]:
        """The sample text, cut for the report."""
        return segments(_TEXT, [Span(*line.places[0], line.id) for line in self._lines])

    @property
    def parts(self) -> list[list[Mark]]:
        """The sample text, cut for the workbench."""
        return text_parts(_TEXT, self._lines)

    @property
    def _lines(self) -> list[Line]:
        starts = {words: _TEXT.index(words) for words, _rating, _state in _MARKS}
        return [
            Line(
                self.id(n),
                ((starts[words], starts[words] + len(words)),),
                state,
                ClaimKind.EVENT,
                0,
                "",
                None,
                None,
                1,
            )
            for n, (words, _rating, state) in enumerate(_MARKS, 1)
        ]

    @property
    def ratings(self) -> Mapping[int, str]:
        """The rating of each sample claim."""
        return {self.id(number): rating for number, (_words, rating, _state) in enumerate(_MARKS, 1)}

    @property
    def cards(self) -> list[Card]:
        """The cards of the sample claims."""
        return [Card(self.id(number), f"{words}.", state) for number, (words, _r, state) in enumerate(_MARKS, 1)]

    @property
    def evidence(self) -> list[PublishedEvidence]:
        """Evidence of each shape."""
        return [replace(item, evidence_id=self.id(item.evidence_id)) for item in _EVIDENCE]


@bp.get("/desk/look")
@requires(Permission.DESK_SEE)
def index() -> str:
    """Show every component four times: light and dark, left to right and right to left."""
    return render_template("look/index.html", **_samples())


def _samples() -> Mapping[str, Any]:
    ratings = _ratings()
    return {
        "views": _views(),
        "ratings": ratings,
        "choices": {rating.key: rating for rating in ratings},
        "counts": list(zip(ratings, (4, 2, 1, 2, 1, 1, 1), strict=False)),
        "words": _MARKS[0][0],
        "arabic": _ARABIC,
        "corrections": _corrections(),
        "gates": _gates(),
        "states": [*ClaimState, *RevisionState],
        "reasons": [(reason.value, reason) for reason in SetAsideReason],
        "verdict": _verdict(ratings[3]),
        "keys": printed_keys(current_actor()),
        "key_map": key_map(current_actor()),
        "key_groups": key_groups(current_actor()),
    }


def _views() -> Sequence[View]:
    looks = (
        ("light", "ltr", _("Light, left to right")),
        ("dark", "ltr", _("Dark, left to right")),
        ("light", "rtl", _("Light, right to left")),
        ("dark", "rtl", _("Dark, right to left")),
    )
    views = [
        View(
            number,
            theme,
            direction,
            name,
            SampleForm(formdata=None, prefix=f"v{number}-", meta={"csrf": False}),
            SampleNewClaim(formdata=None, prefix="" if number == 0 else f"v{number}-", meta={"csrf": False}),
        )
        for number, (theme, direction, name) in enumerate(looks)
    ]
    for view in views:
        view.form.title.errors = [_("Give the source a title.")]
    return views


def _ratings() -> Sequence[PublishedRating]:
    return [
        PublishedRating(key, label, definition, value, best=5, worst=1, scale="default", scale_number=1)
        for key, value, label, definition, _gates in DEFAULT_RATINGS
    ]


_EVIDENCE = (
    PublishedEvidence(
        evidence_id=1,
        stance="refutes",
        title="A look at the travels of North Korea’s Kim Jong Un",
        address="https://news.example/travels",
        publisher="AP",
        published_on="2025-08-28",
        accessed_on="2026-11-22",
        kind="page",
        primary=False,
        quote="May 2018: Kim arrives at an airport in Dalian, China",
        note="Dalian is not Beijing.",
        no_snapshot_reason="demonstration",
    ),
    PublishedEvidence(
        evidence_id=2,
        stance="supports",
        title="كيم يصل إلى بكين",
        address="https://archive.example/statement",
        publisher="Xinhua",
        published_on="2025-08-29",
        accessed_on="2026-11-22",
        kind="document",
        primary=True,
        quote=_ARABIC,
        translation="Kim will make his fifth visit to Beijing.",
        locator="page 3",
        archived_at="https://archive.example/1",
    ),
)


def _corrections() -> Sequence[PublishedCorrection]:
    note = "We had counted the visit to Dalian as one to Beijing."
    return [
        PublishedCorrection(kind.value, "" if kind is CorrectionKind.MINOR else note, _AT, 2)
        for kind in CorrectionKind
    ]


def _gates() -> Sequence[GateResult]:
    answer = GateAnswer(GateReason.OTHER, "The list of visits is kept by one ministry.")
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
        wording=f"{_MARKS[0][0]}.",
        in_our_words=True,
        kind="event",
        language="en",
        rating=rating,
        summary="It is his fifth visit to China and his fourth to Beijing.",
        explanation="",
        as_of="2026-11-22",
        published_at=_AT,
        first_published_at=_AT,
        authors=("Ana",),
        approvers=("Bela",),
        alone=False,
        claimant=PublishedClaimant("Example News", "organisation"),
    )
