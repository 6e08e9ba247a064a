"""The language of what the worker writes (mail, reasons why something failed): the desk's."""

from contextlib import AbstractContextManager

from sqlalchemy.orm import Session

from claims import i18n
from claims.resources import translations_folder
from claims.services.setting import load_settings


def desk_speech(session: Session) -> AbstractContextManager[None]:
    """Return a context in which messages are in the desk's language."""
    return i18n.speaking(i18n.load_translations(translations_folder(), load_settings(session).language))
