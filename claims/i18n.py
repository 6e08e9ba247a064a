"""Messages in the reader's language, for everything below the web too: labels, documents, the command line.

The web binds the translations of each request; a command or job binds those of the desk. Nothing bound means
English as written in the code.
"""

from contextvars import ContextVar
from gettext import NullTranslations

_NONE = NullTranslations()
_translations: ContextVar[NullTranslations] = ContextVar("translations", default=_NONE)


def bind(translations: NullTranslations) -> None:
    """Use these translations from now on in this context (request, job or command)."""
    _translations.set(translations)


def unbind() -> None:
    """Use English again, as written in the code."""
    _translations.set(_NONE)


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
