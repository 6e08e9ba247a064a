"""Desk settings: read them all, change some; every change is a new row."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass, fields
from datetime import datetime
from typing import Any
from zoneinfo import available_timezones

from babel import Locale, UnknownLocaleError
from babel.numbers import is_currency
from sqlalchemy import Subquery, func, literal, select
from sqlalchemy.orm import Session

from claims.domain.audit import AuditEvent, AuditPayload
from claims.domain.permission import Permission
from claims.domain.person import Actor, Person
from claims.domain.question import DEFAULT_WEIGHTS, MAX_WEIGHT
from claims.domain.setting import BOUNDS, MAX_DESK_NAME_LENGTH, MAX_MODEL_LENGTH, DeskSettings, Setting
from claims.errors import Choice, InvalidInput, StaleEdit, Value
from claims.i18n import gettext as _
from claims.services import audit
from claims.services.address import require_web_address
from claims.services.permission import require


@dataclass(frozen=True, slots=True)
class LastChange:
    """Who changed a setting last, and when."""

    at: datetime
    who: str


def load_settings(session: Session) -> DeskSettings:
    """Read all settings in one query; a setting that was never changed has its default."""
    return _settings(session)


def newest_change(session: Session) -> int:
    """Return the number of the newest change: what somebody who reads the settings now has ``seen``."""
    return session.scalar(select(func.max(Setting.id))) or 0


def last_changes(session: Session) -> Mapping[str, LastChange]:
    """Return by the history who changed each setting last, and the rating scale (``scale``). One query."""
    name = func.coalesce(Setting.name, literal("scale"))
    newest = (
        select(name.label("name"), func.max(AuditEvent.number).label("number"))
        .outerjoin(Setting, (AuditEvent.subject_type == "setting") & (Setting.id == AuditEvent.subject_id))
        .where(AuditEvent.subject_type.in_(("setting", "scale")))
        .where(AuditEvent.action.in_(("setting.change", "scale.save")))
        .group_by(name)
        .subquery()
    )
    rows = session.execute(
        select(newest.c.name, AuditEvent.at, Person.name, AuditPayload.data)
        .join(AuditEvent, AuditEvent.number == newest.c.number)
        .outerjoin(Person, Person.id == AuditEvent.person_id)
        .outerjoin(AuditPayload, AuditPayload.number == AuditEvent.number)
    )
    return {key: LastChange(at, who or str((data or {}).get("actor", ""))) for key, at, who, data in rows}


def change_settings(session: Session, actor: Actor, *, seen: int | None = None, **changes: Any) -> DeskSettings:
    """Change the settings given by name; raise InvalidInput for a value that cannot be one.

    ``seen`` is the newest change that the person knew of: what they left as it was then stays as it is now, and
    what somebody else changed since, and they too, raises StaleEdit.
    """
    require(session, actor, Permission.SETTING_EDIT)
    audit.lock_head(session)  # changes come one after the other, so that their numbers tell what was seen
    current = asdict(load_settings(session))
    for name in changes:
        if name not in current:
            raise InvalidInput(_("There is no setting “%(name)s”.", name=name))
    wanted = {name: check_setting(name, value) for name, value in changes.items()}
    mine = wanted if seen is None else _own_changes(session, wanted, current, seen)
    for name, value in mine.items():
        if value != current[name]:
            _store(session, actor, name, current[name], value)
    after = load_settings(session)
    _check_together(after)
    return after


def check_setting(name: str, value: Any) -> Any:
    """Return the value as it is stored; raise InvalidInput when the setting cannot have it."""
    check = _CHECKS.get(name)
    try:
        if check is not None:
            return check(value)
        return _number(name, value) if name in BOUNDS else bool(value)
    except InvalidInput as error:
        raise InvalidInput(error.message, field=name) from None


def newest_values(until: int | None = None) -> Subquery:
    """Return the query of each setting's ``name`` and ``value`` as they are, or were after a change."""
    newest = select(Setting.name, func.max(Setting.number).label("number")).group_by(Setting.name)
    if until is not None:
        newest = newest.where(Setting.id <= until)
    found = newest.subquery()
    same = (Setting.name == found.c.name) & (Setting.number == found.c.number)
    return select(Setting.name, Setting.value).join(found, same).subquery()


def settings_of(values: Iterable[tuple[str, Any]]) -> DeskSettings:
    """Return the settings with these values; what none of them names has its default."""
    known = {field.name for field in fields(DeskSettings)}
    return DeskSettings(**{name: value for name, value in values if name in known})


