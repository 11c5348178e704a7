"""Half days of leave."""

from __future__ import annotations

from datetime import time

import pytest

from desk_access.attendance.halves import half_days
from desk_access.model.calendar import Hours
from desk_access.model.schedule import Break, Shift

LUNCH = Break(time(12), time(13))


@pytest.mark.parametrize(
    ("shift", "middle"),
    [
        # Three hours before lunch and five after it: four hours are worked at 14:00.
        (Shift("Day", time(9), time(18), (LUNCH,)), time(14)),
        (Shift("Day", time(9), time(17)), time(13)),
        # A paid break is work.
        (Shift("Day", time(9), time(18), (Break(time(12), time(13), paid=True),)), time(13, 30)),
        # Four hours before the break and four after it.
        (Shift("Day", time(8), time(17), (LUNCH,)), time(12)),
        # Across midnight, the break on the next day; 7.5 hours in all.
        (Shift("Night", time(22), time(6), (Break(time(1), time(1, 30)),)), time(2, 15)),
        (Shift("Night", time(20), time(4), (Break(time(0), time(1)),)), time(23, 30)),
        # Breaks in any order.
        (Shift("Day", time(8), time(18), (Break(time(15), time(16)), LUNCH)), time(12)),
    ],
)
def test_half_of_the_work_lies_on_either_side(shift: Shift, middle: time) -> None:
    assert half_days(shift) == (Hours(shift.start, middle), Hours(middle, shift.end))


def test_of_flexible_hours_half_of_what_is_due() -> None:
    shift = Shift("Flexible", time(7), time(20), (LUNCH,), due_minutes=480)
    assert half_days(shift) == (Hours(time(7), time(11)), Hours(time(16), time(20)))
    long = Shift("Flexible", time(10), time(16), (LUNCH,), due_minutes=300)
    assert half_days(long) == (Hours(time(10), time(13, 30)), Hours(time(13, 30), time(16)))
