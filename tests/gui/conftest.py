"""The window over a desk in memory."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QLocale
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desk_access.config import Appearance
from desk_access.gui.cameras import CameraList
from desk_access.gui.theme.theme import Theme
from desk_access.gui.widgets.page_frame import PageFrame
from desk_access.gui.widgets.rail import PageName
from desk_access.gui.window import MainWindow
from tests.gui.fake_desk import FakeDesk
from tests.gui.samples import ZONE

OpenWindow = Callable[..., MainWindow]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What a screen that is none cannot do is no fault of the window."""
    for item in items:
        item.add_marker(pytest.mark.qt_log_ignore("This plugin does not support"))


@pytest.fixture(scope="package", autouse=True)
def _collector_off() -> Iterator[None]:
    """A collector that ran on a worker's thread would destroy widgets there, and end the run."""
    gc.collect()
    gc.freeze()
    gc.disable()
    yield
    gc.enable()
    gc.unfreeze()


@pytest.fixture(autouse=True)
def _collected_here() -> Iterator[None]:
    """Whatever a test leaves is collected after it, on the thread where widgets live."""
    yield
    gc.collect()


@pytest.fixture(autouse=True)
def _british() -> None:
    QLocale.setDefault(QLocale(QLocale.Language.English, QLocale.Country.UnitedKingdom))


@pytest.fixture(scope="session")
def theme(qapp: QApplication) -> Theme:
    return Theme(qapp, Appearance.LIGHT)


@pytest.fixture(scope="session")
def cameras(qapp: QApplication) -> CameraList:
    return CameraList()


@pytest.fixture
def open_window(qtbot: QtBot, theme: Theme, cameras: CameraList) -> Iterator[OpenWindow]:
    """Opens a window on a desk and waits until its Live page is there."""
    opened: list[MainWindow] = []

    def opener(desk: FakeDesk, wait: bool = True, **means: object) -> MainWindow:
        open_desk = means.get("open_desk", lambda: desk)
        fetch = means.get("fetch", lambda *_: None)
        states = means.get("states", list)
        window = MainWindow(theme, cameras, open_desk, fetch, states, ZONE)
        opened.append(window)
        window.show()
        window.begin()
        if wait:
            qtbot.waitUntil(lambda: window.router is not None and window.isActiveWindow())
        return window

    yield opener
    for window in opened:
        window.close()
        window.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    theme.set_appearance(Appearance.LIGHT)


def go(window: MainWindow, name: PageName) -> PageFrame:
    assert window.router is not None
    return window.router.go(name)
