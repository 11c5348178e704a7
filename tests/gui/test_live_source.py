"""The Live page without a picture: what it says, and what it offers."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from desk_access.config import CameraSettings, Settings
from desk_access.errors import SourceUnusable
from desk_access.gui.cameras import CameraList
from desk_access.gui.dialogs.address import AddressDialog
from desk_access.gui.pages.live import LivePage
from desk_access.gui.theme.theme import Theme
from desk_access.gui.widgets.rail import PageName
from desk_access.gui.window import MainWindow
from desk_access.model.status import SourceState, SourceStatus
from tests.gui.conftest import OpenWindow, go
from tests.gui.fake_desk import FakeDesk
from tests.gui.samples import frame_with, make_person

KIM = make_person(0)


def picture(value: int = 90) -> np.ndarray:
    return np.full((480, 640, 3), value, np.uint8)


def live_page(window: MainWindow) -> LivePage:
    page = go(window, PageName.LIVE)
    assert isinstance(page, LivePage)
    return page


def set_status(desk: FakeDesk, state: SourceState, message: str = "") -> None:
    desk.watch.statuses["Camera 1"] = SourceStatus(state, message, 0.0, 0, 0, None)


def offers(page: LivePage) -> list[str]:
    buttons = page.stage.state.findChildren(QPushButton)
    return [button.text() for button in buttons if button.isVisible()]


@pytest.fixture
def desk() -> FakeDesk:
    made = FakeDesk([KIM])
    made.watch.frames["Camera 1"] = frame_with(picture())
    return made


def test_while_the_camera_opens_it_says_so(qtbot: QtBot, open_window: OpenWindow) -> None:
    desk = FakeDesk()
    set_status(desk, SourceState.OPENING)
    page = live_page(open_window(desk))
    assert not page.stage.pictures_shown
    assert page.stage.state.heading == "Opening Camera 1…"


def test_without_a_camera_a_file_or_a_stream_is_offered(
    qtbot: QtBot, open_window: OpenWindow
) -> None:
    desk = FakeDesk()
    set_status(desk, SourceState.LOST, "There is no camera 0. Trying again in 4 s.")
    page = live_page(open_window(desk))
    qtbot.waitUntil(lambda: page.stage.state.heading == "No picture from Camera 1")
    assert "Trying again in 4 s" in page.stage.state.sentence
    wanted = ["Try again", "Choose a video file…", "Use a network camera…"]
    qtbot.waitUntil(lambda: offers(page) == wanted)
    button = page.stage.state.findChildren(QPushButton)[0]
    button.setFocus()
    set_status(desk, SourceState.LOST, "There is no camera 0. Trying again in 3 s.")
    qtbot.waitUntil(lambda: "in 3 s" in page.stage.state.sentence)
    assert button.hasFocus()  # the sentence counts down, the buttons stay


def test_trying_again_opens_the_cameras_anew(qtbot: QtBot, open_window: OpenWindow) -> None:
    desk = FakeDesk()
    set_status(desk, SourceState.UNUSABLE, "Camera 1: it is no video.")
    page = live_page(open_window(desk))
    qtbot.waitUntil(lambda: len(offers(page)) == 3)
    begun = desk.watch.starts
    page.stage.state.findChildren(QPushButton)[0].click()
    qtbot.waitUntil(lambda: desk.watch.starts == begun + 1)
    desk.watch.frames["Camera 1"] = frame_with(picture())
    set_status(desk, SourceState.LIVE, "Fine.")
    qtbot.waitUntil(lambda: page.stage.pictures_shown)


def test_a_stream_address_becomes_the_camera(qtbot: QtBot, open_window: OpenWindow) -> None:
    desk = FakeDesk()
    set_status(desk, SourceState.LOST, "Gone.")
    page = live_page(open_window(desk))
    qtbot.waitUntil(lambda: len(offers(page)) == 3)
    page.stage.state.findChildren(QPushButton)[2].click()
    dialog = page.findChild(AddressDialog)
    assert dialog is not None
    QTest.keyClicks(dialog.field, "rtsp://door/1")
    QTest.keyClick(dialog.field, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: bool(desk.saved))
    assert desk.settings.cameras == (CameraSettings("Camera 1", "rtsp://door/1"),)


def test_what_is_no_address_is_told_in_the_dialog_and_not_used(qtbot: QtBot, theme: Theme) -> None:
    parent = QWidget()
    qtbot.addWidget(parent)
    dialog = AddressDialog(theme, parent)
    used: list[tuple[str, str, float]] = []
    dialog.chosen.connect(lambda *each: used.append(each))
    dialog.open()
    for wrong in ("ftp://door", "rtsp://admin:a/b@door/1", "rtsp://"):
        dialog.field.setText(wrong)
        QTest.keyClick(dialog.field, Qt.Key.Key_Return)
        assert dialog.refusal.isVisibleTo(dialog)
        assert "a/b" not in dialog.refusal.text()
    dialog.field.setText("rtsps://door/1")
    dialog.certificate.setText("12:34")
    QTest.keyClick(dialog.field, Qt.Key.Key_Return)
    assert "fingerprint" in dialog.refusal.text()
    assert used == []


def test_any_password_can_be_typed_and_is_written_as_an_address_wants_it(
    qtbot: QtBot, theme: Theme
) -> None:
    parent = QWidget()
    qtbot.addWidget(parent)
    dialog = AddressDialog(theme, parent)
    used: list[tuple[str, str, float]] = []
    dialog.chosen.connect(lambda *each: used.append(each))
    dialog.open()
    dialog.field.setText("https://door/picture.jpg")
    dialog.user.setText("admin")
    dialog.password.setText("a/b?c#d@e")
    dialog.certificate.setText(":".join(["AB"] * 32))
    dialog.polled.setChecked(True)
    dialog.every.setValue(2.5)
    QTest.keyClick(dialog.field, Qt.Key.Key_Return)
    source = "https://admin:a%2Fb%3Fc%23d%40e@door/picture.jpg"
    assert used == [(source, "ab" * 32, 2.5)]
    again = AddressDialog(theme, parent, CameraSettings("Door", source, poll_s=2.5))
    assert again.field.text() == "https://door/picture.jpg"
    assert (again.user.text(), again.password.text()) == ("admin", "a/b?c#d@e")
    assert again.password.echoMode() is QLineEdit.EchoMode.Password
    assert again.every.value() == 2.5


def test_a_source_that_cannot_be_used_says_why(qtbot: QtBot, open_window: OpenWindow) -> None:
    desk = FakeDesk()
    set_status(desk, SourceState.LOST, "Gone.")
    page = live_page(open_window(desk))
    desk.save_failure = SourceUnusable("This is no video.", "Choose another file.")
    page._offers.use("/nowhere.mp4")
    qtbot.waitUntil(lambda: page.stage.state.heading == "This is no video.")
    qtbot.waitUntil(lambda: len(offers(page)) == 3)


def test_the_end_of_a_recording_is_no_error(qtbot: QtBot, open_window: OpenWindow) -> None:
    desk = FakeDesk()
    desk.watch.frames["Camera 1"] = frame_with(picture())
    set_status(desk, SourceState.ENDED, "Camera 1 has come to its end.")
    page = live_page(open_window(desk))
    qtbot.waitUntil(lambda: page.stage.state.heading == "The recording has ended")
    qtbot.waitUntil(lambda: offers(page)[:1] == ["Play it again"])


def test_a_lost_camera_keeps_its_last_picture_under_the_words(
    qtbot: QtBot, open_window: OpenWindow, desk: FakeDesk
) -> None:
    page = live_page(open_window(desk))
    set_status(desk, SourceState.LOST, "Camera 1 stopped answering. Trying again in 4 s.")
    canvas = page.stage.canvases["Camera 1"]
    qtbot.waitUntil(lambda: "stopped answering" in canvas.accessibleDescription())
    assert page.stage.pictures_shown
    set_status(desk, SourceState.LIVE, "Fine.")
    qtbot.waitUntil(lambda: canvas.accessibleDescription() == "")


def test_without_any_camera_the_page_says_how_to_get_one(
    qtbot: QtBot, open_window: OpenWindow
) -> None:
    desk = FakeDesk(settings=Settings(cameras=()))
    page = live_page(open_window(desk))
    qtbot.waitUntil(lambda: page.stage.state.heading == "No camera yet")
    page._offers.use("clip.mp4")
    qtbot.waitUntil(lambda: desk.settings.cameras == (CameraSettings("Camera 1", "clip.mp4"),))
    qtbot.waitUntil(lambda: list(page.stage.canvases) == ["Camera 1"])


def test_a_camera_plugged_in_is_tried_at_once(
    qtbot: QtBot, open_window: OpenWindow, cameras: CameraList, desk: FakeDesk
) -> None:
    open_window(desk)
    cameras.changed.emit()
    assert desk.watch.retried == ["Camera 1"]


def test_a_camera_taken_away_meanwhile_is_no_error(
    qtbot: QtBot, open_window: OpenWindow, desk: FakeDesk
) -> None:
    window = open_window(desk)
    page = live_page(window)
    desk.watch.names = ()
    desk.watch.frames.clear()
    qtbot.waitUntil(lambda: window.status.cameras.words == "No camera")
    assert list(page.stage.canvases) == ["Camera 1"]  # until the new settings are in force
