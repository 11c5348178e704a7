"""Which files are tables, which are not, and what is said of those."""

from __future__ import annotations

import random
import re
import zipfile
from datetime import datetime, time
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook

from desk_access.errors import ImportRefused
from desk_access.imports.table_file import MAX_ROWS
from desk_access.imports.tables import read_import
from desk_access.imports.workbook_parts import MAX_UNPACKED
from desk_access.model.importing import Named, PeopleTable, TableKind
from tests.unit.imports.files import csv_file, rewritten, text_file, workbook_file

KIM = Named("E7", "김하나", "Workshop")
SHEET = "xl/worksheets/sheet1.xml"


def people(path: Path) -> PeopleTable:
    table = read_import(TableKind.PEOPLE, path)
    assert isinstance(table, PeopleTable)
    return table


def named(path: Path) -> list[Named | None]:
    return [row.value for row in people(path).rows]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_csv_in_any_encoding_that_spreadsheets_write(tmp_path: Path, encoding: str) -> None:
    table = text_file(tmp_path / "a.csv", "code,name,group\r\nE7,김하나,Workshop\r\n", encoding)
    assert named(table) == [KIM]


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_csv_with_the_separator_of_any_region(tmp_path: Path, separator: str) -> None:
    lines = [("code", "name", "group"), ("E7", "김하나", "Workshop")]
    text = "\n".join(separator.join(line) for line in lines)
    assert named(text_file(tmp_path / "a.csv", text)) == [KIM]


def test_the_first_line_may_stand_under_a_title_in_any_order_and_case(tmp_path: Path) -> None:
    rows = [["Staff of May"], [], ["Group ", "NAME", "born", " Code"]]
    for file in (
        csv_file(tmp_path / "a.csv", *rows, ["Workshop", "김하나", "1990", "E7"]),
        workbook_file(tmp_path / "a.xlsx", *rows, ["Workshop", "김하나", 1990, "E7"]),
    ):
        table = people(file)
        assert [row.value for row in table.rows] == [KIM]
        assert table.unused == ("born",)


def test_each_row_is_told_by_its_place(tmp_path: Path) -> None:
    rows = [["code", "name"], ["E7", "Kim"], [], ["", "Lee"], ["E9", "Park\nMin"]]
    places = ["Staff, row 2", "Staff, row 4", "Staff, row 5"]
    found = people(workbook_file(tmp_path / "a.xlsx", *rows)).rows
    assert [row.place for row in found] == places
    assert [row.refusal for row in found] == [
        "",
        "“code” is empty.",
        "“name” has a line break or a character that cannot be shown.",
    ]
    # The line on which a row ends, as an editor counts them.
    assert [row.place for row in people(csv_file(tmp_path / "a.csv", *rows)).rows] == [
        "Line 2",
        "Line 4",
        "Line 6",
    ]


def test_decomposed_hangul_of_a_mac_is_composed(tmp_path: Path) -> None:
    table = text_file(tmp_path / "a.csv", "code,name\nE7,\u1100\u1175\u11b7\n")
    assert named(table) == [Named("E7", "김", None)]


def test_the_first_sheet_that_has_the_columns_is_the_table(tmp_path: Path) -> None:
    book = Workbook()
    book.worksheets[0].append(["Notes"])
    hidden = book.create_sheet("Old")
    hidden.append(["code", "name"])
    hidden.append(["E1", "Nobody"])
    hidden.sheet_state = "hidden"
    staff = book.create_sheet("직원")
    staff.append(["code", "name"])
    staff.append([7, "Kim"])
    book.save(tmp_path / "a.xlsx")
    (row,) = people(tmp_path / "a.xlsx").rows
    assert (row.place, row.value) == ("직원, row 2", Named("7", "Kim", None))


def test_wrong_columns_are_named_beside_those_wanted(tmp_path: Path) -> None:
    wanted = "must have the columns: code, name. It may also have: group"
    for file in (
        csv_file(tmp_path / "a.csv", ["Number", "name", "dept"], ["1", "Kim", "x"]),
        workbook_file(tmp_path / "a.xlsx", ["Number", "name", "dept"], [1, "Kim", "x"]),
    ):
        with pytest.raises(ImportRefused, match=r"the columns Number, name, dept\.") as refused:
            people(file)
        assert wanted in refused.value.cure
    with pytest.raises(ImportRefused, match="it has no columns"):
        people(workbook_file(tmp_path / "b.xlsx"))


def test_a_column_that_is_there_twice_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ImportRefused, match="the column name twice"):
        people(csv_file(tmp_path / "a.csv", ["code", "name", "Name"], ["1", "Kim", "Lee"]))


def test_merged_cells_are_refused_below_the_first_line_alone(tmp_path: Path) -> None:
    file = workbook_file(tmp_path / "a.xlsx", ["Staff"], ["code", "name"], ["E7", "Kim"], ["E8"])
    book = load_workbook(file)
    book.worksheets[0].merge_cells("A1:B1")
    book.save(file)
    assert len(people(file).rows) == 2
    book.worksheets[0].merge_cells("B3:B4")
    book.save(file)
    with pytest.raises(ImportRefused, match=r"Staff of a.xlsx has merged cells \(B3:B4\)"):
        people(file)


