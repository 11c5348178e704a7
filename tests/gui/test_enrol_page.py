"""The Enrol page: three steps, nothing saved before the end."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from desk_access.config import CameraSettings, Settings
from desk_access.errors import AlreadyEnrolled
from desk_access.gui.pages.enrol import EnrolPage
from desk_access.gui.pages.people import PeoplePage
from desk_access.gui.widgets.rail import PageName
from desk_access.gui.window import MainWindow
from desk_access.model.enrolment import EnrolHint, LookCheck, PoseStep
from desk_access.model.face import Advice
from desk_access.model.status import SourceState, SourceStatus
from tests.gui.conftest import OpenWindow, go
from tests.gui.fake_desk import FakeDesk, FakeLive
from tests.gui.samples import frame_with, make_person

WHO, LOOK, CHECK = range(3)


@pytest.fixture
def desk() -> FakeDesk:
    made = FakeDesk([make_person(0), make_person(1)])
    made.watch.frames["Camera 1"] = frame_with(np.full((480, 640, 3), 90, np.uint8))
    return made


@pytest.fixture
def window(open_window: OpenWindow, desk: FakeDesk) -> MainWindow:
    return open_window(desk)


@pytest.fixture
def page(window: MainWindow) -> EnrolPage:
    made = go(window, PageName.ENROL)
    assert isinstance(made, EnrolPage)
    return made


def fill(page: EnrolPage, code: str = "E7", name: str = "Min Seo-jin") -> None:
    page.who.code.setText(code)
    page.who.name.setText(name)
    page.who.group.setText("Workshop")
    page.who.consent.setChecked(True)


def look(qtbot: QtBot, page: EnrolPage, desk: FakeDesk) -> FakeLive:
    """Fill the first step in and go on; the enrolment that has begun."""
    fill(page)
    QTest.keyClick(page.who.name, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: page.steps.current == LOOK)
    assert desk.enrolment.live is not None
    return desk.enrolment.live


def test_code_and_name_are_needed(page: EnrolPage) -> None:
    QTest.keyClick(page.who.code, Qt.Key.Key_Return)
    assert page.who._problem.text() == "Code and name are needed."
    assert page.who._problem.isVisible()
    page.who.code.setText("E7")
    assert not page.who._problem.isVisible()


def test_without_consent_it_does_not_go_on(page: EnrolPage, desk: FakeDesk) -> None:
    fill(page)
    page.who.consent.setChecked(False)
    page.who.go_on.click()
    assert "when they agree" in page.who._problem.text()
    assert page.who.consent.hasFocus()
    assert desk.enrolment.live is None


def test_a_taken_code_is_refused_with_the_name(
    qtbot: QtBot, page: EnrolPage, desk: FakeDesk
) -> None:
    fill(page, code="E100")
    page.who.go_on.click()
    qtbot.waitUntil(page.who._problem.isVisible)
    assert "belongs to Kim Hamil" in page.who._problem.text()
    assert page.steps.current == WHO
    assert page.who.go_on.isEnabled()


def test_groups_there_are_complete_what_is_typed(qtbot: QtBot, page: EnrolPage) -> None:
    model = page.who.group.completer().model()
    qtbot.waitUntil(lambda: model.rowCount() == 2)


def test_from_the_first_step_to_the_gallery_with_enter_alone(
    qtbot: QtBot, window: MainWindow, page: EnrolPage, desk: FakeDesk
) -> None:
    live = look(qtbot, page, desk)
    assert desk.watch.enrolling is live
    qtbot.waitUntil(lambda: page.look.sentence.text() == "Look straight into the camera")
    live.win(PoseStep.FRONT, PoseStep.LEFT)
    live.hint = EnrolHint.TURN_RIGHT
    qtbot.waitUntil(lambda: page.look.strip.shots[PoseStep.LEFT].taken)
    assert not page.look.may_go_on
    assert len(desk.gallery.kept) == 2
    live.win(PoseStep.RIGHT)
    qtbot.waitUntil(lambda: page.look.may_go_on)
    QTest.keyClick(page.look.oval, Qt.Key.Key_Return)
    assert page.steps.current == CHECK
    assert desk.watch.enrolling is None
    assert len(desk.gallery.kept) == 2
    QTest.keyClick(page.check, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: page.state.heading == "Min Seo-jin is enrolled")
    assert desk.gallery.person("E7").group == "Workshop"


def test_when_all_poses_are_won_it_goes_on_by_itself(
    qtbot: QtBot, page: EnrolPage, desk: FakeDesk
) -> None:
    live = look(qtbot, page, desk)
    live.win(*PoseStep)
    qtbot.waitUntil(lambda: page.steps.current == CHECK)
    assert page.check._name.text() == "Min Seo-jin"
    assert page.check._tiles.count() == 6  # five pictures and the stretch


def test_it_shows_what_it_waits_for(qtbot: QtBot, page: EnrolPage, desk: FakeDesk) -> None:
    live = look(qtbot, page, desk)
    live.checks = {check: check is not LookCheck.EYES for check in LookCheck}
    live.advice = Advice.OPEN_EYES
    eyes = page.look.checks.items[LookCheck.EYES][1]
    qtbot.waitUntil(lambda: "waiting" in eyes.toolTip())
    assert page.look.sentence.text() == "Please open your eyes"
    assert page.look.checks.items[LookCheck.LIGHT][1].toolTip() == "Light: right"


def test_escape_goes_back_and_keeps_what_was_typed_and_taken(
    qtbot: QtBot, page: EnrolPage, desk: FakeDesk
) -> None:
    live = look(qtbot, page, desk)
    live.win(*PoseStep)
    qtbot.waitUntil(lambda: page.steps.current == CHECK)
    QTest.keyClick(page.check, Qt.Key.Key_Escape)
    assert page.steps.current == LOOK
    assert desk.watch.enrolling is live
    QTest.keyClick(page.look.oval, Qt.Key.Key_Escape)
    assert page.steps.current == WHO
    assert desk.watch.enrolling is None
    assert page.who.code.text() == "E7"
    QTest.keyClick(page.who.code, Qt.Key.Key_Escape)
    assert page.steps.current == WHO


def test_a_picture_can_be_taken_again(qtbot: QtBot, page: EnrolPage, desk: FakeDesk) -> None:
    live = look(qtbot, page, desk)
    live.win(PoseStep.FRONT, PoseStep.LEFT)
    shot = page.look.strip.shots[PoseStep.LEFT]
    qtbot.waitUntil(lambda: shot.taken)
    shot.again.click()
    assert PoseStep.LEFT not in live.shots
    qtbot.waitUntil(lambda: not shot.taken)


def test_one_sentence_says_what_to_mend(qtbot: QtBot, page: EnrolPage, desk: FakeDesk) -> None:
    live = look(qtbot, page, desk)
    live.advice = Advice.COME_CLOSER
    qtbot.waitUntil(lambda: page.look.sentence.text() == "Please come a little closer")
    live.advice, live.hint = None, EnrolHint.ONE_FACE_ONLY
    qtbot.waitUntil(lambda: page.look.sentence.text() == "One person at a time, please")


def test_a_lost_camera_is_told_in_the_same_place(
    qtbot: QtBot, page: EnrolPage, desk: FakeDesk
) -> None:
    look(qtbot, page, desk)
    desk.watch.statuses["Camera 1"] = SourceStatus(
        SourceState.LOST, "Camera 1 stopped answering.", 0.0, 0, 0, 3.0
    )
    qtbot.waitUntil(lambda: page.look.sentence.text() == "Camera 1 stopped answering.")


def test_somebody_alike_is_named_while_looking_and_at_the_check(
    qtbot: QtBot, page: EnrolPage, desk: FakeDesk
) -> None:
    live = look(qtbot, page, desk)
    live.similar = make_person(0)
    qtbot.waitUntil(page.look.similar.isVisible)
    assert "Kim Hamil (E100)" in page.look.similar.words
    live.win(*PoseStep)
    qtbot.waitUntil(lambda: page.steps.current == CHECK)
    assert "Kim Hamil" in page.check.duplicate.question.text()


def test_a_duplicate_is_refused_at_the_end_and_nothing_is_saved(
    qtbot: QtBot, page: EnrolPage, desk: FakeDesk
) -> None:
    desk.enrolment.failure = AlreadyEnrolled("This is Kim Hamil (E100).", "Remove that first.")
    live = look(qtbot, page, desk)
    live.win(*PoseStep)
    qtbot.waitUntil(lambda: page.steps.current == CHECK)
    page.go_on()
    qtbot.waitUntil(
        lambda: page.check.notice.words == "This is Kim Hamil (E100). Remove that first."
    )
    assert len(desk.gallery.kept) == 2
    assert page.check.may_save


def test_leaving_the_page_lets_the_camera_recognise_again(
    qtbot: QtBot, window: MainWindow, page: EnrolPage, desk: FakeDesk
) -> None:
    live = look(qtbot, page, desk)
    go(window, PageName.LOG)
    assert desk.watch.enrolling is None
    assert not page._display.isActive()
    go(window, PageName.ENROL)
    assert desk.watch.enrolling is live
    assert page.steps.current == LOOK


def test_the_next_person_begins_with_empty_fields(
    qtbot: QtBot, window: MainWindow, page: EnrolPage, desk: FakeDesk
) -> None:
    live = look(qtbot, page, desk)
    live.win(*PoseStep)
    qtbot.waitUntil(lambda: page.steps.current == CHECK)
    page.go_on()
    qtbot.waitUntil(lambda: page.state.heading == "Min Seo-jin is enrolled")
    following, see = page.state.findChildren(QPushButton)
    assert see.text() == "Show in People"
    following.click()
    assert page.steps.current == WHO
    assert page.who.code.text() == ""
    assert page.who.group.text() == "Workshop"
    assert not page.who.consent.isChecked()


def test_the_new_person_can_be_seen_among_the_people(
    qtbot: QtBot, window: MainWindow, page: EnrolPage, desk: FakeDesk
) -> None:
    live = look(qtbot, page, desk)
    live.win(*PoseStep)
    qtbot.waitUntil(lambda: page.steps.current == CHECK)
    page.go_on()
    qtbot.waitUntil(lambda: page.state.heading == "Min Seo-jin is enrolled")
    page.state.findChildren(QPushButton)[1].click()
    people = window.pages.currentWidget()
    assert isinstance(people, PeoplePage)
    qtbot.waitUntil(lambda: people.panel._name.text() == "Min Seo-jin")


def test_with_two_cameras_one_is_chosen(qtbot: QtBot, open_window: OpenWindow) -> None:
    desk = FakeDesk(settings=Settings(cameras=(CameraSettings("A"), CameraSettings("B", "1"))))
    page = go(open_window(desk), PageName.ENROL)
    assert isinstance(page, EnrolPage)
    page.start_at("B")
    live = look(qtbot, page, desk)
    assert live.camera == "B"
    assert page.look.cameras.isVisible()
    page.look.cameras.setCurrentText("A")
    page.look.cameras.activated.emit(0)
    qtbot.waitUntil(lambda: desk.enrolment.live is not live)
    qtbot.waitUntil(lambda: desk.watch.enrolling is desk.enrolment.live)
    assert desk.enrolment.live is not None
    assert desk.enrolment.live.camera == "A"


def look_alike(qtbot: QtBot, page: EnrolPage, desk: FakeDesk) -> None:
    """Go to the check with pictures that look like two people who are enrolled."""
    desk.enrolment.alike = [make_person(0), make_person(1)]
    live = look(qtbot, page, desk)
    live.similar = make_person(0)
    live.win(*PoseStep)
    qtbot.waitUntil(lambda: page.steps.current == CHECK)


def test_the_same_person_gets_the_new_pictures(
    qtbot: QtBot, page: EnrolPage, desk: FakeDesk
) -> None:
    look_alike(qtbot, page, desk)
    assert "Kim Hamil is enrolled already" in page.check.duplicate.question.text()
    assert not page.check.may_save
    qtbot.waitUntil(lambda: all(face.image for face in page.check.duplicate._faces))
    page.check.duplicate.same_button.click()
    qtbot.waitUntil(lambda: page.state.heading == "Kim Hamil has more pictures")
    assert desk.added == [("E100", 5)]
    assert len(desk.gallery.kept) == 2


def test_lookalikes_are_both_kept_after_each_was_seen(
    qtbot: QtBot, page: EnrolPage, desk: FakeDesk
) -> None:
    look_alike(qtbot, page, desk)
    page.check.duplicate.both_button.click()
    other = make_person(1).name
    qtbot.waitUntil(lambda: other in page.check.duplicate.question.text())
    assert len(desk.gallery.kept) == 2
    page.check.duplicate.both_button.click()
    qtbot.waitUntil(lambda: page.state.heading == "Min Seo-jin is enrolled")
    assert desk.enrolment.apart == ("E100", "E101")
