"""Many people at the verdicts of a few claims at once (``benchmark/verdict_hands.py``)."""

import sys
from importlib import import_module
from pathlib import Path

import pytest


@pytest.mark.both_databases
def test_many_people_at_a_few_verdicts_lose_nothing(database_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "path", [str(Path(__file__).parents[1] / "benchmark"), *sys.path])
    bench = import_module("verdict_hands")
    found = bench.measure(database_url, people=4, seconds=300, claims=2, enough=25)
    assert found["acknowledged"] >= 25, found
    for name in ("failures", "lost_updates", "chain_problems", "approved_by_authors"):
        assert found[name] == 0, found
