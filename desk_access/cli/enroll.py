"""``desk-access enroll``: one person, from photos or in front of a camera or clip."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from pathlib import Path

from desk_access.bootstrap import Playback, frames_of, open_desk
from desk_access.cli.arguments import Commands, seconds
from desk_access.cli.camera_arguments import add_network_camera, camera_of
from desk_access.cli.fetching import add_offline, fetch_needed
from desk_access.cli.terminal import Terminal
from desk_access.errors import AlreadyEnrolled, EnrolmentRefused, UsageError
from desk_access.model.enrolment import EnrolmentDraft
from desk_access.model.frame import Frame
from desk_access.model.person import Person
from desk_access.service.desk import Desk


def register(commands: Commands) -> None:
    """Add the command to the grammar."""
    parser = commands.add_parser("enroll", help="enrol one person")
    parser.add_argument("--code", required=True, help="the person's number, theirs alone")
    parser.add_argument("--name", required=True)
    parser.add_argument("--group", default="", help="a department or class")
    pictures = parser.add_mutually_exclusive_group(required=True)
    pictures.add_argument("--photos", nargs="+", type=Path, metavar="PATH")
    pictures.add_argument("--source", metavar="SRC", help="a camera, file, address or folder")
    add_network_camera(parser)
    parser.add_argument("--seconds", type=seconds, metavar="S", help="use the first S seconds")
    alike = parser.add_mutually_exclusive_group()
    alike.add_argument(
        "--same-as",
        metavar="CODE",
        help="it is this person, who is enrolled already: add the pictures to that enrolment",
    )
    alike.add_argument(
        "--keep-both",
        action="append",
        default=[],
        metavar="CODE",
        help="it is a twin or lookalike of this person, not the same; may be repeated",
    )
    add_offline(parser)
    parser.add_argument("--json", action="store_true")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace, terminal: Terminal) -> int:
    """Choose good and different pictures, and save the person."""
    if args.photos and args.seconds is not None:
        raise UsageError("--seconds goes with --source.", "Photos have no length.")
    fetch_needed(args, terminal)
    desk = open_desk(args.folder)
    try:
        draft = _photos(args, desk, terminal) if args.photos else _clip(args, desk, terminal)
        person = _saved(draft, args, desk)
    finally:
        desk.close()
    if args.json:
        terminal.json({"code": person.code, "name": person.name, "pictures": person.pictures})
    else:
        done = "has more pictures" if args.same_as else "enrolled"
        terminal.answer(f"{person.name} ({person.code}) {done}, pictures kept: {person.pictures}")
    return 0


def _saved(draft: EnrolmentDraft, args: argparse.Namespace, desk: Desk) -> Person:
    if args.same_as:
        return desk.add_pictures(draft, args.same_as)
    similar = desk.enrolment.similar_to(draft, args.keep_both)
    if similar is not None:
        raise AlreadyEnrolled(
            f"This is {similar.name} ({similar.code}), who is enrolled already.",
            f"Add --same-as {similar.code} to give that person these pictures,"
            f" or --keep-both {similar.code} for a twin.",
        )
    return desk.enrolment.save(draft, args.keep_both)


def _photos(args: argparse.Namespace, desk: Desk, terminal: Terminal) -> EnrolmentDraft:
    report = desk.enrolment.from_photos(
        args.code, args.name, args.group, args.photos, terminal.progress
    )
    for row in report.rows:
        if not row.accepted:
            terminal.say(f"{row.path}: {row.reason}")
    if report.draft is None:
        raise EnrolmentRefused(
            f"{args.name} was not enrolled: none of the photos can be used.",
            "Each reason stands above.",
        )
    return report.draft


def _clip(args: argparse.Namespace, desk: Desk, terminal: Terminal) -> EnrolmentDraft:
    frames = frames_of(camera_of(args), Playback(fast=True, seconds=args.seconds))
    return desk.enrolment.from_clip(args.code, args.name, args.group, _counted(frames, terminal))


def _counted(frames: Iterator[Frame], terminal: Terminal) -> Iterator[Frame]:
    for number, frame in enumerate(frames, start=1):
        terminal.progress(0, 1, f"{number} frames")
        yield frame
    terminal.progress(1, 1, "")
