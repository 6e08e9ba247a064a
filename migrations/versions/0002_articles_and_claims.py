"""Tables of articles and claims."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _create_claimant()
    _create_tag()
    _create_article()
    _create_claim()
    _create_claim_tag()
    _create_comment()
    _create_match()
    _create_version()
    _create_appearance()
    _create_extraction_run()
    _index_article()
    _index_claim()
    _index_claim_tag()
    _index_comment()
    _index_match()
    _index_version()
    _index_appearance()
    _index_extraction_run()


def downgrade() -> None:
    for table in (
        "extraction_run",
        "appearance",
        "version",
        "match",
        "comment",
        "claim_tag",
        "claim",
        "article",
        "tag",
        "claimant",
    ):
        op.drop_table(table)


def _create_claimant() -> None:
    op.create_table(
        "claimant",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("same_as", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_claimant")),
        sa.UniqueConstraint("name", "same_as", name=op.f("uq_claimant_name_same_as")),
    )


def _create_tag() -> None:
    op.create_table(
        "tag",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("slug", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tag")),
        sa.UniqueConstraint("slug", name=op.f("uq_tag_slug")),
    )


def _create_article() -> None:
    op.create_table(
        "article",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("medium", sa.String(32), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("outlet", sa.Text(), nullable=False),
        sa.Column("author", sa.Text(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("private", sa.Boolean(), nullable=False),
        sa.Column("state", sa.String(32), nullable=False),
        sa.Column("state_changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("failure", sa.Text(), nullable=False),
        sa.Column("engine", sa.Text(), nullable=False),
        sa.Column("added_by_id", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("edits", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["added_by_id"], ["person.id"], name=op.f("fk_article_added_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_article")),
    )


def _index_article() -> None:
    op.create_index(op.f("ix_article_added_by_id"), "article", ["added_by_id"])
    op.create_index("ix_article_created_at_id", "article", ["created_at", "id"])


def _create_claim() -> None:
    op.create_table(
        "claim",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("state", sa.String(32), nullable=False),
        sa.Column("set_aside_reason", sa.String(32), nullable=True),
        sa.Column("drop_reason", sa.String(32), nullable=True),
        sa.Column("wait_until", sa.Date(), nullable=True),
        sa.Column("merged_into_id", sa.Integer(), nullable=True),
        sa.Column("attribution", sa.Text(), nullable=False),
        sa.Column("claimant_id", sa.Integer(), nullable=True),
        sa.Column("claimant_status", sa.String(32), nullable=False),
        sa.Column("score", sa.Double(), nullable=False),
        sa.Column("reasons", sa.JSON(), nullable=False),
        sa.Column("engine", sa.Text(), nullable=False),
        sa.Column("engine_version", sa.Text(), nullable=False),
        sa.Column("assignee_id", sa.Integer(), nullable=True),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("edits", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(claimant_status = 'confirmed') = (claimant_id IS NOT NULL)",
            name=op.f("ck_claim_confirmed_claimant_is_named"),
        ),
        sa.CheckConstraint(
            "(state = 'merged') = (merged_into_id IS NOT NULL)", name=op.f("ck_claim_merged_has_target")
        ),
        sa.CheckConstraint("score >= 0 AND score <= 1", name=op.f("ck_claim_score_in_range")),
        sa.ForeignKeyConstraint(["assignee_id"], ["person.id"], name=op.f("fk_claim_assignee_id")),
        sa.ForeignKeyConstraint(["claimant_id"], ["claimant.id"], name=op.f("fk_claim_claimant_id")),
        sa.ForeignKeyConstraint(["created_by_id"], ["person.id"], name=op.f("fk_claim_created_by_id")),
        sa.ForeignKeyConstraint(["merged_into_id"], ["claim.id"], name=op.f("fk_claim_merged_into_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_claim")),
    )


def _index_claim() -> None:
    op.create_index(op.f("ix_claim_assignee_id"), "claim", ["assignee_id"])
    op.create_index(op.f("ix_claim_claimant_id"), "claim", ["claimant_id"])
    op.create_index(op.f("ix_claim_created_by_id"), "claim", ["created_by_id"])
    op.create_index(op.f("ix_claim_merged_into_id"), "claim", ["merged_into_id"])
    op.create_index("ix_claim_state_created_at", "claim", ["state", "created_at", "id"])


def _create_claim_tag() -> None:
    op.create_table(
        "claim_tag",
        sa.Column("claim_id", sa.Integer(), nullable=False),
        sa.Column("tag_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["claim_id"], ["claim.id"], name=op.f("fk_claim_tag_claim_id")),
        sa.ForeignKeyConstraint(["tag_id"], ["tag.id"], name=op.f("fk_claim_tag_tag_id")),
        sa.PrimaryKeyConstraint("claim_id", "tag_id", name=op.f("pk_claim_tag")),
    )


def _index_claim_tag() -> None:
    op.create_index(op.f("ix_claim_tag_tag_id"), "claim_tag", ["tag_id"])


def _create_comment() -> None:
    op.create_table(
        "comment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("claim_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("erased_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["claim_id"], ["claim.id"], name=op.f("fk_comment_claim_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_comment_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_comment")),
    )


def _index_comment() -> None:
    op.create_index(op.f("ix_comment_claim_id"), "comment", ["claim_id"])
    op.create_index(op.f("ix_comment_person_id"), "comment", ["person_id"])


def _create_match() -> None:
    op.create_table(
        "match",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("claim_id", sa.Integer(), nullable=False),
        sa.Column("earlier_claim_id", sa.Integer(), nullable=False),
        sa.Column("engine", sa.Text(), nullable=False),
        sa.Column("engine_version", sa.Text(), nullable=False),
        sa.Column("score", sa.Double(), nullable=False),
        sa.Column("reasons", sa.JSON(), nullable=False),
        sa.Column("decision", sa.String(32), nullable=False),
        sa.Column("decided_by_id", sa.Integer(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("claim_id != earlier_claim_id", name=op.f("ck_match_of_two_claims")),
        sa.CheckConstraint("score >= 0 AND score <= 1", name=op.f("ck_match_score_in_range")),
        sa.ForeignKeyConstraint(["claim_id"], ["claim.id"], name=op.f("fk_match_claim_id")),
        sa.ForeignKeyConstraint(["decided_by_id"], ["person.id"], name=op.f("fk_match_decided_by_id")),
        sa.ForeignKeyConstraint(["earlier_claim_id"], ["claim.id"], name=op.f("fk_match_earlier_claim_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_match")),
        sa.UniqueConstraint("claim_id", "earlier_claim_id", name=op.f("uq_match_claim_id_earlier_claim_id")),
    )


def _index_match() -> None:
    op.create_index(op.f("ix_match_claim_id"), "match", ["claim_id"])
    op.create_index(op.f("ix_match_decided_by_id"), "match", ["decided_by_id"])
    op.create_index(op.f("ix_match_earlier_claim_id"), "match", ["earlier_claim_id"])


def _create_version() -> None:
    op.create_table(
        "version",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("article_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("length", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("origin", sa.Text(), nullable=False),
        sa.CheckConstraint("length >= 0", name=op.f("ck_version_length_is_positive")),
        sa.ForeignKeyConstraint(["article_id"], ["article.id"], name=op.f("fk_version_article_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_version")),
        sa.UniqueConstraint("article_id", "number", name=op.f("uq_version_article_id_number")),
        sa.UniqueConstraint("id", "length", name=op.f("uq_version_id_length")),
    )


def _index_version() -> None:
    op.create_index(op.f("ix_version_article_id"), "version", ["article_id"])
    op.create_index(op.f("ix_version_sha256"), "version", ["sha256"])


def _create_appearance() -> None:
    op.create_table(
        "appearance",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("claim_id", sa.Integer(), nullable=False),
        sa.Column("article_id", sa.Integer(), nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("version_length", sa.Integer(), nullable=False),
        sa.Column("anchor_kind", sa.String(32), nullable=False),
        sa.Column("anchor_status", sa.String(32), nullable=False),
        sa.Column("exact", sa.Text(), nullable=False),
        sa.Column("prefix", sa.Text(), nullable=False),
        sa.Column("suffix", sa.Text(), nullable=False),
        sa.Column("start", sa.Integer(), nullable=True),
        sa.Column("end", sa.Integer(), nullable=True),
        sa.Column("place", sa.JSON(), nullable=True),
        sa.Column("attribution", sa.Text(), nullable=False),
        sa.Column("said_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            'anchor_kind != \'words\' OR (start >= 0 AND start < "end" AND "end" <= version_length)',
            name=op.f("ck_appearance_words_inside_the_text"),
        ),
        sa.CheckConstraint(
            "anchor_kind != 'words' OR length(exact) = \"end\" - start",
            name=op.f("ck_appearance_exact_is_as_long_as_its_place"),
        ),
        sa.ForeignKeyConstraint(["article_id"], ["article.id"], name=op.f("fk_appearance_article_id")),
        sa.ForeignKeyConstraint(["claim_id"], ["claim.id"], name=op.f("fk_appearance_claim_id")),
        sa.ForeignKeyConstraint(
            ["version_id", "version_length"],
            ["version.id", "version.length"],
            name=op.f("fk_appearance_version_id_version_length"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_appearance")),
        sa.UniqueConstraint(
            "claim_id", "version_id", "start", "end", name=op.f("uq_appearance_claim_id_version_id_start_end")
        ),
    )


def _index_appearance() -> None:
    op.create_index(op.f("ix_appearance_article_id"), "appearance", ["article_id"])
    op.create_index(op.f("ix_appearance_claim_id"), "appearance", ["claim_id"])
    op.create_index(op.f("ix_appearance_version_id"), "appearance", ["version_id"])


def _create_extraction_run() -> None:
    op.create_table(
        "extraction_run",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("article_id", sa.Integer(), nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("engine", sa.Text(), nullable=False),
        sa.Column("engine_version", sa.Text(), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seconds", sa.Double(), nullable=False),
        sa.Column("claims", sa.Integer(), nullable=False),
        sa.Column("appearances", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["article_id"], ["article.id"], name=op.f("fk_extraction_run_article_id")),
        sa.ForeignKeyConstraint(["version_id"], ["version.id"], name=op.f("fk_extraction_run_version_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_extraction_run")),
    )


def _index_extraction_run() -> None:
    op.create_index(op.f("ix_extraction_run_article_id"), "extraction_run", ["article_id"])
    op.create_index(op.f("ix_extraction_run_version_id"), "extraction_run", ["version_id"])
