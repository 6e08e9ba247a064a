"""``claims extract``: rows in, rows out, in order, whatever the rows hold."""

import json
import subprocess
import sys

import pytest
from click.testing import CliRunner, Result

from claims.cli import main


def run(rows: str | bytes, *options: str) -> Result:
    return CliRunner().invoke(main, ["extract", "--jsonl", "--engine", "sentence", *options], input=rows)


def rows(count: int) -> str:
    return "".join(json.dumps({"id": n, "text": f"Row {n} has {n} words. So it is."}) + "\n" for n in range(count))


def test_answers_carry_the_ids_in_order_with_a_score_for_each_claim() -> None:
    answers = [json.loads(line) for line in run(rows(3)).stdout.splitlines()]
    assert [answer["id"] for answer in answers] == [0, 1, 2]
    assert answers[1]["claims"] == ["Row 1 has 1 words.", "So it is."]
    assert all(len(answer["scores"]) == len(answer["claims"]) for answer in answers)


def test_processes_give_the_same_answers_in_the_same_order() -> None:
    given = rows(150)
    assert run(given, "--processes", "2").stdout == run(given).stdout


def test_empty_lines_and_empty_texts_are_no_error() -> None:
    result = run('\n{"id": "a", "text": ""}\n\n')
    assert json.loads(result.stdout) == {"id": "a", "claims": [], "scores": []}


@pytest.mark.parametrize(
    "bad",
    [
        "nonsense",
        "[1]",
        '{"id": 1}',
        '{"text": "a"}',
        '{"id": 1, "text": null}',
        '{"id": 1, "text": 5}',
        '{"id": true, "text": "a"}',
        '{"id": 1, "text": "a", "context": ["b"]}',
        "[" * 100_000,
        '{"id": "\\ud800", "text": "a"}',
    ],
)
def test_bad_row_is_named_by_its_line_after_the_rows_before_it(bad: str) -> None:
    result = run(rows(2) + "\n" + bad + "\n" + rows(1))
    assert result.exit_code == 2
    assert len(result.stdout.splitlines()) == 2
    assert "Line 4" in result.stderr
    assert result.stderr.count("\n") == 1


def test_bytes_that_are_no_utf8_are_a_bad_row() -> None:
    assert "Line 1" in run(b'{"id": 1, "text": "\xff"}').stderr


def test_keep_attribution_and_granularity_are_taken() -> None:
    assert run(rows(1), "--keep-attribution", "--granularity", "fine").exit_code == 0
    assert run(rows(1), "--granularity", "coarse").exit_code == 2


def test_answers_are_written_while_rows_still_come() -> None:
    command = [sys.executable, "-m", "claims", "extract", "--jsonl", "--engine", "sentence"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdin is not None and process.stdout is not None
        process.stdin.write(rows(1).encode())
        process.stdin.flush()
        assert json.loads(process.stdout.readline())["id"] == 0
        process.stdin.close()
        assert process.wait(20) == 0


def test_reader_that_goes_away_is_no_error() -> None:
    command = f"{sys.executable} -m claims extract --jsonl --engine sentence | head -1"
    done = subprocess.run(["bash", "-c", command], input=rows(3000), capture_output=True, text=True, check=False)
    assert json.loads(done.stdout)["id"] == 0
    assert done.stderr == ""


def test_row_in_another_language_says_which_engine_read_it() -> None:
    given = '{"id": 1, "text": "Le ministre a augmenté les impôts de trois pour cent."}\n'
    given += '{"id": 2, "text": "Ana won."}\n'
    french, english = [json.loads(line) for line in run(given, "--engine", "linguistic").stdout.splitlines()]
    assert (french["language"], french["engine"]) == ("fr", "sentence")
    assert french["claims"] == ["Le ministre a augmenté les impôts de trois pour cent."]
    assert set(english) == {"id", "claims", "scores"}
