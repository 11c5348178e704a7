"""Reads what explains a day: both readings, its punches with their pictures, its corrections."""

from __future__ import annotations

from datetime import UTC, date, timedelta
from zoneinfo import ZoneInfo

from PySide6.QtGui import QImage

from desk_access.gui.pictures import SIDE
from desk_access.gui.view_models.day_story import DayDetails, sequences_of
from desk_access.gui.view_models.moments import day_start
from desk_access.gui.widgets.picture import square_of
from desk_access.model.punch import PunchFilter
from desk_access.service.desk import Desk


def read_day(desk: Desk, code: str, name: str, day: date) -> DayDetails:
    """Everything about somebody's day but pictures. Blocks; raises PersonNotFound, StoreError."""
    readings = desk.time.day(code, day)
    zone = ZoneInfo(readings.corrected.zone)
    # A working day may begin in the evening before and end in the night after.
    around = PunchFilter(
        day_start(day - timedelta(days=1), zone).astimezone(UTC),
        day_start(day + timedelta(days=3), zone).astimezone(UTC),
        code,
    )
    named = sequences_of(readings)
    punches = {each.sequence: each for each in desk.ledger.query(around)}
    closed = {each.month for each in desk.time.closed_months()}
    return DayDetails(
        code,
        name,
        day,
        readings,
        {sequence: punches[sequence] for sequence in named if sequence in punches},
        tuple(desk.time.corrections(code, day, day)),
        day.replace(day=1) in closed,
    )


def read_pictures(desk: Desk, details: DayDetails) -> dict[int, QImage]:
    """The pictures of the moments that are still kept, by sequence. Blocks; raises StoreError."""
    found = {}
    for sequence in details.punches:
        jpeg = desk.ledger.picture(sequence)
        if jpeg is not None:
            found[sequence] = square_of(jpeg, SIDE)
    return found
