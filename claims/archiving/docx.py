"""Word documents (Office Open XML, ECMA-376) to the text that a person reads in them.

Paragraphs, headings, lists, tables, text boxes, then notes, in the order of the document; what was deleted under
“track changes”, is hidden, or stands in page headers is left out.
"""

import re
import zipfile
from collections.abc import Iterator
from datetime import UTC, datetime
from io import BytesIO
from typing import Any

from docx import api
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.exceptions import PackageNotFoundError
from docx.oxml.ns import qn
from docx.oxml.parser import parse_xml

from claims.archiving.base import Document, Order
from claims.archiving.refusal import Unreadable

MOST_PARTS = 5_000
"""Files packed in a document; one of a thousand pictures has some two thousand."""
MOST_UNPACKED = 120_000_000
MOST_RATIO = 200
"""How many times its packed size the document may be; the text of real ones packs to a tenth or twentieth."""
_MADE_BY_PROGRAMS = re.compile(
    r"python-docx|microsoft office user|windows user|unknown( author)?|user|admin\w*", re.I
)
"""Authors that are nobody's name."""
_ENDS = {qn("w:tab"): "\t", qn("w:br"): "\n", qn("w:cr"): "\n", qn("w:noBreakHyphen"): "\u2011"}
_LEFT_OUT = frozenset(
    qn(name)
    for name in (
        "w:del",
        "w:moveFrom",
        "w:pPr",
        "w:rPr",
        "w:sdtPr",
        "w:tblPr",
        "w:instrText",
        "w:delText",
        "w:object",
    )
) | {"{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"}
_TEMPLATE_MADE = datetime(2013, 12, 23, 23, 15, tzinfo=UTC)
"""The date in python-docx's template, which documents made with it carry on."""


def read_docx(data: bytes, order: Order) -> Document:
    """Return the text of a Word document and what its properties state; raise Unreadable."""
    _check_package(data)
    package = _open(data)
    text: list[str] = []
    length = 0
    for piece in _pieces(package):
        length += len(piece)
        if length > order.longest:
            raise Unreadable("long", order.longest)
        text.append(piece)
    properties = package.core_properties
    author = _stated(properties.author)
    return Document(
        title=_stated(properties.title) or _titled(package),
        text="".join(text).strip("\n"),
        author="" if _MADE_BY_PROGRAMS.fullmatch(author) else author,
        created_on=_created(package),
        language=_language(_stated(properties.language)),
    )


def _check_package(data: bytes) -> None:
    """Look at the list of what is packed before anything is unpacked."""
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            parts = archive.infolist()
    except (zipfile.BadZipFile, ValueError, EOFError, NotImplementedError, OSError):
        raise Unreadable("broken") from None
    if len(parts) > MOST_PARTS or len({part.filename for part in parts}) < len(parts):
        raise Unreadable("parts")
    if "[Content_Types].xml" not in {part.filename for part in parts}:
        raise Unreadable("not_docx")
    if any(part.flag_bits & 1 for part in parts):
        raise Unreadable("password")
    unpacked = sum(part.file_size for part in parts)
    if unpacked > MOST_UNPACKED or unpacked > max(10_000_000, MOST_RATIO * len(data)):
        raise Unreadable("unpacked")


def _open(data: bytes) -> Any:
    """Return the document; python-docx's parser neither resolves entities nor loads anything from outside."""
    try:
        package = api.Document(BytesIO(data))
    except (ValueError, KeyError, PackageNotFoundError, AttributeError, zipfile.BadZipFile):
        raise Unreadable("not_docx") from None
    if package.element.getroottree().docinfo.internalDTD is not None:
        raise Unreadable("parts")
    return package


def _pieces(package: Any) -> Iterator[str]:
    """Yield the text, each block with the line ends before it."""
    styles = _Styles(package)
    yield from _story(package.element.body, styles)
    for kind in (RELATIONSHIP_TYPE.FOOTNOTES, RELATIONSHIP_TYPE.ENDNOTES):
        for relation in package.part.rels.values():
            if relation.reltype == kind and not relation.is_external:
                for note in parse_xml(relation.target_part.blob).iterchildren():
                    if note.get(qn("w:type")) in (None, "normal"):  # others are the lines above the notes
                        yield from _story(note, styles)


