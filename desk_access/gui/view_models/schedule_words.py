"""Schedules, shifts and assignments in a line each."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from datetime import date, time

from PySide6.QtCore import QCoreApplication, QLocale

from desk_access.gui.view_models.durations import hours_text
from desk_access.gui.view_models.moments import day_text, region, time_text
from desk_access.gui.view_models.schedule_draft import ScheduleDraft
from desk_access.model.schedule import Assignment, Schedule, Shift

translate = QCoreApplication.translate

_DASH = "–"
_RANGE = re.compile(r"(\d{1,3})(?:\s*[-–]\s*(\d{1,3}))?")


def day_name(draft: ScheduleDraft, day: int) -> str:
    """What a day of the cycle is called: ``Mon``, or ``Day 3`` of a rotation."""
    if draft.weekly:
        return region().standaloneDayName(day + 1, QLocale.FormatType.ShortFormat)
    return translate("Schedule", "Day {number}").format(number=day + 1)


def days_words(draft: ScheduleDraft, days: Collection[int]) -> str:
    """Days of the cycle, those that follow each other as a range: ``Mon–Fri``, ``Days 1–4, 6``."""
    if draft.weekly:
        named = {day: day_name(draft, day) for day in days}
    else:
        named = {day: str(day + 1) for day in days}
    words = ", ".join(_range_words(named, each) for each in _ranges(days))
    if draft.weekly or not words:
        return words
    one = len(days) == 1
    label = translate("Schedule", "Day {days}") if one else translate("Schedule", "Days {days}")
    return label.format(days=words)


def _range_words(named: Mapping[int, str], days: list[int]) -> str:
    if len(days) == 1:
        return named[days[0]]
    between = _DASH if len(days) > 2 else ", "
    return f"{named[days[0]]}{between}{named[days[-1]]}"


def days_from_words(words: str, length: int) -> frozenset[int] | None:
    """Places of days, from 0, out of ``1-4, 6``; None for words that say no days of the cycle."""
    found: set[int] = set()
    for part in filter(None, (each.strip() for each in words.split(","))):
        match = _RANGE.fullmatch(part)
        if match is None:
            return None
        first, last = int(match[1]), int(match[2] or match[1])
        if not 1 <= first <= last <= length:
            return None
        found.update(range(first - 1, last))
    return frozenset(found)


def days_as_words(days: Collection[int]) -> str:
    """What :func:`days_from_words` reads: ``1-4, 6``."""
    parts = (
        f"{each[0] + 1}-{each[-1] + 1}" if len(each) > 1 else f"{each[0] + 1}"
        for each in _ranges(days)
    )
    return ", ".join(parts)


def _ranges(days: Collection[int]) -> list[list[int]]:
    """Days in order, those that follow each other together."""
    ranges: list[list[int]] = []
    for day in sorted(days):
        if ranges and ranges[-1][-1] == day - 1:
            ranges[-1].append(day)
        else:
            ranges.append([day])
    return ranges


def span_words(start: time, end: time) -> str:
    """``09:00–18:00``."""
    return f"{time_text(start)}{_DASH}{time_text(end)}"


def shift_words(shift: Shift) -> str:
    """A shift with everything that belongs to it, in a line."""
    parts = [f"{shift.name} {span_words(shift.start, shift.end)}".strip()]
    if shift.due_minutes is not None:
        words = translate("Schedule", "flexible, {hours} hours due")
        parts.append(words.format(hours=hours_text(shift.due_minutes)))
    if shift.core is not None:
        words = translate("Schedule", "core time {span}")
        parts.append(words.format(span=span_words(shift.core.start, shift.core.end)))
    for each in shift.breaks:
        paid = translate("Schedule", "paid break {span}")
        unpaid = translate("Schedule", "break {span}")
        words = paid if each.paid else unpaid
        parts.append(words.format(span=span_words(each.start, each.end)))
    return ", ".join(parts)


def schedule_summary(schedule: Schedule) -> str:
    """A schedule in a line: ``Mon–Fri 09:00–18:00``."""
    draft = ScheduleDraft.of(schedule)
    if not draft.shifts:
        return translate("Schedule", "No shift")
    parts = [
        f"{days_words(draft, each.days)} {span_words(each.shift.start, each.shift.end)}"
        for each in draft.shifts
    ]
    if draft.weekly:
        return " · ".join(parts)
    words = translate("Schedule", "Every {count} days: {parts}")
    return words.format(count=draft.length, parts=" · ".join(parts))


def period_words(first: date, last: date | None) -> str:
    """``from 02/11/2026``, ``02/11/2026 – 30/11/2026``."""
    if last is None:
        return translate("Schedule", "from {first} on").format(first=day_text(first))
    if first == last:
        return day_text(first)
    return f"{day_text(first)} {_DASH} {day_text(last)}"


def whose_words(assignment: Assignment, names: Mapping[str, str]) -> str:
    """Who has a schedule; ``names`` are people's by code."""
    if assignment.group is not None:
        return translate("Schedule", "Group {group}").format(group=assignment.group)
    code = assignment.person_code or ""
    return f"{names[code]} ({code})" if code in names else code
