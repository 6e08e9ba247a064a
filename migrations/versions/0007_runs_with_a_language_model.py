"""What runs with a language model took and left out, and each request, so that a day has a limit."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

COLUMNS = (
    ("model", sa.Text(), ""),
    ("requests", sa.Integer(), "0"),
    ("input_tokens", sa.BigInteger(), "0"),
    ("output_tokens", sa.BigInteger(), "0"),
    ("cost", sa.Double(), "0"),
    ("currency", sa.Text(), ""),
    ("dropped", sa.JSON(), "{}"),
    ("shortfall", sa.Text(), ""),
)
"""Name, type, and the value of runs that ended before there was a language model."""


def upgrade() -> None:
    for name, kind, before in COLUMNS:
        op.add_column("extraction_run", sa.Column(name, kind, nullable=False, server_default=before))
    op.create_table(
        "model_call",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("article_id", sa.Integer(), nullable=True),
        sa.Column("model", sa.Text(), nullable=False),
        sa.Column("input_tokens", sa.BigInteger(), nullable=False),
        sa.Column("output_tokens", sa.BigInteger(), nullable=False),
        sa.Column("cost", sa.Double(), nullable=False),
        sa.Column("ended", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["article_id"], ["article.id"], name=op.f("fk_model_call_article_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_model_call")),
    )
    op.create_index(op.f("ix_model_call_article_id"), "model_call", ["article_id"])
    op.create_index(op.f("ix_model_call_at"), "model_call", ["at"])


def downgrade() -> None:
    op.drop_table("model_call")
    for name, _kind, _before in reversed(COLUMNS):
        op.drop_column("extraction_run", name)
