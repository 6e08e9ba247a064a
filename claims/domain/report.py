"""Reports: the public page of an article or a collection."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from claims.domain.article import Article
from claims.domain.entity import CreatedAt, Editable, Entity, Id
from claims.domain.state import ReportState

MAX_HEADLINE_LENGTH = 300
MAX_INTRODUCTION_LENGTH = 5_000


class Report(Editable, Entity):
    """What readers see of one article or collection; it never marks claims without a published verdict."""

    __tablename__ = "report"
    __table_args__ = (
        CheckConstraint(
            "(article_id IS NULL) != (collection_id IS NULL)", name="of_one_article_or_one_collection"
        ),
        CheckConstraint("state != 'published' OR published_at IS NOT NULL", name="published_has_a_date"),
    )

    id: Mapped[Id]
    article_id: Mapped[int | None] = mapped_column(ForeignKey("article.id"), unique=True)
    collection_id: Mapped[int | None] = mapped_column(ForeignKey("collection.id"), unique=True)
    state: Mapped[ReportState] = mapped_column(default=ReportState.DRAFT)
    headline: Mapped[str]
    introduction: Mapped[str] = mapped_column(default="")
    selection_note: Mapped[str] = mapped_column(default="")
    """How the checked claims were chosen."""
    whole_text: Mapped[bool] = mapped_column(default=False)
    """Show the article's whole text (we may), not only the quoted passages."""
    published_at: Mapped[datetime | None]
    published_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    created_at: Mapped[CreatedAt]

    article: Mapped[Article | None] = relationship(back_populates="report")
