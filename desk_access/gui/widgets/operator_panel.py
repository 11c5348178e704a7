"""The operator's numbers: scores of the faces in view and milliseconds by stage."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QGridLayout, QLabel, QVBoxLayout

from desk_access.gui.theme.tokens import Space
from desk_access.gui.view_models.figures import FaceFigures, face_figures, stage_figures
from desk_access.gui.widgets.labels import Role, label, line
from desk_access.model.status import Snapshot

_FACES = 3


class OperatorPanel(QFrame):
    """A card with the figures of the newest snapshot. Opened and closed with Ctrl+D."""

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("role", "card")
        self.setAccessibleName(self.tr("Numbers"))
        self._faces: list[list[QLabel]] = []
        layout = QVBoxLayout(self)
        layout.setContentsMargins(Space.L, Space.M, Space.L, Space.M)
        layout.setSpacing(Space.S)
        layout.addWidget(label(self.tr("Numbers"), Role.LARGE))
        layout.addLayout(self._face_grid())
        layout.addWidget(line())
        self._stage_grid = QGridLayout()
        self._stage_grid.setVerticalSpacing(2)
        self._stage_rows: list[tuple[QLabel, QLabel]] = []
        layout.addLayout(self._stage_grid)

    def _face_grid(self) -> QGridLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(Space.M)
        grid.setVerticalSpacing(Space.XS)
        heads = (
            self.tr("Face"),
            self.tr("Score"),
            self.tr("Needed"),
            self.tr("Next"),
            self.tr("Frames"),
        )
        grid.setColumnStretch(0, 1)
        right = Qt.AlignmentFlag.AlignRight
        for column, head in enumerate(heads):
            cell = label(head, Role.SMALL)
            grid.addWidget(cell, 0, column, right if column else Qt.AlignmentFlag.AlignLeft)
        for row in range(1, _FACES + 1):
            cells = [label("", Role.BODY) for _ in heads]
            for column, cell in enumerate(cells):
                place = right if column else Qt.AlignmentFlag.AlignLeft
                grid.addWidget(cell, row, column, place)
            self._faces.append(cells)
        return grid

    def show_snapshot(self, snapshot: Snapshot | None, paint_ms: float) -> None:
        """Show the figures of the largest faces, and what each stage took in this frame."""
        figures = face_figures(snapshot)[:_FACES] if snapshot is not None else []
        blank = FaceFigures("–" if not figures else "", "", "", "", "")
        for place, cells in enumerate(self._faces):
            row = figures[place] if place < len(figures) else blank if place == 0 else None
            for cell, words in zip(cells, row.cells if row else [""] * 5, strict=True):
                cell.setText(words)
            for cell in cells:
                cell.setVisible(row is not None)
        rows = stage_figures(snapshot, paint_ms)
        while len(self._stage_rows) < len(rows):
            pair = label("", Role.MUTED), label("")
            place = len(self._stage_rows)
            self._stage_grid.addWidget(pair[0], place, 0)
            self._stage_grid.addWidget(pair[1], place, 1, Qt.AlignmentFlag.AlignRight)
            self._stage_rows.append(pair)
        for place, (name, value) in enumerate(self._stage_rows):
            shown = place < len(rows)
            name.setVisible(shown)
            value.setVisible(shown)
            if shown:
                name.setText(rows[place][0])
                value.setText(rows[place][1])
