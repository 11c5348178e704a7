"""A chart in the window: what the mouse or the arrows point at tells its figure."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QFont,
    QFontMetrics,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from desk_access.gui.charts.chart import Chart
from desk_access.gui.theme.fonts import sized
from desk_access.gui.theme.theme import Theme
from desk_access.gui.theme.tokens import Space, Tone, Type

_LINE_HEIGHT = 18


class ChartView(QWidget):
    """``told`` carries what the marked place says, "" when nothing is marked."""

    told = Signal(str)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._chart: Chart | None = None
        self.marked: int | None = None
        self.setMinimumSize(480, 240)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        theme.changed.connect(self.update)

    def show_chart(self, chart: Chart, name: str) -> None:
        """Paint this one; ``name`` is what it is called."""
        same = self._chart is not None and chart.count == self._chart.count
        self._chart = chart
        self.setAccessibleName(name)
        self._mark(self.marked if same else None)

    @property
    def chart(self) -> Chart | None:
        """What is shown."""
        return self._chart

    def words(self) -> str:
        """What the marked place says."""
        if self._chart is None or self.marked is None:
            return ""
        return self._chart.words(self.marked)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Mark what is under the mouse."""
        if self._chart is not None:
            self._mark(self._chart.place_at(self._area(), event.position()))

    def leaveEvent(self, event: QEvent) -> None:
        """The mouse points at nothing any more; the keyboard may."""
        if not self.hasFocus():
            self._mark(None)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """The keyboard is elsewhere."""
        super().focusOutEvent(event)
        self._mark(None)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """The arrows go from mark to mark, Home and End to the first and last."""
        chart = self._chart
        if chart is None or not chart.count:
            super().keyPressEvent(event)
            return
        steps = {
            Qt.Key.Key_Left: -1,
            Qt.Key.Key_Right: 1,
            Qt.Key.Key_Up: -chart.columns,
            Qt.Key.Key_Down: chart.columns,
            Qt.Key.Key_Home: -chart.count,
            Qt.Key.Key_End: chart.count,
        }
        step = steps.get(Qt.Key(event.key()))
        if step is None:
            super().keyPressEvent(event)
            return
        start = 0 if self.marked is None else self.marked + step
        if abs(step) == chart.columns < chart.count and not 0 <= start < chart.count:
            return  # There is no row above the first, or below the last.
        self._mark(min(max(start, 0), chart.count - 1))

    def _area(self) -> QRectF:
        return QRectF(self.rect())

    def _mark(self, place: int | None) -> None:
        self.marked = place
        words = self.words()
        summary = self._chart.summary() if self._chart is not None else ""
        self.setAccessibleDescription(words.replace("\n", ", ") or summary)
        self.told.emit(words)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the chart, and beside the mark what it says."""
        if self._chart is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._chart.paint(painter, self._area(), self._theme.tokens, self.marked)
        if self.marked is not None:
            self._paint_words(painter, self._chart.mark(self._area(), self.marked))
        painter.end()

    def _paint_words(self, painter: QPainter, mark: QRectF) -> None:
        lines = self.words().split("\n")
        bold, plain = sized(Type.SMALL, QFont.Weight.DemiBold), sized(Type.SMALL, tabular=True)
        widths = (
            QFontMetrics(plain if place else bold).horizontalAdvance(line)
            for place, line in enumerate(lines)
        )
        box = QRectF(0, 0, max(widths) + 2 * Space.M, len(lines) * _LINE_HEIGHT + 2 * Space.S)
        box.moveTo(self._beside(mark, box))
        painter.setPen(QPen(QColor(self._theme.tokens.border), 1))
        painter.setBrush(QColor(self._theme.tokens.raised))
        painter.drawRoundedRect(box, 8, 8)
        painter.setPen(self._theme.colour(Tone.TEXT))
        for place, line in enumerate(lines):
            painter.setFont(plain if place else bold)
            where = QRectF(
                box.left() + Space.M,
                box.top() + Space.S + place * _LINE_HEIGHT,
                box.width(),
                _LINE_HEIGHT,
            )
            painter.drawText(where, Qt.AlignmentFlag.AlignVCenter, line)

    def _beside(self, mark: QRectF, box: QRectF) -> QPointF:
        """At the right of the mark, or at its left where there is no room, and within the view."""
        left = mark.right() + Space.S
        if left + box.width() > self.width() - 2:
            left = mark.left() - Space.S - box.width()
        top = mark.top() + (Space.S if mark.height() > 2 * box.height() else 0)
        return QPointF(max(left, 2), min(max(top, 2), self.height() - box.height() - 2))
