"""The People page: finding, looking at, renaming, removing and erasing people."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from desk_access.errors import PersonNotFound, StoreError
from desk_access.gui.dialogs.confirm import ConfirmDialog
from desk_access.gui.dialogs.importing import ImportDialog
from desk_access.gui.dialogs.rename import RenameDialog
from desk_access.gui.pages.enrol import EnrolPage
from desk_access.gui.pages.people import PeoplePage
from desk_access.gui.tables.people_model import CODE, NAME, PICTURE_ROLE, PeopleModel
from desk_access.gui.widgets.rail import PageName
from desk_access.gui.window import MainWindow
from desk_access.model.punch import Direction
from desk_access.model.suggestion import Suggestion
from tests.fakes import fake_vector
from tests.gui.conftest import OpenWindow, go
from tests.gui.fake_desk import FakeDesk
from tests.gui.samples import DIGEST, NAMES, make_person, make_punch, picture_of

AT = datetime(2026, 11, 19, 23, 57, tzinfo=UTC)


@pytest.fixture
def desk() -> FakeDesk:
    people = [make_person(number) for number in range(24)]
    punches = [make_punch(n + 1, people[2], AT, Direction.IN) for n in range(9)]
    return FakeDesk(people, punches)


def people_page(qtbot: QtBot, window: MainWindow) -> PeoplePage:
    page = go(window, PageName.PEOPLE)
    assert isinstance(page, PeoplePage)
    wanted = len(window._context.desk.gallery.kept)  # type: ignore[union-attr]
    qtbot.waitUntil(lambda: page.model.rowCount() == wanted)
    return page


def names(model: PeopleModel) -> list[str]:
    return [str(model.index(row, NAME).data()) for row in range(model.rowCount())]


def test_everybody_is_there_by_name(qtbot: QtBot, open_window: OpenWindow, desk: FakeDesk) -> None:
    page = people_page(qtbot, open_window(desk))
    assert names(page.model) == sorted(NAMES)
    assert page._count.text() == "24 people"
    assert page.body_shown


def test_pictures_come_off_the_gui_thread(
    qtbot: QtBot, open_window: OpenWindow, desk: FakeDesk
) -> None:
    page = people_page(qtbot, open_window(desk))
    index = page.model.index(0, NAME)
    qtbot.waitUntil(lambda: index.data(PICTURE_ROLE) is not None)


def test_typing_searches_name_code_and_group(
    qtbot: QtBot, open_window: OpenWindow, desk: FakeDesk
) -> None:
    page = people_page(qtbot, open_window(desk))
    for typed in ("서", "서연"):
        page.search.setText(typed)
    qtbot.waitUntil(lambda: names(page.model) == ["김서연"])
    assert desk.gallery.searches.count("서") == 0  # a search waits for the end of the typing
    page.search.setText("e10")
    qtbot.waitUntil(lambda: page.model.rowCount() == 10)
    page.search.setText("night")
    qtbot.waitUntil(lambda: page.model.rowCount() == 6)


def test_nobody_found_is_said_and_the_search_can_be_cleared(
    qtbot: QtBot, open_window: OpenWindow, desk: FakeDesk
) -> None:
    page = people_page(qtbot, open_window(desk))
    page.search.setText("Zorro")
    state = page.views._nobody
    qtbot.waitUntil(state.isVisible)
    assert state.heading == "Nobody is called “Zorro”"
    state.findChildren(QPushButton)[0].click()
    qtbot.waitUntil(lambda: page.model.rowCount() == 24)
    assert page.views.grid.isVisible()


def test_an_empty_gallery_says_how_to_begin(qtbot: QtBot, open_window: OpenWindow) -> None:
    window = open_window(FakeDesk())
    page = go(window, PageName.PEOPLE)
    assert isinstance(page, PeoplePage)
    qtbot.waitUntil(lambda: page.state.heading == "Nobody is enrolled yet")
    page.state.findChildren(QPushButton)[0].click()
    assert isinstance(window.pages.currentWidget(), EnrolPage)


def test_a_failing_database_says_so_and_can_be_tried_again(
    qtbot: QtBot, open_window: OpenWindow, desk: FakeDesk
) -> None:
    window = open_window(desk)
    desk.gallery.failure = StoreError("The database does not answer.", "Try again.")
    page = go(window, PageName.PEOPLE)
    assert isinstance(page, PeoplePage)
    qtbot.waitUntil(lambda: page.state.heading == "The database does not answer.")
    assert not page.body_shown
    desk.gallery.failure = None
    page.state.findChildren(QPushButton)[0].click()
    qtbot.waitUntil(lambda: page.body_shown and page.model.rowCount() == 24)


def test_details_show_pictures_and_the_last_punches(
    qtbot: QtBot, open_window: OpenWindow, desk: FakeDesk
) -> None:
    page = people_page(qtbot, open_window(desk))
    page.show_person("E102")
    qtbot.waitUntil(page.panel.isVisible)
    panel = page.panel
    qtbot.waitUntil(lambda: panel._tiles[4].image is not None)
    assert panel._face.image is not None
    assert panel._name.text() == "김서연"
    assert "E102" in panel._facts.text()
    shown = [when.text() for _, _, when in panel._punch_rows if when.isVisible()]
    assert shown == ["20/11/2026  08:57"] * 6


def test_somebody_without_punches_has_none(
    qtbot: QtBot, open_window: OpenWindow, desk: FakeDesk
) -> None:
    page = people_page(qtbot, open_window(desk))
    page.show_person("E101")
    qtbot.waitUntil(page.panel._none.isVisible)


def test_the_table_shows_the_same_people_and_selection(
    qtbot: QtBot, open_window: OpenWindow, desk: FakeDesk
) -> None:
    page = people_page(qtbot, open_window(desk))
    page.show_person("E102")
    qtbot.waitUntil(page.panel.isVisible)
    page._switch._group.button(1).click()
    assert page.views.table.isVisible()
    current: QModelIndex = page.views.table.currentIndex()
    assert page.model.index(current.row(), CODE).data() == "E102"
    page.views.table.setFocus()
    QTest.keyClick(page.views.table, Qt.Key.Key_Up)
    above = page.model.person(page.views.table.currentIndex())
    qtbot.waitUntil(lambda: page.panel._name.text() == above.name)


def test_renaming_keeps_the_code(qtbot: QtBot, open_window: OpenWindow, desk: FakeDesk) -> None:
    page = people_page(qtbot, open_window(desk))
    page.show_person("E102")
    qtbot.waitUntil(page.panel.isVisible)
    page.panel.rename.emit()
    dialog = page.findChild(RenameDialog)
    assert dialog is not None
    dialog.name.setText("  ")
    assert not dialog._save.isEnabled()
    dialog.name.setText('Kim "Seo" =1+1')
    dialog._save.click()
    qtbot.waitUntil(lambda: 'Kim "Seo" =1+1' in names(page.model))
    assert desk.gallery.person("E102").name == 'Kim "Seo" =1+1'
    assert "Renamed" in page.notice.words


def ask(page: PeoplePage, signal: object) -> ConfirmDialog:
    signal.emit()  # type: ignore[attr-defined]
    dialog = page.findChild(ConfirmDialog)
    assert dialog is not None
    return dialog


def test_removing_asks_says_what_is_lost_and_enter_says_no(
    qtbot: QtBot, open_window: OpenWindow, desk: FakeDesk
) -> None:
    page = people_page(qtbot, open_window(desk))
    page.show_person("E102")
    qtbot.waitUntil(page.panel.isVisible)
    dialog = ask(page, page.panel.remove)
    QTest.keyClick(dialog, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: page.findChild(ConfirmDialog) is None)
    assert len(desk.gallery.kept) == 24
    dialog = ask(page, page.panel.remove)
    words = " ".join(text.text() for text in dialog.findChildren(type(page._count)))
    assert "pictures and templates are deleted" in words
    dialog.yes.click()
    qtbot.waitUntil(lambda: page.model.rowCount() == 23)
    assert page.panel.isHidden()
    assert page.notice.words == "김서연 was removed."


def test_erasing_says_what_stays(qtbot: QtBot, open_window: OpenWindow, desk: FakeDesk) -> None:
    page = people_page(qtbot, open_window(desk))
    page.show_person("E102")
    qtbot.waitUntil(page.panel.isVisible)
    dialog = ask(page, page.panel.erase)
    words = " ".join(text.text() for text in dialog.findChildren(type(page._count)))
    assert "under a code that means nobody" in words
    dialog.yes.click()
    qtbot.waitUntil(lambda: page.model.rowCount() == 23)


def test_a_change_that_fails_is_told_and_nothing_is_lost(
    qtbot: QtBot, open_window: OpenWindow, desk: FakeDesk
) -> None:
    page = people_page(qtbot, open_window(desk))
    page.show_person("E102")
    qtbot.waitUntil(page.panel.isVisible)

    def refuse(_code: str) -> None:
        raise PersonNotFound("Nobody has the code E102.", "Look at the list.")

    desk.remove_person = refuse  # type: ignore[method-assign]
    ask(page, page.panel.remove).yes.click()
    qtbot.waitUntil(lambda: page.notice.words == "Nobody has the code E102. Look at the list.")
    assert page.model.rowCount() == 24


def test_closing_the_details_chooses_nobody(
    qtbot: QtBot, open_window: OpenWindow, desk: FakeDesk
) -> None:
    page = people_page(qtbot, open_window(desk))
    page.show_person("E102")
    qtbot.waitUntil(page.panel.isVisible)
    page.panel.closed.emit()
    assert page.panel.isHidden()
    assert page._shown is None


def test_hundreds_of_people_load_only_the_pictures_in_sight(
    qtbot: QtBot, open_window: OpenWindow
) -> None:
    desk = FakeDesk([make_person(number, f"Person {number:04}") for number in range(800)])
    asked: list[int] = []
    thumbnail = desk.gallery.thumbnail

    def counting(person_id: int) -> bytes | None:
        asked.append(person_id)
        return thumbnail(0)

    desk.gallery.thumbnail = counting  # type: ignore[method-assign]
    page = people_page(qtbot, open_window(desk))
    qtbot.waitUntil(lambda: bool(asked))
    qtbot.wait(200)
    assert 0 < len(set(asked)) < 120
    assert page.model.rowCount() == 800


@pytest.mark.parametrize("accepted", [True, False])
def test_a_newer_picture_is_added_only_when_somebody_says_so(
    qtbot: QtBot, open_window: OpenWindow, accepted: bool
) -> None:
    desk = FakeDesk([make_person(0)])
    at = datetime(2026, 11, 20, tzinfo=UTC)
    picture = picture_of(9)
    desk.suggestions.kept["E100"] = Suggestion(
        0, at, "Camera 1", 0.6, picture, fake_vector(0), DIGEST
    )
    page = go(open_window(desk), PageName.PEOPLE)
    assert isinstance(page, PeoplePage)
    page.show_person("E100")
    qtbot.waitUntil(page.panel.suggestion.isVisible)
    (page.panel.accept if accepted else page.panel.dismiss).emit()
    qtbot.waitUntil(lambda: not page.panel.suggestion.isVisible())
    assert desk.suggestions.accepted == (["E100"] if accepted else [])


def test_names_and_groups_come_from_a_table(
    qtbot: QtBot, open_window: OpenWindow, desk: FakeDesk
) -> None:
    page = go(open_window(desk), PageName.PEOPLE)
    assert isinstance(page, PeoplePage)
    page.imports.click()
    dialog = page.findChild(ImportDialog)
    assert dialog is not None
    assert dialog.windowTitle() == "Names and groups from a table"
