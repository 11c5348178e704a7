"""What the first bytes of a picture claim, before a decoder believes them.

A file of 69 bytes can make a decoder take gigabytes: by a size that no picture has, or by a part
that is longer than the file. So the kind is told by its signature, the parts of the kinds that have
some are walked, and the memory that decoding would take is reckoned.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

MAX_PIXELS: Final = 100_000_000
"""The largest picture that is decoded; desk_access.opencv tells OpenCV's decoders."""

MAX_DECODING: Final = 420 * 2**20
"""Bytes that decoding one picture may take; a little less than what the child process may."""

_BOXED: Final = re.compile(rb"....ftyp(?:avi[fs]|mif1|msf1|hei[cxms]|hev[cxms]|mif2)", re.DOTALL)
_MOST_PARTS: Final = 20_000
_MOST_SCANNED: Final = 2_000_000_000
"""Pixels times scans of a JPEG: each scan goes over the whole picture. 12 scans are usual."""


class NoPicture(ValueError):
    """The bytes are of no kind that is read, or damaged."""


class TooLarge(ValueError):
    """Decoding would take too much memory or time."""


@dataclass(frozen=True, slots=True)
class Claim:
    """What a picture says of itself. ``cost`` is in bytes a pixel while it is decoded."""

    width: int
    height: int
    cost: float = 3

    def check(self) -> None:
        """Raises NoPicture and TooLarge."""
        if self.width < 1 or self.height < 1:
            raise NoPicture
        pixels = self.width * self.height
        if pixels > MAX_PIXELS or pixels * self.cost > MAX_DECODING:
            raise TooLarge


def is_boxed(data: bytes) -> bool:
    """Whether it is an AVIF or a HEIC picture."""
    return _BOXED.match(data) is not None


def check_picture(data: bytes) -> None:
    """Raises NoPicture for what no decoder should see, TooLarge for what would be too much."""
    for signature, read in _KINDS:
        if signature.match(data):
            try:
                read(data).check()
            except (struct.error, IndexError) as error:
                raise NoPicture from error
            return
    raise NoPicture


def _png(data: bytes) -> Claim:
    width, height = struct.unpack_from(">II", data, 16)
    if data[8:16] != b"\0\0\0\rIHDR":
        raise NoPicture
    at, cost = 8, 3.0
    for _ in range(_MOST_PARTS):
        length, kind = struct.unpack_from(">I4s", data, at)
        at += 12 + length
        if at > len(data) or not kind.isalpha():
            raise NoPicture
        if kind == b"acTL":
            cost = 16  # an animation is put together on a canvas of its own
        if kind == b"IEND":
            return Claim(width, height, cost)
    raise NoPicture


def _jpeg(data: bytes) -> Claim:
    at = 2
    for _ in range(_MOST_PARTS):
        while data[at] == 0xFF and data[at + 1] == 0xFF:
            at += 1
        mark, kind, length = struct.unpack_from(">BBH", data, at)
        if mark != 0xFF:
            raise NoPicture
        if 0xC0 <= kind <= 0xCF and kind not in (0xC4, 0xC8, 0xCC):
            return _jpeg_frame(data, at, progressive=kind not in (0xC0, 0xC1, 0xC9))
        if kind in (0xD9, 0xDA):
            raise NoPicture  # its end or its pixels come before its size
        at += 2 if kind == 0x01 or 0xD0 <= kind <= 0xD7 else 2 + length
    raise NoPicture


def _jpeg_frame(data: bytes, at: int, *, progressive: bool) -> Claim:
    height, width, parts = struct.unpack_from(">HHB", data, at + 5)
    scans = data.count(b"\xff\xda", at)
    if width * height * scans > _MOST_SCANNED:
        raise TooLarge
    cost = 3.0
    if progressive or scans > 1:
        # All coefficients are held until the last scan, two bytes each.
        factors = [data[at + 11 + 3 * part] for part in range(parts)]
        each = [(factor >> 4) * (factor & 15) for factor in factors]
        largest = max(factor >> 4 for factor in factors) * max(factor & 15 for factor in factors)
        cost += 2 * sum(each) / max(largest, 1)
    return Claim(width, height, cost)


