"""Keep how often somebody wants mail, and which notifications went out by mail."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("notification", sa.Column("mailed_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("person", sa.Column("mail", sa.String(32), nullable=False, server_default="at_once"))
    op.execute(sa.text("UPDATE person SET mail = 'never' WHERE NOT mail_notifications"))
    op.drop_column("person", "mail_notifications")


def downgrade() -> None:
    op.add_column(
        "person", sa.Column("mail_notifications", sa.Boolean(), nullable=False, server_default=sa.true())
    )
    op.execute(sa.text("UPDATE person SET mail_notifications = false WHERE mail = 'never'"))
    op.drop_column("person", "mail")
    op.drop_column("notification", "mailed_at")
