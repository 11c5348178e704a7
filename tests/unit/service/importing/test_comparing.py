"""What tables and calendars would change of how things stand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time
from typing import TypeVar

import pytest

from desk_access.attendance.planning import Planner, Roster
from desk_access.model.calendar import Holiday, Hours, Leave
from desk_access.model.importing import (
    AssignmentTable,
    Comparison,
    DraftLeave,
    DraftSchedule,
    Fate,
    Half,
    HolidayCalendar,
    LeaveTable,
    Listed,
    Named,
    PeopleTable,
    ScheduleTable,
)
from desk_access.model.person import Person
from desk_access.model.plan_change import (
    AddLeave,
    Assign,
    RemoveHoliday,
    RemoveLeave,
    SaveHolidays,
    SaveSchedule,
    Unassign,
)
from desk_access.model.schedule import Assignment, Break, Schedule, Shift
from desk_access.model.work_rules import WorkRules
from desk_access.service.importing.assignments import Namable, compare_assignments
from desk_access.service.importing.holidays import compare_holidays
from desk_access.service.importing.leave import compare_leave
from desk_access.service.importing.people import compare_people
from desk_access.service.importing.schedules import compare_schedules

T = TypeVar("T")

MONDAY = date(2024, 1, 1)
MAY = [date(2026, 5, day) for day in range(1, 32)]
"""``MAY[3]`` is Monday the fourth."""

DAY_SHIFT = Shift("Day", time(9), time(18), (Break(time(12), time(13)),))
OFFICE = Schedule("Office", (*((DAY_SHIFT,),) * 5, (), ()), MONDAY)
NIGHT = Schedule("Night", (((Shift("Night", time(22), time(6))),),) * 7, MONDAY)
KNOWN = Namable({"Office", "Night"}, {"E7", "E8"}, {"Shop", ""})


def listed(values: Sequence[T | None]) -> tuple[Listed[T], ...]:
    return tuple(
        Listed(f"Line {number}", f"{number}", value, "" if value else "It makes no sense.")
        for number, value in enumerate(values, 2)
    )


def told(found: Comparison) -> list[tuple[Fate, str]]:
    return [(row.fate, row.reason) for row in found.rows]


def fates(found: Comparison) -> list[Fate]:
    return [row.fate for row in found.rows]


def person(code: str, name: str, group: str = "Shop") -> Person:
    return Person(1, code, name, group, datetime(2026, 1, 1, tzinfo=UTC), True, 5)


class TestPeople:
    STAFF = (person("E7", "Kim"), person("0008", "Lee"))

    def compare(self, *rows: Named | None) -> Comparison:
        return compare_people(PeopleTable(listed(rows)), self.STAFF)

    def test_who_is_called_or_grouped_otherwise_changes(self) -> None:
        found = self.compare(Named("E7", "Kim Hamil", "Lab"), Named("0008", "Lee", None))
        assert fates(found) == [Fate.CHANGED, Fate.UNCHANGED]
        assert found.rows[0].before == Named("E7", "Kim", "Shop")
        assert found.renamed == (Named("E7", "Kim Hamil", "Lab"),)
        assert found.applicable

    def test_a_table_without_groups_leaves_them(self) -> None:
        assert self.compare(Named("E7", "Park", None)).renamed == (Named("E7", "Park", "Shop"),)

    def test_whoever_is_not_enrolled_is_passed_over_with_the_reason(self) -> None:
        found = self.compare(Named("E9", "Choi", None), Named("8", "Lee", None))
        assert fates(found) == [Fate.PASSED_OVER, Fate.PASSED_OVER]
        assert "enrolled with their photos" in found.rows[0].reason
        assert found.rows[1].reason.startswith("0008 is enrolled: spreadsheets drop zeros")
        assert not found.applicable

    def test_one_code_twice_is_refused_unless_it_says_the_same(self) -> None:
        kim = Named("E7", "Kim Hamil", None)
        found = self.compare(kim, kim, Named("E7", "Park", None))
        assert told(found) == [
            (Fate.CHANGED, ""),
            (Fate.PASSED_OVER, "Line 2 says the same."),
            (Fate.REFUSED, "Line 2 says otherwise. Keep one of them."),
        ]
        assert not found.applicable

    def test_what_makes_no_sense_is_refused(self) -> None:
        assert told(self.compare(None)) == [(Fate.REFUSED, "It makes no sense.")]


class TestSchedules:
    def compare(self, *rows: DraftSchedule, kept: Sequence[Schedule] = (OFFICE,)) -> Comparison:
        return compare_schedules(ScheduleTable(listed(rows)), kept)

    def test_new_changed_and_as_they_are(self) -> None:
        longer = replace(OFFICE, cycle=(*((DAY_SHIFT,),) * 6, ()))
        found = self.compare(DraftSchedule(NIGHT, True), DraftSchedule(longer, True))
        assert fates(found) == [Fate.ADDED, Fate.CHANGED]
        assert found.changes == (SaveSchedule(NIGHT), SaveSchedule(longer, "Office"))
        assert self.compare(DraftSchedule(OFFICE, True)).changes == ()

    def test_what_the_table_does_not_say_stays(self) -> None:
        rules = WorkRules(grace_in=5, flap=2)
        kept = replace(OFFICE, begins=date(2026, 3, 2), works_on_holidays=True, rules=rules)
        assert fates(self.compare(DraftSchedule(OFFICE, True), kept=[kept])) == [Fate.UNCHANGED]
        draft = DraftSchedule(OFFICE, True, False, {"grace_in": 3})
        (row,) = self.compare(draft, kept=[kept]).rows
        assert row.after == replace(kept, works_on_holidays=False, rules=replace(rules, grace_in=3))

    def test_a_new_one_has_the_usual_rules_but_for_what_the_table_says(self) -> None:
        (row,) = self.compare(DraftSchedule(NIGHT, True, True, {"grace_in": 3})).rows
        assert row.after == replace(NIGHT, works_on_holidays=True, rules=WorkRules(grace_in=3))

    def test_a_rotation_begins_when_the_table_says(self) -> None:
        later = replace(OFFICE, begins=date(2026, 3, 4))
        (row,) = self.compare(DraftSchedule(later, False)).rows
        assert row.after == later

    def test_shifts_without_a_name_have_the_kept_one_s_or_the_schedule_s(self) -> None:
        other = replace(DAY_SHIFT, name="", end=time(17))
        for kept, name in (((OFFICE,), "Day"), ((), "Office")):
            draft = DraftSchedule(Schedule("Office", ((other,), ()), MONDAY), False)
            (row,) = self.compare(draft, kept=kept).rows
            assert isinstance(row.after, Schedule)
            assert row.after.cycle == ((replace(other, name=name),), ())

    def test_one_that_overlaps_itself_is_refused(self) -> None:
        early = Shift("Early", time(6), time(10))
        (row,) = self.compare(
            DraftSchedule(Schedule("Shop", (((early, DAY_SHIFT)),), MONDAY), True)
        ).rows
        assert row.fate is Fate.REFUSED
        assert "the shift Day begins before Early has ended" in row.reason

    def test_a_shift_that_ends_when_it_begins_is_a_whole_day(self) -> None:
        guard = Shift("Guard", time(8), time(8))
        (row,) = self.compare(DraftSchedule(Schedule("Gate", ((guard,),), MONDAY), True)).rows
        assert row.fate is Fate.ADDED


class TestAssignments:
    def compare(self, *rows: Assignment, kept: Sequence[Assignment] = ()) -> Comparison:
        return compare_assignments(AssignmentTable(listed(rows)), kept, KNOWN)

    def test_new_ones_of_people_and_groups(self) -> None:
        kim, shop = (
            Assignment("Office", MAY[0], None, person_code="E7"),
            Assignment("Night", MAY[0], MAY[9], group="Shop"),
        )
        found = self.compare(kim, shop)
        assert told(found) == [(Fate.ADDED, ""), (Fate.ADDED, "")]
        assert [row.what for row in found.rows] == ["E7", "Shop"]
        assert found.changes == (Assign(kim), Assign(shop))
        assert fates(self.compare(kim, shop, kept=[shop, kim])) == [Fate.UNCHANGED] * 2

    def test_the_same_first_day_is_the_same_assignment(self) -> None:
        before = Assignment("Office", MAY[0], None, person_code="E7")
        after = replace(before, schedule="Night", last=MAY[9])
        found = self.compare(after, kept=[before])
        assert fates(found) == [Fate.CHANGED]
        assert found.changes == (Unassign(before), Assign(after))

    def test_each_is_looked_at_beside_all_that_there_will_be(self) -> None:
        year = Assignment("Office", MAY[0], MAY[30], person_code="E7")
        shorter = replace(year, last=MAY[9])
        night = Assignment("Night", MAY[10], MAY[20], person_code="E7")
        # In the order of the table, the second would meet the first as it stands.
        found = self.compare(night, shorter, kept=[year])
        assert fates(found) == [Fate.ADDED, Fate.CHANGED]
        assert found.changes == (Unassign(year), Assign(night), Assign(shorter))
        assert fates(self.compare(night, kept=[year])) == [Fate.REFUSED]
        assert fates(self.compare(night, year)) == [Fate.REFUSED, Fate.REFUSED]

    @pytest.mark.parametrize(
        ("row", "why"),
        [
            (Assignment("Late", MAY[0], None, "E7"), "There is no schedule Late."),
            (Assignment("Office", MAY[0], None, "E9"), "Nobody with this code is enrolled."),
            (Assignment("Office", MAY[9], MAY[0], "E7"), "The assignment of E7 ends on"),
        ],
    )
    def test_what_cannot_be_is_refused(self, row: Assignment, why: str) -> None:
        ((fate, reason),) = told(self.compare(row))
        assert fate is Fate.REFUSED
        assert reason.startswith(why)

    def test_a_group_that_nobody_is_in_is_said(self) -> None:
        found = self.compare(Assignment("Office", MAY[0], None, group="Shopp"))
        assert told(found) == [(Fate.ADDED, "Nobody is in this group.")]


class TestLeave:
    PLANNER = Planner(
        Roster(
            {each.name: each for each in (OFFICE, NIGHT)},
            [
                Assignment("Office", MAY[0], None, person_code="E7"),
                Assignment("Night", MAY[0], None, group="Shop"),
            ],
            {},
            "UTC",
        )
    )
    KIM = Leave("E7", MAY[3], MAY[5], "annual", number=9)

    def compare(self, *rows: Leave | DraftLeave, kept: Sequence[Leave] = ()) -> Comparison:
        drafts = [row if isinstance(row, DraftLeave) else DraftLeave(row) for row in rows]
        people = {"E7": "", "E8": "Shop", "E9": ""}
        return compare_leave(LeaveTable(listed(drafts)), kept, people, self.PLANNER)

    def test_new_and_as_it_is(self) -> None:
        new, hours = (
            Leave("E7", MAY[10], MAY[10], "annual"),
            Leave("E7", MAY[11], MAY[11], "annual", Hours(time(9), time(11))),
        )
        found = self.compare(new, hours, replace(self.KIM, number=0), kept=[self.KIM])
        assert fates(found) == [Fate.ADDED, Fate.ADDED, Fate.UNCHANGED]
        assert found.changes == (AddLeave(new), AddLeave(hours))

    def test_the_same_days_are_the_same_leave(self) -> None:
        unpaid = replace(self.KIM, kind="unpaid", paid=False, number=0)
        found = self.compare(unpaid, kept=[self.KIM])
        assert fates(found) == [Fate.CHANGED]
        assert found.changes == (RemoveLeave(9), AddLeave(unpaid))

    def test_what_meets_other_leave_is_refused(self) -> None:
        longer = Leave("E7", MAY[5], MAY[8], "annual")
        assert fates(self.compare(longer, kept=[self.KIM])) == [Fate.REFUSED]
        rows = (Leave("E7", MAY[3], MAY[5], "annual"), longer)
        assert fates(self.compare(*rows)) == [Fate.REFUSED, Fate.REFUSED]
        assert fates(self.compare(replace(longer, person_code="E8"), kept=[self.KIM])) == [
            Fate.ADDED
        ]

    def test_whoever_is_not_enrolled_has_no_leave(self) -> None:
        found = self.compare(Leave("E99", MAY[3], MAY[3], "annual"))
        assert told(found) == [(Fate.REFUSED, "Nobody with this code is enrolled.")]

    @pytest.mark.parametrize(
        ("code", "half", "hours"),
        [
            ("E7", Half.FIRST, Hours(time(9), time(14))),
            ("E7", Half.SECOND, Hours(time(14), time(18))),
            ("E8", Half.SECOND, Hours(time(2), time(6))),
        ],
    )
    def test_half_a_day_is_half_of_one_s_shift(self, code: str, half: Half, hours: Hours) -> None:
        leave = Leave(code, MAY[3], MAY[3], "annual")
        (row,) = self.compare(DraftLeave(leave, half)).rows
        assert row.fate is Fate.ADDED
        assert row.after == replace(leave, hours=hours)

    @pytest.mark.parametrize(("code", "day"), [("E9", MAY[3]), ("E7", MAY[1])])
    def test_half_of_no_shift_is_none(self, code: str, day: date) -> None:
        draft = DraftLeave(Leave(code, day, day, "annual"), Half.FIRST)
        ((fate, reason),) = told(self.compare(draft))
        assert fate is Fate.REFUSED
        assert reason == f"They have no shift on {day} to take half of."


class TestHolidays:
    def compare(self, *rows: Holiday, kept: Sequence[Holiday] = ()) -> Comparison:
        return compare_holidays(HolidayCalendar("KR", frozenset({2026}), listed(rows)), kept)

    def test_new_ones_then_nothing_when_it_is_imported_again(self) -> None:
        rows = [Holiday(MAY[4], "Children's Day", "KR"), Holiday(MAY[23], "Buddha", "KR")]
        found = self.compare(*rows)
        assert fates(found) == [Fate.ADDED, Fate.ADDED]
        assert found.changes == (SaveHolidays(tuple(rows)),)
        again = self.compare(*rows, kept=rows)
        assert fates(again) == [Fate.UNCHANGED, Fate.UNCHANGED]
        assert not again.applicable

    def test_another_name_is_a_change_another_source_is_none(self) -> None:
        children = Holiday(MAY[4], "Children's Day", "KR")
        assert fates(self.compare(children, kept=[replace(children, source="Kim")])) == [
            Fate.UNCHANGED
        ]
        found = self.compare(children, kept=[Holiday(MAY[4], "어린이날", "KR")])
        assert fates(found) == [Fate.CHANGED]
        assert found.changes == (SaveHolidays((children,)),)

    def test_what_the_same_source_has_no_more_goes_in_the_years_it_tells(self) -> None:
        election = Holiday(date(2026, 6, 3), "Election", "KR")
        kept = [
            election,
            Holiday(date(2025, 6, 3), "Election", "KR"),
            Holiday(date(2026, 7, 1), "Founding", "Kim"),
        ]
        found = self.compare(Holiday(MAY[4], "Children's Day", "KR"), kept=kept)
        assert fates(found) == [Fate.ADDED, Fate.REMOVED]
        assert found.rows[1].before == election
        assert found.changes[0] == RemoveHoliday(date(2026, 6, 3))
