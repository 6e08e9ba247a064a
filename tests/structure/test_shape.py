"""The shape of the house: where files lie, what they are called and how long they and their functions are."""

import ast
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

from claims.cli import COMMANDS

MAX_FILE_LINES = 400
MAX_FUNCTION_LINES = 50
REFUSED_NAMES = {"utils", "util", "helpers", "helper", "common", "core", "misc"}
TOP_LEVEL = {
    "pyproject.toml",
    "README.md",
    "CHANGELOG.md",
    "LICENSE",
    "claims",
    "migrations",
    "templates",
    "tests",
}


def _files(root: Path, *patterns: str) -> Iterator[Path]:
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "--", *patterns],
        cwd=root,
        capture_output=True,
        text=True,
        check=True,
    )
    return (root / line for line in listed.stdout.splitlines() if (root / line).exists())


def test_top_level_holds_only_what_belongs_there(root: Path) -> None:
    names = {path.relative_to(root).parts[0] for path in _files(root)}
    assert {name for name in names if not name.startswith(".")} == TOP_LEVEL


def test_no_file_is_called_by_what_it_is_not(root: Path) -> None:
    wrong = [path for path in _files(root, "*.py") if path.stem in REFUSED_NAMES]
    assert wrong == []


def test_no_file_is_too_long(root: Path) -> None:
    wrong = {
        str(path.relative_to(root)): lines
        for path in _files(root, "*.py", "*.html", "*.css", "*.js")
        if "/vendor/" not in str(path) and (lines := path.read_text().count("\n")) > MAX_FILE_LINES
    }
    assert wrong == {}


def test_no_function_is_too_long(root: Path) -> None:
    wrong = {
        f"{path.relative_to(root)}:{node.name}": node.end_lineno - node.lineno + 1
        for path in _files(root, "*.py")
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and node.end_lineno is not None
        and node.end_lineno - node.lineno + 1 > MAX_FUNCTION_LINES
    }
    assert wrong == {}


def test_lock_files_are_not_committed(root: Path) -> None:
    assert [path.name for path in _files(root, "uv.lock", "*.lock", "pylock*")] == []


def test_every_setting_of_the_environment_is_in_the_readme(root: Path) -> None:
    named = set(re.findall(r"\bCLAIMS_[A-Z_]+\b", (root / "claims" / "config.py").read_text()))
    documented = set(re.findall(r"\bCLAIMS_[A-Z_]+\b", (root / "README.md").read_text()))
    assert named - documented == set()


def test_every_command_is_in_the_readme(root: Path) -> None:
    readme = (root / "README.md").read_text()
    assert [name for name in COMMANDS if f"`claims {name}" not in readme] == []


def test_no_template_has_an_inline_style_or_script(root: Path) -> None:
    inline = re.compile(r"\sstyle=|<style|\son[a-z]+=|<script(?![^>]*(?:\ssrc=|application/ld\+json))")
    wrong = [
        f"{path.name}:{number}"
        for path in _files(root, "templates/*.html", "templates/**/*.html")
        for number, line in enumerate(path.read_text().splitlines(), 1)
        if inline.search(line)
    ]
    assert wrong == []
