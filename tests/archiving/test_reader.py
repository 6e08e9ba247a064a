"""Reading files that people hand in."""

import pytest

from claims.archiving.markup import visible_text
from claims.archiving.reader import read_document
from claims.domain.article import MAX_TEXT_LENGTH, MAX_UPLOAD_BYTES, MAX_WRITTEN_BYTES
from claims.errors import InvalidInput

PAGE = """<!doctype html><html><head><meta charset="{charset}"><title>Kim in Beijing - Example News</title></head>
<body><nav>Menu</nav><article><h1>Kim in Beijing</h1><script>alert("no")</script>
<p>Kim will make his fifth visit to Beijing, the first in six years, and this is a paragraph of a café.</p>
<p>This meeting will be different from previous ones, as it will feature heads of state.</p></article>
<footer>Imprint</footer></body></html>"""


def test_plain_text_stays_as_it_is_but_normalised() -> None:
    document = read_document("a.txt", "\ufeffOne “quote” — 🎖.\r\nTwo.\r".encode())
    assert document.text == "One “quote” — 🎖.\nTwo.\n"
    assert document.title == ""


@pytest.mark.parametrize("name", ["-", "README", "notes"])
def test_name_without_ending_is_a_plain_text(name: str) -> None:
    assert read_document(name, b"# One").text == "# One"


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-32", "utf-8", "cp1252"])
def test_encodings_of_plain_text_are_recognised(encoding: str) -> None:
    text = "The café’s naïve owner said “no”."
    assert read_document("a.txt", text.encode(encoding)).text == text


@pytest.mark.parametrize("charset", ["utf-8", "iso-8859-1", "windows-1252", "gb2312", "no-such", "punycode"])
def test_html_is_read_in_its_declared_encoding_or_a_plausible_one(charset: str) -> None:
    encoding = charset if charset not in ("no-such", "punycode") else "utf-8"
    document = read_document("a.html", PAGE.format(charset=charset).encode(encoding, "replace"))
    assert "café" in document.text or charset == "gb2312"


def test_html_is_its_article_without_scripts_and_what_stands_around() -> None:
    document = read_document("a.HTML", PAGE.format(charset="utf-8").encode())
    assert document.title == "Kim in Beijing"
    assert "fifth visit" in document.text
    for foreign in ("alert", "Menu", "Imprint", "<"):
        assert foreign not in document.text


def test_short_html_gives_its_words_but_not_hidden_ones() -> None:
    html = "<title>T</title><p>One   <b>two</b></p><p hidden>hide</p><!-- note --><ul><li>three<li>four</ul>"
    document = read_document("a.html", html.encode())
    assert document.text.split() == ["One", "two", "three", "four"]
    assert document.title == "T"


def test_visible_text_keeps_paragraphs_lines_and_preformatted_words() -> None:
    html = "<div>a</div>b<br>c<p>d\n  e</p><pre>f\n  g</pre><style>h</style><script>i</script>"
    assert visible_text(html) == "a\nb\nc\n\nd e\n\nf\n  g"


def test_markdown_is_rendered_to_text_first() -> None:
    source = (
        "# The *head*\n\nOne [link](http://x.example) and `code`.\nSame paragraph.\n"
        "\n- a\n- b\n\n<script>no</script>"
    )
    document = read_document("a.md", source.encode())
    assert document.title == "The head"
    assert document.text == "The head\n\nOne link and code. Same paragraph.\n\na\nb"


@pytest.mark.parametrize(
    ("name", "data", "sentence"),
    [
        ("a.txt", b"", "a.txt is empty."),
        ("a.txt", b" \n ", "a.txt is empty."),
        ("a.txt", "\ufeff\u00a0".encode(), "a.txt has no text."),
        ("a.html", b"<script>alert(1)</script>", "a.html has no text."),
        ("a.txt", b"\x7fELF\x00\x01", "a.txt is not a text file"),
        ("a.txt", bytes(range(1, 9)) * 10, "a.txt is not a text file"),
        ("a.txt", "Привет, мир".encode("cp1251"), "The encoding of a.txt cannot be recognised."),
        ("a.txt", "Привет, мир, привет".encode()[:-1], "The encoding of a.txt cannot be recognised."),
        ("a.txt", b"\xff\xfea", "The encoding of a.txt cannot be recognised."),
        ("a.xlsx", b"a", "a.xlsx is of a kind that cannot be read"),
        ("a.pdf", b"%PDF-1.7", "a.pdf cannot be read: it is damaged"),
        ("a.pdf", b"words", "a.pdf is not a PDF."),
        ("a.docx", b"words", "a.docx is not a Word document"),
        ("a.docx", b"PK\x03\x04", "a.docx cannot be read: it is damaged"),
        ("a.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "a.doc is an old Word document"),
        ("a.txt", b"x" * (MAX_WRITTEN_BYTES + 1), "a.txt is too large: 5.0 MB; at most 5 MB"),
        ("a.pdf", b"%PDF-" + b"x" * MAX_UPLOAD_BYTES, "a.pdf is too large: 30.0 MB; at most 30 MB"),
        ("a.txt", b"x" * (MAX_TEXT_LENGTH + 1), "The text of a.txt has 2000001 characters"),
    ],
)
def test_what_cannot_be_read_says_so_in_one_sentence(name: str, data: bytes, sentence: str) -> None:
    with pytest.raises(InvalidInput) as refusal:
        read_document(name, data)
    assert refusal.value.message.startswith(sentence)


def test_page_of_very_many_elements_is_read_whole() -> None:
    document = read_document("a.html", b"<nav>Menu</nav>" + b"<p>one</p>" * 60_000)
    assert document.text.startswith("Menu\n\none\n\none")
    assert document.text.count("one") == 60_000


@pytest.mark.parametrize("name", ["../../etc/passwd.txt", "C:\\x\\passwd.txt", "\x1b[31mpasswd.txt"])
def test_hostile_name_is_shown_without_path_and_control_characters(name: str) -> None:
    with pytest.raises(InvalidInput) as refusal:
        read_document(name, b"")
    assert "passwd.txt is empty" in refusal.value.message
    assert "\x1b" not in refusal.value.message
    assert "/" not in refusal.value.message


@pytest.mark.parametrize(
    "html",
    [
        "<div>" * 100_000,
        "<" * 500_000,
        "<!--" * 100_000,
        "<b><i>x" * 50_000,
        "</p>" * 100_000,
        "&#0;" * 9_999,
        "<pre>" + " " * 500_000,
    ],
)
def test_hostile_markup_is_read_or_refused_in_a_moment(html: str) -> None:
    try:
        assert read_document("a.html", html.encode()).text
    except InvalidInput as refusal:
        assert "a.html" in refusal.message
