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
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from desks import measure_each
from hands import BUSY, PASSWORD, Hand, acknowledged, answered, let_work, served
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
_CALLED = {"approve": "approved", "approve-alone": "approved", "return": "returned"}
USUALLY = 0.8
"""How often people do what a page offers to be done next."""
_REVISION = re.compile(r"/desk/verdicts/(\d+)")
_EDITS = re.compile(r'name="edits"[^>]* value="(\d+)"')
_EVIDENCE = re.compile(r"/desk/evidence/(\d+)/remove")
_AUTHORS = (
    "SELECT COUNT(*) FROM approval a JOIN revision_author w ON w.revision_id = a.revision_id"
    " AND w.person_id = a.person_id JOIN verdict_revision r ON r.id = a.revision_id AND r.round = a.round"
    " WHERE a.decision = 'approved' AND NOT a.exception"
)


@dataclass(kw_only=True)
class Checker(Hand):
    """One person at the verdicts of a few claims."""

    claims: list[int]
    rating: int
    saves: list[str] = field(default_factory=list)
    """Summaries whose saving was acknowledged."""
    notes: list[str] = field(default_factory=list)
    """Of evidence that was acknowledged."""
    decided: Counter[tuple[str, int]] = field(default_factory=Counter)
    """Acknowledged steps of a revision, by the name that they have in the history."""

    def act(self, step: int, name: str) -> None:
        """Do something to the verdict of a claim."""
        claim, action = self.random.choice(self.claims), self.random.choice((*ACTIONS, *MORE))
        page = self.look(f"/desk/claims/{claim}")
        revisions = revisions_on(page)
        if action == "start" or not revisions:
            self.send(f"/desk/claims/{claim}/verdict", {}, "start")
        elif action == "attach":
            self.attach(claim, name, {"kind": "document", "title": f"Report {name}"})
        elif action == "remove":
            if pieces := _EVIDENCE.findall(page):
                self.send(f"/desk/evidence/{self.random.choice(pieces)}/remove", {}, action)
        elif action == "save":
            self.save(revisions[-1], name)
        else:
            self.decide(revisions[-1], action, name)

    def attach(self, claim: int, name: str, about: dict[str, str]) -> bool:
        """Attach a new source to a claim; whether the desk said that it is done."""
        form = {**about, "accessed_on": "2026-11-22", "stance": "refutes", "note": name, "source": ""}
        done = self.send(f"/desk/claims/{claim}/sources/new", form, "attach")
        self.notes += [name] if done else []
        return done

    def send(self, path: str, form: dict[str, Any], action: str) -> bool:
        """Send a form; whether the desk said that it is done."""
        status, page = self.browser.post(path, form)
        done = self.count(action, path, status, page) and status == 303
        self.acknowledged += done
        return done

    def save(self, revision: int, name: str) -> None:
        """Write a summary of one's own into a revision."""
        edits = _EDITS.search(self.look(f"/desk/verdicts/{revision}"))
        summary = f"What {name} concludes."
        texts = {"summary": summary, "explanation": "Nobody can know.", "as_of": "2026-11-22"}
        form = {"edits": edits[1] if edits else "1", "rating": self.rating, **texts}
        if self.send(f"/desk/verdicts/{revision}", form, "save"):
            self.saves.append(summary)

    def decide(self, revision: int, action: str, name: str) -> None:
        """Take a step, or more often the one that the page offers next."""
        page = self.look(f"/desk/verdicts/{revision}/review")
        due = [one for one in ("publish", "approve") if f'/desk/verdicts/{revision}/{one}"' in page]
        if due and self.random.random() < USUALLY:
            action = due[0]
        edits = _EDITS.search(page)
        form = {"edits": edits[1] if edits else "1", "changes": name, "kind": "update", "note": name, "why": name}
        if self.send(f"/desk/verdicts/{revision}/{action}", form, action):
            self.decided[f"verdict.{_CALLED.get(action, action)}", revision] += 1

    def look(self, path: str) -> str:
        """Read a page."""
        status, page = self.browser.look(path)
        self.count("read", path, status, page)
        return page


