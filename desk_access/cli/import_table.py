"""``desk-access import-table``: people, schedules, assignments and leave from a table."""

from __future__ import annotations

import argparse
from pathlib import Path

from desk_access.bootstrap import open_import_desk
from desk_access.cli.arguments import Commands, add_encoding
from desk_access.cli.comparison_lines import counts, show_comparison
from desk_access.cli.terminal import Terminal
from desk_access.imports.tables import read_import
from desk_access.model.importing import Fate, TableKind, Wanted


def register(commands: Commands) -> None:
    """Add the command to the grammar."""
    parser = commands.add_parser(
        "import-table",
        help="names and groups, schedules, assignments or leave from a CSV or Excel table",
        description="Shows what the table would change; --apply changes it, all or nothing.",
    )
    parser.add_argument(
        "kind", type=TableKind, choices=list(TableKind), metavar="KIND", help=", ".join(TableKind)
    )
    parser.add_argument("file", type=Path, metavar="FILE", help="a .csv or .xlsx file")
    add_encoding(parser)
    add_switches(parser)
    parser.set_defaults(run=run)


def add_switches(parser: argparse.ArgumentParser) -> None:
    """Add the switches of everything that is compared first."""
    parser.add_argument("--apply", action="store_true", help="change it, all or nothing")
    parser.add_argument("--all", action="store_true", help="show also what is so already")
    parser.add_argument("--json", action="store_true")


def run(args: argparse.Namespace, terminal: Terminal) -> int:
    """Compare a table, and apply it."""
    table = read_import(args.kind, args.file, args.encoding)
    if table.unused:
        terminal.say(f"Columns that are not read: {', '.join(table.unused)}.")
    return compare(table, args, terminal)


def compare(wanted: Wanted, args: argparse.Namespace, terminal: Terminal) -> int:
    """Show what would change and, where that is asked for, change it."""
    with open_import_desk(args.folder) as desk:
        comparison = desk.compare(wanted)
        show_comparison(comparison, terminal, everything=args.all, as_json=args.json)
        if args.apply:
            desk.apply(wanted, comparison)
    done = "Done" if args.apply else "Nothing is changed yet"
    terminal.say(f"{done}: {counts(comparison)}.")
    if comparison.applicable and not args.apply:
        terminal.say("Run it again with --apply to change it.")
    return 1 if comparison.count(Fate.REFUSED) else 0
