"""On which days of a cycle a shift is worked: chips for a week, numbers for a rotation."""

from __future__ import annotations

from collections.abc import Collection

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from desk_access.gui.theme.theme import Theme
from desk_access.gui.theme.tokens import Space, Tone
from desk_access.gui.view_models.schedule_draft import WEEK, ScheduleDraft
from desk_access.gui.view_models.schedule_words import day_name, days_as_words, days_from_words
from desk_access.gui.widgets.button import Button, Kind
from desk_access.gui.widgets.flow_layout import FlowLayout
from desk_access.gui.widgets.labels import Role, label, set_tone


class DayChips(QWidget):
    """Emits ``changed`` with the places of the days, from 0; never for words that name none."""

    changed = Signal(object)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._length = WEEK
        self._chips_holder = QWidget()
        flow = FlowLayout(Space.XS)
        self._chips_holder.setLayout(flow)
        self.chips: list[Button] = []
        for _ in range(WEEK):
            chip = Button(theme, "", None, Kind.CHIP)
            chip.clicked.connect(self._chosen)
            self.chips.append(chip)
            flow.addWidget(chip)
        self.numbers = QLineEdit()
        self.numbers.setAccessibleName(self.tr("Days of the cycle"))
        self.numbers.setPlaceholderText("1-4, 6")
        self.numbers.textEdited.connect(self._typed)
        self._wrong = label("", Role.SMALL, wrap=True)
        set_tone(self._wrong, Tone.REFUSED)
        self._wrong.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(Space.XS)
        for widget in (self._chips_holder, self.numbers, self._wrong):
            column.addWidget(widget)

    def show_days(self, draft: ScheduleDraft, days: Collection[int]) -> None:
        """Show on which days of the draft's cycle it is."""
        self._length = draft.length
        self._chips_holder.setVisible(draft.weekly)
        self.numbers.setVisible(not draft.weekly)
        if draft.weekly:
            for day, chip in enumerate(self.chips):
                chip.setText(day_name(draft, day))
                chip.setChecked(day in days)
        if days_from_words(self.numbers.text(), self._length) != frozenset(days):
            self.numbers.setText(days_as_words(days))
        self._wrong.hide()

    def _chosen(self) -> None:
        self.changed.emit({day for day, chip in enumerate(self.chips) if chip.isChecked()})

    def _typed(self, words: str) -> None:
        days = days_from_words(words, self._length)
        if days is not None:
            self.changed.emit(set(days))
        sentence = self.tr("Write days from 1 to {last}, such as 1-4, 6.")
        self._wrong.setText(sentence.format(last=self._length))
        self._wrong.setVisible(days is None)
