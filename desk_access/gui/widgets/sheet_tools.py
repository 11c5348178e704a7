"""What of a month is shown, and in which order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QComboBox, QLineEdit, QWidget

from desk_access.gui.theme.icons import Glyph
from desk_access.gui.theme.theme import Theme
from desk_access.gui.theme.tokens import Space, Tone
from desk_access.gui.view_models.sheet import Order, SheetChoice
from desk_access.gui.widgets.button import Button, Kind
from desk_access.gui.widgets.flow_layout import FlowLayout
from desk_access.gui.widgets.segments import Segments


class SheetTools(QWidget):
    """Emits ``changed`` with the new choice."""

    changed = Signal(SheetChoice)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._choice = SheetChoice()
        self._search_icon = QAction(self)
        self.search = QLineEdit()
        self.groups = QComboBox()
        self.order = QComboBox()
        self.problems = Button(theme, self.tr("Only to settle"), Glyph.WARNING, Kind.CHIP)
        self.view = Segments(
            theme,
            self.tr("Rows"),
            ((self.tr("People"), Glyph.PERSON), (self.tr("Groups"), Glyph.PEOPLE)),
        )
        self._fill()
        row = FlowLayout(Space.S)
        self.setLayout(row)
        for widget in (self.search, self.groups, self.order, self.problems, self.view):
            row.addWidget(widget)
        self._dress()
        theme.changed.connect(self._dress)
        self._connect()

    def _fill(self) -> None:
        self.search.setPlaceholderText(self.tr("Search (Ctrl+F)"))
        self.search.setAccessibleName(self.tr("Search people"))
        self.search.setClearButtonEnabled(True)
        self.search.setFixedWidth(180)
        self.search.addAction(self._search_icon, QLineEdit.ActionPosition.LeadingPosition)
        self.groups.setAccessibleName(self.tr("Group"))
        self.groups.addItem(self.tr("All groups"), None)
        self.groups.hide()
        self.order.setAccessibleName(self.tr("Order"))
        for order, words in (
            (Order.PROBLEMS, self.tr("To settle first")),
            (Order.NAME, self.tr("By name")),
            (Order.GROUP, self.tr("By group")),
            (Order.SHORT, self.tr("Fewest hours first")),
        ):
            self.order.addItem(words, order)

    def _connect(self) -> None:
        self.search.textChanged.connect(
            lambda words: self._change(replace(self._choice, words=words.strip()))
        )
        self.groups.currentIndexChanged.connect(
            lambda _place: self._change(replace(self._choice, group=self.groups.currentData()))
        )
        self.order.currentIndexChanged.connect(
            lambda _place: self._change(replace(self._choice, order=self.order.currentData()))
        )
        self.problems.toggled.connect(
            lambda on: self._change(replace(self._choice, problems_only=on))
        )
        self.view.chosen.connect(
            lambda place: self._change(replace(self._choice, by_group=place == 1))
        )

    def _dress(self) -> None:
        self._search_icon.setIcon(self._theme.icon(Glyph.SEARCH, Tone.MUTED))

    @property
    def choice(self) -> SheetChoice:
        """What is chosen."""
        return self._choice

    def show_groups(self, groups: Sequence[str]) -> None:
        """Which groups there are; the one that is chosen stays so while it is among them."""
        shown = [self.groups.itemData(place) for place in range(1, self.groups.count())]
        if shown == list(groups):
            return
        chosen = self.groups.currentData()
        self.groups.blockSignals(True)
        while self.groups.count() > 1:
            self.groups.removeItem(1)
        for group in groups:
            self.groups.addItem(group or self.tr("Without a group"), group)
        self.groups.setCurrentIndex(max(0, self.groups.findData(chosen)))
        self.groups.blockSignals(False)
        self.groups.setVisible(len(groups) > 1)
        self._change(replace(self._choice, group=self.groups.currentData()))

    def show_people_of(self, group: str) -> None:
        """The people of a group, in place of the groups."""
        self.view.choose(0)
        self.groups.setCurrentIndex(max(0, self.groups.findData(group)))
        self._change(replace(self._choice, by_group=False))

    def show_everybody(self) -> None:
        """Take every filter back."""
        self.search.clear()
        self.groups.setCurrentIndex(0)
        self.problems.setChecked(False)

    def _change(self, choice: SheetChoice) -> None:
        if choice != self._choice:
            self._choice = choice
            self.changed.emit(choice)
