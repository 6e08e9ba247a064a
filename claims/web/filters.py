"""What templates may use: filters, and values that every page has."""

import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from babel.lists import format_list
from flask import Flask, g, request
from flask_babel import format_date, format_datetime, format_decimal, format_time, get_locale
from markupsafe import Markup, escape

from claims.domain.claim import Claim
from claims.domain.gate import Gate
from claims.domain.label import label, label_of
from claims.domain.media import TimeRange, place_of
from claims.domain.permission import Permission, may
from claims.domain.rating import Rating
from claims.i18n import N_, gettext, text_direction
from claims.publishing.address import web_address
from claims.publishing.base import PublishedPicture, PublishedRating, PublishedTime
from claims.publishing.markdown import PICTURES, render
from claims.publishing.slug import slug
from claims.services.freezing import THE_DESK
from claims.services.rating import rating_words
from claims.web.language import language_tag
from claims.web.navigation import navigation
from claims.web.notification import unseen_count
from claims.web.session import current_person, db, desk
from claims.web.worth import Worth, worth_of

_ADDRESS = re.compile(r"\bhttps?://[^\s<>\"“”]+", re.IGNORECASE)
_LINK = Markup('<a href="{}" rel="nofollow noopener ugc">{}</a>')
THEMES = ("light", "dark")
THEME_COOKIE = "theme"
_DAYS = {"en": "d MMMM y"}
"""How a day is written where the customary long form is not what a desk's pages use."""
_FIELDS = {
    "text": N_("Claim"),
    "attribution": N_("Said by"),
    "kind": N_("Kind"),
    "language": N_("Language"),
    "said_on": N_("Said on"),
    "said_where": N_("Place or occasion"),
    "provenance": N_("How it came to us"),
    "selection_reason": N_("Why it is checked"),
    "assignee": N_("Who checks it"),
    "deadline": N_("Until when"),
    "figures": N_("Figures"),
    "stance": N_("What the source does to the claim"),
    "quote": N_("Quoted words"),
    "translation": N_("Translation"),
    "locator": N_("Where in the source"),
    "note": N_("Note"),
    "name": N_("Name"),
    "description": N_("Description"),
    "texts": N_("Claims"),
    "whole_text": N_("Show the whole text of the article"),
    "wording": N_("Claim"),
    "claimant": N_("Claimant"),
    "summary": N_("In short"),
    "explanation": N_("Explanation"),
    "searched": N_("What was searched"),
    "how_to_repeat": N_("How to repeat this check"),
    "could_change": N_("What could change our mind"),
    "recheck_when": N_("Look again when"),
    "rating": N_("Rating"),
    "as_of": N_("Holds as of"),
    "recheck_on": N_("Look again on"),
    "headline": N_("Headline"),
    "introduction": N_("Introduction"),
    "selection_note": N_("How the claims were chosen"),
    "public_description": N_("Public description"),
    "title": N_("Title"),
    "address": N_("Address"),
    "publisher": N_("Publisher"),
    "published_on": N_("Published on"),
    "primary": N_("This is a primary source"),
    "origin": N_("Origin group"),
    "interests": N_("Interests"),
    "remarks": N_("Note on the source"),
    "desk_name": N_("Name of the desk"),
    "public_address": N_("Public address"),
    "time_zone": N_("Time zone"),
    "one_person_desk": N_("One person runs this desk"),
    "blind_approval": N_("Second persons rate before they see the verdict"),
    "link_check_days": N_("Days between two looks at the links of sources"),
    "tips_open": N_("Readers may send something in"),
    "tip_contact_days": N_("Forget how to reach them after"),
    "engine": N_("How the claims of new articles are found"),
    "llm_model": N_("Language model"),
    "llm_sentences": N_("Sentences in one request"),
    "llm_retries": N_("Further attempts of a request that failed"),
    "llm_seconds": N_("Seconds for one article"),
    "llm_article_tokens": N_("Tokens for one article"),
    "llm_day_tokens": N_("Tokens for all articles of a day"),
    "llm_input_price": N_("Price of a million tokens that are sent"),
    "llm_output_price": N_("Price of a million tokens that are returned"),
    "llm_currency": N_("Currency of the prices"),
    "llm_day_cost": N_("Cost of a day at most"),
}


