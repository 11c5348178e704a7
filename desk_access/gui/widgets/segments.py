"""A switch between a few views: one of several is on."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QButtonGroup, QFrame, QHBoxLayout

from desk_access.gui.theme.icons import Glyph
from desk_access.gui.theme.theme import Theme
from desk_access.gui.widgets.button import Button, Kind


class Segments(QFrame):
    """Emits :attr:`chosen` with the place of the segment that a person switched on."""

    chosen = Signal(int)

    def __init__(self, theme: Theme, name: str, items: Sequence[tuple[str, Glyph | None]]) -> None:
        super().__init__()
        self.setProperty("role", "segments")
        self.setAccessibleName(name)
        self._group = QButtonGroup(self)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(2, 2, 2, 2)
        layout.setSpacing(2)
        for place, (word, glyph) in enumerate(items):
            button = Button(theme, word, glyph, Kind.SEGMENT)
            self._group.addButton(button, place)
            layout.addWidget(button)
        self._group.button(0).setChecked(True)
        self._group.idClicked.connect(self.chosen.emit)

    def current(self) -> int:
        """The place of the segment that is on."""
        return self._group.checkedId()

    def choose(self, place: int) -> None:
        """Switch a segment on without telling anybody."""
        self._group.button(place).setChecked(True)
