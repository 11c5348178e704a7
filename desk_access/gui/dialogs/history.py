"""The history of the gallery: what was changed, by whom, and Undo."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desk_access.errors import DeskAccessError
from desk_access.gui.context import Context
from desk_access.gui.dialogs.dialog import Dialog
from desk_access.gui.theme.tokens import Space, Tone
from desk_access.gui.widgets.button import Button
from desk_access.gui.widgets.history_row import HistoryRow
from desk_access.gui.widgets.labels import Role, label, line, scroll_area
from desk_access.gui.widgets.notice_strip import NoticeStrip
from desk_access.model.history import HistoryEntry
from desk_access.model.person import Person

_PAGE = 100


class HistoryDialog(Dialog):
    """Everybody's changes, or one person's, a hundred at a time."""

    def __init__(self, context: Context, parent: QWidget, person: Person | None) -> None:
        words = QCoreApplication.translate("HistoryDialog", "History of {name}")
        title = QCoreApplication.translate("HistoryDialog", "History of the people")
        title = title if person is None else words.format(name=person.name)
        super().__init__(parent, title)
        self._context = context
        self._code = None if person is None else person.code
        self._entries: list[HistoryEntry] = []
        self.rows: list[HistoryRow] = []
        self.notice = NoticeStrip(context.theme)
        self._empty = label(self.tr("Nothing was changed yet."), Role.MUTED)
        self._inside = QWidget()
        self._list = QVBoxLayout(self._inside)
        self._list.setContentsMargins(0, 0, 0, 0)
        self._list.setSpacing(0)
        self.more = Button(context.theme, self.tr("Show older changes"))
        self.more.clicked.connect(self._read_more)
        self._lay_out(title)
        self._read(_PAGE)

    def _lay_out(self, title: str) -> None:
        close = Button(self._context.theme, self.tr("Close"))
        close.setDefault(True)
        close.clicked.connect(self.accept)
        buttons = QHBoxLayout()
        buttons.addWidget(self.more)
        buttons.addStretch(1)
        buttons.addWidget(close)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(Space.XL, Space.L, Space.XL, Space.L)
        layout.setSpacing(Space.M)
        layout.addWidget(label(title, Role.HEADING))
        layout.addWidget(self.notice)
        layout.addWidget(self._empty)
        layout.addWidget(scroll_area(self._inside), 1)
        layout.addLayout(buttons)
        self._empty.hide()
        self.more.hide()
        self.resize(720, 560)

    def _read_more(self) -> None:
        self._read(len(self._entries) + _PAGE)

    def _read(self, count: int) -> None:
        house, code = self._context.desk.housekeeping, self._code
        self._context.quick.run(
            lambda: house.history(code, count + 1),
            lambda found: self._show(found, count),
            self._tell,
        )

    def _show(self, entries: Sequence[HistoryEntry], count: int) -> None:
        self._entries = list(entries[:count])
        while (item := self._list.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.deleteLater()
        known = {entry.number: entry for entry in entries}
        zone = self._context.zone
        self.rows = []
        for entry in self._entries:
            undone = None if entry.undoes is None else known.get(entry.undoes)
            row = HistoryRow(self._context.theme, entry, undone, zone)
            row.undo_asked.connect(lambda number=entry.number: self._undo(number))
            self.rows.append(row)
            self._list.addWidget(row)
            self._list.addWidget(line())
        self._list.addStretch(1)
        self._empty.setVisible(not self.rows)
        self.more.setVisible(len(entries) > count)

    def _undo(self, number: int) -> None:
        desk = self._context.desk
        self._context.chores.run(lambda: desk.undo(number), self._undone, self._tell)

    def _undone(self, _entry: HistoryEntry) -> None:
        self.notice.say(self.tr("The change was undone."), Tone.GOOD)
        self._context.bridge.people_changed.emit()
        self._read(max(len(self._entries), _PAGE))

    def _tell(self, error: DeskAccessError) -> None:
        self.notice.say(str(error), Tone.REFUSED)
