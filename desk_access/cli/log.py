"""``desk-access log``: the punches, newest first."""

from __future__ import annotations

import argparse
from pathlib import Path
from zoneinfo import ZoneInfo

from desk_access.cli.arguments import Commands, add_days
from desk_access.cli.ledger_choice import chosen_punches
from desk_access.cli.spoof_lines import show_spoofs
from desk_access.cli.terminal import Terminal
from desk_access.cli.unrecorded_lines import show_unrecorded
from desk_access.reports.punches import as_record
from desk_access.store.workspace import Workspace


def register(commands: Commands) -> None:
    """Add the command to the grammar."""
    parser = commands.add_parser("log", help="the punches, newest first")
    add_days(parser, required=False)
    parser.add_argument("--person", metavar="CODE")
    parser.add_argument(
        "--spoofs",
        action="store_true",
        help="pictures and films of faces that were refused, in place of the punches",
    )
    parser.add_argument(
        "--pictures", type=Path, metavar="DIR", help="with --spoofs: write their pictures there"
    )
    parser.add_argument(
        "--not-recorded",
        action="store_true",
        help="punches that wait to be recorded, and those that cannot be, in place of the punches",
    )
    parser.add_argument(
        "--dismiss", action="store_true", help="with --not-recorded: delete those that cannot be"
    )
    parser.add_argument("--json", action="store_true", help="one line of JSON a punch")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace, terminal: Terminal) -> int:
    """Print the punches of the days and person asked for."""
    if args.not_recorded or args.dismiss:
        return show_unrecorded(args, terminal)
    with Workspace.open(args.folder, exclusive=False) as workspace:
        wanted = chosen_punches(args, workspace)
        if args.spoofs or args.pictures:
            return show_spoofs(args, wanted, workspace, terminal)
        for punch in workspace.ledger.query(wanted):
            if args.json:
                terminal.json(as_record(punch))
                continue
            entry = punch.entry
            local = entry.at.astimezone(ZoneInfo(entry.zone)).strftime("%Y-%m-%d %H:%M:%S")
            direction = entry.direction.value.upper().ljust(3)
            terminal.answer(f"{local}  {direction}  {punch.name} ({punch.code})")
    return 0
