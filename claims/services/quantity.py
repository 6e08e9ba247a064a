"""The number workbench of a claim: its figures, saved as a whole, and what they come to."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, fields
from hashlib import sha256

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from claims.domain.claim import Claim
from claims.domain.figure import figures_in
from claims.domain.formula import MAX_FORMULA_LENGTH, names_in
from claims.domain.permission import Permission
from claims.domain.person import Actor
from claims.domain.quantity import (
    MAX_QUANTITIES,
    MAX_QUANTITY_TEXT_LENGTH,
    Quantity,
    check_name,
    compute,
    read_number,
)
from claims.errors import InvalidInput, NotFound, StaleEdit
from claims.i18n import gettext as _
from claims.services import audit
from claims.services.permission import require
from claims.services.removed import refuse_removed
from claims.services.verdict import open_revision, touch

_LETTERS = "abcdefghijklmnopqrstuvwxyz"


@dataclass(frozen=True, slots=True)
class Figure:
    """One row of the workbench, as somebody typed it in."""

    name: str
    value: str = ""
    formula: str = ""
    unit: str = ""
    period: str = ""
    population: str = ""
    note: str = ""


def figures_of(session: Session, claim_id: int) -> Sequence[Quantity]:
    """Return the figures of a claim, in their order."""
    return session.scalars(
        select(Quantity).where(Quantity.claim_id == claim_id).order_by(Quantity.position, Quantity.id)
    ).all()


def state_of(figures: Sequence[Quantity]) -> str:
    """Return what a form carries to show that nobody changed the figures meanwhile."""
    return sha256(_as_text([row_of_quantity(figure) for figure in figures]).encode()).hexdigest()


def suggested_figures(claim: Claim) -> list[Figure]:
    """Return the figures that the claim's own words surely hold, for a workbench that is still empty."""
    found = figures_in(claim.text, claim.language)
    return [
        Figure(name, str(figure.value), unit=figure.unit, note=figure.words)
        for name, figure in zip(_LETTERS, found, strict=False)
    ]


def save_figures(
    session: Session, actor: Actor, claim_id: int, figures: Sequence[Figure], *, state: str
) -> Sequence[Quantity]:
    """Put these figures in the place of a claim's; ``state`` is what the form was made from.

    Raise StaleEdit when somebody changed them since, InvalidInput naming the figure that cannot be used.
    """
    require(session, actor, Permission.CLAIM_TRIAGE)
    claim = session.get(Claim, claim_id, with_for_update=True)  # two who save at once come one after the other
    if claim is None:
        raise NotFound(_("There is no claim %(id)s.", id=claim_id))
    refuse_removed(session, claim)
    stored = figures_of(session, claim_id)
    if state_of(stored) != state:
        raise StaleEdit(
            _("The figures of claim %(id)s were changed by somebody else since you opened them.", id=claim_id),
            theirs={"figures": _as_text([row_of_quantity(figure) for figure in stored])},
            yours={"figures": _as_text(figures)},
        )
    cleaned = _checked(figures)
    if cleaned == [row_of_quantity(figure) for figure in stored]:
        return stored
    revision = open_revision(session, claim_id)
    if revision is not None:  # readers see the figures beside the verdict: what was approved was without this
        touch(session, actor, revision)
    session.execute(delete(Quantity).where(Quantity.claim_id == claim_id))
    session.add_all(Quantity(claim_id=claim_id, position=n, **asdict(one)) for n, one in enumerate(cleaned))
    before = {"figures": [asdict(row_of_quantity(figure)) for figure in stored]}
    after = {"figures": [asdict(one) for one in cleaned]}
    audit.record(session, actor, "claim.figures", claim, {"before": before, "after": after})
    return figures_of(session, claim_id)


def _checked(figures: Sequence[Figure]) -> list[Figure]:
    if len(figures) > MAX_QUANTITIES:
        raise InvalidInput(_("A claim may have at most %(max)s figures.", max=MAX_QUANTITIES))
    cleaned = [_clean(figure) for figure in figures]
    names: set[str] = set()
    for figure in cleaned:
        if figure.name.casefold() in names:
            raise InvalidInput(_("Two figures are called “%(name)s”.", name=figure.name))
        names.add(figure.name.casefold())
    for name, result in compute(cleaned).items():
        if result.error:
            raise InvalidInput(_("Figure “%(name)s”: %(why)s", name=name, why=result.error))
    return cleaned


def _clean(figure: Figure) -> Figure:
    texts = {name: " ".join(str(text).split()) for name, text in asdict(figure).items()}
    name = texts["name"] = check_name(texts["name"])
    if bool(texts["value"]) == bool(texts["formula"]):
        raise InvalidInput(_("Figure “%(name)s” needs either a value or a formula.", name=name))
    for key, text in texts.items():
        longest = MAX_FORMULA_LENGTH if key == "formula" else MAX_QUANTITY_TEXT_LENGTH
        if len(text) > longest:
            raise InvalidInput(_("A text of figure “%(name)s” is too long.", name=name))
    if texts["value"]:
        texts["value"] = format(read_number(texts["value"]), "f")
    else:
        names_in(texts["formula"])
    return Figure(**texts)


def row_of_quantity(figure: Quantity) -> Figure:
    """Return a stored figure as somebody would type it in."""
    return Figure(**{field.name: getattr(figure, field.name) for field in fields(Figure)})


def _as_text(figures: Sequence[Figure]) -> str:
    """Return the figures as lines that people can read and compare."""
    lines = []
    for figure in figures:
        facts = (figure.unit, figure.period, figure.population, figure.note)
        lines.append(f"{figure.name} = {figure.formula or figure.value} {' · '.join(facts)}".rstrip(" ·"))
    return "\n".join(lines)
