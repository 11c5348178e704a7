"""What the Timesheet page costs the window with many people, as figures.

``QT_QPA_PLATFORM=offscreen python -m tests.gui.timesheet_bench [PEOPLE]``
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from datetime import UTC, date, datetime
from functools import partial
from statistics import median

from PySide6.QtCore import QLocale, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QScrollBar

from desk_access.config import Appearance
from desk_access.gui.cameras import CameraList
from desk_access.gui.pages.timesheet import TimesheetPage
from desk_access.gui.theme.theme import Theme
from desk_access.gui.view_models.sheet import Order
from desk_access.gui.widgets.rail import PageName
from desk_access.gui.window import MainWindow
from tests.gui.fake_desk import FakeDesk
from tests.gui.fake_stores import FakeLedger
from tests.gui.samples import ZONE, make_person
from tests.gui.time_samples import busy_house, punches_of

_STEPS = 300
_WIDTH, _HEIGHT = 1280, 800


class Meter:
    """Runs the window's events and counts what they cost this thread alone, in seconds.

    What another thread does in the meantime, counting hours for one, is not the window's work.
    """

    def __init__(self, app: QApplication) -> None:
        self._app = app

    def until(self, there: Callable[[], bool]) -> tuple[float, float, float]:
        """(work of this thread, longest piece of it, time on the clock) until ``there()``."""
        begun, work, longest = time.perf_counter(), 0.0, 0.0
        while not there():
            before = time.thread_time()
            self._app.processEvents()
            piece = time.thread_time() - before
            work, longest = work + piece, max(longest, piece)
            time.sleep(0.001)
        return work, longest, time.perf_counter() - begun

    def of(self, act: Callable[[], object]) -> float:
        """The work of one act and of painting what came of it."""
        before = time.thread_time()
        act()
        self._app.processEvents()
        return time.thread_time() - before


def main(people: int) -> None:
    QLocale.setDefault(QLocale(QLocale.Language.English, QLocale.Country.UnitedKingdom))
    app = QApplication.instance() or QApplication([])
    assert isinstance(app, QApplication)
    desk = _desk(people)
    window = MainWindow(
        Theme(app, Appearance.LIGHT), CameraList(), lambda: desk, lambda *_: None, list, ZONE
    )
    window.resize(_WIDTH, _HEIGHT)
    window.show()
    window.begin()
    meter = Meter(app)
    meter.until(lambda: window.router is not None)
    _say(f"{people} people, one month, {_WIDTH}x{_HEIGHT}, medians and the most of all")
    page = _opening(meter, window)
    _scrolling(meter, page)
    _choosing(meter, page)
    window.close()


def _opening(meter: Meter, window: MainWindow) -> TimesheetPage:
    assert window.router is not None
    page = window.router.page(PageName.TIMESHEET)
    assert isinstance(page, TimesheetPage)
    page.model.show_month(date(2026, 11, 1))
    made = meter.of(partial(window.router.go, PageName.TIMESHEET))
    first, most, begun = meter.until(lambda: bool(page.model.rows))
    rest, more, ended = meter.until(lambda: not page._loading)
    whole, longest = made + first + rest, max(made, most, more)
    _say(f"  open: {whole:.2f} s of the window's thread, {longest * 1e3:.0f} ms at a time")
    _say(f"        first rows after {begun:.2f} s, all after {begun + ended:.2f} s on the clock")
    return page


def _desk(people: int) -> FakeDesk:
    everybody = [make_person(number, f"Person {number:05}") for number in range(people)]
    desk = FakeDesk(everybody)
    now = datetime(2026, 12, 2, tzinfo=UTC)
    desk.time.house = busy_house(everybody, date(2026, 10, 26), date(2026, 11, 30), now)
    desk.ledger = FakeLedger(punches_of(desk.time.house))
    return desk


def _scrolling(meter: Meter, page: TimesheetPage) -> None:
    view = page.view
    for words, bar, step in (
        ("down, 40 pixels", view.verticalScrollBar(), 40),
        ("down, a page", view.verticalScrollBar(), view.viewport().height()),
        ("across, 40 pixels", view.horizontalScrollBar(), 40),
    ):
        taken = [meter.of(partial(_move, bar, step)) for _ in range(_STEPS)]
        _tell(f"scroll {words}", taken)
    view.show_cell(page.model.index(0, 0))
    keys = (Qt.Key.Key_Down, Qt.Key.Key_Right)
    _tell("arrow key", [meter.of(partial(QTest.keyClick, view, key)) for key in keys * 30])


def _move(bar: QScrollBar, step: int) -> None:
    there = bar.value() + step
    bar.setValue(there if there <= bar.maximum() else bar.minimum())


def _choosing(meter: Meter, page: TimesheetPage) -> None:
    tools = page.tools
    places = [tools.order.findData(order) for order in Order]
    choose = tools.order.setCurrentIndex
    _tell("another order", [meter.of(partial(choose, place)) for place in (*places[1:], 0)])
    _tell("a letter searched", [meter.of(partial(tools.search.insert, "1")) for _ in range(3)])
    tools.search.clear()
    switches = (tools.view._group.button(place) for place in (1, 0))
    _tell("groups and back", [meter.of(switch.click) for switch in switches])
    page.view.show_cell(page.model.index(0, 1))
    page.view.opened.emit()
    work, _, clock = meter.until(lambda: page.panels.day.details is not None)
    _say(f"  explain a day: {work * 1e3:.0f} ms, {clock * 1e3:.0f} ms on the clock")


def _tell(words: str, taken: list[float]) -> None:
    _say(f"  {words}: {median(taken) * 1e3:.1f} ms, {max(taken) * 1e3:.1f} ms")


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1000)
