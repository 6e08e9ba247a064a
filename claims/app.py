"""Joins configuration, database and web into the application."""

from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

from flask import Blueprint
from flask_wtf import CSRFProtect
from werkzeug.middleware.proxy_fix import ProxyFix

from claims.archiving.registry import Archive, open_archive
from claims.config import Config
from claims.db import Database
from claims.domain.article import MAX_WRITTEN_BYTES
from claims.domain.session import SESSION_LIFETIME
from claims.domain.token import MAX_GUEST_DAYS
from claims.jobs.registry import get_engine
from claims.resources import templates_folder
from claims.services.gate import ORIGIN_DIGEST
from claims.web import (
    account,
    address,
    appearance,
    approval,
    claim_facts,
    claim_list,
    claim_page,
    collection,
    comment,
    conflict_of_interest,
    contact,
    csp,
    desk,
    errors,
    evidence,
    feed,
    filters,
    guest,
    history,
    intake,
    invitation,
    language,
    ledger,
    look,
    media,
    notification,
    person,
    picture,
    policy,
    preview,
    profile,
    public,
    quantity,
    question,
    receipt,
    recheck,
    removal,
    report,
    scale,
    session,
    setting,
    sign_off,
    sitemap,
    snapshot,
    source,
    source_list,
    subscription,
    tip,
    tip_submission,
    translation,
    verdict,
    version,
    withheld,
    workbench_page,
)

STATIC = Path(__file__).parent / "web" / "static"
BLUEPRINTS: Sequence[Blueprint] = (
    public.bp,
    picture.bp,
    policy.bp,
    preview.bp,
    feed.bp,
    receipt.bp,
    account.bp,
    invitation.bp,
    profile.bp,
    person.bp,
    notification.bp,
    conflict_of_interest.bp,
    desk.bp,
    workbench_page.bp,  # that of article, with the routes of its workbench
    claim_page.bp,  # that of claim, with the routes of its page
    claim_facts.bp,
    claim_list.bp,
    ledger.bp,
    history.bp,
    collection.bp,
    appearance.bp,
    quantity.bp,
    recheck.bp,
    comment.bp,
    contact.bp,
    intake.bp,
    subscription.bp,
    tip.bp,
    tip_submission.bp,
    translation.bp,
    media.bp,
    sign_off.bp,
    source.bp,
    evidence.bp,
    source_list.bp,
    snapshot.bp,
    withheld.bp,
    verdict.bp,
    approval.bp,
    removal.bp,
    guest.bp,
    report.bp,
    question.bp,
    setting.bp,
    scale.bp,
    version.bp,
    look.bp,
    sitemap.bp,
)


def create_app(
    config: Config, database: Database | None = None, archive: Archive | None = None
) -> session.TransactionalFlask:
    """Make the web application of one desk; ``database`` and ``archive`` when the caller has them open already."""
    app = session.TransactionalFlask(
        "claims", static_folder=STATIC, template_folder=templates_folder(), static_url_path="/static"
    )
    app.config.update(
        SECRET_KEY=config.secret_key,
        MAX_CONTENT_LENGTH=2 * MAX_WRITTEN_BYTES,
        MAX_FORM_MEMORY_SIZE=2 * MAX_WRITTEN_BYTES,
        PERMANENT_SESSION_LIFETIME=max(
            SESSION_LIFETIME, timedelta(days=MAX_GUEST_DAYS)
        ),  # the server ends sessions
        SESSION_COOKIE_NAME="claims",
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=config.secure_cookies,
        SEND_FILE_MAX_AGE_DEFAULT=3600,
        WTF_CSRF_TIME_LIMIT=None,
    )
    app.url_map.converters["int"] = address.NumberConverter
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    if config.proxies:
        app.wsgi_app = ProxyFix(  # type: ignore[method-assign]
            app.wsgi_app, x_for=config.proxies, x_proto=config.proxies, x_host=config.proxies
        )
    session.init_app(app, open_resources(config, database, archive))
    language.init_app(app)
    filters.init_app(app)
    csp.init_app(app)
    errors.init_app(app)
    CSRFProtect(app)
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
    return app


def open_resources(config: Config, database: Database | None, archive: Archive | None) -> session.Resources:
    """Open what one desk's pages need from outside; ``database`` and ``archive`` when they are open already."""
    database = database or Database(config.database_url)
    archive = archive or open_archive(config.archive)
    if archive.vault is not None:
        database.info[ORIGIN_DIGEST] = archive.vault.digest
    return session.Resources(database, get_engine(), archive, config.llm, config.mail)
