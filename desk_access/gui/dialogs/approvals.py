"""The corrections that wait for somebody's approval, and those that were decided."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFormLayout, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from desk_access.errors import DeskAccessError
from desk_access.gui.background import while_there
from desk_access.gui.context import Context
from desk_access.gui.dialogs.dialog import Dialog
from desk_access.gui.theme.tokens import Space, Tone
from desk_access.gui.view_models.correction_words import standing_word
from desk_access.gui.view_models.moments import long_day_text
from desk_access.gui.widgets.button import Button
from desk_access.gui.widgets.day_sections import CorrectionRow
from desk_access.gui.widgets.labels import Role, label, line, scroll_area
from desk_access.gui.widgets.notice_strip import NoticeStrip
from desk_access.gui.widgets.segments import Segments
from desk_access.model.correction import Correction, Standing

_SHOWN = 200


@dataclass(frozen=True, slots=True)
class _Read:
    corrections: Sequence[Correction]
    names: Mapping[str, str]


class ApprovalsDialog(Dialog):
    """``changed`` carries whose hours a decision changed; "" is everybody."""

    changed = Signal(str)

    def __init__(self, context: Context, parent: QWidget) -> None:
        title = parent.tr("Corrections")
        super().__init__(parent, title)
        self._context = context
        self.rows: list[CorrectionRow] = []
        self.notice = NoticeStrip(context.theme)
        self.which = Segments(
            context.theme,
            self.tr("Which"),
            ((self.tr("Waiting"), None), (self.tr("All"), None)),
        )
        self.which.chosen.connect(lambda _place: self.reload())
        self.who = QLineEdit(context.operator)
        self._empty = label("", Role.MUTED, wrap=True)
        inside = QWidget()
        self._list = QVBoxLayout(inside)
        self._list.setContentsMargins(0, 0, Space.S, 0)
        self._list.setSpacing(Space.M)
        self._lay_out(title, inside)
        self.reload()

    def _lay_out(self, title: str, inside: QWidget) -> None:
        top = QHBoxLayout()
        top.addWidget(label(title, Role.HEADING))
        top.addStretch(1)
        top.addWidget(self.which)
        close = Button(self._context.theme, self.tr("Close"))
        close.setDefault(True)
        close.clicked.connect(self.accept)
        foot = QHBoxLayout()
        form = QFormLayout()
        form.addRow(self.tr("Decided &by"), self.who)
        foot.addLayout(form)
        foot.addStretch(1)
        foot.addWidget(close)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(Space.XL, Space.L, Space.XL, Space.L)
        layout.setSpacing(Space.M)
        layout.addLayout(top)
        layout.addWidget(self.notice)
        layout.addWidget(self._empty)
        layout.addWidget(scroll_area(inside), 1)
        layout.addLayout(foot)
        self._empty.hide()
        self.resize(720, 560)

    def reload(self) -> None:
        """Read what waits, or everything, the newest first."""
        desk = self._context.desk
        standing = Standing.PROPOSED if self.which.current() == 0 else None

        def read() -> _Read:
            found = desk.time.corrections(standing=standing)[:_SHOWN]
            return _Read(found, {each.code: each.name for each in desk.gallery.people()})

        self._context.quick.run(read, while_there(self, self._show), while_there(self, self._tell))

    def _show(self, read: _Read) -> None:
        while (item := self._list.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.hide()
                old.deleteLater()
        waiting = self.which.current() == 0
        nothing = (
            self.tr("Nothing waits for approval.")
            if waiting
            else self.tr("Nobody corrected anything yet.")
        )
        self._empty.setText(nothing)
        self._empty.setVisible(not read.corrections)
        self.rows = [self._row(each, read.names) for each in read.corrections]
        for row in self.rows:
            self._list.addWidget(row)
            self._list.addWidget(line())
        self._list.addStretch(1)

    def _row(self, correction: Correction, names: Mapping[str, str]) -> CorrectionRow:
        asked = correction.asked
        name = names.get(asked.person_code, asked.person_code) or self.tr("Everybody")
        whose = f"{name} · {long_day_text(asked.day)}"
        row = CorrectionRow(self._context.theme, correction, self._context.zone, whose)
        number, time = correction.number, self._context.desk.time
        row.approve.connect(lambda: self._decide(lambda who: time.decide(number, True, who)))
        row.reject.connect(lambda: self._decide(lambda who: time.decide(number, False, who)))
        row.withdraw.connect(lambda: self._decide(lambda who: time.withdraw(number, who)))
        return row

    def _decide(self, decision: Callable[[str], Correction]) -> None:
        who = self.who.text().strip()
        if not who:
            self.notice.say(self.tr("Say below who decides."), Tone.LOOK_AGAIN)
            self.who.setFocus()
            return
        self._context.chores.run(
            lambda: decision(who), while_there(self, self._decided), while_there(self, self._tell)
        )

    def _decided(self, correction: Correction) -> None:
        words = self.tr("Correction {number}: {standing}.")
        said = words.format(number=correction.number, standing=standing_word(correction.standing))
        self.notice.say(said, Tone.GOOD)
        self.changed.emit(correction.asked.person_code)
        self.reload()

    def _tell(self, error: DeskAccessError) -> None:
        self.notice.say(str(error), Tone.REFUSED)
