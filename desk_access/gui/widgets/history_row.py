"""One change of the gallery, with the button that takes it back."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout

from desk_access.gui.theme.icons import Glyph
from desk_access.gui.theme.theme import Theme
from desk_access.gui.theme.tokens import Space, Tone
from desk_access.gui.view_models.history_words import GLYPHS, history_detail, history_sentence
from desk_access.gui.widgets.button import Button
from desk_access.gui.widgets.glyph_view import GlyphView
from desk_access.gui.widgets.labels import Role, label
from desk_access.model.history import HistoryEntry


class HistoryRow(QFrame):
    """``undo_asked`` is its button; undone and final changes have none."""

    undo_asked = Signal()

    def __init__(
        self, theme: Theme, entry: HistoryEntry, undone: HistoryEntry | None, zone: ZoneInfo
    ) -> None:
        super().__init__()
        self.number = entry.number
        self.sentence = history_sentence(entry, undone)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, Space.S, Space.M, Space.S)
        row.setSpacing(Space.M)
        tone = Tone.MUTED if entry.undone else Tone.ACCENT
        row.addWidget(GlyphView(theme, GLYPHS[entry.action], tone, 22))
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(label(self.sentence, Role.MUTED if entry.undone else Role.BODY, wrap=True))
        words.addWidget(label(history_detail(entry, zone), Role.SMALL, wrap=True))
        row.addLayout(words, 1)
        self.undo = Button(theme, self.tr("Undo"), Glyph.UNDO)
        self.undo.setAccessibleDescription(self.sentence)
        self.undo.clicked.connect(self.undo_asked.emit)
        self.undo.setVisible(entry.undoable and not entry.undone)
        if entry.undone or not entry.undoable:
            why = self.tr("undone") if entry.undone else self.tr("final")
            row.addWidget(label(why, Role.SMALL), 0, Qt.AlignmentFlag.AlignVCenter)
        row.addWidget(self.undo, 0, Qt.AlignmentFlag.AlignVCenter)
