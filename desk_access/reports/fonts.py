"""Where this machine keeps typefaces, for pages that carry their letters with them.

One with Hangul is what a page is set in; characters that it lacks are set in whatever other font
here has them.
"""

from __future__ import annotations

import os
import re
import sys
import unicodedata
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final, NamedTuple

from fontTools.ttLib import TTFont


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


class FallbackFonts:
    """Fonts of this machine by the characters that they have; looked for when one is needed."""

    def __init__(self, folders: Iterable[Path] | None = None) -> None:
        self._folders = folders
        self._files: list[Path] | None = None
        self._known: dict[Path, frozenset[int]] = {}

    def having(self, sign: str) -> Path | None:
        """The font that is best for this character, or None."""
        script = unicodedata.name(sign, "-").split()[0].casefold()
        if self._files is None:
            folders = _system_folders() if self._folders is None else self._folders
            self._files = [*_regular_fonts(folders)]
        for file in sorted(self._files, key=lambda each: _distance(each.stem.casefold(), script)):
            if file not in self._known:
                self._known[file] = _characters(file)
            if ord(sign) in self._known[file]:
                return file
        return None


_OTHER_FACES: Final = re.compile(
    r"bold|italic|oblique|light|thin|black|medium|condensed|mono|serif|display|emoji|symbol|cjk"
)
_MOST_FONTS: Final = 2000
_FAMILIES: Final = ("dejavusans", "freesans", "arial", "segoeui", "tahoma", "leelawui", "nirmala")


def _regular_fonts(folders: Iterable[Path]) -> Iterator[Path]:
    """The upright fonts of a usual weight that lie in the folders."""
    count = 0
    for folder in folders:
        for place, _, names in os.walk(folder):
            for name in sorted(names):
                stem, suffix = os.path.splitext(name.casefold())
                if suffix in (".ttf", ".otf") and not _OTHER_FACES.search(stem):
                    count += 1
                    if count > _MOST_FONTS:
                        return
                    yield Path(place, name)


def _distance(stem: str, script: str) -> tuple[int, str]:
    """How far a font is from being made for a script, by its name."""
    if script in stem and "ui" not in stem:
        return (0 if stem.startswith("notosans") else 1), stem
    ranks = [rank for rank, each in enumerate(_FAMILIES, 2) if stem.startswith(each)]
    return (ranks[0] if ranks else len(_FAMILIES) + 2), stem


def _characters(file: Path) -> frozenset[int]:
    """Those that a font has; none for what is no font."""
    try:
        with file.open("rb") as stream, TTFont(stream, lazy=True) as font:
            return frozenset(font.getBestCmap() or ())
    except Exception:
        # A broken file may break its reader in any way, and is no font then.
        return frozenset()


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
