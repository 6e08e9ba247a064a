"""Server and worker that are killed while people work (``benchmark/kill_everything.py`` does it 30 times)."""

import sys
from importlib import import_module
from pathlib import Path

import pytest


def test_what_was_acknowledged_outlives_server_and_worker(desk: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "path", [str(Path(__file__).parents[1] / "benchmark"), *sys.path])
    bench = import_module("kill_everything")
    found = bench.measure(f"sqlite:///{desk / 'claims.sqlite3'}", kills=2, people=2, hurry=True)
    assert found["acknowledged"] >= 2, found
    for name in ("failures", "lost", "without_end", "files_wrong", "checks_that_complain"):
        assert found[name] == 0, found
