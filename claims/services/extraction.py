"""How a desk finds claims: which engines it can use, and on which terms it asks a language model."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from claims.domain.article import Article, ExtractionRun
from claims.domain.permission import Permission
from claims.domain.person import Actor
from claims.domain.setting import DeskSettings
from claims.errors import InvalidInput
from claims.extraction.llm.access import Endpoint, ModelAccess, ModelTerms
from claims.extraction.registry import DEFAULT_ENGINE, engine_names, needs_model
from claims.i18n import gettext as _
from claims.services.permission import require
from claims.services.setting import change_settings, load_settings


def available_engines(settings: DeskSettings, endpoint: Endpoint | None) -> Sequence[str]:
    """Return the names of the engines that can work here, the desk's own choice first, then the default."""
    usable = [name for name in engine_names() if not needs_model(name) or _model(settings, endpoint)]
    return sorted(usable, key=lambda name: (name != settings.engine, name != DEFAULT_ENGINE))


def require_engine(name: str, settings: DeskSettings, endpoint: Endpoint | None, *, private: bool = False) -> None:
    """Raise InvalidInput unless this engine can work here; the sentence says what is missing.

    What is ``private`` goes to a language model on this machine only.
    """
    if name not in engine_names():
        raise InvalidInput(
            _(
                "There is no extraction engine %(name)s; there are: %(names)s.",
                name=name,
                names=", ".join(engine_names()),
            ),
            field="engine",
        )
    if not needs_model(name):
        return
    if endpoint is None:
        raise InvalidInput(
            _(
                "The engine %(name)s needs a language model: set the variable CLAIMS_LLM_URL to its address and"
                " start the program again.",
                name=name,
            ),
            field="engine",
        )
    if not _model(settings, endpoint):
        raise InvalidInput(
            _("The engine %(name)s needs a model: name one in the settings, or in CLAIMS_LLM_MODEL.", name=name),
            field="engine",
        )
    if private and not endpoint.is_local:
        raise InvalidInput(
            _("A draft of your own does not leave this desk, and the language model is on another machine."),
            field="engine",
        )


def change_with_engine(
    session: Session, actor: Actor, endpoint: Endpoint | None, *, seen: int | None = None, **changes: Any
) -> DeskSettings:
    """Change settings; raise InvalidInput for a new choice of engine or model that could not work here."""
    require(session, actor, Permission.SETTING_EDIT)
    before = load_settings(session)
    settings = change_settings(session, actor, seen=seen, **changes)
    if (settings.engine, settings.llm_model) != (before.engine, before.llm_model):
        require_engine(settings.engine, settings, endpoint)
    return settings


def terms_for(session: Session, article: Article, engine: str, endpoint: Endpoint | None) -> ModelTerms | None:
    """Return on which terms a language model may be asked about an article; None for an engine that asks none.

    Raise InvalidInput when the engine cannot work.
    """
    settings = load_settings(session)
    require_engine(engine, settings, endpoint, private=article.private)
    return model_terms(settings, endpoint) if needs_model(engine) else None


def model_terms(settings: DeskSettings, endpoint: Endpoint | None) -> ModelTerms:
    """Return the terms that the settings say."""
    return ModelTerms(
        model=_model(settings, endpoint),
        sentences=settings.llm_sentences,
        seconds=settings.llm_seconds,
        tokens=settings.llm_article_tokens,
        retries=settings.llm_retries,
        input_price=settings.llm_input_price,
        output_price=settings.llm_output_price,
        currency=settings.llm_currency,
    )


def model_use(access: ModelAccess) -> dict[str, Any]:
    """Return the columns that say what a language model took, and what was left out of its answers."""
    tally, terms = access.tally, access.terms
    return {
        "model": terms.model,
        "requests": tally.requests,
        "input_tokens": tally.usage.input_tokens,
        "output_tokens": tally.usage.output_tokens,
        "cost": terms.cost(tally.usage),
        "currency": terms.currency,
        "dropped": {fault.value: times for fault, times in tally.dropped.items()},
        "shortfall": tally.shortfall,
    }


def newest_run(session: Session, article_id: int) -> ExtractionRun | None:
    """Return the last run over an article that ended well."""
    return session.scalars(
        select(ExtractionRun)
        .where(ExtractionRun.article_id == article_id)
        .order_by(ExtractionRun.id.desc())
        .limit(1)
    ).first()


def _model(settings: DeskSettings, endpoint: Endpoint | None) -> str:
    """Return the model's name, empty when there is none or nowhere to ask it."""
    return (settings.llm_model or endpoint.model) if endpoint else ""
