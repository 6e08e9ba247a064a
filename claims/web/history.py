"""The history of a claim, an article, a source or a verdict, and the log of the whole desk."""

from typing import Any

from flask import Blueprint, abort, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from claims.domain.history import SUBJECTS, action_words, grouped_actions, subject_words
from claims.domain.permission import Permission
from claims.services.history import LogFilter, Subject, history_of, log, people
from claims.web.access import requires
from claims.web.forms.claim_list import read_date
from claims.web.session import current_actor, db

bp = Blueprint("history", __name__)
_MOST = 1 << 31

_SHOWN = {
    "article": ("article.workbench", "article_id"),
    "claim": ("claim.page", "claim_id"),
    "collection": ("collection.page", "collection_id"),
    "contact": ("contact.page", "contact_id"),
    "source": ("source.page", "source_id"),
    "tip": ("tip.page", "tip_id"),
    "verdict_revision": ("approval.page", "revision_id"),
}
"""The page of each type of subject that has one."""
_PAGES = {
    "claim": ("claim.page", "claim_id"),
    "article": ("article.workbench", "article_id"),
    "source": ("source.page", "source_id"),
    "verdict": ("approval.page", "revision_id"),
}


@bp.get("/desk/history/<kind>/<int:subject_id>")
@requires(Permission.DESK_SEE)
def page(kind: str, subject_id: int) -> ResponseReturnValue:
    """Show what happened to one thing and what belongs to it, newest first."""
    try:
        subject = Subject(kind)
    except ValueError:
        abort(404)
    before = _number("before")
    entries, more = history_of(db(), current_actor(), subject, subject_id, before=before)
    endpoint, name = _PAGES[kind]
    back: dict[str, Any] = {name: subject_id}
    here: dict[str, Any] = {"kind": kind, "subject_id": subject_id}
    return render_template(
        "history/page.html",
        entries=entries,
        back_url=url_for(endpoint, **back),
        title=_title(subject, subject_id),
        action_words=action_words,
        subject_words=subject_words,
        page_of=_page_of,
        newest_url=url_for("history.page", **here) if before else "",
        older_url=url_for("history.page", **here, before=entries[-1].number) if more else "",
    )


@bp.get("/desk/log")
@requires(Permission.HISTORY_SEE)
def index() -> ResponseReturnValue:
    """Show the whole log, by person, action, subject and days."""
    chosen, before = _filter(), _number("before")
    entries, more = log(db(), current_actor(), chosen, before=before)
    arguments: dict[str, Any] = {name: value for name, value in request.args.items() if value and name != "before"}
    return render_template(
        "history/log.html",
        entries=entries,
        chosen=chosen,
        people=people(db()),
        actions=grouped_actions(),
        subjects=sorted(((name, subject_words(name)) for name in SUBJECTS), key=lambda pair: pair[1]),
        action_words=action_words,
        subject_words=subject_words,
        page_of=_page_of,
        filtered=bool(arguments),
        newest_url=url_for("history.index", **arguments) if before else "",
        older_url=url_for("history.index", **arguments, before=entries[-1].number) if more else "",
    )


def _filter() -> LogFilter:
    return LogFilter(
        person_id=_number("person"),
        action=request.args.get("action", "")[:60],
        subject_type=request.args.get("subject", "")[:60],
        subject_id=_number("id"),
        since=read_date(request.args.get("since")),
        until=read_date(request.args.get("until")),
    )


def _number(name: str) -> int | None:
    value = request.args.get(name, "")
    return int(value) if value.isascii() and value.isdecimal() and len(value) < 11 and int(value) < _MOST else None


def _title(subject: Subject, subject_id: int) -> str:
    titles: dict[Subject, str] = {
        Subject.CLAIM: _("History of claim %(id)s", id=subject_id),
        Subject.ARTICLE: _("History of article %(id)s", id=subject_id),
        Subject.SOURCE: _("History of source %(id)s", id=subject_id),
        Subject.VERDICT: _("History of verdict revision %(id)s", id=subject_id),
    }
    return titles[subject]


def _page_of(subject_type: str, subject_id: int | None) -> str:
    """Return the address of the page about a subject, or nothing where it has none."""
    if subject_id is None or subject_type not in _SHOWN:
        return ""
    endpoint, name = _SHOWN[subject_type]
    values: dict[str, Any] = {name: subject_id}
    return url_for(endpoint, **values)
