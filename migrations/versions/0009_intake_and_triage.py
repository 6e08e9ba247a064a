"""Intake, versions and triage: what came in, what was fetched, re-anchored words, the desk's fields of a claim.

A snapshot is now of a source or of the page that a version was read from. On SQLite its table is made anew, from
the definition given here, since constraints cannot be changed there.
"""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

COLUMNS = (
    ("article", "refetch_every", sa.Integer(), None),
    ("article", "next_fetch_at", sa.DateTime(timezone=True), None),
    ("article", "fetched_at", sa.DateTime(timezone=True), None),
    ("article", "fetch_failure", sa.Text(), ""),
    ("article", "media_sha256", sa.Text(), ""),
    ("article", "media_type", sa.Text(), ""),
    ("article", "media_size", sa.BigInteger(), "0"),
    ("version", "cues", sa.JSON(), "[]"),
    ("appearance", "candidates", sa.JSON(), "[]"),
    ("appearance", "confirmed_at", sa.DateTime(timezone=True), None),
    ("claim", "selection_reason", sa.String(32), None),
    ("claim", "selection_note", sa.Text(), ""),
    ("claim", "wait_for", sa.Text(), ""),
    ("claim", "said_on", sa.Date(), None),
    ("claim", "said_where", sa.Text(), ""),
    ("claim", "provenance", sa.Text(), ""),
    ("claim", "deadline", sa.Date(), None),
    ("collection", "description", sa.Text(), ""),
    ("subscription", "outlet", sa.Text(), ""),
    ("subscription", "language", sa.Text(), ""),
    ("subscription", "engine", sa.Text(), ""),
    ("subscription", "take_all", sa.Boolean(), sa.false()),
    ("subscription", "every_minutes", sa.Integer(), "60"),
    ("subscription", "next_poll_at", sa.DateTime(timezone=True), None),
    ("subscription", "etag", sa.Text(), ""),
    ("subscription", "last_modified", sa.Text(), ""),
    ("subscription", "failures", sa.Integer(), "0"),
)
"""Table, name, type, and the value of rows from before; None: nothing is known of them."""
REFERENCES = (
    ("appearance", "previous_id", "appearance"),
    ("appearance", "confirmed_by_id", "person"),
    ("subscription", "added_by_id", "person"),
)
INDEXES = (
    ("article", ("next_fetch_at",)),
    ("claim", ("deadline",)),
    ("claim", ("created_at", "id")),
    ("subscription", ("next_poll_at",)),
)


def upgrade() -> None:
    for table, name, kind, before in COLUMNS:
        op.add_column(table, sa.Column(name, kind, nullable=before is None, server_default=before))
    for table, name, target in REFERENCES:
        key = sa.ForeignKey(f"{target}.id", name=op.f(f"fk_{table}_{name}"))
        op.add_column(table, sa.Column(name, sa.Integer(), key, nullable=True), inline_references=True)
        op.create_index(op.f(f"ix_{table}_{name}"), table, [name])
    for table, names in INDEXES:
        op.create_index(op.f(f"ix_{table}_{'_'.join(names)}"), table, list(names))
    for name in ("article_id", "claim_id"):
        index = f"uq_collection_item_collection_id_{name}"
        op.create_index(index, "collection_item", ["collection_id", name], unique=True)
    _create_mention()
    _create_saved_filter()
    _create_quantity()
    _create_intake_item()
    _open_snapshot()


def downgrade() -> None:
    _close_snapshot()
    for table in ("intake_item", "quantity", "saved_filter", "mention"):
        op.drop_table(table)
    for name in ("article_id", "claim_id"):
        op.drop_index(f"uq_collection_item_collection_id_{name}", "collection_item")
    for table, names in INDEXES:
        op.drop_index(op.f(f"ix_{table}_{'_'.join(names)}"), table)
    for table, name, _target in reversed(REFERENCES):
        op.drop_index(op.f(f"ix_{table}_{name}"), table)
        op.drop_column(table, name)
    for table, name, _kind, _before in reversed(COLUMNS):
        op.drop_column(table, name)


