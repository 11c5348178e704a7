"""The last decisions at the right of the Live page."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QAbstractItemView, QListView, QStackedLayout, QVBoxLayout, QWidget

from desk_access.gui.context import Context
from desk_access.gui.tables.decision_delegate import DecisionDelegate
from desk_access.gui.tables.decision_model import DecisionCard, DecisionModel, make_card
from desk_access.gui.theme.icons import Glyph
from desk_access.gui.theme.tokens import Space
from desk_access.gui.widgets.labels import Role, label
from desk_access.gui.widgets.state_view import StateView
from desk_access.model.status import Sighting


class DecisionList(QWidget):
    """Cards, newest on top. ``enrol`` asks to enrol an unknown person, ``opened`` for a known."""

    enrol = Signal(Sighting)
    opened = Signal(str)

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self._heading = label(self.tr("Last decisions"), Role.LARGE)
        self.model = DecisionModel(self)
        self.view = QListView()
        self.view.setModel(self.model)
        self.view.setAccessibleName(self.tr("Last decisions"))
        self.view.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.view.setMouseTracking(True)
        self.view.setUniformItemSizes(True)
        self.view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.view.setProperty("role", "bare")
        delegate = DecisionDelegate(context.theme, self.view)
        delegate.enrol.connect(self.enrol.emit)
        self.view.setItemDelegate(delegate)
        self.view.activated.connect(self._activated)
        self._empty = StateView(context.theme)
        self._empty.show_empty(
            Glyph.LOOKING,
            self.tr("Nobody yet"),
            self.tr("Whoever looks into the camera appears here."),
        )
        self._stack = QStackedLayout()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(Space.S)
        layout.addWidget(self._heading)
        layout.addLayout(self._stack, 1)
        self._stack.addWidget(self._empty)
        self._stack.addWidget(self.view)

    def put(self, sighting: Sighting) -> None:
        """Add a decision on top; its picture follows when it is decoded."""
        cameras = len(self._context.desk.watch.cameras())
        card = make_card(sighting, self._context.zone, cameras)
        self.model.put(card)
        self._stack.setCurrentWidget(self.view)

        def came(image: QImage) -> None:
            self.model.set_picture(card, image)

        self._context.pictures.decode(sighting.decision.picture, came)

    def _activated(self, index: QModelIndex | QPersistentModelIndex) -> None:
        card: DecisionCard = self.model.card(index)
        if card.may_enrol:
            self.enrol.emit(card.sighting)
        elif card.sighting.person is not None:
            self.opened.emit(card.sighting.person.code)
