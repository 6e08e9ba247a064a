"""The programs of a desk as a user starts them, which can be killed."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from urllib.request import urlopen

from sqlalchemy import select, update

from claims.archiving.registry import open_archive
from claims.config import load_config
from claims.db import Database
from claims.domain.entity import now
from claims.domain.job import Job, JobState
from claims.jobs.embedded import EmbeddedJobs
from claims.services.check import check_desk
from claims.worker import Worker, make_handlers

READY_SECONDS = 90.0
"""How long a start may take on a machine that does much else."""
DRAIN_SECONDS = 600.0
"""How long jobs may take at the end: the lease of whoever was killed, and further attempts."""
OPEN_JOBS = (JobState.READY, JobState.RUNNING)
PROGRAMS = ("server", "worker")


class Program:
    """A program of the desk, in a group of processes of its own."""

    def __init__(self, command: Sequence[str], environment: dict[str, str], log: Path) -> None:
        self._command = [sys.executable, "-m", "claims", *command]
        self._environment = {**os.environ, **environment, "PYTHONUNBUFFERED": "1"}
        self._log = log
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it."""
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(
                self._command, env=self._environment, stdout=log, stderr=log, start_new_session=True
            )

    def kill(self) -> None:
        """Kill it and all that it started, if it runs."""
        if self._process and self._process.poll() is None:
            os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()

    def end(self) -> int:
        """Ask it to end; return its exit status."""
        assert self._process
        self._process.terminate()
        return self._process.wait(READY_SECONDS)

    def refuse_ended(self) -> None:
        """Raise AssertionError when it ended by itself."""
        assert self._process
        if self._process.poll() is not None:
            raise AssertionError(f"{self._command[3]} ended by itself: {self._log.read_text()[-2000:]}")


class RunningDesk:
    """A desk with a server and a worker, which may fetch from this machine."""

    def __init__(self, url: str, folder: Path) -> None:
        self.database = Database(url)
        self.data = folder / "data"
        with socket.create_server(("127.0.0.1", 0)) as free:
            port = free.getsockname()[1]
        self.address = f"http://127.0.0.1:{port}"
        self._environment = {
            "CLAIMS_DATABASE_URL": url,
            "CLAIMS_DATA": str(self.data),
            "CLAIMS_FETCH_ALLOW": "127.0.0.1",
        }
        commands = {"server": ("serve", "--port", str(port)), "worker": ("worker",)}
        self._programs = {
            name: Program(commands[name], self._environment, folder / f"{name}.log") for name in PROGRAMS
        }

    def start(self, names: Sequence[str]) -> None:
        """Start programs."""
        for name in names:
            self._programs[name].start()

    def kill(self, names: Sequence[str]) -> None:
        """Kill programs."""
        for name in names:
            self._programs[name].kill()

    def wait(self) -> None:
        """Wait until the server answers; raise AssertionError when a program ended by itself."""
        until = time.monotonic() + READY_SECONDS
        while True:
            for program in self._programs.values():
                program.refuse_ended()
            try:
                with urlopen(self.address, timeout=READY_SECONDS):
                    return
            except OSError:
                assert time.monotonic() < until, "The server does not answer."
                time.sleep(0.1)

    def finish(self) -> list[str]:
        """Wait until no job is open, end the programs and check the desk by its commands; return complaints."""
        until = time.monotonic() + DRAIN_SECONDS
        while self._open_jobs() and time.monotonic() < until:
            time.sleep(0.5)
        statuses = {name: program.end() for name, program in self._programs.items()}
        complaints = [f"{name} ended with {status}" for name, status in statuses.items() if status]
        return [*complaints, *self._run("audit", "verify"), *self._run("db", "check")]

    def finish_here(self) -> list[str]:
        """Do what is open in this process, as if all leases had ended, and check the desk; return complaints."""
        archive = open_archive(load_config(self._environment).archive)
        archive.store.sweep()
        worker = Worker(self.database, EmbeddedJobs(), make_handlers(archive=archive))
        while self._open_jobs():
            with self.database.session_scope(write=True) as session:
                due = {"state": JobState.READY, "lease_until": None, "run_at": now()}
                session.execute(update(Job).where(Job.state.in_(OPEN_JOBS)).values(due))
            worker.run_until_empty()
        revision, newest = self.database.revisions()
        with self.database.session_scope(write=False) as session:
            return list(check_desk(session, revision=revision, newest=newest, store=archive.store))

    def close(self) -> None:
        """End whatever still runs."""
        for program in self._programs.values():
            program.kill()
        self.database.close()

    def _open_jobs(self) -> bool:
        with self.database.session_scope(write=False) as session:
            return session.scalar(select(Job.id).where(Job.state.in_(OPEN_JOBS)).limit(1)) is not None

    def _run(self, *command: str) -> list[str]:
        done = subprocess.run(
            [sys.executable, "-m", "claims", *command],
            env={**os.environ, **self._environment},
            capture_output=True,
            text=True,
            check=False,
        )
        return [] if done.returncode == 0 else [f"{command} ended with {done.returncode}: {done.stdout[-500:]}"]
