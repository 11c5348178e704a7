"""The Log page: thousands of rows read as they come into sight, filters, details, export."""

from __future__ import annotations

import csv
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from desk_access.errors import StoreError
from desk_access.gui.dialogs.export import ExportDialog
from desk_access.gui.pages.log import LogPage
from desk_access.gui.tables.punch_model import DIRECTION, NAME, PAGE, TIME, PunchModel, PunchPage
from desk_access.gui.view_models.log_filter import Period
from desk_access.gui.widgets.rail import PageName
from desk_access.gui.window import MainWindow
from desk_access.model.decision import Verdict
from desk_access.model.punch import Direction
from desk_access.model.report import ReportForm, ReportKind
from tests.gui.conftest import OpenWindow, go
from tests.gui.fake_desk import FakeDesk
from tests.gui.samples import make_person, make_punch, many_punches, sighting_of

PEOPLE = [make_person(number) for number in range(6)]


def just_now() -> datetime:
    return datetime.now(UTC)


@pytest.fixture(scope="module")
def many() -> list[object]:
    return many_punches(PEOPLE, 20_000, just_now())


def log_page(window: MainWindow) -> LogPage:
    page = go(window, PageName.LOG)
    assert isinstance(page, LogPage)
    return page


def cell(page: LogPage, row: int, column: int) -> str | None:
    text = page.model.index(row, column).data()
    return None if text is None else str(text)


def test_twenty_thousand_rows_are_read_page_by_page(
    qtbot: QtBot, open_window: OpenWindow, many: list[object]
) -> None:
    desk = FakeDesk(PEOPLE, many)  # type: ignore[arg-type]
    page = log_page(open_window(desk))
    page.chips.choose_period(Period.ALL)
    qtbot.waitUntil(lambda: page.model.rowCount() == 20_000)
    qtbot.waitUntil(lambda: cell(page, 0, NAME) is not None)
    assert page._words.text() == "All days · 20,000 punches"
    assert all(limit == PAGE for limit, _ in desk.ledger.asked)
    read = len(desk.ledger.asked)
    assert read <= 4
    page.table.scrollToBottom()
    qtbot.waitUntil(lambda: cell(page, 19_999, NAME) is not None)
    assert len(desk.ledger.asked) <= read + 4  # what lies between was never read
    assert max(offset for _, offset in desk.ledger.asked) == 19_800


def test_rows_of_an_older_filter_are_thrown_away() -> None:
    asked: list[tuple[int, int, int]] = []
    model = PunchModel(lambda *wanted: asked.append(wanted))
    old = model.restart()
    model.set_count(old, 3)
    assert model.data(model.index(0, NAME)) is None
    new = model.restart()
    model.set_count(old, 99)
    assert model.rowCount() == 0
    model.set_count(new, 1)
    stale = make_punch(1, PEOPLE[0], just_now(), Direction.IN)
    model.put_page(PunchPage(old, 0, (stale,)))
    assert model.data(model.index(0, NAME)) is None
    fresh = make_punch(2, PEOPLE[1], just_now(), Direction.OUT)
    model.put_page(PunchPage(new, 0, (fresh,)))
    assert model.data(model.index(0, NAME)) == PEOPLE[1].name
    assert model.data(model.index(0, DIRECTION)) == "OUT"
    assert asked == [(old, 0, PAGE), (new, 0, PAGE)]


def filled(days: int = 10) -> FakeDesk:
    punches = [
        make_punch(
            place + 1,
            PEOPLE[place % 6],
            just_now() - timedelta(days=days - place),
            Direction.IN if place % 2 == 0 else Direction.OUT,
        )
        for place in range(days + 1)
    ]
    return FakeDesk(PEOPLE, punches)


