"""The Live page: pictures, banners, decisions, and what it offers without a picture."""

from __future__ import annotations

import threading
from dataclasses import replace
from datetime import UTC, datetime

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from desk_access.config import CameraSettings, Settings
from desk_access.errors import LivenessUnavailable, ModelMissing, StoreError
from desk_access.gui.pages.enrol import EnrolPage
from desk_access.gui.pages.live import LivePage
from desk_access.gui.pages.people import PeoplePage
from desk_access.gui.tables.decision_model import KEPT, DecisionModel, make_card
from desk_access.gui.theme.icons import Glyph
from desk_access.gui.theme.tokens import Tone
from desk_access.gui.widgets.face_overlay import face_tone
from desk_access.gui.widgets.rail import PageName
from desk_access.gui.window import MainWindow
from desk_access.model.decision import Verdict
from desk_access.model.face import Advice, Box
from desk_access.model.punch import Direction
from desk_access.model.status import Sighting, Snapshot
from desk_access.model.waiting_punch import Unrecorded, WaitingPunch
from desk_access.service.recorder import RecordingStatus
from tests.gui.conftest import OpenWindow, go
from tests.gui.fake_desk import FakeDesk
from tests.gui.portraits import portrait_jpeg
from tests.gui.samples import face_view, frame_with, make_person, make_punch, sighting_of

AT = datetime(2026, 11, 19, 23, 57, tzinfo=UTC)


KIM = make_person(0)


def picture(value: int = 90) -> np.ndarray:
    return np.full((480, 640, 3), value, np.uint8)


def live_page(window: MainWindow) -> LivePage:
    page = go(window, PageName.LIVE)
    assert isinstance(page, LivePage)
    return page


def greeted(direction: Direction = Direction.IN) -> Sighting:
    punch = make_punch(7, KIM, AT, direction)
    return sighting_of(Verdict.RECOGNISED, KIM, punch, portrait_jpeg(0), at=AT)


@pytest.fixture
def desk() -> FakeDesk:
    made = FakeDesk([KIM])
    made.watch.frames["Camera 1"] = frame_with(picture())
    return made


def test_the_newest_frame_and_its_faces_are_shown(
    qtbot: QtBot, open_window: OpenWindow, desk: FakeDesk
) -> None:
    page = live_page(open_window(desk))
    canvas = page.stage.canvases["Camera 1"]
    qtbot.waitUntil(lambda: canvas._frame is desk.watch.frames["Camera 1"])
    newer = frame_with(picture(10), 1)
    face = face_view(1, Box(10, 10, 50, 50), Verdict.RECOGNISED, "Kim")
    desk.watch.frames["Camera 1"] = newer
    desk.watch.snapshots["Camera 1"] = Snapshot("Camera 1", newer, (face,))
    qtbot.waitUntil(lambda: canvas._frame is newer and canvas._faces == (face,))
    qtbot.waitUntil(lambda: page.stage.pictures_shown)


def test_a_decision_greets_and_becomes_a_card(
    qtbot: QtBot, open_window: OpenWindow, desk: FakeDesk
) -> None:
    page = live_page(open_window(desk))
    desk.watch.sight(greeted())
    banner = page.stage.banners["Camera 1"]
    qtbot.waitUntil(banner.isVisible)
    assert banner.accessibleDescription() == "Good morning, Kim Hamil — IN 08:57"
    model = page.decisions.model
    assert model.rowCount() == 1
    assert model.card(model.index(0)).spoken == "Kim Hamil, IN, 08:57, sure"
    qtbot.waitUntil(lambda: model.card(model.index(0)).picture is not None)


