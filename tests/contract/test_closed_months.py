"""What every ClosedMonths does."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

import pytest

from desk_access.errors import ChangeRefused
from desk_access.model.calendar import Holiday, Leave
from desk_access.model.closing import ClosedMonth, Frozen, Unsettled
from desk_access.model.correction import ClockWasWrong, Excuse, NewCorrection, Standing
from desk_access.model.plan import Plan
from desk_access.model.plan_change import AddLeave, RemoveLeave
from desk_access.model.schedule import Assignment, Schedule, Shift
from desk_access.model.timesheet import Totals
from desk_access.ports import ClosedMonths
from tests.contract.stores import ADAPTERS, Stores
from tests.records import START, append

MARCH, APRIL, MAY = date(2026, 3, 1), date(2026, 4, 1), date(2026, 5, 1)
OFFICE = Schedule("Office", ((Shift("Day", time(9), time(18)),), ()), date(2026, 1, 5))
PLAN = Plan(
    (OFFICE,),
    (Assignment("Office", MARCH, None, "E7"),),
    (Holiday(MARCH, "삼일절", "KR"),),
    (),
    "Asia/Seoul",
    time(4),
)
KIM, LEE = Totals(due=9600, work=9000, late=7), Totals(due=9600, work=9600, days=20)
AWAY = NewCorrection("E7", date(2026, 3, 17), Excuse(date(2026, 3, 17)), "Dentist")


@pytest.fixture(params=ADAPTERS)
def stores(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Stores]:
    with ADAPTERS[request.param](tmp_path) as stores:
        for code in ("E7", "E8"):
            stores.gallery.enrol(code, code, "", [], START)
        yield stores


@pytest.fixture
def months(stores: Stores) -> ClosedMonths:
    return stores.closed_months


def closed(month: date) -> ClosedMonth:
    at = datetime(2026, month.month + 1, 2, 9, tzinfo=UTC)
    return ClosedMonth(month, at, "noor", 0, "0" * 64)


def close(
    months: ClosedMonths, month: date, carried: dict[tuple[date, str], Totals] | None = None
) -> None:
    months.close(closed(month), PLAN, {"E7": ("Mill", KIM), "E8": ("", LEE)}, carried or {})


def whose(months: ClosedMonths) -> list[tuple[int, str]]:
    return [(each.month.month, each.code) for each in months.unsettled()]


def test_a_closed_month_stays_as_it_was_closed(months: ClosedMonths) -> None:
    assert months.all() == months.unsettled() == []
    assert months.frozen(MARCH) == {}
    close(months, APRIL)
    close(months, MARCH)
    assert months.all() == [closed(MARCH), closed(APRIL)]
    nothing = Totals()
    kim, lee = Frozen(KIM, nothing, "Mill"), Frozen(LEE, nothing, "")
    assert months.frozen(MARCH) == {"E7": kim, "E8": lee}
    assert months.frozen(MARCH, "E8") == {"E8": lee}
    assert months.frozen(MARCH, "nobody") == months.frozen(MAY) == {}
    assert months.unsettled() == []


def test_it_keeps_its_plan_but_not_the_leave(months: ClosedMonths) -> None:
    plan = replace(PLAN, leave=(Leave("E7", MARCH, MARCH, "연차"),))
    months.close(closed(MARCH), plan, {}, {})
    assert months.plan(MARCH) == PLAN
    with pytest.raises(ChangeRefused, match="2026-04 is not closed"):
        months.plan(APRIL)


def test_a_month_is_closed_once(months: ClosedMonths) -> None:
    close(months, MARCH)
    with pytest.raises(ChangeRefused, match="2026-03 is closed already"):
        months.close(replace(closed(MARCH), who="finn"), PLAN, {}, {})
    assert months.all() == [closed(MARCH)]


def test_a_correction_unsettles_the_month_until_it_is_carried(
    stores: Stores, months: ClosedMonths
) -> None:
    made = stores.corrections.add(AWAY, "noor", START, ("", ""), approved=False)
    close(months, MARCH)
    assert months.unsettled() == []
    stores.corrections.decide(made.number, Standing.APPROVED, "finn", START)
    assert months.unsettled() == [Unsettled(MARCH, "E7", "Mill", KIM)]
    less = Totals(late=-7)
    close(months, APRIL, {(MARCH, "E7"): less})
    assert months.unsettled() == []
    assert months.frozen(APRIL, "E7") == {"E7": Frozen(KIM, less, "Mill")}
    assert months.frozen(MARCH, "E7") == {"E7": Frozen(KIM, Totals(), "Mill")}
    stores.corrections.decide(made.number, Standing.WITHDRAWN, "noor", START)
    assert months.unsettled() == [Unsettled(MARCH, "E7", "Mill", KIM.plus(less))]


def test_what_was_rejected_or_lies_elsewhere_unsettles_nothing(
    stores: Stores, months: ClosedMonths
) -> None:
    close(months, MARCH)
    made = stores.corrections.add(AWAY, "noor", START, ("", ""), approved=False)
    stores.corrections.decide(made.number, Standing.REJECTED, "finn", START)
    stores.corrections.add(replace(AWAY, day=date(2026, 4, 17)), "noor", START, ("", ""), True)
    assert months.unsettled() == []


def test_a_change_reaches_into_the_next_month(stores: Stores, months: ClosedMonths) -> None:
    close(months, MARCH)
    close(months, APRIL)
    stores.corrections.add(replace(AWAY, day=date(2026, 3, 31)), "noor", START, ("", ""), True)
    assert whose(months) == [(3, "E7"), (4, "E7")]


def test_leave_that_comes_or_goes_unsettles(stores: Stores, months: ClosedMonths) -> None:
    close(months, MARCH)
    (number,) = stores.plans.change(
        [AddLeave(Leave("E8", date(2026, 3, 9), date(2026, 3, 10), "연차"))]
    )
    assert whose(months) == [(3, "E8")]
    close(months, APRIL)
    assert whose(months) == []
    stores.plans.change([RemoveLeave(number)])
    assert whose(months) == [(3, "E8")]


def test_a_clock_that_was_wrong_unsettles_everybody(stores: Stores, months: ClosedMonths) -> None:
    append(stores.ledger, stores.gallery.person("E7"), 0)
    close(months, MARCH)
    wrong = NewCorrection("", date(2026, 3, 2), ClockWasWrong(1, 1, 3600), "Battery")
    stores.corrections.add(wrong, "noor", START, ("", ""), True)
    assert whose(months) == [(3, "E7"), (3, "E8")]


def test_a_punch_that_came_too_late_unsettles(stores: Stores, months: ClosedMonths) -> None:
    close(months, MARCH)
    append(stores.ledger, stores.gallery.person("E7"), 5)
    later = int((closed(MARCH).at - START) / timedelta(minutes=1))
    append(stores.ledger, stores.gallery.person("E8"), later)
    assert whose(months) == [(3, "E7")]


def test_merged_people_are_read_as_one_and_unsettled(stores: Stores, months: ClosedMonths) -> None:
    close(months, MARCH)
    stores.housekeeping.merge("E8", "E7")
    both = KIM.plus(LEE)
    assert [each.totals for each in months.frozen(MARCH).values()] == [both]
    assert months.frozen(MARCH, "E8").keys() == {"E7"}
    assert [(each.code, each.accounted) for each in months.unsettled()] == [("E7", both)]
    close(months, APRIL)
    assert months.unsettled() == []
    stores.housekeeping.undo(stores.housekeeping.history(limit=1)[0].number)
    assert {each.code for each in months.unsettled()} == {"E7", "E8"}


def test_what_was_paid_stays_under_a_code_of_nobody(stores: Stores, months: ClosedMonths) -> None:
    close(months, MARCH, {})
    kept_as = stores.gallery.erase("E7").kept_as
    assert "E7" not in months.frozen(MARCH)
    assert months.frozen(MARCH)[kept_as].totals == KIM
    assert months.frozen(MARCH, kept_as)[kept_as].totals == KIM
