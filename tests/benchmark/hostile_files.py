"""Hostile files handed in at the desk's own door: each is refused or read within bounds, and the desk goes on.

``PYTHONPATH=. python tests/benchmark/hostile_files.py [--size 5] [--only NAME]`` prints a JSON line a file: the
answer, its seconds, the most memory that its child process had, by how much the desk's own grew, and whether
 an article is taken in right after. Then 300 MB are sent to the real server, announced and in chunks.
"""

import argparse
import json
import re
import resource
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from io import BytesIO
from pathlib import Path
from typing import Any

from flask.testing import FlaskClient
from waitress import create_server

from claims.app import create_app
from claims.config import load_config
from claims.db import Database
from claims.domain.person import Role, system_actor
from claims.services.person import add_person
from claims.services.rating import install_default_scale
from claims.services.session import sign_in
from claims.web.session import MAX_REQUEST_BYTES, SECRET, TransactionalFlask
from tests.archiving.hostile import HOSTILE, hostile_names

BAR_SECONDS = 25.0
"""Twenty for the child, and what it takes to start and end it on a busy machine."""
BAR_CHILD = 1_000
BAR_GROWTH = 200
"""Megabytes of the child, and by which the desk's own process may grow: the file, and the form around it."""
BUFFERED = 16
"""Megabytes that may be on their way when the door is closed."""
FORM = {"medium": "news", "language": "en", "engine": "sentence", "all_the_same": "y"}
_SENTENCE = re.compile(r'<a href="#file">File: ([^<]+)</a>')


def desk(folder: Path) -> tuple[TransactionalFlask, FlaskClient]:
    """Return a desk with one reviewer, and a browser that she is signed in with."""
    database = Database(f"sqlite:///{folder / 'claims.sqlite3'}")
    database.upgrade()
    with database.session_scope(write=True) as session:
        install_default_scale(session)
        person = {"email": "bela@desk.example", "name": "Bela", "role": Role.REVIEWER, "password_hash": None}
        add_person(session, system_actor("benchmark"), **person)
    with database.session_scope(write=True) as session:
        _person, secret = sign_in(session, "bela@desk.example")
    app = create_app(load_config({"CLAIMS_SECRET_KEY": "x" * 40}, data=folder), database)
    app.config.update(WTF_CSRF_ENABLED=False)
    client = app.test_client()
    with client.session_transaction() as cookie:
        cookie[SECRET] = secret
    return app, client


def made(name: str, size: int) -> bytes:
    """Make a file elsewhere, so that its making is not counted here."""
    code = "import sys; from tests.archiving.hostile import HOSTILE; sys.stdout.buffer.write(HOSTILE[{!r}]({}))"
    return subprocess.run([sys.executable, "-c", code.format(name, size)], capture_output=True, check=True).stdout


def hand_in(client: FlaskClient, name: str, data: bytes) -> dict[str, Any]:
    """Upload a file, then paste a text, and say what came of both."""
    grown, begun = _megabytes(), time.perf_counter()
    form = {**FORM, "text": "", "file": (BytesIO(data), name)}
    with children_watched() as peaks:
        answer = client.post("/desk/articles/new", data=form, content_type="multipart/form-data")
    seconds = time.perf_counter() - begun
    after = client.post("/desk/articles/new", data={**FORM, "text": "Kim will make his fifth visit."})
    said = _SENTENCE.search(answer.text)
    figures = {
        "file": name[:60],
        "megabytes": round(len(data) / 1e6, 2),
        "status": answer.status_code,
        "says": said[1] if said else "taken in" if answer.status_code == 303 else answer.text[:80],
        "seconds": round(seconds, 2),
        "child_megabytes": max(peaks, default=0),
        "desk_grew": _megabytes() - grown,
        "desk_goes_on": after.status_code == 303,
    }
    bounded = seconds <= BAR_SECONDS and figures["child_megabytes"] <= BAR_CHILD
    refused_or_read = answer.status_code in (303, 409, 413, 422)
    figures["holds"] = (
        bounded and refused_or_read and figures["desk_grew"] <= BAR_GROWTH and figures["desk_goes_on"]
    )
    return figures


