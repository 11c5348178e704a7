"""``desk-access export-templates``: columns and formats of exports, kept by name."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from dataclasses import replace
from enum import StrEnum
from typing import TypeVar

from desk_access.bootstrap import open_export_desk
from desk_access.cli.arguments import Commands
from desk_access.cli.terminal import Terminal
from desk_access.model.plain import as_plain
from desk_access.model.report import (
    STANDARD,
    DateStyle,
    DayColumn,
    LengthStyle,
    PersonColumn,
    PunchColumn,
    Rows,
    TimeStyle,
)

E = TypeVar("E", bound=StrEnum)

_PARTS = ("rows", "days", "people", "punches", "dates", "times", "lengths")


def register(commands: Commands) -> None:
    """Add the command to the grammar."""
    parser = commands.add_parser("export-templates", help="columns and formats of exports, by name")
    actions = parser.add_subparsers(dest="action", required=True, metavar="ACTION")
    listing = actions.add_parser("list", help="the templates there are")
    listing.add_argument("--json", action="store_true", help="one line of JSON a template")
    listing.set_defaults(run=show_all)
    save = actions.add_parser("save", help="keep a template, in place of the one with its name")
    save.add_argument("name")
    save.add_argument("--like", default=STANDARD.name, metavar="NAME", help="what is not said")
    save.add_argument(
        "--rows", type=Rows, choices=list(Rows), help="what a row of a CSV timesheet is"
    )
    for name, columns, what in (
        ("--days", DayColumn, "a day's row"),
        ("--people", PersonColumn, "a person's row"),
        ("--punches", PunchColumn, "a punch's row"),
    ):
        save.add_argument(
            name,
            type=_columns(columns),
            metavar="COLUMN,COLUMN",
            help=f"the columns of {what}: {', '.join(columns)}",
        )
    save.add_argument("--dates", type=DateStyle, choices=list(DateStyle))
    save.add_argument("--times", type=TimeStyle, choices=list(TimeStyle))
    save.add_argument("--lengths", type=LengthStyle, choices=list(LengthStyle))
    save.set_defaults(run=save_one)
    remove = actions.add_parser("remove", help="forget a template that nothing uses")
    remove.add_argument("name")
    remove.set_defaults(run=remove_one)


def show_all(args: argparse.Namespace, terminal: Terminal) -> int:
    """Print the templates."""
    with open_export_desk(args.folder, exclusive=False) as desk:
        templates = desk.templates()
    if args.json:
        for each in templates:
            terminal.json(as_plain(each))
        return 0
    terminal.table(
        ("NAME", "ROWS", "DATES", "TIMES", "LENGTHS"),
        [(each.name, each.rows, each.dates, each.times, each.lengths) for each in templates],
    )
    return 0


def save_one(args: argparse.Namespace, terminal: Terminal) -> int:
    """Keep a template."""
    said = {part: getattr(args, part) for part in _PARTS if getattr(args, part) is not None}
    with open_export_desk(args.folder) as desk:
        desk.save_template(replace(desk.template(args.like), name=args.name, **said))
    terminal.say(f"The template {args.name} is saved.")
    return 0


def remove_one(args: argparse.Namespace, terminal: Terminal) -> int:
    """Forget a template."""
    with open_export_desk(args.folder) as desk:
        desk.remove_template(args.name)
    terminal.say(f"The template {args.name} is removed.")
    return 0


def _columns(kind: type[E]) -> Callable[[str], tuple[E, ...]]:
    def parsed(text: str) -> tuple[E, ...]:
        known = {column.value: column for column in kind}
        names = [name.strip() for name in text.split(",")]
        for name in names:
            if name not in known:
                raise argparse.ArgumentTypeError(
                    f"there is no column {name!r}; there are {', '.join(known)}"
                )
        return tuple(known[name] for name in names)

    return parsed
