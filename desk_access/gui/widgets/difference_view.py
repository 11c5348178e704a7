"""What an import would change, as a table with a switch for each fate of its rows."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtWidgets import QButtonGroup, QVBoxLayout, QWidget

from desk_access.gui.tables.cells_model import Cell
from desk_access.gui.theme.theme import Theme
from desk_access.gui.theme.tokens import Space, Tone
from desk_access.gui.view_models.import_words import (
    GLYPHS,
    DifferenceLine,
    difference_line,
    fate_words,
    summary_words,
)
from desk_access.gui.view_models.moments import number_text
from desk_access.gui.widgets.button import Button, Kind
from desk_access.gui.widgets.cells_table import CellsTable
from desk_access.gui.widgets.flow_layout import FlowLayout
from desk_access.gui.widgets.labels import Role, label, set_tone
from desk_access.model.importing import Comparison, Fate

_ORDER = (
    Fate.REFUSED,
    Fate.PASSED_OVER,
    Fate.REMOVED,
    Fate.CHANGED,
    Fate.ADDED,
    Fate.UNCHANGED,
)
"""What somebody has to look at comes first."""

_CHANGES = 2
"""The column that takes the room there is."""


class DifferenceView(QWidget):
    """The rows, those first that somebody has to look at; chips show those of one fate alone.

    Below stands the chosen row in full.
    """

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self.lines: list[DifferenceLine] = []
        self._shown: list[DifferenceLine] = []
        self.summary = label("", Role.STRONG, wrap=True)
        self.unused = label("", Role.MUTED, wrap=True)
        self.table = CellsTable(theme, self.tr("What would change"), wide=_CHANGES)
        self.detail = label("", wrap=True)
        self.table.chosen.connect(self._explain)
        self.chips: dict[Fate, Button] = {}
        self._group = QButtonGroup(self)
        # A second click on a chip shows all again.
        self._group.setExclusive(False)
        row = QWidget()
        self._row = FlowLayout(Space.S)
        row.setLayout(self._row)
        self._make_chips()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(Space.S)
        for widget in (self.summary, row, self.unused):
            layout.addWidget(widget)
        layout.addWidget(self.table, 1)
        layout.addWidget(self.detail)
        self.detail.hide()

    def _make_chips(self) -> None:
        for fate in _ORDER:
            chip = Button(self._theme, "", GLYPHS[fate][0], Kind.CHIP)
            chip.clicked.connect(lambda on, fate=fate: self._only(fate if on else None))
            self.chips[fate] = chip
            self._group.addButton(chip)
            self._row.addWidget(chip)

    def show_comparison(
        self, comparison: Comparison, names: Mapping[str, str], unused: tuple[str, ...]
    ) -> None:
        """Show the rows; ``names`` are people's by code, ``unused`` columns that nobody reads."""
        lines = [difference_line(row, names) for row in comparison.rows]
        self.lines = sorted(lines, key=lambda line: _ORDER.index(line.fate))
        self.summary.setText(summary_words(comparison))
        set_tone(self.summary, Tone.REFUSED if comparison.count(Fate.REFUSED) else None)
        words = self.tr("Columns that are not read: {names}.")
        self.unused.setText(words.format(names=", ".join(unused)))
        self.unused.setVisible(bool(unused))
        for fate, chip in self.chips.items():
            count = comparison.count(fate)
            chip.setText(f"{fate_words()[fate]}  {number_text(count)}")
            chip.setVisible(bool(count))
        self._only(None)

    def _only(self, wanted: Fate | None) -> None:
        for fate, chip in self.chips.items():
            chip.setChecked(fate is wanted)
        self._shown = [line for line in self.lines if wanted in (None, line.fate)]
        columns = (
            self.tr("Result"),
            self.tr("What"),
            self.tr("Changes, or why not"),
            self.tr("Where"),
        )
        self.table.show_rows(columns, [_cells(line) for line in self._shown])

    def _explain(self, place: int) -> None:
        """The chosen row in full: long ones are cut in the table."""
        chosen = self._shown[place] if 0 <= place < len(self._shown) else None
        words = "" if chosen is None else f"{chosen.what}: {chosen.changes}"
        self.detail.setText(words if chosen is not None and chosen.changes else "")
        self.detail.setVisible(bool(self.detail.text()))


def _cells(line: DifferenceLine) -> tuple[Cell, ...]:
    glyph, tone = GLYPHS[line.fate]
    calm = Tone.MUTED if line.fate is Fate.UNCHANGED else Tone.TEXT
    return (
        Cell(fate_words()[line.fate], tone, glyph=glyph),
        Cell(line.what, calm),
        Cell(line.changes, calm),
        Cell(line.place, Tone.MUTED),
    )
