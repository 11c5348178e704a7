"""A schedule's days, painted: each shift a bar over the hours, past midnight into the next day."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from desk_access.gui.theme.fonts import sized
from desk_access.gui.theme.theme import Theme
from desk_access.gui.theme.tokens import Space, Tone, Type, mix
from desk_access.gui.view_models.schedule_draft import NO_DAYS, Bar, ScheduleDraft, bars_of
from desk_access.gui.view_models.schedule_words import day_name, shift_words, span_words

_ROW = 34
_HEAD = 24
_LABELS = 64
_DAY = 24 * 60
_STEP = 3 * 60
_STEPS = {Qt.Key.Key_Left: -1, Qt.Key.Key_Up: -1, Qt.Key.Key_Right: 1, Qt.Key.Key_Down: 1}


class CycleView(QWidget):
    """A row a day. ``picked`` carries the place in the draft of the shift that was chosen.

    One that is ``for_show`` takes no focus and cannot be clicked.
    """

    picked = Signal(int)

    def __init__(self, theme: Theme, for_show: bool = False) -> None:
        super().__init__()
        self._theme = theme
        self._for_show = for_show
        self._draft = NO_DAYS
        self.bars: list[Bar] = []
        self.current: Bar | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(self.tr("Days of the schedule"))
        if not for_show:
            self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
            self.setCursor(Qt.CursorShape.PointingHandCursor)
        theme.changed.connect(self.update)

    def show_draft(self, draft: ScheduleDraft, place: int | None = None) -> None:
        """Paint these days, the shift at ``place`` marked."""
        self._draft = draft
        self.bars = bars_of(draft)
        mine = [bar for bar in self.bars if bar.place == place]
        day = self.current.day if self.current is not None else None
        self.current = next((bar for bar in mine if bar.day == day), mine[0] if mine else None)
        self._tell()
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """As high as its days."""
        return QSize(640, _HEAD + self._draft.length * _ROW + 2)

    def minimumSizeHint(self) -> QSize:
        """As high, and wide enough to read."""
        return QSize(420, self.sizeHint().height())

    @property
    def end(self) -> int:
        """The last minute shown: midnight, or the full three hours after the latest shift."""
        latest = max((bar.end for bar in self.bars), default=_DAY)
        return max(_DAY, -(-latest // _STEP) * _STEP)

    def bar_rect(self, bar: Bar) -> QRectF:
        """Where a bar is painted."""
        top = _HEAD + bar.day * _ROW + 4
        return QRectF(self._x(bar.start), top, self._x(bar.end) - self._x(bar.start), _ROW - 8)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Choose the bar under the mouse."""
        for bar in self.bars:
            if not self._for_show and self.bar_rect(bar).contains(event.position()):
                self._pick(bar)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """The arrows go from bar to bar, by day and time."""
        step = _STEPS.get(Qt.Key(event.key()))
        if step is None or not self.bars:
            super().keyPressEvent(event)
            return
        place = -1 if self.current is None else self.bars.index(self.current)
        self._pick(self.bars[min(max(place + step, 0), len(self.bars) - 1)])

    def focusInEvent(self, event: QFocusEvent) -> None:
        """The mark becomes stronger."""
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """The mark becomes weaker."""
        super().focusOutEvent(event)
        self.update()

    def _pick(self, bar: Bar) -> None:
        self.current = bar
        self._tell()
        self.update()
        self.picked.emit(bar.place)

    def _tell(self) -> None:
        """Screen readers read the marked shift, or all of them where none is marked."""
        told = self.bars if self.current is None else [self.current]
        self.setAccessibleDescription("; ".join(self._words(bar) for bar in told))

    def _words(self, bar: Bar) -> str:
        shift = self._draft.shifts[bar.place].shift
        return f"{day_name(self._draft, bar.day)}: {shift_words(shift)}"

    def _x(self, minute: float) -> float:
        return _LABELS + minute / self.end * (self.width() - _LABELS - Space.M)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the hours, the days and their bars."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_hours(painter)
        self._paint_days(painter)
        for bar in self.bars:
            self._paint_bar(painter, bar)
        painter.end()

    def _paint_hours(self, painter: QPainter) -> None:
        tokens = self._theme.tokens
        foot = _HEAD + self._draft.length * _ROW
        if self.end > _DAY:
            tomorrow = QRectF(self._x(_DAY), _HEAD, self._x(self.end) - self._x(_DAY), foot - _HEAD)
            painter.fillRect(tomorrow, QColor(tokens.hover))
        painter.setFont(sized(Type.SMALL, tabular=True))
        for minute in range(0, self.end + 1, _STEP):
            x = self._x(minute)
            strong = minute == _DAY and self.end > _DAY
            painter.setPen(QPen(QColor(tokens.muted if strong else tokens.border), 1))
            painter.drawLine(QPointF(x, _HEAD), QPointF(x, foot))
            painter.setPen(self._theme.colour(Tone.MUTED))
            words = f"{minute // 60 % 24:02}" if minute != _DAY or strong else "24"
            painter.drawText(QRectF(x - 20, 2, 40, 18), Qt.AlignmentFlag.AlignCenter, words)

    def _paint_days(self, painter: QPainter) -> None:
        painter.setFont(sized(Type.SMALL))
        for day in range(self._draft.length):
            top = _HEAD + day * _ROW
            painter.setPen(QPen(QColor(self._theme.tokens.border), 1))
            painter.drawLine(QPointF(0, top + _ROW), QPointF(self._x(self.end), top + _ROW))
            free = not any(bar.day == day for bar in self.bars)
            painter.setPen(self._theme.colour(Tone.MUTED if free else Tone.TEXT))
            where = QRectF(0, top, _LABELS - Space.S, _ROW)
            middle = Qt.AlignmentFlag.AlignVCenter
            painter.drawText(where, Qt.AlignmentFlag.AlignLeft | middle, day_name(self._draft, day))

    def _paint_bar(self, painter: QPainter, bar: Bar) -> None:
        tokens, where = self._theme.tokens, self.bar_rect(bar)
        marked = self.current is not None and bar.place == self.current.place
        accent = QColor(tokens.accent)
        ground = QColor(mix(tokens.card, tokens.accent, 0.34 if marked else 0.18))
        line = Qt.PenStyle.DashLine if bar.flexible else Qt.PenStyle.SolidLine
        focused = bar == self.current and self.hasFocus()
        painter.setPen(QPen(accent, 2.5 if focused else 1, line))
        painter.setBrush(QColor(tokens.card) if bar.flexible else ground)
        painter.drawRoundedRect(where, 5, 5)
        painter.setPen(Qt.PenStyle.NoPen)
        if bar.core is not None:
            painter.setBrush(ground)
            painter.drawRect(self._part(where, *bar.core))
        for start, end, paid in bar.breaks:
            painter.setBrush(QColor(tokens.card))
            painter.drawRect(self._part(where, start, end))
            if paid:
                painter.setBrush(QColor(mix(tokens.card, tokens.accent, 0.1)))
                painter.drawRect(self._part(where, start, end))
        self._paint_name(painter, bar, where)

    def _part(self, bar: QRectF, start: int, end: int) -> QRectF:
        """A part of a bar, within its outline."""
        return QRectF(
            self._x(start), bar.top() + 2, self._x(end) - self._x(start), bar.height() - 4
        )

    def _paint_name(self, painter: QPainter, bar: Bar, where: QRectF) -> None:
        """As much as fits between two breaks: name and times, or one of them."""
        shift = self._draft.shifts[bar.place].shift
        breaks = sorted(each[:2] for each in bar.breaks)
        starts = [bar.start, *(end for _, end in breaks)]
        ends = [*(start for start, _ in breaks), bar.end]
        longest = max(zip(starts, ends, strict=True), key=lambda part: part[1] - part[0])
        room = self._part(where, *longest).adjusted(6, 0, -4, 0)
        painter.setFont(sized(Type.SMALL))
        painter.setPen(self._theme.colour(Tone.TEXT))
        times = span_words(shift.start, shift.end)
        for words in (f"{shift.name} {times}", times, shift.name):
            if painter.fontMetrics().horizontalAdvance(words) <= room.width():
                left = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
                painter.drawText(room, left, words)
                return
