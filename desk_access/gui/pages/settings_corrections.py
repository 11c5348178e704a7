"""Who approves corrections of people's hours."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, Signal
from PySide6.QtWidgets import QComboBox

from desk_access.config import Approval, CorrectionSettings
from desk_access.gui.theme.icons import Glyph
from desk_access.gui.theme.theme import Theme
from desk_access.gui.view_models.correction_words import approval_sentence, approval_word
from desk_access.gui.widgets.section import Section


class CorrectionsSection(Section):
    """Whether a correction counts at once, or after somebody else looked at it."""

    changed = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__(
            theme,
            Glyph.RENAME,
            QCoreApplication.translate("CorrectionsSection", "Corrections of hours"),
        )
        self.approval = QComboBox()
        self.approval.setFixedWidth(300)
        for approval in Approval:
            self.approval.addItem(approval_word(approval), approval)
        self._meaning = self.add_row(self.tr("A correction counts"), self.approval, " ")
        self.approval.currentIndexChanged.connect(self._changed)

    def show_settings(self, settings: CorrectionSettings) -> None:
        """Show this policy."""
        self.approval.blockSignals(True)
        self.approval.setCurrentIndex(list(Approval).index(settings.approval))
        self.approval.blockSignals(False)
        self._explain()

    def value(self) -> CorrectionSettings:
        """What is set."""
        return CorrectionSettings(Approval(self.approval.currentData()))

    def _changed(self) -> None:
        self._explain()
        self.changed.emit()

    def _explain(self) -> None:
        words = approval_sentence(self.value().approval)
        self._meaning.setText(words)
        self.approval.setAccessibleDescription(words)
