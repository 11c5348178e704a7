"""The tables of attendance beside the ledger: plans, calendars, corrections, closed months.

Values that have a shape of their own (schedules, changes, sums) are JSON, checked when they are
read (:mod:`desk_access.model.plain`). Triggers keep corrections, their decisions and closed months
from being changed and deleted.
"""

from __future__ import annotations

from datetime import date, datetime, time

from sqlalchemy import CheckConstraint, Enum, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from desk_access.model.correction import Standing
from desk_access.store.tables import Base, UtcDateTime


class ScheduleRow(Base):
    """A schedule as JSON."""

    __tablename__ = "schedule"

    name: Mapped[str] = mapped_column(primary_key=True)
    content: Mapped[str]


class AssignmentRow(Base):
    """Whose schedule it is: a person's or a group's."""

    __tablename__ = "assignment"
    __table_args__ = (
        CheckConstraint('(person_id IS NULL) <> ("group" IS NULL)', name="whose"),
        Index(None, "schedule"),
        Index(None, "person_id"),
    )

    assignment_id: Mapped[int] = mapped_column(primary_key=True)
    schedule: Mapped[str] = mapped_column(
        ForeignKey("schedule.name", ondelete="CASCADE", onupdate="CASCADE")
    )
    first: Mapped[date]
    last: Mapped[date | None]
    person_id: Mapped[int | None] = mapped_column(
        ForeignKey("person.person_id", ondelete="CASCADE")
    )
    group: Mapped[str | None]


class HolidayRow(Base):
    """A holiday of the site."""

    __tablename__ = "holiday"

    day: Mapped[date] = mapped_column(primary_key=True)
    name: Mapped[str]
    source: Mapped[str]


class LeaveRow(Base):
    """A person's leave. It goes with the person."""

    __tablename__ = "leave"
    __table_args__ = (
        CheckConstraint("first <= last", name="order"),
        CheckConstraint("(start_time IS NULL) = (end_time IS NULL)", name="hours"),
        Index(None, "person_id"),
        {"sqlite_autoincrement": True},
    )

    number: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.person_id", ondelete="CASCADE"))
    first: Mapped[date]
    last: Mapped[date]
    kind: Mapped[str]
    start_time: Mapped[time | None]
    end_time: Mapped[time | None]
    paid: Mapped[bool]


class CorrectionRow(Base):
    """A correction. ``person_id`` is no foreign key: the entry outlives the person's erasure.

    None, with an empty code, for what concerns everybody. ``account`` is the operating system's
    that it was proposed under, None before that was kept.
    """

    __tablename__ = "correction"
    __table_args__ = (Index(None, "person_id", "day"), Index(None, "day"))

    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    person_id: Mapped[int | None]
    person_code: Mapped[str]
    day: Mapped[date]
    change: Mapped[str]
    who: Mapped[str]
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    account: Mapped[str | None]


class CorrectionWordsRow(Base):
    """What people wrote and read of a correction. It is erased with the person, the entry stays."""

    __tablename__ = "correction_words"

    number: Mapped[int] = mapped_column(ForeignKey("correction.number"), primary_key=True)
    reason: Mapped[str]
    before: Mapped[str]
    after: Mapped[str]


class CorrectionDecisionRow(Base):
    """What was decided on a correction; the last decision holds."""

    __tablename__ = "correction_decision"
    __table_args__ = (Index(None, "number"),)

    decision: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    number: Mapped[int] = mapped_column(ForeignKey("correction.number"))
    standing: Mapped[Standing] = mapped_column(
        Enum(
            Standing,
            native_enum=False,
            create_constraint=False,
            length=20,
            values_callable=lambda kind: [member.value for member in kind],
        )
    )
    who: Mapped[str]
    at: Mapped[datetime] = mapped_column(UtcDateTime)


class ClockNoteRow(Base):
    """A punch at which the machine's clock, or the run of the program, was another than before."""

    __tablename__ = "clock_note"

    sequence: Mapped[int] = mapped_column(
        ForeignKey("punch.sequence"), primary_key=True, autoincrement=False
    )


class LateChangeRow(Base):
    """Somebody's days may read otherwise since: what months that were closed before look at.

    ``person_id`` is None when it concerns everybody.
    """

    __tablename__ = "late_change"
    __table_args__ = {"sqlite_autoincrement": True}  # noqa: RUF012 - SQLAlchemy's own form

    number: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int | None]
    first: Mapped[date]
    last: Mapped[date]


class ClosedMonthRow(Base):
    """A closed month, by its first day, with the plan that it is read by.

    ``sequence`` and ``head_hash`` are the ledger's head, ``late_change`` and ``history`` the last
    numbers of their tables: whatever came after them came after the closing.
    """

    __tablename__ = "closed_month"

    month: Mapped[date] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    who: Mapped[str]
    sequence: Mapped[int]
    head_hash: Mapped[str] = mapped_column(String(64))
    late_change: Mapped[int]
    history: Mapped[int]
    plan: Mapped[str]


class FrozenRow(Base):
    """A person's sums of a closed month. It stays after the person's erasure, as punches do."""

    __tablename__ = "frozen"

    month: Mapped[date] = mapped_column(ForeignKey("closed_month.month"), primary_key=True)
    person_code: Mapped[str] = mapped_column(primary_key=True)
    person_id: Mapped[int | None]
    group: Mapped[str]
    totals: Mapped[str]


class CarriedRow(Base):
    """What the closing ``closed`` carried of a change in the ``month`` before it."""

    __tablename__ = "carried"

    closed: Mapped[date] = mapped_column(ForeignKey("closed_month.month"), primary_key=True)
    month: Mapped[date] = mapped_column(ForeignKey("closed_month.month"), primary_key=True)
    person_code: Mapped[str] = mapped_column(primary_key=True)
    person_id: Mapped[int | None]
    totals: Mapped[str]
