"""Rating scales: changing one makes a new version of it; what was rated by an earlier version stays so."""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain, count

from babel import Locale, UnknownLocaleError
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session, selectinload

from claims.domain.anchor import normalise
from claims.domain.gate import Gate
from claims.domain.permission import Permission
from claims.domain.person import Actor, Person
from claims.domain.rating import (
    MAX_DEFINITION_LENGTH,
    MAX_LABEL_LENGTH,
    MAX_RATINGS,
    MAX_VALUE,
    Rating,
    RatingTranslation,
    Scale,
)
from claims.errors import Conflict, InvalidInput
from claims.i18n import gettext as _
from claims.services import audit
from claims.services.permission import require
from claims.services.rating import newest_scale

HISTORY = 50
"""Versions that the page lists."""
ALWAYS = (Gate.RATING, Gate.APPROVAL)
"""Gates that no rating can do without: what a verdict is, and four eyes."""
_KEY = re.compile(r"[^a-z0-9]+")


@dataclass(frozen=True, slots=True)
class RatingDraft:
    """A rating as somebody wants it."""

    label: str
    definition: str
    value: int | None
    """Its number on the scale; None: off the scale."""
    gates: Sequence[Gate]
    key: str = ""
    """That of the rating it goes on from; empty for a new one."""
    icon: str = ""
    translations: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    """Label and definition by language."""


@dataclass(frozen=True, slots=True)
class ScaleVersion:
    """A version of the scale, who made it, and what it changed."""

    scale: Scale
    person: str
    changes: Sequence[tuple[str, str]]
    """The label of a rating and what became of it: ``added``, ``removed`` or ``changed``."""


def drafts_of(scale: Scale) -> list[RatingDraft]:
    """Return the ratings of a scale as they could be edited."""
    return [
        RatingDraft(
            label=rating.label,
            definition=rating.definition,
            value=rating.value,
            gates=tuple(Gate(gate) for gate in rating.gates),
            key=rating.key,
            icon=rating.icon,
            translations={one.language: (one.label, one.definition) for one in rating.translations},
        )
        for rating in scale.ratings
    ]


def save_scale(session: Session, actor: Actor, drafts: Sequence[RatingDraft], *, seen: int) -> Scale:
    """Make a new version of the scale; the one before stays for what was rated by it.

    ``seen`` is the number of the version that the drafts were made from. Raise InvalidInput for a scale that
    cannot be used, Conflict when somebody made a version since.
    """
    require(session, actor, Permission.SCALE_EDIT)
    current = newest_scale(session)
    if current.number != seen:
        raise Conflict(_("Somebody else changed the scale since you opened it: look at it again."))
    ever = session.scalars(select(Rating.key).join(Scale).where(Scale.name == current.name))
    checked = check_scale(drafts, {rating.key for rating in current.ratings}, ever=set(ever))
    before = drafts_of(current)
    if checked == before:
        return current
    scale = Scale(name=current.name, number=current.number + 1, created_by_id=actor.person_id)
    scale.ratings = [_rating(draft, position) for position, draft in enumerate(checked)]
    session.add(scale)
    try:
        session.flush()  # of two at once, one has the number already
    except IntegrityError:
        raise Conflict(_("Somebody else changed the scale since you opened it: look at it again.")) from None
    data = {"number": scale.number, "before": _told(before), "after": _told(checked)}
    audit.record(session, actor, "scale.save", scale, data)
    return scale


def check_scale(
    drafts: Sequence[RatingDraft], known: set[str], *, ever: Collection[str] = ()
) -> list[RatingDraft]:
    """Return the drafts as they would be saved, in order, with keys; raise InvalidInput for what cannot be.

    ``known`` are the keys to go on from, ``ever`` those of all versions: no other rating is given one of them.
    """
    if len(drafts) > MAX_RATINGS:
        raise InvalidInput(_("A scale has at most %(max)s ratings.", max=MAX_RATINGS))
    cleaned = [_clean(draft) for draft in drafts]
    values = [draft.value for draft in cleaned if draft.value is not None]
    if len(values) < 2:
        raise InvalidInput(_("A scale needs at least two ratings with a number."))
    if len(set(values)) < len(values):
        raise InvalidInput(_("Two ratings have the same number."))
    labels = [draft.label.casefold() for draft in cleaned]
    if len(set(labels)) < len(labels):
        raise InvalidInput(_("Two ratings have the same label."))
    keys = [draft.key for draft in cleaned if draft.key]
    if set(keys) - known or len(set(keys)) < len(keys):
        raise InvalidInput(_("A rating goes on from one that is not there."))
    return _with_keys(cleaned, {*known, *ever})


