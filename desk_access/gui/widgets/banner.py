"""The banner across the lower third of the picture, readable at two metres."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QFont, QFontMetrics, QPainter, QPaintEvent
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


@dataclass(frozen=True, slots=True)
class Fit:
    """How a banner is set: the size of its type in pixels, and its lines."""

    pixels: int
    lines: tuple[str, ...]


def fit_banner(text: BannerText, width: int, height: int) -> Fit:
    """The largest type that fits: one line if it can have 56 px or more, else two."""
    for pixels in range(Type.BANNER_MAX, Type.BANNER_MIN - 1, -_STEP):
        if _fits(pixels, (text.line,), width, height):
            return Fit(pixels, (text.line,))
    lines = (text.lead, text.tail) if text.tail else _halves(text.lead)
    for pixels in range(Type.BANNER_MAX, _SMALLEST - 1, -_STEP):
        if _fits(pixels, lines, width, height):
            return Fit(pixels, lines)
    return Fit(_SMALLEST, lines)


def _fits(pixels: int, lines: tuple[str, ...], width: int, height: int) -> bool:
    metrics = QFontMetrics(sized(pixels, QFont.Weight.DemiBold))
    if len(lines) * pixels * _LINE > height:
        return False
    return all(metrics.horizontalAdvance(line) <= width for line in lines)


def _halves(sentence: str) -> tuple[str, ...]:
    """A sentence on two lines of about the same length."""
    words = sentence.split(" ")
    if len(words) == 1:
        return (sentence,)
    cuts = [(" ".join(words[:i]), " ".join(words[i:])) for i in range(1, len(words))]
    return min(cuts, key=lambda pair: max(len(pair[0]), len(pair[1])))


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
        if text is self._text and self.isVisible() and self.property("over") == over:
            return
        self._text = text
        self.setProperty("over", over)
        self.setAccessibleDescription(text.line)
        inner = over.width() - 2 * Space.L
        third = banner_height(over.height())
        side = self._icon_side(third)
        self._fit = fit_banner(text, inner - side - 2 * Space.XL - Space.L, third - Space.XL)
        height = round(len(self._fit.lines) * self._fit.pixels * _LINE) + Space.XL
        self.setGeometry(over.left() + Space.L, over.bottom() - Space.L - height, inner, height)
        self.show()
        self.raise_()
        self.update()

    @staticmethod
    def _icon_side(third: int) -> int:
        return max(48, min(96, third // 2))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the ground in the tone of what is said, the icon and the lines."""
        if self._text is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._theme.colour(self._text.tone))
        painter.drawRoundedRect(QRectF(self.rect()), 16, 16)
        side = min(self._icon_side(self.height()), self.height() - Space.L)
        icon = self._theme.icon(self._text.glyph, Tone.ON_TONE, Weight.FILL)
        icon.paint(painter, QRect(Space.XL, (self.height() - side) // 2, side, side))
        painter.setPen(self._theme.colour(Tone.ON_TONE))
        painter.setFont(sized(self._fit.pixels, QFont.Weight.DemiBold, tabular=True))
        left = Space.XL + side + Space.L
        pitch = round(self._fit.pixels * _LINE)
        top = (self.height() - pitch * len(self._fit.lines)) // 2
        for line in self._fit.lines:
            room = QRect(left, top, self.width() - left - Space.L, pitch)
            flags = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
            painter.drawText(room, int(flags | Qt.TextFlag.TextDontClip), line)
            top += pitch
        painter.end()
