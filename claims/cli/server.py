"""Waitress and the embedded worker in one process, begun and ended together."""

import gc
import logging
import os
import signal
import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Self

from waitress import create_server

from claims.app import create_app
from claims.cli.desk import Desk
from claims.errors import ConfigError
from claims.i18n import gettext as _
from claims.jobs.embedded import EmbeddedJobs
from claims.mail_job import make_mail_handlers, make_sweepers
from claims.web.session import MAX_REQUEST_BYTES
from claims.worker import Worker, make_handlers

THREADS = 8
OBJECTS_BETWEEN_SEARCHES = 5_000
"""New objects after which Python looks for garbage among them; 700 of its own accord."""
STOP_SECONDS = 10.0
"""How long a job that was begun may take to end when the server stops; its lease covers the rest."""


class Server:
    """One desk at one address. The port is taken at once, so that nothing is changed when it is in use."""

    def __init__(self, desk: Desk, host: str, port: int) -> None:
        self._desk = desk
        self._host = host
        self._socket = _listen(host, port)

    @property
    def address(self) -> str:
        """Where a browser on this machine reaches the desk."""
        host = f"[{self._host}]" if ":" in self._host else self._host
        return f"http://{host}:{self._socket.getsockname()[1]}"

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self._socket.close()

    def run(self, *, worker: bool) -> None:
        """Serve until SIGTERM or Ctrl-C, then end the worker and close the database."""
        logging.basicConfig(format="%(asctime)s %(levelname)s %(name)s: %(message)s", stream=sys.stderr)
        app = create_app(self._desk.config, self._desk.database, self._desk.archive)
        settle()
        server = create_server(
            app, sockets=[self._socket], threads=THREADS, ident=None, max_request_body_size=MAX_REQUEST_BYTES
        )
        with _ended_by_sigterm(), self._working(worker):
            server.run()
            server.close()

    @contextmanager
    def _working(self, wanted: bool) -> Iterator[None]:
        if not wanted:
            yield
            return
        config = self._desk.config
        handlers = {
            **make_handlers(config.llm, self._desk.archive, self._desk.removals),
            **make_mail_handlers(config.mail, self._desk.archive.vault),
        }
        worker = Worker(
            self._desk.database,
            EmbeddedJobs(),
            handlers,
            threads=config.worker_threads,
            sweepers=make_sweepers(config.mail),
        )
        worker.start()
        try:
            yield
        finally:
            worker.stop(STOP_SECONDS)


def settle() -> None:
    """Leave all that was loaded so far out of the search for garbage: it stays until the process ends.

    Python looks through everything again each time that many objects were made, as a long page makes them; what is
    loaded later (a language model) is looked through less often.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(OBJECTS_BETWEEN_SEARCHES, *gc.get_threshold()[1:])


def _listen(host: str, port: int) -> socket.socket:
    try:
        family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
        return socket.create_server((host, port), family=family)
    except (OSError, OverflowError) as error:
        number = getattr(error, "errno", None) or 0
        reason = os.strerror(number) if number > 0 else str(error)  # names that do not resolve count below zero
        where = f"{host}:{port}"
        raise ConfigError(_("%(where)s cannot be served: %(reason)s.", where=where, reason=reason)) from error


@contextmanager
def _ended_by_sigterm() -> Iterator[None]:
    """Let SIGTERM end the server as Ctrl-C does."""

    def end(_signal: int, _frame: FrameType | None) -> None:
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGTERM, end)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)
