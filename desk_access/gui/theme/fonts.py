"""The window's typefaces: the system's own, with Hangul behind it."""

from __future__ import annotations

from PySide6.QtGui import QFont, QFontDatabase, QFontInfo

from desk_access.gui.theme.tokens import Type

# Behind the system's face, so that a Korean name is never a row of boxes.
_HANGUL = ("Malgun Gothic", "Apple SD Gothic Neo", "Noto Sans KR", "Noto Sans CJK KR")
# A Linux without a desktop has no face of its own: fontconfig's last resort is DejaVu, which is
# too wide for tables and banners.
_LAST_RESORTS = ("DejaVu Sans", "Bitstream Vera Sans")
_PREFERRED = ("Inter", "Noto Sans", "Cantarell", "Ubuntu", *_HANGUL)


def families() -> list[str]:
    """The families to use, first to last, of those that the machine has."""
    system = QFontInfo(QFontDatabase.systemFont(QFontDatabase.SystemFont.GeneralFont)).family()
    present = set(QFontDatabase.families())
    wanted = [*_PREFERRED, system] if system in _LAST_RESORTS else [system, *_HANGUL]
    found = [family for family in dict.fromkeys(wanted) if family in present]
    return found or [system]


def body_font() -> QFont:
    """The application's font."""
    font = QFont()
    font.setFamilies(families())
    font.setPixelSize(Type.BODY)
    return font


def sized(pixels: int, weight: QFont.Weight = QFont.Weight.Normal, tabular: bool = False) -> QFont:
    """The window's face at a size; ``tabular`` gives all figures one width, for columns."""
    font = body_font()
    font.setPixelSize(pixels)
    font.setWeight(weight)
    if tabular:
        font.setFeature(QFont.Tag("tnum"), 1)
    return font
