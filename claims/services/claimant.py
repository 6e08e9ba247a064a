"""Claimants: who made a claim, as a person confirmed it."""

from collections.abc import Sequence

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from claims.domain.claim import Claim, ClaimantStatus
from claims.domain.claimant import MAX_CLAIMANT_LENGTH, Claimant, ClaimantKind
from claims.domain.permission import Permission
from claims.domain.person import Actor
from claims.errors import Conflict, InvalidInput
from claims.i18n import gettext as _
from claims.services.address import require_web_address
from claims.services.claim import change_claim
from claims.services.permission import require

OFFERED = 500
"""Known claimants that a form offers by name."""


def known_claimants(session: Session) -> Sequence[Claimant]:
    """Return the claimants that most claims are by, to be offered by name."""
    return session.scalars(
        select(Claimant)
        .outerjoin(Claim, Claim.claimant_id == Claimant.id)
        .group_by(Claimant.id)
        .order_by(func.count(Claim.id).desc(), Claimant.name)
        .limit(OFFERED)
    ).all()


def confirm_claimant(
    session: Session, actor: Actor, claim_id: int, *, name: str, kind: ClaimantKind, same_as: str = ""
) -> Claim:
    """Say who made a claim; a name that the desk knows is used again."""
    require(session, actor, Permission.VERDICT_WRITE)
    name = " ".join(name.split())
    if not name or len(name) > MAX_CLAIMANT_LENGTH:
        raise InvalidInput(_("A claimant needs a name of at most %(max)s characters.", max=MAX_CLAIMANT_LENGTH))
    address = require_web_address(same_as) if same_as.strip() else ""
    claimant = _known(session, name, address)
    claimant = claimant or _new_claimant(session, Claimant(name=name, kind=kind, same_as=address))
    return change_claim(
        session,
        actor,
        claim_id,
        "claim.claimant",
        claimant_id=claimant.id,
        claimant_status=ClaimantStatus.CONFIRMED,
    )


def confirm_no_claimant(session: Session, actor: Actor, claim_id: int) -> Claim:
    """Say that nobody in particular made a claim."""
    require(session, actor, Permission.VERDICT_WRITE)
    return change_claim(
        session, actor, claim_id, "claim.claimant", claimant_id=None, claimant_status=ClaimantStatus.NONE
    )


def _known(session: Session, name: str, address: str) -> Claimant | None:
    """Return the claimant that the desk knows by a name; without an address, the only one who is called so."""
    alike = session.scalars(select(Claimant).where(Claimant.name == name)).all()
    exact = next((one for one in alike if one.same_as == address), None)
    if exact or address or not alike:
        return exact
    if len(alike) > 1:
        addresses = ", ".join(one.same_as for one in alike)
        raise InvalidInput(
            _("Several claimants are called %(name)s; give the address of one: %(all)s.", name=name, all=addresses)
        )
    return alike[0]


def _new_claimant(session: Session, claimant: Claimant) -> Claimant:
    try:
        with session.begin_nested():
            session.add(claimant)
    except IntegrityError:
        raise Conflict(
            _("Somebody else named %(name)s at the same moment; nothing was saved. Try again.", name=claimant.name)
        ) from None
    return claimant
