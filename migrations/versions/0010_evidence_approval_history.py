"""Evidence, approval and history: archived sources, reviews, organisation, what readers send, removal."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

COLUMNS = (
    ("claimant", "erased_at", sa.DateTime(timezone=True), None),
    ("person", "mail_notifications", sa.Boolean(), sa.true()),
    ("person", "erased_at", sa.DateTime(timezone=True), None),
    ("article", "erased_at", sa.DateTime(timezone=True), None),
    ("claim", "erased_at", sa.DateTime(timezone=True), None),
    ("source", "interests", sa.Text(), ""),
    ("source", "state_changed_at", sa.DateTime(timezone=True), "1970-01-01 00:00:00"),
    ("source", "failure", sa.Text(), ""),
    ("source", "link_state", sa.String(32), "unchecked"),
    ("source", "link_status", sa.Integer(), None),
    ("source", "link_checked_at", sa.DateTime(timezone=True), None),
    ("source", "next_check_at", sa.DateTime(timezone=True), None),
    ("source", "wayback_state", sa.String(32), "not_asked"),
    ("source", "wayback_failure", sa.Text(), ""),
    ("source", "sealed", sa.LargeBinary(), None),
    ("source", "erased_at", sa.DateTime(timezone=True), None),
    ("rating", "icon", sa.Text(), ""),
    ("tip", "language", sa.Text(), ""),
    ("tip", "picture_sha256", sa.Text(), ""),
    ("tip", "picture_type", sa.Text(), ""),
    ("tip", "answer", sa.Text(), ""),
    ("tip", "handled_at", sa.DateTime(timezone=True), None),
    ("tip", "erased_at", sa.DateTime(timezone=True), None),
    ("tip", "edits", sa.Integer(), "1"),
    ("verdict", "translation_outdated_at", sa.DateTime(timezone=True), None),
    ("verdict", "reexamining_since", sa.DateTime(timezone=True), None),
    ("verdict", "reexamining_note", sa.Text(), ""),
    ("snapshot", "status", sa.Integer(), None),
    ("snapshot", "text_sha256", sa.Text(), ""),
    ("snapshot", "text_failure", sa.Text(), ""),
    ("snapshot", "warc_sha256", sa.Text(), ""),
    ("snapshot", "encrypted", sa.Boolean(), sa.false()),
    ("snapshot", "erased_at", sa.DateTime(timezone=True), None),
    ("verdict_revision", "recheck_when", sa.Text(), ""),
    ("verdict_revision", "scheduled_kind", sa.String(32), None),
    ("verdict_revision", "scheduled_note", sa.Text(), ""),
    ("verdict_revision", "schedule_failure", sa.Text(), ""),
    ("evidence", "sealed", sa.LargeBinary(), None),
    ("evidence", "quote_check", sa.String(32), "not_checked"),
    ("evidence", "quote_differences", sa.Text(), ""),
    ("evidence", "quote_checked_at", sa.DateTime(timezone=True), None),
    ("token", "note", sa.Text(), ""),
    ("token", "revoked_at", sa.DateTime(timezone=True), None),
)
"""Table, name, type, and the value of rows from before; None: nothing is known of them."""
REFERENCES = (
    ("scale", "created_by_id", "person"),
    ("tip", "handled_by_id", "person"),
    ("tip", "source_id", "source"),
    ("verdict", "translation_of_id", "verdict"),
    ("verdict", "reexamining_by_id", "person"),
    ("verdict_revision", "scheduled_by_id", "person"),
    ("evidence", "quote_snapshot_id", "snapshot"),
    ("token", "revision_id", "verdict_revision"),
    ("token", "created_by_id", "person"),
)
INDEXES = (
    ("source", ("next_check_at",)),
    ("tip", ("state", "created_at", "id")),
    ("verdict_revision", ("scheduled_at",)),
)


def upgrade() -> None:
    for table, name, kind, before in COLUMNS:
        op.add_column(table, sa.Column(name, kind, nullable=before is None, server_default=before))
    op.execute("UPDATE source SET state_changed_at = created_at")
    for table, name, target in REFERENCES:
        key = sa.ForeignKey(f"{target}.id", name=op.f(f"fk_{table}_{name}"))
        op.add_column(table, sa.Column(name, sa.Integer(), key, nullable=True), inline_references=True)
        op.create_index(op.f(f"ix_{table}_{name}"), table, [name])
    for table, names in INDEXES:
        op.create_index(op.f(f"ix_{table}_{'_'.join(names)}"), table, list(names))
    _create_mail()
    _create_tip_submission()
    _create_contact()
    _create_notification()
    _create_removal()
    _create_conflict_of_interest()
    _create_contact_claim()
    _create_source_access()
    _create_picture()
    _create_autosave()
    _create_blind_rating()


def downgrade() -> None:
    op.execute("DELETE FROM token WHERE kind = 'guest'")
    for table in (
        "blind_rating",
        "autosave",
        "picture",
        "source_access",
        "contact_claim",
        "conflict_of_interest",
        "removal",
        "notification",
        "contact",
        "tip_submission",
        "mail",
    ):
        op.drop_table(table)
    for table, names in INDEXES:
        op.drop_index(op.f(f"ix_{table}_{'_'.join(names)}"), table)
    for table, name, _target in reversed(REFERENCES):
        op.drop_index(op.f(f"ix_{table}_{name}"), table)
        op.drop_column(table, name)
    for table, name, _kind, _before in reversed(COLUMNS):
        op.drop_column(table, name)


def _create_mail() -> None:
    op.create_table(
        "mail",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("recipient", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("state", sa.String(32), nullable=False),
        sa.Column("failure", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mail")),
    )
    op.create_index(op.f("ix_mail_state"), "mail", ["state"])


def _create_tip_submission() -> None:
    op.create_table(
        "tip_submission",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tip_submission")),
    )
    op.create_index(op.f("ix_tip_submission_digest"), "tip_submission", ["digest"])


def _create_contact() -> None:
    op.create_table(
        "contact",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("claimant_id", sa.Integer(), nullable=True),
        sa.Column("asked_whom", sa.Text(), nullable=False),
        sa.Column("channel", sa.String(32), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("question", sa.Text(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("deadline", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("answer_private", sa.Boolean(), nullable=False),
        sa.Column("added_by_id", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("edits", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "answered_at IS NULL OR asked_at <= answered_at", name=op.f("ck_contact_answer_comes_after")
        ),
        sa.ForeignKeyConstraint(["added_by_id"], ["person.id"], name=op.f("fk_contact_added_by_id")),
        sa.ForeignKeyConstraint(["claimant_id"], ["claimant.id"], name=op.f("fk_contact_claimant_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contact")),
    )
    op.create_index(op.f("ix_contact_added_by_id"), "contact", ["added_by_id"])
    op.create_index(op.f("ix_contact_deadline"), "contact", ["deadline"])
    op.create_index(op.f("ix_contact_claimant_id"), "contact", ["claimant_id"])


def _create_notification() -> None:
    op.create_table(
        "notification",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("subject_type", sa.Text(), nullable=False),
        sa.Column("subject_id", sa.Integer(), nullable=False),
        sa.Column("data", sa.JSON(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_notification_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notification")),
    )
    op.create_index(op.f("ix_notification_person_id"), "notification", ["person_id"])
    op.create_index(op.f("ix_notification_person_id_seen_at_id"), "notification", ["person_id", "seen_at", "id"])


def _create_removal() -> None:
    op.create_table(
        "removal",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("subject_type", sa.String(32), nullable=False),
        sa.Column("subject_id", sa.Integer(), nullable=False),
        sa.Column("status", sa.String(32), nullable=False),
        sa.Column("sentence", sa.Text(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("sentence != ''", name=op.f("ck_removal_sentence_is_given")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_removal_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_removal")),
        sa.UniqueConstraint("subject_type", "subject_id", name=op.f("uq_removal_subject_type_subject_id")),
    )
    op.create_index(op.f("ix_removal_person_id"), "removal", ["person_id"])


def _create_conflict_of_interest() -> None:
    op.create_table(
        "conflict_of_interest",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("claim_id", sa.Integer(), nullable=True),
        sa.Column("article_id", sa.Integer(), nullable=True),
        sa.Column("claimant_id", sa.Integer(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("declared_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "(CASE WHEN claim_id IS NULL THEN 0 ELSE 1 END) + (CASE WHEN article_id IS NULL THEN 0 ELSE 1 END) + (CASE WHEN claimant_id IS NULL THEN 0 ELSE 1 END) = 1",
            name=op.f("ck_conflict_of_interest_about_one_thing"),
        ),
        sa.ForeignKeyConstraint(["article_id"], ["article.id"], name=op.f("fk_conflict_of_interest_article_id")),
        sa.ForeignKeyConstraint(["claim_id"], ["claim.id"], name=op.f("fk_conflict_of_interest_claim_id")),
        sa.ForeignKeyConstraint(
            ["claimant_id"], ["claimant.id"], name=op.f("fk_conflict_of_interest_claimant_id")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_conflict_of_interest_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_conflict_of_interest")),
    )
    op.create_index(op.f("ix_conflict_of_interest_person_id"), "conflict_of_interest", ["person_id"])
    op.create_index(op.f("ix_conflict_of_interest_claim_id"), "conflict_of_interest", ["claim_id"])
    op.create_index(op.f("ix_conflict_of_interest_claimant_id"), "conflict_of_interest", ["claimant_id"])
    op.create_index(op.f("ix_conflict_of_interest_article_id"), "conflict_of_interest", ["article_id"])


def _create_contact_claim() -> None:
    op.create_table(
        "contact_claim",
        sa.Column("contact_id", sa.Integer(), nullable=False),
        sa.Column("claim_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["claim_id"], ["claim.id"], name=op.f("fk_contact_claim_claim_id")),
        sa.ForeignKeyConstraint(["contact_id"], ["contact.id"], name=op.f("fk_contact_claim_contact_id")),
        sa.PrimaryKeyConstraint("contact_id", "claim_id", name=op.f("pk_contact_claim")),
    )
    op.create_index(op.f("ix_contact_claim_claim_id"), "contact_claim", ["claim_id"])


def _create_source_access() -> None:
    op.create_table(
        "source_access",
        sa.Column("source_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("granted_by_id", sa.Integer(), nullable=True),
        sa.Column("granted_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["granted_by_id"], ["person.id"], name=op.f("fk_source_access_granted_by_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_source_access_person_id")),
        sa.ForeignKeyConstraint(["source_id"], ["source.id"], name=op.f("fk_source_access_source_id")),
        sa.PrimaryKeyConstraint("source_id", "person_id", name=op.f("pk_source_access")),
    )
    op.create_index(op.f("ix_source_access_person_id"), "source_access", ["person_id"])
    op.create_index(op.f("ix_source_access_granted_by_id"), "source_access", ["granted_by_id"])


def _create_picture() -> None:
    op.create_table(
        "picture",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("verdict_id", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("media_type", sa.Text(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("width", sa.Integer(), nullable=False),
        sa.Column("height", sa.Integer(), nullable=False),
        sa.Column("alternative", sa.Text(), nullable=False),
        sa.Column("credit", sa.Text(), nullable=False),
        sa.Column("added_by_id", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["added_by_id"], ["person.id"], name=op.f("fk_picture_added_by_id")),
        sa.ForeignKeyConstraint(["verdict_id"], ["verdict.id"], name=op.f("fk_picture_verdict_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_picture")),
        sa.UniqueConstraint("verdict_id", "sha256", name=op.f("uq_picture_verdict_id_sha256")),
    )
    op.create_index(op.f("ix_picture_verdict_id"), "picture", ["verdict_id"])
    op.create_index(op.f("ix_picture_added_by_id"), "picture", ["added_by_id"])
    op.create_index(op.f("ix_picture_sha256"), "picture", ["sha256"])


def _create_autosave() -> None:
    op.create_table(
        "autosave",
        sa.Column("revision_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("seen_edits", sa.Integer(), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_autosave_person_id")),
        sa.ForeignKeyConstraint(["revision_id"], ["verdict_revision.id"], name=op.f("fk_autosave_revision_id")),
        sa.PrimaryKeyConstraint("revision_id", "person_id", name=op.f("pk_autosave")),
    )
    op.create_index(op.f("ix_autosave_person_id"), "autosave", ["person_id"])


def _create_blind_rating() -> None:
    op.create_table(
        "blind_rating",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("revision_id", sa.Integer(), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("rating_id", sa.Integer(), nullable=False),
        sa.Column("author_rating_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["author_rating_id"], ["rating.id"], name=op.f("fk_blind_rating_author_rating_id")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_blind_rating_person_id")),
        sa.ForeignKeyConstraint(["rating_id"], ["rating.id"], name=op.f("fk_blind_rating_rating_id")),
        sa.ForeignKeyConstraint(
            ["revision_id"], ["verdict_revision.id"], name=op.f("fk_blind_rating_revision_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_blind_rating")),
        sa.UniqueConstraint(
            "revision_id", "round", "person_id", name=op.f("uq_blind_rating_revision_id_round_person_id")
        ),
    )
    op.create_index(op.f("ix_blind_rating_person_id"), "blind_rating", ["person_id"])
    op.create_index(op.f("ix_blind_rating_rating_id"), "blind_rating", ["rating_id"])
    op.create_index(op.f("ix_blind_rating_author_rating_id"), "blind_rating", ["author_rating_id"])
    op.create_index(op.f("ix_blind_rating_revision_id"), "blind_rating", ["revision_id"])
