"""Encodings in words."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from desk_access.errors import TextReading

translate = QCoreApplication.translate


def reading_text(reading: TextReading) -> str:
    """A sample and the encoding in which it reads so."""
    name = _names().get(reading.encoding)
    known = f"{name}, {reading.encoding}" if name else reading.encoding
    return f"{reading.sample}   ({known})"


def _names() -> dict[str, str]:
    """The scripts and regions for which programs write each encoding."""
    return {
        "cp949": translate("Encoding", "Korean"),
        "iso2022_kr": translate("Encoding", "Korean"),
        "cp1252": translate("Encoding", "Western European"),
        "mac_roman": translate("Encoding", "Western European, old Mac"),
        "cp932": translate("Encoding", "Japanese"),
        "iso2022_jp": translate("Encoding", "Japanese"),
        "gb18030": translate("Encoding", "Chinese, simplified"),
        "big5": translate("Encoding", "Chinese, traditional"),
        "cp1250": translate("Encoding", "Central European"),
        "cp1251": translate("Encoding", "Cyrillic"),
        "cp1253": translate("Encoding", "Greek"),
        "cp1254": translate("Encoding", "Turkish"),
        "cp1255": translate("Encoding", "Hebrew"),
        "cp1256": translate("Encoding", "Arabic"),
        "cp1257": translate("Encoding", "Baltic"),
        "cp1258": translate("Encoding", "Vietnamese"),
        "cp874": translate("Encoding", "Thai"),
    }
