"""The port ClosedMonths on the database."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any, Final, TypeVar

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import Session

from desk_access.errors import ChangeRefused
from desk_access.model.closing import ClosedMonth, Frozen, Unsettled
from desk_access.model.parsing import parse_json, shown
from desk_access.model.plain import as_plain, from_plain
from desk_access.model.plan import Plan
from desk_access.model.timesheet import Totals
from desk_access.store.database import Database
from desk_access.store.late_changes import touched
from desk_access.store.marks import codes_of_today, ids_of, known_zone
from desk_access.store.tables import HistoryRow, PersonRow
from desk_access.store.time_tables import CarriedRow, ClosedMonthRow, FrozenRow, LateChangeRow

_AT_ONCE: Final = 500
"""So many people are asked for in one query."""

_Sums = TypeVar("_Sums", FrozenRow, CarriedRow)


class SqlClosedMonths:
    """Months that were closed, and what of them changed since. Callable on any thread."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def all(self) -> list[ClosedMonth]:
        """Every one, the first month first. Raises StoreError."""
        wanted = select(ClosedMonthRow).order_by(ClosedMonthRow.month)
        with self._database.read() as session:
            return [
                ClosedMonth(row.month, row.at, row.who, row.sequence, row.head_hash)
                for row in session.scalars(wanted)
            ]

    def plan(self, month: date) -> Plan:
        """What a closed month is read by; leave is no part of it.

        Raises ChangeRefused for a month that is open, StoreError.
        """
        with self._database.read() as session:
            plan = _plan(parse_json(_kept(session, month).plan))
            known_zone(plan.zone)
            return plan

    def frozen(self, month: date, code: str | None = None) -> dict[str, Frozen]:
        """A closed month's sums by the person's code of today. Raises StoreError."""
        with self._database.read() as session:
            today = codes_of_today(session)
            codes = None
            if code is not None:
                theirs = ids_of(session, code)
                codes = [today[theirs[0]] if theirs else code]
            found: dict[str, Frozen] = {}
            for owner, row in _of(session, today, FrozenRow, FrozenRow.month == month, codes):
                before = found.get(owner, Frozen(Totals(), Totals(), row.group))
                found[owner] = replace(before, totals=before.totals.plus(_totals(row.totals)))
            for owner, sums in _of(session, today, CarriedRow, CarriedRow.closed == month, codes):
                before = found.get(owner, Frozen(Totals(), Totals(), None))
                found[owner] = replace(before, carried=before.carried.plus(_totals(sums.totals)))
            return found

    def unsettled(self) -> list[Unsettled]:
        """Whose closed months may read otherwise since the last closing. Raises StoreError.

        Rather one too many: what did not change comes out as no difference.
        """
        with self._database.read() as session:
            months = session.scalars(select(ClosedMonthRow).order_by(ClosedMonthRow.month)).all()
            if not months:
                return []
            today = codes_of_today(session)
            whose = touched(session, today, [row.month for row in months], months[-1])
            return [
                unsettled
                for month, codes in sorted(whose.items())
                for unsettled in _accounted(session, today, month, codes)
            ]

    def touched(self, month: date) -> set[str]:
        """Whose closed month may read otherwise since it was closed, by the code of today.

        Rather one too many. Raises ChangeRefused for a month that is open, StoreError.
        """
        with self._database.read() as session:
            row = _kept(session, month)
            return touched(session, codes_of_today(session), [month], row).get(month, set())

    def close(
        self,
        closed: ClosedMonth,
        plan: Plan,
        people: Mapping[str, tuple[str, Totals]],
        carried: Mapping[tuple[date, str], Totals],
    ) -> None:
        """Keep a closed month. Raises ChangeRefused when it is closed already, StoreError.

        ``people``: the group and the sums, by code. ``carried``: what changed in an earlier closed
        month since that was accounted for, by month and code.
        """
        with self._database.write(closed.who) as session:
            if session.get(ClosedMonthRow, closed.month) is not None:
                raise ChangeRefused(
                    f"{closed.month:%Y-%m} is closed already.", "Nothing has to be done."
                )
            session.add(
                ClosedMonthRow(
                    month=closed.month,
                    at=closed.at,
                    who=closed.who,
                    sequence=closed.sequence,
                    head_hash=closed.head_hash,
                    late_change=_last(session, LateChangeRow.number),
                    history=_last(session, HistoryRow.number),
                    plan=json.dumps(as_plain(replace(plan, leave=())), ensure_ascii=False),
                )
            )
            session.flush()
            owners = _owners(session)
            session.add_all(
                FrozenRow(
                    month=closed.month,
                    person_code=code,
                    person_id=owners.get(code),
                    group=group,
                    totals=_as_json(totals),
                )
                for code, (group, totals) in people.items()
            )
            session.add_all(
                CarriedRow(
                    closed=closed.month,
                    month=month,
                    person_code=code,
                    person_id=owners.get(code),
                    totals=_as_json(totals),
                )
                for (month, code), totals in carried.items()
            )