def test_a_punch_that_waits_is_amber_until_it_is_written(
    qtbot: QtBot, open_window: OpenWindow, desk: FakeDesk
) -> None:
    window = open_window(desk)
    page = live_page(window)
    written = greeted()
    saving = replace(written, punch=None, unrecorded=Unrecorded.SAVING)
    desk.watch.records = RecordingStatus(waiting=1, failure=StoreError("It is busy.", "Wait."))
    desk.watch.trouble = desk.watch.records.failure
    desk.watch.sight(saving)
    banner = page.stage.banners["Camera 1"]
    qtbot.waitUntil(banner.isVisible)
    assert banner.accessibleDescription() == "Not recorded yet. Saving …"
    assert banner.text is not None
    assert banner.text.tone is Tone.LOOK_AGAIN
    model = page.decisions.model
    assert model.card(model.index(0)).spoken == "Kim Hamil, Saving …, 08:57, sure"
    assert window._notices is not None
    notices = window._notices
    notices.look()
    assert notices.waiting.words.startswith("Punches not recorded yet: 1.")
    assert notices.waiting.words.endswith("It is busy. Wait.")
    assert notices.trouble.words == ""
    desk.watch.records, desk.watch.trouble = RecordingStatus(), None
    desk.watch.sight(written)
    qtbot.waitUntil(lambda: banner.accessibleDescription() == "Good morning, Kim Hamil — IN 08:57")
    assert model.rowCount() == 1
    assert model.card(model.index(0)).spoken == "Kim Hamil, IN, 08:57, sure"
    notices.look()
    assert notices.waiting.words == ""


def test_a_punch_that_cannot_be_kept_sends_to_the_reception(
    qtbot: QtBot, open_window: OpenWindow, desk: FakeDesk
) -> None:
    window = open_window(desk)
    page = live_page(window)
    desk.watch.records = RecordingStatus(unsaved=2)
    desk.watch.sight(replace(greeted(), punch=None, unrecorded=Unrecorded.FAILED))
    banner = page.stage.banners["Camera 1"]
    qtbot.waitUntil(banner.isVisible)
    assert banner.accessibleDescription() == "Not recorded. Please go to reception."
    assert window._notices is not None
    window._notices.look()
    assert "Punches in memory only: 2." in window._notices.waiting.words


def test_punches_that_can_never_be_recorded_are_told_until_the_operator_has_seen_to_them(
    qtbot: QtBot, open_window: OpenWindow, desk: FakeDesk
) -> None:
    window = open_window(desk)
    live_page(window)
    assert window._notices is not None
    strip = window._notices.refused
    entry = make_punch(7, KIM, AT, Direction.IN).entry
    refused = tuple(
        WaitingPunch(
            person_id=entry.person_id,
            person_code=f"E{number}",
            at=entry.at,
            zone=entry.zone,
            monotonic=entry.monotonic,
            session=entry.session,
            evidence=entry.evidence,
            picture=b"",
            refused=f"E{number} is no longer enrolled.",
        )
        for number in range(5)
    )
    desk.watch.records = RecordingStatus(refused=refused, damaged=1)
    window._notices.look()
    assert "08:57: E0. E0 is no longer enrolled." in strip.words
    assert "And 2 more. Damaged records of punches: 1." in strip.words
    strip.acted.emit()
    qtbot.waitUntil(lambda: strip.words == "")


def test_a_face_whose_punch_waits_is_not_shown_as_good() -> None:
    face = face_view(1, Box(10, 10, 50, 50), Verdict.RECOGNISED, "Kim")
    assert face_tone(face) is Tone.GOOD
    assert face_tone(replace(face, unrecorded=Unrecorded.SAVING)) is Tone.LOOK_AGAIN


def test_a_sighting_comes_from_another_thread_and_arrives_on_this_one(
    qtbot: QtBot, open_window: OpenWindow, desk: FakeDesk
) -> None:
    window = open_window(desk)
    threads: list[threading.Thread] = []
    window.bridge.sighting.connect(lambda _s: threads.append(threading.current_thread()))
    desk.watch.sight(greeted())
    qtbot.waitUntil(lambda: bool(threads))
    assert threads == [threading.main_thread()]


