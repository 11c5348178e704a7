"""Pictures are decoded in a child, which may crash, hang or want too much; nothing else does."""

from __future__ import annotations

import os
import struct
import sys
import zlib
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from desk_access.capture.decoder import Decoder
from desk_access.capture.picture_header import NoPicture, TooLarge, check_picture
from desk_access.opencv import cv2

MIB = 2**20


def encoded(suffix: str, width: int = 64, height: int = 48) -> bytes:
    image = np.full((height, width, 3), 200, np.uint8)
    return cv2.imencode(suffix, image)[1].tobytes()


def chunk(kind: bytes, data: bytes, length: int | None = None) -> bytes:
    return (
        struct.pack(">I", len(data) if length is None else length)
        + kind
        + data
        + struct.pack(">I", zlib.crc32(kind + data))
    )


def png(*chunks: bytes, size: tuple[int, int] = (8, 8)) -> bytes:
    head = chunk(b"IHDR", struct.pack(">IIBBBBB", *size, 8, 2, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + b"".join(chunks) + chunk(b"IEND", b"")


def child(code: str) -> tuple[str, ...]:
    """A child of another mind."""
    return sys.executable, "-c", code


@pytest.fixture
def decoder() -> Iterator[Decoder]:
    made = Decoder()
    yield made
    made.close()


def test_a_part_that_is_longer_than_the_file_reaches_no_decoder() -> None:
    """69 bytes, for which libpng took 4.15 GB and 11 s."""
    bomb = png(chunk(b"IDAT", b"x" * 12, 0xFFFFFFF0))
    assert len(bomb) == 69
    with pytest.raises(NoPicture):
        check_picture(bomb)


@pytest.mark.parametrize(
    "suffix", [".jpg", ".png", ".bmp", ".webp", ".tif", ".gif", ".jp2", ".ppm", ".avif"]
)
def test_every_kind_that_is_offered_passes_whole_and_is_read(suffix: str, decoder: Decoder) -> None:
    assert decoder.decode(encoded(suffix)).shape == (48, 64, 3)


@pytest.mark.parametrize(
    ("suffix", "place", "claim"),
    [
        (".png", 16, struct.pack(">II", 30_000, 30_000)),
        (".jpg", None, struct.pack(">HH", 65_000, 65_000)),
        (".bmp", 18, struct.pack("<ii", 1 << 20, 1 << 20)),
        (".bmp", 18, struct.pack("<ii", 1 << 20, -(1 << 20))),
        (".gif", 6, struct.pack("<HH", 65_000, 65_000)),
        (".webp", 21, b"\xff\xff\xff\x0f"),
        (".ppm", 0, b"P6\n99999 99999\n255\n"),
    ],
)
def test_a_size_that_is_claimed_and_never_there_is_too_large(
    suffix: str, place: int | None, claim: bytes
) -> None:
    data = bytearray(encoded(suffix))
    at = data.index(b"\xff\xc0") + 5 if place is None else place
    data[at : at + len(claim)] = claim
    with pytest.raises(TooLarge):
        check_picture(bytes(data))


def test_a_tile_larger_than_its_picture_is_too_large() -> None:
    entries = [(256, 4, 1, 8), (257, 4, 1, 8), (322, 4, 1, 1 << 16), (323, 4, 1, 1 << 16)]
    directory = struct.pack("<H", len(entries)) + b"".join(
        struct.pack("<HHII", *each) for each in entries
    )
    with pytest.raises(TooLarge):
        check_picture(b"II*\0" + struct.pack("<I", 8) + directory)


def test_a_jpeg_of_very_many_scans_is_too_large() -> None:
    whole = encoded(".jpg", 4000, 3000)
    at = whole.index(b"\xff\xda")
    with pytest.raises(TooLarge):
        check_picture(whole[:at] + whole[at:-2] * 200 + whole[-2:])


@pytest.mark.parametrize(
    "data",
    [
        b"#?RADIANCE\nFORMAT=32-bit_rle_rgbe\n\n-Y 1 +X 1\n\0\0\0\0",
        b"\x59\xa6\x6a\x95" + b"\0" * 28,
        b"\xff\xd8\xff",
        b"\xff\xd8\xff\xe0",
        b"\x89PNG\r\n\x1a\n",
        b"RIFF\0\0\0\0WEBPVP8X",
        b"II*\0\xff\xff\xff\xff",
        b"\0\0\0\x18ftypavif" + b"\0" * 12,
        b"P6\n-1 -1\n255\n",
        b"P6 " + b"9" * 30,
    ],
)
def test_what_is_of_no_known_kind_or_ends_in_its_head_is_no_picture(data: bytes) -> None:
    with pytest.raises(NoPicture):
        check_picture(data)


def test_a_decoder_that_crashes_takes_its_child_alone() -> None:
    crashing = Decoder(child("import os, signal, sys; sys.stdin.buffer.read(8); os.abort()"))
    with pytest.raises(NoPicture):
        crashing.decode(encoded(".png"))
    crashing.close()


def test_a_decoder_that_hangs_is_ended() -> None:
    hanging = Decoder(child("import sys; sys.stdin.buffer.read()"), longest_s=0.2)
    with pytest.raises(TooLarge):
        hanging.decode(encoded(".png"))
    hanging.close()


def test_a_child_that_went_idle_is_replaced(tmp_path: Path) -> None:
    """The first child leaves as an idle one does, the second is a true one."""
    first = tmp_path / "gone"
    code = (
        "import os, sys, pathlib\n"
        f"gone = pathlib.Path({str(first)!r})\n"
        "if not gone.exists():\n"
        "    gone.touch(); os._exit(3)\n"
        "from desk_access.capture.decoding import main; main()"
    )
    decoder = Decoder(child(code))
    assert decoder.decode(encoded(".png")).shape == (48, 64, 3)
    assert first.exists()
    decoder.close()


@pytest.mark.skipif(sys.platform != "linux", reason="the system has no such limit")
def test_a_child_cannot_take_more_than_it_may() -> None:
    code = (
        "import numpy, sys\n"
        "from desk_access.limits import limit_memory\n"
        "limit_memory(64 * 2**20)\n"
        "sys.stdin.buffer.read(8)\n"
        "numpy.ones(100 * 2**20, numpy.uint8)"
    )
    limited = Decoder(child(code))
    with pytest.raises(NoPicture):
        limited.decode(encoded(".png"))
    limited.close()


def test_several_threads_decode_at_once(decoder: Decoder) -> None:
    pictures = [encoded(".png", 30 + step, 20) for step in range(24)]
    with ThreadPoolExecutor(4) as pool:
        shapes = [found.shape for found in pool.map(decoder.decode, pictures)]
    assert shapes == [(20, 30 + step, 3) for step in range(24)]


def test_the_folder_in_which_the_program_started_gives_no_module(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, decoder: Decoder
) -> None:
    (tmp_path / "struct.py").write_text("raise SystemExit(1)")
    monkeypatch.chdir(tmp_path)
    assert decoder.decode(encoded(".png")).shape == (48, 64, 3)
    assert os.getcwd() == str(tmp_path)
