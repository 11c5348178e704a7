"""``desk-access timesheet``: a month's hours."""

from __future__ import annotations

import argparse
from datetime import date

from desk_access.bootstrap import open_time_desk
from desk_access.cli.arguments import Commands, month
from desk_access.cli.hour_lines import DAY_HEADS, PERSON_HEADS, day_row, person_row, sums
from desk_access.cli.terminal import Terminal
from desk_access.model.closing import statement_of
from desk_access.model.timesheet import PersonMonth
from desk_access.reports.timesheet import person_record


def register(commands: Commands) -> None:
    """Add the command to the grammar."""
    parser = commands.add_parser("timesheet", help="a month's hours of everybody, or of one person")
    parser.add_argument(
        "month", type=month, nargs="?", metavar="MONTH", help="such as 2026-03 (else the open one)"
    )
    parser.add_argument("--person", metavar="CODE", help="day by day")
    parser.add_argument("--group", help="of this group alone")
    parser.add_argument(
        "--json", action="store_true", help="one line a person, as exports have it, with the days"
    )
    parser.set_defaults(run=run)


def run(args: argparse.Namespace, terminal: Terminal) -> int:
    """Print the month."""
    with open_time_desk(args.folder, exclusive=False) as time:
        wanted: date = time.open_month() if args.month is None else args.month
        found = time.month(wanted, group=args.group, code=args.person)
        if args.json:
            for person in found:
                terminal.json(person_record(person))
            return 0
        people = list(found)
    if args.person is None:
        rows = [person_row(person, statement_of(person)) for person in people]
        terminal.table(PERSON_HEADS, rows)
    else:
        for person in people:
            _show_days(person, terminal)
    closed = ", closed" if any(person.frozen is not None for person in people) else ""
    terminal.say(f"{wanted:%Y-%m}{closed}, in hours and minutes. People: {len(people)}.")
    return 0


def _show_days(person: PersonMonth, terminal: Terminal) -> None:
    terminal.table(DAY_HEADS, [day_row(day) for day in person.days])
    lines = [("days", person.totals)]
    if person.frozen is not None:
        lines.append(("closed with", person.frozen))
    if any(person.carried):
        lines.append(("carried from closed months", person.carried))
    lines.append(("statement", statement_of(person)))
    terminal.answer("")
    heads = ("", *PERSON_HEADS[3:-1])
    terminal.table(heads, [(name, *sums(totals)) for name, totals in lines])
