"""The fire roll call: on the screen, on paper, and with nothing behind it that answers."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from PySide6.QtCore import Qt
from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from PySide6.QtWidgets import QPushButton, QTreeWidgetItem, QTreeWidgetItemIterator
from pytestqt.qtbot import QtBot

from desk_access.errors import StoreError
from desk_access.gui.dialogs.roll_call import RollCallDialog
from desk_access.gui.pages.today import TodayPage
from desk_access.gui.roll_call_paper import roll_call_pdf
from desk_access.gui.view_models.board import Board
from desk_access.gui.view_models.roll_call import RollCall, found_words
from desk_access.gui.widgets.rail import PageName
from desk_access.model.presence import Presence
from tests.gui.conftest import OpenWindow, go
from tests.gui.fake_desk import FakeDesk
from tests.gui.samples import ZONE, make_person
from tests.gui.time_samples import who_is_in

NOW = datetime(2026, 11, 20, 0, 40, tzinfo=UTC)


@pytest.fixture
def desk() -> FakeDesk:
    people = [make_person(number) for number in range(24)]
    desk = FakeDesk(people)
    desk.time.everybody = who_is_in(people, NOW)
    return desk


@pytest.fixture
def page(qtbot: QtBot, open_window: OpenWindow, desk: FakeDesk) -> TodayPage:
    page = go(open_window(desk), PageName.TODAY)
    assert isinstance(page, TodayPage)
    qtbot.waitUntil(lambda: page.body_shown)
    return page


def called(page: TodayPage) -> RollCallDialog:
    page.fire.click()
    dialog = page.findChild(RollCallDialog)
    assert dialog is not None
    return dialog


def rows(dialog: RollCallDialog) -> list[QTreeWidgetItem]:
    """Everybody on the list: whoever has a code beside the name."""
    every = QTreeWidgetItemIterator(dialog.list)
    found = [item.value() for item in every]
    return [row for row in found if row is not None and row.text(1)]


def pages_of(pdf: bytes) -> int:
    return len(re.findall(rb"/Type\s*/Page\b", pdf))


def test_everybody_inside_is_on_it_and_nobody_else(page: TodayPage, desk: FakeDesk) -> None:
    dialog = called(page)
    inside = {each.name for each in desk.time.everybody if each.inside}
    assert {row.text(0) for row in rows(dialog)} == inside
    late = next(each for each in desk.time.everybody if each.presence is Presence.TOO_LONG)
    words = next(row.text(2) for row in rows(dialog) if row.text(1) == late.code)
    assert "may have left without a punch" in words


def test_ticks_count_and_outlive_the_dialog(qtbot: QtBot, page: TodayPage) -> None:
    dialog = called(page)
    people = rows(dialog)
    people[0].setCheckState(0, Qt.CheckState.Checked)
    people[1].setCheckState(0, Qt.CheckState.Checked)
    people[1].setCheckState(0, Qt.CheckState.Unchecked)
    assert dialog._state.text() == f"1 of {len(people)} found, {len(people) - 1} missing"
    dialog.close()
    qtbot.waitUntil(lambda: page.findChild(RollCallDialog) is None)
    again = called(page)
    assert rows(again)[0].checkState(0) == Qt.CheckState.Checked
    again.anew_asked.emit()
    assert all(row.checkState(0) == Qt.CheckState.Unchecked for row in rows(again))
    for row in rows(again):
        row.setCheckState(0, Qt.CheckState.Checked)
    assert again._state.text() == "Everybody was found."


def test_it_works_while_the_database_does_not_answer(
    qtbot: QtBot, page: TodayPage, desk: FakeDesk, tmp_path: Path
) -> None:
    desk.time.failure = desk.gallery.failure = StoreError("The network is down.", "Wait.")
    page.reload()
    qtbot.waitUntil(lambda: "The network is down." in page.notice.words)
    dialog = called(page)
    assert rows(dialog)
    target = tmp_path / "list.pdf"
    dialog.save_to(target)
    qtbot.waitUntil(lambda: "was saved" in dialog.notice.words)
    assert pages_of(target.read_bytes()) == 1


def test_it_prints_and_says_when_it_cannot(page: TodayPage, tmp_path: Path) -> None:
    dialog = called(page)
    printer = QPrinter()
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(tmp_path / "printed.pdf"))
    dialog.print_on(printer)
    assert "sent to the printer" in dialog.notice.words
    assert (tmp_path / "printed.pdf").read_bytes().startswith(b"%PDF")


def test_the_printer_is_asked_for(qtbot: QtBot, page: TodayPage) -> None:
    dialog = called(page)
    next(b for b in dialog.findChildren(QPushButton) if b.text() == "Print…").click()
    asked = dialog.findChild(QPrintDialog)
    assert asked is not None
    assert asked.isVisible()
    asked.reject()


def test_a_folder_that_is_not_there_is_said(qtbot: QtBot, page: TodayPage, tmp_path: Path) -> None:
    dialog = called(page)
    dialog.save_to(tmp_path / "missing" / "list.pdf")
    qtbot.waitUntil(lambda: "cannot be written" in dialog.notice.words)


def test_many_people_take_several_pages(qapp: object) -> None:
    people = who_is_in([make_person(number) for number in range(200)], NOW)
    inside = [replace(each, presence=Presence.IN, since=NOW) for each in people]
    roll = RollCall(Board(tuple(inside), NOW))
    assert pages_of(roll_call_pdf(roll, ZoneInfo(ZONE))) == 8
    assert found_words(roll) == "0 of 200 found, 200 missing"


def test_an_empty_house_is_found_at_once(qapp: object) -> None:
    roll = RollCall(Board((), NOW))
    assert found_words(roll) == "Everybody was found."
    assert pages_of(roll_call_pdf(roll, ZoneInfo(ZONE))) == 1


def test_the_buttons_are_large_enough_for_a_finger(page: TodayPage) -> None:
    dialog = called(page)
    assert all(button.height() >= 48 for button in dialog.findChildren(QPushButton)[-4:])
    assert page.fire.height() >= 48
