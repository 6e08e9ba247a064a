"""A change says in the history what was before and what is after."""

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from claims.domain.article import Article
from claims.domain.audit import AuditEvent, AuditPayload
from claims.domain.person import Person
from claims.services.collection import create_collection, edit_collection
from claims.services.refetch import schedule_refetch
from claims.services.report import report_of, save_report
from claims.services.setting import change_settings

Step = Callable[[Session, Person, Article], Any]


def rename(session: Session, ana: Person, article: Article) -> None:
    made = create_collection(session, ana.actor, name="Old", description="")
    edit_collection(session, ana.actor, made.id, name="New", description="", edits=made.edits)


def reschedule(session: Session, ana: Person, article: Article) -> None:
    article.address = "https://paper.example/x"
    schedule_refetch(session, ana.actor, article.id, 24)


def rewrite(session: Session, ana: Person, article: Article) -> None:
    for headline in ("Old", "New"):
        save_report(
            session,
            ana.actor,
            article.id,
            edits=report_of(session, article.id).edits,
            headline=headline,
            introduction="",
            selection_note="",
            whole_text=False,
        )


STEPS: dict[str, tuple[Step, str, Any, Any]] = {
    "setting.change": (
        lambda session, ana, article: change_settings(session, ana.actor, desk_name="New"),
        "desk_name",
        "Our desk",
        "New",
    ),
    "collection.edit": (rename, "name", "Old", "New"),
    "article.refetch_every": (reschedule, "hours", None, 24),
    "report.save": (rewrite, "headline", "Old", "New"),
}


@pytest.mark.parametrize("action", STEPS)
def test_event_has_what_was_and_what_is(session: Session, ana: Person, article: Article, action: str) -> None:
    step, name, before, after = STEPS[action]
    step(session, ana, article)
    newest = select(AuditPayload).join(AuditEvent, AuditEvent.number == AuditPayload.number)
    payload = session.scalars(newest.where(AuditEvent.action == action).order_by(AuditEvent.number.desc())).first()
    assert payload is not None and payload.data is not None
    assert (payload.data["before"][name], payload.data["after"][name]) == (before, after)
