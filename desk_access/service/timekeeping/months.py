"""People's months: open ones as they stand, closed ones as closed, and what is carried."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from desk_access.attendance.marking import PersonRecord
from desk_access.attendance.planned_days import ClosedDays
from desk_access.attendance.planning import Roster
from desk_access.attendance.reading import Reader, totals_of
from desk_access.errors import PersonNotFound
from desk_access.model.closing import ClosedMonth, Frozen, Unsettled
from desk_access.model.identifier import canonical
from desk_access.model.plan import Plan
from desk_access.model.timesheet import DayReading, PersonMonth, Totals
from desk_access.service.timekeeping.records import Entry, Stores, days_of, gather, roster_of

SINGLY: Final = 50
"""So many people at most are read one by one rather than all at once."""

_NOTHING: Final = Totals()

_A_DAY: Final = timedelta(days=1)

_AROUND: Final = timedelta(days=10)
"""A day's reading looks no further: to the beginning of its week, and to where days meet there."""


@dataclass(frozen=True, slots=True)
class Whose:
    """Which people are wanted: of a group, this one alone, or all. ``through``: punches after this
    sequence are left out."""

    group: str | None = None
    code: str | None = None
    through: int | None = None


def next_month(month: date) -> date:
    """The first day of the month after."""
    return (month.replace(day=28) + timedelta(days=4)).replace(day=1)


def last_day(month: date) -> date:
    """The last day of the month."""
    return next_month(month) - timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Part:
    """Days that one plan reads, beside those of ``closed`` months around, which theirs read.

    ``groups``: by code, where they are not those of today.
    """

    first: date
    last: date
    zone: str
    reader: Reader
    groups: Mapping[str, str]

    @classmethod
    def of(
        cls,
        first: date,
        last: date,
        roster: Roster,
        closed: Sequence[ClosedDays],
        groups: Mapping[str, str] | None = None,
    ) -> Part:
        """The days from ``first`` to ``last`` by a roster."""
        return cls(first, last, roster.zone, Reader(roster, closed), groups or {})

    def record(self, entry: Entry) -> PersonRecord:
        """What is known of the person, in the group of that time."""
        group = self.groups.get(entry.member.code, entry.member.group)
        return replace(entry.record, group=group)

    def days(self, entry: Entry, now: datetime) -> tuple[DayReading, ...]:
        """The days that are the person's."""
        found = self.reader.days(self.record(entry), self.first, self.last, now)
        return days_of(entry.member, found, self.zone)


