"""The Visitors page over a desk in memory."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from desk_access.config import VisitorSettings, VisitorsKept
from desk_access.errors import EnrolmentRefused, StoreError
from desk_access.gui.dialogs.choose_person import ChoosePersonDialog
from desk_access.gui.dialogs.missed_punches import MissedPunchesDialog
from desk_access.gui.dialogs.new_person import NewPersonDialog
from desk_access.gui.pages.visitors import VisitorsPage
from desk_access.gui.widgets.rail import PageName
from desk_access.model.correction import AddPunch, NewCorrection
from desk_access.model.punch import Direction
from tests.gui.conftest import OpenWindow, go
from tests.gui.fake_desk import FakeDesk
from tests.gui.fake_housekeeping import visits_of
from tests.gui.samples import make_person


@pytest.fixture
def desk() -> FakeDesk:
    desk = FakeDesk([make_person(number) for number in range(6)])
    desk.settings = replace(desk.settings, visitors=VisitorSettings(VisitorsKept.DAY))
    desk.visitors.kept = [visits_of(31, 4), visits_of(32, 1, "Workshop")]
    return desk


@pytest.fixture
def page(qtbot: QtBot, open_window: OpenWindow, desk: FakeDesk) -> VisitorsPage:
    page = go(open_window(desk), PageName.VISITORS)
    assert isinstance(page, VisitorsPage)
    qtbot.waitUntil(lambda: page.body_shown)
    return page


def test_shows_groups_with_count_first_and_last(qtbot: QtBot, page: VisitorsPage) -> None:
    first, second = page.cards
    assert (first.heading, second.heading) == ("4 visits", "1 visit")
    zone = page._context.zone
    assert first._facts(zone) == [
        "First 20/11/2026  09:00",
        "Last 20/11/2026  11:00",
        "Main door",
    ]
    assert second._facts(zone) == ["Seen 20/11/2026  09:00", "Workshop"]
    qtbot.waitUntil(lambda: first.face.image is not None)
    assert page.kept.current() == 1


def test_naming_a_group_enrols_it(qtbot: QtBot, page: VisitorsPage, desk: FakeDesk) -> None:
    key = page.cards[0].group.key
    page.cards[0].name.click()
    qtbot.waitUntil(lambda: page.findChild(NewPersonDialog) is not None)
    dialog = page.findChild(NewPersonDialog)
    assert dialog is not None
    assert not dialog.enrol.isEnabled()
    dialog.code.setText("E200")
    dialog.name.setText(" Noor {name} Visser ")
    dialog.enrol.click()
    qtbot.waitUntil(lambda: len(page.cards) == 1)
    assert desk.visitors.done == [("name", key, "E200", "Noor {name} Visser", "")]
    assert page.notice.words == "Noor {name} Visser is enrolled."


def test_assigning_says_what_follows_and_adds(
    qtbot: QtBot, page: VisitorsPage, desk: FakeDesk
) -> None:
    key = page.cards[1].group.key
    page.cards[1].assign.click()
    qtbot.waitUntil(lambda: page.findChild(ChoosePersonDialog) is not None)
    dialog = page.findChild(ChoosePersonDialog)
    assert dialog is not None
    qtbot.waitUntil(lambda: dialog.picker.list.count() == 6)
    assert not dialog.yes.isEnabled()
    dialog.picker.search.setText("e103")
    qtbot.waitUntil(lambda: dialog.picker.list.count() == 1)
    dialog.picker.list.setCurrentRow(0)
    name = desk.gallery.person("E103").name
    assert name in dialog._follows_label.text()
    assert "no punch" in dialog._follows_label.text()
    dialog.yes.click()
    qtbot.waitUntil(lambda: len(page.cards) == 1)
    assert desk.visitors.done == [("assign", key, "E103")]
    assert "has no punch" in page.notice.words


MISSED = [
    NewCorrection("E103", date(2026, 11, 20), AddPunch(at, direction, "Asia/Seoul"), "Seen.")
    for at, direction in (
        (datetime(2026, 11, 20, 0, 0, tzinfo=UTC), Direction.IN),
        (datetime(2026, 11, 20, 9, 30, tzinfo=UTC), Direction.IN),
    )
]


def assign_to_e103(qtbot: QtBot, page: VisitorsPage) -> MissedPunchesDialog:
    """What is asked once the pictures are added."""
    page.cards[1].assign.click()
    qtbot.waitUntil(lambda: page.findChild(ChoosePersonDialog) is not None)
    dialog = page.findChild(ChoosePersonDialog)
    assert dialog is not None
    dialog.picker.search.setText("e103")
    qtbot.waitUntil(lambda: dialog.picker.list.count() == 1)
    dialog.picker.list.setCurrentRow(0)
    dialog.yes.click()
    qtbot.waitUntil(lambda: page.findChild(MissedPunchesDialog) is not None)
    offered = page.findChild(MissedPunchesDialog)
    assert offered is not None
    return offered


@pytest.fixture
def offering(desk: FakeDesk) -> FakeDesk:
    """A desk whose ledger lacks two punches of E103."""
    desk.time.house.people = desk.gallery.kept
    desk.time.missed = MISSED
    return desk


def test_the_missed_punches_are_offered_as_corrections(
    qtbot: QtBot, offering: FakeDesk, page: VisitorsPage
) -> None:
    dialog = assign_to_e103(qtbot, page)
    first, second = dialog.rows
    assert first.wanted.text().startswith("09:00")
    second.direction._group.button(1).click()
    dialog.who.setText("noor")
    dialog.add.click()
    qtbot.waitUntil(lambda: "it counts" in page.notice.words)
    changes = [each.asked.change for each in offering.time.made]
    assert [each.direction for each in changes] == [Direction.IN, Direction.OUT]  # type: ignore[union-attr]
    assert {(each.who, each.asked.reason) for each in offering.time.made} == {("noor", "Seen.")}


def test_only_what_is_wanted_is_added_and_it_may_wait_for_approval(
    qtbot: QtBot, offering: FakeDesk, page: VisitorsPage
) -> None:
    offering.time.approval = True
    dialog = assign_to_e103(qtbot, page)
    first, second = dialog.rows
    first.wanted.click()
    assert dialog.add.isEnabled()
    second.wanted.click()
    assert not dialog.add.isEnabled()
    assert not second.direction.isEnabled()
    second.wanted.click()
    dialog.reason.setText(" ")
    assert not dialog.add.isEnabled()
    dialog.reason.setText("The sun stood low")
    dialog.add.click()
    qtbot.waitUntil(lambda: "somebody else approved it" in page.notice.words)
    assert [each.asked.change for each in offering.time.made] == [MISSED[1].change]


def test_the_missed_punches_may_be_left(
    qtbot: QtBot, offering: FakeDesk, page: VisitorsPage
) -> None:
    assign_to_e103(qtbot, page).reject()
    assert offering.time.made == []


def test_a_correction_that_fails_is_told(
    qtbot: QtBot, offering: FakeDesk, page: VisitorsPage
) -> None:
    dialog = assign_to_e103(qtbot, page)
    offering.time.failure = StoreError("The database does not answer.", "Try again.")
    dialog.add.click()
    qtbot.waitUntil(lambda: page.notice.words == "The database does not answer. Try again.")
    assert offering.time.made == []


def test_dismissing_the_last_leaves_an_empty_page(
    qtbot: QtBot, page: VisitorsPage, desk: FakeDesk
) -> None:
    page.cards[0].dismiss.click()
    qtbot.waitUntil(lambda: len(page.cards) == 1)
    page.cards[0].dismiss.click()
    qtbot.waitUntil(lambda: page.state.heading == "Nobody unknown was here")


def test_a_refusal_is_told_and_the_group_stays(
    qtbot: QtBot, page: VisitorsPage, desk: FakeDesk
) -> None:
    desk.visitors._take = refuse  # type: ignore[method-assign, assignment]
    page.cards[0].dismiss.click()
    qtbot.waitUntil(lambda: page.notice.words == "The face is too small. Use a better picture.")
    assert len(page.cards) == 2


def refuse(_key: str) -> None:
    raise EnrolmentRefused("The face is too small.", "Use a better picture.")


def test_nobody_is_kept_until_it_is_chosen(qtbot: QtBot, open_window: OpenWindow) -> None:
    desk = FakeDesk()
    page = go(open_window(desk), PageName.VISITORS)
    assert isinstance(page, VisitorsPage)
    qtbot.waitUntil(lambda: page.state.heading == "Unknown faces are not kept")
    day, week = page.state.findChildren(QPushButton)
    assert (day.text(), week.text()) == ("Keep for 24 hours", "Keep for 7 days")
    week.click()
    qtbot.waitUntil(lambda: page.state.heading == "Nobody unknown was here")
    assert desk.saved[-1].visitors.kept is VisitorsKept.WEEK
    assert page.kept.current() == 2
    page.kept._group.button(0).click()
    qtbot.waitUntil(lambda: desk.saved[-1].visitors.kept is VisitorsKept.OFF)


def test_a_failing_database_says_so_and_can_be_tried_again(
    qtbot: QtBot, open_window: OpenWindow, desk: FakeDesk
) -> None:
    desk.visitors.failure = StoreError("The database does not answer.", "Try again.")
    page = go(open_window(desk), PageName.VISITORS)
    assert isinstance(page, VisitorsPage)
    qtbot.waitUntil(lambda: page.state.heading == "The database does not answer.")
    desk.visitors.failure = None
    page.state.findChildren(QPushButton)[0].click()
    qtbot.waitUntil(lambda: len(page.cards) == 2)
