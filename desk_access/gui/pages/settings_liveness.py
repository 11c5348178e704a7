"""Whether a face must be alive, and how that is made sure of."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, Signal
from PySide6.QtWidgets import QComboBox

from desk_access.config import LivenessSettings
from desk_access.gui.theme.icons import Glyph
from desk_access.gui.theme.theme import Theme
from desk_access.gui.view_models.liveness_words import policy_sentence, policy_word
from desk_access.gui.widgets.section import Section
from desk_access.model.liveness import LivenessPolicy


class LivenessSection(Section):
    """The policy of all cameras that have none of their own."""

    changed = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__(
            theme,
            Glyph.LOOKING,
            QCoreApplication.translate("LivenessSection", "Pictures of people"),
        )
        self.policy = QComboBox()
        self.policy.setFixedWidth(300)
        self.policy.setAccessibleName(self.tr("Against photographs and films"))
        for policy in LivenessPolicy:
            self.policy.addItem(policy_word(policy), policy)
        self._meaning = self.add_row(self.tr("Photographs and films"), self.policy, " ")
        self.policy.currentIndexChanged.connect(self._changed)

    def show_settings(self, settings: LivenessSettings) -> None:
        """Show this policy."""
        self.policy.blockSignals(True)
        self.policy.setCurrentIndex(list(LivenessPolicy).index(settings.policy))
        self.policy.blockSignals(False)
        self._explain()

    def value(self) -> LivenessSettings:
        """What is set."""
        return LivenessSettings(LivenessPolicy(self.policy.currentData()))

    def _changed(self) -> None:
        self._explain()
        self.changed.emit()

    def _explain(self) -> None:
        words = policy_sentence(self.value().policy)
        self._meaning.setText(words)
        self.policy.setAccessibleDescription(words)
