"""``desk-access audit``: is the ledger in place and unchanged, and an export the one it made."""

from __future__ import annotations

import argparse
from pathlib import Path

from desk_access.cli.arguments import Commands
from desk_access.cli.terminal import Terminal
from desk_access.reports.signature import Standing, Verification, verify
from desk_access.store.workspace import Workspace


def register(commands: Commands) -> None:
    """Add the command to the grammar."""
    parser = commands.add_parser("audit", help="check the ledger, or an export by its signature")
    actions = parser.add_subparsers(dest="action", required=True, metavar="ACTION")
    verify = actions.add_parser("verify", help="walk the chain of all entries")
    verify.add_argument("--json", action="store_true")
    verify.set_defaults(run=run)
    export = actions.add_parser("verify-export", help="check a file by the signature beside it")
    export.add_argument("file", type=Path)
    export.add_argument("--json", action="store_true")
    export.set_defaults(run=run_export)


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


def run_export(args: argparse.Namespace, terminal: Terminal) -> int:
    """Check an export; exit status 1 when it is not genuine."""
    with Workspace.open(args.folder, exclusive=False) as workspace:
        found = verify(args.file, workspace.folder, workspace.ledger)
    statement = found.statement
    if args.json:
        terminal.json(
            {
                "genuine": found.genuine,
                "intact": found.intact,
                "signed": found.signed,
                "key_is_ours": found.key is Standing.OURS,
                "head_is_ours": found.head is Standing.OURS,
                "statement": statement,
            }
        )
    elif found.genuine:
        entries = statement["ledger"]["sequence"]
        terminal.answer(
            f"Genuine: export {statement['export']} of {statement['made_at']}, "
            f"from {entries} entries of this ledger"
        )
    else:
        terminal.say(f"desk-access: {_why_not(args.file, found)}")
    return 0 if found.genuine else 1


def _why_not(file: Path, found: Verification) -> str:
    if not found.signed:
        return "The signature was changed, or made by somebody without the key. Do not trust it."
    if not found.intact:
        return f"{file} is not the file that was signed. Ask for the one that was."
    if found.key is not Standing.OURS:
        return "It was signed with a key that is not this workspace's. Check it where it was made."
    return (
        "This workspace signed it, but its ledger has no such head: entries are missing or "
        "changed. Run: desk-access audit verify"
    )
