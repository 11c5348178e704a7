"""The rules by which punches become hours. All lengths are whole minutes.

The default is a plain working day under Korean law (Labor Standards Act, articles 50, 53 and 56):
eight hours a day, forty a week, half as much again beyond them, night work from 22:00 to 06:00.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import time
from enum import StrEnum


class Pairing(StrEnum):
    """How a day's punches become stretches of presence.

    FIRST_LAST: from the first punch to the last, whatever is between. EVERY_PAIR: each IN with the
    OUT after it. ALTERNATE: as EVERY_PAIR, the directions taken in turn whatever was recorded.
    """

    FIRST_LAST = "first_last"
    EVERY_PAIR = "every_pair"
    ALTERNATE = "alternate"


class BreakRule(StrEnum):
    """How unpaid breaks of the shift come off.

    DEDUCTED: always, as far as somebody was present in them. RECOGNISED: where somebody went out
    during the shift, that was the break; only what is missing of its length comes off.
    """

    DEDUCTED = "deducted"
    RECOGNISED = "recognised"


class ForgottenOut(StrEnum):
    """What an IN without an OUT counts, always with a problem that names it.

    NOTHING: no minute until somebody corrects it. SHIFT_END: until the shift's end, once that is
    over, and never more than what was due beside all else that was worked.
    """

    NOTHING = "nothing"
    SHIFT_END = "shift_end"


class Towards(StrEnum):
    """Where a moment is rounded to."""

    NEAREST = "nearest"
    UP = "up"
    DOWN = "down"


@dataclass(frozen=True, slots=True)
class Rounding:
    """Moments of the site's clock become multiples of ``minutes`` (1 to 30) of the hour."""

    towards: Towards = Towards.DOWN
    minutes: int = 1


@dataclass(frozen=True, slots=True)
class Band:
    """Work beyond the first ``after`` minutes is paid at ``percent`` of the usual."""

    after: int
    percent: int


@dataclass(frozen=True, slots=True)
class NightHours:
    """The hours of the night, of the site's clock; the end is on the next day."""

    start: time = time(22, 0)
    end: time = time(6, 0)


@dataclass(frozen=True, slots=True)
class WorkRules:
    """How the hours of a schedule are counted.

    ``grace_in`` and ``grace_out``: so many minutes late, or early away, are none at all.
    ``undertime_tolerance``: a day's undertime up to so many minutes is counted, but no problem;
    None: none is counted, as in months that were closed before there was undertime.
    ``early_counts``: work before the shift counts. ``snap_out``: so many minutes after the shift's
    end are not counted (putting tools away); one more, and all count. ``flap``: a second punch
    within so many minutes of the one before is ignored. ``longest``: minutes after which an IN
    without OUT is taken for a forgotten OUT. Overtime: ``daily`` bands count beyond what is due on
    the day; ``weekly`` bands beyond so many minutes of a week, of what is not overtime already;
    ``free_day`` bands from the first minute on holidays and free days. Bands are in order; without
    any there is no such overtime. ``week_begins``: 0 Monday to 6 Sunday.
    """

    pairing: Pairing = Pairing.EVERY_PAIR
    breaks: BreakRule = BreakRule.DEDUCTED
    forgotten_out: ForgottenOut = ForgottenOut.NOTHING
    round_in: Rounding = Rounding()
    round_out: Rounding = Rounding()
    grace_in: int = 0
    grace_out: int = 0
    undertime_tolerance: int | None = 15
    early_counts: bool = False
    snap_out: int = 0
    flap: int = 1
    longest: int = 16 * 60
    night: NightHours | None = NightHours()
    daily: tuple[Band, ...] = (Band(0, 150),)
    weekly: tuple[Band, ...] = (Band(40 * 60, 150),)
    free_day: tuple[Band, ...] = (Band(0, 150), Band(8 * 60, 200))
    week_begins: int = 0
