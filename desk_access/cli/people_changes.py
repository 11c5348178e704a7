"""``desk-access people merge``, ``split``, ``undo`` ...: changing who is enrolled, and back."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from desk_access.bootstrap import open_desk
from desk_access.cli.arguments import Commands
from desk_access.cli.history_lines import HEADS, as_record, as_row
from desk_access.cli.terminal import Terminal
from desk_access.errors import EnrolmentRefused
from desk_access.model.enrolment import RosterEntry
from desk_access.model.person import Person
from desk_access.ports import Housekeeping
from desk_access.store.workspace import Workspace


def add_actions(actions: Commands) -> None:
    """Add these actions to those of ``people``."""
    listing = actions.add_parser("history", help="every change, newest first")
    listing.add_argument("code", nargs="?", help="of this person alone")
    listing.set_defaults(run=history)
    back = actions.add_parser("undo", help="take a change back")
    back.add_argument("number", type=int, help="as the history gives it")
    back.set_defaults(run=undo)
    rename = actions.add_parser("rename", help="change name and group")
    rename.add_argument("code")
    rename.add_argument("name")
    rename.add_argument("--group", help="else it stays")
    rename.set_defaults(run=rename_person)
    merge = actions.add_parser("merge", help="two enrolments are one person")
    merge.add_argument("code", help="whose pictures move; stays as another code of the other")
    merge.add_argument("into", metavar="INTO", help="the code that stays")
    merge.set_defaults(run=partial(change, lambda args, house: house.merge(args.code, args.into)))
    off = actions.add_parser("deactivate", help="recognise a person no more; everything is kept")
    off.set_defaults(run=partial(change, lambda args, house: house.deactivate(args.code)))
    on = actions.add_parser("reactivate", help="recognise a deactivated person again")
    on.set_defaults(run=partial(change, lambda args, house: house.reactivate(args.code)))
    for parser in (off, on):
        parser.add_argument("code")
    _add_pictures(actions)


def _add_pictures(actions: Commands) -> None:
    pictures = actions.add_parser("pictures", help="the numbers of a person's pictures")
    pictures.add_argument("code")
    pictures.set_defaults(run=show_pictures)
    aside = actions.add_parser("set-aside", help="use some of a person's pictures no more")
    aside.add_argument("code")
    aside.add_argument("pictures", nargs="+", type=int, metavar="NUMBER")
    aside.set_defaults(
        run=partial(change, lambda args, house: house.set_aside(args.code, args.pictures))
    )
    split = actions.add_parser("split", help="some pictures show somebody else: a new person")
    split.add_argument("code")
    split.add_argument("pictures", nargs="+", type=int, metavar="NUMBER")
    split.add_argument("--new-code", required=True)
    split.add_argument("--name", required=True)
    split.add_argument("--group", default="")
    split.set_defaults(run=partial(change, _split))
    again = actions.add_parser("re-enrol", help="use new photos in place of the pictures there are")
    again.add_argument("code")
    again.add_argument("photos", nargs="+", type=Path, metavar="PATH")
    again.set_defaults(run=re_enrol)


def history(args: argparse.Namespace, terminal: Terminal) -> int:
    """List the changes."""
    with Workspace.open(args.folder, exclusive=False) as workspace:
        code = None if args.code is None else workspace.gallery.person(args.code).code
        found = workspace.housekeeping.history(code)
    if args.json:
        for entry in found:
            terminal.json(as_record(entry))
    else:
        terminal.table(HEADS, [as_row(entry) for entry in found])
    return 0


def undo(args: argparse.Namespace, terminal: Terminal) -> int:
    """Take a change back."""
    with Workspace.open(args.folder) as workspace:
        entry = workspace.housekeeping.undo(args.number)
    if args.json:
        terminal.json(as_record(entry))
    else:
        terminal.answer(f"{args.number} is undone; this is entry {entry.number}.")
    return 0


def rename_person(args: argparse.Namespace, terminal: Terminal) -> int:
    """Rename somebody."""
    with Workspace.open(args.folder) as workspace:
        group = workspace.gallery.person(args.code).group if args.group is None else args.group
        return _tell(workspace.gallery.rename(args.code, args.name, group), args, terminal)


def change(
    act: Callable[[argparse.Namespace, Housekeeping], Person],
    args: argparse.Namespace,
    terminal: Terminal,
) -> int:
    """Make one change and tell how it left the person."""
    with Workspace.open(args.folder) as workspace:
        return _tell(act(args, workspace.housekeeping), args, terminal)


def show_pictures(args: argparse.Namespace, terminal: Terminal) -> int:
    """List a person's pictures in use."""
    with Workspace.open(args.folder, exclusive=False) as workspace:
        person = workspace.gallery.person(args.code)
        found = workspace.housekeeping.numbered_pictures(person.person_id)
    for number, picture in found:
        taken = picture.taken_at.isoformat(timespec="seconds")
        if args.json:
            terminal.json({"number": number, "taken_at": taken, "quality": picture.quality})
        else:
            terminal.answer(f"{number}  {taken}  quality {picture.quality:.2f}")
    return 0


def re_enrol(args: argparse.Namespace, terminal: Terminal) -> int:
    """Put new photos in place of a person's pictures."""
    desk = open_desk(args.folder)
    try:
        person = desk.gallery.person(args.code)
        photos = tuple(args.photos)
        digest = desk.mirror.model_digest
        outcomes = [
            desk.enrolment.look_at(partial(desk.enrolment.read_picture, path)) for path in photos
        ]
        entry = RosterEntry(person.code, person.name, person.group, photos)
        report = desk.enrolment.report(entry, outcomes, digest)
        for row in report.rows:
            if not row.accepted:
                terminal.say(f"{row.path}: {row.reason}")
        if report.draft is None:
            raise EnrolmentRefused(
                f"{person.name} stays as before: none of the photos can be used.",
                "Each reason stands above.",
            )
        return _tell(desk.re_enrol(report.draft), args, terminal)
    finally:
        desk.close()


def _split(args: argparse.Namespace, house: Housekeeping) -> Person:
    return house.split(
        args.code, args.pictures, args.new_code, args.name, args.group, datetime.now(UTC)
    )


def _tell(person: Person, args: argparse.Namespace, terminal: Terminal) -> int:
    if args.json:
        terminal.json(
            {
                "code": person.code,
                "name": person.name,
                "active": person.active,
                "pictures": person.pictures,
            }
        )
    else:
        state = "" if person.active else ", not active"
        terminal.answer(f"{person.name} ({person.code}): {person.pictures} pictures{state}.")
    return 0
