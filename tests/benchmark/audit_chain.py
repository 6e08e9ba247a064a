"""Many processes write one audit chain at once: no event lost, no fork, no error.

``python tests/benchmark/audit_chain.py [--url URL] [--processes 8] [--events 150]`` prints one JSON line.
Without ``--url`` it does so on a fresh SQLite file and on a fresh PostgreSQL.
"""

import argparse
import time
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

from desks import measure_each

from claims.db import Database
from claims.domain.person import system_actor
from claims.services import audit


def write_events(url: str, writer: int, events: int) -> list[str]:
    """Record events, each in a transaction of its own; return what went wrong."""
    database = Database(url)
    errors = []
    for step in range(events):
        try:
            with database.session_scope(write=True) as session:
                actor = system_actor(f"writer {writer}")
                audit.record(session, actor, "test.write", ("test", writer), {"step": step})
        except Exception as error:
            errors.append(repr(error))
    database.close()
    return errors


def measure(url: str, processes: int, events: int) -> dict[str, object]:
    """Run all writers and verify what they wrote."""
    started = time.perf_counter()
    with ProcessPoolExecutor(processes, mp_context=get_context("spawn")) as pool:
        runs = [pool.submit(write_events, url, writer, events) for writer in range(processes)]
        errors = [error for run in runs for error in run.result()]
    seconds = time.perf_counter() - started
    database = Database(url)
    with database.session_scope(write=False) as session:
        found = audit.verify(session)
    database.close()
    return {
        "database": url.partition(":")[0],
        "processes": processes,
        "events": found.events,
        "problems": len(found.problems),
        "errors": len(errors),
        "first": (errors + list(found.problems))[:1],
        "seconds": round(seconds, 1),
    }


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--processes", type=int, default=8)
    parser.add_argument("--events", type=int, default=150)
    measure_each(parser, measure)


if __name__ == "__main__":
    main()
