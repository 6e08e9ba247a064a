"""The desk's navigation, from one table: to add a page, add its line to ``ENTRIES``."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

from flask import request, url_for

from claims.domain.permission import Permission, may
from claims.domain.person import Actor
from claims.i18n import N_, gettext


class Group(Enum):
    """Where an entry stands; the value is the heading over it."""

    EVERYDAY = N_("Every day")
    """In the line on wide screens, so five to seven at most."""
    ADD = N_("Take in")
    OVERVIEW = N_("Overview")
    RUN = N_("Run the desk")
    OWN = N_("Yours")
    """Under the name of whoever is signed in."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A page that the navigation leads to."""

    label: str
    endpoint: str
    group: Group
    permission: Permission = Permission.DESK_SEE
    """The same as that of the endpoint: who may not go there is not shown the way."""
    within: tuple[str, ...] = ()
    """Endpoints and blueprints whose pages belong to it."""


ENTRIES: Sequence[Entry] = (
    Entry(N_("Desk"), "desk.home", Group.EVERYDAY),
    Entry(N_("Intake"), "intake.index", Group.EVERYDAY, within=("intake",)),
    Entry(N_("Articles"), "article.index", Group.EVERYDAY, within=("article", "report", "sign_off", "version")),
    Entry(
        N_("Claims"),
        "claim_list.index",
        Group.EVERYDAY,
        within=(
            "claim",
            "claim_facts",
            "claim_list",
            "appearance",
            "approval",
            "quantity",
            "source.attach",
            "verdict",
        ),
    ),
    Entry(N_("Add an article"), "article.new", Group.EVERYDAY, Permission.ARTICLE_ADD, within=("article.add",)),
    Entry(N_("A claim without an article"), "claim_facts.new", Group.ADD, Permission.CLAIM_TRIAGE),
    Entry(N_("A source"), "source.new", Group.ADD, Permission.SOURCE_ATTACH, within=("source.add",)),
    Entry(N_("A spreadsheet"), "intake.sheet", Group.ADD, Permission.ARTICLE_ADD),
    Entry(N_("Tips"), "tip.index", Group.ADD, Permission.TIP_TRIAGE, within=("tip",)),
    Entry(N_("Feeds"), "subscription.index", Group.ADD, within=("subscription",)),
    Entry(N_("Collections"), "collection.index", Group.OVERVIEW, within=("collection",)),
    Entry(N_("Sources"), "source_list.index", Group.OVERVIEW, within=("source", "source_list", "snapshot")),
    Entry(N_("Right of reply"), "contact.index", Group.OVERVIEW, within=("contact",)),
    Entry(N_("Verdicts to look at again"), "recheck.index", Group.OVERVIEW, within=("recheck",)),
    Entry(N_("Changes in articles"), "version.changes", Group.OVERVIEW),
    Entry(N_("Ledger"), "ledger.index", Group.OVERVIEW),
    Entry(N_("People"), "person.index", Group.RUN, Permission.PERSON_MANAGE, within=("person",)),
    Entry(N_("Removals"), "removal.index", Group.RUN, Permission.REMOVE, within=("removal",)),
    Entry(N_("Settings"), "setting.edit", Group.RUN, Permission.SETTING_EDIT, within=("setting",)),
    Entry(N_("Rating scale"), "scale.edit", Group.RUN, Permission.SCALE_EDIT, within=("scale",)),
    Entry(
        N_("Questions behind the score"), "question.edit", Group.RUN, Permission.SETTING_EDIT, within=("question",)
    ),
    Entry(N_("Log"), "history.index", Group.RUN, Permission.HISTORY_SEE),
    Entry(N_("Notifications"), "notification.index", Group.OWN, within=("notification",)),
    Entry(N_("Mentions"), "comment.mentions", Group.OWN),
    Entry(N_("Conflicts of interest"), "conflict_of_interest.index", Group.OWN, within=("conflict_of_interest",)),
    Entry(N_("Your account"), "profile.page", Group.OWN, within=("profile",)),
)


@dataclass(frozen=True, slots=True)
class Link:
    """An entry as a page shows it."""

    label: str
    address: str
    current: str
    """For ``aria-current``: ``page``, ``true`` when this page belongs to it, or nothing."""


@dataclass(frozen=True, slots=True)
class Section:
    """The entries of one group, under its heading."""

    title: str
    links: Sequence[Link]

    @property
    def current(self) -> Link | None:
        """The entry of this page, if it is one of these."""
        return next((link for link in self.links if link.current), None)


@dataclass(frozen=True, slots=True)
class Navigation:
    """What one person is shown on one page."""

    everyday: Section
    more: Sequence[Section]
    own: Section

    @property
    def current(self) -> Link | None:
        """The entry of this page, wherever it stands."""
        return next((link for part in (self.everyday, *self.more, self.own) if (link := part.current)), None)

    @property
    def current_in_more(self) -> Link | None:
        """The entry of this page, if it stands in the menu of the rest."""
        return next((link for part in self.more if (link := part.current)), None)


def navigation(actor: Actor | None) -> Navigation:
    """Return the entries that the actor may use, with that of the page asked for marked."""
    allowed = [entry for entry in ENTRIES if may(actor, entry.permission)]
    current = _current(allowed)
    sections = {group: _section(group, allowed, current) for group in Group}
    more = [sections[group] for group in (Group.ADD, Group.OVERVIEW, Group.RUN) if sections[group].links]
    return Navigation(sections[Group.EVERYDAY], more, sections[Group.OWN])


def _current(entries: Sequence[Entry]) -> Entry | None:
    """Find the entry of the page asked for: its own, else that of its endpoint, else that of its blueprint."""
    named = next((entry for entry in entries if entry.endpoint == request.endpoint), None)
    owner = next((entry for entry in entries if request.endpoint in entry.within), None)
    return named or owner or next((entry for entry in entries if request.blueprint in entry.within), None)


def _section(group: Group, entries: Sequence[Entry], current: Entry | None) -> Section:
    links = [_link(entry, entry is current) for entry in entries if entry.group is group]
    return Section(gettext(group.value), links)


def _link(entry: Entry, here: bool) -> Link:
    mark = ("page" if entry.endpoint == request.endpoint else "true") if here else ""
    return Link(gettext(entry.label), url_for(entry.endpoint), mark)
