"""Whatever the services record is of a known kind, has words, and says before and after of changed values."""

import ast
from collections.abc import Iterator, Mapping
from enum import StrEnum
from pathlib import Path

import pytest

from claims.domain.history import ACTIONS, grouped_actions
from claims.domain.token import TokenKind
from claims.domain.verdict import Decision
from claims.domain.workflow import ClaimStep, TipStep
from tests.services.changes import CHANGES

CREATIONS = """
article.add claim.add collection.create comment.add conflict.declare contact.add evidence.attach filter.save
intake.add person.add picture.add preview.lend scale.save snapshot.add source.add source.withhold
subscription.add tip.submit verdict.invite_guest verdict.start version.add
"""
"""What was not there before: the event says what is."""
STEPS = """
article.extract article.extracted article.failed article.refetch article.refetch_failed audit.erase claim.appear
claim.disappear claim.tag claim.undo claim.untag collection.add collection.remove comment.erase conflict.end
conflict.release content.remove desk.reseal desk.restore evidence.remove filter.delete intake.dismiss intake.failed
intake.take
person.deactivate person.offer_invitation person.offer_password person.password person.reactivate person.sign_in
person.sign_out preview.take_back source.archive source.archiving_failed source.check_link source.grant
source.revoke source.wayback source.wayback_failed subscription.poll tip.forget_contact tip.made tip.merge
verdict.approved verdict.guest_came verdict.look verdict.rate_blind verdict.returned verdict.revoke_guest
verdict.schedule_failed version.confirm
"""
"""What the name of the action says whole, or with what it was done to: no value of something became another."""
ELSEWHERE = {"source.named": "tests/services/test_archiving.py"}
"""Changes whose before and after another test runs."""
FAMILIES: Mapping[str, tuple[str, type[StrEnum] | tuple[StrEnum, ...]]] = {
    "f'claim.{step.value}'": ("claim.", ClaimStep),
    "f'tip.{step.value}'": ("tip.", TipStep),
    "f'verdict.{decision.value}'": ("verdict.", Decision),
    "f'person.offer_{kind.value}'": ("person.offer_", (TokenKind.INVITATION, TokenKind.PASSWORD)),
}
"""How a service puts an action's name together → what can come of it."""


class Recorded:
    """The actions that the sources of the services name, found by who hands them on to ``audit.record``."""

    def __init__(self, root: Path) -> None:
        self._trees = [ast.parse(path.read_text()) for path in sorted((root / "claims").rglob("*.py"))]
        self._places = {"record": 2}
        known = 0
        while known != len(self._places):  # who takes an action and hands it on is asked for it, too
            known = len(self._places)
            self.actions = {name: how for found, how in self._calls() for name in self._names(found)}

    def _calls(self) -> Iterator[tuple[ast.expr, str]]:
        for tree in self._trees:
            for function in (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)):
                parameters = [argument.arg for argument in function.args.args]
                for call in (node for node in ast.walk(function) if isinstance(node, ast.Call)):
                    name = _called(call)
                    if len(call.args) <= self._places.get(name, 99):
                        continue
                    action = call.args[self._places[name]]
                    if isinstance(action, ast.Name) and action.id == "action" and "action" in parameters:
                        self._places[function.name] = parameters.index("action")
                    else:
                        yield action, name

    def _names(self, action: ast.expr) -> list[str]:
        if isinstance(action, ast.Constant):
            return [str(action.value)]
        if isinstance(action, ast.Name):
            return [self._constant(action.id)]
        prefix, values = FAMILIES[ast.unparse(action)]
        return [prefix + value for value in values]

    def _constant(self, name: str) -> str:
        assigned = (node for tree in self._trees for node in tree.body if isinstance(node, ast.Assign))
        return next(
            str(node.value.value)
            for node in assigned
            if isinstance(node.value, ast.Constant) and ast.unparse(node.targets[0]) == name
        )


def _called(call: ast.Call) -> str:
    return call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")


@pytest.fixture(scope="module")
def recorded(root: Path) -> Recorded:
    return Recorded(root)


def test_every_action_is_a_creation_a_change_or_a_step(recorded: Recorded) -> None:
    undoable = {name for name, how in recorded.actions.items() if how not in ("record", "_change")}
    kinds = [*CREATIONS.split(), *STEPS.split(), *ELSEWHERE, *(undoable | set(CHANGES))]
    assert len(kinds) == len(set(kinds)), "an action is of two kinds"
    assert set(recorded.actions) <= set(kinds)


def test_every_action_has_words_of_its_own(recorded: Recorded) -> None:
    assert set(recorded.actions) <= set(ACTIONS)
    assert len(set(ACTIONS.values())) == len(ACTIONS), "two actions say the same"


def test_every_action_is_offered_under_one_heading() -> None:
    offered = [action for _heading, actions in grouped_actions() for action, _words in actions]
    assert sorted(offered) == sorted(ACTIONS)
