"""Many people triage one article at once, over HTTP: no update is lost, the history holds, nothing fails.

``python tests/benchmark/many_hands.py [--url URL] [--people 8] [--seconds 60] [--claims 80]`` prints a JSON line.
Without ``--url`` it does so on a fresh SQLite file and on a fresh PostgreSQL.

Each person reads the workbench now and then, and selects, sets aside, edits, splits, merges, ticks and undoes
what they saw. At the end the history is walked: every acknowledged edit is in it, each event begins where the one
before ended, the claims are as the last event left them, and no words of the article are without a claim.
"""

import argparse
import json
import logging
import random
import re
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from html import unescape
from http.cookiejar import CookieJar
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, Request, build_opener

from sqlalchemy import select
from sqlalchemy.orm import Session
from waitress import create_server

from claims.app import create_app
from claims.config import load_config
from claims.db import Database
from claims.domain.anchor import anchor_at
from claims.domain.audit import AuditEvent, AuditPayload
from claims.domain.claim import Appearance, Claim
from claims.domain.kind import ClaimKind
from claims.domain.person import Role, system_actor
from claims.domain.state import ClaimState
from claims.extraction.base import Candidate, Passage
from claims.jobs.embedded import EmbeddedJobs
from claims.services import audit, undo
from claims.services.article import ExtractionOrder, NewArticle, add_article, newest_version, store_extraction
from claims.services.person import add_person, hash_password
from claims.services.rating import install_default_scale

PASSWORD = "many-hands-at-once"
READ_EVERY = 6
"""Actions after which a person looks at the whole page again."""
ACTIONS = ("select", "set_aside", "edit", "edit", "edit", "split", "merge", "take", "ticked", "undo")
_BOX = re.compile(r'name="claim" value="(\d+)\.(\d+)"')
_TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')


@dataclass
class Hand:
    """One person at work, and what the desk answered."""

    address: str
    email: str
    article_id: int
    random: random.Random
    answers: Counter[str] = field(default_factory=Counter)
    edits: list[tuple[int, str]] = field(default_factory=list)
    """Edits that were acknowledged."""
    failures: list[str] = field(default_factory=list)
    acknowledged: int = 0
    """Actions that the desk answered with the changed cards."""

    def __post_init__(self) -> None:
        self._opener = build_opener(HTTPCookieProcessor(CookieJar()))
        self._token = ""
        self._seen: dict[int, int] = {}

    def work(self, over: Callable[[], bool]) -> None:
        """Sign in and triage until it is over."""
        self._sign_in()
        step = 0
        while not over():
            if step % READ_EVERY == 0 or len(self._seen) < 2:
                self._read()
            step += 1
            self._act(self.random.choice(ACTIONS), f"{self.email} {step}")

    def _sign_in(self) -> None:
        page = self._get("/sign-in")
        self._token = _found(_TOKEN, page)
        self._post("/sign-in", {"email": self.email, "password": PASSWORD}, script=False)

    def _read(self) -> None:
        page = self._get(f"/desk/articles/{self.article_id}")
        self._token = _found(_TOKEN, page)
        self._seen = {int(claim): int(edits) for claim, edits in _BOX.findall(page)}
        self.answers["read"] += 1

    def _act(self, action: str, name: str) -> None:
        claim, other = self.random.sample(sorted(self._seen), 2)
        form: dict[str, Any] = {"edits": self._seen[claim], "back": ""}
        path = f"/desk/claims/{claim}/{action}"
        text = f"What {name} says of claim {claim}."
        if action == "edit":
            form |= {"text": text, "kind": "event", "attribution": name}
        elif action == "split":
            form["texts"] = f"One half by {name}.\nThe other half by {name}."
        elif action == "set_aside":
            form["reason"] = "trivial"
        elif action == "merge":
            form["into"] = other
        elif action == "ticked":
            path = f"/desk/articles/{self.article_id}/ticked/{self.random.choice(('select', 'set_aside'))}"
            form["reason"] = "trivial"
            form["claim"] = [f"{one}.{self._seen[one]}" for one in (claim, other)]
        elif action == "undo":
            path = f"/desk/articles/{self.article_id}/undo"
        status, answer = self._post(path, form)
        self.answers[f"{action} {status}"] += 1
        self.acknowledged += status == 200
        if action == "edit" and status == 200:
            self.edits.append((claim, text))
        if status >= 500:
            self.failures.append(f"{path}: {status} {' '.join(unescape(answer).split())[:300]}")
        for one, edits in _BOX.findall(answer):
            self._seen[int(one)] = int(edits)

    def _get(self, path: str) -> str:
        with self._opener.open(self.address + path, timeout=120) as answer:
            return str(answer.read(), "utf-8")

    def _post(self, path: str, form: dict[str, Any], *, script: bool = True) -> tuple[int, str]:
        values = {**form, "csrf_token": self._token, "article": self.article_id}
        headers = {"HX-Request": "true"} if script else {}
        request = Request(self.address + path, urlencode(values, doseq=True).encode(), headers)
        try:
            with self._opener.open(request, timeout=120) as answer:
                return answer.status, str(answer.read(), "utf-8")
        except HTTPError as error:
            with error:
                return error.code, str(error.read(), "utf-8")


