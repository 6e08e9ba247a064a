"""Fetching what an address holds, reading it, and keeping what came: slow, so never inside a transaction."""

from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

from sqlalchemy.orm import Session

from claims.archiving.base import Document
from claims.archiving.fetching.base import Fetched
from claims.archiving.reader import read_document
from claims.archiving.registry import Archive
from claims.domain.anchor import digest
from claims.domain.article import Version
from claims.domain.person import Actor
from claims.domain.source import Snapshot, SnapshotHow


@dataclass(frozen=True, slots=True)
class ReadPage:
    """A page as it was fetched, read and stored; no row of the database names it yet."""

    address: str
    """The address that answered in the end."""
    document: Document
    sha256: str
    """Of the bytes as they came: their name in the store; empty when they were not kept."""
    size: int
    media_type: str
    at: datetime


def read_address(archive: Archive, address: str, *, known: str = "") -> ReadPage:
    """Fetch an address, read what a person reads there, and put the bytes into the store.

    ``known`` is the SHA-256 of a text: a page that has just this text is not kept.

    Raise FetchRefused or FetchFailed (``claims.archiving.fetching``), InvalidInput for a page that cannot be read,
    and EngineError when the store fails.
    """
    fetched = archive.fetcher.fetch(address)
    document = read_document(
        name_of(fetched), fetched.body, media_type=stated_type(fetched), address=fetched.address
    )
    stored = None if digest(document.text) == known else archive.store.put(fetched.body)
    return ReadPage(
        address=fetched.address,
        document=document,
        sha256=stored.sha256 if stored else "",
        size=len(fetched.body),
        media_type=fetched.media_type,
        at=fetched.at,
    )


def keep_snapshot(session: Session, actor: Actor, version: Version, page: ReadPage) -> Snapshot:
    """Note the stored page that a version was read from; flush first, so that the version has its number."""
    session.flush()
    snapshot = Snapshot(
        version_id=version.id,
        how=SnapshotHow.FETCHED,
        sha256=page.sha256,
        size=page.size,
        media_type=page.media_type,
        address=page.address,
        taken_at=page.at,
        taken_by_id=actor.person_id,
    )
    session.add(snapshot)
    return snapshot


def name_of(fetched: Fetched) -> str:
    """Return what a page is called in a sentence about it: its machine, or its file's name."""
    parts = urlsplit(fetched.address)
    return parts.path.rsplit("/", 1)[-1] or parts.hostname or fetched.address


def stated_type(fetched: Fetched) -> str:
    """Return the media type as the server stated it, with its charset if it named one."""
    return f"{fetched.media_type}; charset={fetched.charset}" if fetched.charset else fetched.media_type