def send_too_much(app: TransactionalFlask) -> Iterator[dict[str, Any]]:
    """Send 300 MB to the real server; yield how much it took before it closed the door.

    What is announced is refused before it is read, what comes in chunks when it is more than any request may be.
    """
    listening = socket.create_server(("127.0.0.1", 0))
    server = create_server(app, sockets=[listening], ident=None, max_request_body_size=MAX_REQUEST_BYTES)
    threading.Thread(target=server.run, daemon=True).start()
    head = b"POST /desk/articles/new HTTP/1.1\r\nHost: x\r\nContent-Type: multipart/form-data; boundary=b\r\n"
    chunk = b"100000\r\n" + b"x" * 0x100000 + b"\r\n"
    for file, rest, taken in (
        ("300 MB, announced", b"Content-Length: 300000000\r\n\r\n", 0),
        ("300 MB, in chunks", b"Transfer-Encoding: chunked\r\n\r\n", MAX_REQUEST_BYTES // 0x100000),
    ):
        grown, begun, sent = _megabytes(), time.perf_counter(), 0
        with socket.create_connection(listening.getsockname()) as connection:
            connection.settimeout(10)
            answer = b""
            try:
                connection.sendall(head + rest)
                while sent < 300 and not answer:
                    connection.sendall(chunk if b"chunked" in rest else b"x" * 0x100000)
                    sent += 1
                    connection.settimeout(0.002)
                    try:
                        answer = connection.recv(100)
                    except TimeoutError:
                        connection.settimeout(10)
            except OSError:
                answer = answer or b"connection closed"
        yield {
            "file": file,
            "says": answer.partition(b"\r\n")[0].decode(),
            "megabytes_taken": sent,
            "seconds": round(time.perf_counter() - begun, 2),
            "desk_grew": _megabytes() - grown,
            "at_most": taken + BUFFERED,
            "holds": b" 413 " in answer and sent <= taken + BUFFERED and _megabytes() - grown < BAR_GROWTH,
        }
    server.close()


def _megabytes() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


@contextmanager
def children_watched() -> Iterator[list[int]]:
    """Gather the most memory (MB) of each child while the block runs, as Linux tells it every few milliseconds."""
    peaks: list[int] = []
    ended = threading.Event()

    def watch() -> None:
        while not ended.wait(0.005):
            for place in Path("/proc/self/task").glob("*/children"):
                with suppress(OSError):
                    for child in place.read_text().split():
                        status = Path(f"/proc/{child}/status").read_text()
                        found = re.search(r"VmHWM:\s+(\d+)", status)
                        if found and "claims.archiving.child" in Path(f"/proc/{child}/cmdline").read_text():
                            peaks.append(int(found[1]) // 1024)

    watcher = threading.Thread(target=watch)
    watcher.start()
    yield peaks
    ended.set()
    watcher.join()


def main() -> None:
    """Hand in everything and print what came of it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--size", type=int, default=5, help="how much larger than in the tests")
    parser.add_argument("--only", default="")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        app, client = desk(Path(folder))
        holds = []
        for name in HOSTILE:
            if options.only in name:
                holds.append(_print(hand_in(client, name, made(name, options.size))))
        for name in hostile_names() if not options.only else ():
            holds.append(
                _print(
                    hand_in(client, name, b"Words of a text with the name " + name.encode()[:40].hex().encode())
                )
            )
        for figures in send_too_much(app) if not options.only else ():
            holds.append(_print(figures))
        print(json.dumps({"figure": "hostile files", "files": len(holds), "holds": all(holds)}))


def _print(figures: dict[str, Any]) -> bool:
    print(json.dumps(figures), flush=True)
    return bool(figures["holds"])


if __name__ == "__main__":
    main()
