"""Holidays and leave: the calendar of a year, the list of leave, and what both do."""

from __future__ import annotations

from datetime import UTC, date, datetime, time

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialog
from pytestqt.qtbot import QtBot

from desk_access.gui.dialogs.holiday import HolidayDialog
from desk_access.gui.dialogs.leave import LeaveDialog, Part
from desk_access.gui.dialogs.plan_preview import PlanPreviewDialog
from desk_access.gui.pages.schedules import SchedulesPage
from desk_access.gui.widgets.rail import PageName
from desk_access.model.calendar import Holiday, Hours, Leave
from desk_access.model.plan_change import RemoveHoliday, RemoveLeave, Unassign
from tests.gui.conftest import OpenWindow, go
from tests.gui.fake_desk import FakeDesk
from tests.gui.samples import make_person
from tests.gui.time_samples import busy_house

FOUNDING = date(2026, 11, 3)
DOCTOR = Hours(time(9), time(11))


@pytest.fixture
def desk() -> FakeDesk:
    desk = FakeDesk([make_person(number) for number in range(8)])
    now = datetime(2026, 11, 20, 3, 0, tzinfo=UTC)
    desk.time.house = busy_house(desk.gallery.kept, date(2026, 11, 1), date(2026, 11, 30), now)
    person = desk.gallery.kept[0]
    desk.time.house.leave = [
        Leave(person.code, date(2026, 11, 9), date(2026, 11, 10), "Annual leave", None, True, 1),
        Leave("E104", date(2026, 11, 12), date(2026, 11, 12), "Doctor", DOCTOR, False, 2),
        Leave("E104", date(2025, 12, 30), date(2025, 12, 31), "Annual leave", None, True, 3),
    ]  # fmt: skip
    return desk


@pytest.fixture
def page(qtbot: QtBot, open_window: OpenWindow, desk: FakeDesk) -> SchedulesPage:
    page = go(open_window(desk), PageName.SCHEDULES)
    assert isinstance(page, SchedulesPage)
    qtbot.waitUntil(lambda: page.body_shown)
    return page


@pytest.fixture
def holidays(page: SchedulesPage) -> SchedulesPage:
    page.view._group.button(1).click()
    page.holidays.year.show_year(2026)
    page.holidays.calendar.show_day(date(2026, 11, 2))
    page.holidays._list()
    return page


@pytest.fixture
def leave(qtbot: QtBot, page: SchedulesPage) -> SchedulesPage:
    page.leave.year.show_year(2026)
    page.reload()
    page.view._group.button(2).click()
    qtbot.waitUntil(lambda: len(page.leave.shown) == 2)
    return page


def save(qtbot: QtBot, parent: SchedulesPage | QDialog) -> str:
    """Wait for the preview, save, and give what it said."""
    qtbot.waitUntil(lambda: parent.findChild(PlanPreviewDialog) is not None)
    dialog = parent.findChild(PlanPreviewDialog)
    assert dialog is not None
    qtbot.waitUntil(lambda: dialog.preview is not None)
    said = dialog.summary.text()
    dialog.save.click()
    return said


def test_the_years_holidays_are_listed_and_marked(holidays: SchedulesPage) -> None:
    view = holidays.holidays
    assert view.table.cells.words(0) == ["Founding day", "03/11/2026"]
    QTest.keyClick(view.calendar, Qt.Key.Key_Right)
    assert view.calendar.accessibleDescription() == "Tuesday, 3 November 2026: Founding day"
    assert view.table.row == 0
    assert view.remove.isEnabled()
    QTest.keyClick(view.calendar, Qt.Key.Key_Down)
    assert view.calendar.day == date(2026, 11, 10)
    assert view.table.row == -1
    assert not view.remove.isEnabled()


def test_years_are_turned_by_button_and_by_arrow(holidays: SchedulesPage) -> None:
    view = holidays.holidays
    view.year.on.click()
    assert view.calendar.day == date(2027, 11, 2)
    assert not view.table.isVisible()
    assert "No holiday in 2027 yet" in view._none.text()
    view.calendar.show_day(date(2027, 1, 1))
    QTest.keyClick(view.calendar, Qt.Key.Key_Left)
    assert view.year.year == 2026
    QTest.keyClick(view.calendar, Qt.Key.Key_PageUp)
    assert view.calendar.day == date(2026, 11, 30)
    QTest.keyClick(view.calendar, Qt.Key.Key_PageDown)
    assert view.calendar.day == date(2026, 12, 30)