def init_app(app: Flask) -> None:
    """Register filters and page values."""
    app.add_template_filter(_label, "label")
    app.add_template_filter(_date, "date")
    app.add_template_filter(_moment, "moment")
    app.add_template_filter(_markdown, "markdown")
    app.add_template_filter(_people, "people")
    app.add_template_filter(_field_name, "field_name")
    app.add_template_filter(web_address, "web_address")
    app.add_template_filter(slug, "slug")
    app.add_template_filter(_worth, "worth")
    app.add_template_filter(linked, "linked")
    app.add_template_filter(_decimal, "decimal")
    app.add_template_filter(_heard, "heard")
    app.add_template_filter(_rating_words, "rating_words")
    app.context_processor(_page_values)


def theme() -> str:
    """Return the theme that the reader chose, or an empty string for that of their system."""
    chosen = request.cookies.get(THEME_COOKIE, "")
    return chosen if chosen in THEMES else ""


def _page_values() -> dict[str, Any]:
    person, language = current_person(), language_tag()
    actor = person.actor if person else None
    return {
        "desk": desk(),
        "current_person": person,
        "may": lambda permission: may(actor, Permission(permission)),
        "navigation": lambda: navigation(actor),
        "unseen_count": unseen_count,
        "language": language,
        "direction": text_direction(language),
        "theme": theme(),
    }


def _label(member: StrEnum | str, kind: str = "") -> str:
    """Label a member, or the plain value of one of the enumeration named ``kind`` (frozen data holds values)."""
    return label(member) if isinstance(member, StrEnum) else label_of(kind, member)


def _worth(claim: Claim) -> Worth | None:
    """Say how much a claim is worth checking and why, by the desk's weights."""
    return worth_of(claim, desk().weights)


def _rating_words(rating: Any) -> Any:
    """Return what has the label and the definition of a rating in the page's language."""
    if isinstance(rating, PublishedRating):
        return rating.in_language(language_tag())
    if not isinstance(rating, Rating):
        return rating
    if "rating_words" not in g:
        g.rating_words = rating_words(db(), language_tag())
    return g.rating_words.get(rating.id, rating)


def _decimal(value: float) -> str:
    return str(format_decimal(value))


def _date(value: date | datetime | str | None) -> str:
    if isinstance(value, str):
        value = datetime.fromisoformat(value) if value else None
    return _day(value) if value else ""


def _moment(value: datetime | str | None) -> str:
    if isinstance(value, str):
        value = datetime.fromisoformat(value) if value else None
    if not value:
        return ""
    zone = "UTC" if desk().time_zone == "UTC" else format_datetime(value, "zzz")
    time = format_datetime(value, "HH:mm")
    return gettext("%(date)s, %(time)s %(zone)s", date=_day(value), time=time, zone=zone)


def _day(value: date | datetime) -> str:
    """Write a day as the language does; the program's own English puts it before the month."""
    return str(format_date(value, _DAYS.get(str(get_locale()), "long")))


def hour(value: datetime) -> str:
    """Return the time of day at the desk, such as 14:02."""
    return str(format_time(value, "HH:mm"))


def _people(names: Sequence[str]) -> str:
    """List names as the language does; who appears as "the desk" is called so in the page's language."""
    shown = [gettext("the desk") if name == THE_DESK else name for name in names]
    return format_list(shown, locale=get_locale() or "en")


def _field_name(name: str) -> str:
    """Call a text by its name, when it is one that several people may edit."""
    gate, _dash, part = name.rpartition("_")
    if gate in set(Gate) and part in ("reason", "note"):
        return label(Gate(gate)) if part == "reason" else f"{label(Gate(gate))}: {gettext('in a sentence')}"
    return gettext(_FIELDS[name]) if name in _FIELDS else name


def linked(text: str) -> Markup:
    """Escape a text and make its web addresses links, which lead away and vouch for nothing."""
    parts, place = [], 0
    for found in _ADDRESS.finditer(text):
        address = found[0].rstrip(".,;:!?'’”)")
        if not web_address(address):
            continue
        parts += [escape(text[place : found.start()]), _LINK.format(address, address)]
        place = found.start() + len(address)
    return Markup().join([*parts, escape(text[place:])])


def _markdown(text: str, pictures: Sequence[PublishedPicture] = (), at: str = PICTURES) -> Markup:
    return Markup(render(text, pictures, at))  # noqa: S704 (cleaned by nh3)


def _heard(place: PublishedTime | Mapping[str, Any] | None) -> str:
    """Say when words are said and by whom; nothing for words that are only read."""
    if isinstance(place, PublishedTime):
        return TimeRange(place.start, place.end, place.speaker).said
    heard = place_of(place)
    return heard.said if isinstance(heard, TimeRange) else ""
