"""Imports a table, a calendar or a country's holidays: first the difference, then Apply."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from PySide6.QtCore import QLocale, Qt, Signal
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from desk_access.errors import DeskAccessError, EncodingUnknown
from desk_access.gui.background import while_there
from desk_access.gui.context import Context
from desk_access.gui.dialogs.dialog import Dialog, file_dialog
from desk_access.gui.dialogs.encoding import EncodingDialog
from desk_access.gui.dialogs.plan_preview import PlanPreviewDialog
from desk_access.gui.theme.icons import Glyph
from desk_access.gui.theme.tokens import Space, Tone
from desk_access.gui.view_models.import_words import ImportWhat, import_text
from desk_access.gui.view_models.moments import region
from desk_access.gui.widgets.button import Button, Kind
from desk_access.gui.widgets.country_form import CountryForm
from desk_access.gui.widgets.difference_view import DifferenceView
from desk_access.gui.widgets.labels import Role, label
from desk_access.gui.widgets.notice_strip import NoticeStrip
from desk_access.gui.widgets.state_view import Offer, StateView
from desk_access.imports.calendar_file import read_holidays
from desk_access.imports.public_holidays import public_holidays
from desk_access.imports.tables import read_import
from desk_access.model.importing import Comparison, HolidayCalendar, Wanted

_YEARS_AHEAD = 3
"""Of a calendar, what repeats every year is taken for this year and the next two."""


@dataclass(frozen=True, slots=True, eq=False)
class _Found:
    """What was read, what it would change, and people's names by code."""

    wanted: Wanted
    comparison: Comparison
    names: Mapping[str, str]


