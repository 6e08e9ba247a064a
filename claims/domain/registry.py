"""Every entity, imported, so that the metadata is whole (migrations and relationships need that)."""

from claims.domain import (  # noqa: F401 (each brings its tables)
    article,
    audit,
    claim,
    claimant,
    collection,
    comment,
    conflict_of_interest,
    contact,
    intake,
    job,
    match,
    model_call,
    notification,
    person,
    picture,
    quantity,
    rating,
    removal,
    report,
    saved_filter,
    search,
    session,
    setting,
    source,
    subscription,
    tag,
    tip,
    token,
    verdict,
)
from claims.domain.entity import Entity

METADATA = Entity.metadata
