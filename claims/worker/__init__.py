"""The worker: takes jobs, calls one handler for each kind, and never works inside a transaction.

A handler loads what it needs in a short transaction, does the slow part with none open, and returns how to store
the result. The worker runs that together with finishing the job, in one transaction that is fenced: whoever lost
the lease meanwhile stores nothing.
"""

import logging
import secrets
import socket
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from claims.archiving.registry import Archive
from claims.db import Database
from claims.errors import (
    ClaimsError,
    EngineError,
    FetchFailed,
    FetchRefused,
    Gone,
    InvalidInput,
    ModelError,
    NotFound,
)
from claims.extraction.llm.access import Endpoint, ModelAccess, ModelTerms
from claims.extraction.registry import get_engine
from claims.i18n import gettext as _
from claims.jobs.embedded import EmbeddedJobs, Held, LeaseLost
from claims.services import (
    archiving,
    article,
    autosave,
    intake,
    link_check,
    model_call,
    question,
    quotation,
    refetch,
    removal,
    schedule,
    subscription,
    tip,
    wayback,
    withholding,
)
from claims.services.fetching import read_address
from claims.worker.cleaning import finish_removals, finish_withholding, unless_removed
from claims.worker.speech import desk_speech

LEASE = timedelta(seconds=60)
IDLE_SECONDS = 0.5
"""How often a worker without work looks for some."""
SWEEP_SECONDS = 60.0

_HOPELESS = (NotFound, Gone, InvalidInput, ModelError, FetchRefused)
"""Errors that another attempt would meet again, or that were met in as many attempts as the desk allows."""

logger = logging.getLogger(__name__)

Store = Callable[[Session], object]
"""Stores what a handler found; the worker calls it in the transaction that finishes the job."""
Sweeper = Callable[[Session, EmbeddedJobs], object]
"""Orders anew what was lost: rows stuck in a state that only a job leads out of."""


@dataclass(frozen=True, slots=True)
class Handler:
    """How one kind of job is done."""

    work: Callable[[Database, Mapping[str, Any]], Store]
    """Loads, does the slow part, returns how to store it; repeating it does no harm."""
    give_up: Callable[[Session, Mapping[str, Any], str], object]
    """Marks the thing as failed, with a sentence, when no attempt is left."""


def _extract_article(database: Database, args: Mapping[str, Any], endpoint: Endpoint | None) -> Store:
    with database.session_scope(write=True) as session:
        order = article.load_for_extraction(session, args["article_id"], endpoint=endpoint)
    access = None
    if order.terms is not None and endpoint is not None:
        access = ModelAccess(endpoint, order.terms, _meter(database, order.article_id, order.terms))
    engine, started = get_engine(order.engine, access), time.perf_counter()
    found, seconds = engine.extract(order.passage), time.perf_counter() - started
    store = partial(article.store_extraction, order=order, candidates=found)
    return partial(store, engine_version=engine.version, seconds=seconds, access=access)


def _meter(database: Database, article_id: int, terms: ModelTerms) -> model_call.DeskMeter:
    return model_call.DeskMeter(partial(database.session_scope, write=True), article_id, terms)


def _rescore(database: Database, args: Mapping[str, Any]) -> Store:
    with database.session_scope(write=False) as session:
        batch = question.load_batch(session, args["number"], args["after"])
    return partial(question.store_scores, jobs=EmbeddedJobs(), batch=question.weighed(batch))


def _only_log(sentence: str, name: str) -> Callable[[Session, Mapping[str, Any], str], object]:
    return lambda _session, args, reason: logger.error(sentence, args[name], reason)


def _refetch(database: Database, args: Mapping[str, Any], archive: Archive, endpoint: Endpoint | None) -> Store:
    with database.session_scope(write=False) as session:
        order = refetch.load_for_refetch(session, args["article_id"])
    try:
        page = refetch.look_at(order, archive)
    except (FetchFailed, FetchRefused, InvalidInput) as error:
        if (lasting := refetch.lasting(error)) is refetch.Lasting.NO:
            raise  # the job is tried again soon
        return partial(refetch.fail_refetch, article_id=order.article_id, reason=error.message, lasting=lasting)
    store = partial(refetch.store_look, order=order, page=page, jobs=EmbeddedJobs(), endpoint=endpoint)
    return unless_removed(store, archive, page.sha256)


def _fetch_item(database: Database, args: Mapping[str, Any], archive: Archive, endpoint: Endpoint | None) -> Store:
    with database.session_scope(write=True) as session:
        order = intake.load_for_fetch(session, args["item_id"])
    if order is None:
        return _nothing
    page = read_address(archive, order.address)
    return partial(intake.store_fetched, jobs=EmbeddedJobs(), order=order, page=page, endpoint=endpoint)


