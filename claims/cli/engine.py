"""How commands that find claims without a desk choose an engine, and the model of one that asks a model."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

import click

from claims.errors import ConfigError
from claims.extraction.registry import DEFAULT_ENGINE
from claims.i18n import gettext as _
from claims.i18n import ngettext

if TYPE_CHECKING:
    from claims.extraction.base import ExtractionEngine
    from claims.extraction.llm.access import ModelAccess

R = TypeVar("R")
_ENGINE = click.option(
    "--engine", default=DEFAULT_ENGINE, show_default=True, metavar="NAME", help="How to find claims."
)
_MODEL = click.option(
    "--model",
    default="",
    metavar="NAME",
    help="What the engines llm and linguistic+llm ask at CLAIMS_LLM_URL [default: CLAIMS_LLM_MODEL].",
)


@dataclass(frozen=True, slots=True)
class EngineChoice:
    """What was chosen; another process can be handed it."""

    name: str
    model: str = ""


def engine_options(command: Callable[..., R]) -> Callable[..., R]:
    """Add ``--engine`` and ``--model`` to a command."""
    return _ENGINE(_MODEL(command))


def open_engine(choice: EngineChoice) -> "tuple[ExtractionEngine, ModelAccess | None]":
    """Return the engine, and how it reaches its language model if it asks one.

    Raise InvalidInput for an engine that there is not, ConfigError for a model that is not named.
    """
    from claims.config import load_model_config
    from claims.extraction.registry import get_engine, needs_model

    endpoint = load_model_config() if needs_model(choice.name) else None
    if endpoint is None:
        return get_engine(choice.name), None
    from claims.extraction.llm.access import ModelAccess, ModelTerms

    model = choice.model or endpoint.model
    if not model:
        raise ConfigError(_("Name the language model: --model, or CLAIMS_LLM_MODEL."))
    access = ModelAccess(endpoint, ModelTerms(model))
    return get_engine(choice.name, access), access


def tell_use(access: "ModelAccess | None") -> None:
    """Say on standard error what the language model took, and what was left out of its answers."""
    if access is None:
        return
    tally = access.tally
    parts = [
        ngettext(
            "%(model)s: %(tokens)s tokens in %(num)s request",
            "%(model)s: %(tokens)s tokens in %(num)s requests",
            tally.requests,
            model=access.terms.model,
            tokens=tally.usage.total,
        )
    ]
    if tally.dropped:
        reasons = ", ".join(f"{fault.value} {times}" for fault, times in tally.dropped.items())
        parts.append(_("left out: %(reasons)s", reasons=reasons))
    if tally.shortfall:
        parts.append(tally.shortfall)
    click.echo("; ".join(parts), err=True)
