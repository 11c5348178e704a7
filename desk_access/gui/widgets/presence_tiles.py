"""The counts above the board, each a filter."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QButtonGroup, QWidget

from desk_access.gui.theme.icons import Glyph
from desk_access.gui.theme.theme import Theme
from desk_access.gui.theme.tokens import Space, Tone
from desk_access.gui.view_models.board import Board
from desk_access.gui.view_models.presence_words import (
    PRESENCE_GLYPHS,
    PRESENCE_TONES,
    presence_word,
)
from desk_access.gui.widgets.count_tile import CountTile
from desk_access.gui.widgets.flow_layout import FlowLayout
from desk_access.model.presence import Presence

_ALWAYS = (Presence.IN, Presence.LATE, Presence.MISSING, Presence.TOO_LONG, Presence.GONE)


class PresenceTiles(QWidget):
    """Emits ``changed`` with the presence to show, None for everybody."""

    changed = Signal(object)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        row = FlowLayout(Space.S)
        self.setLayout(row)
        self.tiles: dict[Presence | None, CountTile] = {
            None: CountTile(theme, self.tr("Everybody"), Glyph.PEOPLE, Tone.ACCENT)
        }
        for presence in (*_ALWAYS, Presence.EXPECTED, Presence.ON_LEAVE, Presence.OFF):
            self.tiles[presence] = CountTile(
                theme,
                presence_word(presence),
                PRESENCE_GLYPHS[presence],
                PRESENCE_TONES[presence],
            )
        self._group = QButtonGroup(self)
        for place, tile in enumerate(self.tiles.values()):
            self._group.addButton(tile, place)
            row.addWidget(tile)
        self.tiles[None].setChecked(True)
        self._group.idClicked.connect(lambda place: self.changed.emit(list(self.tiles)[place]))

    @property
    def presence(self) -> Presence | None:
        """What is chosen; None for everybody."""
        return list(self.tiles)[self._group.checkedId()]

    def choose(self, presence: Presence | None) -> None:
        """Switch a filter on, as a click does."""
        self.tiles[presence].click()

    def show_counts(self, board: Board) -> None:
        """Show how many there are of each; what nobody is and is of no alarm goes away."""
        counts = board.counts()
        for presence, tile in self.tiles.items():
            tile.show_count(len(board.people) if presence is None else counts[presence])
            quiet = presence is not None and presence not in _ALWAYS
            tile.setVisible(not quiet or tile.count > 0 or tile.isChecked())
