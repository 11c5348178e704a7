"""What an import did: how many were enrolled, and why the others were not."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from desk_access.gui.theme.icons import Glyph
from desk_access.gui.theme.theme import Theme
from desk_access.gui.theme.tokens import Space
from desk_access.gui.view_models.enrol_words import imported_sentence
from desk_access.gui.widgets.button import Button, Kind
from desk_access.gui.widgets.labels import Role, card, label
from desk_access.gui.widgets.photo_rows import PhotoRows
from desk_access.model.enrolment import ImportedPerson, ImportOutcome, ImportRow, PhotoRow

_SHOWN = 200
"""Ignored files that have a line; the report has each."""

_KEPT = (ImportOutcome.ACCEPTED, ImportOutcome.ENROLLED_BEFORE)


class ImportedView(QWidget):
    """``report`` asks to save it all as a table; ``done`` goes on."""

    report = Signal()
    done = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.sentence: QLabel = label("", Role.HEADING, wrap=True)
        self.rows = PhotoRows(theme, height=420)
        save = Button(theme, self.tr("Save the report…"), Glyph.EXPORT)
        save.clicked.connect(self.report.emit)
        done = Button(theme, self.tr("Done"), Glyph.CHECK, Kind.PRIMARY)
        done.clicked.connect(self.done.emit)
        frame: QFrame = card()
        inside = QVBoxLayout(frame)
        inside.setContentsMargins(Space.XL, Space.XL, Space.XL, Space.XL)
        inside.setSpacing(Space.M)
        inside.addWidget(self.sentence)
        hint = self.tr("Photos that were not used stand below; the report has every photo.")
        inside.addWidget(label(hint, Role.MUTED, wrap=True))
        inside.addWidget(self.rows)
        foot = QHBoxLayout()
        foot.addWidget(save)
        foot.addStretch(1)
        foot.addWidget(done)
        inside.addLayout(foot)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(frame)
        layout.addStretch(1)

    def show_people(
        self, people: Sequence[ImportedPerson], ignored: Sequence[ImportRow] = ()
    ) -> None:
        """Show what became of them and of other files; the photos in use need no line."""
        self.sentence.setText(imported_sentence(people, len(ignored)))
        rows = [
            PhotoRow(row.photo, False, f"{row.name}: {row.reason}")
            for person in people
            for row in person.rows
            if row.outcome not in _KEPT
        ]
        rows += [PhotoRow(row.photo, False, row.reason) for row in ignored[:_SHOWN]]
        self.rows.show_rows(rows)
