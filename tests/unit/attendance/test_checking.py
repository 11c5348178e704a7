"""What makes no sense is refused, in a sentence that names it."""

from __future__ import annotations

from contextlib import nullcontext
from datetime import date, time

import pytest

from desk_access.attendance.checking import check_assignment, check_leave, check_schedule
from desk_access.errors import ScheduleRefused
from desk_access.model.calendar import Hours, Leave
from desk_access.model.schedule import Assignment, Schedule
from desk_access.model.work_rules import Band, NightHours, Rounding
from tests.unit.attendance.days import LUNCH, MONDAY, NIGHT, OFFICE, pause, rules, shift, week

WHOLE_DAY = shift("08:00-08:00")

GOOD = [
    week(OFFICE),
    week(NIGHT, cycle=((NIGHT,),) * 7),
    week(shift("22:00-06:00", pause("02:00-02:30"), pause("23:50-00:10"))),
    week(shift("07:00-21:00", LUNCH, due=480, core="10:00-15:00")),
    week(shift("20:00-04:00", due=400, core="22:00-02:00")),
    # What ends at midnight, as the shift does.
    week(shift("15:00-00:00", pause("23:30-00:00"))),
    week(shift("10:00-00:00", due=480, core="18:00-00:00")),
    # 24 hours, on every day and from midnight to midnight.
    week(WHOLE_DAY, cycle=((WHOLE_DAY,),) * 7),
    week(shift("08:00-08:00", LUNCH, pause("02:00-04:00"), pause("07:30-08:00"))),
    week(shift("08:00-08:00", due=1440)),
    week(shift("00:00-00:00", LUNCH, pause("23:30-00:00")), cycle=((shift("00:00-00:00"),),) * 2),
    week(shift("09:00-13:00"), shift("15:00-19:00")),
    week(),
    Schedule("one day", ((OFFICE,),), MONDAY),
]

BAD = [
    (week(OFFICE, name=" "), "no name"),
    (week(OFFICE, cycle=()), "has 0 days"),
    (week(OFFICE, cycle=((),) * 367), "has 367 days"),
    (week(cycle=((WHOLE_DAY,), (shift("07:00-15:00"),))), "begins before"),
    (week(shift("08:00-08:00", LUNCH, due=1381)), "asks for more"),
    (week(shift("08:00-08:00", pause("07:00-09:00"))), "break outside"),
    (week(shift("09:00-18:00", pause("18:00-19:00"))), "break outside"),
    (week(shift("09:00-18:00", pause("13:00-12:00"))), "break outside"),
    (week(shift("09:00-18:00", pause("12:00-13:00"), pause("12:30-13:30"))), "overlap"),
    (week(shift("09:00-18:00", due=0)), "asks for more than fits in, or for nothing"),
    (week(shift("09:00-18:00", LUNCH, due=481)), "asks for more"),
    (week(shift("09:00-18:00", due=400, core="08:00-12:00")), "core time outside"),
    (week(shift("09:00-18:00", core="10:00-12:00")), "without flexible hours"),
    (week(shift("09:00-18:00"), shift("17:00-20:00")), "begins before"),
    (week(shift("15:00-19:00"), shift("09:00-13:00")), "begins before"),
    (week(shift("20:00-09:00"), cycle=((shift("20:00-09:00"), shift("08:00-10:00")),)), "before"),
    # From the last day of the cycle into its first.
    (week(cycle=((shift("05:00-09:00"),),) + ((),) * 5 + ((NIGHT,),)), "begins before"),
    (week(OFFICE, rules=rules(round_in=Rounding(minutes=7))), "rounded to 7"),
    (week(OFFICE, rules=rules(round_out=Rounding(minutes=60))), "rounded to 60"),
    (week(OFFICE, rules=rules(grace_in=-1)), "grace for coming of -1"),
    (week(OFFICE, rules=rules(flap=61)), "repeated one of 61"),
    (week(OFFICE, rules=rules(longest=30)), "30 minutes"),
    (week(OFFICE, rules=rules(week_begins=7)), "day 7"),
    (week(OFFICE, rules=rules(weekly=(Band(7 * 1440 + 1, 150),))), "out of order"),
    (week(OFFICE, rules=rules(night=NightHours(time(22), time(22)))), "night begins"),
    (week(OFFICE, rules=rules(daily=(Band(60, 150), Band(0, 200)))), "out of order"),
    (week(OFFICE, rules=rules(free_day=(Band(0, 50),))), "at 50 %"),
    (week(OFFICE, rules=rules(weekly=(Band(2400, 5),))), "at 5 %"),
]


@pytest.mark.parametrize("schedule", GOOD)
def test_a_schedule_that_can_be_worked_by_is_taken(schedule: Schedule) -> None:
    check_schedule(schedule)


