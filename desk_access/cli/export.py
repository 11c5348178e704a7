"""``desk-access export``: the ledger as a file for other programs."""

from __future__ import annotations

import argparse
from pathlib import Path

from desk_access.cli.arguments import Commands, add_days
from desk_access.cli.ledger_choice import chosen_punches
from desk_access.cli.terminal import Terminal
from desk_access.model.report import ReportForm
from desk_access.reports.punches import stream_punches, write_punches
from desk_access.store.workspace import Workspace


def register(commands: Commands) -> None:
    """Add the command to the grammar."""
    parser = commands.add_parser("export", help="write the punches to a file")
    what = parser.add_subparsers(dest="what", required=True, metavar="WHAT")
    punches = what.add_parser("punches", help="every punch, oldest first")
    add_days(punches, required=True)
    punches.add_argument("--person", metavar="CODE")
    punches.add_argument(
        "--format",
        type=ReportForm,
        choices=(ReportForm.CSV, ReportForm.JSON),
        default=ReportForm.CSV,
    )
    punches.add_argument("-o", "--output", required=True, metavar="FILE", help="- for stdout")
    punches.set_defaults(run=run)


def run(args: argparse.Namespace, terminal: Terminal) -> int:
    """Write the punches of the days asked for."""
    with Workspace.open(args.folder, exclusive=False) as workspace:
        punches = workspace.ledger.stream(chosen_punches(args, workspace))
        if args.output == "-":
            stream_punches(punches, terminal.out, args.format)
            return 0
        count = write_punches(punches, Path(args.output), args.format)
    terminal.say(f"{count} punches written to {args.output}")
    return 0
