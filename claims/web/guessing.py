"""Doors that somebody might guess at: a password, or the secret of a one-time address."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http import HTTPStatus

from flask import request

from claims.errors import Forbidden, Gone
from claims.i18n import gettext as _
from claims.services import session as service
from claims.web.forms import DeskForm
from claims.web.session import separate_transaction


def password_is_right(form: DeskForm, email: str, password: str, wrong: Callable[[], str]) -> bool:
    """Whether it is this person's password; a failure is counted even though nothing else is stored.

    ``wrong`` gives the sentence that the form says otherwise.
    """
    guessed_at = (email, _network())
    try:
        with separate_transaction(write=False) as reading:
            service.refuse_guessing(reading, *guessed_at)
            stored = service.password_hash_of(reading, email)
    except Forbidden as error:
        form.form_errors, form.status = [error.message], HTTPStatus.FORBIDDEN
        return False
    if service.verify_password(stored, password):
        return True
    with separate_transaction(write=True) as writing:
        service.note_failure(writing, *guessed_at)
    form.form_errors, form.status = [wrong()], HTTPStatus.UNPROCESSABLE_ENTITY
    return False


@contextmanager
def guarded_secret() -> Iterator[None]:
    """Count addresses that are not known, and refuse a network that tried too many."""
    with separate_transaction(write=False) as reading:
        service.refuse_guessing(reading, _network())
    try:
        yield
    except Gone:
        with separate_transaction(write=True) as writing:
            service.note_failure(writing, _network())
        raise


def wrong_sign_in() -> str:
    """Return what is said of a wrong address and of a wrong password alike."""
    return _("The address or the password is wrong.")


def _network() -> str:
    return f"network {request.remote_addr}"
