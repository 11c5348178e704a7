"""Who a folder or a table names, and what is said of tables that make no sense."""

from __future__ import annotations

import unicodedata
from pathlib import Path

import pytest

from desk_access.capture.pictures import picture_files, why_no_picture
from desk_access.errors import ImportRefused, UsageError
from desk_access.imports.roster import ignored_files, read_roster
from desk_access.model.enrolment import ImportOutcome
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
    table = write(tmp_path / "a.csv", 'code,name,photos\n1,"Kim Hamil","a\u2028.jpg;\nb.jpg"\n')
    (kim,) = read_roster(table, picture_files)
    assert [photo.name for photo in kim.photos] == ["a\u2028.jpg", "b.jpg"]


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


def test_a_photo_is_found_however_its_path_was_written(tmp_path: Path) -> None:
    decomposed = unicodedata.normalize("NFD", "김철수")
    for folder, name in ((tmp_path / "a", decomposed), (tmp_path / "b", "김철수")):
        folder.mkdir()
        (folder / f"{name}.jpg").write_bytes(b"x")
        for written in (decomposed, "김철수"):
            table = write(folder / "t.csv", f"code,name,photos\nE1,김,{written}.jpg\n")
            (kim,) = read_roster(table, picture_files)
            assert kim.photos == (folder / f"{name}.jpg",)
            assert kim.photos[0].exists()


def test_everything_in_the_folders_is_a_photo_or_is_told_of(tmp_path: Path) -> None:
    for file in (
        *("Kim/1.heic", "Kim/2.JFIF", "Kim/notes.txt", "Kim/.3.jpg", "Kim/old/4.jpg", "Kim/old/5"),
        *("Lee/a.mp4", "loose.jpg", ".git/6.jpg", ".DS_Store", "Park/7.avif"),
        *("Seen/.8.jpg", "Seen/.old/9.jpg"),
    ):
        (tmp_path / file).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / file).write_bytes(b"x")
    for folder in ("Empty", "Kim/empty"):
        (tmp_path / folder).mkdir()
    (tmp_path / "Kim" / "gone.jpg").symlink_to(tmp_path / "nowhere.jpg")
    (tmp_path / "Kim" / "elsewhere").symlink_to(tmp_path / "Park")
    entries = read_roster(tmp_path, picture_files)
    photos = {entry.code: [photo.name for photo in entry.photos] for entry in entries}
    assert photos == {"Kim": ["1.heic", "2.JFIF"], "Lee": [], "Park": ["7.avif"]}
    ignored = ignored_files(tmp_path, entries, why_no_picture)
    assert {str(row.photo.relative_to(tmp_path)): row.reason for row in ignored} == {
        ".DS_Store": "Its name begins with a dot: it is hidden.",
        ".git": "Its name begins with a dot: it is hidden.",
        "Empty": "The folder is empty.",
        "loose.jpg": "It lies beside the people's folders, and in none of them.",
        "Kim/.3.jpg": "Its name begins with a dot: it is hidden.",
        "Kim/elsewhere": "It is a folder within the folder.",
        "Kim/empty": "It is a folder within the folder.",
        "Kim/gone.jpg": "It is a link to what is not there.",
        "Kim/notes.txt": "Files that end with .txt are not read as pictures.",
        "Kim/old/4.jpg": "It lies in a folder within the person's folder.",
        "Kim/old/5": "It lies in a folder within the person's folder.",
        "Lee/a.mp4": "Files that end with .mp4 are not read as pictures.",
        "Seen/.8.jpg": "Its name begins with a dot: it is hidden.",
        "Seen/.old": "Its name begins with a dot: it is hidden.",
    }
    assert {row.outcome for row in ignored} == {ImportOutcome.IGNORED}


def test_the_folders_that_a_table_names_are_told_of_too(tmp_path: Path) -> None:
    (tmp_path / "kim").mkdir()
    for name in ("1.jpg", "2.txt"):
        (tmp_path / "kim" / name).write_bytes(b"x")
    table = write(tmp_path / "a.csv", "code,name,photos\n1,Kim,kim\n")
    entries = read_roster(table, picture_files)
    ignored = ignored_files(table, entries, why_no_picture)
    assert [row.photo.name for row in ignored] == ["2.txt"]
