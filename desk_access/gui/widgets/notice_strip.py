"""A strip above a page's body: something that needs to be known, with what can be done about it."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QProgressBar, QVBoxLayout, QWidget

from desk_access.gui.theme.icons import Glyph
from desk_access.gui.theme.theme import Theme
from desk_access.gui.theme.tokens import Space, Tone
from desk_access.gui.widgets.button import Button
from desk_access.gui.widgets.glyph_view import GlyphView
from desk_access.gui.widgets.labels import label, set_tone

_GLYPHS = {Tone.GOOD: Glyph.GOOD, Tone.LOOK_AGAIN: Glyph.WARNING, Tone.REFUSED: Glyph.FAILED}


class NoticeStrip(QFrame):
    """Hidden until there is a notice. ``acted`` is its button."""

    acted = Signal()

    def __init__(self, theme: Theme, action: str = "") -> None:
        super().__init__()
        self.setProperty("role", "strip")
        self._glyph = GlyphView(theme, Glyph.WARNING, Tone.LOOK_AGAIN, 22)
        self._words = label("", wrap=True)
        self._bar = QProgressBar(textVisible=False, maximum=1000)
        self._bar.hide()
        self._button = Button(theme, action)
        self._button.clicked.connect(self.acted.emit)
        words: QVBoxLayout = QVBoxLayout()
        words.addWidget(self._words)
        words.addWidget(self._bar)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(Space.M, Space.S, Space.S, Space.S)
        layout.setSpacing(Space.M)
        layout.addWidget(self._glyph)
        layout.addLayout(words, 1)
        layout.addWidget(self._button)
        self._button.setVisible(bool(action))
        self.hide()

    @property
    def button(self) -> QWidget:
        """The strip's button."""
        return self._button

    @property
    def words(self) -> str:
        """What the strip says."""
        return self._words.text()

    def say(self, words: str, tone: Tone = Tone.LOOK_AGAIN) -> None:
        """Show a notice; empty words hide the strip."""
        if words != self._words.text():
            self._words.setText(words)
            self.setAccessibleName(words)
        self._glyph.show_glyph(_GLYPHS[tone], tone)
        set_tone(self, tone)
        self.setVisible(bool(words))

    def progress(self, share: float | None) -> None:
        """How far it is, 0 to 1, in place of the button; None when nothing goes on."""
        self._bar.setVisible(share is not None)
        self._button.setEnabled(share is None)
        if share is not None:
            self._bar.setValue(round(share * 1000))
