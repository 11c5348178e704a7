"""What a change of the plan does to people's month: who changes, in what, by how much."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from PySide6.QtCore import QCoreApplication

from desk_access.gui.view_models.durations import difference_text, hours_text
from desk_access.gui.view_models.moments import month_text, number_text
from desk_access.model.timesheet import PersonMonth, Totals

translate = QCoreApplication.translate

Pair = tuple[PersonMonth, PersonMonth]
_COUNTS = ("days", "absent_days", "problems")


@dataclass(frozen=True, slots=True)
class PreviewCell:
    """A sum as it becomes, ``160:00``, and by how much it changes, ``−8:00`` or nothing."""

    after: str
    by: str


@dataclass(frozen=True, slots=True)
class PreviewRow:
    """Somebody whose month changes; a cell for each of the columns."""

    name: str
    group: str
    cells: tuple[PreviewCell, ...]


@dataclass(frozen=True, slots=True)
class Preview:
    """``columns`` are the sums in which somebody changes."""

    columns: tuple[str, ...]
    rows: tuple[PreviewRow, ...]
    summary: str


def preview_of(pairs: Sequence[Pair], month: date) -> Preview:
    """The table of a preview of this month, and a sentence that sums it up."""
    together = Totals()
    for before, after in pairs:
        together = together.plus(after.totals.minus(before.totals))
    changed = [
        name
        for place, name in enumerate(Totals._fields)
        if any(before.totals[place] != after.totals[place] for before, after in pairs)
    ]
    rows = [
        PreviewRow(after.name, after.group, tuple(_cell(before, after, name) for name in changed))
        for before, after in pairs
    ]
    words = _column_words()
    columns = tuple(words[name] for name in changed)
    return Preview(columns, tuple(rows), _summary(len(rows), month, together, changed))


def _cell(before: PersonMonth, after: PersonMonth, name: str) -> PreviewCell:
    was, becomes = int(getattr(before.totals, name)), int(getattr(after.totals, name))
    by = "" if was == becomes else _difference(name, becomes - was)
    return PreviewCell(number_text(becomes) if name in _COUNTS else hours_text(becomes), by)


def _difference(name: str, by: int) -> str:
    if name not in _COUNTS:
        return difference_text(by)
    return f"{'+' if by > 0 else chr(0x2212)}{number_text(abs(by))}" if by else number_text(0)


def _summary(people: int, month: date, together: Totals, changed: Sequence[str]) -> str:
    when = month_text(month)
    if not people:
        return translate("Preview", "Nobody's {month} changes.").format(month=when)
    if people == 1:
        who = translate("Preview", "One person's {month} changes.").format(month=when)
    else:
        who = translate("Preview", "{month} changes for {count} people.")
        who = who.format(month=when, count=number_text(people))
    words = _column_words()
    sums = ", ".join(
        f"{words[name].lower()} {_difference(name, getattr(together, name))}" for name in changed
    )
    if not sums:
        return f"{who} {translate('Preview', 'Their days read otherwise; no sum changes.')}"
    return f"{who} {translate('Preview', 'Together: {sums}.').format(sums=sums)}"


def _column_words() -> dict[str, str]:
    return {
        "due": translate("Totals", "Due"),
        "work": translate("Totals", "Work"),
        "overtime": translate("Totals", "Overtime"),
        "free_day": translate("Totals", "Free days"),
        "night": translate("Totals", "Night"),
        "late": translate("Totals", "Late"),
        "early": translate("Totals", "Left early"),
        "absent": translate("Totals", "Absent"),
        "excused": translate("Totals", "Excused"),
        "leave": translate("Totals", "Leave"),
        "unpaid_leave": translate("Totals", "Unpaid leave"),
        "break_": translate("Totals", "Breaks"),
        "idle": translate("Totals", "Not counted"),
        "days": translate("Totals", "Days"),
        "absent_days": translate("Totals", "Days absent"),
        "problems": translate("Totals", "To look at"),
    }
