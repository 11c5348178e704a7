"""The parts of a workbook, weighed before any library makes objects of them.

A file of a few hundred kilobytes may unpack to millions of styles or texts. What a part claims to
unpack to is a bound that zipfile keeps; how many elements it has is counted without parsing it.
"""

from __future__ import annotations

import re
import zipfile
from collections import Counter
from typing import Final

MAX_UNPACKED: Final = 128 * 2**20
"""Bytes of all parts. 50,000 rows of ten cells have about 25 million; a sheet of a million rows of
two cells has 136 million, and takes 30 s to be read to its end."""

_MOST_PARTS: Final = 1_000
_MOST_RATIO: Final = 250
_LEAST_SUSPECTED: Final = 4 * 2**20
"""A part that unpacks to less may be packed as tightly as it likes."""

_MOST_TAGS: Final = {b"worksheet": 2_500_000, b"sst": 1_000_000, b"workbook": 5_000}
"""Of a sheet (50,000 rows of ten cells have 2.1 million), the shared texts, the list of sheets."""

_MOST_OTHERS: Final = 30_000
"""Tags of any other part. Templates have some hundreds of styles; openpyxl needs 80 µs for each."""

_MOST_OF: Final = {b"workbook": (b"sheet", 255), b"sst": (b"si", 160_000)}
"""Sheets, and shared texts: 50,000 people have 150,000, for which openpyxl needs 3 s."""

_ROOT: Final = re.compile(rb"<(?:\w{1,30}:)?(worksheet|sst|workbook)\b")
_COUNTED: Final = re.compile(rb"<(?:\w{1,30}:)?(sheet|si)[\s/>]")
_DECLARED: Final = re.compile(rb"<\0?!\0?(?:D\0?O\0?C\0?T|E\0?N\0?T\0?I)", re.IGNORECASE)
_COLUMN: Final = re.compile(rb"""\br\s*=\s*["']([A-Za-z]{2,})\d""")
_LAST: Final = 16_384
_LONGEST: Final = 64
_HEAD: Final = 8192
_BEFORE_XML: Final = b"\xef\xbb\xbf\xff\xfe\0 \t\r\n"
_CHUNK: Final = 2**20
_WINDOW: Final = 2**17
"""Of so many bytes one begins a tag: a cell of Excel has 32,767 characters."""


class PartsRefused(ValueError):
    """Why a workbook is not read, to go on from its name, and what to do."""

    def __init__(self, why: str, cure: str) -> None:
        super().__init__(why)
        self.cure = cure


def check_parts(archive: zipfile.ZipFile) -> int:
    """Raises PartsRefused for more than a table needs. Gives the farthest column of any sheet."""
    parts = archive.infolist()
    twice = [name for name, count in Counter(part.filename for part in parts).items() if count > 1]
    if twice or len(parts) > _MOST_PARTS:
        raise _odd(f"has the part {twice[0][:100]} twice" if twice else "has thousands of parts")
    if any(part.flag_bits & 1 for part in parts):
        raise PartsRefused("is protected by a password", "Save it without one, or as CSV.")
    unpacked = sum(part.file_size for part in parts)
    if unpacked > MAX_UNPACKED:
        raise _much(f"unpacks to {unpacked // 2**20} MB, too much for a table")
    for part in parts:
        if part.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise _odd("is packed as no Excel workbook is")
        dense = part.file_size > _MOST_RATIO * max(part.compress_size, 1)
        if dense and part.file_size > _LEAST_SUSPECTED:
            raise _odd(f"unpacks to more than {_MOST_RATIO} times its size")
    return max((_weigh(archive, part) for part in parts), default=1)


def _weigh(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> int:
    """Count the tags of a part; the farthest column that it names where that is beyond the 26th."""
    columns, tags, counted, kept = 1, 0, 0, b""
    with archive.open(part) as stream:
        chunk = stream.read(_CHUNK)
        if not chunk.lstrip(_BEFORE_XML).startswith(b"<"):
            return columns  # a picture, or something that nobody reads
        root = _ROOT.search(chunk, 0, _HEAD)
        kind = root[1] if root else b""
        limit = _MOST_TAGS.get(kind, _MOST_OTHERS)
        what, most = _MOST_OF.get(kind, (b"", 0))
        while chunk:
            tags += chunk.count(b"<")
            text = kept + chunk  # what is looked for may lie across two pieces
            if what:
                counted += _COUNTED.findall(chunk).count(what)
            if tags > limit or counted > most or _has_gap(chunk):
                raise _much(f"has more in {part.filename[:100]} than a table needs")
            if _DECLARED.search(text):
                raise _odd("declares entities of its own, which no Excel does")
            if kind == b"worksheet":
                columns = max([columns, *map(_column, _COLUMN.findall(text))])
            kept, chunk = text[-_LONGEST:], stream.read(_CHUNK)
    return columns


def _has_gap(chunk: bytes) -> bool:
    starts = range(0, len(chunk) - _WINDOW + 1, _WINDOW)
    return any(chunk.find(b"<", at, at + _WINDOW) < 0 for at in starts)


def _column(letters: bytes) -> int:
    found = 0
    for letter in letters[:4].upper():
        found = found * 26 + letter - 64
    if found > _LAST:
        raise _odd(f"has a column {letters[:12].decode()}, beyond the last one of Excel")
    return found


def _much(why: str) -> PartsRefused:
    return PartsRefused(why, "Copy the rows that matter into a new workbook.")


def _odd(why: str) -> PartsRefused:
    return PartsRefused(why, "Open it in Excel, and save it again as a workbook (.xlsx).")
