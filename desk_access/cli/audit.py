"""``desk-access audit verify``: is every entry of the ledger in place and unchanged."""

from __future__ import annotations

import argparse

from desk_access.cli.arguments import Commands
from desk_access.cli.terminal import Terminal
from desk_access.store.workspace import Workspace


def register(commands: Commands) -> None:
    """Add the command to the grammar."""
    parser = commands.add_parser("audit", help="check the ledger")
    actions = parser.add_subparsers(dest="action", required=True, metavar="ACTION")
    verify = actions.add_parser("verify", help="walk the chain of all entries")
    verify.add_argument("--json", action="store_true")
    verify.set_defaults(run=run)


def run(args: argparse.Namespace, terminal: Terminal) -> int:
    """Walk the chain; exit status 1 when it is broken."""
    with Workspace.open(args.folder, exclusive=False) as workspace:
        report = workspace.ledger.verify()
    if args.json:
        terminal.json(
            {
                "intact": report.intact,
                "entries": report.entries,
                "head_hash": report.head_hash,
                "fault_at": report.fault_at,
                "fault": report.fault or None,
            }
        )
    elif report.intact:
        terminal.answer(f"Intact: {report.entries} entries, head {report.head_hash[:16] or 'none'}")
    else:
        terminal.say(
            f"desk-access: The ledger is broken at entry {report.fault_at}: {report.fault} "
            "Keep this file as it is, and go back to a copy from before."
        )
    return 0 if report.intact else 1
