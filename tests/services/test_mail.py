"""Mail: ordered with what it tells of, sent once, tried again, given up, and forgotten."""

import logging
from datetime import timedelta
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from sqlalchemy import select, update

from claims.config import MailConfig
from claims.db import Database
from claims.domain.entity import now
from claims.domain.job import Job, JobState
from claims.domain.notification import Mail, MailState, Notification, NotificationKind
from claims.domain.person import MailRhythm, Person, Role, system_actor
from claims.jobs.embedded import EmbeddedJobs
from claims.mail_job import make_mail_handlers, make_sweepers
from claims.services import mail as service
from claims.services import notification
from claims.services.notification import mark_seen, notify
from claims.services.setting import change_settings
from claims.services.telling import sentence
from claims.worker import Worker
from tests.conftest import make_person
from tests.mailing.server import Post, serving

SECRET = "hunter2 hunter2"


def config(post: Post) -> MailConfig:
    return MailConfig("127.0.0.1", post.port, "none", post.user, SECRET, "desk@facts.example")


def worker(database: Database, post: Post) -> Worker:
    server = config(post)
    return Worker(database, EmbeddedJobs(), make_mail_handlers(server), sweepers=make_sweepers(server))


@pytest.fixture
def bela_id(database: Database) -> int:
    """Bela, who was told of two things; the desk has a public address."""
    with database.session_scope(write=True) as session:
        bela = make_person(session, "Bela", Role.REVIEWER)
        change_settings(session, system_actor("test"), public_address="https://facts.example")
        for number in (7, 8):
            notify(session, system_actor("t"), NotificationKind.TIP, ("tip", number), [bela.id])
        return bela.id


def only_mail(database: Database) -> Mail:
    with database.session_scope(write=False) as session:
        return session.scalars(select(Mail)).one()


def test_what_is_new_goes_out_in_one_mail_and_once(database: Database, bela_id: int) -> None:
    with serving(Post()) as post:
        for _ in range(2):
            worker(database, post).sweep()
            worker(database, post).run_until_empty()
    (message,) = post.messages
    assert b"https://facts.example/desk/tips/7" in message
    assert b"https://facts.example/desk/tips/8" in message
    assert post.recipients == ["bela@desk.example"]
    mail = only_mail(database)
    assert (mail.state, mail.body, mail.failure) == (MailState.SENT, "", "")


