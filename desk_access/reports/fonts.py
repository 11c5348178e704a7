"""Where this machine keeps a typeface with Hangul, for pages that carry their letters with them."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final, NamedTuple


class FontFile(NamedTuple):
    """A face; ``place`` is its number in a file that holds several."""

    path: Path
    place: int = 0


class Typeface(NamedTuple):
    """What a page is set in; ``bold`` is the same as ``regular`` where there is no bolder one."""

    regular: FontFile
    bold: FontFile


_KNOWN: Final = (
    # Files with several faces have the Korean one second (the others draw Chinese otherwise).
    (("NotoSansCJK-Regular.ttc", 1), ("NotoSansCJK-Bold.ttc", 1)),
    (("NotoSansCJKkr-Regular.otf", 0), ("NotoSansCJKkr-Bold.otf", 0)),
    (("NotoSansKR-Regular.otf", 0), ("NotoSansKR-Bold.otf", 0)),
    (("NotoSansKR-Regular.ttf", 0), ("NotoSansKR-Bold.ttf", 0)),
    (("malgun.ttf", 0), ("malgunbd.ttf", 0)),
    (("AppleSDGothicNeo.ttc", 0), None),
    (("NanumGothic.ttf", 0), ("NanumGothicBold.ttf", 0)),
    (("NanumBarunGothic.ttf", 0), ("NanumBarunGothicBold.ttf", 0)),
)
"""Noto, Malgun Gothic (Windows), Apple SD Gothic Neo (macOS), Nanum: the better ones first."""


_BEGINNINGS: Final = (b"\x00\x01\x00\x00", b"OTTO", b"true", b"ttcf")


def hangul_typeface(folders: Iterable[Path] | None = None) -> Typeface | None:
    """The best that lies in ``folders`` (the system's), None without any."""
    wanted = {name for pair in _KNOWN for each in pair if each for name in each[:1]}
    there: dict[str, Path] = {}
    for folder in _system_folders() if folders is None else folders:
        for place, _, names in os.walk(folder):
            for name in wanted.intersection(names):
                if name not in there and _holds_letters(file := Path(place, name)):
                    there[name] = file
    for regular, bold in _KNOWN:
        if regular[0] in there:
            plain = FontFile(there[regular[0]], regular[1])
            if bold is None or bold[0] not in there:
                return Typeface(plain, plain)
            return Typeface(plain, FontFile(there[bold[0]], bold[1]))
    return None


def _holds_letters(file: Path) -> bool:
    """Whether it begins as OpenType does, and not as what a failed copy left behind."""
    try:
        with file.open("rb") as stream:
            return stream.read(4) in _BEGINNINGS
    except OSError:
        return False


def _system_folders() -> Iterator[Path]:
    home = Path.home()
    if sys.platform == "win32":
        yield Path(os.environ.get("WINDIR", r"C:\Windows"), "Fonts")
        yield home / "AppData/Local/Microsoft/Windows/Fonts"
    elif sys.platform == "darwin":
        yield from (Path("/System/Library/Fonts"), Path("/Library/Fonts"), home / "Library/Fonts")
    else:
        yield from (Path("/usr/share/fonts"), Path("/usr/local/share/fonts"))
        yield from (home / ".local/share/fonts", home / ".fonts")
