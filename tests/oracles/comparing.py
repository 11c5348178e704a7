"""The engine of hours beside the oracle, case by case."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, fields
from datetime import UTC, datetime, timedelta

from desk_access.attendance.marking import PersonRecord
from desk_access.attendance.planned_days import ClosedDays
from desk_access.attendance.planning import Roster
from desk_access.attendance.reading import Reader
from desk_access.model.calendar import Holiday, Hours
from desk_access.model.correction import Correction, NewCorrection, Standing
from desk_access.model.schedule import Break, Core, Shift
from desk_access.model.timesheet import DayReading
from desk_access.model.work_rules import WorkRules
from tests.oracles.cases import case
from tests.oracles.counted import Sums
from tests.oracles.hours import Case, OracleDay, read
from tests.oracles.planned import Site


@dataclass(frozen=True)
class Disagreement:
    """A case of which the two say different things, and how to have it again."""

    group: str
    seed: int
    number: int
    oracle: OracleDay
    engine: OracleDay

    def __str__(self) -> str:
        made = case(self.group, self.seed, self.number)
        return "\n".join(
            [
                f"{self.group}, seed {self.seed}, case {self.number}; again with",
                f"  python -m tests.benchmarks.hours_oracle --group {self.group}"
                f" --seed {self.seed} --case {self.number}",
                *_told(made),
                f"  oracle {_day(self.oracle)}",
                f"  engine {_day(self.engine)}",
            ]
        )


def compared(
    group: str, seed: int, number: int, reads: Callable[[Case], list[OracleDay]]
) -> Disagreement | None:
    """The first day of a case that the two read otherwise, or None. ``reads``: as the engine."""
    made = case(group, seed, number)
    for oracle, engine in zip(read(made), reads(made), strict=True):
        if oracle != engine:
            return Disagreement(group, seed, number, oracle, engine)
    return None


def engine_reads(made: Case) -> list[OracleDay]:
    """What the engine makes of a case, in the oracle's words."""
    closed = [ClosedDays(each.first, each.last, _roster(each.site), {}) for each in made.closed]
    at = datetime(2026, 4, 1, tzinfo=UTC)
    corrections = [
        Correction(
            number, NewCorrection("1", each.day, each, "said so"), "HR", at, "", "",
            Standing.APPROVED,
        )
        for number, each in enumerate(made.changes, 1)
    ]  # fmt: skip
    record = PersonRecord("1", "", made.marks, corrections, made.leave)
    later = datetime.combine(made.last + timedelta(400), datetime.min.time(), UTC)
    days = Reader(_roster(made.site), closed).days(record, made.first, made.last, later)
    return [_in_its_words(day) for day in days]


def _roster(site: Site) -> Roster:
    free = {day: Holiday(day, "holiday", "test") for day in site.holidays}
    return Roster(site.schedules, site.assignments, free, site.zone, site.day_ends_at)


def _in_its_words(day: DayReading) -> OracleDay:
    sums: Sums = Counter()
    for each in day.portions:
        sums[each.kind, each.percent] += each.minutes
    return OracleDay(
        day.day,
        day.kind,
        day.due,
        [mark.sequence for mark in day.marks],
        sums,
        sorted(problem.kind.value for problem in day.problems),
    )


def _told(made: Case) -> Iterator[str]:
    """What is known of a person, in lines."""
    theirs = [(each.site, f"{each.first} to {each.last}") for each in made.closed]
    for site, days in [(made.site, "all else"), *theirs]:
        free = ", ".join(map(str, sorted(site.holidays))) or "none"
        yield f"  {days}: {site.zone}, days end at {site.day_ends_at:%H:%M}, holidays {free}"
        for schedule in site.schedules.values():
            shifts = "; ".join(" + ".join(map(_shift, each)) or "free" for each in schedule.cycle)
            yield f"    {schedule.name} from {schedule.begins}: {shifts}"
            yield f"      {_rules(schedule.rules)}"
            if schedule.works_on_holidays:
                yield "      works on holidays"
        for each in site.assignments:
            yield f"    {each.schedule} from {each.first} to {each.last}"
    moments = (
        f"{mark.sequence} {mark.direction.value} {datetime.fromtimestamp(mark.at, UTC):%d %H:%M:%S}"
        for mark in made.marks
    )
    yield f"  punches in UTC: {'; '.join(moments)}"
    for leave in made.leave:
        yield f"  leave {_span(leave.hours) if leave.hours else 'all day'} paid {leave.paid}"
    for change in made.changes:
        yield f"  {change}"


def _shift(shift: Shift) -> str:
    breaks = [f"{_span(each)}{' paid' if each.paid else ''}" for each in shift.breaks]
    due = f" due {shift.due_minutes}" if shift.flexible else ""
    core = f" core {_span(shift.core)}" if shift.core else ""
    return f"{_span(shift)}{due}{core}{''.join(f' ({each})' for each in breaks)}"


def _span(span: Shift | Break | Core | Hours) -> str:
    return f"{span.start:%H:%M}-{span.end:%H:%M}"


def _rules(rules: WorkRules) -> str:
    """Those that are not the usual ones."""
    usual = WorkRules()
    names = [each.name for each in fields(rules)]
    others = [name for name in names if getattr(rules, name) != getattr(usual, name)]
    return ", ".join(f"{name} {getattr(rules, name)}" for name in others) or "the usual rules"


def _day(day: OracleDay) -> str:
    sums = " ".join(
        f"{kind.value}{'' if percent == 100 else f'@{percent}'}={minutes}"
        for (kind, percent), minutes in sorted(day.sums.items())
    )
    return f"{day.day} {day.kind.value} due={day.due} {sums} punches={day.marks} {day.problems}"
