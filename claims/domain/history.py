"""What the history calls things: actions, columns and their values in words."""

from collections.abc import Mapping, Sequence

from claims.domain.label import label_of
from claims.i18n import N_, gettext

SUBJECTS: Mapping[str, str] = {
    "appearance": N_("place of a claim"),
    "article": N_("article"),
    "audit_event": N_("history"),
    "claim": N_("claim"),
    "collection": N_("collection"),
    "comment": N_("comment"),
    "conflict_of_interest": N_("conflict of interest"),
    "contact": N_("question"),
    "desk": N_("desk"),
    "evidence": N_("evidence"),
    "intake_item": N_("intake"),
    "person": N_("person"),
    "picture": N_("picture"),
    "removal": N_("removal"),
    "report": N_("report"),
    "scale": N_("rating scale"),
    "saved_filter": N_("filter"),
    "setting": N_("setting"),
    "snapshot": N_("archived copy"),
    "source": N_("source"),
    "subscription": N_("feed"),
    "tip": N_("message from a reader"),
    "token": N_("invitation or preview"),
    "verdict": N_("verdict"),
    "verdict_revision": N_("revision of a verdict"),
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
    "claim.claimant": N_("said who made the claim"),
    "claim.disappear": N_("took back a place of the claim"),
    "claim.drop": N_("dropped the claim"),
    "claim.edit": N_("changed the claim"),
    "claim.facts": N_("changed what is known of the claim"),
    "claim.figures": N_("changed the figures"),
    "claim.finish_selection": N_("set all the rest aside"),
    "claim.merge": N_("merged claims"),
    "claim.plan": N_("changed who checks the claim and until when"),
    "claim.reopen": N_("opened the claim again"),
    "claim.select": N_("put claims on the list to check"),
    "claim.selection_reason": N_("said why the claim is checked"),
    "claim.set_aside": N_("set claims aside"),
    "claim.split": N_("split a claim"),
    "claim.tag": N_("added a topic"),
    "claim.take": N_("gave claims to somebody"),
    "claim.undo": N_("took a step back"),
    "claim.untag": N_("removed a topic"),
    "claim.wait": N_("set the claim waiting"),
    "collection.add": N_("added to the collection"),
    "collection.create": N_("made a collection"),
    "collection.edit": N_("changed the collection"),
    "collection.move": N_("moved something in the collection"),
    "collection.remove": N_("took something out of the collection"),
    "comment.add": N_("wrote a comment"),
    "comment.erase": N_("took a comment back"),
    "conflict.declare": N_("declared a conflict of interest"),
    "conflict.end": N_("ended a conflict of interest"),
    "conflict.release": N_("gave the claim up for a conflict of interest"),
    "contact.add": N_("noted a question to somebody"),
    "contact.answer": N_("noted an answer"),
    "contact.claims": N_("changed which claims the question is about"),
    "contact.edit": N_("corrected the question"),
    "content.remove": N_("removed content for good"),
    "desk.reseal": N_("sealed withheld sources with a new key"),
    "desk.restore": N_("restored the desk from a backup"),
    "evidence.attach": N_("attached evidence"),
    "evidence.change": N_("changed evidence"),
    "evidence.quote_check": N_("looked for the quotation in the copies"),
    "evidence.remove": N_("removed evidence"),
    "filter.delete": N_("forgot a filter"),
    "filter.save": N_("kept a filter"),
    "intake.add": N_("put something on the intake"),
    "intake.dismiss": N_("dismissed intake"),
    "intake.failed": N_("could not fetch the intake"),
    "intake.take": N_("took intake in"),
    "person.add": N_("added a person"),
    "person.deactivate": N_("let somebody in no more"),
    "person.offer_invitation": N_("invited somebody"),
    "person.offer_password": N_("offered a new password"),
    "person.password": N_("set a password"),
    "person.profile": N_("changed a profile"),
    "person.reactivate": N_("let somebody in again"),
    "person.role": N_("changed a role"),
    "person.sign_in": N_("signed in"),
    "person.sign_out": N_("signed out"),
    "picture.add": N_("added a picture"),
    "picture.describe": N_("described the picture otherwise"),
    "preview.lend": N_("lent a preview"),
    "preview.take_back": N_("took a preview back"),
    "report.publish": N_("published the report"),
    "report.save": N_("saved the report"),
    "report.withdraw": N_("withdrew the report"),
    "scale.save": N_("changed the rating scale"),
    "setting.change": N_("changed a setting"),
    "snapshot.add": N_("added an archived copy"),
    "source.add": N_("added the source"),
    "source.archive": N_("asked for an archived copy"),
    "source.archiving_failed": N_("could not archive the source"),
    "source.check_link": N_("asked for a look at the link"),
    "source.grant": N_("let somebody read the source"),
    "source.named": N_("named the source as its page does"),
    "source.revoke": N_("let somebody read the source no more"),
    "source.save": N_("changed the source"),
    "source.take_over": N_("took over what the page says of itself"),
    "source.wayback": N_("asked the Wayback Machine for a copy"),
    "source.wayback_failed": N_("got no copy from the Wayback Machine"),
    "source.withhold": N_("added a withheld source"),
    "subscription.add": N_("subscribed to a feed"),
    "subscription.change": N_("changed the feed"),
    "subscription.poll": N_("asked for a look at the feed"),
    "tip.answer": N_("answered the message"),
    "tip.decline": N_("declined the message"),
    "tip.forget_contact": N_("forgot how to reach the sender"),
    "tip.give_back": N_("gave the message back"),
    "tip.link": N_("said which claim the message is about"),
    "tip.made": N_("made something of the message"),
    "tip.merge": N_("put messages together"),
    "tip.submit": N_("sent a message"),
    "tip.take": N_("took the message"),
    "verdict.approved": N_("approved the verdict"),
    "verdict.guest_came": N_("came as a guest to the verdict"),
    "verdict.invite_guest": N_("invited a guest to the verdict"),
    "verdict.look": N_("opened the verdict without rating it"),
    "verdict.notice": N_("told readers that the verdict is looked at again"),
    "verdict.notice_down": N_("took the notice to readers down"),
    "verdict.publish": N_("published the verdict"),
    "verdict.rate_blind": N_("rated the verdict blind"),
    "verdict.recheck": N_("began to say that the verdict still holds"),
    "verdict.returned": N_("returned the verdict"),
    "verdict.revoke_guest": N_("took a guest’s invitation back"),
    "verdict.save": N_("saved the verdict"),
    "verdict.schedule": N_("set when the verdict is published"),
    "verdict.schedule_failed": N_("could not publish the verdict as set"),
    "verdict.start": N_("began the verdict"),
    "verdict.submit": N_("submitted the verdict"),
    "verdict.translation": N_("changed which verdict this one translates"),
    "verdict.unschedule": N_("took back when the verdict is published"),
    "verdict.withdraw": N_("withdrew the verdict"),
    "version.add": N_("added a version"),
    "version.confirm": N_("confirmed where a claim is"),
}
"""An action → what it says somebody did."""


