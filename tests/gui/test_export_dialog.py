"""The window's exports: now, by themselves, and their templates."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog, QPushButton
from pytestqt.qtbot import QtBot

from desk_access.errors import ReportUnwritable, StoreError
from desk_access.gui.dialogs.export import ExportDialog
from desk_access.gui.dialogs.export_job import ExportJobDialog
from desk_access.gui.view_models.export_words import Days
from desk_access.gui.window import MainWindow
from desk_access.model.export_job import Every, ExportJob, JobStanding
from desk_access.model.report import (
    STANDARD,
    DateStyle,
    DayColumn,
    LengthStyle,
    ReportForm,
    ReportKind,
    ReportTemplate,
    Rows,
)
from tests.gui.conftest import OpenWindow
from tests.gui.fake_desk import FakeDesk
from tests.gui.samples import make_person

FULL = ReportUnwritable("The disk is full.", "Make room.")
GONE = StoreError("The database does not answer.", "Try again.")
OCTOBER = date(2026, 10, 1), date(2026, 10, 31)


@pytest.fixture
def desk() -> FakeDesk:
    desk = FakeDesk([make_person(number) for number in range(8)])
    desk.exports.memory.kept["Payroll"] = ReportTemplate("Payroll", dates=DateStyle.DOTS)
    return desk


@pytest.fixture
def window(open_window: OpenWindow, desk: FakeDesk) -> MainWindow:
    return open_window(desk)


def opened(qtbot: QtBot, window: MainWindow, kind: ReportKind) -> ExportDialog:
    assert window._context is not None
    dialog = ExportDialog(window._context, window, kind, *OCTOBER)
    dialog.open()
    qtbot.waitUntil(lambda: dialog.templates.which.count() == 2)
    return dialog


@pytest.fixture
def dialog(qtbot: QtBot, window: MainWindow) -> ExportDialog:
    return opened(qtbot, window, ReportKind.TIMESHEET)


def test_it_begins_with_what_is_looked_at(dialog: ExportDialog) -> None:
    order = dialog.now.order()
    assert (order.first, order.last) == OCTOBER
    assert (order.kind, order.form, order.template) == (
        ReportKind.TIMESHEET,
        ReportForm.XLSX,
        STANDARD,
    )
    assert (order.code, order.group, order.signed) == (None, None, False)
    assert dialog.now.first.isVisible()


def test_everything_that_is_set_is_ordered(dialog: ExportDialog) -> None:
    now = dialog.now
    now.whose.group.setCurrentText("Office")
    now.fields._form.choose(2)
    now.fields._template.setCurrentText("Payroll")
    now.fields._signed.setChecked(True)
    order = now.order()
    assert (order.form, order.template.name) == (ReportForm.PDF, "Payroll")
    assert (order.group, order.signed) == ("Office", True)
    QTest.keyClicks(now.whose.person, "Kim Hamil (E100)")
    assert (now.order().code, now.order().group) == ("E100", None)
    now.days._group.button(Days.LAST_MONTH).click()
    assert not now.first.isVisible()
    assert now.order().first.day == 1


def test_punches_know_no_group_and_json_no_template(qtbot: QtBot, window: MainWindow) -> None:
    now = opened(qtbot, window, ReportKind.PUNCHES).now
    assert not now.whose.group.isEnabled()
    now.whose.group.setCurrentText("Office")
    assert now.order().group is None
    now.fields._form._group.button(3).click()
    assert not now.fields._template.isEnabled()


def test_the_file_is_asked_for_by_its_name(dialog: ExportDialog) -> None:
    dialog.now.write.click()
    asked = dialog.findChild(QFileDialog)
    assert asked is not None
    assert asked.acceptMode() is QFileDialog.AcceptMode.AcceptSave
    assert [Path(name).name for name in asked.selectedFiles()] == ["timesheet 2026-10.xlsx"]
    asked.close()


def test_progress_is_told_and_then_what_was_written(
    qtbot: QtBot, dialog: ExportDialog, desk: FakeDesk, tmp_path: Path
) -> None:
    desk.exports.reports.gate.clear()
    order, target = dialog.now.order(), tmp_path / "hours.xlsx"
    dialog.now.write_to(target, order)
    qtbot.waitUntil(lambda: dialog.now.words.text() == "23 people are written…")
    assert dialog.now.progress.isVisible()
    assert not dialog.now.write.isEnabled()
    desk.exports.reports.gate.set()
    qtbot.waitUntil(lambda: dialog.notice.words == f"24 people were written to {target}.")
    assert dialog.now.write.isEnabled()
    assert not dialog.now.progress.isVisible()
    assert desk.exports.reports.orders == [order]


def test_what_takes_too_long_is_stopped(
    qtbot: QtBot, dialog: ExportDialog, desk: FakeDesk, tmp_path: Path
) -> None:
    desk.exports.reports.gate.clear()
    dialog.now.write_to(tmp_path / "hours.xlsx", dialog.now.order())
    qtbot.waitUntil(lambda: dialog.now.words.text() == "23 people are written…")
    dialog.now.stop.click()
    desk.exports.reports.gate.set()
    qtbot.waitUntil(lambda: dialog.notice.words == "Stopped. Nothing was written.")
    assert desk.exports.reports.orders == []


def test_a_dialog_that_is_closed_stops_its_file(
    qtbot: QtBot, window: MainWindow, dialog: ExportDialog, desk: FakeDesk, tmp_path: Path
) -> None:
    desk.exports.reports.gate.clear()
    dialog.now.write_to(tmp_path / "hours.xlsx", dialog.now.order())
    qtbot.waitUntil(lambda: dialog.now.words.text() == "23 people are written…")
    dialog.accept()
    desk.exports.reports.gate.set()
    done: list[bool] = []
    window.hours.run(lambda: True, done.append, lambda _error: None)
    qtbot.waitUntil(lambda: done == [True])
    assert desk.exports.reports.orders == []


def test_a_full_disk_is_told(
    qtbot: QtBot, dialog: ExportDialog, desk: FakeDesk, tmp_path: Path
) -> None:
    desk.exports.reports.failure = FULL
    dialog.now.write_to(tmp_path / "hours.xlsx", dialog.now.order())
    qtbot.waitUntil(lambda: dialog.notice.words == str(FULL))
    assert dialog.now.write.isEnabled()


def test_an_export_is_scheduled(
    qtbot: QtBot, dialog: ExportDialog, desk: FakeDesk, tmp_path: Path
) -> None:
    dialog.parts._group.button(1).click()
    assert not dialog.jobs.table.isVisible()
    job = job_dialog(dialog)
    assert not job.save.isEnabled()
    job.name.setText("Hours")
    job.folder.setText(str(tmp_path))
    job.every._group.button(1).click()
    job.group.setCurrentText("Office")
    job.since.show_day(date(2026, 11, 2))
    job.save.click()
    qtbot.waitUntil(dialog.jobs.table.isVisible)
    assert desk.exports.jobs() == [
        JobStanding(
            ExportJob(
                "Hours", ReportKind.TIMESHEET, ReportForm.XLSX, Every.WEEK, str(tmp_path),
                date(2026, 11, 2), "standard", "Office",
            )
        )
    ]  # fmt: skip
    assert dialog.jobs.table.cells.words(0)[1] == "Timesheet, Excel, each week"
    assert dialog.notice.words == f"Hours is scheduled into {tmp_path}."


def test_what_is_refused_stays_to_be_mended(
    qtbot: QtBot, dialog: ExportDialog, desk: FakeDesk
) -> None:
    job = job_dialog(dialog)
    job.name.setText("Hours")
    job.folder.setText("somewhere")
    job.fields._kind._group.button(1).click()
    assert not job.group.isEnabled()
    job.save.click()
    qtbot.waitUntil(lambda: "no whole path of a folder" in job.notice.words)
    assert job.isVisible()
    assert job.save.isEnabled()
    assert desk.exports.jobs() == []


def test_a_folder_is_chosen(dialog: ExportDialog, tmp_path: Path) -> None:
    job = job_dialog(dialog)
    job.browse.click()
    asked = job.findChild(QFileDialog)
    assert asked is not None
    asked.fileSelected.emit(str(tmp_path))
    assert job.folder.text() == str(tmp_path)
    asked.close()


def job_dialog(dialog: ExportDialog) -> ExportJobDialog:
    dialog.jobs.add.click()
    found = dialog.findChild(ExportJobDialog)
    assert isinstance(found, ExportJobDialog)
    return found


@pytest.fixture
def scheduled(qtbot: QtBot, window: MainWindow, desk: FakeDesk, tmp_path: Path) -> ExportDialog:
    job = ExportJob(
        "Hours", ReportKind.TIMESHEET, ReportForm.CSV, Every.MONTH, str(tmp_path), OCTOBER[0]
    )
    desk.exports.add_job(job)
    dialog = opened(qtbot, window, ReportKind.TIMESHEET)
    dialog.parts._group.button(1).click()
    return dialog


def test_what_is_due_is_written_now(qtbot: QtBot, scheduled: ExportDialog, tmp_path: Path) -> None:
    scheduled.jobs.now.click()
    qtbot.waitUntil(lambda: scheduled.jobs.table.cells.words(0)[3] == "written until 31/10/2026")
    assert [each.name for each in tmp_path.iterdir()] == ["Hours 2026-10.csv"]


def test_why_one_is_not_written_stands_in_its_row(
    qtbot: QtBot, scheduled: ExportDialog, desk: FakeDesk
) -> None:
    desk.exports.reports.failure = FULL
    scheduled.jobs.now.click()
    qtbot.waitUntil(lambda: scheduled.jobs.table.cells.words(0)[3] == str(FULL))
    assert scheduled.jobs._why.text() == f"Hours: {FULL}"
    assert scheduled.jobs._why.isVisible()


def test_one_is_scheduled_no_more(qtbot: QtBot, scheduled: ExportDialog, desk: FakeDesk) -> None:
    assert not scheduled.jobs.remove.isEnabled()
    scheduled.jobs.table.setFocus()
    QTest.keyClick(scheduled.jobs.table, Qt.Key.Key_Down)
    scheduled.jobs.table.selectRow(0)
    scheduled.jobs.remove.click()
    qtbot.waitUntil(lambda: desk.exports.jobs() == [])
    qtbot.waitUntil(lambda: not scheduled.jobs.table.isVisible())


def test_a_template_is_made_of_the_standard_one(
    qtbot: QtBot, dialog: ExportDialog, desk: FakeDesk
) -> None:
    dialog.parts._group.button(2).click()
    part = dialog.templates
    assert part.name.text() == "My columns"
    assert not part.remove.isEnabled()
    part.dates.choose(DateStyle.KOREAN)
    part.lengths.choose(LengthStyle.HOURS)
    part.rows.choose(Rows.PEOPLE)
    part.days.list.item(0).setCheckState(Qt.CheckState.Unchecked)
    part.save.click()
    qtbot.waitUntil(lambda: part.which.currentText() == "My columns")
    kept = desk.exports.template("My columns")
    assert kept.days == STANDARD.days[1:]
    assert (kept.dates, kept.lengths, kept.rows) == (
        DateStyle.KOREAN,
        LengthStyle.HOURS,
        Rows.PEOPLE,
    )
    assert not part.save.isEnabled()
    assert "My columns" in [
        dialog.now.fields._template.itemText(place)
        for place in range(dialog.now.fields._template.count())
    ]


def test_columns_are_moved_with_the_keyboard(dialog: ExportDialog) -> None:
    dialog.parts._group.button(2).click()
    columns = dialog.templates.days
    columns.list.setFocus()
    columns.list.setCurrentRow(0)
    QTest.keyClick(columns.list, Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)
    assert columns.chosen[:2] == (DayColumn.NAME, DayColumn.CODE)
    columns.up.click()
    assert columns.chosen[:2] == (DayColumn.CODE, DayColumn.NAME)
    columns.up.click()
    assert columns.chosen == STANDARD.days
    assert set(columns.chosen) | {DayColumn.ZONE} <= set(DayColumn)


def test_a_template_is_changed_and_removed(
    qtbot: QtBot, dialog: ExportDialog, desk: FakeDesk
) -> None:
    part = dialog.templates
    part.which.setCurrentText("Payroll")
    assert part.dates.value is DateStyle.DOTS
    part.dates.choose(DateStyle.ISO)
    part.save.click()
    qtbot.waitUntil(lambda: desk.exports.template("Payroll").dates is DateStyle.ISO)
    qtbot.waitUntil(lambda: not part.save.isEnabled())
    part.remove.click()
    qtbot.waitUntil(lambda: part.which.count() == 1)
    assert part.which.currentText() == "standard"


def test_a_template_that_makes_no_sense_is_refused(
    qtbot: QtBot, dialog: ExportDialog, desk: FakeDesk
) -> None:
    part = dialog.templates
    for row in range(part.punches.list.count()):
        part.punches.list.item(row).setCheckState(Qt.CheckState.Unchecked)
    part.save.click()
    qtbot.waitUntil(lambda: dialog.notice.words.startswith("A template has no columns."))
    part.name.clear()
    assert not part.save.isEnabled()


def test_a_failing_database_says_so_and_can_be_tried_again(
    qtbot: QtBot, window: MainWindow, desk: FakeDesk
) -> None:
    desk.exports.memory.failure = GONE
    assert window._context is not None
    dialog = ExportDialog(window._context, window, ReportKind.TIMESHEET)
    dialog.open()
    qtbot.waitUntil(lambda: dialog.state.heading == "The database does not answer.")
    desk.exports.memory.failure = None
    dialog.state.findChildren(QPushButton)[0].click()
    qtbot.waitUntil(dialog.now.isVisible)