class _Styles:
    """Which styles of a document are those of lists; a style may inherit that."""

    def __init__(self, package: Any) -> None:
        self._styles = {style.get(qn("w:styleId")): style for style in package.styles.element.iter(qn("w:style"))}
        self._known: dict[str, bool] = {}

    def is_item(self, paragraph: Any) -> bool:
        """Whether a paragraph is an item of a list."""
        properties = paragraph.find(qn("w:pPr"))
        if properties is None:
            return False
        numbering = properties.find(f"{qn('w:numPr')}/{qn('w:numId')}")
        if numbering is not None:
            return str(numbering.get(qn("w:val"))) != "0"
        style = properties.find(qn("w:pStyle"))
        return style is not None and self._lists(style.get(qn("w:val")))

    def _lists(self, name: str) -> bool:
        if name not in self._known:
            seen: set[str] = set()
            following: str | None = name
            while following is not None and following in self._styles and following not in seen:
                seen.add(following)
                style = self._styles[following]
                if style.find(f"{qn('w:pPr')}/{qn('w:numPr')}") is not None:
                    break
                based = style.find(qn("w:basedOn"))
                following = None if based is None else based.get(qn("w:val"))
            else:
                following = None
            self._known[name] = following is not None and "heading" not in following.lower()
        return self._known[name]


def _story(container: Any, styles: _Styles) -> Iterator[str]:
    """Yield the paragraphs and tables of a body, a cell, a text box or a note."""
    in_list = False
    for kind, element in _blocks(container):
        if kind == "table":
            yield "\n"
            for row in element.iterchildren(qn("w:tr")):
                yield "\n| " + " | ".join(_cell(cell) for cell in row.iterchildren(qn("w:tc"))) + " |"
            in_list = False
            continue
        text = _text(element).strip(" \t\n")
        if text:
            is_item = styles.is_item(element)
            yield ("\n" if is_item and in_list else "\n\n") + text
            in_list = is_item
        for box in _boxes(element):
            yield from _story(box, styles)
            in_list = False


def _blocks(container: Any) -> Iterator[tuple[str, Any]]:
    """Yield paragraphs and tables, also those in content controls and tracked insertions."""
    waiting = [iter(container)]
    while waiting:
        element = next(waiting[-1], None)
        if element is None:
            waiting.pop()
        elif element.tag == qn("w:p"):
            yield "paragraph", element
        elif element.tag == qn("w:tbl"):
            yield "table", element
        elif isinstance(element.tag, str) and element.tag not in _LEFT_OUT:
            waiting.append(iter(element))


def _text(paragraph: Any) -> str:
    """Return the words of a paragraph without those of its text boxes."""
    pieces: list[str] = []
    waiting = [iter(paragraph)]
    while waiting:
        element = next(waiting[-1], None)
        if element is None:
            waiting.pop()
        elif element.tag == qn("w:t"):
            pieces.append(element.text or "")
        elif element.tag in _ENDS:
            pieces.append("" if _is_page_break(element) else _ENDS[element.tag])
        elif _is_read(element):
            waiting.append(iter(element))
    return "".join(pieces)


def _is_read(element: Any) -> bool:
    if not isinstance(element.tag, str) or element.tag in _LEFT_OUT or element.tag == qn("w:txbxContent"):
        return False
    if element.tag != qn("w:r"):
        return True
    hidden = element.find(f"{qn('w:rPr')}/{qn('w:vanish')}")
    return hidden is None or hidden.get(qn("w:val")) in ("0", "false", "off")


def _is_page_break(element: Any) -> bool:
    return bool(element.tag == qn("w:br") and element.get(qn("w:type")) in ("page", "column"))


def _boxes(paragraph: Any) -> Iterator[Any]:
    """Yield the outermost text boxes of a paragraph, each once although it is written in two ways."""
    waiting = [iter(paragraph)]
    while waiting:
        element = next(waiting[-1], None)
        if element is None:
            waiting.pop()
        elif element.tag == qn("w:txbxContent"):
            yield element
        elif isinstance(element.tag, str) and element.tag not in _LEFT_OUT:
            waiting.append(iter(element))


def _cell(cell: Any) -> str:
    """Return the words of a cell in one line, those of tables in it too."""
    texts = (_text(paragraph) for paragraph in cell.iter(qn("w:p")))
    return " ".join(" ".join(texts).split())


def _titled(package: Any) -> str:
    """Return the first paragraph styled as the title or, where none is, as a heading of the first level."""
    headings: list[str] = []
    for paragraph in package.element.body.iterchildren(qn("w:p")):
        style = paragraph.find(f"{qn('w:pPr')}/{qn('w:pStyle')}")
        name = "" if style is None else style.get(qn("w:val")).lower()
        if name == "title":
            return _text(paragraph).strip()
        if name == "heading1":
            headings.append(_text(paragraph).strip())
    return next(filter(None, headings), "")


def _stated(value: object) -> str:
    return " ".join(str(value or "").split())


def _created(package: Any) -> datetime | None:
    try:
        created = package.core_properties.created
    except ValueError:
        return None
    if not isinstance(created, datetime):
        return None
    created = created if created.tzinfo else created.replace(tzinfo=UTC)
    return None if created.replace(second=0) == _TEMPLATE_MADE else created


def _language(tag: str) -> str:
    found = re.match(r"[A-Za-z]{2,3}(?![A-Za-z])", tag)
    return found[0].lower() if found else ""
