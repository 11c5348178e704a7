"""A period's days as the numbers of charts: hours by day, lateness, presence by hour."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from desk_access.attendance.spans import Span, joined
from desk_access.model.timesheet import DayReading, Minute, PersonMonth, PortionKind, Rule

TREND_DAYS = 5
"""A trend is the mean of so many days on which somebody was due: a working week."""

_HOURS = 24
_PRESENT = frozenset({PortionKind.WORK, PortionKind.BREAK, PortionKind.IDLE})


@dataclass(frozen=True, slots=True)
class DayHours:
    """What people worked on a day, in minutes of all together.

    ``regular``, ``overtime`` (by day and week) and ``free_day`` have no minute in common;
    ``people`` is how many worked.
    """

    day: date
    due: int = 0
    regular: int = 0
    overtime: int = 0
    free_day: int = 0
    people: int = 0

    @property
    def work(self) -> int:
        """All that was worked."""
        return self.regular + self.overtime + self.free_day


@dataclass(frozen=True, slots=True)
class DayLateness:
    """Who came late on a day: ``late`` of ``due`` people, ``minutes`` in all.

    ``trend`` is how many minutes each who was due was late on average, on this day and the four
    before it on which anybody was; None where nobody is due.
    """

    day: date
    due: int = 0
    late: int = 0
    minutes: int = 0
    trend: float | None = None

    @property
    def mean(self) -> float:
        """Minutes late of each who was due, on average."""
        return self.minutes / self.due if self.due else 0.0


@dataclass(frozen=True, slots=True)
class Charts:
    """``hours`` and ``lateness`` have every day of the period, in order.

    ``presence`` is how many people were there on average in each hour of the site's clock, by
    weekday (0: Monday) and hour, over the ``weekdays`` of the period that are over: how many of
    each there were.
    """

    people: int
    hours: tuple[DayHours, ...]
    lateness: tuple[DayLateness, ...]
    presence: tuple[tuple[float, ...], ...]
    weekdays: tuple[int, ...]


def charts_of(people: Iterable[PersonMonth], first: date, last: date) -> Charts:
    """The charts of everybody's days from ``first`` to ``last``.

    People are taken one by one: ten thousand need no more memory than one.
    """
    counted = _Sums(first, last)
    for person in people:
        counted.take(person)
    return counted.charts()


class _Sums:
    def __init__(self, first: date, last: date) -> None:
        self._first = first
        days = (last - first).days + 1
        self._people = 0
        self._hours = [[0] * 5 for _ in range(days)]
        self._lateness = [[0] * 3 for _ in range(days)]
        self._presence = [[0] * _HOURS for _ in range(7)]
        self._over = [False] * days

    def take(self, person: PersonMonth) -> None:
        """One more person."""
        self._people += 1
        for day in person.days:
            place = (day.day - self._first).days
            if 0 <= place < len(self._hours):
                self._take_hours(self._hours[place], day)
                self._take_lateness(self._lateness[place], day)
                if day.over:
                    self._over[place] = True
                    self._take_presence(day)

    def _take_hours(self, sums: list[int], day: DayReading) -> None:
        work = day.minutes(PortionKind.WORK)
        overtime = day.minutes(PortionKind.OVERTIME) + day.minutes(PortionKind.WEEKLY_OVERTIME)
        free_day = day.minutes(PortionKind.FREE_DAY)
        mine = (day.due, work - overtime - free_day, overtime, free_day, int(work > 0))
        for place, minutes in enumerate(mine):
            sums[place] += minutes

    def _take_lateness(self, sums: list[int], day: DayReading) -> None:
        if not day.due or not (day.over or day.marks):
            return
        minutes = day.minutes(PortionKind.LATE)
        for place, count in enumerate((1, int(minutes > 0), minutes)):
            sums[place] += count

    def _take_presence(self, day: DayReading) -> None:
        for start, end in _present(day):
            while start < end:
                local = start + _offset(start // 15, day.zone)
                until = min(end, start + 60 - local % 60)
                weekday = (local // (_HOURS * 60) + 3) % 7  # 1970-01-01 was a Thursday
                self._presence[weekday][local // 60 % _HOURS] += until - start
                start = until

    def charts(self) -> Charts:
        days = [self._first + timedelta(days=place) for place in range(len(self._hours))]
        weekdays = [0] * 7
        for day, over in zip(days, self._over, strict=True):
            weekdays[day.weekday()] += over
        return Charts(
            self._people,
            tuple(DayHours(day, *sums) for day, sums in zip(days, self._hours, strict=True)),
            tuple(_with_trend(days, self._lateness)),
            tuple(
                tuple(minutes / 60 / count if count else 0.0 for minutes in hours)
                for hours, count in zip(self._presence, weekdays, strict=True)
            ),
            tuple(weekdays),
        )


def _present(day: DayReading) -> list[Span]:
    """When somebody was in the house: working, at a break that was not taken outside, or idle."""
    trips = {source for each in day.portions if each.rule is Rule.TRIP for source in each.sources}
    return joined(
        (each.start, each.end)
        for each in day.portions
        if each.kind in _PRESENT
        and each.rule is not Rule.BREAK_TAKEN
        and not (each.sources and trips.issuperset(each.sources))
    )


def _with_trend(days: Sequence[date], sums: Sequence[Sequence[int]]) -> Iterable[DayLateness]:
    recent: list[tuple[int, int]] = []
    for day, (due, late, minutes) in zip(days, sums, strict=True):
        trend = None
        if due:
            recent = [*recent, (due, minutes)][-TREND_DAYS:]
            trend = sum(each[1] for each in recent) / sum(each[0] for each in recent)
        yield DayLateness(day, due, late, minutes, trend)


@lru_cache(maxsize=100_000)
def _offset(quarter: Minute, zone: str) -> int:
    """The zone's minutes ahead of UTC in a quarter of an hour since 1970: none changes within."""
    offset = datetime.fromtimestamp(quarter * 900, UTC).astimezone(ZoneInfo(zone)).utcoffset()
    return int(offset.total_seconds()) // 60 if offset else 0
