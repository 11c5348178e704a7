"""The last step of enrolling: the pictures, their quality in words, and saving."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from desk_access.errors import DeskAccessError
from desk_access.gui.pictures import PictureLoader
from desk_access.gui.theme.icons import Glyph
from desk_access.gui.theme.theme import Theme
from desk_access.gui.theme.tokens import Space, Tone
from desk_access.gui.view_models.enrol_words import step_word
from desk_access.gui.view_models.words import quality_word
from desk_access.gui.widgets.button import Button, Kind
from desk_access.gui.widgets.duplicate_card import DuplicateCard
from desk_access.gui.widgets.face_tile import FaceTile
from desk_access.gui.widgets.labels import Role, card, label
from desk_access.gui.widgets.notice_strip import NoticeStrip
from desk_access.gui.widgets.photo_rows import PhotoRows
from desk_access.model.enrolment import DraftPicture, EnrolmentDraft, PhotoReport
from desk_access.model.person import Person

_SIDE = 150


class CheckStep(QWidget):
    """``save`` and ``back``; nothing is in the gallery before ``save``."""

    save = Signal()
    back = Signal()

    def __init__(self, theme: Theme, pictures: PictureLoader) -> None:
        super().__init__()
        self._theme = theme
        self._pictures = pictures
        self._asks = False
        self._name: QLabel = label("", Role.TITLE)
        self._facts: QLabel = label("", Role.MUTED)
        self._tiles = QHBoxLayout()
        self._tiles.setSpacing(Space.L)
        self.duplicate = DuplicateCard(theme, pictures)
        self._photos = PhotoRows(theme)
        self.notice = NoticeStrip(theme)
        self._save = Button(theme, self.tr("Save"), Glyph.CHECK, Kind.PRIMARY)
        self._save.clicked.connect(self.save.emit)
        self._back = Button(theme, self.tr("Back"), Glyph.LEFT)
        self._back.clicked.connect(self.back.emit)
        self._lay_out()

    def _lay_out(self) -> None:
        frame: QFrame = card()
        frame.setMaximumWidth(866)
        inside = QVBoxLayout(frame)
        inside.setContentsMargins(Space.XL, Space.XL, Space.XL, Space.XL)
        inside.setSpacing(Space.S)
        inside.addWidget(self._name)
        inside.addWidget(self._facts)
        inside.addSpacing(Space.S)
        inside.addLayout(self._tiles)
        inside.addWidget(self.duplicate)
        inside.addWidget(self._photos)
        foot = QHBoxLayout()
        foot.addWidget(self._back)
        foot.addStretch(1)
        foot.addWidget(self._save)
        middle = QHBoxLayout()
        middle.addStretch(1)
        middle.addWidget(frame, 10)
        middle.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(Space.M)
        layout.addWidget(self.notice)
        layout.addStretch(1)
        layout.addLayout(middle)
        layout.addStretch(4)
        layout.addLayout(foot)

    @property
    def may_save(self) -> bool:
        """Whether there is something to save."""
        return self._save.isEnabled()

    def show_draft(self, draft: EnrolmentDraft, report: PhotoReport | None = None) -> None:
        """Show what would be saved, and what became of each photo where it came from photos."""
        self._name.setText(draft.name)
        self._facts.setText(" · ".join(part for part in (draft.code, draft.group) if part))
        self._show_tiles(draft.pictures)
        self._photos.show_rows(report.rows if report else ())
        self.notice.say("")
        self.ask_about(draft, draft.similar)

    def ask_about(self, draft: EnrolmentDraft, similar: Person | None) -> None:
        """Ask whether it is ``similar``, who is enrolled; until then it cannot be saved."""
        self._asks = similar is not None
        self.duplicate.ask(draft, similar)
        self.show_saving(False)

    def show_report_alone(self, name: str, report: PhotoReport) -> None:
        """No photo could be used: say why of each."""
        self._name.setText(name)
        self._facts.setText(self.tr("None of the photos can be used. Go back and choose others."))
        self._show_tiles(())
        self._photos.show_rows(report.rows)
        self.duplicate.hide()
        self._save.setEnabled(False)
        self.notice.say("")

    def show_saving(self, saving: bool) -> None:
        """While it is being saved nothing else can be done here."""
        self._save.setEnabled(not saving and not self._asks)
        self.duplicate.setEnabled(not saving)
        self._back.setEnabled(not saving)

    def refuse(self, error: DeskAccessError) -> None:
        """Say why it was not saved."""
        self.show_saving(False)
        self.notice.say(str(error), Tone.REFUSED)

    def _show_tiles(self, pictures: tuple[DraftPicture, ...]) -> None:
        while (item := self._tiles.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.hide()
                old.deleteLater()
        for picture in pictures:
            tile = FaceTile(self._theme, _SIDE)
            self._pictures.decode(picture.picture.jpeg, partial(_show, tile))
            words = [step_word(picture.step)] if picture.step else []
            words.append(quality_word(picture.picture.quality))
            column = QVBoxLayout()
            column.setSpacing(Space.XS)
            column.addWidget(tile)
            column.addWidget(label(" · ".join(words), Role.SMALL), 0, Qt.AlignmentFlag.AlignCenter)
            holder = QWidget()
            column.setContentsMargins(0, 0, 0, 0)
            holder.setLayout(column)
            self._tiles.addWidget(holder)
        self._tiles.addStretch(1)


def _show(tile: FaceTile, image: QImage) -> None:
    tile.show_image(image)
