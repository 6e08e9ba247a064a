"""All that a desk shows and keeps, to be searched for what must not be there."""

import itertools
import re
from collections.abc import Iterator

from flask.testing import FlaskClient
from sqlalchemy import inspect, text

from claims.db import Database
from claims.web.session import TransactionalFlask

WORDS = {
    "<slug>": "x",
    "<format_name>": ("csv", "json", "jsonl", "claimreview"),
    "<kind>": ("source", "evidence", "snapshot", "claim"),
}


def pages(app: TransactionalFlask, client: FlaskClient) -> Iterator[tuple[str, bytes]]:
    """Yield every page that there is, with each small number in its address, and every error page."""
    for rule in app.url_map.iter_rules():
        if not rule.methods or "GET" not in rule.methods or rule.endpoint == "static":
            continue
        parts = re.findall(r"<[^>]+>", rule.rule)
        for values in itertools.product(*(WORDS.get(part, "12") for part in parts)):
            address = rule.rule
            for part, value in zip(parts, values, strict=True):
                address = address.replace(part, value, 1)
            answer = client.get(address)
            assert answer.status_code < 500, address
            yield address, answer.data + str(answer.headers).encode()


def rows(database: Database) -> Iterator[bytes]:
    """Yield every row of the database as text, bytes in hexadecimal and as they are."""
    with database.session_scope(write=False) as session:
        for table in inspect(session.connection()).get_table_names():
            for row in session.execute(text(f'SELECT * FROM "{table}"')):
                for value in row:
                    data = bytes(value) if isinstance(value, bytes | memoryview) else str(value).encode()
                    yield data
