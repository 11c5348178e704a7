"""AVIF and HEIC stand upright, and a damaged JPEG is refused and not enrolled torn."""

from __future__ import annotations

import io
from pathlib import Path

import numpy as np
import pillow_heif
import pytest
from PIL import Image

from desk_access.capture.pictures import read_picture
from desk_access.errors import PictureUnusable
from desk_access.opencv import cv2

RED, GREEN, BLUE, BLACK = (0, 0, 255), (0, 255, 0), (255, 0, 0), (0, 0, 0)
"""As BGR: the corners of the picture, from the upper left by rows."""


def corners(suffix: str, orientation: int) -> bytes:
    """A picture of 96 x 48; encoders write the orientation as irot and imir boxes."""
    pillow_heif.register_heif_opener()
    drawn = np.zeros((48, 96, 3), np.uint8)
    drawn[:24, :48], drawn[:24, 48:], drawn[24:, :48] = RED[::-1], GREEN[::-1], BLUE[::-1]
    exif = Image.Exif()
    exif[0x0112] = orientation
    stream = io.BytesIO()
    form = "AVIF" if suffix == ".avif" else "HEIF"
    Image.fromarray(drawn).save(stream, form, exif=exif.tobytes(), quality=95)
    return stream.getvalue()


@pytest.mark.parametrize("suffix", [".avif", ".heic"])
@pytest.mark.parametrize(
    ("orientation", "size", "seen"),
    [
        (1, (48, 96), (RED, GREEN, BLUE, BLACK)),
        (2, (48, 96), (GREEN, RED, BLACK, BLUE)),
        (3, (48, 96), (BLACK, BLUE, GREEN, RED)),
        (5, (96, 48), (RED, BLUE, GREEN, BLACK)),
        (6, (96, 48), (BLUE, RED, BLACK, GREEN)),
        (8, (96, 48), (GREEN, BLACK, RED, BLUE)),
    ],
)
def test_rotation_and_mirror_boxes_are_applied(
    tmp_path: Path,
    suffix: str,
    orientation: int,
    size: tuple[int, int],
    seen: tuple[tuple[int, int, int], ...],
) -> None:
    data = corners(suffix, orientation)
    assert (b"irot" in data or b"imir" in data) is (orientation != 1)
    (tmp_path / f"a{suffix}").write_bytes(data)
    picture = read_picture(tmp_path / f"a{suffix}")
    assert picture.shape == (*size, 3)
    found = [picture[y, x] for y in (5, -6) for x in (5, -6)]
    assert np.abs(np.array(found, int) - np.array(seen, int)).max() < 12


@pytest.mark.parametrize("suffix", [".avif", ".heic"])
def test_a_broken_box_file_is_refused(tmp_path: Path, suffix: str) -> None:
    data = corners(suffix, 6)
    for broken in (data[: len(data) // 2], data[:-8], data[:200] + bytes(len(data) - 200)):
        (tmp_path / f"a{suffix}").write_bytes(broken)
        with pytest.raises(PictureUnusable, match="is not a picture that can be read"):
            read_picture(tmp_path / f"a{suffix}")


@pytest.fixture
def jpeg() -> bytes:
    """Noise, so that every byte of the middle is a coefficient."""
    noise = np.random.default_rng(7).integers(0, 255, (240, 320, 3), np.uint8)
    return cv2.imencode(".jpg", noise)[1].tobytes()


def test_a_jpeg_that_is_damaged_in_the_middle_is_refused(
    tmp_path: Path, jpeg: bytes, capfd: pytest.CaptureFixture[str]
) -> None:
    middle = len(jpeg) // 2
    for damage in (b"\x55" * 40, b"\xff\xd9" + b"\x55" * 38, bytes(400)):
        torn = jpeg[:middle] + damage + jpeg[middle + len(damage) :]
        (tmp_path / "a.jpg").write_bytes(torn)
        with pytest.raises(PictureUnusable, match="it is damaged"):
            read_picture(tmp_path / "a.jpg")
    assert capfd.readouterr().err == ""
    # The same child goes on with good ones, whatever their name ends with.
    for name in ("a.jpg", "a.jfif"):
        (tmp_path / name).write_bytes(jpeg)
        assert read_picture(tmp_path / name).shape == (240, 320, 3)
