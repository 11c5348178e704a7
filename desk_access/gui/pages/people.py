"""The People page: who is enrolled."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QAction, QKeySequence, QShortcut
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLineEdit, QVBoxLayout

from desk_access.errors import DeskAccessError
from desk_access.gui.context import Context
from desk_access.gui.dialogs.importing import ImportDialog
from desk_access.gui.pages.people_changes import PeopleChanges
from desk_access.gui.pages.people_views import PeopleViews
from desk_access.gui.pictures import SIDE
from desk_access.gui.tables.people_model import PeopleModel
from desk_access.gui.theme.icons import Glyph
from desk_access.gui.theme.tokens import Space, Tone
from desk_access.gui.view_models.import_words import ImportWhat
from desk_access.gui.view_models.words import people_count
from desk_access.gui.widgets.button import Button, Kind
from desk_access.gui.widgets.labels import Role, label
from desk_access.gui.widgets.notice_strip import NoticeStrip
from desk_access.gui.widgets.page_frame import PageFrame
from desk_access.gui.widgets.person_panel import PUNCHES, PersonDetails, PersonPanel
from desk_access.gui.widgets.picture import square_of
from desk_access.gui.widgets.segments import Segments
from desk_access.gui.widgets.state_view import Offer
from desk_access.model.person import Person
from desk_access.model.punch import PunchFilter
from desk_access.ports import Housekeeping
from desk_access.service.suggestions import SuggestionDesk

_TYPING_MS = 180


class PeoplePage(PageFrame):
    """Search, a grid or a table, and details at the right."""

    enrol_asked = Signal()

    def __init__(self, context: Context) -> None:
        super().__init__(
            context.theme,
            self.tr("People"),
            self.tr("Everyone who is recognised here, with pictures and punches."),
        )
        self._context = context
        self._wanted_code = ""
        self._shown: Person | None = None
        self._asked = 0
        self.model = PeopleModel(context.pictures.picture, context.zone, self)
        self.views = PeopleViews(context.theme, self.model)
        self.panel = PersonPanel(context.theme)
        self.panel.hide()
        self.notice = NoticeStrip(context.theme, self.tr("Close"))
        self.search = QLineEdit()
        self.inactive = QCheckBox(self.tr("Not active"))
        self._count = label("", Role.MUTED)
        self._typing = QTimer(self, interval=_TYPING_MS, singleShot=True)
        self._nobody = Offer(self.tr("Enrol somebody"), Glyph.ENROL, self.enrol_asked.emit)
        self._again = Offer(self.tr("Try again"), Glyph.AGAIN, self.reload)
        self._clear = Offer(self.tr("Clear the search"), Glyph.CLOSE, self.search.clear)
        self._changes = PeopleChanges(
            context, self, self.panel, lambda: self._shown, self._change, self._tell
        )
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        theme = self._context.theme
        self.search.setPlaceholderText(self.tr("Search name, code or group"))
        self.search.setAccessibleName(self.tr("Search people"))
        self.search.setClearButtonEnabled(True)
        self.search.setMinimumWidth(120)
        self.search.setMaximumWidth(300)
        self._search_icon = QAction(self)
        self.search.addAction(self._search_icon, QLineEdit.ActionPosition.LeadingPosition)
        self._switch = Segments(
            theme,
            self.tr("View"),
            ((self.tr("Faces"), Glyph.GRID), (self.tr("Table"), Glyph.TABLE)),
        )
        tools = QHBoxLayout()
        tools.setSpacing(Space.M)
        tools.addWidget(self.search, 1000)
        tools.addWidget(self.inactive)
        tools.addWidget(self._count)
        tools.addStretch(1)
        tools.addWidget(self._switch)
        left = QVBoxLayout()
        left.setSpacing(Space.M)
        left.addLayout(tools)
        left.addWidget(self.views, 1)
        row = QHBoxLayout(self.body)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(Space.L)
        row.addLayout(left, 1)
        row.addWidget(self.panel)
        history = Button(theme, self.tr("History"), Glyph.HISTORY)
        history.clicked.connect(lambda: self._changes.show_history(None))
        self.action_row.addWidget(history)
        self.imports = Button(theme, self.tr("Import…"), Glyph.IMPORT)
        self.imports.clicked.connect(self._import)
        self.action_row.addWidget(self.imports)
        names = Button(theme, self.tr("Names from a table…"), Glyph.TABLE)
        names.clicked.connect(self._changes.import_names)
        self.action_row.addWidget(names)
        enrol = Button(theme, self.tr("Enrol somebody"), Glyph.ENROL, Kind.PRIMARY)
        enrol.clicked.connect(self.enrol_asked.emit)
        self.action_row.addWidget(enrol)
        self.notices.addWidget(self.notice)
        self._dress()

    def _connect(self) -> None:
        self._context.theme.changed.connect(self._dress)
        self._context.pictures.loaded.connect(self.model.picture_came)
        self._context.bridge.people_changed.connect(self.reload)
        self.search.textChanged.connect(lambda _words: self._typing.start())
        self._typing.timeout.connect(self.reload)
        self.inactive.toggled.connect(lambda _on: self.reload())
        self._switch.chosen.connect(lambda place: self.views.show_table(place == 1))
        self.views.chosen.connect(self._choose)
        self.panel.closed.connect(self.views.clear)
        self.panel.accept.connect(self._accept)
        self.panel.dismiss.connect(self._dismiss)
        self.notice.acted.connect(lambda: self.notice.say(""))
        close = QShortcut(QKeySequence("Escape"), self)
        close.activated.connect(self.views.clear)
        find = QShortcut(QKeySequence(QKeySequence.StandardKey.Find), self)
        find.activated.connect(self.search.setFocus)

    def _dress(self) -> None:
        self._search_icon.setIcon(self._context.theme.icon(Glyph.SEARCH, Tone.MUTED))

    def _import(self) -> None:
        """Names and groups from a table, the difference first."""
        ImportDialog(self._context, self, ImportWhat.PEOPLE).open()

    def entered(self) -> None:
        """Read the people again: another page may have changed them."""
        self.reload()

    def close_page(self) -> None:
        """Stop waiting for the end of a word."""
        self._typing.stop()

    def show_person(self, code: str) -> None:
        """Choose this person as soon as the list is there."""
        self._wanted_code = code
        if self.search.text():
            self.search.clear()
        self.inactive.setChecked(False)
        self.reload()

    def reload(self) -> None:
        """Search in the background; of several answers under way only the last is shown."""
        self._asked += 1
        asked, words = self._asked, self.search.text().strip()
        if self.model.rowCount() == 0 and not words:
            self.show_state().show_loading(self.tr("Reading the people…"))
        desk, away = self._context.desk, self.inactive.isChecked()
        self._context.quick.run(
            lambda: _inactive(desk.housekeeping, words) if away else desk.gallery.people(words),
            lambda people: self._show(asked, words, people),
            self._failed,
        )

    def _show(self, asked: int, words: str, people: Sequence[Person]) -> None:
        if asked != self._asked:
            return
        chosen = self._wanted_code or (self._shown.code if self._shown else "")
        self._wanted_code = ""
        self.model.show_people(people)
        self._count.setText(people_count(len(people)))
        if people:
            self.views.show_found()
            self.show_body()
        elif words or self.inactive.isChecked():
            self.views.show_nobody(words, self._clear)
            self.show_body()
        else:
            self.show_state().show_empty(
                Glyph.PEOPLE,
                self.tr("Nobody is enrolled yet"),
                self.tr("Enrol the first person: it takes less than a minute at the camera."),
                (self._nobody,),
            )
        row = self.model.row_of(chosen)
        if row is not None:
            self.views.select(row)

    def _failed(self, error: DeskAccessError) -> None:
        self.show_state().show_failed(error, (self._again,))

    def _choose(self, person: Person | None) -> None:
        self._shown = person
        self.panel.setVisible(person is not None)
        if person is None:
            return
        context = self._context
        picture = context.pictures.picture(person.person_id)
        self.panel.show_person(person, picture, context.zone)
        context.quick.run(
            lambda: self._read_details(person),
            lambda details: self._show_details(person, details),
            self._tell,
        )

    def _read_details(self, person: Person) -> PersonDetails:
        desk = self._context.desk
        pictures = desk.gallery.pictures(person.person_id)
        wanted = PunchFilter(person_code=person.code)
        return PersonDetails(
            tuple(square_of(picture.jpeg, SIDE) for picture in pictures),
            tuple(desk.ledger.query(wanted, limit=PUNCHES)),
            next((square_of(jpeg, SIDE) for jpeg in _suggested(desk.suggestions, person)), None),
        )

    def _show_details(self, person: Person, details: PersonDetails) -> None:
        if person is self._shown:
            self.panel.show_details(details)

    def _accept(self) -> None:
        """The newer picture shows the person."""
        person, desk = self._shown, self._context.desk
        if person is not None:
            words = self.tr("{name} has a newer picture. History takes it back.")
            self._change(
                lambda: desk.suggestions.accept(person.code), words.format(name=person.name)
            )

    def _dismiss(self) -> None:
        """The newer picture is not wanted."""
        person, desk = self._shown, self._context.desk
        if person is not None:
            self._change(
                lambda: desk.suggestions.dismiss(person.code), self.tr("The picture was deleted.")
            )

    def _change(self, operation: Callable[[], object], done: str) -> None:
        person = self._shown

        def changed(_left: object) -> None:
            if person is not None:
                self._context.pictures.forget(person.person_id)
            self.notice.say(done, Tone.GOOD)
            self._context.bridge.people_changed.emit()

        # With everything else that changes the gallery: one after the other.
        self._context.chores.run(operation, changed, self._tell)

    def _tell(self, error: DeskAccessError) -> None:
        self.notice.say(str(error), Tone.REFUSED)


def _inactive(housekeeping: Housekeeping, words: str) -> list[Person]:
    """Whoever is not recognised but still named, as the search finds active people."""
    sought = words.casefold()
    return [
        person
        for person in housekeeping.inactive()
        if sought in f"{person.code}\n{person.name}\n{person.group}".casefold()
    ]


def _suggested(suggestions: SuggestionDesk, person: Person) -> list[bytes]:
    """The JPEG of the picture that is suggested for a person, if there is one."""
    return [
        found.picture.jpeg
        for whose, found in suggestions.waiting()
        if whose.person_id == person.person_id
    ]