def _poll_subscription(database: Database, args: Mapping[str, Any], archive: Archive) -> Store:
    with database.session_scope(write=False) as session:
        order = subscription.load_for_poll(session, args["subscription_id"])
    if order is None:
        return _nothing
    polled = subscription.poll(archive, order)
    return partial(subscription.store_poll, jobs=EmbeddedJobs(), order=order, polled=polled)


def _archive_source(database: Database, args: Mapping[str, Any], archive: Archive) -> Store:
    with database.session_scope(write=True) as session:
        order = archiving.load_for_archiving(session, **args)
    if order is None:
        return _nothing
    copy = archiving.archive_address(archive, order)
    store = partial(archiving.store_archived, jobs=EmbeddedJobs(), order=order, copy=copy)
    return unless_removed(store, archive, copy.sha256, copy.warc_sha256, copy.reading.sha256)


def _check_link(database: Database, args: Mapping[str, Any], archive: Archive) -> Store:
    with database.session_scope(write=False) as session:
        order = link_check.load_for_check(session, **args)
    if order is None:
        return _nothing
    return partial(link_check.store_look, order=order, look=link_check.look_at(archive, order))


def _ask_wayback(database: Database, args: Mapping[str, Any], archive: Archive) -> Store:
    with database.session_scope(write=False) as session:
        order = wayback.load_for_copy(session, **args)
    if order is None:
        return _nothing
    return partial(
        wayback.store_copy, jobs=EmbeddedJobs(), order=order, answer=wayback.ask_archive(archive, order)
    )


def _of(
    give_up: Callable[[Session, int, str], object], name: str
) -> Callable[[Session, Mapping[str, Any], str], object]:
    return lambda session, args, reason: give_up(session, args[name], reason)


def _check_quote(database: Database, args: Mapping[str, Any], archive: Archive) -> Store:
    with database.session_scope(write=False) as session:
        order = quotation.load_for_check(session, args["evidence_id"])
    if order is None:
        return _nothing
    return partial(quotation.store_check, order=order, result=quotation.look(archive.store, order))


def _nothing(_session: Session) -> None:
    """Store nothing: what was ordered is done, or no longer wanted."""


def make_handlers(
    endpoint: Endpoint | None = None, archive: Archive | None = None, removals: Path | None = None
) -> Mapping[str, Handler]:
    """Return how jobs are done: with a language model where there is an endpoint, addresses with an archive.

    ``removals`` is the list that outlives the database (``claims.services.removal_list``).
    """
    handlers: dict[str, Handler] = {
        article.EXTRACT: Handler(
            partial(_extract_article, endpoint=endpoint), _of(article.fail_extraction, "article_id")
        ),
        question.RESCORE: Handler(_rescore, _only_log("Claims after %s keep their old scores: %s", "after")),
    }
    if archive is None:
        return handlers
    cleaning = partial(finish_removals, archive=archive, removals=removals)
    handlers[removal.FINISH] = Handler(cleaning, lambda *_job: logger.error("The disk could not be cleaned"))
    return handlers | _make_fetching_handlers(endpoint, archive)


def _make_fetching_handlers(endpoint: Endpoint | None, archive: Archive) -> dict[str, Handler]:
    def made(work: Callable[..., Store], give_up: Callable[[Session, Mapping[str, Any], str], object]) -> Handler:
        return Handler(partial(work, archive=archive), give_up)

    return {
        intake.FETCH: made(partial(_fetch_item, endpoint=endpoint), _of(intake.fail_item, "item_id")),
        subscription.POLL: made(_poll_subscription, _of(subscription.fail_poll, "subscription_id")),
        quotation.CHECK: made(_check_quote, _only_log("Evidence %s stays unchecked: %s", "evidence_id")),
        refetch.REFETCH: made(partial(_refetch, endpoint=endpoint), _of(refetch.fail_refetch, "article_id")),
        archiving.ARCHIVE: made(_archive_source, _of(archiving.fail_archiving, "source_id")),
        link_check.CHECK_LINK: made(_check_link, _of(link_check.fail_check, "source_id")),
        withholding.FINISH: made(finish_withholding, _only_log("Open files are left: %s: %s", "files")),
        wayback.ASK: made(_ask_wayback, _of(wayback.fail_copy, "source_id")),
    }


HANDLERS = make_handlers()
SWEEPERS: Sequence[Sweeper] = (
    article.requeue_stuck,
    intake.requeue_stuck,
    subscription.order_due,
    refetch.requeue_due,
    autosave.forget_expired,
    schedule.publish_due,
    archiving.requeue_stuck,
    link_check.order_due,
    wayback.requeue_stuck,
    tip.forget_old_contacts,
    quotation.order_due,
    removal.requeue_unfinished,
    withholding.requeue_dead,
)


