"""The Timesheet page: months, filters, the keyboard, and cells that explain themselves."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import UTC, date, datetime

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot

from desk_access.errors import StoreError
from desk_access.gui.dialogs.export import ExportDialog
from desk_access.gui.pages.timesheet import TimesheetPage
from desk_access.gui.view_models.sheet import Order, Sum
from desk_access.gui.widgets.rail import PageName
from desk_access.model.decision import Verdict
from desk_access.model.punch import Direction
from desk_access.model.report import ReportKind
from desk_access.model.timesheet import Mark, PersonMonth
from tests.gui.conftest import OpenWindow, go
from tests.gui.fake_desk import FakeDesk
from tests.gui.fake_stores import FakeLedger
from tests.gui.samples import ZONE, make_person, make_punch, sighting_of
from tests.gui.test_window import Shown
from tests.gui.time_samples import at, busy_house, punches_of

NOVEMBER = date(2026, 11, 1)
NOW = datetime(2026, 11, 20, 1, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _in_november(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(TimesheetPage, "_today", lambda _page: date(2026, 11, 20))


@pytest.fixture
def desk() -> FakeDesk:
    people = [make_person(number) for number in range(24)]
    desk = FakeDesk(people)
    desk.time.house = busy_house(people, date(2026, 10, 26), date(2026, 11, 30), NOW)
    desk.ledger = FakeLedger(punches_of(desk.time.house))
    return desk


@pytest.fixture
def page(qtbot: QtBot, open_window: OpenWindow, desk: FakeDesk) -> TimesheetPage:
    return opened(qtbot, open_window, desk)


def opened(qtbot: QtBot, open_window: OpenWindow, desk: FakeDesk) -> TimesheetPage:
    page = go(open_window(desk), PageName.TIMESHEET)
    assert isinstance(page, TimesheetPage)
    qtbot.waitUntil(lambda: page.body_shown and page.progress.isHidden())
    return page


def names(page: TimesheetPage) -> list[str]:
    return [row.name for row in page.model.rows]


def stand(page: TimesheetPage, name: str, day: int) -> None:
    page.view.show_cell(page.model.index(names(page).index(name), day - 1))


def forgotten(page: TimesheetPage) -> tuple[str, int]:
    """Somebody by day, and a day on which they forgot the OUT."""
    for row in page.model.rows:
        for day, cell in enumerate(row.cells, start=1):
            if row.group == "Office" and cell.mark and cell.mark.word == "no OUT":
                return row.name, day
    raise LookupError("nobody forgot an OUT")


def press(page: TimesheetPage, key: Qt.Key) -> None:
    QTest.keyClick(page.view, key)


def test_everybody_is_there_and_what_is_to_settle_comes_first(page: TimesheetPage) -> None:
    assert len(page.model.rows) == 24
    problems = [row.problems for row in page.model.rows]
    assert problems[0] > 0
    assert problems == sorted(problems, reverse=True)
    assert page.model.columnCount() == 30 + len(page.model.sums)
    assert Sum.CARRIED not in page.model.sums
    assert page.bar.name.text() == "November 2026"


def test_it_begins_on_today(page: TimesheetPage) -> None:
    assert page.view.currentIndex().column() == 19
    assert page.view.hasFocus()


def test_the_order_can_be_chosen(page: TimesheetPage) -> None:
    page.tools.order.setCurrentIndex(page.tools.order.findData(Order.NAME))
    assert names(page) == sorted(names(page), key=str.casefold)
    page.tools.order.setCurrentIndex(page.tools.order.findData(Order.SHORT))
    short = [row.now.work - row.now.due for row in page.model.rows]
    assert short == sorted(short)


def test_filters_narrow_and_are_taken_back(page: TimesheetPage) -> None:
    page.tools.problems.click()
    assert names(page)
    assert all(row.problems for row in page.model.rows)
    page.tools.problems.click()
    page.tools.groups.setCurrentIndex(page.tools.groups.findData("Office"))
    assert len(names(page)) == 6
    page.tools.search.setText("nobody at all")
    assert page._nobody.heading == "Nobody is found"
    assert page.view.isHidden()
    page._nobody.findChildren(QPushButton)[0].click()
    assert len(names(page)) == 24


def test_the_keyboard_does_it_from_end_to_end(qtbot: QtBot, page: TimesheetPage) -> None:
    QTest.keyClick(page, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(page.tools.search.hasFocus)
    QTest.keyClicks(page.tools.search, "rossi")
    qtbot.waitUntil(lambda: names(page) == ["Sofia Rossi"])
    QTest.keyClick(page.tools.search, Qt.Key.Key_Return)
    assert page.view.hasFocus()
    press(page, Qt.Key.Key_Home)
    press(page, Qt.Key.Key_Right)
    press(page, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: page.panels.day.details is not None)
    assert page.panels.isVisible()
    details = page.panels.day.details
    assert details is not None
    assert (details.name, details.day) == ("Sofia Rossi", date(2026, 11, 2))
    press(page, Qt.Key.Key_Right)
    qtbot.waitUntil(lambda: page.panels.day.details is not details)
    assert page.panels.day.day.text() == "Tuesday, 3 November 2026"
    press(page, Qt.Key.Key_Return)
    assert page.panels.isAncestorOf(page.window().focusWidget())
    QTest.keyClick(page.window().focusWidget(), Qt.Key.Key_Escape)
    assert page.panels.isHidden()
    assert page.view.hasFocus()


def test_page_keys_turn_months(qtbot: QtBot, page: TimesheetPage) -> None:
    press(page, Qt.Key.Key_PageUp)
    qtbot.waitUntil(lambda: page.bar.name.text() == "October 2026")
    qtbot.waitUntil(lambda: len(page.model.rows) == 24)
    assert page.model.columnCount() == 31 + len(page.model.sums)
    assert page.bar.now.isVisible()
    page.bar.now.click()
    qtbot.waitUntil(lambda: page.bar.name.text() == "November 2026")
    assert page.bar.now.isHidden()


def test_n_goes_from_problem_to_problem(page: TimesheetPage) -> None:
    page.view.show_cell(page.model.index(0, 0))
    seen = []
    for _ in range(3):
        press(page, Qt.Key.Key_N)
        index = page.view.currentIndex()
        assert page.model.rows[index.row()].cells[index.column()].problems
        seen.append((index.row(), index.column()))
    assert seen == sorted(set(seen))


def test_a_day_explains_itself_with_punches_and_pictures(qtbot: QtBot, page: TimesheetPage) -> None:
    name, day = forgotten(page)
    stand(page, name, day)
    page.view.opened.emit()
    panel = page.panels.day
    qtbot.waitUntil(lambda: bool(panel.punches))
    assert [row.line.direction for row in panel.punches] == [Direction.IN]
    assert panel.punches[0].line.note in ("Main door", "Workshop")
    qtbot.waitUntil(lambda: panel.punches[0].face.image is not None)
    assert any(button.text() == "Add OUT…" for button in panel.findChildren(QPushButton))


def test_explaining_days_opens_no_other_window(
    qtbot: QtBot, qapp: QApplication, page: TimesheetPage
) -> None:
    shown = Shown()
    qapp.installEventFilter(shown)
    try:
        stand(page, *forgotten(page))
        page.view.opened.emit()
        qtbot.waitUntil(lambda: bool(page.panels.day.punches))
    finally:
        qapp.removeEventFilter(shown)
    assert shown.windows == []


def test_a_sum_explains_the_month_and_leads_to_its_days(qtbot: QtBot, page: TimesheetPage) -> None:
    name, day = forgotten(page)
    row = names(page).index(name)
    page.view.show_cell(page.model.index(row, 30))
    press(page, Qt.Key.Key_Return)
    assert page.panels.month.isVisible()
    assert page.panels.month.name.text() == name
    page.panels.month.day_asked.emit(date(2026, 11, day))
    qtbot.waitUntil(page.panels.day.isVisible)
    qtbot.waitUntil(lambda: page.panels.day.details is not None)
    assert page.view.currentIndex().column() == day - 1


def test_a_click_on_a_name_opens_the_month(page: TimesheetPage) -> None:
    page.view.verticalHeader().sectionClicked.emit(2)
    assert page.panels.month.name.text() == names(page)[2]


def test_groups_have_the_sums_of_their_people(qtbot: QtBot, page: TimesheetPage) -> None:
    people = {row.code: row for row in page.model.rows}
    page.tools.view._group.button(1).click()
    assert sorted(names(page)) == ["Night shift", "Office", "Reception", "Workshop"]
    office = next(row for row in page.model.rows if row.group == "Office")
    mine = [row for row in people.values() if row.group == "Office"]
    assert office.now.work == sum(row.now.work for row in mine)
    assert office.cells[1].work == sum(row.cells[1].work for row in mine)
    page.view.show_cell(page.model.index(page.model.rows.index(office), 1))
    press(page, Qt.Key.Key_Return)
    page.panels.month.group_asked.emit("Office")
    assert len(names(page)) == 6
    assert page.tools.view.current() == 0


def test_a_punch_is_in_its_cell_soon_after(
    qtbot: QtBot, page: TimesheetPage, desk: FakeDesk
) -> None:
    person = desk.gallery.kept[6]
    row = next(row for row in page.model.rows if row.code == person.code)
    assert row.cells[19].hours == ""
    today = date(2026, 11, 20)
    for sequence, hour, direction in ((9001, 9, Direction.IN), (9002, 9.9, Direction.OUT)):
        desk.time.house.marks[person.code].append(Mark(sequence, at(today, hour), direction, ZONE))
    punch = make_punch(9002, person, NOW, Direction.OUT)
    desk.watch.sight(sighting_of(Verdict.RECOGNISED, person, punch))
    qtbot.waitUntil(
        lambda: next(r for r in page.model.rows if r.code == person.code).cells[19].hours == "0:54"
    )


def test_nobody_enrolled_offers_to_enrol(qtbot: QtBot, open_window: OpenWindow) -> None:
    page = go(open_window(FakeDesk()), PageName.TIMESHEET)
    assert isinstance(page, TimesheetPage)
    qtbot.waitUntil(lambda: page.state.heading == "Nobody is enrolled yet")


def test_a_failure_says_so_and_can_be_tried_again(
    qtbot: QtBot, open_window: OpenWindow, desk: FakeDesk
) -> None:
    desk.time.failure = StoreError("The database does not answer.", "Try again.")
    page = go(open_window(desk), PageName.TIMESHEET)
    assert isinstance(page, TimesheetPage)
    qtbot.waitUntil(lambda: page.state.heading == "The database does not answer.")
    desk.time.failure = None
    page.state.findChildren(QPushButton)[0].click()
    qtbot.waitUntil(lambda: len(page.model.rows) == 24)


def test_a_later_failure_leaves_what_is_there(
    qtbot: QtBot, page: TimesheetPage, desk: FakeDesk
) -> None:
    desk.time.failure = StoreError("The database does not answer.", "Try again.")
    page.reload()
    qtbot.waitUntil(lambda: "does not answer" in page.notice.words)
    assert len(page.model.rows) == 24
    stand(page, "Sofia Rossi", 2)
    page.view.opened.emit()
    qtbot.waitUntil(lambda: "does not answer" in page.panels.day.notice.words)


def test_rows_come_while_others_are_still_counted(
    qtbot: QtBot, open_window: OpenWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    people = [make_person(number, f"Person {number:03}") for number in range(60)]
    desk, go_on = FakeDesk(people), threading.Event()
    desk.time.house = busy_house(people, date(2026, 10, 26), date(2026, 11, 30), NOW)
    whole = desk.time.month

    def slow(month: date, **which: str | None) -> Iterator[PersonMonth]:
        for place, person in enumerate(whole(month, **which)):
            if place == 50:
                go_on.wait(20)
            yield person

    monkeypatch.setattr(desk.time, "month", slow)
    page = go(open_window(desk), PageName.TIMESHEET)
    assert isinstance(page, TimesheetPage)
    try:
        qtbot.waitUntil(lambda: len(page.model.rows) == 40)
        assert page.body_shown
        assert page.progress.isVisible()
        assert (page.progress.value(), page.progress.maximum()) == (40, 60)
        stood = page.model.rows[3].code
        page.view.show_cell(page.model.index(3, 5))
    finally:
        go_on.set()
    qtbot.waitUntil(lambda: len(page.model.rows) == 60)
    current = page.view.currentIndex()
    assert (page.model.rows[current.row()].code, current.column()) == (stood, 5)


def test_another_month_gives_up_the_one_being_counted(
    qtbot: QtBot, open_window: OpenWindow, desk: FakeDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    counted: list[date] = []
    turned = threading.Event()
    whole = desk.time.month

    def remembered(month: date, **which: str | None) -> Iterator[PersonMonth]:
        for person in whole(month, **which):
            turned.wait(20)
            counted.append(month)
            yield person

    monkeypatch.setattr(desk.time, "month", remembered)
    page = go(open_window(desk), PageName.TIMESHEET)
    assert isinstance(page, TimesheetPage)
    for _ in range(5):
        page._turn(-1)
    turned.set()
    qtbot.waitUntil(lambda: len(page.model.rows) == 24)
    assert page.model.month == date(2026, 6, 1)
    # One person each of those that nobody waits for, and everybody of the last.
    assert len(counted) == 5 + 24


def test_the_month_in_view_is_exported(qtbot: QtBot, page: TimesheetPage) -> None:
    page.export.click()
    dialog = page.findChild(ExportDialog)
    assert dialog is not None
    qtbot.waitUntil(dialog.now.isVisible)
    order = dialog.now.order()
    assert order.kind is ReportKind.TIMESHEET
    assert (order.first, order.last) == (date(2026, 11, 1), date(2026, 11, 30))
