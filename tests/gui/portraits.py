"""People who do not exist, drawn: for tests of the window and for its pictures in docs/."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, auto

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QLinearGradient, QPainter, QPainterPath, QPen

from desk_access.model.arrays import Image
from desk_access.model.face import Box
from desk_access.opencv import cv2


class Hair(Enum):
    SHORT = auto()
    BOB = auto()
    LONG = auto()
    BUN = auto()
    NONE = auto()
    CURLY = auto()


@dataclass(frozen=True)
class Looks:
    """What a drawn person looks like; colours are #RRGGBB."""

    skin: str
    hair: Hair
    hair_colour: str
    shirt: str
    glasses: bool = False
    beard: bool = False


SKINS = ("#F2C9A8", "#E3AC84", "#C98C62", "#8D5A3B", "#F6D7BE", "#A8724B")
COLOURS = ("#2B211C", "#5A3A22", "#8A5A2B", "#1B1B22", "#B98B4E", "#6E6E74")
SHIRTS = ("#3B6EA8", "#7A8F6A", "#B2604F", "#5B5C78", "#C9A24B", "#3E7C7B", "#8C6A8E")


def looks_of(number: int) -> Looks:
    """The looks of the person with this number: always the same."""
    random = np.random.default_rng(number + 11)
    hair = list(Hair)[int(random.integers(len(Hair)))]
    soft = hair in (Hair.LONG, Hair.BOB, Hair.BUN)
    return Looks(
        SKINS[int(random.integers(len(SKINS)))],
        hair,
        COLOURS[int(random.integers(len(COLOURS)))],
        SHIRTS[int(random.integers(len(SHIRTS)))],
        bool(random.random() < 0.3),
        bool(not soft and random.random() < 0.4),
    )


def draw_person(
    painter: QPainter, looks: Looks, centre: QPointF, height: float, turn: tuple[float, float]
) -> None:
    """A head of ``height`` pixels around ``centre`` with shoulders; ``turn`` is -1 to 1."""
    painter.save()
    painter.translate(centre)
    painter.scale(height / 200, height / 200)
    painter.setPen(Qt.PenStyle.NoPen)
    skin, shade = QColor(looks.skin), QColor(looks.skin).darker(112)
    if looks.hair is Hair.LONG:
        painter.setBrush(QColor(looks.hair_colour))
        painter.drawRoundedRect(QRectF(-88, -95, 176, 235), 80, 80)
    elif looks.hair is Hair.BOB:
        painter.setBrush(QColor(looks.hair_colour))
        painter.drawRoundedRect(QRectF(-92, -98, 184, 180), 84, 84)
    elif looks.hair is Hair.BUN:
        painter.setBrush(QColor(looks.hair_colour))
        painter.drawEllipse(QPointF(0, -112), 36, 32)
    _body(painter, looks, shade)
    painter.setBrush(shade)
    painter.drawEllipse(QPointF(-74 - 4 * turn[0], 8), 13, 20)
    painter.drawEllipse(QPointF(74 - 4 * turn[0], 8), 13, 20)
    painter.setBrush(skin)
    painter.drawRoundedRect(QRectF(-73, -95, 146, 195), 70, 82)
    _hair(painter, looks)
    _features(painter, looks, 16 * turn[0], 12 * turn[1])
    painter.restore()


def _body(painter: QPainter, looks: Looks, shade: QColor) -> None:
    painter.setBrush(QColor(looks.shirt))
    body = QPainterPath(QPointF(-190, 420))
    body.cubicTo(-190, 190, -130, 150, -45, 138)
    body.lineTo(45, 138)
    body.cubicTo(130, 150, 190, 190, 190, 420)
    painter.drawPath(body)
    painter.setBrush(shade)
    neck = QPainterPath(QPointF(-42, 60))
    neck.lineTo(-46, 138)
    neck.cubicTo(-30, 172, 30, 172, 46, 138)
    neck.lineTo(42, 60)
    painter.drawPath(neck)


def _hair(painter: QPainter, looks: Looks) -> None:
    painter.setBrush(QColor(looks.hair_colour))
    if looks.beard:
        beard = QPainterPath(QPointF(-73, 15))
        beard.cubicTo(-75, 130, 75, 130, 73, 15)
        beard.cubicTo(60, 52, 30, 46, 0, 46)
        beard.cubicTo(-30, 46, -60, 52, -73, 15)
        painter.drawPath(beard)
    if looks.hair is Hair.NONE:
        return
    if looks.hair is Hair.CURLY:
        for x, y, r in (
            (-62, -60, 34),
            (-30, -88, 36),
            (12, -95, 38),
            (52, -78, 36),
            (72, -46, 28),
        ):
            painter.drawEllipse(QPointF(x, y), r, r)
        painter.drawEllipse(QPointF(-76, -30), 24, 28)
        return
    fringe = QPainterPath(QPointF(-77, -8))
    fringe.cubicTo(-92, -130, 92, -130, 77, -8)
    fringe.cubicTo(68, -52, 44, -62, 6, -60)
    fringe.cubicTo(-34, -58, -62, -50, -77, -8)
    painter.drawPath(fringe)


