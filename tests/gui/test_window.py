"""The window as a whole: its frame, its end, its looks, and who else can use it."""

from __future__ import annotations

import gc
import logging
import sys
import threading
import time
import weakref

from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QWidget,
)
from pytestqt.qtbot import QtBot

from desk_access.config import Appearance, Settings, WindowSettings
from desk_access.errors import DeviceUnavailable, StoreError
from desk_access.gui.app import Surprises
from desk_access.gui.cameras import CameraList
from desk_access.gui.theme.theme import Theme
from desk_access.gui.widgets.rail import PageName
from desk_access.gui.window import MainWindow
from desk_access.model.status import DeviceNote
from tests.gui.conftest import OpenWindow, go
from tests.gui.fake_desk import FakeDesk
from tests.gui.samples import ZONE, make_person


class Shown(QObject):
    """Remembers every widget that appears as a window of its own."""

    def __init__(self) -> None:
        super().__init__()
        self.windows: list[str] = []

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Show and isinstance(watched, QWidget) and watched.isWindow():
            self.windows.append(type(watched).__name__)
        return False


def test_nothing_but_the_window_ever_appears_as_a_window(
    qtbot: QtBot, qapp: QApplication, open_window: OpenWindow
) -> None:
    shown = Shown()
    qapp.installEventFilter(shown)
    try:
        window = open_window(FakeDesk([make_person(1)]))
        for name in PageName:
            go(window, name)
            qtbot.wait(20)
    finally:
        qapp.removeEventFilter(shown)
    assert shown.windows == ["MainWindow"]


def test_the_frame_is_there_before_the_desk_is(qtbot: QtBot, open_window: OpenWindow) -> None:
    desk, may_open = FakeDesk(), threading.Event()

    def slow() -> FakeDesk:
        may_open.wait()
        return desk

    window = open_window(desk, wait=False, open_desk=slow)
    assert window.isVisible()
    assert window.startup.state.heading == "Getting ready…"
    assert not window.rail.isEnabled()
    assert window.router is None
    may_open.set()
    qtbot.waitUntil(lambda: window.router is not None)
    assert window.rail.isEnabled()
    assert desk.watch.running


def test_closing_ends_everything(
    qtbot: QtBot, theme: Theme, cameras: CameraList, open_window: OpenWindow
) -> None:
    desk = FakeDesk([make_person(1)])
    window = open_window(desk)
    for name in PageName:
        go(window, name)
    assert desk.watch.listeners == 1
    window.close()
    assert desk.closed == 1
    assert desk.watch.listeners == 0
    names = [thread.name for thread in threading.enumerate()]
    assert not [name for name in names if name.startswith(("quick", "chores", "hours"))]


def test_a_window_closed_while_it_opens_closes_the_desk(
    qtbot: QtBot, open_window: OpenWindow
) -> None:
    desk, begun = FakeDesk(), threading.Event()

    def slow() -> FakeDesk:
        begun.set()
        time.sleep(0.1)
        return desk

    window = open_window(desk, wait=False, open_desk=slow)
    begun.wait()
    window.close()
    assert desk.closed == 1


def test_a_closed_window_is_forgotten(
    qtbot: QtBot, theme: Theme, cameras: CameraList, qapp: QApplication
) -> None:
    def open_and_close() -> weakref.ref[MainWindow]:
        desk = FakeDesk([make_person(1)])
        window = MainWindow(theme, cameras, lambda: desk, lambda *_: None, list, ZONE)
        window.show()
        window.begin()
        qtbot.waitUntil(lambda: window.router is not None)
        for name in PageName:
            go(window, name)
        window.close()
        window.deleteLater()
        return weakref.ref(window)

    gone = open_and_close()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    qapp.processEvents()
    gc.collect()
    assert gone() is None


def test_the_device_in_use_is_shown(qtbot: QtBot, open_window: OpenWindow) -> None:
    desk = FakeDesk()
    desk.note = DeviceNote("CPU", "A GPU was asked for and not obtained")
    window = open_window(desk)
    qtbot.waitUntil(lambda: "not obtained" in window.status.device.words)


def test_a_device_that_fails_is_told(qtbot: QtBot, open_window: OpenWindow) -> None:
    desk = FakeDesk()
    desk.device_failure = DeviceUnavailable("The GPU is gone.", "Choose the CPU in Settings.")
    window = open_window(desk)
    qtbot.waitUntil(lambda: window.status.device.words == "The GPU is gone.")


