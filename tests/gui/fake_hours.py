"""Hours in memory: the engine over punches and corrections in lists, as ``TimeDesk`` gives them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta

from desk_access.attendance.marking import PersonRecord
from desk_access.attendance.planning import Roster
from desk_access.attendance.reading import Reader, totals_of
from desk_access.errors import ChangeRefused, DeskAccessError, PersonNotFound
from desk_access.model.calendar import Leave
from desk_access.model.closing import ClosedMonth
from desk_access.model.correction import Correction, NewCorrection, Standing
from desk_access.model.history import Visit
from desk_access.model.person import Person
from desk_access.model.presence import PersonToday
from desk_access.model.timesheet import Mark, PersonMonth, Totals, TwoReadings
from desk_access.service.timekeeping.closed_checks import ClosedFault
from tests.gui.samples import ZONE


def month_days(month: date) -> tuple[date, date]:
    """The first and last day of the month that begins on ``month``."""
    following = (month.replace(day=28) + timedelta(days=4)).replace(day=1)
    return month, following - timedelta(days=1)


@dataclass
class House:
    """Who works here, by which roster, and when they came and went."""

    people: list[Person] = field(default_factory=list)
    roster: Roster = field(default_factory=lambda: Roster({}, (), {}, ZONE))
    marks: dict[str, list[Mark]] = field(default_factory=dict)
    leave: list[Leave] = field(default_factory=list)
    now: datetime = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)


class FakeHours:
    """``failure`` is raised from every method while it is set; ``approval`` asks for another
    operator."""

    def __init__(self) -> None:
        self.failure: DeskAccessError | None = None
        self.house = House()
        self.approval = False
        self.made: list[Correction] = []
        self.closed: list[ClosedMonth] = []
        self.faults: list[ClosedFault] = []
        self.frozen: dict[date, dict[str, Totals]] = {}
        self.everybody: list[PersonToday] = []
        self.carried: dict[str, Totals] = {}
        self.missed: list[NewCorrection] = []
        self.listeners: list[Callable[[], None]] = []

    def subscribe(self, listener: Callable[[], None]) -> Callable[[], None]:
        self.listeners.append(listener)
        return lambda: self.listeners.remove(listener)

    def month(
        self, month: date, *, group: str | None = None, code: str | None = None
    ) -> Iterator[PersonMonth]:
        self._fail()
        reader = Reader(self.house.roster)
        frozen = self.frozen.get(month, {})
        for person in sorted(self.house.people, key=lambda person: person.name):
            if group not in (None, person.group) or code not in (None, person.code):
                continue
            record = self._record(person, self._counting(person.code))
            days = tuple(reader.days(record, *month_days(month), self.house.now))
            yield PersonMonth(
                person.code,
                person.name,
                person.group,
                days,
                totals_of(days),
                self.carried.get(person.code, Totals()),
                frozen.get(person.code),
            )

    def day(self, code: str, day: date) -> TwoReadings:
        self._fail()
        person = self._person(code)
        reader = Reader(self.house.roster)
        original, corrected = (
            reader.days(self._record(person, corrections), day, day, self.house.now)[0]
            for corrections in ((), self._counting(code))
        )
        return TwoReadings(original, corrected)

    def today(self) -> list[PersonToday]:
        self._fail()
        return sorted(self.everybody, key=lambda person: person.name)

    def propose(self, asked: NewCorrection, who: str) -> Correction:
        self._fail()
        self._person(asked.person_code)
        standing = Standing.PROPOSED if self.approval else Standing.APPROVED
        decided = (None, None) if self.approval else (who, self.house.now)
        kept = Correction(
            len(self.made) + 1, asked, who, self.house.now, "4:00", "8:00", standing, *decided
        )
        self.made.append(kept)
        return kept

    def decide(self, number: int, approve: bool, who: str) -> Correction:
        if self.made[number - 1].who == who:
            raise ChangeRefused("You proposed this yourself.", "Somebody else has to approve it.")
        return self._put(number, Standing.APPROVED if approve else Standing.REJECTED, who)

    def withdraw(self, number: int, who: str) -> Correction:
        return self._put(number, Standing.WITHDRAWN, who)

    def corrections(
        self,
        code: str | None = None,
        first: date | None = None,
        last: date | None = None,
        standing: Standing | None = None,
    ) -> list[Correction]:
        self._fail()
        return [
            each
            for each in reversed(self.made)
            if code in (None, each.asked.person_code)
            and (first is None or each.asked.day >= first)
            and (last is None or each.asked.day <= last)
            and standing in (None, each.standing)
        ]

    def missed_punches(self, code: str, visit: Visit) -> list[NewCorrection]:
        self._fail()
        return [each for each in self.missed if each.person_code == code]

    def close_month(self, month: date, who: str) -> ClosedMonth:
        self._fail()
        self.frozen[month] = {each.code: each.totals for each in self.month(month)}
        closed = ClosedMonth(month, self.house.now, who, 9, "ab" * 32)
        self.closed.append(closed)
        return closed

    def closed_faults(self, month: date | None = None) -> list[ClosedFault]:
        return [each for each in self.faults if month in (None, each.month)]

    def closed_months(self) -> list[ClosedMonth]:
        self._fail()
        return list(self.closed)

    def _put(self, number: int, standing: Standing, who: str) -> Correction:
        self._fail()
        made = replace(
            self.made[number - 1], standing=standing, decided_by=who, decided_at=self.house.now
        )
        self.made[number - 1] = made
        return made

    def _counting(self, code: str) -> list[Correction]:
        return [each for each in self.made if each.counts and each.asked.person_code in ("", code)]

    def _record(self, person: Person, corrections: Sequence[Correction]) -> PersonRecord:
        leave = [each for each in self.house.leave if each.person_code == person.code]
        marks = self.house.marks.get(person.code, [])
        return PersonRecord(person.code, person.group, marks, corrections, leave)

    def _person(self, code: str) -> Person:
        for person in self.house.people:
            if person.code == code:
                return person
        raise PersonNotFound(f"Nobody has the code {code}.", "Look at the list.")

    def _fail(self) -> None:
        if self.failure is not None:
            raise self.failure
