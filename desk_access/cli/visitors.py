"""``desk-access visitors``: people who were not recognised, in groups."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

from desk_access.bootstrap import make_kit, models, open_desk
from desk_access.cli.arguments import Commands
from desk_access.cli.corrections import adding
from desk_access.cli.terminal import Terminal
from desk_access.config import Settings, VisitorSettings, VisitorsKept
from desk_access.model.visitor import VisitorGroup
from desk_access.service.desk import Desk
from desk_access.service.visitors import grouped
from desk_access.store.workspace import Workspace
from desk_access.vision.threshold import visits_bound


def register(commands: Commands) -> None:
    """Add the command to the grammar."""
    parser = commands.add_parser("visitors", help="people who were not recognised")
    actions = parser.add_subparsers(dest="action", required=True, metavar="ACTION")
    listing = actions.add_parser("list", help="in groups of one person, the last seen first")
    listing.set_defaults(run=show)
    keep = actions.add_parser("keep", help="for how long unknown faces are kept")
    keep.add_argument("time", choices=[each.value for each in VisitorsKept])
    keep.set_defaults(run=set_time)
    name = actions.add_parser("name", help="enrol a group as a new person")
    name.add_argument("--code", required=True)
    name.add_argument("--name", required=True)
    name.add_argument("--group", default="", help="a department or class")
    assign = actions.add_parser("assign", help="give a group's pictures to somebody enrolled")
    assign.add_argument("--code", required=True)
    dismiss = actions.add_parser("dismiss", help="delete a group")
    for action in (name, assign, dismiss):
        action.add_argument("visitor", metavar="VISITOR", help="as the list gives it")
    clear = actions.add_parser("clear", help="delete all visitors")
    for action, act in ((name, _name), (assign, _assign), (dismiss, _dismiss), (clear, _clear)):
        action.set_defaults(run=partial(change, act))
    for action in actions.choices.values():
        action.add_argument("--json", action="store_true")


def show(args: argparse.Namespace, terminal: Terminal) -> int:
    """List the groups, also beside a program that watches."""
    with Workspace.open(args.folder, exclusive=False) as workspace:
        settings = Settings.parse(workspace.settings.load())
        visits = workspace.visitors.all()
    kit = make_kit(models(args.folder), settings.inference)
    # What has expired may still be there when no program has watched since.
    oldest = datetime.now(UTC) - timedelta(hours=settings.visitors.kept.hours)
    visits = [visit for visit in visits if visit.seen_at >= oldest]
    groups = grouped(visits, kit.digest, visits_bound(kit.calibration))
    if args.json:
        for group in groups:
            terminal.json(_record(group))
    elif groups:
        heads = ("visitor", "visits", "first seen", "last seen", "camera")
        terminal.table(heads, [_row(group) for group in groups])
    elif settings.visitors.kept is VisitorsKept.OFF:
        terminal.say("Unknown faces are not kept. To keep them: desk-access visitors keep 24h")
    else:
        terminal.say("Nobody unknown was here.")
    return 0


def set_time(args: argparse.Namespace, terminal: Terminal) -> int:
    """Choose for how long; what is older is deleted at once."""
    with Workspace.open(args.folder) as workspace:
        settings = Settings.parse(workspace.settings.load())
        kept = VisitorsKept(args.time)
        changed = replace(settings, visitors=VisitorSettings(kept))
        workspace.settings.save(changed.flatten())
        gone = workspace.visitors.expire(datetime.now(UTC) - timedelta(hours=kept.hours))
    _tell(args, terminal, {"kept": kept.value, "deleted": gone}, f"Kept: {kept.value}.")
    return 0


def change(
    act: Callable[[argparse.Namespace, Terminal, Desk], None],
    args: argparse.Namespace,
    terminal: Terminal,
) -> int:
    """Do something with a group."""
    desk = open_desk(args.folder)
    try:
        act(args, terminal, desk)
    finally:
        desk.close()
    return 0


def _name(args: argparse.Namespace, terminal: Terminal, desk: Desk) -> None:
    made = desk.visitors.name(args.visitor, args.code, args.name, args.group)
    record = {"code": made.code, "name": made.name, "pictures": made.pictures}
    _tell(args, terminal, record, f"{made.name} ({made.code}) enrolled.")


def _assign(args: argparse.Namespace, terminal: Terminal, desk: Desk) -> None:
    person = desk.visitors.assign(args.visitor, args.code)
    (entry, *_) = desk.housekeeping.history(person.code, limit=1)
    record = {"code": person.code, "pictures": person.pictures, "history": entry.number}
    seen = entry.visit.first.astimezone().strftime("%Y-%m-%d %H:%M") if entry.visit else ""
    words = f"{person.name} has the pictures. The visit of {seen} has no punch."
    _tell(args, terminal, record, words)
    if entry.visit is not None:
        for missed in desk.time.missed_punches(person.code, entry.visit):
            terminal.say(f"Add it with: {adding(missed, desk.time.zone)}")


def _dismiss(args: argparse.Namespace, terminal: Terminal, desk: Desk) -> None:
    gone = desk.visitors.dismiss(args.visitor)
    _tell(args, terminal, {"deleted": gone}, f"{gone} visits deleted.")


def _clear(args: argparse.Namespace, terminal: Terminal, desk: Desk) -> None:
    gone = desk.visitors.clear()
    _tell(args, terminal, {"deleted": gone}, f"{gone} visits deleted.")


def _tell(args: argparse.Namespace, terminal: Terminal, record: dict[str, Any], words: str) -> None:
    if args.json:
        terminal.json(record)
    else:
        terminal.answer(words)


def _row(group: VisitorGroup) -> tuple[str, ...]:
    first, last = (at.astimezone().strftime("%Y-%m-%d %H:%M") for at in (group.first, group.last))
    return group.key, str(len(group.visits)), first, last, group.visits[-1].camera


def _record(group: VisitorGroup) -> dict[str, Any]:
    return {
        "visitor": group.key,
        "visits": len(group.visits),
        "first": group.first.isoformat(),
        "last": group.last.isoformat(),
        "cameras": sorted({visit.camera for visit in group.visits}),
    }
