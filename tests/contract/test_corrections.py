"""What every Corrections does."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, time, timedelta
from pathlib import Path

import pytest

from desk_access.errors import ChangeRefused, PersonNotFound
from desk_access.model.calendar import Hours
from desk_access.model.correction import (
    AddPunch,
    Change,
    ClockWasWrong,
    Correction,
    Excuse,
    IgnorePunch,
    NewCorrection,
    Standing,
    Trip,
    TurnPunch,
)
from desk_access.model.punch import Direction
from desk_access.ports import Corrections
from tests.contract.stores import ADAPTERS, Stores
from tests.records import START

DAY = date(2026, 3, 2)
LATER = START + timedelta(hours=1)
MISSED = NewCorrection("E7", DAY, AddPunch(START, Direction.OUT, "Asia/Seoul"), "정문 고장")


@pytest.fixture(params=ADAPTERS)
def stores(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Stores]:
    with ADAPTERS[request.param](tmp_path) as stores:
        for code in ("E7", "E8"):
            stores.gallery.enrol(code, code, "", [], START)
        yield stores


@pytest.fixture
def corrections(stores: Stores) -> Corrections:
    return stores.corrections


def add(
    corrections: Corrections, asked: NewCorrection = MISSED, approved: bool = False
) -> Correction:
    return corrections.add(asked, "noor", START, ("8:00", "9:00"), approved)


@pytest.mark.parametrize(
    "change",
    [
        MISSED.change,
        IgnorePunch(7),
        TurnPunch(7, Direction.IN),
        Excuse(DAY),
        Trip(DAY),
        Trip(DAY, Hours(time(9), time(12))),
        ClockWasWrong(3, 9, -3600),
    ],
)
def test_gives_back_what_was_asked_and_read(corrections: Corrections, change: Change) -> None:
    asked = replace(MISSED, change=change)
    made = add(corrections, asked)
    assert made == Correction(1, asked, "noor", START, "8:00", "9:00", Standing.PROPOSED)
    assert corrections.get(1) == made
    assert corrections.find() == [made]


def test_what_needs_no_approval_is_approved_by_whoever_asked(corrections: Corrections) -> None:
    made = add(corrections, approved=True)
    assert (made.standing, made.decided_by, made.decided_at) == (Standing.APPROVED, "noor", START)


def test_the_last_decision_holds(corrections: Corrections) -> None:
    made = add(corrections)
    approved = corrections.decide(1, Standing.APPROVED, "finn", LATER)
    assert (approved.counts, approved.decided_by, approved.decided_at) == (True, "finn", LATER)
    assert (approved.asked, approved.who, approved.at) == (made.asked, made.who, made.at)
    withdrawn = corrections.decide(1, Standing.WITHDRAWN, "noor", LATER)
    assert (withdrawn.counts, withdrawn.standing) == (False, Standing.WITHDRAWN)
    assert corrections.find() == [withdrawn]


@pytest.mark.parametrize(
    ("first", "then"),
    [
        (Standing.APPROVED, Standing.APPROVED),
        (Standing.APPROVED, Standing.REJECTED),
        (Standing.REJECTED, Standing.APPROVED),
        (Standing.REJECTED, Standing.WITHDRAWN),
        (Standing.WITHDRAWN, Standing.APPROVED),
        (Standing.WITHDRAWN, Standing.WITHDRAWN),
    ],
)
def test_a_decision_that_does_not_follow_is_refused(
    corrections: Corrections, first: Standing, then: Standing
) -> None:
    add(corrections)
    decided = corrections.decide(1, first, "finn", LATER)
    with pytest.raises(ChangeRefused, match=f"Correction 1 is {first.value} already"):
        corrections.decide(1, then, "finn", LATER)
    assert corrections.get(1) == decided


def test_there_is_none_or_nobody(corrections: Corrections) -> None:
    with pytest.raises(ChangeRefused, match="no correction 1"):
        corrections.get(1)
    with pytest.raises(ChangeRefused, match="no correction 1"):
        corrections.decide(1, Standing.APPROVED, "finn", LATER)
    with pytest.raises(PersonNotFound, match="E9"):
        add(corrections, replace(MISSED, person_code="E9"))
    assert corrections.find() == []


def test_finds_by_person_days_and_standing_newest_first(corrections: Corrections) -> None:
    for day in (2, 3, 4):
        add(corrections, replace(MISSED, day=date(2026, 3, day)), approved=day == 3)
    add(corrections, replace(MISSED, person_code="E8"))
    add(corrections, NewCorrection("", DAY, ClockWasWrong(1, 2, 60), "Battery"))

    def numbers(*wanted: object, **named: object) -> list[int]:
        return [each.number for each in corrections.find(*wanted, **named)]  # type: ignore[arg-type]

    assert numbers() == [5, 4, 3, 2, 1]
    assert numbers("E7") == [3, 2, 1]
    assert numbers("") == [5]
    assert numbers("E7", date(2026, 3, 3)) == [3, 2]
    assert numbers(None, None, DAY) == [5, 4, 1]
    assert numbers(standing=Standing.APPROVED) == [2]
    assert numbers(standing=Standing.PROPOSED) == [5, 4, 3, 1]
    assert numbers(standing=Standing.REJECTED) == numbers("nobody") == []


def test_merged_people_are_read_under_the_code_of_today(
    stores: Stores, corrections: Corrections
) -> None:
    add(corrections, replace(MISSED, person_code="E8"))
    stores.housekeeping.merge("E8", "E7")
    add(corrections, replace(MISSED, person_code="E8"))
    assert [each.asked.person_code for each in corrections.find("E8")] == ["E7", "E7"]
    assert corrections.find("E7") == corrections.find("E8") == corrections.find()


def test_erasing_a_person_erases_the_words_and_leaves_the_entry(
    stores: Stores, corrections: Corrections, tmp_path: Path
) -> None:
    add(corrections, replace(MISSED, reason="Appointment with Dr Quux"), approved=True)
    add(corrections, replace(MISSED, person_code="E8"))
    kept_as = stores.gallery.erase("E7").kept_as
    left, gone = corrections.find()
    assert left.asked.reason == MISSED.reason
    assert (gone.asked.person_code, gone.asked.change) == (kept_as, MISSED.change)
    assert (gone.asked.reason, gone.before, gone.after) == ("", "", "")
    assert gone.counts
    assert corrections.find(kept_as) == [gone]
    files = [each for each in tmp_path.rglob("desk_access*") if each.is_file()]
    assert not any(b"Dr Quux" in each.read_bytes() for each in files)
