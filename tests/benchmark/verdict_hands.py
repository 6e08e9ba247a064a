"""Many people write, judge and publish verdicts at once, over HTTP: nothing is lost, the chain holds, no error.

``python tests/benchmark/verdict_hands.py [--url URL] [--people 8] [--seconds 60] [--claims 4]`` prints one
JSON line. Without ``--url`` it does so on a fresh SQLite file and on a fresh PostgreSQL.

All people work on the same few claims: they save drafts, attach and remove evidence, submit, approve, return,
publish, correct and withdraw what they see. At the end every acknowledged save is in the history, every
acknowledged piece of evidence in the table, no author approved, and the desk has no problem.
"""

import argparse
import json
import random
import re
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from html import unescape
from http.cookiejar import CookieJar
from typing import Any
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, Request, build_opener

from many_hands import PASSWORD, served
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from claims.db import Database
from claims.domain.audit import AuditEvent, AuditPayload
from claims.domain.person import Role, system_actor
from claims.domain.source import Evidence
from claims.services import audit
from claims.services.person import add_person, hash_password
from claims.services.rating import install_default_scale, newest_scale
from tests.services.stories import add_article, add_claim

ACTIONS = (
    "start",
    "save",
    "save",
    "save",
    "submit",
    "submit",
    "approve",
    "approve",
    "return",
    "publish",
    "publish",
)
MORE = ("attach", "attach", "remove", "withdraw", "approve-alone")
BUSY = 503
"""The database ended a deadlock, or gave up waiting: nothing was saved, and the page says so."""
USUALLY = 0.8
"""How often people do what a page offers to be done next."""
_TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')
_REVISION = re.compile(r"/desk/verdicts/(\d+)")
_EDITS = re.compile(r'name="edits"[^>]* value="(\d+)"')
_EVIDENCE = re.compile(r"/desk/evidence/(\d+)/remove")
_AUTHORS = (
    "SELECT COUNT(*) FROM approval a JOIN revision_author w ON w.revision_id = a.revision_id"
    " AND w.person_id = a.person_id JOIN verdict_revision r ON r.id = a.revision_id AND r.round = a.round"
    " WHERE a.decision = 'approved' AND NOT a.exception"
)


@dataclass
class Hand:
    """One person at work, and what the desk answered."""

    address: str
    email: str
    claims: list[int]
    rating: int
    random: random.Random
    answers: Counter[str] = field(default_factory=Counter)
    saves: list[str] = field(default_factory=list)
    """Summaries whose saving was acknowledged."""
    notes: list[str] = field(default_factory=list)
    """Of evidence that was acknowledged."""
    failures: list[str] = field(default_factory=list)
    acknowledged: int = 0

    def __post_init__(self) -> None:
        self._opener = build_opener(HTTPCookieProcessor(CookieJar()))
        self._token = ""

    def work(self, over: Callable[[], bool]) -> None:
        """Sign in and work until it is over."""
        self._look("/sign-in")
        self._post("/sign-in", {"email": self.email, "password": PASSWORD}, "sign in")
        step = 0
        while not over():
            step += 1
            self._act(self.random.choice(self.claims), f"{self.email} {step}")

    def _act(self, claim: int, name: str) -> None:
        action = self.random.choice((*ACTIONS, *MORE))
        page = self._look(f"/desk/claims/{claim}")
        revisions = sorted({int(number) for number in _REVISION.findall(page)})
        if action == "start" or not revisions:
            self._post(f"/desk/claims/{claim}/verdict", {}, "start")
        elif action == "attach":
            about = {"kind": "document", "title": f"Report {name}", "accessed_on": "2026-11-22"}
            form = {**about, "stance": "refutes", "note": name, "source": ""}
            if self._post(f"/desk/claims/{claim}/sources/new", form, action):
                self.notes.append(name)
        elif action == "remove":
            if pieces := _EVIDENCE.findall(page):
                self._post(f"/desk/evidence/{self.random.choice(pieces)}/remove", {}, action)
        elif action == "save":
            self._save(revisions[-1], name)
        else:
            self._decide(revisions[-1], action, name)

    def _save(self, revision: int, name: str) -> None:
        edits = _EDITS.search(self._look(f"/desk/verdicts/{revision}"))
        summary = f"What {name} concludes."
        texts = {"summary": summary, "explanation": "Nobody can know.", "as_of": "2026-11-22"}
        form = {"edits": edits[1] if edits else "1", "rating": self.rating, **texts}
        if self._post(f"/desk/verdicts/{revision}", form, "save"):
            self.saves.append(summary)

    def _decide(self, revision: int, action: str, name: str) -> None:
        page = self._look(f"/desk/verdicts/{revision}/review")
        due = [one for one in ("publish", "approve") if f'/desk/verdicts/{revision}/{one}"' in page]
        if due and self.random.random() < USUALLY:
            action = due[0]
        edits = _EDITS.search(page)
        form = {"edits": edits[1] if edits else "1", "changes": name, "kind": "update", "note": name, "why": name}
        self._post(f"/desk/verdicts/{revision}/{action}", form, action)

    def _look(self, path: str) -> str:
        status, page = self._send(Request(self.address + path))
        if found := _TOKEN.search(page):
            self._token = found[1]
        self._count("read", path, status, page)
        return page

    def _post(self, path: str, form: dict[str, Any], action: str) -> bool:
        """Send a form; whether the desk said that it is done."""
        values = {**form, "csrf_token": self._token}
        status, page = self._send(Request(self.address + path, urlencode(values, doseq=True).encode()))
        self._count(action, path, status, page)
        self.acknowledged += status == 200
        return status == 200

    def _count(self, action: str, path: str, status: int, page: str) -> None:
        self.answers[f"{action} {status}"] += 1
        if status >= 500 and status != BUSY:
            self.failures.append(f"{path}: {status} {' '.join(unescape(page).split())[-300:]}")

    def _send(self, request: Request) -> tuple[int, str]:
        try:
            with self._opener.open(request, timeout=120) as answer:
                return answer.status, str(answer.read(), "utf-8")
        except HTTPError as error:
            with error:
                return error.code, str(error.read(), "utf-8")