def test_today_is_shown_first_and_all_on_demand(qtbot: QtBot, open_window: OpenWindow) -> None:
    page = log_page(open_window(filled()))
    qtbot.waitUntil(lambda: page.model.rowCount() == 1)
    assert "1 punch" in page._words.text()
    page.chips.choose_period(Period.ALL)
    qtbot.waitUntil(lambda: page.model.rowCount() == 11)


def test_the_newest_punch_is_on_top(qtbot: QtBot, open_window: OpenWindow) -> None:
    page = log_page(open_window(filled()))
    page.chips.choose_period(Period.ALL)
    qtbot.waitUntil(lambda: cell(page, 0, NAME) == PEOPLE[10 % 6].name)
    assert cell(page, 0, TIME) is not None


def test_chips_filter_by_direction_and_person(qtbot: QtBot, open_window: OpenWindow) -> None:
    page = log_page(open_window(filled()))
    page.chips.choose_period(Period.ALL)
    qtbot.waitUntil(lambda: page.model.rowCount() == 11)
    page.chips._directions[Direction.OUT].click()
    qtbot.waitUntil(lambda: page.model.rowCount() == 5)
    page.chips._directions[Direction.IN].click()
    qtbot.waitUntil(lambda: page.model.rowCount() == 6)
    page.chips._directions[Direction.IN].click()
    qtbot.waitUntil(lambda: page.model.rowCount() == 11)
    page.chips.person.setText(f"{PEOPLE[0].name} ({PEOPLE[0].code})")
    qtbot.waitUntil(lambda: page.model.rowCount() == 2)
    page.chips.person.clear()
    qtbot.waitUntil(lambda: page.model.rowCount() == 11)


def test_an_erased_persons_code_can_be_typed(qtbot: QtBot, open_window: OpenWindow) -> None:
    desk = filled()
    desk.gallery.kept = desk.gallery.kept[1:]
    page = log_page(open_window(desk))
    page.chips.choose_period(Period.ALL)
    qtbot.waitUntil(lambda: page.model.rowCount() == 11)
    QTest.keyClicks(page.chips.person, "E100")
    QTest.keyClick(page.chips.person, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: page.model.rowCount() == 2)


def test_a_range_of_days_is_chosen_by_two_dates(qtbot: QtBot, open_window: OpenWindow) -> None:
    page = log_page(open_window(filled()))
    qtbot.waitUntil(lambda: page.model.rowCount() == 1)
    page.chips.choose_period(Period.RANGE)
    assert page.chips.first.isVisible()
    page.chips.first.setDate(page.chips.last.date().addDays(-3))
    qtbot.waitUntil(lambda: page.model.rowCount() == 4)
    page.chips.choose_period(Period.TODAY)
    assert not page.chips.first.isVisible()


def test_nothing_in_what_is_chosen_offers_all_days(qtbot: QtBot, open_window: OpenWindow) -> None:
    old = make_punch(1, PEOPLE[0], just_now() - timedelta(days=90), Direction.IN)
    page = log_page(open_window(FakeDesk(PEOPLE, [old])))
    qtbot.waitUntil(page._nothing.isVisible)
    assert page._nothing.heading == "No punch in what is chosen"
    assert not page._export.isEnabled()
    page._nothing.findChildren(QPushButton)[0].click()
    qtbot.waitUntil(lambda: page.model.rowCount() == 1)
    assert page.table.isVisible()


def test_an_empty_ledger_says_what_comes_here(qtbot: QtBot, open_window: OpenWindow) -> None:
    page = log_page(open_window(FakeDesk()))
    page.chips.choose_period(Period.ALL)
    qtbot.waitUntil(lambda: page._nothing.heading == "No punch yet")


def test_a_failing_ledger_says_so_and_can_be_tried_again(
    qtbot: QtBot, open_window: OpenWindow
) -> None:
    desk = filled()
    desk.ledger.failure = StoreError("The database does not answer.", "Try again.")
    page = log_page(open_window(desk))
    qtbot.waitUntil(lambda: page.state.heading == "The database does not answer.")
    desk.ledger.failure = None
    page.state.findChildren(QPushButton)[0].click()
    qtbot.waitUntil(lambda: page.body_shown and page.model.rowCount() == 1)


