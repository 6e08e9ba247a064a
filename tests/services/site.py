"""A site on loopback, for tests of what is fetched from sources."""

from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

ARTICLE = """<!doctype html><html lang=en><head><title>Visits</title>
<meta property="og:site_name" content="The Paper"><meta property="article:published_time" content="2025-09-02">
</head><body><h1>Visits</h1><article><p>Kim has visited Beijing four times since 2018, the ministry said.</p>
<p>The list has every visit with its date and its length, and names who travelled with him.</p></article>"""
Answer = tuple[int, dict[str, str], bytes]


class Site:
    """A site on loopback that answers by path."""

    def __init__(self) -> None:
        self.answers: dict[str, Answer] = {"/visits": (200, {"Content-Type": "text/html"}, ARTICLE.encode())}
        self.asked: list[str] = []
        site = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                site.asked.append(f"{self.command} {self.path}")
                status, headers, body = site.answers.get(self.path, (404, {}, b"none"))
                self.send_response(status)
                for name, value in headers.items():
                    self.send_header(name, value)
                if "Content-Length" not in headers:
                    self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                if self.command == "GET":
                    self.wfile.write(body)

            do_HEAD = do_GET  # noqa: N815 (the name that it is called by)

            def log_message(self, format: str, *args: object) -> None:
                """Say nothing."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.address = f"http://127.0.0.1:{self.server.server_port}"
        Thread(target=self.server.serve_forever, args=(0.02,), daemon=True).start()


@contextmanager
def serving() -> Iterator[Site]:
    site = Site()
    yield site
    site.server.shutdown()
    site.server.server_close()
