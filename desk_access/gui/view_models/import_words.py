"""What an import would change, in words: a line for each row of its table."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from PySide6.QtCore import QCoreApplication

from desk_access.gui.theme.icons import Glyph
from desk_access.gui.theme.tokens import Tone
from desk_access.gui.view_models.moments import day_text, number_text
from desk_access.gui.view_models.rule_words import rule_rows
from desk_access.gui.view_models.schedule_draft import ScheduleDraft
from desk_access.gui.view_models.schedule_words import (
    days_words,
    period_words,
    schedule_summary,
    shift_words,
    span_words,
    whose_words,
)
from desk_access.imports.tables import LAYOUTS
from desk_access.model.calendar import Leave
from desk_access.model.importing import Comparison, Difference, Entry, Fate, Named, TableKind
from desk_access.model.schedule import Assignment, Schedule

translate = QCoreApplication.translate

GLYPHS = {
    Fate.ADDED: (Glyph.PLUS, Tone.GOOD),
    Fate.CHANGED: (Glyph.RENAME, Tone.ACCENT),
    Fate.REMOVED: (Glyph.DELETE, Tone.LOOK_AGAIN),
    Fate.UNCHANGED: (Glyph.CHECK, Tone.MUTED),
    Fate.PASSED_OVER: (Glyph.WARNING, Tone.LOOK_AGAIN),
    Fate.REFUSED: (Glyph.REFUSED, Tone.REFUSED),
}


class ImportWhat(StrEnum):
    """What can be imported: tables, a calendar of holidays, or those of a country."""

    PEOPLE = "people"
    SCHEDULES = "schedules"
    ASSIGNMENTS = "assignments"
    LEAVE = "leave"
    CALENDAR = "calendar"
    COUNTRY = "country"

    @property
    def table(self) -> TableKind | None:
        """The kind of table, None for what is none."""
        return None if self in _HOLIDAYS else TableKind(self.value)


_HOLIDAYS = (ImportWhat.CALENDAR, ImportWhat.COUNTRY)


@dataclass(frozen=True, slots=True)
class ImportText:
    """A dialog's title, what it is for, what to choose, and the names of the files it takes."""

    title: str
    purpose: str
    choose: str = ""
    patterns: str = ""


def import_text(what: ImportWhat) -> ImportText:
    """The words of an import's dialog, the columns of its table among them."""
    titles = {
        ImportWhat.PEOPLE: translate("Import", "Names and groups from a table"),
        ImportWhat.SCHEDULES: translate("Import", "Schedules from a table"),
        ImportWhat.ASSIGNMENTS: translate("Import", "Who has which schedule, from a table"),
        ImportWhat.LEAVE: translate("Import", "Leave from a table"),
        ImportWhat.CALENDAR: translate("Import", "Holidays from a calendar"),
        ImportWhat.COUNTRY: translate("Import", "Public holidays of a country"),
    }
    if what is ImportWhat.COUNTRY:
        purpose = translate(
            "Import", "Substitute holidays are among them. What would change is shown first."
        )
        return ImportText(titles[what], purpose)
    if what is ImportWhat.CALENDAR:
        purpose = translate(
            "Import",
            "An iCalendar file (.ics): its whole days become holidays, also those of every year."
            " What would change is shown first.",
        )
        choose = translate("Import", "Choose a calendar")
        return ImportText(titles[what], purpose, choose, "*.ics *.ical")
    words = translate(
        "Import",
        "An Excel workbook or a CSV file whose first line names the columns {required}."
        " It may also have: {optional}. What would change is shown first.",
    )
    layout = LAYOUTS[TableKind(what.value)]
    purpose = words.format(required=", ".join(layout.required), optional=", ".join(layout.optional))
    choose = translate("Import", "Choose a table")
    return ImportText(titles[what], purpose, choose, "*.xlsx *.csv *.xlsm *.txt")


@dataclass(frozen=True, slots=True)
class DifferenceLine:
    """A row in words: ``what`` it is about, what ``changes`` or why not, and where it stands."""

    fate: Fate
    what: str
    changes: str
    place: str