def test_the_newest_card_is_on_top_and_old_ones_go() -> None:
    model = DecisionModel()
    for number in range(KEPT + 5):
        person = make_person(number, f"Person {number}")
        model.put(make_card(sighting_of(Verdict.RECOGNISED, person), KIM_ZONE, 1))
    assert model.rowCount() == KEPT
    assert model.card(model.index(0)).title == f"Person {KEPT + 4}"


def test_cards_say_what_was_decided() -> None:
    unknown = make_card(sighting_of(Verdict.UNKNOWN), KIM_ZONE, 2)
    assert (unknown.title, unknown.may_enrol) == ("Not known", True)
    assert unknown.detail == "Camera 1"
    poor = make_card(sighting_of(Verdict.POOR_QUALITY, advice=Advice.COME_CLOSER), KIM_ZONE, 1)
    assert (poor.detail, poor.may_enrol) == ("Please come a little closer", False)
    going = make_card(greeted(Direction.OUT), KIM_ZONE, 1)
    assert (going.pill, going.glyph) == ("OUT", Glyph.OUT)


def test_an_unknown_person_can_be_enrolled_with_mouse_and_keyboard(
    qtbot: QtBot, open_window: OpenWindow, desk: FakeDesk
) -> None:
    window = open_window(desk)
    page = live_page(window)
    desk.watch.sight(sighting_of(Verdict.UNKNOWN))
    view = page.decisions.view
    qtbot.waitUntil(view.isVisible)
    card = view.visualRect(page.decisions.model.index(0))
    asked: list[str] = []
    page.enrol_asked.connect(asked.append)
    inside = QPoint(card.right() - 40, card.center().y() - 4)
    QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=inside)
    assert asked == ["Camera 1"]
    assert isinstance(window.pages.currentWidget(), EnrolPage)
    live_page(window)
    view.setCurrentIndex(page.decisions.model.index(0))
    view.setFocus()
    QTest.keyClick(view, Qt.Key.Key_Return)
    assert asked == ["Camera 1", "Camera 1"]


def test_a_known_persons_card_opens_the_person(
    qtbot: QtBot, open_window: OpenWindow, desk: FakeDesk
) -> None:
    window = open_window(desk)
    page = live_page(window)
    desk.watch.sight(greeted())
    qtbot.waitUntil(page.decisions.view.isVisible)
    page.decisions.view.setCurrentIndex(page.decisions.model.index(0))
    QTest.keyClick(page.decisions.view, Qt.Key.Key_Return)
    people = window.pages.currentWidget()
    assert isinstance(people, PeoplePage)
    qtbot.waitUntil(people.panel.isVisible)


def test_lasting_advice_is_shown_over_the_picture(
    qtbot: QtBot, open_window: OpenWindow, desk: FakeDesk
) -> None:
    page = live_page(open_window(desk))
    face = face_view(1, Box(0, 0, 40, 40), None, None, Advice.COME_CLOSER)
    frame = desk.watch.frames["Camera 1"]
    desk.watch.snapshots["Camera 1"] = Snapshot("Camera 1", frame, (face,))
    banner = page.stage.banners["Camera 1"]
    qtbot.waitUntil(banner.isVisible)
    assert banner.accessibleDescription() == "Please come a little closer"
    desk.watch.snapshots["Camera 1"] = Snapshot("Camera 1", frame, ())
    qtbot.waitUntil(banner.isHidden)


def test_two_cameras_are_both_seen_and_can_be_switched(
    qtbot: QtBot, open_window: OpenWindow
) -> None:
    desk = FakeDesk(settings=Settings(cameras=(CameraSettings("A"), CameraSettings("B", "1"))))
    desk.watch.frames = {"A": frame_with(picture()), "B": frame_with(picture())}
    page = live_page(open_window(desk))
    assert list(page.stage.canvases) == ["A", "B"]
    assert page._segments is not None
    page._segments._group.button(2).click()
    assert list(page.stage.canvases) == ["B"]
    page._segments._group.button(0).click()
    assert list(page.stage.canvases) == ["A", "B"]
    qtbot.waitUntil(lambda: page.stage.pictures_shown)


