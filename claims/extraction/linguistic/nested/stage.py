"""The stage of the fine granularity: of a sentence's statements and their reductions, say those worth saying."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from claims.extraction.linguistic.nested.fact import facts, origins
from claims.extraction.linguistic.nested.option import Option, options_of
from claims.extraction.linguistic.nested.selection import Selector, shipped_selector
from claims.extraction.linguistic.scene import Scene
from claims.extraction.linguistic.statement import Role, Speaker

if TYPE_CHECKING:
    from claims.extraction.base import Options
    from claims.extraction.linguistic.statement import Statement


def with_nested_facts(
    statements: Sequence[Statement], options: Options, selector: Selector | None = None
) -> list[Statement]:
    """Return what is said of one sentence at the fine granularity; what cannot be reduced stays as it is."""
    statements = with_facts(statements)
    chosen = (selector or shipped_selector()).choose(nested_options(statements, options))
    chosen.sort(key=lambda option: (option.number, -len(option.content)))
    said: dict[str, Statement] = {}
    for number, statement in enumerate(statements):
        if not is_reducible(statement):
            said.setdefault(statement.text, statement)
        for option in chosen:
            if option.number == number:
                said.update({fact.text: fact for fact in say(option) if fact.text not in said})
    return list(said.values())


def with_facts(statements: Sequence[Statement]) -> list[Statement]:
    """Return the statements, and behind them the facts inside the noun phrases of their sentences."""
    scenes = {id(one.phrasing.scene.doc): one.phrasing.scene for one in statements if one.phrasing}
    of_statements = [fact for statement in statements for fact in origins(statement)]
    return [*statements, *of_statements, *(fact for scene in scenes.values() for fact in facts(scene))]


def nested_options(statements: Sequence[Statement], options: Options) -> list[Option]:
    """Return every way to say the statements of one sentence."""
    found: list[Option] = []
    for number, statement in enumerate(statements):
        if is_reducible(statement):
            found += options_of(statement, number, keeps_attribution=options.keep_attribution)
    return found


def is_reducible(statement: Statement) -> bool:
    """Whether a statement has words that can be left out; one that does not stand alone is said once, whole."""
    return statement.phrasing is not None and statement.role is not Role.FRAGMENT and not statement.unresolved


def say(option: Option) -> Iterable[Statement]:
    """Return the statement of an option, or nothing when its words cannot be one."""
    statement, phrasing = option.statement, option.phrasing
    scene = phrasing.scene
    kept = replace(scene.options, keep_attribution=option.is_attributed)
    stage = Scene(scene.doc, scene.source, scene.memory, kept)
    stage.say(
        phrasing.text(option.tokens, speaker=statement.speaker if option.is_attributed else ""),
        [token for token in phrasing.tokens if token.i in option.tokens],
        statement.role,
        speaker=Speaker(statement.speaker, statement.prefix),
        unresolved=statement.unresolved,
    )
    return stage.statements
