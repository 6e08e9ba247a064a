"""A server on loopback that speaks the protocol of chat completions as it is told to: also badly."""

import json
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from claims.config import ModelConfig

Json = dict[str, Any]
Answer = Callable[[BaseHTTPRequestHandler, Json], None]
"""Writes an answer to a request."""


@dataclass
class Model:
    """A language model of which one knows what it will say; the last answer is repeated."""

    answers: Sequence[Answer]
    requests: list[Json] = field(default_factory=list)
    headers: list[Mapping[str, str]] = field(default_factory=list)
    paths: list[str] = field(default_factory=list)
    times: list[float] = field(default_factory=list)
    port: int = 0

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def endpoint(self, key: str = "", timeout: int = 20) -> ModelConfig:
        return ModelConfig(url=self.url, key=key, timeout=timeout, model="")


@contextmanager
def serving(*answers: Answer) -> Iterator[Model]:
    """Serve a model that gives these answers, one after another."""
    model = Model(answers)

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            number = len(model.requests)
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            model.requests.append(body)
            model.headers.append(dict(self.headers))
            model.paths.append(self.path)
            model.times.append(time.monotonic())
            model.answers[min(number, len(model.answers) - 1)](self, body)

        def do_GET(self) -> None:
            model.paths.append(self.path)
            raw(200, b"{}")(self, {})

        def log_message(self, format: str, *args: object) -> None:
            pass

        def handle(self) -> None:
            with suppress(OSError):  # the client hung up, as some tests want it to
                super().handle()

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        server.daemon_threads = True
        server.block_on_close = False
        model.port = server.server_address[1]
        thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
        thread.start()
        try:
            yield model
        finally:
            server.shutdown()
            thread.join()


def raw(status: int, body: bytes, headers: Mapping[str, str] | None = None) -> Answer:
    """Answer with these bytes."""

    def answer(handler: BaseHTTPRequestHandler, request: Json) -> None:
        handler.send_response(status)
        for name, value in {"Content-Type": "application/json", **(headers or {})}.items():
            handler.send_header(name, value)
        handler.send_header("Content-Length", str(len(body)))
        handler.end_headers()
        handler.wfile.write(body)

    return answer


def refusal(status: int, message: str = "", **headers: str) -> Answer:
    """Answer with a status and the sentence of an error."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return raw(status, json.dumps({"error": {"message": message}}).encode(), named)


def completion(content: str, finish: str = "stop", usage: Any = (100, 50)) -> bytes:
    """Return the body of a chat completion."""
    body: Json = {"choices": [{"index": 0, "message": {"role": "assistant", "content": content}}]}
    body["choices"][0]["finish_reason"] = finish
    if isinstance(usage, tuple):
        usage = {"prompt_tokens": usage[0], "completion_tokens": usage[1]}
    if usage is not None:
        body["usage"] = usage
    return json.dumps(body).encode()


def says(content: str, finish: str = "stop", usage: Any = (100, 50)) -> Answer:
    """Answer with a message."""
    return raw(200, completion(content, finish, usage))


def claims(*items: Mapping[str, Any], finish: str = "stop") -> Answer:
    """Answer with these claims."""
    return says(json.dumps({"claims": items}, ensure_ascii=False), finish)


def decisions(*items: Mapping[str, Any]) -> Answer:
    """Answer with these decisions about claims."""
    return says(json.dumps({"decisions": items}, ensure_ascii=False))


def claim(sentence: object, quote: object, text: object = None, speaker: object = "", kind: str = "event") -> Json:
    """One claim as it should be returned."""
    return {
        "sentence": sentence,
        "quote": quote,
        "claim": quote if text is None else text,
        "speaker": speaker,
        "kind": kind,
    }


def data_of(request: Json) -> Json:
    """Return the article's part of a request as the model sees it, by its boundary."""
    user = request["messages"][-1]["content"]
    first, *lines, last = user.split("\n")
    boundary = first.split()[1]
    assert first == f"--- {boundary} begins ---" and last == f"--- {boundary} ends ---"
    assert user.count(boundary) == 2
    found: Json = json.loads("\n".join(lines))
    return found


def faithful(handler: BaseHTTPRequestHandler, request: Json) -> None:
    """Return every sentence as its own claim, or keep every claim."""
    sentences = data_of(request)["sentences"]
    if "claims" in sentences[0]:
        kept = [{"claim": c["number"], "action": "keep", "texts": []} for s in sentences for c in s["claims"]]
        decisions(*kept)(handler, request)
        return
    claims(*(claim(row["number"], row["text"]) for row in sentences))(handler, request)


def drips(seconds: float, *, in_headers: bool = False) -> Answer:
    """Send a byte now and then for so long; each alone comes in time."""

    def answer(handler: BaseHTTPRequestHandler, request: Json) -> None:
        head = b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n"
        handler.wfile.write(head + (b"X-Slow: " if in_headers else b"\r\n"))
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            handler.wfile.write(b" ")
            handler.wfile.flush()
            time.sleep(0.05)

    return answer


def stalls(seconds: float) -> Answer:
    """Say nothing for so long."""
    return lambda handler, request: time.sleep(seconds)


def hangs_up(handler: BaseHTTPRequestHandler, request: Json) -> None:
    """Close the connection without a word."""
    handler.close_connection = True


def cuts_off(handler: BaseHTTPRequestHandler, request: Json) -> None:
    """Promise more than is sent."""
    handler.wfile.write(b'HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n{"choices": [')
    handler.close_connection = True


def chunked(content: str) -> Answer:
    """Answer in chunks, as servers do that do not know the length."""

    def answer(handler: BaseHTTPRequestHandler, request: Json) -> None:
        body = completion(content)
        handler.wfile.write(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
        for start in range(0, len(body), 100):
            piece = body[start : start + 100]
            handler.wfile.write(f"{len(piece):x}\r\n".encode() + piece + b"\r\n")
        handler.wfile.write(b"0\r\n\r\n")
        handler.close_connection = True

    return answer
