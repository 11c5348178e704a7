"""Corrections, approvals and closing a month, from the Timesheet page."""

from __future__ import annotations

from datetime import UTC, date, datetime, time

import pytest
from PySide6.QtCore import QTime
from PySide6.QtWidgets import QPushButton, QWidget
from pytestqt.qtbot import QtBot

from desk_access.errors import ChangeRefused
from desk_access.gui.dialogs.approvals import ApprovalsDialog
from desk_access.gui.dialogs.confirm import ConfirmDialog
from desk_access.gui.dialogs.correct import CorrectionDialog, PunchField, TripField
from desk_access.gui.pages.timesheet import TimesheetPage
from desk_access.gui.view_models.day_story import DayDetails
from desk_access.gui.view_models.sheet import SheetCell, Sum
from desk_access.gui.widgets.rail import PageName
from desk_access.model.calendar import Hours
from desk_access.model.correction import (
    AddPunch,
    Excuse,
    IgnorePunch,
    NewCorrection,
    Standing,
    Trip,
    TurnPunch,
)
from desk_access.model.punch import Direction
from desk_access.model.timesheet import Totals
from desk_access.service.timekeeping.closed_checks import ClosedFault, ClosedFaultKind
from tests.gui.conftest import OpenWindow, go
from tests.gui.fake_desk import FakeDesk
from tests.gui.fake_hours import House
from tests.gui.fake_stores import FakeLedger
from tests.gui.samples import make_person
from tests.gui.time_samples import at, punches_of, site_roster, worked

NOVEMBER = date(2026, 11, 1)
MONDAY = date(2026, 11, 2)
GOOD, FORGOT, LATE, AWAY = "E102", "E106", "E110", "E114"


