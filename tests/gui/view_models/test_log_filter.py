"""The log's chips as the ledger's filter."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from desk_access.gui.view_models.log_filter import (
    LogChoice,
    Period,
    period_words,
    punch_filter,
    shown_days,
)
from desk_access.model.punch import Direction

SEOUL, BERLIN = ZoneInfo("Asia/Seoul"), ZoneInfo("Europe/Berlin")
NOW = datetime(2026, 11, 19, 23, 57, tzinfo=UTC)  # Friday the 20th in Seoul


def utc(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)


def test_today_is_the_sites_day() -> None:
    wanted = punch_filter(LogChoice(Period.TODAY), NOW, SEOUL, 1)
    assert (wanted.start, wanted.end) == (utc(2026, 11, 19, 15), utc(2026, 11, 20, 15))


def test_this_week_begins_on_the_regions_first_day() -> None:
    monday = punch_filter(LogChoice(Period.WEEK), NOW, SEOUL, 1)
    sunday = punch_filter(LogChoice(Period.WEEK), NOW, SEOUL, 7)
    assert monday.start == utc(2026, 11, 15, 15)
    assert sunday.start == utc(2026, 11, 14, 15)
    assert monday.end == utc(2026, 11, 22, 15)


def test_the_last_day_of_a_range_is_included() -> None:
    choice = LogChoice(Period.RANGE, date(2026, 11, 2), date(2026, 11, 3))
    wanted = punch_filter(choice, NOW, SEOUL, 1)
    assert (wanted.start, wanted.end) == (utc(2026, 11, 1, 15), utc(2026, 11, 3, 15))


def test_a_range_given_backwards_is_turned() -> None:
    choice = LogChoice(Period.RANGE, date(2026, 11, 3), date(2026, 11, 2))
    assert shown_days(choice, date(2026, 11, 20), 1) == (date(2026, 11, 2), date(2026, 11, 3))


def test_a_day_of_25_hours_is_shown_whole() -> None:
    day = date(2026, 10, 25)
    wanted = punch_filter(LogChoice(Period.RANGE, day, day), NOW, BERLIN, 1)
    assert wanted.start is not None
    assert wanted.end is not None
    assert (wanted.end - wanted.start).total_seconds() == 25 * 3600


def test_all_has_no_bounds_and_keeps_person_and_direction() -> None:
    choice = LogChoice(Period.ALL, person_code="E7", direction=Direction.OUT)
    wanted = punch_filter(choice, NOW, SEOUL, 1)
    assert (wanted.start, wanted.end) == (None, None)
    assert (wanted.person_code, wanted.direction) == ("E7", Direction.OUT)


def test_the_days_shown_in_words() -> None:
    today = date(2026, 11, 20)
    assert period_words(LogChoice(Period.ALL), today, 1) == "All days"
    assert period_words(LogChoice(Period.TODAY), today, 1) == "Friday, 20 November 2026"
    assert period_words(LogChoice(Period.WEEK), today, 1) == "16/11/2026 – 22/11/2026"
