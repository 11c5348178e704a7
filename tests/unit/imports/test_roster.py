"""Who a folder or a table names, and what is said of tables that make no sense."""

from __future__ import annotations

from pathlib import Path

import pytest

from desk_access.capture.pictures import picture_files
from desk_access.errors import ImportRefused, UsageError
from desk_access.imports.roster import read_roster
from tests.unit.imports.files import workbook_file


def write(path: Path, text: str, encoding: str = "utf-8") -> Path:
    path.write_bytes(text.encode(encoding))
    return path


def test_each_folder_with_pictures_is_a_person(tmp_path: Path) -> None:
    for name in ("Lee", "Kim Hamil", "empty"):
        (tmp_path / name).mkdir()
    for place in ("Lee/b.JPG", "Lee/a.png", "Kim Hamil/1.jpeg", "Lee/notes.txt", "loose.jpg"):
        (tmp_path / place).write_bytes(b"x")
    found = read_roster(tmp_path, picture_files)
    assert [(entry.code, entry.name) for entry in found] == [
        ("Kim Hamil", "Kim Hamil"),
        ("Lee", "Lee"),
    ]
    assert [photo.name for photo in found[1].photos] == ["a.png", "b.JPG"]


def test_a_table_names_files_and_folders_relative_to_itself(tmp_path: Path) -> None:
    (tmp_path / "more").mkdir()
    (tmp_path / "more" / "2.png").write_bytes(b"x")
    table = write(
        tmp_path / "people.csv", "group,code,name,photos\nShop,E7,Kim,1.jpg; more\n,E8,Lee,3.jpg\n"
    )
    kim, lee = read_roster(table, picture_files)
    assert (kim.code, kim.name, kim.group) == ("E7", "Kim", "Shop")
    assert kim.photos == (tmp_path / "1.jpg", tmp_path / "more" / "2.png")
    assert (lee.group, lee.photos) == ("", (tmp_path / "3.jpg",))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
def test_hangul_in_any_encoding_that_spreadsheets_write(tmp_path: Path, encoding: str) -> None:
    table = write(tmp_path / "a.csv", "code,name,photos\n1,김하나,1.jpg\n", encoding)
    assert [entry.name for entry in read_roster(table, picture_files)] == ["김하나"]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("code,name\n1,Kim\n", "has the columns code, name"),
        ("code,name,photos\n1,Kim,a.jpg\n,Lee,b.jpg\n", "Line 3"),
        ("code,name,photos\n1,Kim\n", "Line 2"),
        ("code,name,photos\n", "nobody"),
        ("code,name,photos\n1,Kim,a.jpg\n1,Lee,b.jpg\n", "Line 3 .* gives the code 1 to Lee"),
    ],
)
def test_a_table_that_makes_no_sense_is_told_where(tmp_path: Path, text: str, words: str) -> None:
    with pytest.raises((UsageError, ImportRefused), match=words):
        read_roster(write(tmp_path / "people.csv", text), picture_files)


def test_what_is_no_table_and_what_is_not_there(tmp_path: Path) -> None:
    (tmp_path / "clip.csv").write_bytes(bytes(range(256)) * 3)
    with pytest.raises(ImportRefused, match="is no table"):
        read_roster(tmp_path / "clip.csv", picture_files)
    with pytest.raises(UsageError, match="is not there"):
        read_roster(tmp_path / "gone", picture_files)


def test_lines_of_one_person_are_joined(tmp_path: Path) -> None:
    table = write(
        tmp_path / "a.csv",
        "code,name,photos\n1,Kim,a.jpg\n2,Lee,b.jpg\n1,Kim,c.jpg\n",
    )
    kim, lee = read_roster(table, picture_files)
    assert [photo.name for photo in kim.photos] == ["a.jpg", "c.jpg"]
    assert lee.code == "2"


def test_a_cell_may_hold_a_line_break(tmp_path: Path) -> None:
    table = write(tmp_path / "a.csv", 'code,name,photos\n1,"Kim\u2028Hamil","a.jpg;\nb.jpg"\n')
    (kim,) = read_roster(table, picture_files)
    assert kim.name == "Kim\u2028Hamil"
    assert [photo.name for photo in kim.photos] == ["a.jpg", "b.jpg"]


def test_a_workbook_is_a_table_too(tmp_path: Path) -> None:
    head = ("code", "name", "photos")
    table = workbook_file(tmp_path / "a.xlsx", head, (7, "Kim", "1.jpg; 2.jpg"), (8, "Lee", None))
    with pytest.raises(ImportRefused, match=r"Staff, row 3 of a.xlsx has no photos"):
        read_roster(table, picture_files)
    workbook_file(table, head, (7, "Kim", "1.jpg; 2.jpg"), (None, "Lee", "3.jpg"))
    with pytest.raises(ImportRefused, match=r"Staff, row 3 of a.xlsx: “code” is empty"):
        read_roster(table, picture_files)
    (kim,) = read_roster(workbook_file(table, head, (7, "Kim", "1.jpg; 2.jpg")), picture_files)
    assert (kim.code, kim.photos) == ("7", (tmp_path / "1.jpg", tmp_path / "2.jpg"))
