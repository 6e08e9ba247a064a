"""Tables of reports and what readers send."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _create_collection()
    _create_collection_item()
    _create_report()
    _create_tip()
    _create_token()
    _index_collection_item()
    _index_report()
    _index_tip()
    _index_token()


def downgrade() -> None:
    for table in (
        "token",
        "tip",
        "report",
        "collection_item",
        "collection",
    ):
        op.drop_table(table)


def _create_collection() -> None:
    op.create_table(
        "collection",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("slug", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("edits", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_collection")),
        sa.UniqueConstraint("slug", name=op.f("uq_collection_slug")),
    )


def _create_collection_item() -> None:
    op.create_table(
        "collection_item",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("collection_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("article_id", sa.Integer(), nullable=True),
        sa.Column("claim_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "(article_id IS NULL) != (claim_id IS NULL)",
            name=op.f("ck_collection_item_one_article_or_one_claim"),
        ),
        sa.ForeignKeyConstraint(["article_id"], ["article.id"], name=op.f("fk_collection_item_article_id")),
        sa.ForeignKeyConstraint(["claim_id"], ["claim.id"], name=op.f("fk_collection_item_claim_id")),
        sa.ForeignKeyConstraint(
            ["collection_id"], ["collection.id"], name=op.f("fk_collection_item_collection_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_collection_item")),
    )


def _index_collection_item() -> None:
    op.create_index(op.f("ix_collection_item_article_id"), "collection_item", ["article_id"])
    op.create_index(op.f("ix_collection_item_claim_id"), "collection_item", ["claim_id"])
    op.create_index(op.f("ix_collection_item_collection_id"), "collection_item", ["collection_id"])


def _create_report() -> None:
    op.create_table(
        "report",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("article_id", sa.Integer(), nullable=True),
        sa.Column("collection_id", sa.Integer(), nullable=True),
        sa.Column("state", sa.String(32), nullable=False),
        sa.Column("headline", sa.Text(), nullable=False),
        sa.Column("introduction", sa.Text(), nullable=False),
        sa.Column("selection_note", sa.Text(), nullable=False),
        sa.Column("whole_text", sa.Boolean(), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("published_by_id", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("edits", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "state != 'published' OR published_at IS NOT NULL", name=op.f("ck_report_published_has_a_date")
        ),
        sa.CheckConstraint(
            "(article_id IS NULL) != (collection_id IS NULL)",
            name=op.f("ck_report_of_one_article_or_one_collection"),
        ),
        sa.ForeignKeyConstraint(["article_id"], ["article.id"], name=op.f("fk_report_article_id")),
        sa.ForeignKeyConstraint(["collection_id"], ["collection.id"], name=op.f("fk_report_collection_id")),
        sa.ForeignKeyConstraint(["published_by_id"], ["person.id"], name=op.f("fk_report_published_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report")),
        sa.UniqueConstraint("article_id", name=op.f("uq_report_article_id")),
        sa.UniqueConstraint("collection_id", name=op.f("uq_report_collection_id")),
    )


def _index_report() -> None:
    op.create_index(op.f("ix_report_published_by_id"), "report", ["published_by_id"])


def _create_tip() -> None:
    op.create_table(
        "tip",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("state", sa.String(32), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("contact", sa.Text(), nullable=False),
        sa.Column("contact_erased_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("tracking_digest", sa.Text(), nullable=False),
        sa.Column("claim_id", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["claim_id"], ["claim.id"], name=op.f("fk_tip_claim_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tip")),
        sa.UniqueConstraint("tracking_digest", name=op.f("uq_tip_tracking_digest")),
    )


def _index_tip() -> None:
    op.create_index(op.f("ix_tip_claim_id"), "tip", ["claim_id"])
    op.create_index(op.f("ix_tip_digest"), "tip", ["digest"])


def _create_token() -> None:
    op.create_table(
        "token",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("claim_id", sa.Integer(), nullable=True),
        sa.Column("article_id", sa.Integer(), nullable=True),
        sa.Column("scope", sa.JSON(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["article_id"], ["article.id"], name=op.f("fk_token_article_id")),
        sa.ForeignKeyConstraint(["claim_id"], ["claim.id"], name=op.f("fk_token_claim_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_token_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_token")),
        sa.UniqueConstraint("digest", name=op.f("uq_token_digest")),
    )


def _index_token() -> None:
    op.create_index(op.f("ix_token_article_id"), "token", ["article_id"])
    op.create_index(op.f("ix_token_claim_id"), "token", ["claim_id"])
    op.create_index(op.f("ix_token_person_id"), "token", ["person_id"])
