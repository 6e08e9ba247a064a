"""Four eyes, gates and workflow hold whatever three people do (``benchmark/verdict_walk.py`` walks further)."""

from pathlib import Path

from tests.services.walk import walk
from tests.services.walk.desk import prepare


def test_no_walk_reaches_a_state_that_the_tables_forbid(database_url: str, tmp_path: Path) -> None:
    walked = walk(prepare(database_url, tmp_path), sequences=10, steps=8, seed_each_time=False)
    assert walked.refused > 5
    assert walked.pages > 2
