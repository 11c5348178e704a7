"""The Visitors page: people who came by and were not recognised."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TypeVar

from PySide6.QtCore import QTimer
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desk_access.config import VisitorSettings, VisitorsKept
from desk_access.errors import DeskAccessError
from desk_access.gui.context import Context
from desk_access.gui.dialogs.choose_person import ChoosePersonDialog
from desk_access.gui.dialogs.missed_punches import MissedPunchesDialog
from desk_access.gui.dialogs.new_person import NewPersonDialog
from desk_access.gui.pictures import SIDE
from desk_access.gui.theme.icons import Glyph
from desk_access.gui.theme.tokens import Space, Tone
from desk_access.gui.widgets.flow_layout import FlowLayout
from desk_access.gui.widgets.labels import Role, label, scroll_area
from desk_access.gui.widgets.notice_strip import NoticeStrip
from desk_access.gui.widgets.page_frame import PageFrame
from desk_access.gui.widgets.picture import square_of
from desk_access.gui.widgets.segments import Segments
from desk_access.gui.widgets.state_view import Offer
from desk_access.gui.widgets.visitor_card import VisitorCard
from desk_access.model.correction import Correction, NewCorrection
from desk_access.model.history import Visit
from desk_access.model.person import Person
from desk_access.model.visitor import VisitorGroup

T = TypeVar("T")

_LOOK_MS = 10_000
_PICTURES = 3
_KEPT = tuple(VisitorsKept)


class VisitorsPage(PageFrame):
    """Groups of visits as cards, the last seen first; looked at anew while the page is in view."""

    def __init__(self, context: Context) -> None:
        super().__init__(
            context.theme,
            self.tr("Visitors"),
            self.tr("People who came by and were not recognised, in groups of one person each."),
        )
        self._context = context
        self._shown: tuple[tuple[str, int], ...] | None = None
        self.cards: list[VisitorCard] = []
        self.notice = NoticeStrip(context.theme, self.tr("Close"))
        self.notice.acted.connect(lambda: self.notice.say(""))
        self.kept = Segments(
            context.theme,
            self.tr("Keep unknown faces"),
            ((self.tr("Off"), None), (self.tr("24 hours"), None), (self.tr("7 days"), None)),
        )
        self.kept.chosen.connect(lambda place: self._keep(_KEPT[place]))
        self._day = Offer(
            self.tr("Keep for 24 hours"), Glyph.CLOCK, lambda: self._keep(VisitorsKept.DAY)
        )
        self._week = Offer(
            self.tr("Keep for 7 days"), Glyph.CALENDAR, lambda: self._keep(VisitorsKept.WEEK)
        )
        self._again = Offer(self.tr("Try again"), Glyph.AGAIN, self.reload)
        self._timer = QTimer(self, interval=_LOOK_MS)
        self._timer.timeout.connect(self.reload)
        self._lay_out()
        context.bridge.settings_changed.connect(self._settings_changed)

    def _lay_out(self) -> None:
        self.action_row.addWidget(label(self.tr("Keep unknown faces"), Role.MUTED))
        self.action_row.addWidget(self.kept)
        self.notices.addWidget(self.notice)
        inside = QWidget()
        self._flow = FlowLayout(Space.L)
        inside.setLayout(self._flow)
        layout = QVBoxLayout(self.body)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(scroll_area(inside))

    def entered(self) -> None:
        """Look who was here, and again from time to time."""
        self._timer.start()
        self._settings_changed()

    def left(self) -> None:
        """Nobody looks."""
        self._timer.stop()

    def close_page(self) -> None:
        """The window closes."""
        self._timer.stop()

    def reload(self) -> None:
        """Read the groups in the background; grouping thousands takes a moment."""
        if self._shown is None:
            self.show_state().show_loading(self.tr("Looking who was here…"))
        visitors = self._context.desk.visitors
        self._context.quick.run(visitors.groups, self._show, self._failed)

    def _settings_changed(self) -> None:
        self.kept.choose(_KEPT.index(self._context.desk.settings.visitors.kept))
        self.reload()

    def _keep(self, kept: VisitorsKept) -> None:
        desk = self._context.desk
        self._context.chores.run(
            lambda: desk.change_settings(lambda now: replace(now, visitors=VisitorSettings(kept))),
            lambda _none: self._context.bridge.settings_changed.emit(),
            self._tell,
        )

    def _show(self, groups: Sequence[VisitorGroup]) -> None:
        if not groups:
            self._show_nobody()
        else:
            self.show_body()
        shown = tuple((group.key, len(group.visits)) for group in groups)
        if shown == self._shown:
            return
        self._shown = shown
        while (item := self._flow.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.hide()
                old.deleteLater()
        self.cards = [self._card(group) for group in groups]

    def _show_nobody(self) -> None:
        if self._context.desk.settings.visitors.kept is VisitorsKept.OFF:
            self.show_state().show_empty(
                Glyph.VISITORS,
                self.tr("Unknown faces are not kept"),
                self.tr(
                    "Kept for a while, a face that was not recognised can be enrolled by giving it "
                    "a name. It is deleted by itself when its time is over. Tell your visitors."
                ),
                (self._day, self._week),
            )
        else:
            self.show_state().show_empty(
                Glyph.VISITORS,
                self.tr("Nobody unknown was here"),
                self.tr("Whoever is not recognised before a camera appears here."),
            )

    def _card(self, group: VisitorGroup) -> VisitorCard:
        card = VisitorCard(self._context.theme, group, self._context.zone)
        card.name_asked.connect(lambda: self._with_pictures(group, self._ask_name))
        card.assign_asked.connect(lambda: self._with_pictures(group, self._ask_who))
        card.dismiss_asked.connect(lambda: self._dismiss(group))
        self._context.pictures.decode(group.best.picture.jpeg, card.show_face)
        self._flow.addWidget(card)
        card.show()
        return card

    def _with_pictures(
        self, group: VisitorGroup, ask: Callable[[VisitorGroup, list[QImage]], None]
    ) -> None:
        best = sorted(group.visits, key=lambda visit: -visit.picture.quality)[:_PICTURES]
        self._context.quick.run(
            lambda: [square_of(visit.picture.jpeg, SIDE) for visit in best],
            lambda images: ask(group, images),
            self._tell,
        )

    def _ask_name(self, group: VisitorGroup, images: list[QImage]) -> None:
        dialog = NewPersonDialog(
            self._context.theme,
            self,
            self.tr("Who is this?"),
            self.tr(
                "The pictures of these visits become a new person's. They must have agreed to it."
            ),
            images,
        )
        visitors = self._context.desk.visitors
        done = self.tr("{name} is enrolled.")
        dialog.given.connect(
            lambda code, name, team: self._change(
                lambda: visitors.name(group.key, code, name, team),
                lambda person: done.format(name=person.name),
            )
        )
        dialog.open()

    def _ask_who(self, group: VisitorGroup, images: list[QImage]) -> None:
        dialog = ChoosePersonDialog(
            self._context,
            self,
            self.tr("Whose pictures are these?"),
            self.tr(
                "Good pictures of these visits are added to those of {name}, who is then "
                "recognised like that too. The visit has no punch; it is offered afterwards."
            ),
            self.tr("Add the pictures"),
            images,
        )
        visitors = self._context.desk.visitors
        done = self.tr("{name} has the pictures. The visit has no punch; the history says when.")
        dialog.agreed.connect(
            lambda person: self._change(
                lambda: visitors.assign(group.key, person.code),
                lambda changed: done.format(name=changed.name),
                lambda changed: self._look_for_missed(changed, group),
            )
        )
        dialog.open()

    def _look_for_missed(self, person: Person, group: VisitorGroup) -> None:
        """Whether the ledger lacks the punches of this visit."""
        visit = Visit(group.first, group.last, group.visits[0].camera)
        time = self._context.desk.time
        self._context.quick.run(
            lambda: time.missed_punches(person.code, visit),
            lambda offers: self._offer_missed(person, offers),
            self._tell,
        )

    def _offer_missed(self, person: Person, offers: Sequence[NewCorrection]) -> None:
        if not offers:
            return
        dialog = MissedPunchesDialog(self._context, self, person.name, offers)
        dialog.given.connect(self._correct)
        dialog.open()

    def _correct(self, asked: Sequence[NewCorrection], who: str) -> None:
        time = self._context.desk.time
        self._context.chores.run(
            lambda: [time.propose(each, who) for each in asked], self._corrected, self._tell
        )

    def _corrected(self, made: Sequence[Correction]) -> None:
        if all(each.counts for each in made):
            words = self.tr("Added beside the ledger; it counts.")
        else:
            words = self.tr("Added beside the ledger; it counts once somebody else approved it.")
        self.notice.say(words, Tone.GOOD)

    def _dismiss(self, group: VisitorGroup) -> None:
        visitors = self._context.desk.visitors
        words = self.tr("The visits were deleted.")
        self._change(lambda: visitors.dismiss(group.key), lambda _count: words)

    def _change(
        self,
        operation: Callable[[], T],
        done: Callable[[T], str],
        then: Callable[[T], None] = lambda _result: None,
    ) -> None:
        def changed(result: T) -> None:
            self.notice.say(done(result), Tone.GOOD)
            then(result)
            if isinstance(result, Person):
                self._context.pictures.forget(result.person_id)
                self._context.bridge.people_changed.emit()
            self.reload()

        def failed(error: DeskAccessError) -> None:
            self._tell(error)
            self.reload()

        self._context.chores.run(operation, changed, failed)

    def _failed(self, error: DeskAccessError) -> None:
        self._shown = None
        self.show_state().show_failed(error, (self._again,))

    def _tell(self, error: DeskAccessError) -> None:
        self.notice.say(str(error), Tone.REFUSED)
