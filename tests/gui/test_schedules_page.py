"""The Schedules page: schedules, who has them, and what a change does before it is made."""

from __future__ import annotations

from datetime import UTC, date, datetime, time

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialog, QLabel, QPushButton
from pytestqt.qtbot import QtBot

from desk_access.errors import StoreError
from desk_access.gui.dialogs.assign import AssignDialog
from desk_access.gui.dialogs.importing import ImportDialog
from desk_access.gui.dialogs.plan_preview import PlanPreviewDialog
from desk_access.gui.dialogs.schedule import ScheduleDialog
from desk_access.gui.pages.schedules import SchedulesPage
from desk_access.gui.widgets.button import Button
from desk_access.gui.widgets.rail import PageName
from desk_access.model.plan_change import Assign, RemoveSchedule, SaveSchedule, Unassign
from desk_access.model.schedule import Assignment
from tests.gui.conftest import OpenWindow, go
from tests.gui.fake_desk import FakeDesk
from tests.gui.samples import make_person
from tests.gui.time_samples import MONDAY, busy_house

GONE = StoreError("The database does not answer.", "Try again.")


@pytest.fixture
def desk() -> FakeDesk:
    desk = FakeDesk([make_person(number) for number in range(8)])
    now = datetime(2026, 11, 20, 3, 0, tzinfo=UTC)
    desk.time.house = busy_house(desk.gallery.kept, date(2026, 11, 1), date(2026, 11, 30), now)
    return desk


@pytest.fixture
def page(qtbot: QtBot, open_window: OpenWindow, desk: FakeDesk) -> SchedulesPage:
    page = go(open_window(desk), PageName.SCHEDULES)
    assert isinstance(page, SchedulesPage)
    qtbot.waitUntil(lambda: page.body_shown)
    return page


def previewed(qtbot: QtBot, parent: SchedulesPage | QDialog) -> PlanPreviewDialog:
    qtbot.waitUntil(lambda: parent.findChild(PlanPreviewDialog) is not None)
    dialog = parent.findChild(PlanPreviewDialog)
    assert dialog is not None
    qtbot.waitUntil(lambda: dialog.preview is not None)
    return dialog


def editor_of(page: SchedulesPage) -> ScheduleDialog:
    dialog = page.findChild(ScheduleDialog)
    assert isinstance(dialog, ScheduleDialog)
    return dialog


def choose(page: SchedulesPage, name: str) -> None:
    assert page.plan is not None
    names = [each.name for each in page.plan.schedules]
    page.plan_view.list.setCurrentRow(names.index(name))


def test_a_schedule_is_shown_with_its_people_and_rules(page: SchedulesPage) -> None:
    choose(page, "Office hours")
    view = page.plan_view
    said = " ".join(each.text() for each in view.findChildren(QLabel))
    for words in (
        "Mon–Fri 09:00–18:00",
        "Group Workshop",
        "from 05/01/2026 on",
        "Unpaid breaks come off, whether somebody went out or not.",
        "Beyond the hours due: 150 % from the first minute.",
    ):
        assert words in said
    assert len(view.assignments.rows) == 3
    assert "Mon: Day 09:00–18:00" in view.cycle.accessibleDescription()
    assert not view.unplanned.isVisible()


def test_whoever_has_no_schedule_is_counted(
    qtbot: QtBot, page: SchedulesPage, desk: FakeDesk
) -> None:
    (office,) = [each for each in desk.time.assignments() if each.group == "Office"]
    desk.time.change(Unassign(office))
    page.reload()
    qtbot.waitUntil(page.plan_view.unplanned.isVisible)
    assert page.plan_view.unplanned.text() == "2 people without a schedule today"


def test_editing_shows_what_it_does_before_it_is_done(
    qtbot: QtBot, page: SchedulesPage, desk: FakeDesk
) -> None:
    choose(page, "Office hours")
    page.plan_view.edit.click()
    dialog = editor_of(page)
    assert not dialog.save.isEnabled()
    dialog.shift.start.setTime(time(10))
    dialog.save.click()
    preview = previewed(qtbot, dialog)
    assert preview.preview is not None
    assert preview.preview.columns[0] == "Due"
    assert "November 2026 changes for 6 people." in preview.summary.text()
    assert "Due" in preview.preview.columns
    assert desk.time.house.roster.schedules["Office hours"].cycle[0][0].start == time(9)
    preview.save.click()
    qtbot.waitUntil(lambda: page.notice.words == "Saved.")
    assert desk.time.house.roster.schedules["Office hours"].cycle[0][0].start == time(10)
    assert page.findChild(ScheduleDialog) is None or not editor_of(page).isVisible()


