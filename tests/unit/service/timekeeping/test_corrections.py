"""Corrections as operators propose, approve and withdraw them."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from desk_access.config import Approval, CorrectionSettings
from desk_access.errors import ChangeRefused, PersonNotFound, ScheduleRefused
from desk_access.model.correction import (
    AddPunch,
    Change,
    ClockWasWrong,
    Excuse,
    IgnorePunch,
    NewCorrection,
    Standing,
    Trip,
    TurnPunch,
)
from desk_access.model.history import Visit
from desk_access.model.punch import Direction, PunchFilter
from desk_access.model.schedule import Assignment
from desk_access.model.timesheet import PortionKind
from desk_access.service.timekeeping.desk import TimeDesk
from tests.unit.service.timekeeping.conftest import MONDAY, House, at

TUESDAY = MONDAY + timedelta(days=1)
IN, OUT = Direction.IN, Direction.OUT


def asked(change: Change, day: date = MONDAY, code: str = "E7") -> NewCorrection:
    return NewCorrection(code, day, change, "The door's camera was dark")


def worked(house: House) -> int:
    return house.time.day("E7", MONDAY).corrected.minutes(PortionKind.WORK)


@pytest.fixture
def forgot(house: House) -> House:
    """Kim came and went without a punch; it is Tuesday."""
    house.punch("E7", "09:12")
    house.clock.time = at("12:00", TUESDAY)
    return house


MISSED = asked(AddPunch(at("18:30"), OUT, "Asia/Seoul"))


def test_a_correction_counts_at_once_and_both_readings_are_there(forgot: House) -> None:
    made = forgot.time.propose(MISSED, "noor")
    assert (made.standing, made.who, made.decided_by) == (Standing.APPROVED, "noor", "noor")
    assert made.at == forgot.clock.time
    assert made.before == "in 09:12; late 0:12"
    assert made.after == "in 09:12, out 18:30; worked 8:18; overtime 0:18; late 0:12"
    day = forgot.time.day("E7", MONDAY)
    assert [mark.sequence for mark in day.original.marks] == [1]
    assert [mark.sequence for mark in day.corrected.marks] == [1, -made.number]
    assert (day.original.corrections, day.corrected.corrections) == ((), (1,))


def test_another_operator_approves_where_the_policy_says_so(forgot: House) -> None:
    forgot.approval()
    made = forgot.time.propose(MISSED, "noor")
    assert (made.standing, worked(forgot)) == (Standing.PROPOSED, 0)
    for who in ("noor", " NOOR "):
        with pytest.raises(ChangeRefused, match="cannot approve it"):
            forgot.time.decide(1, True, who)
    approved = forgot.time.decide(1, True, "finn")
    assert (approved.standing, approved.decided_by) == (Standing.APPROVED, "finn")
    assert worked(forgot) == 498
    assert forgot.time.corrections("E7", standing=Standing.APPROVED) == [approved]


def test_another_name_under_the_same_account_approves_nothing(forgot: House) -> None:
    mine = replace(forgot.settings, corrections=CorrectionSettings(Approval.ANOTHER_OPERATOR))
    noor, finn = (
        TimeDesk(forgot.stores, forgot.clock, replace(mine, account=account))
        for account in ("noor", "finn")
    )
    assert noor.propose(MISSED, "noor").account == "noor"
    with pytest.raises(ChangeRefused, match="under the account noor"):
        noor.decide(1, True, "somebody else")
    assert noor.decide(1, False, "somebody else").standing is Standing.REJECTED
    noor.propose(MISSED, "noor")
    assert finn.decide(2, True, "finn").counts


def test_a_proposal_may_be_rejected_and_a_decision_taken_back(forgot: House) -> None:
    forgot.approval()
    forgot.time.propose(MISSED, "noor")
    assert forgot.time.decide(1, False, "noor").standing is Standing.REJECTED
    forgot.time.propose(MISSED, "noor")
    forgot.time.decide(2, True, "finn")
    assert forgot.time.withdraw(2, "noor").standing is Standing.WITHDRAWN
    assert worked(forgot) == 0
    with pytest.raises(ChangeRefused, match="withdrawn already"):
        forgot.time.decide(2, True, "finn")


def test_without_the_policy_a_waiting_proposal_may_be_approved_by_anybody(forgot: House) -> None:
    forgot.approval()
    forgot.time.propose(MISSED, "noor")
    forgot.approval(Approval.NOBODY)
    assert forgot.time.decide(1, True, "noor").counts


def test_no_punch_is_ever_changed(forgot: House) -> None:
    ledger = forgot.workspace.ledger
    before, head = ledger.query(PunchFilter()), ledger.head()
    for change in (IgnorePunch(1), TurnPunch(1, OUT), Excuse(MONDAY), Trip(MONDAY)):
        forgot.time.propose(asked(change), "noor")
    assert ledger.query(PunchFilter()) == before
    assert ledger.head().act == head.act + 4
    assert ledger.verify().intact
    # After the trip nothing is left to be excused.
    assert forgot.time.day("E7", MONDAY).corrected.corrections == (1, 2, 4)


@pytest.mark.parametrize(
    ("correction", "words"),
    [
        (replace(MISSED, reason=" "), "has no reason"),
        (replace(MISSED, reason="x" * 501), "longer than 500"),
        (replace(MISSED, person_code=""), "is for one person"),
        (asked(ClockWasWrong(1, 1, 60)), "is for one person"),
        (asked(AddPunch(at("18:30"), OUT, "Asia/Nowhere")), "no time zone 'Asia/Nowhere'"),
        (asked(AddPunch(at("12:01", TUESDAY), OUT, "Asia/Seoul")), "in the future"),
        (asked(AddPunch(datetime(2026, 3, 2, 18), OUT, "Asia/Seoul")), "in the future"),
        (replace(MISSED, day=MONDAY - timedelta(days=9)), "does not lie on 2026-02-21"),
        (asked(IgnorePunch(9)), "There is no punch 9 of E7"),
        (asked(IgnorePunch(1), code="E8"), "There is no punch 1 of E8"),
        (asked(TurnPunch(0, IN)), "There is no punch 0"),
        (asked(Excuse(TUESDAY)), "meant for 2026-03-02 and changes 2026-03-03"),
        (asked(Trip(TUESDAY)), "meant for 2026-03-02"),
        (asked(ClockWasWrong(2, 1, 60), code=""), "wrong for no punch"),
        (asked(ClockWasWrong(1, 1, 0), code=""), "by nothing"),
        (asked(ClockWasWrong(1, 7, 60), code=""), "There is no punch 7."),
    ],
)
def test_what_makes_no_sense_is_refused_and_not_kept(
    forgot: House, correction: NewCorrection, words: str
) -> None:
    with pytest.raises(ScheduleRefused) as told:
        forgot.time.propose(correction, "noor")
    assert words in str(told.value)
    assert forgot.time.corrections() == []


def test_nobody_has_the_code(house: House) -> None:
    house.clock.time = at("12:00", TUESDAY)
    with pytest.raises(PersonNotFound, match="E9"):
        house.time.propose(replace(MISSED, person_code="E9"), "noor")
    with pytest.raises(PersonNotFound, match="E9"):
        house.time.day("E9", MONDAY)


def test_listeners_hear_of_changes_until_they_leave(forgot: House) -> None:
    heard: list[int] = []
    leave = forgot.time.subscribe(lambda: heard.append(len(forgot.time.corrections())))
    forgot.time.propose(MISSED, "noor")
    forgot.time.withdraw(1, "noor")
    forgot.time.assign(Assignment("Nights", MONDAY, person_code="E8"))
    with pytest.raises(ChangeRefused):
        forgot.time.withdraw(1, "noor")
    assert heard == [1, 1, 1]
    leave()
    leave()
    forgot.time.propose(MISSED, "noor")
    assert heard == [1, 1, 1]


def test_a_visit_without_recognition_offers_its_punches(forgot: House) -> None:
    visit = Visit(at("12:05"), at("18:30"), "Main door")
    first, last = forgot.time.missed_punches("E7", visit)
    assert first.change == AddPunch(at("12:05"), OUT, "Asia/Seoul")
    assert last.change == AddPunch(at("18:30"), IN, "Asia/Seoul")
    assert (first.day, first.reason) == (MONDAY, "Seen at Main door without being recognised.")
    forgot.time.propose(first, "noor")
    assert forgot.time.missed_punches("E7", visit) == [last]


def test_a_short_visit_is_one_punch_and_none_where_there_is_one(forgot: House) -> None:
    moment = at("09:00", TUESDAY)
    short = Visit(moment, moment + timedelta(seconds=40), "Main door")
    (only,) = forgot.time.missed_punches("E7", short)
    assert only.change == AddPunch(moment, IN, "Asia/Seoul")
    punched = Visit(at("09:11"), at("09:12"), "Main door")
    assert forgot.time.missed_punches("E7", punched) == []
    with pytest.raises(PersonNotFound, match="E9"):
        forgot.time.missed_punches("E9", short)


def test_a_visit_after_midnight_belongs_to_the_night_before(house: House) -> None:
    house.time.assign(Assignment("Nights", MONDAY, person_code="E8"))
    house.punch("E8", "21:58")
    morning = at("06:05", TUESDAY)
    (only,) = house.time.missed_punches("E8", Visit(morning, morning, "Gate"))
    assert (only.day, only.change) == (MONDAY, AddPunch(morning, OUT, "Asia/Seoul"))


def test_the_reading_of_a_day_is_in_the_clock_of_its_zone(forgot: House) -> None:
    berlin = AddPunch(at("18:30").astimezone(UTC), OUT, "Europe/Berlin")
    made = forgot.time.propose(asked(berlin), "noor")
    assert made.after.startswith("in 09:12, out 18:30;")
