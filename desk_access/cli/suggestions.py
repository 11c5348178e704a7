"""``desk-access people suggestions``, ``accept``, ``dismiss``: pictures that sightings suggest."""

from __future__ import annotations

import argparse

from desk_access.bootstrap import open_desk
from desk_access.cli.arguments import Commands
from desk_access.cli.terminal import Terminal


def add_actions(actions: Commands) -> None:
    """Add these actions to those of ``people``."""
    listing = actions.add_parser("suggestions", help="newer pictures that could be added to people")
    listing.set_defaults(run=show)
    for name, run, words in (
        ("accept", accept, "add the suggested picture to a person"),
        ("dismiss", dismiss, "delete the suggested picture"),
    ):
        action = actions.add_parser(name, help=words)
        action.add_argument("code")
        action.set_defaults(run=run)


def show(args: argparse.Namespace, terminal: Terminal) -> int:
    """List whom a picture is suggested for."""
    desk = open_desk(args.folder, cameras=())
    try:
        waiting = desk.suggestions.waiting()
    finally:
        desk.close()
    rows = [
        {
            "code": person.code,
            "name": person.name,
            "seen_at": suggestion.seen_at.isoformat(),
            "camera": suggestion.camera,
            "score": round(suggestion.score, 4),
        }
        for person, suggestion in waiting
    ]
    if args.json:
        terminal.json(rows)
    else:
        heads = ("code", "name", "seen_at", "camera", "score")
        terminal.table(heads, [tuple(str(row[head]) for head in heads) for row in rows])
    return 0


def accept(args: argparse.Namespace, terminal: Terminal) -> int:
    """Add the picture."""
    desk = open_desk(args.folder, cameras=())
    try:
        person = desk.suggestions.accept(args.code)
    finally:
        desk.close()
    if args.json:
        terminal.json({"code": person.code, "pictures": person.pictures})
    else:
        terminal.answer(f"{person.name} ({person.code}) has {person.pictures} pictures")
    return 0


def dismiss(args: argparse.Namespace, terminal: Terminal) -> int:
    """Delete the picture."""
    desk = open_desk(args.folder, cameras=())
    try:
        desk.suggestions.dismiss(args.code)
    finally:
        desk.close()
    if args.json:
        terminal.json({"code": args.code, "dismissed": True})
    else:
        terminal.answer(f"{args.code}: dismissed")
    return 0
