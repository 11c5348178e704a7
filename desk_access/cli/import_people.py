"""``desk-access import``: many people from a folder or a table."""

from __future__ import annotations

import argparse
from pathlib import Path

from desk_access.bootstrap import open_desk
from desk_access.capture.roster import read_roster
from desk_access.cli.arguments import Commands
from desk_access.cli.terminal import Terminal
from desk_access.errors import AlreadyEnrolled, EnrolmentRefused
from desk_access.model.enrolment import RosterEntry
from desk_access.service.desk import Desk


def register(commands: Commands) -> None:
    """Add the command to the grammar."""
    parser = commands.add_parser("import", help="enrol many people from photos")
    parser.add_argument(
        "path",
        type=Path,
        metavar="PATH",
        help="a folder with one folder of photos a person, or a CSV of code,name,photos",
    )
    parser.add_argument("--json", action="store_true")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace, terminal: Terminal) -> int:
    """Enrol everyone who is not enrolled yet. Run again, it goes on where it stopped."""
    entries = read_roster(args.path)
    enrolled, skipped, refused = [], [], {}
    desk = open_desk(args.folder)
    try:
        for done, entry in enumerate(entries):
            terminal.progress(done, len(entries), entry.name)
            try:
                enrolled.append(_enrol(entry, desk, terminal))
            except AlreadyEnrolled as error:
                terminal.say(f"{entry.code}: skipped. {error.what}")
                skipped.append(entry.code)
            except EnrolmentRefused as error:
                terminal.say(f"{entry.code}: {error}")
                refused[entry.code] = str(error)
        terminal.progress(len(entries), len(entries), "")
    finally:
        desk.close()
    if args.json:
        terminal.json({"enrolled": enrolled, "skipped": skipped, "refused": refused})
    else:
        terminal.answer(f"{len(enrolled)} enrolled, {len(skipped)} skipped, {len(refused)} refused")
    return 1 if refused and not enrolled and not skipped else 0


def _enrol(entry: RosterEntry, desk: Desk, terminal: Terminal) -> str:
    report = desk.enrolment.from_photos(entry.code, entry.name, entry.group, entry.photos)
    for row in report.rows:
        if not row.accepted:
            terminal.say(f"{row.path}: {row.reason}")
    if report.draft is None:
        raise EnrolmentRefused("None of the photos can be used.", "Each reason stands above.")
    return desk.enrolment.save(report.draft).code