def measure(
    url: str, *, people: int, seconds: float, claims: int, enough: float = float("inf")
) -> dict[str, object]:
    """Let people work on the verdicts of a few claims, for so long or until enough was acknowledged."""
    database = Database(url)
    numbers, rating = prepare(database, people, claims)
    with served(database) as address:
        hands = [Hand(address, f"p{n}@desk.example", numbers, rating, random.Random(n)) for n in range(people)]
        until = time.monotonic() + seconds

        def over() -> bool:
            return time.monotonic() >= until or sum(hand.acknowledged for hand in hands) >= enough

        threads = [threading.Thread(target=hand.work, args=(over,)) for hand in hands]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    with database.session_scope(write=False) as session:
        lost = list(lost_updates(session, hands))
        chain = audit.verify(session)
        own = session.scalar(text(_AUTHORS))
        published = session.scalar(text("SELECT COUNT(*) FROM verdict_revision WHERE frozen IS NOT NULL"))
    database.close()
    failures = [failure for hand in hands for failure in hand.failures]
    answers = sum((hand.answers for hand in hands), Counter[str]())
    return {
        "database": url.partition(":")[0],
        "people": people,
        "seconds": seconds,
        "acknowledged": sum(hand.acknowledged for hand in hands),
        "saves": sum(len(hand.saves) for hand in hands),
        "evidence": sum(len(hand.notes) for hand in hands),
        "published": published,
        "conflicts": sum(n for answer, n in answers.items() if answer.endswith("409")),
        "refused": sum(n for answer, n in answers.items() if answer[-3:] in ("403", "404", "422")),
        "busy": sum(n for answer, n in answers.items() if answer.endswith(str(BUSY))),
        "failures": len(failures),
        "lost_updates": len(lost),
        "approved_by_authors": own,
        "events": chain.events,
        "chain_problems": len(chain.problems),
        "first": (failures + lost + list(chain.problems))[:1],
    }


def prepare(database: Database, people: int, claims: int) -> tuple[list[int], int]:
    """Make the people (every second one an editor) and the claims; return their numbers, and a rating's."""
    hashed, actor = hash_password(PASSWORD), system_actor("verdict hands")
    with database.session_scope(write=True) as session:
        install_default_scale(session)
        for number in range(people):
            role, email = (Role.EDITOR, Role.REVIEWER)[number % 2], f"p{number}@desk.example"
            person = add_person(
                session, actor, email=email, name=f"Person {number}", role=role, password_hash=hashed
            )
        numbers = [add_claim(session, person, add_article(session)).id for _number in range(claims)]
        rating = next(one.id for one in newest_scale(session).ratings if one.key == "opinion")
    return numbers, rating


def lost_updates(session: Session, hands: list[Hand]) -> Iterator[str]:
    """Yield what was acknowledged and is not there."""
    saved = session.scalars(select(AuditPayload.data).join(AuditEvent).where(AuditEvent.action == "verdict.save"))
    written = Counter(json.dumps(data) for data in saved)
    notes = set(session.scalars(select(Evidence.note)))
    for hand in hands:
        yield from (f"The save was lost: {one}" for one in hand.saves if not any(one in data for data in written))
        yield from (f"The evidence was lost: {one}" for one in hand.notes if one not in notes)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--url")
    parser.add_argument("--people", type=int, default=8)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--claims", type=int, default=4)
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
