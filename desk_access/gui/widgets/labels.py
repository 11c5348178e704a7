"""Labels, cards and lines in the window's roles: the style sheet gives each its looks."""

from __future__ import annotations

from enum import StrEnum

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractSpinBox, QFrame, QLabel, QLineEdit, QScrollArea, QWidget

from desk_access.gui.theme.tokens import Space, Tone


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


def scroll_area(inside: QWidget) -> QScrollArea:
    """``inside``, scrolled up and down where it is higher than its room."""
    area = QScrollArea()
    area.setWidgetResizable(True)
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setWidget(inside)
    return area


def indent(field: QAbstractSpinBox, width: int) -> None:
    """Make a field with arrows so wide, its words as far from the edge as in other fields.

    The style sheet cannot: a spin box gives its inner line no padding.
    """
    field.setFixedWidth(width)
    for inner in field.findChildren(QLineEdit):
        inner.setTextMargins(Space.S, 0, 0, 0)
