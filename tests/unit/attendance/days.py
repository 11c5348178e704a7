"""Days of work in few words, for tests: schedules, punches, and what they come to."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from desk_access.attendance.marking import PersonRecord
from desk_access.attendance.planning import Roster
from desk_access.attendance.reading import Reader
from desk_access.model.calendar import Holiday, Leave
from desk_access.model.correction import Change, Correction, NewCorrection, Standing
from desk_access.model.punch import Direction
from desk_access.model.schedule import Assignment, Break, Core, Schedule, Shift
from desk_access.model.timesheet import DayReading, Mark, PortionKind
from desk_access.model.work_rules import WorkRules

MONDAY = date(2026, 3, 2)
"""A Monday without a holiday, a change of clocks or the end of a month near."""

SEOUL, BERLIN, NEW_YORK = "Asia/Seoul", "Europe/Berlin", "America/New_York"

LONG_AFTER = datetime(2030, 1, 1, tzinfo=UTC)

LUNCH = Break(time(12), time(13))


def _times(words: str) -> tuple[time, time]:
    start, end = words.split("-")
    return time.fromisoformat(start), time.fromisoformat(end)


def shift(words: str, *breaks: Break, due: int | None = None, core: str = "") -> Shift:
    """``"09:00-18:00"``, with its breaks; flexible with ``due`` minutes and a ``core``."""
    start, end = _times(words)
    return Shift(words, start, end, breaks, due, Core(*_times(core)) if core else None)


def pause(words: str, paid: bool = False) -> Break:
    """``"12:00-13:00"``."""
    return Break(*_times(words), paid)


OFFICE = shift("09:00-18:00", LUNCH)
NIGHT = shift("22:00-06:00")


def week(*shifts: Shift, **changes: Any) -> Schedule:
    """The same shifts from Monday to Friday; ``rules`` and the like are changed."""
    schedule = Schedule("week", (shifts,) * 5 + ((), ()), MONDAY)
    return replace(schedule, **changes)


def rules(**changes: Any) -> WorkRules:
    """The default rules, some changed."""
    return replace(WorkRules(), **changes)


def punches(words: str, day: date = MONDAY, zone: str = SEOUL, first: int = 1) -> list[Mark]:
    """``"08:57> 12:01< +1 06:05<"``: > comes, < goes; ``+1`` is the day after, and so on.

    ``08:57:30@Europe/Berlin>`` is punched elsewhere. ``*`` after the time takes it at its second
    occurrence, when the clocks were set back.
    """
    marks, ahead = [], 0
    for word in words.split():
        if word[0] in "+-":
            ahead = int(word)
            continue
        found = re.fullmatch(r"([\d:]+)(\*?)(?:@([\w/]+))?([<>])", word)
        assert found, word
        at, again, where, sign = found.groups()
        where = where or zone
        local = datetime.combine(day + timedelta(ahead), time.fromisoformat(at), ZoneInfo(where))
        moment = local.replace(fold=1 if again else 0).timestamp()
        direction = Direction.IN if sign == ">" else Direction.OUT
        marks.append(Mark(first + len(marks), moment, direction, where))
    return marks


def corrections(*changes: Change, day: date = MONDAY) -> list[Correction]:
    """Approved ones, numbered from 1."""
    at = datetime(2026, 4, 1, tzinfo=UTC)
    return [
        Correction(
            number, NewCorrection("1", day, change, "said so"), "HR", at, "", "", Standing.APPROVED
        )
        for number, change in enumerate(changes, 1)
    ]


def roster_of(
    schedule: Schedule | None, zone: str = SEOUL, holidays: Sequence[date] = ()
) -> Roster:
    """One person with the code 1 and this schedule, for ever."""
    named = {schedule.name: schedule} if schedule else {}
    given = [Assignment(schedule.name, date(2000, 1, 1), None, "1")] if schedule else []
    free = {day: Holiday(day, "holiday", "test") for day in holidays}
    return Roster(named, given, free, zone)


def read(
    schedule: Schedule | None,
    marks: Sequence[Mark],
    *,
    day: date = MONDAY,
    days: int = 1,
    zone: str = SEOUL,
    now: datetime = LONG_AFTER,
    holidays: Sequence[date] = (),
    leave: Sequence[Leave] = (),
    changes: Sequence[Change] = (),
) -> list[DayReading]:
    """The days from ``day`` on as they stand ``now``."""
    record = PersonRecord("1", "", marks, corrections(*changes, day=day), leave)
    reader = Reader(roster_of(schedule, zone, holidays))
    return reader.days(record, day, day + timedelta(days - 1), now)


def told(days: Sequence[DayReading]) -> str:
    """What the days come to: ``"work=480 break=60 | forgotten_out"``, in the enum's order."""
    sums = {kind: sum(day.minutes(kind) for day in days) for kind in PortionKind}
    minutes = " ".join(f"{kind.value}={size}" for kind, size in sums.items() if size)
    problems = " ".join(problem.kind.value for day in days for problem in day.problems)
    return f"{minutes} | {problems}".strip() if problems else minutes
