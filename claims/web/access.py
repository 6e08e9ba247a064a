"""Doors: every endpoint is either public or needs a permission; a test lists those that say neither."""

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar, cast

from claims.domain.permission import Permission, require
from claims.errors import Gone
from claims.i18n import gettext as _
from claims.services.guest import invitation_of
from claims.web.session import current_actor, current_person, db

View = TypeVar("View", bound=Callable[..., Any])
RULE = "access_rule"
PUBLIC = "public"
GUEST = "guest"


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


def invited(view: View) -> View:
    """Let in the guest whom the desk invited to the verdict of the address; others get 403, or 410 signed out."""

    @wraps(view)
    def guarded(*args: Any, revision_id: int, **kwargs: Any) -> Any:
        if current_person() is None:
            raise Gone(_("Your invitation has ended, or you are not in this browser. Ask who invited you."))
        invitation_of(db(), current_actor(), revision_id)
        return view(*args, revision_id=revision_id, **kwargs)

    setattr(guarded, RULE, GUEST)
    return cast(View, guarded)