def _with_value(xml: bytes, cell: bytes, formula: bytes, kind: bytes, value: bytes) -> bytes:
    """The sheet with what a spreadsheet program would have kept of a formula."""
    bare = rb'<c r="%s"[^>]*><f>%s</f><v ?/>' % (cell, re.escape(formula))
    return re.sub(bare, b'<c r="%s"%s><f>%s</f><v>%s</v>' % (cell, kind, formula, value), xml)


def test_a_formula_counts_as_its_saved_value(tmp_path: Path) -> None:
    file = workbook_file(tmp_path / "a.xlsx", ["code", "name"], ["E7", "=A2"], ["=1+1", "Kim"])
    assert [row.refusal for row in people(file).rows] == [
        "“name” is a formula whose value was not saved. Open the table in Excel and save it.",
        "“code” is a formula whose value was not saved. Open the table in Excel and save it.",
    ]
    rewritten(file, SHEET, lambda xml: _with_value(xml, b"B2", b"A2", b' t="str"', b"E7"))
    rewritten(file, SHEET, lambda xml: _with_value(xml, b"A3", b"1+1", b"", b"2"))
    assert named(file) == [Named("E7", "E7", None), Named("2", "Kim", None)]


def test_an_error_in_a_cell_is_told(tmp_path: Path) -> None:
    file = workbook_file(tmp_path / "a.xlsx", ["code", "name"], ["E7", "#N/A"])
    assert people(file).rows[0].refusal == "“name” is the error #N/A."


def test_dates_and_times_are_no_codes(tmp_path: Path) -> None:
    rows = [["code", "name"], [datetime(2026, 1, 2), "Kim"], [time(9, 0), "Lee"]]
    found = people(workbook_file(tmp_path / "a.xlsx", *rows)).rows
    assert found[0].refusal.startswith("“code” is no text, but “2026-01-02")
    assert found[1].refusal.startswith("“code” is no text, but “09:00:00”")


def test_a_library_s_warnings_are_nobody_s_business(tmp_path: Path) -> None:
    file = workbook_file(tmp_path / "a.xlsx", ["code", "name"], ["E7", "Kim"])
    extension = b'<extLst><ext uri="{CCE6A557-97BC-4b89-ADB6-D9C93CAAB3DF}"/></extLst></worksheet>'
    rewritten(file, SHEET, lambda xml: xml.replace(b"</worksheet>", extension))
    assert named(file) == [Named("E7", "Kim", None)]


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "is empty"),
        (b"PK\x03\x04 and no more", "is no Excel workbook, or it is damaged"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "is of an old Excel"),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"),
            "is protected by a password",
        ),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "is no table"),
        (b"code,name\n1,\x00\xff\xfe\xfd\x98\n", "is no table"),
        (b"\xff\xfe1", "is no table"),
    ],
)
def test_what_is_no_table_is_told_in_one_line(tmp_path: Path, data: bytes, words: str) -> None:
    (tmp_path / "a.xlsx").write_bytes(data)
    with pytest.raises(ImportRefused, match=words):
        people(tmp_path / "a.xlsx")


def test_a_zip_that_is_no_workbook_is_told(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.xlsx", "w") as archive:
        archive.writestr("readme.txt", "hello")
    with pytest.raises(ImportRefused, match="no Excel workbook"):
        people(tmp_path / "a.xlsx")


def test_what_is_not_there_or_no_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(ImportRefused, match=r"none.csv cannot be read \(No such file"):
        people(tmp_path / "none.csv")
    with pytest.raises(ImportRefused, match="is no file"):
        people(tmp_path)


def test_a_sheet_formatted_to_its_last_row_ends_where_its_rows_do(tmp_path: Path) -> None:
    file = workbook_file(tmp_path / "a.xlsx", ["code", "name"], ["E7", "Kim"])
    empty = b"".join(b'<row r="%d" ht="15"/>' % number for number in range(3, MAX_ROWS + 5000))
    rewritten(file, SHEET, lambda xml: xml.replace(b"</sheetData>", empty + b"</sheetData>"))
    assert named(file) == [Named("E7", "Kim", None)]


def test_more_rows_than_anybody_has_are_refused(tmp_path: Path) -> None:
    lines = "".join(f"E{number},Kim\n" for number in range(MAX_ROWS + 1))
    with pytest.raises(ImportRefused, match="more than 50,000 rows"):
        people(text_file(tmp_path / "a.csv", f"code,name\n{lines}"))


def test_a_workbook_that_unpacks_to_very_much_is_not_unpacked(tmp_path: Path) -> None:
    file = workbook_file(tmp_path / "a.xlsx", ["code", "name"])
    rewritten(file, SHEET, lambda xml: xml + b" " * MAX_UNPACKED)
    with pytest.raises(ImportRefused, match="unpacks to 128 MB"):
        people(file)


def test_a_damaged_workbook_is_read_or_refused_but_never_breaks_the_reader(tmp_path: Path) -> None:
    whole = workbook_file(tmp_path / "a.xlsx", ["code", "name"], ["E7", "Kim"]).read_bytes()
    chance = random.Random(5)
    refused = 0
    for _ in range(150):
        data = bytearray(whole)
        for _ in range(chance.randrange(1, 20)):
            data[chance.randrange(2, len(data))] = chance.randrange(256)
        (tmp_path / "b.xlsx").write_bytes(data[: chance.randrange(100, 2 * len(data))])
        try:
            people(tmp_path / "b.xlsx")
        except ImportRefused:
            refused += 1
    assert refused > 50
