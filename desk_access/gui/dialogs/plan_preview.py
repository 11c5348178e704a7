"""What a change of the plan does to the open month, before it is made."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desk_access.errors import DeskAccessError
from desk_access.gui.background import while_there
from desk_access.gui.context import Context
from desk_access.gui.dialogs.dialog import Dialog
from desk_access.gui.tables.cells_model import Cell
from desk_access.gui.theme.icons import Glyph
from desk_access.gui.theme.tokens import Space, Tone
from desk_access.gui.view_models.plan_preview import Pair, Preview, PreviewCell, preview_of
from desk_access.gui.widgets.button import Button, Kind
from desk_access.gui.widgets.cells_table import CellsTable
from desk_access.gui.widgets.labels import Role, label
from desk_access.gui.widgets.notice_strip import NoticeStrip
from desk_access.gui.widgets.state_view import StateView
from desk_access.model.plan_change import PlanChange


class PlanPreviewDialog(Dialog):
    """Counts the open month with the changes; Save makes them, and ``made`` says so."""

    made = Signal()

    def __init__(
        self, context: Context, parent: QWidget, title: str, changes: Sequence[PlanChange]
    ) -> None:
        super().__init__(parent, title)
        self._context = context
        self._changes = tuple(changes)
        self.preview: Preview | None = None
        self.state = StateView(context.theme)
        self.summary = label("", Role.BODY, wrap=True)
        self.table = CellsTable(context.theme, self.tr("Who changes"))
        self.notice = NoticeStrip(context.theme)
        self.save = Button(context.theme, self.tr("Save"), Glyph.CHECK, Kind.PRIMARY)
        self.save.setEnabled(False)
        self.save.clicked.connect(self._save)
        self.back = Button(context.theme, self.tr("Go back"))
        self.back.clicked.connect(self.reject)
        self._lay_out(title)
        self._count()

    def _lay_out(self, title: str) -> None:
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        buttons.addWidget(self.back)
        buttons.addWidget(self.save)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(Space.XL, Space.L, Space.XL, Space.L)
        layout.setSpacing(Space.M)
        layout.addWidget(label(title, Role.HEADING, wrap=True))
        layout.addWidget(self.notice)
        layout.addWidget(self.summary)
        layout.addWidget(self.table, 1)
        layout.addWidget(self.state, 1)
        layout.addLayout(buttons)
        self.resize(920, 480)

    def _count(self) -> None:
        self._show_only(self.state)
        self.state.show_loading(self.tr("Counting the open month with this change…"))
        time, changes = self._context.desk.time, self._changes

        def count() -> tuple[date, list[Pair]]:
            month = time.open_month()
            return month, time.preview(*changes, month=month)

        self._context.hours.run(
            count,
            while_there(self, lambda found: self._show(*found)),
            while_there(self, self._refused),
        )

    def _show(self, month: date, pairs: list[Pair]) -> None:
        self.preview = preview_of(pairs, month)
        self.summary.setText(self.preview.summary)
        columns = (self.tr("Name"), *self.preview.columns)
        rows = [(Cell(row.name), *map(_cell, row.cells)) for row in self.preview.rows]
        self.table.show_rows(columns, rows)
        self._show_only(self.summary, self.table)
        self.table.setVisible(bool(rows))
        if not rows:
            self.adjustSize()
        self.save.setEnabled(True)
        self.save.setDefault(True)
        self.save.setFocus()

    def _refused(self, error: DeskAccessError) -> None:
        self._show_only(self.state)
        self.state.show_failed(error)
        self.back.setFocus()

    def _show_only(self, *shown: QWidget) -> None:
        for widget in (self.state, self.summary, self.table):
            widget.setVisible(widget in shown)

    def _save(self) -> None:
        self.save.setEnabled(False)
        time, changes = self._context.desk.time, self._changes

        def make() -> None:
            time.change(*changes)

        done, failed = while_there(self, self._saved), while_there(self, self._not_saved)
        self._context.chores.run(make, done, failed)

    def _saved(self, _none: None) -> None:
        self.accept()
        self.made.emit()

    def _not_saved(self, error: DeskAccessError) -> None:
        self.save.setEnabled(True)
        self.notice.say(str(error), Tone.REFUSED)


def _cell(cell: PreviewCell) -> Cell:
    if not cell.by:
        return Cell(cell.after, Tone.MUTED, figure=True)
    return Cell(f"{cell.after}  ({cell.by})", figure=True)
