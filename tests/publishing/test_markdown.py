import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claims.publishing.base import PublishedPicture
from claims.publishing.markdown import picture_numbers, plain, render


def test_headings_begin_below_those_of_the_page():
    assert render("# a\n\n## b\n\n###### c") == "<h3>a</h3>\n<h4>b</h4>\n<h5>c</h5>\n"


def test_links_are_marked_and_only_of_the_web():
    assert render("[a](https://a.example)") == (
        '<p><a href="https://a.example" rel="nofollow noopener ugc">a</a></p>\n'
    )
    assert "<a" not in render("[a](javascript:alert(1)) [b](data:text/html,x)")


def test_html_is_shown_not_obeyed():
    assert render("<script>alert(1)</script>") == "<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>\n"


def test_pictures_are_their_description():
    assert render("![a <b>](https://tracker.example/p.png)") == "<p>a &lt;b&gt;</p>\n"


def test_tables_carry_no_inline_style():
    assert "style" not in render("|a|\n|-:|\n|1|")
    assert "<td>1</td>" in render("|a|\n|-:|\n|1|")


@pytest.mark.parametrize(
    ("markdown", "expected"),
    [
        ("# A\n\n**b** _c_ `d`\ne  \nf", "A\nb c d e\nf"),
        ("- a\n- b\n  1. c", "• a\n• b\n1. c"),
        ("> quoted\n\n---\n\n    code", "quoted\ncode"),
        ("|a|b|\n|-|-|\n|1|2|", "a | b\n1 | 2"),
        ("[words](https://a.example) ![pic](https://a.example/p)", "words pic"),
        ("&copy; 1 < 2 \\*", "© 1 < 2 *"),
        ("", ""),
        ("- \n\n#", ""),
    ],
)
def test_plain_text_keeps_the_words(markdown, expected):
    assert plain(markdown) == expected


@given(st.text() | st.text(alphabet="<>[]()!#*`|-\n \"'&/ahrefscript:=", max_size=40))
def test_no_text_becomes_active_html(text):
    html = render(text)
    assert not re.search(r"<\s*(script|img|iframe|style|svg|form)", html, re.IGNORECASE)
    assert not re.search(r"<[^>]+\s(on\w+|style)\s*=", html, re.IGNORECASE)
    assert isinstance(plain(text), str)


def test_headings_leave_no_level_out():
    html = render("## How\n\n#### Deeper\n\n## Then\n\n# Last")
    assert [tag for tag in ("<h3>How", "<h4>Deeper", "<h3>Then", "<h3>Last") if tag not in html] == []


PICTURE = PublishedPicture(3, "a" * 64, "image/png", 4, 2, 'A "map" <b>', "Bela & <i>")


def test_own_picture_on_a_line_of_its_own_is_a_figure() -> None:
    html = render("Look:\n\n![](picture:3)\n\nSo.", [PICTURE])

    assert f'<figure><img src="/pictures/{"a" * 64}" alt="A &quot;map&quot; &lt;b&gt;"' in html
    assert "<figcaption>Bela &amp; &lt;i&gt;</figcaption></figure>" in html
    assert "<p></p>" not in html


@pytest.mark.parametrize(
    "written",
    ["![x](picture:4)", "amid ![x](picture:3) words", "![x](https://evil.example/a.png)", "![x](picture:3x)"],
)
def test_every_other_picture_is_only_its_words(written: str) -> None:
    html = render(written, [PICTURE])
    assert "<img" not in html and "x" in html


def test_numbers_of_named_pictures() -> None:
    assert picture_numbers("![](picture:3) and ![a b](picture:12) picture:7 [x](y)") == {3, 12}
