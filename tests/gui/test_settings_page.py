"""The Settings page: what is set is what is saved, and nothing else."""

from __future__ import annotations

from dataclasses import replace
from datetime import time

import pytest
from PySide6.QtCore import QTime
from pytestqt.qtbot import QtBot

from desk_access.config import (
    Appearance,
    Approval,
    AttendanceSettings,
    CameraSettings,
    CorrectionSettings,
    InferenceSettings,
    LivenessSettings,
    Provider,
    RecognitionSettings,
    Settings,
)
from desk_access.errors import ModelMissing
from desk_access.gui.cameras import CameraEntry
from desk_access.gui.pages.settings import SettingsPage
from desk_access.gui.pages.settings_camera import CameraEditor, source_title
from desk_access.gui.theme.theme import Theme
from desk_access.gui.widgets.rail import PageName
from desk_access.inference.manifest import ModelKind, ModelSpec
from desk_access.inference.model_store import ModelCondition, ModelState
from desk_access.model.liveness import LivenessPolicy
from desk_access.model.status import DeviceNote
from tests.gui.conftest import OpenWindow, go
from tests.gui.fake_desk import FakeDesk
from tests.gui.samples import make_person


def state_of(name: str, kind: ModelKind, default: bool, present: bool = True) -> ModelState:
    spec = ModelSpec(name, kind, f"{name}.onnx", 1, "0" * 64, "MIT", "somebody", (), None, default)
    condition = ModelCondition.PRESENT if present else ModelCondition.MISSING
    return ModelState(spec, condition, None, None)


STATES = [
    state_of("finder", ModelKind.DETECTOR, False),
    state_of("sface", ModelKind.RECOGNISER, True),
    state_of("own", ModelKind.RECOGNISER, False, present=False),
]


@pytest.fixture
def desk() -> FakeDesk:
    return FakeDesk([make_person(number) for number in range(24)])


@pytest.fixture
def page(qtbot: QtBot, open_window: OpenWindow, desk: FakeDesk) -> SettingsPage:
    made = go(open_window(desk, states=lambda: STATES), PageName.SETTINGS)
    assert isinstance(made, SettingsPage)
    qtbot.waitUntil(lambda: made.engine.model.count() == 2)
    return made


ELABORATE = Settings(
    cameras=(
        CameraSettings("Door", "rtsp://door/1", 90, True, LivenessPolicy.ACTIVE),
        CameraSettings("Hall", "camera:BRIO", 0, False),
    ),
    recognition=RecognitionSettings(0.0005, 0.41, 0.07, 0.2, 5, 2.5),
    attendance=AttendanceSettings(90.0, time(3, 30), "Asia/Seoul"),
    inference=InferenceSettings(recogniser="own", provider=Provider.CPU, threads=2),
    liveness=LivenessSettings(LivenessPolicy.PASSIVE_THEN_ACTIVE),
    corrections=CorrectionSettings(Approval.ANOTHER_OPERATOR),
)


@pytest.mark.parametrize("settings", [Settings(), ELABORATE], ids=["defaults", "elaborate"])
def test_what_is_shown_is_what_was_stored(
    qtbot: QtBot, open_window: OpenWindow, settings: Settings
) -> None:
    window = open_window(FakeDesk(settings=settings), states=lambda: STATES)
    page = go(window, PageName.SETTINGS)
    assert isinstance(page, SettingsPage)
    assert page.wanted() == settings
    qtbot.waitUntil(lambda: page.engine.model.count() == 2)
    assert page.wanted() == settings
    assert not page.save.isEnabled()


def test_a_change_can_be_saved_and_is_in_force(
    qtbot: QtBot, page: SettingsPage, desk: FakeDesk
) -> None:
    page.attendance.cool_down.setValue(120)
    page.attendance.day_ends.setTime(QTime(5, 15))
    assert page.save.isEnabled()
    page.save.click()
    qtbot.waitUntil(lambda: bool(desk.saved))
    assert desk.settings.attendance == AttendanceSettings(120.0, time(5, 15))
    qtbot.waitUntil(lambda: page.notice.words == "Saved and in force.")
    assert not page.save.isEnabled()


