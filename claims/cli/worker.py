"""The command that runs only the worker."""

import click

from claims.cli.desk import Desk, ready_desk_option
from claims.i18n import gettext as _

STOP_SECONDS = 30.0
"""How long jobs that were begun may go on after the signal; others take over what is not done by then."""


@click.command()
@ready_desk_option
def worker(desk: Desk) -> None:
    """Do jobs until told to stop (SIGTERM or Ctrl-C).

    Beside “claims serve”, for more machines or processors; CLAIMS_WORKER_THREADS says how many jobs at a time.
    """
    import logging
    import signal
    import threading

    from claims.jobs.embedded import EmbeddedJobs
    from claims.mail_job import make_mail_handlers, make_sweepers
    from claims.services.gate import ORIGIN_DIGEST
    from claims.worker import Worker, make_handlers

    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    told = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_signal: told.set())
    desk.database.info[ORIGIN_DIGEST] = desk.archive.require_vault().digest
    desk.archive.store.sweep()
    config = desk.config
    handlers = {
        **make_handlers(config.llm, desk.archive, desk.removals),
        **make_mail_handlers(config.mail, desk.archive.vault),
    }
    sweepers = make_sweepers(config.mail)
    running = Worker(desk.database, EmbeddedJobs(), handlers, threads=config.worker_threads, sweepers=sweepers)
    running.start()
    click.echo(_("The worker runs; end it with Ctrl-C."))
    told.wait()
    running.stop(STOP_SECONDS)
