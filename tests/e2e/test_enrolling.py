"""Enrolment on the command line, with what people really give it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.e2e.conftest import Program

pytestmark = [pytest.mark.data, pytest.mark.models]


@pytest.fixture
def photos(shared_data: Path) -> Path:
    return shared_data / "photos"


def test_two_faces_in_a_photo_are_refused_with_one_line(program: Program, photos: Path) -> None:
    ran = program("enroll", "--code", "1", "--name", "A", "--photos", photos / "two_people.jpg")
    assert ran.status == 1
    assert "2 faces were found" in ran.err
    assert "Traceback" not in ran.err
    assert program("people", "list", "--json").rows == [[]]


def test_files_that_are_no_photos_are_named_and_the_good_one_used(
    program: Program, photos: Path, tmp_path: Path
) -> None:
    (tmp_path / "empty.jpg").write_bytes(b"")
    (tmp_path / "text.jpg").write_text("no picture")
    (tmp_path / "cut.jpg").write_bytes((photos / "obama.jpg").read_bytes()[:3000])
    bad = [tmp_path / name for name in ("empty.jpg", "text.jpg", "cut.jpg", "gone.jpg")]
    ran = program("enroll", "--code", "1", "--name", "B", "--photos", *bad, photos / "obama.jpg")
    assert ran.status == 0, ran.err
    for path in bad:
        assert str(path) in ran.err


def test_somebody_enrolled_is_refused_by_name(program: Program, photos: Path) -> None:
    program("enroll", "--code", "1", "--name", "Barack", "--photos", photos / "obama.jpg")
    ran = program("enroll", "--code", "2", "--name", "X", "--photos", photos / "obama2.jpg")
    assert ran.status == 1
    assert "Barack" in ran.err
    taken = program("enroll", "--code", "1", "--name", "Y", "--photos", photos / "biden.jpg")
    assert taken.status == 1
    assert "belongs to Barack" in taken.err


def test_somebody_else_among_the_photos_is_left_out(program: Program, photos: Path) -> None:
    given = [photos / "obama.jpg", photos / "obama-1080p.jpg", photos / "biden.jpg"]
    ran = program("enroll", "--code", "1", "--name", "Barack", "--photos", *given)
    assert ran.status == 0, ran.err
    assert "biden.jpg" in ran.err
    (person,) = program("people", "show", "1", "--json").rows
    assert person["pictures"] == 2


def test_a_folder_of_people_is_imported_and_a_second_run_changes_nothing(
    program: Program, photos: Path
) -> None:
    first = program("import", photos / "knn_examples" / "train", "--json")
    assert first.status == 0, first.err
    assert len(first.rows[0]["enrolled"]) == 5
    again = program("import", photos / "knn_examples" / "train", "--json")
    assert (again.rows[0]["enrolled"], len(again.rows[0]["skipped"])) == ([], 5)


def test_a_table_in_korean_windows_encoding_is_imported(
    program: Program, photos: Path, tmp_path: Path
) -> None:
    table = tmp_path / "people.csv"
    rows = f"code,name,photos\nK1,김하나,{photos / 'obama.jpg'}\nK2,이둘,{photos / 'biden.jpg'}\n"
    table.write_bytes(rows.encode("cp949"))
    assert program("import", table).status == 0
    (people,) = program("people", "list", "--json").rows
    assert {person["name"] for person in people} == {"김하나", "이둘"}


def test_a_removed_person_is_not_recognised_and_keeps_the_log(
    program: Program, shared_data: Path
) -> None:
    clip = shared_data / "clips" / "d0.mp4"
    program("enroll", "--code", "1", "--name", "Dee", "--source", clip, "--seconds", "1")
    program("run", "--source", clip, "--fast")
    assert program("people", "remove", "1").status == 0
    ran = program("run", "--source", clip, "--fast", "--json")
    assert {row["decision"] for row in ran.rows} == {"unknown"}
    assert [entry["name"] for entry in program("log", "--json").rows] == ["Dee"]
    assert program("people", "erase", "1").status == 0
    assert "Dee" not in program("log").out
    assert program("audit", "verify").status == 0