class ImportDialog(Dialog):
    """``ImportDialog(context, parent, ImportWhat.LEAVE).open()``: nothing else is needed.

    It asks for a file, or for a country and a year, and shows what would change. ``applied`` when
    it was changed; the dialog is closed then. :meth:`use` reads a file without asking for it.
    """

    applied = Signal()

    def __init__(self, context: Context, parent: QWidget, what: ImportWhat) -> None:
        self._text = import_text(what)
        super().__init__(parent, self._text.title)
        self._context = context
        self._what = what
        self._found: _Found | None = None
        self._path: Path | None = None
        self._year = datetime.now(UTC).astimezone(context.zone).year
        self.notice = NoticeStrip(context.theme)
        self.state = StateView(context.theme)
        self.form = CountryForm(self._year) if what is ImportWhat.COUNTRY else None
        self.difference = DifferenceView(context.theme)
        self.parts = QStackedWidget()
        self.again = Button(context.theme, self._again_words(), Glyph.AGAIN)
        self.again.clicked.connect(self._begin)
        self.month = Button(context.theme, self.tr("What it does to the month…"), Glyph.CALENDAR)
        self.month.clicked.connect(self._preview)
        self.cancel = Button(context.theme, self.tr("Cancel"))
        self.cancel.clicked.connect(self.reject)
        self.apply = Button(context.theme, self.tr("Apply"), Glyph.CHECK, Kind.PRIMARY)
        self.apply.clicked.connect(self._apply)
        self._choose = Offer(self.tr("Choose a file…"), Glyph.FOLDER, self.ask)
        self._lay_out()
        self._begin()

    def _again_words(self) -> str:
        if self._what is ImportWhat.COUNTRY:
            return self.tr("Another country or year")
        return self.tr("Another file…")

    def _lay_out(self) -> None:
        self.parts.addWidget(self.state)
        self.parts.addWidget(self.difference)
        if self.form is not None:
            self.parts.addWidget(self._form_page(self.form))
        buttons = QHBoxLayout()
        buttons.setSpacing(Space.S)
        buttons.addWidget(self.again)
        buttons.addStretch(1)
        for button in (self.month, self.cancel, self.apply):
            buttons.addWidget(button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(Space.XL, Space.L, Space.XL, Space.L)
        layout.setSpacing(Space.M)
        layout.addWidget(label(self._text.title, Role.HEADING, wrap=True))
        layout.addWidget(self.notice)
        layout.addWidget(self.parts, 1)
        layout.addLayout(buttons)
        self.resize(960, 560)

    def _form_page(self, form: CountryForm) -> QWidget:
        self.show_days = Button(
            self._context.theme, self.tr("Show the holidays"), Glyph.HOLIDAY, Kind.PRIMARY
        )
        self.show_days.setDefault(True)
        self.show_days.clicked.connect(self._read_country)
        page = QWidget()
        column = QVBoxLayout(page)
        column.setSpacing(Space.L)
        centre = Qt.AlignmentFlag.AlignHCenter
        purpose = label(self._text.purpose, Role.MUTED, wrap=True)
        purpose.setAlignment(centre)
        column.addStretch(1)
        column.addWidget(purpose)
        column.addWidget(form, 0, centre)
        column.addWidget(self.show_days, 0, centre)
        column.addStretch(2)
        return page

    def _begin(self) -> None:
        """Ask for what to read."""
        self.notice.say("")
        self._show_buttons(None)
        if self.form is not None:
            self.parts.setCurrentIndex(self.parts.count() - 1)
            return
        self.parts.setCurrentWidget(self.state)
        glyph = Glyph.HOLIDAY if self._what is ImportWhat.CALENDAR else Glyph.TABLE
        self.state.show_empty(glyph, self._text.choose, self._text.purpose, (self._choose,))
        self._focus_offer()

    def ask(self) -> None:
        """Let a person choose the file."""
        dialog = file_dialog(self, self._text.title, QFileDialog.FileMode.ExistingFile)
        files = self.tr("Files ({patterns})").format(patterns=self._text.patterns)
        dialog.setNameFilters([files, self.tr("All files (*)")])
        dialog.filesSelected.connect(lambda paths: self.use(Path(paths[0])))
        dialog.open()

    def use(self, path: Path, encoding: str | None = None) -> None:
        """Read this file and show what it would change."""
        self._path = path
        kind = self._what.table
        if kind is not None:
            read = partial(read_import, kind, path, encoding)
            self._compare(read, self.tr("Reading the table…"))
            return
        years = range(self._year, self._year + _YEARS_AHEAD)
        spoken = QLocale.languageToCode(region().language())
        calendar = partial(read_holidays, path, years, encoding, spoken)
        self._compare(calendar, self.tr("Reading the calendar…"))

    def _read_country(self) -> None:
        if self.form is not None:
            country, year, part, language = self.form.choice
            read = partial(public_holidays, country, year, part=part, language=language)
            self._compare(read, self.tr("Looking the holidays up…"))

    def _compare(self, read: Callable[[], Wanted], words: str) -> None:
        self._show_buttons(None)
        self.parts.setCurrentWidget(self.state)
        self.state.show_loading(words)
        desk = self._context.desk

        def compare() -> _Found:
            wanted = read()
            names = {each.code: each.name for each in desk.gallery.people()}
            return _Found(wanted, desk.imports.compare(wanted), names)

        self._context.chores.run(
            compare, while_there(self, self._show), while_there(self, self._unreadable)
        )

    def _show(self, found: _Found) -> None:
        wanted = found.wanted
        unused = () if isinstance(wanted, HolidayCalendar) else wanted.unused
        self.difference.show_comparison(found.comparison, found.names, unused)
        self.parts.setCurrentWidget(self.difference)
        self._show_buttons(found)
        (self.apply if found.comparison.applicable else self.again).setFocus()

    def _show_buttons(self, found: _Found | None) -> None:
        """The buttons for a difference, or for none."""
        self._found = found
        applicable = found is not None and found.comparison.applicable
        self.again.setVisible(found is not None)
        self.apply.setVisible(found is not None)
        self.apply.setEnabled(applicable)
        self.apply.setDefault(applicable)
        self.month.setVisible(applicable and found is not None and bool(found.comparison.changes))

    def _unreadable(self, error: DeskAccessError) -> None:
        other = Offer(self._again_words(), Glyph.AGAIN, self._begin)
        if isinstance(error, EncodingUnknown):
            ask = partial(self._ask_encoding, error)
            words = self.tr("Choose the encoding…")
            sentence = self.tr("Choose the encoding in which its text reads right.")
            offers = (Offer(words, Glyph.TABLE, ask), other)
            self.state.show_empty(Glyph.TABLE, self.tr("The file is not UTF-8"), sentence, offers)
            ask()
            return
        self.state.show_failed(error, (self._choose if self.form is None else other,))
        self._focus_offer()

    def _ask_encoding(self, error: EncodingUnknown) -> None:
        if self._path is not None:
            asking = EncodingDialog(self._context.theme, self, error)
            asking.chosen.connect(partial(self.use, self._path))
            asking.open()

    def _focus_offer(self) -> None:
        """Enter takes what is offered."""
        for button in self.state.findChildren(Button):
            button.setFocus()

    def _preview(self) -> None:
        if self._found is not None:
            changes = self._found.comparison.changes
            dialog = PlanPreviewDialog(self._context, self, self._text.title, changes)
            dialog.made.connect(self._applied)
            dialog.open()

    def _apply(self) -> None:
        found, imports = self._found, self._context.desk.imports
        if found is None:
            return
        self.apply.setEnabled(False)
        self._context.chores.run(
            lambda: imports.apply(found.wanted, found.comparison),
            while_there(self, lambda _none: self._applied()),
            while_there(self, partial(self._not_applied, found.wanted)),
        )

    def _applied(self) -> None:
        if self._what is ImportWhat.PEOPLE:
            self._context.bridge.people_changed.emit()
        self.accept()
        self.applied.emit()

    def _not_applied(self, wanted: Wanted, error: DeskAccessError) -> None:
        """Say why, and compare again: what is there may be different now."""
        self.notice.say(str(error), Tone.REFUSED)
        self._compare(lambda: wanted, self.tr("Comparing again…"))