def _plan(kept: Any) -> Plan:
    """A closed month's plan. Raises ValueError for what is none.

    One that was kept before undertime was counted has none: the month reads as it was closed.
    """
    plan = from_plain(Plan, kept)
    schedules = [
        each
        if "undertime_tolerance" in as_kept.get("rules", ())
        else replace(each, rules=replace(each.rules, undertime_tolerance=None))
        for each, as_kept in zip(plan.schedules, kept.get("schedules", ()), strict=True)
    ]
    return replace(plan, schedules=tuple(schedules))


def _kept(session: Session, month: date) -> ClosedMonthRow:
    row = session.get(ClosedMonthRow, month)
    if row is None:
        raise ChangeRefused(f"{month:%Y-%m} is not closed.", "Close it first.")
    return row


def _accounted(
    session: Session, today: Mapping[int, str], month: date, codes: Collection[str]
) -> Iterator[Unsettled]:
    """What was paid for these people's month so far."""
    sums = {code: Unsettled(month, code, None, Totals()) for code in codes}
    for code, row in _of(session, today, FrozenRow, FrozenRow.month == month, codes):
        paid = sums[code].accounted.plus(_totals(row.totals))
        sums[code] = replace(sums[code], group=row.group, accounted=paid)
    for code, carried in _of(session, today, CarriedRow, CarriedRow.month == month, codes):
        paid = sums[code].accounted.plus(_totals(carried.totals))
        sums[code] = replace(sums[code], accounted=paid)
    yield from (sums[code] for code in sorted(sums))


def _of(
    session: Session,
    today: Mapping[int, str],
    table: type[_Sums],
    chosen: ColumnElement[bool],
    codes: Collection[str] | None,
) -> Iterator[tuple[str, _Sums]]:
    """Rows of sums with the code that they are read under today; ``codes``: of these alone."""
    for some in (None,) if codes is None else _parts(sorted(codes)):
        wanted = select(table).where(chosen)
        if some is not None:
            ids = [person_id for person_id, code in today.items() if code in some]
            wanted = wanted.where(or_(table.person_id.in_(ids), table.person_code.in_(some)))
        for row in session.scalars(wanted):
            # Whoever was erased has no person any more, and is read under the bare code.
            code = row.person_code if row.person_id is None else today.get(row.person_id)
            code = row.person_code if code is None else code
            if some is None or code in some:
                yield code, row


def _parts(codes: Sequence[str]) -> Iterator[frozenset[str]]:
    for start in range(0, len(codes), _AT_ONCE):
        yield frozenset(codes[start : start + _AT_ONCE])


def _owners(session: Session) -> dict[str, int]:
    """Everybody's own ``person_id`` by code, whoever was merged into them left out."""
    wanted = select(PersonRow.code, PersonRow.person_id).where(PersonRow.merged_into.is_(None))
    return {row.code: row.person_id for row in session.execute(wanted)}


def _last(session: Session, number: Any) -> int:
    return int(session.execute(select(func.coalesce(func.max(number), 0))).scalar_one())


def _as_json(totals: Totals) -> str:
    return json.dumps({name: sum_ for name, sum_ in totals._asdict().items() if sum_})


def _totals(text: str) -> Totals:
    """The sums that were kept. Raises ValueError for what are none."""
    given = parse_json(text)
    known = isinstance(given, dict) and given.keys() <= set(Totals._fields)
    if not known or not all(type(each) is int for each in given.values()):
        raise ValueError(f"{shown(text)} are no sums")
    return Totals()._replace(**given)
