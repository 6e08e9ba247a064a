"""Files made to harm whoever reads them; ``size`` scales the heavy ones."""

import io
import struct
import zipfile
import zlib
from collections.abc import Callable, Mapping

from tests.archiving.samples import CONTENT_TYPES, RELATIONS, bare_docx, pdf, pdf_of, word_document, zipped

CATALOG = "<</Type/Catalog/Pages 2 0 R>>"
FONT = "<</Type/Font/Subtype/Type1/BaseFont/Courier>>"


def million_pages(_size: int) -> bytes:
    """A page tree that says that it has a million pages, and has one."""
    return pdf_of(
        [
            CATALOG,
            "<</Type/Pages/Count 1000000/Kids[3 0 R]>>",
            "<</Type/Page/Parent 2 0 R>>",
        ]
    )


def nested_pages(_size: int) -> bytes:
    """A page tree in which each branch holds the next one ten times: 10^9 pages in a kilobyte."""
    branches = [f"<</Type/Pages/Count {10 ** (9 - n)}/Kids[{f'{3 + n} 0 R ' * 10}]>>" for n in range(9)]
    return pdf_of([CATALOG, *branches, "<</Type/Page/MediaBox[0 0 9 9]>>"])


def circular_pages(_size: int) -> bytes:
    """A page tree that holds itself."""
    return pdf_of([CATALOG, "<</Type/Pages/Count 3/Parent 2 0 R/Kids[2 0 R 2 0 R 2 0 R]>>"])


def pdf_stream_bomb(size: int) -> bytes:
    """A page whose content unpacks to a thousand times its size, twice over."""
    packed = zlib.compress(zlib.compress(b"BT /F1 9 Tf (words words) Tj ET\n" * 30_000 * size, 9), 9)
    stream = (
        f"<</Filter[/FlateDecode/FlateDecode]/Length {len(packed)}>>stream\n{packed.decode('latin-1')}\nendstream"
    )
    return _one_page(stream)


def pdf_recursive_form(_size: int) -> bytes:
    """A drawing that draws itself, and each time twice."""
    form = (
        "<</Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</X 4 0 R>>>>/Length 11>>"
        "stream\n/X Do /X Do\nendstream"
    )
    page = "<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]/Resources<</XObject<</X 4 0 R>>>>/Contents 5 0 R>>"
    drawn = "<</Length 5>>stream\n/X Do\nendstream"
    return pdf_of([CATALOG, "<</Type/Pages/Count 1/Kids[3 0 R]>>", page, form, drawn])


def pdf_deep_arrays(size: int) -> bytes:
    """Arrays in arrays, as deep as a parser that calls itself falls."""
    return _one_page("[" * 50_000 * size + "]" * 50_000 * size)


def pdf_of_objects(size: int) -> bytes:
    """Very many objects, none of them used."""
    return _one_page("<</Length 0>>stream\n\nendstream", more=["<</A[1 2 3]>>"] * 20_000 * size)


def encrypted_pdf(_size: int) -> bytes:
    """A PDF that asks for a password (standard handler, revision 2, with a key that nobody knows)."""
    secret = "<" + "4e" * 32 + ">"
    objects = [
        CATALOG,
        "<</Type/Pages/Count 0/Kids[]>>",
        f"<</Filter/Standard/V 1/R 2/O{secret}/U{secret}/P -4>>",
    ]
    return pdf_of(objects, trailer="/Encrypt 3 0 R/ID[<00><00>]")


def zip_bomb(size: int) -> bytes:
    """A document whose text unpacks to a thousand times its size."""
    return bare_docx("<w:p/>" + " " * 60_000_000 * size)


def lying_zip_bomb(size: int) -> bytes:
    """The same, with a directory that says that it is small."""
    data = bytearray(zip_bomb(size))
    place = data.find(b"PK\x01\x02")
    while place >= 0:
        data[place + 24 : place + 28] = struct.pack("<I", 1_000)
        place = data.find(b"PK\x01\x02", place + 4)
    return bytes(data)


