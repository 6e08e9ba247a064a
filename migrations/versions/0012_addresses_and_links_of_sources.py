"""Sources: the same address is found again, looks that failed in a row, and what a copy says of itself."""

import sqlalchemy as sa
from alembic import op

from claims.domain.web_address import address_key

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

COLUMNS = (
    ("source", "address_key", sa.Text(), ""),
    ("source", "link_failures", sa.Integer(), "0"),
    ("source", "link_address", sa.Text(), ""),
    ("snapshot", "stated", sa.JSON(), "{}"),
)
"""Table, name, type, and the value of rows from before."""


def upgrade() -> None:
    for table, name, kind, before in COLUMNS:
        op.add_column(table, sa.Column(name, kind, nullable=False, server_default=before))
    op.create_index("ix_source_address_key", "source", ["address_key"])
    _find_addresses()


def downgrade() -> None:
    op.drop_index("ix_source_address_key", "source")
    for table, name, _kind, _before in reversed(COLUMNS):
        op.drop_column(table, name)


def _find_addresses() -> None:
    source = sa.table("source", sa.column("id"), sa.column("address"), sa.column("address_key"))
    connection = op.get_bind()
    for row in connection.execute(sa.select(source.c.id, source.c.address).where(source.c.address != "")).all():
        change = source.update().where(source.c.id == row.id).values(address_key=address_key(row.address))
        connection.execute(change)