def test_full_screen_leaves_picture_banner_and_clock(
    qtbot: QtBot, open_window: OpenWindow, desk: FakeDesk
) -> None:
    window = open_window(desk)
    page = live_page(window)
    QTest.keyClick(page, Qt.Key.Key_F11)
    assert window.isFullScreen()
    assert window.rail.isHidden()
    assert window.status.isHidden()
    assert page.header.isHidden()
    assert page.decisions.isHidden() or not page.decisions.isVisible()
    qtbot.waitUntil(page.stage.clock.isVisible)
    QTest.keyClick(page, Qt.Key.Key_Escape)
    assert not window.isFullScreen()
    assert window.rail.isVisible()
    qtbot.waitUntil(page.stage.clock.isHidden)


def test_the_operators_numbers_open_with_a_key(
    qtbot: QtBot, open_window: OpenWindow, desk: FakeDesk
) -> None:
    page = live_page(open_window(desk))
    frame = desk.watch.frames["Camera 1"]
    face = face_view(1, Box(0, 0, 50, 50), Verdict.RECOGNISED, "Kim", None, 0.83)
    desk.watch.snapshots["Camera 1"] = Snapshot("Camera 1", frame, (face,), {"find": 8.9})
    assert page.numbers.isHidden()
    QTest.keyClick(page, Qt.Key.Key_D, Qt.KeyboardModifier.ControlModifier)
    assert page.numbers.isVisible()
    assert page.numbers._faces[0][1].text() == "0.83"
    assert page.numbers._stage_rows[0][1].text() == "8.9 ms"
    QTest.keyClick(page, Qt.Key.Key_D, Qt.KeyboardModifier.ControlModifier)
    assert page.numbers.isHidden()


def test_no_frames_are_read_while_another_page_is_in_view(
    qtbot: QtBot, open_window: OpenWindow, desk: FakeDesk
) -> None:
    window = open_window(desk)
    page = live_page(window)
    assert page._display.isActive()
    go(window, PageName.LOG)
    assert not page._display.isActive()
    desk.watch.sight(greeted())
    qtbot.waitUntil(lambda: page.decisions.model.rowCount() == 1)  # it is not forgotten


def test_a_punch_that_cannot_be_written_is_told_on_every_page(
    qtbot: QtBot, open_window: OpenWindow, desk: FakeDesk
) -> None:
    window = open_window(desk)
    desk.watch.trouble = StoreError("The disk is full.", "Free some space.")
    qtbot.waitUntil(lambda: window.status.database.words == "The disk is full.")
    assert window._notices is not None
    assert window._notices.trouble.words == "The disk is full. Free some space."
    desk.watch.trouble = None
    qtbot.waitUntil(window._notices.isHidden)


def test_a_card_gives_its_figures_on_demand() -> None:
    model = DecisionModel()
    model.put(make_card(greeted(), KIM_ZONE, 1))
    figures = model.index(0).data(Qt.ItemDataRole.ToolTipRole)
    assert figures == "Score 0.82, needed 0.41, next 0.18, 5 frames, 210.0 ms"


KIM_ZONE = Settings().attendance.tzinfo("Asia/Seoul")


def test_a_liveness_check_that_cannot_be_made_is_told_on_every_page(
    qtbot: QtBot, open_window: OpenWindow, desk: FakeDesk
) -> None:
    window = open_window(desk)
    why = LivenessUnavailable.because(ModelMissing("The file is not there.", "Get it."))
    desk.watch.trouble = why
    notices = window._notices
    assert notices is not None
    notices.look()
    assert notices.trouble.words == str(why)
    assert notices.trouble.button.isVisibleTo(notices)
    notices.trouble.acted.emit()
    assert window.pages.currentWidget() is window.startup
    assert window.rail.isEnabled(), "there is a way back"
    desk.watch.trouble = StoreError("It is full.", "Make room.")
    notices.look()
    assert not notices.trouble.button.isVisibleTo(notices)
