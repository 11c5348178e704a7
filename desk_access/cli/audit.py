"""``desk-access audit``: is the ledger in place and unchanged, and an export the one it made."""

from __future__ import annotations

import argparse
from dataclasses import asdict, replace
from pathlib import Path

from desk_access import bootstrap
from desk_access.cli.arguments import Commands, add_operator
from desk_access.cli.terminal import Terminal
from desk_access.config import Settings
from desk_access.errors import UsageError
from desk_access.model.audit import Fault
from desk_access.reports.signature import Standing, Verification, verify
from desk_access.store.workspace import Workspace

_COUNTED = "Compare it with what was paid, and with a copy from before."


def register(commands: Commands) -> None:
    """Add the command to the grammar."""
    parser = commands.add_parser("audit", help="check the ledger, or an export by its signature")
    actions = parser.add_subparsers(dest="action", required=True, metavar="ACTION")
    verify = actions.add_parser("verify", help="look for what was changed outside the program")
    verify.add_argument(
        "--anchor",
        action="append",
        default=[],
        metavar="FILE|LINE",
        help="a line that 'audit anchor' printed, or a file of them; may be given again",
    )
    verify.add_argument(
        "--key", action="append", default=[], metavar="F", help="the fingerprint of a trusted key"
    )
    verify.add_argument(
        "--closed-months",
        action="store_true",
        help="count every closed month again, and compare its sums (slow)",
    )
    verify.add_argument("--json", action="store_true")
    verify.set_defaults(run=run)
    anchor = actions.add_parser("anchor", help="print the ledger's end, signed, and keep it")
    anchor.set_defaults(run=run_anchor)
    configure = actions.add_parser("configure", help="when anchors are made, and where they go")
    configure.add_argument("--every", type=int, metavar="HOURS", help="0: only at every close")
    configure.add_argument(
        "--folder", dest="anchors", metavar="DIR", help="keep anchors there too; '' no longer"
    )
    configure.add_argument(
        "--program", metavar="COMMAND", help="run for each anchor, {anchor} being the line"
    )
    configure.set_defaults(run=run_configure)
    accept = actions.add_parser("accept", help="accept what was found, once it is looked into")
    add_operator(accept)
    accept.set_defaults(run=run_accept)
    new_key = actions.add_parser("new-key", help="sign with a new key: the workspace was moved")
    add_operator(new_key)
    new_key.set_defaults(run=run_new_key)
    export = actions.add_parser("verify-export", help="check a file by the signature beside it")
    export.add_argument("file", type=Path)
    export.add_argument("--json", action="store_true")
    export.set_defaults(run=run_export)


def run(args: argparse.Namespace, terminal: Terminal) -> int:
    """Look for everything that was changed outside the program; exit status 1 when there is any."""
    anchors = [line for given in args.anchor for line in _lines(given)]
    with Workspace.open(args.folder, exclusive=False) as workspace:
        try:
            settings = Settings.parse(workspace.settings.load())
        except UsageError:
            if args.closed_months:
                raise
            settings = Settings()  # One that somebody damaged is among what is found.
        report = workspace.audits.verify(anchors, args.key, settings.audit.folder)
        if args.closed_months:
            found = bootstrap.make_time_desk(workspace, settings).closed_sum_faults()
            counted_otherwise = tuple(
                Fault(f"closed_month {each.month}", str(each), _COUNTED) for each in found
            )
            report = replace(report, faults=(*report.faults, *counted_otherwise))
    if args.json:
        terminal.json(
            {
                "intact": report.intact,
                "entries": report.entries,
                "acts": report.acts,
                "head_hash": report.head_hash,
                "faults": [asdict(fault) for fault in report.faults],
            }
        )
    elif report.intact:
        counted = f"{report.entries} punches and {report.acts} acts"
        terminal.answer(f"Intact: {counted}, head {report.head_hash[:16]}")
    for fault in () if args.json else report.faults:
        terminal.say(f"desk-access: {fault.what} {fault.cure}")
    return 0 if report.intact else 1


def run_anchor(args: argparse.Namespace, terminal: Terminal) -> int:
    """Print an anchor, once it is kept."""
    with bootstrap.open_audit_desk(args.folder) as desk:
        made = desk.make_anchor()
    terminal.answer(made.line)
    for place in made.kept:
        terminal.say(f"Kept in {place}.")
    if made.failure:
        terminal.say(f"desk-access: {made.failure}")
    return 1 if made.failure else 0


def run_configure(args: argparse.Namespace, terminal: Terminal) -> int:
    """Change what is given, and tell how it stands."""
    given = {"every_h": args.every, "folder": args.anchors, "program": args.program}
    with Workspace.open(args.folder) as workspace:
        settings = Settings.parse(workspace.settings.load())
        chosen = {name: value for name, value in given.items() if value is not None}
        audit = replace(settings.audit, **chosen)
        workspace.settings.save(replace(settings, audit=audit).flatten())
    terminal.answer(f"An anchor every {audit.every_h} h (0: at every close), and at every close.")
    terminal.answer(f"Kept besides in: {audit.folder or 'no other folder'}")
    terminal.answer(f"Given to: {audit.program or 'no program'}")
    return 0


def run_accept(args: argparse.Namespace, terminal: Terminal) -> int:
    """Accept what was changed outside the program, in an operator's name."""
    with Workspace.open(args.folder) as workspace:
        accepted = workspace.audits.accept(args.by)
    terminal.answer(f"Accepted in the name of {args.by}: {accepted} that differed.")
    return 0


def run_new_key(args: argparse.Namespace, terminal: Terminal) -> int:
    """Sign with a new key from now on."""
    with Workspace.open(args.folder) as workspace:
        fingerprint = workspace.audits.new_key(args.by)
    terminal.answer(f"The ledger is signed with the key {fingerprint} from now on.")
    return 0


def _lines(given: str) -> list[str]:
    """The anchors of a file, or the one that was given itself. Raises UsageError."""
    if given.lstrip().startswith("{"):
        return [given]
    try:
        return Path(given).read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError as error:
        raise UsageError(
            f"The anchors in {given} cannot be read ({error.strerror or error}).",
            "Name the file that they were kept in, or give the line itself.",
        ) from error


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
