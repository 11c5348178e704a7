"""Today and Timesheet over the real hours: a database on the disk, and the engine."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from desk_access.gui.dialogs.correct import CorrectionDialog
from desk_access.gui.pages.timesheet import TimesheetPage
from desk_access.gui.pages.today import TodayPage
from desk_access.gui.view_models.sheet import Sum
from desk_access.gui.widgets.rail import PageName
from desk_access.model.correction import NewCorrection, Trip
from desk_access.model.presence import Presence
from desk_access.model.schedule import Assignment
from desk_access.store.workspace import Workspace
from tests.gui.conftest import OpenWindow, go
from tests.gui.fake_desk import FakeDesk
from tests.unit.service.timekeeping.conftest import APRIL, MARCH, MONDAY, OFFICE, House, at

TUESDAY = date(2026, 3, 3)


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    """Three people of the office; on Monday one forgot the OUT, on Tuesday at ten two are in."""
    with Workspace.open(tmp_path / "workspace") as workspace:
        house = House(workspace)
        for code, name in (("A1", "Ana Ferreira"), ("K1", "Kim Hamil"), ("L1", "Lee Min-jun")):
            house.enrol(code, name)
        house.time.save_schedule(OFFICE)
        house.time.assign(Assignment(OFFICE.name, date(2026, 1, 5), group="Office"))
        house.punch("A1", "09:00", "18:00")
        house.punch("K1", "09:00")
        house.punch("A1", "08:58", day=TUESDAY)
        house.punch("K1", "09:20", day=TUESDAY)
        house.clock.time = at("10:00", TUESDAY)
        yield house


@pytest.fixture
def desk(house: House) -> FakeDesk:
    desk = FakeDesk()
    desk.gallery = house.workspace.gallery
    desk.ledger = house.workspace.ledger
    desk.time = house.time
    return desk


def test_today_is_who_punched(qtbot: QtBot, open_window: OpenWindow, desk: FakeDesk) -> None:
    page = go(open_window(desk), PageName.TODAY)
    assert isinstance(page, TodayPage)
    qtbot.waitUntil(lambda: page.body_shown)
    counts = {presence: tile.count for presence, tile in page.tiles.tiles.items()}
    assert counts[Presence.IN] == 2
    assert counts[Presence.LATE] + counts[Presence.MISSING] == 1


def test_a_correction_is_kept_and_counted(
    qtbot: QtBot,
    open_window: OpenWindow,
    desk: FakeDesk,
    house: House,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(TimesheetPage, "_today", lambda _page: TUESDAY)
    page = go(open_window(desk), PageName.TIMESHEET)
    assert isinstance(page, TimesheetPage)
    qtbot.waitUntil(lambda: len(page.model.rows) == 3)
    page.view.show_cell(page.model.index_of("K1", "", MONDAY.day - 1))
    page.view.opened.emit()
    panel = page.panels.day
    qtbot.waitUntil(lambda: bool(panel.punches))
    qtbot.waitUntil(lambda: panel.details is not None and panel.details.code == "K1")
    panel.add.emit(None)
    dialog = page.findChild(CorrectionDialog)
    assert dialog is not None
    dialog.reason.setText("Left with a visitor")
    dialog.who.setText("Ana")
    dialog.save.click()
    qtbot.waitUntil(lambda: page.model.people["K1"].cells[MONDAY.day - 1].hours == "8:00")
    (made,) = house.time.corrections("K1")
    assert made.counts
    assert made.before != made.after
    qtbot.waitUntil(lambda: bool(panel.corrections))


def test_a_closed_month_shows_its_difference(
    qtbot: QtBot,
    open_window: OpenWindow,
    desk: FakeDesk,
    house: House,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(TimesheetPage, "_today", lambda _page: date(2026, 4, 10))
    house.clock.time = at("10:00", date(2026, 4, 10))
    page = go(open_window(desk), PageName.TIMESHEET)
    assert isinstance(page, TimesheetPage)
    page.show_month(MARCH)
    qtbot.waitUntil(lambda: len(page.model.rows) == 3 and page.progress.isHidden())
    page.changes._close(MARCH)
    qtbot.waitUntil(lambda: page.bar.state.isVisible())
    qtbot.waitUntil(lambda: page.model.people["A1"].frozen is not None)
    house.time.propose(NewCorrection("K1", MONDAY, Trip(MONDAY), "At the fair"), "Ana")
    page.changes.changed.emit("K1")
    qtbot.waitUntil(lambda: page.model.people["K1"].minutes(Sum.CHANGED) > 0)
    differs = page.model.people["K1"].minutes(Sum.CHANGED)
    page.show_month(APRIL)
    qtbot.waitUntil(lambda: len(page.model.rows) == 3 and page.progress.isHidden())
    assert page.model.people["K1"].minutes(Sum.CARRIED) == differs
    assert Sum.CHANGED not in page.model.sums
