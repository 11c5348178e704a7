"""A window that is filled, waited for and photographed, for the pictures of docs/screenshots."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QElapsedTimer
from PySide6.QtWidgets import QApplication, QDialog, QWidget

from desk_access.gui.cameras import CameraList
from desk_access.gui.theme.theme import Theme
from desk_access.gui.widgets.rail import PageName
from desk_access.gui.window import MainWindow
from tests.gui.fake_desk import FakeDesk
from tests.gui.samples import ZONE


class Studio:
    """A window that is filled, waited for and photographed."""

    def __init__(self, app: QApplication, theme: Theme, folder: Path) -> None:
        self._app = app
        self._theme = theme
        self._folder = folder
        self.window: MainWindow | None = None

    def open(self, desk: FakeDesk, size: tuple[int, int]) -> MainWindow:
        window = MainWindow(self._theme, CameraList(), lambda: desk, lambda *_: None, list, ZONE)
        desk.settings = replace(
            desk.settings, window=replace(desk.settings.window, appearance=self._theme.appearance)
        )
        window.resize(*size)
        window.show()
        window.begin()
        self.window = window
        self.wait(600)
        return window

    def wait(self, milliseconds: int) -> None:
        timer = QElapsedTimer()
        timer.start()
        while timer.elapsed() < milliseconds:
            self._app.processEvents()

    def wait_for(self, there: Callable[[], object]) -> None:
        """Until what works in the background has come, on a busy machine too."""
        for _ in range(200):
            if there():
                return
            self.wait(50)
        raise TimeoutError("it did not come")

    def shoot(self, name: str) -> None:
        assert self.window is not None
        self.shoot_widget(self.window, name)

    def shoot_widget(self, widget: QWidget, name: str) -> None:
        self.wait(350)
        widget.grab().save(str(self._folder / f"{name}.png"))

    def close(self) -> None:
        assert self.window is not None
        self.window.close()
        self.window.deleteLater()
        self.wait(50)


def page(window: MainWindow, name: PageName) -> QWidget:
    assert window.router is not None
    return window.router.go(name)


def shoot_dialog(studio: Studio, page: QWidget, name: str) -> None:
    dialog = page.findChild(QDialog)
    assert dialog is not None
    studio.shoot_widget(dialog, name)
    dialog.close()
    studio.wait(100)
