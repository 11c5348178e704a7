"""Merging, splitting, deactivating and the history, from the People page."""

from __future__ import annotations

from datetime import timedelta

import pytest
from pytestqt.qtbot import QtBot

from desk_access.errors import ChangeRefused
from desk_access.gui.dialogs.choose_person import ChoosePersonDialog
from desk_access.gui.dialogs.history import HistoryDialog
from desk_access.gui.dialogs.new_person import NewPersonDialog
from desk_access.gui.dialogs.pictures import PicturesDialog
from desk_access.gui.pages.people import PeoplePage
from desk_access.gui.widgets.rail import PageName
from desk_access.model.history import Action, Visit
from desk_access.service.model_change import ChangeStatus
from tests.gui.conftest import OpenWindow, go
from tests.gui.fake_desk import FakeDesk
from tests.gui.fake_housekeeping import AT, entry_of
from tests.gui.samples import make_person


@pytest.fixture
def desk() -> FakeDesk:
    return FakeDesk([make_person(number) for number in range(8)])


@pytest.fixture
def page(qtbot: QtBot, open_window: OpenWindow, desk: FakeDesk) -> PeoplePage:
    page = go(open_window(desk), PageName.PEOPLE)
    assert isinstance(page, PeoplePage)
    qtbot.waitUntil(lambda: page.model.rowCount() == 8)
    page.show_person("E102")
    qtbot.waitUntil(page.panel.isVisible)
    return page


def test_merging_says_what_follows(qtbot: QtBot, page: PeoplePage, desk: FakeDesk) -> None:
    page.panel.merge.emit()
    dialog = page.findChild(ChoosePersonDialog)
    assert dialog is not None
    qtbot.waitUntil(lambda: dialog.picker.list.count() == 7)
    assert "E102" not in [person.code for person in dialog.picker.people]
    dialog.picker.list.setCurrentRow(0)
    into = dialog.picker.people[0]
    words = dialog._follows_label.text()
    assert into.name in words
    assert "E102 stays as another code" in words
    dialog.yes.click()
    qtbot.waitUntil(lambda: page.model.rowCount() == 7)
    assert desk.housekeeping.done == [("merge", "E102", into.code)]
    assert "are one person now" in page.notice.words


def test_some_pictures_become_somebody_else(qtbot: QtBot, page: PeoplePage, desk: FakeDesk) -> None:
    page.panel.pictures.emit()
    qtbot.waitUntil(lambda: page.findChild(PicturesDialog) is not None)
    dialog = page.findChild(PicturesDialog)
    assert dialog is not None
    assert dialog.list.count() == 5
    assert not dialog.other.isEnabled()
    dialog.list.selectAll()
    assert not dialog.aside.isEnabled()
    dialog.list.clearSelection()
    for row in (1, 3):
        dialog.list.item(row).setSelected(True)
    dialog.other.click()
    asked = page.findChild(NewPersonDialog)
    assert asked is not None
    asked.code.setText("E900")
    asked.name.setText("Lee")
    asked.enrol.click()
    qtbot.waitUntil(lambda: page.model.rowCount() == 9)
    assert desk.housekeeping.done == [("split", "E102", (2, 4), "E900", "Lee", "")]


def test_pictures_are_set_aside(qtbot: QtBot, page: PeoplePage, desk: FakeDesk) -> None:
    page.panel.pictures.emit()
    qtbot.waitUntil(lambda: page.findChild(PicturesDialog) is not None)
    dialog = page.findChild(PicturesDialog)
    assert dialog is not None
    dialog.list.item(0).setSelected(True)
    dialog.aside.click()
    qtbot.waitUntil(lambda: "not used any more" in page.notice.words)
    assert desk.housekeeping.done == [("set aside", "E102", (1,))]


def test_deactivating_and_back(qtbot: QtBot, page: PeoplePage, desk: FakeDesk) -> None:
    assert [action.isVisible() for action in (*page.panel._on, *page.panel._off)] == [
        True,
        True,
        True,
        False,
    ]
    page.panel.deactivate.emit()
    qtbot.waitUntil(lambda: page.model.rowCount() == 7)
    assert "Everything is kept" in page.notice.words
    page.inactive.setChecked(True)
    qtbot.waitUntil(lambda: page.model.rowCount() == 1)
    page.views.select(0)
    qtbot.waitUntil(page.panel.isVisible)
    assert [action.isVisible() for action in page.panel._off] == [True]
    page.panel.reactivate.emit()
    qtbot.waitUntil(lambda: page.views._nobody.heading == "Everybody is active")
    page.inactive.setChecked(False)
    qtbot.waitUntil(lambda: page.model.rowCount() == 8)


