"""What became of each photo: accepted, or why not."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QScrollArea, QVBoxLayout, QWidget

from desk_access.gui.theme.icons import Glyph
from desk_access.gui.theme.theme import Theme
from desk_access.gui.theme.tokens import Space, Tone
from desk_access.gui.view_models.moments import number_text
from desk_access.gui.widgets.glyph_view import GlyphView
from desk_access.gui.widgets.labels import Role, label
from desk_access.model.enrolment import PhotoRow

_SHOWN = 200


class PhotoRows(QWidget):
    """A list with an icon, the file's name and the reason. Hidden while there is none."""

    def __init__(self, theme: Theme, height: int = 220) -> None:
        super().__init__()
        self._theme = theme
        self._area = QScrollArea()
        self._area.setWidgetResizable(True)
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._area.setMaximumHeight(height)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, Space.M, 0, 0)
        layout.addWidget(label(self.tr("Photos"), Role.STRONG))
        layout.addWidget(self._area)
        self.hide()

    def show_rows(self, rows: Sequence[PhotoRow]) -> None:
        """Show these; an empty list hides all."""
        inside = QWidget()
        grid = QGridLayout(inside)
        grid.setContentsMargins(0, 0, Space.M, 0)
        grid.setHorizontalSpacing(Space.M)
        grid.setColumnStretch(2, 1)
        for place, row in enumerate(rows[:_SHOWN]):
            glyph, tone = (
                (Glyph.GOOD, Tone.GOOD) if row.accepted else (Glyph.WARNING, Tone.LOOK_AGAIN)
            )
            name = label(row.path.name)
            name.setToolTip(str(row.path))
            grid.addWidget(GlyphView(self._theme, glyph, tone, 18), place, 0)
            grid.addWidget(name, place, 1)
            grid.addWidget(label(row.reason, Role.MUTED, wrap=True), place, 2)
        more = len(rows) - _SHOWN
        if more > 0:
            words = self.tr("… and {count} more").format(count=number_text(more))
            grid.addWidget(label(words, Role.MUTED), _SHOWN, 1)
        grid.setRowStretch(_SHOWN + 1, 1)
        self._area.setWidget(inside)
        self.setVisible(bool(rows))
