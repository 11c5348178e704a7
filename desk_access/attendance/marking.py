"""A person's punches as corrections have them read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final, NamedTuple

from desk_access.model.calendar import Leave
from desk_access.model.correction import (
    AddPunch,
    ClockWasWrong,
    Correction,
    IgnorePunch,
    TurnPunch,
)
from desk_access.model.timesheet import Mark
from desk_access.model.work_rules import Pairing, WorkRules

AN_HOUR_S: Final = 3600
"""No time for repeated punches is longer, in seconds."""


@dataclass(frozen=True, slots=True)
class PersonRecord:
    """What is known of a person: ``marks`` by sequence, what was corrected, their leave.

    ``corrections`` are those that count, of the person and of everybody. ``suspects`` are punches
    of a clock that seems to have been wrong and that no correction set right.
    """

    code: str
    group: str
    marks: Sequence[Mark]
    corrections: Sequence[Correction] = ()
    leave: Sequence[Leave] = ()
    suspects: Sequence[ClockWasWrong] = ()


class Reading(NamedTuple):
    """A punch as it is read: ``sources`` are the punch and the corrections that changed it.

    ``ignored``: it does not count; ``suspect``: the clock that wrote it seems to have been wrong;
    ``meant``: the working day for which an operator added it.
    """

    mark: Mark
    sources: tuple[int, ...]
    ignored: bool = False
    suspect: bool = False
    meant: date | None = None


def readings(record: PersonRecord) -> list[Reading]:
    """The person's punches after corrections, in order of time."""
    if not record.corrections and not record.suspects:
        plain = [Reading(mark, (mark.sequence,)) for mark in record.marks]
        plain.sort(key=_in_time)
        return plain
    found = [_corrected(mark, record) for mark in record.marks]
    for each in record.corrections:
        change = each.asked.change
        if isinstance(change, AddPunch):
            at = change.at.timestamp()
            mark = Mark(-each.number, at, change.direction, change.zone)
            found.append(Reading(mark, (-each.number,), meant=each.asked.day))
    found.sort(key=_in_time)
    return found


def repeats(reading: Reading, before: Reading, rules: WorkRules) -> bool:
    """Whether a punch is the one before it once more. What an operator added never is."""
    if reading.mark.sequence < 0:
        return False
    same = reading.mark.direction is before.mark.direction
    if rules.pairing is Pairing.EVERY_PAIR and not same:
        return False
    return reading.mark.at - before.mark.at < rules.flap * 60


def _in_time(reading: Reading) -> tuple[float, int]:
    return reading.mark.at, abs(reading.mark.sequence)


def _corrected(mark: Mark, record: PersonRecord) -> Reading:
    sources = [mark.sequence]
    ignored = False
    for each in record.corrections:
        change = each.asked.change
        if isinstance(change, ClockWasWrong) and change.first <= mark.sequence <= change.last:
            mark = mark._replace(at=mark.at - change.seconds)
        elif isinstance(change, TurnPunch) and change.sequence == mark.sequence:
            mark = mark._replace(direction=change.direction)
        elif isinstance(change, IgnorePunch) and change.sequence == mark.sequence:
            ignored = True
        else:
            continue
        sources.append(-each.number)
    suspect = any(wrong.first <= mark.sequence <= wrong.last for wrong in record.suspects)
    return Reading(mark, tuple(sources), ignored, suspect)
