"""Doors: every endpoint is either public or needs a permission; a test lists those that say neither."""

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar, cast

from claims.domain.permission import Permission, require
from claims.web.session import current_actor

View = TypeVar("View", bound=Callable[..., Any])
RULE = "access_rule"
PUBLIC = "public"


def public(view: View) -> View:
    """Let everybody in."""
    setattr(view, RULE, PUBLIC)
    return view


def requires(permission: Permission) -> Callable[[View], View]:
    """Let in who has the permission; others get 403, or the sign-in page when nobody is signed in."""

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(*args: Any, **kwargs: Any) -> Any:
            require(current_actor(), permission)
            return view(*args, **kwargs)

        setattr(guarded, RULE, permission)
        return cast(View, guarded)

    return decorate
