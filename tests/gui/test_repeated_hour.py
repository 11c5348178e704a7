"""A correction in the night in which clocks are put back or forward."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from PySide6.QtCore import QTime
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desk_access.errors import ScheduleRefused
from desk_access.gui.dialogs.correct import PunchField, TripField
from desk_access.gui.theme.theme import Theme
from desk_access.gui.view_models.day_story import DayDetails
from desk_access.model.punch import Direction
from tests.gui.view_models.test_day_story import details_of


def details(day: date) -> DayDetails:
    """A day in Berlin without a punch."""
    made = details_of([])
    corrected = replace(made.readings.corrected, day=day, zone="Europe/Berlin", planned=())
    return replace(made, day=day, readings=replace(made.readings, corrected=corrected))


def test_of_a_time_that_comes_twice_one_must_be_chosen(qtbot: QtBot, qapp: QApplication) -> None:
    field = PunchField(Theme(qapp), details(date(2026, 10, 25)), Direction.IN)
    qtbot.addWidget(field)
    field.show()
    field.time.setTime(QTime(1, 30))
    assert not field.fold.isVisible()
    field.time.setTime(QTime(2, 30))
    assert field.fold.isVisible()
    assert field.fold.currentIndex() == -1
    with pytest.raises(ScheduleRefused, match="twice"):
        field.change()
    told = [field.fold.itemText(row) for row in range(field.fold.count())]
    assert told == ["the first time, UTC+02:00", "the second time, UTC+01:00"]
    field.fold.setCurrentIndex(1)
    assert field.change().at == datetime(2026, 10, 25, 1, 30, tzinfo=UTC)
    field.time.setTime(QTime(3, 30))
    assert not field.fold.isVisible()
    assert field.change().at == datetime(2026, 10, 25, 2, 30, tzinfo=UTC)


def test_a_time_that_never_came_is_refused(qtbot: QtBot, qapp: QApplication) -> None:
    night = details(date(2026, 3, 29))
    field = PunchField(Theme(qapp), night, Direction.OUT)
    trip = TripField(night)
    qtbot.addWidget(field)
    qtbot.addWidget(trip)
    field.time.setTime(QTime(2, 30))
    with pytest.raises(ScheduleRefused, match="never showed 02:30"):
        field.change()
    trip.start.setTime(QTime(2, 30))
    trip.end.setTime(QTime(5, 0))
    with pytest.raises(ScheduleRefused, match="shows 02:30 never"):
        trip.change()
