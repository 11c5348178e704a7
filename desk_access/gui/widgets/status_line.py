"""The thin line at the foot: cameras and their rate, frames dropped, device, database, clock."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

from desk_access.gui.theme.icons import Glyph
from desk_access.gui.theme.theme import Theme
from desk_access.gui.theme.tokens import Space, Tone
from desk_access.gui.view_models.status_words import StatusPart
from desk_access.gui.widgets.glyph_view import GlyphView
from desk_access.gui.widgets.labels import label, set_tone


class StatusItem(QWidget):
    """An icon and a few words."""

    def __init__(self, theme: Theme, glyph: Glyph) -> None:
        super().__init__()
        self._glyph = glyph
        self._icon = GlyphView(theme, glyph, Tone.MUTED, 16)
        self._words: QLabel = label("")
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(6)
        layout.addWidget(self._icon)
        layout.addWidget(self._words)

    @property
    def words(self) -> str:
        """What is shown."""
        return self._words.text()

    def show_part(self, part: StatusPart) -> None:
        """Show words and, for what is not as it should be, their tone."""
        if part.words != self._words.text():
            self._words.setText(part.words)
        warned = part.tone in (Tone.LOOK_AGAIN, Tone.REFUSED)
        set_tone(self._words, part.tone if warned else None)
        self._icon.show_glyph(Glyph.WARNING if warned else self._glyph, part.tone)
        self.setToolTip(part.detail)
        self.setVisible(bool(part.words))


class StatusLine(QWidget):
    """Filled twice a second by the window."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.setObjectName("statusLine")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAccessibleName(self.tr("State of the program"))
        self.setFixedHeight(32)
        self.cameras = StatusItem(theme, Glyph.CAMERA)
        self.dropped = StatusItem(theme, Glyph.DROPPED)
        self.device = StatusItem(theme, Glyph.DEVICE)
        self.database = StatusItem(theme, Glyph.DATABASE)
        self.clock = StatusItem(theme, Glyph.CLOCK)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(Space.L, 0, Space.L, 0)
        layout.setSpacing(Space.XL)
        for item in (self.cameras, self.dropped, self.device, self.database):
            item.hide()
            layout.addWidget(item)
        layout.addStretch(1)
        layout.addWidget(self.clock)
