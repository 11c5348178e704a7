"""A chart as a file: a picture of pixels, or one of lines that stays sharp at every size."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path

from PySide6.QtCore import QBuffer, QIODevice, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QImage, QPainter
from PySide6.QtSvg import QSvgGenerator

from desk_access.gui.charts.chart import Chart
from desk_access.gui.theme.fonts import sized
from desk_access.gui.theme.tokens import Space, Tokens, Type
from desk_access.reports.atomic import written_whole

SIZE = QSize(1200, 640)
"""In pixels of the picture's own scale; a PNG has two for each."""

_SHARPNESS = 2
_SVG_PIXELS_AN_INCH = 96
"""As CSS has them (CSS Values and Units 3, 6.2): programs then show the same size."""

_HEAD = 36


class PictureForm(StrEnum):
    """How a picture is written; the value is the end of its name."""

    PNG = "png"
    SVG = "svg"


def picture_bytes(chart: Chart, heading: str, tokens: Tokens, form: PictureForm) -> bytes:
    """The chart under its heading, on the ground of the scheme."""
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    if form is PictureForm.SVG:
        drawing = QSvgGenerator()
        drawing.setOutputDevice(buffer)
        drawing.setSize(SIZE)
        drawing.setResolution(_SVG_PIXELS_AN_INCH)
        drawing.setViewBox(QRect(0, 0, SIZE.width(), SIZE.height()))
        drawing.setTitle(heading)
        drawing.setDescription(chart.summary())
        painter = QPainter(drawing)
        _paint(painter, chart, heading, tokens)
        painter.end()
    else:
        image = QImage(SIZE * _SHARPNESS, QImage.Format.Format_RGB32)
        image.setDevicePixelRatio(_SHARPNESS)
        painter = QPainter(image)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        _paint(painter, chart, heading, tokens)
        painter.end()
        image.save(buffer, "PNG")  # type: ignore[call-overload]
    return bytes(buffer.data().data())


def write_picture(made: bytes, target: Path) -> None:
    """The file appears whole, or what was there stays. Any thread. Raises ReportUnwritable."""
    with written_whole(target) as stream:
        stream.write(made)


def _paint(painter: QPainter, chart: Chart, heading: str, tokens: Tokens) -> None:
    whole = QRectF(0, 0, SIZE.width(), SIZE.height())
    painter.fillRect(whole, QColor(tokens.card))
    inside = whole.adjusted(Space.XL, Space.L, -Space.XL, -Space.L)
    painter.setFont(sized(Type.HEADING, QFont.Weight.DemiBold))
    painter.setPen(QColor(tokens.text))
    head = QRectF(inside.left(), inside.top(), inside.width(), _HEAD)
    painter.drawText(head, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, heading)
    painter.translate(inside.left(), inside.top() + _HEAD + Space.S)
    room = QRectF(0, 0, inside.width(), inside.height() - _HEAD - Space.S)
    chart.paint(painter, room, tokens)