def _features(painter: QPainter, looks: Looks, dx: float, dy: float) -> None:
    dark = QColor("#22191A")
    painter.setBrush(QColor("#FFFFFF"))
    for x in (-30, 30):
        painter.drawEllipse(QPointF(x + dx, -2 + dy), 12, 8.5)
    painter.setBrush(dark)
    for x in (-30, 30):
        painter.drawEllipse(QPointF(x + dx * 1.35, -2 + dy * 1.3), 6.5, 7)
    pen = QPen(QColor(looks.hair_colour).darker(115), 6)
    pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    painter.setPen(pen)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for x in (-30, 30):
        painter.drawArc(QRectF(x - 17 + dx, -31 + dy, 34, 20), 35 * 16, 110 * 16)
    painter.setPen(
        QPen(QColor(looks.skin).darker(135), 5, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap)
    )
    painter.drawArc(QRectF(-11 + dx * 1.3, 12 + dy, 22, 20), 200 * 16, 140 * 16)
    painter.setPen(QPen(QColor("#A8493F"), 6, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
    painter.drawArc(QRectF(-24 + dx, 34 + dy, 48, 30), 205 * 16, 130 * 16)
    if looks.glasses:
        painter.setPen(QPen(dark, 4))
        for x in (-31, 31):
            painter.drawRoundedRect(QRectF(x - 22 + dx, -20 + dy, 44, 36), 14, 14)
        painter.drawLine(QPointF(-9 + dx, -4 + dy), QPointF(9 + dx, -4 + dy))


def _room(width: int, height: int, warm: bool) -> QImage:
    """A blurred office: wall, window, plant and shelf."""
    image = QImage(width, height, QImage.Format.Format_RGB888)
    painter = QPainter(image)
    wall = QLinearGradient(0, 0, width, height)
    wall.setColorAt(0, QColor("#D9D4CB" if warm else "#C9D3DB"))
    wall.setColorAt(1, QColor("#A79F94" if warm else "#8E9CA8"))
    painter.fillRect(0, 0, width, height, wall)
    painter.setPen(Qt.PenStyle.NoPen)
    u = width / 100
    painter.setBrush(QColor("#EEF4F8"))
    painter.drawRect(QRectF(6 * u, 5 * u, 24 * u, 34 * u))
    painter.setBrush(QColor("#B9CCDB"))
    painter.drawRect(QRectF(8 * u, 22 * u, 20 * u, 15 * u))
    painter.setBrush(QColor("#7B6A58"))
    painter.drawRect(QRectF(74 * u, 12 * u, 24 * u, 2 * u))
    painter.drawRect(QRectF(74 * u, 28 * u, 24 * u, 2 * u))
    for place, colour in enumerate(("#A9553F", "#416B87", "#C59A3D", "#56705A", "#6B5577")):
        painter.setBrush(QColor(colour))
        painter.drawRect(QRectF((76 + 4 * place) * u, 17 * u, 3 * u, 11 * u))
    painter.setBrush(QColor("#4F7A52"))
    for x, y in ((84, 42), (88, 38), (92, 43), (87, 47)):
        painter.drawEllipse(QPointF(x * u, y * u), 4 * u, 6 * u)
    painter.end()
    return image


def pixels_of(image: QImage) -> Image:
    """A QImage as BGR pixels of their own."""
    rgb = image.convertToFormat(QImage.Format.Format_BGR888)
    flat = np.frombuffer(rgb.constBits(), np.uint8).reshape(rgb.height(), rgb.bytesPerLine())
    return flat[:, : rgb.width() * 3].reshape(rgb.height(), rgb.width(), 3).copy()


def scene(
    people: list[tuple[Looks, float, float, float, tuple[float, float]]],
    width: int = 1280,
    height: int = 720,
    warm: bool = True,
) -> tuple[Image, list[Box]]:
    """A camera's picture of people, and their face boxes.

    Each is (looks, centre x, centre y, head height, turn), as shares of width and height.
    """
    blurred = cv2.GaussianBlur(pixels_of(_room(width, height, warm)), (0, 0), width / 90)
    image = QImage(
        blurred.data, width, height, width * 3, QImage.Format.Format_BGR888
    ).convertToFormat(QImage.Format.Format_RGB888)
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    boxes = []
    for looks, x, y, head, turn in people:
        centre, tall = QPointF(x * width, y * height), head * height
        draw_person(painter, looks, centre, tall, turn)
        wide = tall * 0.86
        boxes.append(Box(centre.x() - wide / 2, centre.y() - tall * 0.5, wide, tall * 1.06))
    painter.end()
    pixels = pixels_of(image)
    grain = np.random.default_rng(3).normal(0, 3, pixels.shape)
    noisy = np.clip(cv2.GaussianBlur(pixels, (0, 0), 0.8) + grain, 0, 255)
    return noisy.astype(np.uint8), boxes


def portrait_jpeg(number: int, side: int = 240, turn: tuple[float, float] = (0, 0)) -> bytes:
    """An encoded picture of one drawn person."""
    image, _ = scene([(looks_of(number), 0.5, 0.47, 0.55, turn)], side, side, number % 2 == 0)
    return cv2.imencode(".jpg", image)[1].tobytes()
