"""Many people triage one article at once, over HTTP: no update is lost, the history holds, nothing fails.

``python tests/benchmark/many_hands.py [--url URL] [--people 8] [--seconds 60] [--claims 80]`` prints a JSON line.
Without ``--url`` it does so on a fresh SQLite file and on a fresh PostgreSQL.

Each person reads the workbench now and then, and selects, sets aside, edits, splits, merges, ticks and undoes
what they saw. At the end the history is walked: every acknowledged edit is in it, each event begins where the one
before ended, the claims are as the last event left them, and no words of the article are without a claim.
"""

import argparse
import random
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from desks import measure_each
from hands import BUSY, PASSWORD, Hand, acknowledged, answered, let_work, served
from sqlalchemy import select
from sqlalchemy.orm import Session

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

READ_EVERY = 6
"""Actions after which a person looks at the whole page again."""
ACTIONS = ("select", "set_aside", "edit", "edit", "edit", "split", "merge", "take", "ticked", "undo")
_BOX = re.compile(r'name="claim" value="(\d+)\.(\d+)"')


@dataclass(kw_only=True)
class Triager(Hand):
    """One person at the workbench of an article."""

    article_id: int
    edits: list[tuple[int, str]] = field(default_factory=list)
    """Edits that were acknowledged."""

    def __post_init__(self) -> None:
        super().__post_init__()
        self._seen: dict[int, int] = {}

    def act(self, step: int, name: str) -> None:
        """Do something to a claim, or to two, that were on the page."""
        if step % READ_EVERY == 1 or len(self._seen) < 2:
            self._read()
        action = self.random.choice(ACTIONS)
        claim, other = self.random.sample(sorted(self._seen), 2)
        text = f"What {name} says of claim {claim}."
        path, form = self._order(action, claim, other)
        if action == "edit":
            form |= {"text": text, "kind": "event", "attribution": name}
        elif action == "split":
            form["texts"] = f"One half by {name}.\nThe other half by {name}."
        status, answer = self.browser.post(path, form, script=True)
        done = self.count(action, path, status, answer)
        self.acknowledged += done
        if action == "edit" and done:
            self.edits.append((claim, text))
        for one, edits in _BOX.findall(answer):
            self._seen[int(one)] = int(edits)

    def _order(self, action: str, claim: int, other: int) -> tuple[str, dict[str, Any]]:
        form: dict[str, Any] = {"edits": self._seen[claim], "back": "", "article": self.article_id}
        path = f"/desk/claims/{claim}/{action}"
        if action == "set_aside":
            form["reason"] = "trivial"
        elif action == "merge":
            form["into"] = other
        elif action == "ticked":
            path = f"/desk/articles/{self.article_id}/ticked/{self.random.choice(('select', 'set_aside'))}"
            form["reason"] = "trivial"
            form["claim"] = [f"{one}.{self._seen[one]}" for one in (claim, other)]
        elif action == "undo":
            path = f"/desk/articles/{self.article_id}/undo"
        return path, form

    def _read(self) -> None:
        path = f"/desk/articles/{self.article_id}"
        status, page = self.browser.look(path)
        self.count("read", path, status, page)
        self._seen = {int(claim): int(edits) for claim, edits in _BOX.findall(page)}


def measure(
    url: str, *, people: int, seconds: float, claims: int, enough: float = float("inf")
) -> dict[str, object]:
    """Let people work on one article of a desk, and walk what they left.

    They stop after so many seconds, or earlier, once ``enough`` actions were acknowledged.
    """
    database = Database(url)
    article_id = prepare(database, people, claims)
    with served(database) as address:
        hands = [
            Triager(address=address, email=f"p{n}@desk.example", random=random.Random(n), article_id=article_id)
            for n in range(people)
        ]
        let_work(hands, seconds, enough)
    with database.session_scope(write=False) as session:
        problems = [*walk(session, [edit for hand in hands for edit in hand.edits]), *lost_words(session)]
        chain = audit.verify(session)
    database.close()
    answers = sum((hand.answers for hand in hands), Counter[str]())
    failures = [failure for hand in hands for failure in hand.failures]
    return {
        "database": url.partition(":")[0],
        "people": people,
        "seconds": seconds,
        "actions": answers.total() - answers["read 200"],
        "acknowledged": acknowledged(hands),
        "acknowledged_edits": sum(len(hand.edits) for hand in hands),
        "conflicts": answered(hands, 409),
        "refused": answered(hands, 404, 422),
        "busy": answered(hands, BUSY),
        "failures": len(failures),
        "lost_updates": len(problems),
        "events": chain.events,
        "chain_problems": len(chain.problems),
        "first": (failures + problems + list(chain.problems))[:1],
    }


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


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--people", type=int, default=8)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--claims", type=int, default=80)
    measure_each(parser, measure)


if __name__ == "__main__":
    main()
