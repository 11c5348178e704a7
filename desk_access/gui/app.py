"""The application object, and what happens when something unexpected does."""

from __future__ import annotations

import gc
import logging
import os
import signal
import sys
import threading
from collections.abc import Callable, Sequence
from io import TextIOWrapper
from logging.handlers import RotatingFileHandler
from pathlib import Path
from types import TracebackType

import tzlocal
from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QApplication, QMessageBox, QWidget

from desk_access import bootstrap
from desk_access.config import InferenceSettings
from desk_access.errors import ModelMissing
from desk_access.gui.cameras import CameraList
from desk_access.gui.collector import Collector
from desk_access.gui.theme.theme import Theme
from desk_access.gui.window import MainWindow
from desk_access.inference.model_store import ModelState
from desk_access.inference.model_sync import SyncProgress
from desk_access.service.desk import Desk

log = logging.getLogger(__name__)

_LOG_BYTES = 1_000_000


def run_window(folder: Path, shown: Callable[[MainWindow], None] | None = None) -> int:
    """Open the window on the workspace ``folder``; returns the exit status. Main thread only.

    ``shown`` is called with the window once it is on the screen, before anything is opened.
    """
    app = QApplication.instance() or QApplication(sys.argv[:1])
    if not isinstance(app, QApplication):
        raise RuntimeError("there is a Qt application already, and it has no windows")
    app.setApplicationName("desk-access")
    app.setDesktopFileName("desk-access")
    theme = Theme(app)
    cameras = CameraList()
    place = _Place(folder, cameras)
    window = MainWindow(
        theme,
        cameras,
        place.open_desk,
        place.fetch_models,
        place.model_states,
        tzlocal.get_localzone_name(),
    )
    surprises = Surprises(window)
    surprises.install()
    window.quick.crashed.connect(surprises.report)
    window.chores.crashed.connect(surprises.report)
    window.hours.crashed.connect(surprises.report)
    # What is loaded once the networks are lives as long as the program. Left to the collector, each
    # full pass over its 200,000 objects stops every thread, this one too, for 90 ms.
    window.bridge.device_known.connect(lambda _note: gc.freeze())
    collector = Collector()
    before = signal.signal(signal.SIGINT, lambda _number, _frame: window.close())
    window.show()
    if shown is not None:
        shown(window)
    window.begin()
    try:
        return app.exec()
    finally:
        signal.signal(signal.SIGINT, before)
        collector.stop()
        surprises.uninstall()
        place.close_log()


class _Place:
    """What the window needs from the composition root, for one workspace. Any thread."""

    def __init__(self, folder: Path, cameras: CameraList) -> None:
        self._folder = folder
        self._cameras = cameras
        self._desk: Desk | None = None
        self._log: logging.Handler | None = None

    def open_desk(self) -> Desk:
        """The running system. Raises DeskAccessError."""
        desk = bootstrap.open_desk(self._folder, camera_names=self._cameras.names)
        self._desk = desk
        self._log = _keep_log(self._folder / "desk-access.log")
        return desk

    def close_log(self) -> None:
        """Keep nothing more in the log of the workspace."""
        if self._log is not None:
            logging.getLogger().removeHandler(self._log)
            self._log.close()

    def fetch_models(
        self,
        progress: Callable[[SyncProgress], None],
        folder: Path | None,
        cancelled: Callable[[], bool],
    ) -> None:
        """Get the files that recognition needs. Raises ModelMissing."""
        store = bootstrap.models(self._folder)
        chosen = self._desk.settings.inference if self._desk else InferenceSettings()
        wanted = bootstrap.in_use(store.manifest, chosen)
        try:
            store.sync(progress, folder, cancelled, wanted)
        except ModelMissing as error:
            if store.missing(bootstrap.required(store.manifest, chosen)):
                raise
            log.warning("%s", error)  # the window says what works without it, and what does not

    def model_states(self) -> Sequence[ModelState]:
        """Which model files there are."""
        return bootstrap.models(self._folder).states()


class PrivateLog(RotatingFileHandler):
    """A log for its owner alone: names stand in it."""

    def _open(self) -> TextIOWrapper:
        return open(
            self.baseFilename,
            "a",
            encoding="utf-8",
            opener=lambda path, flags: os.open(path, flags, 0o600),
        )


def _keep_log(path: Path) -> logging.Handler:
    handler = PrivateLog(path, maxBytes=_LOG_BYTES, backupCount=1, delay=True, encoding="utf-8")
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    logging.getLogger().addHandler(handler)
    return handler


class Surprises(QObject):
    """Shows one clear line for an exception that nobody expected, and logs it with its trace."""

    _happened = Signal(object)

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self.box: QMessageBox | None = None
        self._before = sys.excepthook, threading.excepthook
        self._happened.connect(self._show)

    def install(self) -> None:
        """Take exceptions of every thread that nobody caught."""
        sys.excepthook = self._caught
        threading.excepthook = lambda args: self.report(args.exc_value)

    def uninstall(self) -> None:
        """Give the hooks back."""
        sys.excepthook, threading.excepthook = self._before

    def report(self, error: BaseException | None) -> None:
        """Log an exception and tell the person. Any thread."""
        log.error("Something unexpected happened.", exc_info=error)
        self._happened.emit(error)

    def _caught(
        self, _kind: type[BaseException], error: BaseException, _trace: TracebackType | None
    ) -> None:
        self.report(error)

    def _show(self, error: BaseException) -> None:
        if self.box is not None and self.box.isVisible():
            return  # One at a time: a fault in every frame must not bury the desk in boxes.
        box = QMessageBox(
            QMessageBox.Icon.Warning,
            self.tr("Something went wrong"),
            self.tr(
                "Something went wrong inside the program. It goes on; its log has the details."
            ),
            QMessageBox.StandardButton.Close,
            self._window,
        )
        box.setInformativeText(f"{type(error).__name__}: {error}")
        box.open()
        self.box = box
