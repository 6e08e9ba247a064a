"""Server and worker are killed (SIGKILL) at random moments: nothing that the desk said is done is lost.

``PYTHONPATH=. python tests/benchmark/kill_everything.py [--url URL | --database KIND] [--kills 30] [--people 4]``
prints a JSON line. Without ``--url`` it does so on a fresh SQLite file and on a fresh PostgreSQL.

``claims serve`` and ``claims worker`` run as processes of their own, people take articles in, attach sources that
are fetched from a site on this machine, and write, judge and publish verdicts. At the end all that was
acknowledged is looked for, every job is done or says why it is not, every file is what its name says, nothing else
lies beside them, and ``claims audit verify`` and ``claims db check`` find no problem.
"""

import argparse
import hashlib
import random
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from http.client import HTTPException
from pathlib import Path

from desks import measure_each
from hands import BUSY, acknowledged, answered, at_work
from programs import PROGRAMS, RunningDesk
from sqlalchemy import select
from sqlalchemy.orm import Session
from verdict_hands import Checker, email_of, lost_updates, prepare, revisions_on

from claims.domain.article import Article, Version
from claims.domain.job import Job, JobState
from claims.domain.source import Source
from claims.domain.state import FROZEN_REVISION_STATES, ArticleState, SourceState
from claims.domain.verdict import VerdictRevision
from claims.services.archiving import ARCHIVE, UNDER_WAY
from tests.services.site import ARTICLE, serving

QUOTE = "Kim has visited Beijing four times since 2018"
MOMENTS = ("any", "archiving", "any", "archiving", "starting")
"""When to kill: whenever; soon after an address was asked for; while programs begin."""
WORK = ("article", "file", "source", "source", "verdict", "verdict", "verdict", *["carry"] * 5)
"""What people do, as often as it is named."""
PATIENCE = 30.0
"""Seconds that people may need to get on between two kills."""
PUBLISHED = "verdict.publish"
VICTIMS = (("server",), ("worker",), PROGRAMS)


class Pages(dict[str, tuple[int, dict[str, str], bytes]]):
    """A site that has a page at every address: some are late, and some are as long as it says."""

    def __init__(self, paragraphs: int) -> None:
        super().__init__()
        self.asked = threading.Event()
        self._paragraphs = paragraphs

    def get(self, path: str, default: object = None) -> tuple[int, dict[str, str], bytes]:  # type: ignore[override]
        """Make the page, with words of its own."""
        self.asked.set()
        luck = random.Random(path)
        time.sleep(luck.choice((0, 0.1, 0.6)))
        words = "<p>Nothing more is known.</p>" * luck.choice((1, self._paragraphs))
        words = f"<p>This page is {path}.</p>{words}"
        return 200, {"Content-Type": "text/html"}, (ARTICLE + words).encode()


@dataclass(kw_only=True)
class Newcomer(Checker):
    """One person who also takes articles in and has sources archived, whatever becomes of the server."""

    carried: list[int]
    """Claims on which reviewers only write and editors only approve and publish, so that verdicts get through."""
    writes: bool
    site: str
    engines: Sequence[str]
    """By which the claims of articles are found."""
    articles: list[str] = field(default_factory=list)
    """Titles of those whose taking in was acknowledged."""
    files: list[str] = field(default_factory=list)
    """Hashes of uploads that were acknowledged."""
    addresses: list[str] = field(default_factory=list)
    """Of sources that were acknowledged."""
    cut_off: int = 0
    """Requests that got no answer."""

    def sign_in(self) -> None:
        """Sign in as soon as there is a server."""
        while True:
            try:
                return super().sign_in()
            except (OSError, HTTPException):
                time.sleep(0.2)

    def act(self, step: int, name: str) -> None:
        """Do one thing of all that people do."""
        try:
            match self.random.choice(WORK):
                case "article":
                    self._take_in(name)
                case "file":
                    self._upload(name)
                case "source":
                    self._archive(name)
                case "carry":
                    self._carry(self.random.choice(self.carried), name)
                case _:
                    super().act(step, name)
        except (OSError, HTTPException):
            self.cut_off += 1
            time.sleep(0.2)

    def _carry(self, claim: int, name: str) -> None:
        page = self.look(f"/desk/claims/{claim}")
        revisions = revisions_on(page)
        if not self.writes:
            if revisions:
                self.decide(revisions[-1], "publish", name)
        elif f'action="/desk/claims/{claim}/verdict"' in page:
            self.send(f"/desk/claims/{claim}/verdict", {}, "start")
        elif revisions and 'value="submit"' in self.look(f"/desk/verdicts/{revisions[-1]}"):
            self.save(revisions[-1], name)
            self.decide(revisions[-1], "submit", name)

    def _take_in(self, name: str) -> None:
        about = {"title": name, "text": _article(name), "medium": "news", "language": "en"}
        form = {**about, "engine": self.random.choice(self.engines)}
        if self.send("/desk/articles/new", form, "article"):
            self.articles.append(name)

    def _upload(self, name: str) -> None:
        data = b"ID3" + name.encode() * self.random.choice((10, 300_000))
        form = {"title": name, "text": _article(name), "medium": "audio", "language": "en", "engine": "sentence"}
        path = "/desk/articles/new"
        if self.count("file", path, *self.browser.upload(path, form, "speech.mp3", data)):
            self.acknowledged += 1
            self.articles.append(name)
            self.files.append(hashlib.sha256(data).hexdigest())

    def _archive(self, name: str) -> None:
        address = f"{self.site}/{name.replace(' ', '/')}"
        about = {"kind": "page", "title": "", "address": address, "fetch": "y", "quote": QUOTE}
        if self.attach(self.random.choice(self.claims), name, about):
            self.addresses.append(address)


