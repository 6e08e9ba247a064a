"""Extraction of many rows, in this process or in several, in the rows' order and in constant memory."""

import multiprocessing
import signal
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from itertools import islice

from claims.cli.engine import EngineChoice, open_engine, tell_use
from claims.cli.rows import Row
from claims.errors import EngineError
from claims.extraction.base import ExtractionEngine, Options, Passage
from claims.extraction.routing import Extracted, read_many
from claims.i18n import gettext as _

BATCH = 32
"""Rows that a process takes at a time."""
AHEAD = 2
"""Batches that wait for each process, so that none is idle."""

Found = tuple[Row, Extracted]


def extract_rows(rows: Iterable[Row], choice: EngineChoice, options: Options, processes: int) -> Iterator[Found]:
    """Yield each row with its claims, in order; raise EngineError when a process dies."""
    engine, access = open_engine(choice)
    if processes == 1:
        yield from _here(rows, engine, options)
        tell_use(access)
        return
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(processes, mp_context=context, initializer=_ignore_interrupts) as pool:
        try:
            yield from _there(rows, pool, choice, options, processes * AHEAD)
        except BrokenProcessPool as error:
            raise EngineError(_("A process that extracted claims was ended from outside.")) from error
        finally:
            pool.shutdown(wait=False, cancel_futures=True)


def _here(rows: Iterable[Row], engine: ExtractionEngine, options: Options) -> Iterator[Found]:
    begun: deque[Row] = deque()

    def passages() -> Iterator[Passage]:
        for row in rows:
            begun.append(row)
            yield row.passage

    for extracted in read_many(engine, passages(), options):
        yield begun.popleft(), extracted


def _there(
    rows: Iterable[Row], pool: ProcessPoolExecutor, choice: EngineChoice, options: Options, most: int
) -> Iterator[Found]:
    waiting: deque[tuple[list[Row], Future[list[Extracted]]]] = deque()
    for batch in _batches(rows):
        passages = [row.passage for row in batch]
        waiting.append((batch, pool.submit(_extract_batch, choice, passages, options)))
        if len(waiting) >= most:
            yield from _next(waiting)
    while waiting:
        yield from _next(waiting)


def _next(waiting: deque[tuple[list[Row], Future[list[Extracted]]]]) -> Iterator[Found]:
    batch, future = waiting.popleft()
    yield from zip(batch, future.result(), strict=True)


def _batches(rows: Iterable[Row]) -> Iterator[list[Row]]:
    iterator = iter(rows)
    while batch := list(islice(iterator, BATCH)):
        yield batch


def _extract_batch(choice: EngineChoice, passages: list[Passage], options: Options) -> list[Extracted]:
    engine, _access = open_engine(choice)
    return list(read_many(engine, passages, options))


def _ignore_interrupts() -> None:
    """Leave Ctrl-C to the parent, which ends its processes without a word of theirs."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
