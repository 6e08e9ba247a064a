"""Word documents to text."""

from io import BytesIO

import docx

from claims.archiving.reader import read_document
from tests.archiving.samples import bare_docx, saved, word_document


def paragraph(inside: str) -> str:
    return f"<w:p>{inside}</w:p>"


def run(words: str, properties: str = "") -> str:
    return f"<w:r>{properties}<w:t>{words}</w:t></w:r>"


def test_blocks_come_in_the_order_of_the_document() -> None:
    document = read_document("a.docx", word_document())
    assert document.text == (
        "Kim in Beijing\n\nKim will make his fifth visit.\n\nThe bill\n\nIt would:\n\nban bags;\nban cups.\n\n"
        "| Year | Visits |\n| 2025 | 5 |\n\nAfter the table."
    )
    assert (document.title, document.author, document.language) == ("Kim’s visit", "Ana Ruiz", "en")


def test_date_of_the_program_s_own_template_is_not_that_of_the_document() -> None:
    document = read_document("a.docx", word_document())
    assert document.created_on is None
    assert document.published_on is None


def test_without_properties_the_title_is_the_one_that_is_styled_so() -> None:
    word = docx.Document(BytesIO(word_document()))
    word.core_properties.title, word.core_properties.author = "", "python-docx"
    document = read_document("a.docx", saved(word))
    assert (document.title, document.author) == ("Kim in Beijing", "")


def test_tracked_changes_are_read_as_accepted_and_hidden_words_not_at_all() -> None:
    body = paragraph(
        run("Kim ")
        + f"<w:ins>{run('will ')}</w:ins><w:del><w:r><w:delText>did </w:delText></w:r></w:del>"
        + run("never ", "<w:rPr><w:vanish/></w:rPr>")
        + f"<w:sdt><w:sdtContent>{run('come.')}</w:sdtContent></w:sdt>"
    )
    assert read_document("a.docx", bare_docx(body)).text == "Kim will come."


def test_text_box_is_read_once_although_it_is_written_twice() -> None:
    box = f"<w:txbxContent>{paragraph(run('In the box.'))}</w:txbxContent>"
    names = 'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
    alternate = f"<mc:AlternateContent {names}><mc:Choice>{box}</mc:Choice><mc:Fallback>{box}</mc:Fallback>"
    body = paragraph(run("Before.") + f"<w:r>{alternate}</mc:AlternateContent></w:r>") + paragraph(run("After."))
    assert read_document("a.docx", bare_docx(body)).text == "Before.\n\nIn the box.\n\nAfter."


def test_notes_stand_behind_the_text() -> None:
    word = docx.Document(BytesIO(word_document()))
    from docx.opc.constants import RELATIONSHIP_TYPE
    from docx.opc.packuri import PackURI
    from docx.opc.part import Part

    notes = (
        b'<w:footnotes xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">'
        b'<w:footnote w:type="separator"><w:p><w:r><w:t>line</w:t></w:r></w:p></w:footnote>'
        b"<w:footnote><w:p><w:r><w:t>A note.</w:t></w:r></w:p></w:footnote></w:footnotes>"
    )
    part = Part(PackURI("/word/footnotes.xml"), "application/xml", notes, word.part.package)
    word.part.relate_to(part, RELATIONSHIP_TYPE.FOOTNOTES)
    assert read_document("a.docx", saved(word)).text.endswith("After the table.\n\nA note.")
