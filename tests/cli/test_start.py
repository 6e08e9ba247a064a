"""What the command line loads, and how it ends."""

import os
import re
import signal
import subprocess
import sys
import time

import pytest
from click.testing import CliRunner

from claims.cli import COMMANDS, main

HEAVY = {"spacy", "flask", "sqlalchemy", "babel", "rich", "numpy", "alembic", "waitress"}


def test_help_loads_nothing_heavy() -> None:
    command = [sys.executable, "-X", "importtime", "-m", "claims", "--help"]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    loaded = {line.rsplit("|", 1)[-1].strip().partition(".")[0] for line in done.stderr.splitlines()}
    assert "click" in loaded
    assert loaded & HEAVY == set()


def test_help_names_every_command() -> None:
    shown = CliRunner().invoke(main, ["--help"]).stdout
    assert [name for name in COMMANDS if not re.search(rf"^  {name} ", shown, re.M)] == []


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_of_the_table_is_there(name: str) -> None:
    result = CliRunner().invoke(main, [name, "--help"])
    assert result.exit_code == 0, result.output
    assert "Usage" in result.stdout


def test_ctrl_c_ends_quietly_with_130() -> None:
    command = [sys.executable, "-m", "claims", "extract", "--jsonl", "--engine", "sentence"]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        assert process.stdin is not None and process.stdout is not None
        process.stdin.write(b'{"id": 1, "text": "Here it is."}\n')
        process.stdin.flush()
        process.stdout.readline()
        time.sleep(0.1)
        os.kill(process.pid, signal.SIGINT)
        _out, complaint = process.communicate(timeout=20)
    assert process.returncode == 130
    assert complaint == b""
