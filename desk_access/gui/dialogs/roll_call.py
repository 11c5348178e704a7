"""The fire roll call: everybody inside, large enough to be ticked off with a finger."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from zoneinfo import ZoneInfo

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QFont
from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFileDialog,
    QHBoxLayout,
    QProgressBar,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from desk_access.gui.background import while_there
from desk_access.gui.context import Context
from desk_access.gui.dialogs.dialog import Dialog, file_dialog
from desk_access.gui.roll_call_paper import print_roll_call, roll_call_pdf
from desk_access.gui.theme.fonts import sized
from desk_access.gui.theme.icons import Glyph
from desk_access.gui.theme.tokens import TOUCH_TARGET, Space, Tone, Type
from desk_access.gui.view_models.roll_call import RollCall, found_words, roll_call_heading
from desk_access.gui.widgets.button import Button, Kind
from desk_access.gui.widgets.labels import Role, label, set_tone
from desk_access.gui.widgets.notice_strip import NoticeStrip
from desk_access.reports.atomic import written_whole

_NAME_WIDTH, _CODE_WIDTH = 300, 110
_CODE = int(Qt.ItemDataRole.UserRole) + 1


class RollCallDialog(Dialog):
    """Ticks are kept in the roll call. ``anew_asked``: read who is inside now, with no tick."""

    anew_asked = Signal()

    def __init__(self, context: Context, parent: QWidget, roll: RollCall) -> None:
        title = parent.tr("Fire roll call")
        super().__init__(parent, title)
        self._context = context
        self._zone: ZoneInfo = context.zone
        self.roll = roll
        self._heading = label("", Role.HEADING, wrap=True)
        self._state = label("", Role.LARGE)
        self._bar = QProgressBar(textVisible=False)
        self.notice = NoticeStrip(context.theme)
        self.list = QTreeWidget()
        self._lay_out(title)
        self.list.itemChanged.connect(self._ticked)
        self.show_roll(roll)

    def _lay_out(self, title: str) -> None:
        self.list.setAccessibleName(title)
        self.list.setColumnCount(3)
        self.list.setHeaderHidden(True)
        self.list.setRootIsDecorated(False)
        self.list.setIndentation(Space.S)
        self.list.setFont(sized(Type.LARGE, tabular=True))
        self.list.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.list.setProperty("role", "ticks")
        header = self.list.header()
        header.setStretchLastSection(True)
        header.resizeSection(0, _NAME_WIDTH)
        header.resizeSection(1, _CODE_WIDTH)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(Space.XL, Space.L, Space.XL, Space.L)
        layout.setSpacing(Space.M)
        layout.addWidget(self._heading)
        layout.addWidget(self._state)
        layout.addWidget(self._bar)
        layout.addWidget(self.notice)
        layout.addWidget(self.list, 1)
        layout.addLayout(self._buttons())
        self.resize(760, 640)

    def _buttons(self) -> QHBoxLayout:
        theme = self._context.theme
        row = QHBoxLayout()
        row.setSpacing(Space.S)
        actions: tuple[tuple[str, Glyph | None, Kind, Callable[[], object]], ...] = (
            (self.tr("Print…"), Glyph.PRINT, Kind.PRIMARY, self._ask_printer),
            (self.tr("Save as PDF…"), Glyph.EXPORT, Kind.PLAIN, self._ask_target),
            (self.tr("Begin anew"), Glyph.AGAIN, Kind.PLAIN, self.anew_asked.emit),
            (self.tr("Close"), None, Kind.PLAIN, self.accept),
        )
        for place, (word, glyph, kind, act) in enumerate(actions):
            button = Button(theme, word, glyph, kind)
            button.setProperty("touch", True)
            button.clicked.connect(lambda _checked=False, act=act: act())
            if place == len(actions) - 1:
                row.addStretch(1)
            row.addWidget(button)
        return row

    def show_roll(self, roll: RollCall) -> None:
        """Show who is to be found."""
        self.roll = roll
        self._heading.setText(roll_call_heading(roll, self._zone))
        self.list.blockSignals(True)
        self.list.clear()
        for group, people in roll.groups().items():
            heading = QTreeWidgetItem(
                self.list, [f"{group or self.tr('Without a group')} ({len(people)})"]
            )
            heading.setFlags(Qt.ItemFlag.ItemIsEnabled)
            heading.setFont(0, sized(Type.LARGE, QFont.Weight.DemiBold))
            heading.setSizeHint(0, QSize(0, TOUCH_TARGET))
            heading.setFirstColumnSpanned(True)
            for person in people:
                row = QTreeWidgetItem(heading, [person.name, person.code, roll.detail(person)])
                ticked = person.code in roll.found
                row.setData(0, _CODE, person.code)
                row.setSizeHint(0, QSize(0, TOUCH_TARGET))
                row.setCheckState(0, Qt.CheckState.Checked if ticked else Qt.CheckState.Unchecked)
        self.list.expandAll()
        self.list.blockSignals(False)
        self._count()

    def _ticked(self, row: QTreeWidgetItem, _column: int) -> None:
        code = str(row.data(0, _CODE))
        if row.checkState(0) == Qt.CheckState.Checked:
            self.roll.found.add(code)
        else:
            self.roll.found.discard(code)
        self._count()

    def _count(self) -> None:
        people, missing = len(self.roll.people()), self.roll.missing()
        self._state.setText(found_words(self.roll))
        set_tone(self._state, Tone.REFUSED if missing else Tone.GOOD)
        self._bar.setMaximum(max(1, people))
        self._bar.setValue(people - missing)

    def _ask_printer(self) -> None:
        printer = QPrinter()
        dialog = QPrintDialog(printer, self)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.accepted.connect(lambda: self.print_on(printer))
        # As open() does, which QPrintDialog hides behind another of its name.
        dialog.setWindowModality(Qt.WindowModality.WindowModal)
        dialog.show()

    def print_on(self, printer: QPrinter) -> None:
        """Print the list as it is ticked now."""
        if print_roll_call(printer, self.roll, self._zone):
            self.notice.say(self.tr("The list was sent to the printer."), Tone.GOOD)
        else:
            words = self.tr("The printer does not answer. Choose another one, or save a PDF.")
            self.notice.say(words, Tone.REFUSED)

    def _ask_target(self) -> None:
        dialog = file_dialog(self, self.tr("Save the roll call"), QFileDialog.FileMode.AnyFile)
        day = f"{self.roll.board.at.astimezone(self._zone):%Y-%m-%d %H.%M}"
        dialog.selectFile(f"{self.tr('roll call')} {day}.pdf")
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix("pdf")
        dialog.setNameFilter("PDF (*.pdf)")
        dialog.fileSelected.connect(lambda path: self.save_to(Path(path)))
        dialog.open()

    def save_to(self, target: Path) -> None:
        """Write the list as a PDF, in the background."""
        pages = roll_call_pdf(self.roll, self._zone)

        def write() -> None:
            with written_whole(target) as stream:
                stream.write(pages)

        words = self.tr("The list was saved as {file}.").format(file=target)
        self._context.quick.run(
            write,
            while_there(self, lambda _none: self.notice.say(words, Tone.GOOD)),
            while_there(self, lambda error: self.notice.say(str(error), Tone.REFUSED)),
        )
