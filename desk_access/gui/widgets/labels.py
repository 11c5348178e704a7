"""Labels in the window's roles: the style sheet gives each its size and colour."""

from __future__ import annotations

from enum import StrEnum

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QLabel, QWidget

from desk_access.gui.theme.tokens import Tone


class Role(StrEnum):
    """What a label is on its page."""

    TITLE = "title"
    HEADING = "heading"
    LARGE = "large"
    STRONG = "strong"
    BODY = "body"
    MUTED = "muted"
    SMALL = "small"


def label(text: str, role: Role = Role.BODY, wrap: bool = False) -> QLabel:
    """A plain-text label: nothing that a person typed is ever read as markup."""
    made = QLabel(text)
    made.setTextFormat(Qt.TextFormat.PlainText)
    made.setProperty("role", role.value)
    made.setWordWrap(wrap)
    return made


def set_tone(widget: QWidget, tone: Tone | None) -> None:
    """Colour a label or strip by its meaning."""
    value = tone.value if tone is not None else ""
    if widget.property("tone") == value:
        return
    widget.setProperty("tone", value)
    widget.style().unpolish(widget)
    widget.style().polish(widget)


def card() -> QFrame:
    """An empty card."""
    made = QFrame()
    made.setProperty("role", "card")
    return made


def line() -> QFrame:
    """A thin line between two parts."""
    made = QFrame()
    made.setProperty("role", "line")
    return made
