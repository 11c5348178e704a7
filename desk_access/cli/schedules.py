"""``desk-access schedules``: shifts, rules, and whose they are."""

from __future__ import annotations

import argparse
from datetime import timedelta
from functools import partial
from pathlib import Path

from desk_access.bootstrap import open_time_desk
from desk_access.cli.arguments import Commands, day
from desk_access.cli.plan_changes import add_preview, change
from desk_access.cli.terminal import Terminal
from desk_access.errors import UsageError
from desk_access.model.parsing import parse_json, parse_toml
from desk_access.model.plain import as_plain, from_plain
from desk_access.model.plan_change import Assign, RemoveSchedule, SaveSchedule, Unassign
from desk_access.model.schedule import Assignment, Schedule


def register(commands: Commands) -> None:
    """Add the command to the grammar."""
    parser = commands.add_parser("schedules", help="shifts, rules, and whose they are")
    actions = parser.add_subparsers(dest="action", required=True, metavar="ACTION")
    listing = actions.add_parser("list", help="the schedules, and who has them")
    listing.add_argument("--json", action="store_true", help="one line of JSON a schedule, whole")
    listing.set_defaults(run=show)
    add = actions.add_parser("add", help="a new schedule, or one edited")
    add.add_argument(
        "file", type=Path, metavar="FILE", help="TOML or JSON, as list --json gives it"
    )
    add.add_argument("--replaces", metavar="NAME", help="the schedule whose place it takes")
    add.set_defaults(run=add_one)
    remove = actions.add_parser("remove", help="a schedule, and with it who has it")
    remove.add_argument("name")
    remove.set_defaults(run=remove_one)
    give = actions.add_parser("assign", help="give it to a person or a group")
    take = actions.add_parser("unassign", help="take an assignment back")
    for action, kind in ((give, Assign), (take, Unassign)):
        action.add_argument("name")
        whose = action.add_mutually_exclusive_group(required=True)
        whose.add_argument("--person", metavar="CODE")
        whose.add_argument("--group")
        action.add_argument("--from", dest="first", type=day, required=True, metavar="D")
        action.add_argument("--to", dest="last", type=day, metavar="D", help="else for good")
        action.set_defaults(run=partial(assign, kind))
    add_preview(add, remove, give, take)


def show(args: argparse.Namespace, terminal: Terminal) -> int:
    """List the schedules."""
    with open_time_desk(args.folder, exclusive=False) as time:
        schedules, assignments = time.schedules(), time.assignments()
    if args.json:
        for schedule in schedules:
            terminal.json(as_plain(schedule))
        return 0
    for schedule in schedules:
        terminal.answer(f"{schedule.name}: {len(schedule.cycle)} days from {schedule.begins}")
        is_week = len(schedule.cycle) == 7
        for number, shifts in enumerate(schedule.cycle):
            day = f"{schedule.begins + timedelta(number):%a}" if is_week else f"day {number + 1}"
            times = (f"{each.start:%H:%M}-{each.end:%H:%M}" for each in shifts)
            terminal.answer(f"  {day}: {', '.join(times) or 'free'}")
        for each in assignments:
            if each.schedule == schedule.name:
                last = f"to {each.last}" if each.last else "for good"
                whose = each.person_code or f"group {each.group}"
                terminal.answer(f"  {whose}, from {each.first} {last}")
    return 0


def add_one(args: argparse.Namespace, terminal: Terminal) -> int:
    """Keep the schedule of a file."""
    schedule = read_schedule(args.file)
    wanted = SaveSchedule(schedule, args.replaces)
    return change(args, terminal, wanted, f"The schedule {schedule.name} is kept.")


def remove_one(args: argparse.Namespace, terminal: Terminal) -> int:
    """Remove a schedule."""
    return change(args, terminal, RemoveSchedule(args.name), f"{args.name} is removed.")


def assign(kind: type[Assign | Unassign], args: argparse.Namespace, terminal: Terminal) -> int:
    """Give somebody a schedule, or take it back."""
    whose = args.person or f"the group {args.group}"
    done = f"{args.name} is {whose}'s." if kind is Assign else f"{args.name} is taken from {whose}."
    assignment = Assignment(args.name, args.first, args.last, args.person, args.group)
    return change(args, terminal, kind(assignment), done)


def read_schedule(file: Path) -> Schedule:
    """The schedule in a file of TOML or JSON. Raises UsageError, saying where it is wrong."""
    try:
        text = file.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or "it is no text in UTF-8"
        raise UsageError(f"{file} cannot be read ({reason}).", "Give another file.") from error
    try:
        return from_plain(Schedule, (parse_json if file.suffix == ".json" else parse_toml)(text))
    except ValueError as error:
        raise UsageError(
            f"{file} is no schedule: {error}.", "Look at: desk-access schedules list --json"
        ) from error