def _create_mention() -> None:
    op.create_table(
        "mention",
        sa.Column("comment_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["comment_id"], ["comment.id"], name=op.f("fk_mention_comment_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_mention_person_id")),
        sa.PrimaryKeyConstraint("comment_id", "person_id", name=op.f("pk_mention")),
    )
    op.create_index(op.f("ix_mention_person_id"), "mention", ["person_id"])


def _create_saved_filter() -> None:
    op.create_table(
        "saved_filter",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("query", sa.Text(), nullable=False),
        sa.Column("shared", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_saved_filter_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_saved_filter")),
        sa.UniqueConstraint("person_id", "name", name=op.f("uq_saved_filter_person_id_name")),
    )
    op.create_index(op.f("ix_saved_filter_person_id"), "saved_filter", ["person_id"])


def _create_quantity() -> None:
    words = ("name", "value", "formula", "unit", "period", "population", "note")
    op.create_table(
        "quantity",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("claim_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        *(sa.Column(name, sa.Text(), nullable=False) for name in words),
        sa.ForeignKeyConstraint(["claim_id"], ["claim.id"], name=op.f("fk_quantity_claim_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_quantity")),
        sa.UniqueConstraint("claim_id", "name", name=op.f("uq_quantity_claim_id_name")),
    )
    op.create_index(op.f("ix_quantity_claim_id"), "quantity", ["claim_id"])


def _create_intake_item() -> None:
    words = ("failure", "address", "title", "text", "claimant", "outlet", "author", "language", "note", "batch")
    targets = {"subscription_id": "subscription", "article_id": "article", "claim_id": "claim"}
    targets["added_by_id"] = "person"
    op.create_table(
        "intake_item",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("state", sa.String(32), nullable=False),
        sa.Column("state_changed_at", sa.DateTime(timezone=True), nullable=False),
        *(sa.Column(name, sa.Text(), nullable=False) for name in (*words, "engine")),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("guid", sa.Text(), nullable=True),
        *(sa.Column(name, sa.Integer(), nullable=True) for name in targets),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("edits", sa.Integer(), nullable=False),
        sa.CheckConstraint("kind != 'address' OR address != ''", name=op.f("ck_intake_item_address_is_given")),
        sa.CheckConstraint("kind != 'claim' OR text != ''", name=op.f("ck_intake_item_claim_has_words")),
        *(
            sa.ForeignKeyConstraint([name], [f"{table}.id"], name=op.f(f"fk_intake_item_{name}"))
            for name, table in targets.items()
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_intake_item")),
    )
    for name in (*targets, "address"):
        op.create_index(op.f(f"ix_intake_item_{name}"), "intake_item", [name])
    op.create_index("ix_intake_item_state_created_at", "intake_item", ["state", "created_at", "id"])
    unique = "uq_intake_item_subscription_id_guid"
    op.create_index(unique, "intake_item", ["subscription_id", "guid"], unique=True)


ONE_OWNER = "ck_snapshot_of_one_source_or_one_version"
ONE_OWNER_RULE = "(source_id IS NULL) != (version_id IS NULL)"


def _snapshot(*more: sa.schema.SchemaItem, of_versions: bool) -> sa.Table:
    """Return the table as it is before (or after) this revision, for SQLite to make it anew from."""
    metadata = sa.MetaData()
    return sa.Table(
        "snapshot",
        metadata,
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("source_id", sa.Integer(), nullable=of_versions),
        sa.Column("how", sa.String(32), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("media_type", sa.Text(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("taken_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("taken_by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "how != 'archive_address' OR address != ''", name=op.f("ck_snapshot_archive_has_an_address")
        ),
        sa.CheckConstraint(
            "how = 'archive_address' OR sha256 != ''", name=op.f("ck_snapshot_stored_copy_has_a_hash")
        ),
        sa.ForeignKeyConstraint(["source_id"], ["source.id"], name=op.f("fk_snapshot_source_id")),
        sa.ForeignKeyConstraint(["taken_by_id"], ["person.id"], name=op.f("fk_snapshot_taken_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_snapshot")),
        sa.Index(op.f("ix_snapshot_source_id"), "source_id"),
        sa.Index(op.f("ix_snapshot_taken_by_id"), "taken_by_id"),
        *more,
    )


def _open_snapshot() -> None:
    with op.batch_alter_table("snapshot", copy_from=_snapshot(of_versions=False)) as table:
        table.add_column(sa.Column("version_id", sa.Integer(), nullable=True))
        table.alter_column("source_id", existing_type=sa.Integer(), nullable=True)
        table.create_foreign_key(op.f("fk_snapshot_version_id"), "version", ["version_id"], ["id"])
        table.create_check_constraint(op.f(ONE_OWNER), ONE_OWNER_RULE)
        table.create_index(op.f("ix_snapshot_version_id"), ["version_id"])


def _close_snapshot() -> None:
    op.execute("DELETE FROM snapshot WHERE source_id IS NULL")
    after = _snapshot(
        sa.Column("version_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["version_id"], ["version.id"], name=op.f("fk_snapshot_version_id")),
        sa.CheckConstraint(ONE_OWNER_RULE, name=op.f(ONE_OWNER)),
        sa.Index(op.f("ix_snapshot_version_id"), "version_id"),
        of_versions=True,
    )
    with op.batch_alter_table("snapshot", copy_from=after) as table:
        table.drop_index(op.f("ix_snapshot_version_id"))
        table.drop_constraint(op.f(ONE_OWNER), type_="check")
        table.drop_constraint(op.f("fk_snapshot_version_id"), type_="foreignkey")
        table.drop_column("version_id")
        table.alter_column("source_id", existing_type=sa.Integer(), nullable=False)