def test_going_back_from_the_preview_changes_nothing(
    qtbot: QtBot, page: SchedulesPage, desk: FakeDesk
) -> None:
    before = dict(desk.time.house.roster.schedules)
    page.plan_view.edit.click()
    dialog = editor_of(page)
    QTest.keyClicks(dialog.name, " B")
    dialog.save.click()
    previewed(qtbot, dialog).back.click()
    assert dialog.isVisible()
    assert desk.time.house.roster.schedules == before
    assert isinstance(desk.time.previewed[-1], SaveSchedule)


def test_a_new_one_is_chosen_once_it_is_saved(
    qtbot: QtBot, page: SchedulesPage, desk: FakeDesk
) -> None:
    page.new.click()
    dialog = editor_of(page)
    assert dialog.name.text() == "Office hours 2"
    dialog.name.setText("")
    QTest.keyClicks(dialog.name, "Early")
    dialog.save.click()
    preview = previewed(qtbot, dialog)
    assert preview.summary.text() == "Nobody's November 2026 changes."
    assert not preview.table.isVisible()
    preview.save.click()
    qtbot.waitUntil(
        lambda: page.plan_view.shown is not None and page.plan_view.shown.name == "Early"
    )


def test_a_copy_has_another_name(page: SchedulesPage) -> None:
    choose(page, "Nights")
    page.plan_view.copy.click()
    dialog = editor_of(page)
    assert dialog.name.text() == "Nights, copy"
    assert dialog.save.isEnabled()


def test_removing_says_whose_it_was(qtbot: QtBot, page: SchedulesPage, desk: FakeDesk) -> None:
    choose(page, "Nights")
    page.plan_view.remove.click()
    preview = previewed(qtbot, page)
    assert "changes for 2 people" in preview.summary.text()
    preview.save.click()
    qtbot.waitUntil(lambda: page.plan_view.list.count() == 1)
    assert desk.time.previewed == [RemoveSchedule("Nights")]


def test_a_group_is_given_a_schedule(qtbot: QtBot, page: SchedulesPage, desk: FakeDesk) -> None:
    choose(page, "Nights")
    page.plan_view.assign.click()
    dialog = page.findChild(AssignDialog)
    assert isinstance(dialog, AssignDialog)
    dialog.group.setCurrentText("Office")
    assert dialog.assignment() == Assignment("Nights", date(2026, 11, 1), group="Office")
    dialog.ends.setChecked(True)
    dialog.last.show_day(date(2026, 11, 8))
    dialog.go_on.click()
    previewed(qtbot, dialog).save.click()
    qtbot.waitUntil(lambda: len(desk.time.assignments()) == 5)
    assert desk.time.assignments()[-1].last == date(2026, 11, 8)


def test_a_person_is_found_and_given_a_schedule(
    qtbot: QtBot, page: SchedulesPage, desk: FakeDesk
) -> None:
    choose(page, "Nights")
    page.plan_view.assign.click()
    dialog = page.findChild(AssignDialog)
    assert isinstance(dialog, AssignDialog)
    dialog.whom._group.button(1).click()
    assert not dialog.go_on.isEnabled()
    dialog.picker.search.setText("E101")
    qtbot.waitUntil(lambda: dialog.picker.list.count() == 1)
    dialog.picker.list.setCurrentRow(0)
    assert dialog.go_on.isEnabled()
    assert dialog.assignment().person_code == "E101"


def test_other_days_for_an_assignment(qtbot: QtBot, page: SchedulesPage, desk: FakeDesk) -> None:
    choose(page, "Nights")
    row = page.plan_view.assignments.rows[0]
    change, _remove = row.findChildren(Button)
    assert change.accessibleName() == "Other days for Group Night shift"
    change.click()
    dialog = page.findChild(AssignDialog)
    assert isinstance(dialog, AssignDialog)
    dialog.ends.setChecked(True)
    dialog.last.show_day(date(2026, 11, 15))
    dialog.go_on.click()
    previewed(qtbot, dialog).save.click()
    qtbot.waitUntil(lambda: desk.time.assignments()[-1].last is not None)
    old = Assignment("Nights", MONDAY, group="Night shift")
    new = Assignment("Nights", MONDAY, date(2026, 11, 15), group="Night shift")
    assert desk.time.previewed == [Unassign(old), Assign(new)]


