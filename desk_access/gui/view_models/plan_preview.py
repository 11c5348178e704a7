"""What a change of the plan does to people's month: who changes, in what, by how much."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from PySide6.QtCore import QCoreApplication

from desk_access.gui.view_models.moments import month_text, number_text
from desk_access.gui.view_models.totals_words import total_difference, total_text, totals_words
from desk_access.model.timesheet import PersonMonth, Totals

translate = QCoreApplication.translate

Pair = tuple[PersonMonth, PersonMonth]


@dataclass(frozen=True, slots=True)
class PreviewCell:
    """A sum as it becomes, ``160:00``, and by how much it changes, ``−8:00`` or nothing."""

    after: str
    by: str


@dataclass(frozen=True, slots=True)
class PreviewRow:
    """Somebody whose month changes; a cell for each of the columns."""

    name: str
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
        PreviewRow(after.name, tuple(_cell(before, after, name) for name in changed))
        for before, after in pairs
    ]
    words = totals_words()
    columns = tuple(words[name] for name in changed)
    return Preview(columns, tuple(rows), _summary(len(rows), month, together, changed))


def _cell(before: PersonMonth, after: PersonMonth, name: str) -> PreviewCell:
    was, becomes = int(getattr(before.totals, name)), int(getattr(after.totals, name))
    by = "" if was == becomes else total_difference(name, becomes - was)
    return PreviewCell(total_text(name, becomes), by)


def _summary(people: int, month: date, together: Totals, changed: Sequence[str]) -> str:
    when = month_text(month)
    if not people:
        return translate("Preview", "Nobody's {month} changes.").format(month=when)
    if people == 1:
        who = translate("Preview", "One person's {month} changes.").format(month=when)
    else:
        who = translate("Preview", "{month} changes for {count} people.")
        who = who.format(month=when, count=number_text(people))
    words = totals_words()
    sums = ", ".join(
        f"{words[name].lower()} {total_difference(name, getattr(together, name))}"
        for name in changed
    )
    if not sums:
        return f"{who} {translate('Preview', 'Their days read otherwise; no sum changes.')}"
    return f"{who} {translate('Preview', 'Together: {sums}.').format(sums=sums)}"
