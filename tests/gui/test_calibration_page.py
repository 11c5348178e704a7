"""The Calibration page: the plot, what it means, one click to apply and one click back."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from desk_access.errors import WorkspaceUnavailable
from desk_access.gui.pages.calibration import CalibrationPage
from desk_access.gui.pages.settings import SettingsPage
from desk_access.gui.widgets.button import Button
from desk_access.gui.widgets.rail import PageName
from desk_access.gui.window import MainWindow
from tests.gui.conftest import OpenWindow, go
from tests.gui.fake_desk import FakeDesk
from tests.gui.samples import make_person, site_templates


def desk_with(people: int) -> FakeDesk:
    desk = FakeDesk([make_person(number) for number in range(people)])
    desk.gallery.enrolled = site_templates(people)
    return desk


@pytest.fixture
def desk() -> FakeDesk:
    return desk_with(40)


@pytest.fixture
def window(open_window: OpenWindow, desk: FakeDesk) -> MainWindow:
    return open_window(desk)


@pytest.fixture
def page(qtbot: QtBot, window: MainWindow) -> CalibrationPage:
    settings = go(window, PageName.SETTINGS)
    assert isinstance(settings, SettingsPage)
    settings.recognition.calibrate.click()
    assert window.router is not None
    made = window.router.page(PageName.CALIBRATION)
    assert isinstance(made, CalibrationPage)
    qtbot.waitUntil(lambda: made.body_shown)
    return made


def words_of(page: CalibrationPage) -> str:
    return " ".join(each.text() for each in page.body.findChildren(QLabel))


def test_it_says_what_the_rate_means(qtbot: QtBot, page: CalibrationPage) -> None:
    assert page.meaning.text().startswith("At 40 people, about 1 stranger in 1,000 passes")
    assert "Scores of the enrolled people" in page.plot.accessibleName()
    qtbot.waitUntil(lambda: page.plot.grab().toImage().width() > 0)
    before = page.study
    page.rates._group.button(0).click()
    qtbot.waitUntil(lambda: page.study is not before)
    assert "1 stranger in 100 passes" in page.meaning.text()


def test_one_click_applies_and_one_click_takes_back(
    qtbot: QtBot, page: CalibrationPage, desk: FakeDesk
) -> None:
    assert not page.undo.isVisible()
    page.apply.click()
    qtbot.waitUntil(page.undo.isVisible)
    assert desk.settings.calibration.people == 40
    page.undo.click()
    qtbot.waitUntil(lambda: not page.undo.isVisible())
    assert desk.settings.calibration.people == 0


def test_suspicious_pictures_and_lookalikes_are_listed(
    qtbot: QtBot, page: CalibrationPage, desk: FakeDesk
) -> None:
    said = words_of(page)
    assert "looks more like" in said
    mixed_up, alike = [
        each for each in page.body.findChildren(Button) if each.text() == "Tell apart with care"
    ]
    assert mixed_up.isVisible()
    alike.click()
    qtbot.waitUntil(lambda: desk.gallery.pairs == {(2, 3)})
    qtbot.waitUntil(lambda: "Treat as usual" in {b.text() for b in page.body.findChildren(Button)})


@pytest.mark.parametrize(
    ("people", "said"), [(1, "1 person is too few"), (5, "5 people are too few")]
)
def test_few_people_keep_the_recognisers_own(
    qtbot: QtBot, open_window: OpenWindow, people: int, said: str
) -> None:
    page = go(open_window(desk_with(people)), PageName.CALIBRATION)
    assert isinstance(page, CalibrationPage)
    qtbot.waitUntil(lambda: page.study is not None)
    assert said in words_of(page)
    assert not page.apply.isEnabled()


def test_nobody_and_no_database(qtbot: QtBot, open_window: OpenWindow) -> None:
    desk = desk_with(0)
    page = go(open_window(desk), PageName.CALIBRATION)
    qtbot.waitUntil(lambda: page.state.heading == "Nobody to compare yet")
    desk.save_failure = WorkspaceUnavailable("The folder is gone.", "Bring it back.")
    page.entered()
    qtbot.waitUntil(lambda: page.state.heading == "The folder is gone.")


def test_what_is_drawn_has_one_person_s_picture_on_another(desk: FakeDesk) -> None:
    """The sample has what the page is to show."""
    assert len(desk.gallery.enrolled) == 121
    assert np.isclose(np.linalg.norm(desk.gallery.enrolled[0].vector), 1)
