"""``desk-access import``: many people from a folder or a table."""

from __future__ import annotations

import argparse
from pathlib import Path

from desk_access.bootstrap import open_desk
from desk_access.capture.pictures import picture_files, why_no_picture
from desk_access.cli.arguments import Commands, add_encoding
from desk_access.cli.terminal import Terminal
from desk_access.errors import ReportUnwritable
from desk_access.imports.roster import ignored_files, read_roster
from desk_access.model.enrolment import ImportedPerson, ImportOutcome, ImportRow
from desk_access.reports.imports import write_import

_SHOWN = 20
"""Ignored files that get a line each."""


def register(commands: Commands) -> None:
    """Add the command to the grammar."""
    parser = commands.add_parser("import", help="enrol many people from photos")
    parser.add_argument(
        "path",
        type=Path,
        metavar="PATH",
        help="a folder with one folder of photos a person, or a table of code, name, photos",
    )
    parser.add_argument(
        "--report",
        type=Path,
        metavar="FILE",
        help="what became of each photo, as CSV (else PATH-report.csv beside PATH)",
    )
    add_encoding(parser)
    parser.add_argument("--json", action="store_true")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace, terminal: Terminal) -> int:
    """Enrol everyone who is not enrolled yet. Run again, it goes on where it stopped."""
    entries = read_roster(args.path, picture_files, args.encoding)
    ignored = ignored_files(args.path, entries, why_no_picture)
    for row in ignored[:_SHOWN]:
        terminal.say(f"{row.photo}: {row.reason}")
    if len(ignored) > _SHOWN:
        terminal.say(f"{len(ignored) - _SHOWN} more files are ignored; the report has each.")
    done: list[ImportedPerson] = []
    desk = open_desk(args.folder)
    try:
        for person in desk.bulk().run(entries, terminal.progress):
            done.append(person)
            _complain(person, terminal)
    finally:
        # Also of an import that was interrupted: what is told in it is saved.
        _write(done, ignored, args, terminal)
        desk.close()
    codes = {
        outcome: [person.entry.code for person in done if person.outcome is outcome]
        for outcome in ImportOutcome
    }
    enrolled, before = codes[ImportOutcome.ACCEPTED], codes[ImportOutcome.ENROLLED_BEFORE]
    refused = {
        person.entry.code: person.reason
        for person in done
        if person.outcome is ImportOutcome.PERSON_REFUSED
    }
    if args.json:
        told = {"enrolled": enrolled, "skipped": before, "refused": refused}
        terminal.json({**told, "ignored": [str(row.photo) for row in ignored]})
    else:
        words = f"{len(enrolled)} enrolled, {len(before)} skipped, {len(refused)} refused"
        files = f", {len(ignored)} files ignored" if ignored else ""
        terminal.answer(f"{words}{files}")
    return 1 if refused and not enrolled and not before else 0


def _complain(person: ImportedPerson, terminal: Terminal) -> None:
    """A line for each photo that was left out, and for a person who was not enrolled."""
    for row in person.rows:
        if row.outcome is ImportOutcome.LEFT_OUT:
            terminal.say(f"{row.photo}: {row.reason}")
    if person.outcome is ImportOutcome.PERSON_REFUSED:
        terminal.say(f"{person.entry.code}: {person.reason}")


def _write(
    done: list[ImportedPerson],
    ignored: list[ImportRow],
    args: argparse.Namespace,
    terminal: Terminal,
) -> None:
    path: Path = args.path.resolve()
    target = args.report or path.with_name(f"{path.stem}-report.csv")
    try:
        write_import((*(row for person in done for row in person.rows), *ignored), target)
    except ReportUnwritable as error:
        if args.report:
            raise
        terminal.say(f"There is no report of the photos: {error}")
        return
    terminal.say(f"What became of each photo stands in {target}.")
