"""Many people at once, from a folder or a table of photos: in the background, with a report."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from desk_access.capture.pictures import picture_files, why_no_picture
from desk_access.errors import DeskAccessError, EncodingUnknown, ImportRefused
from desk_access.gui.background import Stopped
from desk_access.gui.context import Context
from desk_access.gui.dialogs.dialog import file_dialog
from desk_access.gui.dialogs.encoding import EncodingDialog
from desk_access.imports.roster import ignored_files, read_roster
from desk_access.model.enrolment import ImportedPerson, ImportRow
from desk_access.reports.imports import write_import


class BulkImport(QObject):
    """Asks where the photos are and enrols everybody there. GUI thread only.

    ``working`` carries photos done, of how many, and a name; then comes one of ``finished``, with
    an :class:`ImportedPerson` for everybody who was done, and ``refused``. What was done when it
    is stopped stays; importing the same again goes on.
    """

    working = Signal(int, int, str)
    finished = Signal(list)
    refused = Signal(DeskAccessError)
    _progressed = Signal(int, int, str)

    def __init__(self, context: Context, page: QWidget) -> None:
        super().__init__(page)
        self._context = context
        self._page = page
        self._stop = threading.Event()
        self.ignored: list[ImportRow] = []
        self._progressed.connect(self.working.emit)

    def ask_folder(self) -> None:
        """Let a person choose a folder with one folder of photos a person."""
        title = self.tr("Choose the folder that holds one folder of photos for each person")
        self._ask(title, QFileDialog.FileMode.Directory)

    def ask_table(self) -> None:
        """Let a person choose a table."""
        title = self.tr("Choose a table with the columns code, name and photos")
        self._ask(title, QFileDialog.FileMode.ExistingFile)

    def _ask(self, title: str, mode: QFileDialog.FileMode) -> None:
        dialog = file_dialog(self._page, title, mode)
        if mode is QFileDialog.FileMode.ExistingFile:
            dialog.setNameFilter(self.tr("Tables ({patterns})").format(patterns="*.csv *.xlsx"))
        dialog.filesSelected.connect(lambda paths: self.use(Path(paths[0])))
        dialog.open()

    def use(self, path: Path, encoding: str | None = None) -> None:
        """Enrol everybody of ``path`` who is not enrolled."""
        desk, stop = self._context.desk, threading.Event()
        self._stop = stop
        done: list[ImportedPerson] = []
        self.ignored = []
        self.working.emit(0, 1, path.name)

        def progress(count: int, of: int, name: str) -> None:
            if stop.is_set():
                raise Stopped
            self._progressed.emit(count, of, name)

        def run() -> list[ImportedPerson]:
            try:
                entries = read_roster(path, picture_files, encoding)
                self.ignored = ignored_files(path, entries, why_no_picture)
                for person in desk.bulk().run(entries, progress):
                    done.append(person)
            except Stopped:
                pass  # Between two people: whoever was done is told of.
            return done

        self._context.chores.run(run, self.finished.emit, partial(self._not_read, path))

    def _not_read(self, path: Path, error: DeskAccessError) -> None:
        """Ask for the encoding of a table, or tell why nobody was enrolled."""
        if not isinstance(error, EncodingUnknown):
            self.refused.emit(error)
        else:
            cure = self.tr("Choose it again and say how it reads, or save it in UTF-8.")
            self.refused.emit(ImportRefused(error.what, cure))
            asking = EncodingDialog(self._context.theme, self._page, error)
            asking.chosen.connect(partial(self.use, path))
            asking.open()

    def stop(self) -> None:
        """Enrol nobody after the person who is being looked at."""
        self._stop.set()

    def save_report(self, people: Sequence[ImportedPerson]) -> None:
        """Let a person choose where to write what became of every photo."""
        rows = [*(row for person in people for row in person.rows), *self.ignored]
        title = self.tr("Save what became of each photo")
        dialog = file_dialog(self._page, title, QFileDialog.FileMode.AnyFile)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix("csv")
        dialog.filesSelected.connect(
            lambda paths: self._context.chores.run(
                lambda: write_import(rows, Path(paths[0])), lambda _none: None, self.refused.emit
            )
        )
        dialog.open()
