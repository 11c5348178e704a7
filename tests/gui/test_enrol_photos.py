"""Enrolling from photos on disk."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from desk_access.config import Settings
from desk_access.gui.pages.enrol import EnrolPage
from desk_access.gui.pages.enrol_who import Who
from desk_access.gui.widgets.rail import PageName
from desk_access.gui.window import MainWindow
from tests.gui.conftest import OpenWindow, go
from tests.gui.fake_desk import FakeDesk
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


def test_without_a_camera_photos_are_pointed_to(qtbot: QtBot, open_window: OpenWindow) -> None:
    desk = FakeDesk(settings=Settings(cameras=()))
    page = go(open_window(desk), PageName.ENROL)
    assert isinstance(page, EnrolPage)
    fill(page)
    page.who.go_on.click()
    assert "Use photos" in page.who._problem.text()


WHOM = Who("E7", "Min Seo-jin", "Workshop")


def test_photos_from_disk_are_reported_one_by_one(
    qtbot: QtBot, page: EnrolPage, desk: FakeDesk
) -> None:
    fill(page)
    page.photos.use(WHOM, [Path("a.jpg"), Path("bad.jpg"), Path("c.jpg")])
    qtbot.waitUntil(lambda: page.steps.current == CHECK)
    assert page.body_shown
    words = [text.text() for text in page.check._photos.findChildren(type(page.check._name))]
    assert "No face was found." in words
    assert words.count("Accepted.") == 2
    page.go_on()
    qtbot.waitUntil(lambda: page.state.heading == "Min Seo-jin is enrolled")


def test_photos_of_which_none_can_be_used_save_nothing(
    qtbot: QtBot, page: EnrolPage, desk: FakeDesk
) -> None:
    fill(page)
    page.photos.use(WHOM, [Path("bad.jpg")])
    qtbot.waitUntil(lambda: page.steps.current == CHECK)
    assert not page.check.may_save
    assert "None of the photos" in page.check._facts.text()
    page.go_back()
    assert page.steps.current == WHO


def test_photos_for_a_taken_code_are_refused(qtbot: QtBot, page: EnrolPage, desk: FakeDesk) -> None:
    page.photos.use(Who("E100", "Kim", ""), [Path("a.jpg")])
    qtbot.waitUntil(page.who._problem.isVisible)
    assert "belongs to Kim Hamil" in page.who._problem.text()


def test_looking_at_photos_can_be_stopped(qtbot: QtBot, page: EnrolPage, desk: FakeDesk) -> None:
    seen: list[object] = []
    page.photos.seen.connect(seen.append)
    page.photos.use(WHOM, [Path(f"{n}.jpg") for n in range(5)])
    assert page.state.heading == "Looking at the photos"
    page.photos.stop()
    assert page.body_shown
    qtbot.wait(100)
    assert seen == []
    assert page.steps.current == WHO


def test_photos_are_chosen_in_a_dialog(qtbot: QtBot, page: EnrolPage) -> None:
    fill(page)
    page.who.use_photos.click()
    dialog = page.findChild(QFileDialog)
    assert dialog is not None
    assert dialog.fileMode() == QFileDialog.FileMode.ExistingFiles
    dialog.reject()
