"""How Alembic runs here: on the connection that ``claims.db`` hands over, in its transaction."""

from alembic import context
from alembic.autogenerate.api import AutogenContext
from alembic.operations import MigrationScript
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Enum

from claims.domain.entity import UtcDateTime
from claims.domain.registry import METADATA


def number_revision(
    migration: MigrationContext,
    _revision: object,
    directives: list[MigrationScript],
) -> None:
    """Name a new revision ``0002``, ``0003``, … instead of a random hash."""
    assert migration.config is not None
    head = ScriptDirectory.from_config(migration.config).get_current_head()
    directives[0].rev_id = f"{int(head or 0) + 1:04d}"


def render_item(kind: str, item: object, _context: AutogenContext) -> str | bool:
    """Write plain column types into revisions, so that they do not change with the code."""
    if kind == "type" and isinstance(item, UtcDateTime):
        return "sa.DateTime(timezone=True)"
    if kind == "type" and isinstance(item, Enum):
        return f"sa.String({item.length})"
    return False


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=METADATA,
    process_revision_directives=number_revision,
    render_item=render_item,
    render_as_batch=True,
    include_name=lambda name, kind, _parents: kind != "table" or not str(name).startswith("search_index"),
)
context.run_migrations()
