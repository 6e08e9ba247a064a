"""The Wayback Machine's interface, spoken by a server on loopback that also lies, stalls and refuses."""

import json
from collections.abc import Iterator
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread
from typing import Any
from urllib.parse import parse_qs

import pytest

from claims.archiving.registry import get_wayback, wayback_names
from claims.archiving.wayback.base import Pending, Saved
from claims.archiving.wayback.spn import LIMITS, SavePageNow
from claims.errors import FetchFailed, FetchRefused, InvalidInput

PAGE = "https://paper.example/news?a=1&b=2"
JOB = "spn2-ac58789b-f3ca"
Said = tuple[int, dict[str, str], bytes]


class Machine:
    """Answers what the test says, and keeps what was asked."""

    def __init__(self) -> None:
        self.says: Said = (200, {}, b"{}")
        self.asked: list[tuple[str, str, dict[str, str], bytes]] = []
        self.ended = Event()
        machine = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
                machine.asked.append((self.command, self.path, dict(self.headers), body))
                status, headers, answer = machine.says
                self.send_response(status)
                for name, value in headers.items():
                    self.send_header(name, value)
                self.end_headers()
                if "X-Slow" in headers:
                    machine.ended.wait(5)
                self.wfile.write(answer)

            do_POST = do_GET  # noqa: N815 (the name that it is called by)

            def log_message(self, format: str, *args: object) -> None:
                """Say nothing."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.address = f"http://127.0.0.1:{self.server.server_port}"
        Thread(target=self.server.serve_forever, args=(0.02,), daemon=True).start()

    def say(self, **answer: Any) -> None:
        self.says = (200, {}, json.dumps(answer).encode())


@pytest.fixture
def machine() -> Iterator[Machine]:
    running = Machine()
    yield running
    running.ended.set()
    running.server.shutdown()
    running.server.server_close()


@pytest.fixture
def wayback(machine: Machine) -> SavePageNow:
    return SavePageNow(machine.address + "/", "access:secret", limits=replace(LIMITS, seconds=2))


def test_an_order_is_given_with_the_key_and_looked_after(machine: Machine, wayback: SavePageNow) -> None:
    machine.say(url=PAGE, job_id=JOB)
    answer = wayback.ask(PAGE)
    assert isinstance(answer, Pending) and answer.job == JOB
    method, path, headers, body = machine.asked[0]
    assert (method, path, headers["Authorization"]) == ("POST", "/save", "LOW access:secret")
    assert parse_qs(body.decode())["url"] == [PAGE]
    machine.say(status="pending", job_id=JOB, resources=[])
    assert wayback.look(JOB, PAGE) == answer
    assert machine.asked[1][:2] == ("GET", f"/save/status/{JOB}")


def say_saved(machine: Machine, **more: Any) -> None:
    machine.says = (200, {}, json.dumps({"status": "success", "timestamp": "20261122010203", **more}).encode())


def test_success_has_the_address_of_the_copy(machine: Machine, wayback: SavePageNow) -> None:
    say_saved(machine, original_url="http://paper.example/news")
    saved = wayback.look(JOB, PAGE)
    assert saved == Saved(f"{machine.address}/web/20261122010203/http://paper.example/news")
    for odd in ("javascript:alert(1)", "http://a b", 7, "http://[::1/"):
        say_saved(machine, original_url=odd)
        assert wayback.look(JOB, PAGE) == Saved(f"{machine.address}/web/20261122010203/{PAGE}")


@pytest.mark.parametrize(
    ("answer", "permanent", "says"),
    [
        ({"status": "error", "status_ext": "error:blocked-url", "message": "It is blocked."}, True, "is blocked"),
        ({"status": "error", "status_ext": "error:not-found"}, True, "error:not-found"),
        ({"status": "success", "timestamp": "yesterday"}, True, "does not say why"),
        ({"status": "error", "message": "a\x07\n" + "b" * 5_000}, True, "keeps no copy"),
        ({}, True, "does not say why"),
        ({"job_id": "../../etc"}, True, "does not say why"),
        ({"job_id": 7}, True, "does not say why"),
    ],
)
def test_errors_say_whether_to_try_again(
    machine: Machine, wayback: SavePageNow, answer: dict[str, Any], permanent: bool, says: str
) -> None:
    machine.says = (200, {}, json.dumps(answer).encode())
    for ask in (lambda: wayback.ask(PAGE), lambda: wayback.look(JOB, PAGE)):
        with pytest.raises(FetchFailed, match=says) as failure:
            ask()
        assert failure.value.permanent is permanent
        assert len(failure.value.message) < 500


def test_an_order_that_was_given_up_is_given_again(machine: Machine, wayback: SavePageNow) -> None:
    """Asking for it goes on giving the same answer; as the answer to an order it is no more than a bad moment."""
    machine.say(status="error", status_ext="error:browsing-timeout", message="Too slow.", job_id=JOB)
    assert wayback.look(JOB, PAGE) == Pending("", 60, "Too slow.")
    with pytest.raises(FetchFailed, match="Too slow") as failure:
        wayback.ask(PAGE)
    assert (failure.value.permanent, failure.value.retry_after) == (False, 60)


def test_a_copy_made_shortly_before_is_asked_for(machine: Machine, wayback: SavePageNow) -> None:
    said = "The same snapshot had been made 2 minutes ago. You can make new capture of this URL after 1 hour."
    machine.say(url=PAGE, job_id="spn2-" + "a" * 40, message=said)
    assert wayback.ask(PAGE) == Pending("spn2-" + "a" * 40, 8)
    machine.say(url=PAGE, job_id=None, message=said)
    with pytest.raises(FetchFailed, match="made 2 minutes ago") as failure:
        wayback.ask(PAGE)
    assert failure.value.permanent


BLOCKED = b'{"status": "error", "status_ext": "error:blocked-client-ip", "message": "On a list."}'


@pytest.mark.parametrize(
    ("said", "permanent"),
    [
        ((200, {}, b"<html>Sorry"), False),
        ((200, {}, b"[" * 100_000), False),
        ((200, {}, b"[1]"), False),
        ((200, {}, b"x" * 2_000_000), True),
        ((200, {"X-Slow": "1"}, b"{}"), False),
        ((302, {"Location": "http://127.0.0.1:1/"}, b""), False),
        ((400, {}, b"<html>Bad request"), True),
        ((401, {}, b'{"message": "You need to be logged in to use Save Page Now."}'), True),
        ((403, {}, BLOCKED), True),
        ((404, {}, b"{}"), True),
        ((429, {}, b"<h1>Too Many Requests</h1>"), False),
        ((503, {}, b""), False),
        ((523, {}, b"<html>Origin is unreachable"), False),
    ],
)
def test_garbage_is_no_answer(machine: Machine, wayback: SavePageNow, said: Said, permanent: bool) -> None:
    machine.says = said
    with pytest.raises(FetchFailed) as failure:
        wayback.ask(PAGE)
    assert failure.value.permanent is permanent
    assert ("On a list" in failure.value.message) is (said[2] == BLOCKED)
    assert len(machine.asked) == 1


@pytest.mark.parametrize(("seconds", "waits"), [("30", 30), ("9" * 30, 86_400), ("tomorrow", 300), ("", 300)])
def test_patience_is_had_as_long_as_asked(
    machine: Machine, wayback: SavePageNow, seconds: str, waits: float
) -> None:
    machine.says = (429, {"Retry-After": seconds}, b"{}")
    with pytest.raises(FetchFailed) as failure:
        wayback.ask(PAGE)
    assert (failure.value.permanent, failure.value.retry_after) == (False, waits)


def test_no_order_of_another_shape_is_asked_for(machine: Machine, wayback: SavePageNow) -> None:
    with pytest.raises(FetchFailed):
        wayback.look("../user", PAGE)
    assert not machine.asked


def test_nothing_is_asked_unless_the_desk_is_set_up_for_it() -> None:
    null = get_wayback("null")
    assert not null.available and get_wayback("spn", "https://a.example", "a:b").available
    for ask in (lambda: null.ask(PAGE), lambda: null.look(JOB, PAGE)):
        with pytest.raises(FetchRefused):
            ask()
    assert wayback_names()[:2] == ["null", "spn"]
    with pytest.raises(InvalidInput, match="null, spn"):
        get_wayback("attic")
