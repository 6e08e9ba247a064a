"""Tables of sources and verdicts."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _create_scale()
    _create_rating()
    _create_source()
    _create_evidence()
    _create_rating_translation()
    _create_snapshot()
    _create_verdict()
    _create_verdict_revision()
    _create_approval()
    _create_correction()
    _create_revision_author()
    _create_revision_evidence()
    _index_rating()
    _index_source()
    _index_evidence()
    _index_snapshot()
    _index_verdict_revision()
    _index_approval()
    _index_correction()
    _index_revision_author()
    _index_revision_evidence()


def downgrade() -> None:
    for table in (
        "revision_evidence",
        "revision_author",
        "correction",
        "approval",
        "verdict_revision",
        "verdict",
        "snapshot",
        "rating_translation",
        "evidence",
        "source",
        "rating",
        "scale",
    ):
        op.drop_table(table)


def _create_scale() -> None:
    op.create_table(
        "scale",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_scale")),
        sa.UniqueConstraint("name", "number", name=op.f("uq_scale_name_number")),
    )


def _create_rating() -> None:
    op.create_table(
        "rating",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("scale_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("value", sa.Integer(), nullable=True),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("label", sa.Text(), nullable=False),
        sa.Column("definition", sa.Text(), nullable=False),
        sa.Column("gates", sa.JSON(), nullable=False),
        sa.CheckConstraint("value IS NULL OR value >= 1", name=op.f("ck_rating_value_at_least_one")),
        sa.ForeignKeyConstraint(["scale_id"], ["scale.id"], name=op.f("fk_rating_scale_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rating")),
        sa.UniqueConstraint("scale_id", "key", name=op.f("uq_rating_scale_id_key")),
    )


def _index_rating() -> None:
    op.create_index(op.f("ix_rating_scale_id"), "rating", ["scale_id"])


def _create_source() -> None:
    op.create_table(
        "source",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("publisher", sa.Text(), nullable=False),
        sa.Column("published_on", sa.Date(), nullable=True),
        sa.Column("accessed_on", sa.Date(), nullable=False),
        sa.Column("primary", sa.Boolean(), nullable=False),
        sa.Column("origin", sa.Text(), nullable=False),
        sa.Column("state", sa.String(32), nullable=False),
        sa.Column("no_snapshot_reason", sa.String(32), nullable=True),
        sa.Column("no_snapshot_note", sa.Text(), nullable=False),
        sa.Column("withheld", sa.Boolean(), nullable=False),
        sa.Column("public_description", sa.Text(), nullable=False),
        sa.Column("added_by_id", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("edits", sa.Integer(), nullable=False),
        sa.CheckConstraint("kind != 'page' OR address != ''", name=op.f("ck_source_page_has_an_address")),
        sa.CheckConstraint(
            "no_snapshot_reason IS NULL OR no_snapshot_reason != 'other' OR no_snapshot_note != ''",
            name=op.f("ck_source_other_reason_is_a_sentence"),
        ),
        sa.ForeignKeyConstraint(["added_by_id"], ["person.id"], name=op.f("fk_source_added_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_source")),
    )


def _index_source() -> None:
    op.create_index(op.f("ix_source_added_by_id"), "source", ["added_by_id"])
    op.create_index(op.f("ix_source_address"), "source", ["address"])


def _create_evidence() -> None:
    op.create_table(
        "evidence",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("claim_id", sa.Integer(), nullable=False),
        sa.Column("source_id", sa.Integer(), nullable=False),
        sa.Column("stance", sa.String(32), nullable=False),
        sa.Column("quote", sa.Text(), nullable=False),
        sa.Column("translation", sa.Text(), nullable=False),
        sa.Column("locator", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("added_by_id", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("edits", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["added_by_id"], ["person.id"], name=op.f("fk_evidence_added_by_id")),
        sa.ForeignKeyConstraint(["claim_id"], ["claim.id"], name=op.f("fk_evidence_claim_id")),
        sa.ForeignKeyConstraint(["source_id"], ["source.id"], name=op.f("fk_evidence_source_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_evidence")),
    )


def _index_evidence() -> None:
    op.create_index(op.f("ix_evidence_added_by_id"), "evidence", ["added_by_id"])
    op.create_index(op.f("ix_evidence_claim_id"), "evidence", ["claim_id"])
    op.create_index(op.f("ix_evidence_source_id"), "evidence", ["source_id"])


def _create_rating_translation() -> None:
    op.create_table(
        "rating_translation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("rating_id", sa.Integer(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("label", sa.Text(), nullable=False),
        sa.Column("definition", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["rating_id"], ["rating.id"], name=op.f("fk_rating_translation_rating_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rating_translation")),
        sa.UniqueConstraint("rating_id", "language", name=op.f("uq_rating_translation_rating_id_language")),
    )


def _create_snapshot() -> None:
    op.create_table(
        "snapshot",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("source_id", sa.Integer(), nullable=False),
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
    )


def _index_snapshot() -> None:
    op.create_index(op.f("ix_snapshot_source_id"), "snapshot", ["source_id"])
    op.create_index(op.f("ix_snapshot_taken_by_id"), "snapshot", ["taken_by_id"])


def _create_verdict() -> None:
    op.create_table(
        "verdict",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("claim_id", sa.Integer(), nullable=False),
        sa.Column("published_at_url", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["claim_id"], ["claim.id"], name=op.f("fk_verdict_claim_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_verdict")),
        sa.UniqueConstraint("claim_id", name=op.f("uq_verdict_claim_id")),
    )


def _create_verdict_revision() -> None:
    op.create_table(
        "verdict_revision",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("verdict_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(32), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("wording", sa.Text(), nullable=False),
        sa.Column("claimant_id", sa.Integer(), nullable=True),
        sa.Column("rating_id", sa.Integer(), nullable=True),
        sa.Column("summary", sa.Text(), nullable=False),
        sa.Column("explanation", sa.Text(), nullable=False),
        sa.Column("as_of", sa.Date(), nullable=True),
        sa.Column("recheck_on", sa.Date(), nullable=True),
        sa.Column("searched", sa.Text(), nullable=False),
        sa.Column("how_to_repeat", sa.Text(), nullable=False),
        sa.Column("could_change", sa.Text(), nullable=False),
        sa.Column("gate_answers", sa.JSON(), nullable=False),
        sa.Column("scheduled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("published_by_id", sa.Integer(), nullable=True),
        sa.Column("frozen", sa.JSON(), nullable=True),
        sa.Column("erased_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("edits", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "state NOT IN ('published', 'superseded', 'withdrawn') OR (published_at IS NOT NULL AND frozen IS NOT NULL AND rating_id IS NOT NULL)",
            name=op.f("ck_verdict_revision_published_is_complete"),
        ),
        sa.ForeignKeyConstraint(["claimant_id"], ["claimant.id"], name=op.f("fk_verdict_revision_claimant_id")),
        sa.ForeignKeyConstraint(
            ["published_by_id"], ["person.id"], name=op.f("fk_verdict_revision_published_by_id")
        ),
        sa.ForeignKeyConstraint(["rating_id"], ["rating.id"], name=op.f("fk_verdict_revision_rating_id")),
        sa.ForeignKeyConstraint(["verdict_id"], ["verdict.id"], name=op.f("fk_verdict_revision_verdict_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_verdict_revision")),
        sa.UniqueConstraint("verdict_id", "number", name=op.f("uq_verdict_revision_verdict_id_number")),
    )


def _index_verdict_revision() -> None:
    op.create_index(op.f("ix_verdict_revision_claimant_id"), "verdict_revision", ["claimant_id"])
    op.create_index(op.f("ix_verdict_revision_published_at"), "verdict_revision", ["published_at"])
    op.create_index(op.f("ix_verdict_revision_published_by_id"), "verdict_revision", ["published_by_id"])
    op.create_index(op.f("ix_verdict_revision_rating_id"), "verdict_revision", ["rating_id"])
    op.create_index("ix_verdict_revision_state_published_at", "verdict_revision", ["state", "published_at", "id"])
    op.create_index(op.f("ix_verdict_revision_verdict_id"), "verdict_revision", ["verdict_id"])
    op.create_index(
        "uq_verdict_revision_open",
        "verdict_revision",
        ["verdict_id"],
        unique=True,
        sqlite_where=sa.text("state IN ('draft', 'in_review', 'returned', 'approved')"),
        postgresql_where=sa.text("state IN ('draft', 'in_review', 'returned', 'approved')"),
    )
    op.create_index(
        "uq_verdict_revision_published",
        "verdict_revision",
        ["verdict_id"],
        unique=True,
        sqlite_where=sa.text("state = 'published'"),
        postgresql_where=sa.text("state = 'published'"),
    )


def _create_approval() -> None:
    op.create_table(
        "approval",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("revision_id", sa.Integer(), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("decision", sa.String(32), nullable=False),
        sa.Column("comment", sa.Text(), nullable=False),
        sa.Column("exception", sa.Boolean(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "NOT exception OR decision = 'approved'", name=op.f("ck_approval_only_approvals_are_exceptions")
        ),
        sa.CheckConstraint(
            "decision != 'returned' OR comment != ''", name=op.f("ck_approval_return_has_a_comment")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_approval_person_id")),
        sa.ForeignKeyConstraint(["revision_id"], ["verdict_revision.id"], name=op.f("fk_approval_revision_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_approval")),
    )


def _index_approval() -> None:
    op.create_index(op.f("ix_approval_person_id"), "approval", ["person_id"])
    op.create_index(op.f("ix_approval_revision_id"), "approval", ["revision_id"])
    op.create_index(
        "uq_approval_round",
        "approval",
        ["revision_id", "round", "person_id"],
        unique=True,
        sqlite_where=sa.text("decision = 'approved'"),
        postgresql_where=sa.text("decision = 'approved'"),
    )


def _create_correction() -> None:
    op.create_table(
        "correction",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("revision_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("kind = 'minor' OR note != ''", name=op.f("ck_correction_note_unless_minor")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_correction_person_id")),
        sa.ForeignKeyConstraint(["revision_id"], ["verdict_revision.id"], name=op.f("fk_correction_revision_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_correction")),
        sa.UniqueConstraint("revision_id", "kind", name=op.f("uq_correction_revision_id_kind")),
    )


def _index_correction() -> None:
    op.create_index(op.f("ix_correction_revision_id"), "correction", ["revision_id"])
    op.create_index(op.f("ix_correction_person_id"), "correction", ["person_id"])


def _create_revision_author() -> None:
    op.create_table(
        "revision_author",
        sa.Column("revision_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_revision_author_person_id")),
        sa.ForeignKeyConstraint(
            ["revision_id"], ["verdict_revision.id"], name=op.f("fk_revision_author_revision_id")
        ),
        sa.PrimaryKeyConstraint("revision_id", "person_id", name=op.f("pk_revision_author")),
    )


def _index_revision_author() -> None:
    op.create_index(op.f("ix_revision_author_person_id"), "revision_author", ["person_id"])


def _create_revision_evidence() -> None:
    op.create_table(
        "revision_evidence",
        sa.Column("revision_id", sa.Integer(), nullable=False),
        sa.Column("evidence_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["evidence_id"], ["evidence.id"], name=op.f("fk_revision_evidence_evidence_id")),
        sa.ForeignKeyConstraint(
            ["revision_id"], ["verdict_revision.id"], name=op.f("fk_revision_evidence_revision_id")
        ),
        sa.PrimaryKeyConstraint("revision_id", "evidence_id", name=op.f("pk_revision_evidence")),
    )


def _index_revision_evidence() -> None:
    op.create_index(op.f("ix_revision_evidence_evidence_id"), "revision_evidence", ["evidence_id"])
