"""The log's table view."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView

from desk_access.gui.tables.punch_delegate import DirectionDelegate
from desk_access.gui.tables.punch_model import DIRECTION, NAME, PunchModel
from desk_access.gui.theme.fonts import sized
from desk_access.gui.theme.theme import Theme
from desk_access.gui.theme.tokens import Type

_ROW_HEIGHT = 40
_WIDTHS = (124, 88, 220, 96, 116, 124)


def make_log_table(theme: Theme, model: PunchModel) -> QTableView:
    """Rows of one height, so that scrolling needs no row that is not in sight."""
    table = QTableView()
    table.setAccessibleName(table.tr("Log"))
    table.setModel(model)
    table.setFont(sized(Type.BODY, tabular=True))
    table.setItemDelegateForColumn(DIRECTION, DirectionDelegate(theme, table))
    table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
    table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
    table.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
    table.setShowGrid(False)
    table.setWordWrap(False)
    table.setTabKeyNavigation(False)
    rows = table.verticalHeader()
    rows.hide()
    rows.setDefaultSectionSize(_ROW_HEIGHT)
    rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
    header = table.horizontalHeader()
    header.setHighlightSections(False)
    header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
    for column, width in enumerate(_WIDTHS):
        header.resizeSection(column, width)
    header.setSectionResizeMode(NAME, QHeaderView.ResizeMode.Stretch)
    return table
