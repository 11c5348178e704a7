"""The window for everybody: by keyboard, for screen readers, in light and dark."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSlider,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QLineEdit,
    QScrollBar,
    QWidget,
)
from pytestqt.qtbot import QtBot

from desk_access.config import Appearance
from desk_access.gui.theme.theme import Theme
from desk_access.gui.widgets.rail import PageName
from tests.gui.conftest import OpenWindow, go
from tests.gui.fake_desk import FakeDesk
from tests.gui.samples import make_person

ASKED = (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSlider,
    QAbstractSpinBox,
    QComboBox,
    QLineEdit,
)


INNER = (QScrollBar,)


@pytest.mark.parametrize("name", list(PageName))
def test_a_page_in_view_changes_its_looks(
    qtbot: QtBot, theme: Theme, open_window: OpenWindow, name: PageName
) -> None:
    window = open_window(FakeDesk([make_person(number) for number in range(3)]))
    page = go(window, name)
    qtbot.wait(50)
    light = page.grab().toImage().pixelColor(3, 3)
    theme.set_appearance(Appearance.DARK)
    qtbot.wait(20)
    dark = page.grab().toImage().pixelColor(3, 3)
    assert light.lightness() > 200
    assert dark.lightness() < 60


def spoken_name(widget: QWidget) -> str:
    interface = QAccessible.queryAccessibleInterface(widget)
    return str(interface.text(QAccessible.Text.Name)) if interface is not None else ""


@pytest.mark.parametrize("name", list(PageName))
def test_everything_that_can_be_used_has_a_name(
    qtbot: QtBot, open_window: OpenWindow, name: PageName
) -> None:
    window = open_window(FakeDesk([make_person(number) for number in range(3)]))
    page = go(window, name)
    qtbot.wait(50)
    nameless = [
        widget
        for widget in page.findChildren(QWidget)
        if isinstance(widget, ASKED)
        and not isinstance(widget, INNER)
        and not isinstance(widget.parent(), (QComboBox, QAbstractSpinBox))
        and widget.window() is window
        and not widget.isHidden()
        and widget.focusPolicy() != Qt.FocusPolicy.NoFocus
        and not spoken_name(widget)
    ]
    assert nameless == []


@pytest.mark.parametrize("name", list(PageName))
def test_the_keyboard_reaches_everything_on_a_page(
    qtbot: QtBot, open_window: OpenWindow, name: PageName
) -> None:
    window = open_window(FakeDesk([make_person(number) for number in range(3)]))
    page = go(window, name)
    qtbot.wait(50)
    wanted = {
        widget
        for widget in page.findChildren(QAbstractButton)
        if widget.isVisible()
        and widget.isEnabled()
        and widget.focusPolicy() & Qt.FocusPolicy.TabFocus
    }
    reached: set[QWidget] = set()
    for _ in range(120):
        QTest.keyClick(window, Qt.Key.Key_Tab)
        focused = QApplication.focusWidget()
        if focused is not None:
            reached.add(focused)
    grouped = {widget for widget in wanted if widget.group() is not None}
    assert {w.text() or w.accessibleName() for w in wanted - grouped - reached} == set()


def test_pages_are_reached_by_their_keys(qtbot: QtBot, open_window: OpenWindow) -> None:
    window = open_window(FakeDesk([make_person(1)]))
    assert window.router is not None
    for place, name in enumerate(window.rail._buttons, start=1):
        key = Qt.Key(int(Qt.Key.Key_0) + place)
        QTest.keyClick(window, key, Qt.KeyboardModifier.ControlModifier)
        page = window.router.page(name)
        qtbot.waitUntil(lambda page=page: window.pages.currentWidget() is page)
