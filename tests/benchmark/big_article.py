"""An article of 100,000 words and 3,000 claims: taken in, extracted and triaged; what each answer takes.

``python tests/benchmark/big_article.py [--words 100000] [--claims 3000] [--engine linguistic] [--browser]`` prints
a JSON line a figure: milliseconds of the server (median and most of ``--rounds``), bytes of the answer, also
compressed, and queries. ``--browser`` opens the workbench in Chromium: how long keys take there, and how evenly
it scrolls.
"""

import argparse
import gzip
import json
import random
import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Thread
from typing import Any

from flask.testing import FlaskClient
from sqlalchemy import event, select
from werkzeug.test import TestResponse

from claims.app import create_app
from claims.cli.server import settle
from claims.config import load_config
from claims.db import Database
from claims.domain.claim import Claim
from claims.domain.person import Role, system_actor
from claims.domain.state import ClaimState
from claims.jobs.embedded import EmbeddedJobs
from claims.services.person import add_person
from claims.services.rating import install_default_scale
from claims.services.session import sign_in
from claims.services.workbench import WINDOW
from claims.web.session import SECRET
from claims.worker import Worker

SCRIPT = {"HX-Request": "true"}
SENTENCES_IN_PARAGRAPH = 6
POLL_SECONDS = 0.25
"""Between two questions how far the extraction is; the page asks less often."""
PLACE = (
    "near behind beside opposite above below",
    "the this that",
    "green old narrow quiet northern southern upper lower long new stone wooden brick royal",
    "harbour church bridge market museum station garden tower library theatre school mill gate square",
)
"""What a place in a sentence is made of: a word of each."""