@pytest.mark.parametrize(("schedule", "words"), BAD, ids=[words for _, words in BAD])
def test_a_schedule_that_makes_no_sense_is_refused(schedule: Schedule, words: str) -> None:
    with pytest.raises(ScheduleRefused, match=words) as caught:
        check_schedule(schedule)
    assert caught.value.cure


def given_to(first: int, last: int | None, code: str | None = "1") -> Assignment:
    end = None if last is None else date(2026, 3, last)
    return Assignment("week", date(2026, 3, first), end, code, None if code else "shop")


@pytest.mark.parametrize(
    ("new", "there", "words"),
    [
        (Assignment("week", MONDAY), [], "a person or a group"),
        (Assignment("week", MONDAY, None, "1", "shop"), [], "not both"),
        (Assignment("other", MONDAY, None, "1"), [], "no schedule other"),
        (given_to(9, 8), [], "before it begins"),
        (given_to(5, 9), [given_to(9, 12)], "some of these days"),
        (given_to(5, None), [given_to(5, None)], "some of these days"),
    ],
)
def test_an_assignment_that_makes_no_sense_is_refused(
    new: Assignment, there: list[Assignment], words: str
) -> None:
    with pytest.raises(ScheduleRefused, match=words):
        check_assignment(new, there, ["week"])


@pytest.mark.parametrize(
    ("new", "there"),
    [
        (given_to(5, 9), [given_to(10, 12)]),
        (given_to(5, None), [given_to(2, None)]),
        (given_to(5, 9), [given_to(5, 9, None)]),
        (given_to(5, 9), [given_to(5, 9, "2")]),
        (given_to(5, 9), [given_to(2, None)]),
    ],
)
def test_a_later_assignment_takes_over(new: Assignment, there: list[Assignment]) -> None:
    check_assignment(new, there, ["week"])


def away(first: int, last: int, hours: Hours | None = None, number: int = 0) -> Leave:
    day = date(2026, 3, 1)
    return Leave("1", day.replace(day=first), day.replace(day=last), "annual", hours, True, number)


def test_leave_that_makes_no_sense_is_refused() -> None:
    with pytest.raises(ScheduleRefused, match="before it begins"):
        check_leave(away(5, 4), [])
    with pytest.raises(ScheduleRefused, match="already"):
        check_leave(away(5, 6), [away(6, 8, number=3)])
    with pytest.raises(ScheduleRefused, match="no kind"):
        check_leave(Leave("1", MONDAY, MONDAY, " "), [])


@pytest.mark.parametrize(
    ("mine", "theirs", "refused"),
    [
        ((5, 5, "22:00-02:00"), (5, 5, "23:00-03:00"), True),
        ((5, 5, "22:00-02:00"), (6, 6, "01:00-03:00"), True),
        ((6, 6, "01:00-03:00"), (5, 5, "22:00-02:00"), True),
        ((5, 5, "22:00-02:00"), (6, 6, "02:00-03:00"), False),
        ((5, 5, "22:00-02:00"), (6, 6, "21:00-22:00"), False),
        # Of a night shift, 01:00 of Thursday is after its midnight.
        ((5, 5, "22:00-02:00"), (5, 5, "01:00-03:00"), True),
        ((5, 5, "22:00-02:00"), (5, 5, "02:00-06:00"), False),
        ((2, 6, "22:00-02:00"), (9, 9, "00:00-06:00"), False),
        ((2, 8, "22:00-02:00"), (9, 9, "00:00-06:00"), True),
        ((3, 4, "22:00-02:00"), (2, 2, "23:00-03:00"), False),
        ((3, 4, "01:00-02:00"), (2, 2, "23:00-03:00"), True),
        ((5, 5, "09:00-13:00"), (5, 5, "13:00-18:00"), False),
        ((5, 5, "09:00-13:00"), (5, 5, "12:59-18:00"), True),
        ((5, 5, None), (5, 5, "22:00-02:00"), True),
        # Whole days are working days: what goes on after midnight belongs to the day before.
        ((6, 6, None), (5, 5, "22:00-02:00"), False),
    ],
)
def test_leave_that_overlaps_is_refused_also_across_midnight(
    mine: tuple[int, int, str | None], theirs: tuple[int, int, str | None], refused: bool
) -> None:
    new, old = (
        away(first, last, words and Hours(*map(time.fromisoformat, words.split("-"))), number)
        for number, (first, last, words) in enumerate((mine, theirs))
    )
    with pytest.raises(ScheduleRefused, match="already") if refused else nullcontext():
        check_leave(new, [old])


def test_leave_may_be_changed_and_be_in_two_parts_of_a_day() -> None:
    check_leave(away(5, 6, number=3), [away(6, 8, number=3)])
    morning, evening = Hours(time(9), time(12)), Hours(time(15), time(18))
    check_leave(away(5, 5, morning), [away(5, 5, evening, number=3)])
