"""``desk-access people``: who is enrolled, and taking them out."""

from __future__ import annotations

import argparse
from dataclasses import asdict
from typing import Any

from desk_access.bootstrap import open_desk
from desk_access.cli import suggestions
from desk_access.cli.arguments import Commands
from desk_access.cli.people_changes import add_actions
from desk_access.cli.terminal import Terminal
from desk_access.model.person import Person
from desk_access.service.desk import require_overwritten
from desk_access.store.workspace import Workspace


def register(commands: Commands) -> None:
    """Add the command to the grammar."""
    parser = commands.add_parser("people", help="who is enrolled")
    actions = parser.add_subparsers(dest="action", required=True, metavar="ACTION")
    listing = actions.add_parser("list", help="everyone")
    listing.add_argument("search", nargs="?", default="", help="in code, name or group")
    listing.add_argument(
        "--inactive", action="store_true", help="those who are not recognised but still named"
    )
    listing.set_defaults(run=show_all)
    for name, run, words in (
        ("show", show, "one person"),
        ("remove", remove, "end an enrolment: pictures and templates go, the log stays"),
        ("erase", erase, "delete everything that names or shows a person, for ever"),
    ):
        action = actions.add_parser(name, help=words)
        action.add_argument("code")
        action.set_defaults(run=run)
    add_actions(actions)
    suggestions.add_actions(actions)
    for action in actions.choices.values():
        action.add_argument("--json", action="store_true")


def show_all(args: argparse.Namespace, terminal: Terminal) -> int:
    """List the people whose code, name or group has the searched text."""
    with Workspace.open(args.folder, exclusive=False) as workspace:
        if args.inactive:
            found = workspace.housekeeping.inactive()
        else:
            found = workspace.gallery.people(args.search)
    if args.json:
        terminal.json([_plain(person) for person in found])
    else:
        rows = [(p.code, p.name, p.group, str(p.pictures)) for p in found]
        terminal.table(("code", "name", "group", "pictures"), rows)
    return 0


def show(args: argparse.Namespace, terminal: Terminal) -> int:
    """Show one person."""
    with Workspace.open(args.folder, exclusive=False) as workspace:
        person = workspace.gallery.person(args.code)
    if args.json:
        terminal.json(_plain(person))
    else:
        for key, value in _plain(person).items():
            terminal.answer(f"{key}: {value}")
    return 0


def remove(args: argparse.Namespace, terminal: Terminal) -> int:
    """End an enrolment."""
    with Workspace.open(args.folder) as workspace:
        workspace.gallery.remove(args.code)
    return _done(args, terminal, "removed")


def erase(args: argparse.Namespace, terminal: Terminal) -> int:
    """Delete everything that names or shows a person."""
    desk = open_desk(args.folder)
    try:
        done = desk.erase_person(args.code)
    finally:
        desk.close()
    if args.json:
        terminal.json({"code": args.code, "erased": True, **asdict(done)})
    else:
        terminal.answer(
            f"{args.code} erased. Hours stay under {done.kept_as}; "
            f"visits of unknown people deleted: {done.visits}; "
            f"files searched for deleted pictures and templates: {done.checked}"
        )
    if done.mentions:
        terminal.say(
            f"Texts that people wrote (reasons of corrections, leave, holidays, schedules) in "
            f"which the name still stands: {done.mentions}. Change or remove them by hand."
        )
    require_overwritten(done)
    return 0


def _done(args: argparse.Namespace, terminal: Terminal, what: str) -> int:
    if args.json:
        terminal.json({"code": args.code, what: True})
    else:
        terminal.answer(f"{args.code} {what}")
    return 0


def _plain(person: Person) -> dict[str, Any]:
    return {
        "code": person.code,
        "name": person.name,
        "group": person.group,
        "enrolled_at": person.enrolled_at.isoformat(),
        "active": person.active,
        "pictures": person.pictures,
    }
