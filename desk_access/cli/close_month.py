"""``desk-access close-month``: freezing what a month was paid by."""

from __future__ import annotations

import argparse

from desk_access.bootstrap import open_time_desk
from desk_access.cli.arguments import Commands, add_operator, month
from desk_access.cli.terminal import Terminal
from desk_access.model.closing import ClosedMonth
from desk_access.service.timekeeping.closed_checks import ClosedFault


def register(commands: Commands) -> None:
    """Add the command to the grammar."""
    parser = commands.add_parser(
        "close-month", help="freeze a month; without one: the months that are closed"
    )
    parser.add_argument("month", type=month, nargs="?", metavar="MONTH", help="such as 2026-03")
    parser.add_argument("--json", action="store_true")
    add_operator(parser)
    parser.set_defaults(run=run)


def run(args: argparse.Namespace, terminal: Terminal) -> int:
    """Close a month, or list the closed ones."""
    faults: list[ClosedFault] = []
    if args.month is None:
        with open_time_desk(args.folder, exclusive=False) as time:
            found = time.closed_months()
            faults = time.closed_faults()
    else:
        with open_time_desk(args.folder) as time:
            found = [time.close_month(args.month, args.by)]
        terminal.say(f"{args.month:%Y-%m} is closed. What changes in it later is carried.")
    for each in found:
        if args.json:
            terminal.json(
                {
                    "month": f"{each.month:%Y-%m}",
                    "at": each.at.isoformat(),
                    "who": each.who,
                    "sequence": each.sequence,
                    "head_hash": each.head_hash,
                }
            )
        else:
            terminal.answer(_line(each))
    for fault in faults:
        terminal.say(f"desk-access: {fault} Run: desk-access audit verify")
    return 1 if faults else 0


def _line(closed: ClosedMonth) -> str:
    local = closed.at.astimezone()
    entry = f"entry {closed.sequence} ({closed.head_hash[:12]})"
    return f"{closed.month:%Y-%m}  closed {local:%Y-%m-%d %H:%M} by {closed.who}, to {entry}"
