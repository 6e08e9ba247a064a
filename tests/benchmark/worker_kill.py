"""Workers that are killed in mid-job (SIGKILL) lose no job and do none twice.

``python tests/benchmark/worker_kill.py [--url URL] [--jobs 300] [--kills 15]`` prints one JSON line. Without
``--url`` it does so on a fresh SQLite file and on a fresh PostgreSQL.
"""

import argparse
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from desks import measure_each
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from claims.db import Database
from claims.domain.audit import AuditEvent
from claims.domain.job import Job, JobState
from claims.domain.person import system_actor
from claims.jobs.embedded import EmbeddedJobs
from claims.services import audit
from claims.worker import Handler, Store, Worker

LEASE = timedelta(seconds=1.5)
KIND = "count"
ACTOR = system_actor("kill test")


def count(_database: Database, args: Mapping[str, Any]) -> Store:
    """Say that the job was begun, work a little, and leave one audit event."""
    print(args["number"], flush=True)
    time.sleep(0.05)
    return lambda session: audit.record(session, ACTOR, "test.count", ("test", args["number"]), {})


def work(url: str) -> None:
    """Work until killed."""
    handler = Handler(count, lambda *_: None)
    Worker(Database(url), EmbeddedJobs(), {KIND: handler}, threads=2, sweepers=(), lease=LEASE).start()
    time.sleep(3600)


def order(database: Database, jobs: int) -> None:
    """Order all jobs."""
    with database.session_scope(write=True) as session:
        for number in range(jobs):
            EmbeddedJobs().enqueue(session, KIND, {"number": number}, key=f"{KIND}:{number}")


def kill_one(url: str, after: int) -> None:
    """Let a worker begin some jobs and kill it in the middle of one."""
    with start(url) as process:
        assert process.stdout
        patience = threading.Timer(30, process.kill)
        patience.start()
        for _ in range(after):
            process.stdout.readline()
        process.kill()
        patience.cancel()


def start(url: str) -> "subprocess.Popen[str]":
    """Start a worker in a process of its own."""
    command = [sys.executable, __file__, "--work", url]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True)


def open_jobs(session: Session) -> int:
    """Count the jobs that are not done."""
    return session.scalar(select(func.count()).select_from(Job).where(Job.state != JobState.DONE)) or 0


def measure(url: str, jobs: int, kills: int) -> dict[str, object]:
    """Order jobs, kill workers, let a last one finish, and count what was done."""
    database = Database(url)
    order(database, jobs)
    for _ in range(kills):
        kill_one(url, after=max(1, jobs // (2 * kills)))
    with start(url) as process:
        until = time.monotonic() + 60
        while time.monotonic() < until:
            with database.session_scope(write=False) as session:
                if not open_jobs(session):
                    break
            time.sleep(0.2)
        process.kill()
    with database.session_scope(write=False) as session:
        done = Counter(session.scalars(select(AuditEvent.subject_id).where(AuditEvent.action == "test.count")))
        attempts = session.scalar(select(func.sum(Job.attempts)))
    database.close()
    return {
        "database": url.partition(":")[0],
        "jobs": jobs,
        "kills": kills,
        "attempts": attempts,
        "lost": jobs - len(done),
        "twice": sum(times > 1 for times in done.values()),
    }


def main() -> None:
    """Measure and print, or be one of the workers."""
    if sys.argv[1:2] == ["--work"]:
        work(sys.argv[2])
        return
    parser = argparse.ArgumentParser()
    parser.add_argument("--jobs", type=int, default=300)
    parser.add_argument("--kills", type=int, default=15)
    measure_each(parser, measure)


if __name__ == "__main__":
    main()