@pytest.fixture(autouse=True)
def _in_december(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(TimesheetPage, "_today", lambda _page: date(2026, 12, 2))


@pytest.fixture
def desk() -> FakeDesk:
    """Four of the office on one Monday: a good day, a forgotten OUT, a late IN, and nobody."""
    people = [make_person(number) for number in (2, 6, 10, 14)]
    desk = FakeDesk(people)
    desk.time.house = House(
        people,
        site_roster(),
        {
            GOOD: worked(MONDAY, 8.9, 18.1, 1),
            FORGOT: worked(MONDAY, 9, None, 3),
            LATE: worked(MONDAY, 10, 18, 4),
            AWAY: [],
        },
        now=datetime(2026, 12, 2, tzinfo=UTC),
    )
    desk.ledger = FakeLedger(punches_of(desk.time.house))
    return desk


@pytest.fixture
def page(qtbot: QtBot, open_window: OpenWindow, desk: FakeDesk) -> TimesheetPage:
    page = go(open_window(desk), PageName.TIMESHEET)
    assert isinstance(page, TimesheetPage)
    page.show_month(NOVEMBER)
    qtbot.waitUntil(lambda: len(page.model.rows) == 4 and page.progress.isHidden())
    return page


def explained(qtbot: QtBot, page: TimesheetPage, code: str) -> DayDetails:
    page.view.show_cell(page.model.index_of(code, "", 1))
    page.view.opened.emit()
    panel = page.panels.day
    qtbot.waitUntil(lambda: panel.details is not None and panel.details.code == code)
    assert panel.details is not None
    return panel.details


def asked(page: TimesheetPage) -> CorrectionDialog:
    dialog = page.findChild(CorrectionDialog)
    assert dialog is not None
    return dialog


def save(dialog: CorrectionDialog, reason: str) -> None:
    assert not dialog.save.isEnabled()
    dialog.reason.setText(reason)
    dialog.who.setText("Kim")
    dialog.save.click()


def cell(page: TimesheetPage, code: str) -> SheetCell:
    return page.model.people[code].cells[1]


def button(widget: QWidget, words: str) -> QPushButton:
    return next(b for b in widget.findChildren(QPushButton) if b.text() == words)


def test_a_missing_out_is_added_with_a_reason(
    qtbot: QtBot, page: TimesheetPage, desk: FakeDesk
) -> None:
    explained(qtbot, page, FORGOT)
    button(page.panels.day, "Add OUT…").click()
    dialog = asked(page)
    field = dialog.findChild(PunchField)
    assert field is not None
    assert field.time.time() == QTime(18, 0)  # as it was planned
    field.time.setTime(QTime(17, 30))
    save(dialog, "Left by the back door")
    qtbot.waitUntil(lambda: cell(page, FORGOT).hours == "7:30")
    made = desk.time.made[0]
    assert made.asked == NewCorrection(
        FORGOT,
        MONDAY,
        AddPunch(datetime.fromtimestamp(at(MONDAY, 17.5), UTC), Direction.OUT, "Asia/Seoul"),
        "Left by the back door",
    )
    assert made.who == "Kim"
    assert cell(page, FORGOT).corrected
    qtbot.waitUntil(lambda: bool(page.panels.day.corrections))
    details = page.panels.day.details
    assert details is not None
    assert details.differs
    assert "Kept. The hours are counted with it." in page.notice.words


def test_without_a_reason_nothing_is_saved(
    qtbot: QtBot, page: TimesheetPage, desk: FakeDesk
) -> None:
    explained(qtbot, page, FORGOT)
    page.panels.day.excuse.emit()
    dialog = asked(page)
    dialog.reason.setText("   ")
    assert not dialog.save.isEnabled()
    dialog.reason.setText("Train")
    dialog.who.clear()
    assert not dialog.save.isEnabled()
    dialog.reject()
    assert desk.time.made == []


def test_a_punch_is_turned_and_left_out(qtbot: QtBot, page: TimesheetPage, desk: FakeDesk) -> None:
    explained(qtbot, page, GOOD)
    first, last = page.panels.day.punches
    last.turn.emit()
    save(asked(page), "The camera was at the other door")
    qtbot.waitUntil(lambda: len(desk.time.made) == 1)
    assert desk.time.made[0].asked.change == TurnPunch(2, Direction.IN)
    qtbot.waitUntil(lambda: page.findChild(CorrectionDialog) is None)
    first.ignore.emit()
    save(asked(page), "Only fetched a parcel")
    qtbot.waitUntil(lambda: len(desk.time.made) == 2)
    assert desk.time.made[1].asked.change == IgnorePunch(1)
    qtbot.waitUntil(lambda: [row.line.counts for row in page.panels.day.punches] == [False, True])
    assert "A correction says" in page.panels.day.punches[0].line.note
    assert "recorded as OUT" in page.panels.day.punches[1].line.note


def test_lateness_is_excused_and_absence_is_a_trip(
    qtbot: QtBot, page: TimesheetPage, desk: FakeDesk
) -> None:
    explained(qtbot, page, LATE)
    page.panels.day.excuse.emit()
    save(asked(page), "Snow")
    qtbot.waitUntil(lambda: cell(page, LATE).mark is not None)
    qtbot.waitUntil(lambda: cell(page, LATE).mark.word == "excused")  # type: ignore[union-attr]
    assert desk.time.made[0].asked.change == Excuse(MONDAY)
    explained(qtbot, page, AWAY)
    page.panels.day.trip.emit()
    dialog = page.findChildren(CorrectionDialog)[-1]
    field = dialog.findChild(TripField)
    assert field is not None
    field.whole.setChecked(False)
    field.start.setTime(QTime(10, 0))
    field.end.setTime(QTime(12, 0))
    save(dialog, "Fair")
    qtbot.waitUntil(lambda: cell(page, AWAY).hours == "2:00")
    assert desk.time.made[1].asked.change == Trip(MONDAY, Hours(time(10), time(12)))


def test_where_another_has_to_approve_it_waits(
    qtbot: QtBot, page: TimesheetPage, desk: FakeDesk
) -> None:
    desk.time.approval = True
    explained(qtbot, page, LATE)
    page.panels.day.excuse.emit()
    save(asked(page), "Snow")
    qtbot.waitUntil(lambda: page.approvals.text() == "Corrections (1)")
    assert "once somebody else approved it" in page.notice.words
    page.approvals.click()
    dialog = page.findChild(ApprovalsDialog)
    assert dialog is not None
    qtbot.waitUntil(lambda: len(dialog.rows) == 1)
    dialog.who.setText("Kim")
    dialog.rows[0].approve.emit()
    qtbot.waitUntil(lambda: "Somebody else has to approve it." in dialog.notice.words)
    dialog.who.setText("")
    dialog.rows[0].approve.emit()
    assert dialog.notice.words == "Say below who decides."
    dialog.who.setText("Lee")
    dialog.rows[0].approve.emit()
    qtbot.waitUntil(lambda: desk.time.made[0].standing is Standing.APPROVED)
    qtbot.waitUntil(lambda: dialog.rows == [] and dialog._empty.isVisible())
    qtbot.waitUntil(lambda: cell(page, LATE).mark.word == "excused")  # type: ignore[union-attr]
    dialog.which._group.button(1).click()
    qtbot.waitUntil(lambda: len(dialog.rows) == 1)
    dialog.rows[0].withdraw.emit()
    qtbot.waitUntil(lambda: desk.time.made[0].standing is Standing.WITHDRAWN)
    qtbot.waitUntil(lambda: cell(page, LATE).mark.word == "late")  # type: ignore[union-attr]
    dialog.close()


def test_a_correction_is_rejected_or_withdrawn_from_the_day(
    qtbot: QtBot, page: TimesheetPage, desk: FakeDesk
) -> None:
    desk.time.approval = True
    for reason in ("one", "two"):
        desk.time.propose(NewCorrection(LATE, MONDAY, Excuse(MONDAY), reason), "Somebody")
    explained(qtbot, page, LATE)
    page.panels.day.corrections[0].reject.emit()
    qtbot.waitUntil(lambda: desk.time.made[1].standing is Standing.REJECTED)
    page.panels.day.corrections[1].withdraw.emit()
    qtbot.waitUntil(lambda: desk.time.made[0].standing is Standing.WITHDRAWN)


def test_a_refused_correction_says_why(qtbot: QtBot, page: TimesheetPage, desk: FakeDesk) -> None:
    explained(qtbot, page, LATE)
    desk.time.failure = ChangeRefused("The punch lies in the future.", "Give its time.")
    page.changes.propose(NewCorrection(LATE, MONDAY, Excuse(MONDAY), "x"), "Kim")
    qtbot.waitUntil(lambda: page.notice.words == "The punch lies in the future. Give its time.")
    assert desk.time.made == []


def test_closing_says_what_it_means_and_marks_the_month(
    qtbot: QtBot, page: TimesheetPage, desk: FakeDesk
) -> None:
    page.close_month.click()
    dialog = page.findChild(ConfirmDialog)
    assert dialog is not None
    said = " ".join(label.text() for label in dialog.findChildren(type(page.bar.name)))
    assert "Close November 2026?" in said
    assert "cannot be opened again" in said
    assert "Days that nobody settled:" in said
    dialog.no.click()
    assert desk.time.closed == []
    page.close_month.click()
    again = page.findChildren(ConfirmDialog)[-1]
    again.yes.click()
    qtbot.waitUntil(lambda: page.bar.state.isVisible())
    assert desk.time.closed[0].month == NOVEMBER
    assert page.close_month.isHidden()
    assert page.notice.words == "November 2026 is closed."


def test_a_month_that_is_not_over_cannot_be_closed(qtbot: QtBot, page: TimesheetPage) -> None:
    page.show_month(date(2026, 12, 1))
    qtbot.waitUntil(lambda: not page.close_month.isEnabled())
    assert page.close_month.toolTip() == "The month is not over yet."


def test_what_changes_after_closing_is_a_difference(
    qtbot: QtBot, page: TimesheetPage, desk: FakeDesk
) -> None:
    desk.time.close_month(NOVEMBER, "Kim")
    page.reload()
    qtbot.waitUntil(lambda: page.bar.state.isVisible())
    assert Sum.CHANGED not in page.model.sums
    explained(qtbot, page, AWAY)
    assert "This month is closed" in page.panels.day.notice.words
    desk.time.propose(NewCorrection(AWAY, MONDAY, Trip(MONDAY), "Fair"), "Kim")
    page.changes.changed.emit(AWAY)
    qtbot.waitUntil(lambda: Sum.CHANGED in page.model.sums)
    row = page.model.people[AWAY]
    assert row.minutes(Sum.WORK) == 0  # what was paid
    assert row.minutes(Sum.CHANGED) == 480
    column = len(page.model.days) + page.model.sums.index(Sum.CHANGED)
    index = page.model.index_of(AWAY, "", column)
    assert index.data() == f"{row.name}, Since then: +8:00"
    page.panels.close_panels()
    page.view.show_cell(index)
    page.view.opened.emit()
    words = [label.text() for label in page.panels.month.findChildren(type(page.bar.name))]
    assert "Changed since it was closed" in words
    assert "As it reads now" in words


def test_what_closed_months_owe_is_carried(
    qtbot: QtBot, page: TimesheetPage, desk: FakeDesk
) -> None:
    desk.time.carried = {GOOD: Totals(work=120, overtime=120)}
    page.reload()
    qtbot.waitUntil(lambda: Sum.CARRIED in page.model.sums)
    index = page.model.index_of(GOOD, "", len(page.model.days) + page.model.sums.index(Sum.CARRIED))
    assert index.data().endswith("Carried: +2:00")
    page.view.show_cell(index)
    page.view.opened.emit()
    words = [label.text() for label in page.panels.month.findChildren(type(page.bar.name))]
    assert "Carried from closed months" in words


def test_a_closed_month_that_the_ledger_contradicts_says_so(
    qtbot: QtBot, open_window: OpenWindow, desk: FakeDesk
) -> None:
    desk.time.close_month(NOVEMBER, "Kim")
    desk.time.faults = [ClosedFault(NOVEMBER, ClosedFaultKind.OTHER_HASH, 9)]
    page = go(open_window(desk), PageName.TIMESHEET)
    assert isinstance(page, TimesheetPage)
    page.show_month(NOVEMBER)
    qtbot.waitUntil(lambda: "whose hash was another then" in page.notice.words)
    assert "audit verify" in page.notice.words
