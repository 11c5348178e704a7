"""``desk-access evaluate``: how well faces are told apart on a folder of people."""

from __future__ import annotations

import argparse
import os
from collections.abc import Callable, Sequence
from contextlib import closing, nullcontext
from dataclasses import asdict
from itertools import groupby
from pathlib import Path
from time import monotonic
from typing import Final, TypeVar

from desk_access.bootstrap import calibrations, evaluation_archive, evaluation_kit
from desk_access.capture.pictures import picture_files, read_picture
from desk_access.cli.arguments import Commands
from desk_access.cli.evaluation_lines import (
    ENROLMENT_HEADS,
    enrolment_row,
    group_lines,
    report,
)
from desk_access.cli.terminal import Terminal
from desk_access.service.evaluation import (
    PictureCounts,
    Survey,
    evaluate,
    survey,
)
from desk_access.service.evaluation_enrolment import enrolment_figures
from desk_access.service.evaluation_groups import GroupFigures, group_figures, often_there
from desk_access.service.evaluation_looks import Condition
from desk_access.service.evaluation_set import read_set
from desk_access.service.label_errors import LabelErrors

_NAMED: Final = 5
"""So many unreadable files are named; the JSON answer has them all."""

_MOST_FRAMES: Final = 100
_TOLD_EVERY_S: Final = 30.0

T = TypeVar("T")


