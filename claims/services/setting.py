"""Desk settings: read them all, change some; every change is a new row."""

from collections.abc import Mapping
from dataclasses import asdict, fields
from typing import Any
from zoneinfo import available_timezones

from babel import Locale, UnknownLocaleError
from babel.numbers import is_currency
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from claims.domain.person import Actor
from claims.domain.question import DEFAULT_WEIGHTS, MAX_WEIGHT
from claims.domain.setting import BOUNDS, MAX_DESK_NAME_LENGTH, MAX_MODEL_LENGTH, DeskSettings, Setting
from claims.errors import InvalidInput
from claims.i18n import gettext as _
from claims.services import audit
from claims.services.address import require_web_address


def load_settings(session: Session) -> DeskSettings:
    """Read all settings in one query; a setting that was never changed has its default."""
    newest = select(Setting.name, func.max(Setting.number).label("number")).group_by(Setting.name).subquery()
    rows = session.execute(
        select(Setting.name, Setting.value).join(
            newest, (Setting.name == newest.c.name) & (Setting.number == newest.c.number)
        )
    )
    known = {field.name for field in fields(DeskSettings)}
    return DeskSettings(**{name: value for name, value in rows if name in known})


def change_settings(session: Session, actor: Actor, **changes: Any) -> DeskSettings:
    """Change the settings given by name; raise InvalidInput for a value that cannot be one."""
    current = asdict(load_settings(session))
    for name, value in changes.items():
        if name not in current:
            raise InvalidInput(_("There is no setting “%(name)s”.", name=name))
        checked = _check(name, value)
        if checked != current[name]:
            _store(session, actor, name, current[name], checked)
    after = load_settings(session)
    _check_together(after)
    return after


def _store(session: Session, actor: Actor, name: str, before: Any, value: Any) -> None:
    last = session.scalar(select(func.max(Setting.number)).where(Setting.name == name)) or 0
    setting = Setting(name=name, number=last + 1, value=value, person_id=actor.person_id)
    session.add(setting)
    audit.record(session, actor, "setting.change", setting, {"before": {name: before}, "after": {name: value}})


def _check(name: str, value: Any) -> Any:
    if name == "desk_name":
        return _desk_name(value)
    if name == "public_address":
        return require_web_address(value).rstrip("/") if value else ""
    if name == "language":
        return _language(value)
    if name == "time_zone":
        return _time_zone(value)
    if name == "engine":
        return str(value)
    if name == "llm_model":
        return _model(value)
    if name == "llm_currency":
        return _currency(value)
    if name in BOUNDS:
        return _number(name, value)
    if name == "question_weights":
        return _question_weights(value)
    return bool(value)


def _check_together(settings: DeskSettings) -> None:
    """Refuse settings that make no sense beside each other."""
    if settings.llm_day_cost and not (settings.llm_input_price or settings.llm_output_price):
        raise InvalidInput(_("A limit of cost needs the prices of the model."))


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
