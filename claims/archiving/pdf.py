"""PDF to lines with their places, by PDFium; ``claims.archiving.paragraph`` makes the text of them."""

import re
from collections.abc import Iterator
from ctypes import byref, c_double
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pypdfium2
from pypdfium2 import raw

from claims.archiving.base import Document, Order
from claims.archiving.paragraph import Line, flowing_text
from claims.archiving.refusal import Unreadable

MOST_PAGES = 5_000
_HYPHEN = (0x2, 0xFFFE)
"""What PDFium makes of a hyphen that a line break put into a word."""
_LIGATURES = {0xFB00: "ff", 0xFB01: "fi", 0xFB02: "fl", 0xFB03: "ffi", 0xFB04: "ffl", 0xFB05: "st", 0xFB06: "st"}
_LETTERS = {**_LIGATURES, 0xF0B7: "•", 0xF0A7: "•", 0xAD: "", 0x9: " "}
"""Typesetters' signs, bullets of symbol fonts, invisible hyphens."""
_DATE = re.compile(r"(?:D:)?(\d{4})(\d\d)?(\d\d)?(\d\d)?(\d\d)?(\d\d)?(?:([+-])(\d\d)'?(\d\d)?|Z)?")
_NO_TITLE = re.compile(
    r"untitled.*|title|document\d*|slide \d+|powerpoint.presentation"
    r"|.*\.(?:docx?|odt|rtf|indd|qxd|pdf|pptx?|html?)",
    re.IGNORECASE,
)
_PROGRAM = re.compile(r"^(?:Microsoft (?:Word|PowerPoint)|Word) - ")
_NOBODY = re.compile(r"unknown|user|admin\w*|microsoft office user|windows user|\(?anonymous\)?", re.IGNORECASE)


def read_pdf(data: bytes, order: Order) -> Document:
    """Return the text of a PDF and what its properties state; raise Unreadable, also for one without text."""
    document = _open(data)
    pages = len(document)
    if pages > MOST_PAGES:
        raise Unreadable("pages", pages)
    found: list[list[Line]] = []
    length = readable = 0
    for number in range(pages):
        lines = _page(document, number)
        if lines is None:
            continue
        readable += 1
        length += sum(len(line.text) for line in lines)
        if length > order.longest:
            raise Unreadable("long", order.longest)
        found.append(lines)
    text = flowing_text(found)
    if not text:
        raise Unreadable("scan" if readable else "broken")
    stated = document.get_metadata_dict()
    return Document(
        title=_title(stated.get("Title", "")),
        text=text,
        author=_author(stated.get("Author", "")),
        created_on=_moment(stated.get("CreationDate", "")),
        language=_language(document),
    )


def _open(data: bytes) -> Any:
    try:
        return pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        if getattr(error, "err_code", None) == raw.FPDF_ERR_PASSWORD or "assword" in str(error):
            raise Unreadable("password") from None
        raise Unreadable("broken") from None


def _page(document: Any, number: int) -> list[Line] | None:
    """Return the lines of a page from its content; None for a page that cannot be loaded."""
    try:
        page = document[number]
    except pypdfium2.PdfiumError:
        return None
    try:
        words = page.get_textpage()
    except pypdfium2.PdfiumError:
        page.close()
        return None
    lines = list(_lines(words, number, page.get_height()))
    words.close()
    page.close()
    return lines


def _lines(words: Any, page: int, height: float) -> Iterator[Line]:
    begins = 0
    letters: list[int] = []
    count = raw.FPDFText_CountChars(words)
    for place in range(count + 1):
        letter = raw.FPDFText_GetUnicode(words, place) if place < count else 0xA
        if letter not in (0xA, 0xD, *_HYPHEN):
            letters.append(letter)
            continue
        line = _line(words, begins, letters, page, height, hyphenated=letter in _HYPHEN)
        if line is not None:
            yield line
        begins, letters = place + 1, []


def _line(
    words: Any, begins: int, letters: list[int], page: int, height: float, *, hyphenated: bool
) -> Line | None:
    text = _characters(letters)
    shown = [number for number, letter in enumerate(letters) if letter > 0x20 and letter != 0xA0]
    if not text or not shown:
        return None
    boxes = [_box(words, begins + shown[0]), _box(words, begins + shown[-1])]
    return Line(
        text=text,
        page=page,
        left=min(box.left for box in boxes),
        right=max(box.right for box in boxes),
        baseline=_baseline(words, begins + shown[0]),
        size=max(1.0, boxes[0].top - boxes[0].bottom),
        height=max(1.0, height),
        hyphenated=hyphenated,
    )


def _characters(letters: list[int]) -> str:
    text = "".join(_LETTERS.get(letter) or chr(letter) for letter in letters if letter >= 0x20 or letter == 0x9)
    text = text.replace("\xad", "")
    if any(0xD800 <= letter < 0xE000 for letter in letters):
        text = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return " ".join(text.split())


def _box(words: Any, place: int) -> Any:
    box = raw.FS_RECTF()
    raw.FPDFText_GetLooseCharBox(words, place, byref(box))
    return box


def _baseline(words: Any, place: int) -> float:
    across, up = c_double(), c_double()
    raw.FPDFText_GetCharOrigin(words, place, byref(across), byref(up))
    return up.value


def _title(stated: str) -> str:
    title = _PROGRAM.sub("", " ".join(stated.split()))
    return "" if _NO_TITLE.fullmatch(title) else title


def _author(stated: str) -> str:
    author = " ".join(stated.split())
    return "" if _NOBODY.fullmatch(author) else author


def _moment(stated: str) -> datetime | None:
    """Return a date of ISO 32000-1, 7.9.4: ``D:YYYYMMDDHHmmSSOHH'mm``, of which only the year must be there."""
    found = _DATE.match(stated.strip())
    if found is None:
        return None
    year, month, day, hour, minute, second = (
        int(part or least) for part, least in zip(found.groups()[:6], (1, 1, 1, 0, 0, 0), strict=True)
    )
    beyond = timedelta(hours=int(found[8] or 0), minutes=int(found[9] or 0))
    try:
        zone = timezone(-beyond if found[7] == "-" else beyond) if found[7] else UTC
        return datetime(year, month, day, hour, minute, second, tzinfo=zone)
    except ValueError:
        return None


def _language(document: Any) -> str:
    needed = raw.FPDFCatalog_GetLanguage(document, None, 0) if hasattr(raw, "FPDFCatalog_GetLanguage") else 0
    if not 2 < needed < 200:
        return ""
    buffer = (raw.FPDF_WCHAR * (needed // 2 + 1))()
    raw.FPDFCatalog_GetLanguage(document, buffer, needed)
    found = re.match(r"[A-Za-z]{2,3}(?![A-Za-z])", "".join(chr(unit) for unit in buffer if unit))
    return found[0].lower() if found else ""
