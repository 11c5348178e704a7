"""Schedules, calendars, corrections and closed months, and the triggers that keep the latter two.

A correction's words are apart from it: they are erased with a person, the entry stays.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"

_NUMBERED = {"correction": "number", "correction_decision": "decision"}
_KEPT = {
    "closed_month": "month = NEW.month",
    "frozen": "month = NEW.month AND person_code = NEW.person_code",
    "carried": "closed = NEW.closed AND month = NEW.month AND person_code = NEW.person_code",
}


def upgrade() -> None:
    """From the tables of liveness."""
    _clock_notes()
    _plans()
    _corrections()
    _closed_months()
    if op.get_bind().dialect.name == "sqlite":
        _triggers()


def _clock_notes() -> None:
    """Those of the punches that are there: a run begins, or the clock went by ten seconds."""
    notes = op.create_table(
        "clock_note",
        sa.Column("sequence", sa.Integer(), autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("sequence", name="pk_clock_note"),
        sa.ForeignKeyConstraint(["sequence"], ["punch.sequence"], name="fk_clock_note_sequence"),
    )
    punch = sa.table(
        "punch",
        sa.column("sequence", sa.Integer()),
        sa.column("at", sa.DateTime(timezone=True)),
        sa.column("monotonic", sa.Double()),
        sa.column("session", sa.String()),
    )
    noted = []
    last = None
    wanted = sa.select(punch).order_by(punch.c.sequence).execution_options(yield_per=10_000)
    for row in op.get_bind().execute(wanted):
        if last is not None and last.session == row.session:
            passed = (row.at - last.at).total_seconds()
            if abs(passed - (row.monotonic - last.monotonic)) <= 10:
                continue
        noted.append({"sequence": row.sequence})
        last = row
    if noted:
        op.bulk_insert(notes, noted)


def _plans() -> None:
    op.create_table(
        "schedule",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("content", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_schedule"),
    )
    op.create_table(
        "assignment",
        sa.Column("assignment_id", sa.Integer(), nullable=False),
        sa.Column("schedule", sa.String(), nullable=False),
        sa.Column("first", sa.Date(), nullable=False),
        sa.Column("last", sa.Date(), nullable=True),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("group", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("assignment_id", name="pk_assignment"),
        sa.ForeignKeyConstraint(
            ["schedule"],
            ["schedule.name"],
            name="fk_assignment_schedule",
            ondelete="CASCADE",
            onupdate="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["person.person_id"],
            name="fk_assignment_person_id",
            ondelete="CASCADE",
        ),
        sa.CheckConstraint(
            '(person_id IS NULL) <> ("group" IS NULL)', name=op.f("ck_assignment_whose")
        ),
    )
    op.create_index("ix_assignment_schedule", "assignment", ["schedule"])
    op.create_index("ix_assignment_person_id", "assignment", ["person_id"])
    op.create_table(
        "holiday",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("day", name="pk_holiday"),
    )
    op.create_table(
        "leave",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("first", sa.Date(), nullable=False),
        sa.Column("last", sa.Date(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("start_time", sa.Time(), nullable=True),
        sa.Column("end_time", sa.Time(), nullable=True),
        sa.Column("paid", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("number", name="pk_leave"),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.person_id"], name="fk_leave_person_id", ondelete="CASCADE"
        ),
        sa.CheckConstraint("first <= last", name=op.f("ck_leave_order")),
        sa.CheckConstraint(
            "(start_time IS NULL) = (end_time IS NULL)", name=op.f("ck_leave_hours")
        ),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_leave_person_id", "leave", ["person_id"])


def _corrections() -> None:
    op.create_table(
        "correction",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("person_code", sa.String(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("change", sa.String(), nullable=False),
        sa.Column("who", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("number", name="pk_correction"),
    )
    op.create_index("ix_correction_person_id_day", "correction", ["person_id", "day"])
    op.create_index("ix_correction_day", "correction", ["day"])
    op.create_table(
        "correction_words",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("before", sa.String(), nullable=False),
        sa.Column("after", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("number", name="pk_correction_words"),
        sa.ForeignKeyConstraint(
            ["number"], ["correction.number"], name="fk_correction_words_number"
        ),
    )
    op.create_table(
        "correction_decision",
        sa.Column("decision", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("standing", sa.String(20), nullable=False),
        sa.Column("who", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("decision", name="pk_correction_decision"),
        sa.ForeignKeyConstraint(
            ["number"], ["correction.number"], name="fk_correction_decision_number"
        ),
    )
    op.create_index("ix_correction_decision_number", "correction_decision", ["number"])
    op.create_table(
        "late_change",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("first", sa.Date(), nullable=False),
        sa.Column("last", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("number", name="pk_late_change"),
        sqlite_autoincrement=True,
    )


def _closed_months() -> None:
    op.create_table(
        "closed_month",
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("who", sa.String(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("head_hash", sa.String(64), nullable=False),
        sa.Column("late_change", sa.Integer(), nullable=False),
        sa.Column("history", sa.Integer(), nullable=False),
        sa.Column("plan", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("month", name="pk_closed_month"),
    )
    op.create_table(
        "frozen",
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("person_code", sa.String(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("group", sa.String(), nullable=False),
        sa.Column("totals", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("month", "person_code", name="pk_frozen"),
        sa.ForeignKeyConstraint(["month"], ["closed_month.month"], name="fk_frozen_month"),
    )
    op.create_table(
        "carried",
        sa.Column("closed", sa.Date(), nullable=False),
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("person_code", sa.String(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("totals", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("closed", "month", "person_code", name="pk_carried"),
        sa.ForeignKeyConstraint(["closed"], ["closed_month.month"], name="fk_carried_closed"),
        sa.ForeignKeyConstraint(["month"], ["closed_month.month"], name="fk_carried_month"),
    )


def _triggers() -> None:
    """REPLACE deletes without firing delete triggers, so inserts are looked at too.

    https://www.sqlite.org/lang_conflict.html
    """
    for table in (*_NUMBERED, *_KEPT):
        for event in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER {table}_{event.lower()} BEFORE {event} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
            )
    for table, number in _NUMBERED.items():
        _insert(table, f"NEW.{number} <> (SELECT coalesce(max({number}), 0) + 1 FROM {table})")
    for table, same in _KEPT.items():
        _insert(table, f"EXISTS (SELECT 1 FROM {table} WHERE {same})")


def _insert(table: str, refused: str) -> None:
    op.execute(
        f"CREATE TRIGGER {table}_insert BEFORE INSERT ON {table} WHEN {refused} "
        f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
    )
