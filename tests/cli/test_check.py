"""``claims check``: shapes of its answers, and one sentence for whatever cannot be read."""

import html
import json
import re
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from claims.cli import main

ARTICLE = Path(__file__).parents[1] / "data" / "beijing" / "article.txt"
SIMPLE = "Ten men came to Rome in 1990. They built a wall. Ten men came to Rome in 1990."


def run(*arguments: str, data: bytes | None = None) -> Result:
    return CliRunner().invoke(main, ["check", *arguments], input=data)


def test_json_has_the_article_the_engine_and_every_claim_with_exact_anchors() -> None:
    found = json.loads(run("-", "--engine", "sentence", "--format", "json", data=SIMPLE.encode()).stdout)
    assert set(found) == {"article", "engine", "claims"}
    assert set(found["article"]) == {"title", "text", "sha256"}
    assert found["engine"] == {"name": "sentence", "version": "1"}
    names = {
        "text",
        "exact",
        "start",
        "end",
        "prefix",
        "suffix",
        "kind",
        "attribution",
        "score",
        "reasons",
        "answers",
        "uncheckable",
        "also",
    }
    text = found["article"]["text"]
    for claim in found["claims"]:
        assert set(claim) == names
        for place in (claim, *claim["also"]):
            assert text[place["start"] : place["end"]] == place["exact"]
    assert len(found["claims"][0]["also"]) == 1


def test_beijing_article_yields_the_three_claims_that_the_product_is_named_for() -> None:
    found = json.loads(run(str(ARTICLE), "--format", "json").stdout)
    texts = [set(re.findall(r"\w+", claim["text"].lower())) for claim in found["claims"]]
    for words in (
        "fifth visit to beijing",
        "visit to beijing first in six years",
        "first time collective meeting",
    ):
        assert any({"kim", *words.split()} <= text for text in texts), words


def test_table_is_plain_and_fits_eighty_columns() -> None:
    result = run(str(ARTICLE), "--engine", "sentence")
    assert result.exit_code == 0
    assert "\x1b" not in result.stdout
    assert max(map(len, result.stdout.splitlines())) <= 80
    assert "dozens of world leaders" in " ".join(result.stdout.split())


def test_table_shows_no_control_characters_of_the_article() -> None:
    result = run("-", "--engine", "sentence", data="He paid 5 dollars \x1b[2J\u202e today.".encode())
    assert "\x1b" not in result.stdout
    assert "\u202e" not in result.stdout


def test_page_marks_and_escapes_the_text() -> None:
    hostile = "Ana paid 5 <script>alert(1)</script> & left. Bela paid 7."
    page = run("-", "--engine", "sentence", "--format", "html", data=hostile.encode()).stdout
    assert "<script" not in page
    marked = page.split('<div class="text" dir="auto">')[1].split("</div>")[0]
    without_numbers = re.sub(r"<sup>.*?</sup>", "", marked)
    assert html.unescape(re.sub(r"<[^>]+>", "", without_numbers)) == hostile
    assert 'id="claim-2"' in page


def test_html_is_read_by_name_and_by_content(tmp_path: Path) -> None:
    source = (
        b"<!DOCTYPE html><title>Walls</title><body><article><p>Ten men came to Rome in 1990 and"
        b" built a wall of stone around the whole old city.</p></article>"
    )
    path = tmp_path / "walls.html"
    path.write_bytes(source)
    for result in (run(str(path), "--format", "json"), run("-", "--format", "json", data=source)):
        assert "<p>" not in json.loads(result.stdout)["article"]["text"]


def refused(result: Result) -> str:
    assert result.exit_code == 2
    assert result.stdout == ""
    assert result.stderr.count("\n") == 1
    assert "Traceback" not in result.stderr
    return result.stderr


def test_missing_file_folder_and_unknown_engine_are_one_sentence(tmp_path: Path) -> None:
    assert "nowhere.txt" in refused(run(str(tmp_path / "nowhere.txt")))
    assert "folder" in refused(run(str(tmp_path)))
    assert "crystal-ball" in refused(run(str(ARTICLE), "--engine", "crystal-ball"))
    assert "cannot be read" in refused(run("a\0b"))


@pytest.mark.parametrize(
    "data",
    [b"", b" \n", bytes(range(256)) * 50, b"\x89PNG\r\n\x1a\n" + bytes(100), b"\xff\xfe\x00"],
    ids=["empty", "white", "binary", "picture", "cut UTF-16"],
)
def test_what_is_no_text_is_one_sentence(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "given.txt"
    path.write_bytes(data)
    assert "given.txt" in refused(run(str(path)))
    assert "standard input" in refused(run("-", data=data))


def test_fifty_megabytes_are_refused_without_being_read(tmp_path: Path) -> None:
    path = tmp_path / "large.txt"
    with path.open("wb") as file:
        file.truncate(50_000_000)
    assert "more than 30 MB" in refused(run(str(path)))
    assert "more than 30 MB" in refused(run("-", data=b"a" * 31_000_000))


def test_text_in_another_language_is_read_by_the_baseline_and_that_is_said() -> None:
    german = "Der Minister erhöhte die Steuern um drei Prozent. Das Museum wurde im Mai geschlossen.".encode()
    result = run("-", "--format", "json", data=german)
    assert json.loads(result.stdout)["engine"]["name"] == "sentence"
    assert "The text is in German, which the engine linguistic does not read" in result.stderr


def test_language_that_is_given_wins() -> None:
    german = "Der Minister erhöhte die Steuern um drei Prozent.".encode()
    result = run("-", "--format", "json", "--language", "en", data=german)
    assert json.loads(result.stdout)["engine"]["name"] == "linguistic"
    assert result.stderr == ""
