"""Who is on which picture, from folders, CelebA's list and CSV."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.trainer.data.drawn import draw_people
from trainer.data.sources import from_csv, from_folders, from_identities
from trainer.errors import DataUnusable


def test_the_same_name_in_two_folders_is_one_person(tmp_path: Path) -> None:
    wild = draw_people(tmp_path / "wild", ann=2)
    small = draw_people(tmp_path / "small", ann=1, bea=1)
    photos = from_folders([wild, small])

    assert [(photo.person, photo.source) for photo in photos] == [
        ("ann", "wild/ann/ann_0000.png"),
        ("ann", "wild/ann/ann_0001.png"),
        ("ann", "small/ann/ann_0000.png"),
        ("bea", "small/bea/bea_0000.png"),
    ]
    assert all(photo.path.is_file() for photo in photos)


def test_what_is_no_picture_of_a_person_is_left_out(tmp_path: Path) -> None:
    folder = draw_people(tmp_path / "people", ann=1)
    (folder / "ann" / "notes.txt").write_text("no picture")
    (folder / "readme.png").write_text("no person")
    (folder / "bea").mkdir()
    assert [photo.source for photo in from_folders([folder])] == ["people/ann/ann_0000.png"]


def test_folders_that_cannot_be_used(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    with pytest.raises(DataUnusable, match="shows nobody"):
        from_folders([tmp_path / "empty"])
    with pytest.raises(DataUnusable, match="cannot be read"):
        from_folders([tmp_path / "missing"])
    with pytest.raises(DataUnusable, match="called people"):
        from_folders([tmp_path / "a" / "people", tmp_path / "b" / "people"])


def test_celebas_list(tmp_path: Path) -> None:
    listed = tmp_path / "identity_CelebA.txt"
    listed.write_text("000001.jpg 2880\n000002.jpg 2937\n\n000003.jpg 2880\n")
    photos = from_identities(listed, tmp_path / "img")

    assert [photo.person for photo in photos] == ["2880", "2937", "2880"]
    assert photos[1].source == "000002.jpg"
    assert photos[1].path == tmp_path / "img" / "000002.jpg"


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("000001.jpg 2880 7\n", "line 1 is no row"),
        ("000001.jpg 1\n000002.jpg\n", "line 2 is no row"),
        ("", "lists no pictures"),
        ("000001.jpg 1\n000001.jpg 2\n", "lists 000001.jpg twice"),
    ],
)
def test_a_list_that_is_none_of_celebas(tmp_path: Path, text: str, complaint: str) -> None:
    listed = tmp_path / "list.txt"
    listed.write_text(text)
    with pytest.raises(DataUnusable, match=complaint):
        from_identities(listed, tmp_path)


def test_a_csv_starts_at_its_own_folder(tmp_path: Path) -> None:
    listed = tmp_path / "people.csv"
    listed.write_text('\ufeffperson,path,room\n"홍길동",a/1.png,7\nBea,b.png,8\n', "utf-8")
    photos = from_csv(listed)

    assert [(photo.person, photo.source) for photo in photos] == [
        ("홍길동", "a/1.png"),
        ("Bea", "b.png"),
    ]
    assert photos[0].path == tmp_path / "a" / "1.png"


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("file,name\na.png,Ann\n", "line 1 is no row"),
        ("path,person\na.png\n", "line 2 is no row"),
        ("path,person\na.png,Ann\n,Bea\n", "line 3 is no row"),
        ("path,person\n", "lists no pictures"),
        ("path,person\na.png,Ann\na.png,Bea\n", "twice"),
    ],
)
def test_a_csv_of_something_else(tmp_path: Path, text: str, complaint: str) -> None:
    listed = tmp_path / "people.csv"
    listed.write_text(text)
    with pytest.raises(DataUnusable, match=complaint):
        from_csv(listed)


def test_a_list_that_is_missing_or_no_text(tmp_path: Path) -> None:
    with pytest.raises(DataUnusable, match="as text"):
        from_csv(tmp_path / "missing.csv")
    (tmp_path / "picture.csv").write_bytes(b"\xff\xfe\x00\x81")
    with pytest.raises(DataUnusable, match="as text"):
        from_csv(tmp_path / "picture.csv")