def test_a_row_opens_the_picture_of_the_moment_with_the_keyboard(
    qtbot: QtBot, open_window: OpenWindow
) -> None:
    page = log_page(open_window(filled()))
    page.chips.choose_period(Period.ALL)
    qtbot.waitUntil(lambda: cell(page, 1, NAME) is not None)
    page.table.setFocus()
    QTest.keyClick(page.table, Qt.Key.Key_Down)
    qtbot.waitUntil(page.panel.isVisible)
    qtbot.waitUntil(lambda: page.panel.picture.image is not None)
    first = page.panel._name.text()
    QTest.keyClick(page.table, Qt.Key.Key_Down)
    qtbot.waitUntil(lambda: page.panel._name.text() != first)
    assert page.panel._figures.isHidden()
    page.panel._more.click()
    assert page.panel._figures.isVisible()
    page.panel.closed.emit()
    assert page.panel.isHidden()


def test_a_new_punch_comes_to_the_top_by_itself(qtbot: QtBot, open_window: OpenWindow) -> None:
    desk = filled()
    page = log_page(open_window(desk))
    qtbot.waitUntil(lambda: page.model.rowCount() == 1)
    punch = make_punch(99, PEOPLE[3], just_now(), Direction.OUT)
    desk.ledger.punches.insert(0, punch)
    desk.watch.sight(sighting_of(Verdict.RECOGNISED, PEOPLE[3], punch))
    qtbot.waitUntil(lambda: page.model.rowCount() == 2)
    qtbot.waitUntil(lambda: cell(page, 0, NAME) == PEOPLE[3].name)


def test_what_is_exported_is_exactly_what_is_shown(
    qtbot: QtBot, open_window: OpenWindow, tmp_path: Path
) -> None:
    page = log_page(open_window(filled()))
    page.chips.choose_period(Period.ALL)
    page.chips._directions[Direction.OUT].click()
    qtbot.waitUntil(lambda: page.model.rowCount() == 5)
    table, data = tmp_path / "out.csv", tmp_path / "out.json"
    page.export_to(table, ReportForm.CSV)
    qtbot.waitUntil(lambda: "5 punches were written" in page.notice.words)
    page.export_to(data, ReportForm.JSON)
    qtbot.waitUntil(data.exists)
    qtbot.waitUntil(page._export.isEnabled)
    with table.open(encoding="utf-8-sig", newline="") as stream:
        rows = list(csv.DictReader(stream))
    shown = [cell(page, row, NAME) for row in range(5)]
    assert [row["name"] for row in rows] == shown
    assert {row["direction"] for row in rows} == {"out"}
    assert len(json.loads(data.read_text(encoding="utf-8"))) == 5


def test_an_export_that_fails_says_why(
    qtbot: QtBot, open_window: OpenWindow, tmp_path: Path
) -> None:
    page = log_page(open_window(filled()))
    qtbot.waitUntil(lambda: page.model.rowCount() == 1)
    page.export_to(tmp_path / "missing" / "out.csv", ReportForm.CSV)
    qtbot.waitUntil(lambda: bool(page.notice.words))
    assert page._export.isEnabled()


def test_more_forms_begin_with_the_days_that_are_shown(
    qtbot: QtBot, open_window: OpenWindow
) -> None:
    page = log_page(open_window(FakeDesk(PEOPLE)))
    page.chips.choose_period(Period.WEEK)
    menu = page._export.menu()
    assert menu is not None
    menu.actions()[-1].trigger()
    dialog = page.findChild(ExportDialog)
    assert dialog is not None
    qtbot.waitUntil(dialog.now.isVisible)
    order = dialog.now.order()
    assert order.kind is ReportKind.PUNCHES
    assert (order.last - order.first).days == 6
