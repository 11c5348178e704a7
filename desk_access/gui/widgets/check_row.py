"""What a guided enrolment waits for: a word for each thing, ticked while it is right."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

from desk_access.gui.theme.icons import Glyph
from desk_access.gui.theme.theme import Theme
from desk_access.gui.theme.tokens import Space, Tone
from desk_access.gui.view_models.enrol_words import check_word
from desk_access.gui.widgets.glyph_view import GlyphView
from desk_access.gui.widgets.labels import Role, label, set_tone
from desk_access.model.enrolment import LookCheck

_SIDE = 18


class CheckRow(QWidget):
    """A row of words with an icon each; the icon, the colour and the tool tip say the same."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.setAccessibleName(self.tr("What the picture needs"))
        self._shown: Mapping[LookCheck, bool] | None = None
        self.items: dict[LookCheck, tuple[GlyphView, QLabel]] = {}
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(Space.XS)
        row.addStretch(1)
        for check in LookCheck:
            glyph = GlyphView(theme, Glyph.WAITING, Tone.MUTED, _SIDE)
            word = label(check_word(check), Role.SMALL)
            self.items[check] = glyph, word
            row.addWidget(glyph, 0, Qt.AlignmentFlag.AlignVCenter)
            row.addWidget(word)
            row.addSpacing(Space.M)
        row.addStretch(1)
        self.show_checks({})

    def show_checks(self, checks: Mapping[LookCheck, bool]) -> None:
        """Show what is right and what is waited for; a check that is absent is not known yet."""
        if checks == self._shown:
            return
        self._shown = dict(checks)
        for check, (glyph, word) in self.items.items():
            shown, tone, state = {
                True: (Glyph.GOOD, Tone.GOOD, self.tr("right")),
                False: (Glyph.WARNING, Tone.LOOK_AGAIN, self.tr("waiting for this")),
                None: (Glyph.WAITING, Tone.MUTED, self.tr("not seen yet")),
            }[checks.get(check)]
            glyph.show_glyph(shown, tone)
            set_tone(word, Tone.LOOK_AGAIN if checks.get(check) is False else None)
            for part in (glyph, word):
                part.setToolTip(f"{check_word(check)}: {state}")
