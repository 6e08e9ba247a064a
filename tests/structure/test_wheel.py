"""The wheel is whole, and works from another folder."""

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

MAX_MODEL_BYTES = 20_000_000


@pytest.fixture(scope="module")
def wheel(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    done = subprocess.run(command, cwd=root, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return next(folder.glob("*.whl"))


def test_the_wheel_holds_templates_migrations_styles_and_weights(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        names = set(archive.namelist())
        model = [info for info in archive.infolist() if "/linguistic/model/" in info.filename]
    for name in (
        "claims/templates/base.html",
        "claims/migrations/env.py",
        "claims/migrations/script.py.mako",
        "claims/web/static/css/tokens.css",
        "claims/extraction/linguistic/model/NOTICE",
    ):
        assert name in names
    assert 0 < sum(info.compress_size for info in model) <= MAX_MODEL_BYTES


def test_the_wheel_works_from_another_folder(wheel: Path, tmp_path: Path) -> None:
    site = tmp_path / "site"
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(site)
    (tmp_path / "article.txt").write_text("The tower has 1,000 steps. It was built in 1889.")
    for arguments in (["check", "article.txt", "--format", "json"], ["db", "upgrade", "--data", "desk"]):
        code = "import sys; sys.path.insert(0, sys.argv.pop(1)); from claims.cli import main; main()"
        command = [sys.executable, "-c", code, str(site), *arguments]
        done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout + done.stderr
    assert (tmp_path / "desk" / "claims.sqlite3").exists()
