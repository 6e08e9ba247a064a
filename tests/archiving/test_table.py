"""Feeds and spreadsheets: what comes as many entries."""

import io
import zipfile
from datetime import UTC, datetime

import pytest

from claims.archiving.feed import MAX_ENTRIES
from claims.archiving.sheet import MAX_ROWS
from claims.archiving.table import read_feed, read_sheet
from claims.errors import InvalidInput

RSS = b"""<?xml version="1.0"?>
<rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/"><channel><title>The &lt;b&gt;News&lt;/b&gt;</title>
<item><title>Kim in Beijing</title><link>/kim</link>
<guid isPermaLink="false">g1</guid><dc:creator>A. Reporter</dc:creator>
<description>&lt;p&gt;Fifth visit &amp;amp; parade.&lt;/p&gt;&lt;script&gt;alert(1)&lt;/script&gt;</description>
<pubDate>Thu, 28 Aug 2025 09:30:00 +0200</pubDate></item>
<item><title>No good address</title><link>javascript:alert(1)</link></item>
<item><title>No date, no guid</title><link>https://news.example/b</link><pubDate>yesterday</pubDate></item>
</channel></rss>"""
ATOM = b"""<feed xmlns="http://www.w3.org/2005/Atom"><title>Atom</title><entry><id>urn:1</id>
<title>One</title><link href="https://news.example/1"/><updated>2026-11-22T10:00:00Z</updated></entry></feed>"""


def test_an_rss_feed_gives_its_entries_as_plain_words() -> None:
    feed = read_feed(RSS, address="https://news.example/feed.xml")
    assert feed.title == "The News"
    first, second = feed.entries
    assert (first.guid, first.address, first.title) == ("g1", "https://news.example/kim", "Kim in Beijing")
    assert (first.author, first.summary) == ("A. Reporter", "Fifth visit & parade.")
    assert first.published_at == datetime(2025, 8, 28, 7, 30, tzinfo=UTC)
    assert (second.guid, second.published_at) == ("https://news.example/b", None)


def test_an_address_that_cannot_be_read_does_not_keep_the_other_entries_away() -> None:
    broken = RSS.replace(b"javascript:alert(1)", b"http://[x/")
    assert [entry.guid for entry in read_feed(broken, address="https://news.example/f").entries] == [
        "g1",
        "https://news.example/b",
    ]


def test_an_atom_feed_is_read_too() -> None:
    [entry] = read_feed(ATOM, media_type="application/atom+xml; charset=utf-8").entries
    assert (entry.guid, entry.address) == ("urn:1", "https://news.example/1")
    assert entry.published_at == datetime(2026, 11, 22, 10, tzinfo=UTC)


@pytest.mark.parametrize("data", [b"", b"<html><body>No feed.</body></html>", b"\x00\x01\x02", b"{}"])
def test_what_is_no_feed_is_refused(data: bytes) -> None:
    with pytest.raises(InvalidInput):
        read_feed(data, address="https://news.example/feed.xml")


def test_a_feed_cannot_read_files_or_grow_without_end() -> None:
    entity = b'<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY f SYSTEM "file:///etc/passwd">'
    lol = b"".join(b'<!ENTITY l%d "%s">' % (n, b"&l%d;" % (n - 1) * 10) for n in range(1, 9))
    body = b"<rss version='2.0'><channel><title>&f;&l8;</title><item><link>https://a.example/</link></item></channel></rss>"
    try:
        feed = read_feed(entity + b'<!ENTITY l0 "lol">' + lol + b"]>" + body)
    except InvalidInput:
        return
    assert "root:" not in feed.title
    assert len(feed.title) < 10_000


def test_a_feed_with_many_entries_is_cut() -> None:
    items = b"".join(b"<item><link>https://a.example/%d</link></item>" % n for n in range(MAX_ENTRIES + 5))
    feed = read_feed(b"<rss version='2.0'><channel><title>T</title>" + items + b"</channel></rss>")
    assert len(feed.entries) == MAX_ENTRIES


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_a_sheet_of_separated_values_is_read_whatever_parts_them(delimiter: str) -> None:
    rows = [
        ["Link", "Claim"],
        ["https://a.example/x", "He said “no” – twice."],
        ["", ""],
        ["https://b.example", ""],
    ]
    data = "\ufeff" + "\r\n".join(delimiter.join(row) for row in rows)
    assert read_sheet("list.csv", data.encode()) == [tuple(rows[0]), tuple(rows[1]), tuple(rows[3])]


def test_quoted_cells_keep_their_commas_and_lines() -> None:
    data = b'Claim,Who\n"Taxes, he said,\nfell.",Kim\n'
    assert read_sheet("list.csv", data) == [("Claim", "Who"), ("Taxes, he said,\nfell.", "Kim")]


def test_a_single_column_and_an_old_encoding_are_read() -> None:
    assert read_sheet("list.csv", "Claim\nDas Café schließt.\n".encode("cp1252"))[1] == ("Das Café schließt.",)


def workbook(cells: str) -> bytes:
    """The smallest workbook that has these cells in its first sheet."""
    names = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    relations = "http://schemas.openxmlformats.org/package/2006/relationships"
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    parts = {
        "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>',
        "_rels/.rels": f'<Relationships xmlns="{relations}"><Relationship Id="r1" Type="{office}/officeDocument"'
        ' Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook {names} xmlns:r="{office}"><sheets><sheet name="S" sheetId="1" r:id="r1"/>'
        "</sheets></workbook>",
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{relations}"><Relationship Id="r1"'
        f' Type="{office}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
        "xl/worksheets/sheet1.xml": f"<worksheet {names}><sheetData>{cells}</sheetData></worksheet>",
    }
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return packed.getvalue()


def cell(place: str, words: str) -> str:
    return f'<c r="{place}" t="inlineStr"><is><t>{words}</t></is></c>'


def test_a_workbook_is_read_by_what_it_is_not_by_its_name() -> None:
    cells = f'<row r="1">{cell("A1", "Claim")}{cell("B1", "Number")}</row>'
    cells += f'<row r="2">{cell("A2", "Taxes fell.")}<c r="B2"><v>3</v></c></row>'
    assert read_sheet("list.csv", workbook(cells)) == [("Claim", "Number"), ("Taxes fell.", "3")]


@pytest.mark.parametrize(
    "data",
    [b"", b" \n ", b"PK\x03\x04 broken", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 broken", b"\x00\x01\x02\x03" * 10],
)
def test_what_is_no_sheet_is_refused(data: bytes) -> None:
    with pytest.raises(InvalidInput, match=r"list\.xlsx"):
        read_sheet("../list.xlsx", data)


def test_a_sheet_that_is_too_large_is_refused() -> None:
    with pytest.raises(InvalidInput, match="too large"):
        read_sheet("list.csv", b"a,b\n" * (MAX_ROWS + 1))
    with pytest.raises(InvalidInput, match="too large"):
        read_sheet("list.csv", b"a" * 5_000_001)
    with pytest.raises(InvalidInput):
        read_sheet("list.csv", b"a," * 60 + b"\n")
