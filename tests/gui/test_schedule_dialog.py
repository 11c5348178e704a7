"""The editor of a schedule: shifts, days, rotation and rules."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from desk_access.gui.dialogs.confirm import ConfirmDialog
from desk_access.gui.dialogs.schedule import ScheduleDialog
from desk_access.gui.pages.schedules import SchedulesPage
from desk_access.gui.view_models.schedule_draft import ScheduleDraft
from desk_access.gui.widgets.rail import PageName
from desk_access.model.schedule import Break, Core, Schedule, Shift
from desk_access.model.work_rules import (
    Band,
    BreakRule,
    ForgottenOut,
    NightHours,
    Pairing,
    Rounding,
    Towards,
    WorkRules,
)
from tests.gui.conftest import OpenWindow, go
from tests.gui.fake_desk import FakeDesk
from tests.gui.time_samples import DAY_SHIFT, NIGHT_SHIFT, OFFICE

MONDAY = date(2026, 1, 5)


@pytest.fixture
def page(qtbot: QtBot, open_window: OpenWindow) -> SchedulesPage:
    page = go(open_window(FakeDesk()), PageName.SCHEDULES)
    assert isinstance(page, SchedulesPage)
    return page


@pytest.fixture
def dialog(page: SchedulesPage) -> ScheduleDialog:
    return opened(page, OFFICE)


def opened(page: SchedulesPage, schedule: Schedule) -> ScheduleDialog:
    draft = ScheduleDraft.of(schedule)
    made = ScheduleDialog(page._context, page, draft, schedule.name, frozenset({"Nights"}))
    made.open()
    return made


def test_opening_changes_nothing(dialog: ScheduleDialog) -> None:
    assert dialog.draft.schedule() == OFFICE
    assert not dialog.changed
    assert not dialog.save.isEnabled()
    assert dialog.rules.value == OFFICE.rules


def test_every_rule_survives_the_form(page: SchedulesPage) -> None:
    rules = WorkRules(
        Pairing.ALTERNATE, BreakRule.RECOGNISED, ForgottenOut.SHIFT_END,
        Rounding(Towards.UP, 15), Rounding(Towards.NEAREST, 6), 5, 3, 25, True, 10, 2, 14 * 60 + 20,
        NightHours(time(21), time(5)), (Band(0, 150), Band(125, 200)),
        (Band(52 * 60 + 10, 150), Band(60 * 60, 200)),
        (Band(0, 175),), 6,
    )  # fmt: skip
    dialog = opened(page, replace(OFFICE, rules=rules, works_on_holidays=True))
    assert dialog.rules.value == rules
    dialog.rules.grace_in.setValue(6)
    assert dialog.draft.schedule() == replace(
        OFFICE, rules=replace(rules, grace_in=6), works_on_holidays=True
    )
    dialog.rules.weekly.rows[1].remove.click()
    dialog.rules.weekly.rows[0].remove.click()
    dialog.rules.night.setChecked(False)
    assert dialog.draft.rules.weekly == ()
    assert dialog.draft.rules.night is None
    assert not dialog.rules.night_start.isEnabled()


def test_a_rule_is_a_sentence_that_follows_its_field(dialog: ScheduleDialog) -> None:
    dialog.parts._group.button(1).click()
    dialog.rules.breaks.choose(BreakRule.RECOGNISED)
    dialog.rules.daily.add.click()
    said = " ".join(each.text() for each in dialog.rules.findChildren(QLabel))
    assert "Going out during the shift is the break; only what it lacks comes off." in said
    assert "150 % from the first minute, 200 % after 2:00 hours" in said
    assert dialog.draft.rules.daily == (Band(0, 150), Band(120, 200))
    dialog.rules.daily.rows[0].remove.click()
    assert dialog.draft.rules.daily == (Band(120, 200),)


def test_a_shift_is_changed_on_all_its_days(dialog: ScheduleDialog) -> None:
    dialog.shift.end.setTime(time(17, 30))
    shift = replace(DAY_SHIFT, end=time(17, 30))
    assert dialog.draft.schedule().cycle == ((shift,),) * 5 + ((), ())
    dialog.shift.days.chips[5].click()
    assert dialog.draft.schedule().cycle[5] == (shift,)
    assert dialog.save.isEnabled()


def test_a_second_shift_on_a_day(dialog: ScheduleDialog) -> None:
    dialog.add.click()
    assert dialog.draft.schedule().cycle[5] == (Shift("Shift 2", time(9), time(17)),)
    QTest.keyClicks(dialog.shift.name, "Evening")
    dialog.shift.start.setTime(time(19))
    dialog.shift.end.setTime(time(21))
    dialog.shift.days.chips[5].click()
    assert dialog.wrong.text() == "The shift Evening is worked on no day. Choose its days."
    dialog.shift.days.chips[0].click()
    assert [each.name for each in dialog.draft.schedule().cycle[0]] == ["Day", "Evening"]
    assert dialog.wrong.text() == ""


def test_shifts_that_overlap_are_refused_at_once(dialog: ScheduleDialog) -> None:
    dialog.add.click()
    dialog.shift.days.chips[0].click()
    assert "begins before Day has ended" in dialog.wrong.text()
    assert not dialog.save.isEnabled()
    dialog.shift.remove.click()
    assert dialog.wrong.text() == ""
    assert dialog.draft.schedule() == OFFICE


def test_breaks_are_added_changed_and_removed(dialog: ScheduleDialog) -> None:
    breaks = dialog.shift.breaks
    breaks.add.click()
    assert "breaks that overlap" in dialog.wrong.text()
    breaks.rows[1].start.setTime(time(15))
    breaks.rows[1].end.setTime(time(15, 15))
    breaks.rows[1].paid.setChecked(True)
    lunch = Break(time(12), time(13))
    assert dialog.draft.shifts[0].shift.breaks == (lunch, Break(time(15), time(15, 15), True))
    breaks.rows[0].remove.click()
    assert dialog.draft.shifts[0].shift.breaks == (Break(time(15), time(15, 15), True),)


def test_flexible_hours_with_core_time(dialog: ScheduleDialog) -> None:
    form = dialog.shift
    form.flexible.setChecked(True)
    assert dialog.draft.shifts[0].shift.due_minutes == 480
    assert dialog.draft.shifts[0].shift.core == Core(time(10), time(16))
    form.due.setTime(time(7, 30))
    form.core_end.setTime(time(15))
    shift = dialog.draft.shifts[0].shift
    assert (shift.due_minutes, shift.core) == (450, Core(time(10), time(15)))
    form.has_core.setChecked(False)
    assert dialog.draft.shifts[0].shift.core is None
    assert not form.core_start.isEnabled()
    form.has_core.setChecked(True)
    assert dialog.draft.shifts[0].shift.core == Core(time(10), time(16))
    form.flexible.setChecked(False)
    assert dialog.draft.schedule() == OFFICE


def test_a_rotation_has_days_by_number(dialog: ScheduleDialog) -> None:
    dialog.repeats._group.button(1).click()
    dialog.length.setValue(8)
    days = dialog.shift.days
    assert days.numbers.isVisible()
    assert not days.chips[0].isVisible()
    assert days.numbers.text() == "1-5"
    days.numbers.clear()
    QTest.keyClicks(days.numbers, "1-4, 9")
    assert "from 1 to 8" in days._wrong.text()
    QTest.keyClick(days.numbers, Qt.Key.Key_Backspace)
    QTest.keyClicks(days.numbers, "6")
    assert [bool(day) for day in dialog.draft.schedule().cycle] == [True] * 4 + [
        False, True, False, False,
    ]  # fmt: skip
    dialog.begins.show_day(date(2026, 1, 7))
    assert dialog.draft.begins == date(2026, 1, 7)
    dialog.repeats._group.button(0).click()
    assert dialog.draft.weekly
    assert dialog.draft.begins == MONDAY


def test_bars_are_chosen_by_mouse_and_keyboard(page: SchedulesPage) -> None:
    mixed = Schedule("Mixed", ((DAY_SHIFT,), (DAY_SHIFT,), (NIGHT_SHIFT,), ()), MONDAY)
    dialog = opened(page, mixed)
    assert dialog.cycle.end == 30 * 60
    QTest.keyClick(dialog.cycle, Qt.Key.Key_Down)
    QTest.keyClick(dialog.cycle, Qt.Key.Key_Down)
    assert dialog.shift.name.text() == "Night"
    assert dialog.shift._tomorrow.isVisible()
    assert dialog.cycle.accessibleDescription() == ("Day 3: Night 22:00–06:00, break 02:00–02:30")
    first = dialog.cycle.bar_rect(dialog.cycle.bars[0]).center().toPoint()
    QTest.mouseClick(dialog.cycle, Qt.MouseButton.LeftButton, pos=first)
    assert dialog.shift.name.text() == "Day"
    QTest.mouseClick(dialog.cycle, Qt.MouseButton.LeftButton, pos=QPoint(5, 5))
    assert dialog.shift.name.text() == "Day"


def test_typing_keeps_the_cursor(dialog: ScheduleDialog) -> None:
    dialog.shift.name.setCursorPosition(0)
    QTest.keyClicks(dialog.shift.name, "My ")
    assert dialog.shift.name.text() == "My Day"
    assert dialog.shift.name.cursorPosition() == 3


def test_a_name_must_be_there_and_nobody_elses(dialog: ScheduleDialog) -> None:
    dialog.name.clear()
    QTest.keyClicks(dialog.name, "Nights")
    assert dialog.wrong.text().startswith("There is a schedule called Nights already.")
    for _ in "Nights":
        QTest.keyClick(dialog.name, Qt.Key.Key_Backspace)
    assert dialog.wrong.text() == "The schedule has no name. Give it one."
    assert not dialog.save.isEnabled()


def test_escape_asks_only_when_something_would_be_lost(dialog: ScheduleDialog) -> None:
    QTest.keyClicks(dialog.name, " B")
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    asked = dialog.findChild(ConfirmDialog)
    assert isinstance(asked, ConfirmDialog)
    assert asked.no.text() == "Go on editing"
    asked.no.click()
    assert dialog.isVisible()
    dialog.reject()
    dialog.findChildren(ConfirmDialog)[-1].yes.click()
    assert not dialog.isVisible()


def test_escape_closes_what_was_not_changed(dialog: ScheduleDialog) -> None:
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    assert not dialog.isVisible()


def test_without_any_shift_there_is_only_the_button_to_add_one(dialog: ScheduleDialog) -> None:
    dialog.shift.remove.click()
    assert not dialog.shift.isVisible()
    assert dialog.draft.schedule().cycle == ((),) * 7
    dialog.add.click()
    assert dialog.shift.isVisible()
    assert dialog.draft.schedule().cycle[0] == (Shift("Shift 1", time(9), time(17)),)


def test_the_wheel_changes_no_rule_that_is_scrolled_past(
    qtbot: QtBot, dialog: ScheduleDialog
) -> None:
    dialog.parts._group.button(1).click()
    rules = dialog.rules
    fields = (rules.pairing, rules.grace_in, rules.daily.rows[0].percent, rules.night_start)
    for field in fields:
        turn_wheel(field)
    assert rules.value == OFFICE.rules
    rules.grace_in.setFocus()
    turn_wheel(rules.grace_in)
    assert rules.grace_in.value() == OFFICE.rules.grace_in + 1


def turn_wheel(field: QWidget) -> None:
    """One notch away from oneself, over the middle of a field."""
    where = QPointF(field.rect().center())
    event = QWheelEvent(
        where, QPointF(field.mapToGlobal(where.toPoint())), QPoint(), QPoint(0, 120),
        Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QApplication.sendEvent(field, event)
