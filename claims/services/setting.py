"""Desk settings: read them all, change some; every change is a new row."""

from dataclasses import asdict, fields
from typing import Any

from babel import Locale, UnknownLocaleError
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from claims.domain.person import Actor
from claims.domain.setting import MAX_DESK_NAME_LENGTH, DeskSettings, Setting
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
            _store(session, actor, name, checked)
    return load_settings(session)


def _store(session: Session, actor: Actor, name: str, value: Any) -> None:
    last = session.scalar(select(func.max(Setting.number)).where(Setting.name == name)) or 0
    setting = Setting(name=name, number=last + 1, value=value, person_id=actor.person_id)
    session.add(setting)
    audit.record(session, actor, "setting.change", setting, {"name": name, "value": value})


def _check(name: str, value: Any) -> Any:
    if name == "desk_name":
        return _desk_name(value)
    if name == "public_address":
        return require_web_address(value).rstrip("/") if value else ""
    if name == "language":
        return _language(value)
    return bool(value)


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
