"""The first tables, and the triggers that make the ledger append-only.

Migrations never import the tables of today: they state what was true in their time.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

GENESIS = "0" * 64

# What a program, or a person with a database browser, must not do to the ledger. REPLACE deletes
# without firing delete triggers, so an insert is only let through at the end of the chain.
# https://www.sqlite.org/lang_conflict.html
APPEND_ONLY = (
    """CREATE TRIGGER punch_unchanged BEFORE UPDATE ON punch
    BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END""",
    """CREATE TRIGGER punch_undeleted BEFORE DELETE ON punch
    BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END""",
    """CREATE TRIGGER punch_appended BEFORE INSERT ON punch
    WHEN NEW.sequence <> (SELECT coalesce(max(sequence), 0) + 1 FROM punch)
    BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END""",
    """CREATE TRIGGER ledger_head_forward BEFORE UPDATE ON ledger_head
    WHEN NEW.sequence <> OLD.sequence + 1
    BEGIN SELECT RAISE(ABORT, 'the ledger only grows'); END""",
    """CREATE TRIGGER ledger_head_undeleted BEFORE DELETE ON ledger_head
    BEGIN SELECT RAISE(ABORT, 'the ledger only grows'); END""",
    """CREATE TRIGGER ledger_head_single BEFORE INSERT ON ledger_head
    WHEN EXISTS (SELECT 1 FROM ledger_head)
    BEGIN SELECT RAISE(ABORT, 'the ledger has one head'); END""",
)


def upgrade() -> None:
    """From an empty database."""
    _people()
    _ledger()
    op.create_table(
        "setting",
        sa.Column("section", sa.String(), nullable=False),
        sa.Column("value", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("section", name="pk_setting"),
    )


def _people() -> None:
    op.create_table(
        "person",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("group", sa.String(), nullable=False),
        sa.Column("enrolled_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("person_id", name="pk_person"),
        sa.UniqueConstraint("code", name="uq_person_code"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "enrolment_picture",
        sa.Column("picture_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("jpeg", sa.LargeBinary(), nullable=False),
        sa.Column("points", sa.LargeBinary(), nullable=False),
        sa.Column("quality", sa.Double(), nullable=False),
        sa.Column("taken_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("picture_id", name="pk_enrolment_picture"),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["person.person_id"],
            name="fk_enrolment_picture_person_id",
            ondelete="CASCADE",
        ),
    )
    op.create_index("ix_enrolment_picture_person_id", "enrolment_picture", ["person_id"])
    op.create_table(
        "template",
        sa.Column("picture_id", sa.Integer(), nullable=False),
        sa.Column("model_digest", sa.String(64), nullable=False),
        sa.Column("vector", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("picture_id", name="pk_template"),
        sa.ForeignKeyConstraint(
            ["picture_id"],
            ["enrolment_picture.picture_id"],
            name="fk_template_picture_id",
            ondelete="CASCADE",
        ),
    )
    op.create_index("ix_template_model_digest", "template", ["model_digest"])


def _ledger() -> None:
    op.create_table(
        "punch",
        sa.Column("sequence", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("person_code", sa.String(), nullable=False),
        sa.Column("direction", sa.String(3), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("zone", sa.String(), nullable=False),
        sa.Column("monotonic", sa.Double(), nullable=False),
        sa.Column("session", sa.String(), nullable=False),
        sa.Column("score", sa.Double(), nullable=False),
        sa.Column("threshold", sa.Double(), nullable=False),
        sa.Column("runner_up", sa.Double(), nullable=True),
        sa.Column("frames", sa.Integer(), nullable=False),
        sa.Column("quality", sa.Double(), nullable=False),
        sa.Column("model_digest", sa.String(64), nullable=False),
        sa.Column("camera", sa.String(), nullable=False),
        sa.Column("picture_sha256", sa.String(64), nullable=False),
        sa.Column("previous_hash", sa.String(64), nullable=False),
        sa.Column("entry_hash", sa.String(64), nullable=False),
        sa.PrimaryKeyConstraint("sequence", name="pk_punch"),
        sa.CheckConstraint("sequence > 0", name=op.f("ck_punch_sequence")),
        sa.CheckConstraint("direction IN ('in', 'out')", name=op.f("ck_punch_direction")),
    )
    op.create_index("ix_punch_person_id_sequence", "punch", ["person_id", "sequence"])
    op.create_index("ix_punch_person_code_sequence", "punch", ["person_code", "sequence"])
    op.create_index("ix_punch_at", "punch", ["at"])
    op.create_table(
        "punch_picture",
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("jpeg", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("sequence", name="pk_punch_picture"),
        sa.ForeignKeyConstraint(["sequence"], ["punch.sequence"], name="fk_punch_picture_sequence"),
    )
    head = op.create_table(
        "ledger_head",
        sa.Column("head_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("entry_hash", sa.String(64), nullable=False),
        sa.PrimaryKeyConstraint("head_id", name="pk_ledger_head"),
        sa.CheckConstraint("head_id = 1", name=op.f("ck_ledger_head_single")),
    )
    op.bulk_insert(head, [{"head_id": 1, "sequence": 0, "entry_hash": GENESIS}])
    if op.get_bind().dialect.name == "sqlite":
        for trigger in APPEND_ONLY:
            op.execute(trigger)
