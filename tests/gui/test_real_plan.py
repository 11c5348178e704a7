"""Schedules, charts and exports over the real hours: a database on the disk, and the engine."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, time
from pathlib import Path

import openpyxl
import pytest
from PySide6.QtWidgets import QDialog
from pytestqt.qtbot import QtBot

from desk_access.bootstrap import make_export_desk
from desk_access.config import AttendanceSettings, Settings
from desk_access.gui.dialogs.export import ExportDialog
from desk_access.gui.dialogs.leave import LeaveDialog
from desk_access.gui.dialogs.plan_preview import PlanPreviewDialog
from desk_access.gui.dialogs.schedule import ScheduleDialog
from desk_access.gui.pages.charts import ChartsPage
from desk_access.gui.pages.schedules import SchedulesPage
from desk_access.gui.widgets.rail import PageName
from desk_access.model.report import ReportForm, ReportKind
from desk_access.model.schedule import Assignment
from desk_access.reports.signature import signature_of
from desk_access.store.workspace import Workspace
from tests.gui.conftest import OpenWindow, go
from tests.gui.fake_desk import FakeDesk
from tests.gui.samples import ZONE
from tests.unit.service.timekeeping.conftest import MARCH, MONDAY, OFFICE, House, at

FRIDAY = date(2026, 3, 6)


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    """Three people of the office, a week of March: one is late every day."""
    with Workspace.open(tmp_path / "workspace") as workspace:
        house = House(workspace)
        for code, name in (("A1", "Ana Ferreira"), ("K1", "Kim Hamil"), ("L1", "Lee Min-jun")):
            house.enrol(code, name)
        house.time.save_schedule(OFFICE)
        house.time.assign(Assignment(OFFICE.name, date(2026, 1, 5), group="Office"))
        for number in range(5):
            day = date(2026, 3, 2 + number)
            house.punch("A1", "08:58", "18:00", day=day)
            house.punch("K1", "09:20", "18:30", day=day)
        house.clock.time = at("23:00", FRIDAY)
        yield house


@pytest.fixture
def desk(house: House) -> FakeDesk:
    desk = FakeDesk()
    desk.gallery = house.workspace.gallery
    desk.ledger = house.workspace.ledger
    desk.time = house.time
    settings = Settings(attendance=AttendanceSettings(zone=ZONE))
    desk.exports = make_export_desk(house.workspace, settings, house.time)
    return desk


@pytest.fixture
def plan(qtbot: QtBot, open_window: OpenWindow, desk: FakeDesk) -> SchedulesPage:
    page = go(open_window(desk), PageName.SCHEDULES)
    assert isinstance(page, SchedulesPage)
    qtbot.waitUntil(lambda: page.body_shown)
    return page


def save(qtbot: QtBot, parent: QDialog) -> str:
    qtbot.waitUntil(lambda: parent.findChild(PlanPreviewDialog) is not None)
    dialog = parent.findChild(PlanPreviewDialog)
    assert dialog is not None
    qtbot.waitUntil(lambda: dialog.preview is not None)
    said = dialog.summary.text()
    dialog.save.click()
    return said


def test_a_preview_says_what_then_is(qtbot: QtBot, plan: SchedulesPage, house: House) -> None:
    late = {each.code: each.totals.late for each in house.time.month(MARCH)}
    assert late["K1"] == 100
    plan.plan_view.edit.click()
    dialog = plan.findChild(ScheduleDialog)
    assert isinstance(dialog, ScheduleDialog)
    dialog.shift.start.setTime(time(9, 30))
    dialog.save.click()
    said = save(qtbot, dialog)
    assert said.startswith("March 2026 changes for 3 people.")
    assert "late −1:40" in said
    qtbot.waitUntil(lambda: plan.notice.words == "Saved.")
    assert {each.totals.late for each in house.time.month(MARCH)} == {0}
    qtbot.waitUntil(
        lambda: (
            plan.plan_view.shown is not None
            and plan.plan_view.shown.cycle[0][0].start == time(9, 30)
        )
    )


def test_leave_is_kept(qtbot: QtBot, plan: SchedulesPage, house: House) -> None:
    plan.view._group.button(2).click()
    plan.leave.year.show_year(2026)
    plan.new_leave.click()
    dialog = plan.findChild(LeaveDialog)
    assert isinstance(dialog, LeaveDialog)
    qtbot.waitUntil(lambda: dialog.picker.list.count() == 3)
    dialog.picker.list.setCurrentRow(2)
    dialog.first.show_day(FRIDAY)
    dialog.last.show_day(FRIDAY)
    dialog.go_on.click()
    assert "leave +8:00" in save(qtbot, dialog)
    qtbot.waitUntil(lambda: len(plan.leave.shown) == 1)
    (kept,) = house.time.leave("L1")
    assert (kept.first, kept.kind) == (FRIDAY, "Annual leave")


def test_charts_are_of_the_punches(qtbot: QtBot, open_window: OpenWindow, desk: FakeDesk) -> None:
    page = go(open_window(desk), PageName.CHARTS)
    assert isinstance(page, ChartsPage)
    page._turn(MARCH)
    qtbot.waitUntil(lambda: page.charts is not None and page.charts.hours[0].day == MARCH)
    assert page.charts is not None
    monday = page.charts.lateness[MONDAY.day - 1]
    assert (monday.due, monday.late, monday.minutes) == (3, 1, 20)


def test_a_signed_workbook_is_written(
    qtbot: QtBot, open_window: OpenWindow, desk: FakeDesk, tmp_path: Path
) -> None:
    window = open_window(desk)
    assert window._context is not None
    dialog = ExportDialog(window._context, window, ReportKind.TIMESHEET, MARCH, date(2026, 3, 31))
    dialog.open()
    qtbot.waitUntil(dialog.now.isVisible)
    dialog.now.fields._signed.setChecked(True)
    order, target = dialog.now.order(), tmp_path / "march.xlsx"
    assert order.form is ReportForm.XLSX
    dialog.now.write_to(target, order)
    qtbot.waitUntil(lambda: dialog.notice.words.startswith("3 people were written"))
    assert signature_of(target).exists()
    book = openpyxl.load_workbook(target, read_only=True)
    assert len(book.sheetnames) >= 2
    book.close()
    dialog.now.write_to(tmp_path / "none" / "march.xlsx", order)
    qtbot.waitUntil(lambda: "cannot be written" in dialog.notice.words)
