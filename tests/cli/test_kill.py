"""Server and worker that are killed while people work (``benchmark/kill_everything.py`` does it 30 times)."""

from pathlib import Path

from tests.conftest import Script


def test_what_was_acknowledged_outlives_server_and_worker(desk: Path, script: Script) -> None:
    found = script("kill_everything").measure(
        f"sqlite:///{desk / 'claims.sqlite3'}", kills=2, people=2, hurry=True
    )
    assert found["acknowledged"] >= 2, found
    for name in ("failures", "lost", "without_end", "files_wrong", "checks_that_complain"):
        assert found[name] == 0, found
