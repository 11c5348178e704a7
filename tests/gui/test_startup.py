"""The first start: the models arrive with a bar, can be cancelled, and fail in words."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QPushButton
from pytestqt.qtbot import QtBot

from desk_access.errors import ModelMissing
from desk_access.gui.view_models.model_words import sync_sentence
from desk_access.gui.window import MainWindow
from desk_access.inference.manifest import ModelKind, ModelSpec
from desk_access.inference.model_sync import SyncProgress, SyncStep
from tests.gui.conftest import OpenWindow
from tests.gui.fake_desk import FakeDesk

SPEC = ModelSpec(
    "sface", ModelKind.RECOGNISER, "sface.onnx", 100, "0" * 64, "MIT", "somebody", (), None, True
)
MISSING = ModelMissing("The model file sface.onnx is not on this machine.", "Get it.")
HEADING = "The recognition models are not on this computer yet"


def progress_of(done: int, total: int | None, step: SyncStep = SyncStep.FETCHING) -> SyncProgress:
    return SyncProgress(SPEC, 2, 3, step, "github.com", done, total)


def buttons(window: MainWindow) -> list[str]:
    return [button.text() for button in window.startup.state.findChildren(QPushButton)]


def press(window: MainWindow, place: int) -> None:
    window.startup.state.findChildren(QPushButton)[place].click()


class Fetch:
    """Waits at its start and end until it is told to go on; then answers as told."""

    def __init__(self, failure: ModelMissing | None = None) -> None:
        self.failure = failure
        self.go_on = threading.Event()
        self.folders: list[Path | None] = []

    def __call__(
        self,
        progress: Callable[[SyncProgress], None],
        folder: Path | None,
        cancelled: Callable[[], bool],
    ) -> None:
        self.folders.append(folder)
        progress(progress_of(50, 100))
        while not self.go_on.wait(0.01):
            if cancelled():
                raise ModelMissing("It was stopped.", "Try again.")
        if self.failure is not None:
            raise self.failure


def lacking() -> FakeDesk:
    desk = FakeDesk()
    desk.device_failure = MISSING
    return desk


def test_missing_models_are_offered_with_two_ways(qtbot: QtBot, open_window: OpenWindow) -> None:
    window = open_window(lacking())
    qtbot.waitUntil(lambda: window.startup.state.heading == HEADING)
    assert window.pages.currentWidget() is window.startup
    assert buttons(window) == ["Get them now", "Choose a folder with the files…"]
    assert not window.rail.isEnabled()


def test_they_come_with_a_bar_and_the_desk_goes_on(qtbot: QtBot, open_window: OpenWindow) -> None:
    desk, fetch = lacking(), Fetch()
    window = open_window(desk, fetch=fetch)
    qtbot.waitUntil(lambda: window.startup.state.heading == HEADING)
    press(window, 0)
    qtbot.waitUntil(lambda: "File 2 of 3: sface.onnx" in window.startup.state.sentence)
    assert window.startup.state._bar.value() == 500
    assert window.startup.state._bar.isVisible()
    assert buttons(window)[-1] == "Cancel"
    desk.device_failure = None
    fetch.go_on.set()
    qtbot.waitUntil(lambda: window.pages.currentWidget() is not window.startup)
    assert window.rail.isEnabled()
    qtbot.waitUntil(lambda: window.status.device.words == "CPU")
    assert fetch.folders == [None]


def test_it_can_be_cancelled_and_begun_again(qtbot: QtBot, open_window: OpenWindow) -> None:
    fetch = Fetch()
    window = open_window(lacking(), fetch=fetch)
    qtbot.waitUntil(lambda: window.startup.state.heading == HEADING)
    press(window, 0)
    qtbot.waitUntil(lambda: buttons(window)[-1] == "Cancel")
    press(window, len(buttons(window)) - 1)
    qtbot.waitUntil(lambda: window.startup.state.heading == HEADING)
    press(window, len(buttons(window)) - 2)
    qtbot.waitUntil(lambda: len(fetch.folders) == 2)
    fetch.go_on.set()


def test_a_failure_is_told_in_words_with_the_folder_as_the_way_out(
    qtbot: QtBot, open_window: OpenWindow
) -> None:
    fetch = Fetch(ModelMissing("No source gave sface.onnx.", "Copy it into a folder."))
    fetch.go_on.set()
    window = open_window(lacking(), fetch=fetch)
    qtbot.waitUntil(lambda: window.startup.state.heading == HEADING)
    press(window, 0)
    qtbot.waitUntil(lambda: window.startup.state.heading == "No source gave sface.onnx.")
    qtbot.waitUntil(lambda: buttons(window) == ["Try again", "Choose a folder with the files…"])
    press(window, 1)
    dialog = window.startup.findChild(QFileDialog)
    assert dialog is not None
    dialog.fileSelected.emit("/stick")
    qtbot.waitUntil(lambda: fetch.folders == [None, Path("/stick")])
    dialog.reject()


def test_models_missing_while_opening_are_offered_too(
    qtbot: QtBot, open_window: OpenWindow
) -> None:
    desk, fetch, answers = FakeDesk(), Fetch(), [MISSING, None]
    fetch.go_on.set()

    def opening() -> FakeDesk:
        if answers.pop(0) is not None:
            raise MISSING
        return desk

    window = open_window(desk, wait=False, open_desk=opening, fetch=fetch)
    qtbot.waitUntil(lambda: window.startup.state.heading == HEADING)
    press(window, 0)
    qtbot.waitUntil(lambda: window.router is not None)


def test_closing_the_window_gives_up_what_is_being_fetched(
    qtbot: QtBot, open_window: OpenWindow
) -> None:
    fetch = Fetch()
    window = open_window(lacking(), fetch=fetch)
    qtbot.waitUntil(lambda: window.startup.state.heading == HEADING)
    press(window, 0)
    qtbot.waitUntil(lambda: len(fetch.folders) == 1)
    window.close()
    assert not fetch.go_on.is_set()


def test_progress_in_words() -> None:
    words, share = sync_sentence(progress_of(50, 100))
    assert words == "File 2 of 3: sface.onnx\n50 bytes from github.com"
    assert share == 0.5
    assert sync_sentence(progress_of(50, None))[1] is None
    assert sync_sentence(progress_of(0, None, SyncStep.WAITING))[1] is None
