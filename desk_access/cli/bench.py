"""``desk-access bench``: this machine's figures, stage by stage."""

from __future__ import annotations

import argparse
import statistics
from collections.abc import Sequence
from dataclasses import asdict

from desk_access import bootstrap
from desk_access.bootstrap import Playback, frames_of
from desk_access.cli.arguments import Commands, seconds
from desk_access.cli.terminal import Terminal
from desk_access.errors import SourceError, UsageError
from desk_access.service.bench import (
    STALL_MS,
    BenchReport,
    StageFigures,
    WindowFigures,
    bench_chain,
)


def register(commands: Commands) -> None:
    """Add the command to the grammar."""
    parser = commands.add_parser("bench", help="this machine's figures, stage by stage")
    parser.add_argument("--source", metavar="SRC", default="0", help="else the first camera")
    parser.add_argument("--seconds", type=seconds, default=10.0, metavar="S")
    parser.add_argument("--people", type=int, default=1000, metavar="N", help="in the gallery")
    parser.add_argument(
        "--window", action="store_true", help="run the window on the source and measure that"
    )
    parser.add_argument("--json", action="store_true")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace, terminal: Terminal) -> int:
    """Take a few seconds of a source through the chain."""
    if args.people < 1:
        raise UsageError(f"A gallery of {args.people} people cannot be.", "Choose 1 or more.")
    if args.window:
        return _window(args, terminal)
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


def _window(args: argparse.Namespace, terminal: Terminal) -> int:
    figures: WindowFigures = args.bench_window(args.source, args.seconds)
    if args.json:
        terminal.json(asdict(figures))
        return 0
    terminal.answer(
        f"{figures.seconds:.0f} s: {figures.received} frames received, {figures.painted} painted, "
        f"{figures.not_analysed} not analysed"
    )
    _table(figures.stages, terminal)
    terminal.answer(
        f"GUI thread late by more than {STALL_MS:.0f} ms: {figures.stalls} times, "
        f"longest {figures.longest_stall_ms:.0f} ms"
    )
    if figures.decision_ms:
        median = statistics.median(figures.decision_ms)
        terminal.answer(f"{len(figures.decision_ms)} decisions, median after {median:.0f} ms")
    if figures.memory_mb:
        terminal.answer("memory {:.0f} MB, at the end {:.0f} MB".format(*figures.memory_mb))
    return 0


def _tell(report: BenchReport, people: int, terminal: Terminal) -> None:
    terminal.answer(f"{report.frames} frames, gallery of {people} people; milliseconds")
    _table(report.stages, terminal)
    if report.decision_ms is None:
        terminal.answer("Nobody was recognised, so no decision could be timed.")
    else:
        terminal.answer(f"decision {report.decision_ms:.0f} ms after the first usable frame")


def _table(stages: Sequence[StageFigures], terminal: Terminal) -> None:
    rows = [
        (
            figures.stage,
            str(figures.count),
            f"{figures.median_ms:.2f}",
            f"{figures.p95_ms:.2f}",
            f"{figures.longest_ms:.2f}",
        )
        for figures in stages
    ]
    terminal.table(("stage", "frames", "median", "95 %", "longest"), rows)
