"""``desk-access evaluate``: how well faces are told apart on a folder of people."""

from __future__ import annotations

import argparse
import math
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Final

from desk_access.bootstrap import workbench
from desk_access.capture.pictures import picture_files, read_picture
from desk_access.cli.arguments import Commands
from desk_access.cli.terminal import Terminal
from desk_access.service.evaluation import (
    Conditions,
    Evaluation,
    Evaluator,
    IdentificationFigures,
    PairFigures,
)
from desk_access.service.evaluation_set import read_set
from desk_access.vision.metrics_open_set import Estimate

_NAMED: Final = 5
"""So many unreadable files are named; the JSON answer has them all."""


def register(commands: Commands) -> None:
    """Add the command to the grammar."""
    parser = commands.add_parser(
        "evaluate",
        help="measure recognition on a folder of people",
        description="PATH holds one folder of pictures for each person and, if there is one, "
        "pairs.tsv in the form of LFW's. Whoever has more than three pictures is enrolled with "
        "three; whoever has one is a stranger.",
    )
    parser.add_argument("path", type=Path, metavar="PATH")
    parser.add_argument(
        "--rotate", type=_angle, default=0.0, metavar="DEG", help="let each probe lean to a side"
    )
    parser.add_argument(
        "--webcam", action="store_true", help="spoil each probe as a poor camera would"
    )
    parser.add_argument("--seed", type=_seed, default=0, metavar="N", help="of all that is drawn")
    parser.add_argument("--json", action="store_true", help="one JSON object")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace, terminal: Terminal) -> int:
    """Measure, and answer with the figures."""
    people = read_set(args.path, picture_files)
    conditions = Conditions(args.rotate, args.webcam, args.seed)
    with workbench() as bench:
        result = Evaluator(bench, read_picture).evaluate(people, conditions, terminal.progress)
    for complaint in result.pictures.unreadable[:_NAMED]:
        terminal.say(complaint)
    more = len(result.pictures.unreadable) - _NAMED
    if more > 0:
        terminal.say(f"… and {more} more that cannot be read.")
    if result.device.warning:
        terminal.say(result.device.warning)
    if args.json:
        terminal.json(asdict(result))
    else:
        for line in _lines(result):
            terminal.answer(line)
    return 0


def _lines(result: Evaluation) -> Iterator[str]:
    pictures, conditions = result.pictures, result.conditions
    spoilt = [
        *([f"leaning by {conditions.rotate:g} degrees"] if conditions.rotate else []),
        *(["as by a poor camera"] if conditions.webcam else []),
    ]
    yield (
        f"{pictures.people:,} people, {pictures.looked_at:,} pictures looked at"
        f" on {result.device.text}: {pictures.without_face:,} without a face found,"
        f" {len(pictures.unreadable):,} unreadable"
    )
    yield f"probes {' and '.join(spoilt) or 'as they are'}, seed {conditions.seed}"
    if result.pairs:
        yield from _pair_lines(result.pairs)
    if result.identification:
        yield from _identification_lines(result.identification)


def _pair_lines(pairs: PairFigures) -> Iterator[str]:
    yield f"{pairs.pairs:,} pairs in {pairs.folds} folds, {pairs.uncompared:,} without two faces"
    yield f"  accuracy     {_percent(pairs.accuracy)} ± {100 * pairs.standard_error:.2f}"
    yield f"  ROC AUC      {pairs.roc_auc:.5f}"
    yield f"  EER          {_percent(pairs.equal_error_rate)}"
    yield f"  threshold    {pairs.threshold:.3f}"


def _identification_lines(found: IdentificationFigures) -> Iterator[str]:
    yield (
        f"{found.enrolled:,} people enrolled, searched with {found.mated:,} other pictures of them"
        f" and {found.non_mated:,} of strangers"
    )
    yield f"  rank-1       {_interval(found.figures.rank_1)}"
    for point in found.figures.points:
        cosine = point.threshold
        needed = math.ceil(1 / point.fpir)
        few = f"; too few, it takes {needed:,}" if found.non_mated < needed else ""
        yield (
            f"  at FPIR {100 * point.fpir:g} %"
            f" ({point.passed} of {found.non_mated:,} strangers taken for somebody{few})"
        )
        yield f"    FNIR       {_interval(point.fnir)}"
        yield f"    threshold  {cosine.value:.3f} ({cosine.low:.3f} to {cosine.high:.3f})"
    for match in found.false_matches:
        yield f"  FMR {match.fmr:.0e} at {match.cosine:.3f} ({match.comparisons:,} comparisons)"
    if not found.figures.points:
        yield "  Nobody has a single picture, so there are no strangers to refuse."


def _interval(share: Estimate) -> str:
    return f"{_percent(share.value)} ({_percent(share.low)} to {_percent(share.high)})"


def _percent(share: float) -> str:
    return f"{100 * share:.2f} %"


def _angle(text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        value = 360.0
    if not -180 <= value <= 180:
        raise argparse.ArgumentTypeError(f"{text!r} is no angle from -180 to 180 degrees")
    return value


def _seed(text: str) -> int:
    if not text.isdecimal():
        raise argparse.ArgumentTypeError(f"{text!r} is no whole number of 0 or more")
    return int(text)
