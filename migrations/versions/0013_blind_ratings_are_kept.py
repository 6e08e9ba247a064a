"""A blind rating never changes: it was given before the author's rating was seen, whoever writes."""

from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

KEPT = "a blind rating never changes"


def upgrade() -> None:
    sqlite = op.get_bind().dialect.name == "sqlite"
    if not sqlite:
        op.execute(
            "CREATE FUNCTION rule_blind_rating() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
            f"RAISE EXCEPTION '{KEPT}' USING ERRCODE = 'check_violation'; END $$"
        )
    for moment in ("UPDATE", "DELETE"):
        name = f"rule_blind_rating_{moment.lower()}"
        body = (
            f"BEGIN SELECT RAISE(ABORT, '{KEPT}'); END"
            if sqlite
            else "FOR EACH ROW EXECUTE FUNCTION rule_blind_rating()"
        )
        op.execute(f"CREATE TRIGGER {name} BEFORE {moment} ON blind_rating {body}")


def downgrade() -> None:
    sqlite = op.get_bind().dialect.name == "sqlite"
    for moment in ("delete", "update"):
        op.execute(f"DROP TRIGGER rule_blind_rating_{moment}" + ("" if sqlite else " ON blind_rating"))
    if not sqlite:
        op.execute("DROP FUNCTION rule_blind_rating()")
