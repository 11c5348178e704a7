"""``desk-access bench``: this machine's figures, stage by stage."""

from __future__ import annotations

import argparse
from dataclasses import asdict

from desk_access import bootstrap
from desk_access.bootstrap import Playback, frames_of
from desk_access.cli.arguments import Commands, seconds
from desk_access.cli.terminal import Terminal
from desk_access.errors import SourceError, UsageError
from desk_access.service.bench import BenchReport, bench_chain


def register(commands: Commands) -> None:
    """Add the command to the grammar."""
    parser = commands.add_parser("bench", help="this machine's figures, stage by stage")
    parser.add_argument("--source", metavar="SRC", default="0", help="else the first camera")
    parser.add_argument("--seconds", type=seconds, default=10.0, metavar="S")
    parser.add_argument("--people", type=int, default=1000, metavar="N", help="in the gallery")
    parser.add_argument("--json", action="store_true")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace, terminal: Terminal) -> int:
    """Take a few seconds of a source through the chain."""
    if args.people < 1:
        raise UsageError(f"A gallery of {args.people} people cannot be.", "Choose 1 or more.")
    try:
        frames = list(frames_of(args.source, Playback(fast=True, seconds=args.seconds)))
    except SourceError as error:
        raise type(error)(error.what, f"{error.cure} Or name another: --source FILE") from error
    with bootstrap.workbench() as bench:
        report = bench_chain(frames, bench, args.people)
        device = bench.device
    if args.json:
        terminal.json(asdict(report) | {"device": device.text if device else None})
    else:
        if device:
            terminal.answer(f"device: {device.text}")
        _tell(report, args.people, terminal)
    return 0


def _tell(report: BenchReport, people: int, terminal: Terminal) -> None:
    terminal.answer(f"{report.frames} frames, gallery of {people} people; milliseconds")
    rows = [
        (
            figures.stage,
            str(figures.count),
            f"{figures.median_ms:.2f}",
            f"{figures.p95_ms:.2f}",
            f"{figures.longest_ms:.2f}",
        )
        for figures in report.stages
    ]
    terminal.table(("stage", "frames", "median", "95 %", "longest"), rows)
    if report.decision_ms is None:
        terminal.answer("Nobody was recognised, so no decision could be timed.")
    else:
        terminal.answer(f"decision {report.decision_ms:.0f} ms after the first usable frame")
