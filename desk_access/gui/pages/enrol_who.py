"""The first step of enrolling: who it is, and that they agree."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QStringListModel, Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QCompleter,
    QFormLayout,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QVBoxLayout,
    QWidget,
)

from desk_access.errors import DeskAccessError
from desk_access.gui.theme.icons import Glyph
from desk_access.gui.theme.theme import Theme
from desk_access.gui.theme.tokens import Space, Tone
from desk_access.gui.view_models.enrol_words import consent_sentence
from desk_access.gui.widgets.button import Button, Kind
from desk_access.gui.widgets.glyph_view import GlyphView
from desk_access.gui.widgets.labels import Role, card, label, line, set_tone

_FORM_WIDTH = 520


@dataclass(frozen=True, slots=True)
class Who:
    """What was typed, without blanks around it."""

    code: str
    name: str
    group: str


class WhoStep(QWidget):
    """Code, name, group and consent. ``camera`` and ``photos`` ask to go on with a :class:`Who`.

    ``folder`` and ``table`` ask for many people at once.
    """

    camera = Signal(Who)
    photos = Signal(Who)
    folder = Signal()
    table = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self.code = QLineEdit()
        self.name = QLineEdit()
        self.group = QLineEdit()
        self.consent = QCheckBox(self.tr("They agree"))
        self._sentence: QLabel = label("", Role.BODY, wrap=True)
        self._problem: QLabel = label("", Role.STRONG, wrap=True)
        set_tone(self._problem, Tone.REFUSED)
        self._problem.hide()
        self.go_on = Button(theme, self.tr("Continue at the camera"), Glyph.CAMERA, Kind.PRIMARY)
        self.use_photos = Button(theme, self.tr("Use photos from disk…"), Glyph.IMAGES)
        self._lay_out()
        self.name.textChanged.connect(self._say_consent)
        for field in (self.code, self.name, self.group):
            field.textChanged.connect(self._problem.hide)
        self.consent.toggled.connect(lambda _on: self._problem.hide())
        self.go_on.clicked.connect(lambda: self._ask(self.camera.emit))
        self.use_photos.clicked.connect(lambda: self._ask(self.photos.emit))
        self._say_consent("")

    def _lay_out(self) -> None:
        row = QHBoxLayout()
        row.setSpacing(Space.XL)
        row.addStretch(1)
        row.addWidget(self._form_card(), 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self._how_card(), 0, Qt.AlignmentFlag.AlignTop)
        row.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addStretch(1)
        column.addLayout(row)
        column.addStretch(4)

    def _form_card(self) -> QFrame:
        frame = card()
        frame.setFixedWidth(_FORM_WIDTH)
        self.group.setCompleter(QCompleter(QStringListModel(self), self))
        self.code.setPlaceholderText(self.tr("The number of the personnel office"))
        self.group.setPlaceholderText(self.tr("Optional, such as Workshop"))
        form = QFormLayout()
        form.setVerticalSpacing(Space.M)
        form.setHorizontalSpacing(Space.L)
        form.setLabelAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        form.addRow(self.tr("&Code"), self.code)
        form.addRow(self.tr("&Name"), self.name)
        form.addRow(self.tr("&Group"), self.group)
        buttons = QHBoxLayout()
        buttons.setSpacing(Space.S)
        buttons.addWidget(self.go_on)
        buttons.addWidget(self.use_photos)
        buttons.addStretch(1)
        layout = QVBoxLayout(frame)
        layout.setContentsMargins(Space.XL, Space.XL, Space.XL, Space.XL)
        layout.setSpacing(Space.M)
        layout.addWidget(label(self.tr("Who is it?"), Role.HEADING))
        layout.addLayout(form)
        layout.addSpacing(Space.XS)
        layout.addWidget(line())
        layout.addSpacing(Space.XS)
        layout.addWidget(self._sentence)
        layout.addWidget(self.consent)
        layout.addWidget(self._problem)
        layout.addSpacing(Space.S)
        layout.addLayout(buttons)
        return frame

    def _how_card(self) -> QFrame:
        frame = QFrame()
        frame.setFixedWidth(320)
        grid = QGridLayout(frame)
        grid.setContentsMargins(0, Space.XL, 0, 0)
        grid.setVerticalSpacing(Space.L)
        grid.setHorizontalSpacing(Space.M)
        rows = (
            (Glyph.LOOKING, self.tr("Five looks, about 20 seconds"),
             self.tr("Straight, left, right, up and down. Each picture is taken by itself.")),
            (Glyph.GOOD, self.tr("Checked before it is kept"),
             self.tr("Nothing is saved before you have seen the pictures at the end.")),
            (Glyph.REMOVE, self.tr("Undone at any time"),
             self.tr("Removing a person deletes the pictures and templates at once.")),
        )  # fmt: skip
        for place, (glyph, heading, words) in enumerate(rows):
            grid.addWidget(
                GlyphView(self._theme, glyph, Tone.ACCENT, 40, circle=True),
                place,
                0,
                Qt.AlignmentFlag.AlignTop,
            )
            text = QVBoxLayout()
            text.setSpacing(2)
            text.addWidget(label(heading, Role.STRONG))
            text.addWidget(label(words, Role.MUTED, wrap=True))
            grid.addLayout(text, place, 1)
        grid.addWidget(line(), len(rows), 0, 1, 2)
        grid.addLayout(self._many(), len(rows) + 1, 0, 1, 2)
        return frame

    def _many(self) -> QVBoxLayout:
        """The way for many people at once."""
        column = QVBoxLayout()
        column.setSpacing(Space.S)
        column.addWidget(label(self.tr("Many people at once"), Role.STRONG))
        words = self.tr("From photos: one folder a person, or a table of code, name and photos.")
        column.addWidget(label(words, Role.MUTED, wrap=True))
        row = QHBoxLayout()
        row.setSpacing(Space.S)
        for text, glyph, signal in (
            (self.tr("A folder…"), Glyph.FOLDER, self.folder),
            (self.tr("A table…"), Glyph.TABLE, self.table),
        ):
            button = Button(self._theme, text, glyph)
            button.clicked.connect(signal)
            row.addWidget(button)
        row.addStretch(1)
        column.addLayout(row)
        return column

    def who(self) -> Who:
        """What was typed."""
        code, name, group = (field.text().strip() for field in (self.code, self.name, self.group))
        return Who(code, name, group)

    def set_groups(self, groups: Sequence[str]) -> None:
        """The groups there are, to complete what is typed."""
        model = self.group.completer().model()
        if isinstance(model, QStringListModel):
            model.setStringList(list(groups))

    def start_over(self) -> None:
        """Empty fields for the next person; the group is often the same and stays."""
        self.code.clear()
        self.name.clear()
        self.consent.setChecked(False)
        self._problem.hide()
        self.code.setFocus()

    def refuse(self, error: DeskAccessError) -> None:
        """Say why it cannot go on."""
        self._problem.setText(str(error))
        self._problem.show()

    def _say_consent(self, name: str) -> None:
        self._sentence.setText(consent_sentence(name))

    def _ask(self, way: Callable[[Who], None]) -> None:
        who = self.who()
        missing = ((self.code, who.code), (self.name, who.name))
        for field, words in missing:
            if not words:
                self._complain(self.tr("Code and name are needed."), field)
                return
        if not self.consent.isChecked():
            self._complain(
                self.tr("Read the sentence to them and tick it when they agree."), self.consent
            )
            return
        way(who)

    def _complain(self, words: str, field: QWidget) -> None:
        self.refuse(DeskAccessError(words))
        field.setFocus()
