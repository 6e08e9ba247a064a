"""One table turns errors into answers: pages for people, ``application/problem+json`` (RFC 9457) for machines."""

import json
import logging
from http import HTTPStatus

from flask import Flask, Response, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.exceptions import HTTPException

from claims.errors import (
    ClaimsError,
    Conflict,
    EngineError,
    FetchFailed,
    FetchRefused,
    Forbidden,
    Gone,
    InvalidInput,
    MailFailed,
    NotFound,
    Removed,
    SignInRequired,
    StaleEdit,
)
from claims.i18n import gettext as _
from claims.web.address import local_path
from claims.web.stale import stale_form

STATUS: dict[type[ClaimsError], HTTPStatus] = {
    SignInRequired: HTTPStatus.UNAUTHORIZED,
    Forbidden: HTTPStatus.FORBIDDEN,
    NotFound: HTTPStatus.NOT_FOUND,
    Gone: HTTPStatus.GONE,
    Conflict: HTTPStatus.CONFLICT,
    InvalidInput: HTTPStatus.UNPROCESSABLE_ENTITY,
    FetchRefused: HTTPStatus.UNPROCESSABLE_ENTITY,
    FetchFailed: HTTPStatus.BAD_GATEWAY,
    EngineError: HTTPStatus.BAD_GATEWAY,
    MailFailed: HTTPStatus.BAD_GATEWAY,
}
_log = logging.getLogger(__name__)


def status_of(error: ClaimsError) -> HTTPStatus:
    """Return the status of the nearest class in the table."""
    for kind in type(error).__mro__:
        if kind in STATUS:
            return STATUS[kind]
    return HTTPStatus.INTERNAL_SERVER_ERROR


def init_app(app: Flask) -> None:
    """Register the handlers."""
    app.register_error_handler(ClaimsError, _claims_error)
    app.register_error_handler(StaleDataError, _stale_data)
    app.register_error_handler(OperationalError, _busy)
    app.register_error_handler(CSRFError, _csrf_error)
    app.register_error_handler(HTTPException, _http_error)
    app.register_error_handler(Exception, _unexpected)


def _claims_error(error: ClaimsError) -> ResponseReturnValue:
    if isinstance(error, SignInRequired) and not _wants_json():
        return _to_sign_in()
    if isinstance(error, StaleEdit):
        return stale_page(error)
    if isinstance(error, Removed):
        return _removed(error)
    return _answer(status_of(error), error.message)


def _removed(error: Removed) -> ResponseReturnValue:
    """Answer 410, or 451 with who ordered it (RFC 7725); search engines are told to forget the address."""
    status = HTTPStatus.UNAVAILABLE_FOR_LEGAL_REASONS if error.legal else HTTPStatus.GONE
    response = make_response(_answer(status, error.message))
    response.headers["X-Robots-Tag"] = "noindex"
    if error.blocked_by:
        response.headers["Link"] = f'<{error.blocked_by}>; rel="blocked-by"'
    return response


def stale_page(error: StaleEdit) -> ResponseReturnValue:
    """Answer somebody who saved too late with both versions and a form that saves what is made of them."""
    if _wants_json() or _is_script():
        return _answer(HTTPStatus.CONFLICT, error.message)
    page = render_template("error/stale.html", stale=stale_form(error), leave=_leave())
    return page, HTTPStatus.CONFLICT


def _to_sign_in() -> ResponseReturnValue:
    """Lead to the sign-in page; the workbench's script must load it as a page, not take it for a card."""
    if _is_script():
        address = url_for("account.sign_in")
        return Response(status=HTTPStatus.UNAUTHORIZED, headers={"HX-Redirect": address})
    return redirect(url_for("account.sign_in", next=request.path if request.method == "GET" else None))


def _leave() -> str:
    """Return the page to go back to when one's own version is given up."""
    return local_path(request.form.get("back", "") or request.path)


def _stale_data(_error: StaleDataError) -> ResponseReturnValue:
    message = _("Somebody else changed this at the same moment. Nothing was saved; load the page and try again.")
    return _answer(HTTPStatus.CONFLICT, message)


def _busy(error: OperationalError) -> ResponseReturnValue:
    """Answer when the database gave up waiting, ended a deadlock or is away: trying again may well work."""
    _log.warning("%s %s: the database refused: %s", request.method, _logged_path(), error.orig)
    message = _("The desk is busy just now, and nothing was saved. Wait a moment and try again.")
    return _answer(HTTPStatus.SERVICE_UNAVAILABLE, message)


def _csrf_error(_error: CSRFError) -> ResponseReturnValue:
    message = _("The form has expired, so nothing was saved. Go back, load the page again and send it once more.")
    return _answer(HTTPStatus.BAD_REQUEST, message)


def _http_error(error: HTTPException) -> ResponseReturnValue:
    if error.code is None or error.code < 400:
        return error
    messages = {
        HTTPStatus.NOT_FOUND: _("There is no page at this address."),
        HTTPStatus.METHOD_NOT_ALLOWED: _("This address does not take that kind of request."),
        HTTPStatus.REQUEST_ENTITY_TOO_LARGE: _("What you sent is too large. Nothing was saved."),
    }
    status = HTTPStatus(error.code)
    return _answer(status, messages.get(status, error.description or status.phrase))


def _unexpected(error: Exception) -> ResponseReturnValue:
    _log.exception("%s %s failed", request.method, _logged_path(), exc_info=error)
    message = _("Something went wrong in the program. Nothing was saved; what happened was written to its log.")
    return _answer(HTTPStatus.INTERNAL_SERVER_ERROR, message)


def _logged_path() -> str:
    """Return the path as a log may keep it: without the secret that opens it, where it has one."""
    secret = str((request.view_args or {}).get("secret", ""))
    return request.path.replace(secret, "…") if secret else request.path


def _answer(status: HTTPStatus, message: str) -> ResponseReturnValue:
    if _wants_json():
        problem = {"type": "about:blank", "title": status.phrase, "status": status.value, "detail": message}
        return Response(json.dumps(problem), status, mimetype="application/problem+json")
    template = "error/_said.html" if _is_script() else "error/error.html"
    return render_template(template, status=status, message=message), status


def _is_script() -> bool:
    return request.headers.get("HX-Request") == "true"


def _wants_json() -> bool:
    if request.path.endswith(".json"):
        return True
    best = request.accept_mimetypes.best_match(["text/html", "application/json", "application/problem+json"])
    return best is not None and best != "text/html"
