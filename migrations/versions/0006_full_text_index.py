"""The full-text index over what the public search looks through.

SQLite: FTS5 over the rows of ``search_entry``, kept by triggers. PostgreSQL: a generated tsvector with a GIN
index. Both without stemming, since a desk may publish in any language.
"""

from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

DELETE_OLD = (
    "INSERT INTO search_index (search_index, rowid, title, body) VALUES ('delete', OLD.id, OLD.title, OLD.body)"
)
INSERT_NEW = "INSERT INTO search_index (rowid, title, body) VALUES (NEW.id, NEW.title, NEW.body)"


def upgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        op.execute(
            "CREATE VIRTUAL TABLE search_index USING fts5(title, body, content='search_entry', "
            "content_rowid='id', tokenize='unicode61 remove_diacritics 2')"
        )
        for moment, actions in (
            ("INSERT", [INSERT_NEW]),
            ("DELETE", [DELETE_OLD]),
            ("UPDATE", [DELETE_OLD, INSERT_NEW]),
        ):
            op.execute(
                f"CREATE TRIGGER search_entry_{moment.lower()} AFTER {moment} ON search_entry "
                f"BEGIN {'; '.join(actions)}; END"
            )
        return
    op.execute(
        "ALTER TABLE search_entry ADD COLUMN words tsvector GENERATED ALWAYS AS "
        "(setweight(to_tsvector('simple', title), 'A') || setweight(to_tsvector('simple', body), 'B')) STORED"
    )
    op.execute("CREATE INDEX ix_search_entry_words ON search_entry USING gin (words)")


def downgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        for moment in ("insert", "delete", "update"):
            op.execute(f"DROP TRIGGER search_entry_{moment}")
        op.execute("DROP TABLE search_index")
        return
    op.execute("DROP INDEX ix_search_entry_words")
    op.execute("ALTER TABLE search_entry DROP COLUMN words")
