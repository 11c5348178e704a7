"""Exports in words: forms, periods, columns, and how the scheduled ones stand."""

from __future__ import annotations

from datetime import date, timedelta
from enum import IntEnum, StrEnum
from pathlib import Path

from PySide6.QtCore import QCoreApplication

from desk_access.gui.view_models.moments import day_text, number_text
from desk_access.gui.view_models.sheet import month_beside, month_days
from desk_access.model.export_job import Every, ExportJob, JobStanding
from desk_access.model.report import (
    DayColumn,
    LengthStyle,
    PersonColumn,
    PunchColumn,
    ReportForm,
    ReportKind,
    ReportOrder,
    Rows,
    TimeStyle,
)
from desk_access.reports.words import DAYS, PEOPLE, PUNCHES

translate = QCoreApplication.translate

FORMS = (ReportForm.CSV, ReportForm.XLSX, ReportForm.PDF, ReportForm.JSON)
KINDS = (ReportKind.TIMESHEET, ReportKind.PUNCHES)


class Days(IntEnum):
    """Which days an export has, in the order of the segments."""

    THIS_MONTH = 0
    LAST_MONTH = 1
    RANGE = 2


def export_days(days: Days, today: date, first: date, last: date) -> tuple[date, date]:
    """The first and the last day, the latter never beyond ``today`` for this month."""
    if days is Days.RANGE:
        return min(first, last), max(first, last)
    month = today.replace(day=1)
    if days is Days.THIS_MONTH:
        return month, today
    return month_beside(month, -1), month - timedelta(days=1)


def form_word(form: ReportForm) -> str:
    """What a form is called."""
    return {
        ReportForm.CSV: translate("Export", "CSV"),
        ReportForm.XLSX: translate("Export", "Excel"),
        ReportForm.PDF: translate("Export", "PDF"),
        ReportForm.JSON: translate("Export", "JSON"),
    }[form]


def form_sentence(form: ReportForm, kind: ReportKind) -> str:
    """What a form is good for."""
    if form is ReportForm.PDF and kind is ReportKind.TIMESHEET:
        return translate("Export", "A page a person, with a line to sign on.")
    return {
        ReportForm.CSV: translate("Export", "For any spreadsheet or payroll program."),
        ReportForm.XLSX: translate("Export", "Real dates and lengths, with sums as formulas."),
        ReportForm.PDF: translate("Export", "For printing."),
        ReportForm.JSON: translate("Export", "For programs: always the same, no template."),
    }[form]


def kind_word(kind: ReportKind) -> str:
    """What a report tells."""
    return {
        ReportKind.TIMESHEET: translate("Export", "Timesheet"),
        ReportKind.PUNCHES: translate("Export", "Punches"),
    }[kind]


def every_word(every: Every) -> str:
    """How often an export is written."""
    return {
        Every.DAY: translate("Export", "each day"),
        Every.WEEK: translate("Export", "each week"),
        Every.MONTH: translate("Export", "each month"),
    }[every]


def file_name(order: ReportOrder) -> str:
    """A name for the file: ``timesheet 2026-11.xlsx``, or with both days."""
    first, last = order.first, order.last
    whole = first.day == 1 and last == month_days(first)[-1]
    days = f"{first:%Y-%m}" if whole else f"{first} {last}"
    whose = f" {order.group or order.code}" if order.group or order.code else ""
    return f"{order.kind.value} {days}{whose}.{order.form.value}".replace("/", "-")


def progress_words(kind: ReportKind, count: int) -> str:
    """How far a report is."""
    if kind is ReportKind.TIMESHEET:
        words = translate("Export", "{count} people are written…")
    else:
        words = translate("Export", "{count} punches are written…")
    return words.format(count=number_text(count))


def written_words(order: ReportOrder, count: int, target: Path) -> str:
    """What was written where."""
    if order.kind is ReportKind.TIMESHEET:
        words = translate("Export", "{count} people were written to {file}.")
    else:
        words = translate("Export", "{count} punches were written to {file}.")
    said = words.format(count=number_text(count), file=target)
    if order.signed:
        beside = translate("Export", "Its signature lies beside it.")
        return f"{said} {beside}"
    return said


def job_row(standing: JobStanding) -> tuple[str, str, str, str]:
    """Name, what and how often, where, and how it stands."""
    job = standing.job
    what = f"{kind_word(job.kind)}, {form_word(job.form)}, {every_word(job.every)}"
    return job.name, what, job.folder, standing_words(standing)


def standing_words(standing: JobStanding) -> str:
    """Until when a scheduled export is written, or why it is not."""
    if standing.failure:
        return standing.failure
    if standing.done is None:
        since = translate("Export", "begins with {day}")
        return since.format(day=day_text(standing.job.since))
    return translate("Export", "written until {day}").format(day=day_text(standing.done))


def job_sentence(job: ExportJob) -> str:
    """When a scheduled export is written."""
    return {
        Every.DAY: translate("Export", "Written when the working day is over."),
        Every.WEEK: translate("Export", "Written when the week is over, Monday to Sunday."),
        Every.MONTH: translate("Export", "Written when the month is over."),
    }[job.every]


def column_word(column: StrEnum) -> str:
    """What stands over a column in the file."""
    if isinstance(column, DayColumn):
        return DAYS[column].words
    if isinstance(column, PersonColumn):
        return PEOPLE[column].words
    return PUNCHES[PunchColumn(column)].words


def rows_word(rows: Rows) -> str:
    """What a row of a CSV timesheet is."""
    return {
        Rows.DAYS: translate("Export", "A day of a person"),
        Rows.PEOPLE: translate("Export", "A person, with the sums of the days"),
    }[rows]


def time_word(style: TimeStyle) -> str:
    """A time of day in a style."""
    return {TimeStyle.H24: "17:05", TimeStyle.H12: "5:05 PM"}[style]


def length_word(style: LengthStyle) -> str:
    """A length in a style."""
    return {
        LengthStyle.CLOCK: translate("Export", "8:15 (hours and minutes)"),
        LengthStyle.HOURS: translate("Export", "8.25 (hours)"),
        LengthStyle.MINUTES: translate("Export", "495 (minutes)"),
    }[style]