def history_of(qtbot: QtBot, page: PeoplePage, rows: int) -> HistoryDialog:
    dialog = page.findChild(HistoryDialog)
    assert dialog is not None
    qtbot.waitUntil(lambda: len(dialog.rows) == rows)
    return dialog


def test_the_history_reads_as_sentences(qtbot: QtBot, page: PeoplePage, desk: FakeDesk) -> None:
    kim, ana = desk.gallery.person("E100"), desk.gallery.person("E101")
    visit = Visit(AT, AT + timedelta(minutes=3), "Main door")
    desk.housekeeping.entries = [
        entry_of(6, Action.REMOVE, ana, pictures=5, undoable=False),
        entry_of(5, Action.ASSIGN, kim, pictures=2, visit=visit),
        entry_of(4, Action.MERGE, kim, ana, pictures=5),
        entry_of(3, Action.RENAME, kim, before="Kim", undone=True),
        entry_of(1, Action.ENROL, kim, pictures=5),
    ]
    page._changes.show_history(None)
    dialog = history_of(qtbot, page, 5)
    assert [row.sentence for row in dialog.rows] == [
        "Ana Ferreira (E101) was removed; 5 pictures were deleted.",
        "2 pictures of a visitor went to Kim Hamil (E100).",
        "Ana Ferreira (E101) and Kim Hamil (E100) were merged: 5 pictures moved.",
        "Kim is called Kim Hamil (E100) now.",
        "Kim Hamil (E100) was enrolled with 5 pictures.",
    ]
    assert [row.undo.isHidden() for row in dialog.rows] == [True, False, False, True, False]
    dialog.rows[4].undo.click()
    qtbot.waitUntil(lambda: dialog.rows[4].undo.isHidden())
    assert dialog.notice.words == "The change was undone."
    desk.housekeeping.failure = ChangeRefused("This no longer applies.", "Undo the later one.")
    dialog.rows[2].undo.click()
    qtbot.waitUntil(lambda: dialog.notice.words == "This no longer applies. Undo the later one.")


def test_the_history_of_one_person_and_of_nobody(
    qtbot: QtBot, page: PeoplePage, desk: FakeDesk
) -> None:
    desk.housekeeping.entries = [entry_of(1, Action.ENROL, desk.gallery.person("E100"))]
    page.panel.history.emit()
    dialog = page.findChild(HistoryDialog)
    assert dialog is not None
    qtbot.waitUntil(dialog._empty.isVisible)
    assert dialog.rows == []


def test_a_long_history_comes_by_the_hundred(
    qtbot: QtBot, page: PeoplePage, desk: FakeDesk
) -> None:
    kim = desk.gallery.person("E100")
    desk.housekeeping.entries = [entry_of(n, Action.RENAME, kim) for n in range(130, 0, -1)]
    page._changes.show_history(None)
    dialog = history_of(qtbot, page, 100)
    assert not dialog.more.isHidden()
    dialog.more.click()
    qtbot.waitUntil(lambda: len(dialog.rows) == 130)
    assert dialog.more.isHidden()


def test_a_change_of_model_is_shown_and_told_when_it_is_over(
    qtbot: QtBot, open_window: OpenWindow, desk: FakeDesk
) -> None:
    window = open_window(desk)
    notices = window._notices
    assert notices is not None
    desk.model_change.status = ChangeStatus(40, 120)
    notices.look()
    assert notices.model.words == "Preparing the new recognition model: 40 of 120 pictures."
    assert notices.isVisible()
    desk.model_change.status = ChangeStatus(40, 120, ChangeRefused("It failed.", "Look."))
    notices.look()
    assert notices.model.words == "It failed. Look."
    desk.model_change.status = None
    with qtbot.waitSignal(window.bridge.settings_changed):
        notices.look()
    assert notices.model.words == ""
