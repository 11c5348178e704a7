"""Asks before something is lost, and says what."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desk_access.gui.dialogs.dialog import Dialog
from desk_access.gui.theme.icons import Glyph
from desk_access.gui.theme.theme import Theme
from desk_access.gui.theme.tokens import Space, Tone
from desk_access.gui.widgets.button import Button, Kind
from desk_access.gui.widgets.glyph_view import GlyphView
from desk_access.gui.widgets.labels import Role, label


class ConfirmDialog(Dialog):
    """A question with its consequence. ``confirmed`` when the person said yes; Enter says no."""

    confirmed = Signal()

    def __init__(
        self,
        theme: Theme,
        parent: QWidget,
        question: str,
        loss: str,
        yes: str,
        glyph: Glyph,
        no: str = "",
    ) -> None:
        super().__init__(parent, question)
        self.yes = Button(theme, yes, glyph, Kind.DANGER)
        self.yes.clicked.connect(self._confirm)
        self.no = Button(theme, no or self.tr("Keep everything"))
        self.no.setDefault(True)
        self.no.clicked.connect(self.reject)
        words = QVBoxLayout()
        words.setSpacing(Space.S)
        words.addWidget(label(question, Role.HEADING, wrap=True))
        words.addWidget(label(loss, Role.BODY, wrap=True))
        top = QHBoxLayout()
        top.setSpacing(Space.L)
        top.addWidget(GlyphView(theme, Glyph.WARNING, Tone.REFUSED, 56, circle=True))
        top.addLayout(words, 1)
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        buttons.addWidget(self.yes)
        buttons.addWidget(self.no)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(Space.XL, Space.XL, Space.XL, Space.L)
        layout.setSpacing(Space.XL)
        layout.addLayout(top)
        layout.addLayout(buttons)
        self.setMinimumWidth(520)
        self.no.setFocus()

    def _confirm(self) -> None:
        self.accept()
        self.confirmed.emit()