def revisions_on(page: str) -> list[int]:
    """Return the revisions that the page of a claim leads to, in order."""
    return sorted({int(number) for number in _REVISION.findall(page)})


def measure(
    url: str, *, people: int, seconds: float, claims: int, enough: float = float("inf")
) -> dict[str, object]:
    """Let people work on the verdicts of a few claims, for so long or until enough was acknowledged."""
    database = Database(url)
    numbers, rating = prepare(database, people, claims)
    with served(database) as address:
        hands = [
            Checker(address=address, email=email_of(n), random=random.Random(n), claims=numbers, rating=rating)
            for n in range(people)
        ]
        let_work(hands, seconds, enough)
    with database.session_scope(write=False) as session:
        lost = list(lost_updates(session, hands))
        chain = audit.verify(session)
        own = session.scalar(text(_AUTHORS))
        published = session.scalar(text("SELECT COUNT(*) FROM verdict_revision WHERE frozen IS NOT NULL"))
    database.close()
    failures = [failure for hand in hands for failure in hand.failures]
    return {
        "database": url.partition(":")[0],
        "people": people,
        "seconds": seconds,
        "acknowledged": acknowledged(hands),
        "saves": sum(len(hand.saves) for hand in hands),
        "evidence": sum(len(hand.notes) for hand in hands),
        "published": published,
        "conflicts": answered(hands, 409),
        "refused": answered(hands, 403, 404, 422),
        "busy": answered(hands, BUSY),
        "failures": len(failures),
        "lost_updates": len(lost),
        "approved_by_authors": own,
        "events": chain.events,
        "chain_problems": len(chain.problems),
        "first": (failures + lost + list(chain.problems))[:1],
    }


def email_of(number: int) -> str:
    """Return the address that the person with this number signs in with."""
    return f"p{number}@desk.example"


def prepare(database: Database, people: int, claims: int) -> tuple[list[int], int]:
    """Make the people (every second one an editor) and the claims; return their numbers, and a rating's."""
    hashed, actor = hash_password(PASSWORD), system_actor("verdict hands")
    with database.session_scope(write=True) as session:
        install_default_scale(session)
        for number in range(people):
            role, email = (Role.EDITOR, Role.REVIEWER)[number % 2], email_of(number)
            person = add_person(
                session, actor, email=email, name=f"Person {number}", role=role, password_hash=hashed
            )
        numbers = [add_claim(session, person, add_article(session)).id for _number in range(claims)]
        rating = next(one.id for one in newest_scale(session).ratings if one.key == "opinion")
    return numbers, rating


def lost_updates(session: Session, hands: Sequence[Checker]) -> Iterator[str]:
    """Yield what was acknowledged and is not there."""
    saved = session.scalars(select(AuditPayload.data).join(AuditEvent).where(AuditEvent.action == "verdict.save"))
    written = [json.dumps(data) for data in saved]
    notes = set(session.scalars(select(Evidence.note)))
    rows = session.execute(
        select(AuditEvent.action, AuditEvent.subject_id).where(AuditEvent.subject_type == "verdict_revision")
    )
    decided = Counter[tuple[str, int]]((action, number) for action, number in rows)
    for hand in hands:
        yield from (f"The save was lost: {one}" for one in hand.saves if not any(one in data for data in written))
        yield from (f"The evidence was lost: {one}" for one in hand.notes if one not in notes)
    for step, times in sum((hand.decided for hand in hands), Counter[tuple[str, int]]()).items():
        if decided[step] < times:
            yield f"{times} times {step} was acknowledged, and {decided[step]} times it is in the history."


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--people", type=int, default=8)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--claims", type=int, default=4)
    measure_each(parser, measure)


if __name__ == "__main__":
    main()
