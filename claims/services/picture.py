"""Pictures that people send: checked by what they hold, and freed of what a camera notes in them."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import BinaryIO

from sqlalchemy import Text, cast, exists, select
from sqlalchemy.orm import Session

from claims.archiving.picture import CleanPicture, clean_picture
from claims.domain.anchor import normalise
from claims.domain.permission import Permission
from claims.domain.person import Actor
from claims.domain.picture import MAX_ALTERNATIVE_LENGTH, MAX_CREDIT_LENGTH, MAX_PICTURES, Picture
from claims.domain.state import FROZEN_REVISION_STATES
from claims.domain.verdict import VerdictRevision
from claims.domain.workflow import REVISION_STEPS, RevisionStep, next_state
from claims.errors import Conflict, InvalidInput, NotFound
from claims.i18n import gettext as _
from claims.publishing.base import PublishedPicture
from claims.publishing.markdown import picture_numbers
from claims.services import audit
from claims.services.gate import name_of
from claims.services.permission import require
from claims.services.verdict import get_bare_revision, get_revision, touch


@dataclass(frozen=True, slots=True)
class NewPicture:
    """What a person says of a picture."""

    alternative: str
    """What it shows, for those who cannot see it."""
    credit: str
    """Who made it, and by which right it is shown."""


def read_picture(name: str, stream: BinaryIO, *, most: int) -> CleanPicture:
    """Return a picture without metadata; slow, so call it before a transaction.

    Raise InvalidInput for what is no whole PNG, JPEG, WebP or GIF, or has more than ``most`` bytes.
    """
    data = stream.read(most + 1)
    if len(data) > most:
        raise InvalidInput(_("%(name)s is too large: at most %(max)s MB.", name=name[:80], max=most // 1_000_000))
    return clean_picture(name, data)


def pictures_of(session: Session, verdict_id: int) -> Sequence[Picture]:
    """Return the pictures that explanations of a verdict may show, oldest first."""
    return session.scalars(select(Picture).where(Picture.verdict_id == verdict_id).order_by(Picture.id)).all()


def add_picture(
    session: Session, actor: Actor, revision_id: int, new: NewPicture, clean: CleanPicture, sha256: str
) -> Picture:
    """Note a picture, whose file is in the store, for a verdict that is being written.

    Raise InvalidInput without alternative text or credit, Conflict when it is there or is one too many.
    """
    require(session, actor, Permission.VERDICT_WRITE)
    revision = get_bare_revision(session, revision_id)
    next_state(REVISION_STEPS, revision.state, RevisionStep.EDIT, name_of(revision))
    values = _checked(new)
    there = pictures_of(session, revision.verdict_id)
    if len(there) >= MAX_PICTURES:
        raise Conflict(_("A verdict has at most %(max)s pictures.", max=MAX_PICTURES))
    if any(picture.sha256 == sha256 for picture in there):
        raise Conflict(_("This picture is there already."))
    picture = Picture(
        verdict_id=revision.verdict_id,
        sha256=sha256,
        media_type=clean.media_type,
        size=len(clean.data),
        width=clean.width,
        height=clean.height,
        added_by_id=actor.person_id,
        **values,
    )
    session.add(picture)
    audit.record(
        session, actor, "picture.add", picture, {"verdict": revision.verdict_id, "sha256": sha256, **values}
    )
    return picture


def describe_picture(
    session: Session, actor: Actor, revision_id: int, picture_id: int, new: NewPicture
) -> Picture:
    """Change alternative text and credit; what was submitted with the picture needs approval anew."""
    require(session, actor, Permission.VERDICT_WRITE)
    revision = get_revision(session, revision_id)
    picture = session.get(Picture, picture_id)
    if picture is None or picture.verdict_id != revision.verdict_id:
        raise NotFound(_("There is no picture %(id)s here.", id=picture_id))
    values = _checked(new)
    before = {"alternative": picture.alternative, "credit": picture.credit}
    if values != before:
        touch(session, actor, revision)
        picture.alternative, picture.credit = values["alternative"], values["credit"]
        audit.record(session, actor, "picture.describe", picture, {"before": before, "after": values})
    return picture


def shown_pictures(session: Session, verdict_id: int, explanation: str) -> tuple[PublishedPicture, ...]:
    """Return the pictures that a text names, as readers see them."""
    named = picture_numbers(explanation)
    if not named:
        return ()
    return tuple(
        PublishedPicture(one.id, one.sha256, one.media_type, one.width, one.height, one.alternative, one.credit)
        for one in pictures_of(session, verdict_id)
        if one.id in named
    )


def published_picture(session: Session, sha256: str) -> Picture:
    """Return a picture that a published revision shows, or did; raise NotFound alike for all others."""
    picture = _by_hash(session, sha256)
    if picture is not None:
        shows = exists().where(
            VerdictRevision.verdict_id == picture.verdict_id,
            VerdictRevision.state.in_(FROZEN_REVISION_STATES),
            VerdictRevision.erased_at.is_(None),
            cast(VerdictRevision.frozen, Text).contains(sha256),
        )
        if session.scalar(select(shows)):
            return picture
    raise _no_picture()


def desk_picture(session: Session, sha256: str) -> Picture:
    """Return a picture for people of the desk, published or not; raise NotFound."""
    picture = _by_hash(session, sha256)
    if picture is None:
        raise _no_picture()
    return picture


def _by_hash(session: Session, sha256: str) -> Picture | None:
    return session.scalars(select(Picture).where(Picture.sha256 == sha256).order_by(Picture.id)).first()


def _no_picture() -> NotFound:
    return NotFound(_("There is no such picture."))


def _checked(new: NewPicture) -> dict[str, str]:
    values = {name: " ".join(normalise(text).split()) for name, text in asdict(new).items()}
    if not values["alternative"] or len(values["alternative"]) > MAX_ALTERNATIVE_LENGTH:
        most = MAX_ALTERNATIVE_LENGTH
        raise InvalidInput(_("Say in at most %(max)s characters what the picture shows.", max=most))
    if not values["credit"] or len(values["credit"]) > MAX_CREDIT_LENGTH:
        most = MAX_CREDIT_LENGTH
        raise InvalidInput(_("Say in at most %(max)s characters whose picture it is.", max=most))
    return values
