"""Forms by blueprint, and how a service's refusal becomes the error of the form that caused it."""

from http import HTTPStatus

from flask_wtf import FlaskForm

from claims.errors import Conflict, InvalidInput, StaleEdit
from claims.web.errors import status_of
from claims.web.session import db


def refuse(form: FlaskForm, error: InvalidInput | Conflict) -> HTTPStatus:
    """Take back what the view began, show the refusal on the form, and return the status to answer with.

    The input stays in the form. A StaleEdit is raised again: its page shows both texts.
    """
    if isinstance(error, StaleEdit):
        raise error
    db().rollback()
    form.form_errors = [*form.form_errors, error.message]
    return status_of(error)
