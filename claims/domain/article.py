"""Articles, their versions, and the runs of engines over them."""

from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from sqlalchemy import JSON, BigInteger, CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from claims.domain.entity import ArticleId, CreatedAt, Editable, Entity, Id
from claims.domain.state import ArticleState

if TYPE_CHECKING:
    from claims.domain.report import Report

MAX_TEXT_LENGTH = 2_000_000
"""Characters of one version's text."""
MAX_CUES = 50_000
"""Captions of one transcript, as many as a day has every two seconds."""
MAX_UPLOAD_BYTES = 30_000_000
"""Of any file; only PDF and Word documents, which carry pictures, may be that large."""
MAX_WRITTEN_BYTES = 5_000_000
"""Of a file or page that is all characters."""
MAX_TITLE_LENGTH = 500
MAX_ADDRESS_LENGTH = 2_000


class Medium(StrEnum):
    """How something was published."""

    NEWS = "news"
    SPEECH = "speech"
    POST = "post"
    VIDEO = "video"
    AUDIO = "audio"
    PICTURE = "picture"
    OTHER = "other"


class Article(Editable, Entity):
    """Something published that makes claims."""

    __tablename__ = "article"
    __table_args__ = (Index("ix_article_created_at_id", "created_at", "id"),)

    id: Mapped[Id]
    title: Mapped[str]
    medium: Mapped[Medium] = mapped_column(default=Medium.NEWS)
    language: Mapped[str] = mapped_column(default="en")
    outlet: Mapped[str] = mapped_column(default="")
    author: Mapped[str] = mapped_column(default="")
    address: Mapped[str] = mapped_column(default="")
    published_at: Mapped[datetime | None]
    private: Mapped[bool] = mapped_column(default=False)
    """Desk mode: the newsroom's own draft; nothing leaves the desk for it."""
    state: Mapped[ArticleState] = mapped_column(default=ArticleState.QUEUED)
    state_changed_at: Mapped[CreatedAt]
    failure: Mapped[str] = mapped_column(default="")
    """Why extraction failed, in words; empty unless the state is ``failed``."""
    engine: Mapped[str]
    """The engine that is asked to extract the claims."""
    refetch_every: Mapped[int | None]
    """Hours between two looks at the address; None: only when a person asks."""
    next_fetch_at: Mapped[datetime | None] = mapped_column(index=True)
    fetched_at: Mapped[datetime | None]
    """When the address last answered with a readable page."""
    fetch_failure: Mapped[str] = mapped_column(default="")
    """Why the last look at the address found no text, in words."""
    fetch_failures: Mapped[int] = mapped_column(default=0)
    """How many looks in a row found none."""
    media_sha256: Mapped[str] = mapped_column(default="")
    """The stored picture, sound or film that the article is; empty for one that is a text."""
    media_type: Mapped[str] = mapped_column(default="")
    media_size: Mapped[int] = mapped_column(BigInteger, default=0)
    added_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    created_at: Mapped[CreatedAt]
    erased_at: Mapped[datetime | None]

    versions: Mapped[list["Version"]] = relationship(back_populates="article", order_by="Version.number")
    report: Mapped["Report | None"] = relationship(back_populates="article")

    @property
    def is_given_up(self) -> bool:
        """Whether its address was to be looked at again and again, and failed for good."""
        return self.refetch_every is not None and self.next_fetch_at is None


class Version(Entity):
    """The exact text of an article as seen at one moment; only an admin takes words out of it."""

    __tablename__ = "version"
    __table_args__ = (
        UniqueConstraint("article_id", "number"),
        UniqueConstraint("id", "length"),
        CheckConstraint("length >= 0", name="length_is_positive"),
    )

    id: Mapped[Id]
    article_id: Mapped[ArticleId]
    number: Mapped[int]
    text: Mapped[str] = mapped_column(deferred=True)
    """Normalised (``claims.domain.anchor.normalise``)."""
    length: Mapped[int]
    """Code points of the text; anchors are held inside it by the database."""
    sha256: Mapped[str] = mapped_column(index=True)
    """Of the text as it was seen; what was removed from it since is in that hash, though no longer in the text."""
    redacted_sha256: Mapped[str] = mapped_column(default="")
    """Of the text as it is now, when words were removed (each code point a █); empty: nothing was."""
    seen_at: Mapped[CreatedAt]
    origin: Mapped[str] = mapped_column(default="pasted")
    """``pasted``, ``uploaded FILE`` or the address."""
    cues: Mapped[list[list[Any]]] = mapped_column(JSON, default=list, deferred=True)
    """A transcript's times: [start, end, from, to, speaker] each; code points of the text, and seconds."""

    article: Mapped[Article] = relationship(back_populates="versions")


class ExtractionRun(Entity):
    """One run of an engine over one version."""

    __tablename__ = "extraction_run"

    id: Mapped[Id]
    article_id: Mapped[ArticleId]
    version_id: Mapped[int] = mapped_column(ForeignKey("version.id"), index=True)
    engine: Mapped[str]
    engine_version: Mapped[str]
    started_at: Mapped[datetime]
    seconds: Mapped[float]
    claims: Mapped[int]
    """Claims that were new; a repeated run adds only those not there yet."""
    appearances: Mapped[int]
    model: Mapped[str] = mapped_column(default="")
    """The language model that was asked; empty, like all that follows, where none was."""
    requests: Mapped[int] = mapped_column(default=0)
    input_tokens: Mapped[int] = mapped_column(BigInteger, default=0)
    output_tokens: Mapped[int] = mapped_column(BigInteger, default=0)
    cost: Mapped[float] = mapped_column(default=0.0)
    currency: Mapped[str] = mapped_column(default="")
    dropped: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """Why something that the model returned was left out → how often."""
    shortfall: Mapped[str] = mapped_column(default="")
    """Why the model did not refine the claims, in words."""