def text_of(words: int, claims: int) -> str:
    """Write as many sentences as there are claims, of the same length, in paragraphs; no two are alike."""
    dice = random.Random(words)  # the same text each time
    places = max(-(-(words // claims - 7) // len(PLACE)), 1)
    sentences = [
        " ".join([f"The city counted {number} visitors", *(_place(dice) for _ in range(places)), "in May."])
        for number in range(claims)
    ]
    starts = range(0, claims, SENTENCES_IN_PARAGRAPH)
    return "\n".join(" ".join(sentences[start : start + SENTENCES_IN_PARAGRAPH]) for start in starts)


def _place(dice: random.Random) -> str:
    return " ".join(dice.choice(words.split()) for words in PLACE)


class Bench:
    """The desk with its article, a browser that is signed in, and a meter."""

    def __init__(self, database: Database, folder: Path, rounds: int) -> None:
        self.database = database
        self.rounds = rounds
        self.app = create_app(load_config({"CLAIMS_SECRET_KEY": "x" * 40}, data=folder), database)
        self.app.config.update(WTF_CSRF_ENABLED=False)
        settle()
        with database.session_scope(write=True) as session:
            install_default_scale(session)
            actor = system_actor("big article")
            add_person(session, actor, email="ana@desk.example", name="Ana", role=Role.EDITOR, password_hash=None)
        with database.session_scope(write=True) as session:
            _person, self.secret = sign_in(session, "ana@desk.example")
        self.client: FlaskClient = self.app.test_client()
        with self.client.session_transaction() as cookie:
            cookie[SECRET] = self.secret
        self.article = ""

    def take_in(self, text: str, engine: str) -> None:
        """Add the article by its form, and have its claims extracted."""
        form = {"text": text, "medium": "news", "language": "en", "engine": engine, "title": "A long article"}
        began = time.perf_counter()
        answer = self.client.post("/desk/articles/new", data=form)
        tell("add", ms=ms_since(began), status=answer.status_code)
        self.article = answer.headers["Location"]
        worker = Thread(target=Worker(self.database, EmbeddedJobs()).run_until_empty)
        began = time.perf_counter()
        worker.start()
        self.follow(engine)
        tell("extract", seconds=round(ms_since(began) / 1000, 1), engine=engine, claims=len(self.claims()))
        worker.join()

    def follow(self, engine: str) -> None:
        """Ask how far the extraction is, as the page does, until it says that it has ended."""
        times: list[float] = []
        ended = False
        while not ended:
            time.sleep(POLL_SECONDS)
            began = time.perf_counter()
            answer = self.client.get(f"{self.article}/progress", headers=SCRIPT)
            times.append(ms_since(began))
            assert answer.status_code == 200, answer.status_code
            ended = answer.headers.get("HX-Refresh") == "true"
        median = round(statistics.median(times), 1)
        tell("progress meanwhile", engine=engine, asked=len(times), median_ms=median, max_ms=max(times))

    def claims(self, state: ClaimState | None = None) -> list[tuple[int, int]]:
        """Return the claims that there are, with their edits."""
        with self.database.session_scope(write=False) as session:
            wanted = select(Claim.id, Claim.edits).order_by(Claim.id)
            wanted = wanted.where(Claim.state == state) if state else wanted
            return [(row[0], row[1]) for row in session.execute(wanted)]

    def measure(self, name: str, ask: Callable[[int], TestResponse]) -> None:
        """Ask a few times and tell what it took."""
        times: list[float] = []
        answer, sent = None, 0
        for number in range(self.rounds):
            with counted(self.database) as queries:
                began = time.perf_counter()
                answer = ask(number)
                times.append(ms_since(began))
            sent = len(queries)
            assert answer.status_code == 200, (name, answer.status_code, answer.text[:500])
        size = len(answer.data) if answer else 0
        packed = len(gzip.compress(answer.data, 6)) if answer else 0
        median, most = round(statistics.median(times), 1), max(times)
        tell(name, median_ms=median, max_ms=most, bytes=size, gzip_bytes=packed, queries=sent)

    def page(self, name: str, query: str = "") -> None:
        """Measure the page."""
        self.measure(name, lambda _number: self.client.get(self.article + query))

    def act(self, name: str, path: str, state: ClaimState, **form: Any) -> None:
        """Measure an action on claims of this state, spread over the article."""
        claims = self.claims(state)
        step = max(len(claims) // self.rounds, 1)

        def ask(number: int) -> TestResponse:
            claim_id, edits = claims[number * step]
            target, _edits = claims[(number * step + 1) % len(claims)]
            values = {"edits": edits, "article": self.article.rsplit("/", 1)[1], "into": target, **form}
            return self.client.post(f"/desk/claims/{claim_id}/{path}", data=values, headers=SCRIPT)

        self.measure(name, ask)

    def triage(self) -> None:
        """Measure every action once it is possible."""
        suggested, selected = ClaimState.SUGGESTED, ClaimState.SELECTED
        article = self.article.rsplit("/", 1)[1]
        forms = {"article": article}
        first = self.claims()[len(self.claims()) // 2][0]
        self.act("select", "select", suggested)
        self.act("set aside", "set_aside", suggested, reason="trivial")
        for form in ("edit", "split", "merge", "wait", "assign"):
            self.measure(
                f"{form} form",
                lambda _n, form=form: self.client.get(  # type: ignore[misc]
                    f"/desk/claims/{first}/{form}", query_string=forms, headers=SCRIPT
                ),
            )
        found = {**forms, "q": "counted 77"}
        self.measure(
            "search for the same",
            lambda _n: self.client.get(f"/desk/claims/{first}/merge", query_string=found, headers=SCRIPT),
        )
        self.act("edit", "edit", suggested, text="The city counted visitors.", kind="quantity", attribution="")
        self.act("split", "split", suggested, texts="The city counted visitors.\nIt was May.")
        self.act("merge", "merge", suggested)
        self.act("take", "take", selected)
        self.act("wait", "wait", selected, until="2030-01-31")
        self.act("reopen", "reopen", ClaimState.WAITING)
        self.act("drop", "drop", selected, reason="no_data")
        self.measure("undo", lambda _n: self.client.post(f"{self.article}/undo", headers=SCRIPT))
        ticked = [f"{claim}.{edits}" for claim, edits in self.claims(suggested)]
        self.measure(
            f"{WINDOW} ticked, set aside",
            lambda number: self.client.post(
                f"{self.article}/ticked/set_aside",
                data={"claim": ticked[number * WINDOW : (number + 1) * WINDOW], "reason": "trivial"},
                headers=SCRIPT,
            ),
        )


def look(bench: Bench, address: str) -> None:
    """Measure what a person at the keyboard feels."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        arguments = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=arguments)
        context = browser.new_context(base_url=address, viewport={"width": 1280, "height": 900})
        serializer = bench.app.session_interface.get_signing_serializer(bench.app)  # type: ignore[attr-defined]
        value = serializer.dumps({SECRET: bench.secret, "_permanent": True})
        context.add_cookies([{"name": "claims", "value": value, "url": address}])
        page = context.new_page()
        began = time.perf_counter()
        page.goto(bench.article)
        page.locator("[data-workbench][data-ready]").wait_for()
        tell("browser: page", ms=ms_since(began))
        for name, key in (("next", "j"), ("next suggested", "n")):
            tell(f"browser: {name}", **keys(lambda key=key: page.keyboard.press(key)))  # type: ignore[misc]

        def decide() -> None:
            card = page.locator("[data-card].is-current").get_attribute("data-card")
            page.keyboard.press("s")
            page.locator(f'[data-card="{card}"][data-state="selected"]:not(.is-current)').wait_for()

        tell("browser: select and go on", **keys(decide))
        tell("browser: scrolling", **page.evaluate(SCROLL))
        browser.close()


SCROLL = """async () => {
  const gaps = [];
  let last = performance.now();
  for (let frame = 0; frame < 240; frame += 1) {
    scrollBy(0, 400);
    document.querySelector('.workbench__list').scrollBy(0, 200);
    await new Promise(requestAnimationFrame);
    gaps.push(performance.now() - last);
    last = performance.now();
  }
  gaps.sort((a, b) => a - b);
  const at = (place) => +gaps[place].toFixed(1);
  return {frames: gaps.length, median_ms: at(120), p95_ms: at(228), max_ms: at(239)};
}"""
"""Scrolls text and list by more than a person would, and returns how long frames took."""


def keys(press: Callable[[], None], times: int = 20) -> dict[str, float]:
    """Press a few times; return what it took."""
    taken = []
    for _ in range(times):
        began = time.perf_counter()
        press()
        taken.append(ms_since(began))
    return {"median_ms": round(statistics.median(taken), 1), "max_ms": max(taken)}


@contextmanager
def counted(database: Database) -> Iterator[list[str]]:
    """Collect the statements that are sent to the database inside the block."""
    statements: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        if not statement.startswith(("PRAGMA", "BEGIN", "SAVEPOINT", "RELEASE")):
            statements.append(statement)

    event.listen(database.engine, "before_cursor_execute", note)
    try:
        yield statements
    finally:
        event.remove(database.engine, "before_cursor_execute", note)


def ms_since(began: float) -> float:
    """Return the milliseconds since then."""
    return round((time.perf_counter() - began) * 1000, 1)


def tell(figure: str, **values: Any) -> None:
    """Print one figure."""
    print(json.dumps({"figure": figure, **values}), flush=True)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--words", type=int, default=100_000)
    parser.add_argument("--claims", type=int, default=3_000)
    parser.add_argument("--engine", action="append", help="may be repeated; all that need no network if left out")
    parser.add_argument("--rounds", type=int, default=9)
    parser.add_argument("--browser", action="store_true")
    options = parser.parse_args()
    for engine in options.engine or ("linguistic", "sentence"):
        measure(engine, options)


def measure(engine: str, options: argparse.Namespace) -> None:
    """Take the article in on a new desk, with this engine, and triage it."""
    with TemporaryDirectory() as name:
        database = Database(f"sqlite:///{name}/claims.sqlite3")
        database.upgrade()
        bench = Bench(database, Path(name) / "data", options.rounds)
        text = text_of(options.words, options.claims)
        tell("text", words=len(text.split()), characters=len(text), engine=engine)
        bench.take_in(text, engine)
        bench.page("page")
        bench.page("page, last claims", f"?at={bench.claims()[-1][0]}")
        bench.page("page, filtered", "?q=77+counted&score=25")
        bench.triage()
        if options.browser:
            from hands import served

            with served(database) as address:
                look(bench, address)
        database.close()


if __name__ == "__main__":
    main()