def test_what_the_service_refuses_is_said_and_nothing_is_lost(
    qtbot: QtBot, page: SchedulesPage, desk: FakeDesk
) -> None:
    choose(page, "Office hours")
    page.plan_view.assign.click()
    dialog = page.findChild(AssignDialog)
    assert isinstance(dialog, AssignDialog)
    dialog.group.setCurrentText("Office")
    dialog.first.show_day(MONDAY)
    dialog.go_on.click()
    qtbot.waitUntil(lambda: dialog.findChild(PlanPreviewDialog) is not None)
    preview = dialog.findChild(PlanPreviewDialog)
    assert preview is not None
    qtbot.waitUntil(
        lambda: (
            preview.state.heading == "Office has the schedule Office hours on some of these days."
        )
    )
    assert not preview.save.isEnabled()
    preview.back.click()
    assert dialog.isVisible()


def test_a_save_that_fails_can_be_tried_again(
    qtbot: QtBot, page: SchedulesPage, desk: FakeDesk
) -> None:
    choose(page, "Nights")
    page.plan_view.remove.click()
    preview = previewed(qtbot, page)
    desk.time.failure = GONE
    preview.save.click()
    qtbot.waitUntil(lambda: preview.notice.words == str(GONE))
    desk.time.failure = None
    preview.save.click()
    qtbot.waitUntil(lambda: page.plan_view.list.count() == 1)


def test_a_preview_closed_while_it_counts_is_forgotten(
    qtbot: QtBot, page: SchedulesPage, desk: FakeDesk
) -> None:
    choose(page, "Nights")
    page.plan_view.remove.click()
    preview = page.findChild(PlanPreviewDialog)
    assert preview is not None
    preview.close()
    qtbot.waitUntil(lambda: bool(desk.time.previewed))
    qtbot.wait(50)
    assert page.plan_view.list.count() == 2


def test_nothing_yet_and_the_button_that_begins(qtbot: QtBot, open_window: OpenWindow) -> None:
    page = go(open_window(FakeDesk()), PageName.SCHEDULES)
    assert isinstance(page, SchedulesPage)
    qtbot.waitUntil(lambda: page.state.heading == "No schedule yet")
    page.state.findChildren(QPushButton)[0].click()
    assert editor_of(page).name.text() == "Office hours"


def test_a_failing_database_says_so_and_can_be_tried_again(
    qtbot: QtBot, open_window: OpenWindow, desk: FakeDesk
) -> None:
    desk.time.failure = GONE
    page = go(open_window(desk), PageName.SCHEDULES)
    assert isinstance(page, SchedulesPage)
    qtbot.waitUntil(lambda: page.state.heading == "The database does not answer.")
    desk.time.failure = None
    page.state.findChildren(QPushButton)[0].click()
    qtbot.waitUntil(lambda: page.body_shown)


def test_the_list_is_walked_and_opened_with_the_keyboard(page: SchedulesPage) -> None:
    view = page.plan_view
    view.list.setFocus()
    view.list.setCurrentRow(0)
    QTest.keyClick(view.list, Qt.Key.Key_Down)
    assert view.shown is not None
    assert view.shown.name == "Office hours"
    QTest.keyClick(view.list, Qt.Key.Key_Return)
    assert editor_of(page).draft.name == "Office hours"


def test_what_somebody_else_changes_is_shown(
    page: SchedulesPage, qtbot: QtBot, desk: FakeDesk
) -> None:
    """An import or the command of another dialog: the page hears of it while it is looked at."""
    desk.time.change(RemoveSchedule("Nights"))
    qtbot.waitUntil(lambda: page.plan_view.list.count() == 1)
    page.left()
    desk.time.change(RemoveSchedule("Office hours"))
    qtbot.wait(50)
    assert page.plan_view.list.count() == 1


def test_each_view_has_its_own_imports(qtbot: QtBot, page: SchedulesPage) -> None:
    menu = page.imports.menu()
    assert menu is not None
    offered = []
    for place in range(3):
        page.view._group.button(place).click()
        offered.append([each.text() for each in menu.actions() if each.isVisible()])
    assert offered == [
        ["Schedules from a table…", "Who has which, from a table…"],
        ["A country's public holidays…", "A calendar file (iCalendar)…"],
        ["Leave from a table…"],
    ]
    menu.actions()[4].trigger()
    dialog = page.findChild(ImportDialog)
    assert dialog is not None
    dialog.applied.emit()
    assert page.notice.words == "Saved."
