"""The parts of the panel that explains a day: sums, problems, minutes, punches, corrections."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from zoneinfo import ZoneInfo

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QMenu, QVBoxLayout, QWidget

from desk_access.gui.theme.icons import Glyph
from desk_access.gui.theme.theme import Theme
from desk_access.gui.theme.tokens import Space, Tone
from desk_access.gui.view_models.correction_words import (
    STANDING_GLYPHS,
    STANDING_TONES,
    becomes_words,
    change_sentence,
    correction_detail,
)
from desk_access.gui.view_models.day_story import (
    PortionLine,
    ProblemLine,
    PunchLine,
    SumLine,
)
from desk_access.gui.view_models.words import direction_word
from desk_access.gui.widgets.button import Button, Kind
from desk_access.gui.widgets.face_tile import FaceTile
from desk_access.gui.widgets.glyph_view import GlyphView
from desk_access.gui.widgets.labels import Role, label, set_tone
from desk_access.model.correction import Correction, Standing
from desk_access.model.punch import Direction

_ICON = 18
_FACE = 44


def sums_grid(lines: Sequence[SumLine], both: bool) -> QWidget:
    """Sums in a column, or the two readings side by side where they differ."""
    made = QWidget()
    grid = QGridLayout(made)
    grid.setContentsMargins(0, 0, 0, 0)
    grid.setVerticalSpacing(Space.XS)
    grid.setHorizontalSpacing(Space.L)
    grid.setColumnStretch(0, 1)
    right = Qt.AlignmentFlag.AlignRight
    if both:
        for column, words in ((1, made.tr("As punched")), (2, made.tr("With corrections"))):
            grid.addWidget(label(words, Role.SMALL), 0, column, right)
    for row, line in enumerate(lines, start=1):
        grid.addWidget(label(line.word), row, 0)
        changed = line.original != line.corrected
        if both:
            before = label(line.original, Role.MUTED if changed else Role.BODY)
            grid.addWidget(before, row, 1, right)
        after = label(line.corrected, Role.STRONG)
        if both and changed:
            set_tone(after, Tone.ACCENT)
        grid.addWidget(after, row, 2, right)
    return made


def problem_row(theme: Theme, line: ProblemLine, add: Callable[[Direction], None]) -> QWidget:
    """A problem on a ground of its tone, with the button that settles it."""
    made = QFrame()
    made.setProperty("role", "strip")
    set_tone(made, line.tone)
    row = QHBoxLayout(made)
    row.setContentsMargins(Space.S, Space.XS, Space.XS, Space.XS)
    row.setSpacing(Space.S)
    row.addWidget(GlyphView(theme, line.glyph, line.tone, _ICON))
    row.addWidget(label(line.sentence, wrap=True), 1)
    if line.lacks is not None:
        words = made.tr("Add {direction}…").format(direction=direction_word(line.lacks))
        button = Button(theme, words)
        button.clicked.connect(lambda _checked=False, lacks=line.lacks: add(lacks))
        row.addWidget(button)
    return made


def portion_row(theme: Theme, line: PortionLine) -> QWidget:
    """A stretch of minutes: what it is, how long, and why."""
    made = QWidget()
    made.setAccessibleName(f"{line.span} {line.words} {line.length}. {line.why}")
    grid = QGridLayout(made)
    grid.setContentsMargins(0, 0, 0, 0)
    grid.setHorizontalSpacing(Space.S)
    grid.setVerticalSpacing(0)
    grid.setColumnStretch(2, 1)
    top = Qt.AlignmentFlag.AlignTop
    grid.addWidget(GlyphView(theme, line.glyph, line.tone, _ICON), 0, 0, 2, 1, top)
    grid.addWidget(label(line.span), 0, 1)
    grid.addWidget(label(line.words, Role.STRONG), 0, 2)
    grid.addWidget(label(line.length, Role.STRONG), 0, 3, Qt.AlignmentFlag.AlignRight)
    grid.addWidget(label(line.why, Role.SMALL, wrap=True), 1, 1, 1, 3)
    return made


class PunchRow(QWidget):
    """A punch with its picture. ``turn`` and ``ignore`` ask to correct it."""

    turn = Signal()
    ignore = Signal()

    def __init__(self, theme: Theme, line: PunchLine) -> None:
        super().__init__()
        self.line = line
        self.face = FaceTile(theme, _FACE, 8)
        going = line.direction is Direction.OUT
        tone = Tone.MUTED if not line.counts else Tone.ACCENT if going else Tone.GOOD
        heading = label(f"{direction_word(line.direction)} {line.time}", Role.STRONG)
        set_tone(heading, None if tone is Tone.MUTED else tone)
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(heading)
        words.addWidget(label(line.note, Role.SMALL, wrap=True))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(Space.S)
        if line.sequence > 0:
            row.addWidget(self.face)
        else:
            row.addWidget(GlyphView(theme, Glyph.RENAME, Tone.ACCENT, _FACE, circle=True))
        row.addLayout(words, 1)
        self.more = Button(theme, self.tr("Correct this punch"), Glyph.MORE, Kind.ICON)
        self.more.setMenu(self._menu())
        row.addWidget(self.more, 0, Qt.AlignmentFlag.AlignTop)
        self.more.setVisible(line.sequence > 0 and line.counts)

    def _menu(self) -> QMenu:
        menu = QMenu(self)
        other = Direction.IN if self.line.direction is Direction.OUT else Direction.OUT
        was = self.tr("It was {direction}…").format(direction=direction_word(other))
        menu.addAction(was, self.turn.emit)
        menu.addAction(self.tr("It does not count…"), self.ignore.emit)
        return menu

    def show_picture(self, image: QImage) -> None:
        """The picture of the moment; a null one when it is not kept."""
        self.face.show_image(image)


class CorrectionRow(QFrame):
    """A correction with what can be done about it; ``whose`` names person and day."""

    approve = Signal()
    reject = Signal()
    withdraw = Signal()

    def __init__(
        self, theme: Theme, correction: Correction, zone: ZoneInfo, whose: str = ""
    ) -> None:
        super().__init__()
        self.number = correction.number
        tone = STANDING_TONES[correction.standing]
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(Space.S)
        top = Qt.AlignmentFlag.AlignTop
        row.addWidget(GlyphView(theme, STANDING_GLYPHS[correction.standing], tone, _ICON), 0, top)
        words = QVBoxLayout()
        words.setSpacing(Space.XS)
        what = f"{correction.number}. {change_sentence(correction.asked.change)}"
        if whose:
            words.addWidget(label(whose, Role.MUTED, wrap=True))
        words.addWidget(label(what, Role.STRONG, wrap=True))
        words.addWidget(label(f"“{correction.asked.reason}”", wrap=True))
        for small in (becomes_words(correction), correction_detail(correction, zone)):
            words.addWidget(label(small, Role.SMALL, wrap=True))
        words.addLayout(self._buttons(theme, correction))
        row.addLayout(words, 1)

    def _buttons(self, theme: Theme, correction: Correction) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(Space.S)
        waiting = correction.standing is Standing.PROPOSED
        for words, signal, shown in (
            (self.tr("Approve"), self.approve, waiting),
            (self.tr("Reject"), self.reject, waiting),
            (self.tr("Withdraw"), self.withdraw, waiting or correction.counts),
        ):
            if shown:
                button = Button(theme, words)
                button.clicked.connect(signal.emit)
                row.addWidget(button)
        row.addStretch(1)
        return row