def scale_history(session: Session) -> list[ScaleVersion]:
    """Return the versions of the scale, newest first, each with what it changed."""
    rows = session.execute(
        select(Scale, Person.name)
        .outerjoin(Person, Person.id == Scale.created_by_id)
        .order_by(Scale.number.desc())
        .limit(HISTORY + 1)
        .options(selectinload(Scale.ratings).selectinload(Rating.translations))
    ).all()
    before = [drafts_of(scale) for scale, _name in rows[1:]]
    versions = [
        ScaleVersion(scale, name or "", difference(older, drafts_of(scale)))
        for (scale, name), older in zip(rows, [*before, None], strict=True)
    ]
    return versions[:HISTORY]


def difference(before: Sequence[RatingDraft] | None, after: Sequence[RatingDraft]) -> list[tuple[str, str]]:
    """Return what became of each rating between two versions; nothing for the first one."""
    if before is None:
        return []
    old, new = {one.key: one for one in before}, {one.key: one for one in after}
    added = [(one.label, "added") for key, one in new.items() if key not in old]
    changed = [(one.label, "changed") for key, one in new.items() if key in old and old[key] != one]
    removed = [(one.label, "removed") for key, one in old.items() if key not in new]
    moved = [one.key for one in before if one.key in new] != [one.key for one in after if one.key in old]
    return [*added, *changed, *removed, *([("", "moved")] if moved else [])]


def _clean(draft: RatingDraft) -> RatingDraft:
    label = " ".join(normalise(draft.label).split())
    gates = tuple(gate for gate in Gate if gate in {*draft.gates, *ALWAYS})
    if draft.value is not None and not 1 <= draft.value <= MAX_VALUE:
        raise InvalidInput(_("A number on the scale lies between 1 and %(max)s.", max=MAX_VALUE))
    translations = {
        _language(language): (_words(words, MAX_LABEL_LENGTH), _words(more, MAX_DEFINITION_LENGTH))
        for language, (words, more) in sorted(draft.translations.items())
    }
    return RatingDraft(
        label=_words(label, MAX_LABEL_LENGTH),
        definition=_words(draft.definition, MAX_DEFINITION_LENGTH),
        value=draft.value,
        gates=gates,
        key=draft.key,
        icon=draft.icon,
        translations=translations,
    )


def _words(text: str, longest: int) -> str:
    text = " ".join(normalise(text).split())
    if not text or len(text) > longest:
        raise InvalidInput(_("Labels and definitions of ratings need 1 to %(max)s characters.", max=longest))
    return text


def _language(tag: str) -> str:
    try:
        return str(Locale.parse(tag.strip().replace("-", "_"))).replace("_", "-")
    except (UnknownLocaleError, ValueError):
        raise InvalidInput(_("“%(value)s” is not a language tag such as en or pt-BR.", value=tag[:20])) from None


def _with_keys(drafts: Sequence[RatingDraft], taken: set[str]) -> list[RatingDraft]:
    """Give new ratings keys of their own, which never change again."""
    found = []
    for draft in drafts:
        key = draft.key
        if not key:
            stem = _KEY.sub("_", draft.label.casefold()).strip("_") or "rating"
            key = next(one for one in chain([stem], (f"{stem}_{n}" for n in count(2))) if one not in taken)
            taken.add(key)
        found.append(
            RatingDraft(
                draft.label, draft.definition, draft.value, draft.gates, key, draft.icon, draft.translations
            )
        )
    return found


def _rating(draft: RatingDraft, position: int) -> Rating:
    return Rating(
        key=draft.key,
        value=draft.value,
        position=position,
        label=draft.label,
        definition=draft.definition,
        icon=draft.icon,
        gates=[gate.value for gate in draft.gates],
        translations=[
            RatingTranslation(language=language, label=label, definition=definition)
            for language, (label, definition) in draft.translations.items()
        ],
    )


def _told(drafts: Sequence[RatingDraft]) -> dict[str, dict[str, object]]:
    return {
        one.key: {
            "label": one.label,
            "definition": one.definition,
            "value": one.value,
            "place": place,
            "icon": one.icon,
            "gates": list(one.gates),
            "translations": {language: list(texts) for language, texts in one.translations.items()},
        }
        for place, one in enumerate(drafts, 1)
    }
