"""A large desk is backed up while four writers go on, and restored: time, memory, sizes.

``python tests/benchmark/backup.py [--rows 50000] [--files 20] [--megabytes 2]`` prints one JSON line a step, on
SQLite. The desk has so many rows, and so many files of so many megabytes.
"""

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

from sqlalchemy import insert

from claims.archiving.stores.local import LocalStore
from claims.db import Database
from claims.domain.article import Article
from claims.domain.job import Job
from claims.domain.person import system_actor
from claims.services import audit

WRITERS = 4


def make_desk(folder: Path, rows: int, files: int, megabytes: int) -> Database:
    """Fill a desk with jobs, which are rows like others, and with files."""
    folder.mkdir()
    database = Database(f"sqlite:///{folder / 'claims.sqlite3'}")
    database.upgrade()
    store = LocalStore(folder / "files")
    with database.session_scope(write=True) as session:
        for start in range(0, rows, 10_000):
            count = min(10_000, rows - start)
            session.execute(insert(Job), [{"kind": "x", "args": {"n": start + n}} for n in range(count)])
        for number in range(files):
            media = store.put(os.urandom(megabytes << 20)).sha256
            session.add(Article(title=str(number), engine="sentence", media_sha256=media))
    return database


def write_on(database: Database, stop: threading.Event, written: list[int]) -> None:
    """Record events until told to stop."""
    while not stop.is_set():
        with database.session_scope(write=True) as session:
            audit.record(session, system_actor("writer"), "test.write", ("test", 1), {"a": 1})
        written.append(1)
        stop.wait(0.01)


def run(step: str, *arguments: str) -> None:
    """Run a command; print how long it took and how much memory it had at most."""
    started = time.perf_counter()
    done = subprocess.run(
        [sys.executable, "-m", "claims", *arguments], capture_output=True, text=True, check=False
    )
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024
    seconds = round(time.perf_counter() - started, 1)
    found = {"step": step, "seconds": seconds, "peak_mb_so_far": peak, "exit": done.returncode}
    print(json.dumps({**found, "said": (done.stdout + done.stderr).strip().splitlines()[:2]}), flush=True)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--rows", type=int, default=50_000)
    parser.add_argument("--files", type=int, default=20)
    parser.add_argument("--megabytes", type=int, default=2)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder, target = Path(name) / "desk", Path(name) / "desk.zip"
        database = make_desk(folder, options.rows, options.files, options.megabytes)
        stop, written = threading.Event(), list[int]()
        writers = [threading.Thread(target=write_on, args=(database, stop, written)) for _ in range(WRITERS)]
        for writer in writers:
            writer.start()
        run("backup", "backup", str(target), "--data", str(folder))
        stop.set()
        for writer in writers:
            writer.join()
        database.close()
        size = target.stat().st_size >> 20
        print(json.dumps({"step": "size", "zip_mb": size, "events_written_meanwhile": len(written)}), flush=True)
        run("restore", "restore", str(target), str(Path(name) / "restored"))
        run("check", "db", "check", "--data", str(Path(name) / "restored"))


if __name__ == "__main__":
    main()
