import zipfile
from pathlib import Path

from click.testing import CliRunner

from claims.cli import main


def test_backup_is_written_once(desk: Path, tmp_path: Path) -> None:
    target = tmp_path / "desk.zip"
    result = CliRunner().invoke(main, ["backup", str(target), "--data", str(desk)])
    assert result.exit_code == 0 and "0" * 64 in result.output
    assert zipfile.is_zipfile(target)
    again = CliRunner().invoke(main, ["backup", str(target), "--data", str(desk)])
    assert again.exit_code == 2 and "exists already" in again.stderr
