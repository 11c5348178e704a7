"""The Today page: counts that filter, the board, and what happens when punches arrive."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from desk_access.errors import StoreError
from desk_access.gui.pages.today import TodayPage
from desk_access.gui.tables.board_model import DETAIL_ROLE, ROW_ROLE
from desk_access.gui.view_models.board import GroupHeading
from desk_access.gui.widgets.rail import PageName
from desk_access.model.decision import Verdict
from desk_access.model.presence import PersonToday, Presence
from desk_access.model.punch import Direction
from desk_access.model.timesheet import DayKind
from tests.gui.conftest import OpenWindow, go
from tests.gui.fake_desk import FakeDesk
from tests.gui.samples import make_person, make_punch, sighting_of
from tests.gui.time_samples import busy_house, who_is_in

NOW = datetime(2026, 11, 20, 0, 40, tzinfo=UTC)


@pytest.fixture
def desk() -> FakeDesk:
    people = [make_person(number) for number in range(24)]
    desk = FakeDesk(people)
    desk.time.everybody = who_is_in(people, NOW)
    return desk


@pytest.fixture(autouse=True)
def _a_morning(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(TodayPage, "_now", lambda _page: NOW)


@pytest.fixture
def page(qtbot: QtBot, open_window: OpenWindow, desk: FakeDesk) -> TodayPage:
    page = go(open_window(desk), PageName.TODAY)
    assert isinstance(page, TodayPage)
    qtbot.waitUntil(lambda: page.body_shown)
    return page


def rows(page: TodayPage) -> list[GroupHeading | PersonToday]:
    return [page.model.index(row).data(ROW_ROLE) for row in range(page.model.rowCount())]


def names(page: TodayPage) -> list[str]:
    return [row.name for row in rows(page) if isinstance(row, PersonToday)]


def test_counts_are_on_top_and_groups_below(page: TodayPage) -> None:
    counts = {presence: tile.count for presence, tile in page.tiles.tiles.items()}
    assert counts[None] == 24
    assert counts[Presence.LATE] == 1
    assert counts[Presence.MISSING] == 1
    assert counts[Presence.TOO_LONG] == 1
    headings = [row for row in rows(page) if isinstance(row, GroupHeading)]
    assert [heading.group for heading in headings] == [
        "Night shift",
        "Office",
        "Reception",
        "Workshop",
    ]
    assert sum(heading.people for heading in headings) == 24
    assert len(names(page)) == 24


def test_the_most_urgent_of_a_group_come_first(page: TodayPage) -> None:
    office = [
        row.presence for row in rows(page) if isinstance(row, PersonToday) and row.group == "Office"
    ]
    assert office[0] is Presence.MISSING
    assert office[-1] is Presence.ON_LEAVE


def test_a_count_filters_and_everybody_takes_it_back(page: TodayPage) -> None:
    page.tiles.choose(Presence.LATE)
    assert names(page) == ["Priya Nair"]
    page.tiles.choose(None)
    assert len(names(page)) == 24


def test_search_and_group_filter_and_nobody_is_told(page: TodayPage) -> None:
    page.search.setText("kim")
    assert names(page) == ["Kim Hamil"]
    page.search.clear()
    page.groups.setCurrentIndex(page.groups.findData("Reception"))
    assert len(names(page)) == 6
    page.search.setText("nobody like this")
    assert page._nobody.isVisible()
    assert not page.view.isVisible()
    page._nobody.findChildren(QPushButton)[0].click()
    assert len(names(page)) == 24


def test_what_is_said_of_each(page: TodayPage) -> None:
    said = {
        row.presence: page.model.index(place).data(DETAIL_ROLE)
        for place, row in enumerate(rows(page))
        if isinstance(row, PersonToday) and not row.late
    }
    assert said[Presence.LATE] == "due at 09:00, 0:40 ago"
    assert said[Presence.MISSING] == "was due at 09:00"
    assert said[Presence.EXPECTED] == "due at 22:00"
    assert said[Presence.TOO_LONG] == "since Thu 19 08:30, for 25:10"
    assert said[Presence.ON_LEAVE] == ""
    late = next(row for row in rows(page) if isinstance(row, PersonToday) and row.late)
    place = page.model.row_of(late.code)
    assert place is not None
    assert "came 0:12 late" in page.model.index(place).data(DETAIL_ROLE)


def test_the_arrows_pass_over_headings(page: TodayPage) -> None:
    page.view.setFocus()
    page.view.setCurrentIndex(page.model.index(1))
    seen = set()
    for _ in range(12):
        QTest.keyClick(page.view, Qt.Key.Key_Down)
        person = page.model.person(page.view.currentIndex())
        assert person is not None
        seen.add(person.group)
    assert seen == {"Night shift", "Office", "Reception", "Workshop"}
    for _ in range(12):
        QTest.keyClick(page.view, Qt.Key.Key_Up)
        assert page.model.person(page.view.currentIndex()) is not None


def test_a_punch_is_on_the_board_soon_after(qtbot: QtBot, page: TodayPage, desk: FakeDesk) -> None:
    desk.time.everybody = [
        replace(each, presence=Presence.IN, since=NOW) if each.presence is Presence.LATE else each
        for each in desk.time.everybody
    ]
    person = desk.gallery.kept[3]
    punch = make_punch(99, person, NOW, Direction.IN)
    desk.watch.sight(sighting_of(Verdict.RECOGNISED, person, punch))
    qtbot.waitUntil(lambda: page.tiles.tiles[Presence.LATE].count == 0)


def test_without_a_schedule_it_leads_to_where_one_is_made(
    qtbot: QtBot, open_window: OpenWindow, desk: FakeDesk
) -> None:
    desk.time.everybody = [
        replace(each, day=replace(each.day, kind=DayKind.UNPLANNED)) for each in desk.time.everybody
    ]
    window = open_window(desk)
    page = go(window, PageName.TODAY)
    assert isinstance(page, TodayPage)
    qtbot.waitUntil(page.hint.isVisible)
    page.hint.acted.emit()
    assert window.router is not None
    assert window.pages.currentWidget() is window.router.page(PageName.SCHEDULES)


def test_nobody_enrolled_offers_to_enrol(qtbot: QtBot, open_window: OpenWindow) -> None:
    window = open_window(FakeDesk())
    page = go(window, PageName.TODAY)
    assert isinstance(page, TodayPage)
    qtbot.waitUntil(lambda: page.state.heading == "Nobody is enrolled yet")
    page.state.findChildren(QPushButton)[0].click()
    assert window.router is not None
    assert window.pages.currentWidget() is window.router.page(PageName.ENROL)


def test_a_failure_at_first_says_so_and_can_be_tried_again(
    qtbot: QtBot, open_window: OpenWindow, desk: FakeDesk
) -> None:
    desk.time.failure = StoreError("The database does not answer.", "Try again.")
    page = go(open_window(desk), PageName.TODAY)
    assert isinstance(page, TodayPage)
    qtbot.waitUntil(lambda: page.state.heading == "The database does not answer.")
    desk.time.failure = None
    page.state.findChildren(QPushButton)[0].click()
    qtbot.waitUntil(lambda: page.body_shown)


def test_a_later_failure_leaves_the_last_board_there(
    qtbot: QtBot, page: TodayPage, desk: FakeDesk
) -> None:
    desk.time.failure = StoreError("The database does not answer.", "Try again.")
    page.reload()
    qtbot.waitUntil(lambda: "What you see is of" in page.notice.words)
    assert page.body_shown
    assert len(names(page)) == 24
    desk.time.failure = None
    page.notice.acted.emit()
    qtbot.waitUntil(lambda: not page.notice.words)


def test_a_person_is_explained_and_put_away_with_the_keyboard(
    qtbot: QtBot, page: TodayPage, desk: FakeDesk
) -> None:
    desk.time.house = busy_house(desk.gallery.kept, date(2026, 11, 16), date(2026, 11, 20), NOW)
    page.search.setText("rossi")
    page.view.setFocus()
    QTest.keyClick(page.view, Qt.Key.Key_Down)
    QTest.keyClick(page.view, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: page.panel.details is not None)
    assert page.panel.isVisible()
    assert page.panel.name.text() == "Sofia Rossi"
    QTest.keyClick(page.view, Qt.Key.Key_Escape)
    assert page.panel.isHidden()
    assert page.view.hasFocus()
