"""Details of one punch: the picture of the moment, and the evidence on demand."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from desk_access.gui.theme.icons import Glyph
from desk_access.gui.theme.theme import Theme
from desk_access.gui.theme.tokens import SIDE_WIDTH, Space, Tone
from desk_access.gui.view_models.moments import clock_text, long_day_text
from desk_access.gui.view_models.punch_words import evidence_rows
from desk_access.gui.view_models.words import direction_word
from desk_access.gui.widgets.button import Button, Kind
from desk_access.gui.widgets.face_tile import FaceTile
from desk_access.gui.widgets.labels import Role, label, line, scroll_area, set_tone
from desk_access.model.punch import Direction, Punch

_PICTURE = SIDE_WIDTH - 2 * Space.L - 2 * Space.M


class PunchPanel(QFrame):
    """A card of 340 px at the right of the log."""

    closed = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self.setProperty("role", "card")
        self.setFixedWidth(SIDE_WIDTH)
        self.setAccessibleName(self.tr("Details"))
        self.picture = FaceTile(theme, _PICTURE)
        self._name = label("", Role.HEADING, wrap=True)
        self._what = label("", Role.LARGE)
        self._day = label("", Role.MUTED, wrap=True)
        self._figures = QWidget()
        self._rows: list[QLabel] = []
        self._lay_out()

    def _lay_out(self) -> None:
        close = Button(self._theme, self.tr("Close details"), Glyph.CLOSE, Kind.ICON)
        close.clicked.connect(self.closed.emit)
        top = QHBoxLayout()
        top.addWidget(self._name, 1)
        top.addWidget(close, 0, Qt.AlignmentFlag.AlignTop)
        self._more = Button(self._theme, self.tr("Show the evidence"), Glyph.NUMBERS, Kind.QUIET)
        self._more.clicked.connect(self._toggle)
        grid = QGridLayout(self._figures)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setVerticalSpacing(Space.XS)
        grid.setColumnStretch(1, 1)
        self._figures.hide()
        inside = QWidget()
        column = QVBoxLayout(self)
        column.setContentsMargins(Space.L, Space.L, Space.L, Space.L)
        column.addWidget(scroll_area(inside))
        layout = QVBoxLayout(inside)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(Space.M)
        layout.addLayout(top)
        layout.addWidget(self.picture)
        layout.addWidget(self._what)
        layout.addWidget(self._day)
        layout.addWidget(line())
        layout.addWidget(self._more, 0, Qt.AlignmentFlag.AlignLeft)
        layout.addWidget(self._figures)
        layout.addStretch(1)

    def show_punch(self, punch: Punch) -> None:
        """Show a punch; its picture follows."""
        entry = punch.entry
        zone = ZoneInfo(entry.zone)
        self.picture.show_image(None)
        self._name.setText(punch.name or punch.code)
        self._what.setText(f"{direction_word(entry.direction)} {clock_text(entry.at, zone)}")
        set_tone(self._what, Tone.ACCENT if entry.direction is Direction.OUT else Tone.GOOD)
        self._day.setText(long_day_text(entry.at.astimezone(zone).date()))
        self._show_rows(evidence_rows(punch))

    def show_picture(self, image: QImage) -> None:
        """The picture of the moment; a null one when it was erased."""
        self.picture.show_image(image)

    def _show_rows(self, rows: list[tuple[str, str]]) -> None:
        grid = self._figures.layout()
        if isinstance(grid, QGridLayout):
            for place, (name, value) in enumerate(rows):
                if 2 * place == len(self._rows):
                    pair = label("", Role.SMALL), label("", Role.SMALL)
                    pair[1].setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
                    grid.addWidget(pair[0], place, 0)
                    grid.addWidget(pair[1], place, 1, Qt.AlignmentFlag.AlignRight)
                    self._rows += pair
                self._rows[2 * place].setText(name)
                self._rows[2 * place + 1].setText(value)

    def _toggle(self) -> None:
        shown = self._figures.isHidden()
        self._figures.setVisible(shown)
        self._more.setText(self.tr("Hide the evidence") if shown else self.tr("Show the evidence"))
