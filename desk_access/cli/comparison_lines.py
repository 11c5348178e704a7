"""What an import would change, as lines for a terminal and as JSON."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import fields
from datetime import date
from enum import Enum
from typing import Any

from desk_access.cli.terminal import Terminal
from desk_access.model.calendar import Holiday, Leave
from desk_access.model.importing import Comparison, Difference, Entry, Fate, Named
from desk_access.model.schedule import Assignment, Schedule, Shift
from desk_access.model.work_rules import Band, NightHours, Rounding

_HEADS = ("result", "what", "changes", "where")
_WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_USUAL = Schedule("", ((),), date(2024, 1, 1))


def show_comparison(
    comparison: Comparison, terminal: Terminal, *, everything: bool, as_json: bool
) -> None:
    """Write the rows; those that are so already only where ``everything`` is wanted."""
    rows = [row for row in comparison.rows if everything or row.fate is not Fate.UNCHANGED]
    if as_json:
        for row in rows:
            terminal.json(_record(row))
    elif rows:
        terminal.table(_HEADS, [_cells(row) for row in rows])


def counts(comparison: Comparison) -> str:
    """How many rows have which fate: ``2 added, 1 refused``."""
    found = ((comparison.count(fate), fate.value.replace("_", " ")) for fate in Fate)
    return ", ".join(f"{count} {word}" for count, word in found if count) or "nothing in it"


def _cells(row: Difference) -> tuple[str, ...]:
    changes = "; ".join(filter(None, (_changes(row), row.reason)))
    return row.fate.value.replace("_", " "), _what(row), changes, row.place


def _record(row: Difference) -> dict[str, Any]:
    return {
        "result": row.fate.value,
        "what": _what(row),
        "where": row.place,
        "before": None if row.before is None else _facts(row.before),
        "after": None if row.after is None else _facts(row.after),
        "reason": row.reason,
    }


def _what(row: Difference) -> str:
    entry = row.after or row.before
    if isinstance(entry, Named):
        return f"{entry.code} {entry.name}"
    return entry.day.isoformat() if isinstance(entry, Holiday) else row.what


def _changes(row: Difference) -> str:
    if row.fate in (Fate.REFUSED, Fate.PASSED_OVER):
        return ""
    if row.before is None or row.after is None:
        entry = row.after or row.before
        told = {} if entry is None else _facts(entry)
        # What a new schedule has in common with any other is not told.
        usual = _facts(_USUAL) if isinstance(entry, Schedule) else {}
        return ", ".join(f"{n} {words}" for n, words in told.items() if words != usual.get(n, ""))
    before, after = _facts(row.before), _facts(row.after)
    return ", ".join(
        f"{name} {before.get(name, '')} → {words}"
        for name, words in after.items()
        if words != before.get(name)
    )


def _facts(entry: Entry) -> dict[str, str]:
    """Everything about an entry that an import may change, by the columns of tables."""
    if isinstance(entry, Named):
        return {"name": entry.name, "group": entry.group or ""}
    if isinstance(entry, Schedule):
        return {
            "shifts": _shifts(entry),
            "begins": entry.begins.isoformat(),
            "on_holidays": _words(entry.works_on_holidays),
            **{each.name: _words(getattr(entry.rules, each.name)) for each in fields(entry.rules)},
        }
    if isinstance(entry, Assignment):
        return {
            "schedule": entry.schedule,
            "from": entry.first.isoformat(),
            "to": _words(entry.last),
        }
    if isinstance(entry, Leave):
        hours = entry.hours
        return {
            "kind": entry.kind,
            "from": entry.first.isoformat(),
            "to": entry.last.isoformat(),
            "hours": f"{hours.start:%H:%M}-{hours.end:%H:%M}" if hours is not None else "",
            "paid": _words(entry.paid),
        }
    return {"name": entry.name}


def _shifts(schedule: Schedule) -> str:
    days: dict[Shift, list[int]] = {}
    for day, shifts in enumerate(schedule.cycle):
        for shift in shifts:
            days.setdefault(shift, []).append(day)
    weekly = len(schedule.cycle) == len(_WEEKDAYS) and schedule.begins.weekday() == 0
    return " / ".join(
        f"{' '.join(_WEEKDAYS[day] if weekly else str(day + 1) for day in on)} {_shift(shift)}"
        for shift, on in days.items()
    )


def _shift(shift: Shift) -> str:
    parts = [f"{shift.name} {shift.start:%H:%M}-{shift.end:%H:%M}"]
    for each in shift.breaks:
        paid = "paid break" if each.paid else "break"
        parts.append(f"{paid} {each.start:%H:%M}-{each.end:%H:%M}")
    if shift.due_minutes is not None:
        parts.append(f"due {shift.due_minutes // 60}:{shift.due_minutes % 60:02}")
    if shift.core is not None:
        parts.append(f"core {shift.core.start:%H:%M}-{shift.core.end:%H:%M}")
    return ", ".join(parts)


def _words(value: object) -> str:
    """A value of a schedule's rules, as a table would have it."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Enum):
        return str(value.value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Rounding):
        return f"{value.towards.value} {value.minutes}"
    if isinstance(value, Band):
        return f"{value.percent}% after {value.after} min"
    if isinstance(value, NightHours):
        return f"{value.start:%H:%M}-{value.end:%H:%M}"
    if isinstance(value, Iterable) and not isinstance(value, str):
        return " ".join(_words(each) for each in value)
    return "" if value is None else str(value)
