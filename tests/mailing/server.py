"""A mail server of a few lines on a loopback port: it notes what it is given, or misbehaves as it is told to."""

import base64
import socketserver
import ssl
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path


@dataclass
class Post:
    """How the server behaves, and what it got."""

    user: str = ""
    password: str = ""
    certificate: Path | None = None
    """A certificate with its key: STARTTLS is offered."""
    refuse: str = ""
    """A reply to RCPT TO in place of 250."""
    refuse_data: str = ""
    """A reply to the text in place of 250."""
    silent: float = 0.0
    """Seconds before it says anything."""
    drip: float = 0.0
    """Seconds between the bytes of its greeting, which never ends."""
    echo_password: bool = False
    port: int = 0
    messages: list[bytes] = field(default_factory=list)
    recipients: list[str] = field(default_factory=list)
    encrypted: list[bool] = field(default_factory=list)


class _Handler(socketserver.StreamRequestHandler):
    post: Post
    secure = False
    signed_in = False

    def handle(self) -> None:
        try:
            self._talk()
        except OSError:
            return  # the other side hung up

    def _talk(self) -> None:
        time.sleep(self.post.silent)
        if self.post.drip:
            until = time.monotonic() + 5
            while time.monotonic() < until:
                self.wfile.write(b"2")
                time.sleep(self.post.drip)
        self._say("220 post.example ready")
        while line := self.rfile.readline().decode().strip():
            word = line.split(" ", 1)[0].upper()
            if word == "QUIT":
                self._say("221 bye")
                return
            getattr(self, f"_{word.lower()}", self._unknown)(line)

    def _say(self, reply: str) -> None:
        self.wfile.write(f"{reply}\r\n".encode())

    def _unknown(self, _line: str) -> None:
        self._say("502 what?")

    def _ehlo(self, _line: str) -> None:
        lines = ["post.example", "8BITMIME"]
        if self.post.certificate and not self.secure:
            lines.append("STARTTLS")
        if self.post.user:
            lines.append("AUTH PLAIN")
        for line in lines[:-1]:
            self._say(f"250-{line}")
        self._say(f"250 {lines[-1]}")

    def _starttls(self, _line: str) -> None:
        self._say("220 go on")
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        assert self.post.certificate is not None
        context.load_cert_chain(self.post.certificate)
        self.connection = context.wrap_socket(self.request, server_side=True)
        self.rfile, self.wfile = self.connection.makefile("rb"), self.connection.makefile("wb", buffering=0)
        self.secure = True

    def _auth(self, line: str) -> None:
        _none, user, password = base64.b64decode(line.rsplit(maxsplit=1)[-1]).decode().split("\0")
        self.signed_in = (user, password) == (self.post.user, self.post.password)
        said = f" {password}" if self.post.echo_password else ""
        self._say("235 in" if self.signed_in else f"535 no{said}")

    def _mail(self, _line: str) -> None:
        self._say("250 ok" if self.signed_in or not self.post.user else "530 sign in")

    def _rcpt(self, line: str) -> None:
        self.post.recipients.append(line.partition("<")[2].partition(">")[0])
        self._say(self.post.refuse or "250 ok")

    def _rset(self, _line: str) -> None:
        self._say("250 ok")

    def _data(self, _line: str) -> None:
        self._say("354 go on")
        text = b""
        while (line := self.rfile.readline()) != b".\r\n":
            text += line
        self.post.messages.append(text)
        self.post.encrypted.append(self.secure)
        self._say(self.post.refuse_data or "250 taken")


@contextmanager
def serving(post: Post) -> Iterator[Post]:
    """Serve on a loopback port until the test ends."""
    handler = type("Handler", (_Handler,), {"post": post})
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), handler) as server:
        server.daemon_threads, server.block_on_close = True, False
        post.port = server.server_address[1]
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
        yield post
        server.shutdown()
