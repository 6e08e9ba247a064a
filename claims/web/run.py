"""What the workbench says about the run of an engine that found its claims."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from babel.numbers import format_currency
from flask_babel import format_decimal, get_locale

from claims.domain.article import ExtractionRun
from claims.i18n import N_, ngettext
from claims.i18n import gettext as _

FAULTS: Mapping[str, str] = {
    "malformed": N_("not of the form asked for"),
    "empty": N_("without words"),
    "long": N_("too long"),
    "quote": N_("quoting words that do not stand in the article"),
    "number": N_("with a number that the article does not have"),
    "name": N_("with a name that the article does not have"),
    "language": N_("in another script"),
    "words": N_("saying something else than their sentence"),
    "duplicate": N_("given twice"),
    "many": N_("more than one sentence can hold"),
}
"""Why something that a language model returned was left out, in words."""


@dataclass(frozen=True, slots=True)
class RunFacts:
    """A run in words."""

    facts: Sequence[str]
    left_out: str
    """How much of what a model returned was left out, and why below; empty: nothing."""
    reasons: Sequence[str]
    shortfall: str


def run_facts(run: ExtractionRun | None) -> RunFacts | None:
    """Put a run into words."""
    if run is None:
        return None
    times = sum(run.dropped.values())
    left_out = ngettext(
        "%(num)s answer of the model was left out", "%(num)s answers of the model were left out", times
    )
    reasons = [f"{_(FAULTS.get(fault, fault))}: {format_decimal(count)}" for fault, count in run.dropped.items()]
    return RunFacts(list(_facts(run)), left_out if times else "", reasons, run.shortfall)


def money(amount: float, currency: str) -> str:
    """Put an amount into words, to a hundredth of a cent: a request costs no more."""
    locale = get_locale() or "en"
    return format_currency(round(amount, 4), currency, locale=locale, decimal_quantization=False)


def _facts(run: ExtractionRun) -> Sequence[str]:
    seconds = format_decimal(max(round(run.seconds, 1), 0.1))
    facts = [_("found by “%(engine)s” in %(seconds)s seconds", engine=run.engine, seconds=seconds)]
    if run.model:
        tokens = format_decimal(run.input_tokens + run.output_tokens)
        facts.append(_("language model %(model)s", model=run.model))
        facts.append(
            ngettext(
                "%(tokens)s tokens in %(num)s request",
                "%(tokens)s tokens in %(num)s requests",
                run.requests,
                tokens=tokens,
            )
        )
    if run.cost:
        facts.append(_("cost %(cost)s", cost=money(run.cost, run.currency)))
    return facts
