"""Bytes to characters: what says itself how it is encoded, then UTF-8, then what old programs wrote."""

import codecs
import re
import unicodedata

from claims.archiving.refusal import Unreadable

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


def decode(data: bytes, *, charset: str = "", markup: bool = False) -> str:
    """Return the characters of a file; raise Unreadable.

    ``charset`` is what came with it (a server's header); ``markup`` may declare its encoding itself.
    """
    for mark, encoding in _BYTE_ORDER_MARKS:
        if data.startswith(mark):
            return _strict(data.removeprefix(mark) if encoding == "utf-8" else data, encoding)
    if b"\x00" in data:
        raise Unreadable("binary")
    declared = _declared(data) if markup else None
    for encoding in filter(None, (_known(charset), declared, "utf-8")):
        try:
            return _refuse_binary(data.decode(encoding))
        except UnicodeDecodeError:
            continue
    return _old_western(data)


def _strict(data: bytes, encoding: str) -> str:
    try:
        return _refuse_binary(data.decode(encoding))
    except UnicodeDecodeError:
        raise Unreadable("encoding") from None


def _declared(data: bytes) -> str | None:
    found = _DECLARED.search(data[:_DECLARED_WITHIN])
    return _known(found[1].decode("ascii", "replace")) if found else None


def _known(label: str) -> str | None:
    """Return Python's codec for what a label means in browsers; None for one that they do not have."""
    try:
        encoding = codecs.lookup(label).name
    except (LookupError, ValueError):  # ValueError: a NUL in the label
        return None
    encoding = _BROWSERS_READ_AS.get(encoding, encoding)
    return encoding if _DECLARABLE.fullmatch(encoding) else None


def _old_western(data: bytes) -> str:
    """Read Windows-1252 where that makes a plausible text: little of it accented, and no damaged UTF-8."""
    sequences = sum(len(found) for found in _UTF8_SEQUENCE.findall(data))
    if sequences * 2 > len(_HIGH.findall(data)):
        raise Unreadable("encoding")
    try:
        text = data.decode("cp1252")
    except UnicodeDecodeError:
        raise Unreadable("encoding") from None
    letters = [character for character in text if unicodedata.category(character)[0] == "L"]
    foreign = sum(character > "\x7f" for character in letters)
    if foreign > _MOST_FOREIGN_LETTERS * len(letters):
        raise Unreadable("encoding")
    return _refuse_binary(text)


def _refuse_binary(text: str) -> str:
    controls = sum(1 for _found in _CONTROL.finditer(text))
    if controls > 2 + len(text) // 1000:
        raise Unreadable("binary")
    return text