def measure(
    url: str, *, people: int, seconds: float, claims: int, enough: float = float("inf")
) -> dict[str, object]:
    """Let people work on one article of a desk, and walk what they left.

    They stop after so many seconds, or earlier, once ``enough`` actions were acknowledged.
    """
    database = Database(url)
    article_id = prepare(database, people, claims)
    with served(database) as address:
        hands = [Hand(address, f"p{n}@desk.example", article_id, random.Random(n)) for n in range(people)]
        until = time.monotonic() + seconds

        def over() -> bool:
            return time.monotonic() >= until or sum(hand.acknowledged for hand in hands) >= enough

        threads = [threading.Thread(target=hand.work, args=(over,)) for hand in hands]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    with database.session_scope(write=False) as session:
        problems = [*walk(session, [edit for hand in hands for edit in hand.edits]), *lost_words(session)]
        chain = audit.verify(session)
    database.close()
    answers = sum((hand.answers for hand in hands), Counter[str]())
    statuses = Counter(
        {status: sum(n for key, n in answers.items() if key.endswith(status)) for status in _STATUSES}
    )
    failures = [failure for hand in hands for failure in hand.failures]
    return {
        "database": url.partition(":")[0],
        "people": people,
        "seconds": seconds,
        "actions": answers.total() - answers["read"],
        "acknowledged": sum(hand.acknowledged for hand in hands),
        "acknowledged_edits": sum(len(hand.edits) for hand in hands),
        "conflicts": statuses["409"],
        "refused": statuses["404"] + statuses["422"],
        "busy": statuses["503"],
        "failures": len(failures),
        "lost_updates": len(problems),
        "events": chain.events,
        "chain_problems": len(chain.problems),
        "first": (failures + problems + list(chain.problems))[:1],
    }


_STATUSES = ("404", "409", "422", "503")


def prepare(database: Database, people: int, claims: int) -> int:
    """Make the people and an article with as many claims; return its number."""
    hashed = hash_password(PASSWORD)
    text = " ".join(f"Statement number {number} holds." for number in range(claims))
    actor = system_actor("many hands")
    with database.session_scope(write=True) as session:
        install_default_scale(session)
        for number in range(people):
            email, name = f"p{number}@desk.example", f"Person {number}"
            add_person(session, actor, email=email, name=name, role=Role.REVIEWER, password_hash=hashed)
        article = add_article(session, actor, EmbeddedJobs(), NewArticle(text=text, engine="sentence"))
        version = newest_version(session, article.id)
        order = ExtractionOrder(article.id, version.id, "sentence", Passage(text))
        store_extraction(session, order, list(candidates(text)), engine_version="1", seconds=0.1)
        return article.id


def candidates(text: str) -> Iterator[Candidate]:
    """Make a claim of each sentence."""
    for found in re.finditer(r"[^.]+\.", text):
        start = found.start() + (len(found[0]) - len(found[0].lstrip()))
        anchor = anchor_at(text, start, found.end())
        yield Candidate(text=anchor.exact, anchor=anchor, kind=ClaimKind.EVENT, score=0.5)


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


def walk(session: Session, edits: list[tuple[int, str]]) -> Iterator[str]:
    """Walk the history of the claims; yield what was lost or does not follow."""
    events = session.execute(
        select(AuditEvent, AuditPayload.data).join(AuditPayload).order_by(AuditEvent.number)
    ).all()
    state: dict[str, dict[str, Any]] = {}
    payloads = {event.number: data for event, data in events}
    written: Counter[tuple[int, str]] = Counter()
    for event, data in events:
        if event.action == undo.UNDO:
            undone = payloads[data["event"]]
            before, after = undone["after"], undone["before"]
            for created in undone["created"]:
                state.pop(str(created), None)
        elif "before" in data:
            before, after = data["before"], data["after"]
        else:
            continue
        for claim_id, values in before.items():
            if state.get(claim_id, values) != values:
                yield f"Event {event.number} ({event.action}) overwrote what another did to claim {claim_id}."
        state |= after
        if event.action == "claim.edit":
            written[event.subject_id, data["after"][str(event.subject_id)]["text"]] += 1
    yield from (f"The edit of claim {claim} was lost: {text}" for claim, text in edits if not written[claim, text])
    for claim in session.scalars(select(Claim)):
        if state.get(str(claim.id), undo.values_of(claim)) != undo.values_of(claim):
            yield f"Claim {claim.id} is not as its last event left it."


def lost_words(session: Session) -> Iterator[str]:
    """Yield the places of the article that had a claim and have none that is not merged away."""
    rows = session.execute(select(Appearance.start, Appearance.end, Claim.state).join(Claim)).all()
    living = {(start, end) for start, end, state in rows if state is not ClaimState.MERGED}
    for start, end in sorted({(start, end) for start, end, _state in rows} - living):
        yield f"The words {start} to {end} have no claim any more."


def _found(pattern: re.Pattern[str], page: str) -> str:
    found = pattern.search(page)
    if found is None:
        raise AssertionError(f"The page has no {pattern.pattern}: {page[:300]}")
    return found[1]


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--url")
    parser.add_argument("--people", type=int, default=8)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--claims", type=int, default=80)
    options = parser.parse_args()
    wanted = {"people": options.people, "seconds": options.seconds, "claims": options.claims}
    if options.url:
        print(json.dumps(measure(options.url, **wanted)))
        return
    from audit_chain import fresh_databases

    with fresh_databases() as urls:
        for url in urls:
            print(json.dumps(measure(url, **wanted)), flush=True)


if __name__ == "__main__":
    main()
