"""A small web site on loopback, whose pages a test changes, and an archive that may reach it."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from claims.archiving.fetching.guarded import GuardedFetcher
from claims.archiving.registry import Archive, get_store
from tests.archiving.hostile_answer import ONLY_THE_SERVER, LyingResolver


class Site:
    """Answers with ``pages``, or with the ``status`` that a test says."""

    def __init__(self) -> None:
        self.pages: dict[str, str] = {}
        self.status = 200
        self.asked: list[str] = []
        site = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                site.asked.append(self.path)
                body = site.pages.get(self.path, "").encode()
                self.send_response(site.status if body else 404)
                self.send_header("Content-Type", "text/html; charset=utf-8")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_args: object) -> None:
                """Say nothing."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def address(self, path: str) -> str:
        """Where a page is asked for, by a name that a lying resolver leads here."""
        return f"http://news.example:{self._server.server_port}{path}"

    def archive(self, files: Path) -> Archive:
        """Return an archive that reaches this site and nothing else."""
        return Archive(GuardedFetcher(ONLY_THE_SERVER, resolver=LyingResolver()), get_store("local", files))

    def stop(self) -> None:
        """End it."""
        self._server.shutdown()
        self._server.server_close()


@contextmanager
def site() -> Iterator[Site]:
    """Run a site for as long as the block takes."""
    running = Site()
    try:
        yield running
    finally:
        running.stop()