class Worker:
    """Carries out jobs on threads of this process."""

    def __init__(
        self,
        database: Database,
        jobs: EmbeddedJobs,
        handlers: Mapping[str, Handler] = HANDLERS,
        *,
        threads: int = 1,
        sweepers: Sequence[Sweeper] = SWEEPERS,
        lease: timedelta = LEASE,
    ) -> None:
        self._database = database
        self._jobs = jobs
        self._handlers = handlers
        self._sweepers = sweepers
        self._lease = lease
        self._name = f"{socket.gethostname()}:{secrets.token_hex(4)}"
        self._stopping = threading.Event()
        loops = [(f"worker-{number}", self._work) for number in range(threads)] + [("sweeper", self._tidy)]
        self._threads = [threading.Thread(target=loop, name=name, daemon=True) for name, loop in loops]

    def start(self) -> None:
        """Begin to take jobs, on threads of their own."""
        for thread in self._threads:
            thread.start()

    def stop(self, timeout: float) -> bool:
        """Take no more jobs; wait at most ``timeout`` seconds for those begun; tell whether all ended."""
        self._stopping.set()
        until = time.monotonic() + timeout
        for thread in self._threads:
            thread.join(max(0.0, until - time.monotonic()))
        return not any(thread.is_alive() for thread in self._threads)

    def run_until_empty(self) -> int:
        """Do every job that is due, in the caller's thread; return how many were begun."""
        begun = 0
        while self._run_next(f"{self._name}:once"):
            begun += 1
        return begun

    def sweep(self) -> None:
        """Order anew what was lost, and forget what was done long ago."""
        with self._database.session_scope(write=True) as session, desk_speech(session):
            for sweeper in self._sweepers:
                sweeper(session, self._jobs)
            self._jobs.forget_done(session)

    def _work(self) -> None:
        name = f"{self._name}:{threading.current_thread().name}"
        while not self._stopping.is_set():
            if not _logged(partial(self._run_next, name)):
                self._stopping.wait(IDLE_SECONDS)

    def _tidy(self) -> None:
        while not self._stopping.is_set():
            _logged(self.sweep)
            self._stopping.wait(SWEEP_SECONDS)

    def _run_next(self, name: str) -> bool:
        with self._database.session_scope(write=False) as session:
            if not self._jobs.is_due(session):
                return False
        with self._database.session_scope(write=True) as session:
            held = self._jobs.claim_next(session, name, self._lease)
            speech = desk_speech(session)
        if held is None:
            return False
        try:
            with speech, self._kept(held):
                self._carry_out(held)
        except LeaseLost as error:
            logger.warning("%s", error.message)
        return True

    def _carry_out(self, held: Held) -> None:
        try:
            store = self._handler(held).work(self._database, held.args)
            with self._database.session_scope(write=True) as session:
                self._jobs.finish(session, held)  # first: one who lost the lease stores nothing
                store(session)
        except LeaseLost:
            raise
        except Exception as error:
            logger.exception("Job %s (%s) failed, attempt %s", held.id, held.kind, held.attempt)
            self._fail(held, error)

    def _fail(self, held: Held, error: Exception) -> None:
        with self._database.session_scope(write=True) as session:
            if self._jobs.fail(session, held, repr(error), final=_is_hopeless(error)):
                self._give_up(session, held, _sentence(error))

    def _give_up(self, session: Session, held: Held, reason: str) -> None:
        handler = self._handlers.get(held.kind)
        if handler is None:
            return
        try:
            with session.begin_nested():
                handler.give_up(session, held.args, reason)
        except (ClaimsError, KeyError):
            logger.exception("Job %s (%s) is dead, and what it was about cannot say so", held.id, held.kind)

    def _handler(self, held: Held) -> Handler:
        if held.exhausted:
            raise EngineError(
                _("The program was ended while it worked on this, %(n)s times.", n=held.max_attempts)
            )
        if held.kind not in self._handlers:
            raise EngineError(_("This program knows no jobs of the kind %(kind)s.", kind=held.kind))
        return self._handlers[held.kind]

    @contextmanager
    def _kept(self, held: Held) -> Iterator[None]:
        done = threading.Event()
        thread = threading.Thread(target=self._renew, args=(held, done), name="heartbeat", daemon=True)
        thread.start()
        try:
            yield
        finally:
            done.set()
            thread.join()

    def _renew(self, held: Held, done: threading.Event) -> None:
        while not done.wait(self._lease.total_seconds() / 3):
            _logged(partial(self._beat, held))

    def _beat(self, held: Held) -> bool:
        with self._database.session_scope(write=True) as session:
            return self._jobs.heartbeat(session, held, self._lease)


def _logged(step: Callable[[], object]) -> bool:
    """Run a step; a database that is away for a while must not end the thread."""
    try:
        return bool(step())
    except Exception:
        logger.exception("The worker could not reach the database or finish a step; it tries again")
        return False


def _is_hopeless(error: Exception) -> bool:
    return isinstance(error, _HOPELESS) or bool(getattr(error, "permanent", False))


def _sentence(error: Exception) -> str:
    if isinstance(error, ClaimsError):
        return error.message
    return _("The program failed unexpectedly; its log says more.")