def fate_words() -> dict[Fate, str]:
    """What becomes of a row, in a word or two."""
    return {
        Fate.ADDED: translate("Import", "New"),
        Fate.CHANGED: translate("Import", "Changed"),
        Fate.REMOVED: translate("Import", "Removed"),
        Fate.UNCHANGED: translate("Import", "As it is"),
        Fate.PASSED_OVER: translate("Import", "Left out"),
        Fate.REFUSED: translate("Import", "Refused"),
    }


def difference_line(row: Difference, names: Mapping[str, str]) -> DifferenceLine:
    """A row in words; ``names`` are people's by code."""
    entry = row.after or row.before
    what = _person(row.what, names) if entry is None else _about(entry, names)
    words = _changes(row)
    if row.reason:
        words = f"{words} · {row.reason}" if words and row.fate is not Fate.REFUSED else row.reason
    return DifferenceLine(row.fate, what, words, row.place)


def summary_words(comparison: Comparison) -> str:
    """What applying would do, in a sentence."""
    refused = comparison.count(Fate.REFUSED)
    made = sum(comparison.count(fate) for fate in (Fate.ADDED, Fate.CHANGED, Fate.REMOVED))
    if refused == 1:
        return translate(
            "Import", "One row makes no sense. Correct it, then import the table again."
        )
    if refused:
        words = translate(
            "Import", "{count} rows make no sense. Correct them, then import the table again."
        )
        return words.format(count=number_text(refused))
    if not made:
        return translate("Import", "There is nothing to change.")
    if made == 1:
        return translate("Import", "One entry would change. Nothing is changed yet.")
    words = translate("Import", "{count} entries would change. Nothing is changed yet.")
    return words.format(count=number_text(made))


def _about(entry: Entry, names: Mapping[str, str]) -> str:
    if isinstance(entry, Named):
        return f"{names.get(entry.code, entry.name)} ({entry.code})"
    if isinstance(entry, Schedule):
        return entry.name
    if isinstance(entry, Assignment):
        return whose_words(entry, names)
    if isinstance(entry, Leave):
        return _person(entry.person_code, names)
    return day_text(entry.day)


def _person(code: str, names: Mapping[str, str]) -> str:
    return f"{names[code]} ({code})" if code in names else code


def _changes(row: Difference) -> str:
    """What is added or removed, or what changes from what to what."""
    if row.before is None or row.after is None:
        entry = row.after or row.before
        if entry is None or isinstance(entry, Named):
            return ""
        if isinstance(entry, Schedule):
            return schedule_summary(entry)
        return " · ".join(words for _, words in _facts(entry))
    before, after = dict(_facts(row.before)), _facts(row.after)
    arrow = translate("Import", "{what}: {before} → {after}")
    return " · ".join(
        arrow.format(what=label, before=before.get(label, ""), after=words)
        for label, words in after
        if words != before.get(label)
    )


def _facts(entry: Entry) -> list[tuple[str, str]]:
    """(label, words) of everything about an entry that an import may change."""
    if isinstance(entry, Named):
        nobody = translate("Import", "none")
        return [
            (translate("Import", "Name"), entry.name),
            (translate("Import", "Group"), entry.group or nobody),
        ]
    if isinstance(entry, Schedule):
        begins = translate("Import", "Begins")
        return [
            (translate("Import", "Shifts"), _shifts(entry)),
            (begins, day_text(entry.begins)),
            *rule_rows(entry),
        ]
    if isinstance(entry, Assignment):
        return [
            (translate("Import", "Schedule"), entry.schedule),
            (translate("Import", "Days"), period_words(entry.first, entry.last)),
        ]
    if isinstance(entry, Leave):
        return _leave_facts(entry)
    return [(translate("Import", "Name"), entry.name)]


def _leave_facts(leave: Leave) -> list[tuple[str, str]]:
    days = period_words(leave.first, leave.last)
    if leave.hours is not None:
        days = f"{days}, {span_words(leave.hours.start, leave.hours.end)}"
    paid = translate("Import", "paid") if leave.paid else translate("Import", "unpaid")
    return [
        (translate("Import", "Kind"), leave.kind),
        (translate("Import", "Days"), days),
        (translate("Import", "Pay"), paid),
    ]


def _shifts(schedule: Schedule) -> str:
    draft = ScheduleDraft.of(schedule)
    parts = [f"{days_words(draft, each.days)} {shift_words(each.shift)}" for each in draft.shifts]
    return " / ".join(parts) or translate("Import", "none")
