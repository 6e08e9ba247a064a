"""What a removal still has to do, what a redacted text hashes to, and how far the database lets content go.

A frozen revision loses content only in a statement that also says when (``erased_at``): a revision of which a
source was erased once stays as frozen as before. The comment of an approval goes with the content of its revision.
"""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

COLUMNS = (
    ("removal", "blocked_by", sa.Text(), ""),
    ("removal", "files", sa.JSON(), "[]"),
    ("removal", "finished_at", sa.DateTime(timezone=True), None),
    ("removal", "failure", sa.Text(), ""),
    ("version", "redacted_sha256", sa.Text(), ""),
)

FROZEN = "a published revision never changes"
FROZEN_STATES = "('published', 'superseded', 'withdrawn')"
FROZEN_COLUMNS = (
    "verdict_id",
    "number",
    "round",
    "language",
    "wording",
    "claimant_id",
    "rating_id",
    "summary",
    "explanation",
    "as_of",
    "searched",
    "how_to_repeat",
    "could_change",
    "gate_answers",
    "published_at",
    "frozen",
)


def content_changes(cast: str, differs: str, erased: str) -> str:
    """Return the condition that a frozen revision's content changes without being erased at this moment."""
    changes = " OR ".join(f"OLD.{name}{cast} {differs} NEW.{name}{cast}" for name in FROZEN_COLUMNS)
    return (
        f"OLD.state IN {FROZEN_STATES} AND (NEW.state NOT IN {FROZEN_STATES}"
        f" OR ({erased.format(differs=differs)} AND ({changes})))"
    )


BEFORE = "NEW.erased_at IS NULL"
NOW = "(NEW.erased_at IS NULL OR NOT (OLD.erased_at {differs} NEW.erased_at))"


def approval_changes(differs: str, erased: str) -> str:
    """Return the condition that an approval of a frozen revision changes; ``erased``: what excepts its comment."""
    kept = " OR ".join(f"OLD.{name} {differs} NEW.{name}" for name in APPROVAL_COLUMNS)
    return (
        "EXISTS (SELECT 1 FROM verdict_revision WHERE verdict_revision.id = OLD.revision_id"
        f" AND verdict_revision.state IN {FROZEN_STATES}{erased.format(kept=kept)})"
    )


APPROVAL_COLUMNS = ("id", "revision_id", "round", "person_id", "decision", "exception", "at")
UNLESS_ERASED = " AND (verdict_revision.erased_at IS NULL OR {kept})"


def upgrade() -> None:
    for table, name, kind, before in COLUMNS:
        op.add_column(table, sa.Column(name, kind, nullable=before is None, server_default=before))
    _replace_rules(NOW, UNLESS_ERASED)


def downgrade() -> None:
    _replace_rules(BEFORE, "")
    for table, name, _kind, _before in reversed(COLUMNS):
        op.drop_column(table, name)


def _replace_rules(content: str, approval: str) -> None:
    sqlite = op.get_bind().dialect.name == "sqlite"
    cast, differs = ("", "IS NOT") if sqlite else ("::text", "IS DISTINCT FROM")
    rules = (
        ("revision_frozen", "verdict_revision", content_changes(cast, differs, content)),
        ("approval_kept", "approval", approval_changes(differs, approval)),
    )
    for name, table, condition in rules:
        if sqlite:
            op.execute(f"DROP TRIGGER rule_{name}")
            op.execute(
                f"CREATE TRIGGER rule_{name} BEFORE UPDATE ON {table} WHEN {condition} "
                f"BEGIN SELECT RAISE(ABORT, '{FROZEN}'); END"
            )
            continue
        op.execute(
            f"CREATE OR REPLACE FUNCTION rule_{name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
            f"IF {condition} THEN RAISE EXCEPTION '{FROZEN}' USING ERRCODE = 'check_violation'; END IF; "
            f"RETURN NEW; END $$"
        )