def test_the_policy_against_pictures_says_what_it_means(
    qtbot: QtBot, page: SettingsPage, desk: FakeDesk
) -> None:
    assert page.wanted().liveness.policy is LivenessPolicy.PASSIVE
    page.liveness.policy.setCurrentIndex(list(LivenessPolicy).index(LivenessPolicy.OFF))
    assert "as good as the person" in page.liveness._meaning.text()
    page.save.click()
    qtbot.waitUntil(lambda: bool(desk.saved))
    assert desk.settings.liveness == LivenessSettings(LivenessPolicy.OFF)


def test_who_approves_corrections_is_chosen(
    qtbot: QtBot, page: SettingsPage, desk: FakeDesk
) -> None:
    assert "nobody has to approve it" in page.corrections._meaning.text()
    page.corrections.approval.setCurrentIndex(1)
    assert "under another name approves it" in page.corrections._meaning.text()
    page.save.click()
    qtbot.waitUntil(lambda: bool(desk.saved))
    assert desk.settings.corrections == CorrectionSettings(Approval.ANOTHER_OPERATOR)


def test_changes_can_be_undone(page: SettingsPage) -> None:
    page.recognition.rate.setValue(4)
    assert page.undo.isEnabled()
    page.undo.click()
    assert page.recognition.rate.value() == 2
    assert not page.save.isEnabled()


def test_the_rate_says_what_it_means(page: SettingsPage) -> None:
    assert "Of 1,000 strangers" in page.recognition._meaning.text()
    page.recognition.rate.setValue(4)
    assert "Of 10,000 strangers" in page.recognition._meaning.text()
    assert page.wanted().recognition.fpir == pytest.approx(0.0001)


def test_the_cosine_can_be_set_by_hand(page: SettingsPage) -> None:
    page.recognition.by_hand.setChecked(True)
    page.recognition.cosine.setValue(0.45)
    assert not page.recognition.rate.isEnabled()
    assert "Set by hand" in page.recognition._meaning.text()
    assert page.wanted().recognition.cosine == 0.45
    page.recognition.by_hand.setChecked(False)
    assert page.wanted().recognition.cosine is None


def test_a_rate_between_the_notches_stays_until_it_is_moved(
    qtbot: QtBot, open_window: OpenWindow
) -> None:
    odd = replace(Settings(), recognition=RecognitionSettings(fpir=0.0007))
    page = go(open_window(FakeDesk(settings=odd)), PageName.SETTINGS)
    assert isinstance(page, SettingsPage)
    assert page.wanted().recognition.fpir == 0.0007


def test_saving_that_fails_says_why_and_keeps_the_form(
    qtbot: QtBot, page: SettingsPage, desk: FakeDesk
) -> None:
    desk.save_failure = ModelMissing("The model own is not here.", "Get it first.")
    page.engine.model.setCurrentIndex(1)
    page.engine.model.activated.emit(1)
    page.save.click()
    qtbot.waitUntil(lambda: page.notice.words == "The model own is not here. Get it first.")
    assert page.wanted().inference.recogniser == "own"
    assert page.save.isEnabled()


def test_what_makes_no_sense_is_refused_before_it_is_saved(
    qtbot: QtBot, page: SettingsPage, desk: FakeDesk
) -> None:
    page.attendance.zone.setCurrentText("Mars/Olympus")
    page.save.click()
    assert "Mars/Olympus" in page.notice.words
    page.undo.click()
    page.cameras.editors[0].name.setText(" ")
    page.save.click()
    assert "no name" in page.notice.words
    assert desk.saved == []


def test_two_cameras_of_one_name_are_refused(page: SettingsPage, desk: FakeDesk) -> None:
    page.cameras.add.click()
    page.cameras.editors[1].name.setText("Camera 1")
    page.save.click()
    assert "same name" in page.notice.words