def test_the_29th_of_february_has_no_next_year(holidays: SchedulesPage) -> None:
    view = holidays.holidays
    view.year.show_year(2028)
    view.calendar.show_day(date(2028, 2, 29))
    view.year.on.click()
    assert view.calendar.day == date(2029, 2, 28)


def test_a_day_that_is_clicked_is_marked(holidays: SchedulesPage) -> None:
    calendar = holidays.holidays.calendar
    where = calendar.cell(FOUNDING).center().toPoint()
    assert calendar.day_at(where) == FOUNDING
    QTest.mouseClick(calendar, Qt.MouseButton.LeftButton, pos=where)
    assert calendar.holiday() == Holiday(FOUNDING, "Founding day", "operator")


def test_a_new_holiday_takes_what_was_due(
    qtbot: QtBot, holidays: SchedulesPage, desk: FakeDesk
) -> None:
    holidays.holidays.calendar.show_day(date(2026, 11, 26))
    QTest.keyClick(holidays.holidays.calendar, Qt.Key.Key_Return)
    dialog = holidays.findChild(HolidayDialog)
    assert isinstance(dialog, HolidayDialog)
    assert not dialog.go_on.isEnabled()
    dialog.name.setText(" Company days ")
    dialog.first.show_day(date(2026, 11, 27))
    assert dialog.last.day == date(2026, 11, 27)
    dialog.first.show_day(date(2026, 11, 26))
    dialog.go_on.click()
    assert "due −126:00" in save(qtbot, dialog)
    qtbot.waitUntil(lambda: len(desk.time.holidays(2026)) == 3)
    assert desk.time.holidays(2026)[1] == Holiday(date(2026, 11, 26), "Company days", "operator")
    qtbot.waitUntil(lambda: holidays.notice.words == "Saved.")


def test_days_that_end_before_they_begin_are_refused(holidays: SchedulesPage) -> None:
    holidays.new_holiday.click()
    dialog = holidays.findChild(HolidayDialog)
    assert isinstance(dialog, HolidayDialog)
    dialog.name.setText("X")
    dialog.last.show_day(date(2026, 11, 1))
    assert dialog.wrong.text() == "The last day is before the first."
    dialog.last.show_day(date(2027, 11, 1))
    assert dialog.wrong.text() == "That is more than 60 days."
    assert not dialog.go_on.isEnabled()


def test_a_holiday_gets_another_name(qtbot: QtBot, holidays: SchedulesPage, desk: FakeDesk) -> None:
    holidays.holidays.table.opened.emit(0)
    dialog = holidays.findChild(HolidayDialog)
    assert isinstance(dialog, HolidayDialog)
    assert dialog.name.text() == "Founding day"
    assert not dialog.first.isEnabled()
    dialog.name.setText("Foundation day")
    dialog.go_on.click()
    assert save(qtbot, dialog) == "Nobody's November 2026 changes."
    qtbot.waitUntil(lambda: desk.time.holidays()[0].name == "Foundation day")


def test_a_holiday_is_removed(qtbot: QtBot, holidays: SchedulesPage, desk: FakeDesk) -> None:
    holidays.holidays.table.selectRow(0)
    holidays.holidays.remove.click()
    assert "absent" in save(qtbot, holidays)
    qtbot.waitUntil(lambda: desk.time.holidays() == [])
    assert desk.time.previewed == [RemoveHoliday(FOUNDING)]


def test_leave_is_listed_by_year_and_searched(
    qtbot: QtBot, leave: SchedulesPage, desk: FakeDesk
) -> None:
    view = leave.leave
    assert view.table.cells.words(0) == [
        "Kim Hamil", "Annual leave", "09/11/2026 – 10/11/2026", "whole days", "paid",
    ]  # fmt: skip
    assert view.table.cells.words(1)[2:] == ["12/11/2026", "09:00–11:00", "unpaid"]
    view.search.setText("doctor")
    assert [each.kind for each in view.shown] == ["Doctor"]
    view.search.setText("nobody")
    assert view._nothing.heading == "Nothing found"
    view.search.clear()
    view.year.back.click()
    qtbot.waitUntil(lambda: [each.number for each in view.shown] == [3])


