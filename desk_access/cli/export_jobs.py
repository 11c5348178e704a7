"""``desk-access export-jobs``: exports that are written by themselves."""

from __future__ import annotations

import argparse
from pathlib import Path

from desk_access.bootstrap import open_export_desk
from desk_access.cli.arguments import Commands, day
from desk_access.cli.export import add_form
from desk_access.cli.terminal import Terminal
from desk_access.model.export_job import Every, ExportJob, JobStanding
from desk_access.model.plain import as_plain
from desk_access.model.report import ReportKind
from desk_access.service.exports import Attempt


def register(commands: Commands) -> None:
    """Add the command to the grammar."""
    parser = commands.add_parser(
        "export-jobs", help="exports that are written by themselves while the program runs"
    )
    actions = parser.add_subparsers(dest="action", required=True, metavar="ACTION")
    listing = actions.add_parser("list", help="the scheduled exports, and how they stand")
    listing.add_argument("--json", action="store_true", help="one line of JSON an export")
    listing.set_defaults(run=show_all)
    add = actions.add_parser("add", help="schedule an export")
    add.add_argument("name", help="begins the names of its files")
    add.add_argument("kind", type=ReportKind, choices=list(ReportKind))
    add.add_argument("--every", type=Every, choices=list(Every), required=True)
    add.add_argument("--folder", type=Path, required=True, metavar="DIR", dest="into")
    add.add_argument(
        "--since", type=day, metavar="D", help="a day of the first period (else the one going on)"
    )
    add.add_argument("--group", help="of this group alone")
    add_form(add)
    add.set_defaults(run=add_one)
    remove = actions.add_parser("remove", help="schedule it no more; its files stay")
    remove.add_argument("name")
    remove.set_defaults(run=remove_one)
    now = actions.add_parser("run", help="write what is due now")
    now.add_argument("name", nargs="?", help="of this one alone")
    now.set_defaults(run=run_due)


def show_all(args: argparse.Namespace, terminal: Terminal) -> int:
    """Print the scheduled exports."""
    with open_export_desk(args.folder, exclusive=False) as desk:
        standings = desk.jobs()
    if args.json:
        for each in standings:
            terminal.json(as_plain(each))
        return 0
    heads = ("NAME", "WHAT", "EVERY", "FORMAT", "FOLDER", "DONE TO", "FAILURE")
    terminal.table(heads, [_row(each) for each in standings])
    return 0


def add_one(args: argparse.Namespace, terminal: Terminal) -> int:
    """Schedule an export."""
    with open_export_desk(args.folder) as desk:
        job = ExportJob(
            args.name,
            args.kind,
            args.format,
            args.every,
            str(args.into.expanduser().absolute()),
            args.since or desk.today(),
            args.template,
            args.group,
            args.sign,
        )
        desk.add_job(job)
    terminal.say(f"{job.name} is scheduled {job.every} into {job.folder}.")
    return 0


def remove_one(args: argparse.Namespace, terminal: Terminal) -> int:
    """Schedule an export no more."""
    with open_export_desk(args.folder) as desk:
        desk.remove_job(args.name)
    terminal.say(f"{args.name} is scheduled no more. Its files stay.")
    return 0


def run_due(args: argparse.Namespace, terminal: Terminal) -> int:
    """Write what is due; exit status 1 when some of it could not be written."""
    failed = False

    def told(attempt: Attempt) -> None:
        nonlocal failed
        if attempt.failure:
            failed = True
            terminal.say(f"desk-access: {attempt.failure}")
        else:
            terminal.answer(str(attempt.target))

    with open_export_desk(args.folder) as desk:
        desk.run_due(args.name, told)
    return 1 if failed else 0


def _row(standing: JobStanding) -> tuple[str, ...]:
    job = standing.job
    done = standing.done.isoformat() if standing.done else "-"
    return (job.name, job.kind, job.every, job.form, job.folder, done, standing.failure or "-")
