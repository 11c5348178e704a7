"""Corrections: entries beside the ledger that change how punches are read, never the punches."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Final

from desk_access.model.calendar import Hours
from desk_access.model.punch import Direction


class Standing(StrEnum):
    """Whether a correction counts. Only APPROVED ones do."""

    PROPOSED = "proposed"
    APPROVED = "approved"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class AddPunch:
    """A punch that was missed. ``at`` is UTC; ``zone`` the IANA name of where it was worked."""

    at: datetime
    direction: Direction
    zone: str


@dataclass(frozen=True, slots=True)
class IgnorePunch:
    """The punch with this ``sequence`` does not count."""

    sequence: int


@dataclass(frozen=True, slots=True)
class TurnPunch:
    """The punch with this ``sequence`` was in the other direction."""

    sequence: int
    direction: Direction


@dataclass(frozen=True, slots=True)
class Excuse:
    """Late, early and absent minutes and undertime of ``day`` are excused; no hours come of it."""

    day: date


@dataclass(frozen=True, slots=True)
class Trip:
    """Worked elsewhere, without a punch: what was due on ``day`` counts, or ``hours`` of it.

    The whole day never makes overtime; hours count within the shifts, as if they had been punched.
    """

    day: date
    hours: Hours | None = None


@dataclass(frozen=True, slots=True)
class ClockWasWrong:
    """The machine's clock was ``seconds`` ahead of the true time (behind: negative) when it wrote
    the punches from ``first`` to ``last``, both sequences included. It concerns everybody."""

    first: int
    last: int
    seconds: int


Change = AddPunch | IgnorePunch | TurnPunch | Excuse | Trip | ClockWasWrong

CHANGES: Final[Mapping[str, type[Change]]] = {
    "add_punch": AddPunch,
    "ignore_punch": IgnorePunch,
    "turn_punch": TurnPunch,
    "excuse": Excuse,
    "trip": Trip,
    "clock_was_wrong": ClockWasWrong,
}
"""Each by the name under which it is kept and told to other programs."""


@dataclass(frozen=True, slots=True)
class NewCorrection:
    """A correction that is not kept yet. ``person_code`` is "" for what concerns everybody.

    ``day`` is the working day it is meant for; for a clock, the first. ``reason`` is never empty.
    """

    person_code: str
    day: date
    change: Change
    reason: str


@dataclass(frozen=True, slots=True)
class Correction:
    """A kept correction: who made it when (UTC), and who decided on it.

    ``before`` and ``after`` are the day as it read at that time and as it then would read, in
    words. ``decided_by`` is None while it is PROPOSED; a withdrawal is a decision too. ``account``
    is that of the operating system which it was made under, None before that was kept.
    """

    number: int
    asked: NewCorrection
    who: str
    at: datetime
    before: str
    after: str
    standing: Standing
    decided_by: str | None = None
    decided_at: datetime | None = None
    account: str | None = None

    @property
    def counts(self) -> bool:
        """Whether it changes the hours."""
        return self.standing is Standing.APPROVED
