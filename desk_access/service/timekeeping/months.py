"""People's months: open ones as they stand, closed ones as closed, and what is carried."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from desk_access.attendance.marking import PersonRecord
from desk_access.attendance.reading import Reader, totals_of
from desk_access.errors import PersonNotFound
from desk_access.model.closing import Frozen, Unsettled
from desk_access.model.plan import Plan
from desk_access.model.timesheet import PersonMonth, Totals
from desk_access.service.timekeeping.records import Entry, Stores, days_of, gather, roster_of

_SINGLY: Final = 50
"""So many people at most are read one by one rather than all at once."""

_NOTHING: Final = Totals()


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


class Months:
    """Reads months by the plan in force, and closed ones by theirs. Callable on any thread."""

    def __init__(
        self, stores: Stores, plan: Callable[[], Plan], now: Callable[[], datetime]
    ) -> None:
        """``plan``: the one in force, without leave; ``now``: UTC."""
        self._stores = stores
        self._plan = plan
        self._now = now

    def open_month(self) -> date:
        """The month after the last closed one, or this month while none was closed. StoreError."""
        closed = self._stores.closed_months.all()
        if closed:
            return next_month(closed[-1].month)
        return self._now().astimezone(ZoneInfo(self._plan().zone)).date().replace(day=1)

    def around(self, code: str, day: date) -> tuple[Plan, PersonRecord]:
        """What one day of a person is read by. Raises PersonNotFound, StoreError."""
        entries = gather(self._stores, day, day, code)
        if not entries:
            raise _nobody(code)
        month = day.replace(day=1)
        if all(each.month != month for each in self._stores.closed_months.all()):
            return self._plan(), entries[0].record
        frozen = self._stores.closed_months.frozen(month, code)
        groups = {owner: each.group for owner, each in frozen.items()}
        return self._stores.closed_months.plan(month), _in_group(entries[0], groups).record

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

    def period(self, first: date, last: date, whose: Whose) -> Iterator[PersonMonth]:
        """People's days of any period; one whole month is that month."""
        if first.day == 1 and last == last_day(first):
            return self.month(first, whose)
        entries = gather(self._stores, first, last, whose.code)
        return _there(self._read(entries, self._plan(), first, last, whose), whose)

    def differences(self, code: str | None = None) -> dict[tuple[date, str], Totals]:
        """By closed month and person, what reads otherwise than was accounted for. StoreError."""
        unsettled: dict[date, list[Unsettled]] = {}
        found: dict[tuple[date, str], Totals] = {}
        wanted = None if code is None else self._code_of_today(code)
        for each in self._stores.closed_months.unsettled():
            if wanted in (None, each.code):
                unsettled.setdefault(each.month, []).append(each)
        for month, people in unsettled.items():
            live = self._live(month, {each.code: each.group for each in people})
            for each in people:
                differs = live.get(each.code, _NOTHING).minus(each.accounted)
                if any(differs):
                    found[month, each.code] = differs
        return found

    def _open(self, month: date, whose: Whose, carried: dict[str, Totals]) -> Iterator[PersonMonth]:
        last = last_day(month)
        entries = gather(self._stores, month, last, whose.code)
        gone = carried.keys() - {entry.member.code for entry in entries}
        for each in self._read(entries, self._plan(), month, last, whose):
            yield replace(each, carried=carried.get(each.code, _NOTHING))
        if whose.group is None:
            for code in sorted(gone):
                yield PersonMonth(code, "", "", (), _NOTHING, carried[code])

    def _closed(self, month: date, whose: Whose) -> Iterator[PersonMonth]:
        """By the plan and the groups of that time; with the sums that were frozen."""
        frozen = self._stores.closed_months.frozen(month, whose.code)
        plan, last = self._stores.closed_months.plan(month), last_day(month)
        groups = {code: each.group for code, each in frozen.items()}
        entries = [
            _in_group(entry, groups) for entry in gather(self._stores, month, last, whose.code)
        ]
        gone = frozen.keys() - {entry.member.code for entry in entries}
        for each in self._read(entries, plan, month, last, whose):
            paid = frozen.get(each.code, Frozen(_NOTHING, _NOTHING, each.group))
            yield replace(each, carried=paid.carried, frozen=paid.totals)
        for code in sorted(gone):
            paid = frozen[code]
            if whose.group in (None, paid.group):
                yield PersonMonth(code, "", paid.group, (), _NOTHING, paid.carried, paid.totals)

    def _live(self, month: date, groups: Mapping[str, str]) -> dict[str, Totals]:
        """What a closed month comes to today for these people, by their groups of that time."""
        plan, last = self._stores.closed_months.plan(month), last_day(month)
        if len(groups) > _SINGLY:
            entries = gather(self._stores, month, last)
        else:
            entries = [
                entry for code in groups for entry in gather(self._stores, month, last, code)
            ]
        wanted = [_in_group(entry, groups) for entry in entries if entry.member.code in groups]
        found = self._read(wanted, plan, month, last, Whose())
        return {each.code: each.totals for each in found}

    def _read(
        self, entries: list[Entry], plan: Plan, first: date, last: date, whose: Whose
    ) -> Iterator[PersonMonth]:
        reader, now = Reader(roster_of(plan)), self._now()
        # What was read goes as soon as it is handed on: the punches of a month are many.
        entries.reverse()
        while entries:
            member, record = entries.pop()
            if whose.group not in (None, record.group):
                continue
            if whose.through is not None:
                marks = [mark for mark in record.marks if mark.sequence <= whose.through]
                record = replace(record, marks=marks)
            days = days_of(member, reader.days(record, first, last, now), plan.zone)
            yield PersonMonth(
                member.code, member.name, record.group, days, totals_of(days), _NOTHING
            )

    def _code_of_today(self, code: str) -> str:
        members = self._stores.housekeeping.members(code)
        return members[0].code if members else code


def _in_group(entry: Entry, groups: Mapping[str, str]) -> Entry:
    """The person as in the group that they were in; an empty one where nobody knows."""
    group = groups.get(entry.member.code) or entry.member.group
    return entry._replace(record=replace(entry.record, group=group))


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