def _article(name: str) -> str:
    return f"{name} says that Kim visited Beijing. He went in 2018 and stayed for {len(name)} days, she says.\n"


@dataclass
class Killer:
    """Kills the programs of a desk and starts them again."""

    desk: RunningDesk
    pages: Pages
    luck: random.Random
    between: int
    """Actions at most that the desk acknowledges between two kills."""
    killed: Counter[str] = field(default_factory=Counter)

    def kill_all(self, kills: int, hands: Sequence[Newcomer]) -> None:
        """Kill so many times, one program or both; a kill at a start waits for nothing."""
        for number in range(kills):
            moment = MOMENTS[number % len(MOMENTS)]
            if moment != "starting":
                self.desk.wait()
                self._let_work(hands)
            victims = self.luck.choice(VICTIMS)
            self._kill(moment, victims)
            self._sleep(0.5)
            self.desk.start(victims)
        self.desk.wait()

    def kill_in_hurry(self, kills: int, hands: Sequence[Newcomer]) -> None:
        """Kill both during archiving, and from then on the server; the last time, that is the end."""
        self.desk.wait()
        victims = PROGRAMS
        for number in range(kills):
            self._let_work(hands)
            self._kill("archiving", victims)
            victims = PROGRAMS[:1]
            if number < kills - 1:
                self.desk.start(victims)

    def _kill(self, moment: str, victims: Sequence[str]) -> None:
        """Kill at a moment, and note what was in hand."""
        if moment == "archiving":
            self.pages.asked.clear()
            self.pages.asked.wait(20)
        self._sleep({"archiving": 0.8, "starting": 3.0, "any": 0.5}[moment])
        self.desk.kill(victims)
        with self.desk.database.session_scope(write=False) as session:
            running = set(session.scalars(select(Job.kind).where(Job.state == JobState.RUNNING)))
        self.killed[" and ".join(victims)] += 1
        self.killed["during archiving"] += ARCHIVE in running
        self.killed["during any job"] += bool(running)

    def _let_work(self, hands: Sequence[Newcomer]) -> None:
        """Wait until people have got on."""
        wanted, until = acknowledged(hands) + self.luck.randint(1, self.between), time.monotonic() + PATIENCE
        while acknowledged(hands) < wanted and time.monotonic() < until:
            time.sleep(0.05)

    def _sleep(self, longest: float) -> None:
        time.sleep(self.luck.uniform(0, longest))


def measure(
    url: str, *, kills: int, people: int, claims: int = 2, seed: int = 0, hurry: bool = False
) -> dict[str, object]:
    """Let people work while server and worker are killed, and look at what is left.

    In a hurry, what the dead had in hand is taken over by this process as if their leases had ended.
    """
    with (
        tempfile.TemporaryDirectory() as folder,
        serving() as site,
        closing(RunningDesk(url, Path(folder))) as desk,
    ):
        pages = site.answers = Pages(1 if hurry else 1_500)
        killer = Killer(desk, pages, random.Random(seed), 4 if hurry else 12)
        engines = ["sentence"] if hurry else ["sentence", "sentence", "sentence", "linguistic"]
        hands = prepare_hands(desk, site.address, people, claims, engines)
        ended, begun = threading.Event(), time.monotonic()
        desk.start(PROGRAMS)
        with at_work(hands, ended.is_set):
            try:
                (killer.kill_in_hurry if hurry else killer.kill_all)(kills, hands)
            finally:
                ended.set()
        worked = time.monotonic() - begun
        complaints = desk.finish_here() if hurry else desk.finish()
        found = figures(desk, hands)
    problems = [*found.pop("problems"), *complaints]  # type: ignore[misc]
    return {
        "database": url.partition(":")[0],
        "kills": kills,
        "killed": dict(killer.killed),
        "people": people,
        "seconds": round(worked),
        **found,
        "checks_that_complain": len(complaints),
        "first": problems[:3],
    }


