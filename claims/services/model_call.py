"""Requests to a language model: none begins that a day's limit does not leave room for."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass

from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from claims.domain.entity import now
from claims.domain.model_call import ModelCall
from claims.errors import ModelError
from claims.extraction.llm.access import ModelTerms, Usage
from claims.i18n import gettext as _
from claims.services.setting import load_settings

_LOCK = 0x6D6F64656C
"""Any number that nothing else in the database locks."""


@dataclass(frozen=True, slots=True)
class Spent:
    """What the requests of a day took, with what is put aside for those that have not ended."""

    tokens: int
    cost: float


class DeskMeter:
    """Keeps the desk's daily limits, in a short transaction for each request."""

    def __init__(
        self, transaction: Callable[[], AbstractContextManager[Session]], article_id: int, terms: ModelTerms
    ) -> None:
        self._transaction, self._article_id, self._terms = transaction, article_id, terms

    def reserve(self, usage: Usage) -> int:
        """Put aside what a request may take at most; raise ModelError when the day has no room for it."""
        with self._transaction() as session:
            return begin_call(session, self._article_id, self._terms, usage)

    def settle(self, ticket: int, usage: Usage) -> None:
        """Say what a request took."""
        with self._transaction() as session:
            end_call(session, ticket, self._terms, usage)


def spent_today(session: Session) -> Spent:
    """Return what was spent since midnight, UTC."""
    midnight = now().replace(hour=0, minute=0, second=0, microsecond=0)
    tokens, cost = session.execute(
        select(
            func.coalesce(func.sum(ModelCall.input_tokens + ModelCall.output_tokens), 0),
            func.coalesce(func.sum(ModelCall.cost), 0.0),
        ).where(ModelCall.at >= midnight)
    ).one()
    return Spent(int(tokens), float(cost))


def begin_call(session: Session, article_id: int, terms: ModelTerms, expected: Usage) -> int:
    """Put aside what a request may take at most; raise ModelError when the day has no room for it."""
    if session.get_bind().dialect.name == "postgresql":  # SQLite has one writer at a time by itself
        session.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOCK})
    settings, spent, cost = load_settings(session), spent_today(session), terms.cost(expected)
    if spent.tokens + expected.total > settings.llm_day_tokens:
        raise ModelError(
            _(
                "The desk may use %(max)s tokens of its language model a day (UTC), and that is not enough.",
                max=settings.llm_day_tokens,
            )
        )
    if settings.llm_day_cost and spent.cost + cost > settings.llm_day_cost:
        raise ModelError(
            _(
                "The desk may spend %(max)s %(currency)s a day (UTC) on its language model; that is not enough.",
                max=settings.llm_day_cost,
                currency=settings.llm_currency,
            )
        )
    call = ModelCall(article_id=article_id, model=terms.model, cost=cost, **_tokens(expected))
    session.add(call)
    session.flush()
    return call.id


def end_call(session: Session, call_id: int, terms: ModelTerms, taken: Usage) -> None:
    """Say what a request took."""
    call = session.get_one(ModelCall, call_id)
    call.input_tokens, call.output_tokens = taken.input_tokens, taken.output_tokens
    call.cost, call.ended = terms.cost(taken), True


def _tokens(usage: Usage) -> dict[str, int]:
    return {"input_tokens": usage.input_tokens, "output_tokens": usage.output_tokens}
