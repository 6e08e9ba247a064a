"""Many people at the verdicts of a few claims at once (``benchmark/verdict_hands.py``)."""

import pytest

from tests.conftest import Script


@pytest.mark.both_databases
def test_many_people_at_a_few_verdicts_lose_nothing(database_url: str, script: Script) -> None:
    found = script("verdict_hands").measure(database_url, people=4, seconds=300, claims=2, enough=25)
    assert found["acknowledged"] >= 25, found
    for name in ("failures", "lost_updates", "chain_problems", "approved_by_authors"):
        assert found[name] == 0, found