def test_the_status_line_tells_cameras_drops_database_and_time(
    qtbot: QtBot, open_window: OpenWindow
) -> None:
    window = open_window(FakeDesk([make_person(1)]))
    assert window.status.cameras.words == "Camera 1 30 frames/s"
    assert window.status.dropped.words == "12 dropped"
    assert window.status.database.words == "Database ready, 1 person"
    assert ":" in window.status.clock.words


def test_another_models_gallery_is_made_again_from_the_strip(
    qtbot: QtBot, open_window: OpenWindow
) -> None:
    desk = FakeDesk([make_person(1)])
    desk.watch.gallery_note = "1 person was enrolled with another recognition model."
    window = open_window(desk)
    assert window._notices is not None
    strip = window._notices.gallery
    qtbot.waitUntil(strip.isVisible)
    assert "another recognition model" in strip.words
    desk.watch.gallery_note = None
    strip._button.click()
    qtbot.waitUntil(lambda: desk.enrolment.reembedded == 1)
    qtbot.waitUntil(strip.isHidden)


def test_a_scheduled_export_that_was_not_written_is_told(
    qtbot: QtBot, open_window: OpenWindow
) -> None:
    desk = FakeDesk()
    desk.exports.trouble = "The scheduled export hours was not written. The disk is full."
    window = open_window(desk)
    assert window._notices is not None
    strip = window._notices.exports
    qtbot.waitUntil(strip.isVisible)
    assert strip.words == desk.exports.trouble
    desk.exports.trouble = ""
    qtbot.waitUntil(window._notices.isHidden)


def test_what_an_audit_found_is_told_on_every_page_and_can_be_looked_for_again(
    qtbot: QtBot, open_window: OpenWindow
) -> None:
    desk = FakeDesk()
    desk.audit.trouble = "The audit found a fault. Person 3 was changed. Go back to a copy."
    desk.audit.verify = lambda: setattr(desk.audit, "trouble", "")
    window = open_window(desk)
    assert window._notices is not None
    strip = window._notices.audit
    qtbot.waitUntil(strip.isVisible)
    assert strip.words == desk.audit.trouble
    strip._button.click()
    qtbot.waitUntil(window._notices.isHidden)


def test_the_appearance_kept_with_the_data_is_put_on(
    qtbot: QtBot, theme: Theme, open_window: OpenWindow
) -> None:
    dark = Settings(window=WindowSettings(Appearance.DARK))
    open_window(FakeDesk(settings=dark))
    assert theme.tokens.dark


def test_a_bug_is_one_clear_line_and_is_logged(
    qtbot: QtBot, open_window: OpenWindow, expected_logs: list[str]
) -> None:
    expected_logs.append("Something unexpected happened.")
    window = open_window(FakeDesk())
    surprises = Surprises(window)
    hooks = sys.excepthook, threading.excepthook
    surprises.install()
    try:
        thread = threading.Thread(target=lambda: 1 // 0)
        thread.start()
        thread.join()
        qtbot.waitUntil(lambda: surprises.box is not None and surprises.box.isVisible())
        assert surprises.box is not None
        assert "ZeroDivisionError" in surprises.box.informativeText()
        sys.excepthook(ValueError, ValueError("again"), None)
        qtbot.wait(20)
        surprises.box.close()
    finally:
        surprises.uninstall()
    assert (sys.excepthook, threading.excepthook) == hooks
    assert logging.getLogger("desk_access.gui.app").name


def test_a_failed_start_says_why_and_can_be_tried_again(
    qtbot: QtBot, open_window: OpenWindow
) -> None:
    desk, answers = FakeDesk(), [StoreError("The folder is read-only.", "Choose another."), None]

    def opening() -> FakeDesk:
        answer = answers.pop(0)
        if answer is not None:
            raise answer
        return desk

    window = open_window(desk, wait=False, open_desk=opening)
    qtbot.waitUntil(lambda: window.startup.state.heading == "The folder is read-only.")
    assert window.startup.state.sentence == "Choose another."
    window.startup.state.findChildren(QAbstractButton)[0].click()
    qtbot.waitUntil(lambda: window.router is not None)
