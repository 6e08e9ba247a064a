"""Count how often in a row the address of an article could not be read.

What fails for good is given up, and what fails for now is tried less often.
"""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("article", sa.Column("fetch_failures", sa.Integer(), nullable=False, server_default="0"))


def downgrade() -> None:
    op.drop_column("article", "fetch_failures")
