"""What templates may use: filters, and values that every page has."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from flask import Flask, request
from flask_babel import format_date, format_datetime
from markupsafe import Markup

from claims.domain.label import label, label_of
from claims.domain.permission import Permission, may
from claims.i18n import text_direction
from claims.publishing.markdown import render
from claims.services.slug import slug
from claims.web.language import language_tag
from claims.web.session import current_person, desk

THEMES = ("light", "dark")
THEME_COOKIE = "theme"


def init_app(app: Flask) -> None:
    """Register filters and page values."""
    app.add_template_filter(_label, "label")
    app.add_template_filter(_date, "date")
    app.add_template_filter(_moment, "moment")
    app.add_template_filter(_markdown, "markdown")
    app.add_template_filter(slug, "slug")
    app.context_processor(_page_values)


def theme() -> str:
    """Return the theme that the reader chose, or an empty string for that of their system."""
    chosen = request.cookies.get(THEME_COOKIE, "")
    return chosen if chosen in THEMES else ""


def _page_values() -> dict[str, Any]:
    person, language = current_person(), language_tag()
    return {
        "desk": desk(),
        "current_person": person,
        "may": lambda permission: may(person.actor if person else None, Permission(permission)),
        "language": language,
        "direction": text_direction(language),
        "theme": theme(),
    }


def _label(member: StrEnum | str, kind: str = "") -> str:
    """Label a member, or the plain value of one of the enumeration named ``kind`` (frozen data holds values)."""
    return label(member) if isinstance(member, StrEnum) else label_of(kind, member)


def _date(value: date | datetime | str | None) -> str:
    if isinstance(value, str):
        value = datetime.fromisoformat(value) if value else None
    return str(format_date(value, "long")) if value else ""


def _moment(value: datetime | str | None) -> str:
    if isinstance(value, str):
        value = datetime.fromisoformat(value) if value else None
    return str(format_datetime(value, "d MMMM y, HH:mm 'UTC'")) if value else ""


def _markdown(text: str) -> Markup:
    return Markup(render(text))  # noqa: S704 (cleaned by nh3)
