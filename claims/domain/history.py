"""What the history calls things: actions and columns in words."""

from collections.abc import Mapping

from claims.i18n import N_, gettext

SUBJECTS: Mapping[str, str] = {
    "article": N_("article"),
    "claim": N_("claim"),
    "collection": N_("collection"),
    "comment": N_("comment"),
    "appearance": N_("place of a claim"),
    "evidence": N_("evidence"),
    "intake_item": N_("intake"),
    "person": N_("person"),
    "report": N_("report"),
    "saved_filter": N_("filter"),
    "setting": N_("setting"),
    "snapshot": N_("archived copy"),
    "source": N_("source"),
    "subscription": N_("feed"),
    "verdict_revision": N_("verdict"),
    "audit_event": N_("history"),
    "desk": N_("desk"),
}
"""The type of a subject → what it is called."""

ACTIONS: Mapping[str, str] = {
    "article.add": N_("took the article in"),
    "article.extract": N_("ordered its claims"),
    "article.extracted": N_("found its claims"),
    "article.failed": N_("could not find its claims"),
    "article.refetch": N_("asked for a look at its address"),
    "article.refetch_every": N_("changed how often its address is looked at"),
    "article.refetch_failed": N_("could not look at its address"),
    "audit.erase": N_("erased what an event says in detail"),
    "claim.add": N_("added a claim"),
    "claim.appear": N_("added a place of the claim"),
    "claim.disappear": N_("took back a place of the claim"),
    "claim.edit": N_("changed the claim"),
    "claim.figures": N_("changed the figures"),
    "claim.finish_selection": N_("set all the rest aside"),
    "claim.merge": N_("merged claims"),
    "claim.split": N_("split a claim"),
    "claim.tag": N_("added a topic"),
    "claim.undo": N_("took a step back"),
    "claim.untag": N_("removed a topic"),
    "comment.add": N_("wrote a comment"),
    "comment.erase": N_("took a comment back"),
    "desk.restore": N_("restored the desk from a backup"),
    "evidence.attach": N_("attached evidence"),
    "evidence.change": N_("changed evidence"),
    "evidence.remove": N_("removed evidence"),
    "person.add": N_("added a person"),
    "person.sign_in": N_("signed in"),
    "person.sign_out": N_("signed out"),
    "report.publish": N_("published the report"),
    "report.save": N_("saved the report"),
    "report.withdraw": N_("withdrew the report"),
    "setting.change": N_("changed a setting"),
    "snapshot.add": N_("added an archived copy"),
    "source.add": N_("added the source"),
    "source.archive": N_("asked for an archived copy"),
    "source.save": N_("changed the source"),
    "verdict.approved": N_("approved the verdict"),
    "verdict.look": N_("opened the verdict without rating it"),
    "verdict.rate_blind": N_("rated the verdict blind"),
    "verdict.returned": N_("returned the verdict"),
    "verdict.schedule": N_("set when the verdict is published"),
    "verdict.schedule_failed": N_("could not publish the verdict as set"),
    "verdict.unschedule": N_("took back when the verdict is published"),
    "verdict.publish": N_("published the verdict"),
    "verdict.save": N_("saved the verdict"),
    "verdict.start": N_("began the verdict"),
    "verdict.submit": N_("submitted the verdict"),
    "verdict.withdraw": N_("withdrew the verdict"),
    "version.add": N_("added a version"),
    "version.confirm": N_("confirmed where a claim is"),
}
"""An action → what it says somebody did."""


def action_words(action: str) -> str:
    """Return what an action says somebody did; one without words says itself."""
    return gettext(ACTIONS[action]) if action in ACTIONS else action.replace(".", ": ").replace("_", " ")


def subject_words(subject_type: str) -> str:
    """Return what a type of subject is called."""
    return gettext(SUBJECTS[subject_type]) if subject_type in SUBJECTS else subject_type.replace("_", " ")
