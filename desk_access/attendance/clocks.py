"""When the machine's clock was wrong: the ledger's order and the clock that never jumps tell.

The sequence of the ledger is the order in which punches were made, whatever the clock showed.
Within one run of the program monotonic time says how long it was between two punches, so a jump is
found to the second; between two runs only a clock that went back can be noticed.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise

from desk_access.model.correction import ClockWasWrong
from desk_access.model.timesheet import ClockFault, ClockMark

TOLERANCE_S = 120.0
"""Less is no fault: clocks are set right by seconds all the time."""


def clock_faults(marks: Iterable[ClockMark]) -> list[ClockFault]:
    """Where the clock jumped. ``marks`` are the ledger's punches in the order of their sequence."""
    faults: list[ClockFault] = []
    begun: int | None = None
    for before, mark in pairwise(marks):
        begun = before.sequence if begun is None else begun
        passed = mark.at - before.at
        same_run = mark.session == before.session
        jump = passed - (mark.monotonic - before.monotonic) if same_run else min(passed, 0.0)
        if abs(jump) > TOLERANCE_S:
            back = same_run and jump < 0
            faults.append(ClockFault(begun, before.sequence, mark.sequence, round(jump), back))
        if not same_run:
            begun = mark.sequence
    return faults


def suspects(faults: Sequence[ClockFault]) -> list[ClockWasWrong]:
    """The punches that a wrong clock seems to have written, and by how much: for people to judge.

    A clock that jumped and later jumped back as far was wrong between the two. One that only went
    back was ahead since that run of the program began. One that only went forwards is no suspect,
    for a machine that slept looks the same.
    """
    found: list[ClockWasWrong] = []
    jumped: ClockFault | None = None
    for fault in faults:
        if jumped is not None and abs(jumped.seconds + fault.seconds) <= TOLERANCE_S:
            found.append(ClockWasWrong(jumped.sequence, fault.after, jumped.seconds))
            jumped = None
            continue
        if jumped is not None and jumped.seconds < 0:
            found.append(_ahead_before(jumped))
        jumped = fault
    if jumped is not None and jumped.seconds < 0:
        found.append(_ahead_before(jumped))
    return found


def _ahead_before(fault: ClockFault) -> ClockWasWrong:
    return ClockWasWrong(fault.begun, fault.after, -fault.seconds)
