"""The new face beside the one that is enrolled already: is it one person, or are they two?"""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout

from desk_access.gui.pictures import PictureLoader
from desk_access.gui.theme.icons import Glyph
from desk_access.gui.theme.theme import Theme
from desk_access.gui.theme.tokens import Space
from desk_access.gui.widgets.button import Button, Kind
from desk_access.gui.widgets.face_tile import FaceTile
from desk_access.gui.widgets.labels import Role, card, label
from desk_access.model.enrolment import EnrolmentDraft
from desk_access.model.person import Person

_SIDE = 132


class DuplicateCard(QFrame):
    """``same``: it is that person; ``both``: a twin or lookalike. Hidden while nobody is alike."""

    same = Signal(Person)
    both = Signal(Person)

    def __init__(self, theme: Theme, pictures: PictureLoader) -> None:
        super().__init__()
        self._pictures = pictures
        self._person: Person | None = None
        self.question: QLabel = label("", Role.LARGE, wrap=True)
        self._faces = FaceTile(theme, _SIDE), FaceTile(theme, _SIDE)
        self._names: tuple[QLabel, QLabel] = label("", Role.SMALL), label("", Role.SMALL)
        self.same_button = Button(theme, self.tr("Same person"), Glyph.CHECK, Kind.PRIMARY)
        self.both_button = Button(theme, self.tr("Two people"), Glyph.PEOPLE)
        self.same_button.clicked.connect(self._say_same)
        self.both_button.clicked.connect(self._say_both)
        self._lay_out()
        pictures.loaded.connect(self._loaded)
        self.hide()

    def _lay_out(self) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, Space.M, 0, 0)
        frame = card()
        layout.addWidget(frame)
        inside = QHBoxLayout(frame)
        inside.setContentsMargins(Space.L, Space.L, Space.L, Space.L)
        inside.setSpacing(Space.L)
        for face, name in zip(self._faces, self._names, strict=True):
            column = QVBoxLayout()
            column.setSpacing(Space.XS)
            column.addWidget(face)
            column.addWidget(name, 0, Qt.AlignmentFlag.AlignHCenter)
            inside.addLayout(column)
        words = QVBoxLayout()
        words.setSpacing(Space.S)
        words.addWidget(self.question)
        for button, meaning in (
            (self.same_button, self.tr("The new pictures are added to that enrolment.")),
            (
                self.both_button,
                self.tr("Twins or lookalikes: both are kept and told apart with more care."),
            ),
        ):
            row = QHBoxLayout()
            row.setSpacing(Space.M)
            button.setMinimumWidth(150)
            button.setAccessibleDescription(meaning)
            row.addWidget(button)
            row.addWidget(label(meaning, Role.MUTED, wrap=True), 1)
            words.addLayout(row)
        inside.addLayout(words, 1)

    def ask(self, draft: EnrolmentDraft, person: Person | None) -> None:
        """Show the draft's best picture beside ``person``; None: there is nothing to ask."""
        self._person = person
        self.setVisible(person is not None)
        if person is None:
            return
        best = max(draft.pictures, key=lambda item: item.picture.quality)
        new, old = self._faces
        self._pictures.decode(best.picture.jpeg, partial(_show, new))
        old.show_image(self._pictures.picture(person.person_id))
        self._names[0].setText(self.tr("New: {name}").format(name=draft.name))
        self._names[1].setText(f"{person.name} ({person.code})")
        self.question.setText(
            self.tr(
                "{name} is enrolled already and looks like this. Is it the same person?"
            ).format(name=person.name)
        )
        self.setAccessibleName(self.question.text())

    def _loaded(self, person_id: int) -> None:
        if self._person is not None and self._person.person_id == person_id:
            self._faces[1].show_image(self._pictures.picture(person_id))

    def _say_same(self) -> None:
        if self._person is not None:
            self.same.emit(self._person)

    def _say_both(self) -> None:
        if self._person is not None:
            self.both.emit(self._person)


def _show(tile: FaceTile, image: QImage) -> None:
    tile.show_image(image)
