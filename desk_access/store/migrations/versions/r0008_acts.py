"""Acts: whatever changes meaning is chained with the punches, in one chain with one head."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"

_APPEND_ONLY = (
    """CREATE TRIGGER ledger_act_unchanged BEFORE UPDATE ON ledger_act
    BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END""",
    """CREATE TRIGGER ledger_act_undeleted BEFORE DELETE ON ledger_act
    BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END""",
    """CREATE TRIGGER ledger_act_appended BEFORE INSERT ON ledger_act
    WHEN NEW.number <> (SELECT coalesce(max(number), 0) + 1 FROM ledger_act)
    BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END""",
    """CREATE TRIGGER ledger_state_unchanged BEFORE UPDATE ON ledger_state
    BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END""",
    """CREATE TRIGGER ledger_state_undeleted BEFORE DELETE ON ledger_state
    BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END""",
    """CREATE TRIGGER ledger_state_appended BEFORE INSERT ON ledger_state
    WHEN NEW.act <> (SELECT max(number) FROM ledger_act)
    OR EXISTS (SELECT 1 FROM ledger_state WHERE part = NEW.part AND key = NEW.key
    AND act = NEW.act)
    BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END""",
    "DROP TRIGGER ledger_head_forward",
    """CREATE TRIGGER ledger_head_forward BEFORE UPDATE ON ledger_head
    WHEN (NEW.sequence - OLD.sequence) + (NEW.act - OLD.act) <> 1
    OR NEW.sequence < OLD.sequence OR NEW.act < OLD.act
    BEGIN SELECT RAISE(ABORT, 'the ledger only grows'); END""",
)


def upgrade() -> None:
    """From the tables of exports. The first act, how things stand, follows every update."""
    op.add_column(
        "ledger_head", sa.Column("act", sa.Integer(), server_default=sa.text("0"), nullable=False)
    )
    op.create_table(
        "ledger_act",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("after", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("who", sa.String(), nullable=False),
        sa.Column("account", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("content", sa.String(64), nullable=False),
        sa.Column("previous_hash", sa.String(64), nullable=False),
        sa.Column("entry_hash", sa.String(64), nullable=False),
        sa.PrimaryKeyConstraint("number", name="pk_ledger_act"),
        sa.CheckConstraint("number > 0", name=op.f("ck_ledger_act_number")),
    )
    op.create_index("ix_ledger_act_after", "ledger_act", ["after"])
    op.create_table(
        "ledger_state",
        sa.Column("part", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("act", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.PrimaryKeyConstraint("part", "key", "act", name="pk_ledger_state"),
        sa.ForeignKeyConstraint(["act"], ["ledger_act.number"], name="fk_ledger_state_act"),
    )
    op.create_index("ix_ledger_state_act", "ledger_state", ["act"])
    op.create_table(
        "ledger_salt",
        sa.Column("part", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("salt", sa.String(32), nullable=False),
        sa.PrimaryKeyConstraint("part", "key", name="pk_ledger_salt"),
    )
    if op.get_bind().dialect.name == "sqlite":
        for trigger in _APPEND_ONLY:
            op.execute(trigger)
