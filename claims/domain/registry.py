"""Every entity, imported, so that the metadata is whole (migrations and relationships need that)."""

from claims.domain import (
    article,
    audit,
    claim,
    claimant,
    collection,
    comment,
    job,
    match,
    person,
    rating,
    report,
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

ENTITY_MODULES = (
    article,
    audit,
    claim,
    claimant,
    collection,
    comment,
    job,
    match,
    person,
    rating,
    report,
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
METADATA = Entity.metadata
