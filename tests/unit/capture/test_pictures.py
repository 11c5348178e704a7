"""Pictures on disk: upright, in any script's names, and never a bomb."""

from __future__ import annotations

import random
import struct
import zlib
from pathlib import Path

import numpy as np
import pytest

from desk_access.capture.pictures import Pictures, picture_files, read_picture
from desk_access.errors import PictureUnusable, SourceUnusable
from desk_access.opencv import cv2
from tests.fakes import FakeClock


def encoded(suffix: str, width: int = 60, height: int = 40, level: int = 200) -> bytes:
    image = np.full((height, width, 3), level, np.uint8)
    image[: height // 2] = 20
    return cv2.imencode(suffix, image)[1].tobytes()


def with_orientation(jpeg: bytes, orientation: int) -> bytes:
    """``jpeg`` with an EXIF segment that says how the camera was held (EXIF 2.3, tag 0x0112)."""
    tiff = (
        b"MM\0*\0\0\0\x08\0\x01" + struct.pack(">HHIHH", 0x0112, 3, 1, orientation, 0) + b"\0" * 4
    )
    exif = b"Exif\0\0" + tiff
    return jpeg[:2] + b"\xff\xe1" + struct.pack(">H", len(exif) + 2) + exif + jpeg[2:]


def huge_png(width: int, height: int) -> bytes:
    """A small file that is a true PNG of this size, all black, one bit a pixel."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return (
            struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        )

    rows = zlib.compress(b"\0" * ((width // 8 + 1) * height), 9)
    header = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")
    )


@pytest.mark.parametrize("suffix", [".jpg", ".png", ".bmp", ".webp", ".tif"])
def test_the_usual_kinds_are_read_as_bgr(suffix: str, tmp_path: Path) -> None:
    path = tmp_path / f"a{suffix}"
    path.write_bytes(encoded(suffix))
    picture = read_picture(path)
    assert (picture.shape, picture.dtype) == ((40, 60, 3), np.uint8)
    assert picture[35, 30, 0] == pytest.approx(200, abs=3)


@pytest.mark.parametrize(
    "image",
    [
        np.full((40, 60), 200, np.uint8),
        np.full((40, 60), 200 * 257, np.uint16),
        np.full((40, 60, 4), 200, np.uint8),
    ],
    ids=["grey", "16-bit", "with transparency"],
)
def test_other_depths_and_channels_become_bgr(image: np.ndarray, tmp_path: Path) -> None:
    (tmp_path / "a.png").write_bytes(cv2.imencode(".png", image)[1].tobytes())
    picture = read_picture(tmp_path / "a.png")
    assert (picture.shape, picture.dtype) == ((40, 60, 3), np.uint8)
    assert (picture == 200).all()


@pytest.mark.parametrize(
    ("orientation", "size", "dark"),
    [
        (1, (60, 40), (30, 5)),
        (3, (60, 40), (30, 35)),
        (6, (40, 60), (35, 30)),
        (8, (40, 60), (5, 30)),
    ],
)
def test_a_photo_is_turned_upright_as_its_exif_says(
    orientation: int, size: tuple[int, int], dark: tuple[int, int], tmp_path: Path
) -> None:
    (tmp_path / "a.jpg").write_bytes(with_orientation(encoded(".jpg"), orientation))
    picture = read_picture(tmp_path / "a.jpg")
    assert picture.shape[1::-1] == size
    column, row = dark
    assert picture[row, column].max() < 40


@pytest.mark.parametrize("name", ["김하늘.jpg", "a b 😀.jpg", "Müller=1.jpg"])
def test_names_in_any_script_can_be_read(name: str, tmp_path: Path) -> None:
    (tmp_path / name).write_bytes(encoded(".jpg"))
    assert read_picture(tmp_path / name).shape == (40, 60, 3)


@pytest.mark.parametrize("suffix", [".jpg", ".png"])
@pytest.mark.parametrize("share", [0.95, 0.5, 0.1])
def test_a_picture_that_was_cut_off_is_refused(
    suffix: str, share: float, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    whole = cv2.imencode(
        suffix, np.random.default_rng(0).integers(0, 255, (200, 300, 3), np.uint8)
    )[1].tobytes()
    path = tmp_path / f"a{suffix}"
    path.write_bytes(whole[: int(len(whole) * share)])
    with pytest.raises(PictureUnusable, match="damaged"):
        read_picture(path)
    assert capfd.readouterr().err == ""


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "is empty"),
        (b"name,hours\nKim,8\n", "not a picture"),
        (random.Random(0).randbytes(5000), "not a picture"),
    ],
)
def test_a_file_that_is_no_picture_is_refused(content: bytes, words: str, tmp_path: Path) -> None:
    path = tmp_path / "a.jpg"
    path.write_bytes(content)
    with pytest.raises(PictureUnusable, match=words) as caught:
        read_picture(path)
    assert str(path) in caught.value.what
    assert caught.value.cure


@pytest.mark.parametrize(("width", "height"), [(30_000, 30_000), (1_000_000, 200)])
def test_a_bomb_is_refused_by_what_its_header_claims(
    width: int, height: int, tmp_path: Path
) -> None:
    path = tmp_path / "bomb.png"
    path.write_bytes(huge_png(width, height))
    assert path.stat().st_size < 200_000
    with pytest.raises(PictureUnusable, match="too large"):
        read_picture(path)


def test_a_photo_of_48_megapixels_is_none(tmp_path: Path) -> None:
    path = tmp_path / "phone.png"
    path.write_bytes(huge_png(8000, 6000))
    assert read_picture(path).shape == (6000, 8000, 3)


def test_what_is_missing_or_a_folder_is_told(tmp_path: Path) -> None:
    for path in (tmp_path / "gone.jpg", tmp_path):
        with pytest.raises(PictureUnusable, match="cannot be read"):
            read_picture(path)


def test_a_folder_shows_its_pictures_by_name_each_once_as_a_still(
    tmp_path: Path, expected_logs: list[str]
) -> None:
    expected_logs += [
        "notes.txt is left out. Files that end with .txt",
        ".hidden.png is left out. Its name begins with a dot",
        "deeper.png is left out. It is a folder",
    ]
    for name, level in (("b.JPG", 120), ("a.png", 250), ("c.png", 180)):
        (tmp_path / name).write_bytes(encoded(Path(name).suffix.lower(), level=level))
    (tmp_path / "notes.txt").write_text("not a picture")
    (tmp_path / ".hidden.png").write_bytes(encoded(".png"))
    (tmp_path / "deeper.png").mkdir()
    clock = FakeClock()
    source = Pictures(tmp_path, clock, fast=True, shown_s=1)
    source.open()
    frames = [source.read() for _ in range(3)]
    assert source.read() is None
    source.close()
    seen = [(int(frame.image[35, 30, 0]), frame.monotonic) for frame in frames if frame]
    levels = [250, 120, 180]
    assert seen == [(pytest.approx(level, abs=3), at) for at, level in enumerate(levels)]
    assert all(frame.still for frame in frames if frame)


def test_pictures_that_cannot_be_read_are_passed_over(
    tmp_path: Path, expected_logs: list[str]
) -> None:
    expected_logs += ["a.jpg is empty", "c.jpg is not a picture"]
    (tmp_path / "a.jpg").write_bytes(b"")
    (tmp_path / "b.jpg").write_bytes(encoded(".jpg"))
    (tmp_path / "c.jpg").write_bytes(b"no picture")
    source = Pictures(tmp_path, FakeClock(), fast=True)
    source.open()
    assert [source.read() is None for _ in range(2)] == [False, True]


def test_a_folder_without_pictures_is_refused(tmp_path: Path, expected_logs: list[str]) -> None:
    expected_logs += ["notes.txt is left out"]
    (tmp_path / "notes.txt").write_text("not a picture")
    with pytest.raises(SourceUnusable, match="There are no pictures in the folder"):
        Pictures(tmp_path, FakeClock()).open()


def test_a_folder_of_damaged_pictures_is_refused(tmp_path: Path, expected_logs: list[str]) -> None:
    expected_logs += ["a.jpg is not a picture"]
    (tmp_path / "a.jpg").write_bytes(b"no picture")
    with pytest.raises(SourceUnusable, match=r"No picture in .* can be read"):
        Pictures(tmp_path, FakeClock()).open()


def test_a_folder_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(SourceUnusable, match="cannot be read"):
        picture_files(tmp_path / "gone")
