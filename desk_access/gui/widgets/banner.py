"""The banner across the lower third of the picture, readable at two metres."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import (
    QAccessible,
    QAccessibleAnnouncementEvent,
    QFont,
    QFontMetricsF,
    QPainter,
    QPaintEvent,
    QPixmap,
)
from PySide6.QtWidgets import QWidget

from desk_access.gui.theme.fonts import sized
from desk_access.gui.theme.icons import Weight
from desk_access.gui.theme.theme import Theme
from desk_access.gui.theme.tokens import Space, Tone, Type
from desk_access.gui.view_models.banner import BannerText

# A name that does not fit at 56 px even on two lines is still shown whole, down to this.
_SMALLEST = 28
_STEP = 4
_LINE = 1.3
_ICON_LETTERS = 2
_CAREFUL = 1.01  # hinting makes a line at another size a little wider than its share


@dataclass(frozen=True, slots=True)
class Fit:
    """How a banner is set: the size of its type in pixels, its lines, and which has the icon."""

    pixels: int
    lines: tuple[str, ...]
    icon_line: int = 0

    @property
    def icon_side(self) -> int:
        """The icon is as high as a capital letter and a little more."""
        return self.pixels

    @property
    def height(self) -> int:
        """Of all lines."""
        return round(len(self.lines) * self.pixels * _LINE)


def fit_banner(text: BannerText, width: int, height: int) -> Fit:
    """The largest type that fits: one line if it can have 56 px or more, else two.

    The icon stands before the first line, but a tail of its own line has it before that, so that it
    takes no room from the name.
    """
    for pixels in range(Type.BANNER_MAX, Type.BANNER_MIN - 1, -_STEP):
        fit = Fit(pixels, (text.line,))
        if _holds(fit, width, height):
            return fit
    lines = (text.lead, text.tail) if text.tail else _halves(text.lead)
    icon_line = 1 if text.tail else 0
    for pixels in range(Type.BANNER_MAX, _SMALLEST - 1, -_STEP):
        fit = Fit(pixels, lines, icon_line)
        if _holds(fit, width, height):
            return fit
    return Fit(_SMALLEST, lines, icon_line)


def _holds(fit: Fit, width: int, height: int) -> bool:
    """Whether it fits. Measured at one size for all: a new size of a large face takes 5 ms."""
    metrics = QFontMetricsF(sized(Type.BANNER_MIN, QFont.Weight.DemiBold, tabular=True))
    scale = _CAREFUL * fit.pixels / Type.BANNER_MIN
    widths = [metrics.horizontalAdvance(line) * scale for line in fit.lines]
    widths[fit.icon_line] += fit.icon_side + Space.L
    return max(widths) <= width and fit.height <= height


def _halves(sentence: str) -> tuple[str, ...]:
    """A sentence on two lines of about the same length, the icon before the first counted in."""
    words = sentence.split(" ")
    if len(words) == 1:
        return (sentence,)
    cuts = [(" ".join(words[:i]), " ".join(words[i:])) for i in range(1, len(words))]
    return min(cuts, key=lambda pair: max(len(pair[0]) + _ICON_LETTERS, len(pair[1])))


def banner_height(picture: int) -> int:
    """The lower third; of a small picture up to half, so that it is still read at two metres."""
    return max(picture // 3, min(picture // 2, 190))


class Banner(QWidget):
    """Lies over the picture; hidden while there is nothing to say."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self._text: BannerText | None = None
        self._fit = Fit(Type.BANNER_MIN, ())
        self._over = QRect()
        self._drawn: QPixmap | None = None
        theme.changed.connect(self._forget_drawing)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setAccessibleName(self.tr("Announcement"))
        self.hide()

    @property
    def text(self) -> BannerText | None:
        """What is shown."""
        return self._text

    def show_text(self, text: BannerText | None, over: QRect) -> None:
        """Say something across the lower third of ``over``; None hides the banner."""
        if text is None:
            self._text = None
            self.hide()
            return
        if text is self._text and self.isVisible() and self._over == over:
            return
        if text != self._text:
            QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, text.line))
        self._text, self._over, self._drawn = text, over, None
        self.setAccessibleDescription(text.line)
        inner = over.width() - 2 * Space.S
        room = banner_height(over.height()) - 2 * Space.M
        self._fit = fit_banner(text, inner - 2 * Space.XL, room)
        height = self._fit.height + 2 * Space.M
        self.setGeometry(over.left() + Space.S, over.bottom() - Space.S - height, inner, height)
        self.show()
        self.raise_()
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Put the picture of the banner in place; the video under it changes, the banner not."""
        if self._text is None:
            return
        if self._drawn is None:
            self._drawn = self._draw(self._text)
        painter = QPainter(self)
        painter.drawPixmap(0, 0, self._drawn)
        painter.end()

    def _forget_drawing(self) -> None:
        self._drawn = None
        self.update()

    def _draw(self, text: BannerText) -> QPixmap:
        """The ground in the tone of what is said, the icon and the lines."""
        ratio = self.devicePixelRatioF()
        drawn = QPixmap(self.size() * ratio)
        drawn.setDevicePixelRatio(ratio)
        drawn.fill(Qt.GlobalColor.transparent)
        painter = QPainter(drawn)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._theme.colour(text.tone))
        painter.drawRoundedRect(QRectF(self.rect()), 16, 16)
        painter.setPen(self._theme.colour(Tone.ON_TONE))
        painter.setFont(sized(self._fit.pixels, QFont.Weight.DemiBold, tabular=True))
        pitch = round(self._fit.pixels * _LINE)
        top = (self.height() - self._fit.height) // 2
        side = self._fit.icon_side
        for place, line in enumerate(self._fit.lines):
            room = QRect(Space.XL, top, self.width() - Space.XL, pitch)
            if place == self._fit.icon_line:
                icon = self._theme.icon(text.glyph, Tone.ON_TONE, Weight.FILL)
                # A little lower than the middle of the line: there the letters have theirs.
                middle = room.center().y() + side // 16
                icon.paint(painter, QRect(room.left(), middle - side // 2, side, side))
                room.setLeft(room.left() + side + Space.L)
            flags = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
            painter.drawText(room, int(flags | Qt.TextFlag.TextDontClip), line)
            top += pitch
        painter.end()
        return drawn