def _webp(data: bytes) -> Claim:
    kind = data[12:16]
    if kind == b"VP8 ":
        width, height = struct.unpack_from("<HH", data, 26)
        return Claim(width & 0x3FFF, height & 0x3FFF, 8)
    if kind == b"VP8L":
        (bits,) = struct.unpack_from("<I", data, 21)
        return Claim((bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1, 8)
    if kind == b"VP8X":
        width, height = (int.from_bytes(data[at : at + 3], "little") + 1 for at in (24, 27))
        return Claim(width, height, 16 if data[20] & 2 else 8)
    raise NoPicture


def _bmp(data: bytes) -> Claim:
    (length,) = struct.unpack_from("<I", data, 14)
    width, height = struct.unpack_from("<HH" if length == 12 else "<ii", data, 18)
    return Claim(abs(width), abs(height))


def _gif(data: bytes) -> Claim:
    width, height = struct.unpack_from("<HH", data, 6)
    return Claim(width, height, 16)


def _tiff(data: bytes) -> Claim:
    order = "<" if data[:2] == b"II" else ">"
    big = struct.unpack_from(f"{order}H", data, 2)[0] == 43
    (at,) = struct.unpack_from(f"{order}{'Q' if big else 'I'}", data, 8 if big else 4)
    (count,) = struct.unpack_from(f"{order}{'Q' if big else 'H'}", data, at)
    at, step = at + (8 if big else 2), 20 if big else 12
    found: dict[int, int] = {}
    for place in range(min(count, 4096)):
        tag, kind = struct.unpack_from(f"{order}HH", data, at + place * step)
        if kind in (3, 4, 16):  # SHORT, LONG, LONG8; their first value stands at the entry's end
            form = {3: "H", 4: "I", 16: "Q"}[kind]
            offset = at + place * step + (12 if big else 8)
            found[tag] = struct.unpack_from(f"{order}{form}", data, offset)[0]
    whole = Claim(found.get(256, 0), found.get(257, 0), 12)
    if 322 in found or 323 in found:  # a tile may be larger than its picture
        Claim(found.get(322, 0), found.get(323, 0), 12).check()
    return whole


def _boxes(data: bytes) -> Claim:
    """AVIF and HEIC: the largest of the sizes that its items claim (``ispe``)."""
    sizes = re.findall(rb"ispe\0{4}(.{4})(.{4})", data, re.DOTALL)
    if not sizes:
        raise NoPicture
    each = [(int.from_bytes(across), int.from_bytes(down)) for across, down in sizes]
    width, height = max(each, key=lambda size: size[0] * size[1])
    return Claim(width, height, 12)


def _jpeg_2000(data: bytes) -> Claim:
    at = data.find(b"\xff\x4f\xff\x51")
    if at < 0:
        raise NoPicture
    right, down, left, top = struct.unpack_from(">IIII", data, at + 8)
    across, deep = struct.unpack_from(">II", data, at + 24)
    if not across or not deep or -(-right // across) * -(-down // deep) > _MOST_PARTS:
        raise TooLarge
    return Claim(right - left, down - top, 28)


def _netpbm(data: bytes) -> Claim:
    head = re.match(rb"P[2356](?:\s+|#[^\n]*\n)+(\d{1,9})\s+(?:#[^\n]*\n)*(\d{1,9})\s", data)
    if head is None:
        raise NoPicture
    return Claim(int(head[1]), int(head[2]))


_KINDS: Final[tuple[tuple[re.Pattern[bytes], Callable[[bytes], Claim]], ...]] = tuple(
    (re.compile(signature, re.DOTALL), read)
    for signature, read in (
        (rb"\xff\xd8\xff", _jpeg),
        (rb"\x89PNG\r\n\x1a\n", _png),
        (rb"RIFF....WEBP", _webp),
        (rb"BM", _bmp),
        (rb"GIF8[79]a", _gif),
        (rb"II[*+]\0|MM\0[*+]", _tiff),
        (_BOXED.pattern, _boxes),
        (rb"\0\0\0\x0cjP  \r\n\x87\n|\xff\x4f\xff\x51", _jpeg_2000),
        (rb"P[2356]", _netpbm),
    )
)
