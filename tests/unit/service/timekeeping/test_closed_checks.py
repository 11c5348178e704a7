"""Closed months against the ledger's entries, and against what their punches come to."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import date, timedelta

import pytest

from desk_access.errors import ChangeRefused
from desk_access.model.calendar import Leave
from desk_access.model.correction import NewCorrection, Trip
from desk_access.model.schedule import Schedule
from desk_access.store.workspace import DATABASE_NAME
from tests.unit.service.timekeeping.conftest import APRIL, DAY, MARCH, House, at

TENTH = date(2026, 3, 10)
AWAY = NewCorrection("E7", TENTH, Trip(TENTH), "At the customer's")


@pytest.fixture
def closed(house: House) -> House:
    """Kim worked in March but not on the tenth; March is closed on 2 April."""
    house.work("E7", MARCH, TENTH - timedelta(days=1))
    house.work("E7", TENTH + timedelta(days=1), date(2026, 3, 31))
    house.clock.time = at("12:00", date(2026, 4, 2))
    house.time.close_month(MARCH, "noor")
    return house


@contextmanager
def raw(house: House) -> Iterator[sqlite3.Connection]:
    """The database as somebody has it who has taken its triggers away."""
    with closing(sqlite3.connect(house.workspace.folder / DATABASE_NAME)) as database:
        names = database.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall()
        for (name,) in names:
            database.execute(f'DROP TRIGGER "{name}"')
        yield database
        database.commit()


def told(house: House) -> list[str]:
    found = [*house.time.closed_faults(), *house.time.closed_sum_faults()]
    return [f"{each.month:%Y-%m} {each.kind.value} {each.code}".strip() for each in found]


def test_a_closed_month_agrees_whatever_came_after(closed: House) -> None:
    assert told(closed) == []
    closed.work("E7", date(2026, 4, 2), date(2026, 4, 30))
    closed.time.save_schedule(Schedule("Office", ((DAY,),), MARCH), "Office")
    closed.time.propose(AWAY, "noor")
    closed.time.add_leave(Leave("E8", TENTH, TENTH, "annual"))
    closed.clock.time = at("12:00", date(2026, 5, 2))
    closed.time.close_month(APRIL, "noor")
    closed.workspace.gallery.erase("E8")
    assert told(closed) == []


def test_another_hash_at_the_entry_it_was_closed_at_is_told(closed: House) -> None:
    (month,) = closed.time.closed_months()
    with raw(closed) as database:
        database.execute(
            "UPDATE punch SET entry_hash = ? WHERE sequence = ?", ("f" * 64, month.sequence)
        )
    assert told(closed) == ["2026-03 other_hash"]
    (fault,) = closed.time.closed_faults(MARCH)
    assert str(fault) == (
        f"2026-03 was closed at entry {month.sequence} of the ledger, whose hash was another then."
    )
    assert closed.time.closed_faults(APRIL) == []


def test_a_ledger_that_ends_before_the_closing_is_told(closed: House) -> None:
    (month,) = closed.time.closed_months()
    with raw(closed) as database:
        database.execute("PRAGMA foreign_keys = OFF")
        database.execute("DELETE FROM punch WHERE sequence = ?", (month.sequence,))
    kinds = told(closed)
    assert kinds[0] == "2026-03 no_entry"
    assert "missing" in str(closed.time.closed_faults()[0])
    # Without its last punch the month has other sums, too.
    assert kinds[1:] == ["2026-03 other_sums E7"]


def test_a_month_that_was_closed_without_an_entry_agrees(house: House) -> None:
    house.clock.time = at("12:00", date(2026, 4, 2))
    house.time.close_month(MARCH, "noor")
    assert house.workspace.ledger.head().sequence == 0
    assert told(house) == []
    with raw(house) as database:
        database.execute("UPDATE closed_month SET head_hash = ?", ("a" * 64,))
    assert told(house) == ["2026-03 other_hash"]


def test_sums_that_were_changed_are_told(closed: House) -> None:
    with raw(closed) as database:
        (text,) = database.execute("SELECT totals FROM frozen WHERE person_code = 'E7'").fetchone()
        totals = json.dumps(json.loads(text) | {"work": 9999})
        database.execute("UPDATE frozen SET totals = ? WHERE person_code = 'E7'", (totals,))
    assert told(closed) == ["2026-03 other_sums E7"]


def test_sums_of_another_plan_than_the_kept_one_are_told(closed: House) -> None:
    with raw(closed) as database:
        (plan,) = database.execute("SELECT plan FROM closed_month").fetchone()
        database.execute("UPDATE closed_month SET plan = ?", (plan.replace("09:00", "10:00"),))
    assert told(closed) == ["2026-03 other_sums E7"]


def test_sums_that_were_taken_out_or_put_in_are_told(closed: House) -> None:
    with raw(closed) as database:
        (text,) = database.execute("SELECT totals FROM frozen WHERE person_code = 'E7'").fetchone()
        database.execute("UPDATE frozen SET totals = ? WHERE person_code = 'E8'", (text,))
        database.execute("DELETE FROM frozen WHERE person_code = 'E7'")
    assert told(closed) == ["2026-03 other_sums E7", "2026-03 other_sums E8"]


def test_who_was_corrected_since_is_left_out(closed: House) -> None:
    assert closed.stores.closed_months.touched(MARCH) == set()
    closed.time.propose(AWAY, "noor")
    assert closed.stores.closed_months.touched(MARCH) == {"E7"}
    assert told(closed) == []
    with pytest.raises(ChangeRefused, match="2026-04 is not closed"):
        closed.stores.closed_months.touched(APRIL)


def test_a_month_closed_before_undertime_was_counted_reads_as_it_was_closed(house: House) -> None:
    house.work("E7", MARCH, TENTH - timedelta(days=1))
    house.punch("E7", "09:00", "10:00", "11:00", "18:00", day=TENTH)
    house.work("E7", TENTH + timedelta(days=1), date(2026, 3, 31))
    house.clock.time = at("12:00", date(2026, 4, 2))
    house.time.close_month(MARCH, "noor")
    (kim,) = house.time.month(MARCH, code="E7")
    with raw(house) as database:
        (plan,) = database.execute("SELECT plan FROM closed_month").fetchone()
        kept = json.loads(plan)
        for schedule in kept["schedules"]:
            del schedule["rules"]["undertime_tolerance"]
        database.execute("UPDATE closed_month SET plan = ?", (json.dumps(kept),))
        (text,) = database.execute("SELECT totals FROM frozen WHERE person_code = 'E7'").fetchone()
        sums = json.loads(text)
        assert sums.pop("undertime") == kim.totals.undertime == 60
        text = json.dumps(sums)
        database.execute(
            "UPDATE frozen SET totals = ? WHERE person_code = 'E7'", (json.dumps(sums),)
        )
    (kim,) = house.time.month(MARCH, code="E7")
    assert kim.frozen is not None
    assert kim.totals.undertime == kim.frozen.undertime == 0
    assert told(house) == []
