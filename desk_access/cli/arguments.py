"""Values on the command line that several commands take."""

from __future__ import annotations

import argparse
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import TYPE_CHECKING, TypeAlias

from desk_access.account import machine_user
from desk_access.model.calendar import Hours

if TYPE_CHECKING:
    Commands: TypeAlias = argparse._SubParsersAction[argparse.ArgumentParser]
else:
    Commands = argparse._SubParsersAction


def seconds(text: str) -> float:
    """A length of time in seconds, above 0."""
    try:
        value = float(text)
    except ValueError:
        value = -1.0
    if not 0 < value < float("inf"):
        raise argparse.ArgumentTypeError(f"{text!r} is no number of seconds above 0")
    return value


def day(text: str) -> date:
    """A day as YYYY-MM-DD."""
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"{text!r} is no day; write it as 2026-03-31") from error


def month(text: str) -> date:
    """A month as YYYY-MM, by its first day."""
    try:
        return datetime.strptime(text, "%Y-%m").date()
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"{text!r} is no month; write it as 2026-03") from error


def clock_time(text: str) -> time:
    """A time of the clock as HH:MM."""
    try:
        return datetime.strptime(text, "%H:%M").time()
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"{text!r} is no time; write it as 08:30") from error


def hours(text: str) -> Hours:
    """A part of a day as HH:MM-HH:MM."""
    start, _, end = text.partition("-")
    return Hours(clock_time(start), clock_time(end))


def add_operator(parser: argparse.ArgumentParser) -> None:
    """Add ``--by``: who is named as having done it."""
    parser.add_argument(
        "--by", default=machine_user(), metavar="NAME", help="who does it (else this account)"
    )


def add_encoding(parser: argparse.ArgumentParser) -> None:
    """Add ``--encoding``, for text files that are not UTF-8."""
    parser.add_argument(
        "--encoding",
        metavar="NAME",
        help="of a CSV or calendar file that is not UTF-8: cp949, cp1252 ...",
    )


def add_days(parser: argparse.ArgumentParser, *, required: bool) -> None:
    """Add ``--from`` and ``--to``, both days included."""
    for name, which in (("from", "first"), ("to", "last")):
        parser.add_argument(
            f"--{name}",
            dest=f"{name}_day",
            type=day,
            metavar="D",
            required=required,
            help=f"the {which} day, YYYY-MM-DD",
        )


def day_bounds(
    first: date | None, last: date | None, zone: tzinfo
) -> tuple[datetime | None, datetime | None]:
    """The UTC moments at which ``first`` begins and ``last`` is over, in ``zone``."""
    start = datetime.combine(first, time(), zone).astimezone(UTC) if first else None
    over = last + timedelta(days=1) if last else None
    return start, datetime.combine(over, time(), zone).astimezone(UTC) if over else None
