"""Genuine and impostor scores as two painted areas, with the threshold as a line between them."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from desk_access.gui.charts.axes import Key, paint_legend
from desk_access.gui.theme.theme import Theme
from desk_access.gui.theme.tokens import Space, Tone
from desk_access.gui.view_models.calibration_words import described
from desk_access.gui.view_models.moments import decimal_text
from desk_access.service.site_study import SiteStudy
from desk_access.vision.metrics_pairs import Numbers

_FOOT = 30
_HEAD = 34
_TICKS = (-0.2, 0.0, 0.2, 0.4, 0.6, 0.8, 1.0)


class ScorePlot(QWidget):
    """Each kind of score is as high as its own tallest bar: there are far more impostors."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._study: SiteStudy | None = None
        self.setMinimumSize(420, 240)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        theme.changed.connect(self.update)

    def show_study(self, study: SiteStudy) -> None:
        """Paint these scores."""
        self._study = study
        self.setAccessibleName(described(study))
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the axis, both areas, the thresholds and what is what."""
        if self._study is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        area = QRectF(self.rect()).adjusted(Space.S, _HEAD, -Space.S, -_FOOT)
        self._paint_axis(painter, area)
        self._paint_scores(painter, area, self._study.impostor, Tone.REFUSED)
        self._paint_scores(painter, area, self._study.genuine, Tone.GOOD)
        self._paint_threshold(painter, area, self._study)
        self._paint_legend(painter, area)
        painter.end()

    def _x(self, area: QRectF, cosine: float) -> float:
        low, high = _TICKS[0], _TICKS[-1]
        return area.left() + (cosine - low) / (high - low) * area.width()

    def _paint_axis(self, painter: QPainter, area: QRectF) -> None:
        grid = QColor(self._theme.tokens.border)
        for tick in _TICKS:
            x = self._x(area, tick)
            painter.setPen(QPen(grid, 1))
            painter.drawLine(QPointF(x, area.top()), QPointF(x, area.bottom()))
            painter.setPen(self._theme.colour(Tone.MUTED))
            where = QRectF(x - 24, area.bottom() + 6, 48, 18)
            where.moveLeft(min(max(where.left(), 0), self.width() - where.width()))
            painter.drawText(where, Qt.AlignmentFlag.AlignCenter, decimal_text(tick, 1))
        painter.setPen(QPen(grid, 1.5))
        painter.drawLine(area.bottomLeft(), area.bottomRight())

    def _paint_scores(self, painter: QPainter, area: QRectF, shares: Numbers, tone: Tone) -> None:
        study, top = self._study, float(shares.max())
        if study is None or top <= 0:
            return
        outline = QPolygonF([QPointF(self._x(area, study.edges[0]), area.bottom())])
        for left, right, share in zip(study.edges, study.edges[1:], shares, strict=False):
            y = area.bottom() - float(share) / top * area.height()
            outline.append(QPointF(self._x(area, float(left)), y))
            outline.append(QPointF(self._x(area, float(right)), y))
        outline.append(QPointF(self._x(area, study.edges[-1]), area.bottom()))
        colour = self._theme.colour(tone)
        fill = QColor(colour)
        fill.setAlphaF(0.28)
        painter.setPen(QPen(colour, 1.5))
        painter.setBrush(fill)
        painter.drawPolygon(outline)

    def _paint_threshold(self, painter: QPainter, area: QRectF, study: SiteStudy) -> None:
        lines = [(study.then, Tone.ACCENT, Qt.PenStyle.SolidLine)]
        if abs(study.now - study.then) >= 0.002:
            lines.insert(0, (study.now, Tone.MUTED, Qt.PenStyle.DashLine))
        for cosine, tone, style in lines:
            x = self._x(area, cosine)
            painter.setPen(QPen(self._theme.colour(tone), 2, style))
            painter.drawLine(QPointF(x, area.top()), QPointF(x, area.bottom()))
        x = self._x(area, study.then)
        words = decimal_text(study.then, 3)
        label = QRectF(x + 6, area.top(), 70, 20)
        if label.right() > self.width():
            label.moveRight(x - 6)
        painter.setPen(self._theme.colour(Tone.ACCENT))
        painter.drawText(label, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, words)

    def _paint_legend(self, painter: QPainter, area: QRectF) -> None:
        tokens = self._theme.tokens
        keys = [
            Key(self.tr("Different people"), tokens.refused),
            Key(self.tr("Same person"), tokens.good),
            Key(self.tr("Threshold"), tokens.accent, line=True),
            Key(self.tr("Threshold in force"), tokens.muted, line=True),
        ]
        paint_legend(painter, tokens, area.left(), keys)
