"""Hours on a terminal: sums, days and what people are doing."""

from __future__ import annotations

from typing import Final

from desk_access.model.timesheet import DayReading, PersonMonth, PortionKind, Totals, moment

PERSON_HEADS: Final = (
    "code", "name", "group", "due", "worked", "overtime", "free day", "night", "late", "early",
    "absent", "undertime", "leave", "problems",
)  # fmt: skip
DAY_HEADS: Final = (
    "day", "", "punches", "due", "worked", "overtime", "late", "early", "undertime", "problems",
)  # fmt: skip

_OVERTIME: Final = (PortionKind.OVERTIME, PortionKind.WEEKLY_OVERTIME, PortionKind.FREE_DAY)


def length(minutes: int) -> str:
    """Minutes as hours and minutes; nothing for none, a sign for less."""
    if not minutes:
        return ""
    hours, rest = divmod(abs(minutes), 60)
    return f"{'-' if minutes < 0 else ''}{hours}:{rest:02}"


def person_row(person: PersonMonth, totals: Totals) -> tuple[str, ...]:
    """The cells under :data:`PERSON_HEADS`."""
    return (
        person.code,
        person.name,
        person.group,
        *sums(totals),
        str(totals.problems or ""),
    )


def sums(totals: Totals) -> tuple[str, ...]:
    """The lengths between a person's group and problems."""
    return tuple(
        length(each)
        for each in (
            totals.due,
            totals.work,
            totals.overtime,
            totals.free_day,
            totals.night,
            totals.late,
            totals.early,
            totals.absent,
            totals.undertime,
            totals.leave + totals.unpaid_leave,
        )
    )


def day_row(day: DayReading) -> tuple[str, ...]:
    """The cells under :data:`DAY_HEADS`."""
    punches = (
        f"{moment(int(mark.at // 60), mark.zone):%H:%M} {mark.direction.value}"
        for mark in day.marks
    )
    problems = dict.fromkeys(each.kind.value.replace("_", " ") for each in day.problems)
    return (
        f"{day.day} {day.day:%a}",
        day.kind.value,
        ", ".join(punches),
        length(day.due),
        length(day.minutes(PortionKind.WORK)),
        length(sum(day.minutes(kind) for kind in _OVERTIME)),
        length(day.minutes(PortionKind.LATE)),
        length(day.minutes(PortionKind.EARLY)),
        length(day.minutes(PortionKind.UNDERTIME)),
        ", ".join(problems),
    )