def nested_zips(size: int) -> bytes:
    """Archives in archives, as in 42.zip, beside a document."""
    inner = b"\x00" * 1_000_000 * size
    for _level in range(5):
        stream = io.BytesIO()
        with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
            for number in range(10):
                archive.writestr(f"{number}.zip", inner)
        inner = stream.getvalue()
    return zipped({"word/document.xml": b"<a/>", "word/media/inner.zip": inner})


def many_entries(size: int) -> bytes:
    """A document with very many parts."""
    return bare_docx("<w:p/>", more={f"word/{number}.xml": b"<a/>" for number in range(6_000 * size)})


def overlapping_entries(_size: int) -> bytes:
    """A directory that names one packed part many times."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", CONTENT_TYPES)
        archive.writestr("_rels/.rels", RELATIONS)
        archive.writestr("word/document.xml", b" " * 9_000_000)
        for number in range(200):
            info = zipfile.ZipInfo(f"word/{number}.xml")
            first = archive.getinfo("word/document.xml")
            info.header_offset, info.file_size = first.header_offset, first.file_size
            info.compress_size, info.CRC, info.compress_type = first.compress_size, first.CRC, first.compress_type
            archive.filelist.append(info)
    return stream.getvalue()


def billion_laughs(_size: int) -> bytes:
    """Entities made of entities: 10^9 words in a kilobyte."""
    laughs = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10))
    body = "<w:p><w:r><w:t>&a9;</w:t></w:r></w:p>"
    return bare_docx(body, before=f'<!DOCTYPE w [<!ENTITY a0 "ha">{laughs}]>')


def external_entity(_size: int) -> bytes:
    """A document that asks for a file of this machine, and for an address."""
    entities = '<!ENTITY f SYSTEM "file:///etc/passwd"><!ENTITY h SYSTEM "http://169.254.169.254/">'
    body = "<w:p><w:r><w:t>Words &f; &h;</w:t></w:r></w:p>"
    return bare_docx(body, before=f"<!DOCTYPE w [{entities}]>")


def many_paragraphs(size: int) -> bytes:
    """A document of very many short paragraphs."""
    return bare_docx("<w:p><w:r><w:t>a</w:t></w:r></w:p>" * 100_000 * size)


def deep_elements(size: int) -> bytes:
    """Content controls in content controls."""
    depth = 20_000 * size
    return bare_docx("<w:sdt><w:sdtContent>" * depth + "<w:p/>" + "</w:sdtContent></w:sdt>" * depth)


def deep_tables(_size: int) -> bytes:
    """Tables in tables, as deep as the XML parser lets them."""
    return bare_docx(
        "<w:tbl><w:tr><w:tc>" * 80 + "<w:p><w:r><w:t>a</w:t></w:r></w:p>" + "</w:tc></w:tr></w:tbl>" * 80
    )


def polyglot(_size: int) -> bytes:
    """A PDF that is a ZIP and a web page too."""
    page = b"%PDF-1.7\n<!doctype html><script>alert(1)</script><p>Words of a page.</p>\n"
    return page + pdf([[(72, 700, "Words of a PDF.")]]) + word_document()


def truncated_pdf(_size: int) -> bytes:
    """A PDF that was cut off."""
    whole = pdf([[(72, 700, "Words.")]] * 20)
    return whole[: len(whole) // 2]


def truncated_docx(_size: int) -> bytes:
    """A Word document that was cut off."""
    whole = word_document()
    return whole[: len(whole) // 2]


def million_cues(size: int) -> bytes:
    """Captions by the hundred thousand."""
    return b"00:00:01,000 --> 00:00:02,000\na\n" * 60_000 * size


def deep_tags(size: int) -> bytes:
    """Captions of nothing but tags that never end."""
    return b"WEBVTT\n\n00:00:01.000 --> 00:00:02.000\n" + b"<v a<c.x<i><rt><" * 100_000 * size + b" words"


def deep_page(size: int) -> bytes:
    """A web page of elements in elements, tables and forms."""
    return b"<html><body>" + b"<div><table><tr><td><form><b>" * 20_000 * size + b"words"


def hostile_linked_data(size: int) -> bytes:
    """A web page whose JSON-LD is as deep, as wrong and as large as it gets."""
    scripts = [
        "[" * 100_000 * size,
        '{"@type":"NewsArticle","headline":{"@value":[[["x"]]]},"author":[[1,{"name":{"name":3}}],null]}',
        '{"@type":["NewsArticle",{"a":1},null],"headline":["",7],"datePublished":{"x":[]},"publisher":"p"}',
        '{"@type":"Article","headline":"\\ud800 <b>Kim","datePublished":"99999-99-99T99:99:99+99:99"}',
        '{"a":' * 50_000 * size,
        "1e999999 NaN -Infinity",
        '{"@type":"NewsArticle","inLanguage":' + "9" * 5_000 + "}",
    ]
    marked = "".join(f'<script type="application/ld+json">{script}</script>' for script in scripts)
    return f"<html><head>{marked}</head><body><p>Words of the page.</p></body></html>".encode()


def nested_marks(size: int) -> bytes:
    """Markdown of brackets, quotes and stars in one another."""
    return b"> " * 5_000 * size + b"[" * 50_000 * size + b"*a_ " * 20_000 * size + b"words"


def _one_page(content: str, *, more: list[str] | None = None) -> bytes:
    page = "<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Resources<</Font<</F1 3 0 R>>>>/Contents 5 0 R>>"
    objects = [CATALOG, "<</Type/Pages/Count 1/Kids[4 0 R]>>", FONT, page, content]
    return pdf_of([*objects, *(more or [])])


HOSTILE: Mapping[str, Callable[[int], bytes]] = {
    "million_pages.pdf": million_pages,
    "nested_pages.pdf": nested_pages,
    "circular_pages.pdf": circular_pages,
    "stream_bomb.pdf": pdf_stream_bomb,
    "recursive_form.pdf": pdf_recursive_form,
    "deep_arrays.pdf": pdf_deep_arrays,
    "objects.pdf": pdf_of_objects,
    "encrypted.pdf": encrypted_pdf,
    "bomb.docx": zip_bomb,
    "lying_bomb.docx": lying_zip_bomb,
    "nested_zips.docx": nested_zips,
    "many_entries.docx": many_entries,
    "overlapping.docx": overlapping_entries,
    "billion_laughs.docx": billion_laughs,
    "external_entity.docx": external_entity,
    "many_paragraphs.docx": many_paragraphs,
    "deep_elements.docx": deep_elements,
    "deep_tables.docx": deep_tables,
    "polyglot.html": polyglot,
    "truncated.pdf": truncated_pdf,
    "truncated.docx": truncated_docx,
    "million_cues.srt": million_cues,
    "deep_tags.vtt": deep_tags,
    "deep_page.html": deep_page,
    "linked_data.html": hostile_linked_data,
    "nested_marks.md": nested_marks,
    "empty.pdf": lambda _size: b"",
    "word.pdf": lambda _size: word_document(),
    "page.docx": lambda _size: pdf([[(72, 700, "Words of a PDF.")]]),
}
"""By the name under which each is handed in."""


def hostile_names() -> tuple[str, ...]:
    """Return names that lead elsewhere, cannot be shown or never end."""
    return (
        "../../../../etc/passwd.txt",
        "..\\..\\windows\\system32\\a.txt",
        "C:evil.txt",
        "\\\\server\\share\\a.txt",
        "a\x00.pdf.txt",
        "invoice\u202efdp.txt",
        "a" * 10_000 + ".txt",
        ".." * 100,
        "<script>alert(1)</script>.txt",
        "a\r\nSet-Cookie: x=y.txt",
    )
