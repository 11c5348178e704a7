"""The roll call on paper: groups, a box to tick for each person, the time on every page."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from PySide6.QtCore import QBuffer, QIODevice, QLineF, QMarginsF, QRectF, Qt
from PySide6.QtGui import (
    QColor,
    QFont,
    QPagedPaintDevice,
    QPageLayout,
    QPageSize,
    QPainter,
    QPdfWriter,
    QPen,
)

from desk_access.gui.theme.fonts import sized
from desk_access.gui.view_models.roll_call import RollCall, found_words, roll_call_heading
from desk_access.gui.view_models.words import translate
from desk_access.model.presence import PersonToday

# All lengths on paper are tenths of a millimetre.
_UNITS_PER_INCH = 254.0
_MARGIN_MM = 15.0
_HEAD = 230
_FOOT = 80
_ROW = 90
_BOX = 50
_HEADING, _BODY, _SMALL = 52, 40, 32
_INK, _GREY = QColor("#000000"), QColor("#555555")
_LEFT = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
_RIGHT = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)

Line = str | PersonToday


@dataclass(frozen=True, slots=True)
class _Page:
    lines: Sequence[Line]
    number: int
    of: int


def print_roll_call(device: QPagedPaintDevice, roll: RollCall, zone: ZoneInfo) -> bool:
    """Paint the list on a printer or PDF; False when the device cannot be begun.

    GUI thread only.
    """
    layout = QPageLayout(device.pageLayout())
    layout.setMode(QPageLayout.Mode.StandardMode)
    layout.setUnits(QPageLayout.Unit.Millimeter)
    layout.setMargins(QMarginsF(_MARGIN_MM, _MARGIN_MM, _MARGIN_MM, _MARGIN_MM))
    device.setPageLayout(layout)
    painter = QPainter()
    if not painter.begin(device):
        return False
    scale = device.logicalDpiX() / _UNITS_PER_INCH
    painter.scale(scale, scale)
    room = QRectF(0, 0, device.width() / scale, device.height() / scale)
    for page in _pages(roll, round((room.height() - _HEAD - _FOOT) // _ROW)):
        if page.number > 1:
            device.newPage()
        _paint_page(painter, room, roll, zone, page)
    painter.end()
    return True


def roll_call_pdf(roll: RollCall, zone: ZoneInfo) -> bytes:
    """The list as a PDF of A4 pages. GUI thread only."""
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QPdfWriter(buffer)
    writer.setTitle(translate("RollCall", "Fire roll call"))
    writer.setPageSize(QPageSize(QPageSize.PageSizeId.A4))
    print_roll_call(writer, roll, zone)
    buffer.close()
    return bytes(buffer.data().data())


def _pages(roll: RollCall, rows: int) -> Iterator[_Page]:
    """The lines of each page; a group that goes on over the page says its name again."""
    pages: list[list[Line]] = [[]]
    for group, people in roll.groups().items():
        name = group or translate("RollCall", "Without a group")
        if len(pages[-1]) > rows - 2:
            pages.append([])
        pages[-1].append(f"{name} ({len(people)})")
        for person in people:
            if len(pages[-1]) == rows:
                pages.append([translate("RollCall", "{group}, continued").format(group=name)])
            pages[-1].append(person)
    for place, lines in enumerate(pages):
        yield _Page(lines, place + 1, len(pages))


def _paint_page(
    painter: QPainter, room: QRectF, roll: RollCall, zone: ZoneInfo, page: _Page
) -> None:
    head = QRectF(room.left(), room.top(), room.width(), 80)
    _write(painter, head, 64, translate("RollCall", "Fire roll call"), bold=True)
    said = head.translated(0, 80)
    _write(painter, said, _BODY, roll_call_heading(roll, zone))
    painter.setPen(QPen(_INK, 4))
    painter.drawLine(QLineF(room.left(), _HEAD - 40, room.right(), _HEAD - 40))
    line = QRectF(room.left(), _HEAD, room.width(), _ROW)
    for each in page.lines:
        if isinstance(each, PersonToday):
            _paint_person(painter, line, roll, each)
        else:
            _write(painter, line, _HEADING, each, bold=True)
        line.translate(0, _ROW)
    foot = QRectF(room.left(), room.bottom() - 50, room.width(), 50)
    words = translate("RollCall", "Page {number} of {pages}")
    _write(painter, foot, _SMALL, found_words(roll), colour=_GREY)
    right = words.format(number=page.number, pages=page.of)
    _write(painter, foot, _SMALL, right, flags=_RIGHT, colour=_GREY)


def _paint_person(painter: QPainter, line: QRectF, roll: RollCall, person: PersonToday) -> None:
    box = QRectF(line.left() + 10, line.center().y() - _BOX / 2, _BOX, _BOX)
    painter.setPen(QPen(_INK, 5))
    painter.drawRect(box)
    if person.code in roll.found:
        painter.setPen(QPen(_INK, 8))
        middle = box.center()
        painter.drawPolyline(
            [box.topLeft() + (middle - box.topLeft()) * 0.4, middle, box.topRight()]
        )
    width = line.width()
    room = QRectF(line.left() + 100, line.top(), width * 0.32, line.height())
    _write(painter, room, _BODY, person.name, bold=True)
    code = QRectF(room.right() + 20, line.top(), width * 0.12, line.height())
    _write(painter, code, _BODY, person.code)
    rest = QRectF(code.right() + 20, line.top(), line.right() - code.right() - 20, line.height())
    _write(painter, rest, _SMALL, roll.detail(person), colour=_GREY)
    painter.setPen(QPen(_GREY, 1))
    painter.drawLine(line.bottomLeft(), line.bottomRight())


def _write(
    painter: QPainter,
    room: QRectF,
    size: int,
    words: str,
    bold: bool = False,
    flags: int = _LEFT,
    colour: QColor = _INK,
) -> None:
    font = sized(size, QFont.Weight.DemiBold if bold else QFont.Weight.Normal)
    painter.setFont(font)
    painter.setPen(colour)
    fitted = painter.fontMetrics().elidedText(
        words, Qt.TextElideMode.ElideRight, round(room.width())
    )
    painter.drawText(room, flags, fitted)