def register(commands: Commands) -> None:
    """Add the command to the grammar."""
    parser = commands.add_parser(
        "evaluate",
        help="measure recognition on a folder of people",
        description="PATH holds one folder of pictures for each person and, if there is one, "
        "pairs.tsv in the form of LFW's. Whoever has more than three pictures is enrolled with "
        "three; whoever has one is a stranger. Probes are searched as they are, and under each of "
        "the conditions given.",
    )
    add_arguments(parser)
    parser.add_argument(
        "--enrolment",
        action="store_true",
        help="instead: what one enrolment picture is worth, and what more and better ones bring",
    )
    parser.add_argument("--json", action="store_true", help="one JSON object")
    parser.set_defaults(run=run)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What is measured on what: the same for every program that measures.

    Beside these :func:`measure` wants ``folder``, the workspace whose models are known by id.
    """
    parser.add_argument("path", type=Path, metavar="PATH")
    parser.add_argument(
        "--recogniser",
        action="append",
        default=[],
        metavar="ID_OR_FILE",
        help="an id, or an .onnx with its .toml beside; may be repeated (else: the default)",
    )
    _add_conditions(parser)
    parser.add_argument(
        "--people", type=_count, metavar="N", help="a quick look: enrol N, and no pairs"
    )
    parser.add_argument(
        "--label-errors",
        type=Path,
        metavar="FILE",
        help="CSV (name,other) of people with two names; figures with and without them",
    )
    parser.add_argument(
        "--groups",
        type=_count,
        metavar="N",
        help="also group the pictures of everybody with N or more, as visitors are grouped",
    )
    parser.add_argument("--seed", type=_seed, default=0, metavar="N", help="of all that is drawn")
    parser.add_argument(
        "--keep",
        type=Path,
        metavar="DIR",
        help="keep embeddings there, and use those that are there",
    )
    parser.add_argument(
        "--threads",
        type=_count,
        default=os.cpu_count() or 1,
        metavar="N",
        help="pictures at a time (as many as there are cores)",
    )


def _add_conditions(parser: argparse.ArgumentParser) -> None:
    """What is done to the probes."""
    parser.add_argument(
        "--rotate",
        type=_angle,
        action="append",
        default=[],
        metavar="DEG",
        help="let each probe lean to a side; may be repeated",
    )
    parser.add_argument("--mask", action="store_true", help="draw a mask over each probe's face")
    parser.add_argument(
        "--webcam", action="store_true", help="spoil each probe as a poor camera would"
    )
    parser.add_argument(
        "--frames",
        type=_frames,
        default=(1,),
        metavar="N,N,…",
        help="under --webcam, join so many pictures of each probe (1)",
    )


def run(args: argparse.Namespace, terminal: Terminal) -> int:
    """Measure, and answer with the figures."""
    if args.enrolment:
        return _enrolment(args, terminal)
    found, errors = measure(args, terminal)
    result = evaluate(found, errors)
    groups: list[GroupFigures] = []
    if args.groups:
        known = calibrations(args.recogniser, args.folder)
        groups = group_figures(found, known, args.groups)
    if args.json:
        asked = {"groups": [asdict(each) for each in groups]} if args.groups else {}
        terminal.json({**asdict(result), **asked})
    else:
        for line in (*report(result), *group_lines(groups)):
            terminal.answer(line)
    return 0


def _enrolment(args: argparse.Namespace, terminal: Terminal) -> int:
    """What enrolment pictures are worth."""
    found, errors = measure(args, terminal, everything=True, all_spoilt=True)
    known = calibrations(args.recogniser, args.folder)
    figures = list(enrolment_figures(found, known, errors))
    if args.json:
        terminal.json([asdict(each) for each in figures])
    else:
        for key, group in groupby(figures, lambda each: (each.recogniser, each.condition.text)):
            terminal.answer(f"{key[0]}, probes {key[1]}")
            terminal.table(ENROLMENT_HEADS, [enrolment_row(each) for each in group])
    return 0


def measure(
    args: argparse.Namespace,
    terminal: Terminal,
    *,
    everything: bool = False,
    all_spoilt: bool = False,
) -> tuple[Survey, LabelErrors | None]:
    """Look at the pictures that :func:`add_arguments` names; complains about those it cannot read.

    With ``everything`` also at those that no figure needs, with ``all_spoilt`` under each condition
    at all but everybody's first.

    Raises SourceUnusable, ModelError, StoreError and UsageError.
    """
    people = read_set(args.path, picture_files)
    errors = LabelErrors.read(args.label_errors, people) if args.label_errors else None
    if errors and errors.elsewhere:
        terminal.say(f"{errors.elsewhere} rows of {args.label_errors} are not about this set.")
    if args.people is not None:
        people = people.sample(args.people, args.seed)
    # One network on all cores would wait for its slowest thread; one thread each do not.
    kit = evaluation_kit(args.recogniser, args.folder, threads=1)
    keeping = closing(evaluation_archive(args.keep)) if args.keep else nullcontext()
    with keeping as archive:
        names = list(people.people) if everything else []
        if args.groups and not everything:
            names = often_there(people, args.groups)
        rest = [path for name in names for path in people.people[name]]
        others = people.later() if all_spoilt else ()
        found = survey(
            people, conditions(args), args.seed, kit, read_picture,
            also=rest, also_probes=others, archive=archive, workers=args.threads,
            progress=_progress(terminal),
        )  # fmt: skip
    _complain(found, terminal)
    return found, errors


def conditions(args: argparse.Namespace) -> list[Condition]:
    """What is measured beside the clean condition, in the order in which it is told."""
    return [
        *(Condition(rotate=degrees) for degrees in args.rotate if degrees),
        *([Condition(mask=True)] if args.mask else []),
        *(Condition(webcam=True, frames=count) for count in args.frames if args.webcam),
    ]


def _complain(found: Survey, terminal: Terminal) -> None:
    pictures: PictureCounts = found.pictures
    for complaint in pictures.unreadable[:_NAMED]:
        terminal.say(complaint)
    more = len(pictures.unreadable) - _NAMED
    if more > 0:
        terminal.say(f"… and {more} more that cannot be read.")
    if found.device and found.device.warning:
        terminal.say(found.device.warning)


def _progress(terminal: Terminal) -> Callable[[int, int, str], None]:
    """Tells how far the run is, on a screen and, twice a minute, in a log."""
    began = told = monotonic()

    def tell(done: int, of: int, words: str) -> None:
        nonlocal told
        now = monotonic()
        left = (now - began) / done * (of - done)
        text = f"{words}, {left / 60:.0f} min left"
        terminal.progress(done, of, text)
        if not terminal.err.isatty() and now - told >= _TOLD_EVERY_S:
            terminal.say(f"{done:,} of {of:,} {text}")
            told = now

    return tell


def _angle(text: str) -> float:
    return _checked(
        text, float, lambda value: -180 <= value <= 180, "angle from -180 to 180 degrees"
    )


def _seed(text: str) -> int:
    return _checked(text, int, lambda value: 0 <= value < 1 << 32, "whole number of 0 or more")


def _count(text: str) -> int:
    return _checked(text, int, lambda value: value >= 1, "whole number of 1 or more")


def _frames(text: str) -> Sequence[int]:
    return tuple(
        _checked(
            part, int, lambda value: 1 <= value <= _MOST_FRAMES, f"number up to {_MOST_FRAMES}"
        )
        for part in text.split(",")
    )


def _checked(text: str, read: Callable[[str], T], fits: Callable[[T], bool], wanted: str) -> T:
    try:
        value = read(text)
    except ValueError:
        value = None
    if value is None or not fits(value):
        raise argparse.ArgumentTypeError(f"{text!r} is no {wanted}")
    return value
