"""``desk-access export``: hours or punches as a file for people and other programs."""

from __future__ import annotations

import argparse
from pathlib import Path

from desk_access.bootstrap import make_export_desk, make_report_writer, make_time_desk
from desk_access.cli.arguments import Commands, add_days
from desk_access.cli.terminal import Terminal
from desk_access.config import Settings
from desk_access.errors import WorkspaceBusy, WorkspaceUnavailable
from desk_access.model.report import STANDARD, ReportForm, ReportKind, ReportOrder
from desk_access.reports.signature import signature_of
from desk_access.store.workspace import Workspace

_WHAT = {ReportKind.TIMESHEET: "people", ReportKind.PUNCHES: "punches"}


def register(commands: Commands) -> None:
    """Add the command to the grammar."""
    parser = commands.add_parser("export", help="write hours or punches to a file")
    what = parser.add_subparsers(dest="what", required=True, metavar="WHAT")
    timesheet = what.add_parser("timesheet", help="everybody's days and sums, in order of name")
    timesheet.add_argument("--group", help="of this group alone")
    punches = what.add_parser("punches", help="every punch, oldest first")
    for kind, each in ((ReportKind.TIMESHEET, timesheet), (ReportKind.PUNCHES, punches)):
        add_days(each, required=True)
        each.add_argument("--person", metavar="CODE", help="of this person alone")
        add_form(each)
        each.add_argument(
            "-o",
            "--output",
            required=True,
            metavar="FILE",
            help="- for stdout, where CSV and JSON may go",
        )
        each.set_defaults(run=run, kind=kind, group=None)


def add_form(parser: argparse.ArgumentParser) -> None:
    """Add ``--format``, ``--template`` and ``--sign``."""
    parser.add_argument(
        "--format",
        type=ReportForm,
        choices=list(ReportForm),
        default=ReportForm.CSV,
        metavar="FORMAT",
        help="csv (the default), xlsx, pdf or json",
    )
    parser.add_argument(
        "--template",
        default=STANDARD.name,
        metavar="NAME",
        help="columns and formats, as export-templates lists them",
    )
    parser.add_argument(
        "--sign", action="store_true", help="write a signature beside it, as FILE.sig"
    )


def _workspace(folder: Path, terminal: Terminal) -> Workspace:
    """The workspace, to write if that can be: then the export is chained in the ledger."""
    try:
        return Workspace.open(folder)
    except (WorkspaceBusy, WorkspaceUnavailable):
        found = Workspace.open(folder, exclusive=False)
    terminal.say("The export is not noted in the ledger: the workspace can only be read now.")
    return found


def run(args: argparse.Namespace, terminal: Terminal) -> int:
    """Write the days asked for."""
    with _workspace(args.folder, terminal) as workspace:
        settings = Settings.parse(workspace.settings.load())
        time = make_time_desk(workspace, settings)
        template = make_export_desk(workspace, settings, time).template(args.template)
        code = args.person and workspace.gallery.person(args.person).code
        order = ReportOrder(
            args.kind,
            args.format,
            args.from_day,
            args.to_day,
            template,
            code,
            args.group,
            args.sign,
        )
        writer = make_report_writer(workspace, time)
        if args.output == "-":
            writer.stream(order, terminal.out)
            return 0
        target = Path(args.output)
        receipt = writer.write(order, target)
    beside = f", its signature to {signature_of(target)}" if args.sign else ""
    terminal.say(f"{receipt.count} {_WHAT[args.kind]} written to {target}{beside}")
    for warning in receipt.warnings:
        terminal.say(warning)
    return 0
