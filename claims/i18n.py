"""Messages in the reader's language, for everything below the web too: labels, documents, the command line.

The web binds the translations of each request; a command or job binds those of the desk. Nothing bound means
English as written in the code.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from gettext import NullTranslations
from pathlib import Path

_NONE = NullTranslations()
_translations: ContextVar[NullTranslations] = ContextVar("translations", default=_NONE)


def bind(translations: NullTranslations) -> None:
    """Use these translations from now on in this context (request, job or command)."""
    _translations.set(translations)


def unbind() -> None:
    """Use English again, as written in the code."""
    _translations.set(_NONE)


@contextmanager
def speaking(translations: NullTranslations) -> Iterator[None]:
    """Use these translations within a ``with``, and what was bound before after it."""
    token = _translations.set(translations)
    try:
        yield
    finally:
        _translations.reset(token)


@cache
def load_translations(folder: Path, language: str) -> NullTranslations:
    """Return the catalogue of a BCP 47 language, or of it without a region; English where there is none."""
    from babel.support import Translations  # not at the top: “claims --help” needs no catalogue

    return Translations.load(folder, [language.replace("-", "_")])


def gettext(message: str, **values: object) -> str:
    """Translate, then fill in ``%(name)s`` values."""
    translated = _translations.get().gettext(message)
    return translated % values if values else translated


def ngettext(singular: str, plural: str, num: int, **values: object) -> str:
    """Translate with the plural form for ``num``, then fill in the values and ``%(num)s``."""
    return _translations.get().ngettext(singular, plural, num) % {"num": num, **values}


def N_(message: str) -> str:  # noqa: N802 (gettext's own name for it)
    """Mark a message for translation; it is translated where it is used."""
    return message


def closest_language(wanted: str, offered: Iterable[str]) -> str | None:
    """Return which tag serves whoever reads ``wanted`` (BCP 47): the same, or its language without a region."""
    tags = {tag.lower(): tag for tag in offered}
    exact = wanted.lower()
    return tags.get(exact) or tags.get(exact.partition("-")[0])


def language_name(language: str) -> str:
    """Return what a BCP 47 language tag is called in English; the tag itself for an unknown language."""
    from babel import Locale  # not at the top: “claims --help” needs messages, not locales

    return str(Locale("en").languages.get(language.split("-", maxsplit=1)[0], language))


def text_direction(language: str) -> str:
    """Return ``rtl`` or ``ltr`` for a BCP 47 language tag; unknown languages read left to right."""
    from babel import Locale, UnknownLocaleError  # not at the top: “claims --help” needs messages, not locales

    try:
        return Locale.parse(language.replace("-", "_")).text_direction
    except (UnknownLocaleError, ValueError):
        return "ltr"
