"""Three people act at random on one claim and its verdict: nothing that the tables forbid ever happens.

``python tests/benchmark/verdict_walk.py [--url URL] [--sequences 2000] [--steps 15] [--seconds 3600]`` prints one
JSON line for each database; without ``--url`` for a fresh SQLite file and a fresh PostgreSQL. After ``--seconds``
no further batch of sequences is begun, and the line says how many were walked.
"""

import argparse
import tempfile
import time
from pathlib import Path

from desks import measure_each

from claims.cli.server import settle
from tests.services.walk import walk
from tests.services.walk.desk import prepare

BATCH = 50


def measure(url: str, sequences: int, steps: int, seconds: float) -> dict[str, object]:
    """Walk, each batch with seeds of its own; an AssertionError tells the walk that went wrong."""
    begun, walked, taken, refused, pages = time.monotonic(), 0, 0, 0, 0
    with tempfile.TemporaryDirectory() as folder:
        desk = prepare(url, Path(folder))
        settle()
        while walked < sequences and time.monotonic() - begun < seconds:
            batch = min(BATCH, sequences - walked)
            found = walk(desk, sequences=batch, steps=steps, seed_each_time=True)
            walked += batch
            taken, refused, pages = taken + found.steps, refused + found.refused, pages + found.pages
    return {
        "database": url.partition(":")[0],
        "sequences": walked,
        "steps": taken,
        "refused_as_they_should": refused,
        "through_pages": pages,
        "wrong": 0,
        "seconds": round(time.monotonic() - begun),
    }


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--sequences", type=int, default=2000)
    parser.add_argument("--steps", type=int, default=15)
    parser.add_argument("--seconds", type=float, default=3600)
    measure_each(parser, measure)


if __name__ == "__main__":
    main()
