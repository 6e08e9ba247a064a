"""Bytes to characters: what says itself how it is encoded, then UTF-8, then what old programs wrote."""

import codecs
import re
import unicodedata

from claims.errors import InvalidInput
from claims.i18n import gettext as _

_BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
"""UTF-32 stands before UTF-16, because its little-endian mark begins with the other's."""
_DECLARED = re.compile(rb"""<meta[^>]{0,200}charset\s*=\s*["']?\s*([\w-]{2,30})""", re.IGNORECASE)
_DECLARED_WITHIN = 4096
_BROWSERS_READ_AS = {"iso8859-1": "cp1252", "ascii": "cp1252", "gb2312": "gb18030", "gbk": "gb18030"}
"""The Encoding Standard (WHATWG): what old labels mean in browsers."""
_DECLARABLE = re.compile(
    r"utf-8|cp(125[0-8]|866|874|932|949)|iso8859-\d+|koi8-[ru]|mac-roman|gb18030|big5|euc_(jp|kr)|shift_jis"
)
"""Only what the Encoding Standard has: others of Python's codecs are slow or no text at all."""
_UTF8_SEQUENCE = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")
_HIGH = re.compile(rb"[\x80-\xff]")
_CONTROL = re.compile("[\x00-\x08\x0b\x0e-\x1a\x1c-\x1f\x7f\x80-\x9f]")
_MOST_FOREIGN_LETTERS = 0.25
"""Of the letters of a text in a western language, at most so many have an accent."""


def decode(name: str, data: bytes, *, markup: bool = False) -> str:
    """Return the characters of a file; ``markup`` may declare its encoding. Raise InvalidInput."""
    for mark, encoding in _BYTE_ORDER_MARKS:
        if data.startswith(mark):
            return _strict(name, data.removeprefix(mark) if encoding == "utf-8" else data, encoding)
    if b"\x00" in data:
        raise _binary(name)
    declared = _declared(data) if markup else None
    for encoding in filter(None, (declared, "utf-8")):
        try:
            return _refuse_binary(name, data.decode(encoding))
        except UnicodeDecodeError:
            continue
    return _old_western(name, data)


def _strict(name: str, data: bytes, encoding: str) -> str:
    try:
        return _refuse_binary(name, data.decode(encoding))
    except UnicodeDecodeError:
        raise _unknown(name) from None


def _declared(data: bytes) -> str | None:
    found = _DECLARED.search(data[:_DECLARED_WITHIN])
    if found is None:
        return None
    try:
        encoding = codecs.lookup(found[1].decode("ascii", "replace")).name
    except LookupError:
        return None
    encoding = _BROWSERS_READ_AS.get(encoding, encoding)
    return encoding if _DECLARABLE.fullmatch(encoding) else None


def _old_western(name: str, data: bytes) -> str:
    """Read Windows-1252 where that makes a plausible text: little of it accented, and no damaged UTF-8."""
    sequences = sum(len(found) for found in _UTF8_SEQUENCE.findall(data))
    if sequences * 2 > len(_HIGH.findall(data)):
        raise _unknown(name)
    try:
        text = data.decode("cp1252")
    except UnicodeDecodeError:
        raise _unknown(name) from None
    letters = [character for character in text if unicodedata.category(character)[0] == "L"]
    foreign = sum(character > "\x7f" for character in letters)
    if foreign > _MOST_FOREIGN_LETTERS * len(letters):
        raise _unknown(name)
    return _refuse_binary(name, text)


def _refuse_binary(name: str, text: str) -> str:
    controls = sum(1 for _found in _CONTROL.finditer(text))
    if controls > 2 + len(text) // 1000:
        raise _binary(name)
    return text


def _binary(name: str) -> InvalidInput:
    return InvalidInput(_("%(name)s is not a text file: it holds binary data.", name=name))


def _unknown(name: str) -> InvalidInput:
    return InvalidInput(
        _("The encoding of %(name)s cannot be recognised. Save it as UTF-8 and try again.", name=name)
    )
