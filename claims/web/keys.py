"""The keys of the workbench: one table that the buttons, the help behind “?” and the script all read."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from claims.domain.permission import Permission, may
from claims.domain.person import Actor
from claims.i18n import N_, gettext


@dataclass(frozen=True, slots=True)
class Key:
    """One thing that is done with keys."""

    action: str
    """What the script calls it, and buttons carry as ``data-action``."""
    keys: tuple[str, ...]
    """As browsers name them (``KeyboardEvent.key``); the first is printed on the button."""
    means: str
    group: str
    needs: Permission | None = None
    """What only some may do."""

    @property
    def label(self) -> str:
        """What it does, in the reader's language."""
        return gettext(self.means)

    @property
    def names(self) -> Sequence[str]:
        """What is printed on the keys themselves."""
        return [_NAMES.get(key, key) for key in self.keys]


_NAMES = {
    "ArrowDown": "↓",
    "ArrowUp": "↑",
    "ArrowRight": "→",
    "ArrowLeft": "←",
    "Home": "Home",
    "End": "End",
    "Escape": "Esc",
    "Control+Enter": "Ctrl + Enter",
    "J": "Shift + J",
    "K": "Shift + K",
}
_MOVE, _DECIDE, _CHANGE = N_("Move"), N_("Decide"), N_("Change the claim")
_MANY, _PAGE = N_("Several at once"), N_("The page")

KEYS: Sequence[Key] = (
    Key("next", ("j", "ArrowDown"), N_("next claim"), _MOVE),
    Key("previous", ("k", "ArrowUp"), N_("previous claim"), _MOVE),
    Key("next-suggested", ("n",), N_("next claim that is only suggested"), _MOVE),
    Key("first", ("Home",), N_("first claim"), _MOVE),
    Key("last", ("End",), N_("last claim"), _MOVE),
    Key("later", ("ArrowRight", "]"), N_("later claims of a long article"), _MOVE),
    Key("earlier", ("ArrowLeft", "["), N_("earlier claims of a long article"), _MOVE),
    Key("words", ("l",), N_("look at its words in the text"), _MOVE),
    Key("select", ("s",), N_("select: put it on the list to check"), _DECIDE),
    Key("set-aside", ("x",), N_("set aside; then the number of the reason"), _DECIDE),
    Key("take", ("t",), N_("take it: you check it; or give it back"), _DECIDE),
    Key("assign", ("a",), N_("give it to a person"), _DECIDE, Permission.CLAIM_ASSIGN),
    Key("wait", ("w",), N_("wait until a date"), _DECIDE),
    Key("drop", ("d",), N_("give up; then the number of the reason"), _DECIDE),
    Key("reopen", ("r",), N_("reopen what waits or was given up"), _DECIDE),
    Key("finish", ("f",), N_("finish selection: set aside all that is only suggested"), _DECIDE),
    Key("edit", ("e",), N_("edit its words"), _CHANGE),
    Key("split", ("p",), N_("split it into parts"), _CHANGE),
    Key("merge", ("m",), N_("the same claim as … (merge)"), _CHANGE),
    Key("new", ("c",), N_("make a claim of the selected words"), _CHANGE),
    Key("open", ("o",), N_("open its own page"), _CHANGE),
    Key("save", ("Control+Enter",), N_("save the form that is open"), _CHANGE),
    Key("undo", ("u",), N_("undo your last change"), _CHANGE),
    Key("tick", ("v",), N_("tick or untick this claim"), _MANY),
    Key("tick-next", ("J",), N_("tick it and go on"), _MANY),
    Key("tick-previous", ("K",), N_("tick it and go back"), _MANY),
    Key("tick-all", ("*",), N_("tick all that are shown, or none"), _MANY),
    Key("filter", ("/",), N_("find claims by their words"), _PAGE),
    Key("close", ("Escape",), N_("close what is open; untick"), _PAGE),
    Key("help", ("?",), N_("show these keys"), _PAGE),
)


def key_groups(actor: Actor) -> Sequence[tuple[str, Sequence[Key]]]:
    """Return what the actor may do as the help shows it: groups by name, in order."""
    return [(gettext(group), list(keys)) for group, keys in groupby(_of(actor), key=lambda key: key.group)]


def key_map(actor: Actor) -> Mapping[str, str]:
    """Return what each key does, for the script."""
    return {key: entry.action for entry in _of(actor) for key in entry.keys}


def printed_keys(actor: Actor) -> Mapping[str, str]:
    """Return the key to print on the button of each action that the actor may do."""
    return {entry.action: entry.names[0] for entry in _of(actor)}


def _of(actor: Actor) -> Sequence[Key]:
    return [key for key in KEYS if key.needs is None or may(actor, key.needs)]
