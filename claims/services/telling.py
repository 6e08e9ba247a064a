"""What a notification says, and where it leads; on the desk and in mail."""

from collections.abc import Mapping

from claims.domain.notification import NotificationKind
from claims.i18n import N_, gettext
from claims.services.notification import Notice

SENTENCES: Mapping[NotificationKind, str] = {
    NotificationKind.ASSIGNED: N_("A claim was given to you to check."),
    NotificationKind.MENTIONED: N_("Somebody named you in the discussion of a claim."),
    NotificationKind.APPROVAL_ASKED: N_("A verdict waits for approval by a second person."),
    NotificationKind.APPROVED: N_("A verdict of yours was approved."),
    NotificationKind.RETURNED: N_("A verdict of yours was returned with a comment."),
    NotificationKind.PUBLISHED: N_("A verdict of yours was published."),
    NotificationKind.SCHEDULE_FAILED: N_("A verdict could not be published at its time."),
    NotificationKind.STALE: N_("It is time to look again at a published verdict."),
    NotificationKind.REPLY_DUE: N_("The time for an answer to our question is over."),
    NotificationKind.TIP: N_("A reader sent a tip."),
    NotificationKind.ARTICLE_CHANGED: N_("An article that you work on has changed."),
    NotificationKind.CONFLICT: N_("Somebody declared a conflict of interest in work that is under way."),
}
_PATHS: Mapping[str, str] = {
    "claim": "/desk/claims/{id}",
    "comment": "/desk/claims/{claim}#comment-{id}",
    "verdict_revision": "/desk/verdicts/{id}/review",
    "contact": "/desk/claims/{claim}",
    "article": "/desk/articles/{id}/versions",
    "tip": "/desk/tips/{id}",
}


def sentence(kind: NotificationKind) -> str:
    """Say what happened, without a word of a claim or a source."""
    return gettext(SENTENCES[kind])


def path_of(notice: Notice) -> str:
    """Return the path on this desk of what a notification is about; empty when nothing has a page."""
    about = notice.notification
    try:
        return _PATHS[about.subject_type].format(id=about.subject_id, claim=about.data["claim"])
    except KeyError:
        pattern = _PATHS.get(about.subject_type, "")
        return "" if "{claim}" in pattern else pattern.format(id=about.subject_id)
