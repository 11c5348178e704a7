"""Schedules, assignments and leave that make no sense are refused before they are kept."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, time, timedelta
from itertools import pairwise

from desk_access.errors import ScheduleRefused
from desk_access.model.calendar import Hours, Leave
from desk_access.model.identifier import canonical, invisible
from desk_access.model.schedule import Assignment, Schedule, Shift
from desk_access.model.work_rules import Band, Rounding, WorkRules

_LONGEST_CYCLE = 366

_A_DAY = 24 * 60


def check_schedule(schedule: Schedule) -> None:
    """Raises ScheduleRefused for a schedule that cannot be worked by."""
    name = schedule.name.strip()
    _require(bool(name), "The schedule has no name.", "Give it one.")
    unseen = invisible(schedule.name)
    _require(
        not unseen,
        f"The name of the schedule {name} has {unseen}, which cannot be seen.",
        "Type it again.",
    )
    days = len(schedule.cycle)
    _require(
        1 <= days <= _LONGEST_CYCLE,
        f"The schedule {name} has {days} days.",
        f"A cycle has 1 to {_LONGEST_CYCLE} days; a week has seven.",
    )
    for shift in {shift for shifts in schedule.cycle for shift in shifts}:
        _check_shift(shift)
    _check_overlaps(schedule)
    _check_rules(schedule.rules)


def check_assignment(
    assignment: Assignment, others: Iterable[Assignment], schedules: Iterable[str]
) -> None:
    """Raises ScheduleRefused for one that has no end, or whose days another has already."""
    whose = assignment.person_code or assignment.group
    _require(
        bool(whose) and not (assignment.person_code and assignment.group),
        "An assignment needs a person or a group, and not both.",
        "Choose one of them.",
    )
    _require(
        assignment.schedule in set(schedules),
        f"There is no schedule {assignment.schedule}.",
        "Make it first, or choose another.",
    )
    _check_days(assignment.first, assignment.last, f"The assignment of {whose}")
    for other in others:
        same = other.person_code == assignment.person_code and (
            canonical(other.group or "") == canonical(assignment.group or "")
        )
        _require(
            not (same and _meet(assignment, other)),
            f"{whose} has the schedule {other.schedule} on some of these days.",
            "End the other first, or begin this one later.",
        )


def check_leave(leave: Leave, others: Iterable[Leave]) -> None:
    """Raises ScheduleRefused for leave that ends before it begins, or that there is already."""
    _check_days(leave.first, leave.last, f"The leave of {leave.person_code}")
    _require(bool(leave.kind.strip()), "The leave has no kind.", "Say what it is called.")
    for other in others:
        if other.person_code != leave.person_code or other.number == leave.number:
            continue
        meet = leave.first <= other.last and other.first <= leave.last
        if leave.hours is not None and other.hours is not None:
            meet = _hours_meet(leave, other, leave.hours, other.hours)
        _require(
            not meet,
            f"{leave.person_code} has leave from {other.first} to {other.last} already.",
            "Remove that first, or choose other days.",
        )


def _hours_meet(leave: Leave, other: Leave, hours: Hours, others: Hours) -> bool:
    """Whether hours of two leaves overlap, also when they go on after midnight.

    Hours of one date after midnight may be those of its night shift, which is on the next date.
    """
    a, b = _span(hours), _span(others)
    for apart in (-1, 0, 1):
        if not other.first - leave.last <= apart * timedelta(days=1) <= other.last - leave.first:
            continue
        for later in (-_A_DAY, 0, _A_DAY) if apart == 0 else (0,):
            start = b[0] + apart * _A_DAY + later
            if a[0] < start + b[1] - b[0] and start < a[1]:
                return True
    return False


def _span(hours: Hours) -> tuple[int, int]:
    """Hours in minutes since the beginning of their date."""
    start, end = _minutes(hours.start), _minutes(hours.end)
    return start, end if end > start else end + _A_DAY


def _require(held: bool, what: str, cure: str) -> None:
    if not held:
        raise ScheduleRefused(what, cure)


def _check_days(first: date, last: date | None, what: str) -> None:
    _require(
        last is None or first <= last,
        f"{what} ends on {last}, before it begins on {first}.",
        "Give an end that is not before the beginning.",
    )


def _meet(one: Assignment, other: Assignment) -> bool:
    # Without an end it holds until another begins: a later one takes over.
    if one.last is None and other.last is None:
        return one.first == other.first
    if one.last is None or other.last is None:
        endless, ended = (one, other) if one.last is None else (other, one)
        return endless.first == ended.first
    return one.first <= other.last and other.first <= one.last


def _check_shift(shift: Shift) -> None:
    what = f"The shift {shift.name or 'without a name'} ({shift.start:%H:%M} to {shift.end:%H:%M})"
    begin, finish = _frame(shift)
    breaks = sorted(_part(shift, each.start, each.end) for each in shift.breaks)
    for start, end in breaks:
        _require(
            begin <= start < end <= finish,
            f"{what} has a break outside it, or one that ends before it begins.",
            "A break lies within its shift, the end after the beginning.",
        )
    for (_, end), (start, _) in pairwise(breaks):
        _require(end <= start, f"{what} has breaks that overlap.", "Keep them apart.")
    _check_flexible(shift, what)


def _check_flexible(shift: Shift, what: str) -> None:
    begin, finish = _frame(shift)
    unpaid = [_part(shift, each.start, each.end) for each in shift.breaks if not each.paid]
    room = finish - begin - sum(end - start for start, end in unpaid)
    _require(
        shift.due_minutes is None or 0 < shift.due_minutes <= room,
        f"{what} asks for more than fits in, or for nothing.",
        "The hours due lie within the shift, beside its unpaid breaks.",
    )
    if shift.core is None:
        return
    _require(
        shift.flexible,
        f"{what} has core time without flexible hours.",
        "Say how many hours are due, or leave the core time out.",
    )
    start, end = _part(shift, shift.core.start, shift.core.end)
    _require(
        begin <= start < end <= finish,
        f"{what} has core time outside it.",
        "Core time begins and ends within the shift.",
    )


def _check_overlaps(schedule: Schedule) -> None:
    """No shift begins before the one before it has ended, also from the last day to the first."""
    frames: list[tuple[int, int, str]] = []
    for index, shifts in enumerate(schedule.cycle):
        for shift in shifts:
            start, end = _frame(shift)
            frames.append((start + index * _A_DAY, end + index * _A_DAY, shift.name))
    if not frames:
        return
    again = (frames[0][0] + len(schedule.cycle) * _A_DAY, 0, frames[0][2])
    for (_, end, name), (start, _, after) in pairwise([*frames, again]):
        _require(
            end <= start,
            f"In the schedule {schedule.name} the shift {after} begins before {name} has ended.",
            "Let shifts follow each other, those of a day in order.",
        )


def _check_rules(rules: WorkRules) -> None:
    for rounding in (rules.round_in, rules.round_out):
        _check_rounding(rounding)
    for name, minutes, most in (
        ("grace for coming", rules.grace_in, 240),
        ("grace for leaving", rules.grace_out, 240),
        ("tolerance for undertime", rules.undertime_tolerance or 0, 480),
        ("time for putting things away", rules.snap_out, 240),
        ("time within which a punch is a repeated one", rules.flap, 60),
    ):
        _require(
            0 <= minutes <= most,
            f"A {name} of {minutes} minutes makes no sense.",
            f"Choose 0 to {most} minutes.",
        )
    _require(
        60 <= rules.longest <= 2 * _A_DAY,
        f"Nobody's longest presence is {rules.longest} minutes.",
        "Choose one hour to two days.",
    )
    _require(
        0 <= rules.week_begins <= 6,
        f"A week cannot begin on day {rules.week_begins}.",
        "Choose 0 for Monday to 6 for Sunday.",
    )
    _require(
        rules.night is None or rules.night.start != rules.night.end,
        "The night begins when it ends.",
        "Give it another end, or none at all.",
    )
    _check_bands(rules.daily, _A_DAY)
    _check_bands(rules.free_day, _A_DAY)
    _check_bands(rules.weekly, 7 * _A_DAY)


def _check_rounding(rounding: Rounding) -> None:
    _require(
        1 <= rounding.minutes <= 30 and 60 % rounding.minutes == 0,
        f"Punches cannot be rounded to {rounding.minutes} minutes.",
        "Choose a part of an hour: 1, 2, 3, 4, 5, 6, 10, 12, 15, 20 or 30.",
    )


def _check_bands(bands: Sequence[Band], most: int) -> None:
    after = -1
    for band in bands:
        _require(
            after < band.after <= most and 100 <= band.percent <= 1000,
            f"Overtime after {band.after} minutes at {band.percent} % is out of order.",
            "Give bands by their beginning, each at 100 to 1000 %.",
        )
        after = band.after


def _frame(shift: Shift) -> tuple[int, int]:
    """A shift in minutes since the beginning of its day."""
    start, end = _minutes(shift.start), _minutes(shift.end)
    return start, end if end > start else end + _A_DAY


def _part(shift: Shift, start: time, end: time) -> tuple[int, int]:
    """A part of a shift; of one across midnight, what is before its start is on the next day."""
    begin, finish = _frame(shift)
    a, b = _minutes(start), _minutes(end)
    if finish > _A_DAY and a < begin:
        a += _A_DAY
    return a, b + _A_DAY if finish >= _A_DAY and b <= begin else b


def _minutes(at: time) -> int:
    return at.hour * 60 + at.minute
