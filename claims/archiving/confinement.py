"""Reading a document in a child process, which is ended when it takes too long, too much or says too much.

The child is a fresh Python (never a fork of a process with threads) that knows none of the desk's keys: its
environment is empty, and it gets nothing but the bytes. It works the same from a web thread and from a worker.
"""

import json
import logging
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

import claims
from claims.archiving.base import Document, Order
from claims.archiving.child import MEMORY_EXIT
from claims.archiving.framing import Bounds, order_line, read_answer
from claims.archiving.refusal import Unreadable

MOST_CHILDREN = 3
"""Documents read at a time by one process; others wait, so that many uploads cannot take all the memory."""
_BOOT = "import json, sys; sys.path[:] = json.loads(sys.argv[1]); from claims.archiving.child import main; main()"
_KEPT = ("SYSTEMROOT", "TEMP", "TMP")
"""What a process on Windows cannot do without."""
_OUT_OF_TIME = -24
"""Ended by SIGXCPU, which has this number on Linux and macOS."""
_OUT_OF_MEMORY = (MEMORY_EXIT, -9)
"""Ended by itself, or by the system (SIGKILL), which does that to who takes too much."""
_slots = threading.BoundedSemaphore(MOST_CHILDREN)
_log = logging.getLogger(__name__)


def read_confined(data: bytes, order: Order, bounds: Bounds | None = None) -> Document:
    """Return what a child process reads in the bytes; raise Unreadable, also when it had to be ended."""
    bounds = bounds or Bounds()
    if not _slots.acquire(timeout=bounds.seconds):
        raise Unreadable("busy")
    try:
        answer, status, late = _run(data, order, bounds)
    finally:
        _slots.release()
    if late or status == _OUT_OF_TIME:
        raise Unreadable("time", int(bounds.seconds))
    if len(answer) > bounds.answer:
        raise Unreadable("long", order.longest)
    if status in _OUT_OF_MEMORY:
        raise Unreadable("memory")
    try:
        found, detail = read_answer(answer)
    except ValueError as error:
        _log.warning("The reader of %s ended with status %s: %s", order.format, status, error)
        raise Unreadable("broken") from None
    if isinstance(found, Unreadable):
        if detail:
            _log.warning("The reader of %s failed: %s", order.format, detail)
        raise found
    return found


def _run(data: bytes, order: Order, bounds: Bounds) -> tuple[bytes, int, bool]:
    """Return what the child answered (one byte too many at most), its status, and whether it was ended late."""
    late = threading.Event()
    with _child() as child:

        def end() -> None:
            late.set()
            child.kill()

        timer = threading.Timer(bounds.seconds, end)
        timer.daemon = True
        timer.start()
        assert child.stdin and child.stdout
        feeder = threading.Thread(target=_feed, args=(child.stdin, order_line(order, bounds), data), daemon=True)
        feeder.start()
        answer = child.stdout.read(bounds.answer + 1)
        if len(answer) > bounds.answer:
            child.kill()
        status = child.wait()
        timer.cancel()
        feeder.join()
    return answer, status, late.is_set()


@contextmanager
def _child() -> Iterator[subprocess.Popen[bytes]]:
    """Start the child; it is gone when the block ends, however that ends."""
    child = subprocess.Popen(  # noqa: S603 (our own arguments)
        [sys.executable, "-I", "-S", "-X", "utf8", "-c", _BOOT, json.dumps(_import_path())],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={name: os.environ[name] for name in _KEPT if name in os.environ},
        creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
    )
    try:
        yield child
    finally:
        if child.poll() is None:
            child.kill()
            child.wait()
        if child.stdout:
            child.stdout.close()


def _import_path() -> list[str]:
    """Return where this process finds modules, so that the child finds the same without asking ``site``."""
    path = [str(Path(entry).absolute()) for entry in sys.path]
    home = str(Path(claims.__file__).absolute().parent.parent)
    return path if home in path else [*path, home]


def _feed(pipe: IO[bytes], *parts: bytes) -> None:
    """Write to the child; one that has ended early reads no more, and says itself why."""
    try:
        with pipe:
            for part in parts:
                pipe.write(part)
    except OSError:
        return
