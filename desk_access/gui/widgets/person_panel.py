"""Details of one person: pictures, punches and what can be done."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QLabel, QMenu, QVBoxLayout, QWidget

from desk_access.gui.theme.icons import Glyph
from desk_access.gui.theme.theme import Theme
from desk_access.gui.theme.tokens import SIDE_WIDTH, Space, Tone
from desk_access.gui.view_models.moments import clock_text, date_text
from desk_access.gui.view_models.words import direction_word
from desk_access.gui.widgets.button import Button, Kind
from desk_access.gui.widgets.face_tile import FaceTile
from desk_access.gui.widgets.glyph_view import GlyphView
from desk_access.gui.widgets.labels import Role, label, line, scroll_area, set_tone
from desk_access.model.person import Person
from desk_access.model.punch import Direction, Punch

PUNCHES = 6
_PICTURES = 5
_SMALL = 52


@dataclass(frozen=True, slots=True, eq=False)
class PersonDetails:
    """What the panel shows besides the person: the kept pictures, the last punches, and a newer
    picture that a sighting suggests."""

    pictures: tuple[QImage, ...]
    punches: tuple[Punch, ...]
    suggested: QImage | None = None


class PersonPanel(QFrame):
    """A card of 340 px at the right of the People page."""

    rename = Signal()
    remove = Signal()
    erase = Signal()
    merge = Signal()
    pictures = Signal()
    deactivate = Signal()
    reactivate = Signal()
    history = Signal()
    accept = Signal()
    dismiss = Signal()
    closed = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self.setProperty("role", "card")
        self.setFixedWidth(SIDE_WIDTH)
        self.setAccessibleName(self.tr("Details"))
        self._face = FaceTile(theme, 104)
        self._name = label("", Role.HEADING, wrap=True)
        self._facts = label("", Role.MUTED, wrap=True)
        self._tiles = [FaceTile(theme, _SMALL, 8) for _ in range(_PICTURES)]
        self._punch_grid = QGridLayout()
        self._punch_rows = [self._punch_row(row) for row in range(PUNCHES)]
        self._none = label(self.tr("No punch yet."), Role.MUTED)
        self._suggested = FaceTile(theme, _SMALL, 8)
        self.suggestion = self._suggestion()
        self._lay_out()

    def _lay_out(self) -> None:
        close = Button(self._theme, self.tr("Close details"), Glyph.CLOSE, Kind.ICON)
        close.clicked.connect(self.closed.emit)
        words = QVBoxLayout()
        words.setSpacing(Space.XS)
        words.addWidget(self._name)
        words.addWidget(self._facts)
        words.addStretch(1)
        top = QHBoxLayout()
        top.setSpacing(Space.M)
        top.addWidget(self._face, 0, Qt.AlignmentFlag.AlignTop)
        top.addLayout(words, 1)
        top.addWidget(close, 0, Qt.AlignmentFlag.AlignTop)
        tiles = QHBoxLayout()
        tiles.setSpacing(Space.XS)
        for tile in self._tiles:
            tiles.addWidget(tile)
        tiles.addStretch(1)
        self._punch_grid.setColumnStretch(1, 1)
        self._punch_grid.setVerticalSpacing(Space.S)
        inside = QWidget()
        layout = QVBoxLayout(inside)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(Space.M)
        layout.addLayout(top)
        layout.addWidget(line())
        layout.addWidget(label(self.tr("Enrolment pictures"), Role.STRONG))
        layout.addLayout(tiles)
        layout.addWidget(self.suggestion)
        layout.addWidget(line())
        layout.addWidget(label(self.tr("Last punches"), Role.STRONG))
        layout.addWidget(self._none)
        layout.addLayout(self._punch_grid)
        layout.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(Space.L, Space.L, Space.L, Space.L)
        column.setSpacing(Space.S)
        column.addWidget(scroll_area(inside), 1)
        column.addLayout(self._first_buttons())
        for word, glyph, kind, signal in (
            (self.tr("Remove from recognition…"), Glyph.REMOVE, Kind.DANGER, self.remove),
            (self.tr("Erase every trace…"), Glyph.ERASE, Kind.DANGER, self.erase),
        ):
            button = Button(self._theme, word, glyph, kind)
            button.clicked.connect(signal.emit)
            column.addWidget(button)

    def _suggestion(self) -> QWidget:
        """A newer picture that is worth adding, and the buttons for it; hidden without one."""
        made = QWidget()
        row = QHBoxLayout(made)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(Space.M)
        row.addWidget(self._suggested, 0, Qt.AlignmentFlag.AlignTop)
        words = QVBoxLayout()
        words.setSpacing(Space.XS)
        text = self.tr("The camera saw this face changed. Add the newer picture?")
        words.addWidget(label(text, Role.SMALL, wrap=True))
        buttons = QHBoxLayout()
        buttons.setSpacing(Space.S)
        for word, signal, kind in (
            (self.tr("Add"), self.accept, Kind.PLAIN),
            (self.tr("No"), self.dismiss, Kind.QUIET),
        ):
            button = Button(self._theme, word, None, kind)
            button.clicked.connect(signal.emit)
            buttons.addWidget(button)
        buttons.addStretch(1)
        words.addLayout(buttons)
        row.addLayout(words, 1)
        made.hide()
        return made

    def _first_buttons(self) -> QHBoxLayout:
        """Rename, and what can all be undone in a menu."""
        rename = Button(self._theme, self.tr("Rename…"), Glyph.RENAME)
        rename.clicked.connect(self.rename.emit)
        more = Button(self._theme, self.tr("More"), Glyph.MORE)
        menu = QMenu(more)
        self._on = [
            menu.addAction(self.tr("Merge with another person…"), self.merge.emit),
            menu.addAction(self.tr("Pictures: split or set aside…"), self.pictures.emit),
            menu.addAction(self.tr("Deactivate"), self.deactivate.emit),
        ]
        self._off = [menu.addAction(self.tr("Make active again"), self.reactivate.emit)]
        menu.addSeparator()
        menu.addAction(self.tr("History…"), self.history.emit)
        more.setMenu(menu)
        row = QHBoxLayout()
        row.setSpacing(Space.S)
        row.addWidget(rename, 1)
        row.addWidget(more, 1)
        return row

    def _punch_row(self, row: int) -> tuple[GlyphView, QLabel, QLabel]:
        cells = GlyphView(self._theme, Glyph.IN, Tone.GOOD, 18), label(""), label("")
        for column, cell in enumerate(cells):
            self._punch_grid.addWidget(cell, row, column)
            cell.hide()
        return cells

    def show_person(self, person: Person, picture: QImage | None, zone: ZoneInfo) -> None:
        """Show who it is; pictures and punches follow."""
        self._face.show_image(picture)
        self._name.setText(person.name)
        for action in (*self._on, *self._off):
            action.setVisible(person.active is (action in self._on))
        since = self.tr("enrolled {day}").format(day=date_text(person.enrolled_at, zone))
        self._facts.setText("\n".join(part for part in (person.code, person.group, since) if part))
        self.show_details(PersonDetails((), ()))
        self._none.hide()

    def show_details(self, details: PersonDetails) -> None:
        """Show the kept pictures and the last punches, newest first."""
        if self._face.image is None and details.pictures:
            self._face.show_image(details.pictures[0])
        for place, tile in enumerate(self._tiles):
            there = place < len(details.pictures)
            tile.setVisible(there)
            tile.show_image(details.pictures[place] if there else None)
        self.suggestion.setVisible(details.suggested is not None)
        self._suggested.show_image(details.suggested)
        self._show_punches(details.punches)

    def _show_punches(self, punches: Sequence[Punch]) -> None:
        self._none.setVisible(not punches)
        for place, (glyph, word, when) in enumerate(self._punch_rows):
            for cell in (glyph, word, when):
                cell.setVisible(place < len(punches))
            if place >= len(punches):
                continue
            entry = punches[place].entry
            zone = ZoneInfo(entry.zone)
            going = entry.direction is Direction.OUT
            tone = Tone.ACCENT if going else Tone.GOOD
            glyph.show_glyph(Glyph.OUT if going else Glyph.IN, tone)
            word.setText(direction_word(entry.direction))
            set_tone(word, tone)
            when.setText(f"{date_text(entry.at, zone)}  {clock_text(entry.at, zone)}")