def prepare_hands(
    desk: RunningDesk, site: str, people: int, claims: int, engines: Sequence[str]
) -> list[Newcomer]:
    """Make people and claims on the desk."""
    numbers, rating = prepare(desk.database, people, 2 * claims)
    whose = {"claims": numbers[:claims], "carried": numbers[claims:], "rating": rating}
    return [
        Newcomer(
            address=desk.address,
            email=email_of(n),
            random=random.Random(n),
            writes=n % 2 == 1,  # as ``prepare`` gives roles
            site=site,
            engines=engines,
            **whose,
        )
        for n in range(people)
    ]


def figures(desk: RunningDesk, hands: Sequence[Newcomer]) -> dict[str, object]:
    """Say what was acknowledged, what is lost, and what became of the jobs and files."""
    with desk.database.session_scope(write=False) as session:
        lost = [*lost_updates(session, hands), *lost_rows(session, hands)]
        unended = list(without_end(session))
        jobs = Counter(session.scalars(select(Job.state)))
        attempts = Counter(session.scalars(select(Job.attempts)))
        archived = Counter(session.scalars(select(Source.state)))
    wrong, files = list(wrong_files(desk.data / "files", hands)), len(list(desk.data.glob("files/*/*")))
    failures = [failure for hand in hands for failure in hand.failures]
    return {
        "acknowledged": acknowledged(hands),
        "articles": sum(len(hand.articles) for hand in hands),
        "sources": sum(len(hand.addresses) for hand in hands),
        "decisions": sum(hand.decided.total() for hand in hands),
        "published": sum(hand.decided[step] for hand in hands for step in hand.decided if step[0] == PUBLISHED),
        "cut_off": sum(hand.cut_off for hand in hands),
        "busy": answered(hands, BUSY),
        "failures": len(failures),
        "lost": len(lost),
        "jobs": {str(state): n for state, n in jobs.items()},
        "jobs_begun_again": sum(n for times, n in attempts.items() if times > 1),
        "sources_by_state": {str(state): n for state, n in archived.items()},
        "without_end": len(unended),
        "files": files,
        "files_wrong": len(wrong),
        "problems": [*failures, *lost, *unended, *wrong],
    }


def lost_rows(session: Session, hands: Sequence[Newcomer]) -> Iterator[str]:
    """Yield articles, sources and publications that were acknowledged and are not there."""
    titles, texts = set(session.scalars(select(Article.title))), list(session.scalars(select(Version.text)))
    addresses = set(session.scalars(select(Source.address)))
    frozen = select(VerdictRevision.id).where(
        VerdictRevision.state.in_(FROZEN_REVISION_STATES), VerdictRevision.frozen.is_not(None)
    )
    published = set(session.scalars(frozen))
    for hand in hands:
        for title in hand.articles:
            if title not in titles or not any(one.startswith(f"{title} says") for one in texts):
                yield f"The article “{title}” is lost."
        yield from (f"The source {one} is lost." for one in hand.addresses if one not in addresses)
        for action, number in hand.decided:
            if action == PUBLISHED and number not in published:
                yield f"Revision {number} was published, and is not."


def without_end(session: Session) -> Iterator[str]:
    """Yield jobs, articles and sources that are neither done nor say why they failed."""
    for job in session.scalars(select(Job).where(Job.state != JobState.DONE)):
        if job.state is not JobState.DEAD or not job.error:
            yield f"Job {job.id} ({job.kind}) is {job.state}, attempt {job.attempts}: {job.error}"
    for article in session.scalars(select(Article)):
        if article.state is ArticleState.FAILED and not article.failure:
            yield f"Article {article.id} failed without a reason."
        elif article.state in (ArticleState.QUEUED, ArticleState.EXTRACTING):
            yield f"Article {article.id} is still {article.state}."
    for source in session.scalars(select(Source)):
        if source.state in UNDER_WAY or (source.state is SourceState.FAILED and not source.failure):
            yield f"Source {source.id} is {source.state}: {source.failure}"


def wrong_files(folder: Path, hands: Sequence[Newcomer]) -> Iterator[str]:
    """Yield files that are not what their name says, and what is not kept by its hash."""
    kept = set()
    for path in folder.rglob("*"):
        if path.is_file() and hashlib.sha256(path.read_bytes()).hexdigest() != path.name:
            yield f"{path.relative_to(folder)} is not what its name says."
        kept.add(path.name)
    yield from (f"The upload {one} is lost." for hand in hands for one in hand.files if one not in kept)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--kills", type=int, default=30)
    parser.add_argument("--people", type=int, default=4)
    parser.add_argument("--claims", type=int, default=2)
    parser.add_argument("--seed", type=int, default=0)
    measure_each(parser, measure)


if __name__ == "__main__":
    main()