def _settings(session: Session, until: int | None = None) -> DeskSettings:
    return settings_of((name, value) for name, value in session.execute(select(newest_values(until))))


def _own_changes(
    session: Session, wanted: Mapping[str, Any], current: Mapping[str, Any], seen: int
) -> Mapping[str, Any]:
    """Return what the person changed themselves; raise StaleEdit where somebody else changed the same."""
    known = asdict(_settings(session, seen))
    mine = {name: value for name, value in wanted.items() if value != known[name]}
    others = [name for name in wanted if current[name] != known[name]]
    if any(name in mine and mine[name] != current[name] for name in others):
        raise StaleEdit(
            _("Somebody else changed the settings since you opened them."),
            theirs={name: _shown(name, current[name]) for name in others},
            yours={name: _shown(name, mine.get(name, current[name])) for name in others},
            edits=newest_change(session),
        )
    return mine


def _shown(name: str, value: Any) -> Value:
    if isinstance(value, bool):
        return value
    return Choice(value, value) if name in ("language", "engine") else str(value)


def _store(session: Session, actor: Actor, name: str, before: Any, value: Any) -> None:
    last = session.scalar(select(func.max(Setting.number)).where(Setting.name == name)) or 0
    setting = Setting(name=name, number=last + 1, value=value, person_id=actor.person_id)
    session.add(setting)
    audit.record(session, actor, "setting.change", setting, {"before": {name: before}, "after": {name: value}})


def _check_together(settings: DeskSettings) -> None:
    """Refuse settings that make no sense beside each other."""
    if settings.llm_day_cost and not (settings.llm_input_price or settings.llm_output_price):
        raise InvalidInput(_("A limit of cost needs the prices of the model."), field="llm_day_cost")


def _model(value: str) -> str:
    value = value.strip()
    if len(value) > MAX_MODEL_LENGTH or not value.isprintable():
        raise InvalidInput(_("A model has a name of at most %(max)s characters.", max=MAX_MODEL_LENGTH))
    return value


def _currency(value: str) -> str:
    value = value.strip().upper()
    if not is_currency(value):
        raise InvalidInput(_("“%(value)s” is not the code of a currency, such as EUR.", value=value))
    return value


def _number(name: str, value: float) -> float:
    lowest, highest = BOUNDS[name]
    if not lowest <= value <= highest:  # also what is not a number
        raise InvalidInput(
            _(
                "This setting must be from %(lowest)s to %(highest)s: %(name)s.",
                lowest=lowest,
                highest=highest,
                name=name,
            )
        )
    return value


def _question_weights(value: Mapping[str, float]) -> dict[str, float]:
    """Return the weights that differ from those of a new desk."""
    for key, weight in value.items():
        if key not in DEFAULT_WEIGHTS:
            raise InvalidInput(_("There is no question “%(key)s”.", key=key))
        if not -MAX_WEIGHT <= weight <= MAX_WEIGHT:  # false for what is not a number, too
            raise InvalidInput(_("The weight of a question lies between −%(max)g and %(max)g.", max=MAX_WEIGHT))
    return {key: float(weight) for key, weight in value.items() if weight != DEFAULT_WEIGHTS[key]}


def _desk_name(value: str) -> str:
    value = " ".join(value.split())
    if not value or len(value) > MAX_DESK_NAME_LENGTH:
        raise InvalidInput(_("The desk needs a name of at most %(max)s characters.", max=MAX_DESK_NAME_LENGTH))
    return value


def _language(value: str) -> str:
    try:
        Locale.parse(value.replace("-", "_"))
    except (UnknownLocaleError, ValueError):
        raise InvalidInput(_("“%(value)s” is not a language tag such as en or pt-BR.", value=value)) from None
    return value


def _time_zone(value: str) -> str:
    value = value.strip()
    if value not in available_timezones():
        raise InvalidInput(_("“%(value)s” is not a time zone such as Europe/Berlin.", value=value[:80]))
    return value


def _public_address(value: str) -> str:
    return require_web_address(value).rstrip("/") if value else ""


_CHECKS: Mapping[str, Callable[[Any], Any]] = {
    "desk_name": _desk_name,
    "public_address": _public_address,
    "language": _language,
    "time_zone": _time_zone,
    "engine": str,
    "llm_model": _model,
    "llm_currency": _currency,
    "question_weights": _question_weights,
}
