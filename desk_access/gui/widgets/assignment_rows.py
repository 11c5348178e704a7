"""Who has a schedule, a row each, with what can be done about it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desk_access.gui.theme.icons import Glyph
from desk_access.gui.theme.theme import Theme
from desk_access.gui.theme.tokens import Space, Tone
from desk_access.gui.view_models.schedule_words import period_words, whose_words
from desk_access.gui.widgets.button import Button, Kind
from desk_access.gui.widgets.glyph_view import GlyphView
from desk_access.gui.widgets.labels import Role, label
from desk_access.model.schedule import Assignment


class AssignmentRows(QWidget):
    """``change_asked`` and ``remove_asked`` carry the assignment."""

    change_asked = Signal(Assignment)
    remove_asked = Signal(Assignment)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self.rows: list[QWidget] = []
        self._list = QVBoxLayout(self)
        self._list.setContentsMargins(0, 0, 0, 0)
        self._list.setSpacing(0)
        self._nobody = label(self.tr("Nobody yet."), Role.MUTED)
        self._list.addWidget(self._nobody)

    def show_assignments(self, assignments: Sequence[Assignment], names: Mapping[str, str]) -> None:
        """Put these in place of what is shown."""
        for row in self.rows:
            self._list.removeWidget(row)
            row.hide()
            row.deleteLater()
        self.rows = [self._row(each, names) for each in assignments]
        for row in self.rows:
            self._list.addWidget(row)
        self._nobody.setVisible(not self.rows)

    def _row(self, assignment: Assignment, names: Mapping[str, str]) -> QWidget:
        whose = whose_words(assignment, names)
        glyph = Glyph.PERSON if assignment.group is None else Glyph.PEOPLE
        change = Button(
            self._theme, self.tr("Other days for {who}").format(who=whose), Glyph.RENAME, Kind.ICON
        )
        change.clicked.connect(lambda: self.change_asked.emit(assignment))
        remove = Button(
            self._theme, self.tr("Take it from {who}").format(who=whose), Glyph.CLOSE, Kind.ICON
        )
        remove.clicked.connect(lambda: self.remove_asked.emit(assignment))
        made = QWidget()
        row = QHBoxLayout(made)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(Space.S)
        row.addWidget(GlyphView(self._theme, glyph, Tone.MUTED, 18))
        row.addWidget(label(whose), 1)
        row.addWidget(label(period_words(assignment.first, assignment.last), Role.MUTED))
        row.addWidget(change)
        row.addWidget(remove)
        return made
