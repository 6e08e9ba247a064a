"""Keep with each claim the answers behind its score, and why it cannot be checked.

With the answers a desk can change the weight of a question and have all claims scored anew. Claims from before
have none; they are asked when the weights are changed.
"""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("claim", sa.Column("answers", sa.JSON(), nullable=False, server_default="{}"))
    op.add_column("claim", sa.Column("uncheckable", sa.String(32), nullable=True))


def downgrade() -> None:
    op.drop_column("claim", "uncheckable")
    op.drop_column("claim", "answers")
