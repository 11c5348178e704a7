"""Changing the plan from the command line, or showing what that would do."""

from __future__ import annotations

import argparse

from desk_access.attendance.local_times import check_hours
from desk_access.bootstrap import open_time_desk
from desk_access.cli.hour_lines import length
from desk_access.cli.terminal import Terminal
from desk_access.model.plan_change import AddLeave, PlanChange
from desk_access.model.timesheet import Totals

_SHOWN = (
    "due", "work", "overtime", "free_day", "late", "early", "absent", "undertime", "leave",
)  # fmt: skip


def add_preview(*parsers: argparse.ArgumentParser) -> None:
    """Add ``--preview`` to commands that change the plan."""
    for parser in parsers:
        parser.add_argument(
            "--preview",
            action="store_true",
            help="show whose hours of the open month would change, and change nothing",
        )


def change(args: argparse.Namespace, terminal: Terminal, wanted: PlanChange, done: str) -> int:
    """Make a change and say ``done``, or show what it would do."""
    if not args.preview:
        with open_time_desk(args.folder) as time:
            _check_typed(wanted, time.zone.key)
            time.change(wanted)
        terminal.say(done)
        return 0
    with open_time_desk(args.folder, exclusive=False) as time:
        _check_typed(wanted, time.zone.key)
        month, found = time.open_month(), time.preview(wanted)
    terminal.table(
        ("code", "name", *(name.replace("_", " ") for name in _SHOWN)),
        [(was.code, was.name, *_differences(was.totals, then.totals)) for was, then in found],
    )
    terminal.say(f"People whose {month:%Y-%m} would change: {len(found)}. Nothing was changed.")
    return 0


def _check_typed(wanted: PlanChange, zone: str) -> None:
    """Raises ScheduleRefused for hours that the clock shows twice or never."""
    if isinstance(wanted, AddLeave) and wanted.leave.hours is not None:
        check_hours(wanted.leave.hours, wanted.leave.first, wanted.leave.last, zone)


def _differences(was: Totals, then: Totals) -> list[str]:
    before, after = was._asdict(), then._asdict()
    return [
        "" if before[name] == after[name] else f"{_or_none(before[name])} > {_or_none(after[name])}"
        for name in _SHOWN
    ]


def _or_none(minutes: int) -> str:
    return length(minutes) or "0:00"
