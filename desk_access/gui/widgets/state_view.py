"""What a page shows when it has nothing yet: empty, loading or failed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QVBoxLayout, QWidget

from desk_access.errors import DeskAccessError
from desk_access.gui.theme.icons import Glyph
from desk_access.gui.theme.theme import Theme
from desk_access.gui.theme.tokens import Space, Tone
from desk_access.gui.widgets.button import Button, Kind
from desk_access.gui.widgets.glyph_view import GlyphView
from desk_access.gui.widgets.labels import Role, label
from desk_access.gui.widgets.spinner import Spinner

_TEXT_WIDTH = 460


@dataclass(frozen=True, slots=True)
class Offer:
    """A button of a state: the first offered is the primary one."""

    text: str
    glyph: Glyph
    taken: Callable[[], None]


class StateView(QWidget):
    """An icon, a heading, a sentence and what can be done, in the middle of the page."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._glyph = GlyphView(theme, Glyph.LIVE, Tone.ACCENT, 88, circle=True)
        self._spinner = Spinner(theme, 48)
        self._heading = label("", Role.HEADING, wrap=True)
        self._sentence = label("", Role.MUTED, wrap=True)
        self._bar = QProgressBar(textVisible=False, maximum=1000)
        self._bar.setFixedWidth(360)
        self._offered: tuple[Offer, ...] = ()
        self._offers = QHBoxLayout()
        self._offers.setSpacing(Space.S)
        self._lay_out()

    def _lay_out(self) -> None:
        layout = QVBoxLayout(self)
        layout.setSpacing(Space.M)
        layout.addStretch(1)
        centre = Qt.AlignmentFlag.AlignHCenter
        for text in (self._heading, self._sentence):
            text.setAlignment(centre)
        for widget in (self._glyph, self._spinner):
            layout.addWidget(widget, 0, centre)
        layout.addLayout(self._words())
        layout.addWidget(self._bar, 0, centre)
        layout.addSpacing(Space.S)
        row = QHBoxLayout()
        row.addStretch(1)
        row.addLayout(self._offers)
        row.addStretch(1)
        layout.addLayout(row)
        layout.addStretch(2)

    def _words(self) -> QHBoxLayout:
        """Heading and sentence, as wide as there is room, so that they wrap where they must."""
        holder = QWidget()
        holder.setMaximumWidth(_TEXT_WIDTH)
        column = QVBoxLayout(holder)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(Space.S)
        column.addWidget(self._heading)
        column.addWidget(self._sentence)
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(holder, 100)
        row.addStretch(1)
        return row

    @property
    def heading(self) -> str:
        """What is the matter."""
        return self._heading.text()

    @property
    def sentence(self) -> str:
        """What is said of it."""
        return self._sentence.text()

    def show_empty(
        self, glyph: Glyph, heading: str, sentence: str, offers: Sequence[Offer] = ()
    ) -> None:
        """Nothing is there yet: what it is for, and the buttons that begin."""
        self._show(heading, sentence, offers)
        self._glyph.show_glyph(glyph, Tone.ACCENT)

    def show_loading(self, heading: str, sentence: str = "") -> None:
        """It is on its way."""
        self._show(heading, sentence, ())
        self._glyph.hide()
        self._spinner.show()

    def show_progress(
        self, heading: str, sentence: str, share: float | None, offers: Sequence[Offer] = ()
    ) -> None:
        """It is on its way: ``share`` is 0 to 1, or None while nobody knows how far."""
        self._show(heading, sentence, offers, Kind.PLAIN)
        self._glyph.show_glyph(Glyph.MODEL, Tone.ACCENT)
        self._bar.setMaximum(0 if share is None else 1000)
        self._bar.setValue(0 if share is None else round(share * 1000))
        self._bar.show()

    def show_failed(self, error: DeskAccessError, offers: Sequence[Offer] = ()) -> None:
        """What happened, what to do, and the buttons that do it."""
        self._show(error.what, error.cure, offers)
        self._glyph.show_glyph(Glyph.FAILED, Tone.REFUSED)

    def _show(
        self, heading: str, sentence: str, offers: Sequence[Offer], main: Kind = Kind.PRIMARY
    ) -> None:
        self._heading.setText(heading)
        self._sentence.setText(sentence)
        self._sentence.setVisible(bool(sentence))
        self._spinner.hide()
        self._bar.hide()
        self._glyph.show()
        self._offer(tuple(offers), main)

    def _offer(self, offers: tuple[Offer, ...], main: Kind) -> None:
        """Make the buttons, unless they are there already: one of them may have the focus."""
        if offers == self._offered:
            return
        self._offered = offers
        while (item := self._offers.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.hide()
                old.deleteLater()
        for place, offer in enumerate(offers):
            kind = Kind.PLAIN if place else main
            button = Button(self._theme, offer.text, offer.glyph, kind)
            button.clicked.connect(lambda _checked=False, taken=offer.taken: taken())
            self._offers.addWidget(button)