def test_leave_of_half_a_day_is_half_of_the_shift(
    qtbot: QtBot, leave: SchedulesPage, desk: FakeDesk
) -> None:
    dialog = leave_dialog(leave)
    assert dialog.words.text() == "Choose whose leave it is."
    pick(qtbot, dialog, "E101")
    dialog.first.show_day(date(2026, 11, 25))
    dialog.last.show_day(date(2026, 11, 25))
    dialog.part._group.button(Part.FIRST_HALF).click()
    assert dialog.words.text() == "Half of the shift's work: 09:00–14:00."
    dialog.part._group.button(Part.SECOND_HALF).click()
    dialog.kind.setCurrentText("Exam")
    dialog.paid.setChecked(False)
    dialog.go_on.click()
    assert "due −4:00, unpaid leave +4:00" in save(qtbot, dialog)
    qtbot.waitUntil(lambda: len(leave.leave.shown) == 3)
    kept = desk.time.leave("E101")[0]
    assert kept.hours == Hours(time(14), time(18))
    assert (kept.kind, kept.paid, kept.number) == ("Exam", False, 4)


def test_without_one_shift_there_are_no_halves(
    qtbot: QtBot, leave: SchedulesPage, desk: FakeDesk
) -> None:
    dialog = leave_dialog(leave)
    pick(qtbot, dialog, "E101")
    dialog.first.show_day(date(2026, 11, 28))
    dialog.last.show_day(date(2026, 11, 28))
    dialog.part._group.button(Part.FIRST_HALF).click()
    assert "has not one shift on the first day" in dialog.words.text()
    assert not dialog.go_on.isEnabled()
    dialog.part._group.button(Part.HOURS).click()
    dialog.end.show_time(time(10, 30))
    found = dialog.leave()
    assert found is not None
    assert found.hours == Hours(time(9), time(10, 30))
    assert dialog.go_on.isEnabled()
    dialog.last.show_day(date(2026, 11, 1))
    assert dialog.words.text() == "The last day is before the first."


def test_somebody_without_a_schedule_has_no_halves_either(
    qtbot: QtBot, leave: SchedulesPage, desk: FakeDesk
) -> None:
    (reception,) = [each for each in desk.time.assignments() if each.group == "Reception"]
    desk.time.change(Unassign(reception))
    leave.reload()
    qtbot.waitUntil(lambda: leave.plan is not None and len(leave.plan.assignments) == 3)
    dialog = leave_dialog(leave)
    pick(qtbot, dialog, "E101")
    dialog.part._group.button(Part.FIRST_HALF).click()
    assert dialog.leave() is None


def test_leave_there_is_already_is_refused(
    qtbot: QtBot, leave: SchedulesPage, desk: FakeDesk
) -> None:
    dialog = leave_dialog(leave)
    pick(qtbot, dialog, "E100")
    dialog.first.show_day(date(2026, 11, 10))
    dialog.last.show_day(date(2026, 11, 11))
    dialog.go_on.click()
    qtbot.waitUntil(lambda: dialog.findChild(PlanPreviewDialog) is not None)
    preview = dialog.findChild(PlanPreviewDialog)
    assert preview is not None
    qtbot.waitUntil(lambda: "has leave from" in preview.state.heading)
    assert not preview.save.isEnabled()


def test_leave_is_taken_back(qtbot: QtBot, leave: SchedulesPage, desk: FakeDesk) -> None:
    assert not leave.leave.remove.isEnabled()
    leave.leave.table.selectRow(0)
    leave.leave.remove.click()
    assert "leave −16:00" in save(qtbot, leave)
    qtbot.waitUntil(lambda: len(leave.leave.shown) == 1)
    assert desk.time.previewed == [RemoveLeave(1)]


def leave_dialog(page: SchedulesPage) -> LeaveDialog:
    page.new_leave.click()
    dialog = page.findChild(LeaveDialog)
    assert isinstance(dialog, LeaveDialog)
    return dialog


def pick(qtbot: QtBot, dialog: LeaveDialog, code: str) -> None:
    dialog.picker.search.setText(code)
    qtbot.waitUntil(lambda: dialog.picker.list.count() == 1)
    dialog.picker.list.setCurrentRow(0)
