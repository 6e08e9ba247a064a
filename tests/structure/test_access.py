"""Every door has a rule, and every error an answer."""

from pathlib import Path

import pytest

from claims import errors
from claims.app import create_app
from claims.config import load_config
from claims.db import Database
from claims.domain.permission import PERMISSIONS, Permission
from claims.web.access import RULE
from claims.web.errors import STATUS, status_of
from claims.web.session import TransactionalFlask


@pytest.fixture
def app(tmp_path: Path) -> TransactionalFlask:
    return create_app(load_config({"CLAIMS_SECRET_KEY": "x" * 40}, data=tmp_path), Database("sqlite://"))


def test_every_endpoint_has_an_access_rule(app: TransactionalFlask) -> None:
    without = [name for name, view in app.view_functions.items() if name != "static" and not hasattr(view, RULE)]
    assert without == []


def test_every_address_of_the_desk_needs_a_permission(app: TransactionalFlask) -> None:
    public = [
        rule.rule
        for rule in app.url_map.iter_rules()
        if rule.rule.startswith("/desk")
        and not isinstance(getattr(app.view_functions[rule.endpoint], RULE), Permission)
    ]
    assert public == []


def test_get_addresses_never_take_other_methods_with_them(app: TransactionalFlask) -> None:
    """A view is for reading or for writing, except forms, which show themselves at the address they post to."""
    both = {
        rule.endpoint
        for rule in app.url_map.iter_rules()
        if rule.methods and "GET" in rule.methods and "POST" in rule.methods
    }
    assert both == set()


def test_every_permission_has_a_rule() -> None:
    assert set(PERMISSIONS) == set(Permission)


def test_every_error_has_an_answer() -> None:
    classes = [kind for kind in vars(errors).values() if isinstance(kind, type)]
    kinds = [kind for kind in classes if kind.__module__ == errors.__name__ and issubclass(kind, BaseException)]
    roots = {errors.ClaimsError, errors.ConfigError}
    without = [kind for kind in kinds if kind not in roots and not any(base in STATUS for base in kind.__mro__)]
    assert without == []


def test_the_nearest_class_decides() -> None:
    assert status_of(errors.InvalidTransition("no")) == STATUS[errors.Conflict]
