"""Enrolment on the command line, with what people really give it."""

from __future__ import annotations

import csv
import shutil
import struct
import zlib
from pathlib import Path

import numpy as np
import pytest

from desk_access.bootstrap import workbench
from desk_access.capture.pictures import read_picture
from desk_access.model.arrays import Image
from desk_access.opencv import cv2
from desk_access.vision.occlusion import masked
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
    program: Program, photos: Path, tmp_path: Path
) -> None:
    # A copy: what became of each photo is written beside the folder.
    people = shutil.copytree(photos / "knn_examples" / "train", tmp_path / "people")
    first = program("import", people, "--json")
    assert first.status == 0, first.err
    assert len(first.rows[0]["enrolled"]) == 5
    assert (tmp_path / "people-report.csv").is_file()
    again = program("import", people, "--json")
    assert (again.rows[0]["enrolled"], len(again.rows[0]["skipped"])) == ([], 5)


def test_a_table_in_korean_windows_encoding_is_imported(
    program: Program, photos: Path, tmp_path: Path
) -> None:
    table = tmp_path / "people.csv"
    rows = f"code,name,photos\nK1,김하나,{photos / 'obama.jpg'}\nK2,이둘,{photos / 'biden.jpg'}\n"
    table.write_bytes(rows.encode("cp949"))
    asked = program("import", table)
    assert asked.status == 1
    assert "people.csv is not UTF-8" in asked.err
    assert "in cp949 “K1,김하나," in asked.err
    assert program("import", table, "--encoding", "cp949").status == 0
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


def test_what_is_no_photo_of_one_bare_face_has_one_line_each(
    program: Program, photos: Path, shared_data: Path, tmp_path: Path
) -> None:
    obama = read_picture(photos / "obama.jpg")
    with workbench() as bench:
        (face,) = bench.run(lambda tools: tools.finder.find(obama))
    faces = [
        cv2.resize(read_picture(photos / f"{who}.jpg"), (300, 300)) for who in ("obama", "biden")
    ]
    made = {
        "mask": masked(obama, face.points, np.random.default_rng(1)),
        "drawing": drawing(480),
        "grey": cv2.cvtColor(cv2.cvtColor(obama, cv2.COLOR_BGR2GRAY), cv2.COLOR_GRAY2BGR),
        "ten": np.vstack(
            [np.hstack(faces * 3), np.hstack(faces * 2 + [np.zeros_like(faces[0])] * 2)]
        ),
    }
    for name, image in made.items():
        assert cv2.imwrite(str(tmp_path / f"{name}.png"), image)
    (tmp_path / "empty.png").write_bytes(b"")
    (tmp_path / "huge.png").write_bytes(claims_pixels(20_000, 10_000))
    bad = [tmp_path / f"{name}.png" for name in (*made, "empty", "huge")]
    bad.append(shared_data / "attacks" / "frames" / "print_2.jpg")
    ran = program("enroll", "--code", "1", "--name", "A", "--photos", *bad)
    assert ran.status == 1
    lines = {line.split(": ")[0]: line for line in ran.err.splitlines() if ": " in line}
    for path, words in zip(
        bad,
        ("covered", "drawing", "drawing", "10 faces", "empty", "too large", "picture of a picture"),
        strict=True,
    ):
        assert words in lines[str(path)]
    assert "Traceback" not in ran.err
    assert program("people", "list", "--json").rows == [[]]


def drawing(side: int) -> Image:
    """A face that nobody has, in flat colours."""
    image = np.full((side, side, 3), (205, 214, 220), np.uint8)

    def oval(x: float, y: float, width: float, height: float, colour: tuple[int, int, int]) -> None:
        centre, axes = (int(x * side), int(y * side)), (int(width * side), int(height * side))
        cv2.ellipse(image, centre, axes, 0, 0, 360, colour, -1, cv2.LINE_AA)

    hair, white, pupil = (40, 50, 70), (250, 250, 250), (40, 40, 50)
    oval(0.5, 1.05, 0.34, 0.28, (140, 90, 50))
    oval(0.5, 0.42, 0.25, 0.3, hair)
    oval(0.5, 0.5, 0.2, 0.27, (150, 180, 225))
    for x in (0.42, 0.58):
        oval(x, 0.46, 0.04, 0.02, white)
        oval(x, 0.46, 0.018, 0.02, pupil)
        oval(x, 0.41, 0.05, 0.01, hair)
    oval(0.5, 0.56, 0.018, 0.04, (120, 150, 205))
    oval(0.5, 0.65, 0.06, 0.018, (90, 90, 190))
    return image


def claims_pixels(width: int, height: int) -> bytes:
    """A PNG whose header claims so many pixels; there are none."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return (
            struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
        )

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    parts = (chunk(b"IHDR", head), chunk(b"IDAT", zlib.compress(bytes(1000))), chunk(b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(parts)


def test_the_same_person_and_a_twin_are_the_operators_to_tell(
    program: Program, photos: Path
) -> None:
    first, second = photos / "obama.jpg", photos / "obama2.jpg"
    program("enroll", "--code", "1", "--name", "Barack", "--photos", first)
    asked = program("enroll", "--code", "2", "--name", "Twin", "--photos", second)
    assert "--same-as 1" in asked.err
    wrong = program(
        "enroll", "--code", "2", "--name", "X", "--photos", photos / "biden.jpg", "--same-as", "1"
    )
    assert "do not look like Barack" in wrong.err
    same = ("enroll", "--code", "2", "--name", "Twin", "--photos", second, "--same-as", "1")
    assert program(*same, "--json").rows == [{"code": "1", "name": "Barack", "pictures": 2}]
    both = ("enroll", "--code", "2", "--name", "Twin", "--photos", second, "--keep-both", "1")
    assert program(*both).status == 0
    ran = program("run", "--source", second, "--fast")
    assert "two enrolled people look like this" in ran.out


def test_an_import_has_a_report_of_every_photo(
    program: Program, photos: Path, tmp_path: Path
) -> None:
    rows = f"K1,김하나,{photos / 'obama.jpg'};{photos / 'two_people.jpg'}\nK2,이둘,gone.jpg\n"
    table = tmp_path / "people.csv"
    table.write_bytes(("code,name,photos\n" + rows).encode())
    ran = program("import", table)
    assert ran.out == "1 enrolled, 0 skipped, 1 refused\n"
    with (tmp_path / "people-report.csv").open(encoding="utf-8-sig", newline="") as stream:
        told = [(row["name"], row["outcome"]) for row in csv.DictReader(stream)]
    assert told == [("김하나", "accepted"), ("김하나", "left_out"), ("이둘", "left_out")]
    again = program("import", table, "--report", tmp_path / "again.csv")
    assert again.out == "0 enrolled, 1 skipped, 1 refused\n"
    assert "enrolled_before" in (tmp_path / "again.csv").read_text(encoding="utf-8-sig")
