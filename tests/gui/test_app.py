"""The application as the program starts it: a real workspace, and no models yet."""

from __future__ import annotations

import logging
import os
import stat
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desk_access import bootstrap
from desk_access.errors import WorkspaceBusy
from desk_access.gui.app import PrivateLog, run_window
from desk_access.gui.window import MainWindow
from desk_access.store.workspace import Workspace


@pytest.fixture
def no_models(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    monkeypatch.setenv("DESK_ACCESS_MODELS", str(tmp_path / "models"))
    yield tmp_path / "workspace"
    for window in QApplication.topLevelWidgets():
        if isinstance(window, MainWindow):
            window.deleteLater()


def the_window() -> MainWindow:
    return next(w for w in QApplication.topLevelWidgets() if isinstance(w, MainWindow))


class Visitor:
    """Waits until the window says what it was told to wait for, then closes it."""

    def __init__(self, heading: str) -> None:
        self._wanted = heading
        self.seen = ""
        self._timer = QTimer(interval=20)
        self._timer.timeout.connect(self._look)
        self._timer.start()

    def _look(self) -> None:
        heading = the_window().startup.state.heading
        if self._wanted in heading:
            self.seen = heading
            self._timer.stop()
            the_window().close()


def test_a_first_start_offers_the_models_and_ends_cleanly(qtbot: QtBot, no_models: Path) -> None:
    hooks, handlers = sys.excepthook, list(logging.getLogger().handlers)
    visitor = Visitor("models are not on this computer")
    assert run_window(no_models) == 0
    assert visitor.seen
    assert sys.excepthook is hooks
    assert logging.getLogger().handlers == handlers
    Workspace.open(no_models).close()  # nobody holds it any more


def test_a_workspace_in_use_says_so(qtbot: QtBot, no_models: Path) -> None:
    desk = bootstrap.open_desk(no_models)
    try:
        with pytest.raises(WorkspaceBusy) as busy:
            bootstrap.open_desk(no_models)
        visitor = Visitor(busy.value.what)
        assert run_window(no_models) == 0
        assert visitor.seen == busy.value.what
    finally:
        desk.close()


def test_a_folder_that_cannot_be_written_says_so(
    qtbot: QtBot, no_models: Path, tmp_path: Path
) -> None:
    blocked = tmp_path / "a file"
    blocked.write_text("not a folder", encoding="utf-8")
    visitor = Visitor("")
    visitor._wanted = "a file"
    assert run_window(blocked) == 0
    assert "a file" in visitor.seen


@pytest.mark.skipif(sys.platform == "win32", reason="rights of POSIX")
def test_the_log_is_for_its_owner_alone_after_it_was_begun_anew_too(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        log = PrivateLog(tmp_path / "desk-access.log", maxBytes=20, backupCount=1, delay=True)
        for _ in range(3):
            log.emit(logging.makeLogRecord({"msg": "fifteen letters"}))
        log.close()
    finally:
        os.umask(before)
    found = {path.name: stat.S_IMODE(path.stat().st_mode) for path in tmp_path.iterdir()}
    assert found == {"desk-access.log": 0o600, "desk-access.log.1": 0o600}
