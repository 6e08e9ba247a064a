"""The static checks, run with the tests so that there is one command for everything."""

import subprocess
import sys
from pathlib import Path

import pytest

CHECKS = {
    "ruff": [sys.executable, "-m", "ruff", "check", "--quiet", "."],
    "ruff format": [sys.executable, "-m", "ruff", "format", "--check", "--quiet", "."],
    "mypy": [sys.executable, "-m", "mypy", "--strict", "claims"],
    "import-linter": [sys.executable, "-c", "from importlinter.cli import lint_imports_command as c; c()"],
    "djlint": [sys.executable, "-m", "djlint", "--lint", "--quiet", "templates"],
}


@pytest.mark.parametrize("name", CHECKS)
def test_check_passes(name: str, root: Path) -> None:
    done = subprocess.run(CHECKS[name], cwd=root, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
