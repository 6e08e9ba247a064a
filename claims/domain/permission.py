"""Who may do what: a table from permission to the roles that have it."""

from collections.abc import Mapping
from enum import StrEnum

from claims.domain.person import Actor, Role
from claims.errors import Forbidden
from claims.i18n import gettext as _


class Permission(StrEnum):
    """A door, as ``noun:action``."""

    DESK_SEE = "desk:see"
    ARTICLE_ADD = "article:add"
    CLAIM_TRIAGE = "claim:triage"
    CLAIM_ASSIGN = "claim:assign"
    COLLECTION_MANAGE = "collection:manage"
    SOURCE_ATTACH = "source:attach"
    VERDICT_WRITE = "verdict:write"
    VERDICT_APPROVE = "verdict:approve"
    VERDICT_PUBLISH = "verdict:publish"
    VERDICT_NOTICE = "verdict:notice"
    TIP_TRIAGE = "tip:triage"
    REPORT_EDIT = "report:edit"
    REPORT_PUBLISH = "report:publish"
    SUBSCRIPTION_MANAGE = "subscription:manage"
    SETTING_EDIT = "setting:edit"
    SCALE_EDIT = "scale:edit"
    PERSON_MANAGE = "person:manage"
    REMOVE = "content:remove"
    HISTORY_SEE = "history:see"


_ALL = frozenset({Role.REVIEWER, Role.EDITOR, Role.ADMIN})
_EDITORS = frozenset({Role.EDITOR, Role.ADMIN})
_ADMINS = frozenset({Role.ADMIN})

PERMISSIONS: Mapping[Permission, frozenset[Role]] = {
    Permission.DESK_SEE: _ALL,
    Permission.ARTICLE_ADD: _ALL,
    Permission.CLAIM_TRIAGE: _ALL,
    Permission.CLAIM_ASSIGN: _EDITORS,
    Permission.COLLECTION_MANAGE: _EDITORS,
    Permission.SOURCE_ATTACH: _ALL,
    Permission.VERDICT_WRITE: _ALL,
    Permission.VERDICT_APPROVE: _ALL,
    Permission.VERDICT_PUBLISH: _EDITORS,
    Permission.VERDICT_NOTICE: _EDITORS,
    Permission.TIP_TRIAGE: _ALL,
    Permission.REPORT_EDIT: _EDITORS,
    Permission.REPORT_PUBLISH: _EDITORS,
    Permission.SUBSCRIPTION_MANAGE: _ADMINS,
    Permission.SETTING_EDIT: _ADMINS,
    Permission.SCALE_EDIT: _ADMINS,
    Permission.PERSON_MANAGE: _ADMINS,
    Permission.REMOVE: _ADMINS,
    Permission.HISTORY_SEE: _ADMINS,
}


OF_THE_PROGRAM = frozenset(
    {
        Permission.ARTICLE_ADD,
        Permission.SOURCE_ATTACH,
        Permission.SETTING_EDIT,
        Permission.PERSON_MANAGE,
        Permission.REMOVE,
    }
)
"""What commands and jobs may do in nobody's name: take in what was ordered, and look after the desk.

Whoever runs a command on the machine holds the whole desk; claims and verdicts are decided by people all the same.
"""


def may(actor: Actor | None, permission: Permission) -> bool:
    """Whether the actor has the permission; nobody (None) has none."""
    if actor is None:
        return False
    if actor.person_id is None and actor.role is None:
        return permission in OF_THE_PROGRAM
    return actor.role in PERMISSIONS[permission]


def require(actor: Actor | None, permission: Permission) -> None:
    """Raise Forbidden unless the actor has the permission."""
    if may(actor, permission):
        return
    right = permission.value
    if actor is not None and actor.role is None:
        raise Forbidden(_("Only a person may do this (“%(right)s”); name one with --as.", right=right))
    who = actor.name if actor else _("Nobody signed in")
    raise Forbidden(_("%(who)s may not do this: it takes the right “%(right)s”.", who=who, right=right))
