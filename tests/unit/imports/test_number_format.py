"""What people see of a cell is its code, where the format leaves no doubt."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from desk_access.errors import ImportRefused
from desk_access.imports.number_format import shown_number, shown_text
from desk_access.imports.tables import read_import
from desk_access.model.importing import Listed, TableKind
from tests.unit.imports.files import csv_file, rewritten, text_file, workbook_file

SHEET = "xl/worksheets/sheet1.xml"


@pytest.mark.parametrize(
    ("value", "number_format", "shown"),
    [
        (7, "General", "7"),
        (7.0, "General", "7"),
        (7.5, "General", "7.5"),
        (7, "@", "7"),
        (7, "0000", "0007"),
        (12345, "000", "12345"),
        (0, "0000", "0000"),
        (7, '"E"0', "E7"),
        (7, '"E-"0000', "E-0007"),
        (7, "\\E000", "E007"),
        (7, "[Red]0000", "0007"),
        (7, "[$-412]0000", "0007"),
        (7, "0000;-0000", "0007"),
        (123456789, "000-00-0000", "123-45-6789"),
        (1234, "0000-0000", "0000-1234"),
        (999_999_999_999_999, "0", "999999999999999"),
        # What is rounded, grouped, hidden, a date or a fraction is no code.
        (7, "#,##0", None),
        (7, "0.00", None),
        (7.4, "0", None),
        (7, "0%", None),
        (7, "0.00E+00", None),
        (7, "yyyy-mm-dd", None),
        (7, "# ?/?", None),
        (7, "??0", None),
        (7, ";;;", None),
        (7, '"nobody"', None),
        (7, "[>5]0000;0", None),
        (7, "[$€-407]0", None),
        (7, "[$-D000000]0000", None),  # Thai digits
        (7, "_-* 0_-", None),
        (-7, "0000", None),
        (0, '0;0;"none"', None),
        (0.1 + 0.2, "General", None),
        (10**15, "General", None),
        (10**16, "0", None),
    ],
)
def test_a_number_is_shown_as_its_format_says(
    value: float, number_format: str, shown: str | None
) -> None:
    assert shown_number(value, number_format) == shown


@pytest.mark.parametrize(
    ("number_format", "shown"),
    [
        ("General", "7"),
        ("0000", "7"),
        ('"E"@', "E7"),
        ('0;0;0;"E"@', "E7"),
        (";;;", None),
        ('0;0;0;"hidden"', None),
    ],
)
def test_a_text_is_shown_as_its_format_says(number_format: str, shown: str | None) -> None:
    assert shown_text("7", number_format) == shown


def formatted(path: Path, value: Any, number_format: str) -> Listed[Any]:
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.append(["code", "name"])
    sheet.append([value, "Kim"])
    sheet["A2"].number_format = number_format
    book.save(path)
    return read_import(TableKind.PEOPLE, path).rows[0]


def test_the_code_that_people_see_is_the_code(tmp_path: Path) -> None:
    row = formatted(tmp_path / "a.xlsx", 7, "0000")
    assert (row.what, row.value.code) == ("0007", "0007")
    assert formatted(tmp_path / "a.xlsx", "7", '"E"@').value.code == "E7"


@pytest.mark.parametrize("number_format", ["#,##0", "0.00", "0%", "0.00E+00", "t0"])
def test_another_format_is_refused_with_its_cell(tmp_path: Path, number_format: str) -> None:
    row = formatted(tmp_path / "a.xlsx", 7, number_format)
    assert row.value is None
    assert row.refusal.startswith(f"Cell A2 holds “7” and shows it as {number_format}:")
    assert row.place == "Sheet, row 2"


def test_a_number_with_more_digits_than_are_kept_is_refused(tmp_path: Path) -> None:
    row = formatted(tmp_path / "a.xlsx", 12345678901234567, "General")
    assert row.refusal.startswith("“code” holds “12345678901234570”: what is meant is not certain.")


def test_a_format_that_only_a_local_excel_has_is_a_day(tmp_path: Path) -> None:
    file = workbook_file(
        tmp_path / "a.xlsx", ["code", "kind", "from"], ["E7", "sick", date(2026, 3, 5)]
    )
    # 31 is yyyy"년" mm"월" dd"일" in Korean, and is not written in the file.
    rewritten(file, "xl/styles.xml", lambda xml: xml.replace(b'numFmtId="14"', b'numFmtId="31"'))
    leave = read_import(TableKind.LEAVE, file).rows[0].value
    assert leave is not None
    assert leave.leave.first == date(2026, 3, 5)


def test_days_are_counted_from_1904_where_the_workbook_says_so(tmp_path: Path) -> None:
    book = Workbook()
    book.epoch = CALENDAR_MAC_1904
    for row in (["code", "kind", "from"], ["E7", "sick", datetime(2026, 3, 5)]):
        book.worksheets[0].append(row)
    book.save(tmp_path / "a.xlsx")
    leave = read_import(TableKind.LEAVE, tmp_path / "a.xlsx").rows[0].value
    assert leave is not None
    assert leave.leave.first == date(2026, 3, 5)


def test_a_csv_may_tell_a_spreadsheet_that_a_cell_is_text(tmp_path: Path) -> None:
    file = text_file(tmp_path / "a.csv", 'code,name\n="0007",Kim\n')
    assert read_import(TableKind.PEOPLE, file).rows[0].value.code == "0007"


def test_a_hidden_row_is_read_and_said_to_be_hidden(tmp_path: Path) -> None:
    book = Workbook()
    sheet = book.worksheets[0]
    for row in (["code", "name"], ["E7", "Kim"], ["E8", "Lee"]):
        sheet.append(row)
    sheet.row_dimensions[3].hidden = True
    book.save(tmp_path / "a.xlsx")
    rows = read_import(TableKind.PEOPLE, tmp_path / "a.xlsx").rows
    assert [row.place for row in rows] == ["Sheet, row 2", "Sheet, row 3 (hidden)"]


def test_two_sheets_of_one_kind_are_refused_and_not_one_of_them_read(tmp_path: Path) -> None:
    book = Workbook()
    for title in ("January", "February"):
        sheet = book.create_sheet(title)
        for row in (["code", "name"], ["E7", title]):
            sheet.append(row)
    book.save(tmp_path / "a.xlsx")
    with pytest.raises(ImportRefused, match="two tables of people: January and February"):
        read_import(TableKind.PEOPLE, tmp_path / "a.xlsx")
    book["January"].sheet_state = "hidden"
    book.save(tmp_path / "a.xlsx")
    assert read_import(TableKind.PEOPLE, tmp_path / "a.xlsx").rows[0].value.name == "February"


def test_a_strict_workbook_is_told_to_be_saved_as_an_ordinary_one(tmp_path: Path) -> None:
    file = workbook_file(tmp_path / "a.xlsx", ["code", "name"], ["E7", "Kim"])
    strict = b"http://purl.oclc.org/ooxml/officeDocument/relationships"
    ordinary = b"http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    rewritten(file, "_rels/.rels", lambda xml: xml.replace(ordinary, strict))
    with pytest.raises(ImportRefused, match=r"a\.xlsx is a Strict Open XML workbook") as refused:
        read_import(TableKind.PEOPLE, file)
    assert "Excel Workbook (.xlsx)" in refused.value.cure


def test_leave_of_a_code_with_zeros_goes_to_whom_people_see(tmp_path: Path) -> None:
    book = Workbook()
    sheet = book.worksheets[0]
    for row in (["code", "from", "kind"], [7, date(2026, 3, 5), "annual"]):
        sheet.append(row)
    sheet["A2"].number_format = "0000"
    book.save(tmp_path / "leave.xlsx")
    leave = read_import(TableKind.LEAVE, tmp_path / "leave.xlsx").rows[0].value
    assert leave is not None
    assert leave.leave.person_code == "0007"
    same = csv_file(tmp_path / "a.csv", ("code", "from", "kind"), ("0007", "2026-03-05", "annual"))
    assert read_import(TableKind.LEAVE, same).rows[0].value == leave
