"""The dialogs of schedules, leave and exports, for whoever has no mouse or no sight."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QDialog,
    QWidget,
)
from pytestqt.qtbot import QtBot

from desk_access.gui.dialogs.export import ExportDialog
from desk_access.gui.dialogs.schedule import ScheduleDialog
from desk_access.gui.pages.schedules import SchedulesPage
from desk_access.gui.widgets.rail import PageName
from desk_access.model.report import ReportKind
from tests.gui.conftest import OpenWindow, go
from tests.gui.fake_desk import FakeDesk
from tests.gui.samples import make_person
from tests.gui.test_everybody import ASKED, INNER, spoken_name
from tests.gui.time_samples import busy_house


@pytest.fixture
def page(qtbot: QtBot, open_window: OpenWindow) -> SchedulesPage:
    desk = FakeDesk([make_person(number) for number in range(4)])
    now = datetime(2026, 11, 20, 3, 0, tzinfo=UTC)
    desk.time.house = busy_house(desk.gallery.kept, date(2026, 11, 1), date(2026, 11, 30), now)
    page = go(open_window(desk), PageName.SCHEDULES)
    assert isinstance(page, SchedulesPage)
    qtbot.waitUntil(lambda: page.body_shown)
    return page


def editor(page: SchedulesPage) -> QDialog:
    page.plan_view.edit.click()
    dialog = page.findChild(ScheduleDialog)
    assert isinstance(dialog, ScheduleDialog)
    dialog.shift.flexible.setChecked(True)
    return dialog


def rules(page: SchedulesPage) -> QDialog:
    dialog = editor(page)
    assert isinstance(dialog, ScheduleDialog)
    dialog.parts._group.button(1).click()
    return dialog


def assigning(page: SchedulesPage) -> QDialog:
    page.plan_view.assign.click()
    return page.findChildren(QDialog)[0]


def holiday(page: SchedulesPage) -> QDialog:
    page.new_holiday.click()
    return page.findChildren(QDialog)[0]


def leave(page: SchedulesPage) -> QDialog:
    page.new_leave.click()
    return page.findChildren(QDialog)[0]


def export(page: SchedulesPage, part: int) -> ExportDialog:
    dialog = ExportDialog(page._context, page, ReportKind.TIMESHEET)
    dialog.open()
    dialog.parts._group.button(part).click()
    return dialog


def export_job(page: SchedulesPage) -> QDialog:
    dialog = export(page, 1)
    dialog.jobs.add.click()
    return dialog.findChildren(QDialog)[0]


OPENERS: tuple[Callable[[SchedulesPage], QDialog], ...] = (
    editor,
    rules,
    assigning,
    holiday,
    leave,
    lambda page: export(page, 0),
    lambda page: export(page, 1),
    lambda page: export(page, 2),
    export_job,
)


@pytest.mark.parametrize("opener", OPENERS)
def test_everything_has_a_name(
    qtbot: QtBot, page: SchedulesPage, opener: Callable[[SchedulesPage], QDialog]
) -> None:
    dialog = opener(page)
    qtbot.wait(100)
    nameless = [
        widget
        for widget in dialog.findChildren(QWidget)
        if isinstance(widget, ASKED)
        and not isinstance(widget, INNER)
        and not isinstance(widget.parent(), (QComboBox, QAbstractSpinBox))
        and widget.window() is dialog
        and widget.isVisible()
        and widget.focusPolicy() != Qt.FocusPolicy.NoFocus
        and not spoken_name(widget)
    ]
    assert nameless == []


@pytest.mark.parametrize("opener", OPENERS)
def test_the_keyboard_reaches_every_button(
    qtbot: QtBot, page: SchedulesPage, opener: Callable[[SchedulesPage], QDialog]
) -> None:
    dialog = opener(page)
    qtbot.wait(100)
    wanted = {
        widget
        for widget in dialog.findChildren(QAbstractButton)
        if widget.isVisible()
        and widget.isEnabled()
        and widget.window() is dialog
        and widget.focusPolicy() & Qt.FocusPolicy.TabFocus
        and widget.group() is None
    }
    reached: set[QWidget] = set()
    for _ in range(150):
        QTest.keyClick(dialog, Qt.Key.Key_Tab)
        focused = QApplication.focusWidget()
        if focused is not None:
            reached.add(focused)
    assert {each.text() or each.accessibleName() for each in wanted - reached} == set()
