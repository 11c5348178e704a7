"""``desk-access corrections``: what people's punches do not say, or say wrongly."""

from __future__ import annotations

import argparse
import shlex
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

from desk_access.attendance.local_times import Fold, moment_at, moments_of
from desk_access.bootstrap import open_time_desk
from desk_access.cli.arguments import Commands, add_days, add_operator, clock_time, day, hours
from desk_access.cli.terminal import Terminal
from desk_access.model.correction import (
    CHANGES,
    AddPunch,
    Change,
    ClockWasWrong,
    Correction,
    Excuse,
    IgnorePunch,
    NewCorrection,
    Standing,
    Trip,
    TurnPunch,
)
from desk_access.model.plain import as_plain
from desk_access.model.punch import Direction
from desk_access.service.timekeeping.desk import TimeDesk

_Make = Callable[[argparse.Namespace, TimeDesk], Change]


def register(commands: Commands) -> None:
    """Add the command to the grammar."""
    parser = commands.add_parser(
        "corrections", help="what people's punches do not say, or say wrongly"
    )
    actions = parser.add_subparsers(dest="action", required=True, metavar="ACTION")
    listing = actions.add_parser("list", help="the newest first")
    listing.add_argument("--person", metavar="CODE")
    add_days(listing, required=False)
    listing.add_argument("--standing", type=Standing, choices=list(Standing), metavar="STANDING")
    listing.set_defaults(run=show)
    add = actions.add_parser("add", help="a correction; it counts once it is approved")
    kinds = add.add_subparsers(dest="kind", required=True, metavar="KIND")
    _add_kinds(kinds)
    for name, words in (
        ("approve", "let a correction count"),
        ("reject", "let it not"),
        ("withdraw", "take it back, approved or not"),
    ):
        decision = actions.add_parser(name, help=words)
        decision.add_argument("number", type=int, help="as the list gives it")
        add_operator(decision)
        decision.set_defaults(run=decide)
    for each in (*actions.choices.values(), *kinds.choices.values()):
        if each is not add:
            each.add_argument("--json", action="store_true")


def _add_kinds(kinds: Commands) -> None:
    punch = kinds.add_parser("punch", help="a punch that was missed")
    ignore = kinds.add_parser("ignore", help="a punch that does not count")
    turn = kinds.add_parser("turn", help="a punch that was in the other direction")
    excuse = kinds.add_parser(
        "excuse", help="coming late, leaving early, absence or undertime is excused"
    )
    trip = kinds.add_parser("trip", help="worked elsewhere, without a punch")
    clock = kinds.add_parser("clock", help="the machine's clock was wrong, for everybody")
    for parser, make in (
        (punch, _punch),
        (ignore, lambda args, time: IgnorePunch(args.punch)),
        (turn, lambda args, time: TurnPunch(args.punch, args.direction)),
        (excuse, lambda args, time: Excuse(args.day)),
        (trip, lambda args, time: Trip(args.day, args.hours)),
        (clock, lambda args, time: ClockWasWrong(args.first, args.last, args.seconds)),
    ):
        if parser is clock:
            parser.set_defaults(person="")
        else:
            parser.add_argument("person", metavar="CODE")
        parser.add_argument("day", type=day, metavar="D", help="the working day")
        parser.add_argument("--reason", required=True)
        add_operator(parser)
        parser.set_defaults(run=partial(propose, make))
    punch.add_argument("time", type=clock_time, metavar="HH:MM", help="of the site's clock")
    for parser in (ignore, turn):
        parser.add_argument("punch", type=int, help="the number of its entry in the ledger")
    for parser in (punch, turn):
        parser.add_argument("direction", type=Direction, choices=list(Direction))
    punch.add_argument("--next-day", action="store_true", help="after midnight of the working day")
    punch.add_argument(
        "--fold",
        type=Fold,
        choices=list(Fold),
        help="which one of a time that comes twice, when clocks are put back: first or second",
    )
    trip.add_argument("--hours", type=hours, metavar="H-H", help="else all that was due")
    clock.add_argument("first", type=int, help="the first entry that it wrote")
    clock.add_argument("last", type=int, help="the last one")
    clock.add_argument("seconds", type=int, help="how far ahead it was; behind: negative")


def adding(asked: NewCorrection, zone: ZoneInfo) -> str:
    """The command that proposes a missed punch. Raises ValueError for another correction."""
    change = asked.change
    if not isinstance(change, AddPunch):
        raise ValueError(f"expected a missed punch, got {change!r}")
    local = change.at.astimezone(zone)
    words = ["desk-access", "corrections", "add", "punch", asked.person_code, str(asked.day)]
    words += [f"{local:%H:%M}", change.direction.value, "--reason", asked.reason]
    here = moments_of(local.date(), local.time(), zone.key)
    if len(here) > 1:
        words += ["--fold", list(Fold)[here.index(change.at)]]
    if local.date() > asked.day:
        words.append("--next-day")
    return shlex.join(words)


def show(args: argparse.Namespace, terminal: Terminal) -> int:
    """List corrections."""
    with open_time_desk(args.folder, exclusive=False) as time:
        found = time.corrections(args.person, args.from_day, args.to_day, args.standing)
    if args.json:
        for each in found:
            terminal.json(_record(each))
    else:
        heads = ("number", "code", "day", "standing", "by", "before", "after", "reason")
        terminal.table(heads, [_row(each) for each in found])
    return 0


def propose(make: _Make, args: argparse.Namespace, terminal: Terminal) -> int:
    """Keep a correction."""
    with open_time_desk(args.folder) as time:
        asked = NewCorrection(args.person, args.day, make(args, time), args.reason)
        return _tell(time.propose(asked, args.by), args, terminal)


def decide(args: argparse.Namespace, terminal: Terminal) -> int:
    """Decide on a correction."""
    with open_time_desk(args.folder) as time:
        if args.action == "withdraw":
            made = time.withdraw(args.number, args.by)
        else:
            made = time.decide(args.number, args.action == "approve", args.by)
        return _tell(made, args, terminal)


def _punch(args: argparse.Namespace, time: TimeDesk) -> AddPunch:
    on = args.day + timedelta(days=args.next_day)
    at = moment_at(on, args.time, time.zone.key, args.fold)
    return AddPunch(at, args.direction, time.zone.key)


def _tell(made: Correction, args: argparse.Namespace, terminal: Terminal) -> int:
    if args.json:
        terminal.json(_record(made))
        return 0
    terminal.answer(f"Correction {made.number} is {made.standing.value}.")
    terminal.answer(f"  before: {made.before}")
    terminal.answer(f"  after:  {made.after}")
    return 0


def _row(each: Correction) -> tuple[str, ...]:
    return (
        str(each.number),
        each.asked.person_code or "everybody",
        str(each.asked.day),
        each.standing.value,
        each.decided_by or each.who,
        each.before,
        each.after,
        each.asked.reason,
    )


def _record(each: Correction) -> dict[str, Any]:
    (kind,) = (name for name, made in CHANGES.items() if isinstance(each.asked.change, made))
    return {**as_plain(each), "kind": kind}
