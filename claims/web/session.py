"""The life of a request: who asks, on which desk, and one transaction that is committed before the answer leaves.

A GET reads and cannot write; any other method writes. The transaction begins when a view first asks for the
session, so that slow work (parsing an upload, hashing a password) can be done before it.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

from flask import Flask, current_app, g, request, session
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from claims.domain.article import MAX_UPLOAD_BYTES, MAX_WRITTEN_BYTES
from claims.domain.media import MAX_MEDIA_BYTES
from claims.domain.person import DESK_ROLES, Actor, Person
from claims.domain.setting import DeskSettings
from claims.domain.tip import MAX_TIP_PICTURE_BYTES
from claims.errors import SignInRequired
from claims.i18n import gettext as _
from claims.services.session import arrive
from claims.services.setting import load_settings

if TYPE_CHECKING:
    from claims.archiving.registry import Archive
    from claims.config import MailConfig, ModelConfig
    from claims.db import Database
    from claims.jobs.base import JobEngine

SECRET = "sign_in"  # noqa: S105 (a key of the cookie, not a secret)
"""Where the signed cookie keeps the secret of the server-side session."""
BODY_LIMIT = "body_limit"
OPEN_BODY_LIMIT = "open_body_limit"
MAX_FILE_REQUEST_BYTES = MAX_UPLOAD_BYTES + 2 * MAX_WRITTEN_BYTES
"""Of a request with a document: the largest one with the form around it."""
MAX_REQUEST_BYTES = MAX_MEDIA_BYTES + 2 * MAX_WRITTEN_BYTES
"""Of any request: the longest film with the form around it."""
View = TypeVar("View", bound=Callable[..., Any])
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})


@dataclass(frozen=True, slots=True)
class Resources:
    """What the web needs from outside: the database, where to order jobs, the archive, a language model."""

    database: "Database"
    jobs: "JobEngine"
    archive: "Archive"
    """Gets what addresses hold, and keeps files."""
    llm: "ModelConfig | None" = None
    """Where a language model answers, if there is one."""
    mail: "MailConfig | None" = None
    """Where mail is handed in, if this desk sends any."""


class TransactionalFlask(Flask):
    """Commits the request's transaction after the view and before the response leaves.

    An exception in ``after_request`` would bypass the error handlers: a conflict at the commit must still
    become the page that explains it.
    """

    def dispatch_request(self) -> ResponseReturnValue:
        """Call the view, then commit; roll back when it raises."""
        answer = super().dispatch_request()
        opened: Session | None = g.get("db")
        if opened is not None:
            opened.commit()
        return answer


def resources() -> Resources:
    """Return the resources of the application that serves this request."""
    found: Resources = current_app.extensions["claims"]
    return found


def db() -> Session:
    """Return the session of this request, which begins its transaction at the first call."""
    if "db" not in g:
        g.db = resources().database.session(write=request.method not in SAFE_METHODS)
    opened: Session = g.db
    return opened


@contextmanager
def separate_transaction(*, write: bool) -> Iterator[Session]:
    """Open a transaction of its own: for what must survive a refusal, and for answers that stream."""
    with resources().database.session_scope(write=write) as opened:
        yield opened


def desk() -> DeskSettings:
    """Return the desk's settings as they were when the request came in; defaults if they could not be read."""
    settings: DeskSettings = g.get("desk") or DeskSettings()
    return settings


def current_person() -> Person | None:
    """Return who is signed in, or None."""
    person: Person | None = g.get("person")
    return person


def current_actor() -> Actor:
    """Return who is signed in as somebody who acts; raise SignInRequired when nobody is."""
    person = current_person()
    if person is None:
        raise SignInRequired(_("Sign in first."))
    return person.actor


def remember_sign_in(secret: str) -> None:
    """Keep the secret in this browser; whatever the cookie held before is forgotten."""
    session.clear()
    session[SECRET] = secret
    session.permanent = True


def forget_sign_in() -> str | None:
    """Forget the secret and return it."""
    secret: str | None = session.pop(SECRET, None)
    session.clear()
    return secret


def init_app(app: Flask, resources: Resources) -> None:
    """Prepare the application: who asks and on which desk is known before every view."""
    app.extensions["claims"] = resources
    app.before_request(_load)
    app.before_request(_let_files_in)
    app.teardown_appcontext(_close)


def _load() -> None:
    if request.endpoint == "static":
        return
    with separate_transaction(write=False) as opened:
        secret = session.get(SECRET)
        g.desk, g.person, g.unseen = arrive(opened, secret) if secret else (load_settings(opened), None, 0)


def takes_file(view: View) -> View:
    """Let people who are signed in send the view a document; bodies of other requests stay small."""
    setattr(view, BODY_LIMIT, MAX_FILE_REQUEST_BYTES)
    return view


def takes_media(view: View) -> View:
    """Let people who are signed in send the view a picture, recording or film too."""
    setattr(view, BODY_LIMIT, MAX_REQUEST_BYTES)
    return view


def takes_picture(view: View) -> View:
    """Let everybody send the view a picture."""
    setattr(view, OPEN_BODY_LIMIT, MAX_TIP_PICTURE_BYTES + 2 * MAX_WRITTEN_BYTES)
    return view


def _let_files_in() -> None:
    """Raise the limit of the body before anything reads it."""
    view = current_app.view_functions.get(request.endpoint or "")
    limit: int | None = getattr(view, BODY_LIMIT, None)
    open_to_all: int | None = getattr(view, OPEN_BODY_LIMIT, None)
    person = current_person()
    if person is not None and person.role in DESK_ROLES and limit is not None:
        request.max_content_length = limit
    elif open_to_all is not None:
        request.max_content_length = open_to_all


def _close(_error: BaseException | None) -> None:
    opened: Session | None = g.pop("db", None)
    if opened is not None:
        opened.close()
