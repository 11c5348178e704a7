"""Where a shift's halves meet, for leave of half a day."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import time

from desk_access.attendance.spans import Span, length, without
from desk_access.model.calendar import Hours
from desk_access.model.schedule import Shift

_A_DAY = 24 * 60


def half_days(shift: Shift) -> tuple[Hours, Hours]:
    """The hours until the middle of a shift, and from it on.

    Half of the shift's work lies in either: unpaid breaks are none. Of flexible hours, half of what
    is due lies at the beginning, and half at the end. Hours are those of the clock's face, on a day
    without a change of clocks.
    """
    start = _minutes(shift.start)
    end = start + _until(start, shift.end)
    breaks = []
    for each in sorted(shift.breaks, key=lambda one: _until(start, one.start) % _A_DAY):
        if not each.paid:
            begins = start + _until(start, each.start) % _A_DAY
            breaks.append((begins, begins + _until(begins, each.end)))
    work = without([(start, end)], breaks)
    whole = length(work)
    due = whole if shift.due_minutes is None else shift.due_minutes
    early, late = _after(work, due // 2), _after(work, whole - (due - due // 2))
    return Hours(shift.start, early), Hours(late, shift.end)


def _after(spans: Sequence[Span], minutes: int) -> time:
    """The time of day at which so many of the spans' minutes are over."""
    at = spans[0][0]
    for start, end in spans:
        at = start + min(minutes, end - start)
        minutes -= end - start
        if minutes <= 0:
            break
    return time(at // 60 % 24, at % 60)


def _minutes(at: time) -> int:
    return at.hour * 60 + at.minute


def _until(minute: int, at: time) -> int:
    """Minutes until the clock shows ``at``: a whole day when it does now."""
    return (_minutes(at) - minute - 1) % _A_DAY + 1
