"""Proposing corrections and deciding on them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Final
from zoneinfo import available_timezones

from desk_access.attendance.local_times import check_hours
from desk_access.config import Approval
from desk_access.errors import ChangeRefused, ScheduleRefused
from desk_access.model.correction import (
    AddPunch,
    ClockWasWrong,
    Correction,
    Excuse,
    IgnorePunch,
    NewCorrection,
    Standing,
    Trip,
    TurnPunch,
)
from desk_access.model.timesheet import TwoReadings
from desk_access.service.timekeeping.day_words import day_in_words
from desk_access.service.timekeeping.months import Months
from desk_access.service.timekeeping.records import Stores

_LONGEST: Final = 500
"""Characters of a reason."""

_BEFORE: Final = timedelta(days=2)
_AFTER: Final = timedelta(days=4)
"""A punch lies so near to the beginning of the working day that it is meant for: an OUT may be two
days later than the last IN of the day."""


def read_day(months: Months, code: str, day: date, now: datetime) -> TwoReadings:
    """A day as the punches alone tell it, and with the corrections. PersonNotFound, StoreError."""
    reader, record = months.around(code, day)
    original = replace(record, corrections=())
    return TwoReadings(*(reader.days(each, day, day, now)[0] for each in (original, record)))


def propose(
    stores: Stores,
    months: Months,
    asked: NewCorrection,
    who: str,
    now: datetime,
    approval: Approval,
    account: str = "",
) -> Correction:
    """Keep a correction; it counts at once where nobody has to approve it.

    Raises PersonNotFound, ScheduleRefused for what makes no sense, StoreError.
    """
    _check(stores, asked, now, months.zone)
    approved = approval is Approval.NOBODY
    readings = _readings(months, asked, who, now)
    return stores.corrections.add(asked, who, now, readings, approved, account or None)


def decide(
    stores: Stores,
    number: int,
    approve: bool,
    who: str,
    now: datetime,
    approval: Approval,
    account: str = "",
) -> Correction:
    """Approve or reject a proposed correction. Raises ChangeRefused, StoreError.

    A name is only claimed; the ``account`` of the operating system is not.
    """
    correction = stores.corrections.get(number)
    if approve and approval is Approval.ANOTHER_OPERATOR:
        if correction.who.strip().casefold() == who.strip().casefold():
            raise ChangeRefused(
                f"{who} asked for correction {number} and cannot approve it.",
                "Somebody else has to, under another account.",
            )
        if account and correction.account == account:
            raise ChangeRefused(
                f"Correction {number} was asked for under the account {account}, and cannot be "
                "approved under it.",
                "Somebody else has to, logged in to this machine under another account.",
            )
    standing = Standing.APPROVED if approve else Standing.REJECTED
    return stores.corrections.decide(number, standing, who, now)


def _readings(months: Months, asked: NewCorrection, who: str, now: datetime) -> tuple[str, str]:
    """The day before and after, in words; of a clock, which concerns everybody, what it showed."""
    change = asked.change
    if isinstance(change, ClockWasWrong):
        punches = f"punches {change.first} to {change.last}"
        return f"{punches} as recorded", f"{punches} moved by {-change.seconds:+d} s"
    reader, record = months.around(asked.person_code, asked.day)
    pending = Correction(0, asked, who, now, "", "", Standing.APPROVED)
    after = replace(record, corrections=(*record.corrections, pending))
    days = (reader.days(each, asked.day, asked.day, now)[0] for each in (record, after))
    before, then = (day_in_words(day) for day in days)
    return before, then


def _check(stores: Stores, asked: NewCorrection, now: datetime, zone: str) -> None:
    _require(bool(asked.reason.strip()), "The correction has no reason.", "Say why it is right.")
    _require(
        len(asked.reason) <= _LONGEST,
        f"The reason is longer than {_LONGEST} characters.",
        "Give a shorter one.",
    )
    change = asked.change
    everybody = isinstance(change, ClockWasWrong)
    _require(
        everybody is not bool(asked.person_code),
        "A correction is for one person, and only one of the clock for everybody.",
        "Choose the person.",
    )
    match change:
        case AddPunch():
            _check_punch(change, asked.day, now)
        case IgnorePunch() | TurnPunch():
            _check_sequences(stores, asked, (change.sequence, change.sequence), now)
        case Excuse() | Trip():
            _require(
                change.day == asked.day,
                f"The correction is meant for {asked.day} and changes {change.day}.",
                "Choose one day.",
            )
            if isinstance(change, Trip) and change.hours is not None:
                check_hours(change.hours, change.day, change.day, zone)
        case ClockWasWrong():
            _require(
                change.first <= change.last and change.seconds != 0,
                "The clock was wrong for no punch, or by nothing.",
                "Give the first and the last punch, and by how much.",
            )
            _check_sequences(stores, asked, (change.first, change.last), now)


def _check_punch(change: AddPunch, day: date, now: datetime) -> None:
    _require(
        change.zone in available_timezones(),
        f"There is no time zone {change.zone!r}.",
        "Choose an IANA name such as Asia/Seoul.",
    )
    _require(
        change.at.tzinfo is not None and change.at <= now,
        "A missed punch cannot lie in the future.",
        "Give the time at which the person came or went.",
    )
    _require(
        -_BEFORE <= change.at.date() - day <= _AFTER,
        f"The punch does not lie on {day}.",
        "Choose the day to which it belongs.",
    )


def _check_sequences(
    stores: Stores, asked: NewCorrection, sequences: tuple[int, int], now: datetime
) -> None:
    """Raises ScheduleRefused when a punch is not there, or is somebody else's."""
    code = asked.person_code or None
    # No punch tells a time from now to now: these alone are read.
    marks = stores.ledger.marks(now, now, code, [(each, each) for each in sequences])
    found = {mark.sequence for each in marks.values() for mark in each}
    for sequence in sequences:
        _require(
            sequence in found,
            f"There is no punch {sequence}" + (f" of {code}." if code else "."),
            "Choose one of the log.",
        )


def _require(held: bool, what: str, cure: str) -> None:
    if not held:
        raise ScheduleRefused(what, cure)