class Months:
    """Reads months by the plan in force, and closed ones by theirs. Callable on any thread."""

    def __init__(
        self, stores: Stores, plan: Callable[[], Plan], now: Callable[[], datetime]
    ) -> None:
        """``plan``: the one in force, without leave; ``now``: UTC."""
        self._stores = stores
        self._plan = plan
        self._now = now

    @property
    def zone(self) -> str:
        """The site's time zone."""
        return self._plan().zone

    def open_month(self) -> date:
        """The month after the last closed one, or this month while none was closed. StoreError."""
        closed = self._stores.closed_months.all()
        if closed:
            return next_month(closed[-1].month)
        return self._now().astimezone(ZoneInfo(self._plan().zone)).date().replace(day=1)

    def around(self, code: str, day: date) -> tuple[Reader, PersonRecord]:
        """What reads one day of a person, and what is known. Raises PersonNotFound, StoreError."""
        entries = gather(self._stores, day, day, code)
        if not entries:
            raise _nobody(code)
        (part,) = self.parts(day, day, code)
        return part.reader, part.record(entries[0])

    def part(self, first: date, last: date, plan: Plan, code: str | None = None) -> Part:
        """The days in one part, by ``plan`` where they are not closed. Raises StoreError.

        ``code``: for this person alone.
        """
        return Part.of(first, last, roster_of(plan), self._closed_days(first, last, code))

    def month(self, month: date, whose: Whose) -> Iterator[PersonMonth]:
        """People's month, in order of name. Raises PersonNotFound, StoreError."""
        closed = [each.month for each in self._stores.closed_months.all()]
        if month in closed:
            return _there(self._closed(month, whose), whose)
        carried: dict[str, Totals] = {}
        if closed and month == next_month(closed[-1]):
            for (_, code), differs in self.differences(whose.code).items():
                carried[code] = carried.get(code, _NOTHING).plus(differs)
        return _there(self._open(month, whose, carried), whose)

    def uncarried(self, month: date, whose: Whose) -> Iterator[PersonMonth]:
        """People's open month without what it carries. Raises as :meth:`month`."""
        return _there(self._open(month, whose, {}), whose)

    def as_closed(self, closed: ClosedMonth) -> Iterator[PersonMonth]:
        """Everybody's days of a closed month, from the punches of that time. Raises StoreError.

        Corrections and leave are those of today.
        """
        month, last = closed.month, last_day(closed.month)
        entries = gather(self._stores, month, last)
        return self._read(entries, self.parts(month, last, None), Whose(through=closed.sequence))

    def period(self, first: date, last: date, whose: Whose) -> Iterator[PersonMonth]:
        """People's days of any period; one whole month is that month. Raises as :meth:`month`."""
        if first.day == 1 and last == last_day(first):
            return self.month(first, whose)
        entries = gather(self._stores, first, last, whose.code)
        parts = self.parts(first, last, whose.code)
        return _there(self._read(entries, parts, whose), whose)

    def differences(self, code: str | None = None) -> dict[tuple[date, str], Totals]:
        """By closed month and person, what reads otherwise than was accounted for. StoreError."""
        unsettled: dict[date, list[Unsettled]] = {}
        found: dict[tuple[date, str], Totals] = {}
        wanted = None if code is None else self._code_of_today(code)
        for each in self._stores.closed_months.unsettled():
            if wanted in (None, each.code):
                unsettled.setdefault(each.month, []).append(each)
        for month, people in unsettled.items():
            live = self._live(month, {each.code for each in people})
            for each in people:
                differs = live.get(each.code, _NOTHING).minus(each.accounted)
                if any(differs):
                    found[month, each.code] = differs
        return found

    def _open(self, month: date, whose: Whose, carried: dict[str, Totals]) -> Iterator[PersonMonth]:
        last = last_day(month)
        entries = gather(self._stores, month, last, whose.code)
        gone = carried.keys() - {entry.member.code for entry in entries}
        part = self.part(month, last, self._plan(), whose.code)
        for each in self._read(entries, [part], whose):
            yield replace(each, carried=carried.get(each.code, _NOTHING))
        if whose.group is None:
            for code in sorted(gone):
                yield PersonMonth(code, "", "", (), _NOTHING, carried[code])

    def _closed(self, month: date, whose: Whose) -> Iterator[PersonMonth]:
        """By the plan and the groups of that time; with the sums that were frozen."""
        frozen = self._stores.closed_months.frozen(month, whose.code)
        last = last_day(month)
        parts = self.parts(month, last, whose.code)
        entries = gather(self._stores, month, last, whose.code)
        gone = frozen.keys() - {entry.member.code for entry in entries}
        for each in self._read(entries, parts, whose):
            paid = frozen.get(each.code, Frozen(_NOTHING, _NOTHING, each.group))
            yield replace(each, carried=paid.carried, frozen=paid.totals)
        for code in sorted(gone):
            paid = frozen[code]
            if whose.group is None or canonical(whose.group) == canonical(paid.group):
                group = paid.group or ""
                yield PersonMonth(code, "", group, (), _NOTHING, paid.carried, paid.totals)

    def _live(self, month: date, codes: Collection[str]) -> dict[str, Totals]:
        """What a closed month comes to today for these people."""
        last = last_day(month)
        if len(codes) > SINGLY:
            entries = gather(self._stores, month, last)
        else:
            entries = [entry for code in codes for entry in gather(self._stores, month, last, code)]
        (alone,) = codes if len(codes) == 1 else (None,)
        wanted = [entry for entry in entries if entry.member.code in codes]
        found = self._read(wanted, self.parts(month, last, alone), Whose())
        return {each.code: each.totals for each in found}

    def parts(self, first: date, last: date, code: str | None) -> list[Part]:
        """The days in order, those of closed months by the plans and groups of their time.

        ``code``: for this person alone. Raises StoreError.
        """
        found = []
        closed = self._closed_days(first, last, code)
        today: Roster | None = None
        for place, each in enumerate(closed):
            start, end = max(first, each.first), min(last, each.last)
            if start > end:
                continue
            if first < start:
                today = today or roster_of(self._plan())
                found.append(Part.of(first, start - _A_DAY, today, closed))
            # What is not closed before it was read by its plan too, and what came later not at all.
            theirs = closed[: place + 1]
            found.append(Part.of(start, end, each.roster, theirs, each.groups))
            first = end + _A_DAY
        if first <= last:
            found.append(Part.of(first, last, today or roster_of(self._plan()), closed))
        return found

    def _closed_days(self, first: date, last: date, code: str | None) -> list[ClosedDays]:
        """The closed months that are read with the days from ``first`` to ``last``, in order."""
        found = []
        for each in self._stores.closed_months.all():
            end = last_day(each.month)
            if each.month <= last + _AROUND and first - _AROUND <= end:
                frozen = self._stores.closed_months.frozen(each.month, code)
                groups = {
                    owner: sums.group for owner, sums in frozen.items() if sums.group is not None
                }
                roster = roster_of(self._stores.closed_months.plan(each.month))
                found.append(ClosedDays(each.month, end, roster, groups))
        return found

    def _read(
        self, entries: list[Entry], parts: Sequence[Part], whose: Whose
    ) -> Iterator[PersonMonth]:
        now = self._now()
        # What was read goes as soon as it is handed on: the punches of a month are many.
        entries.reverse()
        while entries:
            entry = entries.pop()
            member, group = entry.member, parts[-1].record(entry).group
            if whose.group is not None and canonical(whose.group) != canonical(group):
                continue
            if whose.through is not None:
                marks = [mark for mark in entry.record.marks if mark.sequence <= whose.through]
                entry = Entry(member, replace(entry.record, marks=marks))
            days = tuple(day for part in parts for day in part.days(entry, now))
            yield PersonMonth(member.code, member.name, group, days, totals_of(days), _NOTHING)

    def _code_of_today(self, code: str) -> str:
        members = self._stores.housekeeping.members(code)
        return members[0].code if members else code


def _there(found: Iterator[PersonMonth], whose: Whose) -> Iterator[PersonMonth]:
    """Those of whom there is anything; one who was asked for in any case. Raises PersonNotFound."""
    nobody = True
    for each in found:
        something = each.days or any(each.carried) or any(each.frozen or ())
        if whose.code is not None or something:
            nobody = False
            yield each
    if nobody and whose.code is not None:
        raise _nobody(whose.code)


def _nobody(code: str) -> PersonNotFound:
    return PersonNotFound(f"Nobody has the code {code}.", "Look it up among the people.")
