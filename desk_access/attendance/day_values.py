"""What the counting of a day is given beside plan and presence, and what it comes to."""

from __future__ import annotations

from typing import NamedTuple

from desk_access.model.timesheet import Minute, Portion, Problem


class LeaveSpan(NamedTuple):
    """Leave within a day."""

    start: Minute
    end: Minute
    paid: bool


class Allowance(NamedTuple):
    """What else is known of a day.

    ``over``: the day has ended; ``now`` is the minute at which it is looked at. ``excuse`` and
    ``trip`` are the numbers of the corrections that excuse the day and that were a business trip
    of the whole day. ``forgotten`` are the minutes of each OUT whose IN is missing. ``undertime``:
    whether any is counted. ``after``: the day before has the minutes until then.
    """

    now: Minute
    over: bool
    leave: tuple[LeaveSpan, ...] = ()
    excuse: int | None = None
    trip: int | None = None
    forgotten: tuple[Minute, ...] = ()
    undertime: bool = True
    after: Minute = 0


class Counted(NamedTuple):
    """``due`` is what schedule and calendar ask for: the plan less leave."""

    due: int
    portions: list[Portion]
    problems: list[Problem]
