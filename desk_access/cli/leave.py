"""``desk-access leave``: when people are on leave."""

from __future__ import annotations

import argparse

from desk_access.bootstrap import open_time_desk
from desk_access.cli.arguments import Commands, add_days, day, hours
from desk_access.cli.plan_changes import add_preview, change
from desk_access.cli.terminal import Terminal
from desk_access.model.calendar import Leave
from desk_access.model.plain import as_plain
from desk_access.model.plan_change import AddLeave, RemoveLeave


def register(commands: Commands) -> None:
    """Add the command to the grammar."""
    parser = commands.add_parser("leave", help="when people are on leave")
    actions = parser.add_subparsers(dest="action", required=True, metavar="ACTION")
    listing = actions.add_parser("list", help="the leave that is kept, with its numbers")
    listing.add_argument("--person", metavar="CODE")
    add_days(listing, required=False)
    listing.add_argument("--json", action="store_true", help="one line of JSON a leave")
    listing.set_defaults(run=show)
    add = actions.add_parser("add", help="leave of a person, whole days or hours of each")
    add.add_argument("person", metavar="CODE")
    add.add_argument("first", type=day, metavar="D")
    add.add_argument("last", type=day, nargs="?", metavar="D", help="else the same day")
    add.add_argument("--kind", required=True, help="what it is called: annual, sick ...")
    add.add_argument("--hours", type=hours, metavar="H-H", help="such as 13:00-18:00")
    add.add_argument("--unpaid", action="store_true")
    add.set_defaults(run=add_one)
    remove = actions.add_parser("remove", help="take leave back")
    remove.add_argument("number", type=int, help="as the list gives it")
    remove.set_defaults(run=remove_one)
    add_preview(add, remove)


def show(args: argparse.Namespace, terminal: Terminal) -> int:
    """List the leave."""
    with open_time_desk(args.folder, exclusive=False) as time:
        found = time.leave(args.person, args.from_day, args.to_day)
    if args.json:
        for each in found:
            terminal.json(as_plain(each))
    else:
        heads = ("number", "code", "first", "last", "hours", "kind", "paid")
        terminal.table(heads, [_row(each) for each in found])
    return 0


def add_one(args: argparse.Namespace, terminal: Terminal) -> int:
    """Keep a leave."""
    last = args.first if args.last is None else args.last
    leave = Leave(args.person, args.first, last, args.kind, args.hours, not args.unpaid)
    done = f"{args.person} is on leave from {leave.first} to {leave.last}."
    return change(args, terminal, AddLeave(leave), done)


def remove_one(args: argparse.Namespace, terminal: Terminal) -> int:
    """Take leave back."""
    return change(args, terminal, RemoveLeave(args.number), f"Leave {args.number} is taken back.")


def _row(leave: Leave) -> tuple[str, ...]:
    times = leave.hours and f"{leave.hours.start:%H:%M}-{leave.hours.end:%H:%M}"
    return (
        str(leave.number),
        leave.person_code,
        str(leave.first),
        str(leave.last),
        times or "",
        leave.kind,
        "yes" if leave.paid else "no",
    )
