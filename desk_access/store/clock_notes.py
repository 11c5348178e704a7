"""At which punches the machine's clock is to be looked at: few among millions.

Kept as punches are appended, so that nobody walks the ledger to find a clock that was wrong.
"""

from __future__ import annotations

from typing import Any, Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from desk_access.model.timesheet import ClockMark
from desk_access.store.marks import Epoch
from desk_access.store.tables import PunchRow
from desk_access.store.time_tables import ClockNoteRow, ClosedMonthRow

NOTED_S: Final = 10.0
"""So far the clock may go apart from monotonic time unnoticed: well under what is a fault."""

_PUNCH = PunchRow.__table__.c


def note(session: Session, punch: PunchRow) -> None:
    """Note the punch if a run of the program begins with it, or the clock went since the last.

    And one that tells a time before the last closing: it waited to be written until after that, and
    whoever looks for what came late to a closed month begins at such a note.
    """
    last = session.execute(
        select(_PUNCH.at, _PUNCH.monotonic, _PUNCH.session)
        .join(ClockNoteRow, ClockNoteRow.sequence == _PUNCH.sequence)
        .order_by(ClockNoteRow.sequence.desc())
        .limit(1)
    ).one_or_none()
    closed = session.scalar(select(func.max(ClosedMonthRow.at)))
    if is_due(last, punch) or (closed is not None and punch.at < closed):
        session.add(ClockNoteRow(sequence=punch.sequence))


def is_due(last: Any, punch: Any) -> bool:
    """Whether a punch is to be noted after the ``last`` that was; each has its time and run."""
    if last is None or last.session != punch.session:
        return True
    passed = (punch.at - last.at).total_seconds()
    return bool(abs(passed - (punch.monotonic - last.monotonic)) > NOTED_S)


def clock_marks(session: Session) -> list[ClockMark]:
    """The noted punches, each after the one before it, in order."""
    noted = select(ClockNoteRow.sequence).union(select(ClockNoteRow.sequence - 1))
    wanted = (
        select(_PUNCH.sequence, Epoch(_PUNCH.at), _PUNCH.monotonic, _PUNCH.session)
        .where(_PUNCH.sequence.in_(noted))
        .order_by(_PUNCH.sequence)
    )
    return [ClockMark(*row) for row in session.connection().execute(wanted)]
