"""``desk-access today``: who is in, who is late, who is missing."""

from __future__ import annotations

import argparse
from datetime import UTC, datetime
from typing import Any

from desk_access.bootstrap import open_time_desk
from desk_access.cli.arguments import Commands
from desk_access.cli.hour_lines import length
from desk_access.cli.terminal import Terminal
from desk_access.model.identifier import canonical
from desk_access.model.presence import PersonToday


def register(commands: Commands) -> None:
    """Add the command to the grammar."""
    parser = commands.add_parser("today", help="who is in, who is late, who is missing")
    parser.add_argument("--inside", action="store_true", help="the roll call: who is in the house")
    parser.add_argument("--group", help="of this group alone")
    parser.add_argument("--json", action="store_true", help="one line of JSON a person")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace, terminal: Terminal) -> int:
    """Print everybody, or those who are inside. It needs this machine alone, and no network."""
    with open_time_desk(args.folder, exclusive=False) as time:
        found = [
            each
            for each in time.today()
            if _in(args.group, each.group) and (each.inside or not args.inside)
        ]
        zone = time.zone
    if args.json:
        for each in found:
            terminal.json(_record(each))
        return 0
    heads = ("name", "code", "group", "", "since", "late")
    terminal.table(
        heads,
        [
            (
                each.name,
                each.code,
                each.group,
                each.presence.value.replace("_", " "),
                f"{each.since.astimezone(zone):%H:%M}" if each.since else "",
                length(each.late),
            )
            for each in found
        ],
    )
    inside = sum(each.inside for each in found)
    now = datetime.now(UTC).astimezone(zone)
    terminal.say(f"{inside} inside on {now:%Y-%m-%d at %H:%M}.")
    return 0


def _in(asked: str | None, group: str) -> bool:
    return asked is None or canonical(asked) == canonical(group)


def _record(person: PersonToday) -> dict[str, Any]:
    return {
        "code": person.code,
        "name": person.name,
        "group": person.group,
        "presence": person.presence.value,
        "inside": person.inside,
        "since": person.since.isoformat() if person.since else None,
        "late": person.late,
    }