GROUPS: Sequence[tuple[str, Sequence[str]]] = (
    (N_("Articles and intake"), ("article", "version", "intake", "subscription", "collection", "report")),
    (N_("Claims"), ("claim", "comment", "filter")),
    (N_("Sources and evidence"), ("source", "snapshot", "evidence")),
    (N_("Verdicts"), ("verdict", "contact", "picture", "preview")),
    (N_("Readers"), ("tip",)),
    (N_("People"), ("person", "conflict")),
    (N_("The desk"), ("setting", "scale", "content", "audit", "desk")),
)
"""Under which heading the actions of a noun are offered; a noun's own part of the name is before the dot."""

COLUMNS: Mapping[str, str] = {
    "alternative": N_("what the picture shows"),
    "as_of": N_("holds as of"),
    "asked_whom": N_("who was asked"),
    "assignee": N_("who checks it"),
    "attribution": N_("said by"),
    "channel": N_("how they were asked"),
    "claimant": N_("claimant"),
    "claimant_status": N_("claimant"),
    "could_change": N_("what could change our mind"),
    "deadline": N_("until when"),
    "drop_reason": N_("why it was dropped"),
    "exception": N_("alone, as an exception"),
    "gates": N_("what must be there before a verdict is published"),
    "how": N_("how it was copied"),
    "how_to_repeat": N_("how to repeat this check"),
    "link_state": N_("link"),
    "merged_into": N_("merged into claim"),
    "provenance": N_("how it came to us"),
    "public_description": N_("public description"),
    "quote_check": N_("quoted words"),
    "recheck_on": N_("look again on"),
    "recheck_when": N_("look again when"),
    "said_on": N_("said on"),
    "said_where": N_("place or occasion"),
    "searched": N_("what was searched"),
    "selection_note": N_("why it is checked, in a sentence"),
    "selection_reason": N_("why it is checked"),
    "set_aside_reason": N_("why it was set aside"),
    "sha256": N_("SHA-256"),
    "snapshot": N_("archived copy"),
    "summary": N_("in short"),
    "texts": N_("claims"),
    "wait_for": N_("waits for"),
    "wait_until": N_("waits until"),
    "whom": N_("for whom"),
    "wording": N_("claim"),
}
"""A column whose name does not say by itself what it holds → what it is called."""

