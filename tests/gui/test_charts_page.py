"""The Charts page: whose hours, which month, which chart, and its picture."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from desk_access.errors import StoreError
from desk_access.gui.charts.picture import PictureForm
from desk_access.gui.pages.charts import ChartsPage
from desk_access.gui.widgets.rail import PageName
from desk_access.model.calendar import Holiday
from desk_access.model.plan_change import SaveHolidays
from tests.gui.conftest import OpenWindow, go
from tests.gui.fake_desk import FakeDesk
from tests.gui.samples import make_person
from tests.gui.time_samples import busy_house

NOVEMBER = date(2026, 11, 1)


@pytest.fixture
def desk() -> FakeDesk:
    desk = FakeDesk([make_person(number) for number in range(8)])
    now = datetime(2026, 12, 2, tzinfo=UTC)
    desk.time.house = busy_house(desk.gallery.kept, NOVEMBER, date(2026, 11, 30), now)
    return desk


@pytest.fixture
def page(qtbot: QtBot, open_window: OpenWindow, desk: FakeDesk) -> ChartsPage:
    page = go(open_window(desk), PageName.CHARTS)
    assert isinstance(page, ChartsPage)
    page._turn(NOVEMBER)
    qtbot.waitUntil(lambda: page.charts is not None and page.charts.hours[0].day == NOVEMBER)
    return page


def counted(qtbot: QtBot, page: ChartsPage, people: int) -> None:
    qtbot.waitUntil(lambda: page.charts is not None and page.charts.people == people)


def test_everybody_s_hours_are_those_of_the_timesheet(page: ChartsPage, desk: FakeDesk) -> None:
    assert page.charts is not None
    work = sum(each.totals.work for each in desk.time.month(NOVEMBER))
    assert sum(each.work for each in page.charts.hours) == work
    assert page.summary.text().startswith("8 people. Worked ")
    assert page.heading() == "Hours by day: Everybody, November 2026"
    assert page.view.accessibleName() == page.heading()


def test_a_group_and_a_person(qtbot: QtBot, page: ChartsPage) -> None:
    qtbot.waitUntil(lambda: page.whose.group.count() == 5)
    page.whose.group.setCurrentText("Office")
    counted(qtbot, page, 2)
    assert page.heading() == "Hours by day: Office, November 2026"
    QTest.keyClicks(page.whose.person, "Kim Hamil (E100)")
    counted(qtbot, page, 1)
    assert page.whose.group.currentText() == "Everybody"
    assert page.heading() == "Hours by day: Kim Hamil (E100), November 2026"
    page.whose.person.clear()
    counted(qtbot, page, 8)


def test_three_charts_of_one_counting(page: ChartsPage) -> None:
    page.kind._group.button(1).click()
    assert page.heading().startswith("Lateness: ")
    assert "days of work" in page.summary.text()
    page.kind._group.button(2).click()
    assert page.heading().startswith("Presence by weekday and hour: ")
    assert page.view.chart is not None
    assert page.view.chart.count == 168


def test_months_are_turned(qtbot: QtBot, page: ChartsPage) -> None:
    page.bar.back.click()
    qtbot.waitUntil(lambda: page.charts is not None and page.charts.hours[0].day.month == 10)
    assert "October 2026" in page.heading()
    page.bar.on.click()
    page.bar.on.click()
    qtbot.waitUntil(lambda: page.charts is not None and page.charts.hours[0].day.month == 12)


def test_pointing_with_the_keyboard_tells_the_figure(page: ChartsPage) -> None:
    page.view.setFocus()
    QTest.keyClick(page.view, Qt.Key.Key_Right)
    QTest.keyClick(page.view, Qt.Key.Key_Right)
    assert page.view.words().startswith("Monday, 2 November 2026\n")


def test_a_picture_is_saved_and_a_full_disk_is_told(
    qtbot: QtBot, page: ChartsPage, tmp_path: Path
) -> None:
    page.save_to(tmp_path / "chart.svg", PictureForm.SVG)
    qtbot.waitUntil(lambda: page.notice.words.startswith("The chart was saved as"))
    assert (tmp_path / "chart.svg").read_text().startswith("<?xml")
    page.save_to(tmp_path / "none" / "chart.png", PictureForm.PNG)
    qtbot.waitUntil(lambda: "cannot be written" in page.notice.words)


def test_the_save_button_offers_both_forms(page: ChartsPage) -> None:
    menu = page.export.menu()
    assert menu is not None
    assert [action.text() for action in menu.actions()] == [
        "As PNG, for documents…",
        "As SVG, sharp at every size…",
    ]


def test_nobody_yet(qtbot: QtBot, open_window: OpenWindow) -> None:
    page = go(open_window(FakeDesk()), PageName.CHARTS)
    assert isinstance(page, ChartsPage)
    qtbot.waitUntil(lambda: page.state.heading == "Nothing to draw yet")
    assert not page.export.isEnabled()


def test_a_failing_database_says_so_and_can_be_tried_again(
    qtbot: QtBot, page: ChartsPage, desk: FakeDesk
) -> None:
    desk.time.failure = StoreError("The database does not answer.", "Try again.")
    page.reload()
    qtbot.waitUntil(lambda: page.state.heading == "The database does not answer.")
    desk.time.failure = None
    page.state.findChildren(QPushButton)[0].click()
    qtbot.waitUntil(lambda: page.body_shown)


def test_what_changes_the_hours_is_drawn(qtbot: QtBot, page: ChartsPage, desk: FakeDesk) -> None:
    assert page.charts is not None
    due = page.charts.hours[25].due
    desk.time.change(SaveHolidays((Holiday(date(2026, 11, 26), "Free", "test"),)))
    qtbot.waitUntil(lambda: page.charts is not None and page.charts.hours[25].due < due)
