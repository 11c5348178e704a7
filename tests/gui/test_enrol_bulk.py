"""Many people at once in the window."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from desk_access.gui.dialogs.encoding import EncodingDialog
from desk_access.gui.pages.enrol import EnrolPage
from desk_access.gui.widgets.rail import PageName
from tests.gui.conftest import OpenWindow, go
from tests.gui.fake_desk import FakeBulk, FakeDesk


@pytest.fixture(autouse=True)
def _open_gate() -> Iterator[None]:
    FakeBulk.gate.set()
    yield
    FakeBulk.gate.set()


@pytest.fixture
def page(open_window: OpenWindow) -> EnrolPage:
    made = go(open_window(FakeDesk()), PageName.ENROL)
    assert isinstance(made, EnrolPage)
    return made


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in ("Kim", "bad", "Lee"):
        (tmp_path / "people" / name).mkdir(parents=True)
        (tmp_path / "people" / name / "1.jpg").write_bytes(b"x")
    return tmp_path / "people"


def test_a_folder_is_imported_and_each_refusal_told(
    qtbot: QtBot, page: EnrolPage, folder: Path
) -> None:
    page.bulk.use(folder)
    qtbot.waitUntil(lambda: page.stack.currentWidget() is page.imported)
    assert page.imported.sentence.text() == "2 enrolled, 1 could not be enrolled"
    assert page.imported.rows.isVisible()
    page.imported.done.emit()
    assert page.stack.currentWidget() is page.who


def test_stopping_keeps_who_was_done(qtbot: QtBot, page: EnrolPage, folder: Path) -> None:
    FakeBulk.gate.clear()
    page.bulk.use(folder)
    qtbot.waitUntil(lambda: "of 3 photos" in page.state.heading)
    page.bulk.stop()
    FakeBulk.gate.set()
    qtbot.waitUntil(lambda: page.stack.currentWidget() is page.imported)
    assert page.imported.sentence.text() == "1 enrolled"


def test_what_is_no_table_is_told_in_one_line(
    qtbot: QtBot, page: EnrolPage, tmp_path: Path
) -> None:
    (tmp_path / "t.csv").write_text("name\nKim\n", encoding="utf-8")
    page.bulk.use(tmp_path / "t.csv")
    qtbot.waitUntil(page.who._problem.isVisible)
    assert "must have the columns: code, name, photos" in page.who._problem.text()


def test_a_table_that_is_not_utf_8_is_asked_about(
    qtbot: QtBot, page: EnrolPage, tmp_path: Path
) -> None:
    table = tmp_path / "t.csv"
    table.write_bytes("code,name,photos\n1,Åsa,a.jpg\n".encode("cp1252"))
    page.bulk.use(table)
    qtbot.waitUntil(lambda: page.findChild(EncodingDialog) is not None)
    assert "t.csv is not UTF-8" in page.who._problem.text()
    assert "--encoding" not in page.who._problem.text()
    asking = page.findChild(EncodingDialog)
    assert asking is not None
    asking.chosen.emit("cp1252")
    asking.close()
    qtbot.waitUntil(lambda: page.stack.currentWidget() is page.imported)
    assert page.imported.sentence.text() == "1 enrolled"


def test_the_report_is_saved_where_it_is_asked_for(
    qtbot: QtBot, page: EnrolPage, folder: Path, tmp_path: Path
) -> None:
    page.bulk.use(folder)
    qtbot.waitUntil(lambda: page.stack.currentWidget() is page.imported)
    page.imported.report.emit()
    (dialog,) = page.findChildren(QFileDialog)
    dialog.filesSelected.emit([str(tmp_path / "report.csv")])
    qtbot.waitUntil((tmp_path / "report.csv").exists)
    dialog.close()
    lines = (tmp_path / "report.csv").read_text(encoding="utf-8-sig").splitlines()
    assert lines[0] == "code,name,photo,outcome,reason"
    assert len(lines) == 4
