"""Every step of the services that a page, command or job can take names who may do it."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

CLAIMS = Path(__file__).parents[2] / "claims"
OUTSIDE = ("app.py", "cli", "demo", "mail_job.py", "web", "worker")
"""Where steps are taken from; services call each other behind the door."""
DOORS = {"require", "require_approver"}
"""What lets only those through who may."""
READING = {
    "autosave.typed",
    "blind.differs",
    "blind.hidden_from",
    "blind.is_hidden",
    "blind.refuse_hidden",
    "approval.may_check_later",
    "approval.may_not_approve",
    "comment.mentions_of",
    "guest.invitation_of",
    "history.history_of",
    "history.log",
    "queue.queue_of",
    "saved_filter.filters_for",
    "withheld.open_copy",
    "withheld.open_source",
    "withheld.readable_sources",
    "withheld_change.open_evidence",
    "withheld_change.open_withheld",
}
"""They change nothing; what each shows to whom is its own rule."""

OF_THE_MACHINE = {"resealing.reseal"}
"""They are handed the keys of the desk, which only who runs the machine holds."""


def test_every_step_names_who_may_do_it() -> None:
    open_to_all = {step for step in _steps() if not _has_door(*step.split("."))}
    assert open_to_all == READING | OF_THE_MACHINE


def _steps() -> Iterator[str]:
    """Yield each service function that takes an actor and is named outside the services."""
    named = set().union(*(_named(path) for path in _outside()))
    for path in sorted((CLAIMS / "services").glob("*.py")):
        for name, function in _functions(path.stem).items():
            if not name.startswith("_") and "actor" in _arguments(function) and f"{path.stem}.{name}" in named:
                yield f"{path.stem}.{name}"


def _outside() -> Iterator[Path]:
    for name in OUTSIDE:
        path = CLAIMS / name
        yield from path.rglob("*.py") if path.is_dir() else [path]


def _named(path: Path) -> set[str]:
    """Return the service functions that a file names, as ``noun.function``."""
    modules, named = {}, set()
    for node in ast.walk(_tree(path)):
        if isinstance(node, ast.ImportFrom) and node.module == "claims.services":
            modules.update({one.asname or one.name: one.name for one in node.names})
        elif isinstance(node, ast.ImportFrom) and (node.module or "").startswith("claims.services."):
            named |= {f"{(node.module or '').rpartition('.')[2]}.{one.name}" for one in node.names}
    for node in ast.walk(_tree(path)):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id in modules:
            named.add(f"{modules[node.value.id]}.{node.attr}")
    return named


def _has_door(noun: str, name: str) -> bool:
    calls = (node for node in ast.walk(_functions(noun)[name]) if isinstance(node, ast.Call))
    return any(ast.unparse(call.func).rpartition(".")[2] in DOORS for call in calls)


def _functions(noun: str) -> dict[str, ast.FunctionDef]:
    tree = _tree(CLAIMS / "services" / f"{noun}.py")
    return {node.name: node for node in tree.body if isinstance(node, ast.FunctionDef)}


def _arguments(function: ast.FunctionDef) -> set[str]:
    return {one.arg for one in [*function.args.args, *function.args.kwonlyargs]}


@cache
def _tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text())
