"""What explains the timesheet's cells: a day or a month, at the right of the table."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QStackedLayout, QWidget

from desk_access.gui.context import Context
from desk_access.gui.pages.day_explainer import DayExplainer
from desk_access.gui.tables.sheet_model import SheetModel
from desk_access.gui.widgets.day_panel import PANEL_WIDTH, DayPanel
from desk_access.gui.widgets.month_panel import MonthPanel
from desk_access.gui.widgets.sheet_view import SheetView

_CALM_MS = 120
"""Held arrows pass over cells that nobody wants explained."""


class TimesheetPanels(QWidget):
    """Hidden until a cell is opened; then it follows the one that the keyboard stands on.

    ``group_asked``: the people of a group are to be shown. GUI thread only.
    """

    group_asked = Signal(str)

    def __init__(self, context: Context, model: SheetModel, view: SheetView) -> None:
        super().__init__()
        self._model = model
        self._view = view
        self.day = DayPanel(context.theme)
        self._explainer = DayExplainer(context, self.day)
        self.month = MonthPanel(context.theme)
        self._stack = QStackedLayout(self)
        self._stack.setContentsMargins(0, 0, 0, 0)
        for panel in (self.day, self.month):
            self._stack.addWidget(panel)
            panel.closed.connect(self._close)
        self._calm = QTimer(self, interval=_CALM_MS, singleShot=True)
        self._calm.timeout.connect(self._explain)
        self.setFixedWidth(PANEL_WIDTH)
        self.hide()
        view.opened.connect(self._open)
        view.moved.connect(self._follow)
        self.month.day_asked.connect(self._go_to_day)
        self.month.group_asked.connect(self.group_asked.emit)

    def _open(self) -> None:
        """Explain the cell; opened once more, the keyboard goes into the panel."""
        if self.isVisible() and not self._calm.isActive():
            self.focusNextChild()
            return
        self.show()
        self._explain()
        self._view.scrollTo(self._view.currentIndex())

    def _follow(self) -> None:
        if self.isVisible():
            self._calm.start()

    def refresh(self) -> None:
        """Explain anew what is shown: it may read otherwise."""
        if self.isVisible():
            self._explain()

    def close_panels(self) -> bool:
        """Hide them; whether one was there."""
        shown = self.isVisible()
        self._calm.stop()
        self._explainer.forget()
        self.hide()
        return shown

    def _close(self) -> None:
        self.close_panels()
        self._view.setFocus()

    def _explain(self) -> None:
        place = self._model.place(self._view.currentIndex())
        if place is None:
            self.close_panels()
        elif place.day is not None and place.row.code:
            self._stack.setCurrentWidget(self.day)
            self._explainer.explain(place.row.code, place.row.name, place.day)
        else:
            self._explainer.forget()
            self.month.show_row(place.row, self._model.month)
            self._stack.setCurrentWidget(self.month)

    def _go_to_day(self, day: date) -> None:
        row = self.month.row
        if row is not None:
            self._view.show_cell(self._model.index_of(row.code, row.group, day.day - 1))
            self._view.setFocus()