_STATES = {
    "article": "ArticleState",
    "claim": "ClaimState",
    "intake_item": "IntakeState",
    "report": "ReportState",
    "source": "SourceState",
    "tip": "TipState",
    "verdict_revision": "RevisionState",
}
_KINDS = {"claim": "ClaimKind", "source": "SourceKind", "tip": "TipKind", "intake_item": "IntakeKind"}
_ENUMERATIONS = {
    "channel": "Channel",
    "claimant_status": "ClaimantStatus",
    "drop_reason": "DropReason",
    "gates": "Gate",
    "how": "SnapshotHow",
    "link_state": "LinkState",
    "medium": "Medium",
    "no_snapshot_reason": "NoSnapshotReason",
    "quote_check": "QuoteCheck",
    "role": "Role",
    "selection_reason": "SelectionReason",
    "set_aside_reason": "SetAsideReason",
    "stance": "Stance",
    "status": "RemovalStatus",
}


def grouped_actions() -> Sequence[tuple[str, Sequence[tuple[str, str]]]]:
    """Return every action with its words under the heading of its group, in the order of the words."""
    nouns = {noun: place for place, (_title, group) in enumerate(GROUPS) for noun in group}
    groups: list[list[tuple[str, str]]] = [[] for _group in GROUPS]
    for action in ACTIONS:
        groups[nouns[action.partition(".")[0]]].append((action, action_words(action)))
    return [
        (gettext(title), sorted(actions, key=lambda pair: pair[1]))
        for (title, _nouns), actions in zip(GROUPS, groups, strict=True)
    ]


def column_words(column: str) -> str:
    """Return what a column is called; one without words says itself."""
    name = column.removesuffix("_id")
    return gettext(COLUMNS[name]) if name in COLUMNS else name.replace("_", " ")


def is_choice(subject_type: str, column: str) -> bool:
    """Say whether a column holds one of a few values that have words of their own."""
    return bool(_enumeration(subject_type, column))


def value_words(subject_type: str, column: str, value: str) -> str:
    """Return what a value is called, in a column that holds one of a few; any other says itself."""
    return label_of(_enumeration(subject_type, column), value)


def _enumeration(subject_type: str, column: str) -> str:
    if column == "state":
        return _STATES.get(subject_type, "")
    return _KINDS.get(subject_type, "") if column == "kind" else _ENUMERATIONS.get(column, "")


def action_words(action: str) -> str:
    """Return what an action says somebody did; one without words says itself."""
    return gettext(ACTIONS[action]) if action in ACTIONS else action.replace(".", ": ").replace("_", " ")


def subject_words(subject_type: str) -> str:
    """Return what a type of subject is called."""
    return gettext(SUBJECTS[subject_type]) if subject_type in SUBJECTS else subject_type.replace("_", " ")
