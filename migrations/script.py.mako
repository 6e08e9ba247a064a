"""${message}.

Read before you write:
- A revision never imports from ``claims``: it must run the same in ten years.
- It runs on SQLite and on PostgreSQL; test it up, down and up again with rows in the tables.
- Add a column as nullable or with a server default, fill it, then tighten it.
"""

import sqlalchemy as sa
from alembic import op
${imports if imports else ""}
revision = ${repr(up_revision)}
down_revision = ${repr(down_revision)}
branch_labels = ${repr(branch_labels)}
depends_on = ${repr(depends_on)}


def upgrade() -> None:
    ${upgrades if upgrades else "pass"}


def downgrade() -> None:
    ${downgrades if downgrades else "pass"}