def test_cameras_are_added_and_removed(page: SettingsPage, desk: FakeDesk) -> None:
    page.cameras.add.click()
    assert [camera.name for camera in page.wanted().cameras] == ["Camera 1", "Camera 2"]
    page.cameras.editors[0].remove.click()
    assert [camera.name for camera in page.wanted().cameras] == ["Camera 2"]
    page.cameras.editors[0].remove.click()
    assert page.wanted().cameras == ()


def test_models_say_what_is_missing_and_their_licence(page: SettingsPage) -> None:
    texts = [page.engine.model.itemText(place) for place in range(2)]
    assert texts == ["sface · MIT", "own · MIT (not on this computer)"]
    assert page.engine.model.currentIndex() == 0


def test_the_device_in_use_stands_beside_the_one_asked_for(
    qtbot: QtBot, open_window: OpenWindow
) -> None:
    desk = FakeDesk()
    desk.note = DeviceNote("CPU", "There is no CUDA here.")
    page = go(open_window(desk), PageName.SETTINGS)
    assert isinstance(page, SettingsPage)
    qtbot.waitUntil(lambda: page.engine._device.text() == "CPU. There is no CUDA here.")


def test_the_appearance_applies_at_once_and_is_kept(
    qtbot: QtBot, theme: Theme, page: SettingsPage, desk: FakeDesk
) -> None:
    page.looks._group.button(2).click()
    assert theme.tokens.dark
    qtbot.waitUntil(lambda: bool(desk.saved))
    assert desk.settings.window.appearance is Appearance.DARK
    assert not page.save.isEnabled()


BRIO, LAPTOP = CameraEntry("BRIO", "camera:BRIO"), CameraEntry("Laptop", "camera:Laptop")


@pytest.fixture
def editor(qtbot: QtBot, theme: Theme) -> CameraEditor:
    made = CameraEditor(theme, CameraSettings("Door", "camera:BRIO", 180, True), [BRIO, LAPTOP])
    qtbot.addWidget(made)
    return made


def test_a_camera_is_chosen_by_name(editor: CameraEditor) -> None:
    titles = [editor.source.itemText(place) for place in range(editor.source.count())]
    assert titles == ["BRIO", "Laptop", "Video file…", "Network camera…"]
    assert editor.value() == CameraSettings("Door", "camera:BRIO", 180, True)
    editor.source.setCurrentIndex(1)
    editor.source.activated.emit(1)
    assert editor.value().source == "camera:Laptop"


def test_a_camera_pulled_out_stays_chosen(editor: CameraEditor) -> None:
    editor.show_found([LAPTOP])
    assert editor.source.currentText() == "BRIO"
    assert editor.value().source == "camera:BRIO"


def test_a_file_or_stream_is_a_source_too(editor: CameraEditor) -> None:
    changes: list[int] = []
    editor.changed.connect(lambda: changes.append(1))
    editor.use("rtsp://door/1")
    assert editor.source.currentText() == "rtsp://door/1"
    assert editor.value().source == "rtsp://door/1"
    assert changes == [1]


def test_how_a_network_camera_is_reached_stays_with_it(editor: CameraEditor) -> None:
    editor.use("https://door/1.jpg", "ab" * 32, 2.0)
    made = editor.value()
    assert (made.source, made.certificate, made.poll_s) == ("https://door/1.jpg", "ab" * 32, 2.0)
    editor.source.activated.emit(editor.source.findData("https://door/1.jpg"))
    assert editor.value() == made
    editor.source.activated.emit(editor.source.findData("camera:Laptop"))
    assert (editor.value().certificate, editor.value().poll_s) == ("", 0.0)


def test_sources_are_named_for_people() -> None:
    assert source_title("camera:BRIO") == "BRIO"
    assert source_title("/clips/a.mp4") == "/clips/a.mp4"
    assert source_title("rtsp://admin:secret@door/1?x=secret") == "rtsp://***@door/1"
