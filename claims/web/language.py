"""The language and the time of a page: the desk's, for its strings, dates, hours and direction of reading."""

from datetime import MAXYEAR, MINYEAR, UTC, datetime
from zoneinfo import ZoneInfo

from flask import Flask, g
from flask_babel import Babel, get_locale, get_translations

from claims import i18n
from claims.errors import InvalidInput
from claims.resources import translations_folder


def init_app(app: Flask) -> None:
    """Bind the translations of each request, for templates and for everything below the web."""
    app.config.setdefault("BABEL_TRANSLATION_DIRECTORIES", str(translations_folder()))
    Babel(app, locale_selector=_desk_language, timezone_selector=_desk_time_zone, default_domain="messages")
    app.before_request(_bind)
    app.teardown_request(_unbind)


def language_tag() -> str:
    """Return the BCP 47 tag of the page's language."""
    return str(get_locale() or "en").replace("_", "-")


def language_name(tag: str) -> str:
    """Return what a language is called in the page's language; the tag itself for an unknown one."""
    return str(get_locale().languages.get(tag.split("-", maxsplit=1)[0], tag))


def languages() -> list[tuple[str, str]]:
    """Return all languages of two letters by their names in the page's language; English first."""
    names = get_locale().languages
    known = sorted(((tag, str(name)) for tag, name in names.items() if len(tag) == 2), key=lambda pair: pair[1])
    return [pair for pair in known if pair[0] == "en"] + [pair for pair in known if pair[0] != "en"]


def at_desk(typed: datetime) -> datetime:
    """Return the moment at which the desk's clocks show this; raise InvalidInput when they never do."""
    moment = typed.replace(tzinfo=ZoneInfo(g.desk.time_zone))
    if not MINYEAR < typed.year < MAXYEAR:  # its UTC could lie outside the calendar
        raise InvalidInput(i18n.gettext("There is no such year."))
    if moment.astimezone(UTC).astimezone(moment.tzinfo).replace(tzinfo=None) != typed:
        raise InvalidInput(i18n.gettext("Clocks are put forward at that time: it does not exist on that day."))
    return moment.astimezone(UTC)


def typed_at_desk(moment: datetime | None) -> datetime | None:
    """Return a moment as the desk's clocks show it, for a form."""
    return moment.astimezone(ZoneInfo(g.desk.time_zone)).replace(tzinfo=None) if moment else None


def _desk_language() -> str:
    return g.desk.language.replace("-", "_") if "desk" in g else "en"


def _desk_time_zone() -> str:
    return g.desk.time_zone if "desk" in g else "UTC"


def _bind() -> None:
    i18n.bind(get_translations())


def _unbind(_error: BaseException | None) -> None:
    i18n.unbind()
