"""``desk-access holidays``: the days on which nobody is due."""

from __future__ import annotations

import argparse

from desk_access.account import machine_user
from desk_access.bootstrap import open_time_desk
from desk_access.cli.arguments import Commands, day
from desk_access.cli.holiday_imports import add_imports
from desk_access.cli.plan_changes import add_preview, change
from desk_access.cli.terminal import Terminal
from desk_access.model.calendar import Holiday
from desk_access.model.plain import as_plain
from desk_access.model.plan_change import RemoveHoliday, SaveHolidays


def register(commands: Commands) -> None:
    """Add the command to the grammar."""
    parser = commands.add_parser("holidays", help="the days on which nobody is due")
    actions = parser.add_subparsers(dest="action", required=True, metavar="ACTION")
    listing = actions.add_parser("list", help="those that are kept")
    listing.add_argument("--year", type=int)
    listing.add_argument("--json", action="store_true", help="one line of JSON a holiday")
    listing.set_defaults(run=show)
    add = actions.add_parser("add", help="a holiday, in place of what its day had")
    add.add_argument("day", type=day, metavar="D")
    add.add_argument("name")
    add.set_defaults(run=add_one)
    remove = actions.add_parser("remove", help="the day is no holiday")
    remove.add_argument("day", type=day, metavar="D")
    remove.set_defaults(run=remove_one)
    add_preview(add, remove)
    add_imports(actions)


def show(args: argparse.Namespace, terminal: Terminal) -> int:
    """List the holidays."""
    with open_time_desk(args.folder, exclusive=False) as time:
        found = time.holidays(args.year)
    for each in found:
        if args.json:
            terminal.json(as_plain(each))
        else:
            terminal.answer(f"{each.day} {each.day:%a}  {each.name} ({each.source})")
    return 0


def add_one(args: argparse.Namespace, terminal: Terminal) -> int:
    """Keep a holiday."""
    holiday = Holiday(args.day, args.name, machine_user())
    return change(args, terminal, SaveHolidays((holiday,)), f"{args.day} is {args.name}.")


def remove_one(args: argparse.Namespace, terminal: Terminal) -> int:
    """Remove a holiday."""
    return change(args, terminal, RemoveHoliday(args.day), f"{args.day} is no holiday.")