def test_mail_is_written_in_the_language_of_the_desk(
    database: Database, bela_id: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "eo" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    words = Catalog(locale="eo")
    words.add(sentence(NotificationKind.TIP), "Leganto sendis konsilon.")
    with (folder / "messages.mo").open("wb") as file:
        write_mo(file, words)
    monkeypatch.setattr("claims.worker.speech.translations_folder", lambda: tmp_path)
    with database.session_scope(write=True) as session:
        change_settings(session, system_actor("test"), language="eo")
    with serving(Post()) as post:
        worker(database, post).sweep()
    assert "Leganto sendis konsilon." in only_mail(database).body
    assert sentence(NotificationKind.TIP) == "A reader sent a tip.", "the worker's thread speaks it, nothing else"


def rhythm(database: Database, chosen: MailRhythm) -> None:
    with database.session_scope(write=True) as session:
        session.execute(update(Person).values(mail=chosen))


def mails(database: Database) -> int:
    with database.session_scope(write=True) as session:
        service.queue_notices(session, EmbeddedJobs())
        return len(session.scalars(select(Mail)).all())


def age(database: Database, by: timedelta) -> None:
    with database.session_scope(write=True) as session:
        session.execute(update(Notification).values(created_at=now() - by))


def test_who_wants_none_gets_none(database: Database, bela_id: int) -> None:
    rhythm(database, MailRhythm.NEVER)
    assert mails(database) == 0


def test_who_gets_no_mail_now_holds_up_nobody(
    database: Database, bela_id: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(notification, "UNMAILED_AT_ONCE", 1)
    for chosen in (MailRhythm.NEVER, MailRhythm.DAILY):
        rhythm(database, chosen)
        with database.session_scope(write=True) as session:
            cleo = make_person(session, f"Cleo {chosen}", Role.REVIEWER)
            notify(session, system_actor("t"), NotificationKind.TIP, ("tip", 9), [cleo.id])
        assert mails(database) == {MailRhythm.NEVER: 1, MailRhythm.DAILY: 2}[chosen]


def test_once_a_day_is_once_a_day(database: Database, bela_id: int) -> None:
    rhythm(database, MailRhythm.DAILY)
    assert mails(database) == 0
    age(database, timedelta(hours=25))
    assert [mails(database), mails(database)] == [1, 1]


def test_what_was_seen_or_is_old_is_not_mailed(database: Database, bela_id: int) -> None:
    age(database, timedelta(days=3))
    assert mails(database) == 0
    age(database, timedelta(0))
    with database.session_scope(write=True) as session:
        mark_seen(session, bela_id)
    assert mails(database) == 0


def test_who_is_not_active_gets_none(database: Database, bela_id: int) -> None:
    with database.session_scope(write=True) as session:
        session.execute(update(Person).values(active=False))
    assert mails(database) == 0


def queue(database: Database) -> int:
    with database.session_scope(write=True) as session:
        return service.queue_mail(session, EmbeddedJobs(), "bela@desk.example", "Hello\r\nBcc: x@y", "words").id


def test_server_that_is_away_is_tried_later_and_the_mail_goes_once(database: Database) -> None:
    queue(database)
    with serving(Post(refuse="451 later")) as post:
        assert worker(database, post).run_until_empty() == 1
        mail = only_mail(database)
        assert (mail.state, mail.body) == (MailState.QUEUED, "words")
        assert "later" in mail.failure
        assert mail.subject == "Hello Bcc: x@y"
        with database.session_scope(write=True) as session:
            job = session.scalars(select(Job).where(Job.state == JobState.READY)).one()
            assert job.run_at > now() + timedelta(seconds=20)
            job.run_at = now()
        post.refuse = ""
        assert worker(database, post).run_until_empty() == 1
    assert len(post.messages) == 1
    assert only_mail(database).state is MailState.SENT


def test_refused_recipient_is_given_up_at_once(database: Database) -> None:
    queue(database)
    with serving(Post(refuse="550 nobody")) as post:
        worker(database, post).run_until_empty()
    mail = only_mail(database)
    assert (mail.state, mail.body) == (MailState.FAILED, "")
    assert "nobody" in mail.failure


def test_after_two_days_it_is_given_up(database: Database) -> None:
    queue(database)
    with database.session_scope(write=True) as session:
        session.execute(update(Mail).values(created_at=now() - timedelta(days=3)))
    with serving(Post(refuse="451 later")) as post:
        worker(database, post).run_until_empty()
    assert only_mail(database).state is MailState.FAILED


def test_lost_job_is_ordered_anew(database: Database) -> None:
    queue(database)
    with database.session_scope(write=True) as session:
        for job in session.scalars(select(Job)):
            session.delete(job)
        session.execute(update(Mail).values(created_at=now() - timedelta(hours=1)))
    with serving(Post()) as post:
        worker(database, post).sweep()
        worker(database, post).run_until_empty()
    assert len(post.messages) == 1


def test_old_mail_is_forgotten(database: Database) -> None:
    queue(database)
    with database.session_scope(write=True) as session:
        session.execute(
            update(Mail).values(state=MailState.SENT, created_at=now() - service.KEPT - timedelta(days=1))
        )
        service.requeue_stuck(session, EmbeddedJobs())
        assert session.scalars(select(Mail)).all() == []


def test_password_is_nowhere(database: Database, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    queue(database)
    with serving(Post(user="desk", password="other", echo_password=True)) as post:
        worker(database, post).run_until_empty()
    mail = only_mail(database)
    with database.session_scope(write=False) as session:
        errors = [job.error for job in session.scalars(select(Job))]
    assert "refused the name or the password" in mail.failure
    assert SECRET not in f"{mail.failure} {errors} {caplog.text}"
