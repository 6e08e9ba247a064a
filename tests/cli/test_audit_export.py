"""The exported history is checked by a program that knows nothing of this one."""

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from claims.cli.audit import audit
from claims.db import Database
from claims.domain.person import system_actor
from claims.services.audit import erase_payload, record

Lines = list[dict[str, Any]]
SECRET = "the court ordered this erased"


@pytest.fixture
def exported(desk: Path, desk_database: Database, tmp_path: Path) -> Path:
    """A history of seven events; the payload of the third was erased."""
    with desk_database.session_scope(write=True) as session:
        for number in range(1, 7):
            data = {"text": SECRET if number == 3 else f"“naïve” 😀 {number}", "score": 0.1, "none": None}
            record(session, system_actor("test"), "x.y", ("x", number), data)
        erase_payload(session, system_actor("test"), 3)
    return export(desk, tmp_path / "history.jsonl")


def export(desk: Path, target: Path, *options: str) -> Path:
    result = CliRunner().invoke(audit, ["export", str(target), "--data", str(desk), *options])
    assert result.exit_code == 0, result.output
    return target


def run_checker(tmp_path: Path, *arguments: str) -> tuple[int, str]:
    printed = CliRunner().invoke(audit, ["checker"])
    (tmp_path / "checker.py").write_text(printed.output, encoding="utf-8")
    command = [sys.executable, "-I", "-S", str(tmp_path / "checker.py"), *arguments]
    done = subprocess.run(command, capture_output=True, text=True, cwd="/", check=False)
    assert "Traceback" not in done.stderr, done.stderr
    return done.returncode, done.stdout + done.stderr


def read(path: Path) -> Lines:
    return [json.loads(line) for line in path.read_text().splitlines()]


def write(path: Path, lines: Lines) -> None:
    path.write_text("".join(json.dumps(line) + "\n" for line in lines))


def test_whole_history_passes_and_holds_nothing_erased(exported: Path, tmp_path: Path) -> None:
    lines = read(exported)
    head = lines[-1]["head"]["hash"]
    assert run_checker(tmp_path, str(exported)) == (0, f"7 events, no problem. Head:\n{head}\n")
    assert run_checker(tmp_path, str(exported), "--head", lines[4]["hash"])[0] == 0
    assert SECRET not in exported.read_text() and set(lines[3]["payload"]) == {"erased_at"}


def test_history_without_payloads_passes(exported: Path, desk: Path, tmp_path: Path) -> None:
    bare = export(desk, tmp_path / "bare.jsonl", "--without-payloads")
    assert "payload" not in read(bare)[1] and "naïve" not in bare.read_text()
    assert run_checker(tmp_path, str(bare))[0] == 0


CHANGES: dict[str, tuple[Callable[[Lines], Any], str]] = {
    "event changed": (lambda lines: lines[2].update(action="z"), "Event 2 was changed."),
    "moment changed": (lambda lines: lines[2].update(at="2020-01-01T00:00:00+00:00"), "Event 2 was changed."),
    "payload changed": (lambda lines: lines[2]["payload"]["data"].update(score=0.2), "payload of event 2"),
    "payload erased in silence": (lambda lines: lines[2].update(payload={"erased_at": "x"}), "no event says so"),
    "event removed": (lambda lines: lines.pop(4), "Event 4 was removed."),
    "events removed": (lambda lines: [lines.pop(4), lines.pop(4)], "Events 4 to 5 were removed."),
    "events swapped": (lambda lines: lines.insert(2, lines.pop(4)), "out of order"),
    "end cut with the head": (lambda lines: lines.pop(), "cut off"),
    "last event removed": (lambda lines: lines.pop(-2), "Event 7 was removed."),
}


@pytest.mark.parametrize("name", CHANGES)
def test_whatever_was_changed_is_named(exported: Path, tmp_path: Path, name: str) -> None:
    change, sentence = CHANGES[name]
    lines = read(exported)
    change(lines)
    write(exported, lines)
    status, said = run_checker(tmp_path, str(exported))
    assert status == 1 and sentence in said


def test_cut_end_is_seen_against_a_kept_head(exported: Path, tmp_path: Path) -> None:
    lines = read(exported)
    head = lines[7]["hash"]
    cut = [*lines[:6], {"head": {"number": 5, "hash": lines[5]["hash"]}}]
    write(exported, cut)
    assert "cut or replaced" not in run_checker(tmp_path, str(exported), "--head", lines[5]["hash"])[1]
    status, said = run_checker(tmp_path, str(exported), "--head", head)
    assert status == 1 and "cut or replaced" in said


@pytest.mark.parametrize("content", ["", "{", "[]\n", '{"format": "x"}\n', '{"format": "claims-audit-1"}\n{}\n'])
def test_what_is_no_history_is_refused(tmp_path: Path, content: str) -> None:
    (tmp_path / "bad.jsonl").write_text(content)
    assert run_checker(tmp_path, str(tmp_path / "bad.jsonl"))[0] == 2


def test_export_overwrites_nothing(exported: Path, desk: Path) -> None:
    result = CliRunner().invoke(audit, ["export", str(exported), "--data", str(desk)])
    assert result.exit_code != 0 and read(exported)
