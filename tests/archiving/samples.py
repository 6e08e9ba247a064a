"""Small documents, made here: what the readers' tests and the benchmark of hostile files read."""

import io
import zipfile
from collections.abc import Mapping, Sequence

import docx

CONTENT_TYPES = """<?xml version="1.0" encoding="UTF-8"?>
<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">
<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>
<Default Extension="xml" ContentType="application/xml"/>
<Override PartName="/word/document.xml"
 ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>"""
RELATIONS = """<?xml version="1.0" encoding="UTF-8"?>
<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1"
 Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"
 Target="word/document.xml"/></Relationships>"""
W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
Placed = tuple[float, float, str]
"""A line of a page: how far from the left, how far from below (points), its words."""


def word_document() -> bytes:
    """Return a document with each kind of block, and properties."""
    document = docx.Document()
    document.add_heading("Kim in Beijing", 0)
    document.add_paragraph("Kim will make ").add_run("his fifth visit.").bold = True
    document.add_heading("The bill", 1)
    document.add_paragraph("It would:")
    document.add_paragraph("ban bags;", "List Bullet")
    document.add_paragraph("ban cups.", "List Bullet")
    table = document.add_table(2, 2)
    for number, words in enumerate(("Year", "Visits", "2025", "5")):
        table.cell(number // 2, number % 2).text = words
    document.add_paragraph("After the table.")
    document.core_properties.title, document.core_properties.author = "Kim’s visit", "Ana Ruiz"
    document.core_properties.language = "en-GB"
    return saved(document)


def saved(document: "docx.document.Document") -> bytes:
    """Return a document as the bytes of a file."""
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def bare_docx(body: str, *, before: str = "", more: Mapping[str, bytes] | None = None) -> bytes:
    """Return a Word document of this XML in its body; ``before`` stands before the root element."""
    main = f'<?xml version="1.0" encoding="UTF-8"?>{before}<w:document {W}><w:body>{body}</w:body></w:document>'
    return zipped({"word/document.xml": main.encode(), **(more or {})})


def zipped(parts: Mapping[str, bytes]) -> bytes:
    """Return a package of Office Open XML with these parts."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", CONTENT_TYPES)
        archive.writestr("_rels/.rels", RELATIONS)
        for name, data in parts.items():
            archive.writestr(name, data)
    return stream.getvalue()


def pdf(pages: Sequence[Sequence[Placed]], *, info: str = "", size: int = 12) -> bytes:
    """Return a PDF with these lines on its pages; ``info`` is the inside of its dictionary of properties."""
    objects = [
        "<</Type/Catalog/Pages 2 0 R/Lang(en-GB)>>",
        f"<</Type/Pages/Count {len(pages)}/Kids[{' '.join(f'{5 + 2 * n} 0 R' for n in range(len(pages)))}]>>",
        "<</Type/Font/Subtype/Type1/BaseFont/Courier/Encoding/WinAnsiEncoding>>",
        f"<<{info}>>",
    ]
    for number, lines in enumerate(pages):
        content = " ".join(f"BT /F1 {size} Tf {x} {y} Td ({_escaped(words)}) Tj ET" for x, y, words in lines)
        objects.append(
            "<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Resources<</Font<</F1 3 0 R>>>>"
            f"/Contents {6 + 2 * number} 0 R>>"
        )
        objects.append(f"<</Length {len(content)}>>stream\n{content}\nendstream")
    return pdf_of(objects, info=4)


def pdf_of(objects: Sequence[str], *, root: int = 1, info: int = 0, trailer: str = "") -> bytes:
    """Return a PDF of these objects, numbered from 1."""
    data, places = b"%PDF-1.7\n", []
    for number, content in enumerate(objects, 1):
        places.append(len(data))
        data += f"{number} 0 obj\n{content}\nendobj\n".encode("latin-1")
    start = len(data)
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    about = f"/Info {info} 0 R" if info else ""
    data += f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}".encode()
    data += f"trailer\n<</Size {len(objects) + 1}/Root {root} 0 R{about}{trailer}>>\n".encode()
    return data + f"startxref\n{start}\n%%EOF\n".encode()


def _escaped(words: str) -> str:
    encoded = words.encode("cp1252").decode("latin-1")
    return encoded.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)")


SRT = """1
00:00:01,000 --> 00:00:03,500
ANNA RUIZ: We cut taxes

2
00:00:03,600 --> 00:00:05,000
by three percent.

3
00:00:05,000 --> 00:00:06,000
BOB: No, you
did not.
"""
