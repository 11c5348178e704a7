"""Asks who somebody is, among the enrolled people, and says what follows from it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desk_access.errors import DeskAccessError
from desk_access.gui.context import Context
from desk_access.gui.dialogs.dialog import Dialog
from desk_access.gui.theme.theme import Theme
from desk_access.gui.theme.tokens import Space, Tone
from desk_access.gui.widgets.button import Button, Kind
from desk_access.gui.widgets.face_tile import FaceTile
from desk_access.gui.widgets.labels import Role, label
from desk_access.gui.widgets.notice_strip import NoticeStrip
from desk_access.gui.widgets.people_picker import PeoplePicker
from desk_access.model.person import Person

_FACE = 112


class ChoosePersonDialog(Dialog):
    """Emits ``agreed`` with the person. ``pictures`` show whom it is about.

    ``follows`` is said once somebody is chosen; ``{name}`` in it is who.
    """

    agreed = Signal(Person)

    def __init__(
        self,
        context: Context,
        parent: QWidget,
        question: str,
        follows: str,
        yes: str,
        pictures: Sequence[QImage],
        without: str = "",
    ) -> None:
        super().__init__(parent, question)
        self._context = context
        self._follows = follows
        self._chosen: Person | None = None
        self.picker = PeoplePicker(context, without)
        self.picker.chosen.connect(self._choose)
        self.picker.failed.connect(self._tell)
        self._theirs = FaceTile(context.theme, _FACE)
        self._follows_label = label(self.tr("Choose who it is."), Role.BODY, wrap=True)
        self._follows_label.setMinimumHeight(64)
        self._notice = NoticeStrip(context.theme)
        self.yes = Button(context.theme, yes, None, Kind.PRIMARY)
        self.yes.setEnabled(False)
        self.yes.clicked.connect(self._agree)
        self._lay_out(context.theme, question, pictures)

    def _lay_out(self, theme: Theme, question: str, pictures: Sequence[QImage]) -> None:
        faces = QHBoxLayout()
        faces.setSpacing(Space.S)
        for image in pictures:
            tile = FaceTile(theme, _FACE)
            tile.show_image(image)
            faces.addWidget(tile)
        faces.addStretch(1)
        faces.addWidget(self._theirs)
        cancel = Button(theme, self.tr("Cancel"))
        cancel.clicked.connect(self.reject)
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        buttons.addWidget(cancel)
        buttons.addWidget(self.yes)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(Space.XL, Space.L, Space.XL, Space.L)
        layout.setSpacing(Space.M)
        layout.addWidget(label(question, Role.HEADING, wrap=True))
        layout.addLayout(faces)
        layout.addWidget(self._follows_label, 0, Qt.AlignmentFlag.AlignTop)
        layout.addWidget(self.picker, 1)
        layout.addWidget(self._notice)
        layout.addLayout(buttons)
        self.resize(600, 580)
        self.picker.search.setFocus()

    def _choose(self, person: Person | None) -> None:
        self._chosen = person
        self.yes.setEnabled(person is not None)
        if person is not None:
            self._theirs.show_image(self._context.pictures.picture(person.person_id))
            self._follows_label.setText(self._follows.replace("{name}", person.name))

    def _agree(self) -> None:
        if self._chosen is not None:
            self.accept()
            self.agreed.emit(self._chosen)

    def _tell(self, error: DeskAccessError) -> None:
        self._notice.say(str(error), Tone.REFUSED)
