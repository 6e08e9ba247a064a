"""Forms: one file per blueprint; what all of them do is here."""

from collections.abc import Callable
from http import HTTPStatus
from typing import Any, TypeVar

from flask_wtf import FlaskForm
from wtforms import FieldList, FormField
from wtforms.validators import Optional

from claims.domain.anchor import normalise
from claims.errors import Conflict, InvalidInput, StaleEdit
from claims.web.errors import status_of
from claims.web.session import db

T = TypeVar("T")


class MayBeEmpty(Optional):  # type: ignore[misc]
    """Lets a field be empty for now without calling it optional: it may be needed later."""

    def __init__(self) -> None:
        super().__init__()
        self.field_flags: dict[str, Any] = {}


class DeskForm(FlaskForm):  # type: ignore[misc]
    """A form whose texts can be stored, and whose ``status`` is that of the page it is shown on."""

    status = HTTPStatus.OK

    class Meta(FlaskForm.Meta):  # type: ignore[misc]
        """Every text loses what no database stores (U+0000), and has line ends of one kind."""

        def bind_field(self, form: Any, unbound_field: Any, options: dict[str, Any]) -> Any:
            """Add the filter to each field."""
            if unbound_field.field_class in (FieldList, FormField):  # the fields within have their own
                return unbound_field.bind(form=form, **options)
            filters = [*unbound_field.kwargs.get("filters", ()), _storable]
            return unbound_field.bind(form=form, **{**options, "filters": filters})

    def validate(self, extra_validators: Any = None) -> bool:
        """Check the fields; a form with errors is shown with 422."""
        valid = bool(super().validate(extra_validators=extra_validators))
        self.status = HTTPStatus.OK if valid else HTTPStatus.UNPROCESSABLE_ENTITY
        return valid


def attempt(form: DeskForm, service: Callable[[], T]) -> T | None:
    """Call the service; what it refuses becomes an error of the form or its field, and nothing of it is stored.

    Return None then; show the form again with ``form.status``. A stale edit has a page of its own.
    """
    try:
        return service()
    except StaleEdit:
        raise
    except (InvalidInput, Conflict) as error:
        db().rollback()
        named = form[error.field] if isinstance(error, InvalidInput) and error.field in form else None
        if named is not None:
            named.errors = [*named.errors, error.message]
        else:
            form.form_errors = [*form.form_errors, error.message]
        form.status = status_of(error)
        return None


def _storable(value: Any) -> Any:
    return normalise(value) if isinstance(value, str) else value
