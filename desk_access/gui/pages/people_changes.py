"""What can be done with the person in view on the People page, each asked for in a dialog."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QWidget

from desk_access.errors import DeskAccessError
from desk_access.gui.context import Context
from desk_access.gui.dialogs.choose_person import ChoosePersonDialog
from desk_access.gui.dialogs.confirm import ConfirmDialog
from desk_access.gui.dialogs.history import HistoryDialog
from desk_access.gui.dialogs.importing import ImportDialog
from desk_access.gui.dialogs.new_person import NewPersonDialog
from desk_access.gui.dialogs.pictures import PicturesDialog
from desk_access.gui.dialogs.rename import RenameDialog
from desk_access.gui.pictures import SIDE
from desk_access.gui.theme.icons import Glyph
from desk_access.gui.view_models.import_words import ImportWhat
from desk_access.gui.widgets.person_panel import PersonPanel
from desk_access.gui.widgets.picture import square_of
from desk_access.model.person import Person
from desk_access.service.desk import require_overwritten

Change = Callable[[Callable[[], object], str], None]
"""Runs an operation in the background and says the words when it is done."""


class PeopleChanges(QObject):
    """Connects a panel's buttons with their dialogs and the desk. GUI thread only."""

    def __init__(
        self,
        context: Context,
        page: QWidget,
        panel: PersonPanel,
        shown: Callable[[], Person | None],
        change: Change,
        tell: Callable[[DeskAccessError], None],
    ) -> None:
        """``shown`` is the person in view; ``change`` and ``tell`` are the page's."""
        super().__init__(page)
        self._context = context
        self._page = page
        self._change = change
        self._tell = tell

        def with_person(ask: Callable[[Person], None]) -> Callable[[], None]:
            def asked() -> None:
                person = shown()
                if person is not None:
                    ask(person)

            return asked

        for signal, ask in (
            (panel.rename, self._rename),
            (panel.merge, self._merge),
            (panel.pictures, self._pictures),
            (panel.deactivate, self._deactivate),
            (panel.reactivate, self._reactivate),
            (panel.remove, self._remove),
            (panel.erase, self._erase),
        ):
            signal.connect(with_person(ask))
        panel.history.connect(with_person(self.show_history))

    def show_history(self, person: Person | None) -> None:
        """The changes of a person, or everybody's."""
        HistoryDialog(self._context, self._page, person).open()

    def import_names(self) -> None:
        """Names and groups from a table; the page reads the people again by itself."""
        ImportDialog(self._context, self._page, ImportWhat.PEOPLE).open()

    def _rename(self, person: Person) -> None:
        dialog = RenameDialog(self._context.theme, self._page, person)
        desk = self._context.desk
        dialog.renamed.connect(
            lambda name, group: self._change(
                lambda: desk.rename_person(person.code, name, group),
                self.tr("Renamed to {name}.").format(name=name),
            )
        )
        dialog.open()

    def _merge(self, person: Person) -> None:
        question = self.tr("Which other person is {name}?").format(name=person.name)
        follows = self.tr(
            "The pictures go to {name}, and the log reads both codes as one person. {code} stays "
            "as another code. This can be undone in the history."
        ).replace("{code}", person.code)
        picture = self._context.pictures.picture(person.person_id)
        dialog = ChoosePersonDialog(
            self._context,
            self._page,
            question,
            follows,
            self.tr("Merge"),
            [picture or QImage()],
            person.code,
        )
        desk = self._context.desk
        done = self.tr("{name} and {other} are one person now.")
        dialog.agreed.connect(
            lambda into: self._change(
                lambda: desk.merge_people(person.code, into.code),
                done.format(name=person.name, other=into.name),
            )
        )
        dialog.open()

    def _pictures(self, person: Person) -> None:
        house = self._context.desk.housekeeping
        self._context.quick.run(
            lambda: [
                (number, square_of(picture.jpeg, SIDE))
                for number, picture in house.numbered_pictures(person.person_id)
            ],
            lambda pictures: self._show_pictures(person, pictures),
            self._tell,
        )

    def _show_pictures(self, person: Person, pictures: list[tuple[int, QImage]]) -> None:
        dialog = PicturesDialog(self._context.theme, self._page, person, pictures)
        desk = self._context.desk
        done = self.tr("The pictures are not used any more. The history can undo it.")
        dialog.set_aside.connect(
            lambda numbers: self._change(
                lambda: desk.set_pictures_aside(person.code, numbers), done
            )
        )
        dialog.split.connect(lambda numbers: self._split(person, dict(pictures), numbers))
        dialog.open()

    def _split(self, person: Person, pictures: dict[int, QImage], numbers: list[int]) -> None:
        dialog = NewPersonDialog(
            self._context.theme,
            self._page,
            self.tr("Who is on these pictures?"),
            self.tr("They are taken from {name}.").format(name=person.name),
            [pictures[number] for number in numbers],
        )
        desk = self._context.desk
        done = self.tr("{name} is a person of their own now.")
        dialog.given.connect(
            lambda code, name, group: self._change(
                lambda: desk.split_person(person.code, numbers, code, name, group),
                done.format(name=name),
            )
        )
        dialog.open()

    def _deactivate(self, person: Person) -> None:
        # Nothing is lost, so nothing is asked.
        desk = self._context.desk
        done = self.tr("{name} is not recognised any more. Everything is kept.")
        self._change(lambda: desk.deactivate_person(person.code), done.format(name=person.name))

    def _reactivate(self, person: Person) -> None:
        desk = self._context.desk
        done = self.tr("{name} is recognised again.").format(name=person.name)
        self._change(lambda: desk.reactivate_person(person.code), done)

    def _remove(self, person: Person) -> None:
        dialog = ConfirmDialog(
            self._context.theme,
            self._page,
            self.tr("Remove {name}?").format(name=person.name),
            self.tr(
                "The pictures and templates are deleted and {name} is no longer recognised. "
                "The name and the punches stay in the log. This cannot be undone."
            ).format(name=person.name),
            self.tr("Remove"),
            Glyph.REMOVE,
        )
        done = self.tr("{name} was removed.").format(name=person.name)
        dialog.confirmed.connect(
            lambda: self._change(lambda: self._context.desk.remove_person(person.code), done)
        )
        dialog.open()

    def _erase(self, person: Person) -> None:
        dialog = ConfirmDialog(
            self._context.theme,
            self._page,
            self.tr("Erase every trace of {name}?").format(name=person.name),
            self.tr(
                "Name, group, all pictures and templates are deleted, also the pictures in the "
                "log, what the history keeps, and visits of unknown people that look alike. The "
                "punches stay, under a code that means nobody. This cannot be undone."
            ),
            self.tr("Erase"),
            Glyph.ERASE,
        )
        done = self.tr("Every trace of {code} was erased.").format(code=person.code)
        desk = self._context.desk
        dialog.confirmed.connect(
            lambda: self._change(lambda: require_overwritten(desk.erase_person(person.code)), done)
        )
        dialog.open()
