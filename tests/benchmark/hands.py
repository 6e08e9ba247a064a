"""People at a desk over HTTP, for scripts that let many of them work at once."""

import logging
import random
import re
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from html import unescape
from http.client import HTTPMessage
from http.cookiejar import CookieJar
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import IO, Any
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, HTTPRedirectHandler, Request, build_opener

from waitress import create_server

from claims.app import create_app
from claims.config import load_config
from claims.db import Database

PASSWORD = "many-hands-at-once"
BUSY = 503
"""The database ended a deadlock, or gave up waiting: nothing was saved, and the page says so."""
_TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')
_BOUNDARY = "a-boundary-between-fields"


class _NoRedirect(HTTPRedirectHandler):
    def redirect_request(
        self, req: Request, fp: IO[bytes], code: int, msg: str, headers: HTTPMessage, newurl: str
    ) -> None:
        """Leave a redirect as it is: it is the desk's word that something is done."""


class Browser:
    """Keeps cookies and the token of forms, and follows no redirect."""

    def __init__(self, address: str) -> None:
        self._address = address
        self._opener = build_opener(HTTPCookieProcessor(CookieJar()), _NoRedirect)
        self._token = ""

    def look(self, path: str) -> tuple[int, str]:
        """Read a page; forms are sent with the token that is on the last one that has any."""
        status, page = self._send(Request(self._address + path))
        if found := _TOKEN.search(page):
            self._token = found[1]
        return status, page

    def post(self, path: str, form: Mapping[str, Any], *, script: bool = False) -> tuple[int, str]:
        """Send a form, as the page's script does or as the browser itself does."""
        body = urlencode({**form, "csrf_token": self._token}, doseq=True).encode()
        return self._send(Request(self._address + path, body, {"HX-Request": "true"} if script else {}))

    def upload(self, path: str, form: Mapping[str, str], name: str, data: bytes) -> tuple[int, str]:
        """Send a form with a file in its field ``file``."""
        begin = f'--{_BOUNDARY}\r\nContent-Disposition: form-data; name="'
        fields = {**form, "csrf_token": self._token}
        said = "".join(f'{begin}{field}"\r\n\r\n{value}\r\n' for field, value in fields.items())
        head = f'{said}{begin}file"; filename="{name}"\r\n\r\n'.encode()
        body = head + data + f"\r\n--{_BOUNDARY}--\r\n".encode()
        kind = {"Content-Type": f"multipart/form-data; boundary={_BOUNDARY}"}
        return self._send(Request(self._address + path, body, kind))

    def _send(self, request: Request) -> tuple[int, str]:
        try:
            with self._opener.open(request, timeout=120) as answer:
                return answer.status, str(answer.read(), "utf-8")
        except HTTPError as error:
            with error:
                return error.code, str(error.read(), "utf-8")


@dataclass(kw_only=True)
class Hand:
    """One person at work, and what the desk answered."""

    address: str
    email: str
    random: random.Random
    answers: Counter[str] = field(default_factory=Counter)
    """What was asked for, with the status that came."""
    failures: list[str] = field(default_factory=list)
    acknowledged: int = 0
    """Actions that the desk said are done."""

    def __post_init__(self) -> None:
        self.browser = Browser(self.address)

    def work(self, over: Callable[[], bool]) -> None:
        """Work until it is over."""
        step = 0
        while not over():
            step += 1
            self.act(step, f"{self.email} {step}")

    def sign_in(self) -> None:
        """Sign in."""
        self.browser.look("/sign-in")
        status, page = self.browser.post("/sign-in", {"email": self.email, "password": PASSWORD})
        assert status == 303, page

    def act(self, step: int, name: str) -> None:
        """Do one thing; ``name`` is told in no other step of anybody."""
        raise NotImplementedError

    def count(self, action: str, path: str, status: int, page: str) -> bool:
        """Note an answer; whether it says that something is done."""
        self.answers[f"{action} {status}"] += 1
        if status >= 500 and status != BUSY:
            self.failures.append(f"{path}: {status} {' '.join(unescape(page).split())[-300:]}")
        return status in (200, 303)


@contextmanager
def at_work(hands: Sequence[Hand], over: Callable[[], bool]) -> Iterator[None]:
    """Let people work, each on a thread, until it is over; the block begins when all of them have signed in."""
    ready = threading.Barrier(len(hands) + 1)

    def work(hand: Hand) -> None:
        try:
            hand.sign_in()
            ready.wait()
            hand.work(over)
        except Exception as error:
            ready.abort()
            hand.failures.append(f"{hand.email} gave up: {error!r}")

    threads = [threading.Thread(target=work, args=(hand,), daemon=True) for hand in hands]
    for thread in threads:
        thread.start()
    ready.wait()
    yield
    for thread in threads:
        thread.join()


def let_work(hands: Sequence[Hand], seconds: float, enough: float = float("inf")) -> None:
    """Let people work for so long, or until so many actions of theirs are acknowledged."""
    ended = threading.Event()
    with at_work(hands, ended.is_set):
        until = time.monotonic() + seconds
        while time.monotonic() < until and acknowledged(hands) < enough:
            time.sleep(0.05)
        ended.set()


def acknowledged(hands: Sequence[Hand]) -> int:
    """Return how many actions the desk said are done."""
    return sum(hand.acknowledged for hand in hands)


def answered(hands: Sequence[Hand], *statuses: int) -> int:
    """Return how often people got one of these statuses."""
    endings = tuple(f" {status}" for status in statuses)
    return sum(n for hand in hands for answer, n in hand.answers.items() if answer.endswith(endings))


@contextmanager
def served(database: Database) -> Iterator[str]:
    """Serve the desk to this machine; yield its address."""
    logging.getLogger("waitress.queue").setLevel(logging.ERROR)
    with TemporaryDirectory() as folder:
        app = create_app(load_config({"CLAIMS_SECRET_KEY": "x" * 40}, data=Path(folder)), database)
        server = create_server(app, host="127.0.0.1", port=0, threads=8)
        thread = threading.Thread(target=server.run, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.effective_port}"
        server.task_dispatcher.shutdown()  # a thread that has just answered wakes the loop, which must be there
        server.close()
        thread.join(10)
