"""Who is in the house, and to which working day a moment belongs."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, time, timedelta

import pytest

from desk_access.model.calendar import Hours, Leave
from desk_access.model.correction import AddPunch, NewCorrection, Trip
from desk_access.model.history import Visit
from desk_access.model.presence import PersonToday, Presence
from desk_access.model.punch import Direction
from desk_access.model.schedule import Assignment, Core, Shift
from desk_access.model.work_rules import Pairing, WorkRules
from tests.unit.service.timekeeping.conftest import MONDAY, OFFICE, House, at

TUESDAY = MONDAY + timedelta(days=1)


def stands(house: House, code: str, now: str, day: date = MONDAY) -> PersonToday:
    house.clock.time = at(now, day)
    (found,) = [person for person in house.time.today() if person.code == code]
    return found


def presence(house: House, now: str, code: str = "E7", day: date = MONDAY) -> Presence:
    return stands(house, code, now, day).presence


def test_a_day_without_a_punch(house: House) -> None:
    assert [presence(house, now) for now in ("07:00", "09:00", "09:01", "17:59", "18:00")] == [
        Presence.EXPECTED,
        Presence.EXPECTED,
        Presence.LATE,
        Presence.LATE,
        Presence.MISSING,
    ]
    late = stands(house, "E7", "09:20")
    assert (late.since, late.late, late.inside) == (at("09:00"), 20, False)
    assert presence(house, "12:00", "E8") is Presence.OFF
    assert presence(house, "12:00", day=date(2026, 3, 7)) is Presence.OFF


def test_a_day_at_work(house: House) -> None:
    house.punch("E7", "09:20", "12:00", "12:45")
    came = stands(house, "E7", "10:00")
    assert (came.presence, came.since, came.late) == (Presence.IN, at("09:20"), 20)
    assert came.inside
    assert presence(house, "12:30") is Presence.GONE
    assert stands(house, "E7", "13:00").since == at("12:45")
    assert [person.name for person in house.time.today()] == ["Kim", "Lee"]


def test_somebody_may_be_in_for_too_long(house: House) -> None:
    rules = WorkRules(longest=600)
    house.time.save_schedule(replace(OFFICE, rules=rules), "Office")
    house.punch("E7", "09:00")
    assert presence(house, "19:00") is Presence.IN
    found = stands(house, "E7", "19:01")
    assert (found.presence, found.inside) == (Presence.TOO_LONG, True)


def test_where_directions_are_taken_in_turn(house: House) -> None:
    house.time.save_schedule(replace(OFFICE, rules=WorkRules(pairing=Pairing.ALTERNATE)), "Office")
    house.punch("E7", "09:00")
    house.punch("E7", "12:00")  # two INs: the second is taken for an OUT
    assert presence(house, "13:00") is Presence.GONE


def test_leave_and_trips(house: House) -> None:
    house.time.add_leave(Leave("E7", MONDAY, MONDAY, "연차"))
    house.clock.time = at("12:00")
    house.time.propose(NewCorrection("E7", TUESDAY, Trip(TUESDAY), "Fair"), "noor")
    wednesday = TUESDAY + timedelta(days=1)
    house.time.add_leave(Leave("E7", wednesday, wednesday, "반차", Hours(time(9), time(13))))
    assert presence(house, "11:00") is Presence.ON_LEAVE
    assert presence(house, "11:00", day=TUESDAY) is Presence.ON_LEAVE
    morning = stands(house, "E7", "11:00", wednesday)
    assert (morning.presence, morning.since) == (Presence.EXPECTED, at("13:00", wednesday))
    assert presence(house, "13:10", day=wednesday) is Presence.LATE


@pytest.mark.parametrize(
    ("core", "now", "expected"),
    [
        (Core(time(10), time(15)), "09:59", Presence.EXPECTED),
        (Core(time(10), time(15)), "10:01", Presence.LATE),
        (Core(time(10), time(15)), "15:00", Presence.MISSING),
        (None, "19:59", Presence.EXPECTED),
        (None, "20:00", Presence.MISSING),
    ],
)
def test_flexible_hours_are_missed_by_their_core(
    house: House, core: Core | None, now: str, expected: Presence
) -> None:
    shift = Shift("Flexible", time(7), time(20), due_minutes=480, core=core)
    house.time.save_schedule(replace(OFFICE, cycle=((shift,),)), "Office")
    assert presence(house, now) is expected


def test_a_night_shift_is_in_until_it_leaves_in_the_morning(house: House) -> None:
    house.time.assign(Assignment("Nights", MONDAY, person_code="E8"))
    house.punch("E8", "21:55")
    house.punch("E8", "22:00", day=MONDAY)
    found = stands(house, "E8", "05:00", TUESDAY)
    assert (found.presence, found.day.day) == (Presence.IN, MONDAY)


def test_who_works_on_past_the_end_of_the_day_is_still_looked_for(house: House) -> None:
    house.punch("E7", "20:00")
    found = stands(house, "E7", "04:30", TUESDAY)
    assert (found.presence, found.inside, found.since) == (Presence.IN, True, at("20:00"))
    assert found.day.day == MONDAY
    assert not found.day.over
    # Sixteen hours after the IN the OUT is taken for a forgotten one, and today is what counts.
    assert presence(house, "12:01", day=TUESDAY) is Presence.LATE
    house.punch("E7", "12:30", day=TUESDAY)
    assert stands(house, "E7", "12:40", TUESDAY).since == at("12:30", TUESDAY)


def test_who_was_removed_with_a_punch_of_today_is_still_looked_for(house: House) -> None:
    house.punch("E7", "09:00")
    house.workspace.gallery.remove("E7")
    house.workspace.gallery.remove("E8")
    house.clock.time = at("10:00")
    (kim,) = house.time.today()
    assert (kim.code, kim.inside) == ("E7", True)


def test_the_working_day_follows_the_schedule(house: House) -> None:
    def day_of(code: str, moment: datetime) -> date:
        (missed,) = house.time.missed_punches(code, Visit(moment, moment, "Door"))
        return missed.day

    house.time.assign(Assignment("Nights", MONDAY, person_code="E8"))
    morning = at("06:05", TUESDAY)
    assert day_of("E8", morning) == MONDAY
    assert day_of("E7", morning) == TUESDAY
    assert day_of("E7", at("03:59", TUESDAY)) == MONDAY
    house.time.unassign(house.time.assignments()[-1])
    assert day_of("E8", morning) == TUESDAY


def test_a_missed_punch_goes_by_the_one_before_it(house: House) -> None:
    house.punch("E7", "21:00")
    seen = Visit(at("06:00", TUESDAY), at("08:30", TUESDAY), "Door")
    found = house.time.missed_punches("E7", seen)
    told = [
        (each.day, each.change.direction) for each in found if isinstance(each.change, AddPunch)
    ]
    assert told == [(MONDAY, Direction.OUT), (TUESDAY, Direction.IN)]
