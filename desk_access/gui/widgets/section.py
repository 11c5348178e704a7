"""A card of the Settings page: a heading and rows of a label, a field and what it does."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QGridLayout, QLabel, QVBoxLayout, QWidget

from desk_access.gui.theme.icons import Glyph
from desk_access.gui.theme.theme import Theme
from desk_access.gui.theme.tokens import Space, Tone
from desk_access.gui.widgets.glyph_view import GlyphView
from desk_access.gui.widgets.labels import Role, label

_LABEL_WIDTH = 190


class Section(QFrame):
    """Rows are added top down; a row's help stands under its field."""

    def __init__(self, theme: Theme, glyph: Glyph, heading: str) -> None:
        super().__init__()
        self.theme = theme
        self.setProperty("role", "card")
        self.setAccessibleName(heading)
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(Space.XL, Space.L, Space.XL, Space.L)
        self._grid.setHorizontalSpacing(Space.L)
        self._grid.setVerticalSpacing(Space.M)
        self._grid.setColumnMinimumWidth(0, _LABEL_WIDTH)
        self._grid.setColumnStretch(1, 1)
        head = QGridLayout()
        head.setHorizontalSpacing(Space.S)
        head.addWidget(GlyphView(theme, glyph, Tone.ACCENT, 22), 0, 0)
        head.addWidget(label(heading, Role.LARGE), 0, 1)
        head.setColumnStretch(1, 1)
        self._grid.addLayout(head, 0, 0, 1, 2)

    def add_row(self, name: str, field: QWidget, help_text: str = "") -> QLabel:
        """A labelled field; returns the label of its help, empty or not."""
        row = self._grid.rowCount()
        title = label(name)
        title.setBuddy(field)
        title.setMinimumHeight(34)
        if not field.accessibleName():
            field.setAccessibleName(name)
        column = QVBoxLayout()
        column.setSpacing(Space.XS)
        column.addWidget(field, 0, Qt.AlignmentFlag.AlignLeft)
        explained = label(help_text, Role.SMALL, wrap=True)
        field.setAccessibleDescription(help_text)
        column.addWidget(explained)
        self._grid.addWidget(title, row, 0, Qt.AlignmentFlag.AlignTop)
        self._grid.addLayout(column, row, 1)
        explained.setVisible(bool(help_text))
        return explained

    def add_wide(self, widget: QWidget) -> None:
        """Something over both columns."""
        self._grid.addWidget(widget, self._grid.rowCount(), 0, 1, 2)
