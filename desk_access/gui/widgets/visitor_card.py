"""One group of visits: a face, how often and when it was seen, and who it may be."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from PySide6.QtCore import Signal
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout

from desk_access.gui.theme.icons import Glyph
from desk_access.gui.theme.theme import Theme
from desk_access.gui.theme.tokens import Space
from desk_access.gui.view_models.moments import clock_text, date_text
from desk_access.gui.widgets.button import Button, Kind
from desk_access.gui.widgets.face_tile import FaceTile
from desk_access.gui.widgets.labels import Role, label
from desk_access.model.visitor import VisitorGroup

WIDTH = 352
_FACE = 104


class VisitorCard(QFrame):
    """A card of a fixed width."""

    name_asked = Signal()
    assign_asked = Signal()
    dismiss_asked = Signal()

    def __init__(self, theme: Theme, group: VisitorGroup, zone: ZoneInfo) -> None:
        super().__init__()
        self.group = group
        self.setProperty("role", "card")
        self.setFixedWidth(WIDTH)
        self.face = FaceTile(theme, _FACE)
        count = len(group.visits)
        heading = self.tr("1 visit") if count == 1 else self.tr("{count} visits")
        self.heading = heading.format(count=count)
        self.setAccessibleName(self.heading)
        words = QVBoxLayout()
        words.setSpacing(Space.XS)
        words.addWidget(label(self.heading, Role.STRONG))
        for text in self._facts(zone):
            words.addWidget(label(text, Role.SMALL, wrap=True))
        words.addStretch(1)
        top = QHBoxLayout()
        top.setSpacing(Space.M)
        top.addWidget(self.face)
        top.addLayout(words, 1)
        buttons = QHBoxLayout()
        buttons.setSpacing(Space.S)
        self.name = Button(theme, self.tr("Name…"), Glyph.ENROL, Kind.PLAIN)
        self.assign = Button(theme, self.tr("Assign…"), Glyph.PERSON, Kind.PLAIN)
        self.dismiss = Button(theme, self.tr("Dismiss"), None, Kind.QUIET)
        for button, signal in (
            (self.name, self.name_asked),
            (self.assign, self.assign_asked),
            (self.dismiss, self.dismiss_asked),
        ):
            button.clicked.connect(signal.emit)
            buttons.addWidget(button)
        buttons.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(Space.L, Space.L, Space.L, Space.L)
        layout.setSpacing(Space.M)
        layout.addLayout(top)
        layout.addLayout(buttons)

    def show_face(self, image: QImage) -> None:
        """The best picture of the visits."""
        self.face.show_image(image)

    def _facts(self, zone: ZoneInfo) -> list[str]:
        group = self.group
        first = f"{date_text(group.first, zone)}  {clock_text(group.first, zone)}"
        last = f"{date_text(group.last, zone)}  {clock_text(group.last, zone)}"
        cameras = ", ".join(sorted({visit.camera for visit in group.visits}))
        if len(group.visits) == 1:
            return [self.tr("Seen {when}").format(when=first), cameras]
        return [
            self.tr("First {when}").format(when=first),
            self.tr("Last {when}").format(when=last),
            cameras,
        ]
