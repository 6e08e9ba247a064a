"""Rules that hold whoever writes: four eyes, and published revisions that never change.

Triggers, since both rules look at several tables: no author of a revision approves it (unless the approval is a
declared exception), nothing is approved or published without an approval for the round it is in, and a revision
that was published keeps its content, its evidence, its authors and its approvals; an admin may erase content.
"""

from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

FOUR_EYES = "the author of a revision cannot approve it"
UNAPPROVED = "a revision needs an approval of its current round"
FROZEN = "a published revision never changes"

AUTHOR_APPROVES = """
    NEW.decision = 'approved' AND NOT NEW.exception AND EXISTS (
        SELECT 1 FROM revision_author
        WHERE revision_author.revision_id = NEW.revision_id AND revision_author.person_id = NEW.person_id)
"""
NOT_APPROVED = """
    NEW.state IN ('approved', 'published', 'superseded', 'withdrawn') AND NOT EXISTS (
        SELECT 1 FROM approval
        WHERE approval.revision_id = NEW.id AND approval.round = NEW.round AND approval.decision = 'approved'
        AND (approval.exception OR NOT EXISTS (
            SELECT 1 FROM revision_author
            WHERE revision_author.revision_id = NEW.id AND revision_author.person_id = approval.person_id)))
"""
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
REVISION_IS_FROZEN = """
    EXISTS (SELECT 1 FROM verdict_revision
            WHERE verdict_revision.id = {row}.revision_id AND verdict_revision.state IN {states})
"""


def content_changes(cast: str, differs: str) -> str:
    """Return the condition that a frozen revision's content changes without having been erased."""
    changes = " OR ".join(f"OLD.{name}{cast} {differs} NEW.{name}{cast}" for name in FROZEN_COLUMNS)
    return (
        f"OLD.state IN {FROZEN_STATES} AND (NEW.state NOT IN {FROZEN_STATES}"
        f" OR (NEW.erased_at IS NULL AND ({changes})))"
    )


def rules(cast: str, differs: str) -> list[tuple[str, str, str, str, str]]:
    """Return name, moment, table, condition and message of every rule."""
    frozen = {row: REVISION_IS_FROZEN.format(row=row, states=FROZEN_STATES) for row in ("NEW", "OLD")}
    return [
        ("approval_insert", "INSERT", "approval", AUTHOR_APPROVES, FOUR_EYES),
        ("approval_update", "UPDATE", "approval", AUTHOR_APPROVES, FOUR_EYES),
        ("revision_insert", "INSERT", "verdict_revision", NOT_APPROVED, UNAPPROVED),
        ("revision_approved", "UPDATE", "verdict_revision", NOT_APPROVED, UNAPPROVED),
        ("revision_frozen", "UPDATE", "verdict_revision", content_changes(cast, differs), FROZEN),
        ("revision_kept", "DELETE", "verdict_revision", f"OLD.state IN {FROZEN_STATES}", FROZEN),
        ("evidence_insert", "INSERT", "revision_evidence", frozen["NEW"], FROZEN),
        ("evidence_update", "UPDATE", "revision_evidence", frozen["OLD"], FROZEN),
        ("evidence_delete", "DELETE", "revision_evidence", frozen["OLD"], FROZEN),
        ("author_insert", "INSERT", "revision_author", frozen["NEW"], FROZEN),
        ("author_update", "UPDATE", "revision_author", frozen["OLD"], FROZEN),
        ("author_delete", "DELETE", "revision_author", frozen["OLD"], FROZEN),
        ("approval_kept", "UPDATE", "approval", frozen["OLD"], FROZEN),
        ("approval_delete", "DELETE", "approval", frozen["OLD"], FROZEN),
    ]


def upgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        for name, moment, table, condition, message in rules("", "IS NOT"):
            op.execute(
                f"CREATE TRIGGER rule_{name} BEFORE {moment} ON {table} WHEN {condition} "
                f"BEGIN SELECT RAISE(ABORT, '{message}'); END"
            )
        return
    for name, moment, table, condition, message in rules("::text", "IS DISTINCT FROM"):
        result = "OLD" if moment == "DELETE" else "NEW"
        op.execute(
            f"CREATE FUNCTION rule_{name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
            f"IF {condition} THEN RAISE EXCEPTION '{message}' USING ERRCODE = 'check_violation'; END IF; "
            f"RETURN {result}; END $$"
        )
        op.execute(
            f"CREATE TRIGGER rule_{name} BEFORE {moment} ON {table} FOR EACH ROW EXECUTE FUNCTION rule_{name}()"
        )


def downgrade() -> None:
    sqlite = op.get_bind().dialect.name == "sqlite"
    for name, _moment, table, _condition, _message in reversed(rules("", "")):
        op.execute(f"DROP TRIGGER rule_{name}" + ("" if sqlite else f" ON {table}"))
        if not sqlite:
            op.execute(f"DROP FUNCTION rule_{name}()")
