"""Collections: ordered sets of articles and claims on one subject."""

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from claims.domain.entity import CreatedAt, Editable, Entity, Id

MAX_COLLECTION_NAME_LENGTH = 200
MAX_COLLECTION_DESCRIPTION_LENGTH = 5_000
MAX_COLLECTION_ITEMS = 500


class Collection(Editable, Entity):
    """A named, ordered set of articles and claims."""

    __tablename__ = "collection"

    id: Mapped[Id]
    slug: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    description: Mapped[str] = mapped_column(default="")
    created_at: Mapped[CreatedAt]

    items: Mapped[list["CollectionItem"]] = relationship(order_by="CollectionItem.position")


class CollectionItem(Entity):
    """One article or one claim of a collection."""

    __tablename__ = "collection_item"
    __table_args__ = (
        CheckConstraint("(article_id IS NULL) != (claim_id IS NULL)", name="one_article_or_one_claim"),
        Index("uq_collection_item_collection_id_article_id", "collection_id", "article_id", unique=True),
        Index("uq_collection_item_collection_id_claim_id", "collection_id", "claim_id", unique=True),
    )

    id: Mapped[Id]
    collection_id: Mapped[int] = mapped_column(ForeignKey("collection.id"), index=True)
    position: Mapped[int]
    article_id: Mapped[int | None] = mapped_column(ForeignKey("article.id"), index=True)
    claim_id: Mapped[int | None] = mapped_column(ForeignKey("claim.id"), index=True)
