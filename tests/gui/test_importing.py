"""The dialog of imports: the difference first, then all of it or nothing."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from desk_access.errors import StoreError
from desk_access.gui.dialogs.encoding import EncodingDialog
from desk_access.gui.dialogs.importing import ImportDialog
from desk_access.gui.dialogs.plan_preview import PlanPreviewDialog
from desk_access.gui.pages.people import PeoplePage
from desk_access.gui.tables.cells_model import Cell
from desk_access.gui.theme.icons import Glyph
from desk_access.gui.theme.tokens import Tone
from desk_access.gui.view_models.import_words import ImportWhat
from desk_access.gui.widgets.button import Button
from desk_access.gui.widgets.rail import PageName
from desk_access.model.importing import Fate
from desk_access.model.schedule import Assignment
from tests.gui.conftest import OpenWindow, go
from tests.gui.fake_desk import FakeDesk
from tests.gui.samples import make_person
from tests.gui.time_samples import busy_house
from tests.unit.imports.files import csv_file, text_file, workbook_file

HOLIDAY = "BEGIN:VEVENT\nSUMMARY:{}\nDTSTART;VALUE=DATE:{}\nEND:VEVENT\n"


@pytest.fixture
def desk() -> FakeDesk:
    desk = FakeDesk([make_person(number) for number in range(4)])
    now = datetime(2026, 11, 20, 3, 0, tzinfo=UTC)
    desk.time.house = busy_house(desk.gallery.kept, date(2026, 11, 1), date(2026, 11, 30), now)
    return desk


@pytest.fixture
def page(open_window: OpenWindow, desk: FakeDesk) -> PeoplePage:
    page = go(open_window(desk), PageName.PEOPLE)
    assert isinstance(page, PeoplePage)
    return page


def opened(page: PeoplePage, what: ImportWhat) -> ImportDialog:
    dialog = ImportDialog(page._context, page, what)
    dialog.open()
    return dialog


def compared(qtbot: QtBot, page: PeoplePage, what: ImportWhat, file: Path) -> ImportDialog:
    dialog = opened(page, what)
    dialog.use(file)
    qtbot.waitUntil(dialog.difference.isVisible)
    return dialog


def lines(dialog: ImportDialog) -> list[tuple[Fate, str, str]]:
    return [(line.fate, line.what, line.changes) for line in dialog.difference.lines]


def staff(folder: Path) -> Path:
    return workbook_file(
        folder / "staff.xlsx",
        ["code", "name", "group", "phone"],
        ["E100", "Kim Hamil", "Night shift", "1"],
        ["E101", "Ana Ferreira", "Office", "2"],
        ["E999", "Nobody", "Office", "3"],
    )


def test_the_difference_is_shown_before_anything_is_changed(
    qtbot: QtBot, page: PeoplePage, desk: FakeDesk, tmp_path: Path
) -> None:
    before = list(desk.gallery.kept)
    dialog = compared(qtbot, page, ImportWhat.PEOPLE, staff(tmp_path))
    kim = desk.gallery.person("E100")
    assert lines(dialog)[:2] == [
        (
            Fate.PASSED_OVER,
            "Nobody (E999)",
            "Nobody with this code is enrolled. People are enrolled with their photos.",
        ),
        (Fate.CHANGED, "Kim Hamil (E100)", f"Group: {kim.group} → Night shift"),
    ]
    assert dialog.difference.unused.text() == "Columns that are not read: phone."
    assert dialog.difference.summary.text().endswith("Nothing is changed yet.")
    assert dialog.apply.isEnabled()
    assert not dialog.month.isVisible()
    dialog.cancel.click()
    assert desk.gallery.kept == before


def test_apply_changes_it_and_tells_the_window(
    qtbot: QtBot, page: PeoplePage, desk: FakeDesk, tmp_path: Path
) -> None:
    dialog = compared(qtbot, page, ImportWhat.PEOPLE, staff(tmp_path))
    with qtbot.waitSignals([dialog.applied, page._context.bridge.people_changed]):
        dialog.apply.click()
    assert desk.gallery.person("E100").group == "Night shift"


def test_the_people_page_opens_it(page: PeoplePage) -> None:
    for button in page.findChildren(Button):
        if button.text() == "Names from a table…":
            button.click()
    dialog = page.findChild(ImportDialog)
    assert dialog is not None
    assert dialog.windowTitle() == "Names and groups from a table"


def test_a_row_has_an_icon_a_word_and_a_colour_and_is_told_in_full(
    qtbot: QtBot, page: PeoplePage, tmp_path: Path
) -> None:
    dialog = compared(qtbot, page, ImportWhat.PEOPLE, staff(tmp_path))
    row = dialog.difference.table.cells._rows[1]
    assert row[0] == Cell("Changed", Tone.ACCENT, glyph=Glyph.RENAME)
    dialog.difference.table.selectRow(1)
    assert dialog.difference.detail.text().startswith("Kim Hamil (E100): Group:")


def test_chips_show_the_rows_of_one_fate(qtbot: QtBot, page: PeoplePage, tmp_path: Path) -> None:
    difference = compared(qtbot, page, ImportWhat.PEOPLE, staff(tmp_path)).difference
    chip = difference.chips[Fate.PASSED_OVER]
    assert chip.text() == "Left out  1"
    assert not difference.chips[Fate.REFUSED].isVisible()
    everybody = difference.table.cells.rowCount()
    chip.click()
    assert difference.table.cells.rowCount() == 1
    chip.click()
    assert difference.table.cells.rowCount() == everybody == 3


def test_with_a_row_that_makes_no_sense_nothing_can_be_applied(
    qtbot: QtBot, page: PeoplePage, tmp_path: Path
) -> None:
    rows = [("code", "from", "kind"), ("E100", "2026-11-23", "sick"), ("E101", "May", "sick")]
    dialog = compared(qtbot, page, ImportWhat.LEAVE, csv_file(tmp_path / "a.csv", *rows))
    assert [fate for fate, _, _ in lines(dialog)] == [Fate.REFUSED, Fate.ADDED]
    assert dialog.difference.lines[0].place == "Line 3"
    assert dialog.difference.lines[0].what == "Ana Ferreira (E101)"
    assert dialog.difference.summary.text().startswith("One row makes no sense.")
    assert not dialog.apply.isEnabled()


def test_a_file_that_is_no_table_is_told_and_another_can_be_chosen(
    qtbot: QtBot, page: PeoplePage, tmp_path: Path
) -> None:
    dialog = opened(page, ImportWhat.LEAVE)
    dialog.use(staff(tmp_path))
    qtbot.waitUntil(lambda: "is no table of leave" in dialog.state.heading)
    assert "must have the columns: code, kind, from" in dialog.state.sentence
    dialog.state.findChildren(Button)[0].click()
    qtbot.waitUntil(lambda: dialog.findChild(QFileDialog) is not None)
    file = csv_file(tmp_path / "a.csv", ("code", "from", "kind"), ("E100", "2026-11-23", "sick"))
    dialog.findChild(QFileDialog).filesSelected.emit([str(file)])
    qtbot.waitUntil(dialog.difference.isVisible)
    assert lines(dialog) == [(Fate.ADDED, "Kim Hamil (E100)", "sick · 23/11/2026 · paid")]
    dialog.again.click()
    assert dialog.state.heading == "Choose a table"


def test_an_encoding_is_asked_for_and_none_is_chosen_beforehand(
    qtbot: QtBot, page: PeoplePage, tmp_path: Path
) -> None:
    text = "code;name\nE100;Åsa Lind\nE101;Mary O’Brien\n"
    dialog = opened(page, ImportWhat.PEOPLE)
    dialog.use(text_file(tmp_path / "a.csv", text, "cp1252"))
    qtbot.waitUntil(lambda: dialog.findChild(EncodingDialog) is not None)
    asking = dialog.findChild(EncodingDialog)
    assert asking is not None
    told = [asking.list.item(row).text() for row in range(asking.list.count())]
    assert "E100;Åsa Lind   (Western European, cp1252)" in told
    assert "E100;흒a Lind   (Korean, cp949)" in told
    assert not asking.read.isEnabled()
    asking.reject()
    assert dialog.state.heading == "The file is not UTF-8"
    dialog.state.findChildren(Button)[0].click()
    asking = dialog.findChildren(EncodingDialog)[-1]
    asking.list.setCurrentRow(told.index("E100;Åsa Lind   (Western European, cp1252)"))
    asking.read.click()
    qtbot.waitUntil(dialog.difference.isVisible)
    assert "Åsa Lind" in lines(dialog)[0][2]
    assert "Mary O’Brien" in lines(dialog)[1][2]


def test_a_calendar_asks_for_its_encoding_too(
    qtbot: QtBot, page: PeoplePage, tmp_path: Path
) -> None:
    text = f"BEGIN:VCALENDAR\n{HOLIDAY.format('어린이날', '20260505')}END:VCALENDAR\n"
    dialog = opened(page, ImportWhat.CALENDAR)
    dialog.use(text_file(tmp_path / "a.ics", text, "cp949"))
    qtbot.waitUntil(lambda: dialog.findChild(EncodingDialog) is not None)
    asking = dialog.findChild(EncodingDialog)
    assert asking is not None
    asking.chosen.emit("cp949")
    asking.close()
    qtbot.waitUntil(dialog.difference.isVisible)
    assert "어린이날" in lines(dialog)[0][2]


def test_schedules_say_what_changes_from_what_to_what(
    qtbot: QtBot, page: PeoplePage, desk: FakeDesk, tmp_path: Path
) -> None:
    kept = desk.time.schedules()[0]
    file = csv_file(
        tmp_path / "a.csv",
        ("schedule", "days", "start", "end", "grace_in"),
        (kept.name, "Mon-Sat", "08:00", "16:00", "4"),
        ("Evening", "Mon-Fri", "14:00", "22:00", ""),
        ("Twice", "Mon", "14:00", "22:00", ""),
        ("Twice", "Mon", "15:00", "16:00", ""),
    )
    dialog = compared(qtbot, page, ImportWhat.SCHEDULES, file)
    (_, refused, why), (_, changed, changes), (_, new, summary) = lines(dialog)
    assert (refused, changed, new) == ("Twice", kept.name, "Evening")
    assert "begins before" in why
    assert "→ Mon–Sat" in changes
    assert "Up to 4 minutes late" in changes
    assert summary == "Mon–Fri 14:00–22:00"


def test_what_changed_meanwhile_is_compared_again(
    qtbot: QtBot, page: PeoplePage, desk: FakeDesk, tmp_path: Path
) -> None:
    schedule = desk.time.schedules()[0].name
    rows = [("schedule", "code", "from"), (schedule, "E100", "2027-01-01")]
    file = csv_file(tmp_path / "a.csv", *rows)
    dialog = compared(qtbot, page, ImportWhat.ASSIGNMENTS, file)
    assert lines(dialog) == [
        (Fate.ADDED, "Kim Hamil (E100)", f"{schedule} · from 01/01/2027 on"),
    ]
    kept = len(desk.time.assignments())
    file_s = Assignment(schedule, date(2027, 1, 1), None, person_code="E100")
    desk.time.house.roster.assignments.append(file_s)
    dialog.apply.click()
    qtbot.waitUntil(lambda: "Somebody changed the same things" in dialog.notice.words)
    qtbot.waitUntil(dialog.difference.isVisible)
    assert [fate for fate, _, _ in lines(dialog)] == [Fate.UNCHANGED]
    assert not dialog.apply.isEnabled()
    assert len(desk.time.assignments()) == kept + 1


def test_a_change_that_fails_is_told(
    qtbot: QtBot, page: PeoplePage, desk: FakeDesk, tmp_path: Path
) -> None:
    dialog = compared(qtbot, page, ImportWhat.PEOPLE, staff(tmp_path))
    desk.gallery.failure = StoreError("The disk is full.", "Make room.")
    dialog.apply.click()
    qtbot.waitUntil(lambda: dialog.notice.words == "The disk is full. Make room.")
    qtbot.waitUntil(lambda: dialog.state.heading == "The disk is full.")


def test_holidays_of_a_calendar_and_what_they_do_to_the_month(
    qtbot: QtBot, page: PeoplePage, desk: FakeDesk, tmp_path: Path
) -> None:
    events = HOLIDAY.format("Founding day", "20261125") + HOLIDAY.format("", "20261126")
    whole = HOLIDAY.format("Founding day", "20261125")
    broken = f"BEGIN:VCALENDAR\n{events}END:VCALENDAR\n"
    dialog = compared(qtbot, page, ImportWhat.CALENDAR, text_file(tmp_path / "a.ics", broken))
    assert [fate for fate, _, _ in lines(dialog)] == [Fate.REFUSED, Fate.ADDED]
    dialog.use(text_file(tmp_path / "a.ics", f"BEGIN:VCALENDAR\n{whole}END:VCALENDAR\n"))
    qtbot.waitUntil(dialog.month.isVisible)
    assert lines(dialog) == [(Fate.ADDED, "25/11/2026", "Founding day")]
    dialog.month.click()
    qtbot.waitUntil(lambda: dialog.findChild(PlanPreviewDialog) is not None)
    preview = dialog.findChild(PlanPreviewDialog)
    qtbot.waitUntil(preview.save.isEnabled)
    with qtbot.waitSignal(dialog.applied):
        preview.save.click()
    assert [each.name for each in desk.time.holidays()][-1] == "Founding day"


def test_public_holidays_of_a_country(qtbot: QtBot, page: PeoplePage, desk: FakeDesk) -> None:
    dialog = opened(page, ImportWhat.COUNTRY)
    form = dialog.form
    assert form is not None
    # The machine's region, which the tests set to Britain.
    assert form.choice[0] == "GB"
    assert form.part.count() == 5
    form.country.setCurrentIndex(form.country.findData("KR"))
    form.year.setValue(2027)
    assert not form.part.isVisible()
    assert form.language.currentText() == "English"
    form.language.setCurrentIndex(form.language.findData("ko"))
    dialog.show_days.click()
    qtbot.waitUntil(dialog.difference.isVisible)
    assert (Fate.ADDED, "07/02/2027", "설날") in lines(dialog)
    with qtbot.waitSignal(dialog.applied):
        dialog.apply.click()
    assert date(2027, 2, 7) in [each.day for each in desk.time.holidays(2027)]
    again = opened(page, ImportWhat.COUNTRY)
    assert again.form is not None
    again.form.country.setCurrentIndex(again.form.country.findData("KR"))
    again.form.year.setValue(2027)
    again.form.language.setCurrentIndex(again.form.language.findData("ko"))
    again.show_days.click()
    qtbot.waitUntil(again.difference.isVisible)
    assert {fate for fate, _, _ in lines(again)} == {Fate.UNCHANGED}
    assert again.difference.summary.text() == "There is nothing to change."
    again.again.click()
    assert again.form.isVisible()


def test_a_year_of_which_nothing_is_known(qtbot: QtBot, page: PeoplePage) -> None:
    dialog = opened(page, ImportWhat.COUNTRY)
    assert dialog.form is not None
    dialog.form.country.setCurrentIndex(dialog.form.country.findData("BV"))
    dialog.show_days.click()
    qtbot.waitUntil(lambda: "are not known" in dialog.state.heading)
    dialog.state.findChildren(Button)[0].click()
    assert dialog.form.isVisible()
