"""Whose hours are looked at: everybody's, a group's, or one person's."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import cast

from PySide6.QtCore import QStringListModel, Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QComboBox, QCompleter, QHBoxLayout, QLineEdit, QWidget

from desk_access.gui.theme.icons import Glyph
from desk_access.gui.theme.theme import Theme
from desk_access.gui.theme.tokens import Space, Tone
from desk_access.model.person import Person


@dataclass(frozen=True, slots=True)
class Whose:
    """At most one of ``group`` and ``code`` is set; ``name`` is what to call them."""

    name: str = ""
    group: str | None = None
    code: str | None = None


class WhoseFields(QWidget):
    """``changed`` carries the choice. A person takes the place of a group, and the other way."""

    changed = Signal(Whose)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._codes: dict[str, Person] = {}
        self._choice = Whose()
        self.group = QComboBox()
        self.group.setAccessibleName(self.tr("Group"))
        self.group.setMinimumWidth(150)
        self.person = QLineEdit()
        self.person.setAccessibleName(self.tr("Only this person"))
        self.person.setPlaceholderText(self.tr("One person"))
        self.person.setClearButtonEnabled(True)
        self.person.setMaximumWidth(240)
        self._icon = QAction(self)
        self.person.addAction(self._icon, QLineEdit.ActionPosition.LeadingPosition)
        completer = QCompleter(QStringListModel(self), self)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        self.person.setCompleter(completer)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(Space.S)
        row.addWidget(self.group)
        row.addWidget(self.person, 1)
        self._dress()
        theme.changed.connect(self._dress)
        self.group.currentIndexChanged.connect(lambda _place: self._group_chosen())
        self.person.textChanged.connect(self._typed)
        completer.activated.connect(self._typed)

    def _dress(self) -> None:
        self._icon.setIcon(self._theme.icon(Glyph.PERSON, Tone.MUTED))

    @property
    def choice(self) -> Whose:
        """Who is chosen."""
        return self._choice

    def set_people(self, people: Sequence[Person]) -> None:
        """Who can be chosen; the choice stays as far as it can."""
        self._codes = {f"{each.name} ({each.code})": each for each in people}
        completer = self.person.completer()
        cast(QStringListModel, completer.model()).setStringList(list(self._codes))
        chosen = self.group.currentText() if self.group.currentIndex() > 0 else ""
        before = self.group.blockSignals(True)
        self.group.clear()
        self.group.addItem(self.tr("Everybody"))
        self.group.addItems(sorted({each.group for each in people if each.group}))
        self.group.setCurrentIndex(max(self.group.findText(chosen), 0) if chosen else 0)
        self.group.blockSignals(before)
        if not self._choice.name:
            self._choice = Whose(self.tr("Everybody"))

    def _group_chosen(self) -> None:
        before = self.person.blockSignals(True)
        self.person.clear()
        self.person.blockSignals(before)
        name = self.group.currentText()
        self._choose(Whose(name, name if self.group.currentIndex() > 0 else None))

    def _typed(self, words: str) -> None:
        person = self._codes.get(words)
        if person is not None:
            before = self.group.blockSignals(True)
            self.group.setCurrentIndex(0)
            self.group.blockSignals(before)
            self._choose(Whose(f"{person.name} ({person.code})", None, person.code))
        elif not words and self._choice.code is not None:
            self._group_chosen()

    def _choose(self, choice: Whose) -> None:
        if choice != self._choice:
            self._choice = choice
            self.changed.emit(choice)
